"""Keras and TensorFlow: convolutions, poolings and UpSampling, and scripts with keras.ops and keras.layers."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import disguise
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.errors import CodeError, LayerError
from tconv_anim.frameworks.shared.framework import Framework, Reading
from tconv_anim.frameworks.shared.layers import read_op
from tconv_anim.frameworks.shared.padding import (
    as_torch,
    check_output_padding,
    pads_notes,
    plain,
    same_pads,
    tensorflow_crops,
)
from tconv_anim.frameworks.shared.scripts import NUMPY_MODES, array_line, in_turn
from tconv_anim.options import CONVOLUTIONS

_IGNORED = ("activation", "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer",
            "bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint", "name",
            "input_shape", "batch_input_shape", "trainable", "dtype", "lora_rank", "lora_alpha")  # fmt: skip
_HARMLESS = {
    "activation": "None|'linear'",
    "kernel_initializer": "None|.*(uniform|normal|orthogonal|variance).*",  # random there, and drawn from the seed here
    "bias_initializer": "None|.*zeros.*",
}
"""What some of the ignored arguments may be without a change of the output."""


def read_conv(arguments: Arguments) -> Reading:
    """Read a ConvND."""
    given = arguments.bind(
        ("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups"), _IGNORED
    )
    ndim, stride, dilation, sizes = _sizes(arguments, given)
    word = _padding(arguments, given, ("valid", "same", "causal") if ndim == 1 else ("valid", "same"))
    if word == "causal":
        pads: Pads = tuple((d * (k - 1), 0) for k, d in zip(sizes[1], dilation, strict=True))
    elif word == "same":
        pads = same_pads(sizes, stride, dilation, at_end=True)
    else:
        pads = ((0, 0),) * ndim
    spec = ConvSpec(
        "conv", *sizes, stride, plain(pads), dilation, groups=given.get("groups", 1),
        in_channels=arguments.channels(given.get("groups", 1))[0], out_channels=given["filters"],
    )  # fmt: skip
    return Reading(spec, (*pads_notes(spec, "Keras"), *_unapplied(arguments)))


def read_transpose(arguments: Arguments) -> Reading:
    """Read a ConvNDTranspose."""
    given = arguments.bind(
        ("filters", "kernel_size", "strides", "padding", "output_padding", "data_format", "dilation_rate"),
        _IGNORED,
    )
    ndim, stride, dilation, sizes = _sizes(arguments, given)
    word = _padding(arguments, given, ("valid", "same"))
    extra = given.get("output_padding")
    more = None if extra is None else each(ndim, "output_padding", extra)
    if more is not None:
        check_output_padding(arguments, "Keras", more, [s - 1 for s in stride])
    crops = tensorflow_crops(word, sizes, stride, dilation, more)
    spec = ConvSpec("conv_transpose", *sizes, stride, plain(crops), dilation,
                    in_channels=arguments.channels(1)[0], out_channels=given["filters"])  # fmt: skip
    spec, notes = as_torch(spec, "Keras")
    return Reading(spec, (*notes, *_unapplied(arguments)))


def read_pooling(arguments: Arguments, op: str) -> Reading:
    """Read a MaxPoolingND or AveragePoolingND; its mean counts no cells of the padding."""
    given = arguments.bind(("pool_size", "strides", "padding", "data_format"), _IGNORED)
    ndim = _ndim(arguments, given)
    kernel = each(ndim, "pool_size", given.get("pool_size", 2))
    stride = kernel if given.get("strides") is None else each(ndim, "strides", given["strides"])
    means = {"count_include_pad": False} if op == "avg_pool" else {}
    parameters = {"kernel_size": kernel, "stride": stride, **means}
    if _padding(arguments, given, ("valid", "same")) == "valid":
        return Reading(read_op(arguments, op, parameters))
    arguments.input_size, _ = sizes = arguments.sizes(ndim, kernel, 1)
    pads = same_pads(sizes, stride, (1,) * ndim, at_end=True)
    if any(lo < hi and s == 1 for (lo, hi), s in zip(pads, stride, strict=True)):
        raise LayerError("uneven_pooling", {"call": arguments.name, "argument": arguments.text("padding")})
    # ceil_mode lets the last window reach one cell further, and counts no more cells
    padded = {"padding": tuple(lo for lo, _ in pads), "ceil_mode": any(lo != hi for lo, hi in pads)}
    return Reading(read_op(arguments, op, parameters | padded))


def read_upsampling(arguments: Arguments) -> Reading:
    """Read an UpSamplingND."""
    names = ("size", "data_format", "interpolation") if arguments.ndim == 2 else ("size",)
    given = arguments.bind(names, _IGNORED)
    factors = each(_ndim(arguments, given), "size", given.get("size", 2))
    word = given.get("interpolation", "nearest")
    if word not in ("nearest", "bilinear"):
        raise _unknown_word(arguments, "interpolation", ("nearest", "bilinear"))
    return Reading(read_op(arguments, word, {"scale_factor": factors}))


def _padding(arguments: Arguments, given: dict[str, Any], known: tuple[str, ...]) -> str:
    word = str(given.get("padding", "valid")).lower()
    if word not in known:
        raise _unknown_word(arguments, "padding", known)
    return word


def _unknown_word(arguments: Arguments, name: str, known: tuple[str, ...]) -> LayerError:
    return LayerError("unknown_word", {"argument": arguments.text(name), "framework": "Keras", "call": arguments.name,
                                       "known": [repr(word) for word in known]})  # fmt: skip


def _unapplied(arguments: Arguments) -> Clauses:
    """A note for each argument that changes the output and is not computed."""
    ignored = [name for name in _HARMLESS if name in arguments.bound]
    harmful = [n for n in ignored if not re.fullmatch(_HARMLESS[n], arguments.bound[n].text, re.IGNORECASE)]
    return tuple(message("argument_not_applied", argument=arguments.text(name)) for name in harmful)


def _take_shape(arguments: Arguments, given: dict[str, Any], ndim: int) -> None:
    """Take the input's size and channels from input_shape, and compare them with those that are known already."""
    for name, samples in (("input_shape", 0), ("batch_input_shape", 1)):
        shape = given.get(name)
        if shape is None:
            continue
        text = arguments.text(name)
        numbers = shape[samples:] if isinstance(shape, (list, tuple)) else ()
        if len(numbers) != ndim + 1 or not all(n is None or (isinstance(n, int) and n > 0) for n in numbers):
            axes = "rows, columns" if ndim == 2 else "steps"
            accepted = f"{name}={'(None, ' * samples or '('}{axes}, channels)"
            raise LayerError("wrong_shape", {"argument": text, "accepted": accepted})
        first = given.get("data_format") == "channels_first"
        size, channels = (numbers[1:], numbers[0]) if first else (numbers[:-1], numbers[-1])
        if None not in size:
            known = arguments.input_size
            if known is not None and each(ndim, "input_size", known) != tuple(size):
                size_asked_for = each(ndim, "input_size", known)
                raise LayerError("shape_and_size", {"argument": text, "extent": size_asked_for})
            arguments.input_size = tuple(size)
        if channels is not None:
            if arguments.in_channels not in (None, channels):
                raise LayerError("shape_and_channels", {"argument": text, "channel_count": arguments.in_channels})
            arguments.in_channels = channels


