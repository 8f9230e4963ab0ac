"""Lying planes: the input and the canvas on a table, and above them, in the air, what is multiplied and added.

Without a kernel, as in conv_arithmetic, the output's plane hangs above the input's; over one axis planes are rows of
squares. Channels lie side by side in the flat style.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from tconv_anim.renderer.layout.blocks import block, by_part
from tconv_anim.renderer.layout.font_sizes import Fonts, Vector, side
from tconv_anim.renderer.layout.page import Bounds, Grid, PlacedPicture
from tconv_anim.renderer.layout.styles import Style, flat
from tconv_anim.renderer.layout.styles._planes import is_chain, overhang, planes
from tconv_anim.renderer.layout.sum_rooms import SumRoom
from tconv_anim.renderer.layout.titles import shows_stride, stride_at, title_height, title_width
from tconv_anim.scenes.scene import SCALE, Panel, Scene

EQUATION = ("input", "kernel", "products", "output")
CLEARANCE_PX = 12
SIGN_GAP_PX = 40  # between planes that a sign stands between, at least, at the usual size of signs
GAP_SHARE = 0.95  # of a cell's width, between planes that a sign stands between
LIFT_SHARE = 0.2  # of a cell's width, at least between a plane in the air and the cells that it is above
SUMS_EM, SUMS_SHARE = 9.5, 0.35  # room for sums between input and output, in letters; what is free around it, in cells
EQUALS_SHARE, PLUS_ROW = 1.3, 0.62  # in cells left of the first stamp; in rows of a canvas from its top
SIGN_AT = 0.3  # of the way between two planes above each other
DROP_SHARE = 1.1  # of a cell's width, between the rows of one axis


def basis(unit: int, ndim: int) -> tuple[Vector, Vector]:
    """Steps to the next column and to the next row, with slopes of about 1:5 and 1:1; upright squares over one axis."""
    if ndim == 1:
        return (unit, 0), (0, unit)
    return (unit, round(0.195 * unit)), (-round(0.5 * unit), round(0.5 * unit))


def compose(scene: Scene, unit: int, fonts: Fonts) -> Iterator[PlacedPicture]:
    """Place every panel of a picture."""
    parts = by_part(scene)
    if is_chain(scene):
        yield planes(scene, unit, fonts)
        return
    if any(len(panels) > 1 for panels in parts.values()) or "input" not in parts or "output" not in parts:
        yield from flat.compose(scene, unit, fonts)
        return
    shown = {part: panels[0] for part, panels in parts.items()}
    numbers = shown["input"].values is not None
    if scene.ndim == 1:
        ways = [_rows(shown if numbers else _bare(shown), unit, fonts)]
    elif "products" in shown and numbers:
        ways = [
            _in_the_air(shown, unit, fonts),
            _below(shown, unit, fonts),
            _in_the_air(shown, unit, fonts, tight=True),
        ]
    else:
        ways = [_hanging(shown if numbers else _bare(shown), unit, fonts)]
        if numbers and "kernel" not in shown:
            ways.append(_side_by_side(shown, unit, fonts))
    for picture in ways:
        signs = picture.signs_at + (None,) * (len(shown) - 1 - len(picture.signs_at))  # of those that are not drawn
        yield _with_scale(replace(picture, signs_at=signs), shown, unit, fonts)


def _bare(parts: dict[str, Panel]) -> dict[str, Panel]:
    return {part: panel for part, panel in parts.items() if part in ("input", "output")}


class _Sheets(NamedTuple):
    """The planes of an equation with its kernel, not placed yet, and the room that they need between each other.

    Attributes
    ----------
    stamps : whether the products hover above the canvas that they are added to
    gap : between planes that a sign stands between, in px
    lift : between a plane in the air and what it is above, in px; it hides whole cells, and cuts no number
    above : the height of titles in px
    """

    given: Grid
    kernel: Grid
    products: Grid
    output: Grid
    stamps: bool
    gap: int
    lift: int
    above: int

    @classmethod
    def of(cls, parts: dict[str, Panel], unit: int, fonts: Fonts) -> _Sheets:
        """Planes at the page's corner."""
        given, kernel, products, output = (Grid((0, 0), *basis(unit, 2), *parts[part].shape) for part in EQUATION)
        gap = max(round(GAP_SHARE * unit), fonts.gap(SIGN_GAP_PX))
        above = title_height([parts["input"], parts["kernel"], parts["products"]], fonts)
        stamps = parts["products"].over is not None
        return cls(given, kernel, products, output, stamps, gap, _lift(kernel, round(LIFT_SHARE * unit)), above)


