"""From scenes and a page to marks: how a scene looks, written once for all painters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np

from tconv_anim.core.message import Words
from tconv_anim.core.step import Array
from tconv_anim.renderer.fonts import NUMBER, TEXT, TITLE, measure
from tconv_anim.renderer.geometry import cell_corners, link_lines, rotated
from tconv_anim.renderer.layout.blocks import subtitle_below
from tconv_anim.renderer.layout.font_sizes import (
    DIGIT_HEIGHT,
    SIGN_SCALE,
    ZOOMED_SHARE,
    Basis,
    number_label,
    rotated_px,
    text_px,
)
from tconv_anim.renderer.layout.page import Page, caption_lines
from tconv_anim.renderer.marks import Frame, Ink, Key, Line, Mark, Order, Point, Shape, Strip, Text, Tile
from tconv_anim.renderer.themes import Theme
from tconv_anim.scenes.scene import GRAYS, Panel, PanelId, Role, Scene, Shot, Stroke, changed_cells
from tconv_anim.scenes.texts import say

LINK_PX = 1.0
OUTLINE_PX = 2.0
LINK_DASHES = (4.0, 5.0)
LINED_PX = 7  # cells smaller than this have no lines around them
STRIPS_FROM = 17  # cells along a side
WIDER = 1.15  # how much wider than ours another font may be
DASHED, CELLS, EXTENTS, WINDOWS, LINKS, NUMBERS, TITLES, LAYER = range(8)
"""The order in which the marks of a layer are drawn, and how many places there are in it."""
TOP = 100  # of what belongs to no layer
OUTLINES = {Stroke.WINDOW: ("page.window", WINDOWS), Stroke.EXTENT: ("page.extent", EXTENTS)}


def frames(shots: Iterable[Shot], page: Page, theme: Theme) -> Iterator[Frame]:
    """The frames of an animation, one for each shot."""
    marking = Marking(page, theme)
    for shot in shots:
        changed, gone = marking.update(shot.scene)
        yield Frame(changed, gone, shot.duration_ms, marking.marks)


class Marking:
    """The marks of a scene; of its panels only the cells that changed since the last one are made again.

    Attributes
    ----------
    marks : all of them, by their keys
    """

    def __init__(self, page: Page, theme: Theme) -> None:
        self.page, self.theme, self.fonts = page, theme, page.fonts
        self.corners = {key: cell_corners(grid) for key, grid in page.grids.items()}
        self.layers = {key: depth for depth, layer in enumerate(page.stacking) for key in layer}
        self.places = {key: place for place, key in enumerate(self.layers)}
        self.marks: dict[Key, Mark] = {}
        self.last: dict[PanelId, Panel] = {}
        self.loose: dict[Key, Mark] = {}

    def update(self, scene: Scene) -> tuple[tuple[Mark, ...], tuple[Key, ...]]:
        """Bring the marks up to date; gives those that changed, and the keys of those that are gone."""
        now: dict[Key, Mark | None] = {}
        for panel in scene.panels:
            if panel.id in self.layers and self.last.get(panel.id) is not panel:
                now |= self._cells(panel)
        loose = {mark.key: mark for mark in self._loose(scene)}
        now |= {key: mark for key, mark in loose.items() if self.loose.get(key) != mark}
        now |= dict.fromkeys(self.loose.keys() - loose.keys())
        self.loose = loose
        changed = {key: mark for key, mark in now.items() if mark is not None and self.marks.get(key) != mark}
        gone = [key for key, mark in now.items() if mark is None and key in self.marks]
        self.marks |= changed
        for key in gone:
            del self.marks[key]
        return tuple(changed.values()), tuple(gone)

    def _cells(self, panel: Panel) -> dict[Key, Mark | None]:
        """The cells and numbers of a panel that may have changed, None for those that are no more."""
        before = self.last.get(panel.id)
        self.last[panel.id] = panel
        if before is not None and (before.turn or panel.turn):
            before = None
        changed = changed_cells(before, panel)
        corners = self.corners[panel.id]
        corners = rotated(corners, panel.turn) if panel.turn else corners
        if self._in_strips(panel):
            rows = np.flatnonzero(changed.any(axis=1)).tolist()
            return {(panel.id, "row", row): self._strip(panel, corners[row], row) for row in rows}
        found: dict[Key, Mark | None] = {}
        for row, column in np.argwhere(changed).tolist():
            place = tuple(map(tuple, corners[row, column].tolist()))
            found[panel.id, "cell", row, column] = self._tile(panel, row, column, place)
        if self.fonts.numbers(panel):
            found |= self._numbers(panel, corners, changed)
        return found

    def _in_strips(self, panel: Panel) -> bool:
        """Whether each row of cells is a strip, as in pictures: cells that are upright, many, and without numbers."""
        many = max(panel.shape) >= STRIPS_FROM and not self.fonts.numbers(panel)
        return many and self.page.grids[panel.id].upright

    def _strip(self, panel: Panel, corners: Array, row: int) -> Mark | None:
        roles = panel.roles[row].tolist()
        first, across, _, down = corners[0].tolist()
        right, below = ((x - first[0], y - first[1]) for x, y in (across, down))
        strip = Strip((first[0], first[1]), right, below, tuple(f"fill.{role}" if role else "" for role in roles))
        return self._mark((panel.id, "row", row), CELLS, strip, row) if any(roles) else None

    def _tile(self, panel: Panel, row: int, column: int, place: tuple[Point, ...]) -> Mark | None:
        role = int(panel.roles[row, column])
        if role == Role.ABSENT:
            return None
        look = self.theme.looks[role]
        edge = ""
        if role not in GRAYS and self.page.grids[panel.id].across[0] >= LINED_PX:
            edge = "page.dash" if look.dash else "page.line"
        tile = Tile(place, f"fill.{role}", edge, bool(edge) and look.dash, "page.window" if look.strike else "")
        return self._mark((panel.id, "cell", row, column), DASHED if look.dash else CELLS, tile, row, column)

    def _numbers(self, panel: Panel, corners: Array, changed: Array) -> dict[Key, Mark | None]:
        """The numbers of the cells that changed; numbers that lines may cross have a halo."""
        px = self.fonts.numbers(panel)
        values, terms = (np.full(panel.shape, np.nan) if some is None else some for some in (panel.values, panel.terms))
        if panel.turn and panel.values is not None:
            px = rotated_px(panel.values.ravel().tolist(), corners, px)
        halo = self.page.linked and self.layers[panel.id] == 0
        first, across, _, down = corners[0, 0]
        basis = tuple((across - first).tolist()), tuple((down - first).tolist())
        found: dict[Key, Mark | None] = {}
        for row, column in np.argwhere(changed).tolist():
            text, size = number_label(self.fonts, panel, px, values[row, column], terms[row, column])
            key = panel.id, "number", row, column
            if not text or not px or panel.values is None:
                found[key] = None
                continue
            role = int(panel.roles[row, column])
            x, y = ((corners[row, column, 0] + corners[row, column, 2]) / 2).tolist()
            found[key] = self._mark(
                key, NUMBERS,
                Text(
                    text, (x, round(y + DIGIT_HEIGHT / 2 * size)), size, NUMBER, f"text.{role}", centred=True,
                    halo=f"fill.{role}" if halo else "", room=_room(text, size, basis),
                ),
                row, column,
            )  # fmt: skip
        return found

    def _loose(self, scene: Scene) -> Iterator[Mark]:
        """What is no cell: outlines, links, titles, signs, headings and the caption."""
        yield from self._outlines(scene)
        yield from self._links(scene)
        for panel in scene.panels:
            if panel.id in self.layers:
                yield from self._titles(panel)
        page, fonts = self.page, self.fonts
        for n, (sign, at) in enumerate(zip(scene.signs, page.signs_at, strict=False)):
            yield from self._sign(("sign", n), (TOP, n), sign, at)
        for n, at in enumerate(page.between_at):
            yield from self._sign(("relation", n), (TOP + 1, n), scene.relation, at)
        px = fonts.heading
        for n, ((_, heading), (x, y)) in enumerate(zip(scene.pictures, page.headings_at, strict=False)):
            yield from self._line(("heading", n), (TOP + 2, n), say(heading), (x, y + px + 1), px, TITLE, centred=True)
        for n, (text, y) in enumerate(caption_lines(page, scene.caption)):
            tight = measure(text, fonts.caption) * WIDER > page.caption_width
            yield from self._line(
                ("caption", n), (TOP + 3, n), text, (page.caption_at[0], y), fonts.caption, TEXT, fixed=tight
            )

    def _outlines(self, scene: Scene) -> Iterator[Mark]:
        counts: Counter[Key] = Counter()
        for outline in scene.outlines:
            if outline.panel not in self.layers:
                continue
            key = outline.panel, "outline", outline.stroke.name.lower()
            corners = tuple(self.page.grids[outline.panel].outline(outline.box))
            name, depth = OUTLINES[outline.stroke]
            yield self._mark((*key, counts[key]), depth, Line((corners,), name, OUTLINE_PX, closed=True), counts[key])
            counts[key] += 1

    def _links(self, scene: Scene) -> Iterator[Mark]:
        counts: Counter[Key] = Counter()
        for link in scene.links:
            lines = tuple(link_lines(self.page, link))
            if not lines:
                continue
            key = link.start[0], "link", link.end[0]
            dashes = None if self.page.grids[link.start[0]].upright else LINK_DASHES
            order = LINKS, self.places[key[0]], self.places[key[2]], counts[key]
            yield Mark((*key, counts[key]), order, Line(lines, "page.link", LINK_PX, dashes=dashes))
            counts[key] += 1

    def _titles(self, panel: Panel) -> Iterator[Mark]:
        grid, fonts = self.page.grids[panel.id], self.fonts
        if not panel.title:
            return
        x, y = grid.title_at[0], grid.title_at[1] + fonts.title + 1
        lines: tuple[tuple[str, Words, Point, int, str, Ink], ...] = (
            ("title", panel.title, (x, y), fonts.title, TITLE, f"title.{panel.id.part}"),
            ("subtitle", panel.subtitle, (x, y + subtitle_below(fonts)), fonts.subtitle, TEXT, "page.subtitle"),
        )
        for n, (name, words, at, px, weight, ink) in enumerate(lines):
            order = self.layers[panel.id] * LAYER + TITLES, self.places[panel.id], n
            yield from self._line((panel.id, name), order, say(words), at, px, weight, ink, centred=grid.title_centred)

    def _sign(self, key: Key, order: Order, sign: str, at: tuple[int, int]) -> Iterator[Mark]:
        if sign:
            px = self.fonts.sign * SIGN_SCALE.get(sign, 1)
            yield Mark(key, order, Text(sign, (at[0], at[1] + px // 3), px, TEXT, "page.caption", centred=True))

    def _line(
        self, key: Key, order: Order, text: str, at: Point, px: int, weight: str, ink: Ink = "page.caption", *,
        centred: bool = False, fixed: bool = True,
    ) -> Iterator[Mark]:  # fmt: skip
        """A line of text, if it says something; if it is `fixed`, it is equally wide in any font."""
        if text:
            room = measure(text, px, weight) if fixed else None
            yield Mark(key, order, Text(text, at, px, weight, ink, centred=centred, room=room))

    def _mark(self, key: Key, depth: int, shape: Shape, *within: int) -> Mark:
        """A mark of a panel, in its layer; `within` tells those of one depth apart."""
        panel = key[0]
        assert isinstance(panel, PanelId)
        return Mark(key, (self.layers[panel] * LAYER + depth, self.places[panel], *within), shape)


@cache
def _room(text: str, px: int, basis: Basis) -> float | None:
    """The width of a number that may be too wide for its cell in another font."""
    width_em = measure(text, 100, NUMBER) / 100
    tight = text_px(WIDER * width_em, basis, px, ZOOMED_SHARE) < px
    return measure(text, px, NUMBER) if tight else None
