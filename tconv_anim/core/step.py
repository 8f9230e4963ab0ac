"""One step of an operation: which cells it reads, with which weights, and which cells it writes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from tconv_anim.core.parameters import Size

Array = np.ndarray[tuple[Any, ...], np.dtype[Any]]  # numpy.typing.NDArray takes time to import

NOWHERE = -1
"""The position, along an axis, of a cell that is a zero around the input."""


@dataclass(frozen=True, eq=False)
class Cells:
    """Cells of an array (C, *size): each of some channels at each combination of positions.

    Attributes
    ----------
    channels : (c,) int array
    axes : per axis an int array of positions, which may lie outside of the array
    """

    channels: Array
    axes: tuple[Array, ...]

    @property
    def shape(self) -> tuple[int, ...]:
        """How many channels, and how many positions along each axis."""
        return (len(self.channels), *map(len, self.axes))

    @property
    def places(self) -> Array:
        """(n, 1 + ndim): channel and position of each cell, in row-major order."""
        return np.stack([axis.ravel() for axis in np.meshgrid(self.channels, *self.axes, indexing="ij")], axis=1)

    def inside(self, size: Size) -> Array:
        """Which positions lie within a size: a mask, without the channels."""
        within = [(axis >= 0) & (axis < n) for axis, n in zip(self.axes, size, strict=True)]
        mask = within[0]
        for axis in within[1:]:
            mask = mask[..., np.newaxis] & axis
        return mask


@dataclass(frozen=True, eq=False)
class Surroundings:
    """An input and what stands around it: zeros, or cells that padding repeats.

    Attributes
    ----------
    input : (C_in, *input_size) array
    padding_mode : "zeros", "reflect", "replicate" or "circular"
    """

    input: Array
    padding_mode: str = "zeros"

    def sources(self, grid: Cells) -> Cells:
        """The input's cells that a grid's cells are copies of; `NOWHERE` along an axis for a zero."""
        sizes = self.input.shape[1:]
        return Cells(grid.channels, tuple(map(self.along, grid.axes, sizes)))

    def values(self, grid: Cells) -> Array:
        """What stands in a grid's cells, in its shape."""
        found = self.sources(grid)
        values: Array = self.input[np.ix_(found.channels, *found.axes)]
        for axis, positions in enumerate(found.axes, start=1):
            if (positions == NOWHERE).any():
                np.moveaxis(values, axis, 0)[positions == NOWHERE] = 0
        return values

    def along(self, positions: Array, size: int) -> Array:
        """The same for positions along an axis of a size."""
        if self.padding_mode == "reflect":
            return np.asarray((size - 1) - np.abs((size - 1) - np.abs(positions)))
        if self.padding_mode == "replicate":
            return np.clip(positions, 0, size - 1)
        if self.padding_mode == "circular":
            return positions % size
        return np.where((positions >= 0) & (positions < size), positions, NOWHERE)


@dataclass(frozen=True, eq=False)
class Shared:
    """What all steps of a trace have in common.

    Attributes
    ----------
    surroundings : what the steps read
    output_size : of what they write
    by_output : whether a step is about an output cell and the window that it reads, not about an input cell and the
        window that it writes
    adds : whether a step adds to what it writes; if not, it sets it
    own_weights : whether the weights are a layer's own, so that one of 0 connects cells as any other does
    """

    surroundings: Surroundings
    output_size: Size
    by_output: bool
    adds: bool
    own_weights: bool


