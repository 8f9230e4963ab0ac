"""The title of a page, and below it the layer and the formulas of its size."""

from __future__ import annotations

from typing import NamedTuple

from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.renderer.fonts import TEXT, TITLE
from tconv_anim.renderer.layout.contents import Contents
from tconv_anim.renderer.layout.font_sizes import LINE_HEIGHT, Fonts, Vector
from tconv_anim.renderer.layout.lines import wrap


class TextLine(NamedTuple):
    """A line of text that stays the same: what it says, where, how large, its weight and its ink."""

    text: str
    at: Vector
    px: int
    weight: str
    ink: str


def head_lines(contents: Contents, fonts: Fonts, width: int, margin: int) -> tuple[TextLine, ...]:
    """The title and what is below it."""
    if not contents.captions:
        return ()
    caption = next(iter(contents.captions))
    found: list[TextLine] = []
    y = margin
    for words, px, weight, ink in (
        ((caption.title,) if caption.title else (), fonts.title, TITLE, "page.ink"),
        (*_about(contents, width, fonts), TEXT, "page.muted"),
    ):
        for line in wrap(words, width, px, weight):
            y += round(px * (1.0 if not found else LINE_HEIGHT))
            found.append(TextLine(line, (margin, y), px, weight, ink))
    return tuple(found)


def _about(contents: Contents, width: int, fonts: Fonts) -> tuple[Clauses, int]:
    """What the lines below the title say, the layer and the formulas of its size, and how large they are.

    They are on as few lines as have room, for which they are as small as notes at the least.
    """
    call = next(iter(contents.captions)).call
    formula = next((caption.formula for caption in contents.captions if caption.formula), ())
    ways = [(_joined((*call, *formula), width, px), px) for px in (fonts.subtitle, fonts.note)]
    return min(ways, key=lambda way: len(wrap(way[0], width, way[1])))


def _joined(clauses: Clauses, width: int, px: int) -> Clauses:
    """The clauses, those that have room there on the line of the one before."""
    found: list[Words] = []
    for words in clauses:
        joined = message("dots", items=(*found[-1:], words))
        if found and len(wrap((joined,), width, px)) == len(wrap((found[-1],), width, px)):
            found[-1] = joined
        else:
            found.append(words)
    return tuple(found)
