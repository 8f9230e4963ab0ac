"""Moments of a matrix before its steps: how it is made of the kernel, and what it is the transpose of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Clauses, message
from tconv_anim.scenes.matrices.product import MATRIX, OF_CONV, PLACED, Play, Product
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.panels import with_roles
from tconv_anim.scenes.scene import Panel, PanelId, Role, Scene, Shot

READ_STEPS = 2  # how many steps' time there is to compare a row and a column
TO_PLANE, TO_MATRIX = (2, 3), (2, 3, 4, 5)  # of the signs: arrows from the kernel to its place, and on to the matrix


def making(product: Product, scene: Scene, step_ms: int) -> Iterator[Shot]:
    """The kernel in its first place, the first column or row of the matrix alone, and all of them.

    The `scene` is the set-up.
    """
    by_row, plane, matrix = product.by_row, product.plane, {"matrix": product.name}
    counted = {"count": len([*plane.footprints(0)]), "border": plane.has_border}
    scene = _with(product, scene, Play(row=0) if by_row else Play(column=0))
    if not by_row:  # Cᵀ by what is told later
        scene = scene.with_part("matrix", _unnamed)
    kernels = _of_part(scene, "kernel")
    first = message("first_row_placed" if by_row else "first_column_placed", **counted)
    alone = scene.with_part("matrix", lambda panel: _line(panel, by_row=by_row))
    placed = scene.with_part("placed", lambda panel: replace(panel, title=panel.subtitle, subtitle=""))
    one, every = message("first_column"), message("each_column")
    if by_row:
        one, every = message("first_row", **matrix), message("each_row", **matrix)
    if not by_row:  # the input cell that puts it there
        placed = placed.with_part("input", lambda panel: with_roles(panel, (0, 0), Role.INPUT_IN_PLAY))
    shown = {*kernels, PLACED, *(() if by_row else _of_part(placed, "input"))}
    yield Shot(_only(placed, shown, TO_PLANE, (first,), ()), step_ms, explains=True)
    lines = product.weights.shape[0 if by_row else 1]
    for moment, said in ((alone, one), (scene, every))[:lines]:
        yield Shot(
            _only(moment, {*kernels, PLACED, MATRIX}, TO_MATRIX, (said,), (product.zeros,)), step_ms, explains=True
        )


def comparing(product: Product, scene: Scene, step_ms: int) -> Shot:
    """Why a matrix is called transposed: a column of it is a row of C, which is shown in place of all else."""
    column = product.whole_column
    scene = _with(product, scene, Play(column=column, compared=True))
    scene = scene.with_part("placed", lambda panel: replace(panel, subtitle=message("window_of_convolution")))
    said = message("row_is_column", number=column + 1)
    shown = _only(scene, {*_of_part(scene, "kernel"), PLACED, MATRIX, OF_CONV}, TO_MATRIX, (said,), (product.zeros,))
    return Shot(shown, READ_STEPS * step_ms, explains=True)


def _unnamed(matrix: Panel) -> Panel:
    return replace(matrix, title=message("matrix_of_size", size=size_text(matrix.shape)))


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


def _line(matrix: Panel, *, by_row: bool) -> Panel:
    """The first row or column alone of a matrix."""
    own = np.zeros(matrix.shape, bool)
    own[(0 if by_row else np.s_[:]), (np.s_[:] if by_row else 0)] = True
    return replace(
        matrix,
        roles=np.where(own, matrix.roles, Role.EMPTY).astype(np.int8),
        values=np.where(own, matrix.numbers, np.nan),
    )
