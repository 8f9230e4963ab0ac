"""What ties boxes of cells of two panels, as marks: lines from corner to corner, and bands between sheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np

from tconv_anim.renderer.cells import BANDS, LINKS, stroked
from tconv_anim.renderer.geometry import band, cone, entering, facing, slope
from tconv_anim.renderer.layout.page import Grid, Page
from tconv_anim.renderer.marks import Area, Key, Line, Mark, Point
from tconv_anim.scenes.scene import Link, Panel, PanelId, Role, Scene, Span, Stroke
from tconv_anim.scenes.side_by_side import PRODUCTS

LINK_SHARE = 0.045  # width of a link's sides, in sides of a cell
PASSING_DASHES = (3.0, 4.0)  # px, of a link over cells that take no part
SAME_INK, SAME_PX = "page.hatch", 1.5  # of a band between cells that are the same, and how wide its sides are


class Placed(Protocol):
    """The panels of a page as they are now, see `Marking`."""

    page: Page
    cell_px: dict[PanelId, int]
    layers: dict[PanelId, int]
    places: dict[PanelId, int]
    last: dict[PanelId, Panel]

    def grid(self, panel: Panel) -> Grid:
        """Where a panel is."""


def links(placed: Placed, scene: Scene) -> Iterator[Mark]:
    """Marks of what ties boxes of cells: lines and bands between two sheets."""
    counts: Counter[Key] = Counter()
    panels = {panel.id: panel for panel in scene.panels}
    onward = {link.start: link.end for link in scene.links}
    for link in scene.links:
        (start, start_box), (end, end_box) = link.start, link.end
        while (end in placed.page.untied or end not in placed.layers) and (end, end_box) in onward:
            end, end_box = onward[end, end_box]
        if start not in placed.layers or end not in placed.layers or start in placed.page.untied:
            continue
        here, there = placed.grid(panels[start]), placed.grid(panels[end])
        key = start, "link", end
        n = counts[key]
        counts[key] += 1
        width, of = max(1.5, LINK_SHARE * placed.cell_px[end]), link.stroke
        if of is Stroke.GROUP:
            yield from _same(placed, link, n, here, there)
            continue
        order = LINKS, placed.places[start], placed.places[end], n
        falls = start.part == PRODUCTS and start not in placed.page.hover and not here.upright
        if falls or (here.upright and there.upright):
            here, start_box = _drawn(panels[start], here, start_box)
            there, end_box = _drawn(panels[end], there, end_box)
            sides = (slope if falls else band)(here, start_box, there, end_box)
            if sides is not None and (falls or not _blocked(placed, start, end, sides)):
                first, second = sides
                one, other = first[1:-1], second[1:-1]
                if falls:  # onto cells, which its fill would dull
                    one, other = ((side[0], entering((side[0], side[1]), there.outline())) for side in (one, other))
                area = Area((*one, *other[::-1]), "page.band")
                yield Mark((*key, n, "band"), (BANDS - 1, *order[1:]), area)
                line = stroked(Line((first[1:-1], second[1:-1]), "page.now", width), of)
                yield Mark((*key, n), order, line)
                over = tuple(part for side in sides for part in (side[:2], side[-2:]) if part[0] != part[1])
                if over and len(scene.pictures) <= 2:  # past cells that take no part
                    passing = Line(over, line.ink, width, dashes=PASSING_DASHES)
                    yield Mark((*key, n, "over"), (*order, 1), passing)
            continue
        if here.standing and there.standing:
            upper, lower = cone(here, start_box, there, end_box)
            yield Mark((*key, n, "band"), (BANDS - 1, *order[1:]), Area((*upper, *lower[::-1]), "page.band"))
            yield Mark((*key, n), (BANDS, *order[1:]), stroked(Line((upper, lower), "page.now", width), of))
            continue
        ends = facing(here, start_box, there, end_box)
        yield Mark((*key, n), order, stroked(Line(ends, "page.now", width), of))


def _drawn(panel: Panel, grid: Grid, box: Span) -> tuple[Grid, Span]:
    """The part of a sheet in which cells are drawn, and the box there."""
    seen = ~np.isin(panel.roles, (Role.ABSENT, Role.REMOVED))
    if seen.all() or not seen.any():
        return grid, box
    rows, columns = (np.flatnonzero(seen.any(axis=axis)) for axis in (1, 0))
    top, left = int(rows[0]), int(columns[0])
    (x, y), size = grid.corner(top, left), (int(rows[-1]) + 1 - top, int(columns[-1]) + 1 - left)
    drawn = grid._replace(origin=(round(x), round(y)), rows=size[0], columns=size[1])
    return drawn, (box[0] - top, box[1] - left, box[2] - top, box[3] - left)


def _same(placed: Placed, link: Link, n: int, here: Grid, there: Grid) -> Iterator[Mark]:
    """A band between two upright sheets, whose cells at its ends are the same."""
    (start, start_box), (end, end_box) = link[:2]
    sides = band(here, start_box, there, end_box)
    if sides is not None and not _blocked(placed, start, end, sides):
        first, second = sides
        order = BANDS - 1, placed.places[start], placed.places[end], n
        yield Mark((start, "link", end, n, "band"), order, Area((*first, *second[::-1]), SAME_INK))
        if first[-1] != first[-2]:  # its sides go on between cells that take no part
            yield Mark((start, "link", end, n), (*order, 1), Line((first[1:], second[1:]), "page.edge", SAME_PX))


def _blocked(placed: Placed, start: PanelId, end: PanelId, sides: tuple[tuple[Point, ...], tuple[Point, ...]]) -> bool:
    """Whether another sheet lies in the open that a band would cross."""
    first, second = (side[1:-1] for side in sides)
    if len(first) == len(second):
        pieces = [_around(four) for four in zip(first, first[1:], second, second[1:], strict=False)]
    else:  # one of them is straight
        pieces = [_around((*first, *second))]
    for key, grid in placed.page.grids.items():
        shown_with = key.picture in (start.picture, end.picture) and placed.last[key].roles.any()
        if key not in (start, end) and shown_with and key in placed.layers and key not in placed.page.hover:
            x0, y0, x1, y1 = grid.bounds
            if any(x0 < right and x1 > left and y0 < low and y1 > top for left, top, right, low in pieces):
                return True
    return False


def _around(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """The box around points: left, top, right, bottom."""
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)
