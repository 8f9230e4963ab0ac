"""Lying planes: the input and the canvas on a table, and above them, in the air, what is multiplied and added.

Without a kernel, as in conv_arithmetic, the output's plane hangs above the input's; over one axis planes are rows of
squares. Channels lie side by side in the flat style.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tconv_anim.renderer.layout.blocks import block, by_part, title_height, title_width
from tconv_anim.renderer.layout.font_sizes import Fonts, Vector
from tconv_anim.renderer.layout.page import Bounds, Grid, PlacedPicture
from tconv_anim.renderer.layout.styles import Style, flat
from tconv_anim.scenes.scene import SCALE, Panel, PanelId, Scene

CLEARANCE_PX = 12
SIGN_GAP_PX = 40  # between planes that a sign stands between, at least, at the usual size of signs
GAP_SHARE = 0.95  # of a cell's width, between planes that a sign stands between
LIFT_SHARE = 0.75  # of a cell's width, between a plane in the air and one that it hides nothing of
DROP_SHARE = 1.1  # of a cell's width, between the rows of one axis


def basis(unit: int, ndim: int) -> tuple[Vector, Vector]:
    """Steps to the next column and to the next row, with slopes of about 1:5 and 1:1; upright squares over one axis."""
    if ndim == 1:
        return (unit, 0), (0, unit)
    return (unit, round(0.195 * unit)), (-round(0.5 * unit), round(0.5 * unit))


def compose(scene: Scene, unit: int, fonts: Fonts) -> Iterator[PlacedPicture]:
    """Place every panel of a picture."""
    parts = by_part(scene)
    if any(len(panels) > 1 for panels in parts.values()) or "input" not in parts or "output" not in parts:
        yield from flat.compose(scene, unit, fonts)
        return
    shown = {part: panels[0] for part, panels in parts.items()}
    numbers = shown["input"].values is not None
    if scene.ndim == 1:
        picture = _rows(shown if numbers else _bare(shown), unit, fonts)
    elif "products" in shown and numbers:
        yield _with_scale(_in_the_air(shown, unit, fonts), shown, unit, fonts)
        picture = _below(shown, unit, fonts)
    else:
        picture = _hanging(_bare(shown), unit, fonts)
    yield _with_scale(picture, shown, unit, fonts)


def _bare(parts: dict[str, Panel]) -> dict[str, Panel]:
    return {part: panel for part, panel in parts.items() if part in ("input", "output")}


def _in_the_air(parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """From left to right: the input, the kernel above the gap, and the canvas with the scaled kernel above it."""
    steps = basis(unit, 2)
    slant = -steps[1][0] / steps[1][1]
    given, kernel, products, output = (
        Grid((0, 0), *steps, *parts[part].shape) for part in ("input", "kernel", "products", "output")
    )
    stamps = parts["products"].over is not None
    gap = max(round(GAP_SHARE * unit), fonts.gap(SIGN_GAP_PX))
    lift = _height(kernel) + round(LIFT_SHARE * unit)
    table = max(_height(given), _height(output))

    def right_of(grid: Grid, up: int = 0) -> float:
        """Where the line along a plane's right edge meets the page's top, once the plane is so far up."""
        x, y = grid.corner(0, grid.columns)
        return x + (y - up) * slant

    given = given.moved(0, table - _height(given) - (table - _height(given)) // 3)
    kernel_y = (table - _height(kernel)) // 2 - lift
    beside = given.origin[1] < kernel_y + _height(kernel)  # the input reaches up to the kernel
    left = right_of(given, 0 if beside else lift) + gap
    kernel = kernel.moved(round(left - kernel_y * slant), kernel_y)
    left = right_of(kernel) + gap
    if stamps:  # they hover above the canvas
        output_y = table - _height(output)
        output = output.moved(round(left - (output_y - lift) * slant), output_y)
        products = output
    else:
        products = products.moved(round(left - kernel_y * slant), kernel_y)
        below = kernel_y + _height(products) + max(round(GAP_SHARE * unit), round(1.5 * fonts.sign))
        output_y = max(table - _height(output) - (table - _height(output)) // 3, below)
        middle = (products.corner(0, 0)[0] + products.corner(products.rows, products.columns)[0]) / 2
        own = (output.corner(0, 0)[0] + output.corner(output.rows, output.columns)[0]) / 2
        output = output.moved(round(middle - own + 0.5 * unit), output_y)
    given, output = _named_below(given), _named_below(output)
    above = title_height([parts["kernel"], parts["products"]], fonts)
    kernel, products = _named_above(kernel, above), _named_above(products, above)
    if stamps:
        products = replace(products, title_at=(products.title_at[0], products.title_at[1] - lift))
    signs = [_beside(kernel, 0, -0.62 * gap), _beside(kernel, kernel.columns, 0.55 * gap)]
    if not stamps:
        x, y = products.corner(products.rows, 0)
        signs.append((round(x), round((y + output.origin[1]) / 2)))
    grids = {
        parts[part].id: grid
        for part, grid in (("input", given), ("output", output), ("kernel", kernel), ("products", products))
    }
    bounds = list(_bounds_of(grids.values()))
    highest = products.origin[1] - (lift if stamps else 0)
    bounds[1] = min(bounds[1], given.origin[1] - lift, kernel.origin[1] - above, highest - above)
    return _placed(parts, grids, signs, bounds, fonts, hover=(0, -lift) if stamps else None, lift=lift)


def _below(parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """On narrow pages: the input and the kernel above, the canvas with the scaled kernel above it below."""
    steps = basis(unit, 2)
    slant = -steps[1][0] / steps[1][1]
    given, kernel, products, output = (
        Grid((0, 0), *steps, *parts[part].shape) for part in ("input", "kernel", "products", "output")
    )
    stamps = parts["products"].over is not None
    gap = max(round(GAP_SHARE * unit), fonts.gap(SIGN_GAP_PX))
    above = title_height([parts[part] for part in ("input", "kernel", "products")], fonts)
    kernel = kernel.moved(round(given.corner(0, given.columns)[0] + given.corner(0, given.columns)[1] * slant + gap), 0)
    signs = [_beside(kernel, 0, -0.62 * gap)]
    lift = _height(kernel) + round(LIFT_SHARE * unit)
    top = max(_height(given), _height(kernel)) + above
    if stamps:
        output = output.moved(0, top + lift)
        products = output
    else:
        products = products.moved(0, top)
        x = round(products.corner(0, products.columns)[0] + products.corner(0, products.columns)[1] * slant + gap)
        output = output.moved(x, top)
        signs += [_beside(products, 0, -0.62 * gap), _beside(products, products.columns, 0.5 * gap)]
    widths = [_bounds_of([given, kernel]), _bounds(output) if stamps else _bounds_of([products, output])]
    shift = (widths[0][0] + widths[0][2] - widths[1][0] - widths[1][2]) // 2
    output, products = output.moved(shift, 0), products.moved(shift, 0)
    signs[1:] = [(x + shift, y) for x, y in signs[1:]]
    given, kernel = _named_above(given, above), _named_above(kernel, above)
    products = _named_above(products, above)
    if stamps:
        products = replace(products, title_at=(products.title_at[0], products.title_at[1] - lift))
    output = _named_below(output) if stamps else _named_above(output, above)
    grids = {
        parts[part].id: grid
        for part, grid in (("input", given), ("output", output), ("kernel", kernel), ("products", products))
    }
    bounds = list(_bounds_of(grids.values()))
    bounds[1] = -above
    return _placed(parts, grids, signs, bounds, fonts, hover=(0, -lift) if stamps else None, lift=0)


def _hanging(parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """The output's plane above the input's."""
    upper, lower = (Grid((0, 0), *basis(unit, 2), *parts[part].shape) for part in ("output", "input"))
    upper, lower = (grid.moved(-(_bounds(grid)[0] + _bounds(grid)[2]) // 2, 0) for grid in (upper, lower))
    lower = _named_below(lower.moved(0, unit + CLEARANCE_PX + _overhang(upper, lower)))
    upper = _named_above(upper, title_height([parts["output"]], fonts))
    grids = {parts["input"].id: lower, parts["output"].id: upper}
    bounds = list(_bounds_of(grids.values()))
    bounds[1] = min(bounds[1], upper.title_at[1])
    return _placed(parts, grids, [], bounds, fonts)


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
    grids = {parts["input"].id: _named_above(given, above), parts["output"].id: _named_below(output)}
    signs: list[Vector] = []
    hover: Vector | None = None
    if "products" in parts:
        space = round(GAP_SHARE * unit)
        x = (widest if stamps else given.corner(0, given.columns)[0]) + space
        kernel = Grid((0, 0), *steps, *parts["kernel"].shape).moved(round(max(x, widest + space)), 0)
        signs.append((round(kernel.origin[0] - space / 2), unit // 2))
        grids[parts["kernel"].id] = _named_above(kernel, above)
        hover = (0, -drop if stamps else drop)
        products = output if stamps else given
        grids[parts["products"].id] = replace(products, title_at=(products.origin[0], drop - above))
    bounds = list(_bounds_of(grids.values()))
    bounds[1] = -above
    return _placed(parts, grids, signs, bounds, fonts, hover=hover)


def _placed(
    parts: dict[str, Panel], grids: dict[PanelId, Grid], signs: list[Vector], bounds: list[int], fonts: Fonts,
    hover: Vector | None = None, lift: int = 0,
) -> PlacedPicture:  # fmt: skip
    """A picture with room for the titles of all its planes."""
    left, top, right, bottom = bounds
    for panel in parts.values():
        if panel.id in grids and panel.title:
            x, y = grids[panel.id].title_at
            left, right = min(left, x), max(right, x + title_width(panel, fonts))
            bottom = max(bottom, y + title_height([panel], fonts))
    hovers = {parts["products"].id: hover} if hover is not None else {}
    table = tuple(parts[part].id for part in ("input", "output"))
    air = tuple(key for key in grids if key not in table)
    untied = frozenset(("input", "kernel") if air and not grids[parts["input"].id].upright else ("kernel",))
    return PlacedPicture(
        grids, (table, air) if air else (table,), tuple(signs), (left, top, right, bottom),
        hover=hovers, lift=lift, untied=untied,
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
    return replace(grid, title_at=(round(grid.origin[0] + above * slant), grid.origin[1] - above))


def _named_below(grid: Grid) -> Grid:
    """The grid with its title below its left corner, clear of the plane's lower edge."""
    x, y = grid.corner(grid.rows, 0)
    lower = grid.corner(grid.rows, min(grid.columns, 3))[1]
    return replace(grid, title_at=(round(x), round(max(y, lower)) + 6))


