"""ONNX: Conv and ConvTranspose as ONNX Runtime computes them, and scripts that run it."""

from __future__ import annotations

from typing import Any

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.framework import Framework, Reading
from tconv_anim.frameworks.shared.padding import as_torch, check_output_padding, pads_notes, plain, same_pads

_CONV = ("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")
_TRANSPOSE = (*_CONV, "output_padding", "output_shape")
_AUTO_PADS = ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER")


def read_conv(arguments: Arguments) -> Reading:
    """Read a Conv."""
    given = arguments.bind(_CONV)
    ndim, stride, dilation, sizes, pads = _sizes(arguments, given)
    auto = _auto_pad(arguments, given)
    if auto == "VALID":
        pads = ((0, 0),) * ndim
    elif auto != "NOTSET":
        pads = same_pads(sizes, stride, dilation, at_end=auto == "SAME_UPPER")
    group = given.get("group", 1)
    inputs, outputs = arguments.channels(group)
    spec = ConvSpec(
        "conv", *sizes, stride, plain(pads), dilation, groups=group, in_channels=inputs, out_channels=outputs
    )
    return Reading(spec, pads_notes(spec, "ONNX"))


def read_transpose(arguments: Arguments) -> Reading:
    """Read a ConvTranspose."""
    given = arguments.bind(_TRANSPOSE)
    ndim, stride, dilation, sizes, pads = _sizes(arguments, given)
    auto = _auto_pad(arguments, given)
    more = each(ndim, "output_padding", given.get("output_padding", 0))
    check_output_padding(arguments, "ONNX", more, [max(s, d) - 1 for s, d in zip(stride, dilation, strict=True)])
    wanted = given.get("output_shape")
    sizes_wanted = None if wanted is None else each(ndim, "output_shape", wanted)
    crops = []
    for axis, (i, k, s, d) in enumerate(zip(*sizes, stride, dilation, strict=True)):
        canvas = (i - 1) * s + d * (k - 1) + 1
        op = more[axis]
        if sizes_wanted is not None:
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
    group = given.get("group", 1)
    inputs, outputs = arguments.channels(group)
    spec = ConvSpec(
        "conv_transpose", *sizes, stride, tuple(crops), dilation, groups=group,
        in_channels=inputs, out_channels=outputs,
    )  # fmt: skip
    return Reading(*as_torch(spec, "ONNX"))


def _sizes(arguments: Arguments, given: dict[str, Any]) -> tuple[int, Size, Size, tuple[Size, Size], Pads]:
    """The number of axes, strides, dilations, the sizes of input and kernel, and pads."""
    pads = given.get("pads")
    ndim = arguments.axes(
        given.get("strides"), given.get("kernel_shape"), given.get("dilations"), given.get("output_shape"),
        given.get("output_padding"), pads[: len(pads) // 2] if isinstance(pads, (list, tuple)) else None,
    )  # fmt: skip
    stride = each(ndim, "strides", given.get("strides", 1))
    dilation = each(ndim, "dilations", given.get("dilations", 1))
    sizes = arguments.sizes(ndim, given.get("kernel_shape"), dilation)
    flat = each(2 * ndim, "pads", 0 if pads is None else pads)
    if min(flat) < 0:
        raise LayerError("negative_pads", {"argument": arguments.text("pads"), "framework": "ONNX"})
    return ndim, stride, dilation, sizes, tuple(zip(flat[:ndim], flat[ndim:], strict=True))


def _auto_pad(arguments: Arguments, given: dict[str, Any]) -> str:
    auto: str = given.get("auto_pad", "NOTSET")
    if auto not in _AUTO_PADS:
        raise LayerError("unknown_word", {"argument": arguments.text("auto_pad"), "framework": "ONNX",
                                          "call": arguments.name, "known": _AUTO_PADS})  # fmt: skip
    return auto


FRAMEWORK = Framework(
    title="ONNX",
    readers={r"Conv": read_conv, r"ConvTranspose": read_transpose},
    layers=("Conv", "ConvTranspose"),
    ops={
        "MaxPool": ("max_pool",), "AveragePool": ("avg_pool",), "MaxUnpool": ("max_unpool",),
        "DepthToSpace": ("pixel_shuffle",), "SpaceToDepth": ("pixel_unshuffle",),
        "Resize": ("nearest", "linear", "bilinear"), "Upsample": ("nearest", "linear", "bilinear"),
    },
)  # fmt: skip
