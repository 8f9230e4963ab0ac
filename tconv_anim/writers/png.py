"""PNG: the finished picture as a still."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO

from PIL import Image, PngImagePlugin

from tconv_anim.paint.frame import Frame
from tconv_anim.paint.palette import Palette


def write(file: IO[bytes], frames: Iterable[Frame], palette: Palette, *, loop: int, comment: str) -> None:  # noqa: ARG001
    """Encode the last of the frames; a still has no use for `loop`."""
    for frame in frames:
        indices = frame.indices
    image = Image.fromarray(indices)
    image.putpalette(palette.colors.tobytes())
    info = PngImagePlugin.PngInfo()
    if comment:
        info.add_text("Comment", comment)
    image.save(file, "PNG", optimize=True, pnginfo=info)


def read_comment(file: IO[bytes]) -> str:
    """The text that `write` embedded, nothing where there is none."""
    with Image.open(file, formats=["PNG"]) as image:
        image.load()  # a comment may stand behind the picture
        return str(image.info.get("Comment", ""))
