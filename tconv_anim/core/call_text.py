"""Sizes and calls in words, as the ops' files write them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from tconv_anim.core.message import Clauses, Message, Words, equation, message

MINUS = "\N{MINUS SIGN}"


def signed_text(number: int) -> str:
    """A whole number in a formula, a negative one in brackets."""
    return f"({MINUS}{-number})" if number < 0 else str(number)


def axes_text(values: Iterable[Any]) -> str:
    """One number if the axes agree, else (3, 5); 2.0 is 2.

    >>> axes_text((2, 2)), axes_text((1.5, 2.0))
    ('2', '(1.5, 2)')
    """
    texts = [str(int(value) if value == int(value) else value) for value in values]
    return texts[0] if len(set(texts)) == 1 else f"({', '.join(texts)})"


def layer_text(name: str, first: Iterable[Any], **more: Any) -> str:
    """A layer's call; what is None is left out.

    >>> layer_text("MaxPool2d", (2, 2), stride=(2, 1), padding=None, ceil_mode=True)
    'MaxPool2d(2, stride=(2, 1), ceil_mode=True)'
    """
    given = [f"{key}={axes_text(value) if isinstance(value, tuple) else repr(value)}" for key, value in more.items()
             if value is not None]  # fmt: skip
    return f"{name}({', '.join([axes_text(first), *given])})"


def unless(default: int, values: tuple[int, ...]) -> tuple[int, ...] | None:
    """A parameter, or None if every axis has the default."""
    return None if set(values) == {default} else values


def size_formula(name: str, letters: str, numbers: Iterable[Sequence[Words]]) -> Clauses:
    """A size in letters and numbers, the latter for every axis if the axes differ.

    Parameters
    ----------
    name : of what is computed, "o" for the output's size
    letters : the formula
    numbers : for each axis the formula's further sides: its numbers and what they come to

    >>> size_formula("o", "i·r", [("3·2", "6"), ("3·2", "6")])[0].sides[2:]
    ('3·2', '6')
    """
    axes = list(dict.fromkeys(map(tuple, numbers)))
    sizes = (in_letters(name), in_letters(letters))
    if len(axes) == 1:
        return (equation(*sizes, *axes[0]),)
    rows, columns = (sides[0] if len(sides) == 1 else equation(*sides) for sides in axes)
    return equation(*sizes), message("rows", words=rows), message("columns", words=columns)


def in_letters(letters: str) -> Message:
    """A size in the letters of a formula, such as "2p + k", which a text spells out as "2·padding + kernel".

    The letters: o and i of output and input, k of the kernel, s stride, p padding, lo and hi padding of the two ends,
    d dilation, op output_padding, r the factor of upsampling, p′ the border around inserted zeros.
    """
    return message("size_in_letters", letters=letters)
