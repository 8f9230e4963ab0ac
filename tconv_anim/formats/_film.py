"""A film: every moment of an animation as the marks that change in it, for players that draw and move them."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate, pairwise

from tconv_anim.core.message import Words
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.marks import Frame, Key, Mark, Order
from tconv_anim.renderer.svg.forms import Form, form
from tconv_anim.scenes.scene import Caption, Scene, Shot
from tconv_anim.scenes.texts import say_plainly

BEFORE, AFTER = 0, -1
"""The steps that a moment belongs to before the first of them, and after the last."""


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
    last : the marks of the last moment
    scene : and its scene
    """

    places: list[Key]
    shown: list[list[tuple[int, Form | None]]]
    durations_ms: list[int]
    steps: list[int]
    said: list[int]
    sentences: list[str]
    captions: list[tuple[str, str]]
    last: list[Mark]
    scene: Scene


def film_of(drawing: Drawing) -> Film:
    """The film of an animation; moments that look the same become one."""
    notes: list[tuple[int | None, Caption]] = []
    scenes: deque[Scene] = deque(maxlen=1)

    def noted() -> Iterator[Shot]:
        for shot in drawing.shots:
            notes.append((shot.step, shot.scene.caption or Caption()))
            scenes.append(shot.scene)
            yield shot

    slots: dict[tuple[Key, Order], list[tuple[int, Form | None]]] = {}
    orders: dict[Key, Order] = {}
    moments: list[int] = []  # the shot that begins each
    durations_ms: list[int] = []
    last: list[Mark] = []
    for number, frame in enumerate(replace(drawing, shots=noted()).states()):
        last = frame.marks
        if not (frame.changed or frame.gone) and moments:
            durations_ms[-1] += frame.duration_ms
            continue
        for key, order, found in _shown(frame, orders, drawing):
            slots.setdefault((key, order), []).append((len(moments), found))
        moments.append(number)
        durations_ms.append(frame.duration_ms)
    places = sorted(slots, key=lambda slot: slot[1])
    steps = _steps([notes[shot][0] for shot in moments])
    transcript = drawing.transcript()
    said = _said(
        [(step, words.progress) for step, words in map(notes.__getitem__, moments)], [s for s, _ in transcript]
    )
    captions = [_caption(notes[shot][1]) for shot in moments]
    keys, sentences = [key for key, _ in places], [text for _, text in transcript]
    shown = [slots[place] for place in places]
    return Film(keys, shown, durations_ms, steps, said, sentences, captions, last, scenes.pop())


def _shown(frame: Frame, orders: dict[Key, Order], drawing: Drawing) -> Iterator[tuple[Key, Order, Form | None]]:
    """What changes in a frame: of a key and its place in the order, what is drawn, or None."""
    for key in frame.gone:
        yield key, orders.pop(key), None
    for mark in frame.changed:
        if orders.get(mark.key, mark.order) != mark.order:
            yield mark.key, orders[mark.key], None
        orders[mark.key] = mark.order
        yield mark.key, mark.order, form(mark, drawing.theme, outlines=drawing.outlines)


def _steps(steps: list[int | None]) -> list[int]:
    """The step of each moment: those without one belong to the step before, to `BEFORE` or to `AFTER`."""
    last = max((n for n, step in enumerate(steps) if step is not None), default=-1)
    found: list[int] = []
    for n, step in enumerate(steps):
        if step is None:
            step = AFTER if n > last >= 0 else found[-1] if found else BEFORE
        found.append(step)
    return found


def _said(notes: list[tuple[int | None, Words]], told: list[int | None]) -> list[int]:
    """The sentence of each moment, by its step and what is said of its progress; `told` are the sentences' steps.

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
    now, sums, _ = (" ".join(map(say_plainly, part)) for part in caption.parts)
    return now, sums
