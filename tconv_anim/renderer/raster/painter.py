"""Frames of palette indices, drawn by matplotlib's Agg; only what changed since the last shot is drawn again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer import geometry
from tconv_anim.renderer.bare_matplotlib import RendererAgg
from tconv_anim.renderer.fonts import ascent, rasterize
from tconv_anim.renderer.frame import Frame, Rect
from tconv_anim.renderer.layout.blocks import subtitle_below
from tconv_anim.renderer.layout.font_sizes import DIGIT_HEIGHT, SIGN_SCALE, Vector, number_label, rotated_px
from tconv_anim.renderer.layout.page import Page
from tconv_anim.renderer.raster import agg
from tconv_anim.renderer.raster.changed_areas import around, caption_words, changes, overlap
from tconv_anim.renderer.raster.palette import Palette
from tconv_anim.renderer.themes import CellLook, Color, Theme
from tconv_anim.scenes.scene import GRAYS, Caption, Link, Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.scenes.texts import say

MITRE_PX = 3  # how far a line's corner may reach beyond its cell


def paint(shots: Iterable[Shot], page: Page, theme: Theme, palette: Palette) -> Iterator[Frame]:
    """Draw shots one after the other."""
    canvas = RasterCanvas(page, theme)
    indices = np.zeros((page.height, page.width), np.uint8)
    last: Scene | None = None
    for shot in shots:
        changed = changes(last, shot.scene, page, geometry.OUTLINE_PX)
        for left, top, right, bottom in changed:
            pixels = canvas.draw(shot.scene, (left, top, right, bottom))
            indices[top:bottom, left:right] = palette.indices(pixels)
        last = shot.scene
        yield Frame(indices, tuple(changed), shot.duration_ms)


class RasterCanvas:
    """An Agg buffer that a scene can be drawn onto, within a rectangle."""

    def __init__(self, page: Page, theme: Theme) -> None:
        self.page, self.theme, self.fonts = page, theme, page.fonts
        self.renderer = RendererAgg(page.width, page.height, 72)
        self.pixels = np.asarray(self.renderer).view(np.uint32)[:, :, 0]
        self.flip = agg.y_flipped(page.height)
        self.corners = {key: geometry.cell_corners(grid) for key, grid in page.grids.items()}
        self.reaches = {key: (c.min(axis=2), c.max(axis=2)) for key, c in self.corners.items()}
        absent = CellLook(theme.page["background"], theme.page["background"])
        looks = [theme.looks.get(role, absent) for role in range(max(theme.looks) + 1)]
        self.dashed, self.struck = (np.array([getattr(look, name) for look in looks]) for name in ("dash", "strike"))

    def draw(self, scene: Scene, rect: Rect) -> Array:
        """Draw the part of a scene that is within a rectangle; returns its pixels, (h, w) uint32."""
        left, top, right, bottom = rect
        gc = agg.Pen()
        gc.set_clip_rectangle(left, self.page.height - bottom, right, self.page.height - top)
        red, green, blue = self.theme.page["background"]
        self.pixels[top:bottom, left:right] = red | green << 8 | blue << 16 | 255 << 24
        panels = {panel.id: panel for panel in scene.panels}
        linked = self.page.linked and bool(scene.links)
        for depth, layer in enumerate(self.page.stacking):
            for key in layer:
                self._draw_cells(gc, panels[key], rect)
                self._draw_outlines(gc, (outline for outline in scene.outlines if outline.panel == key), rect)
            if depth == 0:
                self._draw_links(gc, scene.links, rect)
            for key in layer:
                self._draw_numbers(gc, panels[key], rect, crossed=depth == 0 and linked)
                self._draw_titles(gc, panels[key], rect)
        self._draw_signs(gc, scene)
        for (_, heading), (x, y) in zip(scene.pictures, self.page.headings_at, strict=False):
            text, px = say(heading), self.fonts.heading
            self._draw_text(gc, text, px, self.theme.page["caption"], (x, y + ascent(px)), bold=True, centred=True)
        if scene.caption is not None:
            self._draw_caption(gc, scene.caption, rect)
        return self.pixels[top:bottom, left:right]

    def _draw_signs(self, gc: agg.Pen, scene: Scene) -> None:
        """Draw the signs between parts, and between pictures that are related."""
        signs = [*zip(scene.signs, self.page.signs_at, strict=False)]
        if scene.relation:
            signs += [(scene.relation, at) for at in self.page.between_at]
        for sign, (x, y) in signs:
            px = self.fonts.sign * SIGN_SCALE.get(sign, 1)
            if sign:
                self._draw_text(gc, sign, px, self.theme.page["caption"], (x, y + px // 3), centred=True)

    def _cells(self, panel: Panel, rect: Rect) -> tuple[Array, Array]:
        """The corners of a panel's cells, (rows, columns, 4, 2), and which of them the rectangle may touch."""
        if panel.turn:
            return geometry.rotated(self.corners[panel.id], panel.turn), np.ones(panel.shape, bool)
        return self.corners[panel.id], _touching(*self.reaches[panel.id], rect)

    def _draw_cells(self, gc: agg.Pen, panel: Panel, rect: Rect) -> None:
        corners, touched = self._cells(panel, rect)
        touched = touched & (panel.roles != Role.ABSENT)
        if not touched.any():
            return
        roles = panel.roles[touched]
        cells = corners[touched]
        theme = self.theme
        gc.set_linewidth(0)
        along_edges = self.page.grids[panel.id].upright and panel.turn % 90 == 0
        gc.set_snap(along_edges)  # unless it is asked to, Agg does not snap long paths
        for role in set(roles.tolist()):
            self._fill(gc, agg.polygons(cells[roles == role]), theme.looks[role].fill)
        lined = roles < GRAYS.start  # a picture's pixels have no lines between them
        cells, roles = cells[lined], roles[lined]
        dashed, struck = self.dashed[roles], self.struck[roles]
        gc.set_linewidth(geometry.LINE_PX)
        if not lined.any() or self.page.grids[panel.id].across[0] < geometry.LINED_PX:  # a picture of many cells
            return
        if dashed.any():
            gc.set_dashes(0, geometry.DASHES)
            self._stroke(gc, agg.edges(cells[dashed]), theme.page["dash"])
            gc.set_dashes(0, None)
        if not dashed.all():
            self._stroke(gc, agg.polygons(cells[~dashed]), theme.page["line"])
        if struck.any():
            self._stroke(gc, agg.diagonals(cells[struck]), theme.page["window"])
        gc.set_snap(None)

    def _draw_numbers(self, gc: agg.Pen, panel: Panel, rect: Rect, *, crossed: bool) -> None:
        """Draw numbers; if links may cross the panel, with a halo that keeps them apart."""
        px = self.fonts.numbers(panel)
        if not px or panel.values is None:
            return
        corners, touched = self._cells(panel, rect)
        cells = corners[touched]
        values = panel.values[touched].tolist()
        px = rotated_px(values, corners, px) if panel.turn else px
        if not px:
            return
        terms = panel.terms[touched].tolist() if panel.terms is not None else [np.nan] * len(values)
        roles = panel.roles[touched].tolist()
        centres = ((cells[:, 0] + cells[:, 2]) / 2).tolist()
        for value, term, role, (x, y) in zip(values, terms, roles, centres, strict=True):
            if value == value or term == term:  # not NaN
                look = self.theme.looks[role]
                text, size = number_label(self.fonts, panel, px, value, term)
                image = _colored(text, size, False, look.text)
                left, top = round(x - image.shape[1] / 2), round(y + DIGIT_HEIGHT / 2 * size) - ascent(size)
                if crossed:
                    self._blit(gc, _halo(text, size, look.fill), left - geometry.HALO_PX, top - geometry.HALO_PX)
                self._blit(gc, image, left, top)

    def _draw_outlines(self, gc: agg.Pen, outlines: Iterable[Outline], rect: Rect) -> None:
        gc.set_linewidth(geometry.OUTLINE_PX)
        gc.set_joinstyle("miter")
        for outline in sorted(outlines, key=lambda outline: -outline.stroke):
            color = self.theme.page["window" if outline.stroke == Stroke.WINDOW else "extent"]
            corners = self.page.grids[outline.panel].outline(outline.box)
            if overlap(around(corners, geometry.OUTLINE_PX, self.page), rect):
                self._stroke(gc, agg.polygons(np.array(corners)[np.newaxis]), color)

    def _draw_links(self, gc: agg.Pen, links: Iterable[Link], rect: Rect) -> None:
        gc.set_linewidth(geometry.LINK_PX)
        gc.set_snap(False)
        for link in links:
            upright = self.page.grids[link.start[0]].upright
            for start, end in geometry.link_lines(self.page, link):
                if overlap(around((start, end), geometry.LINK_PX, self.page), rect):
                    path = agg.staircase(start, end) if upright else agg.dashed_line(start, end)
                    self._stroke(gc, path, self.theme.page["link"])
        gc.set_snap(None)

    def _draw_titles(self, gc: agg.Pen, panel: Panel, rect: Rect) -> None:
        x, y = self.page.grids[panel.id].title_at
        if not panel.title or y > rect[3] or y + 3 * self.fonts.title < rect[1]:
            return
        centred = self.page.grids[panel.id].title_centred
        y += ascent(self.fonts.title)
        color = self.theme.title(panel.id.part)
        self._draw_text(gc, say(panel.title), self.fonts.title, color, (x, y), bold=True, centred=centred)
        muted, y = self.theme.page["subtitle"], y + subtitle_below(self.fonts)
        if panel.subtitle:
            self._draw_text(gc, say(panel.subtitle), self.fonts.subtitle, muted, (x, y), centred=centred)

    def _draw_caption(self, gc: agg.Pen, caption: Caption, rect: Rect) -> None:
        px, color = self.fonts.caption, self.theme.page["caption"]
        for text, box in caption_words(self.page, caption):
            if overlap(box, rect):
                self._draw_text(gc, text, px, color, (box[0] + 1, box[1] + ascent(px)))

    def _draw_text(
        self, gc: agg.Pen, text: str, px: int, color: Color, at: Vector, *, bold: bool = False, centred: bool = False
    ) -> None:
        image = _colored(text, px, bold, color)
        left = at[0] - image.shape[1] // 2 if centred else at[0]
        self._blit(gc, image, left, at[1] - ascent(px))

    def _blit(self, gc: agg.Pen, image: Array, left: int, top: int) -> None:
        self.renderer.draw_image(gc, left, self.page.height - top - image.shape[0], image)

    def _fill(self, gc: agg.Pen, path: agg.Path, color: Color) -> None:
        self.renderer.draw_path(gc, path, self.flip, tuple(level / 255 for level in color))

    def _stroke(self, gc: agg.Pen, path: agg.Path, color: Color) -> None:
        gc.set_foreground((*(level / 255 for level in color), 1.0))
        self.renderer.draw_path(gc, path, self.flip, None)


