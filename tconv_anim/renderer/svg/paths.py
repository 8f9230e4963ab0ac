"""Points and the lines of a grid as the data of SVG paths."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.geometry import Point


def edges(cells: Array) -> tuple[Array, Array]:
    """Which edges of a grid belong to one of the masked cells.

    Parameters
    ----------
    cells : (rows, columns) bool

    Returns
    -------
    across, down : (rows + 1, columns) and (rows, columns + 1) bool

    Examples
    --------
    >>> [mask.astype(int).tolist() for mask in edges(np.array([[True, False]]))]
    [[[1, 0], [1, 0]], [[1, 1, 0]]]
    """
    across, down = np.pad(cells, ((1, 1), (0, 0))), np.pad(cells, ((0, 0), (1, 1)))
    return across[1:] | across[:-1], down[:, 1:] | down[:, :-1]


def segments(across: Array, down: Array, corners: Array, longest: int | None = None) -> Iterator[str]:
    """Edges as the data of paths, one for each line of the grid, in strokes of at most `longest` cells.

    Parameters
    ----------
    across, down : as `edges` gives them
    corners : (rows, columns, 4, 2) px

    Examples
    --------
    >>> square = np.array([[0, 0], [9, 0], [9, 9], [0, 9]])
    >>> list(segments(*edges(np.array([[True, True]])), np.array([[square, square + (9, 0)]])))
    ['M0 0 18 0', 'M0 9 18 9', 'M0 0 0 9', 'M9 0 9 9', 'M18 0 18 9']
    """
    vertices = np.empty((down.shape[0] + 1, across.shape[1] + 1, 2))
    vertices[:-1, :-1], vertices[:-1, -1] = corners[:, :, 0], corners[:, -1, 1]
    vertices[-1, :-1], vertices[-1, -1] = corners[-1, :, 3], corners[-1, -1, 2]
    for mask, grid in ((across, vertices), (down.T, vertices.transpose(1, 0, 2))):
        for marks, line in zip(mask.tolist(), grid, strict=True):
            ends = ([start, end] for start, end in _runs(marks, longest or len(marks)))
            yield "".join(f"M{join_points(line[pair])}" for pair in ends)


def _runs(marks: list[bool], longest: int) -> Iterator[tuple[int, int]]:
    """Where runs of at most `longest` marks begin and end.

    >>> list(_runs([True, True, True, False, True], 2))
    [(0, 2), (2, 3), (4, 5)]
    """
    start = 0
    for end, mark in enumerate([*marks, False]):
        if start < end and (not mark or end - start == longest):
            yield start, end
            start = end
        if not mark:
            start = end + 1


def near(points: Array, lines: Sequence[tuple[Point, Point]], reach: float) -> Array:
    """Which of (rows, columns, 2) points lie within reach of one of the lines."""
    found = np.zeros(points.shape[:2], bool)
    for ends in lines:
        start, along = np.array(ends[0]), np.subtract(ends[1], ends[0])
        share = np.clip((points - start) @ along / max(along @ along, 1e-9), 0, 1)
        found |= np.hypot(*np.moveaxis(points - start - share[..., None] * along, -1, 0)) <= reach
    return found


def join_points(points: Iterable[Iterable[float]]) -> str:
    """Points as a path's data: the first to move to, the others to draw lines to."""
    return " ".join(numbers(point) for point in points)


def numbers(values: Iterable[float]) -> str:
    """Numbers as an attribute, to a hundredth.

    >>> numbers([3.0, 1 / 3])
    '3 0.33'
    """
    return " ".join(f"{round(number, 2):g}" for number in values)
