"""What the texts of every language are put together with."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise

from tconv_anim.core.message import Words
from tconv_anim.scenes.texts import say

Parts = tuple[Words, ...]
"""Words that follow each other without a space between them."""


def listed(items: Sequence[Words], comma: str = ", ") -> Parts:
    """Words with a comma, or another text, between them."""
    first, *others = items
    return (first, *(part for item in others for part in (comma, item)))


PARAMETERS_OF_SIZE = {"s": "stride", "p": "padding", "d": "dilation", "op": "output_padding"}
"""The letters of a size's formula that mean the same word in every language, as it is PyTorch's."""


def spelled(letters: str, names: Mapping[str, str]) -> str:
    """A size's formula in words, of which some depend on the language.

    >>> spelled("(i − 1)·s − 2p + d(k − 1)", {"i": "input", "k": "kernel"})
    '(input − 1)·stride − 2·padding + dilation·(kernel − 1)'
    """
    names = {**PARAMETERS_OF_SIZE, **names}
    factors = re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\()", "·", letters)
    return re.sub(r"[a-z]\w*′?", lambda found: names.get(found[0], found[0]), factors)


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[:1].upper() + text[1:]


def said_together(items: Sequence[Words], comma: str, after_question: str, language: str) -> Parts:
    """Words with a comma between them, or with another text where a question ends."""
    found = [items[0]]
    for before, item in pairwise(items):
        found += [after_question if say(before, language)[-1:] in "?？" else comma, item]
    return tuple(found)


def opposite(where: tuple[int, ...]) -> tuple[int, ...]:
    """The other side, by the signs of rows and columns."""
    return tuple(-sign for sign in where)
