"""The weights of the mean that a cell of an enlarged plane is: those of rows and of columns, and their products."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from tconv_anim.core.message import message
from tconv_anim.core.operation import Mean
from tconv_anim.core.ops import get_op
from tconv_anim.core.parameters import Size
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.panels import kernel_panel, with_roles
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

        Before them are those of rows and of columns, if there are several of both. All are whole numbers.
        """
        head = int(min(self.spans) > 1)
        values = np.full([span + head for span in self.spans], np.nan)
        title, divided = message("weights_of_means"), message("divided_by", divisor=math.prod(self.divisors))
        if head:
            divided = message("list", items=(message("row_by_column"), divided))
        own, read = [], []
        if worked is not None:
            along = [axis[at] for axis, at in zip(self.axes, worked, strict=True)]
            sizes = zip(along, trace.spec.input_size, self.spans, strict=True)
            firsts = [min(mean[0][0], size - span) - head for mean, size, span in sizes]
            for (row, high), (column, wide) in product(*along):
                at = row - firsts[0], column - firsts[1]
                values[at] = high * wide * math.prod(self.divisors)
                own.append(at)
                read.append(trace.input[0, row, column])
                if head:
                    values[at[0], 0], values[0, at[1]] = high * self.divisors[0], wide * self.divisors[1]
        panel = kernel_panel(values, PanelId("kernel", picture=(picture,)), title, divided, (0, 0))
        panel = times(lit(panel, np.array(own)), np.array(own), read) if own else lit(panel, ())
        return with_roles(panel, (0, 0), Role.ABSENT) if head else panel

    def near_and_far(self, worked: Size) -> dict[str, Any]:
        """How far two values are and how much they weigh, in whole numbers, if it is the same along all axes.

        Nothing if weights do not fall evenly with the distance, or a cell lies on the middle of another.
        """
        along = zip(self.axes, worked, self.divisors, strict=True)
        pairs = [(max(weight for _, weight in axis[at]), divisor) for axis, at, divisor in along if len(axis[at]) > 1]
        if max(self.spans) > PAIR or len(set(pairs)) != 1:
            return {}
        weight, divisor = pairs[0]
        weights: dict[str, Fraction] = {"near": 1 - weight, "much": weight * divisor, "far": weight}
        weights["little"] = (1 - weight) * divisor
        return {"both": len(pairs) > 1, **{name: str(value) for name, value in weights.items()}}
