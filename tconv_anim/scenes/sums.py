"""Products and sums written out with their numbers, as the caption shows them."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tconv_anim.core.message import Words, equation, message
from tconv_anim.scenes.number_text import exact_text, factor_text, is_exact

MAX_TERMS = 9  # of a sum that is written out; a 3x3 kernel's
MAX_SUMS = 3  # of a stamp that a picture has room for
MAX_SAID = 25  # of a stamp that are written out where there is room; a 5x5 kernel's


def equals(left: Words, total: float, *of: float) -> Words:
    """What a left side, in which the numbers `of` stand, comes to.

    A line may break before "=", but not before the "≈" of a rounded total.

    >>> equals("1 + 2", 3)
    Equation(sides=('1 + 2', '3'))
    """
    if is_exact(total, *of):
        return equation(left, exact_text(total))
    return message("approximately", left=left, result=f"≈ {exact_text(total)}")


def products(values: Sequence[float], weights: Sequence[float], bias: float, total: float) -> Words:
    """The products under a window and their sum; of many products the first and the last.

    >>> from tconv_anim.scenes.texts import say
    >>> say(products([1, 0, 4], [2, 1, -3], 0, -10))
    '1·2 + 0·1 + 4·(−3) = −10'
    >>> say(products(range(20), [1] * 20, 5, 195))
    '0·1 + 1·1 + 2·1 + … + 19·1 + bias 5 = 195'
    """
    shown = range(len(values)) if len(values) <= MAX_TERMS else (0, 1, 2, -1)
    terms = [f"{factor_text(values[n])}·{factor_text(weights[n])}" for n in shown]
    if len(values) > MAX_TERMS:
        terms.insert(-1, "…")
    of = [number for n in shown for number in (values[n], weights[n])]
    return equals(_with_bias(" + ".join(terms), bias), total, *of, bias)


def additions(before: Sequence[float], value: float, weights: Sequence[float]) -> Words:
    """What a stamp does to its cells: first to those that held a number before (not NaN).

    A picture shows only some of many, see the message's text.

    >>> from tconv_anim.scenes.texts import say
    >>> say(additions([math.nan, 10, 3], 5, [7, 2, -1]))
    '10 + 5·2 = 20, 3 + 5·(−1) = −2, 5·7 = 35'
    >>> say(additions([math.nan] * 9, 2, range(9)))
    '2·0 = 0, 2·1 = 2, 2·2 = 4, …'
    """
    cells = sorted(zip(before, weights, strict=True), key=lambda cell: math.isnan(cell[0]))
    sums: list[Words] = []
    for start, weight in cells[:MAX_SAID]:
        product = f"{factor_text(value)}·{factor_text(weight)}"
        if math.isnan(start):
            sums.append(equals(product, 0 + value * weight, value, weight))  # a sum from 0, so that it is never -0
        else:
            left = f"{exact_text(start)} + {product}"
            sums.append(equals(left, start + value * weight, start, value, weight))
    items = (*sums, "…") if len(cells) > MAX_SAID else tuple(sums)
    shown = len(cells) if len(cells) <= MAX_SUMS + 1 else MAX_SUMS  # no "…" in place of a single sum
    return message("sums", items=items, shown=shown)


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


def _with_bias(left: Words, bias: float) -> Words:
    return message("plus_bias", left=left, bias=exact_text(bias)) if bias else left
