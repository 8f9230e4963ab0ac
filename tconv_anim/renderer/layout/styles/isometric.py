"""The input's planes below, the output's above, as in conv_arithmetic; the kernel upright at their side.

Over one axis the planes are rows of squares.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from itertools import combinations

from tconv_anim.renderer.layout.blocks import block, by_part, title_height, title_width
from tconv_anim.renderer.layout.font_sizes import Fonts, Vector
from tconv_anim.renderer.layout.page import Bounds, Grid, PlacedPicture
from tconv_anim.renderer.layout.styles import Style
from tconv_anim.scenes.scene import SCALE, Panel, Scene

CLEARANCE_PX = 12
FAR_PX = 120  # from a plane to its title, at most, if the title could be at the page's edge


def basis(unit: int, ndim: int) -> tuple[Vector, Vector]:
    """Steps to the next column and to the next row, with slopes of 1:3 and about 3:4; upright squares over one axis."""
    if ndim == 1:
        return (4 * unit, 0), (0, 4 * unit)
    return (3 * unit, unit), (-2 * unit, (3 * unit + 1) // 2)


def compose(scene: Scene, unit: int, fonts: Fonts, kernel_em: float) -> PlacedPicture:
    """Place every panel of a picture, with cells `3 * unit` px wide; the kernel is next to the smaller plane."""
    parts, ndim = by_part(scene), scene.ndim
    upper = _row(parts["output"], basis(unit, ndim), fonts)
    lower = _row(parts["input"], basis(unit, ndim), fonts)
    gap = (6 if ndim == 1 else 3) * unit + CLEARANCE_PX
    lower = [grid.moved(0, gap + _overhang(upper, lower)) for grid in lower]

    planes = [*upper, *lower]
    bounds = [_bounds(plane) for plane in planes]
    left, right = min(b[0] for b in bounds), max(b[2] for b in bounds)
    top, bottom = 0, max(b[3] for b in bounds)
    # A title is in the free corner at the planes' left, or else above or below its plane.
    above, below = title_height(parts["output"], fonts), title_height(parts["input"], fonts)
    corner = _free_corner(parts["output"], left, 0, planes, fonts)
    if corner is not None:
        upper = [replace(upper[0], title_at=(corner, 0))]
    else:
        top = -above
        upper = [replace(grid, title_at=(_bounds(grid)[0], top)) for grid in upper]
    corner = _free_corner(parts["input"], left, bottom - below, planes, fonts)
    if corner is not None:
        lower = [replace(lower[0], title_at=(corner, bottom - below))]
    else:
        lower = [replace(grid, title_at=(_bounds(grid)[0], bottom)) for grid in lower]
        bottom += below

    titles = list(zip([*upper, *lower], [*parts["output"], *parts["input"]], strict=True))
    right = max(right, *_title_ends(titles, top, bottom + 1, fonts), left)
    named = zip([*parts["output"], *parts["input"]], [*upper, *lower], strict=True)
    grids = {panel.id: grid for panel, grid in named}
    stacking = [tuple(panel.id for panel in parts["input"]), tuple(panel.id for panel in parts["output"])]
    kernels = [panel for panel in parts.get("kernel", []) if panel.values is not None]
    if kernels:
        # Upright cells are wide enough for the kernel's numbers at the planes' font size.
        cell = max(2 * unit if ndim == 2 else 4 * unit, round(kernel_em * fonts.text) + 6)
        placed, kernel_width, height = block(kernels, ((cell, 0), (0, cell)), fonts, title_height(kernels, fonts))
        smaller_below = _bounds_of(upper)[2] - _bounds_of(upper)[0] >= _bounds_of(lower)[2] - _bounds_of(lower)[0]
        y = bottom - height if smaller_below else top
        reached = [*_reach(planes, y, y + height), *_title_ends(titles, y, y + height, fonts)]
        x = max(round(max(reached, default=0)) + CLEARANCE_PX, right - kernel_width)
        grids |= {key: grid.moved(x, y) for key, grid in placed.items()}
        stacking.append(tuple(placed))
        right = max(right, x + kernel_width)
        top, bottom = min(top, y), max(bottom, y + height)
    if SCALE in parts:
        cell, above = fonts.scale_cell(3 * unit), title_height(parts[SCALE], fonts)
        placed, width, height = block(parts[SCALE], ((cell, 0), (0, cell)), fonts, above)
        grids |= {key: grid.moved(right + 2 * CLEARANCE_PX, top) for key, grid in placed.items()}
        stacking.append(tuple(placed))
        right, bottom = right + 2 * CLEARANCE_PX + width, max(bottom, top + height)
    return PlacedPicture(grids, tuple(stacking), (), (left, top, right, bottom), linked=True)


def _row(panels: list[Panel], steps: tuple[Vector, Vector], fonts: Fonts) -> list[Grid]:
    """Planes side by side, centred on x = 0, their upper ends at y = 0."""
    grids, x = [], 0
    for panel in panels:
        grid = Grid((0, 0), *steps, *panel.shape)
        left, _, right, _ = _bounds(grid)
        grids.append(grid.moved(x - left, 0))
        x += max(right - left, title_width(panel, fonts) if len(panels) > 1 else 0) + 2 * CLEARANCE_PX
    total = _bounds(grids[-1])[2]
    return [grid.moved(-(total // 2), 0) for grid in grids]


def _bounds(grid: Grid) -> Bounds:
    xs, ys = zip(*grid.outline(), strict=True)
    return int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))


def _bounds_of(grids: Iterable[Grid]) -> Bounds:
    lefts, tops, rights, bottoms = zip(*map(_bounds, grids), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _overhang(upper: Iterable[Grid], lower: Iterable[Grid]) -> int:
    """How far down the lower planes have to move so that they just touch the upper ones, straight above them."""
    most = 0.0
    for a in upper:
        for b in lower:
            xs = [x for x, _ in a.outline() + b.outline()]
            most = max([most, *(_span(a, x)[-1] - _span(b, x)[0] for x in xs if _span(a, x) and _span(b, x))])
    return round(most)


def _span(grid: Grid, x: float) -> list[float]:
    """Where a vertical line at x enters and leaves a plane; empty if it misses."""
    corners = grid.outline()
    ys = []
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if min(x0, x1) <= x <= max(x0, x1):
            ys += [y0, y1] if x0 == x1 else [y0 + (y1 - y0) * (x - x0) / (x1 - x0)]
    return sorted(ys)


def _reach(planes: Iterable[Grid], top: float, bottom: float) -> list[float]:
    """The x coordinates that planes, and the links between them, can take between two heights."""
    corners = [corner for plane in planes for corner in plane.outline()]
    xs = [x for x, y in corners if top <= y <= bottom]
    for (x0, y0), (x1, y1) in combinations(corners, 2):  # the outermost of these lines are the hull
        for y in (top, bottom):
            if y0 != y1 and min(y0, y1) <= y <= max(y0, y1):
                xs.append(x0 + (x1 - x0) * (y - y0) / (y1 - y0))
    return xs


def _free_corner(panels: list[Panel], left: int, y: int, planes: list[Grid], fonts: Fonts) -> int | None:
    """The left end of a single panel's title at height y, left of all planes and near them; None if it has no room."""
    if len(panels) > 1:
        return None
    width, height = title_width(panels[0], fonts), title_height(panels, fonts)
    free = round(min(_reach(planes, y, y + height), default=left + width + CLEARANCE_PX)) - CLEARANCE_PX - width
    return None if free < left else free if free - left > FAR_PX else left


def _title_ends(titles: Iterable[tuple[Grid, Panel]], top: int, bottom: int, fonts: Fonts) -> list[int]:
    """The right ends of the titles between two heights."""
    ends = []
    for grid, panel in titles:
        x, y = grid.title_at
        if panel.title and y < bottom and y + title_height([panel], fonts) > top:
            ends.append(x + title_width(panel, fonts))
    return ends


STYLE = Style(units_px=(4, 12, 64), basis=basis, compose=compose, equal_cells=False)
