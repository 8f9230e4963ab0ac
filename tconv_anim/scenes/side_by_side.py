"""Several views on one page, running in step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import TypeVar

import numpy as np

from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.scenes.scene import Caption, Link, Outline, PanelId, Role, Scene, Shot


@dataclass(frozen=True)
class SideView:
    """One of several views on a page: the name and heading of its picture, its shots, and the number of placements."""

    name: str
    heading: Words
    shots: Iterable[Shot] = ()
    count: int = 0


PRODUCTS = "products"
Where = TypeVar("Where")
NEAR_MS = 100  # between shots of views that go on together
OF_CHANNEL = "output_channel_sums"  # a message about one of several output channels
IN_PLAY = (Role.OUTPUT_IN_PLAY, Role.CROPPED_IN_PLAY)
CaptionOf = Callable[[Sequence[Caption], int | None], Caption]
"""What is said of several scenes at once: of their captions, and the placement or None."""


def in_step(views: Sequence[SideView], caption_of: CaptionOf, *, with_example: bool = False) -> Iterator[Shot]:
    """Shots of all views at once. They begin and end together; one with fewer placements goes on less often.

    The last shot of views that all work the same number out may have them all as its example.
    """

    def all_at_once(scenes: Sequence[Scene], duration_ms: int, step: int | None) -> Shot:
        captions = [scene.caption for scene in scenes if scene.caption is not None]
        return Shot(side_by_side(views, scenes, caption_of(captions, step)), duration_ms, step)

    groups = [groupby(_counted(view), key=lambda shot: shot.step) for view in views]
    runs = [list(next(group)[1]) for group in groups]  # the set-ups
    yield from (all_at_once(*state, None) for state in _together(runs))
    total = max(view.count for view in views)
    for slot in range(1, total + 1):
        for index, (view, group) in enumerate(zip(views, groups, strict=True)):
            goes_on = -(-slot * view.count // total) > -(-(slot - 1) * view.count // total)
            runs[index] = list(next(group)[1]) if goes_on else runs[index][-1:]
        yield from (all_at_once(*state, slot) for state in _together(runs))
    before = [run[-1] for run in runs]
    runs = [[shot for shot in next(group)[1] if not shot.explains] for group in groups]
    most = max(map(len, runs))  # who has less to say at the end waits for it
    runs = [[shot] * (most - len(run)) + run for shot, run in zip(before, runs, strict=True)]
    for shots in zip(*runs, strict=True):
        duration_ms = max(shot.duration_ms for shot in shots)
        shown = all_at_once([shot.scene for shot in shots], duration_ms, None)
        examples = [shot.example for shot in shots if shot.example is not None]
        if with_example and len(examples) == len(shots):
            shown = replace(shown, example=all_at_once(examples, duration_ms, None).scene)
        yield shown


def _counted(view: SideView) -> Iterator[Shot]:
    """The shots of a view; what it shows between two placements, such as the end of a stage, belongs to the first."""
    last = None
    for shot in view.shots:
        between = shot.step is None and last is not None and last < view.count
        yield replace(shot, step=last) if between else shot
        last = shot.step or last


def _together(runs: list[list[Shot]]) -> Iterator[tuple[list[Scene], int]]:
    """The scenes of one placement of each view, all stretched to the longest, and how long they stay."""
    totals = [sum(shot.duration_ms for shot in run) for run in runs]
    longest = max(totals)
    ends = []
    for run, total in zip(runs, totals, strict=True):
        passed, marks = 0, []
        for shot in run:
            passed += shot.duration_ms
            marks.append(passed * longest // total)
        ends.append(marks)
    every = sorted({mark for marks in ends for mark in marks})
    for marks in ends:  # what differs by less than can be seen ends together
        for n, mark in enumerate(marks[:-1]):
            earlier = next((end for end in every if mark - NEAR_MS <= end < mark), mark)
            marks[n] = earlier if earlier > (marks[n - 1] if n else 0) else mark
    at = 0
    for end in sorted({mark for marks in ends for mark in marks}):
        scenes = [
            run[next(n for n, mark in enumerate(marks) if mark >= end)].scene
            for run, marks in zip(runs, ends, strict=True)
        ]
        yield scenes, end - at
        at = end


def side_by_side(views: Sequence[SideView], scenes: Sequence[Scene], caption: Caption) -> Scene:
    """Scenes as pictures of one, with a caption of all."""
    named = [as_picture(view.name, scene) for view, scene in zip(views, scenes, strict=True)]
    pictures = []
    for view, scene in zip(views, scenes, strict=True):
        inner = [((view.name, *path), heading or view.heading) for path, heading in scene.pictures]
        pictures += inner or [((view.name,), view.heading)]
    return Scene(
        tuple(panel for scene in named for panel in scene.panels),
        tuple(outline for scene in named for outline in scene.outlines),
        tuple(link for scene in named for link in scene.links),
        caption,
        tuple(sign for scene in named for sign in scene.signs),
        scenes[0].ndim,
        tuple(pictures),
        lifted=tuple(place for scene in named for place in scene.lifted),
        comes=tuple(way for scene in named for way in scene.comes),
    )


def without_products(scene: Scene) -> Scene:
    """The scene without the panels of products, for pages whose room two pictures share."""
    panels = tuple(panel for panel in scene.panels if panel.id.part != PRODUCTS)
    if len(panels) == len(scene.panels):
        return scene
    outlines = tuple(outline for outline in scene.outlines if outline.panel.part != PRODUCTS)
    onward = {link.start: link.end for link in scene.links}
    links = tuple(
        Link(link.start, onward[link.end] if link.end[0].part == PRODUCTS else link.end)
        for link in scene.links
        if link.start[0].part != PRODUCTS
    )
    made_of = {end: start for start, end in scene.comes}
    comes = tuple(
        (made_of.get(start, start), end) for start, end in scene.comes if end[0].part != PRODUCTS
    )  # from what the products are made of
    signs = tuple(_signs_without_products(scene))
    return replace(scene, panels=panels, outlines=outlines, links=links, signs=signs, lifted=(), comes=comes)


def _signs_without_products(scene: Scene) -> Iterator[str]:
    """What is written between the parts of each picture that are left: an arrow leads to the output."""
    rest = list(scene.signs)
    parts: dict[tuple[str, ...], dict[str, None]] = {}
    for panel in scene.panels:
        parts.setdefault(panel.id.picture, {})[panel.id.part] = None
    for names in map(list, parts.values()):
        signs, rest = rest[: len(names) - 1], rest[len(names) - 1 :]
        if PRODUCTS not in names:
            yield from signs
        elif names[0] == "output":  # read from the right
            yield from ("←" if any(signs) else "", signs[-1])
        else:
            yield from (signs[0], "→" if any(signs) else "")


def as_picture(picture: str, scene: Scene) -> Scene:
    """The same scene as a picture of a page, under this name."""

    def put(place: tuple[PanelId, Where]) -> tuple[PanelId, Where]:
        return place[0].inside(picture), place[1]

    return replace(
        scene,
        panels=tuple(
            replace(panel, id=panel.id.inside(picture), over=panel.over and put(panel.over)) for panel in scene.panels
        ),
        outlines=tuple(Outline(o.panel.inside(picture), o.box, o.stroke) for o in scene.outlines),
        links=tuple(link._replace(start=put(link.start), end=put(link.end)) for link in scene.links),
        lifted=tuple(map(put, scene.lifted)),
        comes=tuple((put(start), put(end)) for start, end in scene.comes),
    )


def with_sum(scene: Scene, sums: Clauses) -> Scene:
    """The scene with the sums in play beside the first output that has a cell in play, or each beside its own."""
    own = {words["channel"]: words["sums"] for words in sums if isinstance(words, Message) and words.key == OF_CHANNEL}
    if len(own) > 1:
        return scene.with_part("output", lambda panel: replace(panel, sum=own.get(panel.id.channels[0], "")))
    for panel in scene.panels:
        if sums and panel.id.part == "output" and np.isin(panel.roles, IN_PLAY).any():
            there = replace(panel, sum=as_one(sums))
            return replace(scene, panels=tuple(there if one is panel else one for one in scene.panels))
    return scene


def as_one(sums: Clauses) -> Words:
    """Several sums as one text."""
    return message("list", items=sums) if len(sums) > 1 else sums[0]
