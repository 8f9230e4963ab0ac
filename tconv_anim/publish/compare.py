"""Whether two versions of a picture are the same, and where they differ, as a picture."""

from __future__ import annotations

import io
from collections.abc import Iterator
from enum import Enum
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageSequence
from PIL.PngImagePlugin import PngInfo

from tconv_anim.core.step import Array
from tconv_anim.publish.witness import uncompressed

UNREADABLE = (OSError, SyntaxError, ValueError, Image.DecompressionBombError)
"""What Pillow raises for a file that is not a picture."""
LABEL_PX, GAP_PX = 20, 8
SHEET = {"Software": "tconv-anim gallery --check"}  # marks a picture of differences as ours
PAPER, INK, CHANGED = (255, 255, 255), (40, 40, 40), (214, 0, 70)


PictureSize = tuple[int, int] | None
"""Width and height in px; None for a file that is not a picture to Pillow."""


class Match(Enum):
    """How far two files are the same, best first."""

    BYTES = "the same bytes"
    PIXELS = "the same pixels in other bytes"
    FRAMES = "the same size, frames and times, other pixels; or of a kind that Pillow does not know"
    NONE = "another picture"


def compare(old: bytes, new: bytes) -> Match:
    """How far two files are the same; of those that Pillow cannot decode, the text is compared.

    Of what is neither, such as video, it cannot be said; what is shown is known otherwise, by its `witness`.
    """
    if old == new:
        return Match.BYTES
    try:
        with Image.open(io.BytesIO(old)) as a, Image.open(io.BytesIO(new)) as b:
            if _facts(a) != _facts(b):
                return Match.NONE
            match = Match.PIXELS
            for (before, before_ms), (after, after_ms) in zip(_frames(a), _frames(b), strict=True):
                if before_ms != after_ms:
                    return Match.NONE
                if (before != after).any():
                    match = Match.FRAMES
            return match
    except UNREADABLE:
        if not (_is_text(old) or _is_text(new)):
            return Match.FRAMES
        return Match.PIXELS if _is_same_text(old, new) else Match.NONE


def picture_size(data: bytes) -> PictureSize:
    """Width and height in px; None for what Pillow cannot open."""
    try:
        with Image.open(io.BytesIO(data)) as image:
            return image.size
    except UNREADABLE:
        return None


def difference_picture(old: bytes, new: bytes) -> bytes | None:
    """A PNG of old | new | difference, of the frames that differ most; None if one of the files is not a picture."""
    try:
        with Image.open(io.BytesIO(old)) as a, Image.open(io.BytesIO(new)) as b:
            before, after = ([frame for frame, _ in _frames(image)] for image in (a, b))
    except UNREADABLE:
        return None
    height, width = (max(frames[0].shape[axis] for frames in (before, after)) for axis in (0, 1))
    before, after = ([_padded(frame, height, width) for frame in frames] for frames in (before, after))
    length = max(len(before), len(after))
    pairs = [(before[min(i, len(before) - 1)], after[min(i, len(after) - 1)]) for i in range(length)]
    worst = max(range(length), key=lambda i: int((pairs[i][0] != pairs[i][1]).sum()))
    one, other = pairs[worst]
    ghost = 255 - (255 - other.mean(axis=2, keepdims=True)) // 4
    marked = np.where((one != other).any(axis=2, keepdims=True), CHANGED, ghost)
    sheet = Image.new("RGB", (3 * width + 2 * GAP_PX, height + LABEL_PX), PAPER)
    draw = ImageDraw.Draw(sheet)
    frames = f"frame {worst + 1} of {length}"
    for column, (label, picture) in enumerate((("old", one), ("new", other), ("difference", marked))):
        left = column * (width + GAP_PX)
        draw.text((left + 4, 4), f"{label}, {frames}" if length > 1 else label, fill=INK)
        sheet.paste(Image.fromarray(picture.astype(np.uint8)), (left, LABEL_PX))
    mark, buffer = PngInfo(), io.BytesIO()
    for key, text in SHEET.items():
        mark.add_text(key, text)
    sheet.save(buffer, "PNG", pnginfo=mark)
    return buffer.getvalue()


def is_difference_picture(path: Path) -> bool:
    """Whether a file is one of those that `difference_picture` makes."""
    try:
        with Image.open(path) as image:
            return image.format == "PNG" and SHEET.items() <= image.info.items()
    except UNREADABLE:
        return False


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _is_same_text(old: bytes, new: bytes) -> bool:
    """Whether two texts differ only in how pictures within them are compressed."""
    try:
        return uncompressed(old.decode()) == uncompressed(new.decode())
    except UNREADABLE:
        return False


def _facts(image: Image.Image) -> tuple[object, ...]:
    """What is the same whatever library drew it: format, size, number of frames, loop, recipe."""
    comment = image.info.get("comment", image.info.get("Comment"))
    return image.format, image.size, getattr(image, "n_frames", 1), image.info.get("loop"), comment


def _frames(image: Image.Image) -> Iterator[tuple[Array, int]]:
    """The frames in RGB on white, and the duration of each in ms."""
    for frame in ImageSequence.Iterator(image):
        opaque = Image.new("RGBA", frame.size, (*PAPER, 255))
        opaque.alpha_composite(frame.convert("RGBA"))
        yield np.asarray(opaque)[..., :3], frame.info.get("duration", 0)


def _padded(frame: Array, height: int, width: int) -> Array:
    rows, columns, _ = frame.shape
    return np.pad(frame, ((0, height - rows), (0, width - columns), (0, 0)), constant_values=255)
