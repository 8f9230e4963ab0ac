"""Upright panels of one part, such as the input's channels, in rows and columns; and the room that titles take."""

from __future__ import annotations

from collections.abc import Iterable

from tconv_anim.renderer.fonts import measure
from tconv_anim.renderer.layout.font_sizes import COLUMN_SIDE_PX, LINE_HEIGHT, Fonts, Vector
from tconv_anim.renderer.layout.page import Grid
from tconv_anim.scenes.scene import Panel, PanelId, Scene
from tconv_anim.scenes.texts import say

MIN_CELL_PX = 2
BLOCK_GAP_PX = 14


def by_part(scene: Scene) -> dict[str, list[Panel]]:
    """The scene's panels by part: input, kernel, output."""
    parts: dict[str, list[Panel]] = {}
    for panel in scene.panels:
        parts.setdefault(panel.id.part, []).append(panel)
    return parts


def block(
    panels: list[Panel], steps: tuple[Vector, Vector], fonts: Fonts, above: int
) -> tuple[dict[PanelId, Grid], int, int]:
    """Place upright panels of one part, with titles in the `above` px over them; also the block's size in px."""
    unit = max(MIN_CELL_PX, round(steps[0][0] * panels[0].zoom))
    across = {panel.id: _across(panel, unit, fonts) for panel in panels}
    cell_width = max(max(panel.shape[1] * across[panel.id], title_width(panel, fonts)) for panel in panels)
    cell_height = above + max(panel.shape[0] for panel in panels) * unit
    grids = {}
    for panel in panels:
        row, column = panel.place
        x, y = column * (cell_width + BLOCK_GAP_PX), row * (cell_height + BLOCK_GAP_PX)
        left = x + (cell_width - panel.shape[1] * across[panel.id]) // 2
        title_at = x + cell_width // 2, y + above - title_height([panel], fonts)
        grids[panel.id] = Grid((left, y + above), (across[panel.id], 0), (0, unit), *panel.shape, title_at, True)
    rows, columns = (max(panel.place[axis] for panel in panels) for axis in (0, 1))
    return grids, columns * (cell_width + BLOCK_GAP_PX) + cell_width, rows * (cell_height + BLOCK_GAP_PX) + cell_height


def _across(panel: Panel, unit: int, fonts: Fonts) -> int:
    """How wide a panel's upright cells are, in px."""
    if not panel.is_column:
        return unit
    return max(unit, round(fonts.column_em * fonts.numbers(panel)) + 2 * COLUMN_SIDE_PX)


def title_height(panels: Iterable[Panel], fonts: Fonts) -> int:
    """Room for the tallest of the panels' titles, in px."""
    height = 0
    for panel in panels:
        if panel.title:
            below = subtitle_below(fonts) if panel.subtitle else 0
            height = max(height, round(fonts.title * LINE_HEIGHT) + below + 4)
    return height


def subtitle_below(fonts: Fonts) -> int:
    """From a title's base line to its subtitle's, in px."""
    return fonts.subtitle + 6


def title_width(panel: Panel, fonts: Fonts) -> int:
    """Width of a panel's title or subtitle, whichever is wider, in px."""
    title = measure(say(panel.title), fonts.title, True)
    return round(max(title, measure(say(panel.subtitle), fonts.subtitle)) + 0.5)
