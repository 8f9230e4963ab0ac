"""PNG: the finished picture as a still."""

from __future__ import annotations

from typing import IO

from PIL import Image, PngImagePlugin

from tconv_anim.formats import Format, check_pixels
from tconv_anim.renderer.drawing import Drawing


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Encode the last frame, which is all that the file holds."""
    (frame,) = drawing.finished().pixel_frames()
    image = Image.fromarray(frame.indices)
    image.putpalette(drawing.palette.colors.tobytes())
    info = PngImagePlugin.PngInfo()
    info.add_text("Title", drawing.title)
    info.add_text("Description", drawing.alt_text)
    if drawing.comment:
        info.add_text("Comment", drawing.comment)
    ground = {"transparency": drawing.palette.ground} if drawing.transparent else {}
    image.save(file, "PNG", optimize=True, pnginfo=info, **ground)
    return 1


def read_comment(file: IO[bytes]) -> str:
    """The text that `write` embedded; "" if there is none."""
    with Image.open(file, formats=["PNG"]) as image:
        check_pixels(image)
        image.load()  # a comment may come after the picture
        return str(image.info.get("Comment", ""))


FORMAT = Format(write, read_comment, still=True, indexed=True, transparent=True)
