"""The weights of the mean that a cell of an enlarged plane is: those of rows and of columns, and their products."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from tconv_anim.core.message import message
from tconv_anim.core.operation import Mean
from tconv_anim.core.ops import get_op
from tconv_anim.core.parameters import Size
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.panels import kernel_panel
from tconv_anim.scenes.scene import Panel, PanelId, Role
from tconv_anim.scenes.sums import MOST_DIVISOR
from tconv_anim.scenes.views._weights import lit, times

APART = "\u00a0"  # a space at which no line breaks
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
    def of(cls, trace: Trace) -> Means | None:
        """Those of an operation that takes means whose weights are written as whole numbers; None if it does not."""
        means = get_op(trace.spec.op).means
        found = cls(means(trace.spec)) if means else None
        return found if found and 1 < math.prod(found.divisors) <= MOST_DIVISOR else None

    @cached_property
    def divisors(self) -> tuple[int, ...]:
        """What the weights of rows, and those of columns, are whole parts of."""
        return tuple(math.lcm(*(weight.denominator for mean in axis for _, weight in mean)) for axis in self.axes)

    @cached_property
    def spans(self) -> tuple[int, ...]:
        """How many rows, and columns, the largest mean has."""
        return tuple(max(mean[-1][0] - mean[0][0] + 1 for mean in axis) for axis in self.axes)

    def panel(self, picture: str, trace: Trace, worked: Size | None) -> Panel:
        """The weights of the cell that is worked out, where the cells that they are for are to each other.

        Before them are those of rows and of columns, if there are several of both. All are whole numbers. Without such
        a cell they are those of one in the middle, not in use.
        """
        head = int(min(self.spans) > 1)
        shape = [span + head for span in self.spans]
        values, name = np.full(shape, np.nan), PanelId("kernel", picture=(picture,))
        title = message("values_by_weights" if worked else "weights_of_means")
        divided = message("divided_by", divisor=math.prod(self.divisors))
        if head:
            divided = message("list", items=(message("row_by_column"), divided))
        cell = worked or tuple(len(axis) // 2 for axis in self.axes)
        along = [axis[at] for axis, at in zip(self.axes, cell, strict=True)]
        firsts = [mean[0][0] - head for mean in along]
        own, read = [], []
        for (row, high), (column, wide) in product(*along):
            at = row - firsts[0], column - firsts[1]
            values[at] = high * wide * math.prod(self.divisors)
            own.append(at)
            if worked:
                read.append(trace.input[0, row, column])
            if head:
                values[at[0], 0], values[0, at[1]] = high * self.divisors[0], wide * self.divisors[1]
        panel = kernel_panel(values, name, title, divided, (0, 0))
        panel = times(lit(panel, np.array(own)), np.array(own), read) if worked else lit(panel, ())
        roles = np.where(np.isnan(values), Role.ABSENT, panel.roles)
        if head:
            for line in (roles[0, 1:], roles[1:, 0]):
                line[line != Role.ABSENT] = Role.OUTPUT_WAITING
        return replace(panel, roles=roles.astype(np.int8))

    def weighed(self, worked: Size) -> dict[str, Any]:
        """What the weights of a cell add up to, and whether it is at an edge, where fewer values are near.

        Nothing if weights do not fall evenly with the distance, or a cell lies on the middle of another.
        """
        axes = [(axis, at, n) for axis, at, n in zip(self.axes, worked, self.divisors, strict=True) if n > 1]
        along = [[int(weight * divisor) for _, weight in axis[at]] for axis, at, divisor in axes]
        edge = any(_is_outside(axis, at) for axis, at, _ in axes)
        if max(self.spans) > PAIR or not (edge or any(len(weights) > 1 for weights in along)):
            return {}
        sums = [f"{APART}+{APART}".join(map(str, weights)) for weights in along]
        left = sums[0] if len(sums) == 1 else "·".join(f"({text})" if "+" in text else text for text in sums)
        total = str(math.prod(self.divisors))
        said = left if left == total else f"{left}{APART}={APART}{total}"
        return {"edge": edge, "near_and_far": () if edge else self._near_and_far(along), "weights": said}

    def _near_and_far(self, along: list[list[int]]) -> tuple[int, ...]:
        """The weights of the nearer and of the farther value along each axis; nothing if they or axes do not differ."""
        weights, divisors = {tuple(sorted(axis, reverse=True)) for axis in along}, set(self.divisors)
        if len(weights) > 1 or len(divisors) > 1:
            return ()
        (ordered,) = weights
        return ordered if len(set(ordered)) == PAIR else ()


def _is_outside(axis: list[Mean], at: int) -> bool:
    """Whether an output position lies beyond the middles of the first and the last position of the input."""
    factor = len(axis) // (axis[-1][-1][0] + 1)
    return not factor // 2 <= at < len(axis) - factor // 2