def _lift(kernel: Grid, free: int) -> int:
    """So many px that a kernel in the air leaves the cells below it free, and has its edges on rows of their plane."""
    (across_x, across_y), (down_x, down_y) = kernel.across, kernel.down
    two_rows = 2 * (down_y - down_x * across_y / across_x)
    return round(math.ceil((_height(kernel) + free) / two_rows) * two_rows)


def _in_the_air(parts: dict[str, Panel], unit: int, fonts: Fonts, *, tight: bool = False) -> PlacedPicture:
    """From left to right: the input, the kernel above the gap, and the canvas with the scaled kernel above it.

    Between the input and the canvas there is room for sums, unless it is to be `tight`.
    """
    sheets = _Sheets.of(parts, unit, fonts)
    gap, lift, above, output = sheets.gap, sheets.lift, sheets.above, sheets.output
    table = max(_height(sheets.given), _height(output))
    given = sheets.given.moved(0, table - _height(sheets.given) - (table - _height(sheets.given)) // 3)
    kernel_y = (table - _height(sheets.kernel)) // 2 - lift
    beside = given.origin[1] < kernel_y + _height(sheets.kernel)  # the input reaches up to the kernel
    kernel = _right_of(given, sheets.kernel, gap, kernel_y, up=0 if beside else lift)
    signs = [_beside(kernel, 0, -0.62 * gap), _beside(kernel, kernel.columns, 0.55 * gap)]
    free = round(SUMS_SHARE * unit)
    hole = _bounds(given)[2] + free  # between the input and the output, for the sums
    least = 0 if tight else hole + round(SUMS_EM * fonts.caption) + free
    if sheets.stamps:  # they hover above the canvas, and beside the signs
        output = _right_of(kernel, output, gap, table - _height(output) - lift).moved(0, lift)
        x, y = signs[1]
        apart = round((0.75 if tight else 2) * fonts.sign)
        output = output.moved(max(0, max(least, x) + apart - _bounds(output)[0]), 0)
        left, _, _, bottom = _bounds(output)
        _, plus = _signs_of_stamps(output, sheets.kernel, lift, fonts)
        signs.append(plus or (left - apart // 2, (y + bottom) // 2))
        start, end = _bounds(kernel)[3] + free, left - apart // 2 - fonts.sign // 2
        products = _named_above(output.moved(0, -lift), above)
        titled = output._replace(title_at=products.title_at)
    else:
        titled = products = _named_above(_right_of(kernel, sheets.products, gap, kernel_y), above)
        below = kernel_y + _height(products) + max(round(GAP_SHARE * unit), 2 * fonts.sign)
        output_y = max(table - _height(output) - (table - _height(output)) // 3, below)
        output = output.moved(_middle(products) - _middle(output) + unit // 2, output_y)
        lack = least - _bounds(output)[0]
        output = output.moved(lack if 0 < lack <= least - hole else 0, 0)
        signs.append(_between(products, output))
        start = max(_bounds(kernel)[3] + free, output.origin[1])
        end = min(_bounds(output)[0], round(products.corner(products.rows, 0)[0]))
    room = SumRoom(hole, start, end - free)
    wide = title_width(parts["input"], fonts)
    given = _named_below(given, wide, *_stride_ends(parts["input"], given, fonts))
    output = _named_below(output, title_width(parts["output"], fonts), *_stride_ends(parts["output"], output, fonts))
    placed = given, _named_above(kernel, above), titled, output
    top = min(given.origin[1] - lift, kernel.origin[1] - above, products.origin[1] - above)
    return _placed(
        parts, placed, signs, top, fonts, hover=(0, -lift) if sheets.stamps else None, lift=lift, rooms=[room]
    )


def _below(parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """On narrow pages: the input and the kernel above, what they give below."""
    sheets = _Sheets.of(parts, unit, fonts)
    given, gap, lift, above = sheets.given, sheets.gap, sheets.lift, sheets.above
    kernel = _right_of(given, sheets.kernel, gap, 0)
    signs: list[Vector | None] = [_beside(kernel, 0, -0.62 * gap)]
    top = max([_height(given), _height(kernel), *map(round, _stride_ends(parts["input"], given, fonts))]) + above
    products = sheets.products.moved(0, top)
    output = sheets.output.moved(0, top + lift) if sheets.stamps else _right_of(products, sheets.output, gap, top)
    lower = [output] if sheets.stamps else [products, output]
    shift = _middle(given, kernel) - _middle(*lower)
    output, products = output.moved(shift, 0), products.moved(shift, 0)
    if sheets.stamps:
        signs += _signs_of_stamps(output, sheets.kernel, lift, fonts)
        titled = output._replace(title_at=_named_above(output.moved(0, -lift), above).title_at)
        low = _stride_ends(parts["output"], output, fonts)
        output = _named_below(output, title_width(parts["output"], fonts), *low)
    else:
        titled, output = _named_above(products, above), _named_above(output, above)
        signs += [_beside(products, 0, -0.62 * gap), _beside(products, products.columns, 0.55 * gap)]
    placed = _named_above(given, above), _named_above(kernel, above), titled, output
    return _placed(parts, placed, signs, -above, fonts, hover=(0, -lift) if sheets.stamps else None)


def _signs_of_stamps(output: Grid, stamp: Grid, lift: int, fonts: Fonts) -> list[Vector | None]:
    """Where "=" and "+" stand left of a canvas and the stamps above it; None if stamps would cover the second."""
    left, row = output.across[0], PLUS_ROW * output.rows
    x, y = output.corner(0, 0)
    plus_x, plus_y = output.corner(row, 0)
    lowest = output.corner(output.rows, stamp.columns)[1] - lift
    clear = plus_y - fonts.sign / 2 > lowest and plus_x - 1.2 * fonts.sign > output.corner(output.rows, 0)[0]
    plus = (round(plus_x - 0.7 * fonts.sign), round(plus_y)) if clear else None
    return [(round(x - EQUALS_SHARE * left), round(y - lift)), plus]


def _hanging(parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """The output's plane above the input's, and the kernel, if it is drawn, beside what it is multiplied with."""
    upper, lower = (Grid((0, 0), *basis(unit, 2), *parts[part].shape) for part in ("output", "input"))
    upper, lower = (grid.moved(-(_bounds(grid)[0] + _bounds(grid)[2]) // 2, 0) for grid in (upper, lower))
    lower = lower.moved(0, unit + CLEARANCE_PX + overhang(upper, lower))
    lower = _named_below(lower, title_width(parts["input"], fonts), *_stride_ends(parts["input"], lower, fonts))
    upper = _named_above(upper, title_height([parts["output"]], fonts))
    if "kernel" not in parts:
        return _placed(parts, (lower, upper), [], upper.title_at[1], fonts)
    above, kernel = title_height([parts["kernel"]], fonts), Grid((0, 0), *basis(unit, 2), *parts["kernel"].shape)
    space = max(round(GAP_SHARE * unit), fonts.gap(SIGN_GAP_PX))
    kernel = _named_above(_right_of(lower, kernel, space, round(lower.corner(0, lower.columns)[1]) + above), above)
    x, y = _beside(kernel, 0, -0.5 * space)
    named_to = lower.title_at[0] + title_width(parts["input"], fonts) + (CLEARANCE_PX + fonts.sign) // 2
    aside = max(0, named_to - x) if y + fonts.sign // 2 > lower.title_at[1] else 0
    kernel, times = _named_above(kernel.moved(aside, 0), above), (x + aside, y)
    return replace(_placed(parts, (lower, kernel, upper), [times], upper.title_at[1], fonts), untied=frozenset())


def _side_by_side(parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """The input's plane and at its right the output's, for wide pages."""
    given, output = (Grid((0, 0), *basis(unit, 2), *parts[part].shape) for part in ("input", "output"))
    tallest = max(_height(given), _height(output))
    given = given.moved(0, (tallest - _height(given)) // 2)
    output = _right_of(given, output, 2 * unit, (tallest - _height(output)) // 2)
    above = title_height([parts["input"], parts["output"]], fonts)
    given, output = _named_above(given, above), _named_above(output, above)
    return _placed(parts, (given, output), [], min(given.title_at[1], output.title_at[1]), fonts)


def _rows(parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """One axis: the input with the kernel at its side, what they give, and the output below."""
    steps = basis(unit, 1)
    above = title_height(parts.values(), fonts)
    drop = unit + max(round(DROP_SHARE * unit), above + CLEARANCE_PX)
    stamps = "products" in parts and parts["products"].over is not None and parts["products"].over[0].part == "output"
    given, output = (Grid((0, 0), *steps, *parts[part].shape) for part in ("input", "output"))
    down = 2 * drop if "products" in parts else drop
    widest = max(given.columns, output.columns) * unit
    given = given.moved((widest - given.columns * unit) // 2, 0)
    output = output.moved((widest - output.columns * unit) // 2, down)
    placed, output = [_named_above(given, above)], _named_below(output)
    if "kernel" not in parts:
        return _placed(parts, (*placed, output), [], -above, fonts)
    space = round(GAP_SHARE * unit)
    kernel = Grid((widest + space, 0), *steps, *parts["kernel"].shape)
    if "products" not in parts:
        sign = widest + space // 2, unit // 2
        picture = _placed(parts, (*placed, _named_above(kernel, above), output), [sign], -above, fonts)
        return replace(picture, untied=frozenset())
    hovering = output if stamps else given
    products = hovering._replace(title_at=(hovering.origin[0], drop - above))
    sign = widest + space // 2, unit // 2
    placed += [_named_above(kernel, above), products, output]
    beside = output.origin[0] + (output.columns + 0.5) * unit, output.origin[1] + (unit - fonts.caption) // 2
    room = SumRoom(round(beside[0]), beside[1], kernel.origin[0] + kernel.columns * unit)
    return _placed(parts, placed, [sign], -above, fonts, hover=(0, -drop if stamps else drop), rooms=(room,))


def _placed(
    parts: dict[str, Panel], planes: Iterable[Grid], signs: Sequence[Vector | None], top: int, fonts: Fonts,
    hover: Vector | None = None, lift: int = 0, rooms: Sequence[SumRoom] = (),
) -> PlacedPicture:  # fmt: skip
    """A picture of the parts of an equation, with room for the titles of all its planes."""
    names = [parts[part] for part in EQUATION if part in parts]
    grids = {panel.id: grid for panel, grid in zip(names, planes, strict=True)}
    left, highest, right, bottom = _bounds_of(grids.values())
    for panel in names:
        if panel.title:
            grid = grids[panel.id]
            x, y = grid.title_at
            moves = hover is not None and panel.id.part == "products" and not grid.upright  # with its cells
            to = x + (grid.columns - panel.shape[1]) * grid.across[0] if moves else x
            left, right = min(left, x), max(right, to + title_width(panel, fonts))
            bottom = max(bottom, y + title_height([panel], fonts))
    given, *air, output = grids
    untied = air[:1] if grids[given].upright else [given, *air[:1]] if air else []
    return PlacedPicture(
        grids, ((given, output), tuple(air)) if air else ((given, output),), tuple(signs),
        (left, min(top, highest), right, bottom),
        hover={} if hover is None else {air[-1]: hover}, lift={given: lift} if lift else {}, untied=frozenset(untied),
        sum_rooms=(*rooms, SumRoom(left, bottom + fonts.caption // 2, right)),
    )  # fmt: skip


def _with_scale(picture: PlacedPicture, parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """The same with the scale at its right, if there is one."""
    if SCALE not in parts:
        return picture
    left, top, right, bottom = picture.bounds
    cell, above = fonts.scale_cell(unit), title_height([parts[SCALE]], fonts)
    placed, width, height = block([parts[SCALE]], ((cell, 0), (0, cell)), fonts, above)
    grids = {key: grid.moved(right + 2 * CLEARANCE_PX, top) for key, grid in placed.items()}
    bounds = left, top, right + 2 * CLEARANCE_PX + width, max(bottom, top + height)
    stacking = (*picture.stacking, tuple(placed))
    return replace(picture, grids=picture.grids | grids, stacking=stacking, bounds=bounds)


def _named_above(grid: Grid, above: int) -> Grid:
    """The grid with its title above its first corner, on the line of a lying plane's left edge."""
    slant = -grid.down[0] / grid.down[1]
    return grid._replace(title_at=(round(grid.origin[0] + above * slant), grid.origin[1] - above))


def _stride_ends(panel: Panel, grid: Grid, fonts: Fonts) -> list[float]:
    """Where what shows a panel's stride ends below its plane, if it does."""
    return [stride_at(panel, grid, fonts)[2][1]] if shows_stride(panel, side((grid.across, grid.down))) else []


def _named_below(grid: Grid, wide: int = 0, *low: float) -> Grid:
    """The grid with its title, so wide, below its left corner, clear of the plane's lower edge and what ends so low."""
    x, y = grid.corner(grid.rows, 0)
    lower = grid.corner(grid.rows, min(grid.columns, max(3, wide / grid.across[0])))[1]
    return grid._replace(title_at=(round(x), round(max(y, lower, *low)) + 6))


def _beside(grid: Grid, column: int, by: float) -> Vector:
    """Where a sign stands beside a plane: so far from the middle of its left or right edge."""
    x, y = grid.corner(grid.rows / 2, column)
    return round(x + by), round(y)


def _between(upper: Grid, lower: Grid) -> Vector:
    """Where a sign stands between the lower edge of a plane and the upper edge of another, nearer to the first."""
    (x, y), (to_x, to_y) = upper.corner(upper.rows, upper.columns / 2), lower.corner(0, lower.columns / 2)
    return round(x + SIGN_AT * (to_x - x)), round(y + SIGN_AT * (to_y - y))


def _right_of(left: Grid, grid: Grid, gap: int, y: int, up: int = 0) -> Grid:
    """A plane at a height, so far from another's right edge once that one is up; their edges run in parallel."""
    slant = -grid.down[0] / grid.down[1]
    edge_x, edge_y = left.corner(0, left.columns)
    return grid.moved(round(edge_x + (edge_y - up - y) * slant + gap), y)


def _middle(*grids: Grid) -> int:
    left, _, right, _ = _bounds_of(grids)
    return (left + right) // 2


def _height(grid: Grid) -> int:
    _, top, _, bottom = _bounds(grid)
    return bottom - top


def _bounds(grid: Grid) -> Bounds:
    xs, ys = zip(*grid.outline(), strict=True)
    return int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))


def _bounds_of(grids: Iterable[Grid]) -> Bounds:
    lefts, tops, rights, bottoms = zip(*map(_bounds, grids), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


STYLE = Style(units_px=(12, 38, 200), basis=basis, compose=compose)
