"""What a picture shows, as a digest that does not depend on the versions of the libraries that draw it."""

from __future__ import annotations

import hashlib
import io
import json
import re
from base64 import b64decode
from collections.abc import Iterator

from PIL import Image

from tconv_anim.animation import Animation
from tconv_anim.formats import format_for
from tconv_anim.formats._shapes import shaped
from tconv_anim.renderer.fonts import Faces, is_own, using
from tconv_anim.renderer.marks import Frame, Text
from tconv_anim.renderer.outlines import letters
from tconv_anim.renderer.svg.elements import PNG_URL

_PNG_URL = re.compile(f"{PNG_URL}([A-Za-z0-9+/=]+)")


def digest(*parts: bytes) -> str:
    """A short hash of every byte."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]


def witness(animation: Animation, fmt: str) -> str:
    """The digest of all that a format shows of an animation: every number, place and colour, and every frame's time.

    It is made of the marks, before any painter draws them. So it is the same with every version of the libraries, and
    another one if a single digit of a single step is another.

    Parameters
    ----------
    animation : what is shown
    fmt : a format; of one that is a still, the last frame alone counts
    """
    return digest(*(part.encode() for part in _shown(animation, fmt)))


def uncompressed(text: str) -> str:
    """Elements with pixels in place of each PNG, whose bytes depend on the version of zlib."""
    return _PNG_URL.sub(_pixels, text)


def _pixels(match: re.Match[str]) -> str:
    with Image.open(io.BytesIO(b64decode(match[1]))) as image:
        return f"{image.mode} {image.size} {image.tobytes().hex()}"


def _shown(animation: Animation, fmt: str) -> Iterator[str]:
    """The texts and the frames of a picture, one after the other."""
    found = format_for(animation, fmt)
    drawing = shaped(animation, fmt).drawing(tick_ms=found.tick_ms)
    if found.still:
        drawing = drawing.finished()
    yield json.dumps([drawing.page.width, drawing.page.height, drawing.colors, drawing.loop])
    yield from (drawing.title, drawing.alt_text, drawing.comment, repr(drawing.theme))
    for frame in drawing.states():
        yield from _foreign(frame, drawing.faces)
        yield repr((frame.duration_ms, sorted(frame.changed, key=repr), sorted(frame.gone, key=repr)))
        if drawing.tick_ms:  # the frames between two follow from these
            yield repr(
                [drawing.tick_ms, frame.copies, *(sorted(ways.items(), key=repr) for ways in (frame.comes, frame.goes))]
            )


def _foreign(frame: Frame, faces: Faces) -> Iterator[str]:
    """The outlines of the letters that other fonts than our own give."""
    with using(faces):
        for mark in frame.changed if faces.files else ():
            if isinstance(mark.shape, Text) and not is_own(mark.shape.text):
                yield repr([part.tolist() for part in letters(mark.shape)])
