"""What every painter draws alike: widths of lines, dashes, what a cell's number reads and how large it is."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.layout import ZOOMED_SHARE, text_px
from tconv_anim.renderer.layout.page import Fonts, Measure
from tconv_anim.scenes.number_text import number_text, pair_text
from tconv_anim.scenes.scene import Panel

LINE_PX = 1.0
LINK_PX = 1.0
OUTLINE_PX = 2.0
DASHES = (3.0, 3.0)
HALO_PX = 2
SIGN_SCALE = {"⋆": 2}  # the font draws this one at half the size of the others
LINED_PX = 7  # cells smaller than this have no lines around them


def number_label(fonts: Fonts, panel: Panel, px: int, value: float, term: float) -> tuple[str, int]:
    """What a panel's cell reads, and its size in px where the panel's numbers have `px`; what it lacks is NaN."""
    if term == term:
        if panel.is_column:
            return pair_text(value, panel.operator, term), px
        if fonts.pair:
            return pair_text(value, panel.operator, term), fonts.pair
        if panel.operator == "+" and fonts.term:  # the sum comes with the next shot
            return pair_text(np.nan, panel.operator, term), fonts.term
    return number_text(value) if value == value else "", px


def turned_px(values: list[float], corners: Array, most_px: int, measure: Measure) -> int:
    """The font size at which all of a turned panel's numbers fit its cells; 0 where they do not."""
    widest = max((measure(number_text(value), 100, False) / 100 for value in values if value == value), default=0.0)
    first, across, _, down = corners[0, 0]
    return text_px(widest, ((across - first).tolist(), (down - first).tolist()), most_px, ZOOMED_SHARE)
