"""Passes over shots, before anything is drawn: leave out, pick, merge, hold, round to the format's clock."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Container, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import groupby
from typing import Any

from tconv_anim.core.message import Clauses, Words, clauses
from tconv_anim.core.progress import tell
from tconv_anim.core.spec import Spec
from tconv_anim.core.trace import Trace
from tconv_anim.options import CARD, CUT, FINISHED, LESSON, MULTIPLES, SMOOTH, STAMPS, OptionError, one_line
from tconv_anim.recipes.keywords import Look
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.alt_text import headline
from tconv_anim.scenes.errors import MotionWarning
from tconv_anim.scenes.formulas import call_words, parameters
from tconv_anim.scenes.notes import channels_note
from tconv_anim.scenes.scene import EVENED, SCALE, Caption, Panel, Scene, Shot, Stroke
from tconv_anim.scenes.side_by_side import without_products
from tconv_anim.scenes.tied.words import without_numbers
from tconv_anim.scenes.told.length import FASTER
from tconv_anim.scenes.told.worksheet import FILL_IN, blanked
from tconv_anim.scenes.view import View
from tconv_anim.scenes.views import get_view
from tconv_anim.scenes.views._figure import figure, figure_title

KEPT_STEPS = 64  # of an animation whose shots are kept
CLOCK_MS = 10  # GIF counts hundredths of a second
FRAMES_MS = 20  # of video, with fifty frames a second
SHORTEST_MS = 20  # browsers slow shorter delays down to 100 ms
PLACEMENT_MS = {CUT: 1000, SMOOTH: 1400}
"""The time of a placement if none is asked for."""
LEAST_SMOOTH_MS = 800
"""Shorter placements leave no time to look at what has moved."""
FIRST_SHARE, LEAST_SECOND_MS = 1100 / 1400, 220
"""Of the time of a placement of two shots, where things move and then are looked at: the first, and the second."""


def without(
    shots: Iterable[Shot], *, numbers: bool, labels: bool, caption: bool, sums: bool = True, blank: str | None = None
) -> Iterator[Shot]:
    """Leave out what is False: numbers in cells and in the caption, titles and headings, the caption, its sums.

    Of the part that is `blank` the cells stay, without their numbers, and nothing is said that names these.
    Where nothing is left out, the finished picture works an example out. Maps without names go, and explained sums.
    """
    if numbers and labels and caption and sums and not blank:
        yield from (replace(shot, scene=s) for shot in shots for s in shot.pairs or (shot.example or shot.scene,))
        return
    strip: dict[int, tuple[Panel, Panel]] = {}  # unchanged panels stay the same object, which makes comparing cheap
    for shot in shots if numbers else (one for one in shots if not (one.explains and one.scene.words.sums)):
        scene = shot.scene if numbers else without_products(shot.scene)
        kept = (panel for panel in scene.panels if labels or caption or panel.id.part != EVENED)
        panels = tuple(_stripped(panel, numbers, labels, strip, blank, sums=sums) for panel in kept)
        text = scene.caption if caption else None
        if text is not None and (not numbers or blank):
            instead = clauses(FILL_IN[blank]) if blank else ()
            note, said = without_numbers(text.note), without_numbers(text.detail)
            text = replace(text, detail=said if text.lasting else instead, note=note, sums=())
        if text is not None and not sums:
            text = replace(text, sums=())
        told = bool(text and text.sums) or any(panel.sum for panel in panels)
        named = {Stroke.TOLD: told, Stroke.POINT: text is not None and numbers and not blank}
        outlines = tuple(o for o in scene.outlines if named.get(o.stroke, True))
        pictures = scene.pictures if labels else tuple((path, "") for path, _ in scene.pictures)
        left = replace(scene, panels=panels, outlines=outlines, caption=text, pictures=pictures)
        yield replace(shot, scene=left, example=None, pairs=())
        strip = {id(panel): strip[id(panel)] for panel in scene.panels if id(panel) in strip}


def without_parts(shots: Iterable[Shot], look: Look, *, numbers: bool = True) -> Iterator[Shot]:
    """Leave out what a look does not show, and the `numbers` if they do not fit."""
    return without(
        shots, numbers=look.numbers and numbers, labels=look.labels, caption=look.caption, sums=look.sum,
        blank=look.blank,
    )  # fmt: skip


def reworded(
    shots: Iterable[Shot], *, title: Words | None = None, call: Clauses = (), note: Clauses = ()
) -> Iterator[Shot]:  # fmt: skip
    """Put a title and another call, if there are any, into the caption, and add a note."""

    def said(text: Caption) -> Caption:
        own = text.title if title is None else title
        return replace(text, title=own, call=call or text.call, note=(*text.note, *note))

    return (_recaptioned(shot, said) for shot in shots)


def worded(
    shots: Iterable[Shot], spec: Spec, look: Look, view: View, channels: Channels, call: str, note: str | Clauses
) -> Iterator[Shot]:  # fmt: skip
    """Say above the picture what it shows, and below it what else there is to say: which channels are drawn, a note."""
    title = title_of(spec, look, view, call)
    if look.sentence is not None:
        shots = _with_sentence(shots, one_line(look.sentence))
    added = clauses(note) if isinstance(note, str) else note
    if look.still == CARD:  # which says itself what it is of, and which channels it draws
        return reworded(shots, title=title, note=added)
    about = clauses(call or parameters(spec))
    return reworded(shots, title=title, call=about, note=(*channels_note(spec, channels), *added))


def title_of(spec: Spec, look: Look, view: View, call: str = "") -> Words:
    """What a picture shows, as its title; of a summary the layer's `call`, as it was written if it was."""
    if look.heading is not None:
        return one_line(look.heading)
    if look.still == CARD:
        return call or call_words(spec)
    if look.still == STAMPS:
        return figure_title(headline(spec), spec)
    return headline(spec, view.title, pair=look.pair)


