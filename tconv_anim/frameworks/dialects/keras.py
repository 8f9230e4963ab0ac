"""Keras: its layers, with their padding of TensorFlow, depthwise ones too, and the functions that make layers."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.layers import read_op
from tconv_anim.frameworks.shared.padding import (
    as_torch,
    check_output_padding,
    pads_notes,
    plain,
    same_pads,
    tensorflow_crops,
)
from tconv_anim.frameworks.shared.plain import depthwise
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared

ROLES = {"filters": "out_channels", "strides": "stride", "dilation_rate": "dilation", "pool_size": "kernel_size"}
OTHERS = (
    "activation=None, use_bias=True, kernel_initializer=None, bias_initializer=None, kernel_regularizer=None, "
    "bias_regularizer=None, activity_regularizer=None, kernel_constraint=None, bias_constraint=None"
)
WORDS = (
    "name=None, input_shape=None, batch_input_shape=None, batch_shape=None, build_shape=None, trainable=True, "
    "dtype=None, lora_rank=None, lora_alpha=None, input_dim=None, input_length=None, weights=None, "
    "quantization_config=None, autocast=True, activity_regularizer=None"
)
_HARMLESS = {
    "activation": "None|null|'linear'",
    "kernel_initializer": "None|null|.*(uniform|normal|orthogonal|variance).*",  # random; here drawn from the seed
    "depthwise_initializer": "None|null|.*(uniform|normal|orthogonal|variance).*",
    "bias_initializer": "None|null|.*zeros.*",
}
"""What some of the ignored arguments may be without a change of the output."""


def read_conv(arguments: Arguments) -> Reading:
    """Read a ConvND."""
    ndim, stride, dilation, sizes = _sizes(arguments)
    groups = arguments.given.get("groups", 1)
    spec = ConvSpec(
        "conv", *sizes, stride, plain(_pads(arguments, ndim, sizes, stride, dilation)), dilation, groups=groups,
        in_channels=arguments.channels(groups)[0], out_channels=arguments.role("out_channels"),
    )  # fmt: skip
    return Reading(spec, (*pads_notes(spec, "Keras"), *_unapplied(arguments)))


def read_depthwise(arguments: Arguments) -> Reading:
    """Read a DepthwiseConvND: a group for every input channel."""
    _check_groups(arguments)
    ndim, stride, dilation, sizes = _sizes(arguments, both=True)
    inputs, times = depthwise(arguments, arguments.given["depth_multiplier"])
    spec = ConvSpec(
        "conv", *sizes, stride, plain(_pads(arguments, ndim, sizes, stride, dilation)), dilation, groups=inputs,
        in_channels=inputs, out_channels=inputs * times,
    )  # fmt: skip
    return Reading(spec, (*pads_notes(spec, "Keras"), *_unapplied(arguments)))


def refuse_separable(arguments: Arguments, places: tuple[str, ...]) -> Reading:
    """Refuse two convolutions that are one layer, and say what they are; `places` are its arguments in their order.

    Raises
    ------
    LayerError
    """
    axes, call = arguments.ndim or 2, arguments.call
    given = dict(zip(places, call.positional, strict=False)) | dict(call.keywords)
    texts = {name: value.text for name, value in given.items()}
    names = ("strides", "padding", "dilation_rate", "depth_multiplier")
    words = [texts.get("kernel_size", "3"), *(f"{name}={texts[name]}" for name in names if name in texts)]
    arguments.fail("two_convolutions", depthwise=f"DepthwiseConv{axes}D({', '.join(words)})",
                   pointwise=f"Conv{axes}D({texts.get('filters', '1')}, 1)")  # fmt: skip


def separable(*places: str, function: bool = False) -> Declared:
    """A layer of two convolutions, which is refused."""
    return Declared("*, rest=None", partial(refuse_separable, places=places), anything=True,
                    function=function, rooted=function)  # fmt: skip


def _pads(arguments: Arguments, ndim: int, sizes: tuple[Size, Size], stride: Size, dilation: Size) -> Pads:
    one_axis = ndim == 1 and arguments.name.startswith("Conv")
    word = _padding(arguments, ("valid", "same", "causal") if one_axis else ("valid", "same"))
    if word == "causal":
        return tuple((d * (k - 1), 0) for k, d in zip(sizes[1], dilation, strict=True))
    if word == "same":
        return same_pads(sizes, stride, dilation, at_end=True)
    return ((0, 0),) * ndim


def read_transpose(arguments: Arguments) -> Reading:
    """Read a ConvNDTranspose."""
    _check_groups(arguments)
    _, stride, dilation, sizes = _sizes(arguments)
    word = _padding(arguments, ("valid", "same"))
    more = output_padding(arguments, word, sizes, stride, dilation)
    crops = tensorflow_crops(word, sizes, stride, dilation, more)
    spec = ConvSpec("conv_transpose", *sizes, stride, plain(crops), dilation,
                    in_channels=arguments.channels(1)[0], out_channels=arguments.role("out_channels"))  # fmt: skip
    spec, notes = as_torch(spec, "Keras")
    return Reading(spec, (*notes, *_unapplied(arguments)))


def read_function_transpose(arguments: Arguments) -> Reading:
    """Read tf.layers.conv2d_transpose, which takes no dilation."""
    arguments.given |= {"dilation_rate": 1, "groups": 1}
    return read_transpose(arguments)


def output_padding(
    arguments: Arguments, word: str, sizes: tuple[Size, Size], stride: Size, dilation: Size
) -> Size | None:  # fmt: skip
    """Keras' output_padding, which must be below the stride; None if it is not given.

    With "same" TensorFlow takes it only if a convolution of the output has the input's size.
    """
    extra = arguments.role("output_padding")
    if extra is None:
        return None
    more = each(len(stride), "output_padding", extra)
    check_output_padding(arguments, "Keras", more, [s - 1 for s in stride])
    for i, k, s, d, op in zip(*sizes, stride, dilation, more, strict=True):
        if word == "same" and -(-((i - 1) * s + (d * (k - 1) + 1) % 2 + op) // s) != i:
            arguments.fail("unread_argument", argument=arguments.text("output_padding"),
                           accepted="use a larger one with padding='same', or leave it out")  # fmt: skip
    return more


def read_pooling(arguments: Arguments, op: str) -> Reading:
    """Read a MaxPoolingND or AveragePoolingND; its mean counts no cells of the padding."""
    ndim = _ndim(arguments)
    kernel = each(ndim, "pool_size", arguments.given["pool_size"])
    strides = arguments.given.get("strides")
    stride = kernel if strides is None else each(ndim, "strides", strides)
    means = {"count_include_pad": False} if op == "avg_pool" else {}
    parameters = {"kernel_size": kernel, "stride": stride, **means}
    if _padding(arguments, ("valid", "same")) == "valid":
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
    factors = each(_ndim(arguments), "size", arguments.given["size"])
    word = arguments.given.get("interpolation", "nearest")
    if word not in ("nearest", "bilinear"):
        raise _unknown_word(arguments, "interpolation", ("nearest", "bilinear"))
    return Reading(read_op(arguments, word, {"scale_factor": factors}))


def _check_groups(arguments: Arguments) -> None:
    """What Keras 2 writes into the configuration of every layer."""
    if arguments.given["groups"] != 1:
        arguments.fail("unread_argument", argument=arguments.text("groups"), accepted="leave it out")


def _padding(arguments: Arguments, known: tuple[str, ...]) -> str:
    word = str(arguments.given.get("padding", "valid")).lower()
    if word not in known:
        raise _unknown_word(arguments, "padding", known)
    return word


def _unknown_word(arguments: Arguments, name: str, known: tuple[str, ...]) -> LayerError:
    return LayerError("unknown_word", {"argument": arguments.text(name), "framework": "Keras", "call": arguments.name,
                                       "known": [repr(word) for word in known]})  # fmt: skip


def _unapplied(arguments: Arguments) -> Clauses:
    """A note for each argument that changes the output and is not computed."""
    ignored = [name for name in _HARMLESS if name in arguments.bound]
    harmful = [
        n for n in ignored
        if not re.fullmatch(_HARMLESS[n], arguments.bound[n].text, re.IGNORECASE | re.DOTALL)
    ]  # fmt: skip
    return tuple(message("argument_not_applied", argument=arguments.text(name)) for name in harmful)


def _take_shape(arguments: Arguments, ndim: int) -> None:
    """Take the input's size and channels from input_shape, and compare them with those that are known already."""
    for name, samples in (("input_shape", 0), ("batch_input_shape", 1), ("batch_shape", 1), ("build_shape", 1)):
        shape = arguments.bound[name].plain if name in arguments.bound else None
        if shape is None or shape is Ellipsis or (name == "build_shape" and arguments.input_size is not None):
            continue
        text = arguments.text(name)
        numbers = shape[samples:] if isinstance(shape, (list, tuple)) else ()
        if len(numbers) != ndim + 1 or not all(n is None or (isinstance(n, int) and n > 0) for n in numbers):
            axes = "rows, columns" if ndim == 2 else "steps"
            accepted = f"{name}={'(None, ' * samples or '('}{axes}, channels)"
            raise LayerError("wrong_shape", {"argument": text, "accepted": accepted})
        first = arguments.given.get("data_format") == "channels_first"
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


