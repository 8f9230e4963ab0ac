"""The parts side by side, centred on one line, with signs between them; channels below each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

from tconv_anim.renderer.layout.blocks import Block, block, by_part
from tconv_anim.renderer.layout.font_sizes import Fonts, Vector
from tconv_anim.renderer.layout.page import TITLE_BELOW_PX, Bounds, Grid, PlacedPicture, bounds_around
from tconv_anim.renderer.layout.styles import Style
from tconv_anim.renderer.layout.styles._equations import equation_alone, equations
from tconv_anim.renderer.layout.styles._planes import below_each_other, is_chain
from tconv_anim.renderer.layout.styles._products import matrix_product, matrix_with_vectors
from tconv_anim.renderer.layout.styles._scale import map_block, scale_block, sides_of, stacked
from tconv_anim.renderer.layout.sum_rooms import SumRoom
from tconv_anim.renderer.layout.titles import is_card, stride_height, title_height, title_width
from tconv_anim.scenes.scene import BY_COLUMN, BY_ROW, EVENED, SCALE, Panel, PanelId, Scene

SIGN_SPACE_PX = 34  # at the usual size of signs
SIGN_SPACE_SHARE = 0.95  # of a cell, at least
ROWS_APART_SHARE = 0.6  # of a cell
FRAME_SHARE = 0.3  # of a cell, from a stack of cards to its frame
SUM_SHARE = 0.35  # of a cell, between the cells and the sums below them


def basis(unit: int, scene: Scene) -> tuple[Vector, Vector]:  # noqa: ARG001
    """Steps to the next column and to the next row."""
    return (unit, 0), (0, unit)


def compose(scene: Scene, unit: int, fonts: Fonts) -> Iterator[PlacedPicture]:
    """Every part on one line; and on two, broken where the longer line is the shortest."""
    if is_chain(scene) and scene.ndim == 1:
        yield below_each_other(scene.panels, unit, fonts)
        return
    above = title_height(scene.panels, fonts)  # for all parts, so that their cells are on one line
    below = stride_height(scene.panels, unit, fonts)
    parts = by_part(scene)
    if SCALE in parts:
        yield from _counted(parts, unit, fonts, above, below)
        return
    level = _level(parts)
    tallest = above + unit * max((p.shape[0] for part in level for p in parts[part]), default=0) if level else 0
    heights = _rows_of_chain(parts, above, unit) if scene.chain else {}
    blocks = [
        block(ps, basis(unit, scene), fonts, above, tallest if part in level else heights.get(part, 0), below)
        for part, ps in parts.items()
    ]
    by = round(FRAME_SHARE * unit)
    blocks = [_within(b, by) if any(map(is_card, ps)) else b for b, ps in zip(blocks, parts.values(), strict=True)]
    space = max(fonts.gap(SIGN_SPACE_PX), round(SIGN_SPACE_SHARE * unit))
    if list(parts) == ["kernel", "output"]:
        yield _small_kernel_beside(blocks, above, space)
        return
    if "matrix" in parts:
        if "x" in parts:
            yield from equations(parts, unit, fonts, space)
        elif parts["input"][0].shape[1] == 1:
            yield equation_alone(parts, unit, fonts, space)
        else:
            yield matrix_with_vectors(scene, unit, fonts, space)
        return
    if {"patches", "kernel"} <= parts.keys():
        yield from matrix_product(parts, unit, fonts, space, narrow=bool(scene.stacks))
        return
    picture = _of_channels(_lines([blocks], above, space, unit, below), parts, level, fonts, by)
    yield replace(picture, sum_rooms=()) if scene.chain else picture
    if heights or ({"products", "patches"} & parts.keys() and not scene.pictures):
        breaks = (([*blocks[:n]], [*blocks[n:]]) for n in range(1, len(blocks)))
        narrowest = min(
            (_lines([*lines], above, space, unit, below) for lines in breaks), key=lambda picture: picture.bounds[2]
        )
        yield _of_channels(narrowest, parts, level, fonts, by)


def _counted(
    parts: dict[str, list[Panel]], unit: int, fonts: Fonts, above: int, below: int
) -> Iterator[PlacedPicture]:  # fmt: skip
    """Counts with their scale: on one line; without the kernel; and with what is beside them on a line of its own."""
    space = max(fonts.gap(SIGN_SPACE_PX), round(SIGN_SPACE_SHARE * unit))
    beside = [scale_block(parts[SCALE][0], unit, fonts, above)]
    if EVENED in parts:
        beside.append(map_block(parts[EVENED][0], unit, fonts))
    upright = (unit, 0), (0, unit)
    blocks = {
        part: block(ps, upright, fonts, above, below=below)
        for part, ps in parts.items()
        if part not in (SCALE, EVENED, BY_ROW, BY_COLUMN)
    }
    found = sides_of(blocks["output"][0][parts["output"][0].id], parts)
    aside = max(0, -min((grid.bounds[0] for grid in found.values()), default=0))
    grids, width, height = blocks["output"]
    blocks["output"] = {key: g.moved(aside, 0) for key, g in (grids | found).items()}, width + aside, height
    column = stacked(*beside) if EVENED in parts else beside[0]
    yield _lines([[*blocks.values(), column]], above, space, unit, below)
    if "kernel" in blocks:
        del blocks["kernel"]
        ways = [[[*blocks.values(), column]], *([[*blocks.values()], beside] for _ in beside[1:])]
        for lines in ways:
            picture = _lines(lines, above, space, unit, below)
            yield replace(picture, signs_at=(None, *picture.signs_at[:2]))


def _rows_of_chain(parts: dict[str, list[Panel]], above: int, unit: int) -> dict[str, int]:
    """How high a row of kernels, and of the plane behind it, is in px, so that a row of kernels is beside its plane."""
    found: dict[str, int] = {}
    for kernels, plane in pairwise(parts):
        if kernels.startswith("kernel"):
            tallest = above + unit * max(panel.shape[0] for part in (kernels, plane) for panel in parts[part])
            found |= {kernels: tallest, plane: tallest}
    return found


def _level(parts: dict[str, list[Panel]]) -> tuple[str, ...]:
    """The parts with a row for each channel that products are made of, or for; none if there is only one row."""
    made = parts.get("products", [])
    rows = {panel.place[0] for panel in made}
    if len(rows) < 2 or len(parts.get("kernel", [])) < 2:
        return ()
    stamps = made[0].over is not None and made[0].over[0].part == "output"
    level = ("kernel", "products", "output") if stamps else ("input", "kernel", "products")
    return tuple(part for part in level if part in parts)


def _within(placed: Block, by: int) -> Block:
    """A block with so much room around it."""
    grids, width, height = placed
    return {key: grid.moved(by, by) for key, grid in grids.items()}, width + 2 * by, height + 2 * by


def _of_channels(
    picture: PlacedPicture, parts: dict[str, list[Panel]], level: tuple[str, ...], fonts: Fonts, by: int
) -> PlacedPicture:
    """The picture with a frame around a stack of cards, and with signs in each row of channels.

    These are beside parts that have such rows, or to which all inputs go.
    """
    frames = tuple(_frame(picture, panels, fonts, by) for panels in parts.values() if any(map(is_card, panels)))
    picture = replace(picture, frames=frames, bounds=bounds_around([picture.bounds, *frames]))
    if not level:
        return picture
    tops = sorted({picture.grids[panel.id].origin[1] for panel in parts["products"]})
    middle = (tops[0] + tops[-1]) / 2
    rows = tuple(round(top - middle) for top in tops)
    every = "output" in level
    signs = {n: rows for n, pair in enumerate(pairwise(parts)) if every or {*pair} <= {*level}}
    return replace(picture, sign_rows=signs)


def _frame(picture: PlacedPicture, panels: list[Panel], fonts: Fonts, by: int) -> Bounds:
    """What is around the cards of a stack and their heading."""
    found: list[Bounds] = []
    for panel in panels:
        grid, half = picture.grids[panel.id], title_width(panel, fonts) // 2
        (left, top, right, bottom), (middle, title_top) = grid.bounds, grid.title_at
        found.append((min(left, middle - half), min(top, title_top), max(right, middle + half), bottom))
    left, top, right, bottom = bounds_around(found)
    return left - by, top - by, right + by, bottom + by


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


def _lines(lines: list[list[Block]], above: int, space: int, unit: int, below: int = 0) -> PlacedPicture:
    """Blocks in lines, each centred on its middle; the second line ends where the first one does.

    Their heights have titles `above` their cells, and what is free `below` them.
    """
    widths = [sum(width for _, width, _ in line) + space * (len(line) - 1) for line in lines]
    total = max(widths[0], *(width + space for width in widths[1:])) if len(widths) > 1 else widths[0]
    grids: dict[PanelId, Grid] = {}
    signs: list[Vector] = []
    ends: list[Bounds] = []
    y = 0
    for line, width in zip(lines, widths, strict=True):
        x = 0 if line is lines[0] else total - width
        tallest = max(height for _, _, height in line)
        hangs = line is not lines[0] and len(line) == 1  # a band from above ends at its cells, not at its titles
        for placed, block_width, height in line:
            if grids:  # a sign stands before every block but the first
                signs.append((x - space // 2, y + (above + tallest - below) // 2 - above * hangs))
            moved = {key: grid.moved(x, y + (tallest - height) // 2) for key, grid in placed.items()}
            grids |= {key: _titled_below(grid, above, below) if hangs else grid for key, grid in moved.items()}
            ends.append((x, y, x + block_width, y + (tallest + height) // 2))
            x += block_width + space
        y += tallest + round(ROWS_APART_SHARE * unit)
    top = min(grid.title_at[1] for grid in grids.values())
    bottom = y - round(ROWS_APART_SHARE * unit)
    short = any(len({g.origin[1] for key, g in grids.items() if key.part == of}) > 1 for of in ("products", "output"))
    if any(key.part == SCALE for key in grids):
        ends, short = ends[-2:-1], True  # what is counted is the output's
    rooms = _sum_rooms(ends, round(SUM_SHARE * unit), short=short) if len(lines) == 1 else []
    rooms.append(SumRoom(0, bottom + round(SUM_SHARE * unit), total))
    return PlacedPicture(grids, (tuple(grids),), tuple(signs), (0, top, total, bottom), sum_rooms=tuple(rooms))


def _titled_below(grid: Grid, above: int, below: int) -> Grid:
    """The grid where its titles were, with these below it and what is free there."""
    raised = grid.moved(0, -above)
    return raised._replace(title_at=(grid.title_at[0], round(raised.corner(grid.rows, 0)[1]) + TITLE_BELOW_PX + below))


def _sum_rooms(blocks: list[Bounds], gap: int, *, short: bool) -> list[SumRoom]:
    """Below the blocks beside the tallest one, input or output; or below the output, for short sums of several sums."""
    sides = [side for side in (blocks[-1:] if short else [], blocks[1:], blocks[:-1]) if side]
    rooms = [SumRoom(side[0][0], max(bottom for *_, bottom in side) + gap, side[-1][2]) for side in sides]
    return sorted(rooms, key=lambda room: room.top)


STYLE = Style(units_px=(8, 42, 160), basis=basis, compose=compose)
