"""The size of a page that has room for all numbers, where another has not."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from tconv_anim.renderer.layout import HARD_LIMIT_PX, MAX_SIDE_PX, LayoutError, PageSize, plan, shows_numbers
from tconv_anim.renderer.layout.contents import Survey
from tconv_anim.renderer.layout.page import Measure, caption_parts
from tconv_anim.scenes.scene import Caption
from tconv_anim.scenes.texts import say_all

APART_PX = 200  # of the sizes that are looked at


def size_for_numbers(found: Survey, style: str | None, measure: Measure) -> PageSize | None:
    """The size that suits, if it has room, or else a larger one; None where none up to the largest has.

    Parameters
    ----------
    found, style, measure : as of `plan`
    """
    found = replace(found, captions=dict.fromkeys(_longest(found)))
    natural = plan(found, style, measure)
    if shows_numbers(found, natural.fonts):
        return natural.width, natural.height

    def has_room(size: PageSize) -> bool:
        with suppress(LayoutError):
            return shows_numbers(found, plan(found, style, measure, size).fonts)
        return False

    for width in range(natural.width, MAX_SIDE_PX + 1, APART_PX):
        if has_room((width, MAX_SIDE_PX)):
            heights = (None, *range(HARD_LIMIT_PX[1], MAX_SIDE_PX, APART_PX), MAX_SIDE_PX)
            return next((width, height) for height in heights if has_room((width, height)))
    return None


def _longest(found: Survey) -> list[Caption]:
    """Captions that take as many lines as all: thousands would take as long for every size as the drawing."""
    parts = {caption: caption_parts(caption) for caption in found.captions}
    return [max(parts, key=lambda caption: len(say_all(parts[caption][n]))) for n in range(5) if parts]