@dataclass(frozen=True, eq=False)
class Step:
    """One step: ``y[writes] = before ⊕ (weights @ x[reads]) / divisor``, where ⊕ adds or sets.

    Attributes
    ----------
    index : int
        Position in the trace, from 0: by `cell` in row-major order, of columns (fold, unfold) down each of them; if
        channels do not mix, of one cell by channel.
    cell : tuple of int
        The place that the step is about, without channel: the output cell of an operation that reads windows, such as
        conv and max_pool, the input cell of one that writes them, such as conv_transpose and nearest.
    read, written : Cells
        Positions outside of the input are padding; those outside of the output are what padding crops.
    blocks : (groups, m/groups, n/groups) array
        The weights of each group of channels, whole numbers over `divisor` where the operation sets them. Shared.
    before, after : array
        The written cells' values: (channels,) for a step that writes one cell, else (channels, *window).
    divisor : int
    """

    index: int
    cell: Size
    read: Cells
    written: Cells
    blocks: Array
    before: Array
    after: Array
    shared: Shared
    divisor: int = 1

    @property
    def reads(self) -> Array:
        """(n, 1 + ndim) int array: channel and position of each cell that is read."""
        return self.read.places

    @property
    def writes(self) -> Array:
        """(m, 1 + ndim) int array: channel and position of each cell that is written."""
        return self.written.places

    @property
    def weights(self) -> Array:
        """(m, n): what each read value is multiplied by for each written cell, over `divisor`."""
        groups, m, n = self.blocks.shape
        weights = np.zeros((groups, m, groups, n), self.blocks.dtype)
        weights[range(groups), :, range(groups)] = self.blocks
        return weights.reshape(groups * m, groups * n)

    @property
    def connects(self) -> Array:
        """(m, n) mask: which written cells a read cell matters for."""
        connected = replace(self, blocks=np.ones_like(self.blocks)) if self.shared.own_weights else self
        mask: Array = connected.weights != 0
        return mask

    @property
    def sources(self) -> Array:
        """(n, 1 + ndim): the input cells that the read cells are copies of; a position -1 is a zero."""
        return self.shared.surroundings.sources(self.read).places

    @property
    def values(self) -> Array:
        """What is read, in the shape of `read`: (channels, *window) or (channels, 1, ...)."""
        return self.shared.surroundings.values(self.read)

    @property
    def products(self) -> Array:
        """Each weight times the value that it meets: (C_out, C_in/groups, *window), or (C_in, C_out/groups, *window).

        The second is for a step about an input cell. For a convolution this is the weight's shape.
        """
        groups, _, n = self.blocks.shape
        products = self.blocks * self.values.reshape(groups, 1, n)
        if self.divisor != 1:
            products = products / self.divisor
        if not self.shared.by_output:
            products = products.swapaxes(1, 2)
        window = tuple(map(len, self.window))
        first, second = len(self.written.channels), len(self.read.channels)
        if not self.shared.by_output:
            first, second = second, first
        return products.reshape(first, second // groups, *window)

    @property
    def window(self) -> tuple[Array, ...]:
        """Per axis, the positions of the window that belongs to `cell`: under a convolution's taps, its big side."""
        return (self.read if self.shared.by_output else self.written).axes

    @property
    def clipped(self) -> Array:
        """(*window) mask of positions outside: on padding, or on what padding crops."""
        grid, size = self.written, self.shared.output_size
        if self.shared.by_output:
            grid, size = self.read, self.shared.surroundings.input.shape[1:]
        return ~grid.inside(size)

    @property
    def added(self) -> Array:
        """What this step adds to each cell that it writes."""
        return self.after - self.before

    @property
    def value(self) -> Any:
        """What the first written cell holds afterwards."""
        return self.after.ravel()[:1].tolist()[0]

    @cached_property
    def total(self) -> Array:
        """``(weights @ x[reads]) / divisor`` in the shape of `after`."""
        return combine(self.blocks, self.values, self.divisor).reshape(self.after.shape)


def combine(blocks: Array, values: Array, divisor: int = 1) -> Array:
    """``(weights @ values) / divisor`` by groups of channels, (m,)."""
    groups, _, n = blocks.shape
    sums: Array = (blocks * values.reshape(groups, 1, n)).sum(axis=2).ravel()
    return sums if divisor == 1 else sums / divisor


def taps(cell: int, stride: int, pad_lo: int, dilation: int, kernel: int) -> Array:
    """Big-side cells under each tap of one axis: ``stride*cell - pad_lo + dilation*t``."""
    return stride * cell - pad_lo + dilation * np.arange(kernel)


def every_channel(place: Iterable[Any]) -> tuple[Any, ...]:
    """The index of a place, cells or slices along the spatial axes, in every channel of an array."""
    return (slice(None), *place)
