"""How large texts are: numbers as their cells allow, what is around the cells as the page allows."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from tconv_anim.core.step import Array
from tconv_anim.core.symbols.mathematics import stacked_lines
from tconv_anim.renderer.fonts import CAP_HEIGHT, NUMBER, measure
from tconv_anim.renderer.layout.contents import Contents, in_line, value_text
from tconv_anim.scenes.number_text import Value, number_text, pair_text
from tconv_anim.scenes.scene import EVENED, SCALE, Panel

MIN_TEXT_PX = 12  # a number that does not fit its cell at this size is left out
LYING_TEXT_PX = 16  # the same on a lying plane, which shows it less high
TEXT_SHARE = 0.46  # of a cell's side, at most
ZOOMED_SHARE, SMALLEST_SHARE = 0.62, 0.68  # the same in panels with smaller cells; of the smallest numbers there
PAIR_SHARE = 0.43  # the same of each of two lines
SUM_SHARE = 0.84  # the same of all lines of a sum together
LINES_APART = 1.1  # of a sum, from one to the next, in sizes of its text
PAIR_APART = 0.5  # from the middle of a cell to that of each line, in sizes of its text
SIDE_SHARE = 0.065  # of a cell's side, free at each side of a number
ZOOMED_SIDE_PX = 2
DIGIT_HEIGHT = CAP_HEIGHT  # of the font size
TAG_SHARE, TAG_AT = 0.26, 0.07  # size of a cell's channel, and how far it is from the corner, in sides of the cell
COLUMN_SIDE_PX = 4  # free room at each side of a number in a column of small cells
MOST_MAPPED = 10  # cells along a side of a small map with numbers
SCALE_CELL = 1.8, 2.0  # size of a scale's cell, at least and at most, in sizes of its number
LINE_HEIGHT = 1.45  # of the font size
SIGN_SCALE = {"⋆": 2, "·": 2}  # the font draws these signs at half the size of the others
CAPTION_SHARE = 0.36  # of a cell's side: the text around the cells grows with them
CAPTION_PX = 14, 26  # at least and at most
SHARES = {"title": 1.6, "subtitle": 0.88, "label": 0.86, "sublabel": 0.8, "note": 0.76, "heading": 1.0, "sign": 1.5}
"""The sizes of other texts, in sizes of the caption's."""

Vector = tuple[int, int]
Basis = tuple[tuple[float, float], tuple[float, float]]
"""The steps from a cell to the next in its row and to the next in its column, in px."""


class Around(NamedTuple):
    """What a page asks of the texts around the cells.

    Attributes
    ----------
    scale : how much larger than usual they are at least
    line_em : how wide lines of panels' titles are at most, in sizes of their sublabels
    """

    scale: float = 1.0
    line_em: float = math.inf


USUAL = Around()


