"""Lying planes: their steps, where they stand beside each other, and where their titles and signs are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tconv_anim.renderer.layout.font_sizes import Fonts, Vector, side
from tconv_anim.renderer.layout.page import Grid, PlacedPicture, bounds_around
from tconv_anim.renderer.layout.sum_rooms import SumRoom
from tconv_anim.renderer.layout.titles import shows_stride, stride_at, title_height, title_width
from tconv_anim.scenes.scene import Panel

EQUATION = ("input", "kernel", "products", "output")
CLEARANCE_PX = 12
SIGN_GAP_PX = 40  # between planes that a sign stands between, at least, at the usual size of signs
GAP_SHARE = 0.95  # of a cell's width, between planes that a sign stands between
SIGN_AT = 0.3  # of the way between two planes above each other


def basis(unit: int, ndim: int) -> tuple[Vector, Vector]:
    """Steps to the next column and to the next row, with slopes of about 1:5 and 1:1; upright squares over one axis."""
    if ndim == 1:
        return (unit, 0), (0, unit)
    return (unit, round(0.195 * unit)), (-round(0.5 * unit), round(0.5 * unit))


def placed_planes(
    parts: dict[str, Panel], planes: Iterable[Grid], signs: Sequence[Vector | None], top: int, fonts: Fonts,
    hover: Vector | None = None, lift: int = 0, rooms: Sequence[SumRoom] = (),
) -> PlacedPicture:  # fmt: skip
    """A picture of the parts of an equation, with room for the titles of all its planes."""
    names = [parts[part] for part in EQUATION if part in parts]
    grids = {panel.id: grid for panel, grid in zip(names, planes, strict=True)}
    left, highest, right, bottom = bounds_around(grid.bounds for grid in grids.values())
    for panel in names:
        if panel.title:
            grid = grids[panel.id]
            x, y = grid.title_at
            moves = hover is not None and panel.id.part == "products" and not grid.upright  # with its cells
            to = x + (grid.columns - panel.shape[1]) * grid.across[0] if moves else x
            left, right = min(left, x), max(right, to + title_width(panel, fonts))
            bottom = max(bottom, y + title_height([panel], fonts))
    given, *air, output = grids
    untied = air[:1] if grids[given].upright else [given, *air[:1]] if air else []
    return PlacedPicture(
        grids, ((given, output), tuple(air)) if air else ((given, output),), tuple(signs),
        (left, min(top, highest), right, bottom),
        hover={} if hover is None else {air[-1]: hover}, lift={given: lift} if lift else {}, untied=frozenset(untied),
        sum_rooms=(*rooms, SumRoom(left, bottom + fonts.caption // 2, right)),
    )  # fmt: skip


def named_above(grid: Grid, above: int) -> Grid:
    """The grid with its title above its first corner, on the line of a lying plane's left edge."""
    slant = -grid.down[0] / grid.down[1]
    return grid._replace(title_at=(round(grid.origin[0] + above * slant), grid.origin[1] - above))


def stride_ends(panel: Panel, grid: Grid, fonts: Fonts) -> list[float]:
    """Where what shows a panel's stride ends below its plane, if it does."""
    return [stride_at(panel, grid, fonts)[2][1]] if shows_stride(panel, side((grid.across, grid.down))) else []


def named_below(grid: Grid, wide: int = 0, *low: float) -> Grid:
    """The grid with its title, so wide, below its left corner, clear of the plane's lower edge and what ends so low."""
    x, y = grid.corner(grid.rows, 0)
    lower = grid.corner(grid.rows, min(grid.columns, max(3, wide / grid.across[0])))[1]
    return grid._replace(title_at=(round(x), round(max(y, lower, *low)) + 6))


def sign_beside(grid: Grid, column: int, by: float) -> Vector:
    """Where a sign stands beside a plane: so far from the middle of its left or right edge."""
    x, y = grid.corner(grid.rows / 2, column)
    return round(x + by), round(y)


def sign_between(upper: Grid, lower: Grid) -> Vector:
    """Where a sign stands between the lower edge of a plane and the upper edge of another, nearer to the first."""
    (x, y), (to_x, to_y) = upper.corner(upper.rows, upper.columns / 2), lower.corner(0, lower.columns / 2)
    return round(x + SIGN_AT * (to_x - x)), round(y + SIGN_AT * (to_y - y))


def right_of(left: Grid, grid: Grid, gap: int, y: int, up: int = 0) -> Grid:
    """A plane at a height, so far from another's right edge once that one is up; their edges run in parallel."""
    slant = -grid.down[0] / grid.down[1]
    edge_x, edge_y = left.corner(0, left.columns)
    return grid.moved(round(edge_x + (edge_y - up - y) * slant + gap), y)


def right_below(grid: Grid, y: int) -> int:
    """How far to the right a plane is at a height, or below it; the page's left edge if it is above."""
    corners = grid.outline()
    xs = [x for x, at in corners if at >= y]
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if (y0 < y) != (y1 < y):
            xs.append(x0 + (x1 - x0) * (y - y0) / (y1 - y0))
    return round(max(xs, default=0))


def middle_of(*grids: Grid) -> int:
    left, _, right, _ = bounds_around(grid.bounds for grid in grids)
    return (left + right) // 2


def height_of(grid: Grid) -> int:
    _, top, _, bottom = grid.bounds
    return bottom - top
