"""Lying planes without products: the output's above the input's, or beside it, with the kernel at their side."""

from __future__ import annotations

from dataclasses import replace

from tconv_anim.renderer.layout.font_sizes import Fonts
from tconv_anim.renderer.layout.page import Grid, PlacedPicture
from tconv_anim.renderer.layout.styles._lying import (
    CLEARANCE_PX,
    GAP_SHARE,
    SIGN_GAP_PX,
    basis,
    height_of,
    middle_of,
    named_above,
    named_below,
    placed_planes,
    right_of,
    sign_beside,
    stride_ends,
)
from tconv_anim.renderer.layout.styles._planes import overhang
from tconv_anim.renderer.layout.titles import title_height, title_width
from tconv_anim.scenes.scene import Panel

BELOW_SHARE = 1.5  # of a sign, between the input and the kernel below it


def hanging(parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """The output's plane above the input's, and the kernel, if it is drawn, beside what it is multiplied with."""
    upper, lower = (Grid((0, 0), *basis(unit, 2), *parts[part].shape) for part in ("output", "input"))
    upper, lower = (grid.moved(-(grid.bounds[0] + grid.bounds[2]) // 2, 0) for grid in (upper, lower))
    lower = lower.moved(0, unit + CLEARANCE_PX + overhang(upper, lower))
    lower = named_below(lower, title_width(parts["input"], fonts), *stride_ends(parts["input"], lower, fonts))
    upper = named_above(upper, title_height([parts["output"]], fonts))
    if "kernel" not in parts:
        return placed_planes(parts, (lower, upper), [], upper.title_at[1], fonts)
    above, kernel = title_height([parts["kernel"]], fonts), Grid((0, 0), *basis(unit, 2), *parts["kernel"].shape)
    space = max(round(GAP_SHARE * unit), fonts.gap(SIGN_GAP_PX))
    kernel = named_above(right_of(lower, kernel, space, round(lower.corner(0, lower.columns)[1]) + above), above)
    x, y = sign_beside(kernel, 0, -0.5 * space)
    named_to = lower.title_at[0] + title_width(parts["input"], fonts) + (CLEARANCE_PX + fonts.sign) // 2
    aside = max(0, named_to - x) if y + fonts.sign // 2 > lower.title_at[1] else 0
    kernel, times = named_above(kernel.moved(aside, 0), above), (x + aside, y)
    only = frozenset({parts["kernel"].id})
    return replace(placed_planes(parts, (lower, kernel, upper), [times], upper.title_at[1], fonts), untied=only)


def side_by_side(parts: dict[str, Panel], unit: int, fonts: Fonts) -> PlacedPicture:
    """The input's plane and at its right the output's, for wide pages."""
    given, output = (Grid((0, 0), *basis(unit, 2), *parts[part].shape) for part in ("input", "output"))
    tallest = max(height_of(given), height_of(output))
    given = given.moved(0, (tallest - height_of(given)) // 2)
    output = right_of(given, output, 2 * unit, (tallest - height_of(output)) // 2)
    above = title_height([parts["input"], parts["output"]], fonts)
    given, output = named_above(given, above), named_above(output, above)
    return placed_planes(parts, (given, output), [], min(given.title_at[1], output.title_at[1]), fonts)


def beside_kernel(parts: dict[str, Panel], unit: int, fonts: Fonts, *, below: bool) -> PlacedPicture:
    """The kernel left of the input, or `below` it, and at its right the output, for wide pages."""
    kernel, given, output = (Grid((0, 0), *basis(unit, 2), *parts[of].shape) for of in ("kernel", "input", "output"))
    space = max(round(GAP_SHARE * unit), fonts.gap(SIGN_GAP_PX))
    high = {of: title_height([panel], fonts) for of, panel in parts.items()}
    if below:
        down = height_of(given) + round(BELOW_SHARE * fonts.sign)
        kernel = kernel.moved(middle_of(given) - middle_of(kernel), down)
        sign = round((middle_of(given) + middle_of(kernel)) / 2), (height_of(given) + down) // 2
        tallest = max(down + height_of(kernel), height_of(output))
        top = (tallest - down - height_of(kernel)) // 2
        kernel, given, sign = kernel.moved(0, top), given.moved(0, top), (sign[0], sign[1] + top)
    else:
        tallest = max(map(height_of, (kernel, given, output)))
        kernel = kernel.moved(0, (tallest - height_of(kernel)) // 2)
        given = right_of(kernel, given, space, (tallest - height_of(given)) // 2)
        sign = sign_beside(given, 0, -0.5 * space)
    y = (tallest - height_of(output)) // 2
    wide = max(right_of(plane, output, 2 * unit, y).origin[0] for plane in (kernel, given))
    output = named_above(output.moved(wide, y), high["output"])
    given = named_above(given, high["input"])
    kernel = named_below(kernel) if below else named_above(kernel, high["kernel"])
    top = min(given.title_at[1], output.title_at[1], kernel.title_at[1])
    only = frozenset({parts["kernel"].id})
    return replace(placed_planes(parts, (given, kernel, output), [sign], top, fonts), untied=only)
