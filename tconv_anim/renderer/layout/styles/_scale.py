"""The scale of counts at the right of a picture, and below it a small map of other counts in the same shades."""

from __future__ import annotations

from tconv_anim.renderer.layout.blocks import MIN_CELL_PX, Block, block
from tconv_anim.renderer.layout.font_sizes import Fonts
from tconv_anim.renderer.layout.titles import title_height
from tconv_anim.scenes.scene import Panel

MAP_CELLS = 2.6  # how wide and high a small map is at most, in cells of the scale
LARGEST = 0.5  # of its cells, in those of the scale
MAP_GAP = 0.4  # between the scale and the map, in cells of the scale


def scale_block(scale: Panel, unit: int, fonts: Fonts, above: int) -> Block:
    """The scale with its title in the `above` px over it."""
    cell = fonts.scale_cell(unit)
    return block([scale], ((cell, 0), (0, cell)), fonts, above)


def map_block(small: Panel, unit: int, fonts: Fonts) -> Block:
    """The map with its title, and the gap between it and the scale above both."""
    cell = fonts.scale_cell(unit)
    side = max(MIN_CELL_PX, round(min(MAP_CELLS / max(small.shape), LARGEST) * cell))
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
