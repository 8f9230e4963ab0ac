"""What stands beside counts: their scale, below it a small map of others, and what is said of rows and columns."""

from __future__ import annotations

from tconv_anim.renderer.layout.blocks import MIN_CELL_PX, Block, block
from tconv_anim.renderer.layout.font_sizes import Fonts
from tconv_anim.renderer.layout.page import Grid
from tconv_anim.renderer.layout.titles import title_height
from tconv_anim.scenes.scene import BY_COLUMN, BY_ROW, Panel, PanelId

MAP_CELLS, LEAST_CELLS = 4.0, 2.6  # how wide and high a small map is at most, in cells of the scale
LARGEST = 0.5  # of its cells, in those of the scale
MAP_GAP = 0.4  # between the scale and the map, in cells of the scale
MAP_CELL = 1.55  # the same of cells with numbers, in sizes of these
ASIDE, LYING_ASIDE = 0.4, 0.25  # of a cell, between cells and what is said of their rows and columns


def scale_block(scale: Panel, unit: int, fonts: Fonts, above: int) -> Block:
    """The scale with its title in the `above` px over it."""
    cell = fonts.scale_cell(unit)
    return block([scale], ((cell, 0), (0, cell)), fonts, above)


def map_block(small: Panel, unit: int, fonts: Fonts, *, numbers: bool = True) -> Block:
    """The map with its title, and the gap between it and the scale above both; smaller without its `numbers`."""
    cell = fonts.scale_cell(unit)
    cells = MAP_CELLS if numbers else LEAST_CELLS
    side = max(MIN_CELL_PX, round(min(cells / max(small.shape), LARGEST) * cell))
    if numbers and fonts.numbers(small):
        side = round(MAP_CELL * fonts.numbers(small))
    grids, width, height = block([small], ((side, 0), (0, side)), fonts, title_height([small], fonts))
    gap = round(MAP_GAP * cell)
    return {key: grid.moved(0, gap) for key, grid in grids.items()}, width, height + gap


def stacked(upper: Block, lower: Block) -> Block:
    """Both as one, their middles on one line."""
    (placed, width, height), (below, wide, high) = upper, lower
    widest = max(width, wide)
    grids = {key: grid.moved((widest - width) // 2, 0) for key, grid in placed.items()}
    grids |= {key: grid.moved((widest - wide) // 2, height) for key, grid in below.items()}
    return grids, widest, height + high


def sides_of(grid: Grid, parts: dict[str, list[Panel]]) -> dict[PanelId, Grid]:
    """What is said of rows and columns, left of the cells of a grid and above them, where its title moves up."""
    found, off = {}, -1 - (ASIDE if grid.upright else LYING_ASIDE)
    for part, (down, across) in ((BY_ROW, (0.0, off)), (BY_COLUMN, (off, 0.0))):
        for panel in parts.get(part, []):
            assert panel.over is not None
            top, left, *_ = panel.over[1]
            x, y = (round(at) for at in grid.corner(top + down, left + across))
            by = (0, 0) if part == BY_ROW else (x - round(grid.corner(top, left)[0]), y - grid.origin[1])
            title_at = grid.title_at[0] + by[0], grid.title_at[1] + min(0, by[1])
            found[panel.id] = grid._replace(
                origin=(x, y), rows=panel.shape[0], columns=panel.shape[1], title_at=title_at
            )
    return found
