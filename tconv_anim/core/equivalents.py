"""Upsamplings and poolings that equal a convolution or a transposed convolution, and that convolution."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.operation import ChainOp, SampleOp
from tconv_anim.core.ops import get_op
from tconv_anim.core.sampling import Disguise, SampleSpec, SampleTrace
from tconv_anim.core.trace import Chain, Trace, run


def disguise(asked: SampleSpec | SampleTrace | Chain) -> Disguise | None:
    """The convolution that an upsampling or pooling equals, or None if it equals none.

    Examples
    --------
    >>> from tconv_anim import record
    >>> found = disguise(record("nearest", [[[1, 2], [3, 4]]], scale_factor=2))
    >>> found.spec.op, found.spec.kernel_size, found.spec.stride
    ('conv_transpose', (2, 2), (2, 2))
    """
    spec = asked if isinstance(asked, SampleSpec) else asked.spec
    op = get_op(spec.op)
    if isinstance(asked, Chain):
        weights = [stage.weight for stage in asked.stages if isinstance(stage, Trace)]
        assert isinstance(op, ChainOp)
        return op.disguise(asked.spec, weights[0]) if weights else None
    assert isinstance(op, SampleOp)
    assert isinstance(spec, SampleSpec)
    return op.disguise(spec)


def undisguised(trace: SampleTrace | Chain) -> Trace | None:
    """The equal convolution, computed: its output is the trace's, up to rounding if means are taken.

    It has the bias of the convolution in a chain.
    """
    found = disguise(trace)
    if found is None:
        return None
    spec, x = found.spec, trace.input
    if found.repeat:
        x = np.pad(x, [(0, 0)] + [(found.repeat, found.repeat)] * spec.ndim, mode="edge")
    biases = [stage.bias for stage in trace.stages if isinstance(stage, Trace)] if isinstance(trace, Chain) else []
    return run(spec, x, found.weight, biases[0] if biases else np.zeros(spec.out_channels, np.int64))
