"""Scenes of views, changed for a page that several of them share: what is in play, what is left of a panel."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tconv_anim.scenes.scene import Panel, Role, Scene
from tconv_anim.scenes.told.cropped import within

LONG_CELLS, LEAST_ZOOM = 14, 0.72
"""A longer matrix has smaller cells, but not smaller than so."""


def first_in_play(scene: Scene) -> Panel | None:
    """The first output that has a cell in play."""
    outputs = (panel for panel in scene.panels if panel.id.part == "output")
    return next((panel for panel in outputs if (panel.roles == Role.OUTPUT_IN_PLAY).any()), None)


def trimmed(scene: Scene) -> Scene:
    """The scene without the rows and columns of its outputs that were cut off."""
    for panel in scene.panels:
        left = ~np.isin(panel.roles, (Role.REMOVED, Role.ABSENT))
        if panel.id.part == "output" and left.any() and not left.all():
            rows, columns = (np.flatnonzero(left.any(axis=axis)) for axis in (1, 0))
            box = int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1
            scene = within(scene, {panel.id: box})
    return scene


def rows_alone(scene: Scene, rows: range) -> Scene:
    """A matrix with its vectors, and of it and of the product only some rows."""
    boxes = {panel.id: (rows.start, 0, rows.stop, panel.shape[1]) for panel in scene.panels if panel.id.part != "input"}
    found = within(scene, boxes)
    zoom = max(LEAST_ZOOM, min(1.0, LONG_CELLS / max(*next(p.shape for p in found.panels if p.id.part == "matrix"), 1)))
    return replace(found, panels=tuple(replace(panel, zoom=zoom) for panel in found.panels))


def columns_alone(scene: Scene, columns: range) -> Scene:
    """A product of kernels and columns with only some of these, and what they give."""
    parts = ("patches", "output")
    boxes = {p.id: (0, columns.start, p.shape[0], columns.stop) for p in scene.panels if p.id.part in parts}
    return within(scene, boxes)
