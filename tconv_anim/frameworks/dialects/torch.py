"""PyTorch: the layers of torch.nn, lazy ones too, and the functions of torch.nn.functional."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.ops import get_op, plan, takes
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.layers import read_op
from tconv_anim.frameworks.shared.plain import read_plain
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared
from tconv_anim.options import op_names

_KERNEL = "kernel_size, stride=1, padding=0"
CONV = f"{_KERNEL}, dilation=1, groups=1, bias=True, padding_mode='zeros', device=None, dtype=None, *, pads=None"
TRANSPOSE = (
    f"{_KERNEL}, output_padding=0, groups=1, bias=True, dilation=1, padding_mode='zeros', device=None, dtype=None, *, "
    "crops=None"
)
"""In PyTorch's order, which differs between the two; `pads` and `crops` are our captions', which can be pasted."""
_BOTH = "in_channels, out_channels, "
_LAZY = "lazy, out_channels, "
"""A lazy module is printed with 0 in place of its input channels."""


def read_module(arguments: Arguments) -> Reading:
    """Read a module, which may be called with the size that its output shall have."""
    pairs = arguments.given.get("pads") or arguments.given.get("crops")
    reading = read_plain(arguments, padding=pairs)
    wanted = arguments.call.called.get("output_size")
    spec = reading.spec
    if wanted is None or not isinstance(spec, ConvSpec) or not spec.transposed or wanted.plain in (Ellipsis, None):
        return reading
    size = each(spec.ndim, "output_size", _last(wanted.plain, spec.ndim))
    least = tuple(o - op for o, op in zip(spec.output_size, spec.output_padding, strict=True))
    most = tuple(o + s - 1 for o, s in zip(least, spec.stride, strict=True))
    if not all(lo <= o <= hi for lo, o, hi in zip(least, size, most, strict=True)):
        accepted = f"{least} to {most}" if least != most else f"{least}"
        raise LayerError("no_output_shape", {
            "argument": f"output_size={wanted.text}", "extent": spec.input_size, "call": arguments.name,
            "framework": "PyTorch", "accepted": accepted,
        })  # fmt: skip
    return Reading(replace(spec, output_padding=tuple(o - lo for o, lo in zip(size, least, strict=True))))


def read_convolution(arguments: Arguments) -> Reading:
    """Read aten's convolution, which is either of the two."""
    if arguments.given["transposed"]:
        arguments.entry = replace(arguments.entry, op="conv_transpose")
        return read_plain(arguments)
    return read_plain(arguments, output_padding=0)


def _last(size: Any, ndim: int) -> Any:
    return size[-ndim:] if isinstance(size, (list, tuple)) and len(size) == ndim + 2 else size


_UPSAMPLE = "size=None, scale_factor=None, mode='nearest', align_corners=None, recompute_scale_factor=None"
_POOL = "kernel_size, stride=None, padding=0"
_MEAN = f"{_POOL}, ceil_mode=False, count_include_pad=True, divisor_override=None"
_WINDOWS = "kernel_size, dilation=1, padding=0, stride=1"
_LAYERS = {
    r"MaxPool([12])d": ("max_pool", f"{_POOL}, dilation=1, return_indices=False, ceil_mode=False"),
    r"max_pool([12])d": ("max_pool", f"input, {_POOL}, dilation=1, ceil_mode=False, return_indices=False"),
    r"AvgPool([12])d": ("avg_pool", _MEAN),
    r"avg_pool([12])d": ("avg_pool", f"input, {_MEAN}"),
    r"AdaptiveAvgPool([12])d": ("adaptive_avg_pool", "output_size"),
    r"adaptive_avg_pool([12])d": ("adaptive_avg_pool", "input, output_size"),
    r"AdaptiveMaxPool([12])d": ("adaptive_max_pool", "output_size, return_indices=False"),
    r"adaptive_max_pool([12])d": ("adaptive_max_pool", "input, output_size, return_indices=False"),
    r"MaxUnpool([12])d": ("max_unpool", _POOL),
    r"max_unpool([12])d": ("max_unpool", f"input, indices, {_POOL}, output_size=None"),
    r"PixelShuffle": ("pixel_shuffle", "upscale_factor"),
    r"pixel_shuffle": ("pixel_shuffle", "input, upscale_factor"),
    r"PixelUnshuffle": ("pixel_unshuffle", "downscale_factor"),
    r"pixel_unshuffle": ("pixel_unshuffle", "input, downscale_factor"),
    r"Unfold": ("unfold", _WINDOWS),
    r"unfold": ("unfold", f"input, {_WINDOWS}"),
    r"Fold": ("fold", f"output_size, {_WINDOWS}"),
    r"fold": ("fold", f"input, output_size, {_WINDOWS}"),
    r"UpsamplingNearest(2)d": ("nearest", "size=None, scale_factor=None, mode='nearest'"),
    r"UpsamplingBilinear(2)d": ("bilinear", "size=None, scale_factor=None, mode='bilinear'"),
    r"Upsample": ("", _UPSAMPLE),
    r"interpolate": ("", f"input, {_UPSAMPLE}, antialias=False"),
    r"bed_of_nails": ("bed_of_nails", "stride"),
    r"overlap_count": ("overlap_count", f"{_KERNEL}, output_padding=0, dilation=1"),
}
"""By the pattern of a name, an op without a weight and its parameters; "" if the mode decides on the op.

The last two are in our own words, as captions write them.
"""
_ARRAYS = ("input", "indices", "return_indices")
"""Arguments that show no size."""


