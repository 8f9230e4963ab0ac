"""One of several ways to enlarge an input, as an equation: what it reads, by which weights, and its output."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from tconv_anim.core.linear import matrix, reached_by
from tconv_anim.core.message import Message, Words, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import decimals, scalar, shown
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.formulas import named_parameters
from tconv_anim.scenes.number_text import exact_text, size_text
from tconv_anim.scenes.overlap_verdict import alternatives, overlaps, verdict_on_enlarging
from tconv_anim.scenes.panels import around, kernel_panel, with_roles
from tconv_anim.scenes.scene import LEVELS, Outline, Panel, PanelId, Role, Stroke
from tconv_anim.scenes.sums import MAX_TERMS, total_of
from tconv_anim.scenes.told.means import Means
from tconv_anim.scenes.told.slid_over import Part, SlidOver
from tconv_anim.scenes.told.turned import turns
from tconv_anim.scenes.views._weights import lit, sum_by_matrix, sum_of, terms_of, times

CHANNEL_ZOOM = 0.6  # of the channels of a way that reads several
BLOCKY = message("blocky")
VERDICTS = {
    "are_copies": BLOCKY, "are_means": message("smooth"), "cells_stay_zero": message("with_holes"),
    "are_even_sums": message("without_checkerboard"), "are_uneven_sums": message("with_checkerboard"),
}  # fmt: skip
"""What ways make of a picture, by what the cells of their output are made of."""


@dataclass(frozen=True, eq=False)
class Upsampler:
    """A way to enlarge an input.

    Attributes
    ----------
    op : its name, also of its picture
    trace : its first output channel is drawn
    channels : those of the input that are drawn if it reads several
    of_ones : whether every number of the input is 1, so that those of the output show what it makes of them
    """

    op: str
    trace: Trace
    channels: tuple[int, ...] = (0,)
    of_ones: bool = False

    @cached_property
    def made_of(self) -> Message | None:
        """What its output's cells are made of; None if it is not computed."""
        return verdict_on_enlarging(self.trace) if self.trace.last.steps else None

    @cached_property
    def verdict(self) -> Message | None:
        """What it makes of a picture, if that is known."""
        made = self.made_of
        if made is None or (made.key == "are_copies" and made["most"] == 1):
            return None
        if made.key == "are_uneven_sums" and sum(axis.shows_unevenness for axis in overlaps(self.trace)) == 1:
            return message("stripes")
        return VERDICTS.get(made.key)

    @property
    def heading(self) -> Words:
        """Its name and its verdict, which is known once it is finished."""
        return message("way_is", way=self.name, verdict=self.verdict) if self.verdict else self.name

    @property
    def name(self) -> Message:
        """What it is called."""
        return message("way_named", op=self.op)

    @property
    def lesson(self) -> Message | None:
        """How many products its cells add up, and what comes of it, if it is a way that adds products evenly or not."""
        made = self.made_of
        if made and made.key == "are_even_sums":
            return message("adds_evenly", way=self.name, **dict(made.values))
        if made and made.key == "are_uneven_sums":
            return message("adds_unevenly", way=self.name, verdict=self.verdict, **dict(made.values))
        return None

    @property
    def outcome(self) -> Message:
        """What its output is made of; of ones, what is seen there, if it has a name."""
        assert self.made_of is not None
        if not self.of_ones:
            return self.made_of
        counts = np.unique(np.rint(decimals(self.trace.output[0])).astype(int)).tolist()
        if len(counts) == 1:
            return message("ones_are_even")
        if self.made_of.key == "are_even_sums":
            return message("ones_are_even_inside", count=counts[-1])
        return message("ones_are_uneven", counts=alternatives(counts)) if self.verdict else self.made_of

    @cached_property
    def reads(self) -> Array:
        """Of how many input cells each output cell is made, (rows, columns)."""
        tied, size = matrix(self.trace), self.trace.spec.output_size
        counts: Array = np.bincount(tied.rows[tied.rows < np.prod(size)], minlength=int(np.prod(size))).reshape(size)
        return counts

    def read_by(self, cell: Size) -> Array:
        """The input cells, (n, 1 + ndim), that an output cell is made of."""
        return reached_by(self.trace, (0, *cell))

    @property
    def output_id(self) -> PanelId:
        """The output's panel."""
        return PanelId("output", picture=(self.op,))

    def parts(
        self, worked: Size | None, known: Sequence[Size] | None, bounds: tuple[float, float] | None = None, *,
        prepared: bool = True, extended: bool = True, weighed: bool = False,
    ) -> Iterator[Part]:  # fmt: skip
        """Its equation: what is read, the weights if they are drawn, and the output, from left to right.

        Parameters
        ----------
        worked : the output cell that is worked out, if there is one: what it is made of is lit and framed
        known : the cells of the output that are computed; None for all
        bounds : of the numbers, if shades say how large they are
        prepared : whether what a kernel slides over has its zeros or copies; if not it is the input alone
        extended : whether it has what output_padding adds
        weighed : whether of a mean that is worked out only the weights are known yet
        """
        last = self.trace.last
        if last.weight is not None:
            yield self.slid_over.part(worked, extended=extended) if prepared else self.slid_over.unprepared()
            yield self._kernel(worked), ()
        else:
            yield from self._inputs(worked)
            if self._means:
                yield self._means.panel(self.op, self.trace, worked, weighed=weighed), ()
        output, rings = self._output(worked, known, bounds)
        if weighed and worked is not None:
            output = replace(with_roles(output, worked, Role.OUTPUT_IN_PLAY, np.nan), sum="")
        yield output, rings

    def _output(self, worked: Size | None, known: Sequence[Size] | None, bounds: tuple[float, float] | None) -> Part:
        """The output; its titles say how the cell is computed that is worked out, and once finished, the outcome."""
        values = self.trace.output[0]
        done = np.full(values.shape, known is None)
        for cell in known or ():
            done[cell] = True
        look = np.full(values.shape, Role.OUTPUT_WAITING, np.int8)
        if done.any():
            look = np.where(done, np.where(self.reads > 0, Role.OUTPUT, Role.EMPTY), look).astype(np.int8)
        if bounds is not None:
            low, high = bounds
            shares = (decimals(values) - low) / (high - low)
            shades = np.rint(shares * (len(LEVELS) - 1)).astype(int)
            levels = np.array(LEVELS, np.int8)[np.where(decimals(values) != 0, np.maximum(shades, 1), shades)]
            look = np.where(look == Role.OUTPUT, levels, look).astype(np.int8)
        title = message("output", index="", size=size_text(values.shape))
        if known is None and self.made_of is not None:
            title = self.outcome
        panel = Panel(self.output_id, title, look, np.where(done, shown(values), np.nan))
        if worked is None:
            return panel, ()
        if known is not None or bounds is None:
            panel = with_roles(panel, worked, Role.OUTPUT_IN_PLAY, values[worked])
        ring = Outline(panel.id, around(np.array([worked])), Stroke.WINDOW)
        return replace(panel, sum=self._sum(worked)), (ring,)

    def told(self, cell: Size, *, known: bool = False) -> Words:
        """How the output cell is computed that is worked out; what its weights are for if they are `known`."""
        how, read = message("how_enlarged", op=self.op), self.read_by(cell)
        if self.trace.last.weight is not None:
            count = len(terms_of(self.trace.last, cell))
            return message("way_meets", way=self.name, count=count, copies=bool(self.trace.stages))
        if not len(read):
            return message("way_stays_zero", way=self.name, how=how)
        if self._means and (said := self._means.told(self.name, cell)):
            divides = message("way_divides", way=self.name, divisor=math.prod(self._means.divisors))
            return divides if known and said.key != "way_weighs_at_edge" else said
        if len(read) == 1:
            value = exact_text(scalar(self.trace.input[tuple(read[0])]))
            return message("way_copies", way=self.name, how=how, value=value)
        return message("way_means", way=self.name, how=how, count=len(read))

    def _sum(self, cell: Size) -> Words:
        """The cell written out; sums of whole values without the weights, which are all 1."""
        last = self.trace.last
        if last.weight is None:
            return sum_by_matrix(self.trace, (0, *cell), named=False)
        sources = sorted(term.source for term in terms_of(last, cell))
        if (last.weight == 1).all() and len(sources) > 1:
            values = [scalar(last.input[(0, *source)]) for source in sources]
            return total_of(values, scalar(last.output[(0, *cell)]), most=MAX_TERMS)
        return sum_of(last, 0, cell, 2, named=False)

    def _inputs(self, worked: Size | None) -> Iterator[Part]:
        """The input, or the channels of it that are read."""
        spec = self.trace.spec
        read = np.zeros((0, 1 + spec.ndim), int) if worked is None else self.read_by(worked)
        for channel in self.channels if spec.in_channels > 1 else (0,):
            panel = Panel(
                PanelId("input", (channel,), (self.op,)), self._input_words,
                np.full(spec.input_size, Role.INPUT, np.int8), shown(self.trace.input[channel]),
            )  # fmt: skip
            if spec.in_channels > 1:
                place = divmod(channel, math.isqrt(spec.in_channels))
                panel = replace(panel, title=f"[{channel}]", place=place, zoom=CHANNEL_ZOOM)
            cells = read[read[:, 0] == channel][:, 1:]
            frame = [Outline(panel.id, around(cells), Stroke.WINDOW)] if len(cells) else []
            if worked is not None and self._means:
                frame.append(Outline(panel.id, self._lies_at(worked), Stroke.POINT))
            yield with_roles(panel, tuple(cells.T), Role.INPUT_IN_PLAY), tuple(frame)

    def _lies_at(self, cell: Size) -> tuple[float, float, float, float]:
        """Where an output cell lies on the input, as its part of the rows and columns: top, left, bottom and right."""
        sizes = zip(self.trace.spec.input_size, self.trace.spec.output_size, strict=True)
        (high, wide), (row, column) = (given / made for given, made in sizes), cell
        return row * high, column * wide, (row + 1) * high, (column + 1) * wide

    @cached_property
    def _means(self) -> Means | None:
        return Means.of(self.trace.spec)

    @property
    def _input_words(self) -> Message:
        """What the input is, or of ones, what is new about it."""
        size = size_text(self.trace.spec.input_size)
        return message("every_input_is_one") if self.of_ones else message("input", index="", size=size)

    @cached_property
    def slid_over(self) -> SlidOver:
        """What its kernel slides over, if it has one."""
        return SlidOver(PanelId("input", (0,), (self.op,)), self.trace, self._input_words, self.of_ones)

    @property
    def preparation(self) -> Message:
        """How the input becomes what the kernel slides over."""
        return message("labelled", label=self.name, words=self.slid_over.preparation)

    @property
    def extension(self) -> Message:
        """What output_padding adds to this."""
        return message("labelled", label=self.name, words=self.slid_over.extension)

    def _kernel(self, worked: Size | None) -> Panel:
        """The kernel as it slides, in which each weight that is in use has the number that it is multiplied with."""
        size, *_ = named_parameters(self.trace.last.spec)
        conv, last = self.slid_over.sliding, self.trace.last
        turned = not self.trace.stages and turns(conv.weight)
        name = PanelId("kernel", picture=(self.op,))
        panel = lit(kernel_panel(conv.weight[0, 0], name, size, message("flipped") if turned else "", (0, 0)), ())
        if worked is None:
            return panel
        terms = terms_of(last, worked)
        taps = np.array([term.tap for term in terms], int).reshape(-1, 2)
        if not self.trace.stages:
            taps = np.array(conv.spec.kernel_size) - 1 - taps
        said = message("list", items=(size, panel.subtitle)) if panel.subtitle else size
        panel = replace(panel, title=message("values_by_weights"), subtitle=said) if terms else panel
        return times(lit(panel, taps), taps, [last.input[(0, *term.source)] for term in terms])
