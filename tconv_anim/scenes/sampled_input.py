"""What an upsampling or pooling reads: its input with the padding that windows reach into, as cells."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np

from tconv_anim.core.message import message
from tconv_anim.core.ops import get_op
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import shown
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.panels import channel_panels
from tconv_anim.scenes.scene import Panel, Role
from tconv_anim.scenes.sums import MOST_DIVISOR


class SampledInput:
    """The input over two axes, with the padding around it.

    Attributes
    ----------
    start : (2,) int array: the place of the panel's first cell, negative if it is padding
    """

    def __init__(self, trace: Trace) -> None:
        self.trace, spec = trace, trace.spec
        size = np.array(trace.input.shape[1:] if spec.ndim == 2 else (1, *trace.input.shape[1:]))
        around = [(0, 0), *get_op(spec.op).reached_padding(spec)][-2:]
        self.start = np.array([-before for before, _ in around])
        self.roles = np.pad(np.full(size, Role.INPUT, np.int8), around, constant_values=Role.PADDING)
        flat = shown(trace.input.reshape(spec.in_channels, *size))
        border = 0.0 if get_op(spec.op).linear else -math.inf  # what no maximum can be, or what a sum does not notice
        self.values = np.pad(flat, [(0, 0), *around], constant_values=border)

    def panels(self, channels: Channels) -> dict[int, Panel]:
        """The drawn channels."""
        spec = self.trace.spec
        padded = self.roles.shape[-spec.ndim :]
        subtitle = message("padded_to", size=size_text(padded)) if padded != spec.input_size else ""
        return channel_panels(spec, "input", channels.inputs, self.roles, self.values, spec.input_size, subtitle)

    def cells(self, places: Array) -> Array:
        """Places as rows and columns of the panel, (n, 2)."""
        cells: Array = plane_cells(places) - self.start
        return cells

    def reading(self, panel: Panel, step: Step, *, weighted: bool) -> Panel:
        """The panel with a step in play: what counts is lit stronger than what does not.

        Weights are whole numbers, over the divisor that the sum names, unless it is large or there is none.
        """
        cells = tuple(self.cells(step.reads).T)
        roles, terms = self.roles.copy(), np.full(self.roles.shape, np.nan)
        counts = step.connects[0] & (roles[cells] == Role.INPUT)
        roles[cells] = np.where(counts, Role.INPUT_IN_PLAY, Role.PADDING_IN_PLAY)
        if not weighted:
            return replace(panel, roles=roles)
        whole = step.divisor <= MOST_DIVISOR and len(step.reads) > 1
        terms[cells] = step.weights[0] / (1 if whole else step.divisor)
        return replace(panel, roles=roles, terms=terms, operator="×", in_line=True)


def plane_cells(places: Array) -> Array:
    """Places, (n, 1 + ndim), as rows and columns, (n, 2)."""
    return places[:, 1:] if places.shape[1] == 3 else np.stack([np.zeros_like(places[:, 1]), places[:, 1]], axis=1)
