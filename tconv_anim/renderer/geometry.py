"""Where cells and the bands between them are, in px."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.layout.page import Grid
from tconv_anim.scenes.scene import Span

Point = tuple[float, float]
GAP_SHARE = 0.07  # of a cell's side, between two tiles
LEAST_GAP_CELL_PX, TWO_PX_GAP_CELL_PX = 7, 20  # smaller cells have no gap, or one of a pixel
CURVE_PIECES = 12


def cell_corners(grid: Grid) -> Array:
    """The corners of all cells, (rows, columns, 4, 2) px."""
    first = np.array(grid.outline((0, 0, 1, 1)))
    rows, columns = np.mgrid[: grid.rows, : grid.columns]
    shift = rows[..., None] * np.array(grid.down) + columns[..., None] * np.array(grid.across)
    corners: Array = first + shift[:, :, None, :]
    return corners


def rotated(corners: Array, degrees: float) -> Array:
    """Upright cells' corners, (rows, columns, 4, 2) px, rotated clockwise about their middle and shrunk to stay inside.

    >>> square = np.array([[[[0.0, 0.0], [2.0, 0.0], [2.0, 2.0], [0.0, 2.0]]]])
    >>> rotated(square, 45).round(1).tolist()
    [[[[1.0, 0.0], [2.0, 1.0], [1.0, 2.0], [0.0, 1.0]]]]
    """
    points = corners.reshape(-1, 2)
    low, high = points.min(axis=0), points.max(axis=0)
    width, height = (high - low).tolist()
    cos, sin = cos_sin(degrees)
    takes = abs(cos) * width + abs(sin) * height, abs(sin) * width + abs(cos) * height
    share = min(width / takes[0], height / takes[1])
    middle = (low + high) / 2
    x, y = np.moveaxis(corners - middle, -1, 0) * share
    moved: Array = np.stack([x * cos - y * sin, x * sin + y * cos], axis=-1) + middle
    return moved


def turned(grid: Grid, degrees: float, beyond: float = 1.0) -> Array:
    """Corners of cells, (rows, columns, 4, 2) px, turned clockwise in their plane.

    They take no more than the room of so many cells `beyond` it, half at each side.

    >>> turned(Grid((0, 0), (2, 0), (0, 2), 1, 2), 90)[0, 0].round(1).tolist()
    [[3.0, -1.0], [3.0, 1.0], [1.0, 1.0], [1.0, -1.0]]
    """
    cos, sin = cos_sin(degrees)
    size = np.array([grid.columns, grid.rows])
    takes = abs(cos) * size + abs(sin) * size[::-1]
    share = min(1.0, float(min((size + beyond) / takes)))
    rows, columns = np.mgrid[: grid.rows, : grid.columns]
    corners = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) + np.stack([columns, rows], axis=-1)[:, :, None, :]
    x, y = np.moveaxis(corners - size / 2, -1, 0) * share
    u, v = (x * cos - y * sin + grid.columns / 2)[..., None], (x * sin + y * cos + grid.rows / 2)[..., None]
    found: Array = np.array(grid.origin) + u * np.array(grid.across) + v * np.array(grid.down)
    return found


def cos_sin(degrees: float) -> tuple[float, float]:
    """Cosine and sine by their series: products and sums are the same on every processor.

    >>> [round(part, 12) for part in cos_sin(60)], cos_sin(-180), cos_sin(90)
    ([0.5, 0.866025403784], (-1.0, 0.0), (0.0, 1.0))
    """
    quarters, rest = divmod(degrees + 45, 90)
    angle = (rest - 45) * (math.pi / 180)
    term, sums = 1.0, [0.0, 0.0, 0.0, 0.0]
    for power in range(20):
        sums[power % 4] += term
        term *= angle / (power + 1)
    cos, sin = sums[0] - sums[2], sums[1] - sums[3]
    for _ in range(int(quarters) % 4):
        cos, sin = 0.0 - sin, cos
    return cos, sin


def inset(place: tuple[Point, ...], cell_px: float, *, upright: bool) -> tuple[Point, ...]:
    """A cell's corners without its share of the gap to its neighbours; upright gaps are whole pixels.

    >>> inset(((0, 0), (40, 0), (40, 40), (0, 40)), 40, upright=True)
    ((1, 1), (39, 1), (39, 39), (1, 39))
    """
    if cell_px < LEAST_GAP_CELL_PX:
        return place
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = place
    if upright:
        half = max(1, round(GAP_SHARE / 2 * cell_px)) if cell_px >= TWO_PX_GAP_CELL_PX else 0
        end = half if half else 1
        return (x0 + half, y0 + half), (x1 - end, y1 + half), (x2 - end, y2 - end), (x3 + half, y3 - end)
    share = GAP_SHARE / 2
    ax, ay, dx, dy = (x1 - x0) * share, (y1 - y0) * share, (x3 - x0) * share, (y3 - y0) * share
    return (x0 + ax + dx, y0 + ay + dy), (x1 - ax + dx, y1 - ay + dy), (x2 - ax - dx, y2 - ay - dy), (
        x3 + ax - dx, y3 + ay - dy,
    )  # fmt: skip


def outer(corners: list[Point]) -> tuple[Point, Point]:
    """The leftmost and the rightmost corner."""
    return min(corners), max(corners)


def facing(start: Grid, start_box: Span, end: Grid, end_box: Span) -> tuple[tuple[Point, ...], ...]:
    """Two lines from one box to another: between outer corners above each other, between near edges side by side."""
    here, there = start.outline(start_box), end.outline(end_box)
    (x, y), (to_x, to_y) = (grid.corner(grid.rows / 2, grid.columns / 2) for grid in (start, end))
    if abs(to_x - x) <= abs(to_y - y) or here[0][0] == there[0][0]:
        return tuple(zip(outer(here), outer(there), strict=True))
    near, far = ((1, 2), (0, 3)) if to_x > x else ((0, 3), (1, 2))
    return tuple((here[a], there[b]) for a, b in zip(near, far, strict=True))


def entering(line: tuple[Point, Point], outline: Sequence[Point]) -> Point:
    """Where a line first meets a closed outline that it leads into; its end if it meets none.

    >>> entering(((5, 9), (5, 1)), [(0, 0), (10, 0), (10, 4), (0, 4)])
    (5.0, 4.0)
    """
    (x, y), end = line
    dx, dy = end[0] - x, end[1] - y
    first, found = 1.0, end
    for n, (px, py) in enumerate(outline):
        ex, ey = outline[n - 1][0] - px, outline[n - 1][1] - py
        across = dx * ey - dy * ex
        if across:
            at, along = ((px - x) * ey - (py - y) * ex) / across, ((px - x) * dy - (py - y) * dx) / across
            if 0 < at < first and 0 <= along <= 1:
                first, found = at, (x + at * dx, y + at * dy)
    return found


def band(start: Grid, start_box: Span, end: Grid, end_box: Span) -> tuple[tuple[Point, ...], tuple[Point, ...]] | None:
    """The two sides of the band from one box to another on upright sheets, from corner to corner; None if they overlap.

    Each side runs in the gaps of the first sheet to its edge, in an S to the edge of the other, and in its gaps on.
    """
    (left, top), _, (right, bottom), _ = start.outline(start_box)
    (to_left, to_top), _, (to_right, to_bottom), _ = end.outline(end_box)
    (sheet_left, sheet_top), _, (sheet_right, sheet_bottom), _ = start.outline()
    (end_left, end_top), _, (end_right, end_bottom), _ = end.outline()
    if end_left >= sheet_right or end_right <= sheet_left:
        on = end_left >= sheet_right
        out, into = (sheet_right, end_left) if on else (sheet_left, end_right)
        start_x, end_x = (right, to_left) if on else (left, to_right)
        upper = ((start_x, top), *_swung((out, top), (into, to_top)), (end_x, to_top))
        lower = ((start_x, bottom), *_swung((out, bottom), (into, to_bottom)), (end_x, to_bottom))
        return upper, lower
    if end_top >= sheet_bottom or end_bottom <= sheet_top:
        on = end_top >= sheet_bottom
        out, into = (sheet_bottom, end_top) if on else (sheet_top, end_bottom)
        start_y, end_y = (bottom, to_top) if on else (top, to_bottom)
        sides = []
        for x, to_x in ((left, to_left), (right, to_right)):
            swung = (_flipped(point) for point in _swung((out, x), (into, to_x)))
            sides.append(((x, start_y), *swung, (to_x, end_y)))
        return sides[0], sides[1]
    return None


def slope(start: Grid, start_box: Span, end: Grid, end_box: Span) -> tuple[tuple[Point, ...], tuple[Point, ...]]:
    """The two sides of the band from a box to another on lying sheets: through the first one's gaps, then straight.

    They leave the sheet at its lower edge, or at its right edge if the other sheet is beside it.
    """
    (top, left, bottom, right), (to_top, to_left, to_bottom, to_right) = start_box, end_box
    if start.corner(start.rows, 0)[1] <= end.corner(0, 0)[1]:
        ends = [(start.corner(bottom, at), start.corner(start.rows, at), end.corner(to_top, to))
                for at, to in ((left, to_left), (right, to_right))]  # fmt: skip
    else:
        ends = [(start.corner(at, right), start.corner(at, start.columns), end.corner(to, to_left))
                for at, to in ((top, to_top), (bottom, to_bottom))]  # fmt: skip
    first, second = ((*points, points[-1]) for points in ends)
    return first, second


def cone(start: Grid, start_box: Span, end: Grid, end_box: Span) -> tuple[tuple[Point, Point], tuple[Point, Point]]:
    """The two sides of what ties a box of a standing plane to one of the next, where they are seen between the planes.

    They run straight from the box's far corners to the other's near ones.
    """
    left, right = start.corner(0, start.columns)[0], end.corner(0, 0)[0]
    sides = []
    for row, to_row in ((start_box[0], end_box[0]), (start_box[2], end_box[2])):
        (x0, y0), (x1, y1) = start.corner(row, start_box[3]), end.corner(to_row, end_box[1])
        slope = (y1 - y0) / (x1 - x0)
        sides.append(((left, y0 + (left - x0) * slope), (right, y0 + (right - x0) * slope)))
    return sides[0], sides[1]


def _flipped(point: Point) -> Point:
    return point[1], point[0]


def _swung(start: Point, end: Point) -> list[Point]:
    """Points of a curve that begins and ends horizontally; a straight line needs only its ends."""
    (x0, y0), (x1, y1) = start, end
    if y0 == y1:
        return [start, end]
    points = []
    for n in range(CURVE_PIECES + 1):
        t = n / CURVE_PIECES
        u = 1 - t
        a, b, c, d = u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t
        middle = (x0 + x1) / 2
        points.append((a * x0 + (b + c) * middle + d * x1, (a + b) * y0 + (c + d) * y1))
    return points
