"""Which cells of a picture are tied, and what each is the sum of: for readers who point at a cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np

from tconv_anim.core.linear import matrix
from tconv_anim.core.message import Words, message
from tconv_anim.core.ops import get_op
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import scalar
from tconv_anim.core.trace import Trace
from tconv_anim.options import CARD, CONVOLUTIONS, MULTIPLES
from tconv_anim.recipes.keywords import Look
from tconv_anim.scenes.number_text import exact_text, factor_text, index_text
from tconv_anim.scenes.scene import COLORS, GRAYS, LEVELS, Panel, PanelId, PicturePath, Role, Scene
from tconv_anim.scenes.sums import products

MOST_CELLS, MOST_TIES = 1500, 6000
"""A picture with more of them is looked at as a whole."""
MOST_NAMED = 9  # weights of an input cell that are written out
LOOKS = {
    "input": (Role.INPUT, Role.INPUT_IN_PLAY, Role.OUTPUT_IN_PLAY),
    "output": (Role.OUTPUT, Role.OUTPUT_GROWING, Role.OUTPUT_IN_PLAY, Role.EMPTY, Role.EXTRA, Role.EXTRA_WAITING),
}
"""What the cells of an array look like in a panel, an input cell also as one whose product is followed to the output.

The others are padding, zeros between them, or cropped.
"""

VECTORS = {"x": "input", "y": "output"}
"""Panels with the cells of all channels of an array."""

PanelCell = tuple[PanelId, int, int]
"""A cell of a panel: its row and its column."""


INPUT_OF_ALL: PicturePath = ("input",)
"""The picture of the input that several operations read side by side."""


class Ties(NamedTuple):
    """The cells of arrays, and how they are tied.

    Attributes
    ----------
    shown : the number of the cell that a panel's cell shows
    reached_by : for each cell that is computed, those that it is computed from
    said : what is said of each cell, by its number
    """

    shown: Mapping[PanelCell, int]
    reached_by: Mapping[int, tuple[int, ...]]
    said: Mapping[int, Words]


NO_TIES = Ties({}, {}, {})


class Pictured(NamedTuple):
    """A trace that a picture shows, and the numbers of the arrays that it reads and writes."""

    trace: Trace
    reads: int = 0
    writes: int = 1


def pictured(trace: Trace, *, pair: bool = False) -> dict[PicturePath, Pictured]:
    """The traces of a page's pictures by their paths; of all that have no own, by the empty path."""
    if trace.spec.op == MULTIPLES:
        return {(f"picture{n + 1}",): Pictured(one, 2 * n, 2 * n + 1) for n, one in enumerate(trace.stages)}
    if trace.spec.side_by_side:
        ways = {(stage.spec.op,): Pictured(stage, 0, n) for n, stage in enumerate(trace.stages, start=1)}
        return {INPUT_OF_ALL: Pictured(trace, 0, 0), **ways}
    if pair:
        from tconv_anim.scenes.pair import beside  # imported for pairs alone

        other, reads = beside(trace), 1 if trace.spec.op in CONVOLUTIONS else 2
        return {(trace.spec.op,): Pictured(trace), (other.spec.op,): Pictured(other, reads, reads + 1)}
    stages: dict[PicturePath, Pictured] = {
        (f"stage{n}",): Pictured(stage, n - 1, n) for n, stage in enumerate(trace.stages, start=1)
    }
    return {(): Pictured(trace, 0, len(stages) or 1), **stages}