def _ndim(arguments: Arguments, given: dict[str, Any]) -> int:
    """The number of axes; what data_format and input_shape say is checked and taken."""
    if given.get("data_format") not in (None, "channels_first", "channels_last"):
        raise _unknown_word(arguments, "data_format", ("channels_first", "channels_last"))
    ndim = arguments.axes()
    _take_shape(arguments, given, ndim)
    return ndim


def _sizes(arguments: Arguments, given: dict[str, Any]) -> tuple[int, Size, Size, tuple[Size, Size]]:
    """The number of axes, strides, dilations, and the sizes of input and kernel."""
    arguments.require("filters", "kernel_size")
    ndim = _ndim(arguments, given)
    stride = each(ndim, "strides", given.get("strides", 1))
    dilation = each(ndim, "dilation_rate", given.get("dilation_rate", 1))
    if max(stride) > 1 and max(dilation) > 1:
        raise LayerError("strides_and_dilation", {"framework": "Keras", "call": arguments.name})
    return ndim, stride, dilation, arguments.sizes(ndim, given["kernel_size"], dilation)


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
    if spec.transposed and spec.groups > 1:
        raise CodeError("groups", {"framework": "Keras"})
    if spec.transposed and max(spec.stride) > 1 and max(spec.dilation) > 1:
        raise CodeError("stride_and_dilation", {"framework": "Keras"})
    # channels last: x (1, *size, C); conv's kernel (*K, in, out), conv_transpose's (*K, out, in)
    kernel = np.moveaxis(trace.weight, (0, 1), (-1, -2))
    function = "conv_transpose" if spec.transposed else "conv"
    thinned = not spec.transposed and max(spec.stride) > 1 and max(spec.dilation) > 1  # Keras takes one of them
    strides = (1,) * spec.ndim if thinned else spec.stride
    words = f'strides={strides}, padding="valid", dilation_rate={spec.dilation}, data_format="channels_last"'
    lines = [array_line("w", kernel), array_line("b", trace.bias)]
    if not spec.transposed:
        lines += _pad(spec)
    lines.append(f"y = np.array(keras.ops.{function}(x, w, {words}))")
    if spec.transposed:
        lines += _crop(spec)
    if thinned:
        lines.append(f"y = y[:, {', '.join(f'::{s}' for s in spec.stride)}]")
    return [*lines, "y = y + b"]


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


FRAMEWORK = Framework(
    title="Keras",
    readers={
        r"Conv(?:olution)?([12])D": read_conv,
        r"Conv(?:olution)?([12])DTranspose": read_transpose,
    },
    weightless={
        r"MaxPool(?:ing)?([12])D": partial(read_pooling, op="max_pool"),
        r"(?:AveragePooling|AvgPool)([12])D": partial(read_pooling, op="avg_pool"),
        r"UpSampling([12])D": read_upsampling,
    },
    layers=(
        "Conv1D", "Conv2D", "Conv1DTranspose", "Conv2DTranspose", "MaxPooling1D", "MaxPooling2D", "AveragePooling1D",
        "AveragePooling2D", "UpSampling1D", "UpSampling2D",
    ),
    write=write,
    writes=(*CONVOLUTIONS, *_WRITTEN),
    bias_argument="use_bias",
    ops={
        "depth_to_space": ("pixel_shuffle",), "space_to_depth": ("pixel_unshuffle",),
        "resize": ("nearest", "linear", "bilinear"),
    },
    functions={
        "conv1d_transpose": "ConvTranspose1d(1, 1, 3, stride=2)",
        "conv2d_transpose": "ConvTranspose2d(1, 1, 3, stride=2)",
    },
)  # fmt: skip
