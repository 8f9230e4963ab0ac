"""The caption's parts, broken into lines."""

from __future__ import annotations

from functools import cache

from tconv_anim.core.message import Clauses
from tconv_anim.renderer.layout.font_sizes import Measure
from tconv_anim.scenes.texts import pieces

LINE_HEIGHT = 1.5  # of the font size


@cache
def wrap(part: Clauses, width_px: float, measure: Measure, px: int) -> tuple[str, ...]:
    """The lines of a part of the caption, none wider than `width_px`.

    Each clause begins a line. It is broken between its pieces, and a piece that is too long between its words.
    """
    lines: list[str] = []
    for clause in part:
        line = ""
        for piece in pieces(clause):
            if not line or measure(line + piece, px, False) <= width_px:
                line += piece
            else:
                lines.append(line)
                line = piece.lstrip()
        lines.append(line)
    return tuple(words for line in lines for words in _wrap_words(line, width_px, measure, px))


def _wrap_words(text: str, width_px: float, measure: Measure, px: int) -> list[str]:
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and measure(longer, px, False) > width_px:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]
