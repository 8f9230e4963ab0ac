"""Says messages in a language. A language is one file here, with a text for every key of en.py."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from importlib import import_module
from typing import Any

from tconv_anim.core.message import Clauses, Equation, Message, Words, message
from tconv_anim.core.symbols.mathematics import plain
from tconv_anim.options import DEFAULT_LANGUAGE

Text = str | Callable[..., "Words | tuple[Words, ...]"]
"""A text of a language: a template, in which ``{name}`` is a value, or a function of the values.

A function gives words, or parts that follow each other without a space between them.
"""
_spoken: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)

_IDEOGRAPHS = (("\u3005", "\u3007"), ("\u3040", "\u30ff"), ("\u3400", "\u9fff"))
"""Letters of Chinese and Japanese, the first and the last of each block; no punctuation."""
_WIDE = (*_IDEOGRAPHS, ("\u2e80", "\u303f"), ("\uff00", "\uffef"))
IDEOGRAPH = "".join(f"{first}-{last}" for first, last in _IDEOGRAPHS)
"""The same as a range of a regular expression, which takes long to compile."""
_BETWEEN = ",.;:!?·…/["
"""What stands next to a letter of Chinese or Japanese without a space, as do ) and ] after it and ( before it."""


def is_ideograph(letter: str) -> bool:
    """Whether a letter is one of Chinese or Japanese."""
    return letter >= _IDEOGRAPHS[0][0] and any(first <= letter <= last for first, last in _IDEOGRAPHS)


def meets(before: str, after: str) -> bool:
    """Whether two letters that follow each other are of different scripts, which a space keeps apart.

    >>> meets("核", "w"), meets("3", "核"), meets("核", ")"), meets("(", "核"), meets("a", "b")
    (True, True, False, False, False)
    """
    if is_ideograph(before):
        return not _is_wide(after) and after not in f"{_BETWEEN})]"
    return is_ideograph(after) and not _is_wide(before) and before not in f"{_BETWEEN}("


def _is_wide(letter: str) -> bool:
    """Whether a letter is a space, or one of Chinese or Japanese or of their punctuation."""
    return letter.isspace() or any(first <= letter <= last for first, last in _WIDE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Say what is said within this in a language. Whatever an animation says is within this."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def spoken() -> str:
    """The language in which messages are said."""
    return _spoken.get()


def say(words: Words, language: str | None = None) -> str:
    """Words as one line of text, by default in the language that is spoken.

    >>> from tconv_anim.core.message import equation
    >>> say(equation("o", "3·2", 6))
    'o = 3·2 = 6'
    """
    return "".join(_pieces(words, language or spoken()))


def say_plainly(words: Words, language: str | None = None) -> str:
    """The same for readers of text alone: letters of mathematics are upright."""
    return plain(say(words, language))


def say_all(clauses: Clauses, language: str | None = None) -> str:
    """All clauses in one line."""
    return say(message("clauses", items=clauses), language) if clauses else ""


def pieces(words: Words, language: str | None = None) -> tuple[str, ...]:
    """Words as pieces of text. A line breaks between two pieces rather than elsewhere.

    >>> from tconv_anim.core.message import equation
    >>> pieces(equation("o", "3·2", 6))
    ('o', ' = 3·2', ' = 6')
    """
    return _pieces(words, language or spoken())


@lru_cache(maxsize=4096)  # layout and painters ask for the same texts many times
def _pieces(words: Words, language: str) -> tuple[str, ...]:
    if isinstance(words, str):
        return (words,)
    if isinstance(words, Equation):
        first, *others = (_pieces(side, language) for side in words.sides)
        return (*first, *(piece for one, *rest in others for piece in (f" = {one}", *rest)))
    text, values = texts(language)[words.key], dict(words.values)
    if callable(text):
        parts = text(**values)
        return _joined(*(_pieces(part, language) for part in (parts if isinstance(parts, tuple) else (parts,))))
    found: list[tuple[str, ...]] = []
    for literal, name, form, _ in string.Formatter().parse(text):
        found.append((literal,))
        if name is not None:
            found.append(_value(values[name], form or "", language))
    return _joined(*found)


def texts(language: str) -> Mapping[str, Text]:
    """Every text of a language by its key; its file is imported when the language is spoken first."""
    module: Any = import_module(f"{__name__}.{language}")
    found: Mapping[str, Text] = module.TEXTS
    return found


def keywords(language: str) -> Mapping[str, str]:
    """A regular expression of the words of a language that name a part of a picture, by the part."""
    module: Any = import_module(f"{__name__}.{language}")
    found: Mapping[str, str] = module.KEYWORDS
    return found


def _value(value: Any, form: str, language: str) -> tuple[str, ...]:
    if isinstance(value, (str, Message, Equation)):
        return _pieces(value, language)
    return (format(value, form),)


def _joined(*parts: tuple[str, ...]) -> tuple[str, ...]:
    """Pieces one after the other: where one part ends and the next begins, a line may not break.

    A space is put between a Chinese or Japanese letter and one of another script, as the next part is not known to who
    writes a text.
    """
    joined = [""]
    for first, *rest in parts:
        apart = " " if joined[-1] and first and meets(joined[-1][-1], first[0]) else ""
        joined[-1] += apart + first
        joined += rest
    return tuple(joined)
