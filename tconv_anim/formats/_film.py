"""A film: every moment of an animation as the marks that change in it, for players that draw and move them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise
from operator import attrgetter
from typing import NamedTuple

from tconv_anim.core.message import Words
from tconv_anim.renderer.between import between
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.marks import Frame, Key, Mark, Order
from tconv_anim.renderer.motion import BEFORE as WAS
from tconv_anim.renderer.motion import IN_THE_AIR, LASTING, Track, tracks_between
from tconv_anim.renderer.svg.forms import Form, Forms
from tconv_anim.scenes.scene import Caption, Scene, Shot
from tconv_anim.scenes.texts import say_plainly

Slot = tuple[Key, Order]
BEFORE, AFTER = 0, -1
"""The steps that a moment belongs to before the first of them, and after the last."""


class Act(NamedTuple):
    """A mark on its way to a moment.

    Attributes
    ----------
    place : the number of the film's place that it belongs to; None for a copy
    flies : whether it is drawn above all others
    start, end : where it is first and last, and in which form
    timing : see `timing_of`
    """

    place: int | None
    flies: bool
    start: Form
    end: Form
    timing: tuple[float, ...]


@dataclass(frozen=True, eq=False)
class Film:
    """An animation for a player.

    Attributes
    ----------
    places : of each mark, its key; marks of later places are drawn above those of earlier ones
    shown : for each place, from which moments on it shows which form, or None
    durations_ms : how long each moment stays
    steps : the step that each moment belongs to, counted from 1, or `BEFORE` or `AFTER`
    said : the sentence of the transcript that each moment belongs to
    sentences : the transcript
    captions : at each moment, what happens, and the sums, as they stand below the picture
    acts : how the marks of each moment become what they are, from the lowest to the highest; none if they jump
    finished : the moment of the finished picture
    last : its marks
    scene : and its scene
    """

    places: list[Key]
    shown: list[list[tuple[int, Form | None]]]
    durations_ms: list[int]
    steps: list[int]
    said: list[int]
    sentences: list[str]
    captions: list[tuple[str, str]]
    acts: list[list[Act]]
    finished: int
    last: list[Mark]
    scene: Scene

    def at(self, place: int, moment: int) -> Form | None:
        """What a place shows at a moment."""
        return next((form for since, form in reversed(self.shown[place]) if since <= moment), None)


def film_of(drawing: Drawing) -> Film:
    """The film of an animation; moments that look the same become one."""
    notes: list[tuple[int | None, Caption]] = []
    scenes: deque[Scene] = deque(maxlen=1)
    beyond: list[bool] = []

    def noted() -> Iterator[Shot]:
        for shot in drawing.shots:
            notes.append((shot.step, shot.scene.caption or Caption()))
            beyond.append(shot.beyond)
            if not shot.beyond:
                scenes.append(shot.scene)
            yield shot

    forms = Forms(drawing.theme, drawing.outlines)
    slots: dict[Slot, list[tuple[int, Form | None]]] = {}
    orders: dict[Key, Order] = {}
    moments: list[int] = []  # the shot that begins each
    durations_ms: list[int] = []
    tracks: list[list[tuple[Slot | None, Track]]] = []
    marks: dict[Key, Mark] = {}
    finished: tuple[int, list[Mark]] | None = None
    for number, frame in enumerate(replace(drawing, shots=noted()).states()):
        if not (frame.changed or frame.gone) and moments:
            durations_ms[-1] += frame.duration_ms
            continue
        if beyond[number] and finished is None:
            finished = len(moments) - 1, [*marks.values()]
        before = dict(orders)
        for key, order, found in _shown(frame, orders, forms):
            slots.setdefault((key, order), []).append((len(moments), found))
        moving = drawing.tick_ms and moments
        tracks.append([(_slot(one, before | orders), one) for one in (tracks_between(marks, frame) if moving else ())])
        marks |= {mark.key: mark for mark in frame.changed}
        for key in frame.gone:
            del marks[key]
        moments.append(number)
        durations_ms.append(frame.duration_ms)
    end, last = finished or (len(moments) - 1, [*marks.values()])
    ordered = sorted(slots, key=lambda slot: slot[1])
    places = {slot: place for place, slot in enumerate(ordered)}
    steps = _steps([notes[shot][0] for shot in moments])
    transcript = drawing.transcript()
    said = _said(
        [(step, (beyond[shot], words.progress)) for shot in moments for step, words in [notes[shot]]],
        [step for step, _ in transcript],
    )
    return Film(
        [key for key, _ in ordered], [slots[slot] for slot in ordered], durations_ms, steps, said,
        [text for _, text in transcript], [_caption(notes[shot][1]) for shot in moments],
        [[_act(slot and places[slot], one, forms) for slot, one in some] for some in tracks],
        end, sorted(last, key=attrgetter("order")), scenes.pop(),
    )  # fmt: skip


def _slot(track: Track, orders: Mapping[Key, Order]) -> Slot | None:
    """The key and the order of the mark that a track belongs to; None for a copy."""
    key = track.key[:-1] if track.key[-1] == WAS else track.key
    return (key, orders[key]) if key in orders else None


def _act(place: int | None, track: Track, forms: Forms) -> Act:
    ends = (between(track.start, track.end, share, track.look) for share in (0.0, 1.0))
    start, end = (forms.of(Mark(track.key, track.order, one)) for one in ends)
    return Act(place, track.order[0] == IN_THE_AIR, start, end, timing_of(track))


def timing_of(track: Track) -> tuple[float, ...]:
    """The first and last opacity; from when to when it moves, fades, and is there, in ms, -1 for always; if evenly."""
    until = -1.0 if track.until_ms == LASTING else track.until_ms
    times = (*track.moves_ms, *track.fades_ms, track.since_ms, until)
    return (*track.opacity, *(round(time) for time in times), int(track.evenly))


def _shown(frame: Frame, orders: dict[Key, Order], forms: Forms) -> Iterator[tuple[Key, Order, Form | None]]:
    """What changes in a frame: of a key and its place in the order, what is drawn, or None."""
    for key in frame.gone:
        yield key, orders.pop(key), None
    for mark in frame.changed:
        if orders.get(mark.key, mark.order) != mark.order:
            yield mark.key, orders[mark.key], None
        orders[mark.key] = mark.order
        yield mark.key, mark.order, forms.of(mark)


def _steps(steps: list[int | None]) -> list[int]:
    """The step of each moment: those without one belong to the step before, to `BEFORE` or to `AFTER`."""
    last = max((n for n, step in enumerate(steps) if step is not None), default=-1)
    found: list[int] = []
    for n, step in enumerate(steps):
        if step is None:
            step = AFTER if n > last >= 0 else found[-1] if found else BEFORE
        found.append(step)
    return found


def _said(notes: list[tuple[int | None, tuple[bool, Words]]], told: list[int | None]) -> list[int]:
    """The sentence of each moment, by its step and what is said of where it is; `told` are the sentences' steps.

    Where a picture has no caption, that is by the step, and at the beginning and the end the first and the last one.
    """
    groups = list(accumulate((int(a != b) for a, b in pairwise(notes)), initial=0))
    if groups[-1] + 1 == len(told):
        return groups
    first = {step: told.index(step) for step in reversed(told)}
    began = list(accumulate((step is not None for step, _ in notes), max))
    return [
        first.get(step, 0) if step is not None or not some else len(told) - 1
        for (step, _), some in zip(notes, began, strict=True)
    ]


def _caption(caption: Caption) -> tuple[str, str]:
    _, now, sums = (" ".join(map(say_plainly, part)) for part in caption.parts)
    return now, sums
