"""One matrix product: patches become columns and kernels rows; of a conv_transpose columns are folded and added."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.message import Clauses, Message, Words, clauses, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import scalar, shown
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.errors import SceneError
from tconv_anim.scenes.formulas import call_words
from tconv_anim.scenes.notes import extra_note
from tconv_anim.scenes.number_text import number_text, size_text
from tconv_anim.scenes.padded_input import PaddedInput
from tconv_anim.scenes.panels import (
    Panels,
    around,
    channel_panels,
    cropping_title,
    footprint,
    padding_title,
    reached,
    read_by,
    with_roles,
)
from tconv_anim.scenes.scene import Box, Caption, Link, Outline, Panel, PanelId, Place, Role, Scene, Shot, Stroke
from tconv_anim.scenes.sums import products, total_of
from tconv_anim.scenes.told.example import telling_cell, telling_window, worked_out
from tconv_anim.scenes.view import KERNEL, LINEAR, ONE_INPUT, ONE_STAGE, View
from tconv_anim.scenes.views._weights import terms_of

MOST_ROWS, MOST_COLUMNS = 36, 36
MOST_CHANNELS = 4  # on each side
COLUMN_SHARE = 0.6  # of a step's time, until its column is there
KERNEL_ROW, RESULT_ROW = PanelId("kernel"), PanelId("output")
PATCHES = PanelId("patches")
PRODUCT_SIGNS = ("×", "=")
"""Of the kernel and the columns above what they make."""


def im2col(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:  # noqa: ARG001
    """Shots with all channels: the set-up, one column and what it gives for each placement, the output."""
    spec = trace.spec
    every = Channels(tuple(range(spec.in_channels)), tuple(range(spec.out_channels)))
    yield from (_folded if spec.transposed else _unfolded)(trace, step_ms, every)


def _unfolded(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Of a conv: a patch becomes a column, each kernel is a row, and row times column is an output number."""
    flat, spec, ndim = two_dimensional(trace), trace.spec, trace.spec.ndim
    area = PaddedInput(flat, np.full(flat.spec.input_size, Role.INPUT, np.int8), (0, 0))
    inputs = channel_panels(
        flat.spec, "input", channels.inputs, area.roles, area.values, spec.input_size, padding_title(spec, ndim)
    )
    taps, count = math.prod(spec.kernel_size), spec.placements
    rows = spec.in_channels * taps
    kernels = _kernel_rows(flat, message("kernel_as_row", size=size_text((spec.out_channels, rows))))
    patches = _empty(PATCHES, message("patches_as_columns", size=size_text((rows, count))), (rows, count))
    result = _empty(RESULT_ROW, message("output_as_row"), (spec.out_channels, count))
    planes = _planes(flat, spec.output_size)
    extents = area.extents(inputs)

    def scene(detail: Words, progress: Words, more: dict[str, Any] | None = None, reading: Panels = inputs) -> Scene:
        own = more or {}
        panels = (*reading.values(), kernels, patches, result, *planes.values())
        caption = Caption((call_words(spec),), progress, clauses(detail))
        outlines = (*extents, *own.pop("outlines", ()))
        return Scene(panels, outlines, caption=caption, signs=("→", *PRODUCT_SIGNS, "→"), ndim=2, **own)

    yield Shot(scene(message("patches_become_columns"), message("set_up")), step_ms)
    then, telling = None, telling_window(area, flat)
    for step in flat.steps:
        n = step.index
        progress = message("step_of", step=n + 1, count=count)
        reading = {a: area.read(panel, step) for a, panel in inputs.items()}
        column: Box = (0, n, rows, n + 1)
        values = step.values.reshape(rows)
        patches = with_roles(patches, (slice(None), n), Role.INPUT_IN_PLAY, values)
        window = footprint(area.cells(step))
        outlines = [Outline(panel.id, window, Stroke.WINDOW) for panel in inputs.values()]
        outlines.append(Outline(PATCHES, column, Stroke.WINDOW))
        links = tuple(
            Link((inputs[a].id, window), (PATCHES, (a * taps, n, (a + 1) * taps, n + 1))) for a in channels.inputs
        )
        comes = tuple(_peeled(inputs, area.cells(step), taps, n))
        more = {"outlines": outlines, "links": links, "comes": comes}
        moving = scene(message("patch_becomes_column", column=n + 1), progress, more, reading)
        yield Shot(moving, round(step_ms * COLUMN_SHARE), n + 1)
        own, at = kernels, step.cell
        for c in channels.outputs:
            group = read_by(spec, c)
            box: Box = (c, group.start * taps, c + 1, group.stop * taps)
            kernels = with_roles(own, (c, slice(box[1], box[3])), Role.KERNEL_IN_PLAY)
            total = scalar(step.after[c])
            result = with_roles(result, (c, n), Role.OUTPUT_IN_PLAY, total)
            weights = own.numbers[c, box[1] : box[3]].tolist()
            result = replace(
                result, sum=products(values[box[1] : box[3]].tolist(), weights, scalar(flat.bias[c]), total)
            )
            planes[c] = with_roles(planes[c], at, Role.OUTPUT_IN_PLAY, total)
            cell: Place = (planes[c].id, (at[0], at[1], at[0] + 1, at[1] + 1))
            marks = [
                Outline(KERNEL_ROW, box, Stroke.WINDOW), Outline(PATCHES, column, Stroke.WINDOW),
                Outline(RESULT_ROW, (c, n, c + 1, n + 1), Stroke.WINDOW), Outline(*cell, Stroke.WINDOW),
            ]  # fmt: skip
            flies = ((RESULT_ROW, (c, n, c + 1, n + 1)), cell)
            more = {"outlines": marks, "comes": (flies,)}
            said = message("row_times_column", column=n + 1)
            yield Shot(scene(said, progress, dict(more)), step_ms, n + 1)
            if step.cell == telling and c == channels.outputs[0]:
                then = scene(said, progress, {"outlines": (*outlines[:-1], *marks), "links": links}, reading)
            result = replace(with_roles(result, (c, n), Role.OUTPUT), sum="")
            planes[c] = with_roles(planes[c], at, Role.OUTPUT)
        kernels, patches = own, with_roles(patches, (slice(None), n), Role.INPUT)
    done = scene(message("row_is_folded", size=size_text(spec.output_size)), message("done"))
    yield Shot(done, step_ms, example=then and worked_out(done, then))


