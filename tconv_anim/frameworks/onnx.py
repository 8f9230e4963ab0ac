"""ONNX' Conv and ConvTranspose, as ONNX Runtime computes them."""

from __future__ import annotations

from typing import Any

from tconv_anim.core.spec import ConvSpec, Pads, Size
from tconv_anim.frameworks.call import Arguments, LayerError, conv_note, each, in_torch_words, plain
from tconv_anim.frameworks.keras import same_pads

_CONV = ("auto_pad", "dilations", "group", "kernel_shape", "pads", "strides")
_TRANSPOSE = (*_CONV, "output_padding", "output_shape")


def _sizes(arguments: Arguments, given: dict[str, Any]) -> tuple[int, Size, Size, tuple[Size, Size], Pads]:
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
        raise LayerError(f"ONNX' pads {pads} are negative: use 0 or more")
    return ndim, stride, dilation, sizes, tuple(zip(flat[:ndim], flat[ndim:], strict=True))


def read_conv(arguments: Arguments) -> tuple[ConvSpec, str]:
    """The spec of a Conv and a note."""
    given = arguments.bind(_CONV)
    ndim, stride, dilation, sizes, pads = _sizes(arguments, given)
    auto = given.get("auto_pad", "NOTSET")
    if auto == "VALID":
        pads = ((0, 0),) * ndim
    elif auto in ("SAME_UPPER", "SAME_LOWER"):
        pads = same_pads(sizes, stride, dilation, at_end=auto == "SAME_UPPER")
    elif auto != "NOTSET":
        raise LayerError(f"auto_pad {auto!r} is not known: use NOTSET, VALID, SAME_UPPER or SAME_LOWER")
    group = given.get("group", 1)
    inputs, outputs = arguments.channels(group)
    spec = ConvSpec(
        "conv", *sizes, stride, plain(pads), dilation, groups=group,
        in_channels=inputs, out_channels=outputs,
    )  # fmt: skip
    return spec, conv_note(spec, "ONNX")


def read_transpose(arguments: Arguments) -> tuple[ConvSpec, str]:
    """The spec of a ConvTranspose and a note."""
    given = arguments.bind(_TRANSPOSE)
    ndim, stride, dilation, sizes, pads = _sizes(arguments, given)
    auto = given.get("auto_pad", "NOTSET")
    if auto not in ("NOTSET", "VALID", "SAME_UPPER", "SAME_LOWER"):
        raise LayerError(f"auto_pad {auto!r} is not known: use NOTSET, VALID, SAME_UPPER or SAME_LOWER")
    more = each(ndim, "output_padding", given.get("output_padding", 0))
    if not all(0 <= m < max(s, d) for m, s, d in zip(more, stride, dilation, strict=True)):
        raise LayerError(f"ONNX' output_padding {list(more)} is not from 0 to below strides or dilations")
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
        elif auto in ("SAME_UPPER", "SAME_LOWER"):  # ONNX Runtime cuts nothing where the stride exceeds the kernel
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
    return in_torch_words(spec, "ONNX")
