"""The receptive field of one cell: its cone through all layers, back to the input; or what one input cell reaches."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.core.solve.receptive import Field, check_apart, layers_of, paths, receptive_fields, tied_along
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels, ChosenCells
from tconv_anim.scenes.formulas import call_words
from tconv_anim.scenes.notes import extra_note
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.panels import around
from tconv_anim.scenes.scene import LEVELS, Caption, Link, Outline, Panel, PanelId, Role, Scene, Shot, Stroke
from tconv_anim.scenes.tied.at_once import check_cells, names_of
from tconv_anim.scenes.view import ROW_BY_ROW, View
from tconv_anim.scenes.views._planes import (
    LAYERS,
    before_words,
    check_planes,
    flat_cells,
    in_rows,
    layer_words,
    plane_id,
    plane_words,
    planes_of,
)

MOST_COUNT = 9999  # that is written into a cell
MOST_LINES = 150  # of one layer, between rows
PALE_LEVELS = LEVELS[1:8]


def receptive_field(
    trace: Trace, step_ms: int, channels: Channels, side: str | None = None, cells: ChosenCells | None = None  # noqa: ARG001
) -> Iterator[Shot]:  # fmt: skip
    """Shots of layers: the planes with a marked cell, one for each layer that is followed, the whole cone.

    The cell is in the middle of the output unless it is chosen, and the layers are followed back from it to the input;
    from the side "input" it is a cell of the input, and they are followed on to the output. The numbers of other cells
    count the ways that lead from them to the marked cell, over one channel.
    """
    cone = _Cone(trace.spec, back=side != "input", cells=cells)
    yield Shot(cone.scene(0, (message("set_up"),), cone.question), step_ms)
    for followed in range(1, cone.count + 1):
        progress = message("step_of", step=followed, count=cone.count)
        yield Shot(cone.scene(followed, (progress,), cone.said(followed)), step_ms, followed)
    yield Shot(cone.scene(cone.count, (message("done"),), cone.answer), step_ms)


class _Cone:
    """The cells that lead to a marked cell, or that it reaches, plane by plane."""

    def __init__(self, spec: Spec, *, back: bool, cells: ChosenCells | None) -> None:
        self.spec, self.back, self.layers = spec, back, layers_of(spec)
        self.count = len(self.layers)
        self.sizes = [size for _, size in planes_of(spec)]
        middle = tuple((n - 1) // 2 for n in self.sizes[-1 if back else 0])
        self.marked = middle if cells is None else cells.cells[0]
        along = [paths(spec, axis, at, back=back) for axis, at in enumerate(self.marked)]
        self.ways: list[Array] = []
        for counts in zip(*along, strict=True):
            ways = counts[0]
            for axis in counts[1:]:
                ways = np.multiply.outer(ways, axis)
            self.ways.append(ways)

    @property
    def question(self) -> Clauses:
        return (message("which_seen" if self.back else "which_reached"),)

    def plane(self, followed: int) -> int:
        """The plane that is come to after so many layers."""
        return self.count - followed if self.back else followed

    def cells(self, plane: int) -> Array:
        """The cone's cells in a plane, (n, ndim)."""
        return np.argwhere(self.ways[plane] != 0)

    def extent(self, plane: int) -> tuple[int, ...]:
        """From the cone's first cell to its last in a plane."""
        cells = self.cells(plane)
        return tuple((np.ptp(cells, axis=0) + 1).tolist()) if len(cells) else (0,) * self.spec.ndim

    def counted(self, plane: int) -> Words:
        """How many cells the cone has in a plane, "5×5 = 25 cells" unless there are gaps between them."""
        cells, extent = len(self.cells(plane)), self.extent(plane)
        if cells == math.prod(extent) and self.spec.ndim > 1 and cells > 1:
            return message("extent_of_cells", size=size_text(extent), count=cells)
        return message("cells_counted", count=cells)

    def said(self, followed: int) -> Clauses:
        """What is said once a layer is followed."""
        plane = self.plane(followed)
        layer = plane + 1 if self.back else plane
        where = before_words(plane) if self.back or plane < self.count else message("of_the_output")
        return (message("cone_through", layer=layer, cells=self.counted(plane), where=where),)

    @property
    def answer(self) -> Clauses:
        """What the marked cell sees or reaches, and the one layer that sees as much."""
        last = 0 if self.back else self.count
        counted = self.counted(last)
        said: list[Words] = [message("cell_sees" if self.back else "cell_reaches", cells=counted)]
        field = receptive_fields(self.spec)[-1]
        if self.back and (one := as_one_layer(field)) is not None:
            said.append(one)
            if any(seen < least for seen, (least, _) in zip(self.extent(0), field.size, strict=True)):
                said.append(message("rest_outside"))
        if any(ways.max() > 1 for ways in self.ways):
            said.append(message("ways_counted" if self.back else "ways_counted_from"))
        return tuple(said)

    def scene(self, followed: int, progress: Clauses, detail: Clauses) -> Scene:
        """The planes once so many layers are followed."""
        shown = {self.plane(n) for n in range(followed + 1)}
        panels = [self._panel(plane, lit=plane in shown) for plane in range(self.count + 1)]
        outlines = [
            Outline(panels[plane].id, around(flat_cells(self.cells(plane))), Stroke.WINDOW)
            for plane in sorted(shown)
            if len(self.cells(plane))
        ]
        links: list[Link] = []
        for n in range(followed):
            first = min(self.plane(n), self.plane(n + 1))
            links += self._links(panels[first].id, panels[first + 1].id, first)
        note = extra_note(self.spec) if isinstance(self.spec, ConvSpec) else ()
        caption = Caption((call_words(self.spec),), progress[0], detail, note=note, lasting=True)
        signs = ("→" if self.back is False else "←",) * self.count
        return Scene(tuple(panels), tuple(outlines), tuple(links), caption, signs, self.spec.ndim, chain=True)

    def _panel(self, plane: int, *, lit: bool) -> Panel:
        """A plane; the cells of the cone that are come to are lit, the more ways lead to them the darker."""
        ways = self.ways[plane].reshape(in_rows(self.sizes[plane]))
        base = Role.INPUT if plane == 0 else Role.OUTPUT_WAITING
        roles = np.full(ways.shape, base, np.int8)
        values = np.full(ways.shape, np.nan)
        if lit:
            most = max(1, int(ways.max()))
            steps = np.array([[_level(int(of), most) for of in row] for row in ways])
            roles = np.where(ways != 0, steps, base).astype(np.int8)
            if most <= MOST_COUNT:
                values = np.where(ways != 0, ways, np.nan).astype(float)
        if plane == self.plane(0):
            roles.flat[np.ravel_multi_index(self.marked, self.sizes[plane])] = Role.OUTPUT_IN_PLAY
            values = np.where(roles == Role.OUTPUT_IN_PLAY, 1.0, np.nan)
        layer = self.layers[min(plane, self.count - 1)]
        subtitle = layer_words(self.layers[plane - 1]) if plane else ""
        title = plane_words(plane, self.count, layer)
        said = self.counted(plane) if lit else ""
        return Panel(plane_id(plane, self.count), title, roles, values, subtitle=subtitle, sum=said)

    def _links(self, first: PanelId, second: PanelId, plane: int) -> Iterator[Link]:
        """Ties of a layer: from box to box, or between rows from cell to cell."""
        here, there = self.cells(plane), self.cells(plane + 1)
        if not (len(here) and len(there)):
            return
        if self.spec.ndim == 2:
            yield Link((first, around(here)), (second, around(there)))
            return
        ties = tied_along(self.layers[plane], 0)
        pairs = [(a, b) for b in there[:, 0].tolist() for a in here[:, 0].tolist() if ties[b, a]]
        if len(pairs) > MOST_LINES:
            yield Link((first, around(flat_cells(here))), (second, around(flat_cells(there))))
            return
        for a, b in pairs:
            yield Link((first, (0, a, 1, a + 1)), (second, (0, b, 1, b + 1)))


