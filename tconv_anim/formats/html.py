"""HTML: one page with a player that draws the animation as SVG; without JavaScript it shows the finished picture."""

from __future__ import annotations

import re
from typing import IO

from tconv_anim.formats import HEAD_BYTES, Format
from tconv_anim.formats._player import Reels
from tconv_anim.renderer.drawing import Drawing

RECIPE = re.compile(r"""<script[^>]*\btype=["']?application/toml\b[^>]*>(.*?)</script""", re.IGNORECASE | re.DOTALL)


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Write the page; gives the number of its frames."""
    reels = Reels()
    frames = reels.add(drawing)
    file.write(reels.page(drawing.comment))
    return frames


def read_comment(file: IO[bytes]) -> str:
    """The text that `write` embedded; "" if there is none."""
    found = RECIPE.search(file.read(HEAD_BYTES).decode(errors="replace"))
    return found[1].lstrip("\n") if found else ""


FORMAT = Format(
    write, read_comment, is_image=False, smooth=True, own=frozenset({"loop", "outlines", "embed_font"})
)  # fmt: skip
