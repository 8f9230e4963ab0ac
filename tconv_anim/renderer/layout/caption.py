"""The caption's parts, broken into lines."""

from __future__ import annotations

from functools import cache

from tconv_anim.core.message import Clauses, clauses, message
from tconv_anim.renderer.layout.font_sizes import Measure
from tconv_anim.scenes.scene import Caption
from tconv_anim.scenes.texts import pieces

LINE_HEIGHT = 1.5  # of the font size


def caption_parts(caption: Caption) -> tuple[Clauses, Clauses, Clauses, Clauses, Clauses]:
    """The caption's parts, in the order in which they are written."""
    now = clauses(caption.progress)
    if caption.detail:
        first, *others = caption.detail
        now = (message("labelled", label=caption.progress, words=first), *others)
    return caption.call, now, caption.sums, caption.formula, caption.note


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
