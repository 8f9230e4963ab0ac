"""How many stamps reach each output cell: even, or a checkerboard; on a picture, the artefact itself."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from tconv_anim.core.call_text import axes_text
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.linear import overlap_count
from tconv_anim.core.message import Clauses, Message, Words, clauses, message
from tconv_anim.core.operation import Arrays
from tconv_anim.core.solve import even_neighbours, overlaps_evenly
from tconv_anim.core.solve.receptive import check_apart, layers_of
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace, run
from tconv_anim.options import CHAIN
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.canvas import Canvas, stamped
from tconv_anim.scenes.formulas import call_words, disguise_note, formula
from tconv_anim.scenes.notes import extra_note
from tconv_anim.scenes.number_text import index_text, size_text
from tconv_anim.scenes.overlap_verdict import overlaps, verdict
from tconv_anim.scenes.panels import (
    Board,
    around,
    cell_links,
    channel_panels,
    cropping_title,
    footprint,
    input_panels,
    kernel_panel,
    strided,
    with_roles,
)
from tconv_anim.scenes.scene import SCALE, Caption, Link, Outline, Panel, PanelId, Role, Scene, Shot, Stroke
from tconv_anim.scenes.sums import MAX_TERMS, equals
from tconv_anim.scenes.told.axes import along_axes, at_rest, count_of, worked_out
from tconv_anim.scenes.told.evened import evened, levels, unseen
from tconv_anim.scenes.told.example import telling_cell
from tconv_anim.scenes.told.turning import READ_STEPS
from tconv_anim.scenes.view import LINEAR, ONE_INPUT, RGB, SPREADS, View, is_colored, is_image_sized
from tconv_anim.scenes.views._connected import check_connected, connected, flat_panels, stamps_kernels
from tconv_anim.scenes.views._grays import Result, in_colors, in_grays
from tconv_anim.scenes.views._planes import check_planes
from tconv_anim.scenes.views._ways import ways_through
from tconv_anim.scenes.views._weights import terms_of

SIGNS, STAMPED = ("→", ""), ("×", "→", "")
MOST_ROWS, FEW_COUNTS = 9, 4  # of the scale; as many counts have a row each, also those that only come in between


def overlap(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a conv_transpose: the set-up, one for each input cell, the crop, the finished counts.

    The counts are those of the kernel's taps, whatever their values and the input's, which shows none, and the same for
    every channel. A large input is drawn as an image, next to what the nearest parameters that overlap evenly make of
    it. Any other operation is drawn with how many input cells reach each output cell; layers one after the other with
    how many ways lead to each cell. A checkerboard is shown beside a small map of what would be even.
    """
    if trace.spec.op == CHAIN:
        yield from ways_through(trace.spec, step_ms)
        return
    if not stamps_kernels(trace.spec):
        yield from _inputs_of_each_cell(trace, step_ms, channels)
        return
    if is_image_sized(trace.spec):
        yield from _on_a_picture(trace, step_ms)
        return
    spec, flat = trace.spec, two_dimensional(trace)
    canvas = Canvas(flat)
    most, ends = int(canvas.expected.max()), canvas.expected[canvas.kept].reshape(flat.spec.output_size)
    subtitle = cropping_title(canvas.size, spec.ndim) if canvas.crops else ""
    empty, size = np.full((spec.out_channels, *canvas.size), np.nan), spec.output_size
    untouched = np.where(canvas.kept, Role.OUTPUT_WAITING, Role.CROPPED).astype(np.int8)
    (output,) = channel_panels(spec, "output", channels.outputs[:1], untouched, empty, size, subtitle).values()
    output = replace(output, title=message("stamps_per_cell", size=size_text(size)))
    first = -flat.spec.pads[1][0] - canvas.start[1]
    (output,) = strided({0: output}, first, flat.spec.stride[1], flat.spec.input_size[1], spec.ndim).values()
    ((channel, given),) = input_panels(flat, channels.inputs[:1], spec.ndim).items()
    given, kernel = _without_numbers(given), _empty_kernel(flat, spec.ndim)
    extents = (Outline(output.id, canvas.kept_box, Stroke.EXTENT),) if canvas.crops else ()
    board = Board({(0, 0): kernel}, extents, call_words(spec), formula(spec), STAMPED, spec.ndim, lasting=True)
    scale, even = _scale(ends, most, spec.ndim, message("stamps_counted")), evened(trace, most)
    small = () if even is None else (even,)
    meets = int(ends.max(initial=0)) > 1
    sides: tuple[Panel, ...] = ()
    if meets and spec.ndim > 1:
        rows, columns = overlaps(trace)
        sides = along_axes(rows.counts, columns.counts, (output.id, canvas.kept_box))
    unseen_yet = *map(unseen, sides), scale, *map(unseen, small)

    def shot(
        given: Panel, progress: Message, detail: Words | Clauses, step: int | None = None,
        outlines: tuple[Outline, ...] = (), lines: tuple[Link, ...] = (), sums: Words = "",
        beside: tuple[Panel, ...] = unseen_yet,
    ) -> Shot:  # fmt: skip
        scene = board.scene({channel: given}, {0: output}, progress, detail, outlines, lines, sums)
        words = replace(scene.words, note=extra_note(spec))
        return Shot(replace(scene, panels=(*scene.panels, *beside), caption=words), step_ms, step)

    yield shot(given, message("set_up"), (message("how_many_stamps"), message("only_stamps_counted")))
    for step in flat.steps:
        before = canvas.stamps.copy()
        canvas.touch(step)
        counting = _counting(output, canvas.stamps, most, untouched).roles
        stamp = np.where(canvas.stamps > before, 1.0, np.nan)
        output = stamped(_counting(output, before, most, untouched), stamp, counting)
        reading = with_roles(given, step.cell, Role.INPUT_IN_PLAY)
        under = list(product(*(cells.tolist() for cells in canvas.cells(step))))
        told = max(under, key=lambda cell: (canvas.kept[cell], canvas.stamps[cell]))
        sums = count_of(equals(f"{before[told]} + 1", int(canvas.stamps[told])))
        progress = message("step_of", step=step.index + 1, count=spec.placements)
        places = (given.id, around(np.array([step.cell]))), (output.id, footprint(canvas.cells(step)))
        weights = kernel.id, (0, 0, *kernel.shape)
        outlines = (*(Outline(*place, Stroke.WINDOW) for place in places),
                    Outline(output.id, around(np.array([told])), Stroke.TOLD))  # fmt: skip
        lines = Link(places[0], weights), Link(weights, places[1])
        yield shot(reading, progress, message("one_more_stamp"), step.index + 1, outlines, lines, sums)
    roles = np.where(canvas.stamps > 0, output.roles, Role.LEVEL_0).astype(np.int8)
    output = replace(output, roles=roles, values=canvas.stamps.astype(float), terms=None, operator="")
    if canvas.crops:
        whole = output
        output = canvas.cutting(whole)
        yield shot(given, message("crop"), message("border_cut_off"))
        output = canvas.cut(whole)
    said, drawn = verdict(trace, effect=True, drawn=even is not None), (*map(unseen, sides), scale, *small)
    done = shot(given, message("done"), said, beside=drawn)
    done = replace(done, scene=at_rest(done.scene))
    if not meets:
        yield done
        return
    cell = telling_cell(ends)
    sources = np.array([term.source for term in terms_of(flat, cell)])
    at = cell[0] + canvas.kept_box[0], cell[1] + canvas.kept_box[1]
    here = (given.id, sources), (output.id, around(np.array([at])))
    meet: Clauses = message("along_axes"), message("counts_multiply")
    if not sides:
        meet = clauses(message("stamps_meet", cell=message("marked_output_cell"), count=len(sources)))
    one = at_rest(shot(given, message("axis_by_axis" if sides else "done"), meet).scene)
    yield Shot(worked_out(one, sides, *here), READ_STEPS * step_ms, explains=True)
    yield replace(done, example=worked_out(done.scene, sides, *here))


