"""Frames of palette indices, drawn by matplotlib's Agg; only what changed since the last shot is drawn again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from tconv_anim.captions import number_text, pair_text
from tconv_anim.layout import CAPTION_PX, DIGIT_HEIGHT, LINE_HEIGHT, SIGN_PX, SUBTITLE_PX, TITLE_PX, Grid, Page, caption_parts, wrap
from tconv_anim.paint.palette import Palette
from tconv_anim.paint.text import ascent, descent, measure, rasterize
from tconv_anim.scene import Caption, Link, Outline, Panel, Role, Scene, Shot, Stroke, changed_cells
from tconv_anim.step import Array
from tconv_anim.theme import Color, Look, Theme

LINE_PX = 1.0
LINK_PX = 1.0
OUTLINE_PX = 2.0
DASHES = (3.0, 3.0)
MITRE_PX = 3  # how far a line's corner may reach beyond its cell

Point = tuple[float, float]
Rect = tuple[int, int, int, int]
"""Left, top, right, bottom in px; right and bottom are outside."""


@dataclass(frozen=True)
class Frame:
    """One picture of an animation.

    Attributes
    ----------
    indices : (height, width) uint8 palette indices. The painter draws on: copy what is kept beyond the next frame.
    changed : the parts that may differ from the frame before
    duration_ms : how long it stays
    """

    indices: Array
    changed: tuple[Rect, ...]
    duration_ms: int


def paint(shots: Iterable[Shot], page: Page, theme: Theme, palette: Palette) -> Iterator[Frame]:
    """Draw shots one after the other."""
    canvas = _Canvas(page, theme)
    indices = np.zeros((page.height, page.width), np.uint8)
    last: Scene | None = None
    for shot in shots:
        changed = canvas.changes(last, shot.scene)
        for left, top, right, bottom in changed:
            pixels = canvas.draw(shot.scene, (left, top, right, bottom))
            indices[top:bottom, left:right] = palette.indices(pixels)
        last = shot.scene
        yield Frame(indices, tuple(changed), shot.duration_ms)


class _Canvas:
    """An Agg buffer that a scene can be drawn onto, within a rectangle."""

    def __init__(self, page: Page, theme: Theme) -> None:
        self.page, self.theme = page, theme
        self.renderer = RendererAgg(page.width, page.height, 72)
        self.pixels = np.asarray(self.renderer.buffer_rgba()).view(np.uint32)[:, :, 0]
        self.flip = Affine2D().scale(1, -1).translate(0, page.height)  # Agg's y goes up
        self.corners = {name: _cell_corners(grid) for name, grid in page.grids.items()}
        self.reaches = {name: (c.min(axis=2), c.max(axis=2)) for name, c in self.corners.items()}
        self.words: dict[Caption | None, frozenset[tuple[str, Rect]]] = {}
        absent = Look(theme.page["background"], theme.page["background"])
        looks = [theme.looks.get(role, absent) for role in Role]
        self.dashed, self.struck = (np.array([getattr(look, name) for look in looks]) for name in ("dash", "strike"))

    def changes(self, last: Scene | None, scene: Scene) -> list[Rect]:
        """Rectangles, none overlapping another, that hold all that differs between two scenes."""
        page = self.page
        if last is None:
            return [(0, 0, page.width, page.height)]
        points: list[list[Point]] = []
        for before, after in zip(last.panels, scene.panels, strict=True):
            grid = page.grids.get(after.name)
            for row, column in np.argwhere(changed_cells(before, after)) if grid else ():
                points.append(grid.outline((row, column, row + 1, column + 1)))
        for outline in set(last.outlines) ^ set(scene.outlines):
            points.append(page.grids[outline.panel].outline(outline.box))
        for link in set(last.links) ^ set(scene.links):
            points += [list(line) for line in _link_lines(page, link)]
        rects = [_around(some, OUTLINE_PX, page) for some in points]
        rects += [_clipped(box, page) for _, box in self._words(last.caption) ^ self._words(scene.caption)]
        return _merged(rects)

    def _words(self, caption: Caption | None) -> frozenset[tuple[str, Rect]]:
        """Every word of a caption and the box that it takes."""
        if caption not in self.words:
            words = frozenset(_caption_words(self.page, caption) if caption else ())
            self.words = {**dict(list(self.words.items())[-1:]), caption: words}  # this shot's and the last one's
        return self.words[caption]

    def draw(self, scene: Scene, rect: Rect) -> Array:
        """Draw what of the scene lies within the rectangle; returns its pixels, (h, w) uint32."""
        left, top, right, bottom = rect
        gc = self.renderer.new_gc()
        gc.set_clip_rectangle(Bbox.from_extents(left, self.page.height - bottom, right, self.page.height - top))
        red, green, blue = self.theme.page["background"]
        self.pixels[top:bottom, left:right] = red | green << 8 | blue << 16 | 255 << 24
        panels = {panel.name: panel for panel in scene.panels}
        stacking = self.page.stacking
        for name in stacking:
            self._draw_cells(gc, panels[name], rect)
            self._draw_outlines(gc, (outline for outline in scene.outlines if outline.panel == name))
            if name == stacking[0]:
                self._draw_links(gc, scene.links)
        for name in stacking:
            self._draw_titles(gc, panels[name], rect)
        for sign, (x, y) in zip(scene.signs, self.page.signs_at, strict=False):
            self._draw_text(gc, sign, SIGN_PX, self.theme.page["caption"], (x, y + SIGN_PX // 3), centred=True)
        if scene.caption is not None:
            self._draw_caption(gc, scene.caption, rect)
        gc.restore()
        return self.pixels[top:bottom, left:right]

    def _draw_cells(self, gc, panel: Panel, rect: Rect) -> None:  # type: ignore[no-untyped-def]
        corners = self.corners[panel.name]
        touched = _touching(*self.reaches[panel.name], rect) & (panel.roles != Role.ABSENT)
        if not touched.any():
            return
        roles = panel.roles[touched]
        cells = corners[touched]
        theme = self.theme
        gc.set_linewidth(0)
        for role in map(Role, set(roles.tolist())):
            self._fill(gc, _polygons(cells[roles == role]), theme.looks[role].fill)
        dashed, struck = self.dashed[roles], self.struck[roles]
        gc.set_linewidth(LINE_PX)
        if dashed.any():
            gc.set_dashes(0, DASHES)
            self._stroke(gc, _edges(cells[dashed]), theme.page["dash"])
            gc.set_dashes(0, None)
        if not dashed.all():
            self._stroke(gc, _polygons(cells[~dashed]), theme.page["line"])
        if struck.any():
            self._stroke(gc, _diagonals(cells[struck]), theme.page["dash"])
        if self.page.text_px and panel.values is not None:
            values = panel.values[touched].tolist()
            terms = panel.terms[touched].tolist() if panel.terms is not None else [np.nan] * len(values)
            centres = ((cells[:, 0] + cells[:, 2]) / 2).tolist()
            for value, term, role, centre in zip(values, terms, map(Role, roles.tolist()), centres, strict=True):
                if value == value or term == term:  # not NaN
                    self._draw_number(gc, value, term, panel.operator, theme.looks[role].text, centre)

    def _draw_number(self, gc, value: float, term: float, operator: str, color: Color, centre: Point) -> None:  # type: ignore[no-untyped-def]
        px, text = self.page.text_px, number_text(value) if value == value else ""
        if term == term:
            if self.page.pair_px:
                px, text = self.page.pair_px, pair_text(value, operator, term)
            elif operator == "+" and self.page.term_px:  # the sum comes with the next shot
                px, text = self.page.term_px, pair_text(np.nan, operator, term)
        image = _colored(text, px, False, color)
        x, y = centre
        self._blit(gc, image, round(x - image.shape[1] / 2), round(y + DIGIT_HEIGHT / 2 * px) - ascent(px))

    def _draw_outlines(self, gc, outlines: Iterable[Outline]) -> None:  # type: ignore[no-untyped-def]
        gc.set_linewidth(OUTLINE_PX)
        gc.set_joinstyle("miter")
        for outline in sorted(outlines, key=lambda outline: -outline.stroke):
            color = self.theme.page["window" if outline.stroke == Stroke.WINDOW else "extent"]
            corners = np.array(self.page.grids[outline.panel].outline(outline.box))
            self._stroke(gc, _polygons(corners[np.newaxis]), color)

    def _draw_links(self, gc, links: Iterable[Link]) -> None:  # type: ignore[no-untyped-def]
        gc.set_linewidth(LINK_PX)
        gc.set_capstyle("butt")
        gc.set_snap(False)
        for link in links:
            for start, end in _link_lines(self.page, link):
                self._stroke(gc, _staircase(start, end), self.theme.page["link"])
        gc.set_snap(None)

    def _draw_titles(self, gc, panel: Panel, rect: Rect) -> None:  # type: ignore[no-untyped-def]
        x, y = self.page.grids[panel.name].title_at
        if not panel.title or y > rect[3] or y + 2 * TITLE_PX + SUBTITLE_PX < rect[1]:
            return
        y += ascent(TITLE_PX)
        self._draw_text(gc, panel.title, TITLE_PX, self.theme.titles[panel.name], (x, y), bold=True)
        if panel.subtitle:
            self._draw_text(gc, panel.subtitle, SUBTITLE_PX, self.theme.page["subtitle"], (x, y + SUBTITLE_PX + 6))

    def _draw_caption(self, gc, caption: Caption, rect: Rect) -> None:  # type: ignore[no-untyped-def]
        for text, box in self._words(caption):
            if _overlap(box, rect):
                self._draw_text(gc, text, CAPTION_PX, self.theme.page["caption"], (box[0] + 1, box[1] + ascent(CAPTION_PX)))

    def _draw_text(self, gc, text: str, px: int, color: Color, at: tuple[int, int], *, bold=False, centred=False) -> None:  # type: ignore[no-untyped-def]
        image = _colored(text, px, bold, color)
        left = at[0] - image.shape[1] // 2 if centred else at[0]
        self._blit(gc, image, left, at[1] - ascent(px))

    def _blit(self, gc, image: Array, left: int, top: int) -> None:  # type: ignore[no-untyped-def]
        self.renderer.draw_image(gc, left, self.page.height - top - image.shape[0], image)

    def _fill(self, gc, path: Path, color: Color) -> None:  # type: ignore[no-untyped-def]
        self.renderer.draw_path(gc, path, self.flip, _unit(color))

    def _stroke(self, gc, path: Path, color: Color) -> None:  # type: ignore[no-untyped-def]
        gc.set_foreground((*_unit(color), 1.0), isRGBA=True)
        self.renderer.draw_path(gc, path, self.flip, None)


@cache
def _colored(text: str, px: int, bold: bool, color: Color) -> Array:
    """A text's picture, (height, width, 4) uint8, bottom row first as Agg wants it."""
    ink = rasterize(text, px, bold)
    image = np.empty((*ink.shape, 4), np.uint8)
    image[:, :, :3] = color
    image[:, :, 3] = ink[::-1]
    return image


