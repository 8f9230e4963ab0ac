"""JAX: lax.conv_transpose, and scripts with jax.lax."""

from __future__ import annotations

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import message
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.framework import Framework, Reading
from tconv_anim.frameworks.shared.padding import as_torch, pairs, plain, tensorflow_crops

_PARAMETERS = ("lhs", "rhs", "strides", "padding", "rhs_dilation", "dimension_numbers", "transpose_kernel",
               "precision", "preferred_element_type", "use_consistent_padding")  # fmt: skip


def read_transpose(arguments: Arguments) -> Reading:
    """Read a conv_transpose; lhs and rhs are arrays, and the call does not show their sizes."""
    if arguments.positional and arguments.positional[0].value is Ellipsis and len(arguments.positional) == 1:
        arguments.positional *= 2  # conv_transpose(..., strides=...): the dots mean both arrays
    given = arguments.bind(_PARAMETERS, arrays=("lhs", "rhs"))
    padding, strides, rates = given.get("padding", "SAME"), given.get("strides"), given.get("rhs_dilation")
    ndim = arguments.axes(strides, rates, padding if not isinstance(padding, str) else None)
    stride, dilation = each(ndim, "strides", strides or 1), each(ndim, "rhs_dilation", rates or 1)
    sizes = arguments.sizes(ndim, None, dilation)
    if isinstance(padding, str):
        if padding.upper() not in ("SAME", "VALID"):
            known = ("'SAME'", "'VALID'", "a list of (low, high) pairs")
            raise LayerError("unknown_word", {"argument": arguments.text("padding"), "framework": "JAX",
                                              "call": arguments.name, "known": known})  # fmt: skip
        crops = tensorflow_crops(padding.lower(), sizes, stride, dilation, None)
    else:
        given_pairs = pairs(ndim, "padding", padding)
        if given.get("use_consistent_padding", False):
            crops = given_pairs
        else:
            reach = [d * (k - 1) for k, d in zip(sizes[1], dilation, strict=True)]
            crops = tuple((r - lo, r - hi) for r, (lo, hi) in zip(reach, given_pairs, strict=True))
    inputs, outputs = arguments.channels(1)
    spec, notes = as_torch(ConvSpec(
        "conv_transpose", *sizes, stride, plain(crops), dilation, in_channels=inputs, out_channels=outputs,
    ), "JAX")  # fmt: skip
    if given.get("transpose_kernel", False):
        return Reading(spec, notes)
    return Reading(spec, (*notes, message("kernel_flipped_by_jax")), flips_kernel=True)


FRAMEWORK = Framework(
    title="JAX",
    readers={r"conv_transpose": read_transpose},
    layers=("conv_transpose",),
    ops={"max_pool": ("max_pool",), "avg_pool": ("avg_pool",)},
)