@dataclass(frozen=True)
class Fonts:
    """The sizes of an animation's texts in px.

    Attributes
    ----------
    text, pair, term, product : of numbers, of a number and a second operand below it ("10" and "+2"), of the second
        operand alone, and of both in a line ("10·2"); 0 if they do not fit their cells
    title, subtitle, caption, note : of the page, from top to bottom
    label, sublabel, sign, heading : of panels, between them, and of pictures
    zoomed : of numbers in panels with another zoom, by that zoom; 0 if they do not fit
    column_em : the widest number of a column in such panels, whose cells are as wide as it needs, by their part
    spare_em : the widest number of panels whose numbers are shown only where there is room, by their part
    scale, scale_em : of the numbers that say what shades mean, and the widest of them
    sums : of sums of letters with a product on each line, by the number of lines; those that do not fit are left out
    line_em : how wide lines of panels' titles are at most, in sizes of their sublabels
    """

    text: int = 0
    pair: int = 0
    term: int = 0
    product: int = 0
    caption: int = CAPTION_PX[0]
    title: int = 22
    subtitle: int = 13
    label: int = 13
    sublabel: int = 12
    note: int = 12
    heading: int = 14
    sign: int = 21
    zoomed: Mapping[float, int] = field(default_factory=dict)
    column_em: Mapping[str, float] = field(default_factory=dict)
    spare_em: Mapping[str, float] = field(default_factory=dict)
    scale: int = 0
    scale_em: float = 0.0
    sums: Mapping[int, int] = field(default_factory=dict)
    line_em: float = math.inf

    def around(self, caption: int) -> Fonts:
        """The same with texts around the cells that suit a caption of this size."""
        sizes = {name: max(MIN_TEXT_PX, round(share * caption)) for name, share in SHARES.items()}
        return replace(self, caption=caption, **sizes)  # type: ignore[arg-type]

    def numbers(self, panel: Panel) -> int:
        """The size of a panel's numbers; 0 if they do not fit."""
        if panel.id.part == SCALE:
            return self.scale
        if panel.id.part == EVENED:
            return self.note if self.text and max(panel.shape) <= MOST_MAPPED else 0
        return self.text if panel.zoom == 1 else self.zoomed.get(panel.zoom, 0)

    def spare(self, panel: Panel, cell_px: int) -> int:
        """The size of the numbers of a panel that are shown only if they fit its cells, which have this size; or 0."""
        width_em, most = self.spare_em.get(panel.id.part, 0.0), self.text or cell_px
        sizes = (text_px(width_em, cell_px, most, share, ZOOMED_SIDE_PX) for share in (ZOOMED_SHARE, SMALLEST_SHARE))
        return next(filter(None, sizes), 0)

    def scale_cell(self, unit: int) -> int:
        """The size of a scale's cell in px: that of other cells, as far as its number allows."""
        least, most = (round(share * self.scale) for share in SCALE_CELL)
        return max(min(unit, most), round(self.scale_em * self.scale) + 2 * COLUMN_SIDE_PX, least)

    def gap(self, px: int) -> int:
        """A gap for a sign in px; it is `px` if signs have their usual size."""
        return round(px * self.sign / Fonts.sign)


def fonts_for(contents: Contents, basis: Basis, around: Around = USUAL) -> Fonts:
    """Font sizes for cells of this basis.

    Parameters
    ----------
    contents : what the animation needs room for
    basis : of the cells
    around : of the texts around the cells
    """
    cell = side(basis)
    least = LYING_TEXT_PX if basis[0][1] else MIN_TEXT_PX
    text = text_px(contents.value_em, cell, cell, least=least)
    pair = text_px(contents.pair_em, cell, text or cell, PAIR_SHARE, least=least)
    term, product = (text_px(em, cell, text or cell, least=least) for em in (contents.term_em, contents.product_em))
    digit_em = measure("0", 100, NUMBER) / 100
    zoomed = {
        zoom: next(filter(None, (text_px(max(width, digit_em), cell * zoom, text or cell, share, ZOOMED_SIDE_PX)
                                 for share in (ZOOMED_SHARE, SMALLEST_SHARE))), 0)
        for zoom, width in contents.zoomed_em.items()
    }  # fmt: skip
    sums = {n: text_px(em, cell, text or cell, SUM_SHARE / n, least=least) for n, em in contents.sum_em.items()}
    caption = max(round(CAPTION_PX[0] * around.scale), min(round(CAPTION_SHARE * cell), CAPTION_PX[1]))
    has_terms = text and contents.term_em
    return Fonts(
        text, pair if has_terms else 0, term if has_terms else 0, product if has_terms else 0, zoomed=zoomed,
        column_em=contents.column_em, spare_em=contents.spare_em,
        scale=min(text or caption, caption), scale_em=contents.scale_em,
        sums={n: px for n, px in sums.items() if px}, line_em=around.line_em,
    ).around(caption)  # fmt: skip


def side(basis: Basis) -> int:
    """The side of a cell in px, on its own plane."""
    (x, y), _ = basis
    return round(math.sqrt(x * x + y * y))


def shows_numbers(contents: Contents, fonts: Fonts) -> bool:
    """Whether all numbers of an animation fit their cells."""
    return bool(fonts.text or not contents.value_em) and all(fonts.zoomed.values())


