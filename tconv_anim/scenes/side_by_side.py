"""Several views on one page, running in step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from tconv_anim.scenes.captions import joined
from tconv_anim.scenes.scene import Caption, Link, Outline, Place, Scene, Shot


@dataclass(frozen=True)
class Strand:
    """One of the views: the name and heading of its picture, its shots, and how many placements they show."""

    name: str
    heading: str
    shots: Iterable[Shot] = ()
    count: int = 0


def beside(strands: Sequence[Strand]) -> Iterator[Shot]:
    """Shots of all strands at once. They begin and end together; one with fewer placements goes on less often."""
    groups = [groupby(strand.shots, key=lambda shot: shot.step) for strand in strands]
    runs = [list(next(group)[1]) for group in groups]  # the set-ups
    yield from _together(strands, runs, None)
    total = max(strand.count for strand in strands)
    for slot in range(1, total + 1):
        for index, (strand, group) in enumerate(zip(strands, groups, strict=True)):
            goes_on = -(-slot * strand.count // total) > -(-(slot - 1) * strand.count // total)
            runs[index] = list(next(group)[1]) if goes_on else runs[index][-1:]
        yield from _together(strands, runs, slot)
    before = [run[-1] for run in runs]
    runs = [list(next(group)[1]) for group in groups]
    most = max(map(len, runs))  # who has less to say at the end waits for it
    runs = [[shot] * (most - len(run)) + run for shot, run in zip(before, runs, strict=True)]
    for shots in zip(*runs, strict=True):
        duration_ms = max(shot.duration_ms for shot in shots)
        yield Shot(side_by_side(strands, [shot.scene for shot in shots]), duration_ms)


def _together(strands: Sequence[Strand], runs: list[list[Shot]], step: int | None) -> Iterator[Shot]:
    """The shots of one placement of each strand, all stretched to the longest."""
    totals = [sum(shot.duration_ms for shot in run) for run in runs]
    longest = max(totals)
    ends = []
    for run, total in zip(runs, totals, strict=True):
        passed, marks = 0, []
        for shot in run:
            passed += shot.duration_ms
            marks.append(passed * longest // total)
        ends.append(marks)
    at = 0
    for end in sorted({mark for marks in ends for mark in marks}):
        scenes = [
            run[next(n for n, mark in enumerate(marks) if mark >= end)].scene
            for run, marks in zip(runs, ends, strict=True)
        ]
        yield Shot(side_by_side(strands, scenes), end - at, step)
        at = end


def side_by_side(strands: Sequence[Strand], scenes: Sequence[Scene], caption: Caption | None = None) -> Scene:
    """Scenes as pictures of one; the caption tells of all, unless one is given."""
    named = [as_picture(strand.name, scene) for strand, scene in zip(strands, scenes, strict=True)]
    pictures = []
    for strand, scene in zip(strands, scenes, strict=True):
        inner = [((strand.name, *path), heading or strand.heading) for path, heading in scene.pictures]
        pictures += inner or [((strand.name,), strand.heading)]
    return Scene(
        tuple(panel for scene in named for panel in scene.panels),
        tuple(outline for scene in named for outline in scene.outlines),
        tuple(link for scene in named for link in scene.links),
        caption or _joined([scene.caption for scene in scenes if scene.caption is not None]),
        tuple(sign for scene in named for sign in scene.signs),
        scenes[0].ndim,
        tuple(pictures),
        flat=any(scene.flat for scene in scenes),
    )


def as_picture(picture: str, scene: Scene) -> Scene:
    """The same scene as a picture of a page, under this name."""

    def put(place: Place) -> Place:
        return place[0].inside(picture), place[1]

    return replace(
        scene,
        panels=tuple(replace(panel, id=panel.id.inside(picture)) for panel in scene.panels),
        outlines=tuple(Outline(o.panel.inside(picture), o.box, o.stroke) for o in scene.outlines),
        links=tuple(Link(put(link.start), put(link.end)) for link in scene.links),
    )


def _joined(captions: list[Caption]) -> Caption | None:
    if not captions:
        return None
    call, progress, detail, formula, note, sums = (
        joined(*dict.fromkeys(getattr(caption, part) for caption in captions))
        for part in ("call", "progress", "detail", "formula", "note", "sums")
    )
    return Caption(call, progress, detail, formula, note, sums, lasting=all(caption.lasting for caption in captions))
