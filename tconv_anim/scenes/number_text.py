"""Numbers and sizes as text that is the same in every language: of cells, captions and titles.

Where a value is a polynomial, its text is set as mathematics.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache

from tconv_anim.core.call_text import MINUS
from tconv_anim.core.symbols.mathematics import short_text, sum_text
from tconv_anim.core.symbols.polynomial import Polynomial

MAX_CHARACTERS = 6  # a longer number is shortened in a cell
Value = float | Polynomial
"""A number, or a sum of products of letters."""


def size_text(size: Iterable[int]) -> str:
    """3×5."""
    return "×".join(str(n) for n in size)


def index_text(index: Iterable[int]) -> str:
    """The index of a cell without its brackets: 0, 2."""
    return ", ".join(str(n) for n in index)


@lru_cache(maxsize=4096)  # the same few numbers are measured, drawn and said many times
def number_text(value: Value) -> str:
    """A cell's number: exact if it takes at most six characters; a longer one has up to four digits, below 1 two.

    >>> number_text(-7.0), number_text(117.5), number_text(4.5625), number_text(1 / 3), number_text(-1234.56)
    ('−7', '117.5', '4.5625', '0.33', '−1235')
    >>> number_text(123456.0), number_text(12345678.0), number_text(0.00001234)
    ('123456', '1.2e7', '1.2e-5')
    """
    if isinstance(value, Polynomial):
        if value.number is None:
            return short_text(value)
        value = float(value)
    if math.isinf(value):
        return "∞" if value > 0 else f"{MINUS}∞"
    exact = str(int(value)) if value == int(value) else repr(float(value))
    size = abs(value)
    if len(exact.lstrip("-")) <= MAX_CHARACTERS and "e" not in exact:
        text = exact
    elif size >= 10**MAX_CHARACTERS or 0 < size < 0.001:
        mantissa, exponent = f"{value:.1e}".split("e")
        text = f"{mantissa.removesuffix('.0')}e{int(exponent)}"
    elif size >= 1000:
        text = f"{value:.0f}"
    else:
        text = f"{value:.4g}" if size >= 100 else f"{value:.3g}" if size >= 1 else _below_one(value)
    return text.replace("-", MINUS) if value < 0 else text


def _below_one(value: float) -> str:
    """Two digits that count, but at most three behind the point."""
    return f"{value:.2g}" if abs(value) >= 0.01 else f"{round(value, 3):g}"


def is_rounded(value: Value) -> bool:
    """Whether a cell shows less than the whole number. An empty cell (NaN) does not.

    >>> is_rounded(1 / 3), is_rounded(117.5), is_rounded(math.nan), is_rounded(-math.inf)
    (True, False, False, False)
    """
    if isinstance(value, Polynomial):
        return value.number is not None and is_rounded(float(value))
    return math.isfinite(value) and float(number_text(value).replace(MINUS, "-")) != value


def exact_text(value: Value) -> str:
    """A number in a caption: exact with up to six significant digits, else as in a cell; of letters the whole sum.

    >>> exact_text(0.123456), exact_text(2 / 3)
    ('0.123456', '0.67')
    """
    if isinstance(value, Polynomial):
        if value.number is None:
            return sum_text(value)
        value = float(value)
    return _six_digits(value) if is_exact(value) else number_text(value)


def _six_digits(value: float) -> str:
    text = f"{value:.6g}" if abs(value) < 10**MAX_CHARACTERS else f"{value:.10g}"
    return text.replace("-", MINUS)


def is_exact(*values: Value) -> bool:
    """Whether a caption shows the whole numbers."""
    return all(map(_is_exact, values))


@lru_cache(maxsize=4096)
def _is_exact(value: Value) -> bool:
    if isinstance(value, Polynomial):
        return value.number is None or _is_exact(float(value))
    return float(_six_digits(value).replace(MINUS, "-")) == value


def result_text(value: Value) -> str:
    """A result in a caption, marked if it is rounded.

    >>> result_text(12.0), result_text(2 / 3)
    ('12', '≈ 0.67')
    """
    return exact_text(value) if is_exact(value) else f"≈ {exact_text(value)}"


def factor_text(value: Value) -> str:
    """A factor of a product, a negative one and a sum in brackets."""
    text = exact_text(value)
    return f"({text})" if text.startswith(MINUS) or " " in text else text


def pair_text(value: Value, operator: str, term: Value) -> str:
    """A cell in play: its value and its term, "10+2" or "3×−1"; a NaN value leaves "+2"."""
    left = "" if value != value else number_text(value)
    if operator == "+":
        added = number_text(term)
        return left + (added if added.startswith(MINUS) else f"+{added}")
    return f"{left}{operator}{number_text(term)}"
