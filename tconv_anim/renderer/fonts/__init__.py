"""Text as outlines, and its width: from the tables that come with the package, so that it is the same everywhere."""

from __future__ import annotations

from functools import lru_cache

from tconv_anim.renderer.fonts.table import UNITS, face

TEXT, NUMBER, TITLE = "medium", "semibold", "bold"
"""The weights of running text, of numbers in cells, and of titles."""
BOX = "□"
CAP_HEIGHT = 2048 / UNITS
"""Of capitals and digits, in sizes of the font."""


def measure(text: str, px: float, weight: str = TEXT) -> float:
    """Width in px of a text at a font size in px."""
    return _units(text, weight) * px / UNITS


def drawable(text: str) -> str:
    """A text with a box in place of each character that has no shape."""
    known = face(TEXT).index
    return "".join(character if character in known else BOX for character in text)


def missing_letters(text: str) -> str:
    """The characters that the font has no shape for, each once: a box is drawn in place of each."""
    known = face(TEXT).index
    return "".join(dict.fromkeys(character for character in text if character not in known))


@lru_cache(maxsize=1 << 17)  # parts of two thousand captions
def _units(text: str, weight: str) -> int:
    letters = face(weight)
    return sum(letters.advances[letters.index[character]] for character in drawable(text))
