"""Lying planes: the input and the canvas on a table, and above them, in the air, what is multiplied and added.

Without a kernel, as in conv_arithmetic, the output's plane hangs above the input's; over one axis planes are rows of
squares. Channels lie side by side in the flat style.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from tconv_anim.renderer.layout.blocks import by_part
from tconv_anim.renderer.layout.font_sizes import Fonts, Vector
from tconv_anim.renderer.layout.page import Grid, PlacedPicture, bounds_around
from tconv_anim.renderer.layout.styles import Style, flat
from tconv_anim.renderer.layout.styles._hanging import beside_kernel, hanging, side_by_side
from tconv_anim.renderer.layout.styles._lying import (
    CLEARANCE_PX,
    EQUATION,
    GAP_SHARE,
    SIGN_GAP_PX,
    basis,
    height_of,
    middle_of,
    named_above,
    named_below,
    placed_planes,
    right_below,
    right_of,
    sign_beside,
    sign_between,
    stride_ends,
)
from tconv_anim.renderer.layout.styles._planes import is_chain, planes
from tconv_anim.renderer.layout.styles._scale import map_block, scale_block, sides_of
from tconv_anim.renderer.layout.sum_rooms import SumRoom
from tconv_anim.renderer.layout.titles import title_height, title_width
from tconv_anim.scenes.scene import BY_COLUMN, EVENED, SCALE, Panel, Scene

LIFT_SHARE = 0.2  # of a cell's width, at least between a plane in the air and the cells that it is above
SUMS_EM, SUMS_SHARE = 9.5, 0.35  # room for sums between input and output, in letters; what is free around it, in cells
EQUALS_SHARE, PLUS_ROW = 1.3, 0.62  # in cells left of the first stamp; in rows of a canvas from its top
DROP_SHARE = 1.1  # of a cell's width, between the rows of one axis


def compose(scene: Scene, unit: int, fonts: Fonts) -> Iterator[PlacedPicture]:
    """Place every panel of a picture."""
    parts = by_part(scene)
    if is_chain(scene):
        yield planes(scene, unit, fonts)
        return
    if _stands(scene):
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
        ways = [hanging(shown if numbers else _bare(shown), unit, fonts)]
        if SCALE in shown and numbers:
            ways.append(hanging(_bare(shown), unit, fonts))
        if numbers and "kernel" not in shown:
            ways.append(side_by_side(shown, unit, fonts))
        elif numbers:
            ways += [beside_kernel(shown, unit, fonts, below=below) for below in (True, False)]
    for picture in ways:
        signs = picture.signs_at + (None,) * (len(shown) - 1 - len(picture.signs_at))  # of those that are not drawn
        if picture.hover and "+" not in scene.signs:  # lines lead down from what hovers, which is not added
            signs = *signs[:-1], None
        picture = replace(picture, signs_at=signs)
        yield _with_scale(picture, shown, unit, fonts) if SCALE in shown else picture


def _stands(scene: Scene) -> bool:
    """Whether a picture is one of upright sheets, as channels are, and others that have no plane on the table."""
    parts = by_part(scene)
    return any(len(panels) > 1 for panels in parts.values()) or not {"input", "output"} <= parts.keys()


def steps(unit: int, scene: Scene) -> tuple[Vector, Vector]:
    """Steps to the next column and to the next row; numbers have less room where a picture lies."""
    pictures = [scene.picture(path) for path, _ in scene.pictures] or [scene]
    if all(_stands(picture) and not is_chain(picture) for picture in pictures):
        return flat.basis(unit, scene)
    return basis(unit, scene.ndim)


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
    return round(math.ceil((height_of(kernel) + free) / two_rows) * two_rows)


def _in_the_air(parts: dict[str, Panel], unit: int, fonts: Fonts, *, tight: bool = False) -> PlacedPicture:
    """From left to right: the input, the kernel above the gap, and the canvas with the scaled kernel above it.

    Between the input and the canvas there is room for sums, unless it is to be `tight`.
    """
    sheets = _Sheets.of(parts, unit, fonts)
    gap, lift, above, output = sheets.gap, sheets.lift, sheets.above, sheets.output
    table = max(height_of(sheets.given), height_of(output))
    given = sheets.given.moved(0, table - height_of(sheets.given) - (table - height_of(sheets.given)) // 3)
    kernel_y = (table - height_of(sheets.kernel)) // 2 - lift
    beside = given.origin[1] < kernel_y + height_of(sheets.kernel)  # the input reaches up to the kernel
    kernel = right_of(given, sheets.kernel, gap, kernel_y, up=0 if beside else lift)
    signs = [sign_beside(kernel, 0, -0.62 * gap), sign_beside(kernel, kernel.columns, 0.55 * gap)]
    free = round(SUMS_SHARE * unit)
    hole = given.bounds[2] + free  # between the input and the output, for the sums
    least = 0 if tight else hole + round(SUMS_EM * fonts.caption) + free
    if sheets.stamps:  # they hover above the canvas, and beside the signs
        output = right_of(kernel, output, gap, table - height_of(output) - lift).moved(0, lift)
        x, y = signs[1]
        apart = round((0.75 if tight else 2) * fonts.sign)
        output = output.moved(max(0, max(least, x) + apart - output.bounds[0]), 0)
        left, _, _, bottom = output.bounds
        _, plus = _signs_of_stamps(output, sheets.kernel, lift, fonts)
        signs.append(plus or (left - apart // 2, (y + bottom) // 2))
        start, end = kernel.bounds[3] + free, left - apart // 2 - fonts.sign // 2
        products = named_above(output.moved(0, -lift), above)
        titled = output._replace(title_at=products.title_at)
    else:
        titled = products = named_above(right_of(kernel, sheets.products, gap, kernel_y), above)
        below = kernel_y + height_of(products) + max(round(GAP_SHARE * unit), 2 * fonts.sign)
        output_y = max(table - height_of(output) - (table - height_of(output)) // 3, below)
        output = output.moved(middle_of(products) - middle_of(output) + unit // 2, output_y)
        lack = least - output.bounds[0]
        output = output.moved(lack if 0 < lack <= least - hole else 0, 0)
        signs.append(sign_between(products, output))
        start = max(kernel.bounds[3] + free, output.origin[1])
        end = min(output.bounds[0], round(products.corner(products.rows, 0)[0]))
    room = SumRoom(hole, start, end - free)
    wide = title_width(parts["input"], fonts)
    given = named_below(given, wide, *stride_ends(parts["input"], given, fonts))
    output = named_below(output, title_width(parts["output"], fonts), *stride_ends(parts["output"], output, fonts))
    placed = given, named_above(kernel, above), titled, output
    top = min(given.origin[1] - lift, kernel.origin[1] - above, products.origin[1] - above)
    return placed_planes(
        parts, placed, signs, top, fonts, hover=(0, -lift) if sheets.stamps else None, lift=lift, rooms=[room]
    )


def _below(parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """On narrow pages: the input and the kernel above, what they give below."""
    sheets = _Sheets.of(parts, unit, fonts)
    given, gap, lift, above = sheets.given, sheets.gap, sheets.lift, sheets.above
    kernel = right_of(given, sheets.kernel, gap, 0)
    signs: list[Vector | None] = [sign_beside(kernel, 0, -0.62 * gap)]
    top = max([height_of(given), height_of(kernel), *map(round, stride_ends(parts["input"], given, fonts))]) + above
    products = sheets.products.moved(0, top)
    output = sheets.output.moved(0, top + lift) if sheets.stamps else right_of(products, sheets.output, gap, top)
    lower = [output] if sheets.stamps else [products, output]
    shift = middle_of(given, kernel) - middle_of(*lower)
    output, products = output.moved(shift, 0), products.moved(shift, 0)
    if sheets.stamps:
        signs += _signs_of_stamps(output, sheets.kernel, lift, fonts)
        titled = output._replace(title_at=named_above(output.moved(0, -lift), above).title_at)
        low = stride_ends(parts["output"], output, fonts)
        output = named_below(output, title_width(parts["output"], fonts), *low)
    else:
        titled, output = named_above(products, above), named_above(output, above)
        signs += [sign_beside(products, 0, -0.62 * gap), sign_beside(products, products.columns, 0.55 * gap)]
    placed = named_above(given, above), named_above(kernel, above), titled, output
    return placed_planes(parts, placed, signs, -above, fonts, hover=(0, -lift) if sheets.stamps else None)


def _signs_of_stamps(output: Grid, stamp: Grid, lift: int, fonts: Fonts) -> list[Vector | None]:
    """Where "=" and "+" stand left of a canvas and the stamps above it; None if stamps would cover the second."""
    left, row = output.across[0], PLUS_ROW * output.rows
    x, y = output.corner(0, 0)
    plus_x, plus_y = output.corner(row, 0)
    lowest = output.corner(output.rows, stamp.columns)[1] - lift
    clear = plus_y - fonts.sign / 2 > lowest and plus_x - 1.2 * fonts.sign > output.corner(output.rows, 0)[0]
    plus = (round(plus_x - 0.7 * fonts.sign), round(plus_y)) if clear else None
    return [(round(x - EQUALS_SHARE * left), round(y - lift)), plus]


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
    placed, output = [named_above(given, above)], named_below(output)
    if "kernel" not in parts:
        return placed_planes(parts, (*placed, output), [], -above, fonts)
    space = round(GAP_SHARE * unit)
    kernel = Grid((widest + space, 0), *steps, *parts["kernel"].shape)
    if "products" not in parts:
        sign = widest + space // 2, unit // 2
        picture = placed_planes(parts, (*placed, named_above(kernel, above), output), [sign], -above, fonts)
        return replace(picture, untied=frozenset({parts["kernel"].id}))
    hovering = output if stamps else given
    products = hovering._replace(title_at=(hovering.origin[0], drop - above))
    sign = widest + space // 2, unit // 2
    placed += [named_above(kernel, above), products, output]
    beside = output.origin[0] + (output.columns + 0.5) * unit, output.origin[1] + (unit - fonts.caption) // 2
    room = SumRoom(round(beside[0]), beside[1], kernel.origin[0] + kernel.columns * unit)
    return placed_planes(parts, placed, [sign], -above, fonts, hover=(0, -drop if stamps else drop), rooms=(room,))


def _with_scale(picture: PlacedPicture, parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """The same with the scale at its right and the small map below that, as far left as is free.

    Where the kernel is left out, they are at the left and at the right of the input. What is said of rows and columns
    is beside them, and links reach what a kernel is stamped on.
    """
    given, output = (picture.grids[parts[part].id] for part in ("input", "output"))
    sides = sides_of(output, {part: [panel] for part, panel in parts.items()})
    found = [picture.bounds, *(grid.bounds for grid in sides.values())]
    if BY_COLUMN in parts:
        x, y = sides[parts[BY_COLUMN].id].title_at
        found.append((x, y, x + title_width(parts[BY_COLUMN], fonts), y))
    bounds = left, top, right, bottom = bounds_around(found)
    drawn = [parts[part] for part in ("input", "kernel") if part in parts and parts[part].id in picture.grids]
    named_to = max(picture.grids[panel.id].title_at[0] + title_width(panel, fonts) for panel in drawn)
    rooms, end = list(picture.sum_rooms), output.bounds[2]
    scale, width, height = scale_block(parts[SCALE], unit, fonts, title_height([parts[SCALE]], fonts))
    if "kernel" in parts and parts["kernel"] not in drawn:
        y = output.bounds[3]
        grids = {key: grid.moved(left, y) for key, grid in scale.items()}
        bounds = bounds_around([bounds, (left, y, left + width, y + height)])
        if EVENED in parts:
            small, wide, high = map_block(parts[EVENED], unit, fonts, numbers=False)
            at = max(given.bounds[2] + CLEARANCE_PX, named_to + CLEARANCE_PX, right - wide)
            grids |= {key: grid.moved(at, y) for key, grid in small.items()}
            bounds = bounds_around([bounds, (at, y, at + wide, y + high)])
        rooms = [room._replace(top=room.top + bounds[3] - bottom, right=bounds[2]) for room in rooms]
    else:
        x = right + 2 * CLEARANCE_PX
        grids = {key: grid.moved(x, top) for key, grid in scale.items()}
        bounds = left, top, x + width, max(bottom, top + height)
        if EVENED in parts:
            small, wide, high = map_block(parts[EVENED], unit, fonts)
            planes = [output, *sides.values(), *(picture.grids[panel.id] for panel in drawn)]
            free = max(named_to, *(right_below(grid, top + height) for grid in planes)) + CLEARANCE_PX
            at = max(free, x + width - wide)
            grids |= {key: grid.moved(at, top + height) for key, grid in small.items()}
            bounds = bounds_around([bounds, (at, top, at + wide, top + height + high)])
            end = min(end, at - CLEARANCE_PX)
        rooms = [room._replace(right=min(room.right, end)) for room in rooms]
        if not output.upright:
            y = output.bounds[3] + fonts.caption // 2
            rooms.insert(0, SumRoom(_right_of_links(given, output, y) + CLEARANCE_PX, y, end))
    untied = frozenset({parts["kernel"].id} if "kernel" in parts else ())
    return replace(
        picture, grids=picture.grids | grids | sides, stacking=(*picture.stacking, tuple(grids | sides)), bounds=bounds,
        sum_rooms=tuple(rooms), untied=untied,
    )  # fmt: skip


def _right_of_links(given: Grid, output: Grid, y: int) -> int:
    """How far to the right the links between two planes are at a height, if the output's is above the input's."""
    (x0, y0), (x1, y1) = given.corner(0, given.columns), output.corner(0, output.columns)
    return round(x0 + (x1 - x0) * (y0 - y) / (y0 - y1)) if y1 < y < y0 else given.bounds[2]


STYLE = Style(units_px=(12, 38, 200), basis=steps, compose=compose)
