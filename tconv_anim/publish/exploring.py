"""An explorable page: the animations of all combinations of ranges of parameters, with a slider for each range."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any, ClassVar

from tconv_anim.animation import Animation, animate
from tconv_anim.core.errors import SpecError
from tconv_anim.core.progress import tell
from tconv_anim.core.work import TOO_LARGE
from tconv_anim.formats import format_for, format_of
from tconv_anim.formats._player import Reels, Slider
from tconv_anim.options import OPTIONS, TconvError
from tconv_anim.recipes.arguments import arguments_of
from tconv_anim.renderer.fonts import using
from tconv_anim.scenes.limits import count_placements

MOST_COMBINATIONS = 200
MOST_PLACEMENTS = 4000
"""Of all combinations together."""
PAGE = "html"
MADE_BY = "# tconv-anim explore "
"""How the line of an explorable page begins that says the command."""


class ExploreError(TconvError):
    """Ranges that no page is made of."""

    sentences: ClassVar[Mapping[str, str]] = {
        "no_range": "explore needs a range for at least one parameter: use one such as --stride 1..3",
        "too_many": "these ranges have {count} combinations, more than {most}: use shorter ones",
        "too_many_placements": "all combinations together have {count} placements, more than {most}: use shorter "
        "ranges or smaller sizes",
        "not_a_page": "cannot write {file}: explore makes a page: end the name in .html",
    }


def explored(given: Mapping[str, Any], ranges: Mapping[str, range], command: str) -> tuple[bytes, int, int]:
    """The page of all combinations of ranges.

    Parameters
    ----------
    given : the other options, as the command line has them
    ranges : by the options' names, each of two numbers or more
    command : the words that make the page again

    Returns
    -------
    page, drawn, count : the file, and how many of all combinations it draws; of the others it says why they cannot be

    Raises
    ------
    ExploreError
        before the work, if there is no range, or if there is too much to make.
    TconvError
        if no combination can be drawn, that of the first.
    """
    check_ranges(ranges)
    arguments = arguments_of(given)
    planned = list(_planned(arguments, ranges))
    refused = {values: error for values, error in planned if isinstance(error, SpecError)}
    animations = {values: one for values, one in planned if isinstance(one, Animation)}
    if not animations:
        raise next(iter(refused.values()))
    placements = sum(
        count_placements(one.source.spec, one.view, side=one.side, cells=one.cells) for one in animations.values()
    )
    if placements > MOST_PLACEMENTS:
        raise ExploreError("too_many_placements", {"count": placements, "most": MOST_PLACEMENTS})
    start = min(animations, key=lambda values: _distance(values, ranges))
    reels, found = Reels(), {}
    for n, values in enumerate([start, *(values for values in animations if values != start)]):
        one = animations[values]
        tell("drawing", n, len(animations), whole=True)
        one.check_drawable()
        with using(one.faces):
            reels.add(one.drawing(tick_ms=format_for(one, PAGE).tick_ms))
        found[values] = n
    tell("drawing", len(animations), len(animations), whole=True)
    about = {
        "films_of": {_key(values): n for values, n in found.items()},
        "refused": {_key(values): [str(error), _ways(error, ranges)] for values, error in refused.items()},
    }
    sliders = [
        Slider(n, OPTIONS[n].key, each[0], each[-1], at) for (n, each), at in zip(ranges.items(), start, strict=True)
    ]
    with using(animations[start].faces):
        page = reels.page(f"{MADE_BY}{command}\n", about, ("explore",), sliders)
    return page, len(animations), len(planned)


def check_ranges(ranges: Mapping[str, range]) -> None:
    """Refuse ranges that have too many combinations, or none."""
    if not ranges:
        raise ExploreError("no_range")
    count = math.prod(map(len, ranges.values()))
    if count > MOST_COMBINATIONS:
        raise ExploreError("too_many", {"count": count, "most": MOST_COMBINATIONS})


def _planned(
    arguments: Mapping[str, Any], ranges: Mapping[str, range]
) -> Iterator[tuple[tuple[int, ...], Animation | SpecError]]:
    """Every combination: what is to be drawn, computed later, or why it cannot be."""
    for values in product(*ranges.values()):
        try:
            yield values, animate(**{**arguments, **dict(zip(ranges, values, strict=True))}, traced=False)
        except SpecError as error:
            if error.kind == TOO_LARGE:
                raise
            yield values, error


def _distance(values: tuple[int, ...], ranges: Mapping[str, range]) -> tuple[float, ...]:
    """How far a combination is from the middle of all ranges, of which smaller numbers come first."""
    away = [abs(value - (each[0] + each[-1]) / 2 + 0.25) for value, each in zip(values, ranges.values(), strict=True)]
    return sum(away), *values


def _key(values: tuple[int, ...]) -> str:
    return ",".join(map(str, values))


def _ways(error: SpecError, ranges: Mapping[str, range]) -> list[dict[str, int]]:
    """The ways out that sliders can go, by their names: numbers that are equal on all axes."""
    ways = []
    for hint in error.hint:
        numbers = {name: of[0] if isinstance(of, tuple) and len({*of}) == 1 else of for name, of in hint.items()}
        if all(isinstance(of, int) and name in ranges and of in ranges[name] for name, of in numbers.items()):
            ways.append(numbers)
    return ways


def check_page(output: str) -> None:
    """Refuse a file that is no page."""
    if format_of(output) != PAGE:
        raise ExploreError("not_a_page", {"file": output})


def command_in(comment: str) -> str:
    """The command that made an explorable page, of what the page carries; "" of any other text."""
    return comment.partition("\n")[0].removeprefix("# ") if comment.startswith(MADE_BY) else ""
