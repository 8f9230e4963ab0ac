"""The equation of an operation, C·x = y or Cᵀ·x = y: its numbers, its panels, and what is in play in them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.linear import matrix as matrix_of
from tconv_anim.core.message import Words, equation, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import decimals, missing, shown
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.matrices.kernel_plane import KernelPlane
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import Link, Outline, Panel, PanelId, Place, Role, Stroke
from tconv_anim.scenes.sums import MOST_DIVISOR
from tconv_anim.scenes.views._connected import in_plane, stamps_kernels, usual_side

MATRIX, X, Y = (PanelId(part) for part in ("matrix", "x", "y"))
FACTOR = PanelId("factor")
"""Above the matrix: the number of x that scales the column in play."""
PLACED = PanelId("placed")
"""Beside it: the line in play as a plane, on which the kernel is in its place."""
FACTORS = PanelId("factors")
"""Above the matrix while a row of Cᵀ is in play: x, each number above its column."""
OF_CONV = PanelId("matrix_of_conv")
"""Beside Cᵀ, in a moment of its own: the matrix C."""
LONG_CELLS = 14  # a longer matrix, or one with a longer vector, has smaller cells
MOST_ZOOM = 0.9  # of its cells: less than those of the planes
TITLE_EM, VECTOR_EM = 14.0, 6.0  # of the lines above what is beside the matrix, and above a vector, at most
MOST_BANDS, BAND_APART = 24, 0.1  # between y and the rows of the output, and what is free at each side, in rows


class Play(NamedTuple):
    """What is in play: a row; or a column, the cells that it is being added to, with what, or is copied to.

    `growing` are the other cells to which more is added later; `compared` says whether the column of Cᵀ is shown as the
    row of C that it is.
    """

    row: int | None = None
    column: int | None = None
    adding: Array | None = None
    added: Array | None = None
    copied: Array | None = None
    growing: Array | None = None
    compared: bool = False


@dataclass(frozen=True, eq=False)
class Product:
    """A matrix, a vector and their product, as numbers and as panels.

    Attributes
    ----------
    weights : (rows, columns) array of decimals or polynomials
    taps : where the kernel is, zeros of its own included
    x, output, bias : vectors; the bias NaN where it is zero
    gaps : the output cells that no input cell reaches, but not those of a conv, which has a window for each
    divisor : what the weights are shown over
    kernel, by_row : whether there is a kernel, and whether each row of the matrix is a step, or each column
    transposed : whether the matrix is Cᵀ, the transpose of a conv's
    input_size, output_size : of a channel, over two axes
    kept_at : where the first cell of the output is on its plane, which may have a border that padding crops
    plane : of a row or a column, if there is a kernel
    """

    weights: Array
    taps: Array
    x: Array
    output: Array
    bias: Array
    gaps: Array
    divisor: int
    kernel: bool
    by_row: bool
    transposed: bool
    input_size: Size
    output_size: Size
    kept_at: Size
    plane: KernelPlane

    @property
    def cells_in(self) -> int:
        """Of a channel."""
        return math.prod(self.input_size)

    @property
    def cells_out(self) -> int:
        """Of a channel."""
        return math.prod(self.output_size)

    @property
    def name(self) -> str:
        """What the matrix is called."""
        return "Cᵀ" if self.transposed else "C"

    @classmethod
    def of(cls, trace: Trace) -> Product:
        """That of any linear operation."""
        spec, tied = trace.spec, matrix_of(trace)
        weights, taps = decimals(tied.dense()), np.zeros(tied.shape, bool)
        taps[tied.rows, tied.columns] = True
        kernel, by_row, transposed = bool(spec.weight_shape), usual_side(spec) == "output", stamps_kernels(spec)
        bias = np.full(len(weights), np.nan)
        if kernel:
            bias = shown(np.repeat(np.where(trace.bias, trace.bias, np.nan), math.prod(spec.output_size)))
        divisor = 1 if kernel else math.lcm(*(step.divisor for step in trace.steps))
        channels, size = (spec.in_channels, spec.input_size) if by_row else (spec.out_channels, spec.output_size)
        return cls(
            weights, taps, shown(trace.input.ravel()), shown(trace.output.ravel()), bias,
            np.logical_not(taps.any(axis=1) | (kernel and by_row)), divisor if divisor <= MOST_DIVISOR else 1,
            kernel, by_row, transposed, in_plane(spec.input_size), in_plane(spec.output_size),
            Canvas(two_dimensional(trace)).kept_box[:2] if transposed else (0, 0),
            KernelPlane(trace, channels, in_plane(size)),
        )  # fmt: skip

    def panels(self, written: Array, settled: Array, play: Play) -> Iterator[Panel]:
        """The planes of a line, the matrix, x, y so far; `settled` says which cells were computed or added to."""
        row, column, adding, added, copied, growing, _ = play
        roles = np.where(self.taps, Role.KERNEL, Role.EMPTY)
        x_roles, y_roles = np.full(self.x.shape, Role.INPUT), np.where(settled, Role.OUTPUT, Role.OUTPUT_WAITING)
        y_roles[self.gaps & (settled | self.transposed)] = Role.EMPTY
        if growing is not None:
            y_roles[growing] = Role.OUTPUT_GROWING
        numbers = np.where(self.taps, self.weights, np.nan)
        if row is not None:
            roles[row, self.taps[row]] = Role.KERNEL_IN_PLAY
            x_roles[self.taps[row]] = Role.INPUT_IN_PLAY
            y_roles[row] = Role.OUTPUT_IN_PLAY
        if column is not None:
            roles[self.taps[:, column], column] = Role.KERNEL_IN_PLAY
            x_roles[column] = Role.INPUT_IN_PLAY
        for cells in (adding, copied):
            if cells is not None:
                y_roles[cells] = Role.OUTPUT_IN_PLAY
        if self.divisor > 1:
            numbers = np.rint(numbers * self.divisor)
        size, below = size_text(self.weights.shape), self._what_it_has()
        if self.kernel:
            yield self._placed(play)
        if self.transposed:
            yield self._of_conv(roles.T, numbers.T, play)
        yield self._panel(MATRIX, f"{self.name} {size}", roles, numbers, below)
        yield self._factor(column)
        if self.transposed:
            yield self._factors(x_roles, row)
        x = self._panel(X, "x", x_roles[:, np.newaxis], self.x[:, np.newaxis], self._written_as("input"))
        y = self._panel(Y, "y", y_roles[:, np.newaxis], written[:, np.newaxis], self._written_as("output"))
        x, y = (replace(panel, line_em=VECTOR_EM) for panel in (x, y))
        yield x
        yield y if added is None else replace(y, terms=added[:, np.newaxis], operator="+")

    def _written_as(self, part: str) -> Words:
        """How an array is a vector."""
        rows = (self.input_size if part == "input" else self.output_size)[0]
        if part == "input":
            return message("input_row_by_row" if rows > 1 else "input_as_column")
        return message("output_row_by_row" if rows > 1 else "output_as_column")

    def _what_it_has(self) -> Words:
        """What the rows or columns of the matrix are."""
        if self.divisor > 1:
            return message("over_divisor", divisor=self.divisor)
        spec = self.plane.trace.spec
        if self._has_one_kernel and self.plane.is_kernel:
            by = size_text(spec.stride if len({*spec.stride}) > 1 else spec.stride[:1])
            return message("kernel_in_each_row" if self.by_row else "kernel_in_each_column", stride=by)
        return message("row_of_each_cell" if self.by_row else "column_of_each_cell")

    @property
    def _has_one_kernel(self) -> bool:
        spec = self.plane.trace.spec
        return self.kernel and spec.in_channels == spec.out_channels == 1

    @property
    def opening(self) -> Words:
        """What y is; of a conv_transpose how its columns make it."""
        product = equation("y", f"{self.name}·x")
        if not self.transposed:
            return message("matrix_is_multiplied", product=product)
        return message("columns_add_up", product=product)

    @property
    def sizes(self) -> dict[str, str]:
        """Of the input and of the output, with the numbers of channels if there are several."""
        spec = self.plane.trace.spec
        sizes = {"output": (spec.out_channels, *spec.output_size), "input": (spec.in_channels, *spec.input_size)}
        first = max(spec.in_channels, spec.out_channels) == 1
        return {part: size_text(size[first:]) for part, size in sizes.items()}

    def _placed(self, play: Play) -> Panel:
        """The row or the column in play, cut into rows as the plane has them: the kernel in its place, and zeros."""
        number = play.row if self.by_row else play.column
        if number is None and play.row is not None:  # which is across all columns
            return self._panel(PLACED, "", *_nothing(self.plane.shape), "")
        taps, weights = (of if self.by_row else of.T for of in (self.taps, self.weights))
        at = 0 if number is None else number
        roles, numbers = self.plane.cells(number, taps[at], weights[at])
        high, wide = self.plane.size
        size = size_text((self.plane.channels * high, wide))
        framed = {"size": size, "framed": self.plane.has_border}
        said = message("row_as_plane" if self.by_row else "column_as_plane", **framed)
        how = message("kernel_in_its_place" if self.plane.is_kernel else "weights_folded_back")
        return replace(self._panel(PLACED, said, roles, numbers, how), line_em=TITLE_EM)

    def _of_conv(self, roles: Array, numbers: Array, play: Play) -> Panel:
        """C, which has numbers while it is compared to its transpose."""
        said, values = message("matrix_of_convolution", **self.sizes), np.full_like(numbers, np.nan)
        panel = self._panel(OF_CONV, f"C {size_text(roles.shape)}", roles, values, said)
        return replace(panel, values=numbers, over=(MATRIX, (0, 0, *self.weights.shape))) if play.compared else panel

    def _panel(self, name: PanelId, title: Words, roles: Array, values: Array, subtitle: Words) -> Panel:
        return Panel(name, title, roles.astype(np.int8), values, subtitle=subtitle, zoom=self._zoom)

    @property
    def _zoom(self) -> float:
        longest: int = max(self.weights.shape)
        return min(MOST_ZOOM, LONG_CELLS / longest)

    def _factor(self, column: int | None) -> Panel:
        """The number of x that scales the column in play, above it: "×7"; nothing if none does."""
        empty = np.full((1, 1), np.nan)
        panel = self._panel(FACTOR, "", np.array([[Role.ABSENT]]), empty, "")
        if column is None:
            return panel
        roles, terms = np.array([[Role.INPUT_IN_PLAY]], np.int8), self.x[np.newaxis, column : column + 1]
        over = MATRIX, (0, column, len(self.weights), column + 1)
        return replace(panel, roles=roles, terms=terms, operator="×", over=over)

    def _factors(self, roles: Array, row: int | None) -> Panel:
        """The numbers of x, "×7", above the columns of a row in play; nothing if none is."""
        empty = np.full((1, len(self.x)), np.nan)
        panel = self._panel(FACTORS, "", roles[np.newaxis], empty, "")
        if row is None:
            return panel
        over = MATRIX, (0, 0, 1, len(self.x))
        return replace(panel, terms=self.x[np.newaxis], operator="×", over=over)

    @property
    def zeros(self) -> Words:
        """The note of what is not written in the matrix."""
        return message("matrix_zeros", written=bool(self.kernel and (self.weights[self.taps] == 0).any()))

    @property
    def whole_column(self) -> int:
        """The column with the most weights, and of several the one in the middle."""
        counts, middle = self.taps.sum(axis=0), (len(self.x) - 1) / 2
        return max(range(len(self.x)), key=lambda column: (counts[column], -abs(column - middle)))

    def flights(self, play: Play) -> Iterator[tuple[Place, Place]]:
        """What moves: a row becomes one cell of y; or a number of x scales a column, whose cells go to theirs."""
        row, columns = play.row, len(self.x)
        if row is not None and not self.transposed:
            yield (MATRIX, (row, 0, row + 1, columns)), (Y, (row, 0, row + 1, 1))
        added = play.added is not None and not missing(play.added).all()
        rows = np.flatnonzero(play.adding) if added and play.adding is not None else play.copied
        if rows is not None and play.column is not None:
            yield (X, (play.column, 0, play.column + 1, 1)), (FACTOR, (0, 0, 1, 1))
            for r in rows.tolist():
                yield (MATRIX, (r, play.column, r + 1, play.column + 1)), (Y, (r, 0, r + 1, 1))

    def marks(self, play: Play) -> Iterator[Outline]:
        """Frames around what is in play, and around the cells of the vectors that are one row of a plane."""
        rows, columns = self.weights.shape
        yield Outline(MATRIX, (0, 0, rows, columns), Stroke.GROUP)
        wide = self.plane.size[1]
        if self.kernel:
            number = play.row if self.by_row else play.column
            if number is not None or play.row is None:
                yield from (Outline(PLACED, box, Stroke.EXTENT) for box in self.plane.boxes)
            if number is not None:
                yield from (Outline(PLACED, box, Stroke.WINDOW) for box in self.plane.footprints(number))
            if wide > 1 and self.by_row:
                yield from (Outline(MATRIX, (0, n, rows, n + wide), Stroke.GROUP) for n in range(0, columns, wide))
            elif wide > 1:
                yield from (Outline(MATRIX, (n, 0, n + wide, columns), Stroke.GROUP) for n in range(0, rows, wide))
        for name, count, (_, wide) in ((X, columns, self.input_size), (Y, rows, self.output_size)):
            if wide > 1:
                yield from (Outline(name, (n, 0, n + wide, 1), Stroke.GROUP) for n in range(0, count, wide))
        row, column = play.row, play.column
        if play.compared and column is not None:
            yield Outline(OF_CONV, (0, 0, columns, rows), Stroke.GROUP)
            if wide > 1:
                yield from (Outline(OF_CONV, (0, n, columns, n + wide), Stroke.GROUP) for n in range(0, rows, wide))
            yield Outline(OF_CONV, (column, 0, column + 1, rows), Stroke.WINDOW)
        if row is not None:
            yield Outline(MATRIX, (row, 0, row + 1, columns), Stroke.WINDOW)
            yield Outline(Y, (row, 0, row + 1, 1), Stroke.WINDOW)
        if column is not None:
            yield Outline(MATRIX, (0, column, rows, column + 1), Stroke.WINDOW)
            yield Outline(X, (column, 0, column + 1, 1), Stroke.WINDOW)

    def ties(self, outputs: list[Panel]) -> Iterator[Link]:
        """Bands from the cells of y to the rows of the output that they are."""
        high, wide = self.output_size
        if high * len(outputs) > MOST_BANDS:
            return
        for panel in outputs:
            channel = panel.id.channels[0] if panel.id.channels else 0
            for row in range(high):
                first = channel * self.cells_out + row * wide
                start = first + BAND_APART * wide, 0.0, first + (1 - BAND_APART) * wide, 1.0
                end = row + BAND_APART, 0.0, row + 1 - BAND_APART, float(wide)
                yield Link((Y, start), (panel.id, end), Stroke.GROUP)


def _nothing(shape: Size) -> tuple[Array, Array]:
    """Roles and values of cells that are not drawn."""
    return np.full(shape, Role.ABSENT), np.full(shape, np.nan)
