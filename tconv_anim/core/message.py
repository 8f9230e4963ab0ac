"""Texts as values: a message is its key and what it is about; scenes/texts says it in a language.

>>> message("step_of", step=1, count=9)
Message(key='step_of', values=(('step', 1), ('count', 9)))
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Message:
    """A text that is not said yet; equal messages say the same.

    Attributes
    ----------
    key : str
        Of scenes/texts/en.py and of every other language.
    values : pairs of name and value
        What the text names: numbers, words of code, other messages, tuples of these. All of them can be hashed.
    """

    key: str
    values: tuple[tuple[str, Any], ...] = ()

    def __getitem__(self, name: str) -> Any:
        return dict(self.values)[name]


@dataclass(frozen=True)
class Equation:
    """Sides that are equal, such as ("o", "i·r", "3·2", "6"): said with " = " between them, where a line may break."""

    sides: tuple[Words, ...]


Words = str | Message | Equation
"""What can be said: text that is the same in every language, such as a layer's call; a message; an equation."""

Clauses = tuple[Words, ...]
"""What is said one after the other; each clause begins a line of its own."""


def message(key: str, **values: Any) -> Message:
    """A message with its values by name."""
    return Message(key, tuple(values.items()))


def equation(*sides: Words | float) -> Equation:
    """An equation; numbers are written as they are.

    >>> equation("o", 6)
    Equation(sides=('o', '6'))
    """
    return Equation(tuple(side if isinstance(side, (str, Message, Equation)) else str(side) for side in sides))


def clauses(*words: Words) -> Clauses:
    """Clauses without those that say nothing.

    >>> clauses("", "o = 6")
    ('o = 6',)
    """
    return tuple(one for one in words if one != "")
