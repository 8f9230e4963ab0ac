"""Adaptive max pooling: the output's size is given, and an output cell is the largest of its share of the input."""

from __future__ import annotations

import math
from functools import partial

import numpy as np

from tconv_anim.core.operation import Arrays, Far, Operation, Outcome, set_cells
from tconv_anim.core.ops._adaptive import adapted, formula, largest_window, text, told, window
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Surroundings


def plan(channels: int, input_size: Size, *, output_size: int | Size) -> OpSpec:
    """Check an adaptive max pooling to this size."""
    return adapted("adaptive_max_pool", channels, input_size, output_size)


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per output cell, in row-major order: of equal largest cells the first one wins."""
    surroundings = Surroundings(arrays.input)

    def far(channel: int, cell: Size) -> Far:
        read = window(spec, channel, cell)
        winner = surroundings.values(read).argmax()
        return Far(read, (np.arange(math.prod(read.shape)) == winner).astype(np.int64))

    return set_cells(spec, arrays, far, by_output=True)


OP = Operation(
    plan=plan, run=run, call=partial(text, "AdaptiveMaxPool"), formula=formula, linear=False, by_output=True,
    usual={"output_size": 3, "input_size": 5}, window=largest_window, window_words=told,
    varies=lambda spec: True,  # noqa: ARG005
)  # fmt: skip
