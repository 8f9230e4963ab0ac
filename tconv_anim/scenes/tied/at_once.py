"""Several chosen cells at once, each with what it is connected to in a stroke of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.recipes.values import ChosenCells
from tconv_anim.scenes.errors import SceneError
from tconv_anim.scenes.number_text import index_text
from tconv_anim.scenes.panels import Board, Panels
from tconv_anim.scenes.scene import WINDOWS, Link, Outline, Panel, Scene, Shot, Stroke
from tconv_anim.scenes.side_by_side import PRODUCTS
from tconv_anim.scenes.tied.given import are_given, scaled
from tconv_anim.scenes.tied.words import cell_words
from tconv_anim.scenes.views._weights import Kernels

BESIDE_KERNEL, GIVING = ("×", "→", ""), ("×", "=", "→")
"""What is between input, kernel, products and output, while there are no products and while there are."""


@dataclass(frozen=True)
class Tied:
    """A cell of one side and the cells of the other that it is connected to, lit.

    Attributes
    ----------
    inputs, outputs, kernels : panels, with those cells lit in addition to what was lit before
    outlines, lines : of this cell alone
    words : to what it is connected, and what this means for an output cell
    reaches : the cells of the other side, without padding and what this crops
    count : how many these are, of all channels as one
    products : what the cell gives to each output channel, where this is drawn apart from the output
    """

    inputs: Panels
    outputs: Panels
    outlines: tuple[Outline, ...]
    lines: tuple[Link, ...]
    words: Clauses
    kernels: Kernels
    reaches: frozenset[tuple[int, ...]]
    count: int
    products: Panels = field(default_factory=dict)

    def scene(self, board: Board, progress: Message) -> Scene:
        """One scene, of a cell alone if nothing was lit before."""
        marks = self.outlines, self.lines
        found = board.scene(self.inputs, self.outputs, progress, self.words, *marks, products=self.products)
        found = with_kernels(found, self.kernels)
        if not any(map(are_given, self.products.values())):
            return found
        signs = GIVING if self.kernels else GIVING[2:] * 2
        return replace(found, signs=signs, comes=scaled(self.kernels, self.products))

    def with_sums(self, sums: Mapping[int, Words]) -> Tied:
        """The same with sums of the outputs, by channel, beside them."""
        return replace(self, outputs={c: replace(panel, sum=sums.get(c, "")) for c, panel in self.outputs.items()})

    def stroked(self, stroke: Stroke) -> Tied:
        """The same in another stroke, but for the mark of the cell that is written out."""
        outlines = tuple(one if one.stroke is Stroke.TOLD else one._replace(stroke=stroke) for one in self.outlines)
        return replace(self, outlines=outlines, lines=tuple(line._replace(stroke=stroke) for line in self.lines))


Tie = Callable[[Size, Panels, Panels], Tied]
"""What a cell is connected to, lit in panels of the input and the output."""


def at_once(
    cells: ChosenCells,
    tie: Tie,
    board: Board,
    inputs: Panels,
    outputs: Panels,
    kernels: Kernels,
    side: str,
    step_ms: int,
    totals: Mapping[int, Words],
) -> Iterator[Shot]:
    """A shot for each cell, which stays lit beside those before it; and all of them together, with the sums `totals`.

    What a cell's weights give is shown at this cell's shot alone.
    """
    done: list[Tied] = []
    outlines: tuple[Outline, ...] = ()
    lines: tuple[Link, ...] = ()
    bare = {panel.id: panel for panel in (*inputs.values(), *outputs.values())}
    for number, (cell, stroke) in enumerate(zip(cells.cells, WINDOWS, strict=False), start=1):
        last = tie(cell, inputs, outputs).stroked(stroke)
        inputs, outputs = (
            {c: _unweighed(panel, bare[panel.id]) for c, panel in side.items()} for side in (last.inputs, last.outputs)
        )
        lines = (*lines, *last.lines)
        progress = message("cell_of", cell=number, count=len(cells.cells))
        moment = replace(last, outlines=(*outlines, *last.outlines), lines=lines)
        yield Shot(moment.scene(board, progress), step_ms, number)
        outlines = (*outlines, *(one for one in last.outlines if one.stroke is not Stroke.TOLD))
        done.append(last)
    said = done[0].words
    if len(done) > 1:
        last = replace(last, inputs=inputs, outputs=outputs, kernels=kernels).with_sums(totals)
        said = (*(_plain(one.words[0]) for one in done), *_shared(done, side))
    scene = board.scene(last.inputs, last.outputs, message("done"), said, outlines, lines)
    yield Shot(with_kernels(scene, last.kernels), step_ms)


def _unweighed(panel: Panel, bare: Panel) -> Panel:
    """The panel with its own numbers and no terms, but what is lit."""
    return replace(
        panel,
        values=bare.values,
        terms=bare.terms,
        operator=bare.operator,
        in_line=bare.in_line,
        sum=bare.sum,
        stressed=None,
    )


def _plain(words: Words) -> Words:
    """To what a cell is connected, without what its weights do there."""
    if not isinstance(words, Message) or words.key != "cells_are_weighed":
        return words
    inner: Words = words["words"]
    return inner


def _shared(done: list[Tied], side: str) -> Clauses:
    """How many cells of the other side more than one of several cells is connected to."""
    if len(done) < 2:
        return ()
    counts = Counter(cell for tied in done for cell in tied.reaches)
    count = sum(times > 1 for times in counts.values())
    return (message("reached_together" if side == "input" else "read_together", count=count),)


def with_kernels(scene: Scene, kernels: Kernels) -> Scene:
    """The scene with kernels beside its cells: before the products that they make, else before all."""
    at = next((n for n, panel in enumerate(scene.panels) if panel.id.part == PRODUCTS), 0)
    return replace(scene, panels=(*scene.panels[:at], *kernels.values(), *scene.panels[at:]))


def names_of(spec: Spec, side: str, cells: ChosenCells | None) -> Clauses:
    """What the chosen cells of a side are called."""
    many = max(spec.in_channels, spec.out_channels) > 1
    return tuple(cell_words(side == "input", cell, many=many) for cell in (cells.cells if cells else ()))


def check_cells(spec: Spec, side: str, cells: ChosenCells | None, most: int = len(WINDOWS)) -> None:
    """Refuse cells that there are not, a cell that is named twice, and more than can be told apart."""
    if cells is None:
        return
    size = spec.input_size if side == "input" else spec.output_size
    near = ChosenCells(tuple(dict.fromkeys(_nearest(cell, size) for cell in cells.cells))[:most])
    about = {"cells": str(cells), "array": side, "last": index_text(tuple(n - 1 for n in size)), "most": most}
    kind = ""
    if any(_nearest(cell, size) != cell for cell in cells.cells):
        kind = "no_such_cell"
    elif len(set(cells.cells)) < len(cells.cells):
        kind = "cells_twice"
    elif len(cells.cells) > most:
        kind = "too_many_cells"
    if kind:
        raise SceneError(kind, about, hint=[{"cells": str(near)}])


def _nearest(cell: Size, size: Size) -> Size:
    """The cell of an array of this size that is nearest to where a cell would be."""
    cell = (0,) * (len(size) - len(cell)) + cell[max(0, len(cell) - len(size)) :]
    return tuple(min(max(0, at), n - 1) for at, n in zip(cell, size, strict=True))
