"""Panels side by side, centred on one line, with signs between them."""

from __future__ import annotations

from tconv_anim.layout.page import Grid, Measure, Page, Vector, frame, title_height, title_width
from tconv_anim.layout.survey import Survey

UNITS_PX = (8, 48, 80)  # the smallest, the preferred and the largest
SIGN_SPACE_PX = 48


def basis(unit: int) -> tuple[Vector, Vector]:
    """Steps to the next column and to the next row."""
    return (unit, 0), (0, unit)


def compose(found: Survey, unit: int, measure: Measure, width: int | None) -> Page:
    """Place every panel, at a cell size of `unit` px."""
    assert found.scene is not None
    panels = found.scene.panels
    above = title_height(panels)
    tallest = max(panel.shape[0] for panel in panels) * unit
    x, top = 0, above
    grids: dict[str, Grid] = {}
    signs: list[Vector] = []
    for index, panel in enumerate(panels):
        if index:
            signs.append((x + SIGN_SPACE_PX // 2, top + tallest // 2))
            x += SIGN_SPACE_PX
        rows, columns = panel.shape
        words = title_width(panel, measure)
        slot = max(columns * unit, words)
        left, up = x + (slot - columns * unit) // 2, top + (tallest - rows * unit) // 2
        grids[panel.name] = Grid((left, up), *basis(unit), rows, columns, (x + (slot - words) // 2, up - above))
        x += slot
    bounds = (0, 0, x, top + tallest)
    return frame(found, grids, tuple(grids), tuple(signs), bounds, measure, width)
