"""Several ways to enlarge one input: for each of its cells, way by way, what uses it, one output cell worked out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from tconv_anim.core.message import Clauses, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import scalar, shown
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.number_text import number_text, size_text
from tconv_anim.scenes.panels import around, with_roles
from tconv_anim.scenes.scene import Caption, Outline, Panel, PanelId, PicturePath, Role, Scene, Shot, Stroke
from tconv_anim.scenes.told.upsampler import MADE_OF, Upsampler
from tconv_anim.scenes.view import COMPARISON, View, is_colored, is_image_sized
from tconv_anim.scenes.views._grays import INPUT, Result, in_colors, in_grays

CHANNEL_ZOOM = 0.6  # of what only one way reads
IN_A_ROW = 3  # ways beside the input; of more, as many rows as there are columns at most
SHUFFLE = "pixel_shuffle"  # reads all channels

Made = tuple[Panel, list[tuple[Panel, tuple[Outline, ...]]]]
"""An output, and what stands before it, with what is framed there."""


def compare(comparison: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a comparison: the input alone, one for each of its cells and each way, all outputs.

    Of an image they go row by row.
    """
    spec = comparison.spec
    start, end = size_text(spec.input_size), size_text(spec.output_size)
    title = message("ways_from_to", count=len(spec.get("ops")), start=start, end=end)
    words = Caption((title,), message("set_up"), (message("one_input", size=end),))
    ways = [Upsampler(op, trace) for op, trace in zip(spec.get("ops"), comparison.stages, strict=True)]
    if is_image_sized(spec):
        results = [Result(way.op, message("way_named", op=way.op), way.trace) for way in ways]
        if is_colored(spec):
            yield from in_colors(comparison.input, results, words, step_ms)
            return
        yield from in_grays(comparison.input[0], results, words, step_ms)
        return
    board = _Comparison(comparison, ways, channels)
    yield Shot(board.set_up(words), step_ms)
    cells = [*np.ndindex(*spec.input_size)]
    count = len(cells) * len(ways)
    for number, (cell, index) in enumerate(product(cells, range(len(ways)))):
        value = number_text(scalar(comparison.input[(0, *cell)]))
        at = board.worked(index, cell)
        detail: Clauses = (ways[index].told(cell, value, at),)
        said = replace(words, progress=message("step_of", step=number + 1, count=count), detail=detail)
        yield Shot(board.marked(said, cell, index, at, told=number >= len(ways)), step_ms, number + 1)
    detail = () if comparison.symbolic else (message("shades_are_sizes"),)
    if any(way.made_of is not None and way.made_of.key in ("are_even_sums", "are_uneven_sums") for way in ways):
        detail = (*detail, message("whence_checkerboard"))
    yield Shot(board.finished(replace(words, progress=message("done"), detail=detail)), step_ms)


