"""After which input cell each output cell is complete."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.sampling import SampleTrace
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Chain, Trace

NEVER = -1


def completing_cells(trace: Trace | SampleTrace | Chain) -> Array:
    """By output cell, (*output_size), the number of the last input cell that it needs; NEVER where it needs none."""
    last = np.arange(int(np.prod(trace.input.shape[1:]))).reshape(trace.input.shape[1:])
    for stage in trace.stages if isinstance(trace, Chain) else (trace,):
        last = _after(stage, last)
    return last


def _after(stage: Trace | SampleTrace, last: Array) -> Array:
    """The same for one stage, whose own input cells need the input's up to `last`."""
    found = np.full(stage.spec.output_size, NEVER)
    if isinstance(stage, SampleTrace):
        for sample in stage.steps:
            reads = sample.reads[sample.parts != 0][:, 1:]
            inside = reads[((reads >= 0) & (reads < last.shape)).all(axis=1)]
            places = tuple(sample.writes[:, 1:].T)
            found[places] = np.maximum(found[places], last[tuple(inside.T)].max(initial=NEVER))
        return found
    sides = stage.spec.output_size if stage.spec.transposed else last.shape
    for step in stage.steps:
        window = np.ix_(*(w[(w >= 0) & (w < size)] for w, size in zip(step.window, sides, strict=True)))
        if stage.spec.transposed:
            found[window] = np.maximum(found[window], last[step.cell])
        else:
            found[step.cell] = last[window].max(initial=NEVER)
    return found
