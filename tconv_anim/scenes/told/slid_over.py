"""What the kernel of a way to enlarge slides over: the input with zeros between and around its cells, or its copies."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tconv_anim.core.equivalents import over_zeros, zero_inserted
from tconv_anim.core.message import Message, Words, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.symbols import shown
from tconv_anim.core.trace import Trace, blank
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.padded_input import PaddedInput, with_zeros_between
from tconv_anim.scenes.panels import footprint, with_roles
from tconv_anim.scenes.scene import Outline, Panel, PanelId, Place, Role, Stroke

MOST_ZOOM, MOST_WIDE = 0.7, 5.0  # in cells of the output
CELLS_EM = 17.0  # of the lines above it

Part = tuple[Panel, tuple[Outline, ...]]
"""A panel, with what is framed there."""


@dataclass(frozen=True, eq=False)
class SlidOver:
    """The cells that a kernel slides over.

    Attributes
    ----------
    id : of its panel
    trace : of the way, a transposed convolution, or stages of which the last is a convolution
    input_words : what the input is
    of_ones : whether every number of the input is 1, which is said instead of what else there is
    """

    id: PanelId
    trace: Trace
    input_words: Message
    of_ones: bool

    @cached_property
    def sliding(self) -> Trace:
        """The convolution by which the kernel slides over copies of the input, or over the input and inserted zeros."""
        if self.trace.stages:
            return self.trace.last
        return zero_inserted(self.trace) if self.trace.steps else blank(over_zeros(self.trace.spec))

    @cached_property
    def area(self) -> PaddedInput:
        """Its cells, with the zeros between and around them."""
        conv, spec = self.sliding, self.trace.spec
        if self.trace.stages:
            return PaddedInput(conv, np.full(conv.spec.input_size, Role.INPUT, np.int8), (0, 0))
        return PaddedInput(conv, with_zeros_between(conv.spec.input_size, spec.stride), spec.output_padding)

    def part(self, worked: Size | None, *, extended: bool = True) -> Part:
        """Its panel, with the window of the output cell that is worked out, if there is one.

        If it is not `extended`, it lacks the zeros that output_padding adds.
        """
        area, (title, subtitle) = self.area, self._words
        panel = Panel(
            self.id, title, area.roles, shown(area.values[0]), subtitle=subtitle,
            zoom=min(MOST_ZOOM, MOST_WIDE / max(area.roles.shape)), line_em=CELLS_EM,
        )  # fmt: skip
        if not extended:
            extra = area.roles == Role.EXTRA_WAITING
            panel = replace(with_roles(panel, extra, Role.ABSENT, np.nan), subtitle="" if extra.any() else subtitle)
        if worked is None:
            return panel, ()
        step = next(step for step in self.sliding.steps if step.cell == worked)
        return area.read(panel, step), (Outline(panel.id, footprint(area.cells(step)), Stroke.WINDOW),)

    def unprepared(self) -> Part:
        """The input alone, in the middle of the room for what the kernel slides over."""
        (panel, _), size = self.part(None), self.trace.spec.input_size
        middle = _middle(panel.shape, size)
        roles, values = np.full(panel.shape, Role.ABSENT, np.int8), np.full(panel.shape, np.nan, panel.numbers.dtype)
        roles[middle], values[middle] = Role.INPUT, shown(self.trace.input[0])
        return replace(panel, title=self.input_words, subtitle="", roles=roles, values=values), ()

    @property
    def moves(self) -> Iterator[tuple[Place, Place]]:
        """Where the cells of the input alone go as it is prepared."""
        area, size = self.area, self.trace.spec.input_size
        first = [slice_.start for slice_ in _middle(area.roles.shape, size)]
        apart = self._factor if self.trace.stages else self.trace.spec.stride
        for place in np.argwhere(area.roles == Role.INPUT):
            cells = (place - area.origin) // apart + first, place
            boxes = [(row, column, row + 1, column + 1) for row, column in (cell.tolist() for cell in cells)]
            yield (self.id, boxes[0]), (self.id, boxes[1])

    @property
    def _words(self) -> tuple[Words, Words]:
        """What the kernel slides over, and what is easily overlooked there."""
        spec, roles = self.trace.spec, self.area.roles
        title = self.input_words
        if not self.of_ones and self.trace.stages and max(self._factor) > 1:
            title = message("copied_times", factor=size_text(self._factor))
        elif not self.of_ones and not self.trace.stages and (roles != Role.INPUT).any():
            title = message("input_with_zeros")
        if self.trace.stages:
            return title, message("with_padding", padding=self._padding) if (roles == Role.PADDING).any() else ""
        extra = (roles == Role.EXTRA_WAITING).any()
        last = {"counts": spec.output_padding, "size": size_text(spec.output_size)}
        return title, message("last_by_output_padding", **last) if extra else ""

    @property
    def preparation(self) -> Message:
        """How the input becomes what the kernel slides over."""
        spec, area = self.trace.spec, self.area
        said: list[Message] = []
        if self.trace.stages and max(self._factor) > 1:
            said.append(message("each_is_copied", factor=size_text(self._factor)))
        if (area.roles == Role.ZERO).any():
            said.append(message("zeros_go_between", strides=spec.stride))
        if (area.roles == Role.PADDING).any():
            padding, rings = (self._padding, None) if self.trace.stages else self._crop_and_rings
            said.append(message("border_goes_around", padding=padding, rings=rings))
        return message("clauses", items=tuple(said or [message("nothing_goes_around")]))

    @property
    def extension(self) -> Message:
        """What output_padding adds to this."""
        size, counts = self.trace.spec.output_size, self.trace.spec.output_padding
        without = size_text(o - n for o, n in zip(size, counts, strict=True))
        return message("extra_makes_size", counts=counts, size=size_text(size), without=without)

    @property
    def _crop_and_rings(self) -> tuple[int | None, int | None]:
        """The padding of a transposed convolution and the rings of zeros that it leaves, if all ends are alike."""
        spec = self.trace.spec
        reaches = zip(spec.effective_kernel_size, spec.pads, spec.output_padding, strict=True)
        found = {(crop, reach - 1 - crop) for reach, (lo, hi), more in reaches for crop in (lo, hi + more)}
        return found.pop() if len(found) == 1 else (None, None)

    @property
    def _factor(self) -> Size:
        """How many times the input is repeated along each axis before a kernel slides over it."""
        resized = self.trace.stages[0].spec
        return tuple(b // a for a, b in zip(resized.input_size, resized.output_size, strict=True))

    @property
    def _padding(self) -> int | None:
        """The padding of a convolution that is one at every end."""
        found = {border for pads in self.sliding.spec.pads for border in pads}
        return min(found) if len(found) == 1 else None


def _middle(shape: Size, size: Size) -> tuple[slice, ...]:
    """The cells in the middle of a grid of this shape."""
    firsts = ((whole - own) // 2 for whole, own in zip(shape, size, strict=True))
    return tuple(slice(first, first + own) for first, own in zip(firsts, size, strict=True))
