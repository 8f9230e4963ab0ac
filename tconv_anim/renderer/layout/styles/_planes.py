"""Planes in a row, one for each layer, seen from the side; over one axis, rows below each other."""

from __future__ import annotations

from collections.abc import Sequence

from tconv_anim.renderer.layout.font_sizes import Fonts, Vector
from tconv_anim.renderer.layout.page import Grid, PlacedPicture
from tconv_anim.renderer.layout.titles import title_height, title_width
from tconv_anim.scenes.scene import Panel, Scene

GAP_SHARE, GAP_PX = 1.4, 46  # between two planes, in cells, and at least
DROP_SHARE = 1.5  # of a cell, between two rows
BELOW_PX = 8


def is_chain(scene: Scene) -> bool:
    """Whether its panels are the arrays of layers one after the other, one panel each."""
    return scene.chain and len({panel.id.part for panel in scene.panels}) == len(scene.panels)


def planes(scene: Scene, unit: int, fonts: Fonts) -> PlacedPicture:
    """Planes in a row, or rows below each other."""
    return (in_a_row if scene.ndim == 2 else below_each_other)(scene.panels, unit, fonts)


def standing(unit: int) -> tuple[Vector, Vector]:
    """Steps to the next column and row of a plane that stands and recedes to the right."""
    return (round(0.92 * unit), -round(0.36 * unit)), (0, unit)


def in_a_row(panels: Sequence[Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """Standing planes from left to right, their middles on one line, their titles below them."""
    gap = max(round(GAP_SHARE * unit), fonts.gap(GAP_PX))
    grids, x, top, bottom = {}, 0, 0, 0
    for panel in panels:
        rows, columns = panel.shape
        across, down = standing(unit)
        height = rows * down[1] - columns * across[1]
        grid = Grid((x, -height // 2 - columns * across[1]), across, down, rows, columns)
        foot = round(grid.corner(rows, 0)[1]) + BELOW_PX
        wide, tall = title_width(panel, fonts), title_height([panel], fonts)
        grids[panel.id] = grid._replace(title_at=(x, foot))
        top, bottom = min(top, -height // 2), max(bottom, foot + tall)
        x += max(columns * across[0], wide) + gap
    return PlacedPicture(grids, (tuple(grids),), (None,) * (len(panels) - 1), (0, top, x - gap, bottom))


def below_each_other(panels: Sequence[Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """Rows from top to bottom, their middles on one line, their titles at their left."""
    beside = max(title_width(panel, fonts) for panel in panels) + round(0.6 * unit)
    widest = max(panel.shape[1] for panel in panels) * unit
    pitch = max(round((1 + DROP_SHARE) * unit), title_height(panels, fonts) + BELOW_PX)
    grids = {}
    for n, panel in enumerate(panels):
        left = beside + (widest - panel.shape[1] * unit) // 2
        tall = title_height([panel], fonts)
        title_at = 0, n * pitch + (unit - tall) // 2
        grids[panel.id] = Grid((left, n * pitch), (unit, 0), (0, unit), *panel.shape, title_at)
    bounds = 0, min(0, (unit - title_height(panels, fonts)) // 2), beside + widest, (len(panels) - 1) * pitch + unit
    low = max(bounds[3], max(grid.title_at[1] for grid in grids.values()) + title_height(panels, fonts))
    return PlacedPicture(grids, (tuple(grids),), (None,) * (len(panels) - 1), (*bounds[:3], low))


def overhang(upper: Grid, lower: Grid) -> int:
    """How far down the lower plane has to move so that it just touches the upper one, straight above it."""
    xs = [x for x, _ in upper.outline() + lower.outline()]
    both = [(_span(upper, x), _span(lower, x)) for x in xs]
    return round(max((a[-1] - b[0] for a, b in both if a and b), default=0))


def _span(grid: Grid, x: float) -> list[float]:
    """Where a vertical line at x enters and leaves a plane; empty if it misses."""
    corners = grid.outline()
    ys = []
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if min(x0, x1) <= x <= max(x0, x1):
            ys += [y0, y1] if x0 == x1 else [y0 + (y1 - y0) * (x - x0) / (x1 - x0)]
    return sorted(ys)
