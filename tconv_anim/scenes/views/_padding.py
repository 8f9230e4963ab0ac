"""How a convolution's padding grows around its input, and what of the formula of its size that fills in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from tconv_anim.core.call_text import axes_text
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.message import Clauses, Message, Words, clauses, equation, message
from tconv_anim.core.step import NOWHERE, Array, Cells, Surroundings
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.panels import padding_title
from tconv_anim.scenes.scene import Panel, PanelId, Place, Role, Scene, Shot

HOW = {
    "zeros": message("pad_with_zeros"),
    "reflect": message("pad_by_reflecting"),
    "replicate": message("pad_by_replicating"),
    "circular": message("pad_from_other_side"),
}


def padding_steps(trace: Trace, setup: Scene, step_ms: int) -> Iterator[Shot]:
    """Shots before the window slides: the bare input, its padding axis by axis, what is cut, and the window's steps."""
    flat = two_dimensional(trace)
    spec, ndim = flat.spec, trace.spec.ndim
    inputs = [panel for panel in setup.panels if panel.id.part == "input"]
    pads = [(max(0, lo), max(0, hi)) for lo, hi in spec.pads]

    def shot(
        made: dict[PanelId, Panel], name: Message, said: Clauses, comes: tuple[tuple[Place, Place], ...] = (),
        share: float = 1.0,
    ) -> Shot:  # fmt: skip
        panels = tuple(made.get(panel.id, panel) for panel in setup.panels)
        words = replace(setup.words, progress=name, detail=said)
        scene = replace(setup, panels=panels, caption=words, outlines=(), comes=comes)
        return Shot(scene, round(step_ms * share))

    def grown(done: int, source: Array | None = None) -> dict[PanelId, Panel]:
        """The inputs once so many axes are padded, before anything is cut; some cells in play."""
        here = tuple(
            slice(0, size) if axis < done else slice(lo, size - hi)
            for axis, (size, (lo, hi)) in enumerate(zip(inputs[0].shape, pads, strict=True))
        )
        there = np.zeros(inputs[0].shape, bool)
        there[here] = True
        made = {}
        for panel in inputs:
            bare = np.where(panel.roles == Role.CROPPED, Role.INPUT, panel.roles)
            roles = np.where(there, bare, Role.ABSENT).astype(np.int8)
            if source is not None:
                roles[source & (roles == Role.INPUT)] = Role.INPUT_IN_PLAY
            title = panel.subtitle if done == spec.ndim else ""
            made[panel.id] = replace(panel, roles=roles, values=np.where(there, panel.numbers, np.nan), subtitle=title)
        return made

    yield shot(grown(0), message("set_up"), clauses(message("recipe_given")))
    padded = [axis for axis, ends in enumerate(pads) if any(ends)]
    for axis in padded:
        name = message("pad_rows") if axis == 0 else message("pad_columns") if ndim == 2 else message("pad_cells")
        moved, source = _sources(flat, inputs, axis, pads)
        (lo, hi), size = pads[axis], spec.input_size[axis]
        total = equation(f"{size} + {lo} + {hi}", size + lo + hi)
        detail = clauses(message("pad_grows", how=HOW[spec.padding_mode], size=total))
        yield shot(grown(axis + 1, source), name, detail, moved, 1.5)
    if not padded:
        yield shot(grown(spec.ndim), message("pad_none"), clauses(message("no_padding")))
    if any(end < 0 for ends in spec.pads for end in ends):
        cutting = {
            panel.id: replace(panel, roles=np.where(panel.roles == Role.CROPPED, Role.CUT, panel.roles).astype(np.int8))
            for panel in inputs
        }
        yield shot(cutting, message("pad_cuts"), clauses(padding_title(trace.spec, ndim)))
    yield shot({}, message("pad_slides", stride=axes_text(trace.spec.stride)), tuple(_sizes(trace.spec)))


def _sources(
    trace: Trace, inputs: list[Panel], axis: int, pads: list[tuple[int, int]]
) -> tuple[tuple[tuple[Place, Place], ...], Array | None]:
    """Where the cells that an axis adds come from, and a mask of these; nothing for zeros."""
    spec = trace.spec
    if spec.padding_mode == "zeros":
        return (), None
    rows, columns = (np.arange(-lo, size + hi) for size, (lo, hi) in zip(spec.input_size, pads, strict=True))
    found = Surroundings(trace.input, spec.padding_mode).sources(Cells(np.zeros(1, int), (rows, columns))).axes
    mask = np.zeros(inputs[0].shape, bool)
    moved: list[tuple[Place, Place]] = []
    for r, c in np.ndindex(*mask.shape):
        added = not 0 <= (rows[r], columns[c])[axis] < spec.input_size[axis]
        known = axis == 1 or 0 <= columns[c] < spec.input_size[1]
        source = int(found[0][r]), int(found[1][c])
        if added and known and NOWHERE not in source:
            a, b = source[0] + pads[0][0], source[1] + pads[1][0]
            mask[a, b] = True
            moved += [((p.id, (a, b, a + 1, b + 1)), (p.id, (r, c, r + 1, c + 1))) for p in inputs]
    return tuple(moved), mask


def _sizes(spec: ConvSpec) -> Iterator[Words]:
    """How many places the window has: the formula of the size with the padded size in it."""
    axes = dict.fromkeys(zip(spec.padded_size, spec.effective_kernel_size, spec.stride, spec.output_size, strict=True))
    for padded, kernel, stride, output in axes:
        places = equation(f"⌊({padded} − {kernel})/{stride}⌋ + 1", output)
        yield message("labelled", label=message("pad_places"), words=places)
