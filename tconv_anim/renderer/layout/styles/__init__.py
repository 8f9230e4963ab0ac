"""Styles, how a picture's panels are placed: one file for each, found by this folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module

from tconv_anim.renderer.layout.font_sizes import Basis, Fonts
from tconv_anim.renderer.layout.page import PlacedPicture
from tconv_anim.scenes.scene import Scene


@dataclass(frozen=True)
class Style:
    """A way to place the panels of a picture. Each has a file in this folder that ends in ``STYLE = Style(...)``.

    Cells have a size that is counted in units of whole pixels.

    Attributes
    ----------
    units_px : the smallest, the preferred and the largest unit
    basis : from the unit and the number of axes, the steps from a cell to the next in its row and in its column
    compose : places every panel of a scene; also takes the unit, the font sizes, and the width in em of the kernel's
        widest number
    equal_cells : whether the kernel's cells are as large as those of the input and the output
    """

    units_px: tuple[int, int, int]
    basis: Callable[[int, int], Basis]
    compose: Callable[[Scene, int, Fonts, float], PlacedPicture]
    equal_cells: bool


def load_style(name: str) -> Style:
    """The style of a name: `STYLE` of the file with this name."""
    found: Style = import_module(f"{__name__}.{name}").STYLE
    return found
