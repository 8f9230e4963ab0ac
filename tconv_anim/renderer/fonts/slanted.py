"""Italic letters of mathematics: the upright ones of another face, slanted."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.core.symbols.mathematics import UPRIGHT
from tconv_anim.renderer.fonts.table import UNITS

SLANT = 0.2  # to the right for each step upwards
MIDDLE = round(0.27 * UNITS)  # of a small letter, which stays in its place


class Slanted(NamedTuple):
    """The italic letters of a face.

    Attributes
    ----------
    face : of the upright letters
    """

    face: Any

    def advance(self, character: str) -> int:
        """The width of a letter, in units."""
        width: int = self.face.advance(UPRIGHT[character])
        return width

    def bolder(self, weight: str) -> int:
        """By how many units strokes are to be wider."""
        wider: int = self.face.bolder(weight)
        return wider

    def segments(self, character: str) -> tuple[Array, Array]:
        """The kinds of a letter's segments, and their points."""
        kinds, points = self.face.segments(UPRIGHT[character])
        moved = points.copy()
        moved[:, 0] += np.rint(SLANT * (points[:, 1] - MIDDLE)).astype(moved.dtype)
        return kinds, moved
