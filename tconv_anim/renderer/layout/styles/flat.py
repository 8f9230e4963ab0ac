"""The parts side by side, centred on one line, with signs between them; channels below each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tconv_anim.renderer.layout.blocks import block, by_part, title_height
from tconv_anim.renderer.layout.font_sizes import Fonts, Vector
from tconv_anim.renderer.layout.page import Bounds, Grid, PlacedPicture, SumRoom
from tconv_anim.renderer.layout.styles import Style
from tconv_anim.scenes.scene import SCALE, PanelId, Scene

SIGN_SPACE_PX = 34  # at the usual size of signs
SIGN_SPACE_SHARE = 0.95  # of a cell, at least
ROWS_APART_SHARE = 0.6  # of a cell
SUM_SHARE = 0.35  # of a cell, between the cells and the sums below them

Block = tuple[dict[PanelId, Grid], int, int]
"""Grids, and the width and height that they take."""


def basis(unit: int, ndim: int) -> tuple[Vector, Vector]:  # noqa: ARG001
    """Steps to the next column and to the next row."""
    return (unit, 0), (0, unit)


def compose(scene: Scene, unit: int, fonts: Fonts) -> Iterator[PlacedPicture]:
    """Every part on one line; and on two, broken where the longer line is the shortest."""
    above = title_height(scene.panels, fonts)  # for all parts, so that their cells are on one line
    cells = {SCALE: fonts.scale_cell(unit)}
    parts = by_part(scene)
    if "patches" in parts and next(iter(parts)) == "input":  # the kernel's row, below what becomes columns
        parts["input"] += parts.pop("kernel")
    blocks = [block(ps, basis(cells.get(part, unit), 2), fonts, above) for part, ps in parts.items()]
    space = max(fonts.gap(SIGN_SPACE_PX), round(SIGN_SPACE_SHARE * unit))
    if list(parts) == ["kernel", "output"]:
        yield _small_kernel_beside(blocks, above, space)
        return
    if "conv_matrix" in parts:  # wide, and not very high
        yield _lines([blocks[:-1], blocks[-1:]], above, space, unit)
        return
    yield _lines([blocks], above, space, unit)
    if "products" in parts and not scene.pictures:
        breaks = (([*blocks[:n]], [*blocks[n:]]) for n in range(1, len(blocks)))
        yield min((_lines([*lines], above, space, unit) for lines in breaks), key=lambda picture: picture.bounds[2])


def _small_kernel_beside(blocks: list[Block], above: int, space: int) -> PlacedPicture:
    """An output with a smaller kernel beside its cells, below the ends of its title where there is room."""
    picture = _lines([blocks], above, space, 0)
    (kernel, wide, height), (output, _, tallest) = blocks
    (first,), (cells,) = kernel.values(), output.values()
    if height < tallest and first.title_at[1] + (tallest - height) // 2 >= above:
        by = cells.origin[0]  # of the title, that is wider than the cells
        grids = {key: grid.moved(-by if key in output else 0, 0) for key, grid in picture.grids.items()}
        left = min(0, wide + space - by)
        _, top, right, bottom = picture.bounds
        return replace(picture, grids=grids, bounds=(left, top, right - by, bottom))
    return picture


def _lines(lines: list[list[Block]], above: int, space: int, unit: int) -> PlacedPicture:
    """Blocks in lines, each centred on its middle; the second line ends where the first one does."""
    widths = [sum(width for _, width, _ in line) + space * (len(line) - 1) for line in lines]
    total = max(widths[0], *(width + space for width in widths[1:])) if len(widths) > 1 else widths[0]
    grids: dict[PanelId, Grid] = {}
    signs: list[Vector] = []
    ends: list[Bounds] = []
    y = 0
    for line, width in zip(lines, widths, strict=True):
        x = 0 if line is lines[0] else total - width
        tallest = max(height for _, _, height in line)
        for placed, block_width, height in line:
            if grids:  # a sign stands before every block but the first
                signs.append((x - space // 2, y + (above + tallest) // 2))
            grids |= {key: grid.moved(x, y + (tallest - height) // 2) for key, grid in placed.items()}
            ends.append((x, y, x + block_width, y + (tallest + height) // 2))
            x += block_width + space
        y += tallest + round(ROWS_APART_SHARE * unit)
    top = min(grid.title_at[1] for grid in grids.values())
    bottom = y - round(ROWS_APART_SHARE * unit)
    rooms = _sum_rooms(ends, round(SUM_SHARE * unit)) if len(lines) == 1 else []
    rooms.append(SumRoom(0, bottom + round(SUM_SHARE * unit), total))
    return PlacedPicture(grids, (tuple(grids),), tuple(signs), (0, top, total, bottom), sum_rooms=tuple(rooms))


def _sum_rooms(blocks: list[Bounds], gap: int) -> list[SumRoom]:
    """Below the blocks of a line that are beside the tallest one: the first or the last, input or output."""
    sides = [side for side in (blocks[1:], blocks[:-1]) if side]
    rooms = [SumRoom(side[0][0], max(bottom for *_, bottom in side) + gap, side[-1][2]) for side in sides]
    return sorted(rooms, key=lambda room: room.top)


STYLE = Style(units_px=(8, 42, 160), basis=basis, compose=compose)
