"""The kernel as a sparse matrix whose product with the flattened input is the output; transposed for conv_transpose."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.linear import matrix as matrix_of
from tconv_anim.core.message import Words, equation, message
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.options import CONVOLUTIONS
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.errors import SceneError
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import Box, Outline, Panel, PanelId, Role, Scene, Shot, Stroke
from tconv_anim.scenes.side_by_side import SideView, as_picture
from tconv_anim.scenes.view import View
from tconv_anim.scenes.views.overlap_add import overlap_add
from tconv_anim.scenes.views.sliding_window import sliding_window

LONG_CELLS = 14  # a longer matrix is drawn with smaller cells
MOST_CELLS = 64  # rows or columns
MOST_CHANNELS = 4  # on each side
ROWS = message("matrix_has_rows", product=equation("y", "C·x"))
COLUMNS = message("matrix_has_columns", product=equation("y", "Cᵀ·x"))
PICTURE, MATRIX = SideView("picture", ""), SideView("matrix", "")


def matrix(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a conv's sliding_window or of a conv_transpose's overlap_add, with the row or the column in play."""
    spec, product = trace.spec, _Product.of(trace)
    channels = Channels(tuple(range(spec.in_channels)), tuple(range(spec.out_channels)))
    if spec.transposed:
        yield from _columns(product, overlap_add(trace, step_ms, channels), spec.in_channels)
    else:
        yield from _rows(product, sliding_window(trace, step_ms, channels), spec.out_channels)


def _rows(product: _Product, shots: Iterator[Shot], channels: int) -> Iterator[Shot]:
    """A conv: each row of the matrix gives one output cell."""
    written = np.full(product.output.shape, np.nan)
    settled = np.zeros(written.shape, bool)
    for number, group in groupby(shots, key=lambda shot: shot.step):
        if number is None:
            instead = "" if settled.any() else ROWS
            yield from (product.shown_with(shot, written, settled, instead=instead) for shot in group)
            continue
        for shot, c in zip(group, range(channels), strict=True):
            row = c * product.cells_out + number - 1
            written, settled = _with(written, [row], product.output[row]), _with(settled, [row], True)
            yield product.shown_with(shot, written, settled, row=row)