class _Comparison:
    """What stays the same through the scenes of a comparison."""

    def __init__(self, comparison: Trace, ways: Sequence[Upsampler], channels: Channels) -> None:
        self.ways = ways
        read = [(0, INPUT), *((n, (way.op,)) for way in ways if way.op == SHUFFLE for n in channels.inputs)]
        self.inputs = [_input(comparison, *one) for one in read]
        heading = message("input", index="", size=size_text(comparison.spec.input_size))
        self.pictures = (INPUT, heading), *(((way.op,), way.heading) for way in ways)
        self.bounds = [None if comparison.symbolic else _bounds(way.trace.output[0]) for way in ways]

    def set_up(self, caption: Caption) -> Scene:
        """The input, and what each way is going to make of it."""
        made = [(way.output(None, None), [*way.between(None, None)]) for way in self.ways]
        return self._scene(caption, self.inputs, made, [])

    def marked(self, caption: Caption, cell: Size, index: int, worked_at: Size | None, *, told: bool) -> Scene:
        """An input cell, and in one way those that use it, one of them worked out; `told` says if all others were."""
        worked = [worked_at if n == index else None for n in range(len(self.ways))]
        made: list[Made] = []
        for n, (way, at) in enumerate(zip(self.ways, worked, strict=True)):
            roles = way.finished if told or n < index else None
            if n == index:
                roles = np.where(way.uses(cell), Role.OUTPUT_IN_PLAY, way.finished).astype(np.int8)
            made.append((way.output(roles, at), [*way.between(cell if n == index else None, at)]))
        read = {panel.id for panel in self.inputs if panel.id.picture in (INPUT, (self.ways[index].op,))}
        lit = [with_roles(panel, cell, Role.INPUT_IN_PLAY) if panel.id in read else panel for panel in self.inputs]
        outlines = [Outline(panel.id, around(np.array([cell])), Stroke.WINDOW) for panel in lit if panel.id in read]
        return self._scene(caption, lit, made, [*outlines, *self._frames(worked)])

    def worked(self, index: int, cell: Size) -> Size | None:
        """Which of the output cells that use an input cell a way works out."""
        return _worked(self.ways, [way.uses(cell) for way in self.ways])[index]

    def finished(self, caption: Caption) -> Scene:
        """All outputs, with shades that say how large their numbers are; the most mixed cell is worked out."""
        worked = _worked(self.ways, [np.ones(way.trace.spec.output_size, bool) for way in self.ways], last=True)
        made = [
            (way.output(way.finished, at, own), [*way.between(None, at)])
            for way, at, own in zip(self.ways, worked, self.bounds, strict=True)
        ]
        read = self._read(worked)
        lit = [with_roles(panel, tuple(read[panel.id].T), Role.INPUT_IN_PLAY) for panel in self.inputs]
        return self._scene(caption, lit, made, self._frames(worked))

    def _frames(self, worked: Sequence[Size | None]) -> list[Outline]:
        """Around the cells that are worked out, and around the input cells that they are made of."""
        read = [Outline(panel, around(cells), MADE_OF) for panel, cells in self._read(worked).items() if len(cells)]
        outputs = ((way, at) for way, at in zip(self.ways, worked, strict=True) if at is not None)
        return [*read, *(Outline(way.output_id, around(np.array([at])), Stroke.WINDOW) for way, at in outputs)]

    def _read(self, worked: Sequence[Size | None]) -> dict[PanelId, Array]:
        """By panel of the input its cells, (n, 2), of which the cells are made that are worked out."""
        found = {panel.id: np.zeros((0, 2), int) for panel in self.inputs}
        for way, at in zip(self.ways, worked, strict=True):
            for channel, *cell in way.read_by(at).tolist() if at is not None else ():
                own = PanelId("input", (channel,), (way.op,))
                key = own if own in found else self.inputs[0].id
                found[key] = np.vstack([found[key], [cell]])
        return found

    def _scene(
        self, caption: Caption, read: Sequence[Panel], made: Sequence[Made], outlines: Sequence[Outline]
    ) -> Scene:  # fmt: skip
        first, *others = read
        panels, signs = [first], []
        for way, (output, between) in zip(self.ways, made, strict=True):
            own = [panel for panel in others if panel.id.picture == (way.op,)]
            panels += [*own, *(panel for panel, _ in between), output]
            parts = dict.fromkeys(panel.id.part for panel in panels if panel.id.picture == (way.op,))
            signs += ["×"] * (len(parts) - 2) + ["→"] * (len(parts) > 1)
        inner = [outline for _, between in made for _, own in between for outline in own]
        count = len(self.ways)
        rows = 1 if count <= IN_A_ROW else math.isqrt(count)
        stacks = (1, *[rows] * (count // rows), *[count % rows] * (count % rows > 0))
        return Scene(
            tuple(panels), (*outlines, *inner), (), caption, tuple(signs), 2, self.pictures,
            columns=tuple(range(2, count + 2)), stacks=stacks, framed=True,
        )  # fmt: skip


def _input(comparison: Trace, channel: int, picture: PicturePath) -> Panel:
    """A channel of the input: the first for all ways, and small every one in the picture of the way that reads all."""
    size, common = comparison.spec.input_size, picture == INPUT
    return Panel(
        PanelId("input", (channel,), picture), "" if common else f"[{channel}]",
        np.full(size, Role.INPUT, np.int8), shown(comparison.input[channel]),
        place=(0, 0) if common else divmod(channel, math.isqrt(comparison.spec.in_channels)),
        zoom=1.0 if common else CHANNEL_ZOOM,
    )  # fmt: skip


def _bounds(values: Array) -> tuple[float, float]:
    """The least and the largest number, which are never the same."""
    low, high = float(values.min()), float(values.max())
    return low, max(high, low + 1e-9)


def _worked(ways: Sequence[Upsampler], among: Sequence[Array], *, last: bool = False) -> list[Size | None]:
    """For each way which of these cells, (rows, columns) masks, is worked out: the same in as many as have it.

    It is made of many input cells, but unless it is the `last`, not of all.
    """
    reads = np.array([way.reads for way in ways])
    tells = reads.sum(axis=0)
    if not last:
        tells[reads.max(axis=0) >= math.prod(ways[0].trace.spec.input_size)] = 0
    shared = _best(np.sum(among, axis=0) * (tells.max() + 1) + tells)
    own = (_best(way.reads + 1, cells) if cells.any() else None for way, cells in zip(ways, among, strict=True))
    return [shared if cells[shared] else other for cells, other in zip(among, own, strict=True)]


def _best(score: Array, cells: Array | None = None) -> Size:
    """The cell, (row, column), with the highest score, among these if a mask says which."""
    row, column = np.unravel_index(int((score if cells is None else score * cells).argmax()), score.shape)
    return int(row), int(column)


VIEW = View(
    summary="Several ways to enlarge one input: which output cells use an input cell, and one of them worked out.",
    needs=(COMPARISON,),
    draw=compare,
    count_placements=lambda spec: (
        spec.input_size[0] if is_image_sized(spec) else math.prod(spec.input_size) * len(spec.get("ops"))
    ),
    row=lambda spec: 1 if is_image_sized(spec) else spec.input_size[-1] * len(spec.get("ops")),
    flat=lambda spec: True,  # noqa: ARG005
)
