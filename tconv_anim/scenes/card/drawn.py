"""The layer that a summary draws: of many channels the first on each side, or those that are chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tconv_anim.core.operation import Arrays
from tconv_anim.core.trace import Trace, blank, run
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.card.sizes import channels_shown


def sampled(spec: Any, wanted: Channels | None) -> Channels:
    """The channels of an operation without a kernel: all if it makes one of another, else the first."""
    if wanted is not None or spec.in_channels != spec.out_channels:
        return wanted or Channels(tuple(range(spec.in_channels)), tuple(range(spec.out_channels)))
    return Channels((0,), (0,))


def drawn(trace: Trace, wanted: Channels | None) -> Trace:
    """The layer with the channels that are wanted, or have room, alone: what is drawn adds up to these numbers."""
    spec: Any = trace.spec
    if not spec.weight_shape:
        return trace
    channels = wanted or channels_shown(spec)
    inputs, outputs = list(channels.inputs), list(channels.outputs)
    if (len(inputs), len(outputs)) == (spec.in_channels, spec.out_channels):
        return trace
    if spec.groups > 1:
        inputs, outputs = _in_a_group(spec, channels)
    own = replace(spec, in_channels=len(inputs), out_channels=len(outputs), groups=1)
    if trace.is_blank:
        return blank(own)
    first, second = (inputs, outputs) if spec.transposed else (outputs, inputs)
    within = [channel % trace.weight.shape[1] for channel in second]
    weight = trace.weight[first][:, within]
    return run(own, Arrays(trace.input[inputs], weight, trace.bias[outputs]))


def _in_a_group(spec: Any, channels: Channels) -> tuple[list[int], list[int]]:
    """The first output channel that is drawn, and an input channel that it reads."""
    output = channels.outputs[0]
    group = output // (spec.out_channels // spec.groups)
    return [next(a for a in channels.inputs if a // (spec.in_channels // spec.groups) == group)], [output]
