"""An operation as a sparse matrix whose product with the flattened input is the output; of a conv_transpose Cᵀ."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.core.linear import matrix as matrix_of
from tconv_anim.core.message import Words, equation, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import decimals, filled, missing, shown
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.errors import SceneError
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import Box, Link, Outline, Panel, PanelId, Place, Role, Scene, Shot, Stroke
from tconv_anim.scenes.side_by_side import SideView, as_picture, with_sum, without_products
from tconv_anim.scenes.sums import MOST_DIVISOR
from tconv_anim.scenes.told.example import number_of
from tconv_anim.scenes.view import LINEAR, ONE_INPUT, ROW_BY_ROW, View
from tconv_anim.scenes.views import get_view
from tconv_anim.scenes.views._connected import (
    by_channel,
    check_connected,
    count_cells,
    count_row,
    stamps_kernels,
    usual_side,
)
from tconv_anim.scenes.views.connections import connections

LONG_CELLS = 14  # a longer matrix is drawn with smaller cells
MOST_CELLS = 64  # rows or columns
MOST_CHANNELS = 4  # on each side
ROWS = message("matrix_has_rows", product=equation("y", "C·x"))
COLUMNS = message("matrix_has_columns", product=equation("y", "Cᵀ·x"))
ROWS_OF_CELLS = message("matrix_has_row_of_each_cell", product=equation("y", "C·x"))
COLUMNS_OF_CELLS = message("matrix_has_column_of_each_cell", product=equation("y", "C·x"))
PICTURE, MATRIX = SideView("picture", ""), SideView("matrix", "")


def matrix(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of the operation's own view, or of the connections of stages, with the row or the column in play."""
    spec, product = trace.spec, _Product.of(trace)
    channels = Channels(tuple(range(spec.in_channels)), tuple(range(spec.out_channels)))
    if spec.stages:
        shots = by_channel(connections(trace, step_ms, channels), spec.out_channels)
    else:
        shots = get_view(None, spec.op).draw(trace, step_ms, channels)
    if usual_side(spec) == "output":
        yield from _rows(product, shots, spec.out_channels)
    elif product.transposed:
        yield from _columns(product, shots, spec.in_channels)
    else:
        yield from _copies(product, shots, trace.steps)


def _rows(product: _Product, shots: Iterator[Shot], channels: int) -> Iterator[Shot]:
    """A conv: each row of the matrix gives one output cell."""
    written = np.full(product.output.shape, np.nan)
    settled = np.zeros(written.shape, bool)
    for number, group in groupby(shots, key=lambda shot: shot.step):
        if number is None:
            instead = "" if settled.any() else product.setup
            yield from (product.between(shot, written, settled, instead) for shot in group)
            continue
        for shot, c in zip(group, range(channels), strict=True):
            row = c * product.cells_out + number - 1
            written, settled = _with(written, [row], product.output[row]), _with(settled, [row], True)
            yield product.shown_with(shot, written, settled, _Play(row))


