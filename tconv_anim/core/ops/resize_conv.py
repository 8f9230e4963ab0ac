"""Resize-convolution: nearest neighbour, then a convolution of stride 1, which overlaps evenly (Odena et al. 2016)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import message
from tconv_anim.core.operation import Disguise, Operation
from tconv_anim.core.ops import _chain, nearest
from tconv_anim.core.parameters import Size, per_axis
from tconv_anim.core.spec import OpSpec, Spec, one_after_another
from tconv_anim.core.step import Array, every_channel


def plan(
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    out_channels: int = 1,
    size: int | Size | None = None,
    scale_factor: float | tuple[float, ...] | None = None,
    padding: int | Size | str = "same",
    dilation: int | Size = 1,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> OpSpec:
    """Check both; padding "same" keeps the resized size."""
    resize = nearest.OP.plan(channels, input_size, size=size, scale_factor=scale_factor)
    kernel = per_axis("kernel_size", kernel_size, len(input_size))
    try:
        conv = ConvSpec(
            "conv", resize.output_size, kernel, padding=padding, dilation=dilation,  # type: ignore[arg-type]
            groups=groups, in_channels=channels, out_channels=out_channels, padding_mode=padding_mode,
        )  # fmt: skip
    except SpecError as error:
        error.hint = tuple(_of_resizing(way, resize) for way in error.hint)
        raise
    names = ("kernel_size", "padding", "dilation", "groups", "padding_mode")
    parameters = (*resize.parameters, *((name, getattr(conv, name)) for name in names))
    return one_after_another("resize_conv", (resize, conv), parameters)


def _of_resizing(way: Mapping[str, Any], resize: Spec) -> Mapping[str, Any]:
    """A way out of an error of the conv, whose input is the resized one."""
    if "input_size" not in way:
        return way
    needed = way["input_size"]
    if resize.get("size") is not None:
        return {"size": needed}
    return {"input_size": tuple(math.ceil(n / f) for n, f in zip(needed, resize.get("scale_factor"), strict=True))}


def equals(spec: OpSpec, weight: Array | None) -> Disguise | None:
    """For whole factors n and zero padding: a transposed convolution of stride n with the conv's kernel, blurred.

    Each tap of the flipped kernel covers n cells, so ``kernel_size = n + dilation*(k - 1)``, and the canvas is cropped
    by ``dilation*(k - 1) - padding``.
    """
    resize, conv = spec.stages
    assert isinstance(conv, ConvSpec)
    stamp = nearest.OP.equals(resize, None)
    if stamp is None or (conv.padding_mode != "zeros" and any(map(any, conv.pads))):
        return None
    n = stamp.spec.stride
    reach = tuple(size - 1 for size in conv.effective_kernel_size)
    kernel = tuple(map(sum, zip(reach, n, strict=True)))
    crops = tuple((r - lo, r - hi) for r, (lo, hi) in zip(reach, conv.pads, strict=True))
    plain = all(lo == hi >= 0 for lo, hi in crops)
    equal = ConvSpec(
        "conv_transpose", resize.input_size, kernel, n, tuple(lo for lo, _ in crops) if plain else crops,
        groups=conv.groups, in_channels=conv.in_channels, out_channels=conv.out_channels,
    )  # fmt: skip

    def make_weight() -> Array:
        assert weight is not None
        return _blurred(conv, weight, n)

    return Disguise(equal, make_weight, message("blurred_kernel"))


def _blurred(conv: ConvSpec, weight: Array, n: Size) -> Array:
    """The kernel of the transposed convolution of stride n that the resizing and the convolution are together."""
    grouped = weight.reshape(conv.groups, -1, *weight.shape[1:]).swapaxes(1, 2)
    swapped = grouped.reshape(conv.in_channels, -1, *conv.kernel_size)
    reach = tuple(size - 1 for size in conv.effective_kernel_size)
    blurred = np.zeros((*swapped.shape[:2], *(r + f for r, f in zip(reach, n, strict=True))), weight.dtype)
    for tap in np.ndindex(*conv.kernel_size):
        first = [r - d * t for r, d, t in zip(reach, conv.dilation, tap, strict=True)]
        covered = (slice(None), *(slice(a, a + f) for a, f in zip(first, n, strict=True)))
        blurred[every_channel(covered)] += swapped[(..., *tap)].reshape(*swapped.shape[:2], *(1,) * conv.ndim)
    return blurred


OP = Operation(
    plan=plan, run=None, call=_chain.call, formula=_chain.formula, equals=equals, weighted=True,
    enlarge=lambda factor, output_size, kernel_size: {"size": output_size, "kernel_size": kernel_size or 3},  # noqa: ARG005
    usual={"scale_factor": 2, "kernel_size": 3},
)  # fmt: skip
