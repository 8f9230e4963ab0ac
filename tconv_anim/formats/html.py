"""HTML: one page with a player that draws the animation as SVG; without JavaScript it shows the finished picture."""

from __future__ import annotations

import re
from typing import IO

from tconv_anim.formats import HEAD_BYTES, Format
from tconv_anim.formats._page import address_of
from tconv_anim.formats._player import Reels
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.svg.elements import xml_text

RECIPE = re.compile(r"""<script[^>]*\btype=["']?application/toml\b[^>]*>(.*?)</script""", re.IGNORECASE | re.DOTALL)
BAR_PX = 52
"""The height of the player's buttons."""


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Write the page; gives the number of its frames."""
    reels = Reels()
    frames = reels.add(drawing)
    file.write(reels.page(drawing.comment))
    return frames


def snippet(source: str, width: int, height: int, title: str) -> str:
    """The line that shows a page in another: a frame as large as the picture with the player's buttons.

    >>> snippet("a b.html", 787, 520, "A picture")
    '<iframe src="a%20b.html" width="787" height="572" title="A picture" style="border:0;max-width:100%"></iframe>'
    """
    about = f'src="{address_of(source)}" width="{width}" height="{height + BAR_PX}" title="{xml_text(title)}"'
    return f'<iframe {about} style="border:0;max-width:100%"></iframe>'


def read_comment(file: IO[bytes]) -> str:
    """The text that `write` embedded; "" if there is none."""
    found = RECIPE.search(file.read(HEAD_BYTES).decode(errors="replace"))
    return found[1].lstrip("\n") if found else ""


FORMAT = Format(
    write, read_comment, is_image=False, smooth=True, own=frozenset({"loop", "outlines", "embed_font"})
)  # fmt: skip