def _empty_kernel(flat: Trace, ndim: int) -> Panel:
    """The kernel, whose weights do not count."""
    size = flat.spec.kernel_size
    title = message("kernel", size=size_text(size[-ndim:]))
    return kernel_panel(np.full(size, np.nan), PanelId("kernel"), title, message("numbers_left_out"), (0, 0))


def _counted(
    scene: Scene, read: tuple[PanelId, Array], counted: tuple[PanelId, Array], said: Message
) -> Scene | None:  # fmt: skip
    """The finished scene with the count of an output cell worked out: `said`, and 1 for each input cell that it reads.

    None if it is less than two.
    """
    count = len(read[1])
    if count < 2:
        return None
    sums = clauses(equals(" + ".join("1" * count), count)) if count <= MAX_TERMS else ()
    words = replace(scene.words, detail=(said, *scene.words.detail), sums=sums)
    outlines = (Outline(panel, around(cells), Stroke.WINDOW) for panel, cells in (read, counted))
    lit = scene.with_part("input", lambda panel: with_roles(panel, tuple(read[1].T), Role.INPUT_IN_PLAY))
    links = cell_links(read, counted, scene.ndim)
    return replace(lit, outlines=(*scene.outlines, *outlines), links=links, caption=words)


def _inputs_of_each_cell(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Any linear operation: the set-up, one shot for each input cell, the finished counts."""
    spec = trace.spec
    ((a, given),) = flat_panels(trace, "input", Channels(channels.inputs[:1], ())).items()
    given = _without_numbers(given)
    ((c, output),) = flat_panels(trace, "output", Channels((), channels.outputs[:1]), empty=True).items()
    board = Board({}, (), call_words(spec), formula(spec), SIGNS, spec.ndim, disguise_note(trace), lasting=True)
    finished = overlap_count(trace)[c].reshape(output.shape)
    most, counts = int(finished.max()), np.zeros(output.shape, int)
    scale = _scale(finished, most, spec.ndim, message("input_cells_counted"))

    def shot(panel: Panel, progress: Message, detail: Words | Clauses, step: int | None = None, *marks: Any) -> Shot:
        scene = board.scene({a: panel}, {c: output}, progress, detail, *marks)
        return Shot(replace(scene, panels=(*scene.panels, scale)), step_ms, step)

    yield shot(given, message("set_up"), message("how_many_input_cells"))
    for number, cell in enumerate(np.ndindex(*spec.input_size), start=1):
        at = np.array([(0, *cell)[-2:]])
        reached = np.zeros(output.shape, bool)
        for channel in range(spec.in_channels):
            reached[tuple(connected(trace, "input", channel, cell).get(c, at[:0]).T)] = True
        counts += reached
        output = _counting(output, counts, most, Role.OUTPUT_WAITING)
        marks: tuple[Any, ...] = ()
        if reached.any():
            ends = (given.id, at), (output.id, np.argwhere(reached))
            outlines = tuple(Outline(panel, around(cells), Stroke.WINDOW) for panel, cells in ends)
            marks = outlines, cell_links(*ends, spec.ndim)
        detail = message("most_input_cells", count=int(counts.max()))
        progress = message("step_of", step=number, count=given.roles.size)
        yield shot(with_roles(given, tuple(at.T), Role.INPUT_IN_PLAY), progress, detail, number, *marks)
    output = replace(output, roles=levels(counts, most), values=counts.astype(float))
    said = [message("each_of_output", least=int(finished.min()), most=most)]
    inner = finished[tuple(slice(1, -1) if n > 1 else slice(None) for n in finished.shape)]
    if inner.size > 1 and np.ptp(inner) == 0 < np.ptp(finished):
        said.append(message("even_inside", count=int(inner.flat[0])))
    done, cell = shot(given, message("done"), tuple(said)), telling_cell(counts)
    found = connected(trace, "output", c, cell[-spec.ndim :]).values()
    sources = np.unique(np.concatenate([np.zeros((0, 2), int), *found]), axis=0)
    example = None
    if len(sources) == counts[cell]:  # of several channels more are counted than are drawn
        name = message("output_cell", cell=index_text(cell[-spec.ndim :]))
        meet = message("cells_meet", cell=name, count=len(sources))
        example = _counted(done.scene, (given.id, sources), (output.id, np.array([cell])), meet)
    yield replace(done, example=example)


def _on_a_picture(trace: Trace, step_ms: int) -> Iterator[Shot]:
    """The artefact itself, next to what the nearest parameters that overlap evenly make of the image."""
    results = [
        Result(f"output{n}", _heading(one.spec), one, clipped=True) for n, one in enumerate((trace, *_even_twin(trace)))
    ]
    note = (message("equal_weights"),) if len(results) > 1 else ()
    words = Caption((call_words(trace.spec),), note=note)
    if is_colored(trace.spec) and len(trace.output) == RGB:
        yield from in_colors(trace.input, results, words, step_ms, verdict(trace, effect=True))
        return
    yield from in_grays(trace.input[0], results, words, step_ms, verdict=verdict(trace, effect=True))


def _even_twin(trace: Trace) -> Iterator[Trace]:
    """The same with a kernel of equal weights that overlaps evenly and keeps the brightness, unless this one does."""
    if overlaps_evenly(trace.spec) or np.ptp(trace.weight) > 0:
        return
    for spec in even_neighbours(trace.spec)[:1]:
        share = trace.weight.size / (np.prod(spec.weight_shape))
        weight = np.full(spec.weight_shape, trace.weight.flat[0] * share)
        yield run(spec, Arrays(trace.input, weight, trace.bias))


def _heading(spec: ConvSpec) -> Message:
    kernel, stride = axes_text(spec.kernel_size), axes_text(spec.stride)
    parameters = message("kernel_and_stride", kernel=kernel, stride=stride)
    if max(spec.dilation) > 1:
        dilation = axes_text(spec.dilation)
        parameters = message("kernel_stride_and_dilation", kernel=kernel, stride=stride, dilation=dilation)
    return message("even_parameters" if overlaps_evenly(spec) else "uneven_parameters", parameters=parameters)


def _without_numbers(panel: Panel) -> Panel:
    """The panel of an input whose numbers do not count."""
    said = panel.subtitle or message("numbers_left_out")
    return replace(panel, values=np.full(panel.shape, np.nan), subtitle=said)


def _counting(panel: Panel, counts: Array, most: int, untouched: Array | Role) -> Panel:
    """The output with its counts so far."""
    roles = np.where(counts > 0, levels(counts, most), untouched).astype(np.int8)
    return replace(panel, roles=roles, values=np.where(counts > 0, counts, np.nan), terms=None, operator="")


def _scale(finished: Array, most: int, ndim: int, title: Message) -> Panel:
    """The bar that says what the shade of each count means, the largest on top; of many counts some of the finished."""
    found = np.unique(finished)
    if found[-1] <= FEW_COUNTS:
        found = np.arange(found[0], found[-1] + 1)
    counts = found[np.unique(np.rint(np.linspace(0, len(found) - 1, min(len(found), MOST_ROWS))).astype(int))]
    column = counts[::-1, np.newaxis] if ndim == 2 else counts[np.newaxis]
    return Panel(PanelId(SCALE), title, levels(column, most), column.astype(float))


def _shows_image(spec: Spec) -> bool:
    return stamps_kernels(spec) and is_image_sized(spec)


def _count(spec: Spec) -> int:
    if spec.op == CHAIN:
        return len(layers_of(spec))
    return spec.input_size[0] if _shows_image(spec) else math.prod(spec.input_size)


def _check(spec: Spec) -> None:
    if spec.op == CHAIN:
        check_apart(spec)
        check_planes(spec)
    else:
        check_connected(spec, None if stamps_kernels(spec) else "input")


VIEW = View(
    summary="How many stamps reach each output cell: evenly, or as a checkerboard. An image shows the artefact itself.",
    needs=(ONE_INPUT, LINEAR, SPREADS),
    draw=overlap,
    count_placements=_count,
    row=lambda spec: 1 if _shows_image(spec) or spec.op == CHAIN else spec.input_size[-1],
    alt=message("as_stamp_counts"),
    title=lambda op: message("as_stamp_counts_title", op=op),
    flat=_shows_image,
    usually_flat=lambda spec: spec.op != CHAIN,  # as patterns and two numbers in a cell are read better
    check=_check,
)
