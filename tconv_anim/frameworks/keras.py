"""Keras and TensorFlow: convolutions, poolings and UpSampling, and scripts with keras.ops and keras.layers."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.errors import LayerError
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
