"""Max pooling: an output cell is the largest input cell of its window; its index is kept."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.call_text import layer_text, unless
from tconv_anim.core.errors import SpecError
from tconv_anim.core.operation import SampleOp
from tconv_anim.core.parameters import Size
from tconv_anim.core.pooling import pooled, pooled_formula, window
from tconv_anim.core.sampling import SampleSpec, SampleStep, SampleTrace, cells, read, traced
from tconv_anim.core.step import Array


def plan(
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    stride: int | Size | None = None,
    padding: int | Size = 0,
    dilation: int | Size = 1,
    ceil_mode: bool = False,
) -> SampleSpec:
    """Check a max pooling; padding never wins, and stride None is kernel_size."""
    spec = pooled("max_pool", channels, input_size, kernel_size, stride, padding, dilation, ceil_mode)
    for axis, (i, o) in enumerate(zip(input_size, spec.output_size, strict=True)):
        for at in range(o):
            taps = window(spec, tuple(at if a == axis else 0 for a in range(spec.ndim)))[axis]
            if not any(0 <= tap < i for tap in taps):  # a dilated window may step over the whole input
                known = {name: spec.get(name) for name in ("kernel_size", "dilation")}
                raise SpecError("window_in_padding", known, hint=[{"padding": 0}, {"dilation": 1}])
    return spec


def run(spec: SampleSpec, input: Array, indices: Array | None = None) -> SampleTrace:  # noqa: ARG001
    """One step per output cell, in row-major order: of equal largest cells the first one wins."""
    steps: list[SampleStep] = []
    remembered = np.zeros((spec.out_channels, *spec.output_size), np.int64)
    for cell in np.ndindex(*spec.output_size):
        taps = window(spec, cell)
        for channel in range(spec.in_channels):
            reads = cells(channel, *taps)
            inside = ((reads >= 0) & (reads < input.shape)).all(axis=1)
            candidates = np.flatnonzero(inside)
            winner = candidates[read(input, reads)[inside].argmax()]
            place = tuple(int(n) for n in reads[winner])
            parts = (np.arange(len(reads)) == winner).astype(np.int64)
            remembered[(channel, *cell)] = np.ravel_multi_index(place[1:], spec.input_size)
            writes = np.array([(channel, *cell)])
            steps.append(SampleStep(len(steps), cell, reads, parts, writes, input[place].item()))
    return traced(spec, input, steps, remembered)


def call(spec: SampleSpec) -> str:
    """As PyTorch writes it."""
    return layer_text(
        f"MaxPool{spec.ndim}d", spec.get("kernel_size"), stride=spec.get("stride"),
        padding=unless(0, spec.get("padding")), dilation=unless(1, spec.get("dilation")),
        ceil_mode=spec.get("ceil_mode") or None,
    )  # fmt: skip


OP = SampleOp(
    plan=plan,
    run=run,
    call=call,
    formula=pooled_formula,
    by_output=True,
    usual={"kernel_size": 2, "input_size": 4},
)
