"""The size of a page that has room for all numbers, for those who asked for a smaller one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from tconv_anim.renderer.layout.contents import Contents
from tconv_anim.renderer.layout.font_sizes import Measure, shows_numbers
from tconv_anim.renderer.layout.planning import HARD_LIMIT_PX, MAX_SIDE_PX, LayoutError, PageSize, plan
from tconv_anim.scenes.scene import Caption
from tconv_anim.scenes.texts import say_all

APART_PX = 200  # between the sizes that are tried


def size_for_numbers(contents: Contents, style: str | None, measure: Measure) -> PageSize | None:
    """The size that suits, if it has room for all numbers, or else a larger one; None if even the largest has not.

    Parameters
    ----------
    contents, style, measure : as for `plan`
    """
    contents = replace(contents, captions=dict.fromkeys(_longest(contents)))
    natural = plan(contents, style, measure)
    if shows_numbers(contents, natural.fonts):
        return natural.width, natural.height

    def has_room(size: PageSize) -> bool:
        with suppress(LayoutError):
            return shows_numbers(contents, plan(contents, style, measure, size).fonts)
        return False

    for width in range(natural.width, MAX_SIDE_PX + 1, APART_PX):
        if has_room((width, MAX_SIDE_PX)):
            heights = (None, *range(HARD_LIMIT_PX[1], MAX_SIDE_PX, APART_PX), MAX_SIDE_PX)
            return next((width, height) for height in heights if has_room((width, height)))
    return None


def _longest(contents: Contents) -> list[Caption]:
    """Captions that take as many lines as all of them: to wrap thousands for every size takes too long."""
    parts = {caption: caption.parts for caption in contents.captions}
    return [max(parts, key=lambda caption: len(say_all(parts[caption][n]))) for n in range(5) if parts]
