"""Upsampling and pooling as they are defined: the cells that are read, with their weights, and the cells written."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

import numpy as np

from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.ops import get_op
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Step
from tconv_anim.core.symbols import missing
from tconv_anim.core.symbols.mathematics import is_short
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.formulas import call_words, disguise_note, formula
from tconv_anim.scenes.notes import CHANNEL, indices_note
from tconv_anim.scenes.number_text import index_text, number_text, result_text, size_text
from tconv_anim.scenes.panels import Board, Panels, around, cell_links, in_a_square, with_roles
from tconv_anim.scenes.sampled_input import SampledInput, plane_cells
from tconv_anim.scenes.scene import Outline, Panel, Role, Shot, Stroke
from tconv_anim.scenes.sums import MOST_DIVISOR, equals, product_text, products
from tconv_anim.scenes.told.example import of_step
from tconv_anim.scenes.view import NO_KERNEL, ONE_INPUT, ONE_STAGE, View
from tconv_anim.scenes.views._by_column import by_column, count_columns, count_in_row
from tconv_anim.scenes.views._connected import count_cells, count_row, flat_panels
from tconv_anim.scenes.views._weights import FEW_TERMS

SIGNS = ("→",)
MOST_TOLD = 4  # moves that are said together


def sampling(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of an upsampling or pooling: the set-up, one for each cell of each channel, the finished output."""
    spec, ndim = trace.spec, trace.spec.ndim
    area = SampledInput(trace)
    inputs = in_a_square(area.panels(channels))
    outputs = flat_panels(trace, "output", channels, empty=True)
    mixes = spec.in_channels != spec.out_channels
    if mixes:
        inputs, outputs = _with_channels(trace, inputs, outputs)
    if get_op(spec.op).columns is not None:
        yield from by_column(trace, step_ms, inputs, outputs)
        return
    note = (*_made_by(spec), indices_note(spec)) if mixes else disguise_note(trace)
    board = Board({}, (), call_words(spec), formula(spec), SIGNS, ndim, note)
    setup = _mixed(spec) if mixes else message("reads_and_writes")
    yield Shot(board.scene(inputs, outputs, message("set_up"), setup), step_ms)
    total = len({step.cell for step in trace.steps})
    weighted = any(_is_weighted(step) for step in trace.steps)
    most, then = (0, False), None
    for number, (_, group) in enumerate(groupby(trace.steps, key=lambda step: step.cell), start=1):
        shown = [step for step in group if step.writes[0, 0] in channels.outputs]
        drawn = [step for step in shown if step.reads[0, 0] in channels.inputs]
        told: list[Message] = []
        together = 1 < len(drawn) <= MOST_TOLD and _detail(trace, drawn[0]).key == "goes_to_cell"
        reading, marks = dict(inputs), list[Outline]()
        for index, step in enumerate(drawn):
            source, target = int(step.reads[0, 0]), int(step.writes[0, 0])
            if not together:
                reading, marks = dict(inputs), []
            reading[source] = area.reading(inputs[source], step, weighted=weighted)
            outputs[target] = _written(outputs[target], step, Role.OUTPUT_IN_PLAY)
            here, there = (inputs[source].id, area.cells(step.reads)), (outputs[target].id, plane_cells(step.writes))
            marks += (Outline(panel, around(cells), Stroke.WINDOW) for panel, cells in (here, there))
            progress = message("step_of", step=number, count=total)
            if spec.in_channels > 1:
                progress = message("step_of_channel", step=number, count=total, channel=source)
            counts = here[1][step.connects[0]] if step.connects[0].any() else here[1]
            told.append(_detail(trace, step))
            detail = told[-1]
            if together:  # all moves so far
                detail = message("clauses", items=tuple(told))
            where = get_op(spec.op).window_words(spec, step.cell)
            comes = [((here[0], around(counts)), (there[0], around(cell))) for cell in there[1][:, np.newaxis]]
            lines = () if mixes else cell_links(here, there, ndim)  # which would run across other channels
            scene = board.scene(
                reading, outputs, progress, (detail, *where), tuple(marks), lines, _sums(trace, step), comes=comes
            )  # fmt: skip
            begun, ended = (step_ms * n // len(drawn) for n in (index, index + 1))
            yield Shot(scene, ended - begun, number)
            tells = _tells(step, uneven=bool(where))
            if tells > most or (together and number == (total + 1) // 2):
                most, then = max(most, tells), scene
            if not together:
                outputs[target] = _written(outputs[target], step, Role.OUTPUT)
        for step in shown:  # also those of channels that are not drawn
            outputs[int(step.writes[0, 0])] = _written(outputs[int(step.writes[0, 0])], step, Role.OUTPUT)
    untouched = any(missing(panel.numbers).any() for panel in outputs.values())
    outputs = {c: with_roles(panel, missing(panel.numbers), Role.EMPTY, 0) for c, panel in outputs.items()}
    result = message("output_is_with_zeros" if untouched else "output_is", size=size_text(spec.output_size))
    done = board.scene(inputs, outputs, message("done"), _mixed(spec) if mixes else result)
    yield Shot(done, step_ms, example=None if then is None else of_step(done, then))


def _made_by(spec: Spec) -> Clauses:
    """What makes the channels that fill blocks."""
    count = spec.in_channels // spec.out_channels
    return (message("channels_come_from", count=count),) if count > 1 else ()


def _mixed(spec: Spec) -> Message:
    """How channels and blocks of cells go together."""
    sides = spec.in_channels, spec.out_channels
    count = max(sides) // min(sides)
    block = size_text((math.isqrt(count),) * 2)
    return message("channels_fill_block" if sides[0] > sides[1] else "block_fills_channels", count=count, size=block)


def _tells(step: Step, *, uneven: bool) -> tuple[int, bool]:
    """How much a step tells as an example: of the input cells that count, up to four; of `uneven` windows, by its own.

    Such a window tells by its sides, of which one is longer than the other.
    """
    sides = {len(axis) for axis in step.read.axes}
    return min(int(np.count_nonzero(step.connects[0])), FEW_TERMS), uneven and len(sides) > 1


def _with_channels(trace: Trace, inputs: Panels, outputs: Panels) -> tuple[Panels, Panels]:
    """The panels with the channels that cells come from, or if it is only one, go to."""
    spec = trace.spec
    if spec.in_channels > 1:
        outputs = {c: replace(p, channels=np.full(p.shape, -1, np.int16), tagged=CHANNEL) for c, p in outputs.items()}
        for step in trace.steps:
            source, target = int(step.reads[0, 0]), int(step.writes[0, 0])
            if target in outputs:
                outputs[target].channels[tuple(plane_cells(step.writes).T)] = source  # type: ignore[index]
        return inputs, outputs
    outputs = {c: replace(p, channels=np.full(p.shape, c, np.int16)) for c, p in outputs.items()}
    inputs = {c: replace(p, channels=np.full(p.shape, -1, np.int16), tagged=CHANNEL) for c, p in inputs.items()}
    for step in trace.steps:
        for panel in inputs.values():
            panel.channels[tuple(plane_cells(step.reads).T)] = int(step.writes[0, 0])  # type: ignore[index]
    return inputs, outputs


def _sums(trace: Trace, step: Step) -> Words:
    """A step written out: "max(1, 5, 2) = 5", "(1 + 5 + 2 + 4)/4 = 3" or products and their sum."""
    numbers = _real_values(trace, step)
    if len(step.reads) == 1 and (step.weights[0] == step.divisor).all() and get_op(trace.spec.op).linear:
        return ""  # a copy
    values = [number_text(value) for value in numbers]
    if not get_op(trace.spec.op).linear:
        return equals(f"max({', '.join(values)})", step.value, *numbers)
    if len(values) > 1 and step.divisor > 1 and not _is_weighted(step):
        if is_short(step.value):  # which the detail says
            return f"({' + '.join(values)})/{step.divisor}"
        return equals(f"({' + '.join(values)})/{step.divisor}", step.value, *numbers)
    if is_short(step.value):
        return ""
    read, weights = step.values.ravel().tolist(), step.weights[0].tolist()
    if 1 < step.divisor <= MOST_DIVISOR and len(read) > 1:
        left = " + ".join(product_text(value, n) for value, n in zip(read, weights, strict=True))
        return equals(f"({left})/{step.divisor}", step.value, *read)
    return products(read, (step.weights[0] / step.divisor).tolist(), 0, step.value)


def _detail(trace: Trace, step: Step) -> Message:
    """What a step does, in words."""
    result, count = result_text(step.value), len(_real_values(trace, step))
    if not get_op(trace.spec.op).linear:
        return message("largest_is", count=count, result=result)
    if len(step.reads) == 1 and len(step.writes) > 1:
        return message("goes_to_cells", result=result, count=len(step.writes))
    if len(step.reads) == 1:
        cell = index_text(step.writes[0, 1:].tolist())
        if trace.spec.out_channels in (1, trace.spec.in_channels):
            return message("goes_to_cell", result=result, cell=cell)
        return message("goes_to_cell_of_channel", result=result, cell=cell, channel=int(step.writes[0, 0]))
    if _is_weighted(step):
        return message("weighted_cells", count=count, result=result)
    counted = int(np.count_nonzero(step.weights[0]))
    if step.divisor != counted:
        return message("sum_divided_is", count=count, divisor=step.divisor, result=result)
    if counted > count:
        return message("mean_with_padding_is", count=count, padding=counted - count, result=result)
    return message("mean_is", count=count, result=result)


def _real_values(trace: Trace, step: Step) -> list[float]:
    """What a step reads from the input itself."""
    values: list[float] = step.values[:, step.read.inside(trace.spec.input_size)].ravel().tolist()
    return values


def _is_weighted(step: Step) -> bool:
    """Whether the cells that count, count differently."""
    return len(set(step.weights[0][step.connects[0]].tolist())) > 1


def _written(panel: Panel, step: Step, role: Role) -> Panel:
    return with_roles(panel, tuple(plane_cells(step.writes).T), role, step.value)


def count(spec: Spec) -> int:
    """The cells of one channel that steps are about, or the columns."""
    return count_columns(spec) if get_op(spec.op).columns else count_cells(spec)


def row(spec: Spec) -> int:
    """Those of the first row."""
    return count_in_row(spec) if get_op(spec.op).columns else count_row(spec)


VIEW = View(
    summary="Upsampling and pooling: the cells that are read, their weights, and the cells that are written.",
    needs=(ONE_INPUT, ONE_STAGE, NO_KERNEL),
    draw=sampling,
    count_placements=count,
    row=row,
)