def text_px(
    width_em: float, cell_px: float, most_px: int, share: float = TEXT_SHARE, side_px: float = 0.0,
    least: int = MIN_TEXT_PX,
) -> int:  # fmt: skip
    """The largest font size at which a text of this width fits a cell; 0 if it does not fit at the least."""
    if not width_em:
        return 0
    room = cell_px - 2 * max(side_px, SIDE_SHARE * cell_px, ZOOMED_SIDE_PX)
    px = int(min(most_px, share * cell_px, room / width_em))
    return px if px >= least else 0


def shows_sums(contents: Contents, fonts: Fonts) -> bool:
    """Whether all sums of a few letters fit their cells, a product on each line."""
    return len(fonts.sums) == len(contents.sum_em)


def number_lines(fonts: Fonts, panel: Panel, px: int, value: Value, term: Value) -> list[tuple[str, int]]:
    """The lines of a cell and their font sizes in px: a number, a term, or both, which are side by side in a column.

    A sum of a few letters has a line for each product if these fit.

    `px` is that of the panel, a missing value or term is NaN.
    """
    if term == term:
        alone = pair_text(math.nan, panel.operator, term)
        if panel.is_vector and value != value:  # where nothing was, what is added is the sum
            return [(number_text(term) if panel.operator == "+" else alone, px)]
        if panel.is_vector:
            return [(value_text(panel, value), px), (alone, px)]
        if panel.in_line and value == value and fonts.product:
            return [(in_line(panel, value, term), fonts.product)]
        if value == value and fonts.pair:
            number = number_text(value)
            lines = [f"{number_text(term)}×", number] if panel.operator == "·" else [number, alone]
            return [(line, fonts.pair) for line in lines]
        if panel.operator == "+" and fonts.term:  # the sum comes with the next shot
            return [(number_text(term) if value != value else alone, fonts.text if value != value else fonts.term)]
    if value != value:
        return []
    stacked = stacked_lines(value)
    if len(stacked) in fonts.sums and panel.zoom == 1:
        return [(line, fonts.sums[len(stacked)]) for line in stacked]
    return [(value_text(panel, value), px)]


def with_room_for_signs(panel: Panel, px: int, cell_px: int) -> Panel:
    """A panel of second operands alone, without their sign if one of them does not fit its cell with it."""
    if panel.terms is None:
        return panel
    widest = max(
        measure(pair_text(math.nan, panel.operator, term), px, NUMBER) for term in panel.terms.ravel().tolist()
    )
    return panel if widest <= cell_px - 2 * ZOOMED_SIDE_PX else replace(panel, operator="")


def rotated_px(values: list[Value], corners: Array, most_px: int) -> int:
    """The font size at which all of a rotated panel's numbers fit its cells; 0 if they do not."""
    widest = max((measure(number_text(value), 100, NUMBER) / 100 for value in values if value == value), default=0.0)
    first, across, _, down = corners[0, 0]
    (ax, ay), (dx, dy) = (across - first).tolist(), (down - first).tolist()
    area = abs(ax * dy - ay * dx)
    for px in range(most_px, MIN_TEXT_PX - 1, -1):
        half_width, half_height = widest * px / 2 + 1, DIGIT_HEIGHT * px / 2 + 1
        # The text's corners in cell coordinates, from the centre: both are within half a cell.
        along = (half_width * abs(dy) + half_height * abs(dx)) / area
        beside = (half_height * abs(ax) + half_width * abs(ay)) / area
        if along <= 0.5 and beside <= 0.5:
            return px
    return 0


def tag_px(fonts: Fonts, panel: Panel, cell_px: float) -> int:
    """The size of the small numbers that say the channels of cells beside their numbers; 0 if there is no room."""
    text, px = fonts.numbers(panel), max(MIN_TEXT_PX, round(TAG_SHARE * cell_px))
    return px if text and TAG_AT * cell_px + DIGIT_HEIGHT * (px + text / 2) + 1 <= cell_px / 2 else 0