def _merged(rects: list[Rect]) -> list[Rect]:
    """Join rectangles until none overlaps another."""
    done: list[Rect] = []
    while rects:
        rect = rects.pop()
        for index, other in enumerate(done):
            if _overlap(rect, other):
                del done[index]
                rects.append((min(rect[0], other[0]), min(rect[1], other[1]), max(rect[2], other[2]), max(rect[3], other[3])))
                break
        else:
            done.append(rect)
    return done


def _overlap(a: Rect, b: Rect) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _clipped(rect: Rect, page: Page) -> Rect:
    return max(0, rect[0]), max(0, rect[1]), min(page.width, rect[2]), min(page.height, rect[3])


def _around(points: Iterable[Point], line_px: float, page: Page) -> Rect:
    xs, ys = zip(*points, strict=True)
    margin = int(line_px) + 1
    box = int(min(xs)) - margin, int(min(ys)) - margin, int(max(xs)) + margin + 1, int(max(ys)) + margin + 1
    return _clipped(box, page)


def _link_lines(page: Page, link: Link) -> list[tuple[Point, Point]]:
    """What is seen of a link's four lines between planes; nothing where panels stand side by side."""
    (below, below_box), (above, above_box) = sorted((link.start, link.end), key=lambda end: end[0] != page.stacking[0])
    if page.signs_at:
        return []
    lower, upper = page.grids[below], page.grids[above]
    ends = zip(lower.outline(below_box), upper.outline(above_box), strict=True)
    return [(start, _leaving(upper, end, start)) for start, end in ends]


