"""Shapes between two others: what a mark is on its way from one place to another, in the look of either."""

from __future__ import annotations

from collections.abc import Sequence

from tconv_anim.renderer.marks import UPRIGHT, Area, Line, Map, Point, Shape, Strip, Text, Tile

SAME_PX = 0.75
"""By so much two places of one shape may differ in form; it is moved then, by whole pixels, and keeps its form."""


def between(start: Shape, end: Shape, share: float, look: Shape) -> Shape:
    """The shape at a share of the way from `start` to `end`, all of one kind, in the look of `look`, one of the two.

    What keeps its form moves by whole pixels, so that a painter draws it once.

    >>> square = Tile(((0, 0), (2, 0), (2, 2), (0, 2)), "page.now")
    >>> there = Tile(((10, 4), (12, 4), (12, 6), (10, 6)), "page.ink")
    >>> between(square, there, 0.5, there)[:2]
    (((5, 2), (7, 2), (7, 4), (5, 4)), 'page.ink')
    """
    if share <= 0 and look is start:
        return start
    if share >= 1 and look is end:
        return end
    if isinstance(start, Text) and isinstance(end, Text) and isinstance(look, Text):
        if (start.map, start.px) == (end.map, end.px):
            return _moved(look, _whole(_way(look.at, _mixed(start.at, end.at, share))))
        px = start.px + (end.px - start.px) * share
        lying: Map = UPRIGHT if start.map == end.map == UPRIGHT else _mixed_map(start.map, end.map, share)
        return look._replace(at=_halves(_mixed(start.at, end.at, share)), px=round(2 * px) / 2, map=lying, room=None)
    paths, ends, own = _paths(start), _turned_alike(_paths(start), end), _paths(look)
    way = _offset(paths, ends)
    if way is not None:
        part = share if look is start else share - 1
        return _moved(look, _whole((way[0] * part, way[1] * part)))
    mixed = tuple(
        tuple(_halves(_mixed(a, b, share)) for a, b in zip(*_as_many(one, other), strict=True))
        for one, other in zip(paths, ends, strict=True)
    )
    if len(mixed) != len(own):
        return look
    return _along(look, mixed)


def offset(start: Shape, end: Shape) -> Point | None:
    """How far a shape is from where another one of its kind is, if it has the same form."""
    if isinstance(start, Text) and isinstance(end, Text) and (start.map, start.px) != (end.map, end.px):
        return None
    return _offset(_paths(start), _paths(end))


def is_moved(start: Shape, end: Shape) -> bool:
    """Whether two shapes of one kind are in different places, or of different form, and there are shapes between."""
    if type(start) is not type(end) or isinstance(start, Strip):
        return False
    if isinstance(start, Text) and isinstance(end, Text):
        return (start.at, start.px, start.map) != (end.at, end.px, end.map) and start.centred == end.centred
    paths, ends = _paths(start), _paths(end)
    return len(paths) == len(ends) and paths != ends


def distance_px(start: Shape, end: Shape) -> float:
    """How far the farthest point of a shape is from where it was."""
    pairs = [
        pair for a, b in zip(_paths(start), _paths(end), strict=False) for pair in zip(*_as_many(a, b), strict=True)
    ]
    return max((max(abs(a[0] - b[0]), abs(a[1] - b[1])) for a, b in pairs), default=0.0)


def same_look(start: Shape, end: Shape) -> bool:
    """Whether two shapes differ in their places alone."""
    if type(start) is not type(end):
        return False
    if isinstance(start, Text) and isinstance(end, Text):
        return start._replace(at=end.at, px=end.px, map=end.map, room=end.room) == end
    return _along(start, _paths(end)) == end


def shifted(shape: Shape, by: Point) -> Shape:
    """A shape so far from its place, by whole pixels."""
    return _moved(shape, _whole(by))


def _paths(shape: Shape) -> tuple[tuple[Point, ...], ...]:
    """The points that place a shape."""
    if isinstance(shape, Line):
        return shape.paths
    if isinstance(shape, Tile):
        return (shape.corners,)
    if isinstance(shape, Area):
        return (shape.points,)
    return ((shape.at,),)


def _turned_alike(paths: tuple[tuple[Point, ...], ...], end: Shape) -> tuple[tuple[Point, ...], ...]:
    """The points of a shape, of a tile that was the other way round before from the opposite corner on."""
    ends = _paths(end)
    if isinstance(end, Tile) and _turns(paths[0], ends[0]):
        return ((*ends[0][2:], *ends[0][:2]),)
    return ends


def _turns(one: Sequence[Point], other: Sequence[Point]) -> bool:
    """Whether one side of a tile goes the other way."""
    (ax, ay), (bx, by) = _way(one[0], one[1]), _way(other[0], other[1])
    return ax * bx + ay * by < 0


def _along(shape: Shape, paths: tuple[tuple[Point, ...], ...]) -> Shape:
    """The same shape with other points."""
    if isinstance(shape, Line):
        return shape._replace(paths=paths)
    if isinstance(shape, Tile):
        return shape._replace(corners=paths[0])
    if isinstance(shape, Area):
        return shape._replace(points=paths[0])
    return shape._replace(at=paths[0][0])


def _moved(shape: Shape, by: Point) -> Shape:
    if by == (0, 0):
        return shape
    return _along(shape, tuple(tuple((x + by[0], y + by[1]) for x, y in path) for path in _paths(shape)))


def _offset(paths: Sequence[Sequence[Point]], ends: Sequence[Sequence[Point]]) -> Point | None:
    """How far a shape moved that kept its form; None for one that did not."""
    if [*map(len, paths)] != [*map(len, ends)]:
        return None
    ways = [_way(a, b) for one, other in zip(paths, ends, strict=True) for a, b in zip(one, other, strict=True)]
    (dx, dy), *others = ways
    same = all(abs(x - dx) <= SAME_PX and abs(y - dy) <= SAME_PX for x, y in others)
    return (dx, dy) if same else None


def _as_many(one: Sequence[Point], other: Sequence[Point]) -> tuple[Sequence[Point], Sequence[Point]]:
    """Two lines with as many points as the one that has more; points are added along the other at even steps."""
    most = max(len(one), len(other))
    return _with_points(one, most), _with_points(other, most)


def _with_points(path: Sequence[Point], count: int) -> Sequence[Point]:
    if len(path) == count:
        return path
    found = []
    for n in range(count):
        at = n * (len(path) - 1) / max(1, count - 1)
        first = min(int(at), max(0, len(path) - 2))
        found.append(_mixed(path[first], path[min(first + 1, len(path) - 1)], at - first))
    return found


def _way(start: Point, end: Point) -> Point:
    return end[0] - start[0], end[1] - start[1]


def _mixed(start: Point, end: Point, share: float) -> Point:
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _mixed_map(start: Map, end: Map, share: float) -> Map:
    a, b, c, d = (round(x + (y - x) * share, 3) for x, y in zip(start, end, strict=True))
    return a, b, c, d


def _whole(way: Point) -> Point:
    return round(way[0]), round(way[1])


def _halves(point: Point) -> Point:
    return round(2 * point[0]) / 2, round(2 * point[1]) / 2
