"""From shots to frames of marks, with where marks come from that a scene says come from somewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, NamedTuple

from tconv_anim.core.symbols.mathematics import SUM
from tconv_anim.renderer.layout.page import Page
from tconv_anim.renderer.marking import Marking
from tconv_anim.renderer.marks import Frame, Key, Mark, Point, Way
from tconv_anim.renderer.themes import Theme
from tconv_anim.scenes.scene import Panel, PanelId, Place, Role, Scene, Shot

CELL, TERM, NUMBER, TAG = OF_CELLS = "cell", "term", "number", "tag"
OF_PANELS = ("plate", "outline", "card")
"""What moves with the cells of a panel that arrives; the rest of it appears once it is there."""
WEIGHTS = (Role.KERNEL, Role.KERNEL_IN_PLAY)
"""What is scaled when it is added: a product sets out from it, and not a copy."""
LIFTED, LINK = "lifted", "link"
Cell = tuple[PanelId, int, int]
BESIDE = (LINK, "title", "subtitle")


def frames(shots: Iterable[Shot], page: Page, theme: Theme, *, moving: bool = False) -> Iterator[Frame]:
    """The frames of an animation, one for each shot; `moving` if others come between them."""
    marking = Marking(page, theme, moving=moving)
    for shot in shots:
        changed, gone = marking.update(shot.scene, shot.step)
        keys = [mark.key for mark in changed]
        arrivals = _arrivals(shot.scene, marking)
        known = {*keys}
        keys += [key for key in arrivals.again(marking.marks) if key in marking.marks and key not in known]
        ways = {key: arrivals.way_of(key, marking.marks) for key in keys if isinstance(key[0], PanelId)}
        comes = _lifts(page, keys) | {key: way for key, way in ways.items() if way is not None}
        sums = ((key, (key[0], NUMBER, *key[2:])) for key in gone if TERM in key)
        goes = _lifts(page, gone) | {key: Way(key=total) for key, total in sums if total in marking.marks}
        copies = tuple(arrivals.copies(marking.marks))
        yield Frame(changed, gone, shot.duration_ms, marking.marks, comes, goes, copies)


def _lifts(page: Page, keys: Iterable[Key]) -> dict[Key, Way]:
    """Copies of cells rise from them, and sink to them."""
    return {
        key: Way((0.0, float(page.lift[key[0]])), fresh=True, early=True)
        for key in keys
        if isinstance(key[0], PanelId) and key[1] == LIFTED and key[-1] != LINK
    }


class _Arrivals(NamedTuple):
    """Where the cells of a scene come from.

    Attributes
    ----------
    cells : by cell, how far from its place
    sources : by cell, the cell that it is or is a copy of, where it is one
    panels : whole panels that arrive
    starts : cells that something sets out from, which are there before it does
    made : of these, those that are made in this scene, even if they look as they did before
    """

    cells: dict[Cell, Point]
    sources: dict[Cell, Cell]
    panels: dict[PanelId, Point]
    starts: set[Cell]
    made: set[Cell]

    def way_of(self, key: Key, marks: Mapping[Key, Mark]) -> Way | None:
        """Where a mark comes from; None if it is in its place."""
        panel, kind = key[:2]
        assert isinstance(panel, PanelId)
        if kind in OF_CELLS:
            cell: Any = (panel, *key[2:])
            if cell not in self.cells:
                fresh = cell in self.made and kind == NUMBER
                return Way(early=True, fresh=fresh) if cell in self.starts else None
            source = self.sources.get(cell)
            if panel in self.panels:
                return Way(self.cells[cell], fresh=True)
            if source == cell:
                return None
            if source is not None and source[0] == panel:
                return Way(key=(panel, kind, *source[1:]))
            if source is not None or (kind == NUMBER and (panel, TERM, *key[2:]) in marks):
                return Way(key=key)  # it changes in its place once the copy, or what is added, is there
            return Way(self.cells[cell])
        if panel in self.panels and kind in OF_PANELS:
            return Way(self.panels[panel], fresh=True)
        if (panel in self.panels and kind in BESIDE) or (kind == LINK and key[2] in self.panels):
            return Way(fresh=True)
        return None

    def again(self, marks: Iterable[Key]) -> Iterator[Key]:
        """What comes even if it looks as it did before: marks of whole panels, tiles that are added, numbers made."""
        if self.panels:
            yield from (key for key in marks if key[0] in self.panels and key[1] == "outline")
        yield from ((panel, NUMBER, *cell) for panel, *cell in sorted(self.made, key=repr))
        for cell in self.cells:
            if cell not in self.sources and cell[0] not in self.panels:
                yield cell[0], CELL, *cell[1:]

    def copies(self, marks: Mapping[Key, Mark]) -> Iterator[tuple[Mark, Point]]:
        """The marks of cells that are copied into another panel, and how far they go."""
        for cell, source in self.sources.items():
            if cell[0] in self.panels or source[0] == cell[0]:
                continue
            x, y = self.cells[cell]
            for kind in (CELL, NUMBER):
                mark = marks.get((source[0], kind, *source[1:]))
                if mark is not None:
                    yield mark._replace(key=(*cell[:1], "copy", kind, *cell[1:])), (-x, -y)


def _arrivals(scene: Scene, marking: Marking) -> _Arrivals:
    """Where cells come from, by the scene's word."""
    found = _Arrivals({}, {}, {}, set(), set())
    panels = {panel.id: panel for panel in scene.panels if panel.id in marking.layers} if scene.comes else {}
    ends = {(place[0], cell) for _, place in scene.comes for cell in _cells(place)}
    for start, end in _flights(scene, panels, marking.page):
        here, there = panels[start[0]], panels[end[0]]
        grids = marking.grid(here), marking.grid(there)
        (top, left, bottom, right), (to_top, to_left, to_bottom, to_right) = start[1], end[1]
        found.starts.update((here.id, *cell) for cell in _cells(start))
        found.made.update((here.id, *cell) for cell in _cells(start) if here is not there and (here.id, cell) in ends)
        one_to_one = (bottom - top, right - left) == (to_bottom - to_top, to_right - to_left)
        for row, column in _cells(end):
            at = (top + bottom) / 2, (left + right) / 2
            if one_to_one:
                own = top + row - to_top, left + column - to_left
                at = own[0] + 0.5, own[1] + 0.5
                if here is there or here.roles[own] not in WEIGHTS or there.roles[row, column] in WEIGHTS:
                    found.sources[there.id, row, column] = here.id, *own
            (x, y), (to_x, to_y) = grids[0].corner(*at), grids[1].corner(row + 0.5, column + 0.5)
            if not one_to_one and (to_bottom - to_top, to_right - to_left) == (1, 1):
                x, y = _beside(grids[0].outline(start[1]), (to_x, to_y), grids[1].cell_px, scene, marking)
            found.cells[there.id, row, column] = x - to_x, y - to_y
        if there.over is not None and there.id in marking.page.hover:
            found.panels[there.id] = found.cells[there.id, 0, 0]
    return found


