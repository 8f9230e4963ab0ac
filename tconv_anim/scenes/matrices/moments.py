"""Moments of a matrix before its steps: how it is made of the kernel, and what it is the transpose of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.scenes.matrices.product import MATRIX, OF_CONV, PLACED, Play, Product
from tconv_anim.scenes.scene import Panel, PanelId, Role, Scene, Shot

READ_STEPS = 2  # how many steps' time there is to compare a row and a column
TO_PLANE, TO_MATRIX = (2, 3), (2, 3, 4, 5)  # of the signs: arrows from the kernel to its place, and on to the matrix
OF_EQUATION = (0, 1, 6, 7, 8)  # the signs between the matrix, x and y, and the arrows from the input to x


def making(product: Product, scene: Scene, step_ms: int) -> Iterator[Shot]:
    """Of a convolution: the kernel in its first place, the first row of the matrix alone, and all of them.

    The `scene` is the set-up.
    """
    scene = _with(product, scene, Play(row=0))
    kernels = _of_part(scene, "kernel")
    placed = scene.with_part("placed", lambda panel: replace(panel, title=panel.subtitle, subtitle=""))
    first = message("first_row_placed", **_counted(product))
    yield Shot(_only(placed, {*kernels, PLACED}, TO_PLANE, (first,), ()), step_ms, explains=True)
    rows = ((_first_line(scene), message("first_row", matrix=product.name)),
            (scene, message("each_row", matrix=product.name)))  # fmt: skip
    for moment, said in rows[: product.weights.shape[0]]:
        seen = _only(moment, {*kernels, PLACED, MATRIX}, TO_MATRIX, (said,), (product.zeros,))
        yield Shot(seen, step_ms, explains=True)


def transposing(product: Product, scene: Scene, step_ms: int) -> Iterator[Shot]:
    """What Cᵀ is for; the first row of C, which is a window of the convolution the other way; all rows; and Cᵀ."""
    kernels = _of_part(scene, "kernel")
    column = product.whole_column
    sizes = {"before": product.sizes["output"], "after": product.sizes["input"]}

    def compared(column: int) -> Scene:
        found = _with(product, scene, Play(column=column, compared=True))
        return found.with_part("placed", lambda panel: replace(panel, subtitle=message("window_of_convolution")))

    def of_convolution(moment: Scene, said: Words) -> Scene:
        named = moment.with_part("placed", lambda panel: replace(panel, title=panel.subtitle, subtitle=""))
        note = (message("border_of_convolution"),) if product.plane.has_border else ()
        return _only(named, {*kernels, PLACED, OF_CONV}, TO_PLANE, (said,), note)

    sought = scene.with_part("matrix", _unknown)
    seen = {panel.id for panel in scene.panels if panel.id.part in ("kernel", "matrix", "input", "x", "y", "output")}
    moments = [replace(_only(sought, seen, OF_EQUATION, (message("matrix_is_sought"),), ()), links=scene.links)]
    moments.append(
        of_convolution(_first_line(compared(0)), message("first_window", **sizes, border=product.plane.has_border))
    )
    if product.weights.shape[1] > 1:
        moments.append(of_convolution(compared(column), message("each_window", **sizes)))
    said = message("rows_become_columns", number=column + 1)
    moments.append(_only(compared(column), {*kernels, PLACED, MATRIX, OF_CONV}, TO_PLANE, (said,), (product.zeros,)))
    yield from (Shot(seen, READ_STEPS * step_ms, explains=True) for seen in moments)


def _counted(product: Product) -> dict[str, object]:
    """How many kernels are in a place of them, and whether it has a border."""
    return {"count": len([*product.plane.footprints(0)]), "border": product.plane.has_border}


def _first_line(scene: Scene) -> Scene:
    """A scene whose matrix of a convolution has only its first row."""
    compared = any(panel.id == OF_CONV for panel in scene.panels)
    return scene.with_part(OF_CONV.part if compared else "matrix", _first_row)


def _of_part(scene: Scene, part: str) -> list[PanelId]:
    return [panel.id for panel in scene.panels if panel.id.part == part]


def _with(product: Product, scene: Scene, play: Play) -> Scene:
    """A scene between steps with a row or a column in play."""
    settled = np.zeros(product.output.shape, bool)
    own = {panel.id: panel for panel in product.panels(np.full(settled.shape, np.nan), settled, play)}
    panels = tuple(own.get(panel.id, panel) for panel in scene.panels)
    others = (outline for outline in scene.outlines if outline.panel not in own)
    return replace(scene, panels=panels, outlines=(*others, *product.marks(play)))


def _only(scene: Scene, shown: set[PanelId], signs: tuple[int, ...], said: Clauses, note: Clauses) -> Scene:
    """The scene with these panels, these of its signs and these words alone; all else keeps its room."""
    return replace(
        scene,
        caption=replace(scene.words, detail=said, note=note, sums=()),
        panels=tuple(panel if panel.id in shown else _hidden(panel) for panel in scene.panels),
        outlines=tuple(outline for outline in scene.outlines if outline.panel in shown),
        links=(),
        comes=(),
        signs=tuple(sign if n in signs else "" for n, sign in enumerate(scene.signs)),
    )


def _hidden(panel: Panel) -> Panel:
    roles, values = np.full(panel.shape, Role.ABSENT, np.int8), np.full(panel.shape, np.nan)
    bare = replace(panel, title="", subtitle="", sum="", stressed=None, over=None)
    return replace(bare, roles=roles, values=values, terms=None, operator="")


def _unknown(matrix: Panel) -> Panel:
    """The cells of a matrix that is not known yet."""
    nothing = np.full(matrix.shape, Role.EMPTY, np.int8), np.full(matrix.shape, np.nan)
    return replace(matrix, title="?", subtitle="", roles=nothing[0], values=nothing[1])


def _first_row(matrix: Panel) -> Panel:
    """The first row alone of a matrix."""
    own = np.zeros(matrix.shape, bool)
    own[0] = True
    return replace(
        matrix,
        roles=np.where(own, matrix.roles, Role.EMPTY).astype(np.int8),
        values=np.where(own, matrix.numbers, np.nan),
    )
