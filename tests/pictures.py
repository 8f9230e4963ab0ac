"""What is wrong with a picture, computed from its marks: texts that nobody could read, and marks beside the page.

    faults(animation.marks(step=3), theme, animation.page)     of one picture
    faults_of(animation)                                       of every frame

Each fault is a sentence that names the marks. Nothing is drawn, and nothing of layout or scenes is asked: whatever is
laid out in another way is judged by the same rules. A number belongs into the cell that has its place in its key.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

import numpy as np

from tconv_anim.animation import Animation
from tconv_anim.renderer.cells import LINES
from tconv_anim.renderer.layout.font_sizes import MIN_TEXT_PX
from tconv_anim.renderer.marks import Area, Ink, Line, Mark, Shape, Strip, Text, Tile
from tconv_anim.renderer.outlines import letters
from tconv_anim.renderer.themes import Color, Theme

LEAST_CONTRAST = 4.5
"""Of letters with what lies under them, as WCAG 2 asks of text."""
SLACK_PX = 0.5
"""By so much a letter may reach over an edge."""
PLATE = "plate"
TOUCHING = 1e-9
"""What rounding makes of two sides that touch."""

Corners = np.ndarray
"""The corners of a parallelogram, (4, 2) px; of many, (n, 4, 2)."""
Areas = list[tuple[Mark, Corners]]


class Sized(Protocol):
    """A page, of which only the size is asked."""

    width: int
    height: int


def faults(marks: Sequence[Mark], theme: Theme, page: Sized, *, smallest_px: float = MIN_TEXT_PX) -> list[str]:
    """What is wrong with one picture: a sentence for each fault, none if all is well.

    Found are marks with one key or one place in the order; marks that leave the page; texts that overlap another one,
    leave their cell, touch cells that are not theirs, lie below what is drawn later, are crossed by a line without a
    halo around them, have too little contrast with what lies under them, or are too small.

    Parameters
    ----------
    marks : in the order in which they are drawn, as `Animation.marks` gives them
    theme : their colours
    page : what has a width and a height in px
    smallest_px : the least size of letters, before they are laid on a plane
    """
    texts = [(mark, box_of(mark.shape)) for mark in marks if isinstance(mark.shape, Text) and mark.shape.text]
    areas = filled(marks)
    plates = [area for area in areas if area[0].key[-1] == PLATE]  # below what hovers, which hides what it covers
    hidden = {i for i, j in _overlaps(texts, plates) if plates[j][0].order > texts[i][0].order}
    texts = [text for i, text in enumerate(texts) if i not in hidden]
    return [
        *_not_alone(marks),
        *_off_the_page(marks, page),
        *_overlapping(texts),
        *_against_cells(texts, areas),
        *_crossed(texts, marks),
        *_pale(texts, areas, theme),
        *_small(texts, smallest_px),
    ]


def faults_of(animation: Animation, every: int = 1) -> list[str]:
    """What is wrong with an animation: with its first frame, every so many after it, and the last; each fault once."""
    drawing = animation.drawing()
    found: dict[str, int] = {}
    number, frame = 0, None
    for number, frame in enumerate(drawing.frames()):
        if number % every == 0:
            for fault in faults(frame.marks, drawing.theme, drawing.page):
                found.setdefault(fault, number + 1)
    if frame is not None and number % every:
        for fault in faults(frame.marks, drawing.theme, drawing.page):
            found.setdefault(fault, number + 1)
    return [f"frame {number}: {fault}" for fault, number in found.items()]


def overlapping_panels(marks: Iterable[Mark]) -> list[str]:
    """The panels, each of them named, whose cells overlap another panel's."""
    areas = filled(marks)
    pairs = ((areas[i][0].key[0], areas[j][0].key[0]) for i, j in _overlaps(areas, areas) if i < j)
    return [f"{one} and {other} overlap" for one, other in dict.fromkeys(pairs) if one != other]


# --- the rules


def _not_alone(marks: Sequence[Mark]) -> Iterator[str]:
    for what, counts in (("key", Counter(m.key for m in marks)), ("order", Counter(m.order for m in marks))):
        yield from (f"{count} marks have the {what} {value}" for value, count in counts.items() if count > 1)


def _off_the_page(marks: Sequence[Mark], page: Sized) -> Iterator[str]:
    for mark in marks:
        left, top, right, bottom = bounds(mark.shape)
        beyond = max(-left, -top, right - page.width, bottom - page.height)
        if beyond > SLACK_PX:
            yield f"{name(mark)} leaves the page by {beyond:.1f} px"