def _leaving(grid: Grid, start: Point, end: Point) -> Point:
    """Where a line that starts on a plane leaves it: what lies before is hidden below the plane."""
    (ax, ay), (dx, dy) = grid.across, grid.down
    area = ax * dy - ay * dx
    x, y = start[0] - grid.origin[0], start[1] - grid.origin[1]
    to_x, to_y = end[0] - start[0], end[1] - start[1]
    share = 1.0
    for at, speed, size in (
        ((x * dy - y * dx) / area, (to_x * dy - to_y * dx) / area, grid.columns),
        ((y * ax - x * ay) / area, (to_y * ax - to_x * ay) / area, grid.rows),
    ):
        if speed:
            share = min(share, ((size if speed > 0 else 0) - at) / speed)
    return start[0] + share * to_x, start[1] + share * to_y


def _caption_words(page: Page, caption: Caption) -> Iterator[tuple[str, Rect]]:
    """Every word of a caption and the box that it takes; each part of the caption keeps its place."""
    left, base = page.caption_at
    row = 0
    for part, room in zip(caption_parts(caption), page.caption_lines, strict=True):
        for index, line in enumerate(wrap(part, page.caption_width, measure) if part else ()):
            x, y = float(left), round(base + (row + index) * CAPTION_PX * LINE_HEIGHT)
            for word in line.split(" "):
                after = x + measure(word + " ", CAPTION_PX)
                yield word, (round(x) - 1, y - ascent(CAPTION_PX), round(after), y + descent(CAPTION_PX))
                x = after
        row += room


