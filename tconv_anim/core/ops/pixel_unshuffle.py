"""Pixel unshuffle: an r×r block of one channel becomes r² channels of a cell."""

from __future__ import annotations

from tconv_anim.core.call_text import size_formula
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.operation import Arrays, Disguise, Far, Operation, Outcome, one_cell, set_cells
from tconv_anim.core.ops.pixel_shuffle import one_tap_each
from tconv_anim.core.parameters import Size, as_int, check_least
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Array


def plan(channels: int, input_size: Size, *, downscale_factor: int) -> OpSpec:
    """Check a pixel unshuffle; downscale_factor divides both sizes."""
    r = as_int("downscale_factor", downscale_factor)
    check_least("nonpositive_factor", "downscale_factor", (r,), 1)
    check_least("empty_spatial_input", "input_size", input_size, 1)
    if any(i % r for i in input_size):
        fitting = tuple(-(-i // r) * r for i in input_size)
        known = {"downscale_factor": r, "input_size": input_size}
        raise SpecError("size_not_divisible", known, hint=[{"input_size": fitting}])
    output_size = tuple(i // r for i in input_size)
    return OpSpec("pixel_unshuffle", input_size, output_size, channels, channels * r**2, (("downscale_factor", r),))


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per output cell and channel: row a, column b of a block goes to channel ``c*r*r + a*r + b``."""
    r = spec.get("downscale_factor")

    def far(channel: int, cell: Size) -> Far:
        c, a, b = channel // r**2, channel // r % r, channel % r
        return Far(one_cell(c, (cell[0] * r + a, cell[1] * r + b)))

    return set_cells(spec, arrays, far, by_output=True)


def formula(spec: Spec) -> Clauses:
    """The output's size with its numbers."""
    r = spec.get("downscale_factor")
    axes = zip(spec.input_size, spec.output_size, strict=True)
    return size_formula("o", "i/r", [(f"{i}/{r}", str(o)) for i, o in axes])


def equals(spec: Spec, weight: Array | None) -> Disguise:  # noqa: ARG001
    """A convolution in which the kernel of each output channel has a 1 at the place that it comes from."""
    r = spec.get("downscale_factor")
    equal = ConvSpec(
        "conv", spec.input_size, (r, r), (r, r), groups=spec.in_channels,
        in_channels=spec.in_channels, out_channels=spec.out_channels,
    )  # fmt: skip
    return Disguise(equal, lambda: one_tap_each(spec.out_channels, r), message("single_one"))


OP = Operation(
    plan=plan, run=run, call=lambda spec: f"PixelUnshuffle({spec.get('downscale_factor')})", formula=formula,
    equals=equals, spreads=False, dims=(2,), by_output=True,
    usual={"downscale_factor": 2, "input_size": 4},
)  # fmt: skip
