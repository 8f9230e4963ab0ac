"""PyTorch: the layers of torch.nn and the functions without a weight, and scripts with torch.nn.functional."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec, Op
from tconv_anim.core.ops import get_op, plan, takes
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.shared.call import Arguments
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.framework import Framework, Reading
from tconv_anim.frameworks.shared.layers import read_op
from tconv_anim.frameworks.shared.padding import torch_padding
from tconv_anim.frameworks.shared.scripts import bias_shape, in_turn
from tconv_anim.options import CONVOLUTIONS, op_names

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


def write(stages: Sequence[Trace]) -> list[str]:
    """The lines of a script."""
    first, x = stages[0], stages[0].input
    unpools = any(get_op(stage.spec.op).indexed for stage in stages)
    nearest = any(stage.spec.op.startswith("nearest") for stage in stages)  # PyTorch's cells differ for float64
    dtype = "float32" if nearest and (x.astype(np.float32) == x).all() else "float64"
    lines = ["import torch", "import torch.nn.functional as F", "", _tensor("x", x[np.newaxis], dtype)]
    if unpools:
        own = f"torch.tensor({[first.indices.tolist()]})" if get_op(first.spec.op).indexed else ""
        lines.append(f"indices = [{own}]")
    written = (_convolution(s, dtype) if s.spec.weight_shape else _function(s, kept=unpools) for s in stages)
    return [*lines, *in_turn(written), "print(y.tolist())"]


_WRITTEN = {"max_pool": "max_pool{}d", "avg_pool": "avg_pool{}d", "max_unpool": "max_unpool{}d",
            "pixel_shuffle": "pixel_shuffle", "pixel_unshuffle": "pixel_unshuffle"}  # fmt: skip
"""The functions of ops without a weight that do not interpolate; {} is the number of dimensions."""


def _function(trace: Trace, *, kept: bool) -> list[str]:
    """The line of an op without a weight; `kept` says that poolings keep indices, the last for the next unpooling."""
    spec = trace.spec
    words = ", ".join(f"{name}={value!r}" for name, value in spec.parameters)
    if spec.op not in _WRITTEN:
        return [f"y = F.interpolate(x, {words}, mode={spec.op.replace('_', '-')!r})"]
    name = _WRITTEN[spec.op].format(spec.ndim)
    if kept and get_op(spec.op).remembers:
        return [f"y, found = F.{name}(x, {words}, return_indices=True)", "indices.append(found)"]
    return [f"y = F.{name}(x, {'indices.pop(), ' if get_op(spec.op).indexed else ''}{words})"]


def _tensor(name: str, array: Array, dtype: str) -> str:
    return f"{name} = torch.tensor({array.tolist()}, dtype=torch.{dtype})"


def _convolution(trace: Trace, dtype: str) -> list[str]:
    spec = trace.spec
    name = f"conv{'_transpose' if spec.transposed else ''}{spec.ndim}d"
    words = f"stride={spec.stride}, dilation={spec.dilation}, groups={spec.groups}"
    lines = [_tensor("w", trace.weight, dtype), _tensor("b", trace.bias, dtype)]
    if spec.transposed:
        direct = torch_padding(spec)
        if direct is not None:
            padding, output_padding = direct
            lines.append(f"y = F.{name}(x, w, b, padding={padding}, output_padding={output_padding}, {words})")
        else:
            lines.append(f"y = F.{name}(x, w, {words})")
            lines += _pad(spec, "y", -1)
            lines.append(f"y = y + b.reshape({bias_shape(spec)})")
    elif spec.padding_mode == "zeros" and all(lo == hi >= 0 for lo, hi in spec.pads):
        lines.append(f"y = F.{name}(x, w, b, padding={tuple(lo for lo, _ in spec.pads)}, {words})")
    else:
        lines += _pad(spec, "x", 1)
        lines.append(f"y = F.{name}(x, w, b, {words})")
    return lines


def _pad(spec: ConvSpec, name: str, sign: int) -> list[str]:
    """Pad by what is positive, then crop by what is negative; F.pad lists the last axis first."""
    ends = [sign * end for pads in reversed(spec.pads) for end in pads]
    mode = f", mode={spec.padding_mode!r}" if spec.padding_mode != "zeros" else ""
    steps = [(tuple(max(0, end) for end in ends), mode), (tuple(min(0, end) for end in ends), "")]
    return [f"{name} = F.pad({name}, {amounts}{how})" for amounts, how in steps if any(amounts)]


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
    write=write,
    writes=(*CONVOLUTIONS, *_WRITTEN, *_interpolations()),
    bias_argument="bias",
    functions={
        "conv1d": "Conv1d(1, 1, 3)", "conv2d": "Conv2d(1, 1, 3)",
        "conv_transpose1d": "ConvTranspose1d(1, 1, 3, stride=2)",
        "conv_transpose2d": "ConvTranspose2d(1, 1, 3, stride=2)",
    },
)  # fmt: skip
