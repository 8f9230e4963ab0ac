"""After which input cell each output cell is complete."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tconv_anim.core.linear import KEPT
from tconv_anim.core.step import NOWHERE, Array
from tconv_anim.core.trace import Trace

NEVER = -1


@lru_cache(maxsize=KEPT)
def completing_cells(trace: Trace) -> Array:
    """By output cell, (*output_size), the number of the last input cell that it needs; NEVER where it needs none."""
    last = np.arange(int(np.prod(trace.input.shape[1:]))).reshape(trace.input.shape[1:])
    for stage in trace.stages or (trace,):
        last = _after(stage, last)
    return last


def _after(stage: Trace, last: Array) -> Array:
    """The same for one stage, whose own input cells need the input's up to `last`."""
    found = np.full(stage.spec.output_size, NEVER)
    for step in stage.steps:
        reads = step.sources[step.connects.any(axis=0)][:, 1:]
        needed = last[tuple(reads[(reads != NOWHERE).all(axis=1)].T)].max(initial=NEVER)
        inside = [axis[(axis >= 0) & (axis < n)] for axis, n in zip(step.written.axes, found.shape, strict=True)]
        where = np.ix_(*inside)
        found[where] = np.maximum(found[where], needed)
    return found
