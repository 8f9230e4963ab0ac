"""All classical readings of a convolution side by side and in step: the same numbers in each."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import islice

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.message import Clauses, Message, message
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.formulas import call_words, formula
from tconv_anim.scenes.matrices.product import MATRIX, X, Y
from tconv_anim.scenes.notes import extra_note
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import Box, Caption, Panel, PanelId, Place, Role, Scene, Shot
from tconv_anim.scenes.side_by_side import SideView, in_step, with_sum, without_products
from tconv_anim.scenes.tied.words import cell_words
from tconv_anim.scenes.told.cropped import within
from tconv_anim.scenes.view import KERNEL, ONE_INPUT, ONE_STAGE, View
from tconv_anim.scenes.views import load_view
from tconv_anim.scenes.views.both import both
from tconv_anim.scenes.views.im2col import PRODUCT_SIGNS, RESULT_ROW, im2col
from tconv_anim.scenes.views.matrix import matrix
from tconv_anim.scenes.views.sliding_window import sliding_window

MATRIX_SIGNS, ROW_SIGNS = ("·", "="), ("×", "=")
LEAST_ZOOM = 0.72  # of its cells, which share a page with those of three pictures


def all_readings(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:  # noqa: ARG001
    """Shots of a convolution in all readings, placement by placement.

    Of a conv_transpose these are stamps, a window over inserted zeros, the matrix, and columns that are folded back; of
    a conv the window, the matrix, and patches as columns. Of a blank trace, by which a picture is planned, there is the
    set-up alone.
    """
    spec = trace.spec
    every = Channels(tuple(range(spec.in_channels)), tuple(range(spec.out_channels)))
    given, most = (trace, step_ms, every), None if trace.steps else 1

    def shots(draw: Callable[..., Iterator[Shot]], change: Callable[[Scene], Scene]) -> Iterator[Shot]:
        for shot in islice(draw(*given), most):
            yield replace(shot, scene=change(shot.scene), example=shot.example and change(shot.example), pairs=())

    first = SideView("both", "", shots(partial(both, brief=True), _without_zeros), spec.placements)
    if not spec.transposed:
        first = SideView("sliding_window", message("heading_window"), shots(sliding_window, _narrow), spec.placements)
    of_matrix, of_columns = _headings(spec)
    kept = Canvas(two_dimensional(trace)).kept_box if spec.transposed else None
    columns = partial(_folded_back, kept=kept) if kept else product_alone
    views = [
        SideView("im2col", of_columns, shots(im2col, columns), spec.placements),
        SideView("matrix", of_matrix, shots(partial(matrix, brief=True), matrix_alone), spec.placements),
    ]
    views = [first, *(views if spec.transposed else views[::-1])]
    stacks = (2, 1, 1) if spec.transposed else (2, 1)
    for shot in in_step(views, lambda captions, step: _caption(trace, captions, step), with_example=True):
        example = shot.example and replace(shot.example, stacks=stacks)
        yield replace(shot, scene=replace(shot.scene, stacks=stacks), example=example)


def _headings(spec: ConvSpec) -> tuple[Message, Message]:
    """Of the matrix and of the columns."""
    size = math.prod(spec.output_size) * spec.out_channels, math.prod(spec.input_size) * spec.in_channels
    if spec.transposed:
        return message("heading_matrix_of_stamps", size=size_text(size)), message("heading_col2im")
    return message("heading_matrix_of_windows", size=size_text(size)), message("heading_im2col")


def _narrow(scene: Scene) -> Scene:
    """A window without its products, with their sum beside the output."""
    return with_sum(without_products(scene), scene.words.sums)


def _without_zeros(scene: Scene) -> Scene:
    """Both ways, without arrows of strides, and without the sum of a window, which is that of the stamps and zeros."""
    panels = tuple(
        replace(panel, stride=None, sum="" if panel.id.picture == ("zero_insertion",) else panel.sum)
        for panel in scene.panels
    )
    return replace(scene, panels=panels)


def matrix_alone(scene: Scene, *, lying: bool = False) -> Scene:
    """The matrix with its vectors, whose heading says its size, without the planes beside it.

    Above a matrix that is wide, or wherever it is to be `lying`, x is a row.
    """
    called = {MATRIX: MATRIX, X: PanelId("input"), Y: PanelId("output")}
    rows, columns = next(panel.shape for panel in scene.panels if panel.id == MATRIX)
    lying = lying or columns > rows
    bare = _of(scene, {*called}, called, ROW_SIGNS if lying else MATRIX_SIGNS)

    def changed(panel: Panel) -> Panel:
        title = "" if panel.id == MATRIX else panel.title
        return replace(panel, title=title, subtitle="", zoom=max(panel.zoom, LEAST_ZOOM))

    bare = replace(bare, panels=tuple(map(changed, bare.panels)))
    return _with_row(bare, called[X]) if lying else bare


def _with_row(scene: Scene, name: PanelId) -> Scene:
    """The scene with a column as a row."""
    panels = (
        replace(panel, roles=panel.roles.T, values=panel.numbers.T) if panel.id == name else panel
        for panel in scene.panels
    )
    outlines = []
    for one in scene.outlines:
        top, left, bottom, right = one.box
        outlines.append(one._replace(box=(left, top, right, bottom)) if one.panel == name else one)
    return replace(scene, panels=tuple(panels), outlines=tuple(outlines))


def _folded_back(scene: Scene, kept: Box) -> Scene:
    """The kernel times columns, and below them the output that these are folded back to, without what is cropped."""
    boxes = {panel.id: kept for panel in scene.panels if panel.id.part == "output"}
    found = within(scene, boxes, clipped=True).with_part("kernel", _short_title)
    return found.with_part("output", lambda panel: replace(panel, terms=None, operator="", subtitle=""))


def product_alone(scene: Scene) -> Scene:
    """The kernel times columns, without the planes that are in the picture of stamps or of the window."""
    of_windows = scene.panels[0].id.part == "input"
    planes = ("input", "output") if of_windows else ("output",)
    own = {panel.id for panel in scene.panels if panel.id.part not in planes}
    if of_windows:
        own.add(RESULT_ROW)
    return _of(scene, own, {name: name for name in own}, PRODUCT_SIGNS).with_part("kernel", _short_title)


def _short_title(panel: Panel) -> Panel:
    """A kernel whose shape says that it is a row or a column."""
    return replace(panel, title=message("kernel", size=size_text(panel.shape)))


def _of(scene: Scene, own: set[PanelId], called: dict[PanelId, PanelId], signs: tuple[str, ...]) -> Scene:
    """A scene with some of its panels, under other names, and what is about these alone."""

    def there(place: Place) -> Place:
        return called[place[0]], place[1]

    return replace(
        scene,
        panels=tuple(replace(panel, id=called[panel.id]) for panel in scene.panels if panel.id in own),
        outlines=tuple(one._replace(panel=called[one.panel]) for one in scene.outlines if one.panel in own),
        links=(),
        lifted=(),
        comes=tuple((there(a), there(b)) for a, b in scene.comes if a[0] in own and b[0] in own),
        signs=signs,
        pictures=(),
    )


def _caption(trace: Trace, captions: Sequence[Caption], step: int | None) -> Caption:
    """What is the same in all readings; and what the first says of an output cell, or of the crop."""
    spec, said = trace.spec, captions[0]
    ways = 4 if spec.transposed else 3
    detail: Clauses = (message("all_ways_give_the_same", count=ways),)
    if step is not None:
        cell = cell_words(
            spec.transposed, trace.steps[step - 1].cell, many=max(spec.in_channels, spec.out_channels) > 1
        )
        own = message("reading_of_stamp" if spec.transposed else "reading_of_window", cell=cell)
        window = (words for words in said.detail if isinstance(words, Message) and words.key == "window_sums_to")
        detail = tuple(window) or (own,)
    elif said.progress == message("set_up"):
        detail = (message("so_many_ways", count=ways),)
    elif said.progress == message("crop"):
        detail = said.detail
    fixed = (call_words(spec),), said.progress, detail, formula(spec), extra_note(spec), said.sums
    return Caption(*fixed, beside=True, lasting=True)


def _check(spec: ConvSpec) -> None:
    for name in ("matrix", "im2col"):
        load_view(name).check(spec)


VIEW = View(
    summary="All readings side by side, in step: stamps, inserted zeros, matrix and columns; of a conv its window.",
    needs=(ONE_INPUT, ONE_STAGE, KERNEL),
    draw=all_readings,
    count_placements=lambda spec: spec.placements,
    row=lambda spec: (spec.input_size if spec.transposed else spec.output_size)[-1],
    alt=message("by_all_ways"),
    flat=lambda spec: True,  # noqa: ARG005
    title=lambda op: message("by_all_ways_title", op=op),
    picks_channels=False,
    plain=(Role.EMPTY,),
    check=_check,
)
