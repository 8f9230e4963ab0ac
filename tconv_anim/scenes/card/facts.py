"""What a summary says of a layer below its pictures: how its stamps overlap, its parameters, its multiplications."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.ops import get_op
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.overlap_verdict import verdict, verdict_on_enlarging


class Counts(NamedTuple):
    """What a convolution of one input has and does.

    Attributes
    ----------
    weights, biases : its parameters
    placements : of the kernels: the cells of an output channel, of a conv_transpose those of an input channel
    """

    weights: int
    biases: int
    placements: int

    @property
    def multiplications(self) -> int:
        """Each weight is used once at each placement, also where it meets padding or where its product is cropped."""
        return self.placements * self.weights


def counts_of(spec: ConvSpec) -> Counts:
    """The parameters and the multiplications of a convolution.

    >>> counts_of(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1, in_channels=2, out_channels=4))
    Counts(weights=72, biases=4, placements=9)
    """
    return Counts(math.prod(spec.weight_shape), spec.out_channels, spec.placements)


def of_convolution(trace: Trace, drawn: ConvSpec) -> Clauses:
    """A sentence each; `drawn` is the layer with the channels that are drawn."""
    return tuple(_of_convolution(trace, trace.spec, drawn))


def of_any(trace: Trace) -> Clauses:
    """What is said of an operation without a kernel."""
    made_of = (verdict_on_enlarging(trace),) if get_op(trace.spec.op).linear else ()
    return *made_of, message("no_parameters")


def _of_convolution(trace: Trace, spec: ConvSpec, drawn: ConvSpec) -> Iterator[Words]:
    own = counts_of(spec)
    if spec.transposed:
        yield message("clauses", items=verdict(trace))
    several = spec.in_channels * spec.out_channels > 1
    shape = f"{'·'.join(map(str, spec.weight_shape))} = " if several else ""
    if trace.unbiased:
        yield message("parameters_without_bias", shape=shape, weights=own.weights)
    else:
        total = own.weights + own.biases
        yield message("parameters_counted", shape=shape, weights=own.weights, biases=own.biases, total=total)
    yield message("labelled", label=message("multiplications"), words=_multiplications(spec))
    if counts_of(drawn) != own:
        yield message(
            "multiplications_drawn", inputs=drawn.in_channels, outputs=drawn.out_channels, words=_multiplications(drawn)
        )


def _multiplications(spec: ConvSpec) -> Message:
    """Of a conv_transpose also those of the window over inserted zeros, which gives the same numbers."""
    own = counts_of(spec)
    places = message("input_cells" if spec.transposed else "output_cells", count=own.placements)
    said = message("multiplications_counted", places=places, weights=own.weights, total=own.multiplications)
    if not spec.transposed:
        return said
    outputs = math.prod(spec.output_size)
    over_zeros = {"outputs": outputs, "weights": own.weights, "total": outputs * own.weights}
    return message("multiplications_over_zeros", words=said, **over_zeros)
