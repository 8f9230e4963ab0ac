"""WebM: the animation as video in VP9, for browsers; written with the extra video, read without."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import IO

from tconv_anim.formats import HEAD_BYTES, Format, exactly
from tconv_anim.formats._video import TICK_MS, encoded
from tconv_anim.renderer.drawing import Drawing

VP9 = {"crf": "34", "b": "0", "deadline": "realtime", "cpu-used": "7", "row-mt": "1", "lag-in-frames": "0"}
"""Without frames kept back, each of which takes as much memory as a large page has pixels, for files 1 % larger."""
EBML, SEGMENT, TAGS = 0x1A45DFA3, 0x18538067, 0x1254C367
TAG, SIMPLE_TAG, NAME, TEXT = 0x7373, 0x67C8, 0x45A3, 0x4487
"""Elements by their numbers: a file has a segment, this has tags, and each of them a name and a text."""
MOST_ELEMENTS = 10_000  # of a file that are gone through


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Encode the frames; gives their number."""
    data, count = encoded(drawing, "webm", "libvpx-vp9", VP9)
    file.write(data)
    return count


def read_comment(file: IO[bytes]) -> str:
    """The recipe that `write` embedded; "" if there is none."""
    number, size, _ = _head(file)
    if number != EBML or size is None:
        raise ValueError("no WebM")
    file.seek(size, 1)
    number, size, _ = _head(file)
    if number != SEGMENT:
        raise ValueError("no WebM")
    at = file.tell()
    end = None if size is None else at + size
    if end is not None:
        file.seek(end - 1)
        exactly(file, 1)  # finds out whether it is complete
    for _ in range(MOST_ELEMENTS):
        if at == end:
            break
        file.seek(at)
        number, size, length = _head(file)
        if size is None:  # a part of unknown length, as a live stream has
            break
        if number == TAGS:
            return _comment(file.read(min(size, HEAD_BYTES)))
        at += length + size
    return ""


def _comment(tags: bytes) -> str:
    """The text of the tag COMMENT."""
    for tag in _elements(tags, TAG):
        for simple in _elements(tag, SIMPLE_TAG):
            names = [name.decode(errors="replace").upper() for name in _elements(simple, NAME)]
            if names == ["COMMENT"]:
                return "".join(text.decode(errors="replace").rstrip("\0") for text in _elements(simple, TEXT))
    return ""


def _elements(data: bytes, wanted: int) -> Iterator[bytes]:
    """The content of the elements of a number that lie beside each other."""
    file, at = io.BytesIO(data), 0
    while at < len(data):
        file.seek(at)
        number, size, length = _head(file)
        if size is None:
            return
        if number == wanted:
            yield data[at + length : at + length + size]
        at += length + size


def _head(file: IO[bytes]) -> tuple[int, int | None, int]:
    """The number of an element, the size of its content, None if that is unknown, and the bytes that say so."""
    number, length = _variable(file, keeps_mark=True)
    size, more = _variable(file, keeps_mark=False)
    unknown = size == (1 << 7 * more) - 1
    return number, None if unknown else size, length + more


def _variable(file: IO[bytes], *, keeps_mark: bool) -> tuple[int, int]:
    """A number of variable length, and its length: as many bytes as there are zeros before the first bit, and one."""
    first = exactly(file, 1)[0]
    length = 9 - first.bit_length()
    if length > 8:
        raise ValueError("no element")
    number = first if keeps_mark else first & ((1 << 8 - length) - 1)
    return int.from_bytes(bytes([number]) + exactly(file, length - 1)), length


FORMAT = Format(
    write, read_comment, is_image=False, smooth=True, tick_ms=TICK_MS, wide=True, libraries=("av",), extra="video"
)  # fmt: skip
