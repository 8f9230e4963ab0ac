"""Frames, which painters make and formats write: in pixels or in elements."""

from __future__ import annotations

from dataclasses import dataclass

from tconv_anim.core.step import Array

Rect = tuple[int, int, int, int]
"""Left, top, right, bottom in px; right and bottom are outside."""


@dataclass(frozen=True, eq=False)
class Frame:
    """A frame in pixels.

    Attributes
    ----------
    indices : (height, width) uint8 palette indices. The next frame is drawn into the same array: copy what you keep.
    changed : the rectangles that may differ from the frame before
    duration_ms : how long it stays
    """

    indices: Array
    changed: tuple[Rect, ...]
    duration_ms: int


@dataclass(frozen=True)
class VectorFrame:
    """A frame in SVG elements.

    Attributes
    ----------
    parts : SVG elements in the order in which they are drawn. A part with the same index is the same thing in all
        frames; it is empty if nothing of it can be seen.
    duration_ms : how long it stays
    """

    parts: tuple[str, ...]
    duration_ms: int
