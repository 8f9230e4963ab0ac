"""Pixel shuffle: r² channels of a cell become an r×r block of one channel."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tconv_anim.core.call_text import size_formula
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.operation import Arrays, Disguise, Far, Operation, Outcome, one_cell, set_cells
from tconv_anim.core.parameters import Size, as_int, check_least
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Array


def plan(channels: int, input_size: Size, *, upscale_factor: int) -> OpSpec:
    """Check a pixel shuffle; upscale_factor² divides the channels."""
    r = as_int("upscale_factor", upscale_factor)
    check_least("nonpositive_factor", "upscale_factor", (r,), 1)
    check_least("empty_spatial_input", "input_size", input_size, 1)
    if channels % r**2:
        known = {"upscale_factor": r, "multiple": r**2, "found": channels}
        raise SpecError("channels_not_divisible", known, hint=[{"in_channels": -(-channels // r**2) * r**2}])
    output_size = tuple(i * r for i in input_size)
    return OpSpec("pixel_shuffle", input_size, output_size, channels, channels // r**2, (("upscale_factor", r),))


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per input cell and channel: channel ``c*r*r + a*r + b`` goes to row a, column b of its block."""
    r = spec.get("upscale_factor")

    def far(channel: int, cell: Size) -> Far:
        c, a, b = channel // r**2, channel // r % r, channel % r
        return Far(one_cell(c, (cell[0] * r + a, cell[1] * r + b)))

    return set_cells(spec, arrays, far, by_output=False)


def formula(spec: Spec) -> Clauses:
    """The output's size with its numbers."""
    r = spec.get("upscale_factor")
    axes = zip(spec.input_size, spec.output_size, strict=True)
    return size_formula("o", "i·r", [(f"{i}·{r}", str(o)) for i, o in axes])


def equals(spec: Spec, weight: Array | None) -> Disguise:  # noqa: ARG001
    """A transposed convolution in which the kernel of each channel has a 1 at the place that the channel goes to."""
    r = spec.get("upscale_factor")
    equal = ConvSpec(
        "conv_transpose", spec.input_size, (r, r), (r, r), groups=spec.out_channels,
        in_channels=spec.in_channels, out_channels=spec.out_channels,
    )  # fmt: skip
    return Disguise(equal, lambda: one_tap_each(spec.in_channels, r), message("single_one"))


def one_tap_each(channels: int, factor: int) -> Array:
    """(channels, 1, factor, factor): the kernel of channel ``c*r*r + a*r + b`` has a 1 at (a, b)."""
    kernels = np.eye(factor**2, dtype=np.int64).reshape(-1, 1, factor, factor)
    return np.tile(kernels, (channels // factor**2, 1, 1, 1))


def _least_channels(parameters: Mapping[str, Any]) -> int:
    r = parameters.get("upscale_factor")
    return r**2 if isinstance(r, int) else 1


def _enlarge(factor: Size, output_size: Size, kernel_size: Size | None) -> dict[str, Any]:  # noqa: ARG001
    if factor[0] != factor[1]:
        smaller = tuple(o // f * min(factor) for o, f in zip(output_size, factor, strict=True))
        known = {"word": "pixel_shuffle", "factor": factor}
        raise SpecError("channels_not_divisible:factors", known, hint=[{"output_size": smaller}])
    return {"upscale_factor": factor[0]}


OP = Operation(
    plan=plan, run=run, call=lambda spec: f"PixelShuffle({spec.get('upscale_factor')})", formula=formula, equals=equals,
    spreads=False, dims=(2,), least_channels=_least_channels, enlarge=_enlarge,
    usual={"upscale_factor": 2},
)  # fmt: skip
