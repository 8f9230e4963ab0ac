"""Several ways to enlarge one input, cell by cell: each writes what the input cells so far complete."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

import numpy as np

from tconv_anim.core.linear import matrix, reached_by
from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.core.ops import get_op
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import decimals, shown
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.formulas import named_parameters
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.overlap_verdict import verdict_on_enlarging
from tconv_anim.scenes.panels import kernel_panel, with_roles
from tconv_anim.scenes.scene import LEVELS, Caption, Outline, Panel, PanelId, PicturePath, Role, Scene, Shot, Stroke
from tconv_anim.scenes.sums import MOST_DIVISOR
from tconv_anim.scenes.view import COMPARISON, View, is_colored, is_image_sized
from tconv_anim.scenes.views._completion import NEVER, completing_cells
from tconv_anim.scenes.views._grays import INPUT, Result, in_colors, in_grays
from tconv_anim.scenes.views._weights import lit, sum_by_matrix, sum_of_copies, terms_of

KERNEL_ZOOM, MEANS_ZOOM = 0.6, 0.8  # of kernels and what only one way reads, and of means' weights of two digits
DONE = message("done")
SHUFFLE = "pixel_shuffle"  # reads all channels


def compare(comparison: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a comparison: the input alone, one for each of its cells, all outputs; of an image row by row."""
    spec = comparison.spec
    start, end = size_text(spec.input_size), size_text(spec.output_size)
    title = message("ways_from_to", count=len(spec.get("ops")), start=start, end=end)
    words = Caption((title,), message("set_up"), (message("one_input"),), note=_note(comparison))
    if is_image_sized(spec):
        results = [
            Result(op, message("way_named", op=op), trace)
            for op, trace in zip(spec.get("ops"), comparison.stages, strict=True)
        ]
        if is_colored(spec):
            yield from in_colors(comparison.input, results, words, step_ms)
            return
        yield from in_grays(comparison.input[0], results, words, step_ms)
        return
    inputs = [_input(comparison, n, (op,)) for op in spec.get("ops") if op == SHUFFLE for n in channels.inputs]
    inputs.insert(0, _input(comparison, 0, INPUT))
    heading = message("input", index="", size=size_text(spec.input_size))
    pictures: tuple[tuple[PicturePath, Words], ...] = (
        (INPUT, heading),
        *(((op,), message("way_named", op=op)) for op in spec.get("ops")),
    )
    completed = [completing_cells(trace) for trace in comparison.stages]
    verdicts = [verdict_on_enlarging(trace) if trace.steps or trace.stages else "" for trace in comparison.stages]

    bounds = _bounds(comparison)

    def shot(read: list[Panel], at: int, step: int | None, caption: Caption) -> Shot:
        outputs: list[Panel] = []
        worked: list[Outline] = []
        finished = caption.progress == DONE
        shared = _most_mixed(comparison) if finished else _shared(comparison, [last == at for last in completed])
        for op, trace, last, said in zip(spec.get("ops"), comparison.stages, completed, verdicts, strict=True):
            output = _output(op, trace.output[0], last, at, finished=finished)
            cell = shared if finished or (shared and last[shared] == at) else _worked(trace, last == at)
            if finished:
                output = replace(_shaded(output, last != NEVER, bounds), title=said or output.title)
            if cell is not None and at != NEVER:
                row, column = cell
                worked.append(Outline(output.id, (row, column, row + 1, column + 1), Stroke.WINDOW))
                output = replace(
                    output, sum=sum_of_copies(trace, cell) or sum_by_matrix(trace, (0, *cell), named=False)
                )
            own = (panel for panel in read if panel.id.picture == (op,))
            outputs += (*own, *_kernel(op, trace, None if at == NEVER else cell), output)
        lit = [(panel.id, np.argwhere(panel.roles == Role.INPUT_IN_PLAY).tolist()) for panel in read]
        outlines = tuple(Outline(panel, (r, c, r + 1, c + 1), Stroke.WINDOW) for panel, cells in lit for r, c in cells)
        outlines += tuple(worked)
        signs = ("→",) * len({panel.id.picture for panel in outputs if panel.id.part != "output"})
        return Shot(Scene((read[0], *outputs), outlines, (), caption, signs, 2, pictures), step_ms, step)

    yield shot(inputs, NEVER, None, words)
    count = int(np.prod(spec.input_size))
    for number, cell in enumerate(np.ndindex(*spec.input_size)):
        reading = [with_roles(panel, cell, Role.INPUT_IN_PLAY) for panel in inputs]
        progress = message("input_cell_of", cell=number + 1, count=count)
        caption = replace(words, progress=progress, detail=(message("completes"),))
        yield shot(reading, number, number + 1, caption)
    read = _read_at_last(comparison, inputs)
    yield shot(read, count, None, replace(words, progress=DONE, detail=(message("worked_cell"),)))


