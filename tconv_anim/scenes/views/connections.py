"""Which input cells and output cells are connected: each cell of one side with those of the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.message import Message, Words, message
from tconv_anim.core.ops import describe
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array, Step, every_channel
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.formulas import call_words, formula
from tconv_anim.scenes.notes import extra_note
from tconv_anim.scenes.number_text import index_text
from tconv_anim.scenes.padded_input import PaddedInput
from tconv_anim.scenes.panels import (
    Board,
    Panels,
    around,
    cell_links,
    channel_panels,
    cropping_title,
    footprint,
    input_panels,
    links,
    padding_title,
    reached,
    with_roles,
)
from tconv_anim.scenes.scene import Link, Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.scenes.view import ONE_INPUT, View
from tconv_anim.scenes.views._connected import (
    check_connected,
    connected,
    count_cells,
    count_row,
    flat_panels,
    usual_side,
)
from tconv_anim.scenes.views._weights import (
    Kernels,
    kernels_beside,
    lit,
    sum_by_matrix,
    sum_of,
    sum_of_window,
    targets_of,
    terms_of,
    weighed,
    weighed_words,
    worked_cell,
)

SIGNS = ("→",)
BESIDE_KERNEL = ("", "→")


def is_of_each(words: Words) -> bool:
    """Whether it says of all cells of a side how many they are connected to."""
    return isinstance(words, Message) and words.key in ("each_of_input", "each_of_output")


def connections(trace: Trace, step_ms: int, channels: Channels, side: str | None = None) -> Iterator[Shot]:
    """Shots of any operation: the set-up, one for each cell of a side, and the numbers with nothing lit.

    After each input cell of an operation with a kernel comes an output cell that it reaches, as a sum. The side is by
    default that whose windows the kernel has on the other, which is then drawn with its padding or what this crops.
    """
    usual = usual_side(trace.spec)
    if trace.spec.weight_shape and side in (None, usual):
        yield from _windows(trace, step_ms, channels)
    else:
        yield from _cells(trace, step_ms, channels, side or usual)


LIT = {"input": Role.INPUT_IN_PLAY, "output": Role.OUTPUT_IN_PLAY}


def _cells(trace: Trace, step_ms: int, channels: Channels, side: str) -> Iterator[Shot]:
    """Any operation from either side; nothing but the input's and the output's own cells is drawn."""
    spec = trace.spec
    size, count, other = spec.output_size, spec.out_channels, "input"
    if side == "input":
        size, count, other = spec.input_size, spec.in_channels, "output"
    panels = {part: flat_panels(trace, part, channels) for part in LIT}
    flat = two_dimensional(trace) if spec.weight_shape and not spec.stages else None
    kernels = kernels_beside(flat, channels, spec.ndim) if flat else {}
    note = () if describe(spec).linear else (message("at_these_values"),)
    signs = BESIDE_KERNEL if kernels else SIGNS
    board = Board({}, (), call_words(spec), formula(spec), signs, spec.ndim, note, lasting=True)
    counts: list[int] = []

    def shots(cell: Size, progress: Message, step: int) -> Iterator[Shot]:
        """A cell and those that it is connected to, lit."""
        at = np.array([(0, *cell)[-2:]])
        found = {a: connected(trace, side, a, cell) for a in range(count)}
        here, there = dict(panels[side]), dict(panels[other])
        outlines: list[Outline] = []
        lines: list[Link] = []
        for a, panel in here.items():
            here[a] = with_roles(panel, tuple(at.T), LIT[side])
            outlines.append(Outline(panel.id, around(at), Stroke.WINDOW))
            for c in found[a].keys() & there.keys():
                there[c] = with_roles(there[c], tuple(found[a][c].T), LIT[other])
                ends = (panel.id, at), (there[c].id, found[a][c])
                lines += cell_links(*(ends if side == "input" else ends[::-1]), spec.ndim)
        for panel in there.values():
            cells = np.argwhere(panel.roles == LIT[other])
            outlines += [Outline(panel.id, around(cells), Stroke.WINDOW)] if len(cells) else []
        inputs, outputs = (here, there) if side == "input" else (there, here)
        number, words = _cell_words(spec, side, cell, found)
        counts.append(number)
        beside = kernels
        if flat:
            words = weighed_words(trace, side, cell, words, number)
            place = (0, *cell)[-2:]
            taps = [tap for _, tap in (terms_of(flat, place) if side == "output" else targets_of(flat, place))]
            beside = {key: lit(panel, np.array(taps)) for key, panel in kernels.items()}
            if side == "output":
                terms, written = terms_of(flat, place), outputs.keys()
                inputs = {a: weighed(p, flat, a, written & reached(flat.spec, a), terms) for a, p in inputs.items()}
                outputs = {c: replace(p, sum=sum_of(flat, c, place, spec.ndim)) for c, p in outputs.items()}
        elif side == "output":
            outputs = {c: replace(p, sum=sum_by_matrix(trace, (c, *cell))) for c, p in outputs.items()}
        worked = worked_cell(flat, place) if flat and side == "input" else None
        scene = _beside(board.scene(inputs, outputs, progress, words, tuple(outlines), tuple(lines)), beside)
        yield Shot(scene, step_ms if worked is None else step_ms // 2, step)
        if flat and worked is not None:
            yield _adding_up(flat, board, panels["input"], panels["output"], kernels, worked, progress, step_ms, step)

    setup = message("set_up"), message("which_of_input" if side == "input" else "which_of_output")
    yield Shot(_beside(board.scene(panels["input"], panels["output"], *setup), kernels), step_ms)
    for number, cell in enumerate(np.ndindex(*size), start=1):
        yield from shots(cell, message("cell_of", cell=number, count=math.prod(size)), number)
    every = message("each_of_input" if side == "input" else "each_of_output", least=min(counts), most=max(counts))
    yield Shot(_beside(board.scene(panels["input"], panels["output"], message("done"), every), kernels), step_ms)


def _beside(scene: Scene, kernels: Kernels) -> Scene:
    """The scene with kernels beside its cells."""
    return replace(scene, panels=(*kernels.values(), *scene.panels))


def _adding_up(
    flat: Trace, board: Board, inputs: Panels, outputs: Panels, kernels: Kernels, cell: Size,
    progress: Message, step_ms: int, step: int, first: Size = (0, 0),
) -> Shot:  # fmt: skip
    """The second half of a step: an output cell, those that it is the sum of, and the weights by which it is."""
    spec, ndim = flat.spec, board.ndim
    terms = terms_of(flat, cell)
    sources, taps = (np.array(cells) for cells in zip(*terms, strict=True))
    at = np.array([cell]) + first
    added = {c: with_roles(panel, tuple(at.T), Role.OUTPUT_IN_PLAY) for c, panel in outputs.items()}
    added = {c: replace(panel, sum=sum_of(flat, c, cell, ndim)) for c, panel in added.items()}
    read = dict(inputs)
    outlines = [Outline(panel.id, around(at), Stroke.WINDOW) for panel in added.values()]
    lines: list[Link] = []
    for a, panel in inputs.items():
        others = sorted(added.keys() & reached(spec, a))
        read[a] = weighed(panel, flat, a, others, terms)
        for c in others:
            lines += cell_links((panel.id, sources), (added[c].id, at), ndim)
    outlines += [Outline(p.id, around(sources), Stroke.WINDOW) for a, p in read.items() if p is not inputs[a]]
    cells = message("input_cells", count=len(terms))
    if spec.in_channels > 1:
        cells = message("of_each_channel" if spec.groups == 1 else "of_each_channel_of_group", cells=cells)
    words = message(
        "output_cell_connected",
        cell=_cell(False, cell[-ndim:], many=max(spec.in_channels, spec.out_channels) > 1), cells=cells,
    )  # fmt: skip
    said = message("cells_are_weighed", words=words, count=len(terms) * spec.in_channels // spec.groups)
    scene = board.scene(read, added, progress, said, tuple(outlines), tuple(lines))
    return Shot(_beside(scene, {key: lit(panel, taps) for key, panel in kernels.items()}), step_ms - step_ms // 2, step)


def _cell_words(spec: Spec, side: str, cell: Size, found: dict[int, dict[int, Array]]) -> tuple[int, Message]:
    """To how many cells a cell of all channels is connected, and this in words."""
    groups = [{c: set(map(tuple, cells.tolist())) for c, cells in of.items()} for of in found.values()]
    positions = {at for of in groups for cells in of.values() for at in cells}
    pairs = {(c, *at) for of in groups for c, cells in of.items() for at in cells}
    many = max(spec.in_channels, spec.out_channels) > 1
    words = _cell(side == "input", cell, many=many)
    if not pairs:
        return 0, message("input_cell_alone" if side == "input" else "output_cell_alone", cell=words)
    count, others = len(positions), spec.out_channels if side == "input" else spec.in_channels
    cells = message("output_cells" if side == "input" else "input_cells", count=count)
    if many and others > 1 and all(len(of) == others for of in groups):
        cells = message("of_each_channel", cells=cells)
    elif many and all(of.keys() == {a} for a, of in zip(found, groups, strict=True)):
        cells = message("of_its_channel", cells=cells)
    elif others > 1 and spec.weight_shape:
        cells = message("of_each_channel_of_group", cells=cells)
    else:
        count = len(pairs)
        cells = message("output_cells" if side == "input" else "input_cells", count=count)
    return count, message(
        "input_cell_connected" if side == "input" else "output_cell_connected", cell=words, cells=cells
    )


def _windows(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """A conv from its output cells, a conv_transpose from its input cells: what the kernel covers on the other side."""
    spec, flat = trace.spec, two_dimensional(trace)
    small, large = (_whole_input, _canvas) if spec.transposed else (_whole_output, _padded_input)
    few, many = small(flat, channels, spec.ndim), large(flat, channels, spec.ndim)
    kernels = kernels_beside(flat, channels, spec.ndim)
    signs = BESIDE_KERNEL if kernels else SIGNS
    board = Board({}, many.extents, call_words(spec), formula(spec), signs, spec.ndim, extra_note(spec), lasting=True)
    inputs, outputs = (few.panels, many.panels) if spec.transposed else (many.panels, few.panels)
    yield Shot(_beside(board.scene(inputs, outputs, message("set_up"), message("which_connected")), kernels), step_ms)

    def connected(step: Step, progress: Message, *detail: Message) -> Scene:
        """A cell and its window, lit."""
        cell, window, taps = around(np.array([step.cell])), footprint(many.cells(step)), np.ix_(*many.cells(step))
        here = {n: with_roles(panel, step.cell, few.lit[step.cell]) for n, panel in few.panels.items()}
        there = {n: with_roles(panel, taps, many.lit[taps]) for n, panel in many.panels.items()}
        lit_inputs, lit_outputs = (here, there) if spec.transposed else (there, here)
        outlines = [Outline(panel.id, cell, Stroke.WINDOW) for panel in here.values()]
        outlines += [Outline(panel.id, window, Stroke.WINDOW) for panel in there.values()]
        read, written = (cell, window) if spec.transposed else (window, cell)
        lines = []
        for a, panel in lit_inputs.items():
            for c in sorted(lit_outputs.keys() & reached(spec, a)):
                ends = (panel.id, read), (lit_outputs[c].id, written)
                lines += links(*ends, spec.ndim, flat.spec.dilation[1])
        if not spec.transposed:
            lit_outputs = {
                c: replace(panel, sum=sum_of_window(flat, step, c, spec.ndim)) for c, panel in lit_outputs.items()
            }
        beside = {key: lit(panel, np.argwhere(~step.clipped)) for key, panel in kernels.items()}
        return _beside(board.scene(lit_inputs, lit_outputs, progress, detail, tuple(outlines), tuple(lines)), beside)

    side = "input" if spec.transposed else "output"
    counts = [step.clipped.size - int(step.clipped.sum()) for step in flat.steps]
    for step, inside in zip(flat.steps, counts, strict=True):
        number, progress = step.index + 1, message("cell_of", cell=step.index + 1, count=spec.placements)
        said = weighed_words(trace, side, step.cell[-spec.ndim :], _detail(spec, step), inside)
        worked = worked_cell(flat, step.cell) if spec.transposed else None
        yield Shot(connected(step, progress, said), step_ms if worked is None else step_ms // 2, number)
        if worked is not None:
            yield _adding_up(flat, board, inputs, outputs, kernels, worked, progress, step_ms, number, many.first)
    least, most = min(counts, default=0), max(counts, default=0)
    every = message("each_of_input" if spec.transposed else "each_of_output", least=least, most=most)
    yield Shot(_beside(board.scene(inputs, outputs, message("done"), every), kernels), step_ms)


@dataclass(frozen=True)
class _Side:
    """The panels of one side by channel, the roles of their cells when they are connected, and a placement's cells.

    `first` is where cell (0, 0) of the output is.
    """

    panels: dict[int, Panel]
    lit: Array
    cells: Callable[[Step], list[Array]] = lambda step: [np.array([n]) for n in step.cell]
    extents: tuple[Outline, ...] = ()
    first: Size = (0, 0)


def _whole_input(trace: Trace, channels: Channels, ndim: int) -> _Side:
    panels = input_panels(trace, channels.inputs, ndim)
    return _Side(panels, np.full(trace.spec.input_size, Role.INPUT_IN_PLAY, np.int8))


def _whole_output(trace: Trace, channels: Channels, ndim: int) -> _Side:
    spec = trace.spec
    roles = np.full(spec.output_size, Role.OUTPUT, np.int8)
    panels = channel_panels(spec, "output", channels.outputs, roles, trace.output, spec.output_size[-ndim:])
    return _Side(panels, np.full(spec.output_size, Role.OUTPUT_IN_PLAY, np.int8))


def _padded_input(trace: Trace, channels: Channels, ndim: int) -> _Side:
    spec = trace.spec
    area = PaddedInput(trace, np.full(spec.input_size, Role.INPUT, np.int8), (0, 0))
    values = area.values
    size, subtitle = spec.input_size[-ndim:], padding_title(spec, ndim)
    panels = channel_panels(spec, "input", channels.inputs, area.roles, values, size, subtitle)
    lit = np.where(area.roles == Role.INPUT, Role.INPUT_IN_PLAY, Role.PADDING_IN_PLAY).astype(np.int8)
    return _Side(panels, lit, area.cells, area.extents(panels))


def _canvas(trace: Trace, channels: Channels, ndim: int) -> _Side:
    spec, canvas = trace.spec, Canvas(trace)
    values = np.broadcast_to(trace.bias[:, np.newaxis, np.newaxis], (spec.out_channels, *canvas.size)).copy()
    for step in trace.steps:
        canvas.touch(step)
        values[every_channel(np.ix_(*canvas.cells(step)))] = step.after
    roles = np.where(canvas.kept, Role.OUTPUT, Role.CROPPED).astype(np.int8)
    roles[canvas.kept & (canvas.stamps == 0)] = Role.EMPTY
    roles[canvas.extra] = Role.EXTRA
    subtitle = cropping_title(canvas.size, ndim) if canvas.crops else ""
    panels = channel_panels(spec, "output", channels.outputs, roles, values, spec.output_size[-ndim:], subtitle)
    lit = np.where(canvas.kept, Role.OUTPUT_IN_PLAY, Role.CROPPED_IN_PLAY).astype(np.int8)
    extents = tuple(Outline(panel.id, canvas.kept_box, Stroke.EXTENT) for panel in panels.values() if canvas.crops)
    return _Side(panels, lit, canvas.cells, extents, canvas.kept_box[:2])


def _cell(of_input: bool, cell: Size, *, many: bool) -> Message:
    """A cell by its index, of one channel or of many."""
    if of_input:
        return message("input_cell_of_channels" if many else "input_cell", cell=index_text(cell))
    return message("output_cell_of_channels" if many else "output_cell", cell=index_text(cell))


def _detail(spec: ConvSpec, step: Step) -> Message:
    """To how many cells a cell is connected."""
    outside = int(step.clipped.sum())
    inside = step.clipped.size - outside
    many = max(spec.in_channels, spec.out_channels) > 1  # the cell of all channels, as input[0] is a channel there
    cell = _cell(spec.transposed, step.cell[-spec.ndim :], many=many)
    if not inside:
        return message("reaches_nothing" if spec.transposed else "reads_nothing", cell=cell, outside=outside)
    cells = message("output_cells" if spec.transposed else "input_cells", count=inside)
    if many:
        cells = message("of_each_channel" if spec.groups == 1 else "of_each_channel_of_group", cells=cells)
    if not outside:
        return message("connected", cell=cell, cells=cells)
    if spec.transposed:
        return message("connected_and_cropped", cell=cell, cells=cells, outside=outside)
    return message("connected_and_padding", cell=cell, cells=cells, outside=outside)


VIEW = View(
    summary="Which input cells and output cells are connected, from either side: --side input or --side output.",
    needs=(ONE_INPUT,),
    draw=connections,
    count_placements=count_cells,
    row=count_row,
    alt=message("as_connections"),
    title=lambda op: message("as_connections_title", op=op),
    sides=True,
    check=check_connected,
)
