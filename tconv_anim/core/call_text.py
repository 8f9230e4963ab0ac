"""Sizes and calls in words, as the ops' files write them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def axes_text(values: Iterable[Any]) -> str:
    """One number where the axes agree, (3, 5) otherwise; 2.0 is 2.

    >>> axes_text((2, 2)), axes_text((1.5, 2.0))
    ('2', '(1.5, 2)')
    """
    texts = [f"{value:.6g}" for value in values]
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
    """A parameter that is worth telling, None where every axis has the default."""
    return None if set(values) == {default} else values


def formula_text(letters: str, numbers: Iterable[str]) -> str:
    """The output's size in letters and numbers, the latter for every axis that differs.

    >>> formula_text("i·r", ["3·2 = 6", "2·2 = 4"])
    'o = i·r; rows: 3·2 = 6; columns: 2·2 = 4'
    """
    axes = list(numbers)
    if len(set(axes)) == 1:
        return f"o = {letters} = {axes[0]}"
    return f"o = {letters}; rows: {axes[0]}; columns: {axes[1]}"
