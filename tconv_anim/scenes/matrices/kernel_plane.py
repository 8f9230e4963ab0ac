"""A row or a column of a matrix as the plane that it is read from row by row, with the kernel in its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import shown
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.padded_input import PaddedInput
from tconv_anim.scenes.panels import footprint, reached, read_by
from tconv_anim.scenes.scene import Box, Role


@dataclass(frozen=True, eq=False)
class KernelPlane:
    """Planes below each other, one for each channel that a row or a column has, each with the border of its operation.

    Attributes
    ----------
    trace : of a conv, whose rows they are, or of a conv_transpose, whose columns they are; or of another operation with
        a kernel, and then there are no borders
    channels, size : of the planes, (rows, columns) without their borders
    """

    trace: Trace
    channels: int
    size: Size

    @property
    def is_kernel(self) -> bool:
        """Whether it is the kernel that lies there: other padding than zeros adds weights to the cells it repeats."""
        spec = self.trace.spec
        return spec.op != "conv" or spec.padding_mode == "zeros" or not any(end for pads in spec.pads for end in pads)

    @cached_property
    def _border(self) -> tuple[Size, Box, Role]:
        """The size with the border, what is within it, and what it is: padding, or what padding crops."""
        spec = self.trace.spec
        if spec.op == "conv_transpose":
            canvas = Canvas(two_dimensional(self.trace))
            return canvas.size, canvas.kept_box, Role.CROPPED
        high, wide = self.size
        if spec.op == "conv" and spec.padding_mode == "zeros" and min(end for pads in spec.pads for end in pads) >= 0:
            (top, bottom), (left, right) = two_dimensional(self.trace).spec.pads
            return (top + high + bottom, left + wide + right), (top, left, top + high, left + wide), Role.PADDING
        return self.size, (0, 0, high, wide), Role.EMPTY

    @property
    def has_border(self) -> bool:
        """Whether padding is drawn around it, or what padding crops."""
        size, *_ = self._border
        return size != self.size

    @property
    def shape(self) -> Size:
        """Of all planes with their borders."""
        (high, wide), *_ = self._border
        return self.channels * high, wide

    @property
    def boxes(self) -> Iterator[Box]:
        """What of each plane is in the matrix."""
        (high, _), (top, left, bottom, right), _ = self._border
        for first in range(0, self.channels * high, high):
            yield first + top, left, first + bottom, right

    def cells(self, number: int | None, taps: Array, weights: Array) -> tuple[Array, Array]:
        """Roles and values, arrays of this shape, of the row or column with this number; with no number they are empty.

        Zeros around the kernel are not written. What of the kernel lies in the border is paler: it is not among these
        `weights`, of which `taps` says which are the kernel's.
        """
        (high, wide), (top, left, bottom, right), role = self._border
        roles = np.full((self.channels, high, wide), role)
        values = np.full(roles.shape, np.nan, weights.dtype)
        inner = np.s_[:, top:bottom, left:right]
        roles[inner] = Role.EMPTY
        if number is not None:
            if role != Role.EMPTY:
                for channel, kernel, cells in self._kernels(number):
                    at = np.ix_(*cells)
                    roles[channel][at], values[channel][at] = Role.KERNEL, shown(kernel)
            roles[inner] = np.where(taps, Role.KERNEL_IN_PLAY, Role.EMPTY).reshape(roles[inner].shape)
            values[inner] = np.where(taps, weights, np.nan).reshape(roles[inner].shape)
        return roles.reshape(self.shape), values.reshape(self.shape)

    def footprints(self, number: int) -> Iterator[Box]:
        """Where the kernels of a row or a column lie, also in the border; its planes, if it has none."""
        (high, _), _, role = self._border
        if role == Role.EMPTY:
            yield from self.boxes
            return
        for channel, _, cells in self._kernels(number):
            top, left, bottom, right = footprint(cells)
            yield channel * high + top, left, channel * high + bottom, right

    def _kernels(self, number: int) -> Iterator[tuple[int, Array, Sequence[Array]]]:
        """Which kernels a row or a column has: in which channel's plane, and on which of its rows and columns."""
        flat = two_dimensional(self.trace)
        spec = flat.spec
        one, place = divmod(number, len(flat.steps))
        step = flat.steps[place]
        if spec.transposed:
            cells, others = Canvas(flat).cells(step), reached(spec, one)
        else:
            area = PaddedInput(flat, np.zeros(spec.input_size, np.int8), (0, 0))
            cells, others = area.cells(step), read_by(spec, one)
        for other in others:
            yield other, flat.weight[one, other - others.start], cells
