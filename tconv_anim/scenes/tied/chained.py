"""The kernels between the planes of layers with channels: which weights meet which channel, and the sums they make."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.core.ops import get_op
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import scalar
from tconv_anim.core.trace import Trace
from tconv_anim.options import CONVOLUTIONS
from tconv_anim.scenes.number_text import index_text
from tconv_anim.scenes.panels import kernel_panels, unused, with_roles
from tconv_anim.scenes.scene import Link, Outline, Panel, PanelId, Place, Role, Stroke
from tconv_anim.scenes.sums import products

MOST_LAYERS = 3  # with kernels that are drawn
MOST_KERNELS, MOST_SIDE = 6, 5  # of a layer; taps of a kernel along an axis
MOST_ACROSS = 24  # cells of all planes and kernels side by side
MOST_SUMS = 4
PART = "kernel"
"""What the part of a layer's kernels begins with; its number follows."""

Pair = tuple[int, int]
"""A channel of a layer's input and one of its output."""
Kernels = dict[Pair, Panel]


def kernels_of(stages: Sequence[Trace], drawn: Sequence[tuple[int, ...]]) -> list[Kernels]:
    """The kernels of each layer by their channels, not in use; none if layers have one channel, or there is no room.

    `drawn` are the channels of each plane.
    """
    several = any(len(channels) > 1 for channels in drawn)
    weighted = [stage for stage in stages if stage.spec.op in CONVOLUTIONS]
    if not several or len(weighted) > MOST_LAYERS or any(stage.spec.ndim == 1 for stage in stages):
        return [{} for _ in stages]
    found = [_kernels(stage, n, *drawn[n : n + 2]) for n, stage in enumerate(stages)]
    fit = all(len(own) <= MOST_KERNELS and max(p.shape) <= MOST_SIDE for own in found for p in own.values())
    widths = [stages[0].spec.input_size[-1], *(stage.spec.output_size[-1] for stage in stages)]
    across = sum(_columns(len(channels)) * wide for channels, wide in zip(drawn, widths, strict=True))
    across += sum(max(((p.place[1] + 1) * p.shape[1] for p in own.values()), default=0) for own in found)
    return found if fit and across <= MOST_ACROSS else [{} for _ in stages]


def _columns(count: int) -> int:
    """How many panels of a part are side by side, see `in_a_square`."""
    root = math.isqrt(count)
    return root if root**2 == count else 1


def _kernels(stage: Trace, layer: int, inputs: tuple[int, ...], outputs: tuple[int, ...]) -> Kernels:
    """A layer's kernels: those of an output channel in a row, or where each has one, as the outputs are."""
    if stage.spec.op not in CONVOLUTIONS:
        return {}
    first, second = (inputs, outputs) if stage.spec.transposed else (outputs, inputs)
    panels: Kernels = {}
    for (one, other), panel in kernel_panels(stage, first, second, 2).items():
        pair = (one, other) if stage.spec.transposed else (other, one)
        several = stage.spec.in_channels * stage.spec.out_channels > 1
        title = message("kernel_of_channels", input=pair[0], output=pair[1]) if several else panel.title
        panels[pair] = replace(unused(panel), id=PanelId(f"{PART}{layer + 1}", pair), title=title, subtitle="")
    alone = len(panels) == len(outputs)
    for pair, panel in panels.items():
        read = [a for a, c in panels if c == pair[1]]
        nth = outputs.index(pair[1])
        place = divmod(nth, _columns(len(outputs))) if alone else (nth, read.index(pair[0]))
        panels[pair] = replace(panel, place=place)
    return panels


def in_use(kernels: Kernels, ties: Mapping[Pair, object]) -> Kernels:
    """The kernels with those in play by which channels are tied."""
    return {
        pair: with_roles(panel, ..., Role.KERNEL_IN_PLAY) if pair in ties else panel for pair, panel in kernels.items()
    }


def through(kernels: Kernels, ties: Mapping[Pair, tuple[Place, Place]]) -> tuple[list[Outline], list[Link]]:
    """What marks the kernels in play and ties cells by them.

    Where an input channel has several kernels, ties would cross others; there they run from the kernels on.
    """
    outlines, lines = list[Outline](), list[Link]()
    for pair, (start, end) in ties.items():
        if pair not in kernels:
            continue
        weights: Place = (kernels[pair].id, (0, 0, *kernels[pair].shape))
        outlines.append(Outline(*weights, Stroke.WINDOW))
        if sum(a == pair[0] for a, _ in kernels) == 1 and sum(c == pair[1] for _, c in kernels) == 1:
            lines.append(Link(start, weights))
        if pair[0] == max(a for a, c in kernels if c == pair[1]):
            lines.append(Link(weights, end))
    return outlines, lines


def sums_of(stage: Trace, steps: Sequence[Step], channels: Sequence[int], name: int | None) -> Clauses:
    """The cells that steps write, written out, if they are sums of products; those of `channels`, up to a few.

    `name` is the layer's number, None if it makes the output. A sum alone has no name.
    """
    op = get_op(stage.spec.op)
    if not (op.by_output and op.linear):
        return ()
    found: list[Words] = []
    for channel in channels[:MOST_SUMS]:
        step = next((one for one in steps if channel in one.written.channels), None)
        if step is None or step.divisor != 1:
            continue
        group, row = divmod(step.written.channels.tolist().index(channel), step.blocks.shape[1])
        bias = scalar(stage.bias[channel]) if stage.bias is not None else 0
        values: Array = step.values.reshape(len(step.blocks), -1)[group]
        total = scalar(step.after.reshape(step.blocks.shape[:2])[group, row])
        said = products(values.tolist(), step.blocks[group, row].tolist(), bias, total)
        found.append(_named(said, name, index_text((channel, *step.cell))) if len(channels) > 1 else said)
    return tuple(found)


def _named(said: Words, name: int | None, cell: str) -> Words:
    if name is None:
        return message("sum_of_cell", cell=cell, sum=said)
    return message("sum_of_layer_cell", number=name, cell=cell, sum=said)


def hued(panel: Panel, channel: int) -> Panel:
    """A plane in the hue of its channel, which the kernels that meet it have, too."""
    return replace(panel, channels=np.full(panel.shape, channel, np.int16))
