"""Styles, how a picture's panels are placed: one file for each, found by this folder."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import NamedTuple

from tconv_anim.renderer.layout.font_sizes import Basis, Fonts
from tconv_anim.renderer.layout.page import PlacedPicture
from tconv_anim.scenes.scene import Scene


class Style(NamedTuple):
    """A way to place the panels of a picture. Each has a file in this folder that ends in ``STYLE = Style(...)``.

    Attributes
    ----------
    units_px : the smallest, the preferred and the largest width of a cell
    basis : from the width of a cell and a scene, the steps from a cell to the next in its row and column
    compose : places every panel of a scene with cells of a width, in one or several ways, the usual one first
    """

    units_px: tuple[int, int, int]
    basis: Callable[[int, Scene], Basis]
    compose: Callable[[Scene, int, Fonts], Iterator[PlacedPicture]]


def load_style(name: str) -> Style:
    """The style of a name: `STYLE` of the file with this name."""
    found: Style = import_module(f"{__name__}.{name}").STYLE
    return found
