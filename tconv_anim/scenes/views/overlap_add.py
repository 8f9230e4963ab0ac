"""Every input cell scales the kernel and stamps it onto the canvas: how a transposed convolution is computed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import numpy as np

from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import scalar
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.formulas import call_words, formula
from tconv_anim.scenes.notes import crop_words, extra_note, kernels_note
from tconv_anim.scenes.number_text import Value, index_text, is_rounded, number_text
from tconv_anim.scenes.panels import (
    Board,
    Panels,
    around,
    at_rest,
    channel_panels,
    cropping_title,
    footprint,
    in_a_stack,
    input_panels,
    kernel_panels,
    kernel_title,
    product_panel,
    reached,
    strided,
    unused,
    with_products,
    with_roles,
)
from tconv_anim.scenes.scene import Box, Link, Outline, Panel, Place, Role, Scene, Shot, Stroke
from tconv_anim.scenes.sums import additions, is_one_of_many, telling_first
from tconv_anim.scenes.told.turned import by_pair
from tconv_anim.scenes.view import LINEAR, ONE_INPUT, SPREADS, View
from tconv_anim.scenes.views._connected import check_connected, stamps_kernels
from tconv_anim.scenes.views._stamps import ADD_SHARE, stamps

SIGNS = ("×", "=", "+")

Products = dict[tuple[int | None, int], Panel]
"""Panels of stamps by input and output channel; None stands for all input channels, one after the other."""


def overlap_add(
    trace: Trace, step_ms: int, channels: Channels, *, finished_first: bool = False
) -> Iterator[Shot]:  # fmt: skip
    """Shots of a conv_transpose: the set-up; adding and sum for each input cell and channel; the crop; the output.

    Of any other operation the same by its weights, which have no kernel's panel, and nothing to crop. With
    `finished_first` the sum that is written out is of a cell that no later stamp reaches, if there is one.
    """
    if not stamps_kernels(trace.spec):
        yield from stamps(trace, step_ms, channels)
        return
    flat, ndim = two_dimensional(trace), trace.spec.ndim
    canvas = Canvas(flat, finished_first=finished_first)
    inputs = in_a_stack(flat.spec, input_panels(flat, channels.inputs, ndim), flat.spec.input_size[-ndim:])
    kernels = kernel_panels(flat, channels.inputs, channels.outputs, ndim)
    outputs = _outputs(flat, canvas, channels, ndim)
    extents = (Outline(panel.id, canvas.kept_box, Stroke.EXTENT) for panel in outputs.values())
    signs = SIGNS if len(kernels) == 1 else (*SIGNS[:2], "→")  # between products of several there is a "+"
    board = Board(
        kernels, tuple(extents) if canvas.crops else (), call_words(trace.spec), formula(trace.spec), signs, ndim,
        (*_bias_note(flat.bias), *extra_note(trace.spec), *kernels_note(trace.spec)),
    )  # fmt: skip
    empty = _empty_products(flat, kernels, channels)
    top, left = (-lo - first for (lo, _), first in zip(flat.spec.pads, canvas.start, strict=True))
    height, width = flat.spec.effective_kernel_size
    place = top, left, top + height, left + width  # where the first of them hovers
    first = {key: replace(panel, over=(outputs[key[1]].id, place)) for key, panel in empty.items()}
    outputs = strided(outputs, left, flat.spec.stride[1], flat.spec.input_size[1], ndim)
    apart = max(flat.spec.stride) > 1
    setup = message("stamp_moves", counts=trace.spec.stride) if apart else message("cells_stamp")
    if len(kernels) > 1:
        each, added = len(reached(flat.spec, 0)), flat.spec.in_channels // flat.spec.groups
        setup = message("channels_stamp", each=each, added=added, groups=flat.spec.groups)
    yield Shot(board.scene(inputs, outputs, message("set_up"), setup, products=first), step_ms)
    for step in flat.steps:
        yield from _placement(flat, step, canvas, board, inputs, outputs, empty, channels, step_ms)
        canvas.touch(step)

    outputs = {c: canvas.filled(panel) for c, panel in outputs.items()}
    each = trace.spec.in_channels // trace.spec.groups
    verdict = canvas.verdict(message("stamps") if each == 1 else message("stamps_of_channels", count=each), each)
    whole = at_rest(board.scene(inputs, outputs, message("crop" if canvas.crops else "done"), verdict, products=empty))
    every = by_pair(whole, flat, canvas, step_ms)  # while each stamp is seen in full
    if every.pairs:
        yield replace(every, explains=True)
    told: Clauses | None = None
    if canvas.crops:
        cutting = {c: canvas.cutting(panel) for c, panel in outputs.items()}
        crop = at_rest(board.scene(inputs, cutting, message("crop"), crop_words(trace.spec), products=empty))
        crop = replace(crop, signs=("×", "→", "") if len(kernels) == 1 else signs)  # there are no products
        told = crop.words.detail
        worked = every.example and _saying(every.example.with_part("output", canvas.cutting), told)
        yield Shot(crop, step_ms, example=worked)
        outputs = {c: canvas.cut(panel) for c, panel in outputs.items()}
    done = at_rest(board.scene(inputs, outputs, message("done"), verdict, products=empty))
    worked = by_pair(done, flat, canvas, step_ms).example
    yield Shot(_saying(done, told), step_ms, example=worked and _saying(worked, told))


def _saying(scene: Scene, detail: Clauses | None) -> Scene:
    """The scene with other words of what happens, if there are any."""
    return scene if detail is None else replace(scene, caption=replace(scene.words, detail=detail))


def _placement(
    trace: Trace, step: Step, canvas: Canvas, board: Board, inputs: Panels, outputs: Panels, empty: Products,
    channels: Channels, step_ms: int,
) -> Iterator[Shot]:  # fmt: skip
    """One input cell: for each channel what it adds, then the sums. Brings `outputs` up to date."""
    progress = message("step_of", step=step.index + 1, count=trace.spec.placements)
    adding_ms = round(step_ms * ADD_SHARE)
    made = list(_stamps(trace, step, channels))
    last = {c: stamp for stamp in made for c in stamp.added}  # after it an output channel has its sums
    outputs |= {c: replace(panel, roles=canvas.roles()) for c, panel in outputs.items()}
    before = {c: panel.numbers[np.ix_(*canvas.cells(step))].ravel().tolist() for c, panel in outputs.items()}
    so_far: list[int] = []
    apart = len({key[0] for key in empty}) > 1  # each stamp in its own place, where it stays until the next placement
    scaling, products, played = dict(inputs), empty, dict[int, None]()
    rings: tuple[Outline, ...] = ()
    for stamp in made:
        if not apart:
            scaling, products, rings = dict(inputs), empty, ()
            for c in played.keys() - stamp.added.keys():  # of a group that is done while others are still added
                outputs[c] = replace(outputs[c], roles=canvas.roles(after=step))
            played = {}
        if stamp.channel is not None:
            scaling[stamp.channel] = with_roles(inputs[stamp.channel], step.cell, Role.INPUT_IN_PLAY)
        window = footprint(canvas.cells(step))
        hues = {c: _hue(board, stamp.channel, c) for c in stamp.added}
        keys = {c: (stamp.channel if apart else None, c) for c in stamp.added}
        own = {
            c: with_products(
                empty[key], stamp.added[c], _title(trace, step, stamp, c), (outputs[c].id, window), hues[c]
            )
            for c, key in keys.items()
        }
        products = products | {keys[c]: panel for c, panel in own.items()}
        outlines, links = _in_play(step, stamp, window, board, inputs, outputs, own)
        links = () if apart else links  # of one of several stamps in a row, of which the signs tell
        rings = tuple(dict.fromkeys((*rings, *outlines)))
        so_far += [] if stamp.channel is None else [stamp.channel]
        played |= dict.fromkeys(stamp.added)
        shown = [] if stamp.channel is None else [*played]
        sums, told = _sums(trace, step, channels.inputs, so_far, shown, canvas, before)
        told_in = [Outline(outputs[c].id, cell, Stroke.TOLD) for c, (cell, _) in told.items()]
        scaled = [
            (board.kernels[a, c].id, tap) for c, (_, tap) in told.items() for a in so_far if (a, c) in board.kernels
        ]
        told_in += [Outline(*place, Stroke.TOLD) for place in scaled]
        marks = (*rings, *told_in), links
        for c, added in stamp.added.items():
            outputs[c] = canvas.adding(outputs[c], step, added)
        unseen, words = step.clipped.all(), _words(trace, step, stamp, so_far if apart else so_far[-1:])
        detail = message("outside_of_output", words=words) if unseen else words
        comes = _flights(stamp, window, board, outputs, own)
        scene = board.scene(scaling, outputs, progress, detail, *marks, sums, products, comes=comes)
        yield Shot(_told(scene, stamp), adding_ms, step.index + 1)
        for c in stamp.added:
            outputs[c] = canvas.summed(outputs[c], step, step.after[c] if last[c] is stamp else None)
        if unseen:
            detail = message("whole_stamp_cropped", cell=index_text(step.cell[-board.ndim :]))
        elif step.after.dtype.kind in "fO" and any(map(is_rounded, step.after.ravel().tolist())):
            detail = message("rounded", words=detail)
        scene = board.scene(scaling, outputs, progress, detail, *marks, sums, products)
        yield Shot(_told(scene, stamp), step_ms - adding_ms, step.index + 1)


def _empty_products(trace: Trace, kernels: dict[tuple[int, int], Panel], channels: Channels) -> Products:
    """Panels for the stamps of a placement: as the kernels are, if all input channels are drawn; else one by one."""
    spec, taps = trace.spec, trace.weight.shape[2:]
    if 1 < len(channels.inputs) == spec.in_channels:
        return {key: product_panel(spec, key, taps, kernel.place, key[0]) for key, kernel in kernels.items()}
    first = channels.inputs[0]
    return {(None, c): product_panel(spec, (c,), taps, (n, 0), first) for n, c in enumerate(channels.outputs)}


def _told(scene: Scene, stamp: _Stamp) -> Scene:
    """The scene, in which what channels give that are not drawn is no product of the kernels that are."""
    if stamp.channel is not None:
        return scene
    panels = tuple(unused(panel) if panel.id.part == "kernel" else panel for panel in scene.panels)
    return replace(scene, panels=panels, signs=(*("" for _ in scene.signs[1:]), *scene.signs[-1:]))


def _title(trace: Trace, step: Step, stamp: _Stamp, output: int) -> Words:
    """What a stamp is: a number times a kernel, which is named if there are several."""
    spec = trace.spec
    if stamp.channel is None:
        return message("channels_added", count=stamp.hidden)
    value = number_text(scalar(trace.input[(stamp.channel, *step.cell)]))
    if spec.in_channels * spec.out_channels == 1:
        return message("scaled_kernel", value=value)
    index = stamp.channel, output - reached(spec, stamp.channel).start
    return message("value_times_kernel", value=value, kernel=kernel_title(spec, (), *index))


def _words(trace: Trace, step: Step, stamp: _Stamp, inputs: Sequence[int]) -> Message:
    """What the caption says while stamps of these input channels are there."""
    spec = trace.spec
    if stamp.channel is None:
        return message("more_channels_are_added", count=stamp.hidden)
    values = tuple(number_text(scalar(trace.input[(a, *step.cell)])) for a in inputs)
    if spec.in_channels * spec.out_channels == 1:
        return message("kernel_is_added", value=values[0])
    each = len(reached(spec, stamp.channel))
    to = reached(spec, stamp.channel).start if each == len(inputs) == 1 < spec.out_channels else None
    channels = tuple(inputs) if spec.in_channels > 1 else ()
    counts = {"each": each, "added": spec.in_channels // spec.groups, "outputs": spec.out_channels}
    return message("stamps_are_added", values=values, channels=channels, **counts, to=to)


def _hue(board: Board, channel: int | None, output: int) -> Array | None:
    """The channels of a stamp's cells; None for a stamp of several."""
    return None if channel is None else board.kernels[channel, output].channels


