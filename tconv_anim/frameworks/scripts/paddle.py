"""Scripts with paddle.nn, in PyTorch's layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.parameters import Size
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.scripts._layers import call, no_layer, numbers
from tconv_anim.frameworks.scripts._lines import (
    array_line,
    bias_shape,
    cropped,
    in_turn,
    padded,
    unpadded,
    weight_lines,
)
from tconv_anim.frameworks.scripts._ops import copies, pooling, scales
from tconv_anim.frameworks.scripts._script import Script
from tconv_anim.frameworks.shared.errors import CodeError
from tconv_anim.frameworks.shared.padding import torch_padding
from tconv_anim.options import CONVOLUTIONS


def write(stages: Sequence[Trace]) -> list[str]:
    """The lines of a script."""
    head = ["import numpy as np", "import paddle", "", array_line("x", stages[0].input[np.newaxis])]
    lines = in_turn(_WRITTEN.get(stage.spec.op, _convolution)(stage) for stage in stages)
    if any("F." in line for line in lines):
        head.insert(2, "import paddle.nn.functional as F")
    return [*head, *lines, "print(y.tolist())"]


def _pooling(trace: Trace) -> list[str]:
    spec, axes = trace.spec, trace.spec.ndim

    def pool(kernel: Size, stride: Size, dilation: Size) -> str:
        if max(dilation) > 1:
            raise CodeError("no_call", {"framework": "PaddlePaddle", "asked": "dilated max_pool"})
        name, more = ("max", "") if spec.op == "max_pool" else ("avg", ", exclusive=False")
        return f"F.{name}_pool{axes}d(paddle.to_tensor(x), {numbers(kernel)}, stride={numbers(stride)}{more})"

    return pooling(trace, pool)


def _interpolation(trace: Trace) -> list[str]:
    spec = trace.spec
    whole = any(o == 1 < i for i, o in zip(spec.input_size, spec.output_size, strict=True))
    if whole and spec.op != "nearest" and not spec.get("align_corners"):  # it takes the first cell, not the middle
        raise CodeError("no_call", {"framework": "PaddlePaddle", "asked": spec.op})
    if spec.op == "nearest" and not copies(trace, lambda place, scale: place * (1 / scale)):
        raise CodeError("no_call", {"framework": "PaddlePaddle", "asked": spec.op})
    sizes = [(1, *spec.output_size), (1, *scales(spec))] if spec.op == "nearest" and spec.ndim == 1 else [
        spec.output_size, scales(spec)]  # fmt: skip
    by_size = all(o / i == scale for i, o, scale in zip(spec.input_size, spec.output_size, scales(spec), strict=True))
    given = f"size={list(sizes[0])}" if by_size else f"scale_factor={list(map(float, sizes[1]))}"
    corners = ", align_corners=True" if spec.get("align_corners") else ""
    form = ', data_format="NCW"' if spec.op == "linear" else ""
    call = f"F.interpolate({{}}, {given}, mode={spec.op!r}{corners}{form}).numpy()"
    if len(sizes[0]) > spec.ndim:
        return [f"y = {call.format('paddle.to_tensor(x[:, :, None])')}[:, :, 0]"]
    return [f"y = {call.format('paddle.to_tensor(x)')}"]


def _shuffling(trace: Trace) -> list[str]:
    spec = trace.spec
    ((_, factor),) = spec.parameters
    return [f"y = F.{spec.op}(paddle.to_tensor(x), {factor}).numpy()"]


_WRITTEN: Mapping[str, Callable[[Trace], list[str]]] = {
    "max_pool": _pooling, "avg_pool": _pooling, "pixel_shuffle": _shuffling, "pixel_unshuffle": _shuffling,
    "nearest": _interpolation, "linear": _interpolation, "bilinear": _interpolation,
}  # fmt: skip


def layer(spec: ConvSpec) -> str:
    """The layer's call."""
    ends = [end for pads in spec.pads for end in pads]
    found = torch_padding(spec) if spec.transposed else None
    if found is not None and all(op < s for op, s in zip(found[1], spec.stride, strict=True)):
        return _call(spec, *found)
    if spec.transposed and min(lo for lo, _ in spec.pads) >= 0:
        more = tuple(max(0, -hi) for _, hi in spec.pads)
        if all(op < s for op, s in zip(more, spec.stride, strict=True)):
            return _call(spec, [max(0, end) for end in ends], more)
    even = all(lo == hi for lo, hi in spec.pads)
    if spec.transposed or min(ends) < 0 or (spec.padding_mode != "zeros" and len(set(ends)) > 1):  # there one number
        raise no_layer("PaddlePaddle", spec)
    return _call(spec, tuple(lo for lo, _ in spec.pads) if even else ends)


def _call(spec: ConvSpec, padding: Any, output_padding: tuple[int, ...] | None = None) -> str:
    name = f"paddle.nn.Conv{spec.ndim}D{'Transpose' if spec.transposed else ''}"
    return call(name, (spec.in_channels, spec.out_channels), {
        "kernel_size": numbers(spec.kernel_size), "stride": numbers(spec.stride, 1),
        "padding": padding if isinstance(padding, list) else numbers(padding, 0),
        "output_padding": output_padding and numbers(output_padding, 0),
        "dilation": numbers(spec.dilation, 1), "groups": None if spec.groups == 1 else spec.groups,
        "padding_mode": None if spec.padding_mode == "zeros" else spec.padding_mode,
    })  # fmt: skip


def _convolution(trace: Trace) -> list[str]:
    """The layer's lines; what it cannot pad or crop is padded or cropped by numpy."""
    spec = trace.spec
    lines, after = weight_lines(trace), []
    try:
        own = layer(spec)
    except CodeError:
        if spec.transposed:
            own, after = _call(spec, (0,) * spec.ndim), cropped("y", spec)
        else:
            own, lines = layer(unpadded(spec)), [*lines, *padded("x", spec)]
    return [
        *lines, f"layer = {own}", "layer.weight.set_value(w)", "layer.bias.set_value(np.zeros_like(b))",
        "y = layer(paddle.to_tensor(x)).numpy()", *after, f"y = y + b.reshape({bias_shape(spec)})",
    ]  # fmt: skip


SCRIPT = Script(
    title="PaddlePaddle",
    write=write,
    layer=layer,
    writes=(*CONVOLUTIONS, *_WRITTEN),
)
