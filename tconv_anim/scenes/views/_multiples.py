"""Small multiples: one operation with several values of a parameter, in pictures side by side and in step."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from tconv_anim.core.message import Clauses, Equation, Words, equation, message
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.scene import Caption, Scene, Shot
from tconv_anim.scenes.side_by_side import SideView, as_one, in_step, with_sum
from tconv_anim.scenes.varied import columns_of, headings
from tconv_anim.scenes.view import View

MOST_SAID = 4  # pictures of which each is said by itself
LETTERS = 2  # sides of a formula before its numbers


def multiples(trace: Trace, view: View, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of all stages of a trace, in step.

    Of a blank trace, by which a picture is planned, there is the set-up alone.
    """
    names = headings(trace.spec)
    views = [
        SideView(f"picture{n}", name, _shots(one, view, step_ms, channels), view.count_placements(one.spec))
        for n, (one, name) in enumerate(zip(trace.stages, names, strict=True), start=1)
    ]
    total = max(one.count for one in views)
    for shot in in_step(views, lambda captions, step: _of_all(captions, names, step, total)):
        yield replace(shot, scene=_in_a_grid(shot.scene, names, columns_of(trace.spec)))


def _in_a_grid(scene: Scene, names: Sequence[Words], columns: tuple[int, ...]) -> Scene:
    """The scene with its pictures in columns; of a view that has several, with a row for each value."""
    if len(scene.pictures) == len(names):
        return replace(scene, columns=columns)
    of_picture = {f"picture{n}": name for n, name in enumerate(names, start=1)}
    pictures = tuple(
        (path, message("labelled", label=of_picture[path[0]], words=heading)) for path, heading in scene.pictures
    )
    return replace(scene, pictures=pictures, columns=(len(pictures) // len(names),))


def _shots(trace: Trace, view: View, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """The shots of one picture, with the sums of each beside its cells."""
    most_shots = 1 if trace.is_blank else None
    for shot in islice(view.draw(trace, step_ms, channels), most_shots):
        said = any(panel.sum for panel in shot.scene.panels)
        yield shot if said else replace(shot, scene=with_sum(shot.scene, shot.scene.words.sums))


def _of_all(captions: Sequence[Caption], names: Sequence[Words], step: int | None, total: int) -> Caption:
    """What all captions say once, and what each says with its name."""
    together = len({caption.progress for caption in captions}) == 1
    progress = captions[0].progress
    if not together:
        progress = message("side_by_side") if step is None else message("step_of", step=step, count=total)
    return Caption(
        _each([caption.call for caption in captions], names),
        progress,
        _each([caption.detail for caption in captions], names),
        _formulas([caption.formula for caption in captions], names),
        tuple(dict.fromkeys(clause for caption in captions for clause in caption.note)),
        _each([(as_one(caption.sums),) if caption.sums else () for caption in captions], names),
        lasting=all(caption.lasting for caption in captions),
        beside=True,
    )


def _each(said: Sequence[Clauses], names: Sequence[Words]) -> Clauses:
    """What all say once; what differs with its name, unless the pictures are too many for it."""
    if len(set(said)) == 1:
        return said[0]
    if len(said) > MOST_SAID:
        return tuple(clause for clause in said[0] if all(clause in others for others in said))
    return tuple(
        message("labelled", label=name, words=own[0] if len(own) == 1 else message("clauses", items=own))
        for name, own in zip(names, said, strict=True)
        if own
    )


def _formulas(said: Sequence[Clauses], names: Sequence[Words]) -> Clauses:
    """The formulas of all with their numbers, or only those that all have if they are too many."""
    if len(set(said)) == 1 or len(said) <= MOST_SAID:
        return _each(said, names)
    shared = [clause for clause in said[0] if all(clause in others for others in said)]
    others = (clause for clause in said[0] if isinstance(clause, Equation) and clause not in shared)
    return (*shared, *(equation(*clause.sides[:LETTERS]) for clause in others))
