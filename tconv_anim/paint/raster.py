"""Frames of palette indices, drawn by matplotlib's Agg; only what changed since the last shot is drawn again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, Bbox

from tconv_anim.captions import number_text, pair_text
from tconv_anim.layout import CAPTION_PX, LINE_HEIGHT, SIGN_PX, SUBTITLE_PX, TITLE_PX, Grid, Page, caption_parts, wrap
from tconv_anim.paint.palette import Palette
from tconv_anim.paint.text import ascent, descent, measure, rasterize
from tconv_anim.scene import Caption, Link, Outline, Panel, Role, Scene, Shot, Stroke, changed_cells
from tconv_anim.step import Array
from tconv_anim.theme import Color, Look, Theme

LINE_PX = 1.0
LINK_PX = 1.0
OUTLINE_PX = 2.0
DASHES = (3.0, 3.0)

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
        changed = _changes(last, shot.scene, page)
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
            self._draw_titles(gc, panels[name])
        for sign, (x, y) in zip(scene.signs, self.page.signs_at, strict=False):
            self._draw_text(gc, sign, SIGN_PX, self.theme.page["caption"], (x, y + SIGN_PX // 3), centred=True)
        if scene.caption is not None:
            self._draw_caption(gc, scene.caption, rect)
        gc.restore()
        return self.pixels[top:bottom, left:right]

    def _draw_cells(self, gc, panel: Panel, rect: Rect) -> None:  # type: ignore[no-untyped-def]
        corners = self.corners[panel.name]
        touched = _touching(corners, rect) & (panel.roles != Role.ABSENT)
        if not touched.any():
            return
        roles = panel.roles[touched]
        cells = corners[touched]
        theme = self.theme
        gc.set_linewidth(0)
        for role in np.unique(roles):
            self._fill(gc, _polygons(cells[roles == role]), theme.looks[Role(role)].fill)
        dashed = np.array([theme.looks[Role(role)].dash for role in roles])
        gc.set_linewidth(LINE_PX)
        if dashed.any():
            gc.set_dashes(0, DASHES)
            self._stroke(gc, _edges(cells[dashed]), theme.page["dash"])
            gc.set_dashes(0, None)
        if not dashed.all():
            self._stroke(gc, _polygons(cells[~dashed]), theme.page["line"])
        struck = np.array([theme.looks[Role(role)].strike for role in roles])
        if struck.any():
            self._stroke(gc, _diagonals(cells[struck]), theme.page["dash"])
        if self.page.text_px and panel.values is not None:
            for row, column in np.argwhere(touched):
                self._draw_number(gc, panel, row, column)

    def _draw_number(self, gc, panel: Panel, row: int, column: int) -> None:  # type: ignore[no-untyped-def]
        assert panel.values is not None
        value = panel.values[row, column]
        term = np.nan if panel.terms is None else panel.terms[row, column]
        if np.isnan(value) and np.isnan(term):
            return
        px, text = self.page.text_px, number_text(value) if not np.isnan(value) else ""
        if not np.isnan(term) and self.page.pair_px:
            px, text = self.page.pair_px, pair_text(value, panel.operator, term)
        look: Look = self.theme.looks[Role(panel.roles[row, column])]
        x, y = self.page.grids[panel.name].corner(row + 0.5, column + 0.5)
        ink = rasterize(text, px)
        self._blit(gc, ink, look.text, round(x - ink.shape[1] / 2), round(y + 0.365 * px) - ascent(px))

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

    def _draw_titles(self, gc, panel: Panel) -> None:  # type: ignore[no-untyped-def]
        if not panel.title:
            return
        x, y = self.page.grids[panel.name].title_at
        y += ascent(TITLE_PX)
        self._draw_text(gc, panel.title, TITLE_PX, self.theme.titles[panel.name], (x, y), bold=True)
        if panel.subtitle:
            self._draw_text(gc, panel.subtitle, SUBTITLE_PX, self.theme.page["subtitle"], (x, y + SUBTITLE_PX + 6))

    def _draw_caption(self, gc, caption: Caption, rect: Rect) -> None:  # type: ignore[no-untyped-def]
        for (x, y), text, bold in _caption_lines(self.page, caption):
            if y - ascent(CAPTION_PX) < rect[3] and y + descent(CAPTION_PX) > rect[1]:
                self._draw_text(gc, text, CAPTION_PX, self.theme.page["caption"], (x, y), bold=bold)

    def _draw_text(self, gc, text: str, px: int, color: Color, at: tuple[int, int], *, bold=False, centred=False) -> None:  # type: ignore[no-untyped-def]
        ink = rasterize(text, px, bold)
        left = at[0] - ink.shape[1] // 2 if centred else at[0]
        self._blit(gc, ink, color, left, at[1] - ascent(px))

    def _blit(self, gc, ink: Array, color: Color, left: int, top: int) -> None:  # type: ignore[no-untyped-def]
        image = np.empty((*ink.shape, 4), np.uint8)
        image[:, :, :3] = color
        image[:, :, 3] = ink[::-1]  # draw_image starts at the bottom
        self.renderer.draw_image(gc, left, self.page.height - top - ink.shape[0], image)

    def _fill(self, gc, path: Path, color: Color) -> None:  # type: ignore[no-untyped-def]
        self.renderer.draw_path(gc, path, self.flip, _unit(color))

    def _stroke(self, gc, path: Path, color: Color) -> None:  # type: ignore[no-untyped-def]
        gc.set_foreground((*_unit(color), 1.0), isRGBA=True)
        self.renderer.draw_path(gc, path, self.flip, None)


def _changes(last: Scene | None, scene: Scene, page: Page) -> list[Rect]:
    """Rectangles, none overlapping another, that hold all that differs between two scenes."""
    if last is None:
        return [(0, 0, page.width, page.height)]
    points: list[list[tuple[float, float]]] = []
    for before, after in zip(last.panels, scene.panels, strict=True):
        grid = page.grids.get(after.name)
        cells = np.argwhere(changed_cells(before, after)) if grid else ()
        if len(cells) and grid:
            points += [grid.outline((row, column, row + 1, column + 1)) for row, column in cells]
    for outline in set(last.outlines) ^ set(scene.outlines):
        if outline.panel in page.grids:
            points.append(page.grids[outline.panel].outline(outline.box))
    for link in set(last.links) ^ set(scene.links):
        points += _link_lines(page, link)
    rects = [_around(some, 3, page) for some in points]
    before_lines = dict(_caption_boxes(page, last.caption))
    after_lines = dict(_caption_boxes(page, scene.caption))
    for text in before_lines.keys() ^ after_lines.keys():
        rects.append((before_lines | after_lines)[text])
    return _merged(rects)


def _merged(rects: list[Rect]) -> list[Rect]:
    """Join rectangles until none overlaps another."""
    done: list[Rect] = []
    while rects:
        rect = rects.pop()
        for index, other in enumerate(done):
            if rect[0] < other[2] and other[0] < rect[2] and rect[1] < other[3] and other[1] < rect[3]:
                del done[index]
                rects.append((min(rect[0], other[0]), min(rect[1], other[1]), max(rect[2], other[2]), max(rect[3], other[3])))
                break
        else:
            done.append(rect)
    return done


def _around(points: Iterable[tuple[float, float]], margin: int, page: Page) -> Rect:
    xs, ys = zip(*points, strict=True)
    return (
        max(0, int(min(xs)) - margin), max(0, int(min(ys)) - margin),
        min(page.width, int(max(xs)) + margin + 1), min(page.height, int(max(ys)) + margin + 1),
    )  # fmt: skip


def _link_lines(page: Page, link: Link) -> list[list[tuple[float, float]]]:
    """The four lines of a link between planes; none where panels stand side by side."""
    (start, start_box), (end, end_box) = link.start, link.end
    if page.signs_at or start not in page.grids or end not in page.grids:
        return []
    return [list(ends) for ends in
            zip(page.grids[start].outline(start_box), page.grids[end].outline(end_box), strict=True)]  # fmt: skip


def _caption_lines(page: Page, caption: Caption) -> list[tuple[tuple[int, int], str, bool]]:
    """Base line, text and weight of each line; every part keeps the place of its longest."""
    x, y = page.caption_at
    lines, line_px = [], CAPTION_PX * LINE_HEIGHT
    row = 0
    for part, room in zip(caption_parts(caption), page.caption_lines, strict=True):
        for index, text in enumerate(wrap(part, page.caption_width, measure) if part else ()):
            lines.append(((x, round(y + (row + index) * line_px)), text, False))
        row += room
    return lines


def _caption_boxes(page: Page, caption: Caption | None) -> Iterator[tuple[tuple[int, str], Rect]]:
    for (x, y), text, _ in _caption_lines(page, caption) if caption else ():
        right = min(page.width, x + round(measure(text, CAPTION_PX)) + 8)
        yield (y, text), (x - 1, y - ascent(CAPTION_PX), right, min(page.height, y + descent(CAPTION_PX)))


def _cell_corners(grid: Grid) -> Array:
    """(rows, columns, 4, 2) px."""
    first = np.array(grid.outline((0, 0, 1, 1)))
    rows, columns = np.mgrid[: grid.rows, : grid.columns]
    shift = rows[..., None] * np.array(grid.down) + columns[..., None] * np.array(grid.across)
    corners: Array = first + shift[:, :, None, :]
    return corners


def _touching(corners: Array, rect: Rect) -> Array:
    left, top, right, bottom = rect
    low, high = corners.min(axis=2), corners.max(axis=2)
    touching: Array = (
        (low[..., 0] <= right + 1) & (high[..., 0] >= left - 1) & (low[..., 1] <= bottom + 1) & (high[..., 1] >= top - 1)
    )
    return touching


def _polygons(corners: Array) -> Path:
    """Closed polygons of (n, 4, 2) corners as one path."""
    closed = np.concatenate([corners, corners[:, :1]], axis=1).reshape(-1, 2)
    codes = np.tile(np.array([Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY], Path.code_type), len(corners))
    return Path(closed, codes)


def _lines(ends: Array) -> Path:
    """Separate lines of (n, 2, 2) ends as one path."""
    return Path(ends.reshape(-1, 2), np.tile(np.array([Path.MOVETO, Path.LINETO], Path.code_type), len(ends)))


def _staircase(start: tuple[float, float], end: tuple[float, float]) -> Path:
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
