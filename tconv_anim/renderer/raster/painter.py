"""Marks as pixels, which are indices of a palette; only what changed since the last frame is drawn again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from math import floor
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.frame import PixelFrame, Rect
from tconv_anim.renderer.marks import Area, Frame, Ink, Key, Line, Mark, Order, Point, Shape, Strip, Text, Tile
from tconv_anim.renderer.outlines import HALO_PX, outlines
from tconv_anim.renderer.raster.coverage import Mask, masks
from tconv_anim.renderer.raster.palette import LEVELS, Palette
from tconv_anim.renderer.themes import Theme

TOGETHER = 16  # frames whose shapes are made in one go, which is faster than one by one
QUARTERS = 4  # places within a pixel at which a text can begin
_REACH = range(-HALO_PX, HALO_PX + 1)
NEAR = [(HALO_PX + dy, HALO_PX + dx) for dy in _REACH for dx in _REACH if dx * dx + dy * dy <= HALO_PX**2]
"""Where a halo shows the pixel at (HALO_PX, HALO_PX)."""
FILL, EDGE, HATCH, INK, HALO = "fill", "edge", "hatch", "ink", "halo"
"""The attributes of shapes that hold their inks."""


class Sprite(NamedTuple):
    """A part of a shape in one ink.

    Attributes
    ----------
    ink : the attribute of the shape that holds the ink, or the ink of a strip's pixels
    left, top, width, height : where it is, relative to the shape's first pixel
    levels : (height, width) uint16, how much of each pixel is covered, times 256; None for a whole rectangle
    """

    ink: str
    left: int
    top: int
    width: int
    height: int
    levels: Array | None


def paint(frames: Iterable[Frame], size: tuple[int, int], theme: Theme, palette: Palette) -> Iterator[PixelFrame]:
    """Draw frames one after the other, on a page of so many px across and down."""
    surface = Surface(size, theme, palette)
    coming, everything = iter(frames), True
    while some := list(islice(coming, TOGETHER)):
        found = [[(mark, *_at_origin(mark.shape)) for mark in frame.changed] for frame in some]
        surface.make_sprites(shape for marks in found for _, shape, _ in marks)
        for frame, marks in zip(some, found, strict=True):
            changed = surface.update(marks, frame.gone, everything=everything)
            everything = False
            yield PixelFrame(surface.indices, changed, frame.duration_ms)


class Surface:
    """The page's pixels, and the marks that are drawn on it.

    Attributes
    ----------
    indices : (height, width) uint8 palette indices
    """

    def __init__(self, size: tuple[int, int], theme: Theme, palette: Palette) -> None:
        self.width, self.height = size
        self.theme, self.palette = theme, palette
        self.indices = np.zeros((self.height, self.width), np.uint8)
        self.ground = palette.ground
        self.sprites: dict[Shape, list[Sprite]] = {}
        self.boxes: dict[Shape, Rect] = {}
        self.tables: dict[tuple[Ink, float], Array] = {}
        self.placed: dict[Key, _Placed] = {}

    def update(
        self, changed: Iterable[tuple[Mark, Shape, tuple[int, int]]], gone: Iterable[Key], *, everything: bool
    ) -> tuple[Rect, ...]:
        """Draw marks that changed, each with its shape at the origin and where that is, without those that are gone.

        Gives the rectangles that were drawn again.
        """
        dirty = [self.placed.pop(key).box for key in gone]
        for mark, shape, at in changed:
            if mark.key in self.placed:
                dirty.append(self.placed[mark.key].box)
            placed = self.placed[mark.key] = self._place(mark, shape, at)
            dirty.append(placed.box)
        rects = [(0, 0, self.width, self.height)] if everything else _merged([self._clipped(box) for box in dirty])
        marks = sorted(self.placed.values(), key=attrgetter("order"))
        boxes = np.array([placed.box for placed in marks]).reshape(-1, 4)
        for rect in rects:
            left, top, right, bottom = rect
            self.indices[top:bottom, left:right] = self.ground
            near = (boxes[:, 0] < right) & (boxes[:, 2] > left) & (boxes[:, 1] < bottom) & (boxes[:, 3] > top)
            for number in np.flatnonzero(near).tolist():
                self._draw(marks[number], rect)
        return tuple(rects)

    def make_sprites(self, shapes: Iterable[Shape]) -> None:
        """Make the sprites of all shapes at the origin that were never drawn, in one go."""
        new = [shape for shape in dict.fromkeys(shapes) if shape not in self.sprites]
        parts = [(shape, ink, contours) for shape in new for ink, contours in outlines(shape) if contours]
        self.sprites |= {shape: [] for shape in new}
        if not parts:
            return
        for (shape, ink, _), mask in zip(parts, masks([contours for *_, contours in parts]), strict=True):
            if isinstance(shape, Text) and shape.halo:
                self.sprites[shape].append(_sprite(HALO, _widened(mask)))
            self.sprites[shape].append(_sprite(ink, mask))

    def _place(self, mark: Mark, shape: Shape, at: tuple[int, int]) -> _Placed:
        sprites = self.sprites[shape]
        if shape not in self.boxes:
            self.boxes[shape] = _around(sprites)
        left, top, right, bottom = self.boxes[shape]
        inks = [sprite.ink if isinstance(shape, Strip) else getattr(mark.shape, sprite.ink) for sprite in sprites]
        with_tables = [(sprite, self._table(ink, mark.opacity)) for sprite, ink in zip(sprites, inks, strict=True)]
        x, y = at
        return _Placed(mark.order, (x + left, y + top, x + right, y + bottom), at, with_tables)

    def _table(self, ink: Ink, opacity: float) -> Array:
        if (ink, opacity) not in self.tables:
            self.tables[ink, opacity] = self.palette.table(self.theme.color(ink), opacity)
        return self.tables[ink, opacity]

    def _draw(self, placed: _Placed, rect: Rect) -> None:
        """Draw the part of a mark that lies within a rectangle."""
        x, y = placed.at
        first_x, first_y, last_x, last_y = rect
        for (_, dx, dy, width, height, levels), table in placed.sprites:  # comparing is faster than min and max
            own_x, own_y = x + dx, y + dy
            left, right = own_x, own_x + width
            top, bottom = own_y, own_y + height
            left = left if left > first_x else first_x
            top = top if top > first_y else first_y
            right = right if right < last_x else last_x
            bottom = bottom if bottom < last_y else last_y
            if left >= right or top >= bottom:
                continue
            under = self.indices[top:bottom, left:right]
            if levels is None:
                under[...] = table[-256]
            else:
                under[...] = table.take(levels[top - own_y : bottom - own_y, left - own_x : right - own_x] + under)

    def _clipped(self, box: Rect) -> Rect:
        return max(0, box[0]), max(0, box[1]), min(self.width, box[2]), min(self.height, box[3])


class _Placed(NamedTuple):
    """A mark on the page: the pixels that it may touch, its first pixel, its sprites and their tables."""

    order: Order
    box: Rect
    at: tuple[int, int]
    sprites: list[tuple[Sprite, Array]]


def _at_origin(shape: Shape) -> tuple[Shape, tuple[int, int]]:
    """A shape at the page's origin in any ink, which stands for all that look like it; and where it was."""
    if isinstance(shape, Text):
        x, y = shape.at
        quarters = round(x * QUARTERS)
        at = quarters // QUARTERS, round(y)
        within = quarters % QUARTERS / QUARTERS, 0.0
        return shape._replace(at=within, ink=INK, halo=shape.halo and HALO, room=None), at
    if isinstance(shape, Line):
        at = _pixel(shape.paths[0][0])
        return shape._replace(paths=tuple(_moved(path, at) for path in shape.paths), ink=INK), at
    if isinstance(shape, Strip):
        at = _pixel(shape.at)
        return shape._replace(at=_moved([shape.at], at)[0]), at
    if isinstance(shape, Area):
        at = _pixel(shape.points[0])
        return Area(_moved(shape.points, at), FILL), at
    at = _pixel(shape.corners[0])
    edge, hatch = shape.edge and EDGE, shape.hatch and HATCH
    return Tile(_moved(shape.corners, at), FILL, edge, shape.round, hatch, shape.falling), at