def ties_of(trace: Trace, scene: Scene, look: Look) -> Ties:
    """The ties between the cells of a finished scene; none if they are too many to be pointed at, or on a worksheet."""
    if look.still == CARD:
        from tconv_anim.scenes.card.drawn import drawn  # imported for summaries alone

        trace = drawn(trace, look.show_channels)
    pictures = pictured(trace, pair=look.pair)
    if (
        look.blank is not None
        or sum(one.trace.input.size + one.trace.output.size for one in pictures.values()) > MOST_CELLS
    ):
        return NO_TIES
    sizes: dict[int, int] = {}
    for one in pictures.values():
        sizes[one.reads] = max(one.trace.input.size, sizes.get(one.reads, 0))
        sizes[one.writes] = max(one.trace.output.size, sizes.get(one.writes, 0))
    first = {array: sum(size for other, size in sizes.items() if other < array) for array in sizes}
    shown: dict[PanelCell, int] = {}
    used: dict[Pictured, None] = {}
    for panel in scene.panels:
        which = pictures.get(panel.id.picture) or pictures.get(())
        part = VECTORS.get(panel.id.part, panel.id.part)
        if which is not None and part in LOOKS:
            reads = part == "input"
            used[which] = None
            start = first[which.reads if reads else which.writes]
            array = which.trace.input if reads else which.trace.output
            numbered = _numbered(panel, array if part == panel.id.part else array.reshape(1, -1))
            shown |= {(panel.id, *cell): start + number for cell, number in numbered}
    reached_by: dict[int, tuple[int, ...]] = {}
    said: dict[int, Words] = {}
    for one in used:
        if one.reads != one.writes:
            tied, words = _tied(one.trace, first[one.reads], first[one.writes])
            reached_by |= tied
            said |= {number: text for number, text in words.items() if number in tied or number not in said}
    if sum(map(len, reached_by.values())) > MOST_TIES:
        return NO_TIES
    return Ties({cell: number for cell, number in shown.items() if number in said}, reached_by, said)


def _numbered(panel: Panel, array: Array) -> Iterator[tuple[tuple[int, int], int]]:
    """The cells of a panel that show a channel of an array, and their numbers in it.

    They are known by their looks: in row-major order they are as many as the channel has.
    """
    of_channel = array[0].size
    shades = np.isin(panel.roles, (*LEVELS, *GRAYS)).all() or panel.roles.min() >= COLORS.start
    whole = shades and panel.roles.size == of_channel
    looks = LOOKS[VECTORS.get(panel.id.part, panel.id.part)]
    cells = np.argwhere(np.full(panel.shape, True) if whole else np.isin(panel.roles, looks))
    channel = panel.id.channels[0] if panel.id.channels else 0
    if len(cells) == of_channel:
        for number, (row, column) in enumerate(cells.tolist()):
            yield (row, column), channel * of_channel + number


def _tied(trace: Trace, inputs: int, outputs: int) -> tuple[dict[int, tuple[int, ...]], dict[int, Words]]:
    """The ties between an input and an output whose first cells have these numbers, and what is said of both."""
    tied = matrix(trace)
    entries = sorted(zip(tied.rows.tolist(), tied.columns.tolist(), tied.values.tolist(), strict=True))
    x, y = trace.input.ravel().tolist(), trace.output.ravel().tolist()
    rows: dict[int, list[tuple[int, float]]] = {}
    columns: dict[int, list[float]] = {}
    for row, column, weight in entries:
        rows.setdefault(row, []).append((column, weight))
        columns.setdefault(column, []).append(weight)
    per_channel = trace.output[0].size
    linear = get_op(trace.spec.op).linear
    said: dict[int, Words] = {}
    for row, total in enumerate(y):
        cell = _place_text(row, trace.output)
        bias = 0.0 if trace.bias is None else scalar(trace.bias[row // per_channel])
        found = rows.get(row, [])
        sums: Words = exact_text(total)
        if found and linear:
            sums = products([x[column] for column, _ in found], [weight for _, weight in found], bias, total)
        said[outputs + row] = message("output_cell_is", cell=cell, value=sums)
    for column, value in enumerate(x):
        cell = _place_text(column, trace.input)
        weights = columns.get(column, [])
        if not weights:
            said[inputs + column] = message("input_cell_unread", cell=cell, value=exact_text(value))
            continue
        named = ", ".join(f"·{factor_text(weight)}" for weight in weights[:MOST_NAMED])
        values = {"cell": cell, "value": exact_text(value), "count": len(weights)}
        said[inputs + column] = message(
            "input_cell_reaches", **values, weights=f"{named}, …" if len(weights) > MOST_NAMED else named
        )
    return {outputs + row: tuple(inputs + column for column, _ in found) for row, found in rows.items()}, said


def _place_text(number: int, array: Array) -> str:
    """Where a cell is in its channel, such as "0, 2"."""
    return index_text(int(at) for at in np.unravel_index(number, array.shape)[1:])
