"""Cells and lines as Agg paths: all that has the same look is one path."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.geometry import Point
from tconv_anim.renderer.raster.agg import CLOSE, LINE, MOVE, Path

DASH_PX, DASH_EVERY_PX = 4, 9

_POLYGON, _LINE = (MOVE, LINE, LINE, LINE, CLOSE), (MOVE, LINE)


def polygons(corners: Array) -> Path:
    """Closed polygons of (n, 4, 2) corners as one path."""
    closed = np.empty((len(corners), 5, 2))
    closed[:, :4], closed[:, 4] = corners, corners[:, 0]
    return Path(closed.reshape(-1, 2), _codes(_POLYGON, len(corners)))


def lines(ends: Array) -> Path:
    """Separate lines of (n, 2, 2) ends as one path."""
    return Path(ends.reshape(-1, 2), _codes(_LINE, len(ends)))


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
