"""Text as outlines, and its width: from the tables that come with the package, so that it is the same everywhere.

Letters that these lack come from the fonts in use, see `Faces`; else a box is drawn.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tconv_anim.options import DEFAULT_LANGUAGE
from tconv_anim.renderer.fonts.table import UNITS, Face, face
from tconv_anim.scenes.texts import speaking

if TYPE_CHECKING:
    from tconv_anim.renderer.fonts.cjk import BlockFace  # imported for the first letter that is not Latin
    from tconv_anim.renderer.fonts.other import OtherFace  # imported when a font is named

    Letters = Face | BlockFace | OtherFace

TEXT, NUMBER, TITLE = "medium", "semibold", "bold"
"""The weights of running text, of numbers in cells, and of titles."""
BOX = "□"
CAP_HEIGHT = 2048 / UNITS
"""Of capitals and digits, in sizes of the font."""


class Faces(NamedTuple):
    """Whose letters are drawn: those that our own tables lack come from the files, then from the system.

    Attributes
    ----------
    files : fonts that are named; the first that has a letter gives it
    language : of what is said; some letters are drawn in another way in Japan than in China
    system : whether the fonts of this machine come last
    """

    files: tuple[OtherFace, ...] = ()
    language: str = DEFAULT_LANGUAGE
    system: bool = False


OWN = Faces()
"""No fonts but our own."""
_in_use: ContextVar[Faces] = ContextVar("fonts in use", default=OWN)


def read_faces(files: Sequence[str | Path], folder: Path) -> tuple[OtherFace, ...]:
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
    """Use these fonts and speak their language. Whatever is said, measured or drawn of an animation, is within this."""
    token = _in_use.set(faces)
    try:
        with speaking(faces.language):
            yield
    finally:
        _in_use.reset(token)


def in_use() -> Faces:
    """The fonts in use."""
    return _in_use.get()


def measure(text: str, px: float, weight: str = TEXT) -> float:
    """Width in px of a text at a font size in px."""
    return _units(text, weight, in_use()) * px / UNITS


def face_of(character: str, weight: str) -> Letters | None:
    """What has a shape for a character; None if nothing has."""
    own = face(weight)
    return own if character in own else _other_face(character, in_use())


@lru_cache(maxsize=1 << 12)
def _other_face(character: str, faces: Faces) -> Letters | None:
    from tconv_anim.renderer.fonts.cjk import CHINESE, JAPANESE, block_face

    for name in (JAPANESE, CHINESE) if faces.language == "ja" else (CHINESE,):
        if character in block_face(name):
            return block_face(name)
    return next((other for other in faces.files if character in other), None)


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