def _beside(grid: Grid, column: int, by: float) -> Vector:
    """Where a sign stands beside a plane: so far from the middle of its left or right edge."""
    x, y = grid.corner(grid.rows / 2, column)
    return round(x + by), round(y)


def _height(grid: Grid) -> int:
    _, top, _, bottom = _bounds(grid)
    return bottom - top


def _bounds(grid: Grid) -> Bounds:
    xs, ys = zip(*grid.outline(), strict=True)
    return int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))


def _bounds_of(grids: Iterable[Grid]) -> Bounds:
    lefts, tops, rights, bottoms = zip(*map(_bounds, grids), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _overhang(upper: Grid, lower: Grid) -> int:
    """How far down the lower plane has to move so that it just touches the upper one, straight above it."""
    xs = [x for x, _ in upper.outline() + lower.outline()]
    both = [(_span(upper, x), _span(lower, x)) for x in xs]
    return round(max((a[-1] - b[0] for a, b in both if a and b), default=0))


def _span(grid: Grid, x: float) -> list[float]:
    """Where a vertical line at x enters and leaves a plane; empty if it misses."""
    corners = grid.outline()
    ys = []
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if min(x0, x1) <= x <= max(x0, x1):
            ys += [y0, y1] if x0 == x1 else [y0 + (y1 - y0) * (x - x0) / (x1 - x0)]
    return sorted(ys)


STYLE = Style(units_px=(12, 46, 200), basis=basis, compose=compose)
