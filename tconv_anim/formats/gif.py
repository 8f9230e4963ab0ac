"""GIF with one palette and without dithering; each frame holds only what changed."""

from __future__ import annotations

from itertools import pairwise
from struct import pack
from typing import IO

import numpy as np
from PIL import Image

from tconv_anim.core.step import Array
from tconv_anim.formats import Format, check_pixels
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.frame import PixelFrame, Rect
from tconv_anim.renderer.raster.palette import Palette

SHOW_ON_TOP = 1  # disposal: the next frame is drawn over this one
UNCHANGED = 0  # the index of "as before"; the colours come after it, as low indices need fewer bits
LONGEST = 0xFFFF  # hundredths of a second, of one frame
GAP_PX = 64  # longer gaps pack better as "as before"


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Encode frames as they come; gives their number."""
    frames = drawing.pixel_frames()
    first = next(frames)
    shown = first.indices + 1
    height, width = shown.shape
    file.write(_header(width, height, drawing.palette, drawing.loop, drawing.comment))
    pending, count = (shown.copy(), (0, 0), first.duration_ms), 0
    for frame in frames:
        patch, offset = _difference(shown, frame)
        if patch is None:  # nothing changed: the frame before stays longer
            pending = (*pending[:2], pending[2] + frame.duration_ms)
        else:
            count += _write_held(file, *pending)
            pending = patch, offset, frame.duration_ms
    count += _write_held(file, *pending)
    file.write(b";")
    return count


def read_comment(file: IO[bytes]) -> str:
    """The text that `write` embedded; "" if there is none."""
    with Image.open(file, formats=["GIF"]) as image:
        check_pixels(image)
        comment = image.info.get("comment", b"")
    return comment.decode(errors="replace") if isinstance(comment, bytes) else str(comment)


def _difference(shown: Array, frame: PixelFrame) -> tuple[Array | None, tuple[int, int]]:
    """What to draw over `shown`, and where; None if nothing changed. `shown` becomes the new picture."""
    boxes = [box for box in (_shrink(shown, frame.indices, rect) for rect in frame.changed) if box]
    if not boxes:
        return None, (0, 0)
    left, top = min(b[0] for b in boxes), min(b[1] for b in boxes)
    right, bottom = max(b[2] for b in boxes), max(b[3] for b in boxes)
    patch = np.full((bottom - top, right - left), UNCHANGED, np.uint8)
    for x0, y0, x1, y1 in boxes:
        new, old = frame.indices[y0:y1, x0:x1] + 1, shown[y0:y1, x0:x1]
        patch[y0 - top : y1 - top, x0 - left : x1 - left] = np.where(new == old, UNCHANGED, new)
        old[...] = new
    _close_gaps(patch, shown[top:bottom, left:right])
    return patch, (left, top)


def _close_gaps(patch: Array, picture: Array) -> None:
    """Give unchanged pixels their colour if this joins runs in a row, which makes the file smaller.

    These are short gaps that have the same colour as the drawn pixel before them or after them.
    """
    colors, pixels = picture.ravel(), patch.reshape(-1)
    held = pixels == UNCHANGED
    turns = np.flatnonzero(held[1:] != held[:-1])[int(held[0]) :]  # from drawn to unchanged, and back, in turn
    behind = turns[1::2] + 1
    before = turns[::2][: len(behind)]
    short = behind - before <= GAP_PX
    before, behind = before[short], behind[short]
    run_ends = np.append(np.flatnonzero(colors[1:] != colors[:-1]), colors.size - 1)
    goes_on = run_ends[np.searchsorted(run_ends, before)] >= behind - 1
    comes_from = run_ends[np.searchsorted(run_ends, before + 1)] >= behind
    joined = goes_on | comes_from
    first, lengths = before[joined] + 1, (behind - before)[joined] - 1
    inside = np.arange(lengths.sum()) + np.repeat(first - np.cumsum(lengths) + lengths, lengths)
    pixels[inside] = colors[inside]


def _shrink(shown: Array, indices: Array, rect: Rect) -> Rect | None:
    """The part of a rectangle in which two pictures differ; None if they are equal there."""
    left, top, right, bottom = rect
    differs = shown[top:bottom, left:right] != indices[top:bottom, left:right] + 1
    rows, columns = np.flatnonzero(differs.any(axis=1)), np.flatnonzero(differs.any(axis=0))
    if not rows.size:
        return None
    return int(left + columns[0]), int(top + rows[0]), int(left + columns[-1]) + 1, int(top + rows[-1]) + 1


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


FORMAT = Format(write, read_comment, indexed=True, tick_ms=80)
