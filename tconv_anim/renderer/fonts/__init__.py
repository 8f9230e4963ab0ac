"""Text as outlines, and its width: from the tables that come with the package, so that it is the same everywhere.

Letters that these lack come from the fonts in use, see `Faces`; else a box is drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import bidirectional, category, combining, normalize

from tconv_anim.core.symbols.mathematics import UPRIGHT
from tconv_anim.options import DEFAULT_LANGUAGE
from tconv_anim.renderer.fonts.slanted import Slanted
from tconv_anim.renderer.fonts.table import UNITS, Face, face
from tconv_anim.scenes.texts import speaking

if TYPE_CHECKING:
    from tconv_anim.renderer.fonts.cjk import BlockFace  # imported for the first letter that is not Latin
    from tconv_anim.renderer.fonts.other import OtherFace  # imported when a font is named

    Letters = Face | BlockFace | OtherFace | Slanted

TEXT, NUMBER, TITLE = "medium", "semibold", "bold"
"""The weights of running text, of numbers in cells, and of titles."""
BOX = "□"
FROM_THE_RIGHT = ("R", "AL")
"""Unicode's classes of letters that are written from right to left."""
JOINED = re.compile("[\u0700-\u074f\u0900-\u0dff\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u18af\ua840-\uabff]")
"""Letters of scripts in which a letter's shape or place depends on its neighbours, besides those."""
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
    return units(text, weight) * px / UNITS


def units(text: str, weight: str) -> float:
    """Width of a text in units of its font; that of two texts is the sum of theirs."""
    return _units(text, weight, in_use())


@lru_cache(maxsize=1 << 14)
def _units(text: str, weight: str, faces: Faces) -> float:
    try:
        return sum(map(face(weight).widths.__getitem__, text))
    except KeyError:  # a letter of another font, or a mark
        return _placed(text, weight, faces)[1]


def placed(text: str, weight: str) -> Sequence[tuple[str, Letters, float]]:
    """The letters of a text: what is drawn, whose shape it has, and where it begins, in units from the text's start.

    A box is in place of each letter that has no shape. A mark is over the middle of the letter before it.
    """
    return _placed(text, weight, in_use())[0]


@lru_cache(maxsize=1 << 14)
def _placed(text: str, weight: str, faces: Faces) -> tuple[Sequence[tuple[str, Letters, float]], float]:  # noqa: ARG001 # which are those in use
    found: list[tuple[str, Letters, float]] = []
    x = start = middle = 0.0
    for character in composed(text):
        some = face_of(character, weight)
        drawn, some = (character, some) if some else (BOX, face(weight))
        if combining(character) and some is not None and drawn != BOX:
            across = some.segments(drawn)[1][:, 0]
            found.append((drawn, some, middle - (int(across.min()) + int(across.max())) / 2))
            continue
        found.append((drawn, some, x))
        start, x = x, x + some.advance(drawn)
        middle = (start + x) / 2
    return found, x


def _is_seen(character: str) -> bool:
    """Not a joiner, a mark of direction or a selector of a variant, which only say how others are drawn."""
    return category(character) != "Cf" and not "\ufe00" <= character <= "\ufe0f"


def composed(text: str) -> str:
    """A text whose letters are one with their marks, if there is a character for both, without what is never seen."""
    return text if text.isascii() else "".join(c for c in normalize("NFC", text) if _is_seen(c))


def face_of(character: str, weight: str) -> Letters | None:
    """What has a shape for a character; None if nothing has."""
    own = face(weight)
    if character in own:
        return own
    if character in UPRIGHT and (upright := face_of(UPRIGHT[character], weight)):
        return Slanted(upright)
    return _other_face(character, in_use())


@lru_cache(maxsize=1 << 12)
def _other_face(character: str, faces: Faces) -> Letters | None:
    from tconv_anim.renderer.fonts.cjk import CHINESE, JAPANESE, block_face

    for name in (JAPANESE, CHINESE) if faces.language == "ja" else (CHINESE,):
        if character in block_face(name):
            return block_face(name)
    found = next((other for other in faces.files if character in other), None)
    if found is None and faces.system:
        from tconv_anim.renderer.fonts.system import system_face

        return system_face(character)
    return found


def is_own(text: str) -> bool:
    """Whether our own Latin tables have all letters of a text, each in a place of its own, or no font has the rest."""
    own = face(TEXT)
    return all(some is own and not combining(character) for character, some, _ in placed(text, TEXT))


def drawable(text: str) -> str:
    """A text with a box in place of each character that has no shape."""
    return "".join(character for character, _, _ in placed(text, TEXT))


def missing_letters(text: str) -> str:
    """The characters that no font has a shape for, each once: a box is drawn in place of each."""
    return "".join(dict.fromkeys(character for character in composed(text) if not face_of(character, TEXT)))


def unjoined_letters(text: str) -> str:
    """The characters that are drawn one by one from left to right, but written in another way, each once."""
    return "".join(dict.fromkeys(c for c in text if bidirectional(c) in FROM_THE_RIGHT or JOINED.match(c)))
