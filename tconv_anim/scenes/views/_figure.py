"""One picture of all placements, for print: every stamp in its place and the sum, or every window and its products."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.message import Message, Words, message
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import missing, scalar, shown
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.formulas import call_words, formula
from tconv_anim.scenes.number_text import index_text, number_text, result_text
from tconv_anim.scenes.padded_input import PaddedInput
from tconv_anim.scenes.panels import (
    Board,
    Panels,
    channel_panels,
    cropping_title,
    input_panels,
    kernel_panels,
    padding_title,
)
from tconv_anim.scenes.scene import Outline, Panel, PanelId, Role, Shot, Stroke
from tconv_anim.scenes.sums import total_of

SIGNS = ("×", "=", "Σ")
FEW = 4  # stamps that are drawn as large as their sum
MEETING = 2  # stamps on a cell that is worked out, at least
SMALL = 0.62  # the size of the others


def figure(trace: Trace, step_ms: int) -> Iterator[Shot]:
    """The picture of a convolution or a transposed convolution of one channel."""
    yield (_stamps if trace.spec.op == "conv_transpose" else _windows)(trace, step_ms)


def figure_title(op: Message, spec: Spec) -> Message:
    """What the picture shows of an operation, whose own title is `op`."""
    return message("every_stamp_title" if spec.op == "conv_transpose" else "every_window_title", op=op)


def _stamps(trace: Trace, step_ms: int) -> Shot:
    flat, ndim = two_dimensional(trace), trace.spec.ndim
    canvas = Canvas(flat)
    blank = canvas.roles()
    values = np.full(canvas.size, scalar(flat.bias[0]))
    zoom = 1.0 if flat.spec.placements <= FEW else SMALL
    stamps: list[Panel] = []
    for step in flat.steps:
        cells = np.ix_(*canvas.cells(step))
        stamp, roles = np.full(canvas.size, np.nan, values.dtype), blank.copy()
        stamp[cells] = step.products[0, 0]
        roles[cells] = np.where(canvas.kept[cells], Role.OUTPUT_IN_PLAY, Role.CROPPED_IN_PLAY)
        values[cells] = step.after[0]
        title = message("scaled_kernel", value=number_text(scalar(flat.input[(0, *step.cell)])))
        stamps.append(Panel(PanelId("products", step.cell), title, roles, stamp, place=_place(step, ndim), zoom=zoom))
        canvas.touch(step)
    rings, sums = _worked_out(flat, canvas, stamps, values, ndim)
    size = cropping_title(canvas.size, ndim) if canvas.crops else message("sum_of_stamps", count=len(stamps))
    drawn = trace.spec.output_size
    outputs = channel_panels(flat.spec, "output", (0,), blank, values[np.newaxis], drawn, size)
    outputs = {c: canvas.filled(panel) for c, panel in outputs.items()}
    kernels = kernel_panels(flat, (0,), (0,), ndim)
    extents = [Outline(panel.id, canvas.kept_box, Stroke.EXTENT) for panel in (*stamps, *outputs.values())]
    board = Board(
        kernels, tuple(extents) if canvas.crops else (), call_words(trace.spec), formula(trace.spec), SIGNS, ndim,
        (message("starts_at_bias", bias=number_text(scalar(flat.bias[0]))),) if flat.bias.any() else (), lasting=True,
    )  # fmt: skip
    inputs, said = input_panels(flat, (0,), ndim), message("stamps_in_place")
    rings = [*rings, *(Outline(outputs[0].id, ring.box, ring.stroke) for ring in rings[:1])]
    return _shot(board, inputs, stamps, outputs, said, step_ms, tuple(rings), sums)


def _worked_out(
    flat: Trace, canvas: Canvas, stamps: list[Panel], values: Array, ndim: int
) -> tuple[list[Outline], Words]:
    """Rings around the first cell of the output in which most stamps meet, in each of them, and what is added there."""
    there = np.array([~missing(panel.numbers) for panel in stamps])
    counts = np.where(canvas.kept, there.sum(axis=0), 0)
    if counts.max() < MEETING:
        return [], ""
    row, column = map(int, np.unravel_index(int(counts.argmax()), counts.shape))
    meeting = [panel for panel, shown_there in zip(stamps, there, strict=True) if shown_there[row, column]]
    terms = [scalar(panel.numbers[row, column]) for panel in meeting]
    if flat.bias.any():
        terms.insert(0, scalar(flat.bias[0]))
    cell = row - canvas.kept_box[0], column - canvas.kept_box[1]
    total = total_of(terms, scalar(values[row, column]))
    rings = [Outline(panel.id, (row, column, row + 1, column + 1), Stroke.WINDOW) for panel in meeting]
    return rings, message("sum_of_cell", cell=index_text(cell[-ndim:]), sum=total)


def _windows(trace: Trace, step_ms: int) -> Shot:
    flat, ndim = two_dimensional(trace), trace.spec.ndim
    area = PaddedInput(flat, np.full(flat.spec.input_size, Role.INPUT, np.int8), (0, 0))
    subtitle = padding_title(trace.spec, ndim)
    inputs = channel_panels(flat.spec, "input", (0,), area.roles, area.values, trace.spec.input_size, subtitle)
    weight = shown(flat.weight[0, 0])
    windows: list[Panel] = []
    for step in flat.steps:
        title = message("sum_of_window", number=step.index + 1, result=result_text(scalar(step.after[0])))
        values = shown(step.values.reshape(weight.shape))
        roles = np.full(weight.shape, Role.OUTPUT_IN_PLAY, np.int8)
        windows.append(
            Panel(PanelId("products", step.cell), title, roles, values, weight, "×", place=_place(step, ndim))
        )
    roles = np.full(flat.spec.output_size, Role.OUTPUT, np.int8)
    outputs = channel_panels(flat.spec, "output", (0,), roles, flat.output, trace.spec.output_size)
    bias = number_text(scalar(flat.bias[0]))
    board = Board(
        kernel_panels(flat, (0,), (0,), ndim), area.extents(inputs), call_words(trace.spec), formula(trace.spec),
        SIGNS, ndim, (message("plus_bias", left="Σ", bias=bias),) if flat.bias.any() else (), lasting=True,
    )  # fmt: skip
    return _shot(board, inputs, windows, outputs, message("windows_in_place"), step_ms)


def _place(step: Step, ndim: int) -> tuple[int, int]:
    """Where a placement's panel is among the others: as its cell is; over one axis one below the other."""
    row, column = step.cell if ndim == 2 else (step.index, 0)
    return row, column


def _shot(
    board: Board, inputs: Panels, middle: list[Panel], outputs: Panels, words: Message, step_ms: int,
    rings: tuple[Outline, ...] = (), sums: Words = "",
) -> Shot:  # fmt: skip
    scene = board.scene(inputs, outputs, "", words, rings, sums=sums, products=dict(enumerate(middle)))
    return Shot(replace(scene, ndim=2), step_ms)
