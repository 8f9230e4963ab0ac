"""Pictures that are equations, in a table: each in a frame, and below each other what has the same part in them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tconv_anim.renderer.fonts import TITLE, measure
from tconv_anim.renderer.layout.blocks import FRAMED_SHARE, GAP_PX, beside_frame, block, by_part, heading_height
from tconv_anim.renderer.layout.font_sizes import Fonts, Vector
from tconv_anim.renderer.layout.page import Bounds, Grid, PlacedPicture
from tconv_anim.renderer.layout.titles import title_height
from tconv_anim.scenes.scene import PanelId, Scene
from tconv_anim.scenes.texts import say

ORDER = ("input", "kernel", "output")
SIGN_PX, SIGN_SHARE = 28, 0.7  # room for a sign: at its usual size, and of a cell, at least


def in_table(scene: Scene, unit: int, fonts: Fonts, columns: int) -> PlacedPicture:
    """All equations of a scene in so many columns, one column after the other.

    In a column inputs are below inputs, weights below weights, and outputs below outputs; in a row their middles are at
    one height.
    """
    count = len(scene.pictures)
    rows = -(-count // columns)
    columns = -(-count // rows)
    cells = [(n % rows, n // rows) for n in range(count)]
    equations = [by_part(scene.picture(path)) for path, _ in scene.pictures]
    above = [
        max(title_height(panel, fonts) for (at, _), parts in zip(cells, equations, strict=True) if at == row
            for panel in parts.values())
        for row in range(rows)
    ]  # fmt: skip
    blocks = [
        {part: block(panels, ((unit, 0), (0, unit)), fonts, above[row]) for part, panels in parts.items()}
        for (row, _), parts in zip(cells, equations, strict=True)
    ]
    heights = [0] * rows
    for (row, _), placed in zip(cells, blocks, strict=True):
        heights[row] = max(heights[row], *(height for _, _, height in placed.values()))
    space = max(fonts.gap(SIGN_PX), round(SIGN_SHARE * unit))
    gap = fonts.gap(round(GAP_PX * FRAMED_SHARE))
    by, heading_px = beside_frame(gap), heading_height(fonts)
    tops = [sum(heights[:row]) + row * gap + (row + 1) * heading_px for row in range(rows)]
    grids: dict[PanelId, Grid] = {}
    signs: list[Vector] = []
    headings: list[Vector] = []
    frames: list[Bounds] = []
    left = 0
    for column in range(columns):
        here = [n for n, (_, at) in enumerate(cells) if at == column]
        widths = {part: max((blocks[n][part][1] for n in here if part in blocks[n]), default=0) for part in ORDER}
        drawn = [part for part in ORDER if widths[part]]
        own = sum(widths.values()) + space * (len(drawn) - 1)
        named = max(measure(say(scene.pictures[n][1]), fonts.heading, TITLE) for n in here)
        wide = max(own, round(named) + 1)
        starts: dict[str, int] = {}
        x = left + (wide - own) // 2
        for part in drawn:
            starts[part] = x
            x += widths[part] + space
        for n in here:
            row = cells[n][0]
            top = tops[row]
            for part, (inner, width, height) in blocks[n].items():
                aside, down = (widths[part] - width) // 2, (heights[row] - height) // 2
                grids |= {key: grid.moved(starts[part] + aside, top + down) for key, grid in inner.items()}
            level = top + (above[row] + heights[row]) // 2
            for one, other in pairwise(part for part in drawn if part in blocks[n]):
                signs.append((_between(grids, scene.pictures[n][0], one, other), level))
            headings.append((left, top - heading_px))  # so that one that becomes longer stays where it is
            frames.append((left - by, top - heading_px - by, left + wide + by, top + heights[row] + by))
        left += wide + gap
    bounds = -by, -by, left - gap + by, tops[-1] + heights[-1] + by
    return PlacedPicture(
        grids,
        (tuple(grids),),
        tuple(signs),
        bounds,
        headings_at=tuple(headings),
        headings_centred=False,
        frames=tuple(frames),
    )


def _between(grids: dict[PanelId, Grid], path: Sequence[str], one: str, other: str) -> int:
    """The middle between the cells of two parts of a picture."""
    ends = [grid.bounds[2] for key, grid in grids.items() if key.picture == path and key.part == one]
    starts = [grid.bounds[0] for key, grid in grids.items() if key.picture == path and key.part == other]
    return (max(ends) + min(starts)) // 2
