"""PyTorch's nn.Conv1d, Conv2d, ConvTranspose1d and ConvTranspose2d."""

from __future__ import annotations

from tconv_anim.core.spec import ConvSpec, Op
from tconv_anim.frameworks.call import Arguments, LayerError

_IGNORED = ("bias", "device", "dtype")
_CONV = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias",
               "padding_mode")  # fmt: skip
_TRANSPOSE = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups",
                    "bias", "dilation", "padding_mode")  # fmt: skip


def read(arguments: Arguments, op: Op) -> tuple[ConvSpec, str]:
    """The spec of a module; there is nothing to note."""
    ours = "crops" if op == "conv_transpose" else "pads"  # what captions say where PyTorch has no words
    given = arguments.bind(
        (*(_TRANSPOSE if op == "conv_transpose" else _CONV), "device", "dtype", ours), arrays=_IGNORED
    )
    if "kernel_size" not in given:
        raise LayerError(f"{arguments.name} needs kernel_size")
    if ours in given:
        given["padding"] = given.pop(ours)
    for name in _IGNORED:
        given.pop(name, None)
    ndim = arguments.axes()
    input_size, kernel_size = arguments.sizes(ndim, given.pop("kernel_size"), given.get("dilation", 1))
    return ConvSpec(op, input_size, kernel_size, **given), ""
