"""Which input cells and output cells are connected: each cell of one side with those of the other."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np

from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.ops import describe
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels, ChosenCells
from tconv_anim.scenes.formulas import call_words, formula
from tconv_anim.scenes.notes import cells_note, crop_words, extra_note, indices_note
from tconv_anim.scenes.panels import Board, Panels, around, cell_links, footprint, links, reached, strided, with_roles
from tconv_anim.scenes.scene import Link, Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.scenes.tied.at_once import BESIDE_KERNEL, Tied, at_once, check_cells, names_of, with_kernels
from tconv_anim.scenes.tied.given import (
    by_stamp,
    by_weights,
    led,
    none_given,
    reach_of,
    read_through,
    ringed_products,
    ways_by_stamp,
    ways_by_weights,
)
from tconv_anim.scenes.tied.other_way import adding_up, ending
from tconv_anim.scenes.tied.shares import (
    share_words,
    sums_of_chosen,
    telling,
    terms_by_cell,
    told,
    weighed_window,
    written_out,
)
from tconv_anim.scenes.tied.sides import canvas_side, padded_input, whole_input, whole_output
from tconv_anim.scenes.tied.words import connected_words, step_words, window_words
from tconv_anim.scenes.told.example import telling_cell
from tconv_anim.scenes.told.turned import Turned
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
    FEW_TERMS,
    facing,
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

SIGNS = ("→", "")


def connections(
    trace: Trace, step_ms: int, channels: Channels, side: str | None = None, cells: ChosenCells | None = None
) -> Iterator[Shot]:
    """Shots of any operation: the set-up, one for each cell of a side, and the numbers with nothing lit.

    After all input cells, which reach output cells, come a few of these, which read input cells, as sums; such a sum is
    the example of the last shot. The side is by default that whose windows the kernel has on the other, which is then
    drawn with its padding or what this crops. If `cells` are chosen, each stays lit beside those before it. A kernel is
    turned where a cell on the left meets a weight on the right.
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
    panels = {part: flat_panels(trace, part, channels) for part in LIT}
    weighs = spec.weight_shape and not spec.stages and spec.get("padding_mode") == "zeros"  # others read cells twice
    flat = two_dimensional(trace) if weighs else None
    usual = kernels_beside(flat, channels, spec.ndim) if flat else {}
    kernels = facing(spec, usual, side)
    gives = flat if side == "input" and chosen is None else None
    turned = {side: Turned.of(flat, usual, side, spec.ndim) for side in LIT}
    named = chosen is not None or max(spec.in_channels, spec.out_channels) > 1
    indices, values = (indices_note(spec),), () if describe(spec).linear else (message("at_these_values"),)
    signs = (BESIDE_KERNEL if kernels else SIGNS)[: None if gives else -1]
    note = (*(indices if named else ()), *values)
    board = Board({}, (), call_words(spec), formula(spec), signs, spec.ndim, note, lasting=True)
    nothing: Panels = {}
    if gives:
        nothing = none_given(gives, panels["output"], reach_of(gives, (0, 0)))

    def tie(side: str, cell: Size, inputs: Panels, outputs: Panels) -> Tied:
        """A cell of a side and those that it is connected to, lit."""
        place, other = (0, *cell)[-2:], "output" if side == "input" else "input"
        at = np.array([place])
        found = {
            a: connected(trace, side, a, cell)
            for a in range(spec.in_channels if side == "input" else spec.out_channels)
        }
        beside, taps = facing(spec, usual, side), _taps(flat, side, place) if flat else ()
        if flat:
            beside = facing(spec, {key: lit(panel, taps) for key, panel in usual.items()}, side)
        here, there = (dict(inputs), dict(outputs)) if side == "input" else (dict(outputs), dict(inputs))
        outlines: list[Outline] = []
        lines: list[Link] = []
        for a, panel in here.items():
            here[a] = with_roles(panel, tuple(at.T), LIT[side])
            outlines.append(Outline(panel.id, around(at), Stroke.WINDOW))
            for c in found[a].keys() & there.keys():
                there[c] = there[c] if nothing else with_roles(there[c], tuple(found[a][c].T), LIT[other])
                ends = (panel.id, at), (there[c].id, found[a][c])
                if not nothing:
                    lines += cell_links(*(ends if side == "input" else ends[::-1]), spec.ndim)
                elif side == "output":
                    lines += read_through(*ends[1], beside, *ends[0], spec.ndim)
        for c, panel in there.items():
            tied = [of[c] for a, of in found.items() if a in here and c in of]
            outlines += [Outline(panel.id, around(np.concatenate(tied)), Stroke.WINDOW)] if tied else []
        inputs, outputs = (here, there) if side == "input" else (there, here)
        indexed = chosen is not None
        number, words = connected_words(spec, side, step_words(trace, side, cell, indexed=indexed), found)
        said: Clauses = (words,)
        given = nothing
        if flat and side == "output":
            terms, written = terms_of(flat, place), outputs.keys()
            inputs = {a: weighed(p, flat, a, written & reached(flat.spec, a), terms) for a, p in inputs.items()}
            outputs = {c: replace(p, sum=sum_of(flat, c, place, spec.ndim, named=named)) for c, p in outputs.items()}
            said = (weighed_words(words, number),)
        elif flat:
            outputs = {c: written_out(p, flat, c, place, spec.ndim, named=named) for c, p in outputs.items()}
            said = words, *share_words(flat, place)
            outlines += told(flat, place, outputs, beside)
            if nothing:
                ways = [*ways_by_weights(flat, place)]
                given = by_weights(nothing, flat, place, outputs)
                source, *_ = here.values()
                lines += led((source.id, around(at)), beside, given, outputs, ways, spec.ndim)
                outlines += ringed_products(given, ways, worked_cell(flat, place))
        elif side == "output":
            outputs = {c: replace(p, sum=sum_by_matrix(trace, (c, *cell), named=named)) for c, p in outputs.items()}
        every = [(c, *at) for of in found.values() for c, cells in of.items() for at in cells.tolist()]
        reaches = [at[1:] for at in every] if spec.weight_shape else every
        said_and_lit = said, beside, frozenset(reaches), number, given
        return Tied(inputs, outputs, tuple(outlines), tuple(lines), *said_and_lit)

    start, kernel = (panels["input"], panels["output"]), turned[side]
    setup = message("set_up"), message("which_of_input" if side == "input" else "which_of_output")
    bare = board.scene(*start, *setup, products=nothing)
    if chosen is not None:
        board = board._replace(note=(*note, *(kernel.note() if kernel else ())))
        yield Shot(with_kernels(bare, kernels), step_ms)
        places = [(0, *cell)[-2:] for cell in chosen.cells]
        totals = sums_of_chosen(flat, panels["output"], side, places, spec.ndim) if flat else {}
        yield from at_once(chosen, partial(tie, side), board, *start, kernels, side, step_ms, totals)
        return
    yield Shot(with_kernels(bare, usual), step_ms)
    if kernel:
        seen, with_indices = kernel.telling, board._replace(note=(*indices, *values))
        shown = tie(side, seen[-spec.ndim :], *start).scene(with_indices, message("set_up"))
        yield from kernel.shots(shown, step_ms, seen)
    counts: list[int] = []
    size = spec.input_size if side == "input" else spec.output_size
    terms = terms_by_cell(trace)
    for number, cell in enumerate(np.ndindex(*size), start=1):
        tied, progress = tie(side, cell, *start), message("cell_of", cell=number, count=math.prod(size))
        counts.append(tied.count)
        then = telling(terms, sorted(at[-spec.ndim :] for at in tied.reaches)) if side == "input" else None
        if then is not None and terms[(0, *then)[-2:]] == 1 and not flat:  # which is nothing but this cell
            tied = tied.with_sums({c: sum_by_matrix(trace, (c, *then), named=named) for c in tied.outputs})
        yield Shot(tied.scene(board, progress), step_ms, number)
    every = message("each_of_input" if side == "input" else "each_of_output", least=min(counts), most=max(counts))
    done = with_kernels(board.scene(*start, message("done"), every, products=nothing), kernels)

    def summed(cell: Size) -> Scene:
        return tie("output", cell[-spec.ndim :], *start).scene(board, message("done"))

    cell = telling_cell(terms)
    yield from ending(done, terms, summed, step_ms, cell, turned["output"], both_ways=side == "input")


