"""An operation as a sparse matrix whose product with the flattened input is the output; of a conv_transpose Cᵀ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import Any

import numpy as np

from tconv_anim.core.message import Message, Words, message
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import filled
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.errors import SceneError
from tconv_anim.scenes.matrices.moments import making, transposing
from tconv_anim.scenes.matrices.product import MATRIX, PLACED, Play, Product, Y
from tconv_anim.scenes.number_text import number_text, result_text
from tconv_anim.scenes.scene import Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.scenes.side_by_side import with_sum, without_products
from tconv_anim.scenes.told.cropped import within
from tconv_anim.scenes.told.example import number_of, of_first_output
from tconv_anim.scenes.view import LINEAR, ONE_INPUT, ROW_BY_ROW, View
from tconv_anim.scenes.views import get_view
from tconv_anim.scenes.views._connected import (
    by_channel,
    check_connected,
    count_cells,
    count_row,
)
from tconv_anim.scenes.views._weights import lit
from tconv_anim.scenes.views.connections import connections

MOST_CELLS = 64  # rows or columns
MOST_CHANNELS = 4  # on each side
NOT_IN_Y = message("border_is_not_in_y")
SIGNS = ("·", "=", *("→", "↓") * 3, "↓")
"""Between the matrix and x, and x and y; then what a page has of arrows to C, from C to Cᵀ, to x, and from y."""
SIGNS_OF_ROW = (*SIGNS[:2], "", "", "", "", *SIGNS[6:])
"""The same while a row of Cᵀ is in play: the kernel is in its columns."""
SAID_BY_ROW = ("products_are_added", "products_sum_to", "windows_are_added")
SAID_BY_COLUMN = ("kernel_is_added", "kernel_of_channel_is_added")
"""What the operation's own view says of a step, in place of which the matrix is spoken of."""


def matrix(trace: Trace, step_ms: int, channels: Channels, *, brief: bool = False) -> Iterator[Shot]:
    """Shots of the operation's own view, or of the connections of stages, with the row or the column in play.

    Of a kernel's operation they begin with how the matrix is made of the kernel, and with what Cᵀ is the transpose of,
    unless they are to be `brief`.
    """
    spec, product = trace.spec, Product.of(trace)
    channels = Channels(tuple(range(spec.in_channels)), tuple(range(spec.out_channels)))
    if spec.stages:
        shots = by_channel(connections(trace, step_ms, channels), spec.out_channels)
    else:  # of which the border that padding crops is no part
        drawn = get_view(None, spec.op).draw(trace, step_ms, channels)
        shots = (shot for shot in drawn if not shot.explains and shot.scene.words.progress != message("crop"))
    if product.by_row:
        shown = _rows(product, shots, spec.out_channels)
    elif product.transposed:
        shown = _columns(product, shots, spec.in_channels)
    else:
        shown = _copies(product, shots, trace.steps)
    return shown if brief or trace.is_blank or not product.kernel else _explained(product, shown, step_ms)


def _explained(product: Product, shots: Iterator[Shot], step_ms: int) -> Iterator[Shot]:
    """Shots after moments that say how the matrix is made, and why it is called transposed, and what of its border."""
    first = next(shots)
    yield from (transposing if product.transposed else making)(product, first.scene, step_ms)

    def told(scene: Scene) -> Scene:
        note = tuple(words for words in scene.words.note if words != NOT_IN_Y)
        return replace(scene, caption=replace(scene.words, note=note))

    for shot in chain((first,), shots):
        yield replace(shot, scene=told(shot.scene), example=shot.example and told(shot.example))


def _rows(product: Product, shots: Iterator[Shot], channels: int) -> Iterator[Shot]:
    """A conv: each row of the matrix gives one output cell."""
    written = np.full(product.output.shape, np.nan)
    settled = np.zeros(written.shape, bool)
    for number, group in groupby(shots, key=lambda shot: shot.step):
        if number is None:
            yield from (_between(product, shot, written, settled) for shot in group)
            continue
        for shot, c in zip(group, range(channels), strict=True):
            row = c * product.cells_out + number - 1
            written, settled = _with(written, [row], product.output[row]), _with(settled, [row], True)
            yield _shown_with(product, shot, written, settled, Play(row))


