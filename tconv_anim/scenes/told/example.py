"""One number of an output worked out: from which cells it comes, with which weights, and its sum."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Words, clauses, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import shown
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.padded_input import PaddedInput
from tconv_anim.scenes.panels import around, reached, with_roles
from tconv_anim.scenes.scene import Box, Link, Outline, Panel, Role, Scene, Stroke
from tconv_anim.scenes.side_by_side import PRODUCTS
from tconv_anim.scenes.views._weights import FEW_TERMS, lit, sum_of, terms_of, times, weighed

IN_PLAY = (
    Role.INPUT_IN_PLAY, Role.KERNEL_IN_PLAY, Role.PADDING_IN_PLAY, Role.OUTPUT_IN_PLAY, Role.CROPPED_IN_PLAY,
)  # fmt: skip

OF_OUTPUT = ("output", "kernel", "products")
"""What is there once for each output channel."""


def telling_cell(counts: Array, most: int = FEW_TERMS) -> Size:
    """The output cell whose sum tells most: of many terms, but no more than so many, and near the middle.

    `counts` is a (rows, columns) array of the terms of each.
    """
    rows, columns = counts.shape

    def tells(cell: Size) -> tuple[int, int, int]:
        terms = int(counts[cell])
        off = max(abs(2 * at + 1 - n) for at, n in zip(cell, counts.shape, strict=True))
        return min(terms, most), -terms, -off

    return max(np.ndindex(rows, columns), key=tells)


def of_stamps(scene: Scene, flat: Trace, canvas: Canvas) -> Scene | None:
    """The finished scene of stamps with an output cell worked out; None if it adds up what is not drawn, or nothing."""
    spec, inputs = flat.spec, [panel for panel in scene.panels if panel.id.part == "input"]
    if len(inputs) < spec.in_channels or not canvas.stamps[canvas.kept].any():
        return None
    output = next(panel for panel in scene.panels if panel.id.part == "output")
    channel, cell = output.id.channels[0] if output.id.channels else 0, cell_of_stamps(flat, canvas)
    terms = terms_of(flat, cell)
    end = output.id, around(np.array([cell]) + canvas.kept_box[:2])
    read = around(np.array([term.source for term in terms]))
    used = [panel for panel in inputs if not panel.id.channels or channel in reached(spec, panel.id.channels[0])]
    kernels = [panel for panel in scene.panels if panel.id.part == "kernel"]
    if len(kernels) > 1 and any(panel.id.part == "products" for panel in scene.panels):
        return _of_channels(scene, flat, canvas, cell)
    lines: tuple[Link, ...] = ()
    if len(kernels) == 1:  # links would run across others
        weights = kernels[0].id, (0, 0, *kernels[0].shape)
        lines = Link((inputs[0].id, read), weights), Link(weights, end)
    first, *others = scene.words.detail
    said = message("meet_in_marked", words=first, count=len(terms) * len(used))
    sums = clauses(_sum_in(flat, channel, cell, scene.ndim))
    words = replace(scene.words, detail=(said, *others), sums=sums)
    marked = met(scene, flat, canvas.kept_box, channel, cell).with_part("output", lambda panel: replace(panel, sum=""))
    outlines = *scene.outlines, Outline(*end, Stroke.WINDOW)
    return replace(marked, outlines=outlines, links=lines, caption=words, signs=("×", "→", ""))


def cell_of_stamps(flat: Trace, canvas: Canvas) -> Size:
    """The output cell that stamps are worked out for."""
    return telling_cell(canvas.stamps[canvas.kept].reshape(flat.spec.output_size))


def _of_channels(scene: Scene, flat: Trace, canvas: Canvas, cell: Size) -> Scene:
    """The finished scene of several kernels with a cell of each output in play, the input that it reads and weights."""
    at = cell[0] + canvas.kept_box[0], cell[1] + canvas.kept_box[1]
    terms = terms_of(flat, cell)
    taps, sources = (np.array(both) for both in zip(*((term.tap, term.source) for term in terms), strict=True))
    outlines, values = list(scene.outlines), shown(flat.input)
    drawn = [c for panel in scene.panels if panel.id.part == "output" for c in panel.id.channels or (0,)]

    def changed(panel: Panel) -> Panel:
        if panel.id.part == "output":
            outlines.append(Outline(panel.id, around(np.array([at])), Stroke.WINDOW))
            return with_roles(panel, at, Role.OUTPUT_IN_PLAY)
        if panel.id.part == "input":
            return with_roles(panel, tuple(sources.T), Role.INPUT_IN_PLAY)
        if panel.id.part == "kernel":
            return times(lit(panel, taps), taps, values[(panel.id.channels[0], *sources.T)])
        return panel

    panels = tuple(map(changed, scene.panels))
    count = len(terms) * (flat.spec.in_channels // flat.spec.groups)
    said = message("products_of_marked", count=count, cells=len(drawn))
    sums = tuple(_sum_in(flat, c, cell, scene.ndim) for c in drawn)
    words = replace(scene.words, detail=(said, *scene.words.detail[1:]), sums=sums)
    return replace(scene, panels=panels, outlines=tuple(outlines), caption=words, signs=("×", "→", ""))


def _sum_in(flat: Trace, channel: int, cell: Size, ndim: int) -> Words:
    """The sum of the cell of an output that is marked there, with the output's name if there are several."""
    said = sum_of(flat, channel, cell, ndim, named=False)
    return message("output_channel_sums", channel=channel, sums=said) if flat.spec.out_channels > 1 else said


