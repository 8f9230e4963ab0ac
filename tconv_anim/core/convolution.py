"""What conv and conv_transpose share: their checks, call and formula, the same layer in other forms."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from tconv_anim.core.arrays import as_floats, check_sums, largest
from tconv_anim.core.call_text import MINUS, axes_text, signed_text, size_formula
from tconv_anim.core.conv_spec import ConvSpec, Op
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses
from tconv_anim.core.operation import Arrays
from tconv_anim.core.parameters import Pads, Size, per_axis
from tconv_anim.core.progress import RECORDING, passing
from tconv_anim.core.step import Array, taps
from tconv_anim.core.symbols import as_symbols


def plan_conv(
    op: Op,
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    out_channels: int = 1,
    stride: int | Size = 1,
    padding: int | Size | str | Pads = 0,
    dilation: int | Size = 1,
    output_padding: int | Size = 0,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> ConvSpec:
    """Check a convolution or transposed convolution."""
    return ConvSpec(
        op, input_size, per_axis("kernel_size", kernel_size, len(input_size)), stride, padding,  # type: ignore[arg-type]
        dilation, output_padding, groups, channels, out_channels, padding_mode,  # type: ignore[arg-type]
    )  # fmt: skip


def check_arrays(channels: int, weight: Array, bias: Array | None, transposed: bool, groups: int) -> None:
    """Refuse a weight and a bias that do not go with each other or with the input's channels."""
    expected = weight.shape[0] if transposed else weight.shape[1] * groups
    if channels != expected:
        raise SpecError("channel_mismatch", {"expected": expected, "found": channels})
    count = weight.shape[1] * groups if transposed else weight.shape[0]
    if bias is not None and bias.shape != (count,):
        raise SpecError("bias_size", {"name": "bias", "shape": bias.shape, "count": count})


def in_one_type(spec: ConvSpec, arrays: Arrays) -> tuple[Array, Array, Array]:
    """Input, weight and bias in the type in which their sums are exact; a bias that is not given is zeros.

    Raises
    ------
    SpecError
        of kind "not_exact" if whole numbers may have to be rounded
    """
    given, weight = arrays.input, arrays.weight
    assert weight is not None
    bias = np.zeros(spec.out_channels, np.int64) if arrays.bias is None else arrays.bias
    check_arrays(given.shape[0], weight, bias, spec.transposed, spec.groups)
    if "O" in (given.dtype.kind, weight.dtype.kind, bias.dtype.kind):
        return as_symbols(given), as_symbols(weight), as_symbols(bias)
    if "f" in (given.dtype.kind, weight.dtype.kind, bias.dtype.kind):
        return as_floats("input", given), as_floats("weight", weight), as_floats("bias", bias)
    check_sums(largest_sum(spec, given, weight, bias))
    return given, weight, bias


def largest_sum(spec: ConvSpec, x: Array, weight: Array, bias: Array) -> int:
    """What no sum of a convolution is beyond, nor any of its products."""
    terms = spec.in_channels // spec.groups * math.prod(spec.kernel_size)
    most: int = terms * max(1, largest(x)) * max(1, largest(weight)) + largest(bias)
    return most


def placements(spec: ConvSpec) -> Iterator[tuple[Size, tuple[Array, ...], tuple[Array, ...]]]:
    """Each small cell in row-major order, as index arrays, and with the big side's cells under each tap; all shared."""
    axes = list(zip(spec.small_size, spec.stride, (lo for lo, _ in spec.pads), spec.dilation, spec.kernel_size,
                    strict=True))  # fmt: skip
    cells = [[np.array([at]) for at in range(size)] for size, *_ in axes]
    windows = [[taps(at, *own) for at in range(size)] for size, *own in axes]
    for cell in passing(np.ndindex(*spec.small_size), RECORDING, spec.placements):
        own, window = (tuple(axis[at] for axis, at in zip(every, cell, strict=True)) for every in (cells, windows))
        yield cell, own, window


def call(spec: ConvSpec) -> str:
    """The layer as PyTorch writes it; with `pads` or `crops` if PyTorch has no words for it."""
    name = f"{'ConvTranspose' if spec.transposed else 'Conv'}{spec.ndim}d"
    parts = [str(spec.in_channels), str(spec.out_channels), f"kernel_size={axes_text(spec.kernel_size)}"]
    for parameter, default in (("stride", 1), ("padding", 0), ("output_padding", 0), ("dilation", 1)):
        values = getattr(spec, parameter)
        if isinstance(values, str):
            parts.append(f"{parameter}={values!r}")
        elif isinstance(values[0], tuple):  # beyond PyTorch's words
            parts.append(f"{'crops' if spec.transposed else 'pads'}={values}".replace("-", MINUS))
        elif any(v != default for v in values):
            parts.append(f"{parameter}={axes_text(values)}")
    if spec.groups != 1:
        parts.append(f"groups={spec.groups}")
    if spec.padding_mode != "zeros":
        parts.append(f"padding_mode={spec.padding_mode!r}")
    return f"{name}({', '.join(parts)})"


def formula(spec: ConvSpec) -> Clauses:
    """The output's size with its numbers; if the axes differ, with the numbers of each."""
    axes = zip(spec.input_size, spec.kernel_size, spec.stride, spec.dilation, spec.output_padding, spec.pads,
               strict=True)  # fmt: skip
    numbers = [_terms(spec, i, k, s, d, op, signed_text(lo), signed_text(hi), "·") for i, k, s, d, op, (lo, hi) in axes]
    letters = _terms(spec, "i", "k", "s", "d", "op", "lo" if _has_pairs(spec) else "p", "hi")
    return size_formula("o", letters, zip(numbers, map(str, spec.output_size), strict=True))


def _has_pairs(spec: ConvSpec) -> bool:
    """Whether padding differs between an axis's ends, apart from output_padding."""
    return not any(spec.output_padding) and any(lo != hi for lo, hi in spec.pads)


def _terms(spec: ConvSpec, i: Any, k: Any, s: Any, d: Any, op: Any, lo: str, hi: str, times: str = "") -> str:
    """The formula in letters or in numbers, with only the terms that the call uses."""
    spread = f"{d}{times}({k} − 1)" if max(spec.dilation) > 1 else ""
    border = f"{lo} {'−' if spec.transposed else '+'} {hi}" if _has_pairs(spec) else f"2{times}{lo}"
    if spec.transposed:
        kernel = f"{spread} + 1" if spread else k
        return f"({i} − 1)·{s} − {border} + {kernel}{f' + {op}' if any(spec.output_padding) else ''}"
    return f"⌊({i} + {border} − {f'{spread} − 1' if spread else k})/{s}⌋ + 1"
