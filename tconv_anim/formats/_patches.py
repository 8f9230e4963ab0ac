"""What changes from frame to frame, as patches that are drawn one over the other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.frame import PixelFrame, Rect

UNCHANGED = 0  # the index of "as before"; the colours come after it, as low indices need fewer bits
GAP_PX = 256  # longer gaps pack better as "as before"


class Patch(NamedTuple):
    """What to draw over the picture before, and how long the result stays.

    Attributes
    ----------
    indices : (height, width) uint8, UNCHANGED or an index of the palette counted from 1
    at : left and top, in px
    duration_ms : until the next patch
    """

    indices: Array
    at: tuple[int, int]
    duration_ms: int


def patches(frames: Iterator[PixelFrame]) -> Iterator[Patch]:
    """The first frame, then what each next one changes; a frame that changes nothing makes the one before longer."""
    first = next(frames)
    shown = first.indices + 1
    pending = Patch(shown.copy(), (0, 0), first.duration_ms)
    for frame in frames:
        patch, at = _difference(shown, frame)
        if patch is None:
            pending = pending._replace(duration_ms=pending.duration_ms + frame.duration_ms)
        else:
            yield pending
            pending = Patch(patch, at, frame.duration_ms)
    yield pending


def _difference(shown: Array, frame: PixelFrame) -> tuple[Array | None, tuple[int, int]]:
    """What to draw over `shown`, and where; None if nothing changed. `shown` becomes the new picture."""
    boxes = [box for box in (_shrink(shown, frame.indices, rect) for rect in frame.changed) if box]
    if not boxes:
        return None, (0, 0)
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    patch = np.full((bottom - top, right - left), UNCHANGED, np.uint8)
    for x0, y0, x1, y1 in boxes:
        new, old = frame.indices[y0:y1, x0:x1] + 1, shown[y0:y1, x0:x1]
        patch[y0 - top : y1 - top, x0 - left : x1 - left] = np.where(new == old, UNCHANGED, new)
        old[...] = new
    _close_gaps(patch, shown[top:bottom, left:right])
    return patch, (left, top)


def _close_gaps(patch: Array, picture: Array) -> None:
    """Give unchanged pixels their colour if this joins runs in a row, which makes the file smaller.

    These are short gaps that have the same colour as the drawn pixel before them or after them.
    """
    colors, pixels = picture.ravel(), patch.reshape(-1)
    held = pixels == UNCHANGED
    turns = np.flatnonzero(held[1:] != held[:-1])[int(held[0]) :]  # from drawn to unchanged, and back, in turn
    behind = turns[1::2] + 1
    before = turns[::2][: len(behind)]
    short = behind - before <= GAP_PX
    before, behind = before[short], behind[short]
    run_ends = np.append(np.flatnonzero(colors[1:] != colors[:-1]), colors.size - 1)
    goes_on = run_ends[np.searchsorted(run_ends, before)] >= behind - 1
    comes_from = run_ends[np.searchsorted(run_ends, before + 1)] >= behind
    joined = goes_on | comes_from
    first, lengths = before[joined] + 1, (behind - before)[joined] - 1
    inside = np.arange(lengths.sum()) + np.repeat(first - np.cumsum(lengths) + lengths, lengths)
    pixels[inside] = colors[inside]


def _shrink(shown: Array, indices: Array, rect: Rect) -> Rect | None:
    """The part of a rectangle in which two pictures differ; None if they are equal there."""
    left, top, right, bottom = rect
    differs = shown[top:bottom, left:right] != indices[top:bottom, left:right] + 1
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not rows.size:
        return None
    return int(left + columns[0]), int(top + rows[0]), int(left + columns[-1]) + 1, int(top + rows[-1]) + 1
