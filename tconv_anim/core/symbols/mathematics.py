"""Letters set as mathematics, in plain text: italic letters, indices below the line, powers above it.

Unicode has letters for this, which every text can hold. Painters slant their upright ones.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from tconv_anim.core.call_text import MINUS
from tconv_anim.core.symbols.polynomial import Monomial, Number, Polynomial, factors_of

MOST_LINES = 4  # of a sum in a cell
MOST_TERMS = 20  # of a sum that is written out; those of a 3x3 kernel and two channels, and a bias
DECIMAL_LETTERS = 4  # of a factor; one that takes more is a fraction
SUM = "Σ"
TIMES, PLUS = "·", " + "
_LOWER = str.maketrans("0123456789_", "₀₁₂₃₄₅₆₇₈₉‚")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BLOCKS = ((0x1D434, "A", 26), (0x1D44E, "a", 26), (0x1D6E2, "Α", 25), (0x1D6FC, "α", 25))
"""Where Unicode has italic letters: the first, the upright letter that it is, and how many follow."""


def _italics() -> dict[str, str]:
    found = {chr(ord(first) + n): chr(start + n) for start, first, count in _BLOCKS for n in range(count)}
    return found | {"h": "ℎ"}  # which was there before the others


ITALIC = _italics()
UPRIGHT = {italic: upright for upright, italic in ITALIC.items()}
"""The upright letter of each italic one."""


def plain(text: str) -> str:
    """A text with upright letters, for readers of text alone.

    >>> plain(symbol_text("w01"))
    'w₀₁'
    """
    return "".join(UPRIGHT.get(character, character) for character in text)


def has_letters(text: str) -> bool:
    """Whether letters of a text are set as mathematics."""
    return not UPRIGHT.keys().isdisjoint(text)


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a text in upright letters, each with whether it is set in italics.

    >>> list(runs("2·" + symbol_text("w01")))
    [('2·', False), ('w', True), ('₀₁', False)]
    """
    for italic, characters in groupby(text, key=UPRIGHT.__contains__):
        yield plain("".join(characters)), italic


def symbol_text(name: str) -> str:
    """A symbol as mathematics: its letters in italics, where Unicode has them, its index below the line."""
    letters = name.rstrip("0123456789_")
    composed = unicodedata.normalize("NFC", letters)
    return "".join(ITALIC.get(letter, letter) for letter in composed) + name[len(letters) :].translate(_LOWER)


def term_text(product: Monomial, factor: Number) -> str:
    """A product, with the sign of a negative factor.

    >>> term_text(("a", "a"), -2), term_text((), Fraction(9, 16)), plain(term_text(("b",), 1))
    ('−2·𝑎²', '9/16', 'b')
    """
    size = -factor if factor < 0 else factor
    written = [] if size == 1 and product else [_factor_text(size)]
    for name, times in factors_of(product):
        written.append(symbol_text(name) + ("" if times == 1 else str(times).translate(_RAISED)))
    return f"{MINUS if factor < 0 else ''}{TIMES.join(written)}"


def sum_text(value: Polynomial, most: int = MOST_TERMS) -> str:
    """A whole sum; of many products the first and the last.

    >>> from tconv_anim.core.symbols.polynomial import parse
    >>> plain(sum_text(parse("a*w01 - 2b + 1")))
    'a·w₀₁ − 2·b + 1'
    """
    terms = [term_text(*term) for term in value.terms] or ["0"]
    if len(terms) > most:
        terms = [*terms[:3], "…", terms[-1]]
    return PLUS.join(terms).replace(f"+ {MINUS}", f"{MINUS} ")


def cell_lines(value: Polynomial) -> tuple[str, ...]:
    """The products of a sum, one to a line, each but the first with its sign.

    >>> from tconv_anim.core.symbols.polynomial import parse
    >>> [plain(line) for line in cell_lines(parse("a*w01 - 2b + 1"))]
    ['a·w₀₁', '− 2·b', '+ 1']
    """
    first, *others = [term_text(*term) for term in value.terms] or ["0"]
    signed = (f"{MINUS} {term[1:]}" if term.startswith(MINUS) else f"+ {term}" for term in others)
    return (first, *signed)


def short_text(value: Polynomial) -> str:
    """A product, or of a sum how many there are: "Σ 4"."""
    terms = value.terms
    return f"{SUM} {len(terms)}" if len(terms) > 1 else term_text(*terms[0]) if terms else "0"


def stacked_lines(value: object) -> tuple[str, ...]:
    """The lines of a sum that a cell may have room for; none for anything else."""
    is_sum = isinstance(value, Polynomial) and 1 < len(value.terms) <= MOST_LINES
    return cell_lines(value) if is_sum else ()  # type: ignore[arg-type]


def count_terms(value: object) -> int:
    """How many products a sum of letters has; one for anything else."""
    return len(value.terms) if isinstance(value, Polynomial) else 1


def is_short(value: object) -> bool:
    """Whether a value is a sum that `short_text` says only the length of."""
    return count_terms(value) > 1


def _factor_text(factor: Number) -> str:
    decimal = repr(float(factor)).removesuffix(".0")
    if factor == int(factor):
        return str(int(factor))
    return decimal if len(decimal) <= DECIMAL_LETTERS and Fraction(decimal) == factor else str(factor)
