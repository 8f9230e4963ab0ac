"""Which upsampling and pooling is a convolution or a transposed convolution in disguise, and which one."""

from __future__ import annotations

import numpy as np

from tconv_anim.captions import call_text
from tconv_anim.ops import get_op
from tconv_anim.sample import ChainOp, Disguise, SampleOp, SampleSpec, SampleTrace
from tconv_anim.trace import Chain, Trace, run


def disguise(asked: SampleSpec | SampleTrace | Chain) -> Disguise | None:
    """The convolution that an upsampling or pooling equals, or None where it equals none.

    Examples
    --------
    >>> from tconv_anim import record
    >>> found = disguise(record("nearest", [[[1, 2], [3, 4]]], scale_factor=2))
    >>> disguise_text(found)
    'ConvTranspose2d(1, 1, kernel_size=2, stride=2) with weights 1'
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
    """The equal convolution, computed as one: its output is the trace's, up to rounding where means are taken.

    Of a chain with a convolution it has that one's bias.
    """
    found = disguise(trace)
    if found is None:
        return None
    spec, x = found.spec, trace.input
    if found.repeat:
        x = np.pad(x, [(0, 0)] + [(found.repeat, found.repeat)] * spec.ndim, mode="edge")
    biases = [stage.bias for stage in trace.stages if isinstance(stage, Trace)] if isinstance(trace, Chain) else []
    return run(spec, x, found.weight, biases[0] if biases else np.zeros(spec.out_channels, np.int64))


def disguise_text(found: Disguise) -> str:
    """One line, such as "ConvTranspose2d(1, 1, kernel_size=2, stride=2) with weights 1"."""
    border = ", once the input's border is repeated" if found.repeat else ""
    return f"{call_text(found.spec)} with {found.weight_text}{border}"


def disguise_note(asked: SampleSpec | SampleTrace | Chain) -> str:
    """What a caption says of it; nothing where it equals no convolution."""
    found = disguise(asked)
    return f"in disguise: {disguise_text(found)}" if found else ""
