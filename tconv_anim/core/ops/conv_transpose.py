"""Transposed convolution: a placement scales the kernel by one input cell and adds it onto the canvas."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.convolution import call, formula, in_one_type, placements, plan_conv
from tconv_anim.core.operation import Arrays, Operation, Outcome
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Cells, Shared, Step, Surroundings, combine, every_channel
from tconv_anim.options import WRITTEN

USUAL_KERNEL = 3


def run(spec: ConvSpec, arrays: Arrays) -> Outcome:
    """Stamp the kernel onto a canvas that holds the bias, then cut the output out of it: one step per input cell.

    The canvas has the cells that padding crops and those that output_padding adds.
    """
    x, weight, bias = in_one_type(spec, arrays)
    shared = Shared(Surroundings(x), spec.output_size, by_output=False, adds=True, own_weights=True)
    grouped = weight.reshape(spec.groups, spec.in_channels // spec.groups, -1)
    blocks = np.ascontiguousarray(grouped.swapaxes(1, 2))
    channels = np.arange(spec.in_channels), np.arange(spec.out_channels)
    start, size = spec.canvas_extent
    canvas = np.empty((spec.out_channels, *size), bias.dtype)
    canvas[...] = bias.reshape(-1, *(1,) * spec.ndim)
    steps = []
    for index, (cell, own, window) in enumerate(placements(spec)):
        on_canvas = every_channel(np.ix_(*(w - first for w, first in zip(window, start, strict=True))))
        before = canvas[on_canvas]
        after = before + combine(blocks, x[every_channel(cell)]).reshape(before.shape)
        canvas[on_canvas] = after
        read = Cells(channels[0], own)
        steps.append(Step(index, cell, read, Cells(channels[1], window), blocks, before, after, shared))
    output = canvas[every_channel(slice(-a, -a + o) for a, o in zip(start, spec.output_size, strict=True))].copy()
    return Outcome(Arrays(x, weight, bias), output, tuple(steps))


def _enlarge(factor: Size, output_size: Size, kernel_size: Size | None) -> dict[str, Any]:  # noqa: ARG001
    """A stride that is the factor f; without a kernel one of ``2f - 1`` taps, at least 3, which overlaps unevenly.

    What is cropped, ``kernel_size - f``, is ``2*padding - output_padding``; if it is odd and f is 1, the ends differ.
    """
    kernel = kernel_size or tuple(max(USUAL_KERNEL, 2 * f - 1) for f in factor)
    crops = [k - f for k, f in zip(kernel, factor, strict=True)]
    found: dict[str, Any] = {"kernel_size": kernel, "stride": factor}
    if any(f == 1 and crop % 2 for crop, f in zip(crops, factor, strict=True)):
        return found | {"padding": tuple((crop // 2, crop - crop // 2) for crop in crops)}
    padding = tuple(max(0, -(-crop // 2)) for crop in crops)
    rest = tuple(2 * p - crop for p, crop in zip(padding, crops, strict=True))
    return found | {"padding": padding, "output_padding": rest}


OP = Operation(
    plan=partial(plan_conv, "conv_transpose"), run=run, call=call, formula=formula, weighted=True, enlarge=_enlarge,
    slides=WRITTEN, usual={"kernel_size": USUAL_KERNEL},
)  # fmt: skip
