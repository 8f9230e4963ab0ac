"""What happens, in words: one sentence for each step, with its numbers, from the captions and cells of the scenes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

import numpy as np

from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import differ, missing, scalar
from tconv_anim.scenes.number_text import exact_text, index_text
from tconv_anim.scenes.scene import Panel, Scene, Shot
from tconv_anim.scenes.side_by_side import PRODUCTS

GIVEN, MADE = ("input", "kernel"), ("output",)
"""The parts of which the first sentence gives the numbers, and the last one."""
MOST_CELLS = 64  # of a panel whose numbers are given
MOST_CHANGES = 9  # of the cells of a panel that a step changes


def transcript(shots: Iterable[Shot]) -> Iterator[tuple[int | None, Words]]:
    """One sentence for each step, and one for each part of the story before and after them.

    Parameters
    ----------
    shots : with captions, whose sums are not left out

    Yields
    ------
    tuple
        The step, counted from 1, or None; and the sentence.
    """
    before: Scene | None = None
    pending: tuple[int | None, list[Shot]] | None = None
    for (step, beyond, _), group in groupby(shots, lambda shot: (shot.step, shot.beyond, shot.scene.words.progress)):
        if pending is not None:
            yield pending[0], _sentence(pending[1], before, last=beyond)
            before = pending[1][-1].scene
        pending = step, list(group)
    if pending is not None:
        yield pending[0], _sentence(pending[1], before, last=True)


def _sentence(shots: list[Shot], before: Scene | None, *, last: bool = False) -> Message:
    """What the shots of one step say, each thing once."""
    said: list[Words] = []
    scene = shots[-1].scene
    once: dict[Clauses, dict[Words, Words]] = {}
    for words in (shot.scene.words for shot in shots):
        once.setdefault(words.sums, {}).update(zip(_unrounded(words.detail), words.detail, strict=True))
    for summed, told in once.items():
        detail, sums = _clauses(_once(told.values())), _clauses(tuple(map(_whole, summed)))
        said.append(message("told_with_sums", words=detail, sums=sums) if sums and detail else detail or sums or "")
    if before is None:
        said += _numbers(scene, GIVEN)
    if last:
        said += _numbers(scene, MADE)
    elif before is not None and not any(shot.scene.words.sums for shot in shots):
        said += _changes(before, scene) or _given(scene)
    said += _sums(scene)
    happens = _clauses(tuple(dict.fromkeys(words for words in said if words)))
    progress = scene.words.progress
    if progress and happens:
        return message("told", progress=progress, words=happens)
    return message("sentence", words=happens or progress)


def _once(told: Iterable[Words]) -> Clauses:
    """Clauses of which what those of several pairs begin with is said once."""
    found, begun = list[Words](), set[Words]()
    for words in told:
        if isinstance(words, Message) and words.key == "pair_of_stamp":
            first = words["words"]
            values = dict(words.values) | {"words": "" if first in begun else first}
            found.append(replace(words, values=tuple(values.items())))
            begun.add(first)
        elif words not in begun:
            found.append(words)
    return tuple(found)


def _unrounded(detail: Clauses) -> Clauses:
    """The same without the word that numbers are rounded, which only the shot of a sum has."""
    return tuple(one["words"] if isinstance(one, Message) and one.key == "rounded" else one for one in detail)


def _sums(scene: Scene) -> list[Words]:
    """What is written out beside the cells in play; with the picture's name where there are several."""
    found: list[Words] = []
    clauses = () if scene.caption is None else scene.caption.sums
    said = [one["words"] if isinstance(one, Message) and one.key == "labelled" else one for one in clauses]
    for panel in scene.panels:
        if panel.sum and panel.sum not in said and not (isinstance(panel.sum, Message) and panel.sum.key == "copy_of"):
            name = dict(scene.pictures).get(panel.id.picture)
            found.append(message("labelled", label=name, words=panel.sum) if name else panel.sum)
    return found


def _clauses(clauses: Clauses) -> Words:
    """Clauses as one; the same if there is only one, and nothing if there is none."""
    if len(clauses) < 2:
        return clauses[0] if clauses else ""
    return message("told_together", items=clauses)


def _whole(words: Words) -> Words:
    """Sums with all that a picture has no room for."""
    if not isinstance(words, Message):
        return words
    if words.key == "sums":
        return message("list", items=words["items"])
    return replace(words, values=tuple(
        (name, _whole(value) if isinstance(value, Message) else value) for name, value in words.values
    ))  # fmt: skip


def _numbers(scene: Scene, parts: tuple[str, ...]) -> list[Words]:
    """The numbers of the panels of some parts, row by row."""
    return [
        message("numbers_are", title=title, further=panel.subtitle, rows=rows)
        for panel in scene.panels
        if panel.id.part in parts and panel.values is not None and np.sum(~missing(panel.values)) <= MOST_CELLS
        for title, rows in [(_name(panel, scene), _rows(panel))]
        if title and rows
    ]


def _name(panel: Panel, scene: Scene) -> Words:
    """What a panel is called: an output that is beside others by its picture's heading."""
    return (panel.id.part in MADE and dict(scene.pictures).get(panel.id.picture)) or panel.title


def _rows(panel: Panel) -> tuple[str, ...]:
    """The numbers of each row that shows any, with commas between them."""
    rows = [[exact_text(scalar(value)) for value in row if value == value] for row in panel.numbers]
    return tuple(", ".join(row) for row in rows if row)


def _changes(before: Scene, after: Scene) -> list[Words]:
    """The numbers that are new in outputs, where no sum says how they come about."""
    known = {panel.id: panel.values for panel in before.panels}
    found: list[Words] = []
    for panel in after.panels:
        old = known.get(panel.id)
        if panel.id.part in MADE and panel.values is not None and old is not None:
            cells = np.argwhere(~missing(panel.values) & differ(old, panel.values)).tolist()
            items: list[Words] = [_cell(cell, panel.numbers) for cell in map(tuple, cells[:MOST_CHANGES])]
            if len(cells) > MOST_CHANGES:
                items.append(message("more_cells", count=len(cells) - MOST_CHANGES))
            if items:
                found.append(message("labelled", label=_name(panel, after), words=message("list", items=tuple(items))))
    return found


def _given(scene: Scene) -> list[Words]:
    """The products that are parts of finished numbers."""
    growing = any(panel.terms is not None for panel in scene.panels if panel.id.part in MADE)
    apart = [panel for panel in scene.panels if panel.over is not None and panel.over[0].part in MADE]
    seen = tuple(panel for panel in apart if panel.roles.any())  # not only ABSENT
    return [] if growing else _numbers(replace(scene, panels=seen), (PRODUCTS,))


def _cell(cell: tuple[int, ...], values: Array) -> Message:
    """The number of a cell."""
    return message("cell_is", cell=index_text(cell), value=exact_text(scalar(values[cell])))
