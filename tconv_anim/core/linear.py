"""What follows from the form of a step, once for every operation: replay, matrix, transpose, which cells are connected.

For an operation that chooses, such as max_pool, all of it holds at these values only: see `Operation.linear`.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tconv_anim.core.arrays import as_floats, as_numbers, check_sums, largest
from tconv_anim.core.errors import SpecError
from tconv_anim.core.operation import Arrays, Outcome
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import NOWHERE, Array, Shared, Step, Surroundings, combine, every_channel
from tconv_anim.core.symbols import is_symbolic, shares
from tconv_anim.core.trace import Trace

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

KEPT = 16  # matrices: views ask again and again for those of all that a comparison compares, and of their stages


def replay(trace: Trace) -> Array:
    """Rebuild the output, (C_out, *output_size), from what the steps read and weigh; of several stages from the last.

    What a step says of before and after is not used.
    """
    if trace.stages:
        outputs = [replay(stage) for stage in trace.stages]
        return np.concatenate(outputs) if trace.spec.side_by_side else outputs[-1]
    output = np.zeros_like(trace.output)
    if trace.bias is not None:
        output += trace.bias.reshape(-1, *(1,) * trace.spec.ndim)
    for step in trace.steps:
        axes = step.written.axes
        kept = [(axis >= 0) & (axis < size) for axis, size in zip(axes, trace.spec.output_size, strict=True)]
        where = np.ix_(step.written.channels, *(axis[own] for axis, own in zip(axes, kept, strict=True)))
        total = step.total.reshape(step.written.shape)[every_channel(np.ix_(*kept))]
        output[where] = output[where] + total if step.shared.adds else total
    return output


class Matrix(NamedTuple):
    """The sparse matrix that takes the flattened input to the flattened output, without bias.

    Attributes
    ----------
    shape : (C_out * cells of the output, C_in * cells of the input)
    rows, columns, values : its entries, one for each pair of connected cells; an entry of a layer's weight may be 0
    """

    shape: tuple[int, int]
    rows: Array
    columns: Array
    values: Array

    def dense(self) -> Array:
        """All entries, with the zeros between them."""
        dense = np.zeros(self.shape, self.values.dtype)
        np.add.at(dense, (self.rows, self.columns), self.values)  # a repeated border puts several into one place
        return dense

    def __matmul__(self, vector: Array) -> Array:
        if self.values.dtype.kind == vector.dtype.kind == "i":
            check_sums(largest(self.values) * largest(vector) * len(self.values))
        product = np.zeros(self.shape[0], np.result_type(self.values, vector))
        np.add.at(product, self.rows, self.values * vector[self.columns])
        return product


@lru_cache(maxsize=KEPT)
def matrix(trace: Trace) -> Matrix:
    """The matrix of a trace: of a conv_transpose, the transpose of the matrix of the conv with the same parameters.

    Examples
    --------
    >>> from tconv_anim import record
    >>> matrix(record("conv", [1, 2, 3, 4], [1, 2], stride=2)).dense()
    array([[1, 2, 0, 0],
           [0, 0, 1, 2]])
    """
    shape = trace.output.size, trace.input.size
    if trace.spec.side_by_side:
        return _stacked([matrix(stage) for stage in trace.stages], shape)
    if trace.stages:
        return _product([matrix(stage) for stage in trace.stages], shape)
    if not trace.steps:
        none = np.zeros(0, np.int64)
        return Matrix(shape, none, none, none)
    parts = [_entries(trace, step) for step in trace.steps]
    rows, columns, values = map(np.concatenate, zip(*parts, strict=True))
    if not trace.steps[0].shared.adds:  # what is set again later holds what was set last
        last = np.full(shape[0], NOWHERE)
        owners = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts])
        np.maximum.at(last, rows, owners)
        kept = last[rows] == owners
        rows, columns, values = rows[kept], columns[kept], values[kept]
    return Matrix(shape, rows, columns, values)


def _entries(trace: Trace, step: Step) -> tuple[Array, Array, Array]:
    """Row, column and value of each pair of cells that a step connects."""
    rows, columns = _numbers(step.writes, trace.output.shape), _numbers(step.sources, trace.input.shape)
    paired = step.connects & (rows != NOWHERE)[:, np.newaxis] & (columns != NOWHERE)
    row, column = np.nonzero(paired)
    weights = step.weights[row, column]
    if step.divisor != 1:
        weights = shares(weights, step.divisor, exact=is_symbolic(trace.input))
    return rows[row], columns[column], weights


def _numbers(cells: Array, shape: tuple[int, ...]) -> Array:
    """Cells, (n, 1 + ndim), as places of the flattened array; `NOWHERE` for those outside."""
    inside = ((cells >= 0) & (cells < shape)).all(axis=1)
    return np.where(inside, np.ravel_multi_index(tuple(np.where(inside, cells.T, 0)), shape), NOWHERE)


def _product(factors: list[Matrix], shape: tuple[int, int]) -> Matrix:
    """The matrices of stages one after the other."""
    dense = factors[0].dense()
    tied = np.zeros(dense.shape, bool)
    tied[factors[0].rows, factors[0].columns] = True
    for factor in factors[1:]:
        own = np.zeros(factor.shape, bool)
        own[factor.rows, factor.columns] = True
        if dense.dtype.kind == factor.values.dtype.kind == "i":
            check_sums(largest(factor.values) * largest(dense) * len(factor.values))
        dense, tied = factor.dense() @ dense, own @ tied
    rows, columns = np.nonzero(tied)
    return Matrix(shape, rows, columns, dense[rows, columns])


def _stacked(parts: list[Matrix], shape: tuple[int, int]) -> Matrix:
    """The matrices of stages that read the same input."""
    first = np.cumsum([0, *(part.shape[0] for part in parts)])
    rows = np.concatenate([part.rows + start for part, start in zip(parts, first[:-1], strict=True)])
    columns, values = (np.concatenate([getattr(part, name) for part in parts]) for name in ("columns", "values"))
    return Matrix(shape, rows, columns, values)


def transpose(trace: Trace, values: ArrayLike) -> Outcome:
    """The adjoint: every step reversed, so that it reads the output's cells and adds to the input's.

    Parameters
    ----------
    values : (C_out, *output_size) array_like, such as the gradient of a loss

    Returns
    -------
    Outcome
        Its output is (C_in, *input_size): what the transposed matrix makes of the values. Of stages, the steps of the
        last come first.

    Raises
    ------
    SpecError
        of kind "not_numbers" or "wrong_shape".
    """
    values = as_numbers("values", values)
    if values.shape != trace.output.shape:
        raise SpecError("wrong_shape", {"name": "values", "shape": values.shape, "wanted": trace.output.shape})
    if trace.spec.side_by_side:
        return _transpose_side_by_side(trace, values)
    if trace.stages:
        x = values
        steps: list[Step] = []
        for stage in reversed(trace.stages):
            _, x, own = transpose(stage, x)
            steps += own
        return Outcome(Arrays(values), x, tuple(steps))
    gradient = np.zeros(trace.input.shape, np.result_type(values, *(step.blocks for step in trace.steps[:1])))
    if gradient.dtype.kind != "O" and any(step.divisor != 1 for step in trace.steps):
        gradient = gradient.astype(np.float64)
    if gradient.dtype.kind == "f":
        values = as_floats("values", values)
    elif gradient.dtype.kind == "i":
        weights = max((largest(step.blocks) for step in trace.steps), default=0)
        check_sums(largest(values) * weights * sum(step.blocks.size for step in trace.steps))
    surroundings = Surroundings(values)
    done: list[Step] = []
    for step in trace.steps if trace.steps[0].shared.adds else _without_overwritten(trace):
        shared = Shared(surroundings, trace.spec.input_size, not step.shared.by_output, True, step.shared.own_weights)
        blocks = np.ascontiguousarray(step.blocks.swapaxes(1, 2))
        sources = step.sources
        inside = (sources != NOWHERE).all(axis=1)
        where = tuple(sources[inside].T)
        total = combine(blocks, surroundings.values(step.written), step.divisor)
        before = gradient[where]
        np.add.at(gradient, where, total[inside])
        written = replace(step.read, axes=step.shared.surroundings.sources(step.read).axes)
        done.append(
            Step(len(done), step.cell, step.written, written, blocks, before, gradient[where], shared, step.divisor)
        )
    return Outcome(Arrays(values), gradient, tuple(done))


def _transpose_side_by_side(trace: Trace, values: Array) -> Outcome:
    """Each stage takes its channels of the values, and adds to the channels of the input that it reads."""
    first = np.cumsum([0, *(stage.spec.out_channels for stage in trace.stages)])
    parts = [transpose(stage, values[a:b]) for stage, (a, b) in zip(trace.stages, pairwise(first), strict=True)]
    gradient = np.zeros(trace.input.shape, np.result_type(*(part.output for part in parts)))
    for part in parts:
        gradient[: len(part.output)] += part.output
    return Outcome(Arrays(values), gradient, tuple(step for part in parts for step in part.steps))


def _without_overwritten(trace: Trace) -> Iterator[Step]:
    """The steps, with weights of 0 for what a later step sets again."""
    last = np.full(trace.output.size, NOWHERE)
    for step in trace.steps:
        last[_numbers(step.writes, trace.output.shape)] = step.index
    for step in trace.steps:
        kept = last[_numbers(step.writes, trace.output.shape)] == step.index
        yield step if kept.all() else replace(step, blocks=np.where(kept[np.newaxis, :, np.newaxis], step.blocks, 0))


def reached_by(trace: Trace, cell: tuple[int, ...]) -> Array:
    """The input cells, (n, 1 + ndim), that an output cell (channel, *position) depends on.

    Raises
    ------
    SpecError
        of kind "no_such_cell".
    """
    tied = matrix(trace)
    return _cells(tied.columns[tied.rows == _number(cell, trace.output.shape)], trace.input.shape)


def reaches(trace: Trace, cell: tuple[int, ...]) -> Array:
    """The output cells, (n, 1 + ndim), that depend on an input cell (channel, *position).

    Raises
    ------
    SpecError
        of kind "no_such_cell".
    """
    tied = matrix(trace)
    return _cells(tied.rows[tied.columns == _number(cell, trace.input.shape)], trace.output.shape)


def _number(cell: tuple[int, ...], shape: tuple[int, ...]) -> int:
    if len(cell) != len(shape) or not all(0 <= at < size for at, size in zip(cell, shape, strict=True)):
        raise SpecError("no_such_cell", {"cell": tuple(cell), "shape": shape})
    return int(np.ravel_multi_index(cell, shape))


def _cells(numbers: Array, shape: tuple[int, ...]) -> Array:
    return np.stack(np.unravel_index(np.unique(numbers), shape), axis=1)


def overlap_count(trace: Trace) -> Array:
    """How many positions of the input reach each output cell, (C_out, *output_size)."""
    tied = matrix(trace)
    positions = math.prod(trace.spec.input_size)
    pairs = np.unique(np.stack([tied.rows, tied.columns % positions]), axis=1)
    return np.bincount(pairs[0], minlength=trace.output.size).reshape(trace.output.shape)


def receptive_field(trace: Trace, cell: Size) -> tuple[tuple[int, int], ...]:
    """Per axis, the first and the last input position that the output cell at a position depends on.

    Empty if it depends on none. Of several channels that of all together.
    """
    fields = [reached_by(trace, (channel, *cell))[:, 1:] for channel in range(trace.spec.out_channels)]
    reached = np.concatenate(fields)
    if not len(reached):
        return ()
    ends = zip(reached.min(axis=0).tolist(), reached.max(axis=0).tolist(), strict=True)
    return tuple(ends)