def _taps(flat: Trace, side: str, place: Size) -> Array:
    """The weights of a kernel by which a cell of a side is connected."""
    pairs = targets_of(flat, place) if side == "input" else ((term.source, term.tap) for term in terms_of(flat, place))
    return np.array([tap for _, tap in pairs])


def _windows(trace: Trace, step_ms: int, channels: Channels, chosen: ChosenCells | None) -> Iterator[Shot]:
    """A conv from its output cells, a conv_transpose from its input cells: what the kernel covers on the other side."""
    spec, flat = trace.spec, two_dimensional(trace)
    small, large = (whole_input, canvas_side) if spec.transposed else (whole_output, padded_input)
    few, many = small(flat, channels, spec.ndim), large(flat, channels, spec.ndim)
    kernels = kernels_beside(flat, channels, spec.ndim)
    named = chosen is not None or max(spec.in_channels, spec.out_channels) > 1
    gives = spec.transposed and chosen is None
    signs = (BESIDE_KERNEL if kernels else SIGNS)[: None if gives else -1]
    note = cells_note(spec) if named else extra_note(spec)
    board = Board({}, many.extents, call_words(spec), formula(spec), signs, spec.ndim, note, lasting=True)
    first = int(many.cells(flat.steps[0])[1][0]) if flat.steps else 0
    larger = many.panels
    if gives or not spec.transposed:  # else lines from the input would run across it
        larger = strided(larger, first, flat.spec.stride[1], len({step.cell[1] for step in flat.steps}), spec.ndim)
    inputs, outputs = (few.panels, larger) if spec.transposed else (larger, few.panels)
    nothing: Panels = {}
    if gives:
        top, left = (start - lo for start, (lo, _) in zip(many.first, flat.spec.pads, strict=True))
        height, width = flat.spec.effective_kernel_size
        nothing = none_given(flat, outputs, (top, left, top + height, left + width), flat.spec.kernel_size)
    side = "input" if spec.transposed else "output"
    setup = message("set_up"), message("which_of_input" if spec.transposed else "which_of_output")
    yield Shot(with_kernels(board.scene(inputs, outputs, *setup, products=nothing), kernels), step_ms)

    def tie(cell: Size, inputs: Panels, outputs: Panels) -> Tied:
        """A cell and its window, lit."""
        step = flat.steps[int(np.ravel_multi_index(cell, spec.input_size if spec.transposed else spec.output_size))]
        small, large = (inputs, outputs) if spec.transposed else (outputs, inputs)
        box, window, taps = around(np.array([step.cell])), footprint(many.cells(step)), np.ix_(*many.cells(step))
        here = {n: with_roles(panel, step.cell, few.lit[step.cell]) for n, panel in small.items()}
        there = dict(large)
        if not nothing:  # else the finished output stays as it is below what is given
            there = {n: with_roles(panel, taps, many.lit[taps]) for n, panel in large.items()}
        lit_inputs, lit_outputs = (here, there) if spec.transposed else (there, here)
        outlines = [Outline(panel.id, box, Stroke.WINDOW) for panel in here.values()]
        outlines += [Outline(panel.id, window, Stroke.WINDOW) for panel in there.values()]
        used = ~step.clipped | spec.transposed  # cells that are cropped get theirs, too
        lit_kernels = {key: lit(panel, np.argwhere(used)) for key, panel in kernels.items()}
        given = by_stamp(nothing, flat, step, outputs, window)
        read, written = (box, window) if spec.transposed else (window, box)
        lines = []
        for a, panel in lit_inputs.items():
            read_by = sorted(lit_outputs.keys() & reached(spec, a))
            for c in () if given else read_by:
                ends = (panel.id, read), (lit_outputs[c].id, written)
                lines += links(*ends, spec.ndim, flat.spec.dilation[1])
            if not spec.transposed:
                lit_inputs[a] = weighed_window(panel, flat, a, read_by, taps)
        inside = np.argwhere(~step.clipped)
        count = step.clipped.size if len(inside) else 0  # with padding and what this crops
        words = window_words(spec, step, step_words(trace, side, cell, indexed=chosen is not None))
        if spec.transposed:
            named_outputs = lit_outputs.items()
            lit_outputs = {c: written_out(p, flat, c, step.cell, spec.ndim, named=named) for c, p in named_outputs}
            outlines += told(flat, step.cell, lit_outputs, kernels, many.first)
            said: Clauses = (words, *share_words(flat, step.cell))
        else:
            sums = {c: sum_of_window(flat, step, c, spec.ndim, named=named) for c in lit_outputs}
            lit_outputs = {c: replace(panel, sum=sums[c]) for c, panel in lit_outputs.items()}
            said = (weighed_words(words, count),)
        if given:
            worked, ways = worked_cell(flat, step.cell), [*ways_by_stamp(many.cells(step))]
            marked = worked and (worked[0] + many.first[0], worked[1] + many.first[1])
            outlines += ringed_products(given, ways, marked)
            if marked:
                lit_outputs = {c: with_roles(p, marked, Role.OUTPUT_IN_PLAY) for c, p in lit_outputs.items()}
            source, *_ = here.values()
            lines += led((source.id, box), lit_kernels, given, outputs, ways, spec.ndim)
        reaches = {(int(step.window[0][a]), int(step.window[1][b])) for a, b in inside}
        said_and_lit = said, lit_kernels, frozenset(reaches), len(inside), given
        return Tied(lit_inputs, lit_outputs, tuple(outlines), tuple(lines), *said_and_lit)

    if chosen is not None:
        places = [(0, *cell)[-2:] for cell in chosen.cells]
        totals = sums_of_chosen(flat, outputs, side, places, spec.ndim)
        yield from at_once(chosen, tie, board, inputs, outputs, kernels, side, step_ms, totals)
        return

    def summed(cell: Size) -> Scene:
        """An output cell as a sum."""
        if not spec.transposed:
            return tie(cell[-spec.ndim :], inputs, outputs).scene(board, message("done"))
        return adding_up(flat, board, inputs, outputs, kernels, nothing, cell, many.first)

    for step in flat.steps:
        progress = message("cell_of", cell=step.index + 1, count=spec.placements)
        yield Shot(tie(step.cell[-spec.ndim :], inputs, outputs).scene(board, progress), step_ms, step.index + 1)
    counts = np.array([step.clipped.size - int(step.clipped.sum()) for step in flat.steps])
    least, most = int(counts.min()), int(counts.max())
    every = message("each_of_input" if spec.transposed else "each_of_output", least=least, most=most)
    done = with_kernels(board.scene(inputs, outputs, message("done"), every, products=nothing), kernels)
    terms = many.terms if spec.transposed else counts.reshape(flat.spec.output_size)
    cell = telling_cell(terms, FEW_TERMS if spec.transposed else most)
    kernel = Turned.of(flat, kernels, "output", spec.ndim)
    crop = partial(_cropped, spec=spec, cut=many.cut) if many.cut else None
    yield from ending(done, terms, summed, step_ms, cell, kernel, both_ways=spec.transposed, crop=crop)


def _cropped(scene: Scene, spec: Any, cut: Callable[[Panel], Panel]) -> Scene:
    """A scene without the border that padding crops, and why it is gone."""
    words = replace(scene.words, detail=(*scene.words.detail, crop_words(spec)))
    return replace(scene.with_part("output", cut), caption=words)


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
