"""Overlap count: how many placements of a transposed convolution write each output cell."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from tconv_anim.core.call_text import layer_text, size_formula, unless
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.operation import Arrays, Disguise, Far, Operation, Outcome, by_channel, set_cells
from tconv_anim.core.parameters import Size, per_axis
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Array, Cells
from tconv_anim.options import WRITTEN


def plan(
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    stride: int | Size = 1,
    padding: int | Size = 0,
    dilation: int | Size = 1,
    output_padding: int | Size = 0,
) -> OpSpec:
    """Check the transposed convolution that is counted, each channel for itself."""
    kernel = per_axis("kernel_size", kernel_size, len(input_size))
    spec = ConvSpec(
        "conv_transpose", input_size, kernel, stride, padding, dilation, output_padding,  # type: ignore[arg-type]
        groups=channels, in_channels=channels, out_channels=channels,
    )  # fmt: skip
    names = ("kernel_size", "stride", "padding", "dilation", "output_padding")
    parameters = tuple((name, getattr(spec, name)) for name in names)
    return OpSpec("overlap_count", input_size, spec.output_size, channels, channels, parameters)


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per output cell, in row-major order: it reads a 1 for every input cell whose kernel covers it."""
    if (arrays.input != 1).any():
        raise SpecError("not_ones", {"op": spec.op})

    def far(channel: int, cell: Size) -> Far:
        covering = tuple(np.array(_covering(spec, axis, at), np.int64) for axis, at in enumerate(cell))
        read = Cells(np.array([channel]), covering)
        return Far(read, np.ones(math.prod(read.shape), np.int64))

    return set_cells(spec, arrays, far, by_output=True)


def _covering(spec: Spec, axis: int, at: int) -> list[int]:
    """The input positions a of an axis with ``a*stride + t*dilation = at + padding`` for a tap t."""
    k, s, p, d = (spec.get(name)[axis] for name in ("kernel_size", "stride", "padding", "dilation"))
    first, last = max(0, -(-(at + p - d * (k - 1)) // s)), min(spec.input_size[axis] - 1, (at + p) // s)
    nearest = next((a for a in range(first, min(last, first + d) + 1) if (at + p - a * s) % d == 0), last + 1)
    return list(range(nearest, last + 1, d // math.gcd(d, s)))


def call(spec: Spec) -> str:
    """In our own words, with the transposed convolution's parameters."""
    more: dict[str, Any] = {
        "padding": unless(0, spec.get("padding")), "output_padding": unless(0, spec.get("output_padding")),
        "dilation": unless(1, spec.get("dilation")),
    }  # fmt: skip
    return layer_text("overlap_count", spec.get("kernel_size"), stride=spec.get("stride"), **more)


def formula(spec: Spec) -> Clauses:
    """The output's size with its numbers."""
    names = ("stride", "padding", "dilation", "kernel_size", "output_padding")
    axes = zip(spec.input_size, *(spec.get(name) for name in names), spec.output_size, strict=True)
    numbers = [(f"({i} − 1)·{s} − 2·{p} + {d}·({k} − 1) + 1 + {op}", str(o)) for i, s, p, d, k, op, o in axes]
    return size_formula("o", "(i − 1)·s − 2p + d(k − 1) + 1 + op", numbers)


def equals(spec: Spec, weight: Array | None) -> Disguise:  # noqa: ARG001
    """The transposed convolution itself, of ones with ones."""
    equal = ConvSpec("conv_transpose", spec.input_size, **dict(spec.parameters), **by_channel(spec))
    return Disguise(equal, lambda: np.ones(equal.weight_shape, np.int64), message("weights", value="1"))


OP = Operation(
    plan=plan, run=run, call=call, formula=formula, equals=equals, by_output=True, slides=WRITTEN,
    usual={"kernel_size": 3},
)  # fmt: skip
