"""Marks on matplotlib's Axes, by its public interface for renderers: for figures of one's own, and for PDF."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path as FilePath
from typing import IO

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backend_bases import GraphicsContextBase, RendererBase
from matplotlib.backends.backend_pdf import PdfPages
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle
from matplotlib.path import Path
from matplotlib.transforms import Transform

from tconv_anim.renderer import fonts
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.fonts import drawable, in_use, is_own, measure, using
from tconv_anim.renderer.marks import UPRIGHT, Mark, Text
from tconv_anim.renderer.outlines import HALO_PX, Contours, letters, outlines
from tconv_anim.renderer.svg.elements import css_color
from tconv_anim.renderer.themes import Color, Theme

POINTS = 72  # to the inch
A4_ACROSS = 297 / 25.4 * POINTS, 210 / 25.4 * POINTS  # width and height in points
ABOVE = 2  # patches, such as the page itself


def draw(axes: Axes, marks: Sequence[Mark], size: tuple[int, int], theme: Theme, *, outlines: bool = False) -> None:
    """Put a page's marks into Axes, whose data are the page's px from then on, y downwards.

    Parameters
    ----------
    axes : without lines and labels of their own afterwards
    marks : in the order in which they are drawn
    size : width and height of the page in px
    theme : for the colours
    outlines : whether letters are outlines where they could be text
    """
    width, height = size
    axes.set(xlim=(0, width), ylim=(height, 0), aspect="equal")
    axes.set_axis_off()
    ground = Rectangle((0, 0), width, height, facecolor=css_color(theme.page["background"]), linewidth=0)
    axes.add_patch(ground)
    axes.add_artist(Marks(marks, theme, outlines))


def figure(drawing: Drawing) -> Figure:
    """The last picture as a figure of its own, a px of the page being a point, or as large as paper allows."""
    (frame,) = drawing.finished().frames()
    size = drawing.page.width, drawing.page.height
    px = min(paper / side for paper, side in zip(A4_ACROSS, size, strict=True)) if drawing.on_paper else 1.0
    found = Figure(figsize=(size[0] * px / POINTS, size[1] * px / POINTS), dpi=POINTS)
    draw(found.add_axes((0, 0, 1, 1)), frame.marks, size, drawing.theme, outlines=drawing.outlines)
    return found


def save_pages(file: IO[bytes], drawings: Iterable[Drawing], about: dict[str, str | None]) -> int:
    """Write a PDF with a page for each picture, and give their number."""
    count, made = 0, io.BytesIO()
    with PdfPages(made, metadata=about) as pages:  # whose end hides the error of a file that takes no more
        for drawing in drawings:
            pages.savefig(figure(drawing), transparent=drawing.transparent)
            count += 1
    file.write(made.getvalue())
    return count


class Marks(Artist):
    """An artist that draws marks, in the data coordinates of its Axes."""

    def __init__(self, marks: Sequence[Mark], theme: Theme, as_outlines: bool) -> None:
        super().__init__()
        self.marks, self.theme, self.as_outlines = marks, theme, as_outlines
        self.faces = in_use()
        self.set_zorder(ABOVE)

    def draw(self, renderer: RendererBase) -> None:
        """Draw every mark."""
        with using(self.faces):
            self._draw(renderer)

    def _draw(self, renderer: RendererBase) -> None:
        assert self.axes is not None
        place = self.axes.transData
        (left, _), (right, _) = place.transform([(0, 0), (1, 0)])
        points = (right - left) / renderer.points_to_pixels(1)  # to a px of the page
        as_text = not (self.as_outlines or hasattr(renderer, "buffer_rgba"))  # pixels show outlines truer
        graphics = renderer.new_gc()
        graphics.set_clip_rectangle(self.axes.bbox)
        graphics.set_linewidth(0)
        for mark in self.marks:
            shape = mark.shape
            if mark.opacity != graphics.get_alpha():
                graphics.set_alpha(mark.opacity)
            if isinstance(shape, Text):
                self._halo(renderer, graphics, shape, place, points)
                if as_text and shape.map == UPRIGHT and is_own(shape.text):
                    self._write(renderer, graphics, shape, place, points)
                    continue
            for ink, contours in outlines(shape):
                if contours:
                    renderer.draw_path(graphics, _path(contours), place, _levels(self.theme.color(ink)))
        graphics.restore()

    def _halo(
        self, renderer: RendererBase, graphics: GraphicsContextBase, text: Text, place: Transform, points: float
    ) -> None:
        if not text.halo:
            return
        graphics.set_linewidth(2 * HALO_PX * points)
        graphics.set_joinstyle("round")
        graphics.set_foreground(_levels(self.theme.color(text.halo)))
        renderer.draw_path(graphics, _path(letters(text)), place)
        graphics.set_linewidth(0)

    def _write(
        self, renderer: RendererBase, graphics: GraphicsContextBase, text: Text, place: Transform, points: float
    ) -> None:
        """Draw letters as text, which can be searched and copied where the file's format has text."""
        x, y = text.at
        if text.centred:
            x -= measure(text.text, text.px, text.weight) / 2
        graphics.set_foreground(_levels(self.theme.color(text.ink)))
        at = place.transform((x, y))
        if renderer.flipy():
            at[1] = renderer.get_canvas_width_height()[1] - at[1]
        renderer.draw_text(graphics, at[0], at[1], drawable(text.text), _font(text.weight, text.px * points), 0)


@cache
def _font(weight: str, size: float) -> FontProperties:
    return FontProperties(fname=str(FilePath(fonts.__file__).with_name(f"{weight}.ttf")), size=size)


def _levels(color: Color) -> tuple[float, float, float]:
    red, green, blue = color
    return red / 255, green / 255, blue / 255


def _path(contours: Contours) -> Path:
    """Closed lines as one path."""
    points = [np.concatenate([contour, contour[:1]]) for contour in contours]
    codes = [[Path.MOVETO, *[Path.LINETO] * (len(contour) - 2), Path.CLOSEPOLY] for contour in points]
    return Path(np.concatenate(points), [code for some in codes for code in some])