def _sums(
    trace: Trace, step: Step, drawn: Sequence[int], inputs: Sequence[int], outputs: Sequence[int], canvas: Canvas,
    before: Mapping[int, Sequence[Value]],
) -> tuple[Clauses, dict[int, tuple[Box, Box]]]:  # fmt: skip
    """What the stamps of these inputs do to the cells of each output channel; which is written out, and its tap.

    It is the same cell for each of the inputs that are `drawn`.
    `before` is what the cells of each output channel held before them all; for which is written out see `Canvas.tells`.
    """
    told: dict[int, tuple[Box, Box]] = {}
    said: list[Words] = []
    taps = list(np.ndindex(*trace.weight.shape[2:]))
    where = list(product(*(cells.tolist() for cells in canvas.cells(step))))
    for c in outputs:
        group = [a for a in inputs if c in reached(trace.spec, a)]
        every = {a: reached(trace.spec, a) for a in drawn}
        by_input = {a: trace.weight[a, c - to.start].ravel().tolist() for a, to in every.items() if c in to}
        weights = [by_input[a] for a in group]
        order = telling_first(before[c], [*by_input.values()], canvas.tells(step))
        values = [scalar(trace.input[(a, *step.cell)]) for a in group]
        sums = additions(before[c], values, weights, order)
        said.append(message("output_channel_sums", channel=c, sums=sums) if len(outputs) > 1 else sums)
        if is_one_of_many(order):
            told[c] = around(np.array([where[order[0]]])), around(np.array([taps[order[0]]]))
    return tuple(said), told


