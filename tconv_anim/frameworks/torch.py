"""PyTorch: the layers of torch.nn and the functions without a weight, and scripts with torch.nn.functional."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from tconv_anim.core.conv_spec import ConvSpec, Op
from tconv_anim.core.ops import get_op, plan, takes
from tconv_anim.frameworks.shared.call import Arguments
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.framework import Framework, Reading
from tconv_anim.frameworks.shared.layers import read_op
from tconv_anim.options import op_names

_IGNORED = ("bias", "device", "dtype")
_PARAMETERS = {
    "conv": ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias",
             "padding_mode"),
    "conv_transpose": ("in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups",
                       "bias", "dilation", "padding_mode"),
}  # fmt: skip
"""In PyTorch's order, which differs between the two."""
_CAPTION_PARAMETER = {"conv": "pads", "conv_transpose": "crops"}
"""What our captions write where PyTorch has no parameter: a caption can be pasted as a layer."""


def read(arguments: Arguments, op: Op) -> Reading:
    """Read a module."""
    pairs = _CAPTION_PARAMETER[op]
    given = arguments.bind((*_PARAMETERS[op], "device", "dtype", pairs), arrays=_IGNORED)
    arguments.require("kernel_size")
    if pairs in given:
        given["padding"] = given.pop(pairs)
    for name in _IGNORED:
        given.pop(name, None)
    ndim = arguments.axes()
    input_size, kernel_size = arguments.sizes(ndim, given.pop("kernel_size"), given.get("dilation", 1))
    return Reading(ConvSpec(op, input_size, kernel_size, **given))


_UPSAMPLE = "size scale_factor mode align_corners recompute_scale_factor"
_LAYERS = {
    r"MaxPool([12])d": ("max_pool", "kernel_size stride padding dilation return_indices ceil_mode"),
    r"max_pool([12])d": ("max_pool", "input kernel_size stride padding dilation ceil_mode return_indices"),
    r"AvgPool([12])d": ("avg_pool", "kernel_size stride padding ceil_mode count_include_pad divisor_override"),
    r"avg_pool([12])d": ("avg_pool", "input kernel_size stride padding ceil_mode count_include_pad divisor_override"),
    r"MaxUnpool([12])d": ("max_unpool", "kernel_size stride padding"),
    r"max_unpool([12])d": ("max_unpool", "input indices kernel_size stride padding output_size"),
    r"PixelShuffle": ("pixel_shuffle", "upscale_factor"),
    r"pixel_shuffle": ("pixel_shuffle", "input upscale_factor"),
    r"PixelUnshuffle": ("pixel_unshuffle", "downscale_factor"),
    r"pixel_unshuffle": ("pixel_unshuffle", "input downscale_factor"),
    r"UpsamplingNearest(2)d": ("nearest", "size scale_factor mode"),
    r"UpsamplingBilinear(2)d": ("bilinear", "size scale_factor mode"),
    r"Upsample": ("", _UPSAMPLE),
    r"interpolate": ("", f"input {_UPSAMPLE} antialias"),
    r"bed_of_nails": ("bed_of_nails", "stride"),
    r"overlap_count": ("overlap_count", "kernel_size stride padding output_padding dilation"),
}
"""By the pattern of a name, an op without a weight and the arguments in order; "" if the mode decides on the op.

The last two are in our own words, as captions write them.
"""
_OWN = ("input", "indices", "return_indices")
"""Arguments that show no size."""


def read_op_layer(arguments: Arguments, op: str, names: str) -> Reading:
    """Read a layer without a weight, or a function."""
    given = arguments.bind(names.split(), arrays=_OWN)
    given = {name: value for name, value in given.items() if name not in _OWN and value is not None}
    mode, usual = given.pop("mode", None), op.replace("_", "-") or "nearest"
    modes = [name.replace("_", "-") for name in _interpolations()] if not op else [usual]
    if mode is not None and mode not in modes:
        raise _unknown(arguments, "mode", modes)
    if given.pop("antialias", False):
        raise _unknown(arguments, "antialias", ["False"])
    op = (mode or usual).replace("-", "_")
    if arguments.name.startswith("UpsamplingBilinear"):
        given["align_corners"] = True
    if "output_size" in arguments.called and arguments.called["output_size"].value is not Ellipsis:
        given["output_size"] = arguments.called["output_size"].value
    recomputed = given.pop("recompute_scale_factor", False) and "scale_factor" in given
    spec = read_op(arguments, op, given)
    if recomputed:  # PyTorch forgets the factor once it has the size
        del given["scale_factor"]
        spec = plan(op, spec.in_channels, spec.input_size, {**given, "size": spec.output_size})
    return Reading(spec)


def _interpolations() -> Iterator[str]:
    for op in op_names():
        if {"size", "scale_factor"} <= {*takes(op)} and not get_op(op).weighted:
            yield op


def _unknown(arguments: Arguments, name: str, known: list[str]) -> LayerError:
    return LayerError("unknown_word", {"argument": arguments.text(name), "framework": "PyTorch", "call": arguments.name,
                                       "known": known})  # fmt: skip


FRAMEWORK = Framework(
    title="PyTorch",
    readers={
        r"Conv([12])d": partial(read, op="conv"),
        r"ConvTranspose([12])d": partial(read, op="conv_transpose"),
    },
    weightless={name: partial(read_op_layer, op=op, names=names) for name, (op, names) in _LAYERS.items()},
    layers=(
        "Conv1d", "Conv2d", "ConvTranspose1d", "ConvTranspose2d", "MaxPool1d", "MaxPool2d", "AvgPool1d", "AvgPool2d",
        "MaxUnpool1d", "MaxUnpool2d", "Upsample", "UpsamplingNearest2d", "UpsamplingBilinear2d", "interpolate",
        "PixelShuffle", "PixelUnshuffle",
    ),
    bias_argument="bias",
    functions={
        "conv1d": "Conv1d(1, 1, 3)", "conv2d": "Conv2d(1, 1, 3)",
        "conv_transpose1d": "ConvTranspose1d(1, 1, 3, stride=2)",
        "conv_transpose2d": "ConvTranspose2d(1, 1, 3, stride=2)",
    },
)  # fmt: skip
