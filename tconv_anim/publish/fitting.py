"""Keeps an animation within a number of kilobytes: with fewer colours, on a smaller page, then with fewer steps."""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, ClassVar

from tconv_anim.animation import Animation
from tconv_anim.formats import load_format
from tconv_anim.formats._shapes import shaped
from tconv_anim.options import OptionError, check_whole
from tconv_anim.recipes.look import page_size
from tconv_anim.renderer.layout import LayoutError, plan
from tconv_anim.scenes.limits import count_placements
from tconv_anim.scenes.told.length import thinned

KILOBYTE = 1000
FEWEST_STEPS = 4  # that are shown


class LimitError(OptionError):
    """A limit that is too small for a picture; the hint is the least limit with which `fit` succeeds."""

    sentences: ClassVar[Mapping[str, str]] = {
        "max_kb_too_small": "{max_kb} is too small for this picture: use {hint}, with a page {width_px} px wide",
        "max_kb_too_small_thinned": "{max_kb} is too small for this picture: use {hint}, with a page {width_px} px "
                                    "wide and {steps}",
        "max_kb_too_small_kept": "{max_kb} is too small for this picture with the given {kept:option}: use {hint}, or "
                                 "leave {kept:option} out",
    }  # fmt: skip


def fit(
    animation: Animation,
    max_kb: int,
    formats: Sequence[str] = ("gif",),
    *,
    keep_steps: bool = True,
    tried: Callable[[Animation], None] | None = None,
) -> Animation:
    """Find the widest page, and on the narrowest one the most steps, with which a file keeps within `max_kb`.

    Colours that only smooth letters are left out first. `colors`, `size` and `steps` stay as they are if the animation
    has them. Numbers that are shown stay, at least 11 px high; of two in a cell, such as 10+2, one may be left out.

    Parameters
    ----------
    animation : as it would be without a limit
    max_kb : kilobytes, 1000 bytes each
    formats : the formats of the files, each of which keeps within the limit
    keep_steps : False allows to show fewer of the animation's steps
    tried : called with each animation before its size is measured, to show the progress of the work

    Returns
    -------
    Animation
        With the chosen `colors`, `size` and `steps`; the same animation if it fits as it is.

    Raises
    ------
    LimitError
        If it cannot be that small; the hint is the least that it can be.

    Examples
    --------
    >>> from tconv_anim import animate
    >>> small = fit(animate(stride=2), 70)
    >>> len(small.to_bytes()) <= 70_000
    True
    """
    check_whole("max_kb", max_kb)

    def fits(candidate: Animation) -> bool:
        if tried is not None:
            tried(candidate)
        return all(_file_size(candidate, fmt, KILOBYTE * max_kb) is not None for fmt in formats)

    if fits(animation):
        return animation
    if animation.colors is None and any(load_format(fmt).indexed for fmt in formats):
        animation = replace(animation, colors=animation.fewest_colors)
        if fits(animation):
            return animation
    count = count_placements(
        animation.trace.spec, animation.view, pair=animation.pair, side=animation.side, cells=animation.cells
    )
    wide = min(shaped(animation, fmt).page.width for fmt in formats)

    def smaller(width: int, every: int) -> Animation:
        size = width if width < wide else animation.size
        return replace(animation, size=size, steps=thinned(count, animation.steps, every))

    kept = {"size": animation.size is not None, "steps": keep_steps and animation.steps is not None}
    shown = range(1, count + 1) if animation.steps is None else animation.steps
    widths = [wide] if kept["size"] else range(wide, _narrowest(animation) - 1, -1)
    everies = [1] if kept["steps"] or animation.still is not None else range(1, max(1, len(shown) // FEWEST_STEPS) + 1)
    chosen = least_loss(cache(lambda width, every: fits(smaller(width, every))), widths, everies)
    if chosen is not None:
        return smaller(*chosen)
    sizes_kb = {
        one: -(-max(_file_size(one, fmt) or 0 for fmt in formats) // KILOBYTE)
        for one in (animation, smaller(widths[-1], everies[-1]))
    }
    least = min(sizes_kb, key=lambda one: sizes_kb[one])
    given = [name for name, is_kept in kept.items() if is_kept]
    about = {"max_kb": max_kb, "width_px": least.page.width, "steps": least.steps, "kept": given}
    kind = "max_kb_too_small" if least.steps is None else "max_kb_too_small_thinned"
    raise LimitError("max_kb_too_small_kept" if given else kind, about, [{"max_kb": sizes_kb[least]}])


def least_loss(
    fits: Callable[[int, int], bool], widths: Sequence[int], everies: Sequence[int]
) -> tuple[int, int] | None:
    """The widest page that fits with the most steps, as (width, every); None if nothing fits.

    Parameters
    ----------
    fits : whether a width fits with one step in so many; if it does, so do smaller widths and fewer steps
    widths : from the widest to the narrowest
    everies : from the most steps to the fewest

    >>> least_loss(lambda width, every: width / every <= 300, range(800, 399, -1), range(1, 10))
    (600, 2)
    """
    every = everies[bisect_left(everies, True, hi=len(everies) - 1, key=lambda every: fits(widths[-1], every))]
    if not fits(widths[-1], every):
        return None
    return widths[bisect_left(widths, True, hi=len(widths) - 1, key=lambda width: fits(width, every))], every


def _narrowest(animation: Animation) -> int:
    """The least width, in px, at which every cell with a number still shows it."""
    shown = animation.page.fonts

    def legible(width: int) -> bool:
        try:
            fonts = plan(
                animation._contents, animation._style, page_size(width, animation.aspect, animation.still)
            ).fonts
        except LayoutError:
            return False
        return all(getattr(fonts, name) or not getattr(shown, name) for name in ("text", "term"))

    return bisect_left(range(animation.page.width), True, key=legible)


def _file_size(animation: Animation, fmt: str, limit: int | None = None) -> int | None:
    """The size of its file in bytes; None if that is more than the limit."""
    file = _LimitedFile(limit)
    try:
        animation.encode(file, fmt)
    except _LimitReachedError:
        return None
    return len(file.getvalue())


class _LimitedFile(io.BytesIO):
    """A file in memory that takes no more than a number of bytes: a far larger picture is not drawn to its end."""

    def __init__(self, limit: int | None) -> None:
        super().__init__()
        self.limit = limit

    def write(self, data: Any, /) -> int:
        written = super().write(data)
        if self.limit is not None and self.tell() > self.limit:
            raise _LimitReachedError
        return written


class _LimitReachedError(Exception):
    pass