def read_op_layer(arguments: Arguments, op: str) -> Reading:
    """Read a layer without a weight, or a function."""
    given = {name: arguments.given[name] for name in arguments.bound if name in arguments.given}
    given = {name: value for name, value in given.items() if value is not None}
    mode, usual = given.pop("mode", None), op.replace("_", "-") or "nearest"
    modes = [name.replace("_", "-") for name in _interpolations()] if not op else [usual]
    if mode is not None and mode not in modes:
        raise _unknown(arguments, "mode", modes)
    if given.pop("antialias", False):
        raise _unknown(arguments, "antialias", ["False"])
    op = (mode or usual).replace("-", "_")
    if arguments.name.startswith("UpsamplingBilinear"):
        given["align_corners"] = True
    wanted = arguments.call.called.get("output_size")
    if wanted is not None and wanted.plain is not Ellipsis:
        given["output_size"] = wanted.plain
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


def _weightless() -> Iterator[tuple[str, Declared]]:
    for pattern, (op, signature) in _LAYERS.items():
        entry = Declared(signature, partial(read_op_layer, op=op), op or "nearest", weighted=False,
                      arrays=" ".join(_ARRAYS), function=pattern.islower())  # fmt: skip
        yield pattern, replace(entry, reads=" ".join(name for name in entry.names if name not in _ARRAYS))


def _function(signature: str, op: str) -> Declared:
    return Declared(f"input, weight, bias=None, {signature}", read_plain, op, arrays="input weight bias", function=True)


def _either(more: str) -> Declared:
    """An operator of torch.ops.aten that is told whether it is transposed."""
    signature = f"input, weight, bias, stride, padding, dilation, transposed, output_padding, groups{more}"
    return Declared(
        signature, read_convolution, arrays="input weight bias", reads="transposed", function=True, rooted=True
    )


DIALECT = Dialect(
    title="PyTorch",
    roots=frozenset({"torch", "torchvision", "mint"}),  # mindspore.mint has PyTorch's layers
    entries={
        r"Conv([12])d": Declared(_BOTH + CONV, read_module, reads="pads"),
        r"ConvTranspose([12])d": Declared(_BOTH + TRANSPOSE, read_module, "conv_transpose", reads="crops"),
        r"LazyConv([12])d": (Declared("out_channels, " + CONV, read_module), Declared(_LAZY + CONV, read_module)),
        r"LazyConvTranspose([12])d": (
            Declared("out_channels, " + TRANSPOSE, read_module, "conv_transpose"),
            Declared(_LAZY + TRANSPOSE, read_module, "conv_transpose"),
        ),
        r"conv([12])d": _function("stride=1, padding=0, dilation=1, groups=1", "conv"),
        r"conv_transpose([12])d": _function(
            "stride=1, padding=0, output_padding=0, groups=1, dilation=1", "conv_transpose"
        ),
        "convolution": _either(""),
        "_convolution": _either(", benchmark, deterministic, cudnn_enabled, allow_tf32=False"),
        **dict(_weightless()),
    },
    refused={"DeformConv2d": "unread_convolution"},
)  # fmt: skip