def _cells(place: Place) -> Iterator[tuple[int, int]]:
    """The rows and columns of a place, cell by cell."""
    top, left, bottom, right = place[1]
    return product(range(top, bottom), range(left, right))


def _beside(box: Sequence[Point], end: Point, cell_px: float, scene: Scene, marking: Marking) -> Point:
    """Where a sum of cells sets out to its own: below the sign between them, or beside the cells."""
    xs, ys = zip(*box, strict=True)
    middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    page = marking.page
    signs = [(n, at) for n, at in enumerate(page.signs_at[: len(scene.signs)]) if at and scene.signs[n] == SUM]
    places = [(x, y + down) for n, (x, y) in signs for down in page.sign_rows.get(n, (0,))]
    if places:
        x, y = min(places, key=lambda at: (at[0] - middle[0]) ** 2 + (at[1] - middle[1]) ** 2)
        return x, y + (marking.fonts.sign + cell_px) / 2
    way = end[0] - middle[0], end[1] - middle[1]
    halves = (max(xs) - min(xs)) / 2, (max(ys) - min(ys)) / 2
    outside = min((half / abs(by) for half, by in zip(halves, way, strict=True) if by), default=0.0)
    share = min(1.0, 1.25 * outside)
    return middle[0] + share * way[0], middle[1] + share * way[1]


def _flights(scene: Scene, panels: Mapping[PanelId, Panel], page: Page) -> Iterator[tuple[Place, Place]]:
    """What moves, of each thing the longest way: what hovers is there already, what goes on appears where it is."""
    hovering = {panel.id for panel in panels.values() if panel.id in page.hover and panel.over is not None}
    onward = {start for start, _ in scene.comes}
    for start, end in scene.comes:
        there = start[0] in panels and end[0] in panels
        goes_on = end in onward and end[0] != start[0] and end[0] not in hovering
        if there and start[0] not in hovering and not goes_on:
            yield start, end