def _pixel(point: Point) -> tuple[int, int]:
    return floor(point[0]), floor(point[1])


def _moved(points: Iterable[Point], by: tuple[int, int]) -> tuple[Point, ...]:
    return tuple((x - by[0], y - by[1]) for x, y in points)


def _sprite(ink: Ink, mask: Mask) -> Sprite:
    height, width = mask.coverage.shape
    levels = None
    if mask.coverage.min() < 255:
        levels = np.minimum(mask.coverage.astype(np.uint16) + 8 >> 4, LEVELS - 1) << 8
    return Sprite(ink, mask.left, mask.top, width, height, levels)


def _around(sprites: list[Sprite]) -> Rect:
    """The pixels that sprites may touch."""
    if not sprites:
        return 0, 0, 0, 0
    return (
        min(sprite.left for sprite in sprites), min(sprite.top for sprite in sprites),
        max(sprite.left + sprite.width for sprite in sprites), max(sprite.top + sprite.height for sprite in sprites),
    )  # fmt: skip


def _widened(mask: Mask) -> Mask:
    """A mask of all that is near another one."""
    height, width = mask.coverage.shape
    wide = np.zeros((height + 2 * HALO_PX, width + 2 * HALO_PX), np.uint8)
    for dy, dx in NEAR:
        part = wide[dy : dy + height, dx : dx + width]
        np.maximum(part, mask.coverage, out=part)
    return Mask(mask.left - HALO_PX, mask.top - HALO_PX, wide)


def _merged(rects: list[Rect]) -> list[Rect]:
    """Join rectangles until none overlaps another; empty ones are left out."""
    done: list[Rect] = []
    rects = [rect for rect in dict.fromkeys(rects) if rect[0] < rect[2] and rect[1] < rect[3]]
    while rects:
        rect = rects.pop()
        for index, other in enumerate(done):
            if rect[0] < other[2] and other[0] < rect[2] and rect[1] < other[3] and other[1] < rect[3]:
                del done[index]
                rects.append(
                    (min(rect[0], other[0]), min(rect[1], other[1]), max(rect[2], other[2]), max(rect[3], other[3]))
                )
                break
        else:
            done.append(rect)
    return done
