"""A matrix, a vector and their product in a line, as an equation is read, with the planes that they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tconv_anim.renderer.layout.blocks import MIN_CELL_PX, Block, across_px, block
from tconv_anim.renderer.layout.font_sizes import Fonts, Vector
from tconv_anim.renderer.layout.page import Bounds, Grid, PlacedPicture, bounds_around
from tconv_anim.renderer.layout.titles import stride_height, title_height, title_width
from tconv_anim.scenes.scene import Panel, PanelId

NEAR_SHARE = 0.7  # of the usual space around a sign, on narrow pages
APART_SHARE = 0.5  # of a plane's cell, between what stands above each other
ARROW_SHARE = 1.5  # of a sign, where an arrow stands between them
BANDS_SHARE = 1.6  # of a plane's cell, between y and the output, which bands join
FACTOR_APART_PX = 3  # between a matrix and the number above a column
NOWHERE: Block = {}, 0, 0

Parts = dict[str, list[Panel]]


def equation_alone(parts: Parts, unit: int, fonts: Fonts, space: int) -> PlacedPicture:
    """The matrix, the vector and the product, without planes."""
    (matrix,), (x,), (y,) = (parts[name] for name in ("matrix", "input", "output"))
    placed = _beside(_equation(matrix, x, y, unit, fonts), [space, space])
    return _picture(placed, _signs(*(placed[0][panel.id] for panel in (matrix, x, y))))


def equations(parts: Parts, unit: int, fonts: Fonts, space: int) -> Iterator[PlacedPicture]:
    """The equation with its planes, in three ways.

    The kernel is left of the matrix, above itself in its place, and the input above x; or, usual for a matrix that is
    wide, the input is above the matrix; or, for narrow pages, the output is below, and the kernel above the matrix.
    What hovers has no room of its own: the number above a column, x above all of them, and C in place of what is
    beside its transpose, or below it.
    """
    (matrix,), (x,), (y,), (factor,) = (parts[name] for name in ("matrix", "x", "y", "factor"))
    high = _side(matrix, unit)
    by = high + FACTOR_APART_PX
    product, vector, result = _equation(matrix, x, y, unit, fonts, by)
    names = "kernel", "placed", "input", "output"
    kernel, placed, given, made = (_planes(parts.get(name, []), unit, fonts) for name in names)
    arrow, apart, bands = round(ARROW_SHARE * fonts.sign), round(APART_SHARE * unit), round(BANDS_SHARE * unit)
    gaps = [space, space, space, max(space, bands)]
    x_below = _below([given, vector], arrow)
    near = [round(NEAR_SHARE * space)] * 2
    left, in_line = _below([kernel, placed], arrow), _beside([kernel, placed], near[:1])
    row = _beside([product, x_below, result], near)
    over = _beside([left, product, x_below, result, made], gaps)
    both = _below([given, product], apart)
    above = _beside([left, both, vector, result, made], gaps)
    at_left = in_line[0], max(in_line[1], row[1]), in_line[2]  # where it is above the matrix
    narrow = _below([at_left, row, made], arrow)
    ways = over, above, narrow
    if matrix.shape[1] > matrix.shape[0]:
        narrow = _below([_beside([_below([given, in_line, product], arrow), vector, result], near), made], arrow)
        ways = above, over, narrow
    for way in ways:
        grids, width, height = way
        c = grids[matrix.id]
        grids[y.id] = grids[y.id].moved(0, c.origin[1] - grids[y.id].origin[1])
        if way is not narrow:  # bands lead to the right
            _, top, _, foot = bounds_around(grids[key].bounds for key in made[0])
            _, first, _, last = grids[y.id].bounds
            down = max(0, min((first + last - top - foot) // 2, height - foot))
            grids |= {key: grids[key].moved(0, down) for key in made[0]}
        signs = [*_signs(c, grids[x.id], grids[y.id]), *_arrows(parts, grids, fonts)]
        untied = frozenset({y.id} if way is narrow else ())
        others, factor_px = tuple(grids), across_px(factor, high, fonts)
        aside = (c.across[0] - factor_px) // 2, -by
        grids[factor.id] = Grid((c.origin[0] + aside[0], c.origin[1] - by), (factor_px, 0), (0, high), 1, 1)
        hover = {factor.id: aside}
        spare_px = {}
        for panel in parts.get("factors", []):
            if px := fonts.numbers(matrix) and fonts.spare(panel, high):
                hover[panel.id], spare_px[panel.id] = (0, -by), px
                grids[panel.id] = c._replace(origin=(c.origin[0], c.origin[1] - by), rows=1, title_centred=False)
        for panel in parts.get("matrix_of_conv", []):
            grid = grids[panel.id] = _in_place(panel, c, _taken(c, matrix, fonts)[0], (width, height), space, fonts)
            hover[panel.id] = grid.origin[0] - c.origin[0], grid.origin[1] - c.origin[1]
            spare_px[panel.id] = fonts.numbers(matrix) and fonts.spare(panel, grid.cell_px)
        picture = _picture((grids, width, height), signs)
        yield replace(picture, stacking=(others, tuple(hover)), hover=hover, untied=untied, spare_px=spare_px)


def _in_place(panel: Panel, c: Grid, taken: Bounds, size: Vector, space: int, fonts: Fonts) -> Grid:
    """A matrix in place of what is beside or below another one, where there is more room; its cells are no larger."""
    (_, top, right, bottom), (rows, columns) = c.bounds, panel.shape
    beside = max(right + space, taken[2] + round(APART_SHARE * fonts.sign))
    above = title_height([panel], fonts)

    def side_at(corner: Vector) -> int:
        return min(c.down[1], (size[0] - corner[0]) // columns, (size[1] - corner[1]) // rows)

    corner = max((beside, top), (0, bottom + space + above), key=side_at)
    side = max(MIN_CELL_PX, side_at(corner))
    return Grid(corner, (side, 0), (0, side), rows, columns, (corner[0], corner[1] - above))


def _equation(matrix: Panel, x: Panel, y: Panel, unit: int, fonts: Fonts, room: int = 0) -> list[Block]:
    """Its three columns; rows of the matrix and of y are on one line, and there is room above the matrix."""
    above = max(title_height([matrix], fonts) + room, title_height([y], fonts))
    return [
        _column(matrix, unit, fonts, above, room),
        _column(x, unit, fonts, title_height([x], fonts)),
        _column(y, unit, fonts, above),
    ]


def _column(panel: Panel, unit: int, fonts: Fonts, above: int, room: int = 0) -> Block:
    """A matrix or a vector, whose title has so much room between it and the cells."""
    side = _side(panel, unit)
    step = across_px(panel, side, fonts)
    rows, columns = panel.shape
    wide = max(columns * step, title_width(panel, fonts))
    title_at = wide // 2, above - room - title_height([panel], fonts)
    grid = Grid(((wide - columns * step) // 2, above), (step, 0), (0, side), rows, columns, title_at, True)
    return {panel.id: grid}, wide, above + rows * side


def _side(panel: Panel, unit: int) -> int:
    return max(MIN_CELL_PX, round(unit * panel.zoom))


def _planes(panels: list[Panel], unit: int, fonts: Fonts) -> Block:
    """Panels of one part; none take no room."""
    if not panels:
        return NOWHERE
    below = stride_height(panels, unit, fonts)
    return block(panels, ((unit, 0), (0, unit)), fonts, title_height(panels, fonts), 0, below)


def _beside(blocks: Sequence[Block], gaps: Sequence[int]) -> Block:
    """Blocks in a line, their middles at one height, with a gap after each but the last."""
    tallest, x, end = max(height for *_, height in blocks), 0, 0
    grids: dict[PanelId, Grid] = {}
    for (placed, width, height), gap in zip(blocks, (*gaps, 0), strict=True):
        if placed:
            grids |= {key: grid.moved(x, (tallest - height) // 2) for key, grid in placed.items()}
            x, end = x + width + gap, x + width
    return grids, end, tallest


def _below(blocks: Sequence[Block], gap: int) -> Block:
    """Blocks below each other, their middles above each other."""
    widest, y, end = max(width for _, width, _ in blocks), 0, 0
    grids: dict[PanelId, Grid] = {}
    for placed, width, height in blocks:
        if placed:
            grids |= {key: grid.moved((widest - width) // 2, y) for key, grid in placed.items()}
            y, end = y + height + gap, y + height
    return grids, widest, end


def _signs(c: Grid, x: Grid, y: Grid) -> list[Vector | None]:
    """Where "·" and "=" stand: at the middle of the matrix's height, or at the cell of x that is nearest to it."""
    (_, top, right, bottom), (x_left, x_top, x_right, x_bottom) = c.bounds, x.bounds
    half = x.down[1] // 2
    level = max(x_top + half, min((top + bottom) // 2, x_bottom - half))
    return [((right + x_left) // 2, level), ((x_right + y.origin[0]) // 2, level)]


def _arrows(parts: Parts, grids: Mapping[PanelId, Grid], fonts: Fonts) -> Iterator[Vector | None]:
    blocks = {
        of: [_taken(grids[panel.id], panel, fonts) for panel in panels if panel.id in grids]
        for of, panels in parts.items()
    }
    yield from _arrow(blocks.get("kernel", []), blocks["placed" if "placed" in blocks else "matrix"][0])
    yield from _arrow(blocks.get("placed", []), blocks["matrix"][0])
    yield from _arrow(blocks["input"], blocks["x"][0])
    yield _arrow(blocks["y"], blocks["output"][0])[1]  # to the right there are bands


def _taken(grid: Grid, panel: Panel, fonts: Fonts) -> tuple[Bounds, int]:
    """The bounds of a panel with its title, which is in its middle, and the top of its cells."""
    (left, top, right, bottom), half = grid.bounds, title_width(panel, fonts) // 2
    middle, title_top = grid.title_at
    return (min(left, middle - half), title_top, max(right, middle + half), bottom), top


def _arrow(start: Sequence[tuple[Bounds, int]], end: tuple[Bounds, int]) -> tuple[Vector | None, Vector | None]:
    """Where an arrow stands to the right, from what is beside a panel, or down, from what is above it; or None."""
    if not start:
        return None, None
    (left, _, right, bottom), top = bounds_around(bounds for bounds, _ in start), min(top for _, top in start)
    (to_left, title_top, to_right, to_bottom), to_top = end
    if right <= to_left:
        highest, lowest = max(top, to_top), min(bottom, to_bottom)
        return ((right + to_left) // 2, ((highest + lowest) if highest < lowest else (top + bottom)) // 2), None
    shared = max(left, to_left), min(right, to_right)  # where one is above the other
    if bottom > title_top or shared[0] >= shared[1]:
        return None, None
    return None, (sum(shared) // 2, (bottom + title_top) // 2)


def _picture(placed: Block, signs: Sequence[Vector | None]) -> PlacedPicture:
    grids, width, height = placed
    top = min(grid.title_at[1] for grid in grids.values() if grid.title_centred)
    bottom = max(height, *(grid.origin[1] + grid.rows * grid.down[1] for grid in grids.values()))
    return PlacedPicture(grids, (tuple(grids),), tuple(signs), (0, min(0, top), width, bottom))
