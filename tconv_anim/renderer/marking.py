"""From scenes and a page to marks: how a scene looks, written once for all painters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.cells import (
    CELLS,
    EXTENTS,
    LAYER,
    LINES,
    LINKS,
    NUMBERS,
    OUTLINES,
    PLATES,
    ROUND,
    STROKES,
    TITLES,
    aside,
    crossed_out,
    dot,
    number,
    number_texts,
    ring,
    rings,
    tile,
)
from tconv_anim.renderer.fonts import TEXT, TITLE, measure
from tconv_anim.renderer.geometry import cell_corners, inset, outer, rotated, turned
from tconv_anim.renderer.layout.blocks import CARD_PX, CARD_SHARE
from tconv_anim.renderer.layout.font_sizes import (
    DIGIT_HEIGHT,
    SMALLEST_SHARE,
    TAG_AT,
    number_lines,
    rotated_px,
    tag_px,
    with_room_for_signs,
)
from tconv_anim.renderer.layout.page import Grid, Page
from tconv_anim.renderer.layout.titles import title_lines
from tconv_anim.renderer.links import LINK_SHARE, links
from tconv_anim.renderer.marks import Key, Line, Mark, Point, Shape, Strip, Text, Tile
from tconv_anim.renderer.themes import Theme
from tconv_anim.renderer.words import page_words, stride, titles
from tconv_anim.scenes.panels import around, changed_cells
from tconv_anim.scenes.scene import EVENED, SOLID, Box, Panel, PanelId, Role, Scene, Stroke, is_pixel

FRAME_PX, FRAME_DASHES = 1.5, (5.0, 4.0)
PLATE_SHARE = 0.1  # of a cell's side, that a plate in the air reaches beyond its cells
STRIPS_FROM = 17  # cells along a side
IN_PLAY = (Role.INPUT_IN_PLAY, Role.OUTPUT_IN_PLAY, Role.CROPPED_IN_PLAY, Role.PADDING_IN_PLAY, Role.GRADIENT_IN_PLAY)
MOVING_BEYOND, STILL_BEYOND = 1.0, 0.2
"""Cells that a plane takes more while it turns, and less where it is seen on its way, clear of the signs beside it."""
TURNED_SHARE = 0.7  # of a cell's side, that is left while its panel turns
PANEL_MARKS = ("plate", "cell", "row", *LINES)


class Marking:
    """The marks of a scene; of its panels only the cells that changed since the last one are made again.

    Attributes
    ----------
    marks : all of them, by their keys
    moving : whether a panel that turns is seen on its way: it keeps its size then, else it stays in its place
    """

    def __init__(self, page: Page, theme: Theme, *, moving: bool = False) -> None:
        self.page, self.theme, self.fonts, self.moving = page, theme, page.fonts, moving
        self.cell_px = {key: grid.cell_px for key, grid in page.grids.items()}
        self.layers = {key: depth for depth, layer in enumerate(page.stacking) for key in layer}
        self.places = {key: place for place, key in enumerate(self.layers)}
        self.marks: dict[Key, Mark] = {}
        self.steps_done = 0
        self.last: dict[PanelId, Panel] = {}
        self.loose: dict[Key, Mark] = {}

    def update(self, scene: Scene, step: int | None = None) -> tuple[tuple[Mark, ...], tuple[Key, ...]]:
        """Bring the marks up to date; gives those that changed, and the keys of those that are gone."""
        now: dict[Key, Mark | None] = {}
        for panel in scene.panels:
            if panel.id in self.layers and self.last.get(panel.id) is not panel:
                now |= self._cells(panel)
        loose = {mark.key: mark for mark in self._loose(scene, step)}
        now |= {key: mark for key, mark in loose.items() if self.loose.get(key) != mark}
        now |= {key: None for key in self.loose if key not in loose}  # in an order that never changes
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
        if before is not None and (before.turn or panel.turn or before.over != panel.over):
            before = None
        changed = changed_cells(before, panel)
        if panel.id in self.page.hover and panel.over is None:  # there is nothing that it hovers above
            return {key: None for key in self.marks if key[0] == panel.id and key[1] in PANEL_MARKS}
        grid = self.grid(panel)
        corners = cell_corners(grid)
        if panel.turn:
            shrinks = not self.moving and grid.upright
            beyond = MOVING_BEYOND if self.moving else STILL_BEYOND
            corners = rotated(corners, panel.turn) if shrinks else turned(grid, panel.turn, beyond)
        if self._in_strips(panel):
            rows = np.flatnonzero(changed.any(axis=1)).tolist()
            return {(panel.id, "row", row): self._strip(panel, corners[row], row) for row in rows}
        found: dict[Key, Mark | None] = {}
        if self.layers[panel.id] and (before is None or _seen(before) != _seen(panel)):
            found[panel.id, "plate"] = None if panel.turn else self._plate(panel, grid)
        found[panel.id, "card"] = self._card(panel, grid)
        for row, column in np.argwhere(changed).tolist():
            place = tuple(map(tuple, corners[row, column].tolist()))
            found[panel.id, "cell", row, column] = self._tile(panel, row, column, place)
        if self._px(panel):
            found |= self._numbers(panel, corners, changed)
            if panel.tagged:
                found |= self._tags(panel, corners, changed)
        return found

    def grid(self, panel: Panel) -> Grid:
        """Where a panel is now: those that hover are where the cells are that they are over."""
        own, by = self.page.grids[panel.id], self.page.hover.get(panel.id)
        if by is None or panel.over is None:
            return own
        (x, y), (dx, dy) = self.page.grids[panel.over[0]].corner(*panel.over[1][:2]), by
        there = own._replace(rows=panel.shape[0], columns=panel.shape[1])
        return there.moved(round(x + dx - own.origin[0]), round(y + dy - own.origin[1]))

    def _px(self, panel: Panel) -> int:
        """The size of a panel's numbers; 0 if they do not fit, as in a small map where there is little room."""
        px = self.page.spare_px.get(panel.id, self.fonts.numbers(panel))
        return 0 if panel.id.part == EVENED and px > SMALLEST_SHARE * self.cell_px[panel.id] else px

    def _plate(self, panel: Panel, grid: Grid) -> Mark | None:
        """What keeps the gaps of a panel in the air from showing what lies below."""
        seen = _seen(panel)
        if seen is None:
            return None
        top, left, bottom, right = seen
        reach = PLATE_SHARE
        corners = tuple(grid.outline((top - reach, left - reach, bottom + reach, right + reach)))
        tile = Tile(corners, "page.background", round=ROUND / max(bottom - top, right - left))
        return self._mark((panel.id, "plate"), PLATES, tile)

    def _in_strips(self, panel: Panel) -> bool:
        """Whether each row of cells is a strip, as in pictures: cells that are upright, many, and without numbers."""
        many = max(panel.shape) >= STRIPS_FROM and not self._px(panel)
        return many and self.page.grids[panel.id].upright

    def _strip(self, panel: Panel, corners: Array, row: int) -> Mark | None:
        roles = panel.shown[row].tolist()
        first, across, _, down = corners[0].tolist()
        right, below = ((x - first[0], y - first[1]) for x, y in (across, down))
        strip = Strip((first[0], first[1]), right, below, tuple(f"fill.{role}" if role else "" for role in roles))
        return self._mark((panel.id, "row", row), CELLS, strip, row) if any(roles) else None

    def _tile(self, panel: Panel, row: int, column: int, place: tuple[Point, ...]) -> Mark | None:
        role = int(panel.roles[row, column])
        if role in (Role.ABSENT, Role.REMOVED):
            return None
        cell = self.cell_px[panel.id] * (TURNED_SHARE if panel.turn and not self.moving else 1)
        key = panel.id, "cell", row, column
        if is_pixel(role):
            return self._mark(key, CELLS, Tile(place, f"fill.{role}"), row, column)
        upright = self.page.grids[panel.id].upright and not panel.turn
        shape = tile(role, inset(place, cell, upright=upright), cell)._replace(fill=f"fill.{panel.shown[row, column]}")
        return self._mark(key, CELLS, shape, row, column)

    def _card(self, panel: Panel, grid: Grid) -> Mark | None:
        """The edge of the card that the cells of one of several channels are on."""
        if panel.channel is None or _seen(panel) is None:
            return None
        rows, columns = panel.shape
        corners = tuple(grid.outline((-CARD_SHARE, -CARD_SHARE, rows + CARD_SHARE, columns + CARD_SHARE)))
        ink = f"fill.{SOLID[panel.channel % len(SOLID)]}"
        line = Line((corners,), ink, CARD_PX, closed=True, round=ROUND / max(1, min(rows, columns)))
        return self._mark((panel.id, "card"), PLATES, line)

    def _tags(self, panel: Panel, corners: Array, changed: Array) -> dict[Key, Mark | None]:
        """The channel that each cell comes from, small in its corner."""
        cell = self.cell_px[panel.id]
        px = tag_px(self.fonts, panel, cell)
        if panel.channels is None or not px:
            return {}
        found: dict[Key, Mark | None] = {}
        for row, column in np.argwhere(changed & (panel.channels >= 0)).tolist():
            x, y = corners[row, column, 0].tolist()
            at = x + (TAG_AT + 0.03) * cell, float(round(y + TAG_AT * cell + DIGIT_HEIGHT * px))
            ink = f"text.{panel.shown[row, column]}"
            shape = Text(str(panel.channels[row, column]), at, px, TEXT, ink)
            found[panel.id, "tag", row, column] = self._mark(
                (panel.id, "tag", row, column), NUMBERS, shape, row, column, 2
            )
        return found

    def _numbers(self, panel: Panel, corners: Array, changed: Array) -> dict[Key, Mark | None]:
        """The numbers of the cells that changed; numbers that lines may cross have a halo."""
        px = self._px(panel)
        if px and panel.id in self.page.spare_px:
            panel = with_room_for_signs(panel, px, self.cell_px[panel.id])
        values, terms = (np.full(panel.shape, np.nan) if some is None else some for some in (panel.values, panel.terms))
        if panel.turn and panel.values is not None and not self.moving:
            px = rotated_px(panel.values.ravel().tolist(), corners, px)
        grid = self.page.grids[panel.id]
        halo = not grid.upright and self.layers[panel.id] == 0
        found: dict[Key, Mark | None] = {}
        names = LINES[: max(2, *self.fonts.sums)] if self.fonts.sums else LINES[:2]
        for row, column in np.argwhere(changed).tolist():
            value, term = values[row, column], terms[row, column]
            lines = number_lines(self.fonts, panel, px, value, term) if px else []
            keys: list[Key] = [(panel.id, name, row, column) for name in names]
            found |= dict.fromkeys(keys)
            middle = (corners[row, column, 0] + corners[row, column, 2]) / 2
            role, look = int(panel.roles[row, column]), int(panel.shown[row, column])
            if role == Role.REMOVED:
                continue
            if len(lines) == 1 and value != value:
                keys = keys[1:]
            cell = self.cell_px[panel.id]
            placed = middle.tolist(), grid, cell, role in IN_PLAY
            shapes = number_texts(lines, *placed, panel, stacked=term != term)
            for n, (key, shape) in enumerate(zip(keys, shapes, strict=False)):
                shape = shape._replace(ink=f"text.{look}", halo=f"fill.{look}" if halo else "")
                found[key] = self._mark(key, NUMBERS, shape, row, column, n)
        return found

    def _loose(self, scene: Scene, step: int | None) -> Iterator[Mark]:
        """What is no cell: outlines, links, titles, signs, headings, and the words around the picture."""
        yield from self._outlines(scene)
        yield from links(self, scene)
        yield from self._lifted(scene)
        for panel in scene.panels:
            if panel.id in self.layers:
                yield from self._titles(panel)
                if (panel.roles == Role.CUT).any() and not self._in_strips(panel):
                    cells = cell_corners(self.grid(panel))[panel.roles == Role.CUT]
                    yield self._mark((panel.id, "crossed out"), NUMBERS, crossed_out(cells.tolist()), panel.shape[0])
        self.steps_done = self.steps_done if step is None else step
        yield from page_words(self.page, scene, self.steps_done, step)

    def _outlines(self, scene: Scene) -> Iterator[Mark]:
        counts: Counter[Key] = Counter()
        panels = {panel.id: panel for panel in scene.panels}
        for outline in scene.outlines:
            if outline.panel not in self.layers:
                continue
            key = outline.panel, "outline", outline.stroke.name.lower()
            cell = self.cell_px[outline.panel] / max(1.0, panels[outline.panel].zoom)
            corners = tuple(self.grid(panels[outline.panel]).outline(aside(outline.box, cell, outline.stroke)))
            if outline.stroke is Stroke.POINT:
                for n, shape in dot(corners, cell):
                    yield self._mark((*key, counts[key], n), OUTLINES, shape, counts[key], outline.stroke, n)
            elif outline.stroke not in STROKES:
                dashes = FRAME_DASHES if outline.stroke is Stroke.EXTENT else None
                line = Line((corners,), "page.frame", FRAME_PX, closed=True, dashes=dashes)
                yield self._mark((*key, counts[key]), EXTENTS, line, counts[key])
            else:
                for of, line in rings(corners, outline.box, cell, outline.stroke):
                    yield self._mark((*key, counts[key], *of), OUTLINES, line, counts[key], *(of or (outline.stroke,)))
            counts[key] += 1

    def _lifted(self, scene: Scene) -> Iterator[Mark]:
        """Copies of cells that hover above them."""
        for panel_id, box in scene.lifted:
            lift = self.page.lift.get(panel_id)
            if not lift:
                continue
            under = self.places[panel_id] - len(self.places)  # below every panel of their layer
            panel = next(panel for panel in scene.panels if panel.id == panel_id)
            grid, cell = self.page.grids[panel_id], self.cell_px[panel_id]
            above, (top, left, bottom, right) = grid.moved(0, -lift), box
            air = max(self.layers.values()) * LAYER
            own: Key = (panel_id, "lifted", top, left)
            lines = zip(outer(grid.outline(box)), outer(above.outline(box)), strict=True)
            line = Line(tuple(lines), "page.now", max(1.5, LINK_SHARE * cell))
            yield Mark((*own, "link"), (LINKS, self.places[panel_id], -1), line)
            reach = PLATE_SHARE
            plate = tuple(above.outline((top - reach, left - reach, bottom + reach, right + reach)))
            yield Mark((*own, "plate"), (air + PLATES, under), Tile(plate, "page.background"))
            corners = cell_corners(above)
            for row in range(top, bottom):
                for column in range(left, right):
                    key, role = (*own, row, column), int(panel.roles[row, column])
                    place = inset(tuple(map(tuple, corners[row, column].tolist())), cell, upright=False)
                    yield Mark((*key, "cell"), (air + CELLS, under, row - top, column - left), tile(role, place, cell))
                    for text, size in self._plain_number(panel, row, column):
                        middle = ((corners[row, column, 0] + corners[row, column, 2]) / 2).tolist()
                        shape = number(text, middle, 0.0, size, TITLE, grid, cell)._replace(ink=f"text.{role}")
                        yield Mark((*key, "number"), (air + NUMBERS, under, row - top, column - left), shape)
            around = ring(tuple(above.outline(box)), box, cell)
            yield Mark((*own, "outline"), (air + OUTLINES, under), around)

    def _plain_number(self, panel: Panel, row: int, column: int) -> list[tuple[str, int]]:
        px = self.fonts.numbers(panel)
        if panel.values is None or not px:
            return []
        return number_lines(self.fonts, panel, px, panel.values[row, column], np.nan)

    def _titles(self, panel: Panel) -> Iterator[Mark]:
        grid, fonts = self.page.grids[panel.id], self.fonts
        if not (panel.title or panel.subtitle):
            return
        if panel.title and panel.id in self.page.hover:
            if panel.over is None:
                return
            grid = self._titled(panel, grid)
            yield self._title_plate(panel, grid)
        depth = self.layers[panel.id] * LAYER + TITLES, self.places[panel.id]
        yield from titles(panel, fonts, depth, grid.title_at, centred=grid.title_centred)
        yield from stride(panel, grid, fonts, depth)

    def _titled(self, panel: Panel, grid: Grid) -> Grid:
        """Where a panel is that hovers, with its title as far from it as on the page."""
        now = self.grid(panel)
        if grid.upright:  # over one axis it stays where it is
            return now._replace(title_at=grid.title_at)
        by, (x, y) = self.page.hover[panel.id], grid.title_at
        moved = now.origin[0] - grid.origin[0] - by[0], now.origin[1] - grid.origin[1] - by[1]
        return now._replace(title_at=(x + moved[0], y + moved[1]))

    def _title_plate(self, panel: Panel, grid: Grid) -> Mark:
        """What keeps a title that hovers apart from the numbers below it."""
        (x, y), lines = grid.title_at, [line for line in title_lines(panel, self.fonts) if line.part == "title"]
        right = x + max(round(measure(line.text, line.px, line.weight)) for line in lines) + 4
        low = y + lines[-1].base + 4
        corners = (x - 4, y - 1), (right, y - 1), (right, low), (x - 4, low)
        order = self.layers[panel.id] * LAYER + TITLES, self.places[panel.id], -1
        return Mark((panel.id, "title", "plate"), order, Tile(corners, "page.background", round=ROUND))

    def _mark(self, key: Key, depth: int, shape: Shape, *within: int) -> Mark:
        """A mark of a panel, in its layer; `within` tells those of one depth apart."""
        panel = key[0]
        assert isinstance(panel, PanelId)
        return Mark(key, (self.layers[panel] * LAYER + depth, self.places[panel], *within), shape)


def _seen(panel: Panel) -> Box | None:
    """The box around the cells of a panel that are there; None if none is."""
    cells = np.argwhere(panel.roles != Role.ABSENT)
    return around(cells) if len(cells) else None
