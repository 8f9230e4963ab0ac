"""Lines of text: where they break, between words or, in Chinese and Japanese, between letters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from tconv_anim.core.message import Clauses
from tconv_anim.renderer.fonts import TEXT, Faces, in_use, measure, units
from tconv_anim.renderer.fonts.table import UNITS
from tconv_anim.scenes.texts import IDEOGRAPH, is_ideograph, pieces, say

NOT_FIRST = "、。，．：；？！）」』】〕〉》”’…・ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ々℃％,.:;?!)]}%°"
"""What no line begins with."""
NOT_LAST = "（「『【〔〈《“‘([{"
"""What no line ends with."""
KATAKANA, PARTICLES = "ァ-ヺー", "のをはがにへとでも"
"""Of Japanese: letters of loan words, which stay together, and what no line begins with after another letter."""
NARROWER = (0.95, 0.9, 0.85, 0.8)
"""Shares of the width that are tried where the last line is too short."""
LONGEST_WORD, PIECE = 48, 8
"""Letters of a word from which on it is broken, into pieces of so many."""
SPACE = re.compile(r" (?![^\[\]]{0,12}\])")
"""Between words; those of an index in brackets are one."""
LAST_LETTERS = 3
"""How long a last line is at least, in letters as wide as they are high."""


@cache
def _word(ideographs: str) -> re.Pattern[str]:
    """What stays together: a letter of Chinese or Japanese, or a word of katakana or of others, with its signs.

    A particle of Japanese stays with what is before it.

    `ideographs` is the range of the former, or "" for a text that has none.
    """
    letter = f"(?:[{KATAKANA}]+|[{ideographs}])[{PARTICLES}]?|" if ideographs else ""
    letters = f"[^{ideographs}{re.escape(NOT_LAST)}、。，：；？！）」』】〕〉》]+"
    return re.compile(f"[{re.escape(NOT_LAST)}]*(?:{letter}{letters}|.)[{re.escape(NOT_FIRST)}]*")


def words_of(text: str) -> list[str]:
    """A text as parts between which a line may break; a part that begins after a space has it.

    >>> words_of("the stamp"), words_of("用 −2 缩放（整个）核，相加。")
    (['the', ' stamp'], ['用', ' −2', ' 缩', '放', '（整', '个）', '核，', '相', '加。'])
    >>> words_of("to [1, 2]")
    ['to', ' [1, 2]']
    >>> words_of("窓はカーネルと動く")
    ['窓は', 'カーネルと', '動', 'く']
    """
    found: list[str] = []
    word_of = _word(IDEOGRAPH if any(map(is_ideograph, text)) else "")
    for n, word in enumerate(SPACE.split(text)):
        first, *rest = word_of.findall(word) or [""]
        found += [f" {first}" if n else first, *rest]
    return [piece for word in found for piece in (_pieces_of(word) if len(word) > LONGEST_WORD else (word,))]


def _pieces_of(word: str) -> Iterable[str]:
    return (word[at : at + PIECE] for at in range(0, len(word), PIECE))


def wrap(part: Clauses, width_px: float, px: int, weight: str = TEXT) -> tuple[str, ...]:
    """The lines of a part of the caption, none wider than `width_px`.

    Each clause begins a line. It is broken between its pieces, and a piece that is too long between its words.
    """
    return _wrapped(part, width_px, px, weight, in_use())


@lru_cache(maxsize=1 << 16)
def _wrapped(part: Clauses, width_px: float, px: int, weight: str, faces: Faces) -> tuple[str, ...]:  # noqa: ARG001 # which are those in use
    lines = (line for clause in part for line in _filled_by(pieces(clause), width_px, px, weight))
    return tuple(words for line in lines for words in _broken(line, width_px, px, weight))


def _filled_by(parts: tuple[str, ...], width_px: float, px: int, weight: str) -> list[str]:
    """The pieces joined to lines; a result, such as " = 5", stays with what it comes from, if these fit a line."""
    lines = filled(parts, width_px, px, weight)
    *others, numbers, result = "", *parts
    together = (numbers + result).lstrip(" ")
    if result.startswith(" = ") and lines[-1] == result.lstrip(" ") and measure(together, px, weight) <= width_px:
        return filled((*filter(None, others), numbers + result), width_px, px, weight)
    return lines


def _broken(line: str, width_px: float, px: int, weight: str) -> list[str]:
    """A text in lines, of which the last one is no single letter or number if others can be shorter."""
    words = words_of(line)
    lines = filled(words, width_px, px, weight)
    if len(lines) == 1:
        return lines
    narrower = (filled(words, share * width_px, px, weight) for share in NARROWER)
    tried = [lines, *(found for found in narrower if len(found) == len(lines))]
    return next((found for found in tried if measure(found[-1], px, weight) >= LAST_LETTERS * px), lines)


TERM = re.compile(r"(?= [+−=≈] )")
"""Where a sum breaks that is too long for a line: before a sign with spaces around it."""
ITEM = re.compile(r"(?<=[,;])(?= (?!…))(?![^\[]*\])|(?<=[，；、])(?!…)")
"""Where several sums break; within the brackets of an index there is no break."""


def wrap_sums(part: Clauses, width_px: float, px: int, weight: str) -> tuple[str, ...]:
    """The lines of sums: as many of them on each line, as nearly as can be; of one that is too long as many terms.

    >>> from tconv_anim.renderer.fonts import NUMBER
    >>> wrap_sums(("25 + 7·1 = 32, 2 + 7·2 = 16, …",), 120, 14, NUMBER)
    ('25 + 7·1 = 32,', '2 + 7·2 = 16, …')
    >>> wrap_sums(("output[1, 0] = 65 + 86 = 151",), 120, 14, NUMBER)
    ('output[1, 0] = 65', '+ 86 = 151')
    """
    return _wrapped_sums(part, width_px, px, weight, in_use())


@lru_cache(maxsize=1 << 16)
def _wrapped_sums(part: Clauses, width_px: float, px: int, weight: str, faces: Faces) -> tuple[str, ...]:  # noqa: ARG001 # which are those in use
    lines = (line for clause in part for line in evenly(ITEM.split(say(clause)), width_px, px, weight))
    return tuple(words for line in lines for words in evenly(TERM.split(line), width_px, px, weight))


def evenly(terms: list[str], width_px: float, px: int, weight: str) -> list[str]:
    """The lines of a sum with as many terms on each, as nearly as can be; or else each as long as there is room.

    What it comes to stands behind the last term, so that nine products are three lines of three.
    """
    lines = filled(terms, width_px, px, weight)
    *before, result = terms
    ways = [[*before[:-1], before[-1] + result], terms] if before and result.startswith(" = ") else [terms]
    for way in ways:
        each = -(-len(way) // len(lines))
        even = ["".join(way[n : n + each]).lstrip() for n in range(0, len(way), each)]
        if all(measure(line, px, weight) <= width_px for line in even):
            return even
    return lines


def filled(parts: Iterable[str], width_px: float, px: int, weight: str) -> list[str]:
    """The parts joined to lines, each as long as there is room."""
    lines, used = [""], 0.0
    for part in parts:
        longer = used + units(part, weight)
        if lines[-1] and longer * px / UNITS > width_px:
            lines.append(part.lstrip(" "))
            used = units(lines[-1], weight)
        else:
            lines[-1] += part
            used = longer
    return lines
