"""The number in a cell: its text and its font size, the same for every painter."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.layout.font_sizes import ZOOMED_SHARE, Fonts, Measure, text_px
from tconv_anim.scenes.number_text import number_text, pair_text
from tconv_anim.scenes.scene import Panel


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


def rotated_px(values: list[float], corners: Array, most_px: int, measure: Measure) -> int:
    """The font size at which all of a rotated panel's numbers fit its cells; 0 if they do not."""
    widest = max((measure(number_text(value), 100, False) / 100 for value in values if value == value), default=0.0)
    first, across, _, down = corners[0, 0]
    return text_px(widest, ((across - first).tolist(), (down - first).tolist()), most_px, ZOOMED_SHARE)
