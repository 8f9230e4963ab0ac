"""What the counts of stamps show: even, checkerboard, stripes or gaps, for which reasons, and what would be even."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from tconv_anim.core.call_text import axes_text
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.linear import matrix
from tconv_anim.core.message import Clauses, Message, message
from tconv_anim.core.solve import even_neighbours, overlaps_evenly
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import decimals
from tconv_anim.core.trace import Trace

MOST_NAMED = 4  # different numbers of products that are named one by one


@dataclass(frozen=True, eq=False)
class Overlap:
    """How many stamps reach the output's cells along one axis.

    Attributes
    ----------
    counts : (output_size,) int array, counted in the trace
    endless : (output_size,) int array, what the counts would be without edges: they depend on the stride's phase alone
    kernel, stride, dilation : of this axis
    """

    counts: Array
    endless: Array
    kernel: int
    stride: int
    dilation: int

    @property
    def inner(self) -> Array:
        """The counts far enough from the edges to be those without edges."""
        inner: Array = self.counts[self.counts == self.endless]
        return inner

    @property
    def shows_gaps(self) -> bool:
        """Whether some inner cell is never reached."""
        return bool((self.inner == 0).any())

    @property
    def shows_unevenness(self) -> bool:
        """Whether inner cells that are reached get different numbers."""
        return len(np.unique(self.inner[self.inner > 0])) > 1

    @property
    def reason(self) -> Message | None:
        """Why it is not even, if it is not, and how many stamps overlap then."""
        why, k, s = self.why, self.kernel, self.stride
        if why and why.key == "stride_does_not_divide":
            return message("so_many_along_axis", reason=why, least=k // s, most=k // s + 1)
        return why

    @property
    def why(self) -> Message | None:
        """Why it is not even, if it is not."""
        k, s, d = self.kernel, self.stride, self.dilation
        reason = None
        if s > k:
            reason = message("stride_is_larger", stride=s, kernel=k)
        elif k % s:
            reason = message("stride_does_not_divide", stride=s, kernel=k)
        if math.gcd(s, d) > 1:
            shared = message("shared_factor", stride=s, dilation=d)
            return message("two_reasons", first=reason, second=shared) if reason else shared
        return reason


def overlaps(trace: Trace) -> list[Overlap]:
    """The overlap along every axis of a conv_transpose."""
    spec = trace.spec
    found = []
    for axis, ((lo, _), size) in enumerate(zip(spec.pads, spec.output_size, strict=True)):
        k, s, d = spec.kernel_size[axis], spec.stride[axis], spec.dilation[axis]
        counts = np.zeros(size, int)
        for step in trace.steps:
            if not any(cell for other, cell in enumerate(step.cell) if other != axis):
                cells = step.window[axis]
                counts[cells[(cells >= 0) & (cells < size)]] += 1
        endless = _by_phase(k, s, d)[(np.arange(size) + lo) % s]
        found.append(Overlap(counts, endless, k, s, d))
    return found


def verdict(trace: Trace, *, effect: bool = False, drawn: bool = False) -> Clauses:
    """Whether a conv_transpose's stamps overlap evenly as far as its output shows it, the rule, and what would be even.

    With `effect` it says what they make of an image instead of how many overlap along an axis. What would be even first
    may be `drawn` beside it; then nothing else is named.

    >>> from tconv_anim.core.record import record
    >>> from tconv_anim.scenes.texts import say
    >>> trace = record("conv_transpose", np.ones((3, 3)), np.ones((3, 3)), stride=2, padding=1)
    >>> say(verdict(trace)[0])
    'checkerboard: kernel 3 is not a multiple of stride 2, so 1 or 2 stamps overlap along an axis'
    """
    spec, axes = trace.spec, overlaps(trace)
    if overlaps_evenly(spec):
        return _even(spec, axes)
    uneven = [axis for axis in axes if axis.shows_unevenness] if _reached(axes) else []
    shown = _shown(axes)
    if not shown:
        larger = message("uneven_if_larger", reasons=_reasons(axes, axes))
        return larger, message("too_small_to_show"), *_ways(spec)
    found = [message("gaps")] if any(axis.shows_gaps for axis in shown) else []
    if uneven:
        many = message("stripes") if len(uneven) == 1 else message("checkerboard")
        found.append(message("unevenness") if spec.ndim == 1 else many)
    what = found[0] if len(found) == 1 else message("and", first=found[0], second=found[1])
    found_out = message("uneven_because", what=what, reasons=_reasons(shown, axes, plain=effect))
    if effect:
        found_out = message("some_get_more" if uneven else "gaps_stay_empty", words=found_out)
    return found_out, *_ways(spec, drawn=drawn)


def even_instead(trace: Trace) -> ConvSpec | None:
    """The nearest parameters that overlap evenly, if the output shows that these do not."""
    if overlaps_evenly(trace.spec) or not _shown(overlaps(trace)):
        return None
    return next(iter(even_neighbours(trace.spec)), None)


def change(spec: ConvSpec, other: ConvSpec) -> Message:
    """What the other has that this one has not."""
    way, *more = _changes(spec, other)
    for one in more:
        way = message("with_change", first=way, second=one)
    return way


def verdict_on_enlarging(trace: Trace) -> Message:
    """What the output's cells of one way to enlarge are made of, in a line.

    >>> from tconv_anim.core.record import record
    >>> from tconv_anim.scenes.texts import say
    >>> say(verdict_on_enlarging(record("nearest", np.ones((1, 2, 2)), scale_factor=2)))
    'each value is copied 4 times'
    """
    found = matrix(trace)
    used = found.values != 0 if trace.last.weight is None else np.ones(len(found.values), bool)
    reads = np.bincount(found.rows[used], minlength=found.shape[0])
    least, most = int(reads.min()), int(reads.max())
    if not least:
        return message("cells_stay_zero", count=int((reads == 0).sum()), of=len(reads))
    if np.allclose(np.bincount(found.rows, decimals(found.values), found.shape[0]), 1):
        if most > 1:
            return message("are_means", least=least, most=most)
        copies = np.bincount(found.columns[used], minlength=found.shape[1])
        return message("are_copies", least=int(copies.min()), most=int(copies.max()))
    last = matrix(trace.last)  # what is multiplied is what the stage before has made
    counts = np.bincount(last.rows, minlength=last.shape[0])  # products with a weight of 0 are written, too
    least, most = int(counts.min()), int(counts.max())
    if least < most and trace.spec.op == "conv_transpose" and not overlaps_evenly(trace.spec):
        return message("are_uneven_sums", counts=alternatives(np.unique(counts).tolist()))
    if _even_inside(counts.reshape(trace.output.shape)):
        return message("are_even_sums", count=most, edges=least < most)
    return message("are_sums", least=least, most=most)


def alternatives(numbers: Sequence[int]) -> tuple[str, ...]:
    """Numbers, from the least to the largest, as each is named; of many only these two."""
    return tuple(map(str, numbers)) if len(numbers) <= MOST_NAMED else (f"{numbers[0]}–{numbers[-1]}",)


def _even_inside(counts: Array) -> bool:
    """Whether all counts, (channels, *size), are the same between the first and the last of the largest ones."""
    most = np.argwhere(counts == counts.max())
    inside = tuple(slice(lo, hi + 1) for lo, hi in zip(most.min(axis=0), most.max(axis=0), strict=True))
    return bool((counts[inside] == counts.max()).all()) and len(most) > 1


def _shown(axes: list[Overlap]) -> list[Overlap]:
    """Those along which the output shows gaps or uneven counts."""
    reached = _reached(axes)
    return [axis for axis in axes if axis.shows_gaps or (reached and axis.shows_unevenness)]


def _reached(axes: list[Overlap]) -> bool:
    """Whether a stamp reaches any cell at all."""
    return all(axis.counts.any() for axis in axes)


def _by_phase(kernel: int, stride: int, dilation: int) -> Array:
    """How many taps fall on each cell between two stamps, ``(stride,)``."""
    counts: Array = np.bincount(np.arange(kernel) * dilation % stride, minlength=stride)
    return counts


def _even(spec: ConvSpec, axes: list[Overlap]) -> Clauses:
    each = math.prod(axis.kernel // axis.stride for axis in axes)
    if not all(axis.inner.size for axis in axes):
        return message("even_if_larger", count=each), message("only_edges")
    rule = message("even_because", stride=axes_text(spec.stride), kernel=axes_text(spec.kernel_size))
    edges = any((axis.counts < axis.endless).any() for axis in axes)
    return rule, message("inner_cells_get" if edges else "each_cell_gets", count=each)


def _reasons(shown: list[Overlap], axes: list[Overlap], *, plain: bool = False) -> Message:
    """The reasons of the axes that show it, with the name of the axis if they differ; `plain` ones without counts."""
    reasons = [axis.why if plain else axis.reason for axis in axes]
    if len(set(reasons)) == 1:
        assert reasons[0] is not None
        return reasons[0]
    named = [
        message("of_columns" if number else "of_rows", words=reason)
        for number, (axis, reason) in enumerate(zip(axes, reasons, strict=True))
        if axis in shown and reason
    ]
    return message("list", items=tuple(named))


def _ways(spec: ConvSpec, *, drawn: bool = False) -> Clauses:
    """The nearest parameters that overlap evenly; the first alone if it is `drawn`."""
    ways = [change(spec, other) for other in even_neighbours(spec)]
    comma = any(way.key == "with_change" for way in ways)
    if drawn:
        ways = [message("as_drawn", words=ways[0])]
    return (message("even_with", ways=tuple(ways), comma=comma),) if ways else ()


def _changes(spec: ConvSpec, other: ConvSpec) -> Iterator[Message]:
    if other.kernel_size != spec.kernel_size:
        yield message("kernel_value", number=axes_text(other.kernel_size))
    if other.stride != spec.stride:
        yield message("stride_value", number=axes_text(other.stride))
    if other.dilation != spec.dilation:
        yield message("dilation_value", number=axes_text(other.dilation))
