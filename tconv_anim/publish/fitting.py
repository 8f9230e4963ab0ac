"""An animation within a number of kilobytes: with fewer colours, on a smaller page, then with fewer steps."""

from __future__ import annotations

import io
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from tconv_anim.animation import Animation
from tconv_anim.formats import load_format
from tconv_anim.options import OptionError, check_whole
from tconv_anim.options import written as option_value
from tconv_anim.renderer.layout import LayoutError, plan
from tconv_anim.scenes.limits import count_placements, thinned

KILOBYTE = 1000
MAX_KB = 10**6
FEWEST_STEPS = 4  # that are left


def fit(
    animation: Animation,
    max_kb: int,
    formats: Sequence[str] = ("gif",),
    *,
    keep_steps: bool = True,
    tried: Callable[[Animation], None] | None = None,
) -> Animation:
    """Find the widest page, and on the narrowest one the most steps, with which a file keeps within `max_kb`.

    The first to go are colours that only smooth letters. What was asked for, `colors`, `size` or `steps`, stays as it
    is. Numbers that are shown stay, never smaller than 11 px; of two in a cell, such as 10+2, one may go.

    Parameters
    ----------
    animation : as it would be without a limit
    max_kb : kilobytes, 1000 bytes each
    formats : those that are to fit, each by itself
    keep_steps : False takes the animation's steps for no more than a limit, and may show fewer of them
    tried : called with each animation before it is weighed, for who wants to see how far the work is

    Returns
    -------
    Animation
        What was chosen is its `colors`, its `size` and its `steps`; the same animation where it fits as it is.

    Raises
    ------
    OptionError
        where it cannot be that small; it tells how small it can be.

    Examples
    --------
    >>> from tconv_anim import animate
    >>> small = fit(animate(stride=2), 60)
    >>> len(small.to_bytes()) <= 60_000
    True
    """
    check_whole("max_kb", max_kb)

    def fits(candidate: Animation) -> bool:
        if tried is not None:
            tried(candidate)
        return all(_weight(candidate, fmt, KILOBYTE * max_kb) is not None for fmt in formats)

    if fits(animation):
        return animation
    if animation.colors is None and any(load_format(fmt).indexed for fmt in formats):
        animation = replace(animation, colors=animation.fewest_colors)
        if fits(animation):
            return animation
    count = count_placements(animation.trace.spec, animation.view, pair=animation.pair)
    wide = animation.page.width

    def smaller(width: int, every: int) -> Animation:
        size = width if width < wide else animation.size
        return replace(animation, size=size, steps=thinned(count, animation.steps, every))

    kept = {"size": animation.size is not None, "steps": keep_steps and animation.steps is not None}
    shown = range(1, count + 1) if animation.steps is None else animation.steps
    widths = [wide] if kept["size"] else range(wide, _narrowest(animation) - 1, -1)
    everies = [1] if kept["steps"] else range(1, max(1, len(shown) // FEWEST_STEPS) + 1)
    chosen = least_loss(cache(lambda width, every: fits(smaller(width, every))), widths, everies)
    if chosen is not None:
        return smaller(*chosen)
    weights = {
        one: -(-max(_weight(one, fmt) or 0 for fmt in formats) // KILOBYTE)
        for one in (animation, smaller(widths[-1], everies[-1]))
    }
    least = min(weights, key=lambda one: weights[one])
    steps = f" with steps {option_value(least.steps)}" if least.steps is not None else ""
    asked = " and ".join(name for name, there in kept.items() if there)
    raise OptionError(
        f"max_kb {max_kb} is too small for this picture: {weights[least]} is the least, {least.page.width} px wide"
        f"{steps}{f': allow that, or leave {asked} out' if asked else ''}"
    )


def least_loss(
    fits: Callable[[int, int], bool], widths: Sequence[int], everies: Sequence[int]
) -> tuple[int, int] | None:
    """The widest page that fits with the most steps, as (width, every); None where nothing does.

    Parameters
    ----------
    fits : whether a width fits where only one step in so many is shown; what is less than something that fits does, too
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
    """The least width, in px, at which every cell still shows a number that shows one now."""
    from tconv_anim.renderer.fonts import measure

    shown = animation.page.fonts

    def legible(width: int) -> bool:
        try:
            fonts = plan(animation._survey, animation.style, measure, (width, None)).fonts
        except LayoutError:
            return False
        return all(getattr(fonts, name) or not getattr(shown, name) for name in ("text", "term"))

    return bisect_left(range(animation.page.width), True, key=legible)


def _weight(animation: Animation, fmt: str, limit: int | None = None) -> int | None:
    """Its bytes; None where they are more than the limit."""
    scale = _Scale(limit)
    try:
        animation.write(scale, fmt)
    except _TooHeavyError:
        return None
    return len(scale.getvalue())


class _Scale(io.BytesIO):
    """A file that breaks under more than its limit, so that what is far too large is not drawn to its end."""

    def __init__(self, limit: int | None) -> None:
        super().__init__()
        self.limit = limit

    def write(self, data: Any, /) -> int:
        written = super().write(data)
        if self.limit is not None and self.tell() > self.limit:
            raise _TooHeavyError
        return written


class _TooHeavyError(Exception):
    pass
