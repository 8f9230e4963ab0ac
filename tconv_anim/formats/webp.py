"""WebP: animated and lossless; each frame holds only what changed, so it is smaller than the GIF."""

from __future__ import annotations

import io
from collections.abc import Iterator
from struct import pack, unpack
from typing import IO

import numpy as np
from PIL import Image

from tconv_anim.core.step import Array
from tconv_anim.formats import HEAD_BYTES, Format, exactly
from tconv_anim.formats._patches import UNCHANGED, Patch, patches
from tconv_anim.formats._xmp import packet, recipe_of
from tconv_anim.renderer.drawing import Drawing

ANIMATED, WITH_XMP, WITH_ALPHA = 2, 4, 16  # flags of a file
LONGEST_MS = 0xFFFFFF  # of one frame
MOST_PLAYS = 0xFFFF
HEADER = 12  # "RIFF", the size, "WEBP"
METADATA = b"XMP "


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Encode frames as they come, and write them at the end, as their size comes first; gives their number."""
    colors = np.hstack([drawing.palette.colors, np.full((len(drawing.palette.colors), 1), 255, np.uint8)])
    table = np.vstack([np.zeros((1, 4), np.uint8), colors])
    frames = [chunk for patch in patches(drawing.looped()) for chunk in _held(patch, table)]
    width, height = drawing.page.width, drawing.page.height
    plays = min(drawing.loop, MOST_PLAYS)
    flags = ANIMATED | WITH_XMP | WITH_ALPHA
    chunks = [
        _chunk(b"VP8X", pack("<BxxxHBHB", flags, *_three_bytes(width - 1), *_three_bytes(height - 1))),
        _chunk(b"ANIM", pack("<IH", 0xFFFFFFFF, plays)),
        *frames,
        _chunk(METADATA, packet(drawing)),
    ]
    file.write(_chunk(b"RIFF", b"WEBP" + b"".join(chunks)))
    return len(frames)


def read_comment(file: IO[bytes]) -> str:
    """The recipe that `write` embedded; "" if there is none."""
    kind, size, form = unpack("<4sI4s", exactly(file, HEADER))
    if (kind, form) != (b"RIFF", b"WEBP"):
        raise ValueError("no WebP")
    at, end = HEADER, 8 + size
    file.seek(end - 1)
    exactly(file, 1)  # finds out whether it is complete
    while at < end:
        file.seek(at)
        kind, size = unpack("<4sI", exactly(file, 8))
        if kind == METADATA:
            return recipe_of(file.read(min(size, HEAD_BYTES)))
        at += 8 + size + size % 2
    return ""


def _held(patch: Patch, table: Array) -> Iterator[bytes]:
    """A frame. If it stays longer than one frame can, others follow that change nothing."""
    (left, top), picture, rest_ms = patch.at, patch.indices, patch.duration_ms
    odd_x, odd_y = left % 2, top % 2  # frames begin at even places
    picture = np.pad(picture, ((odd_y, 0), (odd_x, 0)), constant_values=UNCHANGED)
    while rest_ms:
        now_ms = min(rest_ms, LONGEST_MS)
        rest_ms -= now_ms
        height, width = picture.shape
        place = (left // 2, top // 2, width - 1, height - 1, now_ms)
        sizes = b"".join(number.to_bytes(3, "little") for number in place)
        yield _chunk(b"ANMF", sizes + b"\0" + _encoded(table[picture]))
        picture = np.full((1, 1), UNCHANGED, np.uint8)


def _encoded(pixels: Array) -> bytes:
    """(height, width, 4) pixels as the chunk of a still."""
    still = io.BytesIO()
    Image.fromarray(pixels).save(still, "WEBP", lossless=True, quality=75, method=4)
    return still.getvalue()[HEADER:]


def _chunk(kind: bytes, data: bytes) -> bytes:
    return kind + pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def _three_bytes(number: int) -> tuple[int, int]:
    return number & 0xFFFF, number >> 16


FORMAT = Format(write, read_comment, indexed=True, tick_ms=80, own=frozenset({"loop", "poster"}))