def _folded(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Of a conv_transpose: the kernel's column times a number is a column, which is folded back and added."""
    flat, spec, ndim = two_dimensional(trace), trace.spec, trace.spec.ndim
    canvas, taps, count = Canvas(flat), math.prod(spec.kernel_size), spec.placements
    rows = spec.out_channels * taps
    kernels = _kernel_rows(flat, message("kernel_as_column", size=size_text((rows, spec.in_channels))))
    given = np.full((spec.in_channels, count), Role.INPUT, np.int8)
    row = Panel(
        PanelId("input"), message("input_as_row", size=size_text((spec.in_channels, count))), given,
        shown(trace.input.reshape(spec.in_channels, count)),
    )  # fmt: skip
    columns = _empty(PATCHES, message("columns_to_fold", size=size_text((rows, count))), (rows, count))
    start = np.empty((spec.out_channels, *canvas.size), np.result_type(flat.bias, float))
    start[...] = np.where(flat.bias, flat.bias, np.nan)[:, np.newaxis, np.newaxis]
    subtitle = cropping_title(canvas.size, ndim) if canvas.crops else ""
    outputs = channel_panels(flat.spec, "output", channels.outputs, canvas.roles(), start, spec.output_size, subtitle)
    extents = tuple(Outline(p.id, canvas.kept_box, Stroke.EXTENT) for p in outputs.values()) if canvas.crops else ()

    def scene(detail: Words | Clauses, progress: Words, more: dict[str, Any] | None = None) -> Scene:
        own = more or {}
        said = detail if isinstance(detail, tuple) else clauses(detail)
        caption = Caption((call_words(spec),), progress, said, (), extra_note(spec))
        outlines = (*extents, *own.pop("outlines", ()))
        panels = (kernels, row, columns, *outputs.values())
        return Scene(panels, outlines, caption=caption, signs=(*PRODUCT_SIGNS, "→"), ndim=2, **own)

    yield Shot(scene(message("columns_are_folded"), message("set_up")), step_ms)
    for step in flat.steps:
        n = step.index
        progress = message("step_of", step=n + 1, count=count)
        made = step.products  # (C_in, C_out/groups, *window)
        column = np.zeros((spec.out_channels, taps), np.result_type(made, float))
        for a in channels.inputs:
            for nth, c in enumerate(reached(spec, a)):
                column[c] = column[c] + made[a, nth].ravel()
        box: Box = (0, n, rows, n + 1)
        columns = with_roles(columns, (slice(None), n), Role.OUTPUT_IN_PLAY, column.ravel())
        own, read = kernels, row
        kernels = with_roles(own, own.roles == Role.KERNEL, Role.KERNEL_IN_PLAY)
        row = with_roles(row, (slice(None), n), Role.INPUT_IN_PLAY)
        values = ", ".join(number_text(scalar(value)) for value in step.values.ravel())
        marks = [
            Outline(PanelId("input"), (0, n, spec.in_channels, n + 1), Stroke.WINDOW),
            Outline(PATCHES, box, Stroke.WINDOW),
        ]
        detail = message("column_times_number", values=values, column=n + 1)
        yield Shot(scene(detail, progress, {"outlines": marks}), round(step_ms * COLUMN_SHARE), n + 1)
        window = footprint(canvas.cells(step))
        links, comes = [], list[tuple[Place, Place]]()
        for c, panel in outputs.items():
            outputs[c] = canvas.adding(panel, step, column[c].reshape(made.shape[2:]))
            part: Box = (c * taps, n, (c + 1) * taps, n + 1)
            marks.append(Outline(panel.id, window, Stroke.WINDOW))
            links.append(Link((PATCHES, part), (panel.id, window)))
            comes += [(end, begin) for begin, end in _peeled({c: panel}, canvas.cells(step), taps, n)]
        detail = message("column_is_added", column=n + 1)
        more = {"outlines": marks, "links": tuple(links), "comes": tuple(comes)}
        yield Shot(scene(detail, progress, dict(more)), step_ms, n + 1)
        outputs = {c: canvas.summed(panel, step, step.after[c]) for c, panel in outputs.items()}
        more["comes"] = ()
        yield Shot(scene(detail, progress, dict(more)), step_ms, n + 1)
        canvas.touch(step)
        kernels, row, columns = own, read, with_roles(columns, (slice(None), n), Role.OUTPUT)
        outputs = {c: replace(panel, roles=canvas.roles()) for c, panel in outputs.items()}
    outputs = {c: canvas.filled(panel) for c, panel in outputs.items()}
    if canvas.crops:
        outputs = {c: canvas.cutting(panel) for c, panel in outputs.items()}
        yield Shot(scene(message("border_cut_off"), message("crop")), step_ms)
        outputs = {c: canvas.cut(panel) for c, panel in outputs.items()}
    first, *others = canvas.verdict(message("placements"))
    done = scene((first, *others), message("done"))
    counts = canvas.stamps[canvas.kept].reshape(flat.spec.output_size)
    if not counts.any():
        yield Shot(done, step_ms)
        return
    cell = telling_cell(counts)
    terms = terms_of(flat, cell)
    lying = [(int(np.ravel_multi_index(t.tap, flat.spec.kernel_size)), _column(flat, t.source)) for t in terms]
    parts = [(PATCHES, around(np.array([[row, column]]))) for row, column in lying]
    panel = outputs[channels.outputs[0]]
    place: Place = (panel.id, around(np.array([cell]) + canvas.kept_box[:2]))
    total = scalar(flat.output[(channels.outputs[0], *cell)])
    said = total_of([scalar(columns.numbers[at]) for at in lying], total, scalar(flat.bias[channels.outputs[0]]))
    outputs[channels.outputs[0]] = with_roles(replace(panel, sum=said), place[1][:2], Role.OUTPUT_IN_PLAY)
    columns = with_roles(columns, tuple(np.array(lying).T), Role.OUTPUT_IN_PLAY)
    marks = [Outline(*one, Stroke.WINDOW) for one in (*parts, place)]
    here = message("meet_in_marked", words=first, count=len(terms))
    yield Shot(done, step_ms, example=scene((here, *others), message("done"), {"outlines": marks}))


def _column(flat: Trace, source: Size) -> int:
    """The number of the column that an input cell makes."""
    return int(np.ravel_multi_index(source, flat.spec.input_size))


def _kernel_rows(trace: Trace, title: Words) -> Panel:
    """The weight as a matrix: a row for each output channel, or of a conv_transpose a column for each input one."""
    spec, taps = trace.spec, math.prod(trace.spec.kernel_size)
    first = spec.in_channels if spec.transposed else spec.out_channels
    other = spec.out_channels if spec.transposed else spec.in_channels
    values = np.full((first, other * taps), np.nan, np.result_type(trace.weight, float))
    roles = np.full(values.shape, Role.ABSENT, np.int8)
    for c in range(first):
        group = (reached if spec.transposed else read_by)(spec, c)
        own = slice(group.start * taps, group.stop * taps)
        values[c, own], roles[c, own] = trace.weight[c].ravel(), Role.KERNEL
    if spec.transposed:
        values, roles = values.T, roles.T
    return Panel(KERNEL_ROW, title, roles, shown(values))


def _empty(id: PanelId, title: Words, shape: tuple[int, int]) -> Panel:
    return Panel(id, title, np.full(shape, Role.OUTPUT_WAITING, np.int8), np.full(shape, np.nan))


def _planes(trace: Trace, size: tuple[int, ...]) -> Panels:
    """The output in its own shape, beside the same as rows."""
    spec = trace.spec
    roles, empty = np.full(spec.output_size, Role.OUTPUT_WAITING, np.int8), np.full(trace.output.shape, np.nan)
    made = channel_panels(spec, "output", tuple(range(spec.out_channels)), roles, empty, size)
    return {c: replace(p, id=PanelId("output", (c,))) for c, p in made.items()}


def _peeled(panels: Panels, cells: list[Array], taps: int, column: int) -> Iterator[tuple[Place, Place]]:
    """Each cell of a window, and its place in a column."""
    for a, panel in panels.items():
        for t, (r, q) in enumerate((int(r), int(q)) for r in cells[0] for q in cells[1]):
            place = a * taps + t
            yield (panel.id, (r, q, r + 1, q + 1)), (PATCHES, (place, column, place + 1, column + 1))


def _check(spec: Any) -> None:
    """Columns are drawn as long as they can be read."""
    channels = spec.out_channels if spec.transposed else spec.in_channels
    rows, columns = channels * math.prod(spec.kernel_size), spec.placements
    if rows > MOST_ROWS or columns > MOST_COLUMNS:
        raise SceneError("too_large:matrix", {"matrix": (rows, columns), "most": (MOST_ROWS, MOST_COLUMNS)})
    if max(spec.in_channels, spec.out_channels) > MOST_CHANNELS:
        count = max(spec.in_channels, spec.out_channels)
        raise SceneError("too_large:channels", {"view": "im2col", "count": count, "most": MOST_CHANNELS})


def _title(op: Message) -> Message:
    transposed = dict(op.values).get("op") == "conv_transpose"
    return message("as_col2im_title" if transposed else "as_im2col_title", op=op)


VIEW = View(
    summary="One matrix product: patches as columns and kernels as rows (im2col); columns folded back (col2im).",
    needs=(ONE_INPUT, ONE_STAGE, LINEAR, KERNEL),
    draw=im2col,
    count_placements=lambda spec: spec.placements,
    row=lambda spec: spec.small_size[-1],
    alt=message("as_im2col"),
    title=_title,
    flat=lambda spec: True,  # noqa: ARG005
    picks_channels=False,
    check=_check,
)
