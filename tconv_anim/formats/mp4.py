"""MP4: the animation as video in H.264, for slides and browsers; written with the extra video, read without."""

from __future__ import annotations

from collections.abc import Iterator
from struct import unpack
from typing import IO

import numpy as np

from tconv_anim.formats import HEAD_BYTES, Format, exactly
from tconv_anim.formats._video import TICK_MS, encoded
from tconv_anim.renderer.drawing import Drawing

X264 = {"crf": "24", "preset": "veryfast", "tune": "animation", "profile": "high", "x264-params": "mbtree=0"}
"""Without mbtree, which reads beyond pictures of most widths, so that the same pictures gave other bytes."""
COMMENT = (b"udta", b"meta", b"ilst", b"\xa9cmt", b"data")
"""Where the comment is in the box `moov`: the names of the boxes around it, outermost first."""
OFFSETS = (b"trak", b"mdia", b"minf", b"stbl", b"stco")
"""Where a track says at which places of the file its frames are."""
SKIPPED = {b"meta": 4, b"data": 8}
"""Bytes before the content of boxes that have some."""
MOST_BOXES = 1000  # of a file that are gone through


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Encode the frames; gives their number."""
    data, count = encoded(drawing, "mp4", "libx264", X264)
    file.write(index_first(data))
    return count


def index_first(data: bytes) -> bytes:
    """The same file with its index, `moov`, before the frames, so that players begin before they have all of it."""
    boxes = {name: data[start - 8 : end] for name, start, end in _boxes(data, 0, len(data))}
    index = bytearray(boxes.pop(b"moov"))
    moved = len(index)
    for start, end in _inside(index, 8, len(index), OFFSETS):
        (count,) = unpack(">I", index[start + 4 : start + 8])
        places = np.frombuffer(bytes(index[start + 8 : end]), ">u4", count)
        index[start + 8 : start + 8 + 4 * count] = (places + moved).astype(">u4").tobytes()
    first = boxes.pop(b"ftyp")
    return b"".join([first, bytes(index), *boxes.values()])


def read_comment(file: IO[bytes]) -> str:
    """The recipe that `write` embedded; "" if there is none."""
    at, found = 0, ""
    for _ in range(MOST_BOXES):
        file.seek(at)
        head = file.read(8)
        if not head and at:
            return found
        size, name = unpack(">I4s", head if len(head) == 8 else b"\0" * 8)
        if size == 1:
            size = int.from_bytes(exactly(file, 8))
        if size < 8 or (not at and name != b"ftyp"):
            raise ValueError("no MP4")
        if name == b"moov":
            data = file.read(min(size - 8, HEAD_BYTES))
            found = next(
                (data[start:end].decode(errors="replace") for start, end in _inside(data, 0, len(data), COMMENT)), ""
            )
        at += size
        file.seek(at - 1)
        exactly(file, 1)  # finds out whether it is complete
    return found


def _inside(data: bytes | bytearray, start: int, end: int, names: tuple[bytes, ...]) -> Iterator[tuple[int, int]]:
    """Where the content of boxes is that lie in each other and have these names."""
    name, *rest = names
    for found, first, last in _boxes(data, start, end):
        if found == name:
            first += SKIPPED.get(name, 0)
            if rest:
                yield from _inside(data, first, last, tuple(rest))
            else:
                yield first, last


def _boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of a part of a file: the name, and where the content begins and ends."""
    while start + 8 <= end:
        size, name = unpack(">I4s", data[start : start + 8])
        if size < 8 or start + size > end:
            return
        yield name, start + 8, start + size
        start += size


FORMAT = Format(
    write, read_comment, is_image=False, smooth=True, tick_ms=TICK_MS, wide=True, libraries=("av",), extra="video"
)  # fmt: skip