def _columns(product: _Product, shots: Iterator[Shot], channels: int) -> Iterator[Shot]:
    """A conv_transpose: each column of the matrix, scaled by one input cell, is added to the output."""
    written = product.bias
    settled, remaining = np.zeros(written.shape, bool), product.taps.sum(axis=1)
    instead = product.setup
    for number, group in groupby(shots, key=lambda shot: shot.step):
        if number is None:
            yield from (product.between(shot, written, settled, instead) for shot in group)
            continue
        instead, columns = "", [a * product.cells_in + number - 1 for a in range(channels)]
        before, remaining = remaining, remaining - product.taps[:, columns].sum(axis=1)
        for index, shot in enumerate(group):  # of each input channel: adding, then the sum
            column = columns[index // 2]
            adding = product.taps[:, column]
            added = np.where(adding, product.weights[:, column] * product.x[column], np.nan)
            if index % 2:
                written = np.where(adding, filled(written) + filled(added), written)
                settled = settled | adding
                added = np.full(written.shape, np.nan)
            growing = settled & (before > 0)
            yield product.shown_with(shot, written, settled, _Play(None, column, adding, added, growing=growing))
        if number == product.cells_in:
            written, settled = product.output, np.ones(written.shape, bool)


def _copies(product: _Product, shots: Iterator[Shot], steps: tuple[Step, ...]) -> Iterator[Shot]:
    """Input cells that are copied: each column of the matrix puts its cell where it belongs."""
    written = np.full(product.output.shape, np.nan)
    settled = np.zeros(written.shape, bool)
    todo = iter(steps)
    for shot in shots:
        if shot.step is None:
            if settled.any():
                written, settled = product.output, np.ones(written.shape, bool)
            yield product.shown_with(shot, written, settled, instead="" if settled.any() else product.setup)
            continue
        channel, *cell = next(todo).reads[0].tolist()
        column = channel * product.cells_in + int(np.ravel_multi_index(cell, product.input_size))
        rows = np.flatnonzero(product.taps[:, column])
        written, settled = _with(written, rows, product.output[rows]), _with(settled, rows, True)
        yield product.shown_with(shot, written, settled, _Play(column=column, copied=rows))


def _with(vector: Array, places: Sequence[int] | Array, values: Any) -> Array:
    changed = vector.astype(np.result_type(vector, np.asarray(values).dtype))
    changed[places] = values
    return changed


class _Play(NamedTuple):
    """What is in play: a row; or a column, the cells that it is being added to, with what, or is copied to.

    `growing` are the other cells to which more is added later.
    """

    row: int | None = None
    column: int | None = None
    adding: Array | None = None
    added: Array | None = None
    copied: Array | None = None
    growing: Array | None = None


@dataclass(frozen=True, eq=False)
class _Product:
    """A matrix, a vector and their product, as numbers and as panels.

    Attributes
    ----------
    weights : (rows, columns) array of decimals or polynomials
    taps : where the kernel is, zeros of its own included
    x, output, bias : vectors; the bias NaN where it is zero
    gaps : the output cells that no input cell reaches, but not those of a conv, which has a window for each
    divisor : what the weights are shown over
    setup : what the set-up says
    input_size : of a channel
    cells_in, cells_out : of a channel
    output_width : the cells of a row of the output
    """

    weights: Array
    taps: Array
    x: Array
    output: Array
    bias: Array
    gaps: Array
    divisor: int
    setup: Words
    input_size: Size
    cells_out: int
    output_width: int
    transposed: bool

    @property
    def cells_in(self) -> int:
        return math.prod(self.input_size)

    @staticmethod
    def of(trace: Trace) -> _Product:
        spec, tied = trace.spec, matrix_of(trace)
        weights, taps = decimals(tied.dense()), np.zeros(tied.shape, bool)
        taps[tied.rows, tied.columns] = True
        cells_out, kernel = math.prod(spec.output_size), bool(spec.weight_shape)
        bias = np.full(len(weights), np.nan)
        if kernel:
            bias = shown(np.repeat(np.where(trace.bias, trace.bias, np.nan), cells_out))
        divisor = 1 if kernel else math.lcm(*(step.divisor for step in trace.steps))
        by_row = usual_side(spec) == "output"
        setup = COLUMNS if kernel and not by_row else ROWS if kernel else ROWS_OF_CELLS if by_row else COLUMNS_OF_CELLS
        return _Product(
            weights, taps, shown(trace.input.ravel()), shown(trace.output.ravel()), bias,
            np.logical_not(taps.any(axis=1) | (kernel and by_row)), divisor if divisor <= MOST_DIVISOR else 1, setup,
            spec.input_size, cells_out, spec.output_size[-1], stamps_kernels(spec),
        )  # fmt: skip

    def between(self, shot: Shot, written: Array, settled: Array, instead: Words) -> Shot:
        """The shot before or after all steps; the example of the finished one is a row of the matrix times x."""
        done = self.shown_with(shot, written, settled, instead=instead)
        if shot.example is None:
            return done
        row, first, others = number_of(shot.example), shot.example.words.detail[0], shot.scene.words.detail[1:]
        said = message("is_row_times_x", words=first, row=row + 1, matrix="Cᵀ" if self.transposed else "C")
        example = replace(shot.example, caption=replace(shot.example.words, detail=(said, *others)))
        shown = self.shown_with(replace(shot, scene=example), written, settled, _Play(row))
        return replace(done, example=replace(shown.scene, comes=()))

    def shown_with(
        self, shot: Shot, written: Array, settled: Array, play: _Play | None = None, *, instead: Words = ""
    ) -> Shot:
        """The shot with the matrix and the vectors next to its picture.

        `written` is the output so far, `settled` which cells have been computed or added to; `instead` replaces the
        shot's own words.
        """
        play = play or _Play()
        scene = as_picture(PICTURE.name, without_products(shot.scene))
        words = scene.words
        kernel = self.setup in (ROWS, COLUMNS)
        place = None if play.row is None else message("row_of_matrix" if kernel else "row_of_c", row=play.row + 1)
        if play.column is not None:
            place = message("column_of_matrix" if self.transposed else "column_of_c", column=play.column + 1)
        detail = (instead,) if instead else words.detail
        if place is not None and shot.step is not None:
            first, *others = words.detail
            detail = (message("clauses", items=(place, first)), *others)
        zeros = message("matrix_zeros" if kernel else "matrix_zeros_apart")
        notes = message("dots", items=(message("matrix_x_above"), zeros, message("matrix_groups")))
        scene = with_sum(scene, words.sums)
        caption = replace(words, detail=detail, sums=(), note=(*words.note, notes))
        panels, marks = tuple(self._panels(written, settled, play)), self._marks(play.row, play.column)
        beside = as_picture(PICTURE.name, Scene(*_of(panels, marks, ("conv_matrix",))))
        comes = tuple(self._flights(play))
        matrix = as_picture(MATRIX.name, Scene(*_of(panels, marks, ("matrix", "input", "output")), comes=comes))
        return replace(
            shot,
            example=None,
            scene=replace(
                scene,
                panels=(*scene.panels, *beside.panels, *matrix.panels),
                outlines=(*scene.outlines, *beside.outlines, *matrix.outlines),
                links=(*scene.links, *self._turned(play.column)),
                comes=(*scene.comes, *matrix.comes),
                caption=caption,
                signs=(*scene.signs, *(("", "×", "=") if self.transposed else ("×", "="))),
                pictures=tuple(((view.name,), view.heading) for view in (PICTURE, MATRIX)),
            ),
        )

    def _turned(self, column: int | None) -> Iterator[Link]:
        """What shows that a row of C is a column of Cᵀ."""
        if self.transposed and column is not None:
            count = len(self.weights)
            row = PanelId("conv_matrix").inside(PICTURE.name), (column, 0, column + 1, count)
            yield Link(row, (PanelId("matrix").inside(MATRIX.name), (0, column, count, column + 1)))

    def _panels(self, written: Array, settled: Array, play: _Play) -> Iterator[Panel]:
        row, column, adding, added, copied, growing = play
        roles = np.where(self.taps, Role.KERNEL, Role.EMPTY)
        x_roles, y_roles = np.full(self.x.shape, Role.INPUT), np.where(settled, Role.OUTPUT, Role.OUTPUT_WAITING)
        y_roles[self.gaps & (settled | self.transposed)] = Role.EMPTY
        if growing is not None:
            y_roles[growing] = Role.OUTPUT_GROWING
        numbers = np.where(self.taps, self.weights, np.nan)
        if row is not None:
            numbers[row], roles[row, self.taps[row]] = self.weights[row], Role.KERNEL_IN_PLAY
            x_roles[self.taps[row]] = Role.INPUT_IN_PLAY
            y_roles[row] = Role.OUTPUT_IN_PLAY
        if column is not None:
            numbers[:, column], roles[self.taps[:, column], column] = self.weights[:, column], Role.KERNEL_IN_PLAY
            x_roles[column] = Role.INPUT_IN_PLAY
        for cells in (adding, copied):
            if cells is not None:
                y_roles[cells] = Role.OUTPUT_IN_PLAY
        if self.divisor > 1:
            numbers = np.rint(numbers * self.divisor)
        size = self.weights.shape
        counts = [message("numbers_counted", count=count) for count in size]
        if self.transposed:
            yield self._panel("conv_matrix", f"C {size_text(size[::-1])}", roles.T, numbers.T, message("convs_matrix"))
            yield self._panel("matrix", f"Cᵀ {size_text(size)}", roles, numbers, message("matrix_transposed"))
        else:
            over = message("over_divisor", divisor=self.divisor) if self.divisor > 1 else ""
            yield self._panel("matrix", f"C {size_text(size)}", roles, numbers, over)
        yield self._panel("input", "x", x_roles[np.newaxis], self.x[np.newaxis], counts[1])
        y = self._panel("output", "y", y_roles[:, np.newaxis], written[:, np.newaxis], counts[0])
        yield y if added is None else replace(y, terms=added[:, np.newaxis], operator="+")

    def _panel(self, part: str, title: str, roles: Array, values: Array, subtitle: Words) -> Panel:
        small = min(1.0, LONG_CELLS / max(self.weights.shape))
        return Panel(PanelId(part), title, roles.astype(np.int8), values, subtitle=subtitle, zoom=small)

    def _flights(self, play: _Play) -> Iterator[tuple[Place, Place]]:
        """What moves: a row becomes one cell of y, or the cells of a column go to theirs."""
        matrix, output, row = PanelId("matrix"), PanelId("output"), play.row
        if row is not None:
            yield (matrix, (row, 0, row + 1, len(self.x))), (output, (row, 0, row + 1, 1))
        added = play.added is not None and not missing(play.added).all()
        rows = np.flatnonzero(play.adding) if added and play.adding is not None else play.copied
        if rows is not None and play.column is not None:
            for r in rows.tolist():
                yield (matrix, (r, play.column, r + 1, play.column + 1)), (output, (r, 0, r + 1, 1))

    def _marks(self, row: int | None, column: int | None) -> tuple[Outline, ...]:
        rows, columns = self.weights.shape
        marks: list[tuple[str, Box]] = []
        if row is not None:
            marks = [("matrix", (row, 0, row + 1, columns)), ("output", (row, 0, row + 1, 1))]
            marks += [("conv_matrix", (0, row, columns, row + 1))] * self.transposed
        if column is not None:
            marks = [("matrix", (0, column, rows, column + 1)), ("conv_matrix", (column, 0, column + 1, rows))]
            marks.append(("input", (0, column, 1, column + 1)))
        groups = [("input", columns, self.input_size[-1]), ("output", rows, self.output_width)]
        spans = [(part, n, n + wide) for part, count, wide in groups for n in range(0, count, wide) if wide > 1]
        boxes = [(part, (0, a, 1, b) if part == "input" else (a, 0, b, 1)) for part, a, b in spans]
        strokes = (Stroke.GROUP, boxes), (Stroke.WINDOW, marks)
        return tuple(Outline(PanelId(part), box, stroke) for stroke, there in strokes for part, box in there)


def _of(
    panels: tuple[Panel, ...], marks: tuple[Outline, ...], parts: tuple[str, ...]
) -> tuple[tuple[Panel, ...], tuple[Outline, ...]]:
    """The panels of some parts, with their outlines."""
    return (
        tuple(panel for panel in panels if panel.id.part in parts),
        tuple(mark for mark in marks if mark.panel.part in parts),
    )


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