def _columns(product: _Product, shots: Iterator[Shot], channels: int) -> Iterator[Shot]:
    """A conv_transpose: each column of the matrix, scaled by one input cell, is added to the output."""
    written = product.bias
    settled = np.zeros(written.shape, bool)
    instead: Words = COLUMNS
    for number, group in groupby(shots, key=lambda shot: shot.step):
        if number is None:
            yield from (product.shown_with(shot, written, settled, instead=instead) for shot in group)
            continue
        instead, columns = "", [a * product.cells_in + number - 1 for a in range(channels)]
        for index, shot in enumerate(group):  # of each input channel: adding, then the sum
            column, later = columns[index // 2], columns[index // 2 + 1 :]
            adding = product.taps[:, column]
            added = np.where(adding, product.weights[:, column] * product.x[column], np.nan)
            if index % 2:
                written = np.where(adding, np.nan_to_num(written) + added, written)
                settled = settled | adding
                adding = adding & product.taps[:, later].any(axis=1)  # where another channel is still to come
                added = np.full(written.shape, np.nan)
            yield product.shown_with(shot, written, settled, column=column, adding=adding, added=added)
        if number == product.placements:
            written, settled = product.output, np.ones(written.shape, bool)


def _with(vector: Array, places: Sequence[int] | Array, values: Any) -> Array:
    changed = vector.copy()
    changed[places] = values
    return changed


@dataclass(frozen=True, eq=False)
class _Product:
    """A matrix, a vector and their product, as numbers and as panels.

    Attributes
    ----------
    weights : (rows, columns) float array
    taps : where the kernel is, zeros of its own included
    x, output, bias : vectors; the bias NaN where it is zero
    cells_in, cells_out : of a channel
    """

    weights: Array
    taps: Array
    x: Array
    output: Array
    bias: Array
    cells_in: int
    cells_out: int
    placements: int
    transposed: bool

    @staticmethod
    def of(trace: Trace) -> _Product:
        flat = two_dimensional(trace)
        spec = flat.spec
        tied = matrix_of(flat)
        weights, taps = tied.dense().astype(float), np.zeros(tied.shape, bool)
        taps[tied.rows, tied.columns] = True
        cells_in, cells_out = math.prod(spec.input_size), math.prod(spec.output_size)
        bias = np.repeat(np.where(flat.bias, flat.bias, np.nan), cells_out).astype(float)
        x, output = flat.input.ravel().astype(float), flat.output.ravel().astype(float)
        return _Product(weights, taps, x, output, bias, cells_in, cells_out, spec.placements, spec.transposed)

    def shown_with(
        self,
        shot: Shot,
        written: Array,
        settled: Array,
        *,
        row: int | None = None,
        column: int | None = None,
        adding: Array | None = None,
        added: Array | None = None,
        instead: Words = "",
    ) -> Shot:
        """The shot with the matrix and the vectors next to its picture; a row or a column may be in play.

        `written` is the output so far, `settled` which cells have been computed or added to, `adding` those that a
        column is being added to, `added` what is; `instead` replaces the shot's own words.
        """
        scene = as_picture(PICTURE.name, shot.scene)
        words = scene.caption
        assert words is not None
        place = None if row is None else message("row_of_matrix", row=row)
        place = place if column is None else message("column_of_matrix", column=column)
        detail = words.detail
        if instead:
            detail = (instead,)
        elif place is not None:
            first, *others = words.detail
            detail = (message("list", items=(place, first)), *others)
        caption = replace(words, detail=detail, note=(*words.note, message("matrix_zeros")))
        panels = tuple(self._panels(written, settled, row, column, adding, added))
        matrix = as_picture(MATRIX.name, Scene(panels, self._marks(row, column)))
        return replace(
            shot,
            scene=replace(
                scene,
                panels=(*scene.panels, *matrix.panels),
                outlines=(*scene.outlines, *matrix.outlines),
                caption=caption,
                signs=(*scene.signs, *(("→", "·", "=") if self.transposed else ("·", "="))),
                pictures=tuple(((view.name,), view.heading) for view in (PICTURE, MATRIX)),
            ),
        )

    def _panels(
        self,
        written: Array,
        settled: Array,
        row: int | None,
        column: int | None,
        adding: Array | None,
        added: Array | None,
    ) -> Iterator[Panel]:
        roles = np.where(self.taps, Role.KERNEL, Role.GAP)
        x_roles, y_roles = np.full(self.x.shape, Role.INPUT), np.where(settled, Role.OUTPUT, Role.PENDING)
        if row is not None:
            roles[row] = np.where(self.taps[row], Role.STAMPED_AGAIN, Role.STAMPED)
            x_roles[self.taps[row]] = Role.INPUT_READ
            y_roles[row] = Role.OUTPUT_WRITTEN
        if column is not None:
            roles[:, column] = np.where(self.taps[:, column], Role.STAMPED_AGAIN, Role.STAMPED)
            x_roles[column] = Role.INPUT_READ
        if adding is not None:
            y_roles[adding] = np.where(settled[adding], Role.STAMPED_AGAIN, Role.STAMPED)
        numbers = np.where(self.taps, self.weights, np.nan)
        size = self.weights.shape
        if self.transposed:
            yield self._panel("conv_matrix", f"C {size_text(size[::-1])}", roles.T, numbers.T, message("convs_matrix"))
            yield self._panel("matrix", f"Cᵀ {size_text(size)}", roles, numbers, message("matrix_transposed"))
        else:
            yield self._panel("matrix", f"C {size_text(size)}", roles, numbers, "")
        yield self._panel("input", f"x {size[1]}", x_roles[:, np.newaxis], self.x[:, np.newaxis], "")
        y = self._panel("output", f"y {size[0]}", y_roles[:, np.newaxis], written[:, np.newaxis], "")
        yield y if added is None else replace(y, terms=added[:, np.newaxis], operator="+")

    def _panel(self, part: str, title: str, roles: Array, values: Array, subtitle: Words) -> Panel:
        zoom = min(1.0, LONG_CELLS / max(self.weights.shape))
        return Panel(PanelId(part), title, roles.astype(np.int8), values, subtitle=subtitle, zoom=zoom)

    def _marks(self, row: int | None, column: int | None) -> tuple[Outline, ...]:
        rows, columns = self.weights.shape
        marks: list[tuple[str, Box]] = []
        if row is not None:
            marks = [("matrix", (row, 0, row + 1, columns)), ("output", (row, 0, row + 1, 1))]
        if column is not None:
            marks = [("matrix", (0, column, rows, column + 1)), ("conv_matrix", (column, 0, column + 1, rows))]
            marks.append(("input", (column, 0, column + 1, 1)))
        return tuple(Outline(PanelId(part), box, Stroke.WINDOW) for part, box in marks)


def _check(spec: ConvSpec) -> None:
    """A matrix is drawn as long as its structure can be seen, and with all channels."""
    rows, columns = spec.out_channels * math.prod(spec.output_size), spec.in_channels * math.prod(spec.input_size)
    if max(rows, columns) > MOST_CELLS:
        raise SceneError("large_matrix", {"matrix": (rows, columns), "most": (MOST_CELLS, MOST_CELLS)})
    if max(spec.in_channels, spec.out_channels) > MOST_CHANNELS:
        raise SceneError("matrix_channels", {"view": "matrix", "most": MOST_CHANNELS})


VIEW = View(
    summary="The kernel as a sparse matrix: its product with the flattened input is the output.",
    draws=lambda op: op in CONVOLUTIONS,
    draw=matrix,
    count_placements=lambda spec: spec.placements,
    alt=message("as_matrix"),
    flat=lambda spec: True,  # noqa: ARG005
    picks_channels=False,
    check=_check,
)
