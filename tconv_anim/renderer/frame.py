"""Frames in pixels, which the raster painter makes and formats encode."""

from __future__ import annotations

from typing import NamedTuple

from tconv_anim.core.step import Array

Rect = tuple[int, int, int, int]
"""Left, top, right, bottom in px; right and bottom are outside."""
FINE_MS = 40
"""Frames that stay for no longer are fine: what appears in them does so in more steps."""


class PixelFrame(NamedTuple):
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