@cache
def _colored(text: str, px: int, bold: bool, color: Color) -> Array:
    """A text's picture, (height, width, 4) uint8, bottom row first as Agg wants it."""
    return _picture(rasterize(text, px, bold), color)


@cache
def _halo(text: str, px: int, color: Color) -> Array:
    """The halo around a text, as a picture like that of `_colored`."""
    most = geometry.HALO_PX
    ink, reach = np.pad(rasterize(text, px), most), range(-most, most + 1)
    near = [(dy, dx) for dy in reach for dx in reach if dx * dx + dy * dy <= most**2]
    wide = np.max([np.roll(ink, shift, (0, 1)) for shift in near], axis=0)
    return _picture(wide, color)


def _picture(ink: Array, color: Color) -> Array:
    image = np.empty((*ink.shape, 4), np.uint8)
    image[:, :, :3] = color
    image[:, :, 3] = ink[::-1]
    return image


def _touching(low: Array, high: Array, rect: Rect) -> Array:
    left, top, right, bottom = rect
    left, top, right, bottom = left - MITRE_PX, top - MITRE_PX, right + MITRE_PX, bottom + MITRE_PX
    touching: Array = (low[..., 0] <= right) & (high[..., 0] >= left) & (low[..., 1] <= bottom) & (high[..., 1] >= top)
    return touching
