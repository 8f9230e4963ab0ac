"""Pooling windows, as max_pool and avg_pool slide them: checks, sizes and cells."""

from __future__ import annotations

from typing import Any

import numpy as np

from tconv_anim.core.call_text import layer_text, size_formula, unless
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.parameters import Pads, Size, check_boolean, check_least, per_axis
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Cells


def window_parameters(
    ndim: int, kernel_size: Any, stride: Any, padding: Any, dilation: Any = 1
) -> tuple[Size, Size, Size, Size]:
    """The checked kernel_size, stride, padding and dilation of a window; stride None is kernel_size."""
    kernel = per_axis("kernel_size", kernel_size, ndim)
    strides = per_axis("stride", kernel_size if stride is None else stride, ndim)
    pads, spread = per_axis("padding", padding, ndim), per_axis("dilation", dilation, ndim)
    check_least("empty_kernel", "kernel_size", kernel, 1)
    check_least("nonpositive_stride", "stride", strides, 1)
    check_least("nonpositive_dilation", "dilation", spread, 1)
    check_least("negative_padding", "padding", pads, 0)
    return kernel, strides, pads, spread


def pooled(
    op: str, channels: int, input_size: Size, kernel_size: Any, stride: Any, padding: Any, dilation: Any,
    ceil_mode: Any, *more: tuple[str, Any],
) -> OpSpec:  # fmt: skip
    """The spec of a pooling; stride None is kernel_size; dilation None if the op has no dilation.

    Raises
    ------
    SpecError
        of kind "pool_padding_gt_half_kernel", "output_size_too_small", or for a parameter alone.
    """
    check_boolean("ceil_mode", ceil_mode)
    apart = 1 if dilation is None else dilation
    kernel, strides, pads, spread = window_parameters(len(input_size), kernel_size, stride, padding, apart)
    if any(p > k // 2 for p, k in zip(pads, kernel, strict=True)):
        most = tuple(min(p, k // 2) for p, k in zip(pads, kernel, strict=True))
        known = {"padding": pads, "kernel_size": kernel}
        raise SpecError("pool_padding_gt_half_kernel", known, hint=[{"padding": most}])
    check_least("empty_spatial_input", "input_size", input_size, 1)
    axes = list(zip(input_size, kernel, strides, pads, spread, strict=True))
    output_size = tuple(_axis_size(*axis, ceil_mode) for axis in axes)
    if min(output_size) < 1:
        needed = tuple(max(i, d * (k - 1) + 1 - 2 * p) for i, k, _, p, d in axes)
        less = tuple(min(k, (i + 2 * p - 1) // d + 1) for i, k, _, p, d in axes)
        known = {"kernel_size": kernel, "found": input_size, "padding": pads}
        raise SpecError("output_size_too_small:pool", known, hint=[{"input_size": needed}, {"kernel_size": less}])
    parameters: list[tuple[str, Any]] = [("kernel_size", kernel), ("stride", strides), ("padding", pads)]
    if dilation is not None:
        parameters.append(("dilation", spread))
    parameters += [("ceil_mode", ceil_mode), *more]
    return OpSpec(op, input_size, output_size, channels, channels, tuple(parameters))


def window(spec: Spec, channel: int, cell: Size) -> Cells:
    """The cells under an output cell's window, in the input or its padding."""
    taps = []
    for axis, at in enumerate(cell):
        k, s, p = (spec.get(name)[axis] for name in ("kernel_size", "stride", "padding"))
        d = spec.get("dilation")[axis] if spec.get("dilation") else 1
        first = at * s - p
        taps.append(np.arange(first, min(first + d * (k - 1) + 1, spec.input_size[axis] + p), d))
    return Cells(np.array([channel]), tuple(taps))


def reached_padding(spec: Spec) -> Pads:
    """``(lo, hi)`` per axis: cells around the input that windows read."""
    names = ("stride", "padding", "kernel_size")
    spread = spec.get("dilation") or (1,) * spec.ndim
    axes = zip(spec.input_size, spec.output_size, spread, *map(spec.get, names), strict=True)
    return tuple(
        (p, max(0, *(_last_tap(at * s - p, i + p, k, d) + 1 - i for at in range(o)))) for i, o, d, s, p, k in axes
    )


def _last_tap(first: int, end: int, k: int, d: int) -> int:
    """The last tap before the padding's end, of a window that begins at `first`."""
    return first + min(k - 1, (end - 1 - first) // d) * d


def pooled_text(name: str, spec: Spec, **more: Any) -> str:
    """The call as PyTorch writes it, with what the layer has apart from its window's size, stride and padding."""
    first, stride, padding = (spec.get(parameter) for parameter in ("kernel_size", "stride", "padding"))
    return layer_text(f"{name}{spec.ndim}d", first, stride=stride, padding=unless(0, padding), **more)


def pooled_formula(spec: Spec) -> Clauses:
    """The output's size with its numbers; a last window that would lie in the padding alone is left out."""
    up, down = "⌈⌉" if spec.get("ceil_mode") else "⌊⌋"
    spread = spec.get("dilation") or (1,) * spec.ndim
    dilated, left_out = max(spread) > 1, False
    numbers = []
    for axis, (i, o, d) in enumerate(zip(spec.input_size, spec.output_size, spread, strict=True)):
        k, s, p = (spec.get(name)[axis] for name in ("kernel_size", "stride", "padding"))
        full = _full_size(i, k, s, p, d, spec.get("ceil_mode"))
        left_out = left_out or full != o
        taps = f"{d}·({k} − 1) − 1" if dilated else f"{k}"
        numbers.append((f"{up}({i} + 2·{p} − {taps})/{s}{down} + 1{' − 1' if full != o else ''}", str(o)))
    letters = f"{up}(i + 2p − {'d(k − 1) − 1' if dilated else 'k'})/s{down} + 1"
    *before, last = size_formula("o", letters, numbers)
    return (*before, message("without_last_window", words=last) if left_out else last)


def _full_size(i: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int:
    return (i + 2 * p - d * (k - 1) - 1 + (s - 1 if ceil_mode else 0)) // s + 1


def _axis_size(i: int, k: int, s: int, p: int, d: int, ceil_mode: bool) -> int:
    size = _full_size(i, k, s, p, d, ceil_mode)
    return size - 1 if ceil_mode and (size - 1) * s >= i + p else size
