"""Letters of one weight made bolder: their outlines move outwards, as FreeType's FT_Outline_EmboldenXY moves them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tconv_anim.core.step import Array

HIGHER = 1 / 3
"""How much higher strokes become than wider: letters that are bold have room to grow to their sides only."""
SHARP = -0.2
"""Of the cosine between two sides, from which on their corner moves less than they do, as it would stick out."""


def thicker(points: Array, lengths: Sequence[int], bolder: int) -> Array:
    """The points of a letter's closed lines, (n, 2), with strokes that are wider by so many units, and a little higher.

    >>> square = np.array([[0, 0], [600, 0], [600, 600], [0, 600]])
    >>> thicker(square, [4], 60).tolist()
    [[-30.0, -10.0], [630.0, -10.0], [630.0, 610.0], [-30.0, 610.0]]
    """
    if not bolder or not len(points):
        return points
    ends = np.cumsum(lengths)
    contours = [points[end - length : end].astype(float) for end, length in zip(ends, lengths, strict=True)]
    area = sum(float((x * np.roll(y, -1) - y * np.roll(x, -1)).sum()) for x, y in (one.T for one in contours))
    reach = np.array([1.0, HIGHER]) * (bolder / 2 if area > 0 else -bolder / 2)
    return np.concatenate([one + _outwards(one, reach) for one in contours])


def _outwards(contour: Array, reach: Array) -> Array:
    """How far each point of a closed line moves, for its sides to move by `reach` to their right."""
    apart = (contour != np.roll(contour, 1, axis=0)).any(axis=1)
    corners = contour[apart]
    if len(corners) < 3:
        return np.zeros_like(contour)
    sides = np.roll(corners, -1, axis=0) - corners
    sizes = np.sqrt(sides[:, 0] * sides[:, 0] + sides[:, 1] * sides[:, 1])
    after = sides / sizes[:, None]
    before = np.roll(after, 1, axis=0)
    cosine = (before * after).sum(axis=1)
    turn = after[:, 0] * before[:, 1] - after[:, 1] * before[:, 0]
    shorter = np.minimum(sizes, np.roll(sizes, 1))
    steps = np.stack([before[:, 1] + after[:, 1], -before[:, 0] - after[:, 0]], axis=1)
    along = 1 + np.maximum(cosine, SHARP)[:, None]
    hollow = turn[:, None] * reach > shorter[:, None] * along  # a notch that the sides would fill
    moves: Array = steps * np.where(hollow, shorter[:, None] / np.where(hollow, turn[:, None], 1), reach / along)
    found: Array = moves[np.cumsum(apart) - 1]
    return found