def _level(ways: int, most: int) -> int:
    """The shade of a count."""
    if not ways:
        return 0
    return int(PALE_LEVELS[(len(PALE_LEVELS) - 1) * (ways - 1) // max(1, most - 1)])


def as_one_layer(field: Field) -> Words | None:
    """The kernel, stride and padding of one layer that sees as much, if there is one for all cells."""
    if any(least != most for least, most in field.size) or any(jump.denominator > 1 for jump in field.jump):
        return None
    kernel, strides = (most for _, most in field.size), (jump.numerator for jump in field.jump)
    return message(
        "as_one_layer", kernel=_one(kernel), stride=_one(strides), padding=_one(-start for start in field.start)
    )


def _one(values: Any) -> str:
    """One number for all axes if they agree."""
    numbers = list(map(str, values))
    return numbers[0] if len(set(numbers)) == 1 else "×".join(numbers)


def _count(spec: Spec, side: str | None = None, cells: ChosenCells | None = None) -> int:  # noqa: ARG001
    return len(layers_of(spec))


def _check(spec: Spec, side: str | None = None, cells: ChosenCells | None = None) -> None:
    check_apart(spec)
    check_planes(spec, side)
    check_cells(spec, side or "output", cells, most=1)


VIEW = View(
    alone=True,
    summary="What one output cell sees through all layers, or with --side input what one input cell reaches.",
    needs=(LAYERS, ROW_BY_ROW),
    draw=receptive_field,
    count_placements=_count,
    row=_count,
    alt=message("as_receptive_field"),
    title=lambda op: message("as_receptive_field_title"),  # noqa: ARG005
    title_of_input=lambda op: message("as_reached_title"),  # noqa: ARG005
    sides=True,
    marked=lambda spec, side=None, cells=None: names_of(spec, side or "output", cells),
    picks_channels=False,
    plain=(Role.OUTPUT_WAITING, Role.OUTPUT_IN_PLAY),
    check=_check,
)