def _overlapping(texts: Areas) -> Iterator[str]:
    yield from (f"{name(texts[i][0])} and {name(texts[j][0])} overlap" for i, j in _overlaps(texts, texts) if i < j)


def _against_cells(texts: Areas, areas: Areas) -> Iterator[str]:
    plates = {area.key for area, _ in areas if area.key[-1] == PLATE}
    for i, j in _overlaps(texts, areas):
        text, area = texts[i][0], areas[j][0]
        if area.key == _cell_of(text):
            if (sticking := outside(text.shape, area.shape)) > SLACK_PX:
                yield f"{name(text)} leaves its cell by {sticking:.1f} px"
        elif area.order > text.order:
            yield f"{name(text)} lies below {name(area)}"
        elif _cell_of(text) is None and area.key[-1] != PLATE and (text.key[0], "title", PLATE) not in plates:
            yield f"{name(text)} touches {name(area)}"


def _crossed(texts: Areas, marks: Sequence[Mark]) -> Iterator[str]:
    cells = {mark.key: mark.order for mark in marks}
    lines = [(mark, line) for mark in marks if isinstance(mark.shape, Line) for line in strokes(mark.shape)]
    for i, j in _overlaps(texts, lines):
        text, line = texts[i][0], lines[j][0]
        below = line.order < cells.get(_cell_of(text) or (), ())  # and so hidden by the text's own cell
        stressed = line.key[:2] == text.key[:2] and line.key[-1] == "under"  # above which its digits end
        meant = line.key == (text.key[0], "crossed out") and _cell_of(text) is not None  # which is within its cells
        if not (stressed or meant) and (line.order > text.order or not (text.shape.halo or below)):
            yield f"{name(text)} is crossed by {name(line)}"


def crossings(texts: Iterable[Mark], lines: Iterable[Mark]) -> list[str]:
    """The texts that a line crosses, with or without a halo."""
    boxes = [(mark, box_of(mark.shape)) for mark in texts if isinstance(mark.shape, Text)]
    parts = [(mark, part) for mark in lines if isinstance(mark.shape, Line) for part in strokes(mark.shape)]
    return [f"{name(boxes[i][0])} is crossed by {name(parts[j][0])}" for i, j in _overlaps(boxes, parts)]


def _pale(texts: Areas, areas: Areas, theme: Theme) -> Iterator[str]:
    grounds: dict[int, Ink] = {}
    for i, j in _overlaps(texts, areas):  # the later areas come last
        text, area = texts[i][0], areas[j][0]
        if area.order < text.order and outside(text.shape, area.shape, middle=True) <= 0:
            grounds[i] = ink_at(area.shape, box_of(text.shape).mean(axis=0))
    for i, (text, _) in enumerate(texts):
        ground = text.shape.halo or grounds.get(i) or "page.background"
        found = contrast(theme.color(text.shape.ink), theme.color(ground))
        if found < LEAST_CONTRAST:
            yield f"{name(text)} has a contrast of {found:.1f} with {ground}"


def _small(texts: Areas, smallest_px: float) -> Iterator[str]:
    for text, _ in texts:
        if text.shape.px < smallest_px:
            yield f"{name(text)} has letters of {text.shape.px} px"


def _cell_of(text: Mark) -> tuple[Hashable, ...] | None:
    """The key of the cell that a number belongs into; None of any other text."""
    if text.key[-1] == "number" and text.key[1] == "lifted":
        return (*text.key[:-1], "cell")
    return (text.key[0], "cell", *text.key[2:]) if len(text.key) == 4 and text.key[1] in (*LINES, "tag") else None


def name(mark: Mark) -> str:
    """A mark for a sentence: what it says, if it does, and its key."""
    said = f"{mark.shape.text!r} " if isinstance(mark.shape, Text) else ""
    return f"{said}({' '.join(map(str, mark.key))})"


# --- geometry


@lru_cache(maxsize=1 << 14)
def box_of(text: Text) -> Corners:
    """The box around the letters' ink, as it lies on the page."""
    left, top, right, bottom = _ink_box(text.text, text.px, text.weight, text.centred)
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    return corners @ np.array(text.map).reshape(2, 2) + text.at


