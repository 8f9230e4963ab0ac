"""Nearest neighbour, exact: an output cell copies the input cell in which its middle lies."""

from __future__ import annotations

from functools import partial

import numpy as np

from tconv_anim.core.interpolation import (
    as_kernel_of_ones,
    copies,
    enlarge,
    factors,
    interpolate_text,
    scaled,
    scaled_formula,
)
from tconv_anim.core.operation import Arrays, Disguise, Operation, Outcome
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Array


def plan(
    channels: int,
    input_size: Size,
    *,
    size: int | Size | None = None,
    scale_factor: float | tuple[float, ...] | None = None,
) -> OpSpec:
    """Check what F.interpolate(mode="nearest-exact") is asked for."""
    return scaled("nearest_exact", channels, input_size, size, scale_factor)


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per input cell that is copied, in row-major order: it is written to all its places."""
    return copies(spec, arrays, sources(spec))


def sources(spec: Spec) -> list[Array]:
    """Per axis, the input position that each output position copies: ``min(floor((j + 1/2)*scale), i - 1)``.

    In float32, rounded as PyTorch rounds it: ``(j + 1/2)*scale - 1/2`` once, then plus 1/2. It decides the ties.

    >>> [of.tolist() for of in sources(plan(1, (3,), size=5))], int(sources(plan(1, (2,), size=41))[0][20])
    ([[0, 0, 1, 2, 2]], 1)
    """
    maps = []
    for i, o, factor in zip(spec.input_size, spec.output_size, factors(spec), strict=True):
        scale = np.float32(i) / np.float32(o) if factor is None else np.float32(1 / factor)
        middle = np.arange(o) + 0.5
        before = (middle * np.float64(scale) - 0.5).astype(np.float32)
        maps.append(np.minimum(np.floor(before + np.float32(0.5)).astype(np.int64), i - 1))
    return maps


def equals(spec: Spec, weight: Array | None) -> Disguise | None:  # noqa: ARG001
    """Whole factors: a transposed convolution of ones, as wide as its stride."""
    return as_kernel_of_ones(spec, sources(spec))


OP = Operation(
    plan=plan,
    run=run,
    call=partial(interpolate_text, "nearest-exact"),
    formula=scaled_formula,
    equals=equals,
    enlarge=enlarge,
    usual={"scale_factor": 2},
)
