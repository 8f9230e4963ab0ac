"""What is written at a panel, in lines: its title, its subtitle and a sum; and the room that they take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from tconv_anim.core.message import Words
from tconv_anim.renderer.fonts import NUMBER, TEXT, Faces, in_use, measure
from tconv_anim.renderer.layout.font_sizes import DIGIT_HEIGHT, LINE_HEIGHT, Fonts, side
from tconv_anim.renderer.layout.lines import TERM, evenly, filled, words_of, wrap
from tconv_anim.renderer.layout.page import Grid
from tconv_anim.scenes.scene import Panel
from tconv_anim.scenes.texts import say

SUM_WIDTH = 22.0  # of the lines of a panel's sum, in sizes of their letters, at most
LINES_APART = 1.3  # in sizes of their letters
LETTER_HEIGHT = 0.85  # of the tallest letter with its halo, in its size
STRIDE_BELOW, STRIDE_PX = 0.4, 14  # of a cell, from the cells to the arrow of a stride; how long it is at least
LYING_SHARE = 0.6  # of this, below a lying plane
TOTAL = re.compile(r"[=≈] \S+$")
"""A line of a sum with nothing but what it comes to."""
DOT = re.compile(r"(?<= ·)(?= )")


Place = tuple[float, float]


class TitleLine(NamedTuple):
    """A line at a panel: the part that it belongs to and its number there, the text, its base line, size and weight."""

    part: str
    number: int
    text: str
    base: int
    px: int
    weight: str


def title_lines(panel: Panel, fonts: Fonts) -> Iterator[TitleLine]:
    """What is written at a panel, from top to bottom; base lines are in px below the top of all."""
    sums = _sum_lines(panel.sum, fonts) if panel.sum else ()
    parts = (
        ("title", _wrapped(panel, panel.title, fonts, fonts.label, NUMBER), fonts.label, NUMBER),
        ("subtitle", _wrapped(panel, panel.subtitle, fonts, fonts.sublabel, TEXT), fonts.sublabel, TEXT),
        ("sum", sums, fonts.sublabel, NUMBER),
    )
    base = 0
    for part, lines, px, weight in parts:
        for number, text in enumerate(lines):
            base += round(px * LINES_APART) if base else px + 1
            yield TitleLine(part, number, text, base, px, weight)


def title_height(panels: Iterable[Panel], fonts: Fonts) -> int:
    """Room for the tallest of the panels' titles, in px."""
    height = 0
    for panel in panels:
        if panel.title or panel.subtitle:
            lines = [line for line in title_lines(panel, fonts) if line.part != "sum"]
            sums = max((len(_sum_lines(words, fonts)) for words in panel.sums), default=0)
            below = sums * round(fonts.sublabel * LINES_APART)
            first = lines[0].px
            height = max(height, lines[-1].base - first - 1 + round(first * LINE_HEIGHT) + below + 4)
    return height


def is_card(panel: Panel) -> bool:
    """Whether it is one of a stack, whose heading is written at the first of it."""
    return bool(panel.subtitle) and not panel.title


def title_width(panel: Panel, fonts: Fonts) -> int:
    """Width of what is written at a panel, in px."""
    lines = ((line.text, line.px, line.weight) for line in title_lines(panel, fonts) if line.part != "sum")
    sums = ((text, fonts.sublabel, NUMBER) for words in panel.sums for text in _sum_lines(words, fonts))
    return round(max((measure(*line) for line in chain(lines, sums)), default=0.0) + 0.5)


def shows_stride(panel: Panel, unit: int) -> bool:
    """Whether an arrow shows how far it is from one placement to the next: names are shown, and it is long enough."""
    return panel.stride is not None and bool(panel.title) and panel.stride[1] * unit >= STRIDE_PX


def stride_height(panels: Iterable[Panel], unit: int, fonts: Fonts) -> int:
    """Room for such an arrow below upright cells, in px."""
    shown = any(shows_stride(panel, unit) for panel in panels)
    return round(STRIDE_BELOW * unit + DIGIT_HEIGHT * fonts.note) if shown else 0


def stride_at(panel: Panel, grid: Grid, fonts: Fonts) -> tuple[Place, Place, Place, str]:
    """The ends of such an arrow, and the left end of its words at their base line, clear of the cells above."""
    assert panel.stride is not None
    first, by = panel.stride
    below = STRIDE_BELOW * (grid.down[1] if grid.upright else side((grid.across, grid.down)) * LYING_SHARE)
    (x0, y0), (x1, y1) = (grid.corner(grid.rows, column) for column in (first, first + by))
    start, end = (x0, y0 + below), (x1, y1 + below)
    words, px = f"stride {by}", fonts.note
    left = end[0] + px / 2
    falls = grid.across[1] / grid.across[0] * (px / 2 + measure(words, px)) if grid.across[1] > 0 else 0.0
    down = max(DIGIT_HEIGHT / 2 * px, LETTER_HEIGHT * px - below)
    return start, end, (left, float(round(end[1] + falls + down))), words


def _wrapped(panel: Panel, words: Words, fonts: Fonts, px: int, weight: str) -> tuple[str, ...]:
    """The lines of a title; they break after a dot between its parts rather than within one."""
    width = min(fonts.line_em, panel.line_em) * fonts.sublabel
    return _lines_of_title(say(words), width, px, weight, in_use()) if words else ()


@lru_cache(maxsize=1 << 12)
def _lines_of_title(said: str, width: float, px: int, weight: str, faces: Faces) -> tuple[str, ...]:  # noqa: ARG001 # which are those in use
    lines = filled(DOT.split(said), width, px, weight)
    return tuple(part for line in lines for part in wrap((line,), width, px, weight))


def _sum_lines(words: Words, fonts: Fonts) -> tuple[str, ...]:
    """The lines of a sum, which begin with a sign; a term that is too long is broken between its words."""
    return _lines_of_sum(say(words), min(SUM_WIDTH, fonts.line_em) * fonts.sublabel, fonts.sublabel, in_use())


@lru_cache(maxsize=1 << 14)
def _lines_of_sum(said: str, width: float, px: int, faces: Faces) -> tuple[str, ...]:  # noqa: ARG001 # which are those in use
    terms = TERM.split(said)
    parts = (part for term in terms for part in ((term,) if measure(term, px, NUMBER) <= width else words_of(term)))
    lines = filled(parts, width, px, NUMBER)
    if TOTAL.match(lines[-1]):
        lines = evenly(terms, width, px, NUMBER)
    if TOTAL.match(lines[-1]) and measure(last := "".join(terms[-2:]).lstrip(), px, NUMBER) <= width:
        lines = filled((*terms[:-2], f" {last}"), width, px, NUMBER)
    return tuple(lines)
