"""A kernel on its way from as it is to turned by 180°, so that each weight is seen to go to its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.scenes.scene import Box, Panel, Place, Role, Scene, Shot, Span, Stroke

TURN_STEPS = 1.5
"""How many steps' time a kernel takes to turn."""
TURN_DEGREES = 30
"""From one picture of it to the next."""
READ_STEPS = 3
"""How many steps' time there is to read why it turns, and then what that does."""
TURNED = message("flipped")
GIVEN, TURNS = message("kernel_as_given"), message("kernel_turns")


def turn(scene: Scene, step_ms: int, given: Clauses, turned: Clauses) -> Iterator[Shot]:
    """Shots of kernels that turn until they are as in a scene: as they were before, on their way, and that scene.

    `given` is said until they are turned, `turned` from then on; nothing where no kernel is turned.
    """
    kernels = _turned(scene)
    if not kernels:
        return
    yield Shot(_saying(_before(scene, kernels), GIVEN, given), READ_STEPS * step_ms)
    for on_its_way, share in turning(scene, kernels):
        turns = any(panel.turn for panel in on_its_way.panels)
        yield Shot(_saying(on_its_way, TURNS, given if turns else turned), round(share * step_ms))
    yield Shot(_saying(scene, TURNS, turned), READ_STEPS * step_ms)


def as_given(scene: Scene) -> Scene:
    """The scene with its turned kernels as they were before; this scene, if none is turned."""
    kernels = _turned(scene)
    return _before(scene, kernels) if kernels else scene


def _turned(scene: Scene) -> list[Panel]:
    return [panel for panel in scene.panels if panel.id.part == "kernel" and TURNED in _said(panel.subtitle)]


def _before(scene: Scene, kernels: Sequence[Panel]) -> Scene:
    """A scene with turned kernels, and what marks their weights, as they were before."""
    sizes = {panel.id: panel.shape for panel in kernels}
    outlines = tuple(
        outline._replace(box=_opposite(outline.box, sizes[outline.panel])) if outline.panel in sizes else outline
        for outline in scene.outlines
    )
    panels = tuple(before_turn(panel) if panel.id in sizes else panel for panel in scene.panels)
    return replace(scene, panels=panels, outlines=outlines)


def turning(scene: Scene, kernels: Sequence[Panel]) -> Iterator[tuple[Scene, float]]:
    """Scenes in which kernels turn until they are as in this one, and for how much of a step's time each is shown.

    Those of a single row or column have no room to turn: their weights pass each other.
    """
    ids = [panel.id for panel in kernels]
    narrow = any(1 in panel.shape for panel in kernels)
    share = TURN_STEPS / (1 if narrow else 180 // TURN_DEGREES)
    outlines = tuple(outline for outline in scene.outlines if outline.panel not in ids)
    rings = {one.panel: one.box for one in scene.outlines if one.stroke is Stroke.TOLD}
    followed = [_followed(panel, rings.get(panel.id)) for panel in kernels]
    for degrees in () if narrow else range(TURN_DEGREES, 180, TURN_DEGREES):
        on_its_way = {p.id: _on_its_way(p, degrees) for p in followed}
        yield replace(scene, panels=tuple(on_its_way.get(p.id, p) for p in scene.panels), outlines=outlines), share
    ways = tuple(way for kernel in kernels for way in _ways(kernel))
    ends = {panel.id: panel for panel in followed}
    panels = tuple(ends.get(panel.id, panel) for panel in scene.panels)
    yield replace(scene, panels=panels, outlines=outlines, comes=(*scene.comes, *ways)), share


def _followed(kernel: Panel, ring: Span | None) -> Panel:
    """A turned kernel in which a weight that has a ring, which is not seen on its way, looks different."""
    if ring is None:
        return kernel
    top, left, bottom, right = map(int, ring)
    roles = kernel.roles.copy()
    roles[top:bottom, left:right] = Role.OUTPUT_IN_PLAY
    return replace(kernel, roles=roles)


def _on_its_way(kernel: Panel, degrees: int) -> Panel:
    """A kernel that turns, on which there is room for numbers, but not for letters."""
    given = before_turn(kernel, message("turning"))
    values = np.full(given.shape, np.nan) if given.numbers.dtype.kind == "O" else given.numbers
    return replace(given, values=values, turn=float(degrees))


def _ways(kernel: Panel) -> Iterator[tuple[Place, Place]]:
    """Where each weight of a turned kernel comes from."""
    for row, column in np.ndindex(*kernel.shape):
        box: Box = row, column, row + 1, column + 1
        yield (kernel.id, _opposite(box, kernel.shape)), (kernel.id, box)


def _opposite(box: Span, shape: tuple[int, int]) -> Box:
    """The box of cells on the other side of a grid's middle."""
    rows, columns = shape
    top, left, bottom, right = map(int, box)
    return rows - bottom, columns - right, rows - top, columns - left


def before_turn(kernel: Panel, instead: Message | None = None) -> Panel:
    """A turned kernel as it was before; its subtitle says something else `instead`."""
    said = [words if words != TURNED else instead for words in _said(kernel.subtitle)]
    kept = tuple(words for words in said if words is not None)
    subtitle: Words = message("list", items=kept) if len(kept) > 1 else kept[0] if kept else ""
    return replace(kernel, roles=np.flip(kernel.roles), values=np.flip(kernel.numbers), subtitle=subtitle)


def _said(subtitle: Words) -> tuple[Words, ...]:
    """The parts of a subtitle."""
    if isinstance(subtitle, Message) and subtitle.key == "list":
        items: tuple[Words, ...] = subtitle["items"]
        return items
    return (subtitle,) if subtitle else ()


def _saying(scene: Scene, progress: Message, words: Clauses) -> Scene:
    return replace(scene, caption=replace(scene.words, progress=progress, detail=words))
