"""Scripts with PyTorch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.ops import get_op, takes
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.scripts._layers import call, no_layer, numbers
from tconv_anim.frameworks.scripts._lines import bias_shape, in_turn, written
from tconv_anim.frameworks.scripts._script import Script
from tconv_anim.frameworks.shared.padding import torch_padding
from tconv_anim.options import CONVOLUTIONS, op_names


def write(stages: Sequence[Trace]) -> list[str]:
    """The lines of a script."""
    first, x = stages[0], stages[0].input
    unpools = any(get_op(stage.spec.op).indexed for stage in stages)
    nearest = any(stage.spec.op.startswith("nearest") for stage in stages)  # PyTorch's cells differ for float64
    dtype = "float32" if nearest and (x.astype(np.float32) == x).all() else "float64"
    lines = ["import torch", "import torch.nn.functional as F", "", _tensor("x", x[np.newaxis], dtype)]
    if unpools:
        own = f"torch.tensor({[first.indices.tolist()]})" if get_op(first.spec.op).indexed else ""
        lines.append(f"indices = [{own}]")
    written = (_convolution(s, dtype) if s.spec.weight_shape else _function(s, kept=unpools) for s in stages)
    return [*lines, *in_turn(written), "print(y.tolist())"]


_WRITTEN = {"max_pool": "max_pool{}d", "avg_pool": "avg_pool{}d", "max_unpool": "max_unpool{}d",
            "adaptive_max_pool": "adaptive_max_pool{}d", "adaptive_avg_pool": "adaptive_avg_pool{}d",
            "unfold": "unfold", "fold": "fold",
            "pixel_shuffle": "pixel_shuffle", "pixel_unshuffle": "pixel_unshuffle"}  # fmt: skip
"""The functions of ops without a weight that do not interpolate; {} is the number of dimensions."""


def _function(trace: Trace, *, kept: bool) -> list[str]:
    """The line of an op without a weight; `kept` says that poolings keep indices, the last for the next unpooling."""
    spec = trace.spec
    words = ", ".join(f"{name}={value!r}" for name, value in spec.parameters)
    if spec.op not in _WRITTEN:
        return [f"y = F.interpolate(x, {words}, mode={spec.op.replace('_', '-')!r})"]
    name = _WRITTEN[spec.op].format(spec.ndim)
    if kept and get_op(spec.op).remembers:
        return [f"y, found = F.{name}(x, {words}, return_indices=True)", "indices.append(found)"]
    if spec.op == "unfold":  # whose matrix has no axis of channels
        return [f"y = F.unfold(x, {words})[:, None]"]
    if spec.op == "fold":
        return [f"y = F.fold(x[:, 0], {words})"]
    return [f"y = F.{name}(x, {'indices.pop(), ' if get_op(spec.op).indexed else ''}{words})"]


def _tensor(name: str, array: Array, dtype: str) -> str:
    return f"{name} = torch.tensor({written(array)}, dtype=torch.{dtype})"


def _convolution(trace: Trace, dtype: str) -> list[str]:
    spec = trace.spec
    name = f"conv{'_transpose' if spec.transposed else ''}{spec.ndim}d"
    words = f"stride={spec.stride}, dilation={spec.dilation}, groups={spec.groups}"
    lines = [_tensor("w", trace.weight, dtype), _tensor("b", trace.bias, dtype)]
    if spec.transposed:
        direct = torch_padding(spec)
        if direct is not None:
            padding, output_padding = direct
            lines.append(f"y = F.{name}(x, w, b, padding={padding}, output_padding={output_padding}, {words})")
        else:
            lines.append(f"y = F.{name}(x, w, {words})")
            lines += _pad(spec, "y", -1)
            lines.append(f"y = y + b.reshape({bias_shape(spec)})")
    elif spec.padding_mode == "zeros" and all(lo == hi >= 0 for lo, hi in spec.pads):
        lines.append(f"y = F.{name}(x, w, b, padding={tuple(lo for lo, _ in spec.pads)}, {words})")
    else:
        lines += _pad(spec, "x", 1)
        lines.append(f"y = F.{name}(x, w, b, {words})")
    return lines


def layer(spec: ConvSpec) -> str:
    """The layer's call."""
    name = f"torch.nn.Conv{'Transpose' if spec.transposed else ''}{spec.ndim}d"
    found = torch_padding(spec) if spec.transposed else None
    if spec.transposed and found is None:
        raise no_layer("PyTorch", spec)
    if found is not None:
        padding: Any = numbers(found[0], 0)
    elif spec.padding == "same" or all(lo == hi >= 0 for lo, hi in spec.pads):
        padding = spec.padding if spec.padding == "same" else numbers(tuple(lo for lo, _ in spec.pads), 0)
    elif set(spec.stride) == {1} and spec.pads == replace(spec, padding="same").pads:
        padding = "same"
    else:
        raise no_layer("PyTorch", spec)
    return call(name, (spec.in_channels, spec.out_channels), {
        "kernel_size": numbers(spec.kernel_size), "stride": numbers(spec.stride, 1), "padding": padding,
        "output_padding": found and numbers(found[1], 0), "dilation": numbers(spec.dilation, 1),
        "groups": None if spec.groups == 1 else spec.groups,
        "padding_mode": None if spec.padding_mode == "zeros" else spec.padding_mode,
    })  # fmt: skip


def _pad(spec: ConvSpec, name: str, sign: int) -> list[str]:
    """Pad by what is positive, then crop by what is negative; F.pad lists the last axis first."""
    ends = [sign * end for pads in reversed(spec.pads) for end in pads]
    mode = f", mode={spec.padding_mode!r}" if spec.padding_mode != "zeros" else ""
    steps = [(tuple(max(0, end) for end in ends), mode), (tuple(min(0, end) for end in ends), "")]
    return [f"{name} = F.pad({name}, {amounts}{how})" for amounts, how in steps if any(amounts)]


def _interpolations() -> Iterator[str]:
    for op in op_names():
        if {"size", "scale_factor"} <= {*takes(op)} and not get_op(op).weighted:
            yield op


SCRIPT = Script(
    title="PyTorch",
    write=write,
    layer=layer,
    writes=(*CONVOLUTIONS, *_WRITTEN, *_interpolations()),
)
