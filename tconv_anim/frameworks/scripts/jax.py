"""Scripts with JAX."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.parameters import Size
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.scripts._layers import Name, call, no_layer, word_of
from tconv_anim.frameworks.scripts._lines import array_line, bias_shape, in_turn, padded, unpadded, weight_lines
from tconv_anim.frameworks.scripts._ops import copies, pooling, scales
from tconv_anim.frameworks.scripts._script import Script
from tconv_anim.frameworks.shared.errors import CodeError
from tconv_anim.options import CONVOLUTIONS

X, W = Name("x"), Name("w")


def write(stages: Sequence[Trace]) -> list[str]:
    """The lines of a script."""
    head = ["import jax", "import numpy as np", "", array_line("x", stages[0].input[np.newaxis])]
    lines = in_turn(_WRITTEN.get(stage.spec.op, _convolution)(stage) for stage in stages)
    return [*head, *lines, "print(y.tolist())"]


def _convolution(trace: Trace) -> list[str]:
    spec, lines = trace.spec, weight_lines(trace)
    if spec.padding_mode != "zeros":
        lines += padded("x", spec)
        spec = unpadded(spec)
    return [*lines, f"y = {layer(spec)}", f"y = y + b.reshape({bias_shape(spec)})"]


def _pooling(trace: Trace) -> list[str]:
    start, what = ("-np.inf", "max") if trace.spec.op == "max_pool" else ("0.0", "add")

    def pool(kernel: Size, stride: Size, dilation: Size) -> str:
        wide = f", window_dilation={(1, 1, *dilation)}" if max(dilation) > 1 else ""
        sizes = f"{(1, 1, *kernel)}, {(1, 1, *stride)}"
        share = "" if what == "max" else f" / {math.prod(kernel)}"
        return f'jax.lax.reduce_window(x, {start}, jax.lax.{what}, {sizes}, "VALID"{wide}){share}'

    return pooling(trace, pool)


def _interpolation(trace: Trace) -> list[str]:
    """jax.image.resize, whose scale is that of the sizes, and whose nearest cell is that of the middle."""
    spec = trace.spec
    by_size = all(o / i == of for i, o, of in zip(spec.input_size, spec.output_size, scales(spec), strict=True))
    exact = spec.op != "nearest_exact" or copies(trace, lambda place, scale: (place + 0.5) * (1 / scale))
    if not by_size or not exact or spec.get("align_corners"):
        raise CodeError("no_call", {"framework": "JAX", "asked": spec.op})
    method = "nearest" if spec.op == "nearest_exact" else "linear"
    size = ", ".join(map(str, spec.output_size))
    return [f'y = np.array(jax.image.resize(x, (*x.shape[:2], {size}), "{method}", antialias=False))']


_WRITTEN: Mapping[str, Callable[[Trace], list[str]]] = {
    "max_pool": _pooling, "avg_pool": _pooling,
    "nearest_exact": _interpolation, "linear": _interpolation, "bilinear": _interpolation,
}  # fmt: skip


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
    writes=(*CONVOLUTIONS, *_WRITTEN),
    words=True,
)
