"""GIF with one palette and without dithering; each frame holds only what changed."""

from __future__ import annotations

from itertools import pairwise
from struct import pack
from typing import IO

import numpy as np
from PIL import Image

from tconv_anim.core.step import Array
from tconv_anim.formats import Format, check_pixels
from tconv_anim.formats._patches import UNCHANGED, patches
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.raster.palette import Palette

SHOW_ON_TOP = 1  # disposal: the next frame is drawn over this one
LONGEST = 0xFFFF  # hundredths of a second, of one frame


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Encode frames as they come; gives their number."""
    file.write(_header(drawing.page.width, drawing.page.height, drawing.palette, drawing.loop, drawing.comment))
    count = sum(_write_held(file, *patch) for patch in patches(drawing.looped()))
    file.write(b";")
    return count


def read_comment(file: IO[bytes]) -> str:
    """The text that `write` embedded; "" if there is none."""
    with Image.open(file, formats=["GIF"]) as image:
        check_pixels(image)
        comment = image.info.get("comment", b"")
    return comment.decode(errors="replace") if isinstance(comment, bytes) else str(comment)


def _write_held(file: IO[bytes], patch: Array, offset: tuple[int, int], duration_ms: int) -> int:
    """A frame. If it stays longer than one frame can, others follow that are as long and change nothing."""
    hundredths = duration_ms // 10
    count = max(1, -(-hundredths // LONGEST))
    ends = [hundredths * n // count for n in range(count + 1)]
    for start, end in pairwise(ends):
        _write_frame(file, patch, offset, end - start)
        patch, offset = np.full((1, 1), UNCHANGED, np.uint8), (0, 0)
    return count


def _write_frame(file: IO[bytes], patch: Array, offset: tuple[int, int], hundredths: int) -> None:
    # Image.save would repeat the palette in every frame and always count from nine bits.
    height, width = patch.shape
    bits = _bits(int(patch.max()))
    file.write(pack("<BBBBHBB", 0x21, 0xF9, 4, SHOW_ON_TOP << 2 | 1, hundredths, UNCHANGED, 0))
    file.write(pack("<BHHHHBB", 0x2C, *offset, width, height, 0, bits))
    file.write(Image.fromarray(patch).tobytes("gif", "L", bits, 0) + b"\0")


def _bits(largest: int) -> int:
    """The bits that hold every index up to the largest; at least two."""
    return max(2, largest.bit_length())


def _header(width: int, height: int, palette: Palette, loop: int, comment: str) -> bytes:
    bits = _bits(len(palette.colors))
    table = (bytes(3) + palette.colors.tobytes()).ljust(3 << bits, b"\0")
    header = b"GIF89a" + pack("<HHBBB", width, height, 0x80 | 0x70 | bits - 1, 0, 0) + table
    if loop != 1:  # the field counts repetitions; 0 is forever
        header += b"!\xff\x0bNETSCAPE2.0" + pack("<BBHB", 3, 1, max(0, loop - 1), 0)
    if comment:
        text = comment.encode()
        header += b"!\xfe"
        for start in range(0, len(text), 255):
            block = text[start : start + 255]
            header += bytes([len(block)]) + block
        header += b"\0"
    return header


FORMAT = Format(write, read_comment, indexed=True, tick_ms=80, own=frozenset({"loop", "poster"}))
