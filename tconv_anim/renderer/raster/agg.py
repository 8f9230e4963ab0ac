"""What Agg, matplotlib's renderer in C, draws: a pen, and paths; all cells or lines that have the same look are one.

``matplotlib.backends.backend_agg`` wraps the same renderer, but imports text, patches and widgets first, which takes as
long as drawing an animation. A test checks that both draw the same.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.geometry import Point

MOVE, LINE, CLOSE = 1, 2, 79  # how a vertex is reached
DASH_PX, DASH_EVERY_PX = 4, 9
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
        self._rgb: tuple[float, ...] = BLACK
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

    def set_foreground(self, color: tuple[float, ...]) -> None:
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

    get_sketch_params = get_hatch_path


def y_flipped(height: int) -> Array:
    """The (3, 3) transform from a page's y, which goes down, to Agg's."""
    return np.array([[1, 0, 0], [0, -1, height], [0, 0, 1]], float)


def polygons(corners: Array) -> Path:
    """Closed polygons of (n, 4, 2) corners as one path."""
    closed = np.empty((len(corners), 5, 2))
    closed[:, :4], closed[:, 4] = corners, corners[:, 0]
    return Path(closed.reshape(-1, 2), _codes((MOVE, LINE, LINE, LINE, CLOSE), len(corners)))


def lines(ends: Array) -> Path:
    """Separate lines of (n, 2, 2) ends as one path."""
    return Path(ends.reshape(-1, 2), _codes((MOVE, LINE), len(ends)))


@lru_cache(maxsize=256)
def _codes(shape: tuple[int, ...], count: int) -> Array:
    return np.array(shape * count, np.uint8)


@lru_cache(maxsize=64)  # a link is drawn in several rectangles of a picture
def staircase(start: Point, end: Point) -> Path:
    """A line in steps of half a pixel across: as smooth to the eye, and a GIF of it is a tenth smaller."""
    rows, across, steep = _rows(start, end)
    return _pieces(rows, np.round(2 * across) / 2, steep)


@lru_cache(maxsize=64)
def dashed_line(start: Point, end: Point) -> Path:
    """A line of short dashes in whole pixels: half the size of a line in a GIF, as dashes share their rows."""
    rows, across, steep = _rows(start, end)
    drawn = rows % DASH_EVERY_PX < DASH_PX
    return _pieces(rows[drawn], np.floor(across[drawn]) + 0.5, steep)


def _rows(start: Point, end: Point) -> tuple[Array, Array, bool]:
    """The rows of pixels that a line crosses, or the columns if it is flat; where; and whether it is steep."""
    ends = np.array([start, end])
    steep = bool(abs(end[1] - start[1]) >= abs(end[0] - start[0]))
    (x0, y0), (x1, y1) = sorted((ends if steep else ends[:, ::-1]).tolist(), key=lambda point: point[1])
    rows = np.arange(np.floor(y0), np.ceil(y1))
    return rows, np.interp(rows + 0.5, [y0, y1], [x0, x1]), steep


def _pieces(rows: Array, across: Array, steep: bool) -> Path:
    """A line in pieces, one for each row."""
    pieces = np.stack([np.stack([across, rows], axis=1), np.stack([across, rows + 1], axis=1)], axis=1)
    return lines(pieces if steep else pieces[:, :, ::-1])


def edges(corners: Array) -> Path:
    """The edges of (n, 4, 2) cells, each only once and all in one direction, so that the dashes of neighbours agree."""
    a, b, c, d = (corners[:, i] for i in range(4))
    edges = np.concatenate([np.stack(pair, axis=1) for pair in ((a, b), (d, c), (a, d), (b, c))])
    return lines(np.unique(edges.reshape(-1, 4), axis=0).reshape(-1, 2, 2))


def diagonals(corners: Array) -> Path:
    """A stroke through each of (n, 4, 2) cells."""
    return lines(corners[:, [1, 3]])
