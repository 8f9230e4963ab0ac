"""Average pooling: an output cell is the mean of its window."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.call_text import layer_text, unless
from tconv_anim.core.message import message
from tconv_anim.core.operation import SampleOp
from tconv_anim.core.parameters import Size, check_boolean
from tconv_anim.core.pooling import pooled, pooled_formula, window
from tconv_anim.core.sampling import Disguise, SampleSpec, SampleStep, SampleTrace, cells, combine, read, traced
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array


def plan(
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    stride: int | Size | None = None,
    padding: int | Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> SampleSpec:
    """Check an average pooling; stride None is kernel_size."""
    check_boolean("count_include_pad", count_include_pad)
    more = ("count_include_pad", count_include_pad)
    return pooled("avg_pool", channels, input_size, kernel_size, stride, padding, None, ceil_mode, more)


def run(spec: SampleSpec, input: Array, indices: Array | None = None) -> SampleTrace:  # noqa: ARG001
    """One step per output cell, in row-major order; the divisor counts the padding's cells or only the input's."""
    x = input.astype(np.float64)
    steps: list[SampleStep] = []
    for cell in np.ndindex(*spec.output_size):
        taps = window(spec, cell)
        for channel in range(spec.in_channels):
            reads = cells(channel, *taps)
            inside = ((reads >= 0) & (reads < x.shape)).all(axis=1)
            counted = (inside | spec.get("count_include_pad")).astype(np.int64)
            divisor = int(counted.sum())
            value = combine(read(x, reads), counted, divisor)
            steps.append(SampleStep(len(steps), cell, reads, counted, np.array([(channel, *cell)]), value, divisor))
    return traced(spec, x, steps)


def call(spec: SampleSpec) -> str:
    """As PyTorch writes it."""
    return layer_text(
        f"AvgPool{spec.ndim}d", spec.get("kernel_size"), stride=spec.get("stride"),
        padding=unless(0, spec.get("padding")), ceil_mode=spec.get("ceil_mode") or None,
        count_include_pad=None if spec.get("count_include_pad") else False,
    )  # fmt: skip


def disguise(spec: SampleSpec) -> Disguise | None:
    """A convolution with equal weights, if all windows have the same number of cells."""
    kernel, stride, padding = (spec.get(name) for name in ("kernel_size", "stride", "padding"))
    if any(padding) and not spec.get("count_include_pad"):
        return None
    axes = zip(spec.input_size, spec.output_size, kernel, stride, padding, strict=True)
    if any((o - 1) * s + k > i + 2 * p for i, o, k, s, p in axes):  # ceil_mode's last window is cut
        return None
    channels, cells_of_kernel = spec.in_channels, int(np.prod(kernel))
    equal = ConvSpec(
        "conv", spec.input_size, kernel, stride, padding, groups=channels, in_channels=channels, out_channels=channels
    )
    weights = np.full(equal.weight_shape, 1 / cells_of_kernel)
    many = message("weights", value=f"1/{cells_of_kernel}")
    return Disguise(equal, weights, many if cells_of_kernel > 1 else message("weight", value="1"))


OP = SampleOp(
    plan=plan,
    run=run,
    call=call,
    formula=pooled_formula,
    disguise=disguise,
    by_output=True,
    usual={"kernel_size": 2, "input_size": 4},
)
