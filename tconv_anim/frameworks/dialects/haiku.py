"""Haiku: the layers of haiku, which pad "SAME" unless they are asked for something else."""

from __future__ import annotations

from typing import Any

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.dialects.jax import WORDS, crops_of, pads_of, transposed, unknown_word
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.padding import pads_notes, pairs, plain
from tconv_anim.frameworks.shared.plain import depthwise
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared

ROLES = {
    "output_channels": "out_channels", "kernel_shape": "kernel_size", "rate": "dilation",
    "feature_group_count": "groups",
}  # fmt: skip


def read_conv(arguments: Arguments) -> Reading:
    """Read a ConvND."""
    ndim, stride, dilation, sizes = _sizes(arguments)
    padding = _pairs(arguments.given["padding"], ndim)
    pads = pads_of(arguments, padding, sizes, stride, dilation)
    groups = arguments.role("groups", 1)
    spec = ConvSpec("conv", *sizes, stride, plain(pads), dilation, groups=groups,
                    in_channels=arguments.channels(groups)[0], out_channels=arguments.role("out_channels"))  # fmt: skip
    return Reading(spec, pads_notes(spec, "Haiku"))


def read_depthwise(arguments: Arguments) -> Reading:
    """Read a DepthwiseConvND: a group for every input channel."""
    ndim, stride, dilation, sizes = _sizes(arguments)
    pads = pads_of(arguments, _pairs(arguments.given["padding"], ndim), sizes, stride, dilation)
    inputs, times = depthwise(arguments, arguments.given["channel_multiplier"])
    spec = ConvSpec("conv", *sizes, stride, plain(pads), dilation, groups=inputs, in_channels=inputs,
                    out_channels=inputs * times)  # fmt: skip
    return Reading(spec, pads_notes(spec, "Haiku"))


def read_transpose(arguments: Arguments) -> Reading:
    """Read a ConvNDTranspose, which is lax.conv_transpose, with output_shape if it is given."""
    ndim, stride, dilation, sizes = _sizes(arguments)
    padding, wanted = arguments.given["padding"], arguments.given["output_shape"]
    if wanted is None:
        crops = crops_of(arguments, padding if isinstance(padding, str) else pairs(ndim, "padding", padding),
                         sizes, stride, dilation)  # fmt: skip
    else:
        crops = _crops_for(arguments, each(ndim, "output_shape", wanted), sizes, stride)
    return transposed(arguments, ConvSpec(
        "conv_transpose", *sizes, stride, plain(crops), dilation, in_channels=arguments.channels(1)[0],
        out_channels=arguments.role("out_channels"),
    ), flips=True)  # fmt: skip


def _crops_for(arguments: Arguments, wanted: Size, sizes: tuple[Size, Size], stride: Size) -> Pads:
    """What is cropped so that the output has a size from which a convolution has the input's size."""
    word = arguments.given["padding"]
    if word not in WORDS:
        raise unknown_word(arguments, "padding", WORDS)
    crops = []
    for i, k, s, o in zip(*sizes, stride, wanted, strict=True):
        least, most = ((i - 1) * s + 1, i * s) if word == "SAME" else ((i - 1) * s + k, i * s + k - 1)
        if not least <= o <= most:
            raise LayerError("no_output_shape", {
                "argument": arguments.text("output_shape"), "extent": sizes[0], "call": arguments.name,
                "framework": "Haiku", "accepted": f"{least} to {most}" if least < most else str(least),
            })  # fmt: skip
        canvas = (i - 1) * s + k
        lo = max(0, canvas - o) // 2 if word == "SAME" else 0
        crops.append((lo, canvas - o - lo))
    return tuple(crops)


def _pairs(padding: Any, ndim: int) -> Any:
    """One pair is for every axis."""
    if isinstance(padding, (list, tuple)) and len(padding) == 2 and all(isinstance(end, int) for end in padding):
        return [tuple(padding)] * ndim
    return padding


def _sizes(arguments: Arguments) -> tuple[int, Size, Size, tuple[Size, Size]]:
    ndim = arguments.axes()
    stride = each(ndim, "stride", arguments.role("stride"))
    dilation = each(ndim, "rate", arguments.role("dilation", 1))
    return ndim, stride, dilation, arguments.sizes(ndim, arguments.role("kernel_size"), dilation)


_FIRST = "output_channels, kernel_shape, stride=1"
_LAST = "with_bias=True, w_init=None, b_init=None, data_format=None, mask=None"
DIALECT = Dialect(
    title="Haiku",
    roots=frozenset({"haiku", "hk"}),
    bare=False,
    in_nn=False,
    entries={
        r"Conv([12])D": Declared(
            f"{_FIRST}, rate=1, padding='SAME', {_LAST}, feature_group_count=1, name=None", read_conv, "conv", ROLES
        ),
        r"DepthwiseConv([12])D": Declared(
            "channel_multiplier, kernel_shape, stride=1, rate=1, padding='SAME', with_bias=True, w_init=None, "
            "b_init=None, data_format=None, name=None",
            read_depthwise, "conv", ROLES, "channel_multiplier",
        ),
        r"Conv([12])DTranspose": Declared(
            f"{_FIRST}, output_shape=None, padding='SAME', {_LAST}, name=None", read_transpose, "conv_transpose", ROLES,
            "output_shape",
        ),
    },
    refused={r"SeparableDepthwiseConv[12]D": "unread_convolution"},
)  # fmt: skip
