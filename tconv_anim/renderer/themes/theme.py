"""A theme: the colour of everything that is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from tconv_anim.scenes.scene import SCALE

Color = tuple[int, int, int]
"""Red, green and blue, from 0 to 255."""

PAGE_COLORS = ("background", "line", "dash", "link", "window", "extent", "caption", "subtitle")
TITLES = ("input", "kernel", "output")


@dataclass(frozen=True)
class CellLook:
    """How a role's cells are drawn: fill, text, a dashed edge in place of a solid one, and a stroke through them."""

    fill: Color
    text: Color
    dash: bool = False
    strike: bool = False


@dataclass(frozen=True)
class Theme:
    """Every colour of a picture.

    Attributes
    ----------
    page : colours of background, line, dash, link, window, extent, caption, subtitle
    titles : colours of the panels' titles, by part
    looks : how each role's cells are drawn, and each gray's
    """

    page: Mapping[str, Color]
    titles: Mapping[str, Color]
    looks: Mapping[int, CellLook]

    def title(self, part: str) -> Color:
        """The colour of a part's title: a matrix, which is made of the kernel, has the kernel's."""
        return self.titles[{"matrix": "kernel", "conv_matrix": "kernel", SCALE: "output"}.get(part, part)]

    def color(self, ink: str) -> Color:
        """The colour of an ink: "page.line", "title.input", "fill.3" or "text.3"."""
        kind, _, name = ink.partition(".")
        if kind == "page":
            return self.page[name]
        if kind == "title":
            return self.title(name)
        look = self.looks[int(name)]
        return look.fill if kind == "fill" else look.text
