"""TensorFlow: the functions of tf.nn and of keras.ops, whose calls do not show their kernel."""

from __future__ import annotations

from typing import Any

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.dialects import keras
from tconv_anim.frameworks.shared.call import Arguments, Value, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.padding import as_torch, pads_notes, pairs, plain, same_pads, tensorflow_crops
from tconv_anim.frameworks.shared.plain import depthwise
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared

FIRST = ("NCHW", "NCW", "channels_first")
LAST = ("NHWC", "NWC", "channels_last")
WORDS = ("SAME", "VALID")


def read_conv(arguments: Arguments) -> Reading:
    """Read tf.nn.conv2d or conv1d; padding's words are in capital letters."""
    ndim, stride, dilation, sizes = _sizes(arguments)
    pads = _pads(arguments, ndim, sizes, stride, dilation)
    inputs, outputs = arguments.channels(1)
    shape = arguments.supply.weight_shape
    groups = inputs // shape[1] if shape is not None and inputs % shape[1] == 0 else 1
    spec = ConvSpec("conv", *sizes, stride, plain(pads), dilation, groups=groups, in_channels=inputs,
                    out_channels=outputs)  # fmt: skip
    return Reading(spec, pads_notes(spec, "TensorFlow"))


def read_depthwise(arguments: Arguments) -> Reading:
    """Read tf.nn.depthwise_conv2d, whose strides are those of all axes, and the same for both spatial ones."""
    strides = arguments.given["strides"]
    if not isinstance(strides, (list, tuple)) or len(strides) != 4 or len(set(_inner(arguments, strides))) != 1:
        arguments.fail("unread_argument", argument=arguments.text("strides"), accepted="write them as [1, s, s, 1]")
    ndim, stride, dilation, sizes = _sizes(arguments)
    pads = _pads(arguments, ndim, sizes, stride, dilation)
    inputs, times = depthwise(arguments, None)
    spec = ConvSpec("conv", *sizes, stride, plain(pads), dilation, groups=inputs, in_channels=inputs,
                    out_channels=inputs * times)  # fmt: skip
    return Reading(spec, pads_notes(spec, "TensorFlow"))


