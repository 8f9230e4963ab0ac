"""What a notebook shows of a picture: one moving form, and the finished picture for pages that hold still."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import NamedTuple

from tconv_anim.formats import OutputError
from tconv_anim.renderer.layout.page import Page

IMAGES = {"gif": "image/gif", "svg": "image/svg+xml", "webp": "image/webp"}
"""SVG too, as an export to PDF would want another program for a bare one."""
VIDEOS = {"mp4": "video/mp4", "webm": "video/webm"}
TEXTS = {"md": "text/markdown", "txt": "text/plain"}
STILL = "png"
PAGE = "html"
SHOWN = ("gif", PAGE, "md", "mp4", STILL, "svg", "txt", "webm", "webp")


class Shown(NamedTuple):
    """What a notebook shows in the place of a value: a picture by its types of content, the richest first."""

    bundle: Mapping[str, str]
    text: str

    def __repr__(self) -> str:
        return self.text

    def _repr_mimebundle_(self, include: object = None, exclude: object = None) -> Mapping[str, str]:  # noqa: ARG002
        return self.bundle


def shown(
    fmt: str, data: Callable[[str], bytes], page: Page, alt_text: str, text: str, *, still: bool = False
) -> Shown:  # fmt: skip
    """A picture in one form, and as a PNG of its end, which LaTeX, PDF and paper take.

    Parameters
    ----------
    fmt : a format's name
    data : what a format writes, by its name
    still : whether nothing moves, so that a GIF would be the PNG again

    Raises
    ------
    OutputError
        for a format that no notebook shows.
    """
    if fmt not in SHOWN:
        raise OutputError("not_shown", {"format": fmt, "formats": SHOWN})
    fmt = STILL if still and fmt == "gif" else fmt
    bundle = {"text/plain": text}
    if fmt not in TEXTS:
        bundle["image/png"] = _base64(data(STILL))
    if fmt in TEXTS:
        bundle[TEXTS[fmt]] = data(fmt).decode()
    elif fmt != STILL:
        bundle["text/html"] = _element(fmt, data(fmt), (page.width, page.height), alt_text)
    return Shown(bundle, text)


def _element(fmt: str, data: bytes, size: tuple[int, int], alt_text: str) -> str:
    """The element that shows a moving picture; wide ones become as wide as the page."""
    from html import escape

    from tconv_anim.formats._page import player_element, video_element

    if fmt == PAGE:
        return player_element({"srcdoc": data.decode()}, size, alt_text)
    source = f"data:{(VIDEOS | IMAGES)[fmt]};base64,{_base64(data)}"
    if fmt in VIDEOS:
        return video_element({"src": source}, size, alt_text)
    return f'<img src="{source}" alt="{escape(alt_text)}">'


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()
