"""Faces: the outlines of letters, in a compact table for each weight that tests/build_fonts.py makes."""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import category, combining, normalize

import numpy as np

from tconv_anim.core.step import Array

UNITS = 2816
"""To the em; y grows upwards, from the base line."""
MOVE, LINE, QUADRATIC, CUBIC, CLOSE = range(5)
POINTS = (1, 1, 2, 3, 0)
"""How many points each kind of segment has."""

Segment = tuple[int, Sequence[tuple[int, int]]]
"""A kind of segment, and its points; a quadratic or cubic curve has its control points before its end."""


@dataclass(frozen=True, eq=False)
class Face:
    """The letters of a weight.

    Attributes
    ----------
    index : the place of each character in the table
    advances : in units, by the place in the table
    kinds, points : (segments,) and (points, 2) int arrays, of all letters one after the other
    first_kind, first_point : (letters + 1,) int arrays
    widths : in units, by the character, of those that stand by themselves in whatever text
    """

    index: Mapping[str, int]
    advances: Sequence[int]
    kinds: Array
    points: Array
    first_kind: Array
    first_point: Array
    widths: Mapping[str, int]

    def __contains__(self, character: str) -> bool:
        return character in self.index

    def advance(self, character: str) -> int:
        """The width of a letter, in units."""
        return self.advances[self.index[character]]

    def bolder(self, weight: str) -> int:  # noqa: ARG002 # each weight has a face
        """By how many units strokes are to be wider."""
        return 0

    def segments(self, character: str) -> tuple[Array, Array]:
        """The kinds of a letter's segments, and their points."""
        at = self.index[character]
        kinds = self.kinds[self.first_kind[at] : self.first_kind[at + 1]]
        return kinds, self.points[self.first_point[at] : self.first_point[at + 1]]


def pack(glyphs: Mapping[int, tuple[int, Sequence[Segment]]]) -> bytes:
    """A table, from the advance and the segments of each character, by its code."""
    codes = sorted(glyphs)
    advances = [glyphs[code][0] for code in codes]
    kinds = [[kind for kind, _ in glyphs[code][1]] for code in codes]
    points = [[point for _, some in glyphs[code][1] for point in some] for code in codes]
    flat = np.array([point for some in points for point in some], np.int16)
    moved = np.diff(flat, axis=0, prepend=np.zeros((1, 2), np.int16))
    every = np.array([kind for some in kinds for kind in some], np.uint8)
    sizes = [len(codes), len(every), len(flat)]
    numbers = np.array([*sizes, *codes, *advances, *map(len, kinds)], "<i4")
    return zlib.compress(numbers.tobytes() + every.tobytes() + _bytes_apart(moved).tobytes(), 9)


@cache
def face(weight: str) -> Face:
    """The face of a weight: "medium", "semibold" or "bold"."""
    data = zlib.decompress(Path(__file__).with_name(f"{weight}.table").read_bytes())
    letters, segments, points = np.frombuffer(data, "<i4", 3).tolist()
    codes, advances, counts = np.frombuffer(data, "<i4", 3 * letters, 12).reshape(3, letters)
    at = 12 + 12 * letters
    kinds = np.frombuffer(data, np.uint8, segments, at)
    moved = np.frombuffer(data, np.uint8, 4 * points, at + segments).reshape(4, points)
    steps = (moved[::2] | moved[1::2].astype(np.uint16) << 8).view(np.int16)
    first_kind = np.concatenate([[0], np.cumsum(counts)])
    points_before = np.concatenate([[0], np.cumsum(np.array(POINTS)[kinds])])
    letters_in_order = [chr(code) for code in codes.tolist()]
    alone = {c: wide for c, wide in zip(letters_in_order, advances.tolist(), strict=True) if _stands_alone(c)}
    return Face(
        {letter: number for number, letter in enumerate(letters_in_order)}, advances.tolist(), kinds,
        np.cumsum(steps, axis=1, dtype=np.int64).T, first_kind, points_before[first_kind], alone,
    )  # fmt: skip


def _stands_alone(character: str) -> bool:
    """Whether a character is drawn as itself and moves on what follows, whatever is beside it."""
    return character.isascii() or not (
        combining(character) or category(character) == "Cf" or normalize("NFC", character) != character
    )


def _bytes_apart(moved: Array) -> Array:
    """(n, 2) int16 as (4, n) bytes: x low, x high, y low, y high, which a compressor finds easier."""
    both = moved.astype("<i2").T
    return np.stack([(part.view(np.uint16) >> shift).astype(np.uint8) for part in both for shift in (0, 8)])