def _in_play(
    step: Step, stamp: _Stamp, window: Box, board: Board, inputs: Panels, outputs: Panels, products: Panels
) -> tuple[tuple[Outline, ...], tuple[Link, ...]]:
    """The outlines and links of a stamp: its input cell, its kernels, what they give, where it lands."""
    read = around(np.array([step.cell]))
    outlines: list[Outline] = []
    lines: list[Link] = []
    for c in stamp.added:
        end = outputs[c].id, window
        if stamp.channel is None:  # of channels that are not drawn: the same cell
            made = products[c].id, (0, 0, *products[c].shape)
            outlines += [Outline(*made, Stroke.WINDOW), Outline(*end, Stroke.WINDOW)]
            lines.append(Link(made, end))
            continue
        kernel = board.kernels[stamp.channel, c]
        rings, ties = board.through((inputs[stamp.channel].id, read), kernel, products[c], end)
        outlines += [*rings, *board.kernel_outline(stamp.channel, c)]
        lines += ties
    if stamp.channel is None:
        outlines += [Outline(panel.id, read, Stroke.WINDOW) for panel in inputs.values()]
    return tuple(dict.fromkeys(outlines)), tuple(lines)


def _flights(
    stamp: _Stamp, window: Box, board: Board, outputs: Panels, products: Panels
) -> list[tuple[Place, Place]]:  # fmt: skip
    """What moves: a copy of each kernel becomes a stamp, which lands on the output."""
    made = {c: (products[c].id, (0, 0, *products[c].shape)) for c in stamp.added}
    kernels = {c: board.kernels[stamp.channel, c].id for c in stamp.added} if stamp.channel is not None else {}
    copies = [((kernel, made[c][1]), made[c]) for c, kernel in kernels.items()]
    return [*copies, *((place, (outputs[c].id, window)) for c, place in made.items())]