def telling_window(area: PaddedInput, trace: Trace, most: int | None = None) -> Size:
    """The output cell whose window reads most of the input, but no more than so many cells of it."""
    counts = np.zeros(trace.spec.output_size, int)
    for step in trace.steps:
        counts[step.cell] = area.met(step).sum()
    return telling_cell(counts, int(counts.max()) if most is None else most)


def of_window(done: Scene, then: Scene, cell: Size) -> Scene:
    """The finished scene with the window in play `then`, whose sum is an output cell."""
    finished = {panel.id: panel for panel in done.panels}

    def changed(panel: Panel) -> Panel:
        again = panel.roles[cell] == Role.OUTPUT_IN_PLAY
        return with_roles(finished[panel.id], cell, Role.OUTPUT_IN_PLAY) if again else finished[panel.id]

    first, *others = done.words.detail
    said = message("each_is_such_a_sum", words=first), *others
    words = replace(done.words, detail=said, sums=then.words.sums)
    return replace(then.with_part("output", changed), caption=words)


def of_step(done: Scene, then: Scene) -> Scene:
    """The finished scene with a step in play, `then`, and what both say."""
    finished = {panel.id: panel for panel in done.panels}

    def changed(panel: Panel) -> Panel:
        return with_roles(finished[panel.id], panel.roles == Role.OUTPUT_IN_PLAY, Role.OUTPUT_IN_PLAY)

    words = replace(done.words, detail=(*done.words.detail, *then.words.detail), sums=then.words.sums)
    return replace(then.with_part("output", changed), caption=words, comes=())


def of_connections(done: Scene, then: Scene) -> Scene:
    """The finished scene with an output cell and all that it reads in play, `then`, and what both say."""
    words = replace(then.words, progress=done.words.progress, detail=(*done.words.detail, *then.words.detail))
    return replace(then, caption=words)


def marked(done: Scene, then: Scene) -> Scene:
    """A finished scene with what is in play in another scene of the same panels."""
    finished = {panel.id: panel for panel in done.panels}

    def lit(panel: Panel) -> Panel:
        if panel.id.part == PRODUCTS:
            return panel
        own = finished[panel.id]
        roles = np.where(np.isin(panel.roles, IN_PLAY), panel.roles, own.roles)
        of_kernel = panel.id.part == "kernel"  # of which what is not in play is paler
        return replace(own, roles=panel.roles if of_kernel else roles.astype(np.int8), sum=panel.sum)

    return replace(then, panels=tuple(map(lit, then.panels)))


def worked_out(done: Scene, then: Scene) -> Scene:
    """A finished scene with what is in play in another one of the same panels, and what both say."""
    words = replace(done.words, detail=(*done.words.detail, *then.words.detail))
    return replace(marked(done, then), caption=words)


def of_first_output(done: Scene, example: Scene) -> Scene:
    """An example in which a cell of each output channel is worked out, with that of the first alone."""
    first, *rest = (panel.id for panel in example.panels if panel.id.part == "output")
    if not rest:
        return example
    others = {p.id: p for p in done.panels if p.id.part in OF_OUTPUT and p.id.channels[-1:] != first.channels}
    outlines = (o for o in example.outlines if o.panel not in others or o.stroke is Stroke.EXTENT)
    words = replace(example.words, sums=example.words.sums[:1])
    panels = tuple(others.get(panel.id, panel) for panel in example.panels)
    return replace(example, panels=panels, outlines=tuple(outlines), caption=words)


def number_of(scene: Scene) -> int:
    """Which output cell an example works out, counted from 0 through all channels, drawn or not, row by row."""
    output = next(
        panel for panel in scene.panels if panel.id.part == "output" and (panel.roles == Role.OUTPUT_IN_PLAY).any()
    )
    kept = output.roles[~np.isin(output.roles, (Role.REMOVED, Role.ABSENT))]
    channel = output.id.channels[0] if output.id.channels else 0
    return channel * len(kept) + int(np.argmax(kept == Role.OUTPUT_IN_PLAY))


def met(scene: Scene, flat: Trace, kept_box: Box, channel: int, output: Size) -> Scene:
    """A scene of stamps with what an output cell is the sum of, lit: its input cells times their weights, and these.

    `kept_box` is the output within its canvas.
    """
    terms = terms_of(flat, output)
    if not terms:
        return scene
    taps = np.array([term.tap for term in terms])
    at = output[0] + kept_box[0], output[1] + kept_box[1]

    def changed(panel: Panel) -> Panel:
        part, own = panel.id.part, panel.id.channels
        if part == "output" and own in ((), (channel,)):
            said = sum_of(flat, channel, output, scene.ndim, named=flat.spec.out_channels > 1)
            return replace(with_roles(panel, at, Role.OUTPUT_IN_PLAY), sum=said)
        if part == "kernel" and (not own or own[1] == channel):
            return lit(panel, taps)
        if part == "input" and (not own or channel in reached(flat.spec, own[0])):
            return weighed(panel, flat, own[0] if own else 0, (channel,), terms)
        return panel

    return replace(scene, panels=tuple(map(changed, scene.panels)))
