"""Both ways side by side: stamps that are added up, and a convolution over inserted zeros; the same numbers."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import groupby

import numpy as np

from tconv_anim.core.equivalents import over_zeros, two_dimensional
from tconv_anim.core.message import Clauses, Message, Words, clauses, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import filled, scalar
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.formulas import call_words
from tconv_anim.scenes.notes import border_note, extra_note, indices_note, is_framed, kernels_note, left_out_rings
from tconv_anim.scenes.number_text import index_text, result_text
from tconv_anim.scenes.padded_input import NONE
from tconv_anim.scenes.panels import with_roles
from tconv_anim.scenes.scene import Box, Caption, Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.scenes.side_by_side import SideView, side_by_side, with_sum, without_products
from tconv_anim.scenes.told.example import met, number_of
from tconv_anim.scenes.told.turned import pairs_of_sum, seen_both_ways, with_pair
from tconv_anim.scenes.told.turning import READ_STEPS
from tconv_anim.scenes.view import STAMPS, View
from tconv_anim.scenes.views._weights import lit, sum_of, terms_of, weight_between
from tconv_anim.scenes.views.overlap_add import overlap_add
from tconv_anim.scenes.views.zero_insertion import (
    left_out_of,
    notes,
    sizes,
    with_border,
    with_pair_of_window,
    zero_insertion,
    zeros_between,
)

WINDOW_SHARE = 0.5  # of a step's time, for a window after a stamp
WAYS = (SideView("overlap_add", message("overlap_add")), SideView("zero_insertion", message("heading_zeros")))


def both(trace: Trace, step_ms: int, channels: Channels, *, brief: bool = False) -> Iterator[Shot]:
    """Shots of a conv_transpose: after each stamp the windows, over inserted zeros, of the cells that it completed.

    If it is `brief`, as one picture of several, less is said of padding.
    """
    spec, flat = trace.spec, two_dimensional(trace)
    canvas = Canvas(flat)
    completed, unreached = _completed(flat)
    told = (shot for shot in overlap_add(trace, step_ms, channels, finished_first=True) if not shot.explains)
    stamps = groupby(told, key=lambda shot: shot.step)
    order = [cell for cells in completed for cell in cells]
    left_out = NONE if brief else left_out_of(flat.spec)
    in_order = zero_insertion(trace, round(step_ms * WINDOW_SHARE), channels, order, left_out)
    windows = groupby(in_order, key=lambda shot: shot.step)
    told_of_border = border_note(spec) if np.any(left_out) else None
    named = (indices_note(spec, framed=is_framed(spec)),) if spec.out_channels > 1 or unreached else ()
    of_both = *named, *clauses(border_note(spec) or ""), *extra_note(spec), *kernels_note(spec)
    noted = notes(spec, in_order=False)
    told_at_first = zeros_between(spec) if np.any(left_out) else ()
    note = tuple(
        words if words in of_both else message("of_zero_insertion", words=words)
        for words in (*noted, *named)
        if words != told_of_border and words not in told_at_first
    )

    def scene(left: Scene, right: Scene, progress: Words, detail: Clauses, sums: Clauses = ()) -> Scene:
        caption = Caption((call_words(spec),), progress, detail, sizes(spec), note, sums, beside=True)
        return side_by_side(WAYS, (without_products(left), without_products(right)), caption)

    (left, *_), (right, *_) = ([shot.scene for shot in next(group)[1]] for group in (stamps, windows))
    left_setup, right_setup = left, right
    said: Clauses = (message("two_ways"),)
    if np.any(left_out):
        rings = left_out_rings(spec)["rings"]
        said = *said, message("input_of_window", between=told_at_first, rings=rings, dilation=max(spec.dilation))
        inserted = over_zeros(flat.spec)

        def bordered(role: Role) -> Shot:
            whole = right.with_part("input", lambda panel: with_border(panel, spec, inserted, left_out, role))
            return Shot(scene(left, whole, message("set_up"), said), READ_STEPS * step_ms, explains=True)

        yield bordered(Role.PADDING)
        said = message("border_of_stamps"), message("zeros_crossed_out", **left_out_rings(spec))
        yield bordered(Role.CUT)
        said = ()
    said = (*said, message("stamp_then_windows"))
    yield Shot(scene(left, right, message("set_up"), said), step_ms)
    for number, cells in enumerate(completed, start=1):
        progress = message("stamp_of", stamp=number, count=spec.placements)
        for shot in next(stamps)[1]:
            left, words = shot.scene, shot.scene.words
            worked = with_sum(left, words.sums)
            yield Shot(scene(worked, right, progress, words.detail, words.sums), shot.duration_ms, number)
        canvas.touch(flat.steps[number - 1])
        left = _at_rest(left, left_setup, canvas.roles())
        for cell in cells:
            where = tuple(map(int, np.unravel_index(cell, spec.output_size)))
            if cell in unreached:
                left = _bare(left, canvas, np.unravel_index(cell, flat.spec.output_size))
            for shot, channel in zip(next(windows)[1], channels.outputs, strict=True):
                row, column = map(int, np.unravel_index(cell, flat.spec.output_size))
                right = _with_weights(shot.scene, flat, channel, (row, column))
                index = index_text((channel, *where) if spec.out_channels > 1 else where) if named else ""
                stamped = message("no_stamp_reaches" if cell in unreached else "has_all_stamps", cell=index)
                total = result_text(scalar(trace.output[(channel, *where)]))
                detail = (message("window_sums_to", cell=stamped, result=total),)
                meeting = met(left, flat, canvas.kept_box, channel, (row, column))
                marked = replace(meeting, outlines=(*left.outlines, *_same_cell(right, canvas.kept_box)))
                sums = right.words.sums
                yield Shot(scene(marked, with_sum(right, sums), progress, detail, sums), shot.duration_ms, number)
        right = _at_rest(right, right_setup, None)

    *crops, end = next(stamps)[1]
    (last,) = next(windows)[1]
    if crops and not brief:  # while each stamp is seen in full
        grown = Shot(scene(left, right, message("crop"), (message("same_output"),)), step_ms, explains=True)
        every = _worked_out(grown, flat, scene, replace(end, scene=left), last, canvas)
        if every.pairs:
            yield every
    for crop in crops:
        said = tuple(map(_of_stamps, crop.scene.words.detail))
        yield Shot(scene(crop.scene, right, message("crop"), said), step_ms)
    done = scene(end.scene, last.scene, message("done"), (message("same_output"), *end.scene.words.detail))
    shot = _worked_out(Shot(done, step_ms), flat, scene, end, last, canvas)
    yield replace(shot, pairs=()) if brief or crops else shot


def _of_stamps(words: Words) -> Words:
    """What is said of padding as the border of the stamps goes, of which the window's input has had its part."""
    if isinstance(words, Message) and words.key == "padding_cuts":
        return message("padding_in_both", **dict(words.values))
    return message("of_overlap_add", words=words)


