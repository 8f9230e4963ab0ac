"""Several ways to enlarge one input, each an equation: way by way, how a few cells of its output are computed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

import numpy as np

from tconv_anim.core.comparison import INPUT_SIZE, arrays_of, compared_input, plan_comparison
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import decimals
from tconv_anim.core.trace import Trace, run
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import Caption, Scene, Shot
from tconv_anim.scenes.told.upsampler import Part, Upsampler
from tconv_anim.scenes.view import COMPARISON, View, is_colored, is_image_sized
from tconv_anim.scenes.views._grays import Result, in_colors, in_grays

WORKED = 2  # cells along each axis that are worked out, of those that an input cell becomes
ONES_STEPS = 3  # how long an input of ones is shown, in steps


def compare(comparison: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a comparison: the input alone, the cells that each way works out, all outputs.

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
    ways = _ways(comparison, channels)
    size = math.prod(spec.output_size)
    if any(way.trace.last.weight is not None for way in ways):
        given = message("clauses", items=(message("one_input", size=end), message("weights_are_ones")))
        words = replace(words, detail=(given,))
    yield Shot(_scene(words, ways, [[*way.parts(None, 0)] for way in ways]), step_ms)
    steps = [*product(enumerate(ways), worked_cells(spec))]
    for step, ((number, way), cell) in enumerate(steps, start=1):
        before = int(np.ravel_multi_index(cell, spec.output_size))
        parts = [
            [*other.parts(cell if n == number else None, size if n < number else before if n == number else 0)]
            for n, other in enumerate(ways)
        ]
        said = replace(words, progress=message("step_of", step=step, count=len(steps)), detail=(way.told(cell),))
        yield Shot(_scene(said, ways, parts), step_ms, step)
    telling = max(worked_cells(spec), key=lambda cell: sum(int(way.reads[cell]) for way in ways))
    shaded, learnt = not comparison.symbolic, _learnt(ways)
    done = replace(words, progress=message("done"))
    if shaded and learnt and not comparison.is_blank:
        even = run(spec, arrays_of(spec, np.ones_like(comparison.input)))
        of_ones = _ways(even, channels)
        said = replace(done, detail=(message("ones_show_it"),))
        yield Shot(_scene(said, of_ones, _finished(of_ones, telling, shaded=True)), ONES_STEPS * step_ms)
    said = replace(done, detail=learnt or ((message("shades_are_sizes"),) if shaded else ()))
    yield Shot(_scene(said, ways, _finished(ways, telling, shaded=shaded)), step_ms)


def _finished(ways: Sequence[Upsampler], worked: Size, *, shaded: bool) -> list[list[Part]]:
    """The equations with their outputs, of which a cell is worked out; shades say how large numbers are."""
    return [[*way.parts(worked, None, _bounds(way.trace.output[0]) if shaded else None)] for way in ways]


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
    """The output cells that are worked out in every way: the first of those that a middle input cell becomes."""
    factors = [b // a for a, b in zip(spec.input_size, spec.output_size, strict=True)]
    firsts = [(size - 1) // 2 * factor for size, factor in zip(spec.input_size, factors, strict=True)]
    axes = zip(firsts, factors, strict=True)
    return [*product(*(range(first, first + min(factor, WORKED)) for first, factor in axes))]


def _learnt(ways: Sequence[Upsampler]) -> Clauses:
    """What is to be seen at the end: how many products the ways add up."""
    said = [lesson for way in ways if (lesson := way.lesson)]
    return (message("clauses", items=tuple(said)),) if said else ()


def _scene(caption: Caption, ways: Sequence[Upsampler], equations: Sequence[Sequence[Part]]) -> Scene:
    """The ways as equations in a table."""
    signs: list[str] = []
    for parts in equations:
        kinds = dict.fromkeys(panel.id.part for panel, _ in parts)
        signs += ["×"] * (len(kinds) - 2) + ["→"]
    drawn = [part for parts in equations for part in parts]
    panels, outlines = tuple(panel for panel, _ in drawn), tuple(outline for _, own in drawn for outline in own)
    pictures = tuple(((way.op,), way.heading) for way in ways)
    return Scene(panels, outlines, (), caption, tuple(signs), 2, pictures, table=True)


def _bounds(values: Array) -> tuple[float, float]:
    """The least and the largest number, and zero: what is twice as large is twice as far from it."""
    low, high = (
        float(end(0.0, bound)) for end, bound in ((min, decimals(values).min()), (max, decimals(values).max()))
    )
    return low, max(high, low + 1e-9)


VIEW = View(
    summary="Several ways to enlarge one input, each an equation: how a few cells of its output are computed.",
    needs=(COMPARISON,),
    draw=compare,
    count_placements=lambda spec: (
        spec.input_size[0] if is_image_sized(spec) else len(worked_cells(spec)) * len(spec.get("ops"))
    ),
    row=lambda spec: 1 if is_image_sized(spec) else len(worked_cells(spec)) * len(spec.get("ops")),
    flat=lambda spec: True,  # noqa: ARG005
)
