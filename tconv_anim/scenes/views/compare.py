"""Several ways to enlarge one input, cell by cell: each writes what the input cells so far complete."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.formulas import call_words
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.overlap_verdict import verdict_on_enlarging
from tconv_anim.scenes.panels import kernel_panel, with_roles
from tconv_anim.scenes.scene import Caption, Outline, Panel, PanelId, PicturePath, Role, Scene, Shot, Stroke
from tconv_anim.scenes.view import COMPARISON, View, is_image_sized
from tconv_anim.scenes.views._completion import NEVER, completing_cells
from tconv_anim.scenes.views._grays import INPUT, Result, in_grays

KERNEL_ZOOM = 0.6
DONE = message("done")


def compare(comparison: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a comparison: the input alone, one for each of its cells, all outputs; of an image row by row."""
    spec = comparison.spec
    start, end = size_text(spec.input_size), size_text(spec.output_size)
    title = message("ways_from_to", count=len(spec.get("ops")), start=start, end=end)
    words = Caption((title,), message("set_up"), (message("one_input"),), note=_note(comparison))
    if is_image_sized(spec):
        results = [Result(op, op, trace) for op, trace in zip(spec.get("ops"), comparison.stages, strict=True)]
        yield from in_grays(comparison.input[0], results, words, step_ms)
        return
    inputs = [
        Panel(
            PanelId("input", (n,), INPUT), message("channel", channel=n) if spec.in_channels > 1 else "",
            np.full(spec.input_size, Role.INPUT, np.int8), comparison.input[n].astype(float),
            place=divmod(n, int(spec.in_channels**0.5)),
        )
        for n in channels.inputs
    ]  # fmt: skip
    heading = message("input", index="", size=size_text(spec.input_size))
    pictures: tuple[tuple[PicturePath, Words], ...] = ((INPUT, heading), *(((op,), op) for op in spec.get("ops")))
    completed = [completing_cells(trace) for trace in comparison.stages]
    verdicts = [verdict_on_enlarging(trace) if trace.steps or trace.stages else "" for trace in comparison.stages]

    def shot(read: list[Panel], at: int, step: int | None, caption: Caption) -> Shot:
        outputs = [
            panel
            for op, trace, last, said in zip(spec.get("ops"), comparison.stages, completed, verdicts, strict=True)
            for panel in (
                *_kernel(op, trace),
                _output(op, trace.output[0], last, at, said if at != NEVER else "", caption.progress == DONE),
            )
        ]
        lit = [(panel.id, np.argwhere(panel.roles == Role.INPUT_IN_PLAY).tolist()) for panel in read]
        outlines = tuple(Outline(panel, (r, c, r + 1, c + 1), Stroke.WINDOW) for panel, cells in lit for r, c in cells)
        signs = ("→",) * sum(panel.id.part == "kernel" for panel in outputs)
        return Shot(Scene((*read, *outputs), outlines, (), caption, signs, 2, pictures), step_ms, step)

    yield shot(inputs, NEVER, None, words)
    count = int(np.prod(spec.input_size))
    for number, cell in enumerate(np.ndindex(*spec.input_size)):
        reading = [with_roles(panel, cell, Role.INPUT_IN_PLAY) for panel in inputs]
        progress = message("input_cell_of", cell=number + 1, count=count)
        caption = replace(words, progress=progress, detail=(message("completes"),))
        yield shot(reading, number, number + 1, caption)
    yield shot(inputs, count, None, replace(words, progress=DONE, detail=(message("zeros_elsewhere"),)))


def _output(op: str, values: Array, last: Array, at: int, verdict: Words, finished: bool) -> Panel:
    """An output as far as the input cells up to number `at` complete it, with a line on it as its title."""
    known = (last <= at) & (last != NEVER)
    roles = np.where(known, np.where(last == at, Role.OUTPUT_IN_PLAY, Role.OUTPUT), Role.OUTPUT_WAITING)
    if finished:
        roles[last == NEVER] = Role.EMPTY
        known = np.ones(last.shape, bool)
    title = "" if at == NEVER else verdict
    return Panel(PanelId("output", picture=(op,)), title, roles.astype(np.int8), np.where(known, values, np.nan))


def _kernel(op: str, trace: Trace) -> Iterator[Panel]:
    """The kernel of an op that has one."""
    if trace.last.weight is not None:
        panel = kernel_panel(trace.last.weight[0, 0], PanelId("kernel", picture=(op,)), "", "", (0, 0))
        yield replace(panel, zoom=KERNEL_ZOOM)


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
            notes.append(call_words(trace.spec))
    return tuple(notes)


VIEW = View(
    summary="Several ways to enlarge one input: each writes what the input cells so far complete.",
    needs=(COMPARISON,),
    draw=compare,
    count_placements=lambda spec: spec.input_size[0] if is_image_sized(spec) else math.prod(spec.input_size),
    row=lambda spec: 1 if is_image_sized(spec) else spec.input_size[-1],
    flat=lambda spec: True,  # noqa: ARG005
)
