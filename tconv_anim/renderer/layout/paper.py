"""The page of what is printed: of A4 across, as large in px as its numbers need."""

from __future__ import annotations

from contextlib import suppress

from tconv_anim.options import PAPER_SIZES
from tconv_anim.renderer.layout.contents import Contents
from tconv_anim.renderer.layout.font_sizes import shows_numbers
from tconv_anim.renderer.layout.planning import LayoutError, plan


def on_paper(contents: Contents, style: str | None) -> tuple[int, int]:
    """The first of the sizes at which all numbers fit their cells; the last if they do at none."""
    for size in PAPER_SIZES:
        with suppress(LayoutError):
            if shows_numbers(contents, plan(contents, style, size).fonts):
                return size
    return PAPER_SIZES[-1]
