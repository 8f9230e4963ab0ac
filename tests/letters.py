"""Formulas of sizes in the letters that the core has them in."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tconv_anim.core.message import Clauses, Equation, Message
from tconv_anim.scenes.texts import say_all


def in_letters(clauses: Clauses) -> str:
    """All clauses in one line, in which sizes keep their letters.

    >>> from tconv_anim.core.call_text import size_formula
    >>> in_letters(size_formula("o", "i·r", [("3·2", "6")]))
    'o = i·r = 3·2 = 6'
    """
    return say_all(_unspelled(clauses))


def _unspelled(words: Any) -> Any:
    if isinstance(words, tuple):
        return tuple(map(_unspelled, words))
    if isinstance(words, Equation):
        return Equation(_unspelled(words.sides))
    if not isinstance(words, Message):
        return words
    return words["letters"] if words.key == "size_in_letters" else replace(words, values=_unspelled(words.values))
