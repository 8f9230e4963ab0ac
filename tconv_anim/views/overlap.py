"""How many stamps reach each output cell: even, or a checkerboard; on a picture, the artefact itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.captions import call_text, formula_text, joined
from tconv_anim.scene import LEVELS, Box, Channels, Link, Outline, Panel, Role, Shot, Stroke
from tconv_anim.step import Array
from tconv_anim.trace import Trace, two_dimensional
from tconv_anim.views import is_picture
from tconv_anim.views.canvas import Canvas
from tconv_anim.views.evenness import period_text, verdict_text
from tconv_anim.views.parts import Board, channel_panels, cropping_text, extra_note, input_panels, links
from tconv_anim.views.pixels import pixels

SIGNS = ("→", "")
LEAST_SCALE = 4  # so that a single stamp is not as dark as can be
MOST_ROWS = 9  # of the scale


def overlap(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a conv_transpose: the set-up, one for each input cell, the crop, the finished counts.

    The counts are those of the kernel's taps, whatever their values, and the same for every channel. A large input is
    drawn as a picture, beside what the nearest parameters that overlap evenly make of it.
    """
    if is_picture(trace.spec):
        yield from pixels(trace, step_ms)
        return
    spec, flat = trace.spec, two_dimensional(trace)
    canvas = Canvas(flat)
    most = int(_counts(flat).max())
    subtitle = cropping_text(canvas.size, spec.ndim) if canvas.crops else ""
    empty, size = np.full((spec.out_channels, *canvas.size), np.nan), spec.output_size
    (output,) = channel_panels(spec, "output", channels.outputs[:1], canvas.roles(), empty, size, subtitle).values()
    inputs = input_panels(flat, channels.inputs[:1], spec.ndim)
    ((channel, given),) = inputs.items()
    extents = (Outline(output.name, canvas.kept_box, Stroke.EXTENT),) if canvas.crops else ()
    note = extra_note(spec)
    board = Board({}, extents, call_text(spec), formula_text(spec), SIGNS, spec.ndim, note)
    scale = _scale(most, spec.ndim)

    def shot(given: Panel, progress: str, detail: str, step: int | None = None, *, window: Box | None = None) -> Shot:
        outlines: tuple[Outline, ...] = ()
        ties: tuple[Link, ...] = ()
        if window is not None:
            (cell,) = np.argwhere(given.roles == Role.INPUT_READ).tolist()
            box: Box = (cell[0], cell[1], cell[0] + 1, cell[1] + 1)
            outlines = (Outline(given.name, box, Stroke.WINDOW), Outline(output.name, window, Stroke.WINDOW))
            ties = tuple(links((given.name, box), (output.name, window), spec.ndim, flat.spec.dilation[1]))
        scene = board.scene({channel: given}, {0: output}, progress, detail, outlines, ties)
        return Shot(replace(scene, panels=(*scene.panels, scale)), step_ms, step)

    yield shot(given, "set-up", "how many stamps reach each cell")
    for step in flat.steps:
        canvas.touch(step)
        output = replace(output, roles=_roles(canvas, most), values=_shown(canvas.stamps))
        reading = given.roles.copy()
        reading[step.cell] = Role.INPUT_READ
        highest = canvas.stamps.max()
        detail = "no overlap yet" if highest == 1 else f"now up to {highest} stamps on a cell"
        progress = f"step {step.index + 1} of {spec.placements}"
        yield shot(replace(given, roles=reading), progress, detail, step.index + 1, window=canvas.window(step))
    roles = np.where(canvas.stamps > 0, output.roles, Role.LEVEL_0).astype(np.int8)
    output = replace(output, roles=roles, values=canvas.stamps.astype(float))
    if canvas.crops:
        whole = output
        output = canvas.cutting(whole)
        yield shot(given, "crop", "padding cuts the border off")
        output = canvas.cut(whole)
    board = replace(board, note=joined(note, period_text(trace)))
    yield shot(given, "done", verdict_text(trace))


def _counts(trace: Trace) -> Array:
    """How many stamps each cell of the canvas gets."""
    canvas = Canvas(trace)
    for step in trace.steps:
        canvas.touch(step)
    return canvas.stamps


def _levels(counts: Array, most: int) -> Array:
    """The shade of each count."""
    shade = np.rint(counts / max(most, LEAST_SCALE) * (len(LEVELS) - 1)).astype(int)
    levels: Array = np.array(LEVELS, np.int8)[shade]
    return levels


def _roles(canvas: Canvas, most: int) -> Array:
    counts = canvas.stamps
    untouched = np.where(canvas.kept, Role.PENDING, Role.CROPPED)
    return np.where(counts > 0, _levels(counts, most), untouched).astype(np.int8)


def _shown(counts: Array) -> Array:
    return np.where(counts > 0, counts, np.nan)


def _scale(most: int, ndim: int) -> Panel:
    """The bar that tells the shades, the most on top; of many counts some."""
    counts = np.unique(np.rint(np.linspace(most, 0, min(most, MOST_ROWS) + 1)).astype(int))
    column = counts[::-1, np.newaxis] if ndim == 2 else counts[np.newaxis]
    return Panel("scale", "stamps", _levels(column, most), column.astype(float))