class _Stamp(NamedTuple):
    """What one input channel adds at a placement, by output channel: (*kernel_size) arrays."""

    channel: int | None  # None for all channels together that are not drawn
    added: dict[int, Array]
    hidden: int = 0  # how many these are


def _stamps(trace: Trace, step: Step, channels: Channels) -> Iterator[_Stamp]:
    """The stamps of a placement: one for each drawn input channel, and one for the rest."""
    spec, products = trace.spec, step.products  # computed at every call
    for a in channels.inputs:
        reach = reached(spec, a)
        added = {c: products[a, c - reach.start] for c in channels.outputs if c in reach}
        if added:
            yield _Stamp(a, added)
    rest: dict[int, Array] = {}
    hidden: set[int] = set()
    for c in channels.outputs:
        group = [a for a in range(spec.in_channels) if c in reached(spec, a) and a not in channels.inputs]
        hidden.update(group)
        if group:
            rest[c] = sum(products[a, c - reached(spec, a).start] for a in group)
    if rest:
        yield _Stamp(None, rest, len(hidden))


def _outputs(trace: Trace, canvas: Canvas, channels: Channels, ndim: int) -> Panels:
    values = np.empty((trace.spec.out_channels, *canvas.size), np.result_type(trace.bias, float))
    values[...] = np.where(trace.bias, trace.bias, np.nan)[:, np.newaxis, np.newaxis]
    subtitle = cropping_title(canvas.size, ndim) if canvas.crops else ""
    size = trace.spec.output_size[-ndim:]
    return channel_panels(trace.spec, "output", channels.outputs, canvas.roles(), values, size, subtitle)


def _bias_note(bias: Array) -> Clauses:
    if not bias.any():
        return ()
    values = [number_text(scalar(value)) for value in bias[:4]]
    if len(bias) == 1:
        return (message("starts_at_bias", bias=values[0]),)
    return (message("starts_at_biases", biases=(*values, "…") if len(bias) > 4 else tuple(values)),)


VIEW = View(
    summary="Each input cell scales the kernel, or its weights, and adds them to the output.",
    needs=(ONE_INPUT, LINEAR, SPREADS),
    draw=overlap_add,
    count_placements=lambda spec: math.prod(spec.input_size),
    row=lambda spec: spec.input_size[-1],
    check=check_connected,
)
