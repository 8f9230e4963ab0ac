"""Fonts that a user names for letters that our own has no shape for, read by fontTools."""

from __future__ import annotations

import io
import os
import stat
from collections.abc import Mapping
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.ttLib import TTFont

from tconv_anim.core.step import Array
from tconv_anim.options import TconvError, printable
from tconv_anim.recipes.encodings import read_bytes
from tconv_anim.renderer.fonts.table import CLOSE, CUBIC, LINE, MOVE, QUADRATIC, UNITS, Segment

KINDS = {"moveTo": MOVE, "lineTo": LINE, "curveTo": CUBIC, "closePath": CLOSE, "endPath": CLOSE}


class FontError(TconvError):
    """A font's file that cannot be used."""

    sentences: ClassVar[Mapping[str, str]] = {
        "not_read": "cannot read font {file}: {reason}: name another file",
        "not_a_file": "font {file} is not a file: name a .ttf, .otf or .ttc file",
        "not_a_font": "{file} is not a font with outlines: name a .ttf, .otf or .ttc file",
    }


class OtherFace:
    """The letters of a font file; of a collection its first font, of a variable font its usual shape."""

    def __init__(self, name: str, data: bytes) -> None:
        self.name = name
        try:
            font = TTFont(io.BytesIO(data), fontNumber=0, lazy=True)
            self.scale = UNITS / int(font["head"].unitsPerEm)
            self.glyphs: Any = font.getGlyphSet()
            self.names: Mapping[int, str] = font.getBestCmap() or {}
        except Exception as error:  # fontTools raises many for a file that is something else
            raise FontError("not_a_font", {"file": name}) from error
        self.drawn: dict[str, tuple[int, list[Segment]]] = {}

    def __contains__(self, character: str) -> bool:
        return ord(character) in self.names

    def advance(self, character: str) -> int:
        """The width of a letter, in units of our own table."""
        return self._outline(character)[0]

    def bolder(self, weight: str) -> int:  # noqa: ARG002 # a font has the weight that it has
        """By how many units strokes are to be wider."""
        return 0

    def segments(self, character: str) -> tuple[Array, Array]:
        """The kinds of a letter's segments, and their points, in units of our own table."""
        segments = self._outline(character)[1]
        points = [point for _, some in segments for point in some]
        return np.array([kind for kind, _ in segments], np.uint8), np.array(points, np.int64).reshape(-1, 2)

    def _outline(self, character: str) -> tuple[int, list[Segment]]:
        if character not in self.drawn:
            try:
                self.drawn[character] = outline(self.glyphs, self.names[ord(character)], self.scale)
            except Exception as error:  # a table may be broken anywhere
                raise FontError("not_a_font", {"file": self.name}) from error
        return self.drawn[character]


def outline(glyphs: Any, name: str, scale: float) -> tuple[int, list[Segment]]:
    """A glyph's advance and segments, in whole units of our own table."""
    pen = DecomposingRecordingPen(glyphs)
    glyphs[name].draw(pen)
    segments: list[Segment] = []

    def add(kind: int, points: list[tuple[float, float]]) -> None:
        segments.append((kind, [(round(x * scale), round(y * scale)) for x, y in points]))

    for operator, points in pen.value:
        if operator == "qCurveTo":
            *controls, last = points
            if last is None:  # a contour without a point on its line begins in the middle of two
                last = _middle(controls[-1], controls[0])
                add(MOVE, [last])
            for control, following in pairwise(controls):
                add(QUADRATIC, [control, _middle(control, following)])
            add(QUADRATIC, [controls[-1], last])
        else:
            add(KINDS[operator], list(points))
    return round(glyphs[name].width * scale), segments


def _middle(a: tuple[float, float], b: tuple[float, float]) -> tuple[float, float]:
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def read_font(path: Path, name: str) -> OtherFace:
    """The letters of a font file; `name` is what its user calls it.

    Raises
    ------
    FontError
    """
    try:
        about = os.stat(path)
    except OSError as error:
        raise FontError("not_read", {"file": name, "reason": error.strerror}) from None
    except ValueError as error:  # a text that cannot be a file's name
        raise FontError("not_read", {"file": printable(name), "reason": error}) from None
    if not stat.S_ISREG(about.st_mode):
        raise FontError("not_a_file", {"file": name})
    return _read(path, name, about.st_mtime_ns, about.st_size)


@lru_cache(maxsize=8)
def _read(path: Path, name: str, changed: int, size: int) -> OtherFace:  # noqa: ARG001 # of that file as it is now
    try:
        return OtherFace(name, read_bytes(path))
    except OSError as error:
        raise FontError("not_read", {"file": name, "reason": error.strerror}) from None
