"""Chinese and Japanese letters, in tables of blocks that are unpacked when needed; tests/build_fonts.py makes them.

A letter takes 150 bytes: units are coarser than those of the Latin tables, and most steps from point to point take one
byte. The letters of our own messages come first, so that a sentence needs few blocks.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.fonts.table import CLOSE, POINTS, UNITS, Segment

CHINESE, JAPANESE = "chinese", "japanese"
"""The tables: GB 2312 and kana; and the letters of our Japanese texts that are drawn in another way in Japan."""
BLOCK = 128
"""Letters that are packed together."""
EM = 400
"""Units to the em of these tables."""
NEAR, FAR = 127, -128
"""The longest step from point to point that takes one byte, and what stands for longer ones, which follow."""
RAW = -15
"""Of zlib: without a head of its own."""


BOLDER = {"medium": 0, "semibold": 100, "bold": 160}
"""By how many units of the Latin tables strokes are wider than in the table, which has one weight."""


class BlockFace:
    """The letters of a table, in one weight.

    Attributes
    ----------
    index : the place of each character in the table
    """

    def __init__(self, data: bytes) -> None:
        letters, blocks, size = np.frombuffer(data, "<i4", 3).tolist()
        head = np.frombuffer(zlib.decompress(data[12 : 12 + size]), "<i4")
        codes = np.cumsum(head[:letters]).tolist()
        self.index: Mapping[str, int] = {chr(code): number for number, code in enumerate(codes)}
        self._advances: Sequence[int] = head[letters : 2 * letters].tolist()
        ends = np.cumsum(head[2 * letters : 2 * letters + blocks]).tolist()
        self._blocks = [data[12 + size + start : 12 + size + end] for start, end in zip([0, *ends], ends, strict=False)]
        self._unpacked: dict[int, list[tuple[Array, Array]]] = {}

    def __contains__(self, character: str) -> bool:
        return character in self.index

    def advance(self, character: str) -> int:
        """The width of a letter, in units of the Latin tables."""
        return round(self._advances[self.index[character]] * UNITS / EM)

    def bolder(self, weight: str) -> int:
        """By how many units strokes are to be wider."""
        return BOLDER[weight]

    def segments(self, character: str) -> tuple[Array, Array]:
        """The kinds of a letter's segments, and their points, in units of the Latin tables."""
        block, at = divmod(self.index[character], BLOCK)
        if block not in self._unpacked:
            self._unpacked[block] = _unpack(self._blocks[block])
        return self._unpacked[block][at]


def pack_blocks(glyphs: Mapping[int, tuple[int, Sequence[Segment]]], first: Collection[str] = ()) -> bytes:
    """A table, from the advance and the segments of each character in units of `EM`, by its code."""
    codes = sorted(glyphs, key=lambda code: (chr(code) not in first, code))
    blocks = [_packed([glyphs[code][1] for code in codes[at : at + BLOCK]]) for at in range(0, len(codes), BLOCK)]
    numbers = [*np.diff(codes, prepend=0), *(glyphs[code][0] for code in codes), *map(len, blocks)]
    head = zlib.compress(np.array(numbers, "<i4").tobytes(), 9)
    return np.array([len(codes), len(blocks), len(head)], "<i4").tobytes() + head + b"".join(blocks)


def _packed(letters: Sequence[Sequence[Segment]]) -> bytes:
    """A block: how many segments each letter has, their kinds, and the steps from point to point."""
    kinds = [[kind for kind, _ in segments if kind != CLOSE] for segments in letters]
    points = np.array([point for segments in letters for _, some in segments for point in some], np.int16)
    across, down = np.diff(points, axis=0, prepend=np.zeros((1, 2), np.int16)).T
    far = [steps[np.abs(steps) > NEAR].astype("<i2") for steps in (across, down)]
    head = np.array([len(letters), sum(map(len, kinds)), len(points), *map(len, far), *map(len, kinds)], "<i4")
    near = [np.where(np.abs(steps) > NEAR, FAR, steps).astype(np.int8) for steps in (across, down)]
    parts = [head, *(np.array(some, np.uint8) for some in kinds), *near, *far]
    packer = zlib.compressobj(9, zlib.DEFLATED, RAW, 9)
    return packer.compress(b"".join(part.tobytes() for part in parts)) + packer.flush()


def _unpack(data: bytes) -> list[tuple[Array, Array]]:
    """The kinds and the points of every letter of a block."""
    data = zlib.decompress(data, RAW)
    letters, segments, count, *far = np.frombuffer(data, "<i4", 5).tolist()
    counts = np.frombuffer(data, "<i4", letters, 20)
    at = 20 + 4 * letters
    kinds = np.frombuffer(data, np.uint8, segments, at)
    steps = np.frombuffer(data, np.int8, 2 * count, at + segments).astype(np.int64)
    steps[steps == FAR] = np.frombuffer(data, "<i2", sum(far), at + segments + 2 * count)
    points = np.cumsum(steps.reshape(2, count), axis=1).T * UNITS // EM
    first_kind = np.concatenate([[0], np.cumsum(counts)])
    first_point = np.concatenate([[0], np.cumsum(np.array(POINTS)[kinds])])[first_kind]
    return [
        (kinds[first_kind[n] : first_kind[n + 1]], points[first_point[n] : first_point[n + 1]]) for n in range(letters)
    ]


@cache
def block_face(name: str) -> BlockFace:
    """The letters of one of the tables."""
    return BlockFace(Path(__file__).with_name(f"{name}.table").read_bytes())