def _ndim(arguments: Arguments) -> int:
    """The number of axes; what data_format and input_shape say is checked and taken."""
    value = arguments.bound.get("data_format")
    given = None if value is None or value.plain is Ellipsis else value.plain
    if given not in (None, "channels_first", "channels_last"):
        raise _unknown_word(arguments, "data_format", ("channels_first", "channels_last"))
    arguments.given["data_format"] = given
    ndim = arguments.axes()
    _take_shape(arguments, ndim)
    return ndim


def _sizes(arguments: Arguments, *, both: bool = False) -> tuple[int, Size, Size, tuple[Size, Size]]:
    """The number of axes, strides, dilations, and the sizes of input and kernel."""
    ndim = _ndim(arguments)
    stride = each(ndim, "strides", arguments.given["strides"])
    dilation = each(ndim, "dilation_rate", arguments.given["dilation_rate"])
    if max(stride) > 1 and max(dilation) > 1 and not both:
        raise LayerError("strides_and_dilation", {"framework": "Keras", "call": arguments.name})
    return ndim, stride, dilation, arguments.sizes(ndim, arguments.role("kernel_size"), dilation)


_FILTERS = "filters, kernel_size, strides=1, padding='valid', "
_CONV = f"{_FILTERS}data_format=None, dilation_rate=1, groups=1, "
_TRANSPOSE = f"{_FILTERS}output_padding=None, data_format=None, dilation_rate=1, "
_DEPTHWISE = "kernel_size, strides=1, padding='valid', depth_multiplier=1, data_format=None, dilation_rate=1, "
_REST = f"{OTHERS}, *, {WORDS.removesuffix(', activity_regularizer=None')}"
_DEPTHWISE_REST = _REST.replace("kernel_", "depthwise_")
_POOL = (
    f"pool_size=2, strides=None, padding='valid', data_format=None, name=None, *, {WORDS.removeprefix('name=None, ')}"
)
_UP = f"*, {WORDS}"


