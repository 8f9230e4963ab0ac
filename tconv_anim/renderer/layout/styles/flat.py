"""The parts side by side, centred on one line, with signs between them; channels below each other."""

from __future__ import annotations

from tconv_anim.renderer.layout.blocks import block, by_part, title_height
from tconv_anim.renderer.layout.font_sizes import Fonts, Vector
from tconv_anim.renderer.layout.page import Grid, PlacedPicture
from tconv_anim.renderer.layout.styles import Style
from tconv_anim.scenes.scene import SCALE, PanelId, Scene

SIGN_SPACE_PX = 48


def basis(unit: int, ndim: int) -> tuple[Vector, Vector]:  # noqa: ARG001
    """Steps to the next column and to the next row."""
    return (unit, 0), (0, unit)


def compose(scene: Scene, unit: int, fonts: Fonts, kernel_em: float) -> PlacedPicture:  # noqa: ARG001
    """Place every panel of a picture, at a cell size of `unit` px."""
    above = title_height(scene.panels, fonts)  # for all parts, so that their cells are on one line
    cells = {SCALE: fonts.scale_cell(unit)}
    blocks = [block(ps, basis(cells.get(part, unit), 2), fonts, above) for part, ps in by_part(scene).items()]
    tallest = max(height for _, _, height in blocks)
    grids: dict[PanelId, Grid] = {}
    signs: list[Vector] = []
    x, sign_space = 0, fonts.gap(SIGN_SPACE_PX)
    for index, (placed, block_width, height) in enumerate(blocks):
        if index:
            signs.append((x + sign_space // 2, (above + tallest) // 2))
            x += sign_space
        grids |= {key: grid.moved(x, (tallest - height) // 2) for key, grid in placed.items()}
        x += block_width
    top = min(grid.title_at[1] for grid in grids.values())
    return PlacedPicture(grids, (tuple(grids),), tuple(signs), (0, top, x, tallest), linked=False)


STYLE = Style(units_px=(8, 48, 160), basis=basis, compose=compose, equal_cells=True)
