"""One of several ways to enlarge an input: its output, and the weights by which one cell of it is worked out."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tconv_anim.core.equivalents import over_zeros, zero_inserted
from tconv_anim.core.linear import matrix, reached_by, reaches
from tconv_anim.core.message import Message, Words, message
from tconv_anim.core.ops import get_op
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import decimals, shown
from tconv_anim.core.trace import Trace, blank
from tconv_anim.scenes.formulas import named_parameters
from tconv_anim.scenes.notes import border_note
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.overlap_verdict import verdict_on_enlarging
from tconv_anim.scenes.padded_input import PaddedInput, with_zeros_between
from tconv_anim.scenes.panels import around, footprint, kernel_panel
from tconv_anim.scenes.scene import LEVELS, Outline, Panel, PanelId, Role, Stroke
from tconv_anim.scenes.sums import MOST_DIVISOR
from tconv_anim.scenes.views._weights import lit, sum_by_matrix, sum_of, terms_of, times

MOST_ZOOM, MOST_WIDE = 0.7, 4.5  # of what a kernel slides over: in cells of the output
WEIGHTS_EM, CELLS_EM = 9.0, 15.0  # of the lines above the weights of means, and above what a kernel slides over
BLOCKY = message("blocky")
VERDICTS = {
    "are_copies": BLOCKY, "are_means": message("smooth"), "cells_stay_zero": message("with_holes"),
    "are_even_sums": message("without_checkerboard"), "are_uneven_sums": message("with_checkerboard"),
}  # fmt: skip
"""What ways make of a picture, by what the cells of their output are made of."""
MADE_OF = Stroke.WINDOW_2
"""What frames the cells that another is made of, which is worked out."""


@dataclass(frozen=True, eq=False)
class Upsampler:
    """A way to enlarge an input.

    Attributes
    ----------
    op : its name, also of its picture
    trace : its first output channel is drawn
    """

    op: str
    trace: Trace

    @cached_property
    def made_of(self) -> Message | None:
        """What its output's cells are made of; None if it is not computed."""
        return verdict_on_enlarging(self.trace) if self.trace.last.steps else None

    @property
    def verdict(self) -> Message | None:
        """What it makes of a picture, if that is known."""
        made = self.made_of
        if made is None or (made.key == "are_copies" and made["most"] == 1):
            return None
        return VERDICTS.get(made.key)

    @property
    def heading(self) -> Words:
        """Its name and its verdict."""
        name = message("way_named", op=self.op)
        return message("way_is", way=name, verdict=self.verdict) if self.verdict else name

    @cached_property
    def reads(self) -> Array:
        """Of how many input cells each output cell is made, (rows, columns)."""
        tied, size = matrix(self.trace), self.trace.spec.output_size
        counts: Array = np.bincount(tied.rows[tied.rows < np.prod(size)], minlength=int(np.prod(size))).reshape(size)
        return counts

    def uses(self, cell: Size) -> Array:
        """A (rows, columns) mask of the output cells that use an input cell, of any channel."""
        mask = np.zeros(self.trace.spec.output_size, bool)
        for channel in range(self.trace.spec.in_channels):
            found = reaches(self.trace, (channel, *cell))
            mask[tuple(found[found[:, 0] == 0][:, 1:].T)] = True
        return mask

    def read_by(self, cell: Size) -> Array:
        """The input cells, (n, 1 + ndim), that an output cell is made of."""
        return reached_by(self.trace, (0, *cell))

    @property
    def output_id(self) -> PanelId:
        """The output's panel."""
        return PanelId("output", picture=(self.op,))

    @cached_property
    def finished(self) -> Array:
        """The roles of the finished output, (rows, columns), in which what nothing is written to is empty."""
        return np.where(self.reads > 0, Role.OUTPUT, Role.EMPTY).astype(np.int8)

    def output(self, roles: Array | None, worked: Size | None, bounds: tuple[float, float] | None = None) -> Panel:
        """The output with these roles, shaded by its numbers between `bounds` if they are given; empty without roles.

        Its titles say what its cells are like, how they are filled, and how the cell that is `worked` out is computed.
        """
        values = self.trace.output[0]
        look = np.full(values.shape, Role.OUTPUT_WAITING, np.int8) if roles is None else roles
        if bounds is not None:
            low, high = bounds
            levels = np.array(LEVELS, np.int8)[np.rint((decimals(values) - low) / (high - low) * 9).astype(int)]
            look = np.where(look == Role.EMPTY, look, levels).astype(np.int8)
        how = message("how_enlarged", op=self.op)
        drawn = shown(values) if roles is not None else np.full(values.shape, np.nan)
        alone = self.made_of is None or self.verdict == BLOCKY
        panel = Panel(self.output_id, self.made_of or how, look, drawn, subtitle="" if alone else how)
        return panel if worked is None else replace(panel, sum=self._sum(worked))

    def told(self, cell: Size, value: str, worked: Size | None) -> Words:
        """How many output cells use an input cell, and what the one is that is worked out."""
        way, count = message("way_named", op=self.op), int(self.uses(cell).sum())
        if self.trace.spec.in_channels > 1 and self.trace.last.weight is None:
            return message("way_uses_all", way=way, count=count)
        used = message("way_uses", way=way, value=value, count=count)
        if worked is None or self.made_of is None:
            return used
        key = self.made_of.key
        read = len(self.read_by(worked))
        own: Words = message("marked_is_copy") if key == "are_copies" or read == 1 else ""
        if key == "are_means" and read > 1:
            own = message("marked_is_mean", count=read)
        elif self._has_one_kernel:
            own = message("marked_adds_up", count=len(terms_of(self.trace.last, worked)))
        return message("clauses", items=(used, own)) if own else used

    @property
    def _has_one_kernel(self) -> bool:
        """Whether its last stage is a convolution of one input channel."""
        last = self.trace.last
        return bool(last.weight is not None and last.spec.in_channels == 1)

    def _sum(self, cell: Size) -> Words:
        if self._has_one_kernel:
            return sum_of(self.trace.last, 0, cell, 2, named=False)
        return sum_by_matrix(self.trace, (0, *cell), named=False)

    def between(self, marked: Size | None, worked: Size | None) -> Iterator[tuple[Panel, tuple[Outline, ...]]]:
        """What stands between input and output, and what is framed there.

        A kernel, before it the cells that it slides over, which are copies or have zeros between them; or the weights
        of means. Lit is what the cell that is `worked` out is made of; what the `marked` input cell became is framed.
        """
        if self.trace.last.weight is not None:
            yield self._slid_over(marked, worked)
            yield self._kernel(worked), ()
        elif (mean := get_op(self.op).mean) is not None:
            shape, divisor = mean(self.trace.spec)
            if 1 < divisor <= MOST_DIVISOR:
                yield self._weights_of_means(worked, shape, divisor), ()

    @cached_property
    def _sliding(self) -> Trace:
        """The convolution by which the kernel slides over copies of the input, or over the input and inserted zeros."""
        if self.trace.stages:
            return self.trace.last
        return zero_inserted(self.trace) if self.trace.steps else blank(over_zeros(self.trace.spec))

    def _slid_over(self, marked: Size | None, worked: Size | None) -> tuple[Panel, tuple[Outline, ...]]:
        """The cells that the kernel slides over, with their padding."""
        conv = self._sliding
        roles, (title, subtitle) = np.full(conv.spec.input_size, Role.INPUT, np.int8), self._slid_words(conv)
        if not self.trace.stages:
            roles = with_zeros_between(conv.spec.input_size, self.trace.spec.stride)
        area = PaddedInput(conv, roles, (0, 0))
        panel = Panel(
            PanelId("input", (0,), (self.op,)), title, area.roles, shown(area.values[0]), subtitle=subtitle,
            zoom=min(MOST_ZOOM, MOST_WIDE / max(area.roles.shape)), line_em=CELLS_EM,
        )  # fmt: skip
        if worked is None:
            return panel, ()
        step = next(step for step in conv.steps if step.cell == worked)
        outlines = [Outline(panel.id, footprint(area.cells(step)), MADE_OF)]
        if marked is not None:
            outlines.insert(0, Outline(panel.id, around(self._became(marked) + np.array(area.origin)), Stroke.WINDOW))
        return area.read(panel, step), tuple(outlines)

    def _became(self, cell: Size) -> Array:
        """The cells, (n, 2), that an input cell is among copies or inserted zeros."""
        copies = self.trace.stages
        found: Array = reaches(copies[0], (0, *cell))[:, 1:] if copies else np.array([cell]) * self.trace.spec.stride
        return found

    def _slid_words(self, conv: Trace) -> tuple[Words, Words]:
        """What the kernel slides over: copies, and whether there is a border; or zeros, and by which parameters."""
        if self.trace.stages:
            resized = self.trace.stages[0].spec
            sizes = zip(resized.input_size, resized.output_size, strict=True)
            padded = any(map(any, conv.spec.pads))
            factor = size_text(tuple(b // a for a, b in sizes))
            return message("copied_times", factor=factor), message("copies_padded") if padded else ""
        spec = self.trace.spec
        _, *parameters = named_parameters(spec)
        border = border_note(spec)
        if border is not None and len(set(spec.stride)) == 1:
            parameters = [message("stride_inserts", stride=spec.stride[0]), border]
        title = message("zeros_inserted", size=size_text(conv.spec.padded_size))
        return title, message("list", items=tuple(parameters))

    def _kernel(self, worked: Size | None) -> Panel:
        """The kernel as it slides, in which each weight that is in use has the number that it is multiplied with."""
        size, *_ = named_parameters(self.trace.last.spec)
        conv = self._sliding
        turned = not self.trace.stages and max(conv.spec.kernel_size) > 1
        panel = self._weights(conv.weight[0, 0], size, message("flipped") if turned else "")
        if worked is None:
            return panel
        last = self.trace.last
        terms = terms_of(last, worked)
        taps = np.array([term.tap for term in terms])
        if turned:
            taps = np.array(conv.spec.kernel_size) - 1 - taps
        return times(lit(panel, taps), taps, [last.input[(0, *term.source)] for term in terms])

    def _weights_of_means(self, worked: Size | None, shape: Size, divisor: int) -> Panel:
        """The weights of the input cells that are worked out, as whole numbers, where these cells are to each other."""
        title = message("weights_of_means")
        how: Words = message("divided_by", divisor=divisor)
        values = np.full(shape, np.nan)
        if worked is None:
            return replace(self._weights(values, title, how), line_em=WEIGHTS_EM)
        tied = matrix(self.trace)
        row = tied.rows == np.ravel_multi_index((0, *worked), self.trace.output.shape)
        places = np.stack(np.unravel_index(tied.columns[row], self.trace.input.shape), axis=-1)[:, 1:]
        first = np.minimum(places.min(axis=0), np.array(self.trace.spec.input_size) - shape)
        own = places - first
        values[tuple(own.T)] = np.rint(decimals(tied.values[row]) * divisor)
        if by_axis := _by_axis(np.nan_to_num(values), divisor):
            how = message("list", items=(by_axis, how))
        panel = replace(self._weights(values, title, how), line_em=WEIGHTS_EM)
        return times(lit(panel, own), own, self.trace.input.ravel()[tied.columns[row]])

    def _weights(self, values: Array, title: Words, subtitle: Words) -> Panel:
        return lit(kernel_panel(values, PanelId("kernel", picture=(self.op,)), title, subtitle, (0, 0)), ())


def _by_axis(weights: Array, divisor: int) -> Words:
    """Whole weights of rows and of columns whose products these are, if there are such; nothing else."""
    root = math.isqrt(divisor)
    rows, columns = weights.sum(axis=1) / root, weights.sum(axis=0) / root
    if root**2 != divisor or (np.outer(rows, columns) != weights).any() or (np.concatenate([rows, columns]) % 1).any():
        return ""
    texts = (", ".join(f"{weight:g}" for weight in side) for side in (rows, columns))
    return message("weights_by_axis", **dict(zip(("rows", "columns"), texts, strict=True)))
