"""Pixel unshuffle: an r×r block of one channel becomes r² channels of a cell."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.call_text import size_formula
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.operation import SampleOp
from tconv_anim.core.ops.pixel_shuffle import one_tap_each
from tconv_anim.core.parameters import Size, as_int, check_least
from tconv_anim.core.sampling import Disguise, SampleSpec, SampleStep, SampleTrace, traced
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array


def plan(channels: int, input_size: Size, *, downscale_factor: int) -> SampleSpec:
    """Check a pixel unshuffle; downscale_factor divides both sizes."""
    r = as_int("downscale_factor", downscale_factor)
    check_least("nonpositive_factor", "downscale_factor", (r,), 1)
    check_least("empty_spatial_input", "input_size", input_size, 1)
    if any(i % r for i in input_size):
        fitting = tuple(-(-i // r) * r for i in input_size)
        known = {"downscale_factor": r, "input_size": input_size}
        raise SpecError("size_not_divisible", known, hint=[{"input_size": fitting}])
    output_size = tuple(i // r for i in input_size)
    return SampleSpec("pixel_unshuffle", input_size, output_size, channels, channels * r**2, (("downscale_factor", r),))


def run(spec: SampleSpec, input: Array, indices: Array | None = None) -> SampleTrace:  # noqa: ARG001
    """One step per output cell and channel: row a, column b of a block goes to channel ``c*r*r + a*r + b``."""
    r = spec.get("downscale_factor")
    steps: list[SampleStep] = []
    for h, w in np.ndindex(*spec.output_size):
        for channel in range(spec.out_channels):
            place = (channel // r**2, h * r + channel // r % r, w * r + channel % r)
            reads, writes = np.array([place]), np.array([(channel, h, w)])
            steps.append(SampleStep(len(steps), (h, w), reads, np.array([1]), writes, input[place].item()))
    return traced(spec, input, steps)


def call(spec: SampleSpec) -> str:
    """As PyTorch writes it."""
    return f"PixelUnshuffle({spec.get('downscale_factor')})"


def formula(spec: SampleSpec) -> Clauses:
    """The output's size with its numbers."""
    r = spec.get("downscale_factor")
    axes = zip(spec.input_size, spec.output_size, strict=True)
    return size_formula("o", "i/r", [(f"{i}/{r}", str(o)) for i, o in axes])


def disguise(spec: SampleSpec) -> Disguise:
    """A convolution in which the kernel of each output channel has a 1 at the place that it comes from."""
    r = spec.get("downscale_factor")
    equal = ConvSpec(
        "conv", spec.input_size, (r, r), (r, r), groups=spec.in_channels,
        in_channels=spec.in_channels, out_channels=spec.out_channels,
    )  # fmt: skip
    return Disguise(equal, one_tap_each(spec.out_channels, r), message("single_one"))


OP = SampleOp(
    plan=plan,
    run=run,
    call=call,
    formula=formula,
    disguise=disguise,
    by_output=True,
    dims=(2,),
    usual={"downscale_factor": 2, "input_size": 4},
)
