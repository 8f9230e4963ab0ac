"""Scripts with JAX."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.scripts._layers import Name, call, no_layer, word_of
from tconv_anim.frameworks.scripts._lines import array_line, bias_shape, in_turn, padded, unpadded, weight_lines
from tconv_anim.frameworks.scripts._script import Script
from tconv_anim.frameworks.shared.errors import CodeError

X, W = Name("x"), Name("w")


def write(stages: Sequence[Trace]) -> list[str]:
    """The lines of a script."""
    head = ["import jax", "import numpy as np", "", array_line("x", stages[0].input[np.newaxis])]
    return [*head, *in_turn(map(_convolution, stages)), "print(y.tolist())"]


def _convolution(trace: Trace) -> list[str]:
    spec, lines = trace.spec, weight_lines(trace)
    if spec.padding_mode != "zeros":
        lines += padded("x", spec)
        spec = unpadded(spec)
    return [*lines, f"y = {layer(spec)}", f"y = y + b.reshape({bias_shape(spec)})"]


def layer(spec: ConvSpec) -> str:
    """The function's call, with PyTorch's layout of the weight."""
    word, axes = word_of(spec), "HW"[: spec.ndim]
    if spec.padding_mode != "zeros":
        raise no_layer("JAX", spec)
    if not spec.transposed:
        return call("jax.lax.conv_general_dilated", (X, W), {
            "window_strides": spec.stride, "padding": word.upper() if word else [*spec.pads],
            "rhs_dilation": spec.dilation, "feature_group_count": spec.groups,
        })  # fmt: skip
    if spec.groups > 1:
        raise CodeError("groups", {"framework": "JAX"})
    return call("jax.lax.conv_transpose", (X, W), {
        # transpose_kernel: the kernel is not flipped and its channel axes are exchanged, as in PyTorch
        "strides": spec.stride, "padding": word.upper() if word else _border(spec), "rhs_dilation": spec.dilation,
        "dimension_numbers": (f"NC{axes}", f"OI{axes}", f"NC{axes}"), "transpose_kernel": True,
    })  # fmt: skip


def _border(spec: ConvSpec) -> list[tuple[int, int]]:
    """What stands around the input with its zeros."""
    axes = zip(spec.effective_kernel_size, spec.pads, strict=True)
    return [(ke - 1 - lo, ke - 1 - hi) for ke, (lo, hi) in axes]


SCRIPT = Script(
    title="JAX",
    write=write,
    layer=layer,
    words=True,
)
