"""How large texts are: numbers as their cells allow, what is around the cells as the page allows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.fonts import CAP_HEIGHT, NUMBER, measure
from tconv_anim.renderer.layout.contents import Contents
from tconv_anim.scenes.number_text import number_text, pair_text
from tconv_anim.scenes.scene import SCALE, Panel

MIN_TEXT_PX = 11  # a number that does not fit its cell at this size is left out
MAX_TEXT_PX = 20
SCALE_TEXT_PX = 12  # of the numbers that say what shades mean, where cells show no numbers
TEXT_SHARE = 0.5  # of a cell's height, at most
ZOOMED_SHARE = 0.62  # the same in panels with smaller cells
SIDE_PX, ZOOMED_SIDE_PX = 3, 2  # free room at each side of a number in an upright cell
DIGIT_HEIGHT = CAP_HEIGHT  # of the font size
COLUMN_SIDE_PX = 4  # free room at each side of a number in a column of small cells
SCALE_CELL = 1.8, 2.8  # size of a scale's cell, at least and at most, in sizes of its number
LINE_HEIGHT = 1.5  # of the font size
SIGN_SCALE = {"⋆": 2}  # the font draws this sign at half the size of the others

Vector = tuple[int, int]
Basis = tuple[tuple[float, float], tuple[float, float]]
"""The steps from a cell to the next in its row and to the next in its column, in px."""


@dataclass(frozen=True)
class Fonts:
    """The sizes of an animation's texts in px.

    Attributes
    ----------
    text, pair, term : of numbers, of numbers with a second operand ("10+2") and of the second operand alone ("+2");
        0 if they do not fit their cells
    title, subtitle, caption, sign, heading : of what is around the cells
    zoomed : of numbers in panels with another zoom, by that zoom; 0 if they do not fit
    column_em : the widest number of a column in such a panel, whose cells are as wide as it needs
    scale, scale_em : of the numbers that say what shades mean, and the widest of them
    """

    text: int = 0
    pair: int = 0
    term: int = 0
    title: int = 14
    subtitle: int = 12
    caption: int = 14
    sign: int = 24
    heading: int = 16
    zoomed: Mapping[float, int] = field(default_factory=dict)
    column_em: float = 0.0
    scale: int = 0
    scale_em: float = 0.0

    def scaled(self, factor: float) -> Fonts:
        """The same with larger texts around the cells."""
        names = ("title", "subtitle", "caption", "sign", "heading")
        return replace(self, **{name: max(MIN_TEXT_PX, round(getattr(self, name) * factor)) for name in names})

    def numbers(self, panel: Panel) -> int:
        """The size of a panel's numbers; 0 if they do not fit."""
        if panel.id.part == SCALE:
            return self.scale
        return self.text if panel.zoom == 1 else self.zoomed.get(panel.zoom, 0)

    def scale_cell(self, unit: int) -> int:
        """The size of a scale's cell in px: that of other cells, as far as its number allows."""
        least, most = (round(share * self.scale) for share in SCALE_CELL)
        return max(min(unit, most), round(self.scale_em * self.scale) + 2 * COLUMN_SIDE_PX, least)

    def gap(self, px: int) -> int:
        """A gap for a sign in px; it is `px` if signs have their usual size."""
        return round(px * self.sign / Fonts.sign)


def fonts_for(contents: Contents, unit: int, basis: Basis, scale: float = 1.0, *, equal_cells: bool) -> Fonts:
    """Font sizes for cells of this unit: numbers not much larger than sums, the rest as the page allows.

    Parameters
    ----------
    contents : what the animation needs room for
    unit, basis : of the cells
    scale : how much larger than usual the texts are
    equal_cells : whether the kernel's cells are as large as the others
    """
    value_em = max(contents.value_em, contents.kernel_em) if equal_cells else contents.value_em
    text = text_px(value_em, basis, round(MAX_TEXT_PX * scale))
    pair = text_px(contents.pair_em, basis, text or MAX_TEXT_PX)
    if pair:
        text = min(text, round(pair * 1.25))
    term = text_px(contents.term_em, basis, text or MAX_TEXT_PX)
    digit_em = measure("0", 100, NUMBER) / 100
    zoomed = {
        zoom: text_px(max(width, digit_em), ((cell, 0), (0, cell)), text or MAX_TEXT_PX, ZOOMED_SHARE, ZOOMED_SIDE_PX)
        for zoom, width in contents.zoomed_em.items()
        for cell in [round(unit * zoom)]
    }
    fonts = Fonts(
        text, pair if text else 0, term if text else 0, zoomed=zoomed, column_em=contents.column_em,
        scale=text or round(SCALE_TEXT_PX * scale), scale_em=contents.scale_em,
    )  # fmt: skip
    return fonts.scaled(scale)


def shows_numbers(contents: Contents, fonts: Fonts) -> bool:
    """Whether all numbers of an animation fit their cells."""
    return bool(fonts.text or not contents.value_em) and all(fonts.zoomed.values())


def text_px(width_em: float, basis: Basis, most_px: int, share: float = TEXT_SHARE, side_px: int = SIDE_PX) -> int:
    """The largest font size at which a text of this width fits a cell; 0 if it does not fit at 11 px."""
    if not width_em:
        return 0
    (ax, ay), (dx, dy) = basis
    area = ax * dy - ay * dx
    height = (abs(ay) + abs(dy)) * share
    for px in range(min(most_px, int(height)), MIN_TEXT_PX - 1, -1):
        half_width, half_height = width_em * px / 2 + (1 if ay else side_px), DIGIT_HEIGHT * px / 2 + 1
        # The text's corners in cell coordinates, from the centre: both are within half a cell.
        along = (half_width * abs(dy) + half_height * abs(dx)) / area
        beside = (half_height * abs(ax) + half_width * abs(ay)) / area
        if along <= 0.5 and beside <= 0.5:
            return px
    return 0


def number_label(fonts: Fonts, panel: Panel, px: int, value: float, term: float) -> tuple[str, int]:
    """The text of a cell and its font size in px; `px` is that of the panel, a missing value or term is NaN."""
    if term == term:
        if panel.is_column:
            return pair_text(value, panel.operator, term), px
        if fonts.pair:
            return pair_text(value, panel.operator, term), fonts.pair
        if panel.operator == "+" and fonts.term:  # the sum comes with the next shot
            return pair_text(np.nan, panel.operator, term), fonts.term
    return number_text(value) if value == value else "", px


def rotated_px(values: list[float], corners: Array, most_px: int) -> int:
    """The font size at which all of a rotated panel's numbers fit its cells; 0 if they do not."""
    widest = max((measure(number_text(value), 100, NUMBER) / 100 for value in values if value == value), default=0.0)
    first, across, _, down = corners[0, 0]
    return text_px(widest, ((across - first).tolist(), (down - first).tolist()), most_px, ZOOMED_SHARE)
