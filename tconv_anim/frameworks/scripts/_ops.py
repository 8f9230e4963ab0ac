"""Poolings and interpolations, which several frameworks have: padded by numpy, so that only the windows are theirs."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tconv_anim.core.interpolation import factors
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.scripts._lines import array_line


def pooling(trace: Trace, pool: Callable[[Size, Size, Size], str], *, channels_last: bool = False) -> list[str]:
    """The lines of a pooling.

    Parameters
    ----------
    trace : of a max_pool or an avg_pool
    pool : from kernel size, stride and dilation to what pools x, which is padded already
    channels_last : where the channels of x are
    """
    spec = trace.spec
    kernel, stride, padding = (spec.get(name) for name in ("kernel_size", "stride", "padding"))
    dilation = spec.get("dilation") or (1,) * spec.ndim
    axes = zip(spec.input_size, spec.output_size, kernel, stride, padding, dilation, strict=True)
    pads = [(p, max(0, (o - 1) * s + d * (k - 1) + 1 - i - p)) for i, o, k, s, p, d in axes]
    around = [(0, 0), *pads, (0, 0)] if channels_last else [(0, 0), (0, 0), *pads]
    fill = "-np.inf" if spec.op == "max_pool" else "0"
    lines = [f"x = np.pad(x, {around}, constant_values={fill})"] if any(map(any, pads)) else []
    lines.append(f"y = np.array({pool(kernel, stride, dilation)})")
    cells = math.prod(kernel)
    divisors = np.ones(spec.output_size, np.int64)
    for step in trace.steps:
        divisors[step.cell] = step.divisor
    if spec.op == "max_pool" or (divisors == cells).all():
        return lines
    if len({*divisors.ravel().tolist()}) == 1:
        return [*lines, f"y = y * {cells} / {divisors.flat[0]}"]
    counts = divisors.reshape((1, *spec.output_size, 1) if channels_last else (1, 1, *spec.output_size))
    return [*lines, f"{array_line('counts', counts)}  # cells that count in each window", f"y = y * {cells} / counts"]


def scales(spec: Spec) -> tuple[float, ...]:
    """How many output cells an interpolation makes of an input cell along each axis; 1 where PyTorch copies it."""
    aligned = bool(spec.get("align_corners"))
    copied = spec.ndim == 2 or not spec.op.startswith("nearest")
    return tuple(
        o / i if factor is None or aligned or (copied and o == i) else factor
        for i, o, factor in zip(spec.input_size, spec.output_size, factors(spec), strict=True)
    )


def copies(trace: Trace, position: Callable[[Any, Any], Any]) -> bool:
    """Whether each output cell copies the input cell that a framework finds, in float32, by its place and the scale."""
    spec = trace.spec
    for axis, (i, o, scale) in enumerate(zip(spec.input_size, spec.output_size, scales(spec), strict=True)):
        found = np.clip(np.floor(position(np.arange(o, dtype=np.float32), np.float32(scale))), 0, i - 1)
        if spec.output_size == spec.input_size:  # they copy it, whatever the scale
            found = np.arange(o)
        ours = np.zeros(o, np.int64)
        for step in trace.steps:
            ours[step.written.axes[axis]] = step.cell[axis]
        if found.astype(int).tolist() != ours.tolist():
            return False
    return True
