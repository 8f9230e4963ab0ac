"""PyTorch's nn.Conv1d, Conv2d, ConvTranspose1d and ConvTranspose2d."""

from __future__ import annotations

from tconv_anim.dialects.call import Arguments, LayerError
from tconv_anim.spec import ConvSpec, Op

_TORCH_IGNORED = ("device", "dtype")
_TORCH_CONV = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias",
               "padding_mode")  # fmt: skip
_TORCH_TRANSPOSE = ("in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups",
                    "bias", "dilation", "padding_mode")  # fmt: skip


def read(arguments: Arguments, op: Op) -> tuple[ConvSpec, str]:
    """The spec of a module; there is nothing to note."""
    given = arguments.bind(_TORCH_TRANSPOSE if op == "conv_transpose" else _TORCH_CONV, _TORCH_IGNORED)
    for name in ("in_channels", "out_channels", "kernel_size"):
        if name not in given:
            raise LayerError(f"{arguments.name} needs {name}")
    given.pop("bias", None)
    for name in _TORCH_IGNORED:
        given.pop(name, None)
    ndim = arguments.axes()
    input_size, kernel_size = arguments.sizes(ndim, given.pop("kernel_size"), given.get("dilation", 1))
    return ConvSpec(op, input_size, kernel_size, **given), ""
