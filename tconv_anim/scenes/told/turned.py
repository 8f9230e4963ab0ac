"""Why a kernel is turned by 180° where it is seen from the cells that it leads to: one of its weights as an example."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import differ, scalar
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.number_text import index_text, number_text
from tconv_anim.scenes.panels import around, footprint, kernel_title, reached, with_products, with_roles
from tconv_anim.scenes.scene import Box, Link, Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.scenes.sums import product_text
from tconv_anim.scenes.told.example import IN_PLAY, cell_of_stamps, of_stamps, telling_cell
from tconv_anim.scenes.told.turning import turn
from tconv_anim.scenes.views._weights import (
    FEW_TERMS,
    lit,
    pairs_of,
    targets_of,
    terms_in_order,
    terms_of,
    weight_between,
    worked_cell,
)

NUMBERED = (
    "weight_met_by_input", "seen_from_output", "lies_as_input", "weight_met_by_output", "lies_as_output",
    "pair_of_stamp", "pair_in_stamp", "pair_in_window", "adds_by_stamp", "seen_in_window",
)  # fmt: skip
"""What says an example's numbers."""


class Pair(NamedTuple):
    """An input cell and an output cell, and the tap by which they are connected."""

    source: Size
    target: Size
    tap: Size


class Turned(NamedTuple):
    """Kernels that are turned by 180° as cells of a side see them, of which one is the example.

    Attributes
    ----------
    flat : of the operation over two axes
    side : "input" or "output"
    ends : the channels of the example's input and output
    ndim : of the operation
    """

    flat: Trace
    side: str
    ends: tuple[int, int]
    ndim: int

    @classmethod
    def of(cls, flat: Trace | None, kernels: Mapping[tuple[int, int], Panel], side: str, ndim: int) -> Turned | None:
        """Of the kernels that are drawn, as they are not turned; None where they stay so, or look the same."""
        if flat is None or not kernels or flat.spec.transposed == (side == "input") or not turns(flat.weight):
            return None
        first, second = next(iter(kernels))
        return cls(flat, side, (first, second) if flat.spec.transposed else (second, first), ndim)

    def pair(self, cell: Size | None = None, *, whole: bool = False) -> Pair | None:
        """What tells most of what a cell is connected to, by default of a cell that is telling; None if nothing does.

        The tap is far from the kernel's middle, so that its input cell is on the other side of the output cell. With
        `whole` its input cell reaches an output cell by each weight.
        """
        return _example(self.flat, self.side, self.ends, self.telling if cell is None else cell, whole=whole)

    @property
    def telling(self) -> Size:
        """A cell of the side that is connected to several cells, but not to many."""
        rows, columns = self.flat.spec.output_size if self.side == "output" else self.flat.spec.input_size
        counts = [len(_met(self.flat, self.side, cell)) for cell in product(range(rows), range(columns))]
        return telling_cell(np.reshape(counts, (rows, columns)))

    def met(self, pair: Pair) -> Clauses:
        """Which weight meets which cell, and where both are before the kernel is turned."""
        weight = self._weight(pair)
        if self.side == "output":
            value = self._value(pair)
            seen = message("seen_from_output", value=value, where=weight["where"])
            return message("weight_met_by_input", value=value, **weight), seen
        many = self.flat.spec.in_channels * self.flat.spec.out_channels > 1
        cell, output = (
            index_text((*((channel,) if many else ()), *at[-self.ndim :]))
            for channel, at in zip(self.ends, (pair.source, pair.target), strict=True)
        )
        return (message("weight_met_by_output", output=output, cell=cell, **weight),)

    def alike(self, pair: Pair) -> Message:
        """Where the weight of a pair is once its kernel is turned, and the cell that it meets."""
        if self.side == "input":
            return message("lies_as_output", **self._weight(pair))
        return message("lies_as_input", value=self._value(pair), **self._weight(pair))

    def reasons(self, pair: Pair) -> tuple[Message, Message]:
        """What a pair's input cell adds to its output cell, and where it is in that cell's window."""
        value, weight = self._value(pair), self._weight(pair)
        return message("adds_by_stamp", value=value, **weight), message(
            "seen_in_window", value=value, where=weight["where"]
        )

    def _value(self, pair: Pair) -> str:
        return number_text(scalar(self.flat.input[(self.ends[0], *pair.source)]))

    def _weight(self, pair: Pair) -> dict[str, Any]:
        weight = number_text(weight_between(self.flat, *self.ends, pair.tap))
        return {"weight": weight, "where": _where(self.flat, pair.tap)}

    def note(self, cell: Size | None = None) -> Clauses:
        """The same of what tells most of a cell's connections; nothing if no pair tells anything."""
        pair = self.pair(cell)
        return (self.alike(pair),) if pair else ()

    def shots(self, scene: Scene, step_ms: int, cell: Size | None = None) -> Iterator[Shot]:
        """The kernel of a scene, in which a cell's connections are lit, before it is turned, on its way, and turned."""
        pair = self.pair(cell)
        if pair is not None:
            yield from turn(self.ringed(scene, pair), step_ms, self.met(pair), (self.alike(pair),))

    def ringed(self, scene: Scene, pair: Pair) -> Scene:
        """A scene in which a pair's cell on the other side is marked, and its weight."""
        other, at = ("input", pair.source) if self.side == "output" else ("output", pair.target)
        tap = tuple(taps - 1 - t for t, taps in zip(pair.tap, self.flat.spec.kernel_size, strict=True))
        channel, both = self.ends[other == "output"], (self.ends if self.flat.spec.transposed else self.ends[::-1])
        return ringed(scene, {other: ((channel,), at), "kernel": (both, tap)})


