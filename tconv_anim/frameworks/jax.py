"""JAX' lax.conv_transpose."""

from __future__ import annotations

from tconv_anim.core.spec import ConvSpec
from tconv_anim.frameworks.call import Arguments, LayerError, each, in_torch_words, pairs, plain
from tconv_anim.frameworks.keras import tensorflow_crops

FLIPS = "JAX flips the kernel unless transpose_kernel=True: the stamp is the kernel turned by 180°"
_PARAMETERS = ("lhs", "rhs", "strides", "padding", "rhs_dilation", "dimension_numbers", "transpose_kernel",
               "precision", "preferred_element_type", "use_consistent_padding")  # fmt: skip


def read_transpose(arguments: Arguments) -> tuple[ConvSpec, str]:
    """The spec of a conv_transpose and a note; lhs and rhs are arrays, whose sizes the call does not tell."""
    if arguments.positional and arguments.positional[0].value is Ellipsis and len(arguments.positional) == 1:
        arguments.positional *= 2  # conv_transpose(..., strides=...): the dots stand for both arrays
    given = arguments.bind(_PARAMETERS, arrays=("lhs", "rhs"))
    padding, strides, rates = given.get("padding", "SAME"), given.get("strides"), given.get("rhs_dilation")
    ndim = arguments.axes(strides, rates, padding if not isinstance(padding, str) else None)
    stride, dilation = each(ndim, "strides", strides or 1), each(ndim, "rhs_dilation", rates or 1)
    sizes = arguments.sizes(ndim, None, dilation)
    if isinstance(padding, str):
        if padding.upper() not in ("SAME", "VALID"):
            raise LayerError(f"padding {padding!r} is not known to JAX: use 'SAME', 'VALID' or (low, high) pairs")
        crops = tensorflow_crops(padding.lower(), sizes, stride, dilation, None)
    else:
        given_pairs = pairs(ndim, padding)
        if given.get("use_consistent_padding", False):
            crops = given_pairs
        else:
            reach = [d * (k - 1) for k, d in zip(sizes[1], dilation, strict=True)]
            crops = tuple((r - lo, r - hi) for r, (lo, hi) in zip(reach, given_pairs, strict=True))
    inputs, outputs = arguments.channels(1)
    spec, note = in_torch_words(ConvSpec(
        "conv_transpose", *sizes, stride, plain(crops), dilation, in_channels=inputs, out_channels=outputs,
    ), "JAX")  # fmt: skip
    if not given.get("transpose_kernel", False):
        note = "; ".join(filter(None, (note, FLIPS)))
    return spec, note
