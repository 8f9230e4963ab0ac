"""Products and sums written out with their numbers, as the caption shows them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeGuard

from tconv_anim.core.call_text import MINUS
from tconv_anim.core.message import Words, equation, message
from tconv_anim.core.symbols.polynomial import Polynomial
from tconv_anim.scenes.number_text import Value, exact_text, factor_text, is_exact

MAX_TERMS = 9  # of a sum that is written out; a 3x3 kernel's
MAX_SUMS = 1  # of a stamp that a picture has room for
MOST_DIVISOR = 999  # that weights are written over; with a larger one they are decimals
MAX_SAID = 25  # of a stamp that are written out where there is room; a 5x5 kernel's


def equals(left: Words, total: Value, *of: Value) -> Words:
    """What a left side, in which the numbers `of` stand, comes to.

    A line may break before "=", but not before the "≈" of a rounded total. Letters that come to the same are said once.

    >>> equals("1 + 2", 3)
    Equation(sides=('1 + 2', '3'))
    """
    if isinstance(total, Polynomial) and isinstance(left, str) and _terms(left) == _terms(exact_text(total)):
        return exact_text(total)
    if is_exact(total, *of):
        return equation(left, exact_text(total))
    return message("approximately", left=left, result=f"≈ {exact_text(total)}")


def products(values: Sequence[Value], weights: Sequence[Value], bias: Value, total: Value, channels: int = 1) -> Words:
    """The products under a window and their sum; of many products the first and the last.

    Those of each of several `channels` stand in brackets.

    >>> from tconv_anim.scenes.texts import say
    >>> say(products([1, 0, 4], [2, 1, -3], 0, -10))
    '1·2 + 0·1 + 4·(−3) = −10'
    >>> say(products(range(20), [1] * 20, 5, 195))
    '0·1 + 1·1 + 2·1 + … + 19·1 + bias 5 = 195'
    >>> say(products([1, 2, 3, 4], [5, 6, 7, 8], 0, 70, channels=2))
    '(1·5 + 2·6) + (3·7 + 4·8) = 70'
    """
    pairs = list(zip(values, weights, strict=True))
    if any(is_of_letters(factor) for pair in pairs for factor in pair):
        pairs = [pair for pair in pairs if pair[0] * pair[1]]
        if not pairs or len(pairs) > MAX_TERMS:
            return exact_text(total)
        text = " + ".join(product_text(*pair) for pair in pairs) + (f" + {exact_text(bias)}" if bias else "")
        return equals(_signed(text), total)
    shown = pairs if len(pairs) <= MAX_TERMS else [*pairs[:3], pairs[-1]]
    terms = [product_text(*pair) for pair in shown]
    if len(pairs) > MAX_TERMS:
        terms.insert(-1, "…")
    of = [number for pair in shown for number in pair]
    each = len(terms) // channels
    if len(pairs) <= MAX_TERMS and channels > 1 < each:
        terms = [f"({' + '.join(terms[first : first + each])})" for first in range(0, len(terms), each)]
    return equals(_with_bias(" + ".join(terms), bias), total, *of, bias)


def additions(
    before: Sequence[Value], values: Sequence[Value], weights: Sequence[Sequence[Value]],
    order: Sequence[int] | None = None,
) -> Words:  # fmt: skip
    """What stamps do to their cells, in this `order`, see `telling_first`; `before` is what they held, NaN for nothing.

    `weights` are those of each value, by cell. A picture shows only some of many cells, see the message's text.

    >>> from tconv_anim.scenes.texts import say
    >>> import math
    >>> say(additions([10, 3, math.nan], [5], [[2, -1, 7]]))
    '10 + 5·2 = 20'
    >>> say(additions([math.nan] * 9, [2], [range(1, 10)]))
    '2·1 = 2'
    >>> say(additions([6, math.nan], [5, 3], [[2, 1], [1, 4]]))
    '6 + 5·2 + 3·1 = 19, 5·1 + 3·4 = 17'
    """
    cells = list(zip(before, zip(*weights, strict=True), strict=True))
    cells = cells if order is None else [cells[n] for n in order]
    sums: list[Words] = []
    for start, by in cells[:MAX_SAID]:
        held = () if start != start else (start,)
        left = " + ".join([*map(exact_text, held), *map(product_text, values, by)])
        total = sum((value * weight for value, weight in zip(values, by, strict=True)), *held)  # from 0: never -0
        sums.append(equals(_signed(left) if isinstance(total, Polynomial) else left, total, *held, *values, *by))
    items = (*sums, "…") if len(cells) > MAX_SAID else tuple(sums)
    shown = MAX_SUMS if is_one_of_many(cells) else len(cells)
    return message("sums", items=items, shown=shown)


def telling_first(
    before: Sequence[Value], weights: Sequence[Sequence[Value]], kept: Sequence[bool] | None = None
) -> list[int]:
    """The cells of stamps in the order in which they are told: those that are kept, weights but 0, that held a number.

    Of several channels those tell more whose weights are all different.

    >>> import math
    >>> telling_first([math.nan, 10, 3, 4], [[7, 2, 0, 5]], [True, False, True, True])
    [3, 0, 2, 1]
    >>> telling_first([math.nan] * 3, [[3, 4, 0], [3, 2, 1]])
    [1, 2, 0]
    """

    def tells_less(cell: int) -> tuple[bool, bool, bool, bool]:
        held, own = before[cell], [by[cell] for by in weights]
        alike = any(a in own[:n] for n, a in enumerate(own))
        return kept is not None and not kept[cell], not any(own), held != held, alike

    return sorted(range(len(before)), key=tells_less)


def is_one_of_many(cells: Sequence[object]) -> bool:
    """Whether of sums for so many cells only the first is written beside them."""
    return len(cells) > MAX_SUMS + 1


def total_of(values: Sequence[Value], total: Value, bias: Value = 0, *, most: int = MAX_SAID) -> Words:
    """Numbers added up, with a bias if there is one; of more than `most` the first and the last.

    >>> from tconv_anim.scenes.texts import say
    >>> say(total_of([2, 1, -3], 0)), say(total_of([2, 1], 8, 5))
    ('2 + 1 − 3 = 0', '2 + 1 + bias 5 = 8')
    """
    terms = [exact_text(value) for value in values]
    if len(terms) > most:
        terms = [*terms[: most - 2], "…", terms[-1]]
    return equals(_with_bias(_signed(" + ".join(terms)), bias), total, *values, bias)


def channel_sum(parts: Sequence[float], others: int, rest: float, bias: float, total: float) -> Words:
    """How the channels' products and the bias sum up.

    `parts` are the sums of the drawn channels, `rest` is what the `others` sum to.

    >>> from tconv_anim.scenes.texts import say
    >>> say(channel_sum([12, 17], 0, 0, 1, 30)), say(channel_sum([12], 62, -300, 0, -288))
    ('12 + 17 + bias 1 = 30', '12 − 300 of 62 others = −288')
    """
    terms = ""
    for part in parts:
        terms = f"{terms}{' − ' if part < 0 else ' + '}{exact_text(abs(part))}" if terms else exact_text(part)
    left: Words = terms
    if others and not terms:
        left = message("of_other_channels", amount=exact_text(rest), count=others)
    elif others:
        amount = message("of_other_channels", amount=exact_text(abs(rest)), count=others)
        left = message("minus" if rest < 0 else "plus", left=terms, right=amount)
    return equals(_with_bias(left, bias), total, *parts, rest, bias)


def is_of_letters(value: Value) -> TypeGuard[Polynomial]:
    """Whether it is a sum of letters, not a number or a fraction."""
    return isinstance(value, Polynomial) and value.number is None


def product_text(value: Value, weight: Value) -> str:
    """Two factors; with a letter among them their product, in the order in which it is written everywhere."""
    factors = [factor for factor in (value, weight) if is_of_letters(factor)]
    if factors and all(len(factor.terms) == 1 for factor in factors) and value * weight:
        return exact_text(value * weight)
    return f"{factor_text(value)}·{factor_text(weight)}"


def _signed(text: str) -> str:
    """A sum in which what is negative is subtracted."""
    return text.replace(f"+ {MINUS}", f"{MINUS} ")


def _terms(text: str) -> list[str]:
    """The products of a sum, in one order."""
    return sorted(text.replace(f" {MINUS} ", f" + {MINUS}").split(" + "))


def _with_bias(left: Words, bias: Value) -> Words:
    return message("plus_bias", left=left, bias=exact_text(bias)) if bias else left
