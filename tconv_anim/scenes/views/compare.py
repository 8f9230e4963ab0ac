"""Several ways to enlarge one input, each an equation: way by way, how a few cells of its output are computed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from tconv_anim.core.comparison import INPUT_SIZE, arrays_of, compared_input, plan_comparison
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, Words, message
from tconv_anim.core.ops import get_op
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import decimals
from tconv_anim.core.trace import Trace, run
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import LEVELS, Caption, Scene, Shot
from tconv_anim.scenes.sums import MOST_DIVISOR
from tconv_anim.scenes.told.means import Means
from tconv_anim.scenes.told.slid_over import Part
from tconv_anim.scenes.told.upsampler import Upsampler
from tconv_anim.scenes.view import COMPARISON, View, is_colored, is_image_sized
from tconv_anim.scenes.views._grays import Result, in_colors, in_grays

DONE_STEPS = 3  # how long all outputs are shown, in steps
PREPARED, EXTENDED, WEIGHED, FILLED = "prepared", "extended", "weighed", "filled"
"""Steps of a way without a cell that is known: the input gets zeros or is copied, output_padding adds some, the weights
of the first mean are found, all others are filled."""


Equation = tuple[Upsampler, Words, Sequence[Part]]
"""A way, its heading, and its panels with what is framed there."""


def compare(comparison: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a comparison: the input alone, the cells that each way works out, all outputs, and those of ones.

    Of an image they go row by row.
    """
    spec = comparison.spec
    start, end = size_text(spec.input_size), size_text(spec.output_size)
    title = message("ways_from_to", count=len(spec.get("ops")), start=start, end=end)
    words = Caption((title,), message("set_up"), (message("one_input", size=end),))
    if is_image_sized(spec):
        small = _ways(_miniature(spec), channels)
        results = [Result(way.op, way.heading, trace) for way, trace in zip(small, comparison.stages, strict=True)]
        learnt = _learnt(small)
        if is_colored(spec):
            yield from in_colors(comparison.input, results, words, step_ms, learnt)
            return
        yield from in_grays(comparison.input[0], results, words, step_ms, verdict=learnt)
        return
    ways, shaded = _ways(comparison, channels), not comparison.symbolic
    if shaded:
        words = replace(words, call=(*words.call, message("stronger_is_larger")))
    if any(way.trace.last.weight is not None for way in ways):
        given = message("clauses", items=(message("one_input", size=end), message("weights_are_ones")))
        words = replace(words, detail=(given,))
    yield Shot(_scene(words, [_waiting(way) for way in ways]), step_ms)
    steps, cells = moments(spec), worked_cells(spec)
    for step, (number, moment) in enumerate(steps, start=1):
        way = ways[number]
        ends = step == len(steps) or steps[step][0] > number
        equations = [
            *(_finished(way, shaded=shaded) for way in ways[:number]),
            _at(way, moment, cells, ends=ends, shaded=shaded),
            *(_waiting(way) for way in ways[number + 1 :]),
        ]
        progress = message("step_of", step=step, count=len(steps))
        told = _told(way, moment, cells, known=(number, WEIGHED) in steps and moment != WEIGHED)
        said = replace(words, progress=progress, detail=told, lasting=moment in (PREPARED, EXTENDED, FILLED))
        comes = tuple(way.slid_over.moves) if moment == PREPARED else ()
        scene = replace(_scene(said, equations), worked_on=(way.op,), comes=comes)
        yield Shot(scene, step_ms, step)
    telling = max(worked_cells(spec), key=lambda cell: sum(int(way.reads[cell]) for way in ways))
    learnt, done = _learnt(ways), replace(words, progress=message("done"), lasting=True)
    shows_ones = shaded and bool(learnt) and not comparison.is_blank
    uneven = any(way.made_of and way.made_of.key == "are_uneven_sums" for way in ways)
    said = replace(done, detail=(message("ones_show_best"),) if shows_ones and uneven else learnt)
    yield Shot(_scene(said, [_finished(way, telling, shaded=shaded) for way in ways]), DONE_STEPS * step_ms)
    if shows_ones:
        even = run(spec, arrays_of(spec, np.ones_like(comparison.input)))
        of_ones = [replace(way, of_ones=True) for way in _ways(even, channels)]
        said = replace(done, detail=(message("ones_show_it"),))
        scene = _scene(said, [_finished(way, telling, shaded=shaded) for way in of_ones])
        yield Shot(scene, DONE_STEPS * step_ms, beyond=True)


def moments(spec: Spec) -> list[tuple[int, Size | str]]:
    """The steps of all ways, each with its way's number: what is prepared, the cells worked out, all others filled.

    What is prepared are two steps where output_padding adds to it; the weights of a mean have a step of their own.
    """
    cells = worked_cells(spec)
    others = [FILLED] if len(cells) < math.prod(spec.output_size) else []
    found: list[tuple[int, Size | str]] = []
    weighs = _finds_weights(spec)
    for number, stage in enumerate(spec.stages):
        extra = isinstance(stage, ConvSpec) and any(stage.output_padding)
        prepared = [PREPARED, *([EXTENDED] if extra else [])] if get_op(stage.op).weighted else []
        own: list[Size | str] = [*prepared, *([WEIGHED] if weighs[number] else []), *cells, *others]
        found += ((number, moment) for moment in own)
    return found


