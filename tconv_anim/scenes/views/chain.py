"""Layers one after the other as planes in a row: cell by cell through one layer, then through the next."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.core.ops import get_op
from tconv_anim.core.parameters import Size
from tconv_anim.core.solve.receptive import layers_of
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import shown
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.formulas import call_words
from tconv_anim.scenes.limits import MAX_CHANNELS
from tconv_anim.scenes.number_text import index_text, size_text
from tconv_anim.scenes.panels import around, in_a_square
from tconv_anim.scenes.scene import Caption, Link, Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.scenes.tied.chained import hued, in_use, kernels_of, sums_of, through
from tconv_anim.scenes.view import STAGES, View
from tconv_anim.scenes.views._planes import (
    LAYERS,
    before_words,
    flat_cells,
    in_rows,
    layer_words,
    plane_id,
    plane_words,
    planes_of,
    traces_of,
)

MOST_LINES = 16  # of a step, between rows
LINE_EM = 14.0  # of a layer's words, which are below each other then and leave room for the planes


def chain(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of layers: the set-up, one for each cell that a layer goes through, layer after layer, the whole."""
    drawn = _Planes(trace, channels)
    count = _count(trace.spec)
    yield Shot(drawn.scene(message("set_up"), (message("layers_in_turn"),)), step_ms)
    number = 0
    for layer, stage in enumerate(drawn.stages):
        by_cell: dict[Size, list[Step]] = {}
        for step in stage.steps:
            by_cell.setdefault(step.cell, []).append(step)
        for cell in np.ndindex(*_about(stage.spec)):
            number += 1
            progress = message("step_of", step=number, count=count)
            yield Shot(drawn.through(layer, cell, by_cell.get(cell, []), progress), step_ms, number)
        drawn.finish(layer)
    sizes = message("sizes_in_turn", sizes=drawn.sizes_text)
    yield Shot(drawn.scene(message("done"), (sizes,)), step_ms, example=drawn.example(sizes))


def _about(spec: Spec) -> Size:
    """The size of the side whose cells a layer's steps are about."""
    return spec.output_size if get_op(spec.op).by_output else spec.input_size


def _count(spec: Spec) -> int:
    return sum(math.prod(_about(layer)) for layer in layers_of(spec))


@dataclass(frozen=True)
class _InPlay:
    """What steps read and write.

    Attributes
    ----------
    reads, writes : the cells, (channel, *position), each (n, 1 + ndim)
    outside : how many of the cells that a channel reads are padding
    ties : by the channel of input and output, the rows and columns that are tied, each (n, 2)
    """

    reads: Array
    writes: Array
    outside: int
    ties: dict[tuple[int, int], tuple[Array, Array]]


