"""PyTorch: nn.Conv1d, Conv2d, ConvTranspose1d and ConvTranspose2d, and scripts with torch.nn.functional."""

from __future__ import annotations

from functools import partial

from tconv_anim.core.conv_spec import ConvSpec, Op
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.shared.call import Arguments
from tconv_anim.frameworks.shared.framework import Framework, Reading
from tconv_anim.frameworks.shared.padding import torch_padding
from tconv_anim.frameworks.shared.scripts import bias_shape

_IGNORED = ("bias", "device", "dtype")
_PARAMETERS = {
    "conv": ("in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias",
             "padding_mode"),
    "conv_transpose": ("in_channels", "out_channels", "kernel_size", "stride", "padding", "output_padding", "groups",
                       "bias", "dilation", "padding_mode"),
}  # fmt: skip
"""In PyTorch's order, which differs between the two."""
_CAPTION_PARAMETER = {"conv": "pads", "conv_transpose": "crops"}
"""What our captions write where PyTorch has no parameter: a caption can be pasted as a layer."""


def read(arguments: Arguments, op: Op) -> Reading:
    """Read a module."""
    pairs = _CAPTION_PARAMETER[op]
    given = arguments.bind((*_PARAMETERS[op], "device", "dtype", pairs), arrays=_IGNORED)
    arguments.require("kernel_size")
    if pairs in given:
        given["padding"] = given.pop(pairs)
    for name in _IGNORED:
        given.pop(name, None)
    ndim = arguments.axes()
    input_size, kernel_size = arguments.sizes(ndim, given.pop("kernel_size"), given.get("dilation", 1))
    return Reading(ConvSpec(op, input_size, kernel_size, **given))


def write(trace: Trace) -> list[str]:
    """The lines of a script."""
    spec = trace.spec
    name = f"conv{'_transpose' if spec.transposed else ''}{spec.ndim}d"
    words = f"stride={spec.stride}, dilation={spec.dilation}, groups={spec.groups}"
    lines = [
        "import torch", "import torch.nn.functional as F", "",
        f"x = torch.tensor({[trace.input.tolist()]}, dtype=torch.float64)",
        f"w = torch.tensor({trace.weight.tolist()}, dtype=torch.float64)",
        f"b = torch.tensor({trace.bias.tolist()}, dtype=torch.float64)",
    ]  # fmt: skip
    if spec.transposed:
        direct = torch_padding(spec)
        if direct is not None:
            padding, output_padding = direct
            lines.append(f"y = F.{name}(x, w, b, padding={padding}, output_padding={output_padding}, {words})")
        else:
            lines.append(f"y = F.{name}(x, w, {words})")
            lines += _pad(spec, "y", -1)
            lines.append(f"y = y + b.reshape({bias_shape(spec)})")
    elif spec.padding_mode == "zeros" and all(lo == hi >= 0 for lo, hi in spec.pads):
        lines.append(f"y = F.{name}(x, w, b, padding={tuple(lo for lo, _ in spec.pads)}, {words})")
    else:
        lines += _pad(spec, "x", 1)
        lines.append(f"y = F.{name}(x, w, b, {words})")
    return [*lines, "print(y.tolist())"]


def _pad(spec: ConvSpec, name: str, sign: int) -> list[str]:
    """Pad by what is positive, then crop by what is negative; F.pad lists the last axis first."""
    ends = [sign * end for pads in reversed(spec.pads) for end in pads]
    mode = f", mode={spec.padding_mode!r}" if spec.padding_mode != "zeros" else ""
    steps = [(tuple(max(0, end) for end in ends), mode), (tuple(min(0, end) for end in ends), "")]
    return [f"{name} = F.pad({name}, {amounts}{how})" for amounts, how in steps if any(amounts)]


FRAMEWORK = Framework(
    title="PyTorch",
    readers={
        r"Conv([12])d": partial(read, op="conv"),
        r"ConvTranspose([12])d": partial(read, op="conv_transpose"),
    },
    layers=("Conv1d", "Conv2d", "ConvTranspose1d", "ConvTranspose2d"),
    write=write,
    bias_argument="bias",
    ops={
        "MaxPool": ("max_pool",), "AvgPool": ("avg_pool",), "MaxUnpool": ("max_unpool",),
        "PixelShuffle": ("pixel_shuffle",), "PixelUnshuffle": ("pixel_unshuffle",),
        "UpsamplingNearest": ("nearest",), "UpsamplingBilinear": ("bilinear",),
        "Upsample": ("nearest", "linear", "bilinear"), "interpolate": ("nearest", "linear", "bilinear"),
    },
    functions={
        "conv1d": "Conv1d(1, 1, 3)", "conv2d": "Conv2d(1, 1, 3)",
        "conv_transpose1d": "ConvTranspose1d(1, 1, 3, stride=2)",
        "conv_transpose2d": "ConvTranspose2d(1, 1, 3, stride=2)",
    },
)  # fmt: skip
