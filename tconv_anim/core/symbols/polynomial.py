"""Letters as numbers: sums of products such as 2*a*w00 - b, exact, which arrays of objects hold."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from math import inf, isfinite
from numbers import Integral, Real
from typing import Any

MOST_LETTERS = 8  # of a symbol's name
MOST_DIGITS = 300  # of a number
LARGEST = int(sys.float_info.max)
NOT_SYMBOLS = ("nan", "inf", "infinity")  # what programs write for numbers that are none
NAME = r"[^\W\d_]+\d*(?:_\d+)*"
_NUMBER, _POWER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,2})?(?:/\d+)?", rf"{NAME}(?:\^[1-9]\d?)?"
_TERM = re.compile(rf"([+-]?)((?:{_NUMBER}(?:\*?{_POWER})?|{_POWER})(?:\*(?:{_NUMBER}|{_POWER}))*)")
_FACTOR = re.compile(rf"((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{{1,2}})?)(?:/(\d+))?|({NAME})(?:\^(\d+))?")
_AS_TYPED = str.maketrans("₀₁₂₃₄₅₆₇₈₉·×−", "0123456789**-")

Monomial = tuple[str, ...]
"""The symbols of a product, in the order of their names; one that is squared is in it twice."""
Number = int | Fraction


class Polynomial:
    """A sum of products of symbols, each with an exact factor. Numbers are polynomials without symbols.

    >>> a, w = symbol("a"), symbol("w00")
    >>> print(2 * a * w - a * w + 0 * a, (a + 1) * (a - 1))
    a*w00 a^2 - 1
    """

    __slots__ = ("_terms",)

    def __init__(self, terms: Mapping[Monomial, Number]) -> None:
        self._terms = terms

    @property
    def terms(self) -> list[tuple[Monomial, Number]]:
        """The products, each with its factor, in the order in which they are written."""
        return sorted(self._terms.items(), key=lambda term: (-len(term[0]), list(map(_rank, term[0]))))

    @property
    def number(self) -> Number | None:
        """What it is if it has no symbols, else None."""
        if not self._terms:
            return 0
        return self._terms.get(()) if len(self._terms) == 1 else None

    @property
    def symbols(self) -> frozenset[str]:
        """The names of its symbols."""
        return frozenset(name for product in self._terms for name in product)

    def substituted(self, values: Mapping[str, Any]) -> Any:
        """What it is with numbers for its symbols."""
        total: Any = 0
        for product, factor in self._terms.items():
            part: Any = factor
            for name in product:
                part = part * values[name]
            total = total + part
        return total

    def __add__(self, other: Any) -> Any:
        if (added := polynomial(other)) is None:
            return _if_nan(other)
        return _sum_of([*self._terms.items(), *added._terms.items()])

    __radd__ = __add__

    def __mul__(self, other: Any) -> Any:
        if (by := polynomial(other)) is None:
            return _if_nan(other)
        return _sum_of(
            (_joined(first, second), a * b) for first, a in self._terms.items() for second, b in by._terms.items()
        )

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        by = polynomial(other)
        number = None if by is None else by.number
        return NotImplemented if number is None else self * (Fraction(1) / number)

    def __neg__(self) -> Polynomial:
        return Polynomial({product: -factor for product, factor in self._terms.items()})

    def __pos__(self) -> Polynomial:
        return self

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __eq__(self, other: object) -> bool:
        made = polynomial(other)
        return made is not None and self._terms == made._terms

    def __hash__(self) -> int:
        number = self.number
        return hash(frozenset(self._terms.items())) if number is None else hash(number)

    def __bool__(self) -> bool:
        return bool(self._terms)

    def __float__(self) -> float:
        if (number := self.number) is None:
            raise TypeError(f"{self} is not a number")
        return float(number) if self.is_finite else inf if self._terms[()] > 0 else -inf

    @property
    def is_finite(self) -> bool:
        """Whether its factors are numbers that a decimal can have."""
        return all(-LARGEST <= factor <= LARGEST for factor in self._terms.values())

    def __str__(self) -> str:
        text = ""
        nothing: list[tuple[Monomial, Number]] = [((), 0)]
        for product, factor in self.terms or nothing:
            sign = "-" if factor < 0 else "+"
            text += f" {sign} " if text else sign.strip("+")
            text += "*".join(_written(product, -factor if factor < 0 else factor))
        return text

    def __repr__(self) -> str:
        return f"<{self}>"


def polynomial(value: Any) -> Polynomial | None:
    """A number or a polynomial as one; None for anything else."""
    if isinstance(value, Polynomial):
        return value
    if isinstance(value, Integral):
        return Polynomial({(): int(value)} if value else {})
    if isinstance(value, Fraction):
        return Polynomial({(): _simple(value)} if value else {})
    if isinstance(value, Real) and isfinite(value):
        return polynomial(Fraction(float(value)))
    return None


def _if_nan(value: Any) -> Any:
    """What an operation with something else than a number gives: nothing with a cell that holds nothing, NaN."""
    return value if isinstance(value, float) and value != value else NotImplemented


def symbol(name: str) -> Polynomial:
    """A letter, or a name such as w00."""
    return Polynomial({(sys.intern(name),): 1})


def parse(text: str) -> Polynomial | None:
    """What a user or a trace writes, such as "a", "-2*w00" or "a*w00 + 1/2*b"; None if it is something else.

    >>> print(parse("2a - b*a + a + 0.5"), parse("1 +"), parse("nan"))
    -a*b + 3*a + 1/2 None None
    """
    text = text.translate(_AS_TYPED)
    if re.search(r"\w\s+\w", text):
        return None
    text = re.sub(r"\s", "", text)
    total: Any = 0
    at = 0
    while at < len(text) or not at:
        found = _TERM.match(text, at)
        if found is None or (at and not found[1]):
            return None
        product = _product(found[2])
        if product is None:
            return None
        total = total + (-product if found[1] == "-" else product)
        at = found.end()
    return polynomial(total)


def _product(text: str) -> Polynomial | None:
    """The product of factors, which are numbers and symbols."""
    made = polynomial(1)
    for number, divisor, name, power in _FACTOR.findall(text):
        factor = _number(number, divisor) if number else _power(name, power)
        if factor is None or made is None:
            return None
        made = made * factor
    return made


def _number(digits: str, divisor: str) -> Polynomial | None:
    if max(len(digits), len(divisor)) > MOST_DIGITS or (divisor and not int(divisor)):
        return None
    return polynomial(Fraction(digits) / int(divisor or 1))


def _power(name: str, times: str) -> Polynomial | None:
    if name.lower() in NOT_SYMBOLS or len(name.rstrip("0123456789_")) > MOST_LETTERS:
        return None
    return Polynomial({(sys.intern(name),) * int(times or 1): 1})


def factors_of(product: Monomial) -> Iterator[tuple[str, int]]:
    """The different symbols of a product, each with its power."""
    for name in dict.fromkeys(product):
        yield name, product.count(name)


def _written(product: Monomial, factor: Number) -> Iterator[str]:
    """The factors of a product as text; a factor of 1 is not written."""
    if factor != 1 or not product:
        yield str(factor)
    yield from (name if times == 1 else f"{name}^{times}" for name, times in factors_of(product))


def _simple(value: Fraction) -> Number:
    return value.numerator if value.denominator == 1 else value


def _sum_of(terms: Iterable[tuple[Monomial, Number]]) -> Polynomial:
    """The sum of products with their factors; what comes to zero is not in it."""
    found: dict[Monomial, Number] = {}
    for product, factor in terms:
        if total := found.get(product, 0) + factor:
            found[product] = total
        else:
            found.pop(product, None)
    return Polynomial(found)


@lru_cache(maxsize=1 << 14)
def _joined(first: Monomial, second: Monomial) -> Monomial:
    """The symbols of two products together."""
    return tuple(sorted(first + second, key=_rank))


@lru_cache(maxsize=1 << 12)
def _rank(name: str) -> tuple[str, tuple[int, ...]]:
    """Where a symbol stands among others: w2 before w10."""
    letters = name.rstrip("0123456789_")
    return letters, tuple(int(part) for part in re.findall(r"\d+", name[len(letters) :]))
