"""The two sides of a convolution as connections draw them: with the padding that windows read, or what is cropped."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array, Step, every_channel
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.padded_input import PaddedInput
from tconv_anim.scenes.panels import channel_panels, cropping_title, input_panels, padding_title
from tconv_anim.scenes.scene import Outline, Panel, Role, Stroke


def none() -> Array:
    """Of what adds nothing up."""
    return np.zeros((0, 0), int)


@dataclass(frozen=True, eq=False)
class Side:
    """The panels of one side by channel, the roles of their cells when they are connected, and a placement's cells.

    `first` is where cell (0, 0) of the output is, `terms` how many stamps each cell of a canvas's output gets; `cut`
    takes away what padding crops, if it does.
    """

    panels: dict[int, Panel]
    lit: Array
    cells: Callable[[Step], list[Array]] = lambda step: [np.array([n]) for n in step.cell]
    extents: tuple[Outline, ...] = ()
    first: Size = (0, 0)
    terms: Array = field(default_factory=none)
    cut: Callable[[Panel], Panel] | None = None


def whole_input(trace: Trace, channels: Channels, ndim: int) -> Side:
    """The bare input."""
    panels = input_panels(trace, channels.inputs, ndim)
    return Side(panels, np.full(trace.spec.input_size, Role.INPUT_IN_PLAY, np.int8))


def whole_output(trace: Trace, channels: Channels, ndim: int) -> Side:
    """The output of a conv."""
    spec = trace.spec
    roles = np.full(spec.output_size, Role.OUTPUT, np.int8)
    panels = channel_panels(spec, "output", channels.outputs, roles, trace.output, spec.output_size[-ndim:])
    return Side(panels, np.full(spec.output_size, Role.OUTPUT_IN_PLAY, np.int8))


def padded_input(trace: Trace, channels: Channels, ndim: int) -> Side:
    """The input of a conv with its padding."""
    spec = trace.spec
    area = PaddedInput(trace, np.full(spec.input_size, Role.INPUT, np.int8), (0, 0))
    values = area.values
    size, subtitle = spec.input_size[-ndim:], padding_title(spec, ndim)
    panels = channel_panels(spec, "input", channels.inputs, area.roles, values, size, subtitle)
    lit = np.where(area.roles == Role.INPUT, Role.INPUT_IN_PLAY, Role.PADDING_IN_PLAY).astype(np.int8)
    return Side(panels, lit, area.cells, area.extents(panels))


def canvas_side(trace: Trace, channels: Channels, ndim: int) -> Side:
    """The output of a conv_transpose with what padding crops."""
    spec, canvas = trace.spec, Canvas(trace)
    values = np.broadcast_to(trace.bias[:, np.newaxis, np.newaxis], (spec.out_channels, *canvas.size)).copy()
    for step in trace.steps:
        canvas.touch(step)
        values[every_channel(np.ix_(*canvas.cells(step)))] = step.after
    roles = np.where(canvas.kept, Role.OUTPUT, Role.CROPPED).astype(np.int8)
    roles[canvas.kept & (canvas.stamps == 0)] = Role.EMPTY
    roles[canvas.extra] = Role.EXTRA
    subtitle = cropping_title(canvas.size, ndim) if canvas.crops else ""
    panels = channel_panels(spec, "output", channels.outputs, roles, values, spec.output_size[-ndim:], subtitle)
    lit = np.where(canvas.kept, Role.OUTPUT_IN_PLAY, Role.CROPPED_IN_PLAY).astype(np.int8)
    extents = tuple(Outline(panel.id, canvas.kept_box, Stroke.EXTENT) for panel in panels.values() if canvas.crops)
    terms = canvas.stamps[canvas.kept].reshape(spec.output_size)
    cut = canvas.cut if canvas.crops else None
    return Side(panels, lit, canvas.cells, extents, canvas.kept_box[:2], terms, cut)
