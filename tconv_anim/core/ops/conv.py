"""Convolution (cross-correlation, the kernel is not flipped): a placement reads a window and writes one cell."""

from __future__ import annotations

from functools import partial

import numpy as np

from tconv_anim.core.operation import ConvOp, plan_conv
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array, Step, every_channel, taps

_NUMPY_PAD = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def run(spec: ConvSpec, input: Array, weight: Array, bias: Array) -> tuple[Array, tuple[Step, ...]]:
    """Slide the kernel over the padded input.

    Parameters
    ----------
    input : (C_in, *input_size) array
    weight : (C_out, C_in/groups, *kernel_size) array
    bias : (C_out,) array

    Returns
    -------
    output : (C_out, *output_size) array
    steps : tuple of Step
        One per output cell, in row-major order.
    """
    padded = pad(spec, input)
    grouped = weight.reshape(spec.groups, -1, *weight.shape[1:])
    output = np.empty((spec.out_channels, *spec.output_size), weight.dtype)
    steps = []
    for index, cell in enumerate(np.ndindex(*spec.output_size)):
        window = tuple(map(taps, cell, spec.stride, (lo for lo, _ in spec.pads), spec.dilation, spec.kernel_size))
        reads = np.ix_(*(w + lo for w, (lo, _) in zip(window, spec.pads, strict=True)))
        seen = padded[every_channel(reads)].reshape(spec.groups, 1, -1, *spec.kernel_size)
        after = bias + (grouped * seen).reshape(spec.out_channels, -1).sum(axis=1)
        output[every_channel(cell)] = after
        steps.append(Step(index, cell, window, clipped(window, spec.input_size), grouped, seen, bias, after))
    return output, tuple(steps)


def pad(spec: ConvSpec, input: Array) -> Array:
    """What conv reads from, ``(C_in, *padded_size)``: the input with its padding, or cropped by a negative one.

    Zero padding is one window over an endless line of zeros, so a crop may be larger than the input.
    """
    sources = []
    for size, (lo, hi) in zip(spec.input_size, spec.pads, strict=True):
        if spec.padding_mode == "zeros":
            source = np.arange(-lo, size + hi)
            source[(source < 0) | (source >= size)] = size  # one past the end, where there is a zero
        else:
            source = np.pad(np.arange(size), (lo, hi), mode=_NUMPY_PAD[spec.padding_mode])  # type: ignore[call-overload]
        sources.append(source)
    with_zero = np.pad(input, [(0, 0)] + [(0, 1)] * spec.ndim)
    window: Array = with_zero[every_channel(np.ix_(*sources))]
    return window


def clipped(window: tuple[Array, ...], size: tuple[int, ...]) -> Array:
    """Taps of a window that lie outside a side of this size, as a (*K) mask."""
    inside = [(w >= 0) & (w < n) for w, n in zip(window, size, strict=True)]
    return np.asarray(~np.logical_and.reduce(np.meshgrid(*inside, indexing="ij")))


OP = ConvOp(plan=partial(plan_conv, "conv"), run=run, usual={"kernel_size": 3})
