"""Adaptive average pooling: the output's size is given, and an output cell is the mean of its share of the input."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

import numpy as np

from tconv_anim.core.arrays import as_floats, check_means
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import message
from tconv_anim.core.operation import Arrays, Disguise, Far, Operation, Outcome, by_channel, set_cells
from tconv_anim.core.ops._adaptive import adapted, formula, is_uneven, largest_window, text, told, window
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Array


def plan(channels: int, input_size: Size, *, output_size: int | Size) -> OpSpec:
    """Check an adaptive average pooling to this size."""
    return adapted("adaptive_avg_pool", channels, input_size, output_size)


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per output cell, in row-major order, of the window that is its share of the input."""
    x = arrays.input
    check_means(x, math.prod(largest_window(spec)))

    def far(channel: int, cell: Size) -> Far:
        read = window(spec, channel, cell)
        count = math.prod(read.shape)
        return Far(read, np.ones(count, np.int64), count)

    return set_cells(spec, replace(arrays, input=as_floats("input", x)), far, by_output=True)


def equals(spec: Spec, weight: Array | None) -> Disguise | None:  # noqa: ARG001
    """A convolution with equal weights, if all windows have one size."""
    if is_uneven(spec):
        return None
    kernel = tuple(i // o for i, o in zip(spec.input_size, spec.output_size, strict=True))
    divisor = math.prod(kernel)
    equal = ConvSpec("conv", spec.input_size, kernel, kernel, **by_channel(spec))
    words = message("weights", value=f"1/{divisor}") if divisor > 1 else message("weight", value="1")
    return Disguise(equal, lambda: np.full(equal.weight_shape, 1 / divisor), words)


OP = Operation(
    plan=plan, run=run, call=partial(text, "AdaptiveAvgPool"), formula=formula, equals=equals, by_output=True,
    usual={"output_size": 3, "input_size": 5}, window=largest_window, varies=is_uneven, window_words=told,
)  # fmt: skip