def _worked_out(
    done: Shot, flat: Trace, scene: Callable[..., Scene], stamps: Shot, windows: Shot, canvas: Canvas
) -> Shot:
    """A shot of all stamps and windows with one output cell worked out in both ways, pair by pair."""
    if stamps.example is None or windows.example is None:
        return done
    channel, row, column = map(int, np.unravel_index(number_of(windows.example), flat.output.shape))
    right = _with_weights(windows.example, flat, channel, (row, column))
    left, sums = met(stamps.scene, flat, canvas.kept_box, channel, (row, column)), right.words.sums
    left = replace(left, outlines=(*left.outlines, *_same_cell(right, canvas.kept_box)))

    def both(left: Scene, right: Scene, *said: Words) -> Scene:
        return scene(with_sum(left, sums), with_sum(right, sums), done.scene.words.progress, said, sums)

    pairs = pairs_of_sum(flat, (row, column))
    if not pairs:
        return replace(done, example=both(left, right, message("same_output"), *stamps.scene.words.detail))
    count = len(terms_of(flat, (row, column))) * flat.spec.in_channels // flat.spec.groups
    said = message("same_products", count=count)
    example = both(left, right, said, message("turned_to_look_back"))
    if flat.spec.in_channels * flat.spec.out_channels > 1:
        return replace(done, example=example)
    scenes = (
        both(with_pair(left, flat, canvas, pair), with_pair_of_window(right, flat, pair), *seen_both_ways(flat, pair))
        for pair in pairs
    )
    return replace(done, example=example, pairs=tuple(scenes))


