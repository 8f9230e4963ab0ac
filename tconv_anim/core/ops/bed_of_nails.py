"""Bed of nails: input cells lie a stride apart, with zeros between them."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.call_text import axes_text, size_formula
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.operation import Arrays, Disguise, Far, Operation, Outcome, by_channel, one_cell, set_cells
from tconv_anim.core.parameters import Size, check_least, per_axis
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Array


def plan(channels: int, input_size: Size, *, stride: int | Size) -> OpSpec:
    """Check a bed of nails, of size ``input_size * stride``."""
    strides = per_axis("stride", stride, len(input_size))
    check_least("nonpositive_stride", "stride", strides, 1)
    check_least("empty_spatial_input", "input_size", input_size, 1)
    output_size = tuple(i * s for i, s in zip(input_size, strides, strict=True))
    return OpSpec("bed_of_nails", input_size, output_size, channels, channels, (("stride", strides),))


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per input cell, in row-major order: its value goes to the first cell of its block."""

    def far(channel: int, cell: Size) -> Far:
        return Far(one_cell(channel, (at * s for at, s in zip(cell, spec.get("stride"), strict=True))))

    return set_cells(spec, arrays, far, by_output=False)


def call(spec: Spec) -> str:
    """In our own words, as PyTorch has no layer of this name."""
    return f"bed_of_nails(stride={axes_text(spec.get('stride'))})"


def formula(spec: Spec) -> Clauses:
    """The output's size with its numbers."""
    axes = zip(spec.input_size, spec.get("stride"), spec.output_size, strict=True)
    return size_formula("o", "i·s", [(f"{i}·{s}", str(o)) for i, s, o in axes])


def equals(spec: Spec, weight: Array | None) -> Disguise:  # noqa: ARG001
    """A transposed convolution with one tap, whose output_padding fills the last stride."""
    stride = spec.get("stride")
    rest = tuple(s - 1 for s in stride)
    kernel = (1,) * spec.ndim
    equal = ConvSpec("conv_transpose", spec.input_size, kernel, stride, output_padding=rest, **by_channel(spec))
    return Disguise(equal, lambda: np.ones(equal.weight_shape, np.int64), message("weight", value="1"))


OP = Operation(
    plan=plan, run=run, call=call, formula=formula, equals=equals, spreads=False,
    enlarge=lambda factor, output_size, kernel_size: {"stride": factor}, usual={"stride": 2},  # noqa: ARG005
)  # fmt: skip
