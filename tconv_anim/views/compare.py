"""Several ways to enlarge one input, cell by cell: each writes what the input cells so far complete."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.captions import call_text, joined, size_text
from tconv_anim.comparison import Comparison
from tconv_anim.sample import SampleTrace
from tconv_anim.scene import Caption, Channels, Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.step import Array
from tconv_anim.trace import Chain, Trace

NEVER = -1


def compare(comparison: Comparison, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a comparison: the input alone, one for each of its cells, all outputs."""
    spec = comparison.spec
    inputs = [
        Panel(
            f"input/input {n}", f"channel {n}" if spec.in_channels > 1 else "",
            np.full(spec.input_size, Role.INPUT, np.int8), comparison.input[n].astype(float),
            place=divmod(n, int(spec.in_channels**0.5)),
        )
        for n in channels.inputs
    ]  # fmt: skip
    pictures = (("input", f"input {size_text(spec.input_size)}"), *((op, op) for op in spec.ops))
    words = Caption(
        f"{len(spec.ops)} ways from {size_text(spec.input_size)} to {size_text(spec.output_size)}", "set-up",
        "one input for all", "", _note(comparison),
    )  # fmt: skip
    completed = [completing_cells(trace) for trace in comparison.traces]

    def shot(
        read: list[Panel], at: int, step: int | None, caption: Caption, outlines: tuple[Outline, ...] = ()
    ) -> Shot:
        outputs = [
            _output(op, trace.output[0], last, at, finished=caption.progress == "done")
            for op, trace, last in zip(spec.ops, comparison.traces, completed, strict=True)
        ]
        lit = [(panel.name, np.argwhere(panel.roles == Role.INPUT_READ).tolist()) for panel in read]
        outlines = tuple(Outline(n, (r, c, r + 1, c + 1), Stroke.WINDOW) for n, cells in lit for r, c in cells)
        return Shot(Scene((*read, *outputs), outlines, (), caption, pictures=pictures, flat=True), step_ms, step)

    yield shot(inputs, NEVER, None, words)
    count = int(np.prod(spec.input_size))
    for number, (row, column) in enumerate(np.ndindex(*spec.input_size)):
        reading = [replace(panel, roles=_lit(panel.roles, row, column)) for panel in inputs]
        caption = replace(words, progress=f"input cell {number + 1} of {count}", detail="what it completes is written")
        yield shot(reading, number, number + 1, caption)
    yield shot(inputs, count, None, replace(words, progress="done", detail="zeros where nothing is written"))


def completing_cells(trace: Trace | SampleTrace | Chain) -> Array:
    """By output cell, (*output_size), the number of the last input cell that it needs; NEVER where it needs none."""
    last = np.arange(int(np.prod(trace.input.shape[1:]))).reshape(trace.input.shape[1:])
    for stage in trace.stages if isinstance(trace, Chain) else (trace,):
        last = _after(stage, last)
    return last


def _after(stage: Trace | SampleTrace, last: Array) -> Array:
    """The same for one stage, whose own input cells need the input's up to `last`."""
    found = np.full(stage.spec.output_size, NEVER)
    if isinstance(stage, SampleTrace):
        for sample in stage.steps:
            reads = sample.reads[sample.parts != 0][:, 1:]
            inside = reads[((reads >= 0) & (reads < last.shape)).all(axis=1)]
            places = tuple(sample.writes[:, 1:].T)
            found[places] = np.maximum(found[places], last[tuple(inside.T)].max(initial=NEVER))
        return found
    sides = stage.spec.output_size if stage.spec.transposed else last.shape
    for step in stage.steps:
        window = np.ix_(*(w[(w >= 0) & (w < size)] for w, size in zip(step.window, sides, strict=True)))
        if stage.spec.transposed:
            found[window] = np.maximum(found[window], last[step.cell])
        else:
            found[step.cell] = last[window].max(initial=NEVER)
    return found


def _output(op: str, values: Array, last: Array, at: int, *, finished: bool) -> Panel:
    """An output as far as the input cells up to number `at` complete it."""
    known = (last <= at) & (last != NEVER)
    roles = np.where(known, np.where(last == at, Role.OUTPUT_WRITTEN, Role.OUTPUT), Role.PENDING)
    if finished:
        roles[last == NEVER] = Role.GAP
        known = np.ones(last.shape, bool)
    return Panel(f"{op}/output", "", roles.astype(np.int8), np.where(known, values, np.nan))


def _lit(roles: Array, row: int, column: int) -> Array:
    lit = roles.copy()
    lit[row, column] = Role.INPUT_READ
    return lit


def _note(comparison: Comparison) -> str:
    """What a look at the outputs does not tell."""
    spec = comparison.spec
    notes = []
    if "pixel_shuffle" in spec.ops:
        notes.append(f"pixel_shuffle reads {spec.in_channels} channels, the others the first")
    if "max_unpool" in spec.ops:
        notes.append("max_unpool's places are those that a max_pool may have remembered")
    for op, trace in zip(spec.ops, comparison.traces, strict=True):
        if op == "conv_transpose":
            notes.append(call_text(trace.spec))
    return joined(*notes)
