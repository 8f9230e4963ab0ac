"""Overlap count: how many placements of a transposed convolution write each output cell."""

from __future__ import annotations

from typing import Any

import numpy as np

from tconv_anim.core.call_text import layer_text, size_formula, unless
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.operation import SampleOp
from tconv_anim.core.parameters import Size, per_axis
from tconv_anim.core.sampling import Disguise, SampleSpec, SampleStep, SampleTrace, cells, combine, read, traced
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array


def plan(
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    stride: int | Size = 1,
    padding: int | Size = 0,
    dilation: int | Size = 1,
    output_padding: int | Size = 0,
) -> SampleSpec:
    """Check the transposed convolution that is counted, each channel for itself."""
    kernel = per_axis("kernel_size", kernel_size, len(input_size))
    spec = ConvSpec(
        "conv_transpose", input_size, kernel, stride, padding, dilation, output_padding,  # type: ignore[arg-type]
        groups=channels, in_channels=channels, out_channels=channels,
    )  # fmt: skip
    names = ("kernel_size", "stride", "padding", "dilation", "output_padding")
    parameters = tuple((name, getattr(spec, name)) for name in names)
    return SampleSpec("overlap_count", input_size, spec.output_size, channels, channels, parameters)


def run(spec: SampleSpec, input: Array, indices: Array | None = None) -> SampleTrace:  # noqa: ARG001
    """One step per output cell, in row-major order: it reads a 1 for every input cell whose kernel covers it."""
    if (input != 1).any():
        raise SpecError("not_ones", {"op": spec.op})
    steps: list[SampleStep] = []
    for cell in np.ndindex(*spec.output_size):
        covering = [_covering(spec, axis, at) for axis, at in enumerate(cell)]
        for channel in range(spec.in_channels):
            reads = cells(channel, *covering)
            ones = np.ones(len(reads), np.int64)
            value = combine(read(input, reads), ones)
            steps.append(SampleStep(len(steps), cell, reads, ones, np.array([(channel, *cell)]), value))
    return traced(spec, input, steps)


def _covering(spec: SampleSpec, axis: int, at: int) -> list[int]:
    """The input positions a of an axis with ``a*stride + t*dilation = at + padding`` for a tap t."""
    k, s, p, d = (spec.get(name)[axis] for name in ("kernel_size", "stride", "padding", "dilation"))
    offsets = ((a, at + p - a * s) for a in range(spec.input_size[axis]))
    return [a for a, offset in offsets if offset % d == 0 and 0 <= offset // d < k]


def call(spec: SampleSpec) -> str:
    """In our own words, with the transposed convolution's parameters."""
    more: dict[str, Any] = {
        "padding": unless(0, spec.get("padding")), "output_padding": unless(0, spec.get("output_padding")),
        "dilation": unless(1, spec.get("dilation")),
    }  # fmt: skip
    return layer_text("overlap_count", spec.get("kernel_size"), stride=spec.get("stride"), **more)


def formula(spec: SampleSpec) -> Clauses:
    """The output's size with its numbers."""
    names = ("stride", "padding", "dilation", "kernel_size", "output_padding")
    axes = zip(spec.input_size, *(spec.get(name) for name in names), spec.output_size, strict=True)
    numbers = [(f"({i} − 1)·{s} − 2·{p} + {d}·({k} − 1) + 1 + {op}", str(o)) for i, s, p, d, k, op, o in axes]
    return size_formula("o", "(i − 1)·s − 2p + d(k − 1) + 1 + op", numbers)


def disguise(spec: SampleSpec) -> Disguise:
    """The transposed convolution itself, of ones with ones."""
    channels = spec.in_channels
    equal = ConvSpec(
        "conv_transpose", spec.input_size, **dict(spec.parameters),
        groups=channels, in_channels=channels, out_channels=channels,
    )  # fmt: skip
    return Disguise(equal, np.ones(equal.weight_shape, np.int64), message("weights", value="1"))


OP = SampleOp(
    plan=plan,
    run=run,
    call=call,
    formula=formula,
    disguise=disguise,
    by_output=True,
    usual={"kernel_size": 3},
)