def ringed(scene: Scene, cells: Mapping[str, tuple[tuple[int, ...] | None, Size]]) -> Scene:
    """A scene in which these cells are marked, and no others: for each part its panel's channels, and the cell there.

    Channels do not matter where a part has one panel; with None, all of its panels have marks in which it is in play.
    """
    marks = [
        Outline(panel.id, around(np.array([cell])), Stroke.TOLD)
        for part, (channels, cell) in cells.items()
        for panel in scene.panels
        if panel.id.part == part
        and (panel.roles[cell] in IN_PLAY if channels is None else panel.id.channels in ((), channels))
    ]
    others = (outline for outline in scene.outlines if outline.stroke is not Stroke.TOLD)
    return replace(scene, outlines=(*others, *marks))


def by_pair(scene: Scene, flat: Trace, canvas: Canvas, step_ms: int) -> Shot:
    """A scene with all stamps, in which an output cell is worked out as `of_stamps` does, pair by pair.

    Of one kernel these are the first and the last pair, whose stamps lie on both sides of the cell.
    """
    found = of_stamps(scene, flat, canvas)
    if found is None:
        return Shot(scene, step_ms)
    pairs = pairs_of_sum(flat, cell_of_stamps(flat, canvas))
    if flat.spec.in_channels * flat.spec.out_channels == 1:
        pairs = [*dict.fromkeys((*pairs[:1], *pairs[-1:]))]
    told = (with_pair(_stamped(found, scene, flat, canvas, pair), flat, canvas, pair) for pair in pairs)
    return Shot(scene, step_ms, example=found, pairs=tuple(told))