def _columns(product: Product, shots: Iterator[Shot], channels: int) -> Iterator[Shot]:
    """A conv_transpose: each column of the matrix, scaled by one input cell, is added to the output."""
    written = product.bias
    settled, remaining = np.zeros(written.shape, bool), product.taps.sum(axis=1)
    for number, group in groupby(shots, key=lambda shot: shot.step):
        if number is None:
            yield from (_between(product, shot, written, settled) for shot in group)
            continue
        columns = [a * product.cells_in + number - 1 for a in range(channels)]
        remaining = remaining - product.taps[:, columns].sum(axis=1)
        for index, shot in enumerate(group):  # of each input channel: adding, then the sum
            column = columns[index // 2]
            adding = product.taps[:, column]
            added = np.where(adding, product.weights[:, column] * product.x[column], np.nan)
            if index % 2:
                written = np.where(adding, filled(written) + filled(added), written)
                settled = settled | adding
                added = np.full(written.shape, np.nan)
            growing = settled & (remaining + product.taps[:, columns[index // 2 :]].sum(axis=1) > 0)
            yield _shown_with(product, shot, written, settled, Play(None, column, adding, added, growing=growing))
        if number == product.cells_in:
            written, settled = product.output, np.ones(written.shape, bool)


def _copies(product: Product, shots: Iterator[Shot], steps: tuple[Step, ...]) -> Iterator[Shot]:
    """Input cells that are copied: each column of the matrix puts its cell where it belongs."""
    written = np.full(product.output.shape, np.nan)
    settled = np.zeros(written.shape, bool)
    todo = iter(steps)
    for shot in shots:
        if shot.step is None:
            if settled.any():
                written, settled = product.output, np.ones(written.shape, bool)
            yield _between(product, shot, written, settled)
            continue
        channel, *cell = next(todo).reads[0].tolist()
        column = channel * product.cells_in + int(np.ravel_multi_index((0, *cell)[-2:], product.input_size))
        rows = np.flatnonzero(product.taps[:, column])
        written, settled = _with(written, rows, product.output[rows]), _with(settled, rows, True)
        yield _shown_with(product, shot, written, settled, Play(column=column, copied=rows))


def _with(vector: Array, places: Sequence[int] | Array, values: Any) -> Array:
    changed = vector.astype(np.result_type(vector, np.asarray(values).dtype))
    changed[places] = values
    return changed


def _between(product: Product, shot: Shot, written: Array, settled: Array) -> Shot:
    """The shot before or after all steps; the example of the finished one is a row of the matrix times x."""
    if not settled.any():
        shot = replace(shot, scene=_saying(shot.scene, (product.opening,)))
    done = _shown_with(product, shot, written, settled, Play())
    if shot.example is None:
        return done
    found = of_first_output(shot.scene, shot.example)
    row, first, others = number_of(found), found.words.detail[0], shot.scene.words.detail[1:]
    play, worked_out = Play(row), found
    said = message("is_row_times_x", words=first, row=row + 1, matrix=product.name)
    if product.kernel:
        result, bias = result_text(product.output[row]), bool(product.bias[row] == product.bias[row])
        count = int(product.taps[row].sum())
        terms = {"result": result, "count": count, "bias": bias}
        said = message("row_times_x_is", matrix=product.name, by_row=product.by_row, **terms)
    if product.transposed:
        worked_out = _of_row(product, worked_out, row)
    copies = sum(np.sum(panel.roles == Role.OUTPUT_IN_PLAY) for panel in found.panels if panel.id.part == "output")
    if copies > 1:  # copies of one number, or of several
        column = int(np.argmax(product.taps[row]))
        rows = np.flatnonzero(product.taps[:, column])
        if len(rows) != copies:
            return done
        play, own = Play(column=column, copied=rows), _told(product, Play(column=column), "")
        said = message("clauses", items=(first, own))
    shown = replace(shot, scene=_saying(worked_out, (said, *others)), example=None)
    example = _shown_with(product, shown, written, settled, play).scene
    return replace(done, example=replace(example, comes=()))


def _of_row(product: Product, scene: Scene, row: int) -> Scene:
    """A cell of each output channel worked out: of these only what gives the cell of one, the input that it reads."""
    own, taps = row // product.cells_out, product.taps[row].reshape(-1, *product.input_size)

    def changed(panel: Panel) -> Panel:
        part, channels = panel.id.part, panel.id.channels
        if part == "input":
            roles = np.where(taps[channels[0] if channels else 0], Role.INPUT_IN_PLAY, Role.INPUT).astype(np.int8)
            return replace(panel, roles=roles, terms=None, operator="")
        if part != "kernel":
            return panel
        bare = replace(panel, terms=None, operator="")
        return bare if not channels or channels[1] == own else lit(bare, ())

    others = [panel.id for panel in scene.panels if panel.id.part == "output" and panel.id.channels not in ((), (own,))]
    shown = (o for o in scene.outlines if o.panel not in others or o.stroke is not Stroke.WINDOW)
    outlines = (o for o in shown if o.stroke is not Stroke.TOLD)  # of a stamp's cell, of which is said nothing here
    return replace(scene, panels=tuple(map(changed, scene.panels)), outlines=tuple(outlines))


def _saying(scene: Scene, detail: tuple[Words, ...]) -> Scene:
    return replace(scene, caption=replace(scene.words, detail=detail))


def _shown_with(product: Product, shot: Shot, written: Array, settled: Array, play: Play) -> Shot:
    """The shot with the equation next to its planes; `written` is the output so far, see `Product.panels`."""
    scene = without_products(shot.scene)
    words = scene.words
    detail = words.detail
    if shot.step is not None:
        detail = (_told(product, play, detail[0]), *detail[1:])
    notes: list[Words] = [product.zeros]
    scene = with_sum(scene, words.sums)
    rings, scene = (*_rings(product, scene, play),), _kept(product, scene)
    outputs = [panel for panel in scene.panels if panel.id.part == "output"]
    if product.transposed and product.plane.has_border:
        notes.append(NOT_IN_Y)
    return replace(
        shot,
        example=None,
        pairs=(),
        scene=replace(
            scene,
            panels=(*scene.panels, *product.panels(written, settled, play)),
            outlines=(*scene.outlines, *product.marks(play), *rings),
            links=tuple(product.ties(outputs)),
            comes=tuple(product.flights(play)),
            lifted=(),
            caption=replace(words, detail=detail, sums=(), note=(*words.note, *notes)),
            signs=SIGNS_OF_ROW if product.transposed and play.row is not None else SIGNS,
        ),
    )


def _kept(product: Product, scene: Scene) -> Scene:
    """The scene without the border that padding crops from its outputs, as y has none of it."""
    (top, left), (high, wide) = product.kept_at, product.output_size
    boxes = {
        panel.id: (top, left, top + high, left + wide)
        for panel in scene.panels
        if panel.id.part == "output" and panel.shape != (high, wide)
    }
    if not boxes:
        return scene

    def bare(panel: Panel) -> Panel:
        return replace(panel, subtitle="", stride=None) if panel.id in boxes else panel

    found = within(scene, boxes, clipped=True).with_part("output", bare)
    return replace(found, caption=replace(found.words, note=tuple(map(_unframed, found.words.note))))


def _unframed(note: Words) -> Words:
    """A note without the frame within which cells are counted."""
    if not isinstance(note, Message):
        return note

    def changed(name: str, of: Any) -> Any:
        return False if name == "framed" else tuple(map(_unframed, of)) if name == "items" else of

    return replace(note, values=tuple((name, changed(name, of)) for name, of in note.values))


def _rings(product: Product, scene: Scene, play: Play) -> Iterator[Outline]:
    """The output cell whose sum is written out, where it is in the column in play, in its plane and in y."""
    if play.column is None or not product.transposed:
        return
    (first_row, first_column), (high, wide) = product.kept_at, product.output_size
    for one in scene.outlines:
        if one.stroke is not Stroke.TOLD or one.panel.part != "output":
            continue
        top, left, *_ = map(int, one.box)
        channel = one.panel.channels[0] if one.panel.channels else 0
        row, column = top - first_row, left - first_column
        if 0 <= row < high and 0 <= column < wide:
            number = channel * product.cells_out + row * wide + column
            down = channel * (product.plane.shape[0] // product.plane.channels) + top
            yield Outline(PLACED, (down, left, down + 1, left + 1), Stroke.TOLD)
            yield Outline(MATRIX, (number, play.column, number + 1, play.column + 1), Stroke.TOLD)
            yield Outline(Y, (number, 0, number + 1, 1), Stroke.TOLD)


def _told(product: Product, play: Play, words: Words) -> Words:
    """What the row or the column in play does, and what the operation's own view says that is more than this."""
    row, column = play.row, play.column
    if row is not None:
        own = message("row_of_matrix" if product.kernel else "row_of_c", row=row + 1)
    else:
        assert column is not None
        value = number_text(product.x[column])
        if product.transposed:
            own = message("column_of_matrix", value=value)
        else:
            own = message("column_of_c", column=column + 1, value=value)
    if not words or (isinstance(words, Message) and words.key in (*SAID_BY_ROW, *SAID_BY_COLUMN)):
        return own
    if isinstance(words, Message) and "words" in dict(words.values):
        inner = _told(product, play, words["words"])
        return replace(words, values=tuple((name, inner if name == "words" else of) for name, of in words.values))
    return message("clauses", items=(own, words))


def _check(spec: Spec) -> None:
    """A matrix is drawn as long as its structure can be seen, and with all channels."""
    check_connected(spec)
    rows, columns = spec.out_channels * math.prod(spec.output_size), spec.in_channels * math.prod(spec.input_size)
    if max(rows, columns) > MOST_CELLS:
        raise SceneError("too_large:matrix", {"matrix": (rows, columns), "most": (MOST_CELLS, MOST_CELLS)})
    if max(spec.in_channels, spec.out_channels) > MOST_CHANNELS:
        many = {"view": "matrix", "count": max(spec.in_channels, spec.out_channels), "most": MOST_CHANNELS}
        raise SceneError("too_large:channels", many)


VIEW = View(
    summary="A linear operation as a sparse matrix: its product with the flattened input is the output.",
    needs=(ONE_INPUT, LINEAR, ROW_BY_ROW),
    draw=matrix,
    count_placements=count_cells,
    row=count_row,
    alt=message("as_matrix"),
    title=lambda op: message("as_matrix_title", op=op),
    flat=lambda spec: True,  # noqa: ARG005
    picks_channels=False,
    check=_check,
)