def _pooling(op: str) -> Declared:
    return Declared(_POOL, partial(read_pooling, op=op), op, ROLES, weighted=False)


def _function(signature: str, read: Callable[[Arguments], Reading], op: str) -> Declared:
    """A function of tf.layers, which makes a layer and calls it."""
    words = f"{OTHERS}, trainable=True, name=None, reuse=None"
    return Declared(
        f"inputs, {signature}{words}", read, op, ROLES, "output_padding", "inputs", function=True, rooted=True
    )


def _upsampling(signature: str) -> Declared:
    return Declared(signature, read_upsampling, "nearest", weighted=False, reads="size interpolation")


DIALECT = Dialect(
    title="Keras",
    roots=frozenset({"keras", "layers", "tfkl", "kl"}),
    entries={
        r"Conv(?:olution)?([12])D": Declared(f"{_CONV}{_REST}", read_conv, "conv", ROLES),
        r"Conv(?:olution)?([12])DTranspose": Declared(f"{_TRANSPOSE}{_REST}, groups=1", read_transpose,
                                                      "conv_transpose", ROLES),
        r"DepthwiseConv([12])D": Declared(f"{_DEPTHWISE}{_DEPTHWISE_REST}, groups=1", read_depthwise, "conv", ROLES,
                                       reads="depth_multiplier"),
        r"conv([12])d": _function(_CONV.replace("groups=1, ", ""), read_conv, "conv"),
        r"conv([12])d_transpose": _function(f"{_FILTERS}data_format=None, ", read_function_transpose, "conv_transpose"),
        r"MaxPool(?:ing)?([12])D": _pooling("max_pool"),
        r"AveragePooling([12])D": _pooling("avg_pool"),
        r"AvgPool([12])D": _pooling("avg_pool"),
        r"UpSampling(1)D": _upsampling(f"size=2, {_UP}"),
        r"UpSampling(2)D": _upsampling(f"size=2, data_format=None, interpolation='nearest', {_UP}"),
        r"Separable(?:Conv|Convolution)([12])D": separable("filters", "kernel_size", "strides", "padding"),
        r"separable_conv([12])d": separable("inputs", "filters", "kernel_size", "strides", "padding", function=True),
    },
)  # fmt: skip