def _with_sentence(shots: Iterable[Shot], sentence: str) -> Iterator[Shot]:
    """Say the same at every step, whatever happens there."""

    def said(text: Caption) -> Caption:
        return replace(text, detail=clauses(sentence), progress="", lasting=True)

    return (_recaptioned(shot, said) for shot in shots)


def _recaptioned(shot: Shot, change: Callable[[Caption], Caption]) -> Shot:
    """The shot with another caption, if it has one; so its example."""

    def changed(scene: Scene) -> Scene:
        return scene if scene.caption is None else replace(scene, caption=change(scene.caption))

    pairs = tuple(map(changed, shot.pairs))
    return replace(shot, scene=changed(shot.scene), example=shot.example and changed(shot.example), pairs=pairs)


def pick_steps(shots: Iterable[Shot], picked: Container[int] | None) -> Iterator[Shot]:
    """Keep the shots of the picked placements, counted from 1, and those before and after all placements."""
    return (shot for shot in shots if shot.step is None or picked is None or shot.step in picked)


def end_of_step(shots: Iterable[Shot], step: int | None) -> Shot:
    """The last shot of a step, counted from 1, or by default of the finished picture.

    Raises
    ------
    OptionError
        for a step without a shot
    """
    found, last = None, 0
    for shot in shots:
        if not shot.beyond if step is None else shot.step == step:
            found = shot
        last = max(last, shot.step or 0)
    if found is None:
        raise OptionError("no_step", {"step": step, "last": last})
    return found


def ends_of_steps(shots: Iterable[Shot]) -> Iterator[Shot]:
    """The last shot of each step, and of each part of the story before and after the steps."""
    for _, group in groupby(shots, lambda shot: (shot.step, shot.beyond, shot.step is None and _about(shot))):
        yield deque(group, maxlen=1)[0]


def _about(shot: Shot) -> object:
    """What tells the parts of a story apart: what is said of where we are, or else what is seen."""
    return shot.scene if shot.scene.caption is None else shot.scene.caption.progress


def stilled(shots: Iterable[Shot], still: int | str | None) -> Iterator[Shot]:
    """One shot, if a still picture is asked for: the end of a step, or of all."""
    if still in (None, STAMPS, CARD):
        return iter(shots)
    return iter([end_of_step(shots, None if still == FINISHED else int(still))])


def last_roles(shots: Iterable[Shot]) -> set[int]:
    """The roles of all cells of the finished picture."""
    return {role for panel in end_of_step(shots, None).scene.panels for role in panel.shown.ravel().tolist()}


def placement_ms(look: Look, *, smooth: bool) -> int:
    """The time of a placement."""
    return PLACEMENT_MS[SMOOTH if smooth else CUT] if look.step_ms is None else look.step_ms


def moves(look: Look, usual: bool) -> bool:
    """Whether things move, where a format's `usual` says whether they do if nothing is asked for."""
    wanted = look.motion == SMOOTH if look.motion is not None else usual
    return wanted and look.still is None and placement_ms(look, smooth=True) >= LEAST_SMOOTH_MS


def too_short(look: Look) -> MotionWarning | None:
    """That things jump though motion is asked for; None if they do not."""
    if look.motion != SMOOTH or look.still is not None or moves(look, usual=True):
        return None
    return MotionWarning("too_short", {"step_ms": look.step_ms}, hint=[{"step_ms": LEAST_SMOOTH_MS}])


def paced(shots: Iterable[Shot], look: Look, row: int, *, smooth: bool) -> Iterator[Shot]:
    """Shots with their times: in a lesson those after the first `row` of placements stay for less."""
    if look.pace == LESSON:
        share = max(FASTER, (LEAST_SMOOTH_MS if smooth else 0) / placement_ms(look, smooth=smooth))
        shots = (
            replace(shot, duration_ms=round(shot.duration_ms * share)) if shot.step and shot.step > row else shot
            for shot in shots
        )
    return timed(_with_looks(shots) if smooth else shots, look.hold_ms, smooth=smooth)


