"""Counts of stamps along each axis, at the edges of the output: their product is the count of a cell."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Clauses, Message, message
from tconv_anim.core.step import Array
from tconv_anim.scenes.panels import around, unused, with_roles
from tconv_anim.scenes.scene import BY_COLUMN, BY_ROW, Box, Outline, Panel, PanelId, Place, Role, Scene, Stroke
from tconv_anim.scenes.sums import MAX_TERMS, equals


def along_axes(by_row: Array, by_column: Array, over: Place) -> tuple[Panel, Panel]:
    """How many rows of the input reach each row of the output, and how many columns reach each column.

    They stand left of the cells that they are `over`, and above them.
    """
    sides = (BY_ROW, by_row[:, np.newaxis]), (BY_COLUMN, by_column[np.newaxis])
    rows, columns = (
        Panel(PanelId(part), "", np.full(counts.shape, Role.LEVEL_0, np.int8), counts.astype(float), over=over)
        for part, counts in sides
    )
    return rows, columns


def at_rest(scene: Scene) -> Scene:
    """A finished scene, where nothing is multiplied any more."""
    return replace(scene.with_part("kernel", unused), signs=("",) * len(scene.signs))


def _with_axes(scene: Scene, sides: tuple[Panel, ...]) -> Scene:
    """The scene with the counts along the axes; the output's name moves above them."""
    if not sides:
        return scene
    by_row, by_column = sides
    (output,) = (panel for panel in scene.panels if panel.id.part == "output")
    named = replace(by_column, title=output.title, subtitle=output.subtitle)
    nameless = scene.with_part("output", lambda panel: replace(panel, title="", subtitle=""))
    panels = {panel.id: panel for panel in (*nameless.panels, by_row, named)}
    return replace(nameless, panels=tuple(panels.values()))


def worked_out(
    scene: Scene, sides: tuple[Panel, ...], read: tuple[PanelId, Array], counted: tuple[PanelId, Box]
) -> Scene:  # fmt: skip
    """A finished scene with the cell `counted` marked, its counts along the axes, and the input cells that it `read`.

    Without such counts it is 1 for each of these cells.
    """
    told: list[Outline] = []
    if sides:
        by_row, by_column = sides
        assert by_row.over is not None
        top, left = (at - first for at, first in zip(counted[1], by_row.over[1][:2], strict=False))
        factors = int(by_row.numbers[top, 0]), int(by_column.numbers[0, left])
        sums, count = f"{factors[0]}·{factors[1]}", factors[0] * factors[1]
        boxes = (by_row.id, (top, 0, top + 1, 1)), (by_column.id, (0, left, 1, left + 1))
        told += (Outline(*place, Stroke.WINDOW) for place in boxes)
    else:
        count = len(read[1])
        sums = " + ".join("1" * count)
    said: Clauses = (count_of(equals(sums, count)),) if sides or count <= MAX_TERMS else ()
    told += [Outline(read[0], around(read[1]), Stroke.WINDOW), Outline(*counted, Stroke.WINDOW)]
    lit = _with_axes(scene, sides).with_part(
        "input", lambda panel: with_roles(panel, tuple(read[1].T), Role.INPUT_IN_PLAY)
    )
    return replace(lit, outlines=(*scene.outlines, *told), caption=replace(scene.words, sums=said))


def count_of(sum: object) -> Message:
    """The count of the marked cell."""
    return message("stamps_on_cell", sum=sum)
