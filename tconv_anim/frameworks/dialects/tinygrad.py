"""tinygrad: the layers of tinygrad.nn, with PyTorch's arguments in an order of their own."""

from __future__ import annotations

from typing import Any

from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.dialect import Dialect
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.padding import as_torch, pads_notes, plain
from tconv_anim.frameworks.shared.plain import spec_of
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.signature import Declared


def read_conv(arguments: Arguments) -> Reading:
    """Read a ConvNd."""
    spec = spec_of(arguments, padding=_padding(arguments))
    return Reading(spec, pads_notes(spec, "tinygrad"))


def read_transpose(arguments: Arguments) -> Reading:
    """Read a ConvTransposeNd."""
    if isinstance(arguments.role("padding"), str):
        raise LayerError("unknown_word", {"argument": arguments.text("padding"), "framework": "tinygrad",
                                          "call": arguments.name, "known": ["numbers"]})  # fmt: skip
    padding, ndim = _padding(arguments), arguments.axes()
    ends = [pad if isinstance(pad, tuple) else (pad, pad) for pad in padding]
    more = each(ndim, "output_padding", arguments.role("output_padding"))
    crops = tuple((lo, hi - op) for (lo, hi), op in zip(ends, more, strict=True))
    return Reading(*as_torch(spec_of(arguments, padding=plain(crops), output_padding=0), "tinygrad"))


def _padding(arguments: Arguments) -> Any:
    """Padding for every axis, or pairs; for every end it begins with the last axis, as torch.nn.functional.pad."""
    padding, ndim = arguments.role("padding"), arguments.axes()
    if isinstance(padding, str):
        return _same(arguments, padding, ndim)
    if isinstance(padding, (list, tuple)) and len(padding) == 2 * ndim > 2:
        flat = each(2 * ndim, "padding", padding)
        return plain(tuple(zip(flat[::2], flat[1::2], strict=True))[::-1])
    if isinstance(padding, (list, tuple)) and len(padding) == 2 and ndim == 1:
        return plain((each(2, "padding", padding),))  # type: ignore[arg-type]
    return each(ndim, "padding", padding)


def _same(arguments: Arguments, word: str, ndim: int) -> Any:
    if word.lower() != "same":
        raise LayerError("unknown_word", {"argument": arguments.text("padding"), "framework": "tinygrad",
                                          "call": arguments.name, "known": ["'same'", "numbers"]})  # fmt: skip
    if arguments.role("stride") != 1:
        arguments.fail("unread_argument", argument=arguments.text("stride"), accepted="use 1 with padding='same'")
    rates = each(ndim, "dilation", arguments.role("dilation"))
    kernel = arguments.sizes(ndim, arguments.role("kernel_size"), rates)[1]
    reach = [d * (k - 1) for d, k in zip(rates, kernel[::-1], strict=True)]  # the first rate goes with the last axis
    return plain(tuple((r // 2, r - r // 2) for r in reach[::-1]))


_FIRST = "in_channels, out_channels, kernel_size, stride=1, padding=0"
DIALECT = Dialect(
    title="tinygrad",
    roots=frozenset({"tinygrad"}),
    entries={
        r"Conv([12])d": Declared(f"{_FIRST}, dilation=1, groups=1, bias=True", read_conv),
        r"ConvTranspose([12])d": Declared(
            f"{_FIRST}, output_padding=0, dilation=1, groups=1, bias=True", read_transpose, "conv_transpose"
        ),
    },
)