def _with_weights(scene: Scene, flat: Trace, channel: int, cell: Size) -> Scene:
    """The windows' scene with input cells times the weights that they meet, these lit, and the sum without zeros."""
    terms = terms_of(flat, cell)
    taps = np.array(flat.spec.kernel_size) - 1 - np.array([term.tap for term in terms]).reshape(-1, 2)
    windows = {one.panel: one.box for one in scene.outlines if one.stroke is Stroke.WINDOW}

    def changed(panel: Panel) -> Panel:
        if panel.id.part == "kernel" and (panel.roles == Role.KERNEL_IN_PLAY).any():
            return lit(panel, taps)
        if panel.id.part != "input" or panel.id not in windows or not terms:
            return panel
        a = panel.id.channels[0] if panel.id.channels else 0
        weights = np.full(panel.shape, np.nan, object if flat.symbolic else float)
        for (row, column), term in zip(taps * flat.spec.dilation + windows[panel.id][:2], terms, strict=True):
            weights[row, column] = weight_between(flat, a, channel, term.tap)
        return replace(panel, terms=weights, operator="×", in_line=True)

    sums = scene.words.sums
    if terms:
        sums = clauses(sum_of(flat, channel, cell, scene.ndim, named=flat.spec.out_channels > 1))
    return replace(scene, panels=tuple(map(changed, scene.panels)), caption=replace(scene.words, sums=sums))


def _completed(trace: Trace) -> tuple[list[list[int]], set[int]]:
    """By placement the output cells, by number, that no later one adds to; those that none reaches come last.

    Also these alone.
    """
    spec = trace.spec
    last = np.full(spec.output_size, -1)
    for step in trace.steps:
        inside = [w[(w >= 0) & (w < o)] for w, o in zip(step.window, spec.output_size, strict=True)]
        last[np.ix_(*inside)] = step.index
    *completed, unreached = (np.flatnonzero(last == n).tolist() for n in (*range(spec.placements), -1))
    completed[-1] += unreached
    return completed, set(unreached)


def _bare(scene: Scene, canvas: Canvas, cell: tuple[np.intp, ...]) -> Scene:
    """The stamps' scene with what an output cell holds that none of them reaches: nothing but the bias."""
    at = cell[0] + canvas.kept_box[0], cell[1] + canvas.kept_box[1]
    role = Role.EXTRA if canvas.extra[at] else Role.EMPTY
    return scene.with_part("output", lambda panel: with_roles(panel, at, role, filled(panel.numbers[at])))


def _at_rest(scene: Scene, setup: Scene, roles: Array | None) -> Scene:
    """The scene with nothing in play; `roles` are those of the output's cells, None for what they are once written."""
    panels = []
    for panel, first in zip(scene.panels, setup.panels, strict=True):
        if panel.id.part == "output":
            settled = np.where(first.roles == Role.EXTRA_WAITING, Role.EXTRA, Role.OUTPUT)
            written = np.where(panel.roles == Role.OUTPUT_IN_PLAY, settled, panel.roles).astype(np.int8)
            panels.append(replace(panel, roles=written if roles is None else roles))
        else:
            panels.append(first)
    return replace(scene, panels=tuple(panels), outlines=setup.outlines, links=())


def _same_cell(scene: Scene, kept_box: Box) -> Iterator[Outline]:
    """The output cell in play, where it lies on the canvas."""
    top, left, _, _ = kept_box
    for outline in scene.outlines:
        if outline.panel.part == "output":
            first_row, first_column, last_row, last_column = outline.box
            box = first_row + top, first_column + left, last_row + top, last_column + left
            yield Outline(outline.panel, box, Stroke.WINDOW)


VIEW = View(
    summary="Both ways side by side: adding stamps, and a window over inserted zeros. The numbers are the same.",
    needs=STAMPS,
    draw=both,
    count_placements=lambda spec: math.prod(spec.input_size),
    row=lambda spec: spec.input_size[-1],
    alt=message("by_both_ways"),
    flat=lambda spec: True,  # noqa: ARG005
    title=lambda op: message("by_both_ways_title", op=op),
)