def _with_looks(shots: Iterable[Shot]) -> Iterator[Shot]:
    """Give the first of two shots of a placement time to be looked at once it has moved; the second loses as much.

    A second shot in which something comes from elsewhere keeps its time.
    """
    pending: Shot | None = None
    for shot in shots:
        if pending is None:
            pending = shot
            continue
        if pending.step is not None and pending.step == shot.step and not shot.scene.comes:
            both = pending.duration_ms + shot.duration_ms
            first = max(pending.duration_ms, min(round(both * FIRST_SHARE), both - LEAST_SECOND_MS))
            yield replace(pending, duration_ms=first)
            yield replace(shot, duration_ms=both - first)
            pending = None
        else:
            yield pending
            pending = shot
    if pending is not None:
        yield pending


def timed(shots: Iterable[Shot], hold_ms: int, *, smooth: bool = False) -> Iterator[Shot]:
    """Equal shots in a row as one, durations on a format's clock, the last shot for `hold_ms`."""
    clock_ms = FRAMES_MS if smooth else CLOCK_MS
    return hold_last(round_to_clock(merge_repeats(shots), clock_ms), max(SHORTEST_MS, hold_ms // clock_ms * clock_ms))


def merge_repeats(shots: Iterable[Shot]) -> Iterator[Shot]:
    """Show equal scenes in a row as one, for as long as all of them."""
    pending: Shot | None = None
    for shot in shots:
        if pending is not None and pending.scene == shot.scene:
            pending = replace(pending, duration_ms=pending.duration_ms + shot.duration_ms)
            continue
        if pending is not None:
            yield pending
        pending = shot
    if pending is not None:
        yield pending


def viewed(trace: Trace, look: Look, channels: Channels, step_ms: int) -> Iterable[Shot]:
    """What the view of a look makes of a trace, beside its counterpart if a pair is asked for.

    A short animation is made once, as it is gone through for its page, for its frames and for its time.
    """
    return (_kept if len(trace.steps) <= KEPT_STEPS else _viewed)(trace, look, channels, step_ms)


class _Kept:
    """Shots that are made when they are first gone through to the end."""

    def __init__(self, *asked: Any) -> None:
        self._asked = asked
        self._made: list[Shot] | None = None

    def __iter__(self) -> Iterator[Shot]:
        if self._made is None:
            made = []
            for shot in _viewed(*self._asked):
                made.append(shot)
                yield shot
            self._made = made
        else:
            yield from self._made


@lru_cache(maxsize=2)
def _kept(trace: Trace, look: Look, channels: Channels, step_ms: int) -> Iterable[Shot]:
    return _Kept(trace, look, channels, step_ms)


def _viewed(trace: Trace, look: Look, channels: Channels, step_ms: int) -> Iterator[Shot]:
    if look.still == STAMPS:
        return figure(trace, step_ms)
    if look.still == CARD:
        from tconv_anim.scenes.card.page import card  # imported when it is asked for

        return card(trace, step_ms, look.show_channels)
    if look.pair:
        from tconv_anim.scenes.pair import pair  # imported when it is asked for

        return pair(trace, look.view, step_ms, channels, look.side, look.cells)
    if trace.spec.op == MULTIPLES:
        from tconv_anim.scenes.views._multiples import multiples  # imported when they are asked for

        return multiples(trace, get_view(look.view, trace.stages[0].spec.op, look.side, look.cells), step_ms, channels)
    shots = get_view(look.view, trace.spec.op, look.side, look.cells).draw(trace, step_ms, channels)
    return shots if look.caption else (shot for shot in shots if not shot.explains)


def watched(shots: Iterable[Shot], doing: str, count: int) -> Iterator[Shot]:
    """The same shots; those who watch the work know after each how many of the placements are done."""
    for shot in shots:
        yield shot
        tell(doing, shot.step or 0, count)
    tell(doing, count, count)


def hold_last(shots: Iterable[Shot], hold_ms: int) -> Iterator[Shot]:
    """Let the last shot stay for `hold_ms`."""
    pending: Shot | None = None
    for shot in shots:
        if pending is not None:
            yield pending
        pending = shot
    if pending is not None:
        yield replace(pending, duration_ms=hold_ms)


def round_to_clock(shots: Iterable[Shot], clock_ms: int = CLOCK_MS) -> Iterator[Shot]:
    """Round durations to a clock's, carrying the rest on, never under what players honour."""
    carried = 0
    for shot in shots:
        wanted = shot.duration_ms + carried
        duration_ms = max(SHORTEST_MS, wanted // clock_ms * clock_ms)
        carried = max(0, wanted - duration_ms)
        yield shot if duration_ms == shot.duration_ms else replace(shot, duration_ms=duration_ms)


def _stripped(
    panel: Panel, numbers: bool, labels: bool, known: dict[int, tuple[Panel, Panel]], blank: str | None, *, sums: bool
) -> Panel:
    if id(panel) not in known:
        keeps = numbers or panel.id.part == SCALE
        bare = panel if keeps else replace(panel, values=None, terms=None, operator="", turn=0.0)
        if blank and keeps:
            bare = blanked(bare, blank)
        bare = bare if sums and numbers and labels and not blank else replace(bare, sum="")
        bare = bare if labels else replace(bare, title="", subtitle="", tagged="")
        known[id(panel)] = (panel, bare)  # the original is kept alive so that its id stays its own
    return known[id(panel)][1]
