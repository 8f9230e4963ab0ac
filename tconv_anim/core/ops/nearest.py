"""Nearest neighbour: an input cell is copied to every output cell that it is nearest to."""

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
    """Check what F.interpolate(mode="nearest") takes."""
    return scaled("nearest", channels, input_size, size, scale_factor)


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per input cell that is copied, in row-major order: it is written to all its places."""
    return copies(spec, arrays, sources(spec))


def sources(spec: Spec) -> list[Array]:
    """Per axis, the input position that each output position copies: ``min(floor(j*scale), i - 1)``.

    In float32, as PyTorch computes it for float32 input. If an axis of a plane keeps or doubles its size, each
    cell is copied once or twice, whatever the scale_factor is; for a row the scale_factor decides.
    """
    maps = []
    for i, o, factor in zip(spec.input_size, spec.output_size, factors(spec), strict=True):
        scale = np.float32(i) / np.float32(o) if factor is None else np.float32(1 / factor)
        if spec.ndim == 2 and o in (i, 2 * i):
            scale = np.float32(i / o)
        floor = np.floor(np.arange(o, dtype=np.float32) * scale).astype(np.int64)
        maps.append(np.minimum(floor, i - 1))
    return maps


def equals(spec: Spec, weight: Array | None) -> Disguise | None:  # noqa: ARG001
    """Whole factors: a transposed convolution of ones, as wide as its stride."""
    return as_kernel_of_ones(spec, sources(spec))


OP = Operation(
    plan=plan,
    run=run,
    call=partial(interpolate_text, "nearest"),
    formula=scaled_formula,
    equals=equals,
    enlarge=enlarge,
    usual={"scale_factor": 2},
)
