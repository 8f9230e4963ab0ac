"""Scenes of which only a part of some panels is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tconv_anim.core.step import Array
from tconv_anim.scenes.scene import Box, Panel, PanelId, Scene, Span, Stroke


def within(scene: Scene, boxes: Mapping[PanelId, Box], *, clipped: bool = False) -> Scene:
    """The scene with only these boxes of some panels, and what is drawn in them.

    What is drawn around cells of which only some are left is left out, or `clipped`.
    """

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
        a, b, c, d = (max(span[0], top), max(span[1], left), min(span[2], bottom), min(span[3], right))
        whole = (a, b, c, d) == span
        return (a - top, b - left, c - top, d - left) if whole or (clipped and a < c and b < d) else None

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
