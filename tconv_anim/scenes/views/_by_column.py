"""Planes and columns: each patch becomes a column of a matrix, or each column is laid back into its window."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.core.linear import matrix
from tconv_anim.core.message import Words, message
from tconv_anim.core.ops import get_op
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array, Step
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.canvas import growing, stamped, summed, verdict
from tconv_anim.scenes.formulas import call_words, formula
from tconv_anim.scenes.number_text import Value, exact_text, size_text
from tconv_anim.scenes.panels import Board, Panels, around, with_roles
from tconv_anim.scenes.sampled_input import SampledInput, plane_cells
from tconv_anim.scenes.scene import Link, Outline, Panel, Place, Role, Shot, Stroke
from tconv_anim.scenes.sums import MAX_SAID, MAX_SUMS, equals

ADD_SHARE = 0.6  # of a step's time: first what is added is seen, then the sum


def count_columns(spec: Spec) -> int:
    """How many windows there are."""
    return math.prod(get_op(spec.op).columns(spec))  # type: ignore[misc] # who asks knows that there are some


def count_in_row(spec: Spec) -> int:
    """How many windows lie in a row of the plane."""
    return get_op(spec.op).columns(spec)[-1]  # type: ignore[misc]


def by_column(trace: Trace, step_ms: int, inputs: Panels, outputs: Panels) -> Iterator[Shot]:
    """Shots of an operation between a plane and columns: the set-up, one for each column, the finished output."""
    spec = trace.spec
    unfolds = get_op(spec.op).by_output
    board = Board({}, (), call_words(spec), formula(spec), ("→",), spec.ndim)
    titled = message("patches_as_columns" if unfolds else "columns_to_fold", size=_size_of_matrix(spec))
    if unfolds:
        outputs = {0: replace(outputs[0], title=titled)}
    else:
        inputs = {0: replace(inputs[0], title=titled)}
    setup = message("patches_are_columns" if unfolds else "columns_are_added")
    yield Shot(board.scene(inputs, outputs, message("set_up"), setup), step_ms)
    steps: dict[int, list[Step]] = {}
    for step in trace.steps:
        steps.setdefault(step.cell[1], []).append(step)
    count = count_columns(spec)
    counted = np.zeros(trace.output.shape, int)
    expected = np.bincount(matrix(trace).rows, minlength=trace.output.size).reshape(trace.output.shape)
    for column in range(count):
        progress = message("step_of", step=column + 1, count=count)
        own = [step for step in steps[column] if step.reads[0, 0] in inputs and step.writes[0, 0] in outputs]
        own = [step for step in own if unfolds or not step.clipped.any()]  # what padding crops is not drawn
        if unfolds:
            yield from _unfolded(trace, board, progress, column, own, inputs, outputs, step_ms)
            for step in steps[column]:
                outputs[0] = with_roles(outputs[0], tuple(plane_cells(step.writes).T), Role.OUTPUT, step.value)
        else:
            yield from _folded(board, progress, column, own, inputs, outputs, counted, expected, step_ms)
    done = (
        message("output_is", size=size_text(spec.output_size)) if unfolds else verdict(counted, message("columns_laid"))
    )
    if not unfolds:
        outputs = {
            c: replace(p, values=np.nan_to_num(p.numbers) if p.numbers.dtype.kind == "f" else p.numbers)
            for c, p in outputs.items()
        }
    yield Shot(board.scene(inputs, outputs, message("done"), done), step_ms)


def _size_of_matrix(spec: Spec) -> str:
    return size_text(spec.output_size if get_op(spec.op).by_output else spec.input_size)


def _unfolded(
    trace: Trace, board: Board, progress: Words, column: int, steps: list[Step], inputs: Panels, outputs: Panels,
    step_ms: int,
) -> Iterator[Shot]:  # fmt: skip
    """The patch under a window, and the column that it becomes."""
    area, lit, made = SampledInput(trace), dict(inputs), outputs[0]
    places: list[tuple[Place, Place]] = []
    for step in steps:
        channel, read, cell = int(step.reads[0, 0]), area.cells(step.reads), plane_cells(step.writes)
        inside = area.roles[tuple(read.T)] == Role.INPUT
        role = np.where(inside, Role.INPUT_IN_PLAY, Role.PADDING_IN_PLAY)
        lit[channel] = with_roles(lit[channel], tuple(read.T), role)
        made = with_roles(made, tuple(cell.T), Role.OUTPUT_IN_PLAY, step.value)
        places.append(((lit[channel].id, around(read)), (made.id, around(cell))))
    marks, links = _marks(places)
    detail = message("patch_becomes_column", column=column)
    scene = board.scene(lit, {0: made}, progress, detail, marks, links, comes=places)
    yield Shot(scene, step_ms, column + 1)


def _folded(
    board: Board, progress: Words, column: int, steps: list[Step], inputs: Panels, outputs: Panels, counted: Array,
    expected: Array, step_ms: int,
) -> Iterator[Shot]:  # fmt: skip
    """A column, and the window that it is laid into and added to. Brings `outputs` and `counted` up to date."""
    lit = inputs[0]
    places: list[tuple[Place, Place]] = []
    stamps = {c: np.full(panel.shape, np.nan, panel.numbers.dtype) for c, panel in outputs.items()}
    sums: list[Words] = []
    for step in steps:
        channel, read, cell = int(step.writes[0, 0]), plane_cells(step.reads), plane_cells(step.writes)
        lit = with_roles(lit, tuple(read.T), Role.INPUT_IN_PLAY)
        stamps[channel][tuple(cell.T)] = step.added.ravel()[0]
        places.append(((lit.id, around(read)), (outputs[channel].id, around(cell))))
        if counted[(channel, *step.writes[0, 1:])]:
            sums.append(_addition(step))
    marks, links = _marks(places)
    for c, stamp in stamps.items():
        there = ~np.isnan(stamp.astype(float)) if stamp.dtype.kind == "f" else stamp == stamp
        roles = np.where(there, Role.OUTPUT_IN_PLAY, growing(counted[c], expected[c])).astype(np.int8)
        outputs[c] = stamped(outputs[c], stamp, roles)
    shown = len(sums) if len(sums) <= MAX_SUMS + 1 else MAX_SUMS
    said = message("sums", items=tuple(sums[:MAX_SAID]), shown=shown) if sums else ""
    detail, adding_ms = message("column_is_added", column=column), round(step_ms * ADD_SHARE)
    scene = board.scene({0: lit}, outputs, progress, detail, marks, links, said, comes=places)
    yield Shot(scene, adding_ms, column + 1)
    for step in steps:
        counted[(int(step.writes[0, 0]), *step.writes[0, 1:])] += 1
    for c in outputs:
        outputs[c] = summed(outputs[c])
    yield Shot(board.scene({0: lit}, outputs, progress, detail, marks, links, said), step_ms - adding_ms, column + 1)
    for c in outputs:
        outputs[c] = replace(outputs[c], roles=growing(counted[c], expected[c]))


def _addition(step: Step) -> Words:
    """What a cell of a column is added to, and what it comes to."""
    before, value = (_only(array) for array in (step.before, step.values))
    return equals(f"{exact_text(before)} + {exact_text(value)}".replace("+ −", "− "), step.value, before, value)


def _only(array: Array) -> Value:
    found: Value = array.ravel().tolist()[0]
    return found


def _marks(places: list[tuple[Place, Place]]) -> tuple[tuple[Outline, ...], tuple[Link, ...]]:
    """A frame around all cells of each panel, and a tie between each plane and its part of the column."""
    pairs: dict[tuple[Panel, ...], list[tuple[Place, Place]]] = {}
    for pair in places:
        pairs.setdefault((pair[0][0], pair[1][0]), []).append(pair)  # type: ignore[arg-type]
    links = tuple(
        Link(_around(starts), _around(ends)) for starts, ends in (zip(*own, strict=True) for own in pairs.values())
    )
    ends = {place[0]: [] for pair in places for place in pair}  # type: ignore[var-annotated]
    for pair in places:
        for place in pair:
            ends[place[0]].append(place)
    return tuple(Outline(*_around(own), Stroke.WINDOW) for own in ends.values()), links


def _around(places: list[Place] | tuple[Place, ...]) -> Place:
    """The box around boxes of one panel."""
    boxes = np.array([box for _, box in places])
    top, left = boxes[:, :2].min(axis=0).tolist()
    bottom, right = boxes[:, 2:].max(axis=0).tolist()
    return places[0][0], (top, left, bottom, right)
