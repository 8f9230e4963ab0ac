"""Says messages in a language. A language is one file here, with a text for every key of en.py."""

from __future__ import annotations

import string
from collections.abc import Callable, Mapping
from functools import lru_cache
from importlib import import_module
from typing import Any

from tconv_anim.core.message import Clauses, Equation, Message, Words

DEFAULT_LANGUAGE = "en"

Text = str | Callable[..., "Words | tuple[Words, ...]"]
"""A text of a language: a template, in which ``{name}`` is a value, or a function of the values.

A function gives words, or parts that follow each other without a space between them.
"""


@lru_cache(maxsize=4096)  # layout and painters ask for the same texts many times
def say(words: Words, language: str = DEFAULT_LANGUAGE) -> str:
    """Words as one line of text.

    >>> from tconv_anim.core.message import equation
    >>> say(equation("o", "3·2", 6))
    'o = 3·2 = 6'
    """
    return "".join(pieces(words, language))


def say_all(clauses: Clauses, language: str = DEFAULT_LANGUAGE) -> str:
    """All clauses in one line."""
    return "; ".join(say(words, language) for words in clauses)


@lru_cache(maxsize=4096)
def pieces(words: Words, language: str = DEFAULT_LANGUAGE) -> tuple[str, ...]:
    """Words as pieces of text. A line breaks between two pieces rather than elsewhere.

    >>> from tconv_anim.core.message import equation
    >>> pieces(equation("o", "3·2", 6))
    ('o', ' = 3·2', ' = 6')
    """
    if isinstance(words, str):
        return (words,)
    if isinstance(words, Equation):
        first, *others = (pieces(side, language) for side in words.sides)
        return (*first, *(piece for one, *rest in others for piece in (f" = {one}", *rest)))
    text, values = texts(language)[words.key], dict(words.values)
    if callable(text):
        parts = text(**values)
        return _joined(*(pieces(part, language) for part in (parts if isinstance(parts, tuple) else (parts,))))
    found: list[tuple[str, ...]] = []
    for literal, name, form, _ in string.Formatter().parse(text):
        found.append((literal,))
        if name is not None:
            found.append(_value(values[name], form or "", language))
    return _joined(*found)


def texts(language: str) -> Mapping[str, Text]:
    """Every text of a language by its key."""
    module: Any = import_module(f"{__name__}.{language}")
    found: Mapping[str, Text] = module.TEXTS
    return found


def _value(value: Any, form: str, language: str) -> tuple[str, ...]:
    if isinstance(value, (str, Message, Equation)):
        return pieces(value, language)
    return (format(value, form),)


def _joined(*parts: tuple[str, ...]) -> tuple[str, ...]:
    """Pieces one after the other: where one part ends and the next begins, a line may not break."""
    joined = [""]
    for first, *rest in parts:
        joined[-1] += first
        joined += rest
    return tuple(joined)
