"""One picture of an animation, as the painters give it to the writers: in pixels or in elements."""

from __future__ import annotations

from dataclasses import dataclass

from tconv_anim.core.step import Array

Rect = tuple[int, int, int, int]
"""Left, top, right, bottom in px; right and bottom are outside."""


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of an animation.

    Attributes
    ----------
    indices : (height, width) uint8 palette indices. The painter draws on: copy what is kept beyond the next frame.
    changed : the parts that may differ from the frame before
    duration_ms : how long it stays
    """

    indices: Array
    changed: tuple[Rect, ...]
    duration_ms: int


@dataclass(frozen=True)
class VectorFrame:
    """One picture of an animation.

    Attributes
    ----------
    parts : SVG elements in the order in which they are drawn. In all frames of an animation, a part of the same index
        is the same thing; it is empty where there is nothing of it to see.
    duration_ms : how long it stays
    """

    parts: tuple[str, ...]
    duration_ms: int
