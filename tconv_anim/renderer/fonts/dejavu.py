"""Text as pixels, and its width, in the font that comes with matplotlib; fonts of the machine are not used."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tconv_anim.core.step import Array

if TYPE_CHECKING:
    from tconv_anim.renderer.bare_matplotlib import FT2Font  # imported when a text is measured

_DPI = 72  # a point is a pixel
BOX = "□"
_FIXED_POINT = 64  # FreeType counts in 64ths of a pixel


def measure(text: str, px: int, bold: bool = False) -> float:
    """Width in px of a text at a font size in px, without kerning, which moves letters closer: a fast upper bound."""
    return sum(_advance_em(character, bold) for character in _drawable(text, bold)) * px


def set_width(text: str, px: int, bold: bool = False) -> float:
    """Width in px of a text as it is drawn."""
    return _typeset(text, px, bold)[1]


def rasterize(text: str, px: int, bold: bool = False) -> Array:
    """A text's coverage, (height, width) uint8 from 0 to 255, cut to its ink from left to right.

    From top to bottom it reaches `ascent(px)` above and `descent(px)` below the base line.
    """
    return _typeset(text, px, bold)[0]


@cache
def _typeset(text: str, px: int, bold: bool) -> tuple[Array, float]:
    from tconv_anim.renderer.bare_matplotlib import LoadFlags

    font = _font(bold)
    font.set_size(px, _DPI)
    font.set_text(
        _drawable(text, bold), 0.0, flags=LoadFlags.TARGET_LIGHT
    )  # crisp from top to bottom, true from left to right
    font.draw_glyphs_to_bitmap(antialiased=True)
    ink: Array = np.asarray(font.get_image())
    height = font.get_width_height()[1]
    above = (height - font.get_descent()) // _FIXED_POINT + 1  # rows of the ink above the base line
    canvas = np.zeros((ascent(px) + descent(px), ink.shape[1]), np.uint8)
    top = max(0, ascent(px) - above)
    canvas[top : top + ink.shape[0]] = ink[: canvas.shape[0] - top]
    columns = np.flatnonzero(canvas.any(axis=0))
    cut = canvas[:, columns[0] : columns[-1] + 1] if columns.size else canvas[:, :0]
    return cut, font.get_width_height()[0] / _FIXED_POINT


def missing_letters(text: str) -> str:
    """The characters that the font has no shape for, each once: a box is drawn in place of each."""
    return "".join(dict.fromkeys(c for c in text if not _font(False).get_char_index(ord(c))))


def _drawable(text: str, bold: bool) -> str:
    """A text with a box in place of each character that has no shape."""
    font = _font(bold)
    return "".join(c if font.get_char_index(ord(c)) else BOX for c in text)


def ascent(px: int) -> int:
    """Rows that a text of this size takes above its base line."""
    return px + 1


def descent(px: int) -> int:
    """Rows that a text of this size takes below its base line."""
    return px // 3 + 1


@cache
def _font(bold: bool) -> FT2Font:
    from tconv_anim.renderer.bare_matplotlib import FT2Font, get_data_path

    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return FT2Font(str(Path(get_data_path(), "fonts", "ttf", name)))


@cache
def _advance_em(character: str, bold: bool) -> float:
    from tconv_anim.renderer.bare_matplotlib import LoadFlags

    font = _font(bold)
    font.set_size(100, _DPI)
    return font.load_char(ord(character), flags=LoadFlags.NO_HINTING).linearHoriAdvance / 65536 / 100
