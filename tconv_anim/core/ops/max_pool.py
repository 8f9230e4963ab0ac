"""Max pooling: an output cell is the largest input cell of its window; its index is kept."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from tconv_anim.core.call_text import unless
from tconv_anim.core.errors import SpecError
from tconv_anim.core.operation import Arrays, Far, Operation, Outcome, set_cells
from tconv_anim.core.ops._pooling import pooled, pooled_formula, pooled_text, reached_padding, window
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Surroundings
from tconv_anim.options import READ


def plan(
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    stride: int | Size | None = None,
    padding: int | Size = 0,
    dilation: int | Size = 1,
    ceil_mode: bool = False,
) -> OpSpec:
    """Check a max pooling; padding never wins, and stride None is kernel_size."""
    spec = pooled("max_pool", channels, input_size, kernel_size, stride, padding, dilation, ceil_mode)
    axes = zip(input_size, *(spec.get(name) for name in ("stride", "padding", "dilation")), strict=True)
    if any(_steps_over(*axis) for axis in axes):
        known = {name: spec.get(name) for name in ("kernel_size", "dilation")}
        raise SpecError("window_in_padding", known, hint=[{"dilation": 1}])
    return spec


def _steps_over(i: int, stride: int, padding: int, dilation: int) -> bool:
    """Whether the taps of a window that begins before the input step over all of it."""
    if dilation <= i:
        return False
    before = (padding - first for first in range(0, padding, stride))  # few: of a wide dilation, kernels are small
    return any(1 <= cells % dilation <= dilation - i for cells in before)


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per output cell, in row-major order: of equal largest cells the first one wins."""
    surroundings = Surroundings(arrays.input)
    remembered = np.zeros((spec.out_channels, *spec.output_size), np.int64)

    def far(channel: int, cell: Size) -> Far:
        read = window(spec, channel, cell)
        candidates = np.flatnonzero(read.inside(spec.input_size))
        winner = candidates[surroundings.values(read).ravel()[candidates].argmax()]
        remembered[(channel, *cell)] = np.ravel_multi_index(read.places[winner, 1:], spec.input_size)
        return Far(read, (np.arange(math.prod(read.shape)) == winner).astype(np.int64))

    outcome = set_cells(spec, arrays, far, by_output=True)
    return outcome._replace(arrays=replace(arrays, indices=remembered))


def call(spec: Spec) -> str:
    """As PyTorch writes it."""
    dilation = unless(1, spec.get("dilation"))
    return pooled_text("MaxPool", spec, dilation=dilation, ceil_mode=spec.get("ceil_mode") or None)


OP = Operation(
    slides=READ, plan=plan, run=run, call=call, formula=pooled_formula, linear=False, by_output=True, remembers=True,
    usual={"kernel_size": 2, "input_size": 4}, reached_padding=reached_padding, varies=lambda spec: True,  # noqa: ARG005
)  # fmt: skip