def read_transpose(arguments: Arguments) -> Reading:
    """Read tf.nn.conv2d_transpose: the gradient of the convolution from output_shape to the input's size."""
    ndim, stride, dilation, sizes = _sizes(arguments)
    word = _word(arguments)
    if max(dilation) > 1:
        arguments.fail("unread_argument", argument=arguments.text("dilations"), accepted="use 1")
    wanted, channels = _shape(arguments, ndim)
    if arguments.input_size is None:  # one that has such an output
        axes = zip(wanted, sizes[1], stride, strict=True)
        sizes = (tuple(max(1, -(-o // s) if word == "SAME" else (o - k) // s + 1) for o, k, s in axes), sizes[1])
    ends = list(zip(*sizes, stride, wanted, strict=True))
    fits = [-(-o // s) == i if word == "SAME" else o >= k and (o - k) // s + 1 == i for i, k, s, o in ends]
    if not all(fits):
        i, k, s, _ = ends[fits.index(False)]
        least, most = ((i - 1) * s + 1, i * s) if word == "SAME" else ((i - 1) * s + k, i * s + k - 1)
        raise LayerError("no_output_shape", {
            "argument": arguments.text("output_shape"), "extent": sizes[0], "call": arguments.name,
            "framework": "TensorFlow", "accepted": f"{least} to {most}" if least < most else str(least),
        })  # fmt: skip
    crops = []
    for i, k, s, o in ends:
        canvas = (i - 1) * s + k
        lo = max(canvas - o, 0) // 2 if word == "SAME" else 0
        crops.append((lo, canvas - o - lo))
    inputs, outputs = arguments.channels(None)
    if None not in (outputs, channels) and outputs != channels:
        arguments.fail("unread_argument", argument=arguments.text("output_shape"), accepted=f"use {outputs} channels")
    spec, notes = as_torch(ConvSpec(
        "conv_transpose", *sizes, stride, plain(tuple(crops)), dilation, in_channels=inputs or 1,
        out_channels=outputs or channels or 1,
    ), "TensorFlow")  # fmt: skip
    return Reading(spec, notes)


def read_ops_conv(arguments: Arguments) -> Reading:
    """Read keras.ops.conv."""
    ndim, stride, dilation, sizes = _sizes(arguments)
    pads = _pads(arguments, ndim, sizes, stride, dilation, any_case=True)
    inputs, outputs = arguments.channels(1)
    spec = ConvSpec("conv", *sizes, stride, plain(pads), dilation, in_channels=inputs, out_channels=outputs)
    return Reading(spec, pads_notes(spec, "Keras"))


def read_ops_transpose(arguments: Arguments) -> Reading:
    """Read keras.ops.conv_transpose."""
    _, stride, dilation, sizes = _sizes(arguments)
    word = _word(arguments, any_case=True).lower()
    more = keras.output_padding(arguments, word, sizes, stride, dilation)
    inputs, outputs = arguments.channels(1)
    spec, notes = as_torch(ConvSpec(
        "conv_transpose", *sizes, stride, plain(tensorflow_crops(word, sizes, stride, dilation, more)), dilation,
        in_channels=inputs, out_channels=outputs,
    ), "Keras")  # fmt: skip
    return Reading(spec, notes)


def _word(arguments: Arguments, *, any_case: bool = False) -> str:
    word = arguments.given["padding"]
    if any_case and isinstance(word, str):
        word = word.upper()
    if word not in WORDS:
        raise LayerError("unknown_word", {"argument": arguments.text("padding"), "framework": arguments.framework,
                                          "call": arguments.name, "known": [*map(repr, WORDS)]})  # fmt: skip
    return str(word)


def _pads(
    arguments: Arguments, ndim: int, sizes: tuple[Size, Size], stride: Size, dilation: Size, *, any_case: bool = False
) -> Pads:
    padding = arguments.given["padding"]
    if isinstance(padding, (list, tuple)) and len(padding) == ndim + 2:
        return pairs(ndim, "padding", padding[2:] if _first(arguments) else padding[1:-1])
    if _word(arguments, any_case=any_case) == "VALID":
        return ((0, 0),) * ndim
    return same_pads(sizes, stride, dilation, at_end=True)


def _shape(arguments: Arguments, ndim: int) -> tuple[Size, int | None]:
    """The output's spatial size, and its channels if they are a number; that of samples needs no value."""
    wanted, channels = arguments.items("output_shape"), None
    if wanted is None:
        return each(ndim, "output_shape", arguments.bound["output_shape"].plain), None
    if len(wanted) == ndim + 2:
        last = wanted[1 if _first(arguments) else -1]
        channels = last if isinstance(last, int) and last > 0 else None
        wanted = _inner(arguments, wanted)
    for number in wanted:
        if isinstance(number, Value):
            arguments.refuse("output_shape", number)
    return each(ndim, "output_shape", wanted), channels


def _first(arguments: Arguments) -> bool:
    value = arguments.bound.get("data_format")
    word = None if value is None else value.plain
    if word not in (None, Ellipsis, *FIRST, *LAST):
        raise LayerError("unknown_word", {"argument": arguments.text("data_format"), "framework": arguments.framework,
                                          "call": arguments.name, "known": [*map(repr, LAST + FIRST)]})  # fmt: skip
    return word in FIRST


def _inner(arguments: Arguments, numbers: Any) -> Any:
    """What is of the spatial axes, of numbers for each axis of an array."""
    return numbers[2:] if _first(arguments) else numbers[1:-1]


def _sizes(arguments: Arguments) -> tuple[int, Size, Size, tuple[Size, Size]]:
    strides, rates = arguments.role("stride"), arguments.role("dilation")
    _first(arguments)
    known = {4: 2, 3: 1}
    shapes = [each_ for each_ in (strides, rates) if isinstance(each_, (list, tuple))]
    ndim = arguments.ndim or next(
        (known[len(shape)] for shape in shapes if len(shape) in known), arguments.axes(*shapes)
    )
    found = []
    for name, value in ((arguments.entry.parameter("stride"), strides), (arguments.entry.parameter("dilation"), rates)):
        if isinstance(value, (list, tuple)) and len(value) == ndim + 2:
            value = _inner(arguments, value)
        found.append(each(ndim, name, 1 if value is None else value))
    stride, dilation = found
    if max(stride) > 1 and max(dilation) > 1:
        arguments.fail("strides_and_dilation")
    return ndim, stride, dilation, arguments.sizes(ndim, None, dilation)


NN_ROLES = {"strides": "stride", "dilations": "dilation", "dilation_rate": "dilation"}


def _function(signature: str, read: Any, op: str = "conv") -> Declared:
    arrays = "input inputs filters kernel value filter"
    return Declared(signature, read, op, NN_ROLES, "", arrays, function=True, rooted=True)


_OPS = "inputs, kernel, strides=1, padding='valid'"
_NN = "data_format=None, dilations=None, name=None"
DIALECT = Dialect(
    title="TensorFlow",
    roots=frozenset({"tf", "tensorflow", "keras"}),
    bare=False,
    entries={
        r"conv([12])d": (
            _function(f"input, filters, strides, padding, {_NN}", read_conv),
            _function(f"input, filters, stride, padding, {_NN}", read_conv),
        ),
        r"conv([12])d_transpose": _function(
            f"input, filters, output_shape, strides, padding='SAME', {_NN}", read_transpose, "conv_transpose"
        ),
        r"depthwise_conv(2)d": _function(f"input, filter, strides, padding, {_NN}", read_depthwise),
        r"conv": _function(f"{_OPS}, data_format=None, dilation_rate=1", read_ops_conv),
        r"conv_transpose": _function(
            f"{_OPS}, output_padding=None, data_format=None, dilation_rate=1", read_ops_transpose, "conv_transpose",
        ),
        r"separable_conv(?:([12])d)?": keras.separable(
            "input", "depthwise_filter", "pointwise_filter", "its_strides", "padding", function=True
        ),
    },
    ops={
        "depth_to_space": ("pixel_shuffle",), "space_to_depth": ("pixel_unshuffle",),
        "resize": ("nearest", "linear", "bilinear"),
    },
    refused={
        r"depthwise_conv(?:2d_native)?": "unread_convolution", r"atrous_conv2d(?:_transpose)?": "unread_convolution",
    },
)  # fmt: skip