def _finds_weights(spec: Spec) -> list[bool]:
    """Of each way whether its cells are means whose weights are told, however large the input is."""
    given = tuple(min(size, INPUT_SIZE) for size in spec.input_size)
    factors = [made // size for size, made in zip(spec.input_size, spec.output_size, strict=True)]
    if math.prod(factors) > MOST_DIVISOR:  # which the weights are parts of, at least
        return [False] * len(spec.stages)
    made = tuple(size * factor for size, factor in zip(given, factors, strict=True))
    small = plan_comparison(spec.get("ops"), given, made, kernel_size=spec.get("kernel_size"))
    found = map(Means.of, small.stages)
    return [means is not None and means.are_told for means in found]


def _waiting(way: Upsampler) -> Equation:
    """A way that has not begun."""
    return way, way.name, [*way.parts(None, (), prepared=False)]


def _at(way: Upsampler, moment: Size | str, cells: Sequence[Size], *, ends: bool, shaded: bool) -> Equation:
    """A way at one of its steps, with the cells that it has worked out so far, or at the end of them finished."""
    weighed = moment == WEIGHED
    worked = cells[0] if weighed else None if isinstance(moment, str) else moment
    if ends:
        return _finished(way, worked, shaded=shaded)
    known = () if worked is None or weighed else cells[: cells.index(worked) + 1]
    bounds = _bounds(way.trace.output[0]) if shaded else None
    return way, way.name, [*way.parts(worked, known, bounds, extended=moment != PREPARED, weighed=weighed)]


def _told(way: Upsampler, moment: Size | str, cells: Sequence[Size], *, known: bool) -> Clauses:
    """What happens at a step of a way; whether it is known how its cells are weighed."""
    if moment == PREPARED:
        return (way.preparation,)
    if moment == EXTENDED:
        return (way.extension,)
    if moment == FILLED:
        others = message("others_likewise")
        return (message("clauses", items=(others, way.lesson)) if way.lesson else others,)
    cell = cells[0] if isinstance(moment, str) else moment
    return (way.told(cell, known=known),)


def _finished(way: Upsampler, worked: Size | None = None, *, shaded: bool) -> Equation:
    """A way with its whole output, of which a cell may be worked out; shades say how large numbers are."""
    bounds = _bounds(way.trace.output[0]) if shaded else None
    return way, way.heading, [*way.parts(worked, None, bounds)]


def _ways(comparison: Trace, channels: Channels) -> list[Upsampler]:
    stages = zip(comparison.spec.get("ops"), comparison.stages, strict=True)
    return [Upsampler(op, trace, channels.inputs) for op, trace in stages]


def _miniature(spec: Spec) -> Trace:
    """The same ways on an input of a few cells, from which what they make of a picture is seen at less cost."""
    factors = [b // a for a, b in zip(spec.input_size, spec.output_size, strict=True)]
    size = tuple(INPUT_SIZE * factor for factor in factors)
    small = plan_comparison(spec.get("ops"), INPUT_SIZE, size, kernel_size=spec.get("kernel_size"))
    return run(small, arrays_of(small, compared_input(small)))


def worked_cells(spec: Spec) -> list[Size]:
    """The output cells that are worked out in every way, in row-major order.

    They are three of those that a middle input cell becomes: the first one, the last of its row, and the last of all;
    and one at an edge: further down, or to the right if there is nothing below.
    """
    rows, columns = spec.output_size
    axes = zip(spec.input_size, spec.output_size, strict=True)
    (top, bottom), (left, right) = ((first, first + made // given - 1) for given, made in axes
                                    for first in [(given - 1) // 2 * (made // given)])  # fmt: skip
    edge = (rows - 1, right) if bottom < rows - 1 else (bottom, columns - 1)
    return [*dict.fromkeys([(top, left), (top, right), (bottom, right), edge])]


def _learnt(ways: Sequence[Upsampler]) -> Clauses:
    """What is to be seen at the end: how many products the ways add up."""
    said = [lesson for way in ways if (lesson := way.lesson)]
    return (message("clauses", items=tuple(said)),) if said else ()


def _scene(caption: Caption, equations: Sequence[Equation]) -> Scene:
    """The ways as equations in a table."""
    drawn = [part for *_, parts in equations for part in parts]
    panels, outlines = tuple(panel for panel, _ in drawn), tuple(outline for _, own in drawn for outline in own)
    signs = tuple(sign for *_, parts in equations for sign in _signs(parts))
    pictures = tuple(((way.op,), heading) for way, heading, _ in equations)
    return Scene(panels, outlines, (), caption, signs, 2, pictures, table=True)


def _signs(parts: Sequence[Part]) -> Iterator[str]:
    """What is written between the parts of an equation."""
    weights = [panel for panel, _ in parts if panel.id.part == "kernel"]
    if weights:
        yield "×" if weights[0].terms is None else "→"  # once products stand there
    yield "→"


def _bounds(output: Array) -> tuple[float, float]:
    """The least and the largest number, and zero: what is twice as large is twice as far from it.

    Numbers that are all equal are half as far as they could be, neither small nor large.
    """
    values = decimals(output)
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    if values.min() == values.max():
        low, high = 2 * low, 2 * high
    return low, max(high, low + 1e-9)


VIEW = View(
    summary="Several ways to enlarge one input, each an equation: how a few cells of its output are computed.",
    needs=(COMPARISON,),
    draw=compare,
    count_placements=lambda spec: spec.input_size[0] if is_image_sized(spec) else len(moments(spec)),
    row=lambda spec: 1 if is_image_sized(spec) else len(moments(spec)),
    flat=lambda spec: True,  # noqa: ARG005
    plain=LEVELS,  # which a line below the title explains
)
