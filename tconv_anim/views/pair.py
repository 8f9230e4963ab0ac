"""A conv and the transposed convolution that undoes its shape, side by side and in step."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tconv_anim.scene import Channels, Shot
from tconv_anim.solve import inverse
from tconv_anim.trace import Trace, run
from tconv_anim.views import count_steps, counterpart, get_view
from tconv_anim.views.beside import Strand, beside

HEADINGS = {"conv": "convolution", "conv_transpose": "transposed convolution"}


def pair(trace: Trace, view: str | None, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a trace and of its counterpart, in step; the conv stands first.

    The counterpart takes the trace's output as its input, with the same kernel, stride and padding, and no bias.
    """
    other = run(inverse(trace.spec), trace.output, trace.weight, np.zeros(trace.spec.in_channels, trace.weight.dtype))
    shown = [
        (trace, view, channels),
        (other, counterpart(view, trace.spec.op), Channels(channels.outputs, channels.inputs)),
    ]
    if trace.spec.transposed:
        shown.reverse()
    strands = [
        Strand(
            one.spec.op, HEADINGS[one.spec.op], get_view(name, one.spec.op)(one, step_ms, drawn),
            count_steps(name, one.spec),
        )
        for one, name, drawn in shown
    ]  # fmt: skip
    yield from beside(strands)
