"""Scripts with Keras."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import disguise
from tconv_anim.core.parameters import Size
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.scripts._layers import WORDS, call, no_layer, numbers, word_of
from tconv_anim.frameworks.scripts._lines import NUMPY_MODES, array_line, in_turn
from tconv_anim.frameworks.scripts._script import Script
from tconv_anim.frameworks.shared.errors import CodeError
from tconv_anim.frameworks.shared.padding import tensorflow_crops
from tconv_anim.options import CONVOLUTIONS


def write(stages: Sequence[Trace]) -> list[str]:
    """The lines of a script; its arrays are channels last."""
    lines = ["import keras", "import numpy as np", "", array_line("x", np.moveaxis(stages[0].input, 0, -1)[np.newaxis])]
    written = (_WRITTEN.get(stage.spec.op, _convolution)(stage) for stage in stages)
    return [*lines, *in_turn(written), "y = np.moveaxis(y, -1, 1)", "print(y.tolist())"]


def _pooling(trace: Trace) -> list[str]:
    """A 'valid' pooling of the padded input; means are corrected where a window counts fewer cells."""
    spec = trace.spec
    kernel, stride, padding = (spec.get(name) for name in ("kernel_size", "stride", "padding"))
    if max(spec.get("dilation") or (1,)) > 1:
        raise CodeError("no_call", {"framework": "Keras", "asked": "dilated max_pool"})
    axes = list(zip(spec.input_size, spec.output_size, kernel, stride, padding, strict=True))
    pads = [(0, 0), *((p, max(0, (o - 1) * s + k - i - p)) for i, o, k, s, p in axes), (0, 0)]
    words = f'Pooling{spec.ndim}D({kernel}, strides={stride}, data_format="channels_last")'
    if spec.op == "max_pool":
        return [f"x = np.pad(x, {pads}, constant_values=-np.inf)", f"y = np.array(keras.layers.Max{words}(x))"]
    cells, divisor = math.prod(kernel), spec.get("divisor_override")
    lines = [f"pool = keras.layers.Average{words}", f"y = np.array(pool(np.pad(x, {pads})))"]
    if divisor is not None:
        return [*lines, f"y = y * {cells} / {divisor}"]
    if all(step.divisor == cells for step in trace.steps):
        return lines
    near = [(0, 0), *((p, min(p, hi)) if spec.get("count_include_pad") else (0, 0) for p, hi in pads[1:-1]), (0, 0)]
    far = [(lo - own_lo, hi - own_hi) for (lo, hi), (own_lo, own_hi) in zip(pads, near, strict=True)]
    counted = f"np.pad(np.pad(np.ones(x.shape, 'float32'), {near}, constant_values=1), {far})"
    return [*lines, f"y = y / np.array(pool({counted}))  # a window's mean is over the cells that count"]


def _upsampling(trace: Trace) -> list[str]:
    """UpSampling, which takes whole factors, and copies where there is one axis."""
    spec, equal = trace.spec, disguise(trace)
    if equal is None:
        raise CodeError("no_call", {"framework": "Keras", "asked": spec.op})
    if spec.ndim == 1:
        return [f"y = np.array(keras.layers.UpSampling1D({equal.spec.stride[0]})(x))"]
    mode = f'data_format="channels_last", interpolation="{spec.op.partition("_")[0]}"'
    return [f"y = np.array(keras.layers.UpSampling2D({equal.spec.stride}, {mode})(x))"]


def _convolution(trace: Trace) -> list[str]:
    spec = trace.spec
    refuse_unlike(spec)
    # channels last: x (1, *size, C); conv's kernel (*K, in, out), conv_transpose's (*K, out, in)
    kernel = np.moveaxis(trace.weight, (0, 1), (-1, -2))
    function = "conv_transpose" if spec.transposed else "conv"
    thinned = not spec.transposed and max(spec.stride) > 1 and max(spec.dilation) > 1  # Keras takes one of them
    strides = (1,) * spec.ndim if thinned else spec.stride
    words = f'strides={strides}, padding="valid", dilation_rate={spec.dilation}, data_format="channels_last"'
    lines = [array_line("w", kernel), array_line("b", trace.bias)]
    with suppress(CodeError):
        own = [f"layer = {layer(spec)}", "layer.build(x.shape)", "layer.set_weights([w, b])"]
        return [*lines, *own, "y = np.array(layer(x))"]
    if not spec.transposed:
        lines += _pad(spec)
    lines.append(f"y = np.array(keras.ops.{function}(x, w, {words}))")
    if spec.transposed:
        lines += _crop(spec)
    if thinned:
        lines.append(f"y = y[:, {', '.join(f'::{s}' for s in spec.stride)}]")
    return [*lines, "y = y + b"]


def layer(spec: ConvSpec) -> str:
    """The layer's call."""
    refuse_unlike(spec)
    name = f"keras.layers.Conv{spec.ndim}D{'Transpose' if spec.transposed else ''}"
    if max(spec.stride) > 1 and max(spec.dilation) > 1:
        raise no_layer("Keras", spec)
    word, more = word_of(spec), None
    causal = tuple((size - 1, 0) for size in spec.effective_kernel_size)
    if word is None and spec.transposed:
        word, more = _with_output_padding(spec)
    elif word is None and spec.ndim == 1 and spec.pads == causal and spec.padding_mode == "zeros":
        word = "causal"
    if word is None:
        raise no_layer("Keras", spec)
    return call(name, (spec.out_channels,), {
        "kernel_size": numbers(spec.kernel_size), "strides": numbers(spec.stride, 1), "padding": word,
        "output_padding": more and numbers(more), "dilation_rate": numbers(spec.dilation, 1),
        "groups": None if spec.groups == 1 else spec.groups,
    })  # fmt: skip