class _Planes:
    """The planes with what is computed so far."""

    def __init__(self, trace: Trace, channels: Channels) -> None:
        self.spec, self.stages = trace.spec, traces_of(trace)
        self.layers, self.count = layers_of(trace.spec), len(self.stages)
        arrays = [trace.input, *(stage.output for stage in self.stages)]
        self.sizes_text = " → ".join(size_text(size) for _, size in planes_of(trace.spec))
        self.drawn: list[tuple[int, ...]] = []
        for plane, array in enumerate(arrays):
            ends = {0: channels.inputs, self.count: channels.outputs}
            every = tuple(range(len(array) if len(array) <= MAX_CHANNELS else 1))
            self.drawn.append(ends.get(plane, every))
        self.kernels = kernels_of(self.stages, self.drawn)
        self.values: list[Array] = [shown(trace.input)]
        self.values += [np.full_like(shown(array), np.nan) for array in arrays[1:]]
        self.roles = [np.full(trace.spec.input_size, Role.INPUT, np.int8)]
        self.roles += [np.full(array.shape[1:], Role.OUTPUT_WAITING, np.int8) for array in arrays[1:]]
        self.made: dict[int, list[tuple[Panel, int]]] = {}
        self.left: Array = np.zeros(0)  # writes still to come to each cell of the plane in the making

    def finish(self, layer: int) -> None:
        """What a layer has made, with the cells that no step wrote."""
        output = self.stages[layer].output
        self.values[layer + 1] = shown(output)
        roles = self.roles[layer + 1]
        roles[roles == Role.OUTPUT_WAITING] = Role.EMPTY
        self.made.pop(layer + 1, None)

    def through(self, layer: int, cell: Size, steps: list[Step], progress: Words) -> Scene:
        """A cell's steps through a layer, in play."""
        stage, roles, values = self.stages[layer], self.roles[layer + 1], self.values[layer + 1]
        if not any(cell):
            self.left = _writes_to_come(stage)
        self.made.pop(layer + 1, None)
        for step in steps:
            written = list(step.written.axes)
            kept = [(axis >= 0) & (axis < size) for axis, size in zip(written, stage.spec.output_size, strict=True)]
            where = np.ix_(*(axis[own] for axis, own in zip(written, kept, strict=True)))
            after = step.after.reshape(step.written.shape)[(slice(None), *np.ix_(*kept))]
            values[(step.written.channels[:, *(np.newaxis,) * stage.spec.ndim], *where)] = after
            self.left[where] -= 1
            roles[where] = np.where(self.left[where] > 0, Role.OUTPUT_GROWING, Role.OUTPUT)
        in_play = _in_play(stage, steps)
        said = _said(stage, layer, self.count, cell, in_play)
        return self.scene(progress, (said,), layer, in_play, self._sums(layer, steps))

    def example(self, sizes: Words) -> Scene | None:
        """The finished planes with a cell in the middle of the output worked out, if it is a sum of products."""
        layer, stage = self.count - 1, self.stages[-1]
        cells = list(dict.fromkeys(step.cell for step in stage.steps))
        steps = [step for step in stage.steps if step.cell == cells[len(cells) // 2]]
        sums = self._sums(layer, steps)
        if not sums:
            return None
        in_play = _in_play(stage, steps)
        said = _said(stage, layer, self.count, steps[0].cell, in_play)
        return replace(self.scene(message("done"), (sizes, said), layer, in_play, sums), comes=())

    def _sums(self, layer: int, steps: list[Step]) -> Clauses:
        """What steps write, written out: of all drawn channels if their kernels are seen, or else of the first."""
        channels = self.drawn[layer + 1] if self.kernels[layer] else self.drawn[layer + 1][:1]
        return sums_of(self.stages[layer], steps, channels, layer + 1 if layer + 1 < self.count else None)

    def scene(
        self, progress: Words, detail: Clauses, layer: int | None = None, in_play: _InPlay | None = None,
        sums: Clauses = (),
    ) -> Scene:  # fmt: skip
        """One state of the planes, with what is in play in a layer."""
        panels: list[Panel] = []
        outlines: list[Outline] = []
        links: list[Link] = []
        comes = []
        for plane in range(self.count + 1):
            for panel, channel in self._panels(plane):
                lit = panel
                cells = None
                if in_play is not None and layer is not None and plane in (layer, layer + 1):
                    every = in_play.reads if plane == layer else in_play.writes
                    cells = flat_cells(every[every[:, 0] == channel][:, 1:])
                if cells is not None and len(cells):
                    role = Role.INPUT_IN_PLAY if plane == layer else Role.OUTPUT_IN_PLAY
                    marked = panel.roles.copy()
                    marked[tuple(cells.T)] = role
                    lit = replace(panel, roles=marked)
                    outlines.append(Outline(panel.id, around(cells), Stroke.WINDOW))
                panels.append(lit)
            if plane < self.count:
                ties = in_play.ties if in_play is not None and plane == layer else {}
                panels += in_use(self.kernels[plane], ties).values()
        if layer is not None and in_play is not None:
            tied = {}
            ids = [{channel: panel.id for panel, channel in self._panels(plane)} for plane in (layer, layer + 1)]
            for (a, c), (read, written) in in_play.ties.items():
                if a in ids[0] and c in ids[1]:
                    here, there = ids[0][a], ids[1][c]
                    start, end = (here, around(read)), (there, around(written))
                    comes.append((start, end))
                    tied[a, c] = start, end
                    if (a, c) in self.kernels[layer]:
                        continue
                    if self.spec.ndim == 2 or len(read) * len(written) > MOST_LINES:
                        links.append(Link(start, end))
                        continue
                    links += [
                        Link((here, around(x[np.newaxis])), (there, around(y[np.newaxis])))
                        for x in read
                        for y in written
                    ]
            marks, lines = through(self.kernels[layer], tied)
            outlines, links = outlines + marks, links + lines
        caption = Caption((call_words(self.spec),), progress, detail, note=self._note, sums=sums)
        signs = tuple(sign for kernels in self.kernels for sign in (("×", "→") if kernels else ("→",)))
        return Scene(
            tuple(panels), tuple(outlines), tuple(links), caption, signs, self.spec.ndim, chain=True,
            comes=tuple(comes),
        )  # fmt: skip

    @property
    def _note(self) -> Clauses:
        """That only some channels of the planes between are drawn."""
        counts = [channels for channels, _ in planes_of(self.spec)][1:-1]
        some = any(len(drawn) < count for drawn, count in zip(self.drawn[1:-1], counts, strict=True))
        return (message("first_channels_drawn"),) if some else ()

    def _panels(self, plane: int) -> list[tuple[Panel, int]]:
        """The drawn channels of a plane; the same panels until something in them changes."""
        if plane not in self.made:
            self.made[plane] = list(self._made(plane))
        return self.made[plane]

    def _made(self, plane: int) -> Iterator[tuple[Panel, int]]:
        layer = self.layers[min(plane, self.count - 1)]
        several = len(self.values[plane]) > 1
        subtitle = layer_words(self.layers[plane - 1]) if plane else ""
        found = {}
        for row, channel in enumerate(self.drawn[plane]):
            own = (channel,) if several else ()
            shape = in_rows(self.values[plane].shape[1:])
            found[channel] = Panel(
                plane_id(plane, self.count, *own), plane_words(plane, self.count, layer, *own),
                self.roles[plane].reshape(shape).copy(), self.values[plane][channel].reshape(shape).copy(),
                subtitle=subtitle if row == 0 else "", place=(row, 0), line_em=LINE_EM,
            )  # fmt: skip
            if several and plane < self.count and self.kernels[plane]:
                found[channel] = hued(found[channel], channel)
        yield from ((panel, channel) for channel, panel in in_a_square(found).items())


def _writes_to_come(stage: Trace) -> Array:
    """How many steps write each position of a layer's output."""
    left = np.zeros(stage.spec.output_size, np.int64)
    for step in stage.steps:
        axes = zip(step.written.axes, stage.spec.output_size, strict=True)
        left[np.ix_(*(axis[(axis >= 0) & (axis < size)] for axis, size in axes))] += 1
    return left


def _in_play(stage: Trace, steps: list[Step]) -> _InPlay:
    """What steps read and write, and which channels they tie."""
    none = np.zeros((0, 1 + stage.spec.ndim), np.int64)
    found: dict[tuple[int, int], tuple[list[Array], list[Array]]] = {}
    for step in steps:
        sources, writes, groups = (
            _inside(step.sources, stage.input),
            _inside(step.writes, stage.output),
            len(step.blocks),
        )
        pairs = zip(np.split(step.read.channels, groups), np.split(step.written.channels, groups), strict=True)
        for a, c in ((int(a), int(c)) for reads, writes_to in pairs for a in reads for c in writes_to):
            read, written = found.setdefault((a, c), ([], []))
            read.append(flat_cells(sources[sources[:, 0] == a][:, 1:]))
            written.append(flat_cells(writes[writes[:, 0] == c][:, 1:]))
    ties = {pair: tuple(np.unique(np.concatenate(cells), axis=0) for cells in both) for pair, both in found.items()}
    every = [np.concatenate([none, *cells]) for cells in ([s.sources for s in steps], [s.writes for s in steps])]
    reads, writes = (
        np.unique(_inside(cells, array), axis=0)
        for cells, array in zip(every, (stage.input, stage.output), strict=True)
    )
    outside = sum(int((~step.clipped).size - (~step.clipped).sum()) for step in steps[:1] if step.shared.by_output)
    tied = {pair: (cells[0], cells[1]) for pair, cells in ties.items() if len(cells[0]) and len(cells[1])}
    return _InPlay(reads, writes, outside, tied)


def _inside(cells: Array, array: Array) -> Array:
    """Those of some cells, (n, 1 + ndim), that an array has."""
    kept: Array = cells[((cells >= 0) & (cells < array.shape)).all(axis=1)]
    return kept


def _of_channels(spec: Spec, words: Words) -> Words:
    """Which channels a kernel's layer reads of what is before it, if there are several."""
    if not spec.weight_shape or spec.in_channels == 1:
        return words
    groups = spec.get("groups")
    if groups == 1:
        return message("in_each_channel", words=words)
    return message("in_own_channel" if groups == spec.in_channels else "in_own_group", words=words)


def _said(stage: Trace, layer: int, count: int, cell: Size, in_play: _InPlay) -> Words:
    """What happens to a cell in a layer."""
    before = _of_channels(stage.spec, before_words(layer))
    after = before_words(layer + 1) if layer + 1 < count else message("of_the_output")
    at = index_text(cell)
    if get_op(stage.spec.op).by_output:
        read = len(np.unique(in_play.reads[:, 1:], axis=0))
        if in_play.outside:
            return message(
                "layer_reads_padding",
                layer=layer + 1,
                cell=at,
                after=after,
                count=read,
                before=before,
                outside=in_play.outside,
            )
        return message("layer_reads", layer=layer + 1, cell=at, after=after, count=read, before=before)
    written = len(np.unique(in_play.writes[:, 1:], axis=0))
    before = before_words(layer)
    adds = bool(stage.steps) and stage.steps[0].shared.adds
    return message(
        "layer_adds" if adds else "layer_writes", layer=layer + 1, cell=at, before=before, count=written, after=after
    )


VIEW = View(
    alone=True,
    summary="Layers one after the other as planes in a row, with the ties of each step through one layer.",
    needs=(LAYERS, STAGES),
    draw=chain,
    count_placements=_count,
    row=lambda spec: _about(layers_of(spec)[0])[-1],
    alt=message("as_planes"),
    title=lambda op: message("as_planes_title"),  # noqa: ARG005
)
