"""Transposed convolution: a placement scales the kernel by one input cell and adds it onto the canvas."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from tconv_anim.core.operation import ConvOp, plan_conv
from tconv_anim.core.ops.conv import clipped
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array, Step, every_channel, taps


def run(spec: ConvSpec, input: Array, weight: Array, bias: Array) -> tuple[Array, tuple[Step, ...]]:
    """Stamp the kernel onto a canvas that holds the bias, then cut the output out of it.

    The canvas has the cells that padding crops and those that output_padding adds.

    Parameters
    ----------
    input : (C_in, *input_size) array
    weight : (C_in, C_out/groups, *kernel_size) array
    bias : (C_out,) array

    Returns
    -------
    output : (C_out, *output_size) array
    steps : tuple of Step
        One per input cell, in row-major order.
    """
    start, _ = canvas_extent(spec)
    canvas = new_canvas(spec, bias)
    grouped = weight.reshape(spec.groups, -1, *weight.shape[1:])
    steps = []
    for index, cell in enumerate(np.ndindex(*spec.input_size)):
        window = tuple(map(taps, cell, spec.stride, (lo for lo, _ in spec.pads), spec.dilation, spec.kernel_size))
        scale = input[every_channel(cell)].reshape(spec.groups, -1, 1, *(1,) * spec.ndim)
        stamp = (grouped * scale).sum(axis=1).reshape(spec.out_channels, *spec.kernel_size)
        writes = every_channel(np.ix_(*(w - first for w, first in zip(window, start, strict=True))))
        before = canvas[writes]
        after = before + stamp
        canvas[writes] = after
        mask = clipped(window, spec.output_size)
        steps.append(Step(index, cell, window, mask, grouped, scale, before, after))
    return cut_output(spec, canvas), tuple(steps)


def canvas_extent(spec: ConvSpec) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The first cell, in output coordinates, and the size of the smallest area that holds both canvas and output."""
    axes = list(zip(spec.canvas_size, spec.output_size, spec.pads, strict=True))
    start = tuple(min(0, -lo) for _, _, (lo, _) in axes)
    stop = tuple(max(o, size - lo) for size, o, (lo, _) in axes)
    return start, tuple(b - a for a, b in zip(start, stop, strict=True))


def new_canvas(spec: ConvSpec, bias: Array) -> Array:
    """A canvas that holds the bias everywhere, (C_out, *size of `canvas_extent`)."""
    canvas: Array = np.empty((spec.out_channels, *canvas_extent(spec)[1]), bias.dtype)
    canvas[...] = bias.reshape(-1, *(1,) * spec.ndim)
    return canvas


def cut_output(spec: ConvSpec, canvas: Array) -> Array:
    """The output within a canvas, (C_out, *output_size)."""
    start, _ = canvas_extent(spec)
    output: Array = canvas[
        every_channel(slice(-first, -first + o) for first, o in zip(start, spec.output_size, strict=True))
    ]
    return output.copy()


def _enlarge(factor: Size, output_size: Size) -> dict[str, Any]:  # noqa: ARG001
    """The kernel that an interpolation of the same factor f has, ``2f - f%2`` taps."""
    kernel = tuple(2 * f - f % 2 for f in factor)
    return {"kernel_size": kernel, "stride": factor, "padding": tuple(f // 2 for f in factor)}


OP = ConvOp(plan=partial(plan_conv, "conv_transpose"), run=run, enlarge=_enlarge, usual={"kernel_size": 3})
