"""Convolution (cross-correlation, the kernel is not flipped): a placement reads a window and writes one cell."""

from __future__ import annotations

from functools import partial

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.convolution import call, formula, in_one_type, placements, plan_conv
from tconv_anim.core.operation import Arrays, Operation, Outcome
from tconv_anim.core.step import Cells, Shared, Step, Surroundings, combine, every_channel
from tconv_anim.options import READ


def run(spec: ConvSpec, arrays: Arrays) -> Outcome:
    """Slide the kernel over the padded input: one step per output cell, in row-major order."""
    x, weight, bias = in_one_type(spec, arrays)
    shared = Shared(Surroundings(x, spec.padding_mode), spec.output_size, by_output=True, adds=True, own_weights=True)
    blocks = weight.reshape(spec.groups, spec.out_channels // spec.groups, -1)
    channels = np.arange(spec.in_channels), np.arange(spec.out_channels)
    output = np.empty((spec.out_channels, *spec.output_size), weight.dtype)
    steps = []
    for index, (cell, own, window) in enumerate(placements(spec)):
        read = Cells(channels[0], window)
        after = bias + combine(blocks, shared.surroundings.values(read))
        output[every_channel(cell)] = after
        steps.append(Step(index, cell, read, Cells(channels[1], own), blocks, bias, after, shared))
    return Outcome(Arrays(x, weight, bias), output, tuple(steps))


OP = Operation(
    slides=READ, plan=partial(plan_conv, "conv"), run=run, call=call, formula=formula, by_output=True, weighted=True,
    usual={"kernel_size": 3},
)  # fmt: skip
