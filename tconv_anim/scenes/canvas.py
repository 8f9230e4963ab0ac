"""What stamps land on, as cells: the output, what padding crops and what output_padding adds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Clauses, Message, message
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import filled, missing
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.scene import Box, Panel, Role

MOST_COUNTS = 4  # of stamps on a cell that are named one by one


class Canvas:
    """Which cells there are, and how many stamps each has received; the same for every channel.

    Attributes
    ----------
    size : rows and columns
    kept_box : the output within the canvas
    crops : whether there is more than the output
    stamps, expected : (*size) int arrays, of those that came and of all that ever come
    finished_first : whether of a stamp's cells those are told first that no later stamp reaches
    """

    def __init__(self, trace: Trace, *, finished_first: bool = False) -> None:
        spec, self.finished_first = trace.spec, finished_first
        self.start, self.size = spec.canvas_extent
        top, left = (-first for first in self.start)
        bottom, right = top + spec.output_size[0], left + spec.output_size[1]
        self.kept_box: Box = (top, left, bottom, right)
        self.kept, self.extra = np.zeros(self.size, bool), np.zeros(self.size, bool)
        self.kept[top:bottom, left:right] = True
        self.extra[max(0, bottom - spec.output_padding[0]) : bottom] = True
        self.extra[:, max(0, right - spec.output_padding[1]) : right] = True
        self.extra &= self.kept
        self.crops = not self.kept.all()
        self.stamps = np.zeros(self.size, int)
        axes = spec.input_size, spec.stride, spec.pads, spec.kernel_size, spec.dilation, self.start, self.size
        by_row, by_column = (_reached(*axis) for axis in zip(*axes, strict=True))
        self.expected = by_row[:, np.newaxis] * by_column

    def roles(self, after: Step | None = None) -> Array:
        """What each cell is when no stamp is in play; `after` a placement that is not counted yet."""
        stamps = self.stamps.copy()
        if after is not None:
            stamps[np.ix_(*self.cells(after))] += 1
        roles = growing(stamps, self.expected)
        roles[self.extra] = np.where(stamps[self.extra] > 0, Role.EXTRA, Role.EXTRA_WAITING)
        roles[~self.kept] = Role.CROPPED
        return roles

    def adding(self, panel: Panel, step: Step, added: Array) -> Panel:
        """The panel with a stamp on it, not yet summed: cells that hold a number have a term, the others a number."""
        cells = np.ix_(*self.cells(step))
        roles = self.roles()
        stamp = np.full(self.size, np.nan, np.result_type(added, float))
        stamp[cells] = added
        roles[cells] = np.where(self.kept[cells], Role.OUTPUT_IN_PLAY, Role.CROPPED_IN_PLAY)
        return stamped(panel, stamp, roles)

    def summed(self, panel: Panel, step: Step, after: Array | None) -> Panel:
        """The panel with its stamp added to what was there: `after`, once all channels' stamps lie."""
        found = summed(panel)
        if after is not None:
            found.numbers[np.ix_(*self.cells(step))] = after
        return found

    def tells(self, step: Step) -> list[bool]:
        """Which cells of a placement that is not counted yet are told before the others, of those that are kept."""
        cells = np.ix_(*self.cells(step))
        kept = self.kept[cells]
        finished = kept & (self.stamps[cells] + 1 == self.expected[cells])
        told: list[bool] = (finished if self.finished_first and finished.any() else kept).ravel().tolist()
        return told

    def touch(self, step: Step) -> None:
        """Count a placement."""
        self.stamps[np.ix_(*self.cells(step))] += 1

    def filled(self, panel: Panel) -> Panel:
        """The panel with all placements done: where no stamp came, there is nothing but the bias."""
        roles = self.roles()
        roles[(self.stamps == 0) & self.kept] = Role.EMPTY
        roles[self.extra] = Role.EXTRA
        return replace(panel, roles=roles, values=filled(panel.numbers))

    def cutting(self, panel: Panel) -> Panel:
        """The filled panel with its border marked."""
        return replace(panel, roles=np.where(self.kept, panel.roles, Role.CUT).astype(np.int8))

    def cut(self, panel: Panel) -> Panel:
        """The filled panel without its border."""
        roles = np.where(self.kept, panel.roles, Role.REMOVED).astype(np.int8)
        cropped = message("border_is_cropped") if panel.subtitle else ""
        values = np.where(self.kept, panel.numbers, np.nan)
        return replace(panel, roles=roles, values=values, subtitle=cropped, stride=None)

    def verdict(self, what: Message, each: int = 1) -> Clauses:
        """How many of what, such as stamps, of which placements have so many `each`, the output's cells sum up."""
        return verdict(self.stamps[self.kept] * each, what)

    def cells(self, step: Step) -> list[Array]:
        """The cells under each row and column of taps."""
        return [window - first for window, first in zip(step.window, self.start, strict=True)]


def stamped(panel: Panel, stamp: Array, roles: Array) -> Panel:
    """The panel with a stamp on it, NaN where it has none: cells that hold a number have a term, others a number."""
    fresh = missing(panel.numbers)
    terms = np.where(fresh, np.nan, stamp)
    found = replace(panel, roles=roles, values=np.where(fresh, stamp, panel.numbers))
    return found if missing(terms).all() else replace(found, terms=terms, operator="+")


def summed(panel: Panel) -> Panel:
    """The panel with its terms added to what was there."""
    empty, terms = missing(panel.numbers), 0 if panel.terms is None else filled(panel.terms)
    return replace(panel, values=np.where(empty, np.nan, filled(panel.numbers) + terms), terms=None, operator="")


def growing(counts: Array, expected: Array) -> Array:
    """The roles of output cells by how many of what they expect has come."""
    roles = np.where(counts > 0, Role.OUTPUT_GROWING, Role.OUTPUT_WAITING).astype(np.int8)
    roles[(counts > 0) & (counts >= expected)] = Role.OUTPUT
    roles[(counts == 0) & (expected == 0)] = Role.EMPTY
    return roles


def verdict(counts: Array, what: Message) -> Clauses:
    """How many of what the cells of a finished output are the sums of."""
    none = (message("some_received_none"),) if counts.min(initial=1) == 0 else ()
    if counts.max(initial=0) <= 1:
        return message("no_overlap", what=what), *none
    found = [str(count) for count in sorted({*counts.ravel().tolist()}) if count]
    if len(found) > MOST_COUNTS:
        return message("cells_sum_from_to", what=what, least=found[0], most=found[-1]), *none
    return message("cells_sum", what=what, counts=tuple(found)), *none


def _reached(
    cells: int, stride: int, pads: tuple[int, int], taps: int, dilation: int, start: int, size: int
) -> Array:  # fmt: skip
    """How often each cell of an axis is reached: by each input cell with each tap."""
    at = np.add.outer(stride * np.arange(cells), dilation * np.arange(taps)) - pads[0] - start
    return np.bincount(at.ravel(), minlength=size)
