"""The input with its padding, as cells: what a window reads from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tconv_anim.core.step import Array, Cells, Step, Surroundings, every_channel
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.scene import Outline, Panel, Role, Stroke


def with_zeros_between(size: tuple[int, ...], stride: tuple[int, ...]) -> Array:
    """The roles of an input of this size that has zeros inserted: a cell of its own every `stride` cells."""
    roles = np.full(size, Role.ZERO, np.int8)
    roles[tuple(slice(None, None, s) for s in stride)] = Role.INPUT
    return roles


Ends = Sequence[tuple[int, int]]
"""How many cells there are before and after, for each axis."""
NONE: Ends = ((0, 0), (0, 0))


class PaddedInput:
    """The input with its padding, as cells: what is drawn, and, where a negative padding crops, also what it crops.

    Around it is room for what is `left_out` of the padding.
    """

    def __init__(self, trace: Trace, input_roles: Array, extra: tuple[int, ...], left_out: Ends = NONE) -> None:
        spec = self.spec = trace.spec
        self.trace = trace
        whole = tuple(np.arange(-lo, i + hi) for i, (lo, hi) in zip(spec.input_size, spec.pads, strict=True))
        around_input = Surroundings(trace.input, spec.padding_mode)
        self.padded = around_input.values(Cells(np.arange(spec.in_channels), whole))
        around = [(max(0, lo) + a, max(0, hi) + b) for (lo, hi), (a, b) in zip(spec.pads, left_out, strict=True)]
        self.origin = tuple(before for before, _ in around)
        starts = [max(0, -lo) + a for (lo, _), (a, _) in zip(spec.pads, left_out, strict=True)]
        self.seen = tuple(slice(start, start + size) for start, size in zip(starts, spec.padded_size, strict=True))
        self.roles = np.pad(input_roles, around, constant_values=Role.PADDING)
        for axis, (count, (_, hi), (_, after)) in enumerate(zip(extra, spec.pads, left_out, strict=True)):
            end = self.roles.shape[axis] - after
            np.moveaxis(self.roles, axis, 0)[end - min(count, max(0, hi)) : end] = Role.EXTRA_WAITING
        cropped = np.ones(self.roles.shape, bool)
        cropped[self.seen] = False
        self.crops = any(end < 0 for pads in spec.pads for end in pads)
        self.roles[cropped] = Role.CROPPED if self.crops else Role.REMOVED

    @property
    def values(self) -> Array:
        """What every drawn cell holds, by channel."""
        values = np.zeros((self.spec.in_channels, *self.roles.shape), np.result_type(self.trace.input, float))
        data = [slice(o, o + n) for o, n in zip(self.origin, self.spec.input_size, strict=True)]
        values[every_channel(data)] = self.trace.input
        values[every_channel(self.seen)] = self.padded
        values[:, self.roles == Role.REMOVED] = np.nan
        return values

    def read(self, panel: Panel, step: Step) -> Panel:
        """A channel's panel with the window in play."""
        cells = np.ix_(*self.cells(step))
        roles = self.roles.copy()
        roles[cells] = np.where(roles[cells] == Role.INPUT, Role.INPUT_IN_PLAY, Role.PADDING_IN_PLAY)
        return replace(panel, roles=roles)

    def met(self, step: Step) -> Array:
        """A (rows, columns) mask of the taps that meet cells of the input."""
        found: Array = self.roles[np.ix_(*self.cells(step))] == Role.INPUT
        return found

    def extents(self, inputs: dict[int, Panel]) -> tuple[Outline, ...]:
        """Around the data within its padding, or around what is left of it."""
        spec = self.spec
        if not any(end for pads in spec.pads for end in pads):
            return ()
        if self.crops:
            (top, bottom), (left, right) = ((part.start, part.stop) for part in self.seen)
        else:
            (top, bottom), (left, right) = ((o, o + n) for o, n in zip(self.origin, spec.input_size, strict=True))
        return tuple(Outline(panel.id, (top, left, bottom, right), Stroke.EXTENT) for panel in inputs.values())

    def cells(self, step: Step) -> list[Array]:
        """The cells under each row and column of taps."""
        return [window + origin for window, origin in zip(step.window, self.origin, strict=True)]
