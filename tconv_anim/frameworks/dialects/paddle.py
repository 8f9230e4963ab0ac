"""PaddlePaddle: the layers and functions of paddle.nn, with PyTorch's arguments in an order of their own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.padding import as_torch, check_output_padding, pads_notes, pairs, plain, same_pads
from tconv_anim.frameworks.shared.plain import spec_of
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared


def read_conv(arguments: Arguments) -> Reading:
    """Read a ConvND; "same" pads as TensorFlow, for a stride too."""
    spec = spec_of(arguments, padding=_padding(arguments))
    return Reading(spec, pads_notes(spec, "Paddle"))


def read_transpose(arguments: Arguments) -> Reading:
    """Read a ConvNDTranspose."""
    size = arguments.bound.get("output_size")
    if size is not None and size.plain is not None:
        arguments.fail("unread_argument", argument=arguments.text("output_size"), accepted="use output_padding")
    padding = _padding(arguments)
    ends = [end for end in padding if isinstance(end, tuple)]
    ndim = arguments.axes()
    stride, more = (each(ndim, name, arguments.role(name)) for name in ("stride", "output_padding"))
    check_output_padding(arguments, "Paddle", more, [s - 1 for s in stride])
    if ends:  # PyTorch has one padding for both ends, so what is added at the end is part of the pairs
        padding = tuple((lo, hi - op) for (lo, hi), op in zip(ends, more, strict=True))
        spec = spec_of(arguments, padding=padding, output_padding=0)
    else:
        spec = spec_of(arguments, padding=padding)
    return Reading(*as_torch(spec, "Paddle"))


def _padding(arguments: Arguments) -> Any:
    """Padding for every axis, or pairs; words in any case, numbers for every end, or pairs for all axes of an array."""
    padding, ndim = arguments.role("padding"), arguments.axes()
    if isinstance(padding, str):
        return _of_word(arguments, padding, ndim)
    if not isinstance(padding, (list, tuple)):
        return each(ndim, "padding", padding)
    if padding and all(isinstance(pair, (list, tuple)) for pair in padding):
        first = arguments.given.get("data_format") in ("NCHW", "NCL", None)
        inner = padding if len(padding) == ndim else padding[2:] if first else padding[1:-1]
        return plain(pairs(ndim, "padding", inner))
    if len(padding) == 2 * ndim:
        flat = each(2 * ndim, "padding", padding)
        return plain(tuple(zip(flat[::2], flat[1::2], strict=True)))
    return each(ndim, "padding", padding)


def _of_word(arguments: Arguments, word: str, ndim: int) -> Size | Pads:
    if word.upper() == "VALID":
        return (0,) * ndim
    if word.upper() != "SAME":
        raise LayerError("unknown_word", {"argument": arguments.text("padding"), "framework": "Paddle",
                                          "call": arguments.name, "known": _KNOWN})  # fmt: skip
    stride, dilation = (each(ndim, name, arguments.role(name)) for name in ("stride", "dilation"))
    if max(dilation) > 1:
        arguments.fail("unread_argument", argument=arguments.text("padding"), accepted="use numbers, or dilation=1")
    sizes = arguments.sizes(ndim, arguments.role("kernel_size"), dilation)
    return plain(same_pads(sizes, stride, dilation, at_end=True))


def _function(signature: str, read: Callable[[Arguments], Reading], op: str) -> Declared:
    """A function of paddle.nn.functional, whose call does not show its kernel."""
    own = f"x, weight, bias=None, stride=1, padding=0, {signature}, name=None"
    return Declared(own, read, op, reads=_READS, arrays="x weight bias", function=True, rooted=True)


_KNOWN = ("'SAME'", "'VALID'", "numbers")
_FIRST = "in_channels, out_channels, kernel_size, stride=1, padding=0"
_CONV = "dilation=1, groups=1, padding_mode='zeros', weight_attr=None, bias_attr=None"
_ATTRIBUTES = "weight_attr=None, bias_attr=None"
_READS = "data_format"
DIALECT = Dialect(
    title="Paddle",
    roots=frozenset({"paddle", "paddlepaddle"}),
    entries={
        r"Conv(1)D": Declared(f"{_FIRST}, {_CONV}, data_format='NCL'", read_conv, reads=_READS),
        r"Conv(2)D": Declared(f"{_FIRST}, {_CONV}, data_format='NCHW'", read_conv, reads=_READS),
        r"Conv(1)DTranspose": Declared(
            f"{_FIRST}, output_padding=0, groups=1, dilation=1, {_ATTRIBUTES}, data_format='NCL'",
            read_transpose, "conv_transpose", reads=_READS,
        ),
        r"Conv(2)DTranspose": Declared(
            f"{_FIRST}, output_padding=0, dilation=1, groups=1, {_ATTRIBUTES}, data_format='NCHW'",
            read_transpose, "conv_transpose", reads=_READS,
        ),
        r"conv(1)d": _function("dilation=1, groups=1, data_format='NCL'", read_conv, "conv"),
        r"conv(2)d": _function("dilation=1, groups=1, data_format='NCHW'", read_conv, "conv"),
        r"conv(1)d_transpose": _function(
            "output_padding=0, groups=1, dilation=1, output_size=None, data_format='NCL'", read_transpose,
            "conv_transpose",
        ),
        r"conv(2)d_transpose": _function(
            "output_padding=0, dilation=1, groups=1, output_size=None, data_format='NCHW'", read_transpose,
            "conv_transpose",
        ),
    },
)  # fmt: skip
