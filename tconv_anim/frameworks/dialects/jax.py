"""JAX: the convolutions of jax.lax."""

from __future__ import annotations

from typing import Any

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import message
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.padding import as_torch, pads_notes, pairs, plain, same_pads, tensorflow_crops
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared

ROLES = {"strides": "stride", "window_strides": "stride", "rhs_dilation": "dilation", "feature_group_count": "groups"}
WORDS = ("SAME", "VALID")


def read_transpose(arguments: Arguments) -> Reading:
    """Read a conv_transpose; lhs and rhs are arrays, and the call does not show their sizes."""
    padding = arguments.given["padding"]
    _, stride, dilation, sizes = _sizes(arguments, padding)
    consistent = bool(arguments.given["use_consistent_padding"])
    crops = crops_of(arguments, padding, sizes, stride, dilation, consistent=consistent)
    inputs, outputs = arguments.channels(1)
    return transposed(arguments, ConvSpec(
        "conv_transpose", *sizes, stride, plain(crops), dilation, in_channels=inputs, out_channels=outputs,
    ), flips=not arguments.given["transpose_kernel"])  # fmt: skip


def transposed(arguments: Arguments, spec: ConvSpec, *, flips: bool) -> Reading:
    """A transposed convolution with its notes."""
    spec, notes = as_torch(spec, arguments.framework)
    if not flips:
        return Reading(spec, notes)
    return Reading(spec, (*notes, message("kernel_flipped_by_jax")), flips_kernel=True)


def crops_of(
    arguments: Arguments, padding: Any, sizes: tuple[Size, Size], stride: Size, dilation: Size, *,
    consistent: bool = False,
) -> Pads:  # fmt: skip
    """What lax.conv_transpose crops for its padding."""
    if isinstance(padding, str):
        if padding not in WORDS:
            raise unknown_word(arguments, "padding", WORDS)
        return tensorflow_crops(padding.lower(), sizes, stride, dilation, None)
    given_pairs = pairs(len(stride), "padding", padding)
    if consistent:
        return given_pairs
    reach = [d * (k - 1) for k, d in zip(sizes[1], dilation, strict=True)]
    return tuple((r - lo, r - hi) for r, (lo, hi) in zip(reach, given_pairs, strict=True))


def unknown_word(arguments: Arguments, name: str, words: tuple[str, ...]) -> LayerError:
    """A padding that is none of the words, in capital letters."""
    known = [*map(repr, words), "a list of (low, high) pairs"]
    return LayerError("unknown_word", {"argument": arguments.text(name), "framework": arguments.framework,
                                       "call": arguments.name, "known": known})  # fmt: skip


def read_conv(arguments: Arguments) -> Reading:
    """Read a conv, or a conv_general_dilated whose input is not dilated."""
    refuse_dilated_input(arguments, "lhs_dilation")
    if each(1, "batch_group_count", arguments.given.get("batch_group_count", 1)) != (1,):
        arguments.fail("unread_argument", argument=arguments.text("batch_group_count"), accepted="use 1")
    padding = arguments.given["padding"]
    _, stride, dilation, sizes = _sizes(arguments, padding)
    groups = arguments.role("groups", 1)
    pads = pads_of(arguments, padding, sizes, stride, dilation)
    inputs, outputs = arguments.channels(groups)
    spec = ConvSpec(
        "conv", *sizes, stride, plain(pads), dilation, groups=groups, in_channels=inputs, out_channels=outputs
    )
    return Reading(spec, pads_notes(spec, arguments.framework))


def refuse_dilated_input(arguments: Arguments, name: str) -> None:
    """Refuse zeros between the cells of a convolution's input.

    Raises
    ------
    LayerError
    """
    dilation = arguments.given.get(name)
    numbers = dilation if isinstance(dilation, (list, tuple)) else [1 if dilation is None else dilation]
    if any(number != 1 for number in numbers):
        arguments.fail("unread_argument", argument=arguments.text(name), accepted="use conv_transpose with strides")


def pads_of(arguments: Arguments, padding: Any, sizes: tuple[Size, Size], stride: Size, dilation: Size) -> Pads:
    """What lax.conv_general_dilated pads: for words as TensorFlow, in letters of any case."""
    if not isinstance(padding, str):
        return pairs(len(stride), "padding", padding)
    word = padding.upper()
    if word == "VALID":
        return ((0, 0),) * len(stride)
    if word not in ("SAME", "SAME_LOWER"):
        raise unknown_word(arguments, "padding", ("SAME", "SAME_LOWER", "VALID"))
    return same_pads(sizes, stride, dilation, at_end=word == "SAME")


def _sizes(arguments: Arguments, padding: Any) -> tuple[int, Size, Size, tuple[Size, Size]]:
    """The number of axes, strides, dilations, and the sizes of input and kernel."""
    strides, rates = arguments.role("stride"), arguments.role("dilation")
    ndim = arguments.axes(strides, rates, padding if not isinstance(padding, str) else None)
    name = arguments.entry.parameter("stride")
    stride = each(ndim, name, 1 if strides is None else strides)
    dilation = each(ndim, "rhs_dilation", 1 if rates is None else rates)
    return ndim, stride, dilation, arguments.sizes(ndim, None, dilation)


_MORE = "precision=None, preferred_element_type=None"
_TRANSPOSE = (
    f"strides, padding='SAME', rhs_dilation=None, dimension_numbers=None, transpose_kernel=False, {_MORE}, "
    "use_consistent_padding=False"
)
_GENERAL = (
    f"lhs_dilation=None, rhs_dilation=None, dimension_numbers=None, feature_group_count=1, batch_group_count=1, {_MORE}"
)
_READS = "transpose_kernel use_consistent_padding lhs_dilation batch_group_count"


def _entry(signature: str, read: Any, op: str = "conv", *, rooted: bool = False) -> Declared:
    return Declared(signature, read, op, ROLES, reads=_READS, arrays="lhs rhs", function=True, rooted=rooted)


DIALECT = Dialect(
    title="JAX",
    roots=frozenset({"jax", "lax"}),
    bare=False,
    entries={
        r"conv_transpose": (
            _entry(f"lhs, rhs, {_TRANSPOSE}", read_transpose, "conv_transpose"),
            _entry(f"lhs, {_TRANSPOSE}", read_transpose, "conv_transpose"),  # conv_transpose(..., strides=...)
        ),
        r"conv_general_dilated": _entry(f"lhs, rhs, window_strides, padding, {_GENERAL}", read_conv),
        r"conv_with_general_padding": _entry(
            f"lhs, rhs, window_strides, padding, lhs_dilation, rhs_dilation, {_MORE}", read_conv
        ),
        r"conv": _entry(f"lhs, rhs, window_strides, padding, {_MORE}", read_conv, rooted=True),
    },
    ops={"max_pool": ("max_pool",), "avg_pool": ("avg_pool",)},
)
