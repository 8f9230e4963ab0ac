"""MindSpore: the layers of mindspore.nn, which pad "same" unless they are asked for something else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.padding import as_torch, pads_notes, plain, same_pads, tensorflow_crops
from tconv_anim.frameworks.shared.plain import spec_of
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared

MODES = ("same", "valid", "pad")


def read_conv(arguments: Arguments) -> Reading:
    """Read a ConvNd."""
    ndim, stride, dilation, sizes = _sizes(arguments)
    mode, pads = _mode(arguments, ndim)
    if mode == "same":
        pads = same_pads(sizes, stride, dilation, at_end=True)
    spec = spec_of(arguments, padding=plain(pads))
    return Reading(spec, pads_notes(spec, "MindSpore"))


def read_transpose(arguments: Arguments) -> Reading:
    """Read a ConvNdTranspose."""
    ndim, stride, dilation, sizes = _sizes(arguments)
    mode, pads = _mode(arguments, ndim)
    more = each(ndim, "output_padding", arguments.role("output_padding", 0))
    if mode != "pad" and any(more):
        arguments.fail("unread_argument", argument=arguments.text("output_padding"), accepted="use pad_mode='pad'")
    if mode == "pad":
        crops: Pads = tuple((lo, hi - op) for (lo, hi), op in zip(pads, more, strict=True))
    else:
        crops = tensorflow_crops(mode, sizes, stride, dilation, None)
    return Reading(*as_torch(spec_of(arguments, padding=plain(crops), output_padding=0), "MindSpore"))


def _sizes(arguments: Arguments) -> tuple[int, Size, Size, tuple[Size, Size]]:
    ndim = arguments.axes()
    stride, dilation = (each(ndim, name, arguments.role(name)) for name in ("stride", "dilation"))
    return ndim, stride, dilation, arguments.sizes(ndim, arguments.role("kernel_size"), dilation)


def _mode(arguments: Arguments, ndim: int) -> tuple[str, Pads]:
    """The mode, and the padding of mode "pad": one number, or one for every end."""
    mode: Any = arguments.given["pad_mode"]
    if mode not in MODES:
        raise LayerError("unknown_word", {"argument": arguments.text("pad_mode"), "framework": "MindSpore",
                                          "call": arguments.name, "known": [*map(repr, MODES)]})  # fmt: skip
    padding = arguments.role("padding")
    several = isinstance(padding, (list, tuple)) and len(padding) == 2 * ndim
    flat = each(2 * ndim, "padding", padding if several else each(1, "padding", padding))
    if mode != "pad" and any(flat):
        arguments.fail("unread_argument", argument=arguments.text("padding"), accepted="use pad_mode='pad'")
    return mode, tuple(zip(flat[::2], flat[1::2], strict=True))


_FIRST = "in_channels, out_channels, kernel_size, stride=1, pad_mode='same', padding=0"
_LAST = "dilation=1, group=1, has_bias=False, weight_init=None, bias_init=None"
_ROLES = {"group": "groups"}
_PRINTED = "*, input_channels, output_channels, kernel_size, stride=1, pad_mode='same', padding=0"
_PRINTED_LAST = f"{_LAST}, output_padding=0, format='NCHW'"
_PRINTED_ROLES = {**_ROLES, "input_channels": "in_channels", "output_channels": "out_channels"}
"""As a model is printed."""


def _entries(signature: str, read: Callable[[Arguments], Reading], op: str) -> tuple[Declared, ...]:
    printed = Declared(f"{_PRINTED}, {_PRINTED_LAST}", read, op, _PRINTED_ROLES, "pad_mode")
    return Declared(signature, read, op, _ROLES, "pad_mode"), printed


DIALECT = Dialect(
    title="MindSpore",
    roots=frozenset({"mindspore", "ms"}),
    entries={
        r"Conv(1)d": _entries(f"{_FIRST}, {_LAST}, data_format='NCW', dtype=None", read_conv, "conv"),
        r"Conv(2)d": _entries(f"{_FIRST}, {_LAST}, data_format='NCHW', dtype=None", read_conv, "conv"),
        r"Conv(1)dTranspose": _entries(f"{_FIRST}, {_LAST}, dtype=None", read_transpose, "conv_transpose"),
        r"Conv(2)dTranspose": _entries(
            f"{_FIRST}, output_padding=0, {_LAST}, dtype=None", read_transpose, "conv_transpose"
        ),
    },
)
