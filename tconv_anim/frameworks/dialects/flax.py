"""Flax: Conv and ConvTranspose of linen and of nnx, which pad "SAME" unless they are asked for something else."""

from __future__ import annotations

from typing import Any

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.dialects.jax import crops_of, pads_of, refuse_dilated_input, transposed, unknown_word
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.padding import pads_notes, plain
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared

ROLES = {
    "features": "out_channels", "in_features": "in_channels", "out_features": "out_channels", "strides": "stride",
    "kernel_dilation": "dilation", "feature_group_count": "groups",
}  # fmt: skip
MODES = {"CIRCULAR": "circular", "REFLECT": "reflect"}
MOST_AXES = 2


def read_conv(arguments: Arguments) -> Reading:
    """Read a Conv; "CIRCULAR" and "REFLECT" pad as PyTorch's padding modes do, "CAUSAL" at the start alone."""
    refuse_dilated_input(arguments, "input_dilation")
    stride, dilation, sizes = _sizes(arguments)
    padding, mode = arguments.given["padding"], "zeros"
    reach = [d * (k - 1) for k, d in zip(sizes[1], dilation, strict=True)]
    if isinstance(padding, str) and padding in MODES:
        mode, pads = MODES[padding], tuple((r // 2, r - r // 2) for r in reach)
    elif isinstance(padding, str) and padding.upper() in MODES:
        raise unknown_word(arguments, "padding", ("SAME", "VALID", *MODES))
    elif padding == "CAUSAL" and len(stride) == 1:
        pads = ((reach[0], 0),)
    else:
        pads = pads_of(arguments, _pairs(arguments, padding, len(stride)), sizes, stride, dilation)
    inputs, groups = _inputs(arguments), arguments.role("groups", 1)
    spec = ConvSpec(
        "conv", *sizes, stride, plain(pads), dilation, groups=groups, in_channels=inputs,
        out_channels=arguments.role("out_channels"), padding_mode=mode,
    )  # fmt: skip
    return Reading(spec, pads_notes(spec, "Flax"))


def read_transpose(arguments: Arguments) -> Reading:
    """Read a ConvTranspose, which is lax.conv_transpose."""
    stride, dilation, sizes = _sizes(arguments)
    padding = arguments.given["padding"]
    if padding == "CIRCULAR":
        arguments.fail("unread_argument", argument=arguments.text("padding"), accepted="use 'SAME' or 'VALID'")
    crops: Pads = crops_of(arguments, _pairs(arguments, padding, len(stride)), sizes, stride, dilation)
    return transposed(arguments, ConvSpec(
        "conv_transpose", *sizes, stride, plain(crops), dilation, in_channels=_inputs(arguments),
        out_channels=arguments.role("out_channels"),
    ), flips=not arguments.given["transpose_kernel"])  # fmt: skip


def _inputs(arguments: Arguments) -> Any:
    groups = arguments.role("groups", 1)
    return arguments.role("in_channels", arguments.channels(groups)[0])


def _sizes(arguments: Arguments) -> tuple[Size, Size, tuple[Size, Size]]:
    """Strides, dilations, and the sizes of input and kernel; a kernel's size that is one number is of one axis."""
    kernel, strides, dilation = (arguments.role(role) for role in ("kernel_size", "stride", "dilation"))
    if isinstance(kernel, int):
        ndim = 1 if arguments.supply.dims is None or "kernel_size" not in arguments.used else arguments.supply.dims
    else:
        ndim = len(kernel) if isinstance(kernel, (list, tuple)) and len(kernel) <= MOST_AXES else arguments.axes()
    stride = each(ndim, "strides", 1 if strides is None else strides)
    rates = each(ndim, "kernel_dilation", 1 if dilation is None else dilation)
    return stride, rates, arguments.sizes(ndim, kernel, rates)


def _pairs(arguments: Arguments, padding: Any, ndim: int) -> Any:
    """Padding as lax takes it: one number is for both ends of every axis."""
    if isinstance(padding, str):
        return padding
    if isinstance(padding, int):
        return [(padding, padding)] * ndim
    if not isinstance(padding, (list, tuple)) or not all(isinstance(pad, (int, tuple)) for pad in padding):
        raise unknown_word(arguments, "padding", ("SAME", "VALID"))
    return [(pad, pad) if isinstance(pad, int) else pad for pad in padding]


_CONV = "input_dilation=1, kernel_dilation=1, feature_group_count=1"
_REST = "use_bias=True, mask=None, dtype=None, param_dtype=None, precision=None, kernel_init=None, bias_init=None"
_LINEN = "features, kernel_size"
_NNX = "in_features, out_features, kernel_size"
_LAST = (
    "rngs=None, kernel_metadata=None, bias_metadata=None, preferred_element_type=None, kernel_shape=None, kernel=None, "
    "bias=None"
)
"""The last three are in a printed module."""
_TRANSPOSE = f"kernel_dilation=None, {_REST}, transpose_kernel=False, promote_dtype=None"
_OWN = "parent=None, name=None"
_CONV_LAST = "promote_dtype=None, conv_general_dilated=None, conv_general_dilated_cls=None"
READS = "input_dilation transpose_kernel"


def _entries(name: str, op: str, read: Any, linen: str, nnx: str) -> dict[str, tuple[Declared, ...]]:
    one, other = (Declared(signature, read, op, ROLES, READS) for signature in (linen, nnx))
    return {name: (one, other)}


DIALECT = Dialect(
    title="Flax",
    roots=frozenset({"flax", "linen", "nnx"}),
    entries={
        **_entries(
            "Conv", "conv", read_conv,
            f"{_LINEN}, strides=1, padding='SAME', {_CONV}, {_REST}, {_CONV_LAST}, {_OWN}",
            f"{_NNX}, strides=1, *, padding='SAME', {_CONV}, {_REST}, {_CONV_LAST}, {_LAST}",
        ),
        **_entries(
            "ConvTranspose", "conv_transpose", read_transpose,
            f"{_LINEN}, strides=None, padding='SAME', {_TRANSPOSE}, preferred_element_type=None, {_OWN}",
            f"{_NNX}, strides=None, *, padding='SAME', {_TRANSPOSE}, {_LAST}",
        ),
    },
    refused={"ConvLocal": "unread_convolution"},
)  # fmt: skip
