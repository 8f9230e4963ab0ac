"""One placement of the kernel: its place, what it multiplies, what it changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True, eq=False)
class Step:
    """One kernel placement of a convolution; ``*K`` is the kernel's size.

    Attributes
    ----------
    index : int
        Position in the trace, from 0, in row-major order of the small side.
    cell : tuple of int
        The cell of the small side: the output cell of conv, the input cell of conv_transpose.
    window : per axis, (K,) int array
        The big side's cell under each tap; it may lie outside, see `clipped`.
    clipped : (*K) bool array
        Taps outside the big side: on conv's padding, or on what conv_transpose's padding crops.
    weight, values : arrays that broadcast
        The weight by groups, and the values that it meets.
    before, after : array
        The written cells' values before and after the step: ``(C_out,)`` for conv, ``(C_out, *K)`` for conv_transpose.
    """

    index: int
    cell: tuple[int, ...]
    window: tuple[Array, ...]
    clipped: Array
    weight: Array
    values: Array
    before: Array
    after: Array

    @property
    def products(self) -> Array:
        """Each weight times the value that it meets, in the weight's shape."""
        products: Array = self.weight * self.values
        return products.reshape(-1, *products.shape[2:])

    @property
    def added(self) -> Array:
        """What this step adds to each cell that it writes."""
        return self.after - self.before


def taps(cell: int, stride: int, pad_lo: int, dilation: int, kernel: int) -> Array:
    """Big-side cells under each tap of one axis: ``stride*cell - pad_lo + dilation*t``."""
    return stride * cell - pad_lo + dilation * np.arange(kernel)


def every_channel(place: Iterable[Any]) -> tuple[Any, ...]:
    """The index of a place, cells or slices along the spatial axes, in every channel of an array."""
    return (slice(None), *place)
