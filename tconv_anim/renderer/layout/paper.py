"""The page of what is printed: of A4 across, as large in px as its numbers need."""

from __future__ import annotations

from contextlib import suppress

from tconv_anim.options import PAPER_SIZES
from tconv_anim.renderer.layout.contents import Contents
from tconv_anim.renderer.layout.font_sizes import shows_numbers
from tconv_anim.renderer.layout.planning import LayoutError, plan

LARGER = 2  # steps that second operands may make a page larger


def on_paper(contents: Contents, style: str | None) -> tuple[int, int]:
    """The first of the sizes at which all numbers fit their cells; the last if they do at none.

    A page that is little larger is taken if second operands, "×3" below a number, fit there, too.
    """
    first: int | None = None
    for n, size in enumerate(PAPER_SIZES):
        with suppress(LayoutError):
            fonts = plan(contents, style, size).fonts
            if shows_numbers(contents, fonts):
                if fonts.pair or not contents.pair_em:
                    return size
                first = n if first is None else first
        if first is not None and n - first >= LARGER:
            break
    return PAPER_SIZES[-1 if first is None else first]
