"""Text as outlines, and its width: from the tables that come with the package, so that it is the same everywhere.

Letters that these lack come from the fonts in use, see `using`; else a box is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from tconv_anim.renderer.fonts.table import UNITS, Face, face

if TYPE_CHECKING:
    from tconv_anim.renderer.fonts.other import OtherFace  # imported when a font is named

TEXT, NUMBER, TITLE = "medium", "semibold", "bold"
"""The weights of running text, of numbers in cells, and of titles."""
BOX = "□"
CAP_HEIGHT = 2048 / UNITS
"""Of capitals and digits, in sizes of the font."""

Faces = tuple["OtherFace", ...]
_in_use: ContextVar[Faces] = ContextVar("fonts in use", default=())


def read_faces(files: Sequence[str | Path], folder: Path) -> Faces:
    """The letters of font files, whose names start in a folder.

    Raises
    ------
    FontError
    """
    if not files:
        return ()
    from tconv_anim.renderer.fonts.other import read_font  # imported when a font is named

    return tuple(read_font(folder / name, str(name)) for name in files)


@contextmanager
def using(faces: Faces) -> Iterator[None]:
    """Take letters that our own font lacks from these: from the first that has one. Whatever is measured or drawn
    of an animation, is within this.
    """
    token = _in_use.set(faces)
    try:
        yield
    finally:
        _in_use.reset(token)


def in_use() -> Faces:
    """The fonts in use."""
    return _in_use.get()


def measure(text: str, px: float, weight: str = TEXT) -> float:
    """Width in px of a text at a font size in px."""
    return _units(text, weight, in_use()) * px / UNITS


def face_of(character: str, weight: str) -> Face | OtherFace | None:
    """What has a shape for a character; None if nothing has."""
    if character in face(weight):
        return face(weight)
    return next((other for other in in_use() if character in other), None)


def is_own(text: str) -> bool:
    """Whether our own font has all letters of a text, or no font has those that it lacks."""
    return drawable(text) == "".join(c if c in face(TEXT) else BOX for c in text)


def drawable(text: str) -> str:
    """A text with a box in place of each character that has no shape."""
    return "".join(character if face_of(character, TEXT) else BOX for character in text)


def missing_letters(text: str) -> str:
    """The characters that no font has a shape for, each once: a box is drawn in place of each."""
    return "".join(dict.fromkeys(character for character in text if not face_of(character, TEXT)))


@lru_cache(maxsize=1 << 14)
def _units(text: str, weight: str, faces: Faces) -> int:  # noqa: ARG001 # which are those in use
    found = ((character, face_of(character, weight)) for character in text)
    return sum(some.advance(character) if some else face(weight).advance(BOX) for character, some in found)
