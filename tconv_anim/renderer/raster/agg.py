"""Agg alone: matplotlib's renderer in C and the pen that it draws with, without matplotlib's figures.

``matplotlib.backends.backend_agg`` wraps the same renderer, but imports text, patches and widgets first, which takes as
long as drawing an animation. A test checks that both draw the same.
"""

from __future__ import annotations

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.bare_matplotlib import RendererAgg

__all__ = ["CLOSE", "LINE", "MOVE", "Path", "Pen", "RendererAgg", "y_flipped"]

MOVE, LINE, CLOSE = 1, 2, 79  # how a vertex is reached

BLACK = (0.0, 0.0, 0.0, 1.0)


class Path:
    """A path with the attributes that the renderer reads: (n, 2) vertices, and for each of them how it is reached."""

    __slots__ = ("codes", "vertices")
    should_simplify = False
    simplify_threshold = 0.0

    def __init__(self, vertices: Array, codes: Array) -> None:
        self.vertices, self.codes = vertices, codes


class Pen:
    """A pen with the attributes that the renderer reads of matplotlib's GraphicsContextBase."""

    def __init__(self) -> None:
        self._alpha = 1.0
        self._forced_alpha = False
        self._rgb = BLACK
        self._antialiased = 1
        self._linewidth = 1.0
        self._capstyle = "butt"
        self._joinstyle = "round"
        self._cliprect: Array | None = None
        self._dashes: tuple[float, tuple[float, ...] | None] = (0, None)
        self._snap: bool | None = None

    def set_clip_rectangle(self, left: float, bottom: float, right: float, top: float) -> None:
        """Draw only within this rectangle, y going up."""
        self._cliprect = np.array([[left, bottom], [right, top]], float)

    def set_foreground(self, color: tuple[float, float, float, float]) -> None:
        """The colour of lines: red, green, blue and alpha from 0 to 1."""
        self._rgb = color

    def set_linewidth(self, px: float) -> None:
        """The width of lines; 0 for none."""
        self._linewidth = px

    def set_dashes(self, offset: float, dashes: tuple[float, ...] | None) -> None:
        """Lengths of dashes and gaps in px; None for whole lines."""
        self._dashes = offset, dashes

    def set_joinstyle(self, style: str) -> None:
        """How lines meet: "miter", "round" or "bevel"."""
        self._joinstyle = style

    def set_snap(self, snap: bool | None) -> None:
        """Whether upright lines are moved onto whole pixels; None to let the renderer decide."""
        self._snap = snap

    def get_dashes(self) -> tuple[float, tuple[float, ...] | None]:  # noqa: D102
        return self._dashes

    def get_snap(self) -> bool | None:  # noqa: D102
        return self._snap

    def get_clip_path(self) -> tuple[None, None]:  # noqa: D102
        return None, None

    def get_hatch_path(self) -> None:  # noqa: D102
        return None

    def get_hatch_color(self) -> tuple[float, float, float, float]:  # noqa: D102
        return BLACK

    def get_hatch_linewidth(self) -> float:  # noqa: D102
        return 1.0

    def get_sketch_params(self) -> None:  # noqa: D102
        return None


def y_flipped(height: int) -> Array:
    """The (3, 3) transform from a page's y, which goes down, to Agg's."""
    return np.array([[1, 0, 0], [0, -1, height], [0, 0, 1]], float)
