"""Frames of SVG elements: the same things, order and colours as in the raster painter, with text as text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.fonts import measure
from tconv_anim.renderer.frame import VectorFrame
from tconv_anim.renderer.geometry import LINED_PX, Point, cell_corners, link_lines, rotated
from tconv_anim.renderer.layout import font_sizes
from tconv_anim.renderer.layout.blocks import subtitle_below
from tconv_anim.renderer.layout.page import Page, caption_lines
from tconv_anim.renderer.svg import elements
from tconv_anim.renderer.svg.elements import css_color, join_points, numbers, xml_text
from tconv_anim.renderer.themes import Theme
from tconv_anim.scenes.scene import GRAYS, Panel, PanelId, Role, Scene, Shot, Stroke, changed_cells
from tconv_anim.scenes.texts import say

WIDER = 1.15  # how much wider than ours another font may be
LINK_DASHES = (4, 5)
SNAP = ' transform="translate(.5 .5)"'  # puts upright lines of one pixel onto pixels
PIXEL_ROWS_FROM = 17  # cells along a side
ROW_OVERLAP_PX = 1  # so that no gap is seen between rows on a scaled page


def paint(shots: Iterable[Shot], page: Page, theme: Theme) -> Iterator[VectorFrame]:
    """Draw shots one after the other; what does not change from shot to shot stays the same string."""
    canvas = SvgCanvas(page, theme)
    for shot in shots:
        yield VectorFrame(tuple(canvas.draw(shot.scene)), shot.duration_ms)


class SvgCanvas:
    """Draws scenes; of a panel only the cells that changed since the last scene are drawn again."""

    def __init__(self, page: Page, theme: Theme) -> None:
        self.page, self.theme, self.fonts = page, theme, page.fonts
        self.corners = {key: cell_corners(grid) for key, grid in page.grids.items()}
        self.last: dict[PanelId, Panel] = {}
        self.fills: dict[PanelId, list[str]] = {}
        self.lines: dict[PanelId, list[str]] = {}
        self.tight: dict[object, bool] = {}
        self.numbers: dict[PanelId, list[str]] = {}
        roles = range(max(theme.looks) + 1)
        opaque = {role: (*look.fill, 255) for role, look in theme.looks.items()}
        self.colors = np.array([opaque.get(role, (0, 0, 0, 0)) for role in roles], np.uint8)

    def draw(self, scene: Scene) -> list[str]:
        """The parts of a scene, see `VectorFrame`."""
        panels = {panel.id: panel for panel in scene.panels}
        parts: list[str] = []
        for depth, layer in enumerate(self.page.stacking):
            links = [line for link in scene.links for line in link_lines(self.page, link)] if depth == 0 else []
            for key in layer:
                self._update(panels[key])
                parts += [*self.fills[key], *self.lines[key], self._outlines(scene, key)]
            if depth == 0:
                parts.append(self._links(links))
            for key in layer:
                if depth == 0 and self.page.linked:
                    parts.append(self._halos(panels[key], links))
                parts += [*self.numbers[key], *self._titles(panels[key])]
        signs = dict(zip(self.page.signs_at, scene.signs, strict=False))
        signs |= dict.fromkeys(self.page.between_at, scene.relation)
        parts += [self._sign(signs.get(at, ""), at) for at in (*self.page.signs_at, *self.page.between_at)]
        headings = dict(zip(self.page.headings_at, (say(heading) for _, heading in scene.pictures), strict=False))
        px = self.fonts.heading
        for x, y in self.page.headings_at:
            parts.append(self._line("g", headings.get((x, y), ""), px, (x, y + px + 1), bold=True))
        px = self.fonts.caption
        for text, y in caption_lines(self.page, scene.caption):
            tight = measure(text, px) * WIDER > self.page.caption_width
            parts.append(self._line("p", text, px, (self.page.caption_at[0], y), fixed=tight))
        return parts

    def _update(self, panel: Panel) -> None:
        """Draw the cells and the numbers of a panel that changed."""
        before = self.last.get(panel.id)
        self.last[panel.id] = panel
        if before == panel:
            return
        if before is None or before.turn or panel.turn:
            before = None
            self.fills[panel.id] = [""] * (panel.shape[0] if self._in_pixel_rows(panel) else panel.roles.size)
            self.numbers[panel.id] = [""] * (panel.roles.size if self.fonts.numbers(panel) else 0)
        changed, corners = changed_cells(before, panel), self._corners(panel)
        if self._in_pixel_rows(panel):
            for row in np.flatnonzero(changed.any(axis=1)).tolist():
                self.fills[panel.id][row] = self._pixel_row(panel, corners, row)
        else:
            for row, column in np.argwhere(changed).tolist():
                role = panel.roles[row, column]
                fill = f'<path class="f{role}" d="M{join_points(corners[row, column])}z"/>'
                self.fills[panel.id][row * panel.shape[1] + column] = fill if role != Role.ABSENT else ""
        if before is None or (before.roles != panel.roles).any():
            lined = self.page.grids[panel.id].across[0] >= LINED_PX
            self.lines[panel.id] = self._lines(panel, corners) if lined else []
        if self.numbers[panel.id]:
            for row, column, text in self._texts(panel, corners, changed):
                self.numbers[panel.id][row * panel.shape[1] + column] = text

    def _in_pixel_rows(self, panel: Panel) -> bool:
        """Whether each row of cells is one image, as in pictures: cells that are upright, many, and without numbers."""
        many = max(panel.shape) >= PIXEL_ROWS_FROM and not self.fonts.numbers(panel)
        return many and self.page.grids[panel.id].upright

    def _corners(self, panel: Panel) -> Array:
        corners = self.corners[panel.id]
        return rotated(corners, panel.turn) if panel.turn else corners

    def _pixel_row(self, panel: Panel, corners: Array, row: int) -> str:
        grid, roles = self.page.grids[panel.id], panel.roles
        (x, y), width, height = grid.corner(row, 0), grid.across[0], grid.down[1]
        turn = ""
        if panel.turn:
            a, b = ((corners[0, 0, 1] - corners[0, 0, 0]) / width).tolist()  # a step to the right; one down is (-b, a)
            e, f = (corners[row, 0, 0] - (a * x - b * y, b * x + a * y)).tolist()
            turn = f' transform="matrix({a:.4f} {b:.4f} {-b:.4f} {a:.4f} {numbers((e, f))})"'
        if row + 1 < len(roles) and (roles != Role.ABSENT).all():
            height += ROW_OVERLAP_PX
        return (
            f'<image class="i" x="{x}" y="{y}" width="{width * roles.shape[1]}" height="{height}" '
            f'preserveAspectRatio="none"{turn} xlink:href="{elements.pixel_row_url(self.colors[roles[row]], width)}"/>'
        )

    def _lines(self, panel: Panel, corners: Array) -> list[str]:
        """Dashed lines around cells, then solid ones, a part for each line of the grid, and strokes through cells."""
        looks = [[self.theme.looks.get(role) for role in row] for row in panel.roles.tolist()]
        there = (panel.roles != Role.ABSENT) & (panel.roles < GRAYS.start)  # a picture's pixels have no lines between
        dashed = there & np.array([[look is not None and look.dash for look in row] for row in looks])
        struck = there & np.array([[look is not None and look.strike for look in row] for row in looks])
        upright = self.page.grids[panel.id].upright and panel.turn % 90 == 0
        snap = SNAP if upright else ""
        solid, dashes = elements.edges(there & ~dashed), elements.edges(dashed)
        paths = [("d", d) for d in elements.segments(dashes[0] & ~solid[0], dashes[1] & ~solid[1], corners, longest=1)]
        paths += [("l", d) for d in elements.segments(*solid, corners)]
        paths.append(("x", "".join(f"M{join_points(cell[[1, 3]])}" for cell in corners[struck])))
        return [f'<path class="{name}" d="{d}"{snap}/>' if d else "" for name, d in paths]

    def _texts(self, panel: Panel, corners: Array, wanted: Array, halo: bool = False) -> Iterator[tuple[int, int, str]]:
        """The number of each wanted cell, "" if it has none; with `halo` the halo around it."""
        px = self.fonts.numbers(panel)
        values, terms = (np.full(panel.shape, np.nan) if v is None else v for v in (panel.values, panel.terms))
        if panel.turn and px:
            px = font_sizes.rotated_px(values.ravel().tolist(), corners, px)
        first, across, _, down = corners[0, 0]
        (ax, ay), (dx, dy) = (across - first).tolist(), (down - first).tolist()
        for row, column in np.argwhere(wanted).tolist():
            text, size = font_sizes.number_label(self.fonts, panel, px, values[row, column], terms[row, column])
            if not text or not px or panel.values is None:
                yield row, column, ""
                continue
            role, (x, y) = panel.roles[row, column], (corners[row, column, 0] + corners[row, column, 2]) / 2
            y = round(y + font_sizes.DIGIT_HEIGHT / 2 * size)
            more = f' font-size="{size}"' if size != self.fonts.text else ""
            if self._is_tight(text, size, ((ax, ay), (dx, dy))):
                more += self._length(text, size)
            color = css_color(self.theme.looks[role].fill)
            look = f'class="h" fill="{color}" stroke="{color}"' if halo else f'class="n{role}"'
            yield row, column, f'<text {look} x="{x:g}" y="{y}"{more}>{xml_text(text)}</text>'

    def _halos(self, panel: Panel, links: Sequence[tuple[Point, Point]]) -> str:
        """Halos that keep links apart from the numbers that they cross."""
        if not links or not self.numbers[panel.id] or panel.values is None:
            return ""
        corners = self._corners(panel)
        reach = np.abs(corners[0, 0, 1] - corners[0, 0, 3]).max() / 2
        crossed = elements.near((corners[:, :, 0] + corners[:, :, 2]) / 2, links, reach)
        return "".join(text for _, _, text in self._texts(panel, corners, crossed, halo=True))

    def _outlines(self, scene: Scene, panel: PanelId) -> str:
        outlines = sorted((o for o in scene.outlines if o.panel == panel), key=lambda outline: -outline.stroke)
        return "".join(
            f'<path class="{"w" if outline.stroke == Stroke.WINDOW else "e"}" '
            f'd="M{join_points(self.page.grids[panel].outline(outline.box))}z"/>'
            for outline in outlines
        )

    def _links(self, lines: Sequence[tuple[Point, Point]]) -> str:
        if not lines:
            return ""
        upright = self.page.grids[self.page.stacking[0][0]].upright
        dashes = "" if upright else f' stroke-dasharray="{numbers(LINK_DASHES)}"'
        return f'<path class="k" d="{"".join(f"M{join_points(line)}" for line in lines)}"{dashes}/>'

    def _titles(self, panel: Panel) -> list[str]:
        grid, fonts = self.page.grids[panel.id], self.fonts
        x, y = grid.title_at[0], grid.title_at[1] + fonts.title + 1
        anchor = "" if grid.title_centred else ' text-anchor="start"'
        fill = f'{anchor} fill="{css_color(self.theme.title(panel.id.part))}"'
        title = self._line("t", say(panel.title), fonts.title, (x, y), fill, bold=True)
        subtitle = say(panel.subtitle) if panel.title else ""
        return [title, self._line("u", subtitle, fonts.subtitle, (x, y + subtitle_below(fonts)), anchor)]

    def _sign(self, sign: str, at: tuple[int, int]) -> str:
        px = self.fonts.sign * font_sizes.SIGN_SCALE.get(sign, 1)
        larger = f' style="font-size:{px}px"' if px != self.fonts.sign else ""
        return f'<text class="s" x="{at[0]}" y="{at[1] + px // 3}"{larger}>{xml_text(sign)}</text>' if sign else ""

    def _line(
        self,
        name: str,
        text: str,
        px: int,
        at: font_sizes.Vector,
        more: str = "",
        *,
        bold: bool = False,
        fixed: bool = True,
    ) -> str:
        """A line of text; if it is `fixed`, it is equally wide in any font."""
        if not text:
            return ""
        length = self._length(text, px, bold) if fixed else ""
        return f'<text class="{name}" x="{at[0]}" y="{at[1]}"{more}{length}>{xml_text(text)}</text>'

    def _is_tight(self, text: str, px: int, basis: tuple[Point, Point]) -> bool:
        """Whether a number may be too wide for its cell in another font."""
        key = text, px, basis
        if key not in self.tight:
            width_em = measure(text, 100) / 100
            self.tight[key] = font_sizes.text_px(WIDER * width_em, basis, px, font_sizes.ZOOMED_SHARE) < px
        return self.tight[key]

    def _length(self, text: str, px: int, bold: bool = False) -> str:
        width = measure(text, px, bold)
        return f' textLength="{width:.1f}" lengthAdjust="spacingAndGlyphs"'
