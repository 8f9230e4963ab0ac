"""Video: frames at a steady rate, in YUV 4:2:0 with BT.709's colours, encoded by PyAV, which the extra video brings."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.frame import PixelFrame

RATE = 25  # frames a second
TICK_MS = 1000 // RATE
THREADS = 2  # always as many, as the bytes depend on it
BT709 = 1  # the code of its primaries, its curve and its matrix
LIMITED = 1  # the code of levels from 16 to 235
RED, GREEN, BLUE = 0.2126, 0.7152, 0.0722  # what BT.709 makes of them for the luma


def encoded(drawing: Drawing, container: str, codec: str, options: Mapping[str, str]) -> tuple[bytes, int]:
    """A video of an animation, and the number of its frames.

    Parameters
    ----------
    drawing : what it shows; its recipe is the comment, its alt text the description
    container, codec, options : by FFmpeg's names
    """
    import av

    width, height = (side + side % 2 for side in (drawing.page.width, drawing.page.height))
    file, count = io.BytesIO(), 0
    with av.open(file, "w", format=container, options={"fflags": "+bitexact"}) as output:
        output.metadata.update(title=drawing.title, description=drawing.alt_text, comment=drawing.comment)
        stream: Any = output.add_stream(codec, rate=RATE, options=dict(options))
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        context = stream.codec_context
        context.thread_count, context.time_base = THREADS, Fraction(1, RATE)
        context.color_primaries = context.color_trc = context.colorspace = BT709
        context.color_range = LIMITED
        for planes, end in _timed(drawing.pixel_frames(), drawing.palette.colors, drawing.palette.ground):
            picture = av.VideoFrame.from_ndarray(planes, format="yuv420p")
            picture.time_base = context.time_base
            while count < end:
                picture.pts = count
                output.mux(stream.encode(picture))
                count += 1
        output.mux(stream.encode())
    return file.getvalue(), count


def _timed(frames: Iterator[PixelFrame], colors: Array, ground: int) -> Iterator[tuple[Array, int]]:
    """The planes of each frame, and the number of the video's frames at its end."""
    planes, end_ms = None, 0
    for frame in frames:
        planes = planes or Planes(frame.indices.shape, colors, ground)
        planes.update(frame)
        end_ms += frame.duration_ms
        yield planes.all, max(1, round(end_ms / TICK_MS))


class Planes:
    """The pixels of a page as luma and, for each square of four, two chromas. Odd sides get a row of background.

    Attributes
    ----------
    all : (height * 3 / 2, width) uint8, the luma and below it the chromas
    """

    def __init__(self, shape: tuple[int, ...], colors: Array, ground: int) -> None:
        height, width = (side + side % 2 for side in shape)
        self.indices = np.full((height, width), ground, np.uint8)
        luma, *self.chromas = _tables(colors)
        self.luma = luma.astype(np.uint8)
        self.all = np.empty((height * 3 // 2, width), np.uint8)
        self.planes = [self.all[:height], *self.all[height:].reshape(2, height // 2, width // 2)]
        self._convert(0, 0, width, height)

    def update(self, frame: PixelFrame) -> None:
        """Bring the planes up to date where a frame changed."""
        height, width = frame.indices.shape
        self.indices[:height, :width] = frame.indices
        for left, top, right, bottom in frame.changed:
            self._convert(left - left % 2, top - top % 2, right + right % 2, bottom + bottom % 2)

    def _convert(self, left: int, top: int, right: int, bottom: int) -> None:
        """Look up a rectangle with even sides."""
        part = self.indices[top:bottom, left:right]
        luma, *chromas = self.planes
        luma[top:bottom, left:right] = self.luma[part]
        for plane, table in zip(chromas, self.chromas, strict=True):
            full = table[part]
            four = full[::2, ::2] + full[1::2, ::2] + full[::2, 1::2] + full[1::2, 1::2]
            plane[top // 2 : bottom // 2, left // 2 : right // 2] = (four + 2) >> 2


def _tables(colors: Array) -> Array:
    """(3, n) uint16: the luma and the chromas of (n, 3) colours, as ITU-R BT.709 defines them for 8 bits."""
    red, green, blue = (colors / 255).T
    luma = RED * red + GREEN * green + BLUE * blue
    chromas = ((light - luma) / (2 - 2 * share) for light, share in ((blue, BLUE), (red, RED)))
    return np.round([16 + 219 * luma, *(128 + 224 * chroma for chroma in chromas)]).astype(np.uint16)