def _read_at_last(comparison: Trace, inputs: list[Panel]) -> list[Panel]:
    """The panels of the input with the cells that the cell is made of that is worked out at the end."""
    cell, ops = _most_mixed(comparison), comparison.spec.get("ops")
    if cell is None:
        return inputs
    found = {op: reached_by(trace, (0, *cell)) for op, trace in zip(ops, comparison.stages, strict=True)}
    common = np.concatenate([cells for op, cells in found.items() if op != SHUFFLE or len(ops) == 1])
    return [_lit_in(panel, common if panel.id.picture == INPUT else found[SHUFFLE]) for panel in inputs]


def _lit_in(panel: Panel, cells: Array) -> Panel:
    """A channel of the input with those of these cells, (n, 1 + ndim), in play that are its own."""
    own = cells[cells[:, 0] == panel.id.channels[0]][:, 1:]
    return with_roles(panel, tuple(own.T), Role.INPUT_IN_PLAY)


def _input(comparison: Trace, channel: int, picture: PicturePath) -> Panel:
    """A channel of the input: the first for all ways, and small every one in the picture of the way that reads all."""
    size, common = comparison.spec.input_size, picture == INPUT
    return Panel(
        PanelId("input", (channel,), picture), "" if common else f"[{channel}]",
        np.full(size, Role.INPUT, np.int8), shown(comparison.input[channel]),
        place=(0, 0) if common else divmod(channel, math.isqrt(comparison.spec.in_channels)),
        zoom=1.0 if common else KERNEL_ZOOM,
    )  # fmt: skip


def _bounds(comparison: Trace) -> tuple[float, float] | None:
    """The least and the largest number of all outputs; None for letters, which have no order."""
    if comparison.symbolic:
        return None
    values = [trace.output[0] for trace in comparison.stages]
    return min(float(one.min()) for one in values), max(float(one.max()) for one in values)


def _shaded(output: Panel, written: Array, bounds: tuple[float, float] | None) -> Panel:
    """The output with shades that say how large its numbers are, on one scale for all outputs."""
    if bounds is None:
        return output
    low, high = bounds
    share = (output.numbers - low) / max(high - low, 1e-9)
    levels = np.array(LEVELS, np.int8)[np.rint(share * (len(LEVELS) - 1)).astype(int)]
    return replace(output, roles=np.where(written, levels, output.roles).astype(np.int8))


def _worked(trace: Trace, cells: Array) -> tuple[int, int] | None:
    """One of the cells, (rows, columns) mask, whose sum is written out: of as many input cells as they have."""
    found = [(len(reached_by(trace, (0, row, column))), (row, column)) for row, column in np.argwhere(cells).tolist()]
    return max(found, key=lambda one: one[0])[1] if found else None


def _shared(comparison: Trace, completed: list[Array]) -> tuple[int, int] | None:
    """The cell that the most ways complete in this step, of as many input cells as there are; None if none does."""
    ways = np.sum(completed, axis=0)
    if not ways.any():
        return None
    found = [
        (sum(len(reached_by(trace, (0, row, column))) for trace in comparison.stages), (row, column))
        for row, column in np.argwhere(ways == ways.max()).tolist()
    ]
    return max(found, key=lambda one: one[0])[1]


