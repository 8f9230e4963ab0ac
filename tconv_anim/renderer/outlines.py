"""From shapes to filled outlines: lines, dashes and letters too. The one place where points are computed with.

Only + − × ÷ are used, so that points are the same on every processor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.fonts import measure, placed
from tconv_anim.renderer.fonts.table import CLOSE, LINE, MOVE, POINTS, QUADRATIC, UNITS
from tconv_anim.renderer.fonts.thicker import thicker
from tconv_anim.renderer.marks import UPRIGHT, Area, Ink, Line, Point, Shape, Strip, Text, Tile

if TYPE_CHECKING:
    from tconv_anim.renderer.fonts import Letters

EDGE_PX = 1.0
HALO_PX = 2
CORNER_PIECES = 3  # of a round corner
HATCH_PX, MOST_BARS = 18, 5  # between the bars of a hatching, and how many are on either side of its middle
HATCH_SHARE = 0.22  # how wide a bar is, of the way from one to the next
CURVES = ((24, 3), (48, 5), (1 << 30, 8))  # pieces of a curve, of letters smaller than so many px

Contours = list[Array]
"""Closed lines, each an (n, 2) array of points in px."""


def outlines(shape: Shape) -> Iterator[tuple[Ink, Contours]]:
    """What a shape fills, from the lowest to the highest: inks, each with its closed lines."""
    if isinstance(shape, Text):
        yield shape.ink, letters(shape)
    elif isinstance(shape, Line):
        paths = (rounded(path, shape.round) for path in shape.paths)
        lines = (stroke(path, shape.width, shape.closed, shape.dashes) for path in paths)
        yield shape.ink, [part for line in lines for part in line]
    elif isinstance(shape, Strip):
        yield from _pixels(shape)
    elif isinstance(shape, Area):
        yield shape.fill, [np.array(shape.points)]
    else:
        yield from _tile(shape)


def _tile(tile: Tile) -> Iterator[tuple[Ink, Contours]]:
    edge = rounded(tile.corners, tile.round)
    yield tile.fill, [np.array(edge)]
    if tile.hatch:
        yield tile.hatch, hatching(tile)
    if tile.edge:
        yield tile.edge, stroke(edge, EDGE_PX, True)


def rounded(corners: tuple[Point, ...], share: float) -> tuple[Point, ...]:
    """The points of a closed line whose corners are round from a share of its shorter side on.

    >>> [(round(x, 2), round(y, 2)) for x, y in rounded(((0, 0), (8, 0), (8, 8), (0, 8)), 0.25)[:4]]
    [(0.0, 2.0), (0.22, 0.89), (0.89, 0.22), (2.0, 0.0)]
    """
    if not share:
        return corners
    first, last = np.array(corners[1]) - corners[0], np.array(corners[-1]) - corners[0]
    sides = _length(first), _length(last)
    reach = [share * min(sides) / side if side else 0.0 for side in sides]  # along the first side and the last
    points: list[Point] = []
    for n, (x, y) in enumerate(corners):
        before, after = corners[n - 1], corners[(n + 1) % len(corners)]
        back, on = (reach[1], reach[0]) if n % 2 == 0 else (reach[0], reach[1])
        start = x + (before[0] - x) * back, y + (before[1] - y) * back
        end = x + (after[0] - x) * on, y + (after[1] - y) * on
        for piece in range(CORNER_PIECES + 1):
            t = piece / CORNER_PIECES
            a, b, c = (1 - t) * (1 - t), 2 * t * (1 - t), t * t
            points.append((a * start[0] + b * x + c * end[0], a * start[1] + b * y + c * end[1]))
    return tuple(points)


def hatching(tile: Tile) -> Contours:
    """Bars across a tile from its lower left to its upper right, clear of its round corners; or the other way."""
    a, b, _, d = tile.corners if not tile.falling else (*tile.corners[1:], tile.corners[0])
    across, down = np.subtract(b, a), np.subtract(d, a)
    found: Contours = []
    count = max(2, min(MOST_BARS, round(_length(across) / HATCH_PX)))
    for n in range(2 * count - 1):
        start = (n + 1) / count
        end = start + HATCH_SHARE / count
        ends = [_crossed(at, tile.round / 3) for at in (start, end)]
        quad = [ends[0][0], ends[0][1], ends[1][1], ends[1][0]]
        found.append(np.array([np.array(a) + x * across + y * down for x, y in quad]))
    return found


def _crossed(at: float, inset: float) -> tuple[Point, Point]:
    """Where the line x + y = at enters and leaves the unit square, which is a little smaller for round corners."""
    low, high = inset, 1 - inset
    return (max(at - high, low), min(at - low, high)), (min(at - low, high), max(at - high, low))


def _pixels(strip: Strip) -> Iterator[tuple[Ink, Contours]]:
    """Each run of pixels of one ink."""
    (x, y), across, down = strip.at, np.array(strip.across), np.array(strip.down)
    first = np.array([x, y])
    ends = [n for n, (a, b) in enumerate(pairwise(strip.fills), start=1) if a != b]
    for start, end in pairwise([0, *ends, len(strip.fills)]):
        if strip.fills[start]:
            left, right = first + start * across, first + end * across
            yield strip.fills[start], [np.array([left, right, right + down, left + down])]


def stroke(
    points: Sequence[Point], width: float, closed: bool = False, dashes: tuple[float, ...] | None = None
) -> Contours:
    """The outline of a line; upright lines of a whole width lie on whole pixels.

    >>> [part.tolist() for part in stroke([(2, 1), (2, 4)], 1)]
    [[[3.0, 1.5], [3.0, 4.5], [2.0, 4.5], [2.0, 1.5]]]
    """
    ends = np.array([*points, points[0]] if closed else points, float)
    if (ends[1:] == ends[:-1]).any(axis=1).all():  # along the page's edges
        ends = ends + width % 2 / 2
    if dashes is None and closed:
        return [_offset(ends[:-1], width / 2), _offset(ends[:-1], -width / 2)[::-1]]
    bars: Contours = []
    gone = 0.0
    for start, end in pairwise(ends):
        bars += _bars(start, end, width, dashes, 0.0 if closed else gone)  # around a corner dashes begin again
        gone += _length(end - start)
    return bars


def _bars(start: Array, end: Array, width: float, dashes: tuple[float, ...] | None, gone: float) -> Iterator[Array]:
    """The dashes of a straight line, each a rectangle, once so much of them is `gone`; else the line itself."""
    step = end - start
    length = _length(step)
    if not length:
        return
    along = step / length
    beside = np.array([-along[1], along[0]]) * (width / 2)
    lengths = dashes or (length, 0.0)
    at = -(gone % sum(lengths)) if dashes else 0.0
    number = 0
    while at < length:
        until = at + lengths[number % len(lengths)]
        if number % 2 == 0 and until > 0:
            a, b = start + along * max(at, 0.0), start + along * min(until, length)
            yield np.array([a - beside, b - beside, b + beside, a + beside])
        at, number = until, number + 1


def _length(step: Array) -> float:
    return float(np.sqrt(step[0] * step[0] + step[1] * step[1]))


def _offset(corners: Array, by: float) -> Array:
    """A convex polygon, clockwise as the page sees it, with every side moved outwards."""
    steps = np.roll(corners, -1, axis=0) - corners
    lengths = np.sqrt(steps[:, 0] * steps[:, 0] + steps[:, 1] * steps[:, 1])
    normals = np.stack([steps[:, 1], -steps[:, 0]], axis=1) / lengths[:, None] * by
    before = np.roll(normals, 1, axis=0)
    # Where the sides through corner + before and corner + normal meet.
    tangent = steps / lengths[:, None]
    past = np.roll(tangent, 1, axis=0)
    apart = normals - before
    share = (apart[:, 0] * tangent[:, 1] - apart[:, 1] * tangent[:, 0]) / (
        past[:, 0] * tangent[:, 1] - past[:, 1] * tangent[:, 0]
    )
    moved: Array = corners + before + past * share[:, None]
    return moved


def letters(text: Text) -> Contours:
    """The outlines of a line of letters, where they are."""
    pieces = next(count for px, count in CURVES if text.px < px)
    scale = text.px / UNITS
    x = -measure(text.text, text.px, text.weight) / 2 if text.centred else 0.0
    drawn = [
        (*glyph(character, face, pieces, face.bolder(text.weight)), x + start * scale)
        for character, face, start in placed(text.text, text.weight)
    ]
    lengths = [length for _, own, _ in drawn for length in own]
    if not lengths:
        return []
    points = np.concatenate([own for own, _, _ in drawn]) * np.array([scale, -scale])  # y grows downwards on the page
    points[:, 0] += np.repeat([start for _, _, start in drawn], [len(own) for own, _, _ in drawn])
    if text.map != UPRIGHT:
        right, down = np.array(text.map).reshape(2, 2)
        points = points[:, :1] * right + points[:, 1:] * down
    points += np.array(text.at)
    ends = list(accumulate(lengths))
    return [points[end - length : end] for end, length in zip(ends, lengths, strict=True)]


@lru_cache(maxsize=4096)
def glyph(character: str, face: Letters, pieces: int, bolder: int = 0) -> tuple[Array, list[int]]:
    """The contours of a letter in units of the table, every curve cut into so many pieces: (n, 2) points, and lengths.

    Its strokes are `bolder` by so many units, see `thicker`.
    """
    kinds, points = face.segments(character)
    contours: list[list[Point]] = []
    at = iter(points.astype(float).tolist())
    shares = [(n / pieces, 1 - n / pieces) for n in range(1, pieces + 1)]
    for kind in kinds.tolist():
        some: list[Point] = [tuple(next(at)) for _ in range(POINTS[kind])]
        if kind == MOVE:
            contours.append(some)
        elif kind == LINE:
            contours[-1] += some
        elif kind != CLOSE:
            contours[-1] += [_on_curve(contours[-1][-1], some, t, u) for t, u in shares]
    found, lengths = np.array([point for some in contours for point in some]).reshape(-1, 2), list(map(len, contours))
    if not bolder:
        return found, lengths
    return thicker(found, lengths, bolder), lengths


def _on_curve(start: Point, rest: list[Point], t: float, u: float) -> Point:
    """The point of a curve at the share t of its way, where u is what is left of it."""
    if len(rest) == POINTS[QUADRATIC]:
        (ax, ay), (bx, by) = rest
        return u * u * start[0] + 2 * (u * t) * ax + t * t * bx, u * u * start[1] + 2 * (u * t) * ay + t * t * by
    (ax, ay), (bx, by), (cx, cy) = rest
    x = u * u * u * start[0] + 3 * (u * u * t) * ax + 3 * (u * t * t) * bx + t * t * t * cx
    return x, u * u * u * start[1] + 3 * (u * u * t) * ay + 3 * (u * t * t) * by + t * t * t * cy
