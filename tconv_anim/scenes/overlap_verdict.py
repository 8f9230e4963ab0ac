"""What the counts of stamps show: even, checkerboard, stripes or gaps, for which reasons, and what would be even."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from tconv_anim.core.solve import even_neighbours, overlaps_evenly
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.captions import joined, parameter_text
from tconv_anim.scenes.panels import axes_text

AXES = ("rows", "columns")


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
    def even(self) -> bool:
        """Whether all cells without edges get equally many."""
        return self.kernel % self.stride == 0 and math.gcd(self.stride, self.dilation) == 1

    @property
    def shows_gaps(self) -> bool:
        """Whether some inner cell is never reached."""
        return bool((self.inner == 0).any())

    @property
    def shows_unevenness(self) -> bool:
        """Whether inner cells that are reached get different numbers."""
        return len(np.unique(self.inner[self.inner > 0])) > 1

    @property
    def period(self) -> int:
        """After how many cells the counts without edges come again."""
        phases = _by_phase(self.kernel, self.stride, self.dilation)
        return next(n for n in range(1, self.stride + 1) if np.array_equal(np.roll(phases, n), phases))

    @property
    def shows_period(self) -> bool:
        """Whether as many inner cells as a period has stand in a row."""
        breaks = np.flatnonzero(np.diff(np.pad((self.counts == self.endless).astype(int), 1)))
        return bool(breaks.size) and int((breaks[1::2] - breaks[::2]).max()) >= self.period

    @property
    def reasons(self) -> Iterator[str]:
        """Why it is not even, if it is not."""
        k, s, d = self.kernel, self.stride, self.dilation
        if s > k:
            yield f"stride {s} is larger than kernel {k}"
        elif k % s:
            yield f"stride {s} does not divide kernel {k}"
        if math.gcd(s, d) > 1:
            yield f"stride {s} and dilation {d} share a factor"


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


def verdict_text(trace: Trace) -> str:
    """Whether a conv_transpose's stamps overlap evenly as far as its output shows it, the rule, and what would be even.

    >>> from tconv_anim.recording import record
    >>> verdict_text(record("conv_transpose", np.ones((3, 3)), np.ones((3, 3)), stride=2, padding=1))
    'checkerboard, as stride 2 does not divide kernel 3; for even overlap use kernel 4 or stride 3'
    """
    spec, axes = trace.spec, overlaps(trace)
    if overlaps_evenly(spec):
        return _even_text(spec, axes)
    uneven = [axis for axis in axes if axis.shows_unevenness] if _reached(axes) else []
    shown = [axis for axis in axes if axis.shows_gaps or axis in uneven]
    if not shown:
        reasons = _reasons_text(axes, axes)
        return joined(f"uneven in a larger output: {reasons}; this one is too small to show it", _ways_text(spec))
    words = ["gaps"] if any(axis.shows_gaps for axis in shown) else []
    if uneven:
        words.append("unevenness" if spec.ndim == 1 else "stripes" if len(uneven) == 1 else "checkerboard")
    return joined(f"{' and '.join(words)}, as {_reasons_text(shown, axes)}", _ways_text(spec))


def period_text(trace: Trace) -> str:
    """After how many cells the pattern comes again, where it is uneven and the output shows that; nothing elsewhere."""
    axes = overlaps(trace)
    told = tuple(axis.period if axis.shows_period and axis.period > 1 else 0 for axis in axes)
    if not any(told) or not _reached(axes):
        return ""
    both = f"{told[0]} cells" if len(set(told)) == 1 else axes_text(told)
    return f"the pattern repeats every {both}"


def _reached(axes: list[Overlap]) -> bool:
    """Whether a stamp reaches any cell at all."""
    return all(axis.counts.any() for axis in axes)


def _by_phase(kernel: int, stride: int, dilation: int) -> Array:
    """How many taps fall on each cell between two stamps, ``(stride,)``."""
    counts: Array = np.bincount(np.arange(kernel) * dilation % stride, minlength=stride)
    return counts


def _even_text(spec: ConvSpec, axes: list[Overlap]) -> str:
    each = math.prod(axis.kernel // axis.stride for axis in axes)
    stamps = f"{each} stamp{'s' if each > 1 else ''}"
    if not all(axis.inner.size for axis in axes):
        return f"even in the middle of a larger output, where each cell would get {stamps}; this one has only edges"
    s, k = parameter_text(spec.stride), parameter_text(spec.kernel_size)
    edges = any((axis.counts < axis.endless).any() for axis in axes)
    where = "far from the edges each" if edges else "each"
    return f"even, as stride {s} divides kernel {k}; {where} cell gets {stamps}"


def _reasons_text(told: list[Overlap], axes: list[Overlap]) -> str:
    """The reasons of some axes; which axis is meant, where they differ."""
    reasons = [", and ".join(axis.reasons) for axis in axes]
    if len(set(reasons)) == 1:
        return reasons[0]
    named = zip(AXES, axes, reasons, strict=True)
    return ", ".join(f"{reason} ({name})" for name, axis, reason in named if axis in told and reason)


def _ways_text(spec: ConvSpec) -> str:
    """The nearest parameters that overlap evenly."""
    ways = [" with ".join(_changes(spec, other)) for other in even_neighbours(spec)]
    comma = "," if any(" with " in way for way in ways) else ""
    return f"for even overlap use {f'{comma} or '.join(ways)}" if ways else ""


def _changes(spec: ConvSpec, other: ConvSpec) -> Iterable[str]:
    for name, field in (("kernel", "kernel_size"), ("stride", "stride"), ("dilation", "dilation")):
        if getattr(other, field) != getattr(spec, field):
            yield f"{name} {parameter_text(getattr(other, field))}"