@lru_cache(maxsize=4)
def _most_mixed(comparison: Trace) -> tuple[int, int] | None:
    """The cell of all outputs for which most input cells meet."""
    size = comparison.spec.output_size
    counts = np.zeros(size, int)
    for trace in comparison.stages:
        tied = matrix(trace)
        first = tied.rows < counts.size
        counts += np.bincount(tied.rows[first], minlength=counts.size).reshape(size)
    row, column = np.unravel_index(int(counts.argmax()), size)
    return int(row), int(column)


def _output(op: str, values: Array, last: Array, at: int, *, finished: bool) -> Panel:
    """An output as far as the input cells up to number `at` complete it, with how this is done as its title."""
    known = (last <= at) & (last != NEVER)
    roles = np.where(known, np.where(last == at, Role.OUTPUT_IN_PLAY, Role.OUTPUT), Role.OUTPUT_WAITING)
    if finished:
        roles[last == NEVER] = Role.EMPTY
        known = np.ones(last.shape, bool)
    title = message("how_enlarged", op=op)
    return Panel(PanelId("output", picture=(op,)), title, roles.astype(np.int8), np.where(known, values, np.nan))


def _kernel(op: str, trace: Trace, worked: tuple[int, int] | None) -> Iterator[Panel]:
    """The kernel of an op that has one, or the weights of its means: those in play of the cell that is worked out."""
    if trace.last.weight is not None:
        panel = kernel_panel(trace.last.weight[0, 0], PanelId("kernel", picture=(op,)), "", "", (0, 0))
        if worked is not None:
            panel = lit(panel, np.array([term.tap for term in terms_of(trace.last, worked)]))
        yield replace(panel, zoom=KERNEL_ZOOM)
    elif (mean := get_op(op).mean) is not None:
        shape, divisor = mean(trace.spec)
        if 1 < divisor <= MOST_DIVISOR:
            yield _weights_of_means(op, trace, worked, shape, divisor)


def _weights_of_means(
    op: str, trace: Trace, worked: tuple[int, int] | None, shape: Size, divisor: int
) -> Panel:  # fmt: skip
    """The weights of the input cells that are worked out, as whole numbers, where these cells are to each other."""
    values = np.full(shape, np.nan)
    if worked is not None:
        tied = matrix(trace)
        row = tied.rows == np.ravel_multi_index((0, *worked), trace.output.shape)
        places = np.stack(np.unravel_index(tied.columns[row], trace.input.shape), axis=-1)[:, 1:]
        first = np.minimum(places.min(axis=0), np.array(trace.spec.input_size) - shape)
        values[tuple((places - first).T)] = np.rint(decimals(tied.values[row]) * divisor)
    panel = kernel_panel(values, PanelId("kernel", picture=(op,)), f"÷ {divisor}", "", (0, 0))
    return replace(lit(panel, np.argwhere(values == values)), zoom=MEANS_ZOOM)


def _note(comparison: Trace) -> Clauses:
    """What the outputs alone do not show."""
    spec = comparison.spec
    notes: list[Words] = []
    if "pixel_shuffle" in spec.get("ops"):
        notes.append(message("pixel_shuffle_reads", count=spec.in_channels))
    if "max_unpool" in spec.get("ops"):
        notes.append(message("max_unpool_places"))
    for op, trace in zip(spec.get("ops"), comparison.stages, strict=True):
        if op == "conv_transpose":
            said = message("list", items=tuple(named_parameters(trace.spec)))
            notes.append(message("way_with", way=message("way_named", op=op), parameters=said))
    return (message("dots", items=tuple(notes)),) if notes else ()


VIEW = View(
    summary="Several ways to enlarge one input: each writes what the input cells so far complete.",
    needs=(COMPARISON,),
    draw=compare,
    count_placements=lambda spec: spec.input_size[0] if is_image_sized(spec) else math.prod(spec.input_size),
    row=lambda spec: 1 if is_image_sized(spec) else spec.input_size[-1],
    flat=lambda spec: True,  # noqa: ARG005
)
