"""Transposed convolution as conv_arithmetic draws it: a stride-1 convolution over the zero-inserted input."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import over_zeros, two_dimensional, zero_inserted
from tconv_anim.core.message import Clauses, Message, Words, equation, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.symbols import scalar
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.formulas import border, call_words, formula
from tconv_anim.scenes.notes import border_note, extra_note, kernels_note, left_out_rings
from tconv_anim.scenes.number_text import number_text, size_text
from tconv_anim.scenes.padded_input import NONE, Ends, with_zeros_between
from tconv_anim.scenes.panels import around, with_roles
from tconv_anim.scenes.scene import Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.scenes.sums import product_text
from tconv_anim.scenes.told.spread import Spread
from tconv_anim.scenes.told.turned import Pair, Turned, ringed, stressed_products, turns, with_product
from tconv_anim.scenes.told.turning import READ_STEPS, as_given, turn
from tconv_anim.scenes.view import STAMPS, View
from tconv_anim.scenes.views._weights import targets_of, weight_between
from tconv_anim.scenes.views.sliding_window import Wording, gather

OPENING_STEPS = 2
"""How many steps' time each picture of the opening stays."""
MOST_CELLS = 12
"""Along an axis, of a border that is drawn with what padding takes away from it."""


def zero_insertion(
    trace: Trace, step_ms: int, channels: Channels, order: Sequence[int] | None = None, left_out: Ends = NONE
) -> Iterator[Shot]:
    """Shots of a conv_transpose: the set-up, one for each output cell of each channel, the finished output.

    `order` is that of the output cells, by their row-major numbers; by default they are computed as they are numbered.
    Around the border is room for zeros that are `left_out`.
    """
    spec, flat = trace.spec, two_dimensional(trace)
    inserted = zero_inserted(flat)
    if order is not None and not inserted.is_blank:
        inserted = replace(inserted, steps=tuple(inserted.steps[cell] for cell in order))
    words = Wording(
        call=call_words(spec),
        formula=sizes(spec),
        setup=message("list", items=tuple(_set_up(spec))),
        input_size=spec.input_size,
        input_subtitle=_with_zeros(spec, inserted.spec),
        kernel_subtitle=message("flipped") if turns(flat.weight) else "",
        note=notes(spec),
        kernel_index=lambda c, a: (a, c % (spec.out_channels // spec.groups)),
        among_zeros=True,
    )
    input_roles = with_zeros_between(inserted.spec.input_size, flat.spec.stride)
    output_roles = np.full(flat.spec.output_size, Role.EXTRA, np.int8)
    kept = (slice(0, max(0, o - op)) for o, op in zip(flat.spec.output_size, flat.spec.output_padding, strict=True))
    output_roles[tuple(kept)] = Role.OUTPUT
    drawn = input_roles, output_roles, spec.ndim, flat.spec.output_padding
    yield from gather(inserted, step_ms, channels, words, *drawn, left_out)


def draw(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """The same with what is seen before the set-up: how zeros are inserted, and kernels that turn."""
    flat = two_dimensional(trace)
    left_out = left_out_of(flat.spec)
    shots = zero_insertion(trace, step_ms, channels, left_out=left_out)
    set_up = next(shots)
    turning = [replace(shot, explains=True) for shot in _turning(trace, channels, set_up.scene, left_out, step_ms)]
    first, *_ = *turning, set_up
    kernels = {panel.id: panel for panel in first.scene.panels if panel.id.part == "kernel"}
    bare = replace(set_up.scene, panels=tuple(kernels.get(panel.id, panel) for panel in set_up.scene.panels))
    opening = [*_opening(bare, trace, left_out)]
    told = {words for words in set_up.scene.words.note if opening and words not in opening[0].words.note}
    yield from (Shot(scene, OPENING_STEPS * step_ms, explains=True) for scene in opening)
    for shot in (*turning, replace(set_up, duration_ms=READ_STEPS * step_ms) if turning else set_up, *shots):
        example = shot.example and _without_notes(shot.example, told)
        yield replace(shot, scene=_without_notes(shot.scene, told), example=example)


def _turning(trace: Trace, channels: Channels, set_up: Scene, left_out: Ends, step_ms: int) -> Iterator[Shot]:
    """Why kernels turn, and how: an input cell and what it adds to an output cell, and both in that cell's window.

    Until they are turned the output has what the input cell adds, from then on the sum that the window comes to.
    Of several channels no cell is an example. There is nothing where no kernel turns.
    """
    flat = two_dimensional(trace)
    kernel = Turned(flat, "output", (0, 0), flat.spec.ndim)
    pair = _telling_pair(kernel)
    if pair is None:
        said = (message("window_looks_back"),)
        yield from turn(set_up, step_ms, said, said)
        return
    number = int(np.ravel_multi_index(pair.target, flat.spec.output_size))
    _, shot, *_ = zero_insertion(trace, 0, channels, [number], left_out)
    reading = {panel.id: panel for panel in shot.scene.panels if panel.id.part in ("input", "products")}
    total = scalar(flat.output[(0, *pair.target)])

    def marked(panel: Panel) -> Panel:
        if panel.id.part == "output":
            return with_roles(panel, pair.target, Role.OUTPUT_IN_PLAY, total)
        return replace(reading.get(panel.id, panel), title=panel.title)

    outlines = tuple(one for one in shot.scene.outlines if one.panel.part != "kernel")
    sums = shot.scene.words.sums
    caption = replace(set_up.words, sums=sums, stressed=stressed_products(flat, (0,) * len(sums), pair))
    looking = replace(set_up, panels=tuple(map(marked, set_up.panels)), outlines=outlines, caption=caption)
    given, seen = kernel.reasons(pair)
    places = _in_window(looking, flat, pair)
    looking = ringed(looking, {part: ((), at) for part, at in places.items()})

    value, weight = scalar(flat.input[(0, *pair.source)]), weight_between(flat, 0, 0, pair.tap)
    share = equation(product_text(value, weight), number_text(value * weight))
    at_first = {panel.id: panel for panel in set_up.panels}

    def alone(panel: Panel) -> Panel:
        return with_roles(at_first[panel.id], places["input"], Role.INPUT_IN_PLAY)

    targets = tuple(targets_of(flat, pair.source))
    reached = around(np.array([target for target, _ in targets]))

    def stamped(panel: Panel) -> Panel:
        for target, tap in targets:
            panel = with_roles(panel, target, panel.roles[target], value * weight_between(flat, 0, 0, tap))
        return panel

    stamps = (Outline(panel.id, reached, Stroke.WINDOW) for panel in looking.panels if panel.id.part == "output")
    rest = (
        one for one in looking.outlines
        if one.panel.part != "products" and (one.panel.part != "input" or one.stroke is not Stroke.WINDOW)
    )  # fmt: skip

    def before(scene: Scene) -> Scene:
        found = scene.with_part("output", stamped).with_part("products", lambda panel: at_first[panel.id])
        outlines = tuple(one for one in found.outlines if one.panel.part != "products")
        words = replace(found.words, sums=(share,), stressed=())
        return replace(found, outlines=outlines, caption=words)

    adding = as_given(replace(before(looking).with_part("input", alone), outlines=(*rest, *stamps)))
    yield Shot(replace(adding, caption=replace(adding.words, detail=(given,))), READ_STEPS * step_ms, explains=True)
    for turning in turn(looking, step_ms, (seen,), (kernel.alike(pair),)):
        turned = turning.scene.words.detail != (seen,)
        yield turning if turned else replace(turning, scene=before(turning.scene))


def _opening(bare: Scene, trace: Trace, left_out: Ends) -> Iterator[Scene]:
    """The input before zeros are inserted, how these come between its cells and around them, and what padding takes.

    `bare` is the scene before anything is in play. Where a negative border crops, there is nothing of this.
    """
    spec, flat = trace.spec, two_dimensional(trace).spec
    inserted = over_zeros(flat)
    ends = [end for pads in inserted.pads for end in pads]
    between = any(s > 1 and i > 1 for s, i in zip(flat.stride, flat.input_size, strict=True))
    if min(ends) < 0 or not (between or max(ends) or np.any(left_out)):
        return
    spread = Spread(inserted, flat.input_size, flat.stride, spec.ndim, left_out)
    inputs = [panel for panel in bare.panels if panel.id.part == "input"]

    def scene(change: Callable[[Panel], Panel], *said: Words, extents: bool = False) -> Scene:
        found = replace(bare.with_part("input", change), outlines=bare.outlines if extents else ())
        words = replace(bare.words, detail=said, note=tuple(words for words in bare.words.note if words not in later))
        return replace(found, caption=words)

    of_zeros, *_ = notes(spec)
    narrower = border_note(spec) or message("border_in_words")
    later = {of_zeros, narrower} if between else {narrower}
    comes_around = bool(max(ends) or np.any(left_out))
    yield scene(lambda panel: spread.panel(panel, (1, 1)), message("zeros_come", between=between, around=comes_around))
    if between:
        apart = scene(lambda panel: spread.panel(panel, flat.stride), of_zeros)
        yield replace(apart, comes=spread.moves(inputs, (1, 1), flat.stride))
    if comes_around:
        reaches = {reach - 1 for reach in flat.effective_kernel_size}
        rings = reaches.pop() if len(reaches) == 1 else None
        every = message("border_around", rings=rings, dilation=max(flat.dilation))
        whole = np.any(left_out) or not any(end for pads in flat.pads for end in pads)
        said = every if whole else narrower
        around_input = scene(lambda p: with_border(p, spec, inserted, left_out, Role.PADDING), said, extents=True)
        first = [Outline(panel.id, (0, 0, *flat.effective_kernel_size), Stroke.WINDOW) for panel in inputs if whole]
        yield replace(around_input, outlines=(*around_input.outlines, *first))
    if np.any(left_out):
        uncropped = size_text(size + sum(ends) for size, ends in zip(spec.output_size, spec.crops, strict=True))
        named = {"whole": uncropped, "size": size_text(spec.output_size)}
        crossed_out = message("zeros_left_out", **left_out_rings(spec), **named)
        yield scene(lambda p: with_border(p, spec, inserted, left_out, Role.CUT), crossed_out, extents=True)


def _without_notes(scene: Scene, told: Collection[Words]) -> Scene:
    """The scene without notes that were told before it."""
    note = tuple(note for note in scene.words.note if note not in told)
    return replace(scene, caption=replace(scene.words, note=note))


def _telling_pair(kernel: Turned) -> Pair | None:
    """What shows why the kernel is turned, of the output cell that is worked out; None of several channels.

    If possible it is a pair whose input cell reaches an output cell by each weight.
    """
    if kernel.flat.spec.in_channels * kernel.flat.spec.out_channels > 1 or not turns(kernel.flat.weight):
        return None
    return kernel.pair(whole=True) or kernel.pair()


def with_pair_of_window(scene: Scene, flat: Trace, pair: Pair) -> Scene:
    """A scene of a window, and of a turned kernel, with a pair's input cell and its weight in play."""
    places = _in_window(scene, flat, pair)

    def followed(panel: Panel) -> Panel:
        at = places.get(panel.id.part)
        return panel if at is None else with_roles(panel, at, Role.OUTPUT_IN_PLAY)

    return with_product(replace(scene, panels=tuple(map(followed, scene.panels))), flat, pair)


def _in_window(scene: Scene, flat: Trace, pair: Pair) -> dict[str, Size]:
    windows = {one.panel: one.box for one in scene.outlines if one.stroke is Stroke.WINDOW}
    (start,) = (box[:2] for panel, box in windows.items() if panel.part == "input")
    tap = np.array(flat.spec.kernel_size) - 1 - pair.tap
    (row, column), (down, right) = tap, tap * flat.spec.dilation + np.array(start, int)
    return {"input": (down, right), "kernel": (row, column)}


def _with_zeros(spec: ConvSpec, inserted: ConvSpec, left_out: Ends = NONE) -> Words:
    """How large the input becomes by inserted zeros, and by their border, also by what is left out of this."""
    padded_size = (size + sum(ends) for size, ends in zip(inserted.padded_size, left_out, strict=True))
    inserted_size, padded = inserted.input_size[-spec.ndim :], size_text((*padded_size,)[-spec.ndim :])
    borders = [border for pads in inserted.pads for border in pads]
    first = message("zeros_inserted", size=size_text(inserted_size)) if inserted_size != spec.input_size else ""
    if not any(borders) and not np.any(left_out):
        return first
    second = message(
        "with_border" if min(borders) >= 0 else "cropped" if max(borders) <= 0 else "bordered_and_cropped", size=padded
    )
    return message("two_sizes", first=first, second=second) if first else second


def left_out_of(spec: ConvSpec) -> Ends:
    """The zeros that padding takes away from a border of which each weight meets each input cell, if there is room."""
    inserted = over_zeros(spec)
    if any(end < 0 for pads in inserted.pads for end in pads):
        return NONE
    ends = tuple((max(0, lo), max(0, hi)) for lo, hi in spec.pads)
    whole = (size + sum(axis) for size, axis in zip(inserted.padded_size, ends, strict=True))
    return ends if max(whole) <= MOST_CELLS else NONE


def with_border(panel: Panel, spec: ConvSpec, inserted: ConvSpec, left_out: Ends, role: Role) -> Panel:
    """The input with the zeros that padding takes away."""
    gone = panel.roles == Role.REMOVED
    roles, values = np.where(gone, role, panel.roles).astype(np.int8), np.where(gone, 0, panel.numbers)
    return replace(panel, roles=roles, values=values, subtitle=_with_zeros(spec, inserted, left_out))


def sizes(spec: ConvSpec) -> Clauses:
    """The formulas of the output's size, and of the border's, unless a note says it."""
    return (*(() if border_note(spec) else border(spec)), *formula(spec))


def notes(spec: ConvSpec, *, in_order: bool = True) -> Clauses:
    """What stride and padding mean here, how the extra cells and the kernels are told.

    Unless output cells are computed `in_order` it is not said how the window moves.
    """
    between = zeros_between(spec)
    found = tuple(message("window_moves_on", words=words) for words in between) if in_order else between
    return (*found, border_note(spec) or message("border_in_words"), *extra_note(spec), *kernels_note(spec))


def zeros_between(spec: ConvSpec) -> Clauses:
    """How many zeros the stride puts between input cells, if it does."""
    if set(spec.stride) == {1} or max(spec.input_size) == 1:
        return ()
    told = len(set(spec.stride)) == 1
    return (message("zeros_between", stride=spec.stride[0]) if told else message("zeros_between_by_axis"),)


def _set_up(spec: ConvSpec) -> Iterator[Message]:
    """What makes the input that of a convolution with stride 1."""
    borders = [ke - 1 - lo for ke, (lo, _) in zip(spec.effective_kernel_size, spec.pads, strict=True)]
    if any(s > 1 and i > 1 for s, i in zip(spec.stride, spec.input_size, strict=True)):
        yield message("insert_zeros")
    if max(borders) > 0:
        yield message("add_border")
    if min(borders) < 0:
        yield message("crop_negative_border")
    if max(spec.kernel_size) > 1:
        yield message("flip_kernel")
    yield message("use_stride_1")


VIEW = View(
    summary="A convolution with stride 1 over the input with zeros inserted, as conv_arithmetic draws it.",
    needs=STAMPS,
    draw=draw,
    count_placements=lambda spec: math.prod(spec.output_size),
    row=lambda spec: spec.output_size[-1],
    alt=message("by_window"),
    title=lambda op: message("by_window_title", op=op),
)
