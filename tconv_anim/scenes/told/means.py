"""The weights of the mean that a cell of an enlarged plane is: those of rows and of columns, and their products."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np

from tconv_anim.core.message import Message, Words, message
from tconv_anim.core.operation import Mean
from tconv_anim.core.ops import get_op
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.panels import kernel_panel
from tconv_anim.scenes.scene import Panel, PanelId, Role
from tconv_anim.scenes.sums import MOST_DIVISOR
from tconv_anim.scenes.views._weights import lit, times

PAIR = 2  # positions along an axis, of a mean whose weights fall evenly with the distance


@dataclass(frozen=True, eq=False)
class Means:
    """How the cells of an output are means.

    Attributes
    ----------
    axes : for rows and for columns, and each of the output, the positions of the input that count, with their weights
    """

    axes: list[list[Mean]]

    @classmethod
    def of(cls, spec: Spec) -> Means | None:
        """Those of an operation that takes means whose weights are written as whole numbers; None if it does not."""
        means = get_op(spec.op).means
        found = cls(means(spec)) if means else None
        return found if found and 1 < math.prod(found.divisors) <= MOST_DIVISOR else None

    @cached_property
    def divisors(self) -> tuple[int, ...]:
        """What the weights of rows, and those of columns, are whole parts of."""
        return tuple(math.lcm(*(weight.denominator for mean in axis for _, weight in mean)) for axis in self.axes)

    @cached_property
    def spans(self) -> tuple[int, ...]:
        """How many rows, and columns, the largest mean has."""
        return tuple(max(mean[-1][0] - mean[0][0] + 1 for mean in axis) for axis in self.axes)

    def panel(self, picture: str, trace: Trace, worked: Size | None, *, weighed: bool = False) -> Panel:
        """The weights of the cell that is worked out, where the cells that they are for are to each other.

        Before them are those of rows and of columns, if there are several of both. All are whole numbers. They are
        multiplied with the values unless the cell is only `weighed`. Without such a cell there is only their room.
        """
        head = int(min(self.spans) > 1)
        values, name = np.full([span + head for span in self.spans], np.nan), PanelId("kernel", picture=(picture,))
        if worked is None:
            panel = kernel_panel(values, name, message("weights_of_means"), message("for_each_cell"), (0, 0))
            return replace(panel, roles=_without_head(lit(panel, ()).roles, head))
        along = [axis[at] for axis, at in zip(self.axes, worked, strict=True)]
        firsts = [mean[0][0] - head for mean in along]
        own, read = [], []
        for (row, high), (column, wide) in product(*along):
            at = row - firsts[0], column - firsts[1]
            values[at] = high * wide * math.prod(self.divisors)
            own.append(at)
            read.append(trace.input[0, row, column])
            if head:
                values[at[0], 0], values[0, at[1]] = high * self.divisors[0], wide * self.divisors[1]
        title = message("weights_of_means" if weighed else "values_by_weights")
        panel = lit(kernel_panel(values, name, title, self._named(worked), (0, 0)), np.array(own))
        panel = panel if weighed else times(panel, np.array(own), read)
        roles = np.where(np.isnan(values), Role.ABSENT, panel.roles)
        if head:
            for line in (roles[0, 1:], roles[1:, 0]):
                line[line != Role.ABSENT] = Role.OUTPUT_WAITING
        return replace(panel, roles=roles.astype(np.int8))

    def _named(self, worked: Size) -> Words:
        """What the weights of rows and of columns are, and what the products are parts of."""
        divisor = math.prod(self.divisors)
        said = [message("divided_by", divisor=divisor)]
        if min(self.spans) > 1:
            said = [message("row_by_column"), message("divided_by_sum", divisor=divisor)]
        elif pair := self._near_and_far(worked):
            near, far = pair
            said.insert(0, message("near_makes" if self._is_at_edge(worked) else "near_and_far", near=near, far=far))
        return message("list", items=tuple(said))

    def told(self, way: Words, worked: Size) -> Message | None:
        """How much the values weigh that a cell is made of: the nearer and the farther one, or at an edge the last one.

        Nothing if weights do not fall evenly with the distance, or a cell lies on the middle of another.
        """
        axes, edge, total = [*self._weighing(worked)], self._is_at_edge(worked), math.prod(self.divisors)
        if max(self.spans) > PAIR or not (edge or any(len(axis[at]) > 1 for axis, at, _ in axes)):
            return None
        near, far = self._near_and_far(worked) or (0, 0)
        if edge:
            return message("way_weighs_at_edge", way=way, near=near, far=far)
        if near:
            return message("way_weighs_pairs", way=way, near=near, far=far, axes=len(axes))
        return message("way_weighs", way=way, total=total)

    @property
    def are_told(self) -> bool:
        """Whether it is said of cells how much the values weigh that they are made of."""
        return max(self.spans) <= PAIR

    def _weighing(self, worked: Size) -> Iterator[tuple[list[Mean], int, int]]:
        """The axes along which means are taken, each with the place of a cell and what its weights are parts of."""
        return ((axis, at, n) for axis, at, n in zip(self.axes, worked, self.divisors, strict=True) if n > 1)

    def _is_at_edge(self, worked: Size) -> bool:
        return any(_is_outside(axis, at) for axis, at, _ in self._weighing(worked))

    def _near_and_far(self, worked: Size) -> tuple[int, int] | None:
        """The weights of the nearer and of the farther value; None if they do not differ, or axes do.

        At an edge, where the last value weighs as much as both, they are those of a cell that lies alike elsewhere.
        """
        pairs = {_pair(axis, at, divisor) for axis, at, divisor in self._weighing(worked)}
        return pairs.pop() if max(self.spans) <= PAIR and len(pairs) == 1 else None


def _without_head(roles: Array, head: int) -> Array:
    """The cells of weights without those before them."""
    left = roles.copy()
    left[:head], left[:, :head] = Role.ABSENT, Role.ABSENT
    return left


def _pair(axis: list[Mean], at: int, divisor: int) -> tuple[int, int] | None:
    """The weights of the nearer and of the farther value along an axis, also of a place that lies beyond its edge."""
    factor = len(axis) // (axis[-1][-1][0] + 1)
    for mean in (axis[at], *axis[at % factor :: factor]):
        if len(mean) == PAIR:
            far, near = sorted(int(weight * divisor) for _, weight in mean)
            return (near, far) if near > far else None
    return None


def _is_outside(axis: list[Mean], at: int) -> bool:
    """Whether an output position lies beyond the middles of the first and the last position of the input."""
    factor = len(axis) // (axis[-1][-1][0] + 1)
    return not factor // 2 <= at < len(axis) - factor // 2
