"""The input's plane below, the output's above, as in conv_arithmetic; the kernel upright beside them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from tconv_anim.layout.page import Bounds, Grid, Measure, Page, Vector, frame, title_height, title_width
from tconv_anim.layout.survey import Survey
from tconv_anim.scene import Panel

UNITS_PX = (4, 12, 32)  # the smallest, the preferred and the largest
CLEARANCE_PX = 12


def basis(unit: int) -> tuple[Vector, Vector]:
    """Steps to the next column and to the next row, with slopes of 1:3 and about 3:4."""
    return (3 * unit, unit), (-2 * unit, (3 * unit + 1) // 2)


def compose(found: Survey, unit: int, measure: Measure, width: int | None) -> Page:
    """Place every panel, a cell being `3 * unit` px along its rows; the kernel beside the smaller plane."""
    assert found.scene is not None
    by_name = {panel.name: panel for panel in found.scene.panels}
    across, down = basis(unit)
    upper = _plane(by_name["output"], across, down, 0, 0)
    lower = _plane(by_name["input"], across, down, 0, 0)
    centre = max(_bounds(upper)[2], _bounds(lower)[2])
    upper = upper.moved(centre - sum(_bounds(upper)[::2]) // 2, 0)
    lower = lower.moved(centre - sum(_bounds(lower)[::2]) // 2, 0)
    gap = 3 * unit + 12
    lower = lower.moved(0, gap + _overhang(upper, lower))

    planes = (upper, lower)
    left = min(_bounds(plane)[0] for plane in planes)
    right = max(_bounds(plane)[2] for plane in planes)
    top, bottom = 0, _bounds(lower)[3]
    # Titles stand in the free corners at the left, or else above and below the planes.
    height = title_height([by_name["output"]])
    if not _corner_is_free(planes, by_name["output"], left, 0, measure):
        top = -height
    upper = replace(upper, title_at=(left, top))
    height = title_height([by_name["input"]])
    if _corner_is_free(planes, by_name["input"], left, bottom - height, measure):
        bottom -= height
    lower = replace(lower, title_at=(left, bottom))
    bottom += height
    grids = {"input": lower, "output": upper}
    kernel = by_name.get("kernel")
    if kernel is not None and kernel.values is not None:
        cell = 2 * unit
        rows, columns = kernel.shape
        above = title_height([kernel])
        slot, height = max(columns * cell, title_width(kernel, measure)), above + rows * cell
        beside_lower = upper.rows + upper.columns >= lower.rows + lower.columns
        y = bottom - height if beside_lower else top
        x = max(round(max(_reach(planes, y, y + height), default=0)) + 14, right - slot)
        grids["kernel"] = Grid((x, y + above), (cell, 0), (0, cell), rows, columns, (x, y))
        right = max(right, x + slot)
        top, bottom = min(top, y), max(bottom, y + height)
    return frame(found, grids, ("input", "output", "kernel"), (), (left, top, right, bottom), measure, width)


def _plane(panel: Panel, across: Vector, down: Vector, x: int, y: int) -> Grid:
    return Grid((x, y), across, down, *panel.shape)


def _bounds(grid: Grid) -> Bounds:
    xs, ys = zip(*grid.outline(), strict=True)
    return int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))


def _overhang(upper: Grid, lower: Grid) -> int:
    """How far down `lower` has to move so that it just touches `upper`, straight above it."""
    xs = [x for x, _ in upper.outline() + lower.outline()]
    shared = [x for x in xs if _span(upper, x) and _span(lower, x)]
    return round(max(_span(upper, x)[-1] - _span(lower, x)[0] for x in shared))


def _span(grid: Grid, x: float) -> list[float]:
    """Where a vertical line at x enters and leaves a plane; empty where it misses."""
    corners = grid.outline()
    ys = []
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if min(x0, x1) <= x <= max(x0, x1):
            ys += [y0, y1] if x0 == x1 else [y0 + (y1 - y0) * (x - x0) / (x1 - x0)]
    return sorted(ys)


def _reach(planes: Iterable[Grid], top: float, bottom: float) -> list[float]:
    """The x coordinates that planes, and the links between them, can take between two heights; empty where none."""
    corners = [corner for plane in planes for corner in plane.outline()]
    xs = [x for x, y in corners if top <= y <= bottom]
    for (x0, y0), (x1, y1) in combinations(corners, 2):  # the longest of these lines are the hull
        for y in (top, bottom):
            if y0 != y1 and min(y0, y1) <= y <= max(y0, y1):
                xs.append(x0 + (x1 - x0) * (y - y0) / (y1 - y0))
    return xs


def _corner_is_free(planes: Iterable[Grid], panel: Panel, x: int, y: int, measure: Measure) -> bool:
    """Whether a panel's title fits at (x, y), left of all planes."""
    width, height = title_width(panel, measure), title_height([panel])
    return all(x + width + 8 <= edge for edge in _reach(planes, y, y + height))
