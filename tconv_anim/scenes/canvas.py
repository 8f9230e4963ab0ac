"""What stamps land on, as cells: the output, what padding crops and what output_padding adds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Clauses, Message, message
from tconv_anim.core.step import Array, Step
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.scene import Box, Panel, Role

MOST_SHADES = 4
BY_STAMPS = np.array([Role.PENDING, Role.OUTPUT, Role.OUTPUT_2, Role.OUTPUT_3, Role.OUTPUT_4], np.int8)


class Canvas:
    """Which cells there are, and how many stamps each has received; the same for every channel.

    Attributes
    ----------
    size : rows and columns
    kept_box : the output within the canvas
    crops : whether there is more than the output
    stamps : (*size) int array
    """

    def __init__(self, trace: Trace) -> None:
        spec = trace.spec
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

    def roles(self, after: Step | None = None) -> Array:
        """What each cell is when no stamp is in play; `after` a placement that is not counted yet."""
        stamps = self.stamps.copy()
        if after is not None:
            stamps[np.ix_(*self.cells(after))] += 1
        roles: Array = BY_STAMPS[np.minimum(stamps, len(BY_STAMPS) - 1)]
        roles[self.extra] = np.where(stamps[self.extra] > 0, Role.EXTRA, Role.EXTRA_PENDING)
        roles[~self.kept] = Role.CROPPED
        return roles

    def adding(self, panel: Panel, step: Step, added: Array, *, again: bool) -> Panel:
        """The panel with a stamp on it, not yet summed; `again` where an earlier channel's lies there already."""
        cells = np.ix_(*self.cells(step))
        terms = np.full(self.size, np.nan)
        terms[cells] = added
        roles = self.roles()
        fresh = np.where((self.stamps[cells] > 0) | again, Role.STAMPED_AGAIN, Role.STAMPED)
        roles[cells] = np.where(self.kept[cells], fresh, Role.STAMPED_CROPPED)
        return replace(panel, roles=roles, terms=terms, operator="+")

    def summed(self, panel: Panel, step: Step, after: Array | None) -> Panel:
        """The panel with its stamp added to what was there: `after`, once all channels' stamps lie."""
        assert panel.terms is not None
        cells = np.ix_(*self.cells(step))
        values = panel.numbers.copy()
        values[cells] = np.nan_to_num(values[cells]) + panel.terms[cells] if after is None else after
        return replace(panel, values=values, terms=None, operator="")

    def touch(self, step: Step) -> None:
        """Count a placement."""
        self.stamps[np.ix_(*self.cells(step))] += 1

    def filled(self, panel: Panel) -> Panel:
        """The panel with all placements done: where no stamp came, there is nothing but the bias."""
        roles = self.roles()
        roles[(self.stamps == 0) & self.kept] = Role.GAP
        roles[self.extra] = Role.EXTRA
        return replace(panel, roles=roles, values=np.nan_to_num(panel.numbers))

    def cutting(self, panel: Panel) -> Panel:
        """The filled panel with its border marked."""
        return replace(panel, roles=np.where(self.kept, panel.roles, Role.CUT).astype(np.int8))

    def cut(self, panel: Panel) -> Panel:
        """The filled panel without its border."""
        roles = np.where(self.kept, panel.roles, Role.REMOVED).astype(np.int8)
        return replace(panel, roles=roles, values=np.where(self.kept, panel.numbers, np.nan))

    def verdict(self, what: Message) -> Clauses:
        """What the shades of the finished output say; `what` is what they count, such as stamps."""
        return verdict(self.stamps[self.kept], self.stamps[self.kept & ~self.extra], what)

    def cells(self, step: Step) -> list[Array]:
        """The cells under each row and column of taps."""
        return [window - first for window, first in zip(step.window, self.start, strict=True)]


def verdict(kept: Array, shaded: Array, what: Message) -> Clauses:
    """What shades say that count stamps, of all cells and of those that are shaded; `what` is what they count."""
    none = (message("some_received_none"),) if kept.min() == 0 else ()
    if not shaded.size or shaded.max() <= 1:
        return message("no_overlap", what=what), *none
    counts = tuple(map(str, sorted({*np.minimum(shaded, MOST_SHADES).ravel().tolist()} - {0})))
    if shaded.max() > MOST_SHADES:
        return message("shades_count_up_to", what=what, counts=counts), *none
    return message("shades_count", what=what, counts=counts), *none