def _cell_corners(grid: Grid) -> Array:
    """(rows, columns, 4, 2) px."""
    first = np.array(grid.outline((0, 0, 1, 1)))
    rows, columns = np.mgrid[: grid.rows, : grid.columns]
    shift = rows[..., None] * np.array(grid.down) + columns[..., None] * np.array(grid.across)
    corners: Array = first + shift[:, :, None, :]
    return corners


def _touching(low: Array, high: Array, rect: Rect) -> Array:
    left, top, right, bottom = rect
    left, top, right, bottom = left - MITRE_PX, top - MITRE_PX, right + MITRE_PX, bottom + MITRE_PX
    touching: Array = (low[..., 0] <= right) & (high[..., 0] >= left) & (low[..., 1] <= bottom) & (high[..., 1] >= top)
    return touching


def _polygons(corners: Array) -> Path:
    """Closed polygons of (n, 4, 2) corners as one path."""
    closed = np.concatenate([corners, corners[:, :1]], axis=1).reshape(-1, 2)
    codes = np.tile(np.array([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], Path.code_type), len(corners))
    return Path(closed, codes)


def _lines(ends: Array) -> Path:
    """Separate lines of (n, 2, 2) ends as one path."""
    return Path(ends.reshape(-1, 2), np.tile(np.array([Path.MOVETO, Path.LINETO], Path.code_type), len(ends)))


def _staircase(start: Point, end: Point) -> Path:
    """A line in steps of half a pixel across: as smooth to the eye, and a GIF of it is a tenth smaller."""
    ends = np.array([start, end])
    steep = abs(end[1] - start[1]) >= abs(end[0] - start[0])
    (x0, y0), (x1, y1) = sorted((ends if steep else ends[:, ::-1]).tolist(), key=lambda point: point[1])
    rows = np.arange(np.floor(y0), np.ceil(y1))
    across = np.round(2 * np.interp(rows + 0.5, [y0, y1], [x0, x1])) / 2
    pieces = np.stack([np.stack([across, rows], axis=1), np.stack([across, rows + 1], axis=1)], axis=1)
    return _lines(pieces if steep else pieces[:, :, ::-1])


def _edges(corners: Array) -> Path:
    """The edges of (n, 4, 2) cells, one that two cells share only once and always in one direction, so that dashes agree."""
    a, b, c, d = (corners[:, i] for i in range(4))
    edges = np.concatenate([np.stack(pair, axis=1) for pair in ((a, b), (d, c), (a, d), (b, c))])
    return _lines(np.unique(edges.reshape(-1, 4), axis=0).reshape(-1, 2, 2))


def _diagonals(corners: Array) -> Path:
    return _lines(corners[:, [1, 3]])


def _unit(color: Color) -> tuple[float, float, float]:
    red, green, blue = color
    return red / 255, green / 255, blue / 255
