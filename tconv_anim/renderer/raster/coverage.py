"""Filled outlines as masks: the exact area of each pixel that they cover, in whole numbers, so the same everywhere.

In each row that it crosses, an edge adds to two pixels: to the one that it runs through what lies to its right there,
and to the next the rest. A running sum along the row is then the area; as each row of a closed outline sums to zero,
many masks lie one after the other in one array, and one sum fills them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from tconv_anim.core.step import Array

Contours = Sequence[Array]
"""Closed lines, each an (n, 2) array of points in px; what they enclose is filled, what they enclose twice in opposite
directions is a hole."""

GRID = 256
"""Points are rounded to this share of a pixel."""
FULL = 2 * GRID * GRID
"""What a covered pixel sums to: twice its area."""


class Mask(NamedTuple):
    """How much of each pixel is covered, (height, width) uint8 from 0 to 255, and where its first pixel is."""

    left: int
    top: int
    coverage: Array


def masks(outlines: Sequence[Contours]) -> list[Mask]:
    """The masks of outlines, all made in one go.

    >>> triangle = np.array([[0, 0], [2, 0], [0, 2]])
    >>> masks([[triangle]])[0].coverage.tolist()
    [[255, 128], [128, 0]]
    """
    starts, ends, owners = _edges(outlines)
    low, high = _bounds(starts, owners, len(outlines))
    size = high - low
    cells = (size[:, 0] + 1) * size[:, 1]  # a row has a column more, for what its last pixel passes on
    bases = np.cumsum(cells) - cells
    origin = low[owners] * np.int32(GRID)
    owner, row, column, inside, height = _by_column(*_by_row(starts - origin, ends - origin, owners))
    at = bases.take(owner) + row * (size[:, 0] + 1).take(owner) + column
    values = _summed(at, inside, height, int(cells.sum()))
    return [
        Mask(left, top, values[base : base + (width + 1) * height].reshape(height, width + 1)[:, :width])
        for (left, top), (width, height), base in zip(low.tolist(), size.tolist(), bases.tolist(), strict=True)
    ]


def _edges(outlines: Sequence[Contours]) -> tuple[Array, Array, Array]:
    """The ends of all edges on the grid, and the number of the outline that each belongs to."""
    contours = [contour for outline in outlines for contour in outline]
    lengths = np.array([len(contour) for contour in contours])
    points = np.rint(np.concatenate(contours) * GRID).astype(np.int32)  # has room for pages of 32,000 px
    following = np.arange(1, len(points) + 1)
    last = np.cumsum(lengths) - 1
    following[last] = last - lengths + 1
    owners = np.repeat(np.arange(len(outlines)), [sum(map(len, outline)) for outline in outlines])
    return points, points[following], owners


def _bounds(points: Array, owners: Array, count: int) -> tuple[Array, Array]:
    """The first pixel of each outline, and the one after its last."""
    first = np.searchsorted(owners, np.arange(count))
    low = np.minimum.reduceat(points, first) // GRID
    high = -(-np.maximum.reduceat(points, first) // GRID)
    return low, np.maximum(high, low + 1)


def _by_row(starts: Array, ends: Array, owners: Array) -> tuple[Array, ...]:
    """Edges cut at the rows of pixels: owner, row, x at both ends, and signed height."""
    crossing = np.flatnonzero(starts[:, 1] != ends[:, 1])
    (ax, ay), (bx, by), owner = starts.T.take(crossing, 1), ends.T.take(crossing, 1), owners.take(crossing)
    down = ay < by
    x0, y0, x1, y1 = np.where(down, ax, bx), np.where(down, ay, by), np.where(down, bx, ax), np.where(down, by, ay)
    first, last = y0 // GRID, (y1 - 1) // GRID
    edge, step = _spread(last - first + 1)
    edges = np.where(down, np.int32(1), np.int32(-1)), (x1 - x0) / (y1 - y0), owner, first, x0, y0, x1, y1
    sign, slope, owner, row, x0, y0, x1, y1 = (values.take(edge) for values in edges)
    row = row + step
    top, bottom = np.maximum(y0, row * GRID), np.minimum(y1, (row + 1) * GRID)
    entry = np.where(top == y0, x0, x0 + np.floor(slope * (top - y0)).astype(np.int32))
    leave = np.where(bottom == y1, x1, x0 + np.floor(slope * (bottom - y0)).astype(np.int32))
    return owner, row, np.minimum(entry, leave), np.maximum(entry, leave), sign * (bottom - top)


def _by_column(owner: Array, row: Array, left: Array, right: Array, height: Array) -> tuple[Array, ...]:
    """Pieces within a row, cut at the columns of pixels: owner, row, column, twice the mean x within it, height."""
    first = left // GRID
    last = np.maximum(first, (right - 1) // GRID)
    piece, step = _spread(last - first + 1)
    pieces = owner, row, first, last, left, right, height
    owner, row, first, last, left, right, whole = (values.take(piece) for values in pieces)
    column = first + step
    start, end = np.maximum(left, column * GRID), np.minimum(right, (column + 1) * GRID)
    width = np.maximum(right - left, 1)
    passed, reached = ((x - left) * whole // width for x in (start, end))
    reached = np.where(column == last, whole, reached)  # the last takes the rest
    passed = np.where(step == 0, 0, passed)
    return owner, row, column, start + end - 2 * column * GRID, reached - passed


def _summed(at: Array, inside: Array, height: Array, total: int) -> Array:
    """How much of each pixel is covered, from 0 to 255, from pieces and the pixels that they run through."""
    passed_on = (inside * height).astype(np.int32)
    sums = np.zeros(total + 1, np.int32)
    np.add.at(sums, at, 2 * GRID * height.astype(np.int32) - passed_on)
    np.add.at(sums, at + 1, passed_on)
    areas = np.abs(np.cumsum(sums, dtype=np.int32)[:total])  # twice the signed area
    np.minimum(areas, FULL, out=areas)
    areas *= 255  # in place, as most of the time is spent on new memory
    areas += FULL // 2
    areas //= FULL
    return areas.astype(np.uint8)


def _spread(counts: Array) -> tuple[Array, Array]:
    """Each number repeated so many times, and how often it came before.

    >>> [part.tolist() for part in _spread(np.array([2, 1, 3]))]
    [[0, 0, 1, 2, 2, 2], [0, 1, 0, 0, 1, 2]]
    """
    owner = np.repeat(np.arange(len(counts)), counts)
    before = np.cumsum(counts) - counts
    return owner, (np.arange(len(owner)) - before[owner]).astype(np.int32)
