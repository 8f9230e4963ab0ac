"""A theme: the colour of everything that is drawn."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tconv_anim.scenes.scene import BY_COLUMN, COLORS, EVENED, SCALE

Color = tuple[int, int, int]
"""Red, green and blue, from 0 to 255."""

PAGE_COLORS = ("background", "ink", "muted", "now", "band", "frame", "hatch", "edge")
TITLES = ("input", "kernel", "output", "now")
TITLE_OF = {
    "matrix": "kernel",
    "placed": "kernel",
    "matrix_of_conv": "kernel",
    "x": "input",
    "factor": "input",
    "factors": "input",
    "y": "output",
    "products": "now",
    "gradient": "output",
    "patches": "input",
    "layer": "output",
    SCALE: "output",
    EVENED: "output",
    BY_COLUMN: "output",
}
"""The title's colour of parts that have none of their own: a matrix is made of the kernel."""


class CellLook(NamedTuple):
    """How a role's cells are drawn."""

    fill: Color
    text: Color


class Looks(dict[int, CellLook]):
    """The looks by role; a pixel in colour has the colour that it says."""

    def __missing__(self, role: int) -> CellLook:
        if role not in COLORS:
            raise KeyError(role)
        red, green, blue = ((role >> shift & 31) * 255 // 31 for shift in (10, 5, 0))
        return CellLook((red, green, blue), (0, 0, 0))


class Theme(NamedTuple):
    """Every colour of a picture.

    Attributes
    ----------
    page : the colours of `PAGE_COLORS`
    titles : colours of the panels' titles, by part
    looks : how each role's cells are drawn, and each gray's
    """

    page: Mapping[str, Color]
    titles: Mapping[str, Color]
    looks: Mapping[int, CellLook]

    def title(self, part: str) -> Color:
        """The colour of a part's title."""
        part = part.rstrip("0123456789")
        return self.titles[TITLE_OF.get(part, part)]

    def color(self, ink: str) -> Color:
        """The colour of an ink: "page.ink", "title.input", "fill.3" or "text.3"."""
        kind, _, name = ink.partition(".")
        if kind == "page":
            return self.page[name]
        if kind == "title":
            return self.title(name)
        look = self.looks[int(name)]
        return look.fill if kind == "fill" else look.text
