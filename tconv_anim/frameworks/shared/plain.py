"""From a convolution that has PyTorch's parameters, whatever they are called, to a spec."""

from __future__ import annotations

from typing import Any

from tconv_anim.core.conv_spec import ConvSpec, Op
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.reading import Reading

_TAKEN = ("stride", "padding", "dilation", "output_padding", "groups", "padding_mode")


def spec_of(arguments: Arguments, padding: Any = None, **own: Any) -> ConvSpec:
    """The spec of a call; `padding` and `own` are what is not as PyTorch has it."""
    op: Op = "conv_transpose" if arguments.entry.op == "conv_transpose" else "conv"
    roles = set(arguments.entry.role_of.values())
    taken = {name: arguments.role(name) for name in _TAKEN if name in roles} | own
    if padding is not None:
        taken["padding"] = padding
    ndim = arguments.axes(taken.get("stride"), taken.get("dilation"))
    sizes = arguments.sizes(ndim, arguments.role("kernel_size"), taken.get("dilation", 1))
    groups = taken.get("groups", 1)
    default = groups if isinstance(groups, int) and groups > 0 else 1
    for name, count in zip(("in_channels", "out_channels"), arguments.channels(default), strict=True):
        taken.setdefault(name, arguments.role(name, count))
    return ConvSpec(op, *sizes, **taken)


def depthwise(arguments: Arguments, times: Any) -> tuple[int, int]:
    """The channels of a depthwise convolution, and how many outputs each has; `times` is None if its weight says so."""
    shape, inputs = arguments.supply.weight_shape, arguments.in_channels
    if times is None:
        outputs = arguments.supply.out_channels if shape is None else shape[0]
        inputs = inputs or 1
        return inputs, (outputs or inputs) // inputs
    (count,) = each(1, "depth_multiplier", times)
    if inputs is None and shape is not None and count > 0 and shape[0] % count == 0:
        inputs = shape[0] // count
    return inputs or 1, count


def read_plain(arguments: Arguments, padding: Any = None, **own: Any) -> Reading:
    """Read a convolution that computes what PyTorch's computes."""
    return Reading(spec_of(arguments, padding, **own))
