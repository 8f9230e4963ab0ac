"""Where cells and links are, and how wide lines are, in px, for every painter."""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.layout.page import Grid, Page
from tconv_anim.scenes.scene import Link

Point = tuple[float, float]


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


@lru_cache(maxsize=64)  # asked for when changes are found, and for each rectangle that is drawn
def link_lines(page: Page, link: Link) -> list[tuple[Point, Point]]:
    """The visible lines of a link between planes: four, or one between rows; none on a page without links."""
    if not page.linked:
        return []
    (below, below_box), (above, above_box) = sorted(
        (link.start, link.end), key=lambda end: end[0] not in page.stacking[0]
    )
    lower, upper = page.grids[below], page.grids[above]
    if lower.upright:
        (left, top), (right, _), _, _ = lower.outline(below_box)
        _, _, (end_right, bottom), (end_left, _) = upper.outline(above_box)
        return [(((left + right) / 2, top), ((end_left + end_right) / 2, bottom))]
    ends = zip(lower.outline(below_box), upper.outline(above_box), strict=True)
    return [(start, _leaving(upper, end, start)) for start, end in ends]


def _leaving(grid: Grid, start: Point, end: Point) -> Point:
    """Where a line that starts below a plane comes out from under it."""
    (ax, ay), (dx, dy) = grid.across, grid.down
    area = ax * dy - ay * dx
    x, y = start[0] - grid.origin[0], start[1] - grid.origin[1]
    to_x, to_y = end[0] - start[0], end[1] - start[1]
    share = 1.0
    for at, speed, size in (
        ((x * dy - y * dx) / area, (to_x * dy - to_y * dx) / area, grid.columns),
        ((y * ax - x * ay) / area, (to_y * ax - to_x * ay) / area, grid.rows),
    ):
        if speed:
            share = min(share, ((size if speed > 0 else 0) - at) / speed)
    return start[0] + share * to_x, start[1] + share * to_y
