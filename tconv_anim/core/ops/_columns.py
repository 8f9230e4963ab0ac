"""Patches as columns: which cell of a plane belongs to which cell of the matrix, as unfold and fold have it."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tconv_anim.core.call_text import axes_text, unless
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.parameters import Pads, Size, per_axis
from tconv_anim.core.spec import Spec

PARAMETERS = ("kernel_size", "dilation", "padding", "stride")


def windows_of(plane: Size, kernel_size: Any, dilation: Any, padding: Any, stride: Any) -> ConvSpec:
    """The windows that slide over a plane, as a convolution has them; raises a SpecError where PyTorch does."""
    kernel = per_axis("kernel_size", kernel_size, len(plane))
    pads = per_axis("padding", padding, len(plane))
    return ConvSpec("conv", plane, kernel, stride, pads, dilation)


def parameters_of(windows: ConvSpec) -> tuple[tuple[str, Any], ...]:
    """What the op tells of its windows, in PyTorch's order."""
    return tuple((name, getattr(windows, name)) for name in PARAMETERS)


def windows(spec: Spec) -> ConvSpec:
    """The windows of an unfold or a fold."""
    plane = spec.get("output_size") or spec.input_size
    return windows_of(plane, *(spec.get(name) for name in PARAMETERS))


def matrix_size(channels: int, found: ConvSpec) -> Size:
    """Rows and columns: a row for each channel and place of the window, a column for each window."""
    return channels * math.prod(found.kernel_size), math.prod(found.output_size)


def place(found: ConvSpec, cell: Size) -> tuple[int, Size]:
    """The channel and the position in the plane, which may be padding, of a cell of the matrix."""
    channel, *tap = map(int, np.unravel_index(cell[0], (cell[0] + 1, *found.kernel_size)))
    window = map(int, np.unravel_index(cell[1], found.output_size))
    axes = zip(window, found.stride, found.pads, found.dilation, tap, strict=True)
    return channel, tuple(at * s - lo + d * t for at, s, (lo, _), d, t in axes)


def reached_padding(found: ConvSpec) -> Pads:
    """``(lo, hi)`` per axis: cells around the plane that windows reach."""
    axes = zip(found.input_size, found.output_size, found.stride, found.effective_kernel_size, found.pads, strict=True)
    return tuple((lo, max(0, (o - 1) * s + ke - i - lo)) for i, o, s, ke, (lo, _) in axes)


def window_text(found: ConvSpec) -> str:
    """What a call says of the windows; what has its default is left out."""
    given = {"dilation": unless(1, found.dilation), "padding": unless(0, tuple(lo for lo, _ in found.pads)),
             "stride": unless(1, found.stride)}  # fmt: skip
    more = [f", {name}={axes_text(value)}" for name, value in given.items() if value is not None]
    return f"kernel_size={axes_text(found.kernel_size)}{''.join(more)}"


def count_words(found: ConvSpec) -> tuple[str, str]:
    """How many windows there are, as a product, and what it comes to."""
    return "·".join(map(str, found.output_size)), str(math.prod(found.output_size))
