"""Scenes of views, changed for a page that several of them share: what is in play, what is left of a panel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.scenes.scene import Panel, PanelId, Role, Scene, Span, Stroke
from tconv_anim.scenes.side_by_side import PRODUCTS

IN_PLAY = (
    Role.INPUT_IN_PLAY, Role.KERNEL_IN_PLAY, Role.PADDING_IN_PLAY, Role.OUTPUT_IN_PLAY, Role.CROPPED_IN_PLAY,
)  # fmt: skip
LONG_CELLS, LEAST_ZOOM = 14, 0.72
"""A longer matrix has smaller cells, but not smaller than so."""


def first_in_play(scene: Scene) -> Panel | None:
    """The first output that has a cell in play."""
    outputs = (panel for panel in scene.panels if panel.id.part == "output")
    return next((panel for panel in outputs if (panel.roles == Role.OUTPUT_IN_PLAY).any()), None)


def marked(done: Scene, then: Scene) -> Scene:
    """A finished scene with what is in play in another scene of the same panels."""
    finished = {panel.id: panel for panel in done.panels}

    def lit(panel: Panel) -> Panel:
        if panel.id.part == PRODUCTS:
            return panel
        own = finished[panel.id]
        roles = np.where(np.isin(panel.roles, IN_PLAY), panel.roles, own.roles)
        of_kernel = panel.id.part == "kernel"  # of which what is not in play is paler
        return replace(own, roles=panel.roles if of_kernel else roles.astype(np.int8), sum=panel.sum)

    return replace(then, panels=tuple(map(lit, then.panels)))


def trimmed(scene: Scene) -> Scene:
    """The scene without the rows and columns of its outputs that were cut off."""
    for panel in scene.panels:
        left = ~np.isin(panel.roles, (Role.REMOVED, Role.ABSENT))
        if panel.id.part == "output" and left.any() and not left.all():
            rows, columns = (np.flatnonzero(left.any(axis=axis)) for axis in (1, 0))
            box = int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1
            scene = _within(scene, {panel.id: box})
    return scene


def rows_alone(scene: Scene, rows: range) -> Scene:
    """A matrix with its vectors, and of it and of the product only some rows."""
    boxes = {panel.id: (rows.start, 0, rows.stop, panel.shape[1]) for panel in scene.panels if panel.id.part != "input"}
    found = _within(scene, boxes)
    zoom = max(LEAST_ZOOM, min(1.0, LONG_CELLS / max(*next(p.shape for p in found.panels if p.id.part == "matrix"), 1)))
    return replace(found, panels=tuple(replace(panel, zoom=zoom) for panel in found.panels))


def columns_alone(scene: Scene, columns: range) -> Scene:
    """A product of kernels and columns with only some of these, and what they give."""
    parts = ("patches", "output")
    boxes = {p.id: (0, columns.start, p.shape[0], columns.stop) for p in scene.panels if p.id.part in parts}
    return _within(scene, boxes)


def _within(scene: Scene, boxes: dict[PanelId, tuple[int, int, int, int]]) -> Scene:
    """The scene with only these boxes of some panels, and what is drawn in them."""

    def cut(panel: Panel) -> Panel:
        if panel.id not in boxes:
            return panel
        top, left, bottom, right = boxes[panel.id]

        def part(array: Array | None) -> Array | None:
            return None if array is None else array[top:bottom, left:right]

        roles = panel.roles[top:bottom, left:right]
        return replace(
            panel, roles=roles, values=part(panel.values), terms=part(panel.terms), channels=part(panel.channels)
        )

    def there(panel: PanelId, span: Span) -> Span | None:
        if panel not in boxes:
            return span
        top, left, bottom, right = boxes[panel]
        a, b, c, d = span
        inside = top <= a and left <= b and c <= bottom and d <= right
        return (a - top, b - left, c - top, d - left) if inside else None

    outlines = (
        one._replace(box=box)
        for one in scene.outlines
        if (box := there(one.panel, one.box)) and not (one.panel in boxes and one.stroke is Stroke.EXTENT)
    )
    links = (
        one._replace(start=(one.start[0], start), end=(one.end[0], end))
        for one in scene.links
        if (start := there(*one.start)) and (end := there(*one.end))
    )
    return replace(scene, panels=tuple(map(cut, scene.panels)), outlines=tuple(outlines), links=tuple(links), comes=())
