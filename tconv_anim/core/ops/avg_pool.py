"""Average pooling: an output cell is the mean of its window."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np

from tconv_anim.core.arrays import as_floats, check_means
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import message
from tconv_anim.core.operation import Arrays, Disguise, Far, Operation, Outcome, by_channel, set_cells
from tconv_anim.core.ops._pooling import pooled, pooled_formula, pooled_text, reached_padding, window
from tconv_anim.core.parameters import Size, as_int, check_boolean, check_least
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Array
from tconv_anim.options import READ


def plan(
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    stride: int | Size | None = None,
    padding: int | Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> OpSpec:
    """Check an average pooling; stride None is kernel_size. As in PyTorch, divisor_override is for two axes."""
    check_boolean("count_include_pad", count_include_pad)
    more: list[tuple[str, Any]] = [("count_include_pad", count_include_pad)]
    if divisor_override is not None:
        if len(input_size) == 1:
            names = ("kernel_size", "stride", "padding", "ceil_mode", "count_include_pad")
            raise SpecError("unknown_parameter", {"op": "avg_pool", "name": "divisor_override", "known": names})
        check_least("nonpositive_divisor", "divisor_override", (as_int("divisor_override", divisor_override),), 1)
        more.append(("divisor_override", divisor_override))
    return pooled("avg_pool", channels, input_size, kernel_size, stride, padding, None, ceil_mode, *more)


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per output cell, in row-major order; divided by the cells that count, or by divisor_override."""
    x = arrays.input
    check_means(x, math.prod(spec.get("kernel_size")))

    def far(channel: int, cell: Size) -> Far:
        read = window(spec, channel, cell)
        counted = (read.inside(spec.input_size) | spec.get("count_include_pad")).astype(np.int64).ravel()
        return Far(read, counted, spec.get("divisor_override") or int(counted.sum()))

    return set_cells(spec, replace(arrays, input=as_floats("input", x)), far, by_output=True)


def call(spec: Spec) -> str:
    """As PyTorch writes it."""
    return pooled_text(
        "AvgPool", spec, ceil_mode=spec.get("ceil_mode") or None,
        count_include_pad=None if spec.get("count_include_pad") else False,
        divisor_override=spec.get("divisor_override"),
    )  # fmt: skip


def equals(spec: Spec, weight: Array | None) -> Disguise | None:  # noqa: ARG001
    """A convolution with equal weights, if all windows are divided by the same number."""
    kernel, stride, padding = (spec.get(name) for name in ("kernel_size", "stride", "padding"))
    override = spec.get("divisor_override")
    if any(padding) and not spec.get("count_include_pad") and override is None:
        return None
    axes = zip(spec.input_size, spec.output_size, kernel, stride, padding, strict=True)
    if any((o - 1) * s + k > i + 2 * p for i, o, k, s, p in axes):  # ceil_mode's last window is cut
        return None
    divisor = override or math.prod(kernel)
    equal = ConvSpec("conv", spec.input_size, kernel, stride, padding, **by_channel(spec))
    value = f"1/{divisor}" if divisor > 1 else "1"
    return Disguise(
        equal,
        lambda: np.full(equal.weight_shape, 1 / divisor),
        message("weights" if math.prod(kernel) > 1 else "weight", value=value),
    )


OP = Operation(
    slides=READ, plan=plan, run=run, call=call, formula=pooled_formula, equals=equals, by_output=True,
    usual={"kernel_size": 2, "input_size": 4}, reached_padding=reached_padding,
    varies=lambda spec: not spec.get("count_include_pad"),
)  # fmt: skip
