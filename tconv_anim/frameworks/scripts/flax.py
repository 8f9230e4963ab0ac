"""Scripts with flax.linen, whose arrays are channels last."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.parameters import Size
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.scripts._layers import call, no_layer, word_of
from tconv_anim.frameworks.scripts._lines import NUMPY_MODES, array_line, in_turn
from tconv_anim.frameworks.scripts._ops import pooling
from tconv_anim.frameworks.scripts._script import Script
from tconv_anim.frameworks.shared.errors import CodeError
from tconv_anim.options import CONVOLUTIONS


def write(stages: Sequence[Trace]) -> list[str]:
    """The lines of a script."""
    head = ["import flax.linen", "import numpy as np", ""]
    lines = in_turn(_WRITTEN.get(stage.spec.op, _convolution)(stage) for stage in stages)
    x = array_line("x", np.moveaxis(stages[0].input, 0, -1)[np.newaxis])
    return [*head, x, *lines, "y = np.moveaxis(y, -1, 1)", "print(y.tolist())"]


def _pooling(trace: Trace) -> list[str]:
    name = "max" if trace.spec.op == "max_pool" else "avg"

    def pool(kernel: Size, stride: Size, dilation: Size) -> str:
        if max(dilation) > 1:
            raise CodeError("no_call", {"framework": "Flax", "asked": "dilated max_pool"})
        return f"flax.linen.{name}_pool(x, {kernel}, strides={stride})"

    return pooling(trace, pool, channels_last=True)


_WRITTEN: Mapping[str, Callable[[Trace], list[str]]] = {"max_pool": _pooling, "avg_pool": _pooling}


def layer(spec: ConvSpec) -> str:
    """The layer's call."""
    if spec.padding_mode != "zeros":
        raise no_layer("Flax", spec)
    return _call(spec)


def _call(spec: ConvSpec) -> str:
    """The layer's call, for an input that is padded already unless it is padded with zeros."""
    word = word_of(spec)
    if spec.transposed and spec.groups > 1:
        raise CodeError("groups", {"framework": "Flax"})
    pads = list(spec.pads)
    if spec.transposed:  # what stands around the input with its zeros
        sizes = zip(spec.effective_kernel_size, spec.pads, strict=True)
        pads = [(size - 1 - lo, size - 1 - hi) for size, (lo, hi) in sizes]
    padding = "VALID" if spec.padding_mode != "zeros" else word.upper() if word else pads
    return call(f"flax.linen.Conv{'Transpose' if spec.transposed else ''}", (), {
        "features": spec.out_channels, "kernel_size": spec.kernel_size, "strides": spec.stride, "padding": padding,
        "kernel_dilation": None if set(spec.dilation) == {1} else spec.dilation,
        "feature_group_count": None if spec.groups == 1 else spec.groups,
        "transpose_kernel": True if spec.transposed else None,
    })  # fmt: skip


def _convolution(trace: Trace) -> list[str]:
    spec = trace.spec
    own = f"layer = {_call(spec)}"
    # a kernel is (*K, in, out), or (*K, out, in) where it is transposed
    kernel = np.moveaxis(trace.weight, (0, 1), (-1, -2))
    lines = [array_line("kernel", kernel), array_line("bias", trace.bias)]
    if spec.padding_mode != "zeros":
        lines.append(f"x = np.pad(x, {[(0, 0), *spec.pads, (0, 0)]}, mode={NUMPY_MODES[spec.padding_mode]!r})")
    return [*lines, own, 'y = np.array(layer.apply({"params": {"kernel": kernel, "bias": bias}}, x))']


SCRIPT = Script(
    title="Flax",
    write=write,
    layer=layer,
    writes=(*CONVOLUTIONS, *_WRITTEN),
    words=True,
)
