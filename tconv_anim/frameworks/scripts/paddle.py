"""Scripts with paddle.nn, in PyTorch's layout."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
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
from tconv_anim.frameworks.scripts._script import Script
from tconv_anim.frameworks.shared.errors import CodeError
from tconv_anim.frameworks.shared.padding import torch_padding


def write(stages: Sequence[Trace]) -> list[str]:
    """The lines of a script."""
    head = ["import numpy as np", "import paddle", "", array_line("x", stages[0].input[np.newaxis])]
    return [*head, *in_turn(map(_convolution, stages)), "print(y.tolist())"]


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
)