@lru_cache(maxsize=4096)
def _ink_box(text: str, px: float, weight: str, centred: bool) -> tuple[float, float, float, float]:
    contours = letters(Text(text, (0.0, 0.0), px, weight, "page.ink", centred=centred))
    points = np.concatenate(contours) if contours else np.zeros((1, 2))
    (left, top), (right, bottom) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    return left, top, right, bottom


def filled(marks: Iterable[Mark]) -> Areas:
    """The tiles and strips, and what each covers."""
    return [(mark, area_of(mark.shape)) for mark in marks if isinstance(mark.shape, Tile | Strip)]


@lru_cache(maxsize=1 << 14)
def area_of(shape: Tile | Strip | Area) -> Corners:
    """What a tile or a strip covers, or the corners of an area."""
    if isinstance(shape, Area):
        return np.array(shape.points)
    if isinstance(shape, Tile):
        return np.array(shape.corners)
    at, across, down = np.array(shape.at), np.array(shape.across) * len(shape.fills), np.array(shape.down)
    return np.array([at, at + across, at + across + down, at + down])


def ink_at(shape: Tile | Strip, point: np.ndarray) -> Ink:
    """The ink of a tile, or of the pixel of a strip."""
    if isinstance(shape, Tile):
        return shape.fill
    across = np.array(shape.across)
    place = int((point - shape.at) @ across / (across @ across))
    return shape.fills[min(max(place, 0), len(shape.fills) - 1)]


@lru_cache(maxsize=1 << 14)
def strokes(line: Line) -> list[Corners]:
    """The straight parts of a line, in its width."""
    found = []
    for path in line.paths:
        ends = np.array([*path, path[0]] if line.closed else path, float)
        for start, end in pairwise(ends):
            step = end - start
            if step.any():
                beside = np.array([-step[1], step[0]]) / np.sqrt(step @ step) * line.width / 2
                found.append(np.array([start - beside, end - beside, end + beside, start + beside]))
    return found


@lru_cache(maxsize=1 << 14)
def bounds(shape: Shape) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a shape, in px."""
    points = box_of(shape) if isinstance(shape, Text) else None
    if points is None:
        points = np.concatenate(strokes(shape)) if isinstance(shape, Line) else area_of(shape)
    return *points.min(axis=0).tolist(), *points.max(axis=0).tolist()


@lru_cache(maxsize=1 << 14)
def outside(text: Text, area: Tile | Strip, *, middle: bool = False) -> float:
    """How far a text, or the middle of it, reaches out of an area, in px; below 0 if it lies within."""
    corners, points = area_of(area), box_of(text)
    points = points.mean(axis=0)[None] if middle else points
    sides = np.roll(corners, -1, axis=0) - corners
    normals = np.stack([sides[:, 1], -sides[:, 0]]) / np.sqrt((sides * sides).sum(axis=1))
    edges = (corners * normals.T).sum(axis=1)
    away = 1 if (corners.mean(axis=0) @ normals <= edges).all() else -1  # which way around the corners go
    return float((away * (points @ normals - edges)).max())


def _overlaps(some: Areas, others: Areas) -> list[tuple[int, int]]:
    """The numbers of those that overlap; what only touches does not."""
    if not some or not others:
        return []
    a, b = (np.array([corners for _, corners in areas]) for areas in (some, others))
    near = (a.min(axis=1)[:, None] < b.max(axis=1)) & (b.min(axis=1) < a.max(axis=1)[:, None])
    pairs = np.argwhere(near.all(axis=-1))
    a, b = a[pairs[:, 0]], b[pairs[:, 1]]
    apart = np.zeros(len(pairs), bool)
    for corners in (a, b):
        sides = np.roll(corners, -1, axis=1) - corners
        normals = np.stack([sides[..., 1], -sides[..., 0]], axis=1)
        one, other = a @ normals, b @ normals
        apart |= (one.max(axis=1) <= other.min(axis=1) + TOUCHING).any(axis=-1)
        apart |= (other.max(axis=1) <= one.min(axis=1) + TOUCHING).any(axis=-1)
    return [(i, j) for i, j in pairs[~apart].tolist()]


# --- colours


def luminance(color: Color) -> float:
    """Relative luminance as WCAG 2 defines it."""
    channels = [c / 255 / 12.92 if c <= 10 else ((c / 255 + 0.055) / 1.055) ** 2.4 for c in color]
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]


def contrast(a: Color, b: Color) -> float:
    """From 1 to 21."""
    dark, light = sorted((luminance(a), luminance(b)))
    return (light + 0.05) / (dark + 0.05)
