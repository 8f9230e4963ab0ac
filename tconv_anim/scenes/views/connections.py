"""Which input cells and output cells are connected: each cell of one side with those of the other."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.message import Message, Words, message
from tconv_anim.core.ops import describe
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array, Step
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels, ChosenCells
from tconv_anim.scenes.formulas import call_words, formula
from tconv_anim.scenes.notes import extra_note
from tconv_anim.scenes.panels import Board, Panels, around, cell_links, footprint, links, reached, with_roles
from tconv_anim.scenes.scene import Link, Outline, Role, Shot, Stroke
from tconv_anim.scenes.tied.at_once import Tied, at_once, cell_words, check_cells, names_of, with_kernels
from tconv_anim.scenes.tied.sides import canvas_side, padded_input, whole_input, whole_output
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


def connections(
    trace: Trace, step_ms: int, channels: Channels, side: str | None = None, cells: ChosenCells | None = None
) -> Iterator[Shot]:
    """Shots of any operation: the set-up, one for each cell of a side, and the numbers with nothing lit.

    After each input cell of an operation with a kernel comes an output cell that it reaches, as a sum. The side is by
    default that whose windows the kernel has on the other, which is then drawn with its padding or what this crops.
    If `cells` are chosen, each stays lit beside those before it.
    """
    usual = usual_side(trace.spec)
    if trace.spec.weight_shape and side in (None, usual):
        yield from _windows(trace, step_ms, channels, cells)
    else:
        yield from _cells(trace, step_ms, channels, side or usual, cells)


LIT = {"input": Role.INPUT_IN_PLAY, "output": Role.OUTPUT_IN_PLAY}


def _cells(trace: Trace, step_ms: int, channels: Channels, side: str, chosen: ChosenCells | None) -> Iterator[Shot]:
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

    def tie(cell: Size, inputs: Panels, outputs: Panels) -> Tied:
        """A cell and those that it is connected to, lit."""
        at = np.array([(0, *cell)[-2:]])
        found = {a: connected(trace, side, a, cell) for a in range(count)}
        here, there = (dict(inputs), dict(outputs)) if side == "input" else (dict(outputs), dict(inputs))
        outlines: list[Outline] = []
        lines: list[Link] = []
        for a, panel in here.items():
            here[a] = with_roles(panel, tuple(at.T), LIT[side])
            outlines.append(Outline(panel.id, around(at), Stroke.WINDOW))
            for c in found[a].keys() & there.keys():
                there[c] = with_roles(there[c], tuple(found[a][c].T), LIT[other])
                ends = (panel.id, at), (there[c].id, found[a][c])
                lines += cell_links(*(ends if side == "input" else ends[::-1]), spec.ndim)
        for c, panel in there.items():
            tied = [of[c] for a, of in found.items() if a in here and c in of]
            outlines += [Outline(panel.id, around(np.concatenate(tied)), Stroke.WINDOW)] if tied else []
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
        every = [(c, *at) for of in found.values() for c, cells in of.items() for at in cells.tolist()]
        reaches = [at[1:] for at in every] if spec.weight_shape else every
        return Tied(inputs, outputs, tuple(outlines), tuple(lines), words, beside, frozenset(reaches))

    def shots(cell: Size, progress: Message, step: int) -> Iterator[Shot]:
        """A cell with those that it is connected to; of an input cell then one that it reaches, as a sum."""
        tied = tie(cell, panels["input"], panels["output"])
        worked = worked_cell(flat, (0, *cell)[-2:]) if flat and side == "input" else None
        yield Shot(tied.scene(board, progress), step_ms if worked is None else step_ms // 2, step)
        if flat and worked is not None:
            yield _adding_up(flat, board, panels["input"], panels["output"], kernels, worked, progress, step_ms, step)

    setup = message("set_up"), message("which_of_input" if side == "input" else "which_of_output")
    yield Shot(with_kernels(board.scene(panels["input"], panels["output"], *setup), kernels), step_ms)
    if chosen is not None:
        yield from at_once(chosen, tie, board, panels["input"], panels["output"], kernels, side, step_ms)
        return
    for number, cell in enumerate(np.ndindex(*size), start=1):
        yield from shots(cell, message("cell_of", cell=number, count=math.prod(size)), number)
    every = message("each_of_input" if side == "input" else "each_of_output", least=min(counts), most=max(counts))
    yield Shot(with_kernels(board.scene(panels["input"], panels["output"], message("done"), every), kernels), step_ms)


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
        cell=cell_words(False, cell[-ndim:], many=max(spec.in_channels, spec.out_channels) > 1), cells=cells,
    )  # fmt: skip
    said = message("cells_are_weighed", words=words, count=len(terms) * spec.in_channels // spec.groups)
    scene = board.scene(read, added, progress, said, tuple(outlines), tuple(lines))
    return Shot(
        with_kernels(scene, {key: lit(panel, taps) for key, panel in kernels.items()}), step_ms - step_ms // 2, step
    )


def _cell_words(spec: Spec, side: str, cell: Size, found: dict[int, dict[int, Array]]) -> tuple[int, Message]:
    """To how many cells a cell of all channels is connected, and this in words."""
    groups = [{c: set(map(tuple, cells.tolist())) for c, cells in of.items()} for of in found.values()]
    positions = {at for of in groups for cells in of.values() for at in cells}
    pairs = {(c, *at) for of in groups for c, cells in of.items() for at in cells}
    many = max(spec.in_channels, spec.out_channels) > 1
    words = cell_words(side == "input", cell, many=many)
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


def _windows(trace: Trace, step_ms: int, channels: Channels, chosen: ChosenCells | None) -> Iterator[Shot]:
    """A conv from its output cells, a conv_transpose from its input cells: what the kernel covers on the other side."""
    spec, flat = trace.spec, two_dimensional(trace)
    small, large = (whole_input, canvas_side) if spec.transposed else (whole_output, padded_input)
    few, many = small(flat, channels, spec.ndim), large(flat, channels, spec.ndim)
    kernels = kernels_beside(flat, channels, spec.ndim)
    signs = BESIDE_KERNEL if kernels else SIGNS
    board = Board({}, many.extents, call_words(spec), formula(spec), signs, spec.ndim, extra_note(spec), lasting=True)
    inputs, outputs = (few.panels, many.panels) if spec.transposed else (many.panels, few.panels)
    side = "input" if spec.transposed else "output"
    yield Shot(
        with_kernels(board.scene(inputs, outputs, message("set_up"), message("which_connected")), kernels), step_ms
    )

    def tie(cell: Size, inputs: Panels, outputs: Panels) -> Tied:
        """A cell and its window, lit."""
        step = flat.steps[int(np.ravel_multi_index(cell, spec.input_size if spec.transposed else spec.output_size))]
        small, large = (inputs, outputs) if spec.transposed else (outputs, inputs)
        box, window, taps = around(np.array([step.cell])), footprint(many.cells(step)), np.ix_(*many.cells(step))
        here = {n: with_roles(panel, step.cell, few.lit[step.cell]) for n, panel in small.items()}
        there = {n: with_roles(panel, taps, many.lit[taps]) for n, panel in large.items()}
        lit_inputs, lit_outputs = (here, there) if spec.transposed else (there, here)
        outlines = [Outline(panel.id, box, Stroke.WINDOW) for panel in here.values()]
        outlines += [Outline(panel.id, window, Stroke.WINDOW) for panel in there.values()]
        read, written = (box, window) if spec.transposed else (window, box)
        lines = []
        for a, panel in lit_inputs.items():
            for c in sorted(lit_outputs.keys() & reached(spec, a)):
                ends = (panel.id, read), (lit_outputs[c].id, written)
                lines += links(*ends, spec.ndim, flat.spec.dilation[1])
        if not spec.transposed:
            lit_outputs = {
                c: replace(panel, sum=sum_of_window(flat, step, c, spec.ndim)) for c, panel in lit_outputs.items()
            }
        lit_kernels = {key: lit(panel, np.argwhere(~step.clipped)) for key, panel in kernels.items()}
        inside = np.argwhere(~step.clipped)
        said = weighed_words(trace, side, cell, _detail(spec, step), len(inside))
        reaches = {(int(step.window[0][a]), int(step.window[1][b])) for a, b in inside}
        said_and_lit = said, lit_kernels, frozenset(reaches)
        return Tied(lit_inputs, lit_outputs, tuple(outlines), tuple(lines), *said_and_lit)

    if chosen is not None:
        yield from at_once(chosen, tie, board, inputs, outputs, kernels, side, step_ms)
        return
    counts = [step.clipped.size - int(step.clipped.sum()) for step in flat.steps]
    for step in flat.steps:
        number, progress = step.index + 1, message("cell_of", cell=step.index + 1, count=spec.placements)
        worked = worked_cell(flat, step.cell) if spec.transposed else None
        tied = tie(step.cell[-spec.ndim :], inputs, outputs)
        yield Shot(tied.scene(board, progress), step_ms if worked is None else step_ms // 2, number)
        if worked is not None:
            yield _adding_up(flat, board, inputs, outputs, kernels, worked, progress, step_ms, number, many.first)
    least, most = min(counts, default=0), max(counts, default=0)
    every = message("each_of_input" if spec.transposed else "each_of_output", least=least, most=most)
    yield Shot(with_kernels(board.scene(inputs, outputs, message("done"), every), kernels), step_ms)


def _detail(spec: ConvSpec, step: Step) -> Message:
    """To how many cells a cell is connected."""
    outside = int(step.clipped.sum())
    inside = step.clipped.size - outside
    many = max(spec.in_channels, spec.out_channels) > 1  # the cell of all channels, as input[0] is a channel there
    cell = cell_words(spec.transposed, step.cell[-spec.ndim :], many=many)
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


def _count(spec: Spec, side: str | None = None, cells: ChosenCells | None = None) -> int:
    return count_cells(spec, side) if cells is None else len(cells.cells)


def _row(spec: Spec, side: str | None = None, cells: ChosenCells | None = None) -> int:
    return count_row(spec, side) if cells is None else len(cells.cells)


def _check(spec: Any, side: str | None = None, cells: ChosenCells | None = None) -> None:
    check_connected(spec, side)
    check_cells(spec, side or usual_side(spec), cells)


VIEW = View(
    summary="Which input cells and output cells are connected, from either side: --side input or --side output.",
    needs=(ONE_INPUT,),
    draw=connections,
    count_placements=_count,
    row=_row,
    alt=message("as_connections"),
    title=lambda op: message("as_connections_title", op=op),
    sides=True,
    marked=lambda spec, side=None, cells=None: names_of(spec, side or usual_side(spec), cells),
    check=_check,
)
