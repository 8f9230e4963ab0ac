"""PDF: the finished picture, or a page for each step, as lines and letters, drawn by matplotlib."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import IO

from tconv_anim.formats import Format
from tconv_anim.renderer.drawing import Drawing

RECIPE = "tconv-anim recipe "
"""In the document's keywords, before the recipe in base64."""


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Write the last frame, or a page for each step, and give the number of pages.

    A px of the page is a point; a summary is as large as A4.
    """
    from tconv_anim.renderer.axes import save_pages

    keywords = RECIPE + b64encode(drawing.comment.encode()).decode() if drawing.comment else ""
    about = {"Title": drawing.title, "Subject": drawing.alt_text, "Keywords": keywords, "CreationDate": None}
    return save_pages(file, drawing.pictures(), about)


def read_comment(file: IO[bytes]) -> str:
    """The text that `write` embedded; "" if there is none."""
    data = file.read()
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-1024:]:
        raise ValueError("no PDF")
    found = re.search(RECIPE.encode() + rb"([A-Za-z0-9+/=\\\n]*)", data)
    return b64decode(re.sub(rb"\\\n", b"", found[1])).decode() if found else ""


FORMAT = Format(
    write, read_comment, still=True, transparent=True, is_image=False, paged=True, own=frozenset({"outlines", "pages"})
)  # fmt: skip