def _with_output_padding(spec: ConvSpec) -> tuple[str | None, Size | None]:
    """The word and the output_padding that crop as a spec does, if any do."""
    sizes = spec.input_size, spec.kernel_size
    for word in WORDS:
        found = []
        for axis, stride in enumerate(spec.stride):
            for more in range(stride):
                tried = tuple(more if n == axis else 0 for n in range(spec.ndim))
                crops = tensorflow_crops(word, sizes, spec.stride, spec.dilation, tried)
                fits = word == "valid" or -(-spec.output_size[axis] // stride) == spec.input_size[axis]
                if fits and crops[axis] == spec.pads[axis]:
                    found.append(more)
                    break
        if len(found) == spec.ndim:
            return word, tuple(found)
    return None, None


def refuse_unlike(spec: ConvSpec) -> None:
    """Refuse a transposed convolution that Keras has no call for.

    Raises
    ------
    CodeError
    """
    if spec.transposed and spec.groups > 1:
        raise CodeError("groups", {"framework": "Keras"})
    if spec.transposed and max(spec.stride) > 1 and max(spec.dilation) > 1:
        raise CodeError("stride_and_dilation", {"framework": "Keras"})


_WRITTEN: Mapping[str, Callable[[Trace], list[str]]] = {
    "max_pool": _pooling, "avg_pool": _pooling,
    "nearest": _upsampling, "nearest_exact": _upsampling, "bilinear": _upsampling,
}  # fmt: skip


def _pad(spec: ConvSpec) -> list[str]:
    """Channels-last padding, and cropping where it is negative."""
    pads = [(max(0, lo), max(0, hi)) for lo, hi in spec.pads]
    crops = ", ".join(_slice(max(0, -lo), -max(0, -hi) or None) for lo, hi in spec.pads)
    lines = [f"x = np.pad(x, {[(0, 0), *pads, (0, 0)]}, mode={NUMPY_MODES[spec.padding_mode]!r})"]
    return lines if min(map(min, spec.pads)) >= 0 else [*lines, f"x = x[:, {crops}]"]


def _crop(spec: ConvSpec) -> list[str]:
    """The output out of Keras' 'valid' result, which ends with zeros where the stride exceeds the kernel."""
    axes = [(max(0, -lo), max(0, -hi), max(0, lo), o) for (lo, hi), o in zip(spec.pads, spec.output_size, strict=True)]
    pads = [(0, 0), *((before, after) for before, after, _, _ in axes), (0, 0)]
    slices = ", ".join(_slice(start, start + o) for _, _, start, o in axes)
    return [f"y = np.pad(y, {pads})[:, {slices}]"]


def _slice(start: int, stop: int | None) -> str:
    return f"{start}:{'' if stop is None else stop}"


SCRIPT = Script(
    title="Keras",
    write=write,
    layer=layer,
    words=True,
    writes=(*CONVOLUTIONS, *_WRITTEN),
)
