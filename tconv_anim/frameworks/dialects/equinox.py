"""Equinox: the layers of equinox.nn; a transposed one flips its kernel, and takes output_padding before padding."""

from __future__ import annotations

from typing import Any

from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.dialects.jax import pads_of, transposed, unknown_word
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.padding import check_output_padding, pads_notes, plain
from tconv_anim.frameworks.shared.plain import spec_of
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared

MODES = ("zeros", "reflect", "replicate", "circular")


def read_conv(arguments: Arguments) -> Reading:
    """Read a ConvNd."""
    spec = spec_of(arguments, padding=_padding(arguments), padding_mode=_mode(arguments))
    return Reading(spec, pads_notes(spec, "Equinox"))


def read_transpose(arguments: Arguments) -> Reading:
    """Read a ConvTransposeNd: the gradient of the convolution that pads so, with a kernel that is flipped."""
    if _mode(arguments) != "zeros":
        arguments.fail("unread_argument", argument=arguments.text("padding_mode"), accepted="use 'ZEROS'")
    ndim = arguments.axes()
    stride = each(ndim, "stride", arguments.role("stride"))
    more = each(ndim, "output_padding", arguments.role("output_padding"))
    check_output_padding(arguments, "Equinox", more, [s - 1 for s in stride])
    word = arguments.role("padding")
    if isinstance(word, str):
        crops = _crops_of(arguments, word.upper(), stride, more)
    else:
        ends = (pad if isinstance(pad, tuple) else (pad, pad) for pad in _padding(arguments))
        crops = tuple((lo, hi - op) for (lo, hi), op in zip(ends, more, strict=True))
    spec = spec_of(arguments, padding=plain(crops), output_padding=0, padding_mode="zeros")
    return transposed(arguments, spec, flips=True)


def _crops_of(arguments: Arguments, word: str, stride: Size, more: Size) -> Pads:
    """What the words crop: "SAME" makes the output stride times as large, whatever the output_padding."""
    ndim = len(stride)
    if word == "VALID":
        return tuple((0, -op) for op in more)
    if word not in ("SAME", "SAME_LOWER"):
        raise unknown_word(arguments, "padding", ("SAME", "SAME_LOWER", "VALID"))
    dilation = each(ndim, "dilation", arguments.role("dilation"))
    kernel = arguments.sizes(ndim, arguments.role("kernel_size"), dilation)[1]
    crops = []
    for k, d, s, op in zip(kernel, dilation, stride, more, strict=True):
        total = d * (k - 1) + 1 - s + op
        lo = (max(0, total) + (word == "SAME_LOWER")) // 2
        crops.append((lo, total - lo))
    return tuple(crops)


def _mode(arguments: Arguments) -> str:
    mode = arguments.role("padding_mode")
    if not isinstance(mode, str) or mode.lower() not in MODES:
        known = [repr(word.upper()) for word in MODES]
        raise LayerError("unknown_word", {"argument": arguments.text("padding_mode"), "framework": "Equinox",
                                          "call": arguments.name, "known": known})  # fmt: skip
    return mode.lower()


def _padding(arguments: Arguments) -> Any:
    """Padding for every axis, or pairs; the words are JAX's."""
    padding, ndim = arguments.role("padding"), arguments.axes()
    if not isinstance(padding, str):
        if not isinstance(padding, (list, tuple)) or not any(isinstance(pad, (list, tuple)) for pad in padding):
            return each(ndim, "padding", padding)
        return plain(pads_of(arguments, padding, ((1,) * ndim,) * 2, (1,) * ndim, (1,) * ndim))
    stride, dilation = (each(ndim, name, arguments.role(name)) for name in ("stride", "dilation"))
    sizes = arguments.sizes(ndim, arguments.role("kernel_size"), dilation)
    return plain(pads_of(arguments, padding, sizes, stride, dilation))


_FIRST = "in_channels, out_channels, kernel_size, stride=1, padding=0"
_LAST = "use_bias=True, padding_mode='ZEROS', dtype=None, *, key=None, num_spatial_dims=None, weight=None, bias=None"
"""The last three are in a printed module."""
DIALECT = Dialect(
    title="Equinox",
    roots=frozenset({"equinox", "eqx"}),
    entries={
        r"Conv([12])d": Declared(f"{_FIRST}, dilation=1, groups=1, {_LAST}", read_conv),
        r"ConvTranspose([12])d": Declared(
            "in_channels, out_channels, kernel_size, stride=1, output_padding=0, padding=0, dilation=1, groups=1, "
            f"{_LAST}",
            read_transpose,
            "conv_transpose",
        ),
    },
    bare=False,
)
