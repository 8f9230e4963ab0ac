"""Nearest neighbour: an input cell is copied to every output cell that it is nearest to."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.interpolation import factors, interpolate_text, scaled, scaled_formula
from tconv_anim.core.sampling import Disguise, SampleOp, SampleSpec, SampleStep, SampleTrace, cells, traced
from tconv_anim.core.spec import ConvSpec, Size
from tconv_anim.core.step import Array


def plan(
    channels: int,
    input_size: Size,
    *,
    size: int | Size | None = None,
    scale_factor: float | tuple[float, ...] | None = None,
) -> SampleSpec:
    """Check what F.interpolate(mode="nearest") is asked for."""
    return scaled("nearest", channels, input_size, size, scale_factor)


def run(spec: SampleSpec, input: Array, indices: Array | None = None) -> SampleTrace:  # noqa: ARG001
    """One step per input cell that is copied, in row-major order: it is written to all its places."""
    maps = sources(spec)
    steps: list[SampleStep] = []
    for cell in np.ndindex(*spec.input_size):
        places = [np.flatnonzero(of == at) for of, at in zip(maps, cell, strict=True)]
        if all(len(axis) for axis in places):
            for channel in range(spec.in_channels):
                steps.append(
                    SampleStep(
                        len(steps), cell, np.array([(channel, *cell)]), np.array([1]), cells(channel, *places),
                        input[(channel, *cell)].item(),
                    )
                )  # fmt: skip
    return traced(spec, input, steps)


def sources(spec: SampleSpec) -> list[Array]:
    """Per axis, the input position that each output position copies: ``min(floor(j*scale), i - 1)``.

    In float32, as PyTorch computes it for float32 input. An axis of a plane that keeps or doubles its size is copied
    once or twice, whatever its scale_factor; that of a row is not.
    """
    maps = []
    for i, o, factor in zip(spec.input_size, spec.output_size, factors(spec), strict=True):
        scale = np.float32(i) / np.float32(o) if factor is None else np.float32(1 / factor)
        if spec.ndim == 2 and o in (i, 2 * i):
            scale = np.float32(i / o)
        floor = np.floor(np.arange(o, dtype=np.float32) * scale).astype(np.int64)
        maps.append(np.minimum(floor, i - 1))
    return maps


def call(spec: SampleSpec) -> str:
    """As PyTorch writes it."""
    return interpolate_text(spec, "nearest")


def disguise(spec: SampleSpec) -> Disguise | None:
    """Whole factors: a transposed convolution of ones, as wide as its stride."""
    n = tuple(o // i for i, o in zip(spec.input_size, spec.output_size, strict=True))
    if spec.output_size != tuple(i * f for i, f in zip(spec.input_size, n, strict=True)):
        return None
    if any((of != np.arange(len(of)) // f).any() for of, f in zip(sources(spec), n, strict=True)):
        return None
    channels = spec.in_channels
    equal = ConvSpec(
        "conv_transpose", spec.input_size, n, n, groups=channels, in_channels=channels, out_channels=channels
    )
    return Disguise(equal, np.ones(equal.weight_shape, np.int64), "weights 1")


OP = SampleOp(plan, run, call, scaled_formula, disguise, usual={"scale_factor": 2})