def _stamped(found: Scene, bare: Scene, flat: Trace, canvas: Canvas, pair: Pair) -> Scene:
    """A scene `found` in which a cell is worked out, with the stamps of a pair's input cell, hovering in their place.

    The kernels are whole as they are in the `bare` scene.
    """
    plain = {panel.id: panel for panel in bare.panels}
    kernels = {panel.id.channels: panel for panel in bare.panels if panel.id.part == "kernel"}
    several = len(kernels) > 1
    (output, *_) = (panel.id for panel in bare.panels if panel.id.part == "output")
    place = output, _stamp(flat, canvas, pair)

    def scaled(panel: Panel) -> Panel:
        if panel.id.part == "kernel":
            return lit(plain[panel.id], np.argwhere(np.ones(panel.shape)))
        if panel.id.part != "products":
            return panel
        key = panel.id.channels if len(panel.id.channels) == 2 else (0, *panel.id.channels)
        kernel, value = kernels[key if several else ()], scalar(flat.input[(key[0] if several else 0, *pair.source)])
        title = message("scaled_kernel", value=number_text(value))
        if several:
            named = kernel_title(flat.spec, (), key[0], key[1] - reached(flat.spec, key[0]).start)
            title = message("value_times_kernel", value=number_text(value), kernel=named)
        return with_products(panel, kernel.numbers * value, title, panel.over if several else place, kernel.channels)

    panels = tuple(map(scaled, found.panels))
    found = replace(found, panels=panels, signs=("×", "=", "→" if several else ""))
    if several:
        count = len(terms_of(flat, pair.target)) * (flat.spec.in_channels // flat.spec.groups)
        cells = sum(panel.id.part == "output" for panel in panels)
        said = message("one_of_each_stamp", count=count, cells=cells), *found.words.detail[1:]
        return replace(found, caption=replace(found.words, detail=said))
    (made,) = ((panel.id, (0, 0, *panel.shape)) for panel in panels if panel.id.part == "products")
    (kernel,) = (panel.id for panel in panels if panel.id.part == "kernel")
    outlines, comes = (*found.outlines, Outline(*made, Stroke.WINDOW)), (((kernel, made[1]), made),)
    links = (Link(made, place),)
    return replace(found, outlines=outlines, links=links, comes=comes)


def _stamp(flat: Trace, canvas: Canvas, pair: Pair) -> Box:
    """The place of a pair's stamp on the canvas."""
    (step,) = (step for step in flat.steps if step.cell == pair.source)
    return footprint(canvas.cells(step))


def pairs_of_sum(flat: Trace, output: Size) -> list[Pair]:
    """The input cells of an output cell's sum, each with its weight, in the sum's order, of many the last.

    There are none where an input cell does not meet a weight that is far from it, as stamps are the same turned.
    """
    pairs = sorted(_met(flat, "output", output), key=lambda pair: pair.source)
    if not turns(flat.weight) or len(pairs) < 2:
        return []
    return pairs if len(pairs) <= FEW_TERMS else pairs[-1:]


def with_pair(scene: Scene, flat: Trace, canvas: Canvas, pair: Pair) -> Scene:
    """A scene of stamps in which a cell is worked out, with an input cell, its weight and the place of its stamp.

    Its products are underlined in the sums.
    """
    places = {"input": pair.source, "kernel": pair.tap}

    def followed(panel: Panel) -> Panel:
        at = places.get(panel.id.part)
        return panel if at is None or panel.roles[at] not in IN_PLAY else with_roles(panel, at, Role.OUTPUT_IN_PLAY)

    stamp = _stamp(flat, canvas, pair)
    stamps = (Outline(panel.id, stamp, Stroke.WINDOW) for panel in scene.panels if panel.id.part == "output")
    marked = ringed(scene, {"products": (None, pair.tap)})
    written = [p.id.channels[0] if p.id.channels else 0 for p in scene.panels if p.id.part == "output"]
    stressed = stressed_products(flat, written[: len(scene.words.sums)], pair)
    words = replace(scene.words, detail=_pair_words(flat, pair, scene.words.detail), stressed=stressed)
    marked = with_product(marked, flat, pair)
    panels = tuple(map(followed, marked.panels))
    return replace(marked, panels=panels, outlines=(*marked.outlines, *stamps), caption=words)


def with_product(scene: Scene, flat: Trace, pair: Pair) -> Scene:
    """A scene in which the product of a pair is underlined in the sum of each output, if it is one."""

    def changed(panel: Panel) -> Panel:
        own = stressed_products(flat, panel.id.channels or (0,), pair)
        return replace(panel, stressed=own[0] if len(own) == 1 else None)

    return scene.with_part("output", changed)


def stressed_products(flat: Trace, outputs: Sequence[int], pair: Pair) -> tuple[tuple[str, int], ...]:
    """The products of a pair in the sums of output channels, each with how many like it are before; none of letters."""
    if flat.symbolic:
        return ()
    terms = terms_in_order(flat, pair.target)
    every, found = list[str](), list[tuple[str, int]]()
    for channel in outputs:
        for n, (value, weight) in enumerate(pairs_of(flat, channel, terms)):
            product = product_text(value, weight)
            if terms[n % len(terms)].source == pair.source:
                found.append((product, every.count(product)))
            every.append(product)
    return tuple(found)


def _pair_words(flat: Trace, pair: Pair, detail: Clauses) -> Clauses:
    """What is said of a cell that is worked out, and where it is in a pair's stamp, if this place has a name."""
    named = all(2 * t in (0, taps - 1, 2 * (taps - 1)) for t, taps in zip(pair.tap, flat.spec.kernel_size, strict=True))
    where = _where(flat, pair.tap) if named else ()
    if flat.spec.in_channels * flat.spec.out_channels > 1:
        return *detail, message("pairs_of_stamps", where=where)
    value = scalar(flat.input[(0, *pair.source)])
    product = product_text(value, weight_between(flat, 0, 0, pair.tap))
    first, *others = detail
    return message("pair_of_stamp", words=first, value=number_text(value), where=where, product=product), *others


def seen_both_ways(flat: Trace, pair: Pair) -> Clauses:
    """Where a pair's output cell is in its input cell's stamp, and its input cell in its output cell's window."""
    named = {"value": number_text(scalar(flat.input[(0, *pair.source)])), "where": _where(flat, pair.tap)}
    return message("pair_in_stamp", **named), message("pair_in_window", **named)


def turns(weight: Array) -> bool:
    """Whether kernels, over two axes, are others once they are turned by 180°."""
    return bool(differ(weight, weight[..., ::-1, ::-1]).any())


def _example(flat: Trace, side: str, ends: tuple[int, int], cell: Size, *, whole: bool = False) -> Pair | None:
    """What tells most of what a cell of a side is connected to, see `Turned.pair`."""
    (a, c), last = ends, [taps - 1 for taps in flat.spec.kernel_size]

    def weight(tap: Sequence[int]) -> Any:
        return weight_between(flat, a, c, (tap[0], tap[1]))

    worked = worked_cell(flat, cell) if side == "input" else None  # whose sum is written out

    def tells(pair: Pair) -> tuple[bool, bool, int, float, bool]:
        source, target, tap = pair
        off = [abs(2 * t - most) for t, most in zip(tap, last, strict=True)]
        changes = weight(tap) != weight([most - t for t, most in zip(tap, last, strict=True)])
        far = sum(by / most for by, most in zip(off, last, strict=True) if most)
        value = scalar(flat.input[(a, *source)])
        return bool(changes), target == worked, sum(map(bool, off)), far, bool(value) and bool(value != weight(tap))

    met = _met(flat, side, cell)[::-1]  # of equals the last one, of which more is seen where padding crops
    if whole:
        met = [pair for pair in met if len([*targets_of(flat, pair.source)]) == flat.weight[0, 0].size]
    return best if met and tells(best := max(met, key=tells))[0] else None


def _where(flat: Trace, tap: Size) -> tuple[int, ...]:
    """Where a tap is in the kernel, by the signs of rows and columns from its middle, or of the places of one row."""
    axes = [*zip(tap, flat.spec.kernel_size, strict=True)]
    return tuple(int(np.sign(2 * t - (taps - 1))) for t, taps in axes[flat.spec.kernel_size[0] == 1 :])


def names_numbers(words: Words) -> bool:
    """Whether a note has an example's numbers, which a picture without them does not say."""
    if not isinstance(words, Message):
        return False
    return words.key in NUMBERED or any(map(names_numbers, dict(words.values).values()))


def _met(flat: Trace, side: str, cell: Size) -> list[Pair]:
    """What a cell of a side is connected to."""
    if side == "output":
        return [Pair(term.source, cell, term.tap) for term in sorted(terms_of(flat, cell))]
    return [Pair(cell, target, tap) for target, tap in targets_of(flat, cell)]
