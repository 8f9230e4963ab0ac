"""ONNX: Conv and ConvTranspose as ONNX Runtime computes or refuses them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.padding import as_torch, check_output_padding, pads_notes, plain, same_pads
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared

_AUTO_PADS = ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER")


def read_conv(arguments: Arguments) -> Reading:
    """Read a Conv."""
    _take_shapes(arguments)
    ndim, stride, dilation, sizes, pads = _sizes(arguments)
    auto = _auto_pad(arguments)
    if auto == "VALID":
        pads = ((0, 0),) * ndim
    elif auto != "NOTSET":
        if max(dilation) > 1:
            arguments.fail("unread_argument", argument=arguments.text("dilations"),
                           accepted=f"ONNX Runtime takes no dilations with auto_pad={auto!r}")  # fmt: skip
        pads = _same_pads(sizes, stride, upper=auto == "SAME_UPPER")
    spec = ConvSpec("conv", *sizes, stride, plain(pads), dilation, **_channels(arguments))
    return Reading(spec, pads_notes(spec, "ONNX"))


def _same_pads(sizes: tuple[Size, Size], stride: Size, *, upper: bool) -> Pads:
    """TensorFlow's 'same'; but where windows leave many cells out, ONNX Runtime leaves some out at the start."""
    pads = []
    usual = same_pads(sizes, stride, (1,) * len(stride), at_end=upper)
    for (lo, hi), i, k, s in zip(usual, *sizes, stride, strict=True):
        total = (-(-i // s) - 1) * s + k - i
        skipped = max(0, -total - (1 if upper else 2)) // 2
        pads.append((lo, hi) if total >= 0 or not skipped else (-skipped, total + skipped))
    return tuple(pads)


def read_transpose(arguments: Arguments) -> Reading:
    """Read a ConvTranspose."""
    _take_shapes(arguments)
    ndim, stride, dilation, sizes, pads = _sizes(arguments)
    if arguments.input_size is None and (wanted := _wanted(arguments, ndim)) is not None:
        sizes = (tuple(max(1, -(-o // s)) for o, s in zip(wanted, stride, strict=True)), sizes[1])  # has such an output
    auto = _auto_pad(arguments)
    more = each(ndim, "output_padding", arguments.given["output_padding"])
    check_output_padding(arguments, "ONNX", more, [s - 1 for s in stride])
    sizes_wanted = _wanted(arguments, ndim)
    crops = []
    for axis, (i, k, s, d) in enumerate(zip(*sizes, stride, dilation, strict=True)):
        canvas = (i - 1) * s + d * (k - 1) + 1
        op = more[axis]
        if sizes_wanted is not None:
            _check_shape(arguments, sizes[0], canvas + s - 1, sizes_wanted[axis], axis)
            total = max(0, canvas + op - sizes_wanted[axis])
            lo = total // 2 if auto == "SAME_UPPER" else total - total // 2
            crops.append((lo, canvas - sizes_wanted[axis] - lo))
        elif auto in ("SAME_UPPER", "SAME_LOWER"):  # ONNX Runtime crops nothing where the stride exceeds the kernel
            total = max(0, canvas + op - i * s)
            lo = total // 2 if auto == "SAME_UPPER" else total - total // 2
            crops.append((lo, total - lo - op))
        else:
            lo, hi = (0, 0) if auto == "VALID" else pads[axis]
            crops.append((lo, hi - op))
    spec = ConvSpec("conv_transpose", *sizes, stride, tuple(crops), dilation, **_channels(arguments))
    return Reading(*as_torch(spec, "ONNX"))


def _wanted(arguments: Arguments, ndim: int) -> Size | None:
    """The size that output_shape asks for, with or without samples and channels."""
    wanted = arguments.given["output_shape"]
    if isinstance(wanted, (list, tuple)) and len(wanted) == ndim + 2:
        wanted = wanted[2:]
    return None if wanted is None else each(ndim, "output_shape", wanted)


def _check_shape(arguments: Arguments, size: Size, largest: int, wanted: int, axis: int) -> None:
    """Refuse an output_shape beyond the kernel's reach and the gap behind it, as ONNX Runtime does."""
    if not 1 <= wanted <= largest:
        raise LayerError("no_output_shape", {
            "argument": arguments.text("output_shape"), "extent": size, "call": arguments.name, "framework": "ONNX",
            "accepted": f"1 to {largest}{('' if len(size) == 1 else (' rows', ' columns')[axis])}",
        })  # fmt: skip


def _channels(arguments: Arguments) -> dict[str, Any]:
    group = arguments.given["group"]
    inputs, outputs = arguments.channels(group)
    return {"groups": group, "in_channels": inputs, "out_channels": outputs}


def _take_shapes(arguments: Arguments) -> None:
    """Take kernel and channels from the weight's shape if the node shows it and nothing else gives them."""
    shown = arguments.call.called.get("W")
    if shown is not None and arguments.supply.weight_shape is None:
        arguments.supply = replace(arguments.supply, weight_shape=tuple(shown.plain))


def _sizes(arguments: Arguments) -> tuple[int, Size, Size, tuple[Size, Size], Pads]:
    """The number of axes, strides, dilations, the sizes of input and kernel, and pads."""
    given, pads = arguments.given, arguments.given["pads"]
    ndim = arguments.axes(
        given["strides"], given["kernel_shape"], given["dilations"], given.get("output_shape"),
        given.get("output_padding"), pads[: len(pads) // 2] if isinstance(pads, (list, tuple)) else None,
    )  # fmt: skip
    stride = each(ndim, "strides", given["strides"])
    dilation = each(ndim, "dilations", given["dilations"])
    sizes = arguments.sizes(ndim, given["kernel_shape"], dilation)
    flat = each(2 * ndim, "pads", 0 if pads is None else pads)
    if min(flat) < 0:
        raise LayerError("negative_pads", {"argument": arguments.text("pads"), "framework": "ONNX"})
    return ndim, stride, dilation, sizes, tuple(zip(flat[:ndim], flat[ndim:], strict=True))


def _auto_pad(arguments: Arguments) -> str:
    auto: str = arguments.given["auto_pad"]
    if auto not in _AUTO_PADS:
        raise LayerError("unknown_word", {"argument": arguments.text("auto_pad"), "framework": "ONNX",
                                          "call": arguments.name, "known": _AUTO_PADS})  # fmt: skip
    if auto != "NOTSET" and "pads" in arguments.bound:
        arguments.fail("both_paddings")
    return auto


_NODE = "name=None, doc_string=None, domain=None, overload=None, onnx_name=None"
_CONV = "auto_pad='NOTSET', dilations=1, group=1, kernel_shape=None, pads=None, strides=1"
_INPUTS = "X=None, W=None, B=None, *"
ROLES = {"dilations": "dilation", "group": "groups", "kernel_shape": "kernel_size", "strides": "stride"}
DIALECT = Dialect(
    title="ONNX",
    roots=frozenset({"onnx", "helper", "op", "ops"}),
    in_nn=False,
    entries={
        r"Conv": Declared(f"{_INPUTS}, {_CONV}, {_NODE}", read_conv, "conv", ROLES, "auto_pad pads", "X W B"),
        r"ConvTranspose": Declared(
            f"{_INPUTS}, {_CONV}, output_padding=0, output_shape=None, {_NODE}", read_transpose, "conv_transpose",
            ROLES, "auto_pad pads output_shape", "X W B",
        ),
    },
    ops={
        "MaxPool": ("max_pool",), "AveragePool": ("avg_pool",), "MaxUnpool": ("max_unpool",),
        "DepthToSpace": ("pixel_shuffle",), "SpaceToDepth": ("pixel_unshuffle",),
        "Resize": ("nearest", "linear", "bilinear"), "Upsample": ("nearest", "linear", "bilinear"),
    },
    refused=dict.fromkeys(("ConvInteger", "QLinearConv", "DeformConv"), "unread_convolution"),
)  # fmt: skip
