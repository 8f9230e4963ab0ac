"""How long an animation is: which placements it shows, what is too many of them, and what is too long to watch."""

from __future__ import annotations

from typing import Any

from tconv_anim.options import FINISHED, LESSON, NO_LIMIT, check_whole
from tconv_anim.recipes.keywords import Look
from tconv_anim.scenes.errors import MotionWarning, SceneError

MAX_DRAWN = 2000  # placements in one animation: more than half an hour of looking
MAX_MINUTES = 60  # of one animation; 2,000 placements of the usual time take less
LONG_MINUTES, WATCHED = 3, 60  # of which is warned, and placements that one may like to watch
SHORTER: dict[str, Any] = {"max_steps": WATCHED, "still": FINISHED}
WAYS_SHORTER = tuple({name: value} for name, value in SHORTER.items())
"""What to write where an animation is too long, one or the other."""
FASTER = 4 / 7  # what the placements after the first row of a lesson take of the time of a placement


def count_drawn(count: int, steps: range | None) -> int:
    """How many of so many placements are shown."""
    return count if steps is None else len(range(steps.start, min(steps.stop, count + 1), steps.step))


def thinned(
    count: int, steps: range | None, every: int = 1, max_steps: int | None = None, *, finished: bool = False
) -> range | None:
    """Every so many of `count` placements, or of the `steps` picked of them, and at most `max_steps`, evenly spaced.

    For a finished picture they say how large the page is, so there are at most as many as of an animation.

    >>> thinned(100, None, every=10), thinned(100, range(1, 51), max_steps=20), thinned(9, None)
    (range(1, 101, 10), range(1, 51, 3), None)

    Raises
    ------
    OptionError
        for an `every` or `max_steps` below 1
    """
    max_steps = MAX_DRAWN if finished and steps is None and max_steps is None else max_steps
    check_whole("every", every)
    if max_steps is not None:
        check_whole("max_steps", max_steps)
    if (every == 1 and max_steps is None) or not (steps is None or isinstance(steps, range)):
        return steps  # what is no range is refused by `check_length`
    first, last, apart = (1, count, 1) if steps is None else (steps.start, min(steps.stop - 1, count), steps.step)
    apart *= every
    drawn = len(range(first, last + 1, apart))
    if max_steps is not None and drawn > max_steps:
        apart *= -(-drawn // max_steps)
    return None if steps is None and apart == 1 else range(first, last + 1, apart)


def check_time(drawn: int, look: Look) -> None:
    """Refuse an animation of so many placements that plays for longer than anybody looks.

    Raises
    ------
    OptionError
    """
    if look.step_ms is None or look.still is not None or look.limit == NO_LIMIT:
        return
    most_ms = MAX_MINUTES * 60_000
    share = FASTER if look.pace == LESSON else 1
    if drawn * look.step_ms * share + look.hold_ms > most_ms:
        minutes = round((drawn * look.step_ms * share + look.hold_ms) / 60_000)
        shorter = [{"step_ms": int((most_ms - look.hold_ms) / (drawn * share))}]
        about = {"count": drawn, "step_ms": look.step_ms, "minutes": minutes, "most": MAX_MINUTES}
        raise SceneError("too_large:time", about, hint=shorter)


def too_long(look: Look, drawn: int, each_ms: int) -> MotionWarning | None:
    """That an animation of so many placements plays for longer than most people watch; None if it does not."""
    share = FASTER if look.pace == LESSON else 1
    minutes = round((drawn * each_ms * share + look.hold_ms) / 60_000)
    if look.still is not None or minutes < LONG_MINUTES:
        return None
    return MotionWarning("too_long", {"count": drawn, "minutes": minutes, **SHORTER}, hint=WAYS_SHORTER)


def check_steps(count: int, steps: range | None, limit: str | None = None) -> int:
    """Refuse steps that are no range from 1 on, that pick none of so many placements, or too many of them.

    Gives the number of placements that are shown.

    Raises
    ------
    OptionError
    """
    ways = [{"steps": range(1, min(count, WATCHED) + 1)}]
    if steps is not None and (not isinstance(steps, range) or steps.start < 1 or steps.step < 1):
        raise SceneError("steps_not_from_one", {"steps": steps}, hint=ways)
    if not (drawn := count_drawn(count, steps)):
        raise SceneError("no_steps", {"steps": steps, "count": count}, hint=ways)
    if drawn > MAX_DRAWN and limit != NO_LIMIT:
        raise SceneError("too_large:steps", {"count": drawn, "most": MAX_DRAWN, **SHORTER}, hint=WAYS_SHORTER)
    return drawn
