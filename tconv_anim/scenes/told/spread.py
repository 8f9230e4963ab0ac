"""An input whose cells go apart, so that zeros come between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import message
from tconv_anim.core.parameters import Size
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.padded_input import NONE, Ends
from tconv_anim.scenes.panels import around
from tconv_anim.scenes.scene import Panel, Place, Role


class Spread(NamedTuple):
    """Where an input's cells are as they go apart, in the room that they take at last.

    Attributes
    ----------
    inserted : of the convolution over the input with zeros inserted
    size : rows and columns of the input
    stride : how far apart its cells are at last
    ndim : of the operation
    left_out : for how many cells around the border there is room
    """

    inserted: ConvSpec
    size: Size
    stride: Size
    ndim: int
    left_out: Ends = NONE

    def panel(self, panel: Panel, apart: Size) -> Panel:
        """An input's panel with its cells so far `apart`, and zeros in between; without a border."""
        every = (slice(lo, lo + n, s) for (lo, n), s in zip(self._data(), self.stride, strict=True))
        values = panel.numbers[tuple(every)]
        now = tuple((i - 1) * a + 1 for i, a in zip(self.size, apart, strict=True))
        cells = self._places(apart)
        at = tuple(slice(c.start, c.stop, a) for c, a in zip(cells, apart, strict=True))
        roles = np.full(panel.shape, Role.ABSENT, np.int8)
        numbers = np.full(panel.shape, np.nan, values.dtype)
        roles[cells], numbers[cells] = Role.ZERO, 0
        roles[at], numbers[at] = Role.INPUT, values
        subtitle = message("zeros_inserted", size=size_text(now[-self.ndim :])) if now != self.size else ""
        return replace(panel, roles=roles, values=numbers, subtitle=subtitle)

    def moves(self, inputs: Sequence[Panel], before: Size, now: Size) -> tuple[tuple[Place, Place], ...]:
        """How the cells of the inputs move as they go farther apart."""
        old, new = self._places(before), self._places(now)
        found: list[tuple[Place, Place]] = []
        for row, column in np.ndindex(*self.size):
            start, end = (
                around(np.array([(at[0].start + row * a[0], at[1].start + column * a[1])]))
                for at, a in ((old, before), (new, now))
            )
            found += [((panel.id, start), (panel.id, end)) for panel in inputs]
        return tuple(found)

    def _data(self) -> list[tuple[int, int]]:
        """For each axis where the input with its zeros begins, and its size."""
        ends = zip(self.inserted.pads, self.left_out, self.inserted.input_size, strict=True)
        return [(max(0, lo) + left_out, n) for (lo, _), (left_out, _), n in ends]

    def _places(self, apart: Size) -> tuple[slice, ...]:
        """The rows and columns of an input's panel from its first cell to its last, in the middle of their room."""
        now = [(i - 1) * a + 1 for i, a in zip(self.size, apart, strict=True)]
        starts = [lo + (n - m) // 2 for (lo, n), m in zip(self._data(), now, strict=True)]
        return tuple(slice(start, start + m) for start, m in zip(starts, now, strict=True))
