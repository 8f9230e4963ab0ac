"""Step by step: of a conv padding, then windows; of a conv_transpose the recipe of four steps."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tconv_anim.core.call_text import axes_text
from tconv_anim.core.equivalents import two_dimensional, zero_inserted
from tconv_anim.core.message import Equation, Message, Words, equation, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.number_text import size_text
from tconv_anim.scenes.scene import Outline, Panel, PanelId, Place, Role, Scene, Shot
from tconv_anim.scenes.told.spread import Spread
from tconv_anim.scenes.told.turning import before_turn, turning
from tconv_anim.scenes.view import KERNEL, LINEAR, ONE_INPUT, ONE_STAGE, View
from tconv_anim.scenes.views._padding import padding_steps
from tconv_anim.scenes.views.sliding_window import sliding_window
from tconv_anim.scenes.views.zero_insertion import zero_insertion

TURNS = message("turns")
FLIP = message("recipe_4")


def steps(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a conv_transpose: some for each step of the recipe, one for each output cell, the finished output.

    Of a conv: its padding grows around the input before the window slides.
    """
    if not trace.spec.transposed:
        windows = sliding_window(trace, step_ms, channels)
        yield from padding_steps(trace, next(windows).scene, step_ms)
        yield from windows
        return
    windows = zero_insertion(trace, step_ms, channels)
    setup = next(windows).scene
    for stage in _stages(trace, setup):
        panels = tuple(stage.panels.get(panel.id, panel) for panel in setup.panels)
        caption = replace(setup.words, progress=stage.name, detail=(stage.detail,))
        scene = replace(setup, panels=panels, outlines=stage.outlines, caption=caption, comes=stage.comes)
        yield Shot(scene, round(step_ms * stage.share))
    for shot in windows:
        if shot.step is None:
            yield shot
            continue
        words = shot.scene.words
        progress = message("recipe_progress", recipe_step=message("recipe_4_window"), progress=words.progress)
        words = replace(words, progress=progress)
        yield replace(shot, scene=replace(shot.scene, caption=words))


@dataclass(frozen=True)
class _Stage:
    """One picture of the recipe: the panels that differ from zero_insertion's set-up, and the words."""

    name: Message
    detail: Words
    panels: dict[PanelId, Panel]
    outlines: tuple[Outline, ...] = ()
    share: float = 1.0  # of a step's time
    comes: tuple[tuple[Place, Place], ...] = ()


def _stages(trace: Trace, setup: Scene) -> Iterator[_Stage]:
    spec, inserted = trace.spec, zero_inserted(two_dimensional(trace)).spec
    size, stride = two_dimensional(trace).spec.input_size, two_dimensional(trace).spec.stride
    z = tuple(s - 1 for s in spec.stride)
    inputs = [panel for panel in setup.panels if panel.id.part == "input"]
    kernels = {p.id: before_turn(p) for p in setup.panels if p.id.part == "kernel"}

    spread = Spread(inserted, size, stride, spec.ndim)

    def grown(apart: Size) -> dict[PanelId, Panel]:
        """The inputs with their cells so far apart, in the middle of the room that the border will take."""
        return {panel.id: spread.panel(panel, apart) for panel in inputs} | kernels

    yield _Stage(message("set_up"), message("recipe_given"), grown((1, 1)))
    zeros = equation("z", "s − 1", f"{axes_text(spec.stride)} − 1", axes_text(z))
    yield _Stage(message("recipe_1"), message("recipe_1_numbers", z=zeros), grown((1, 1)), share=2.0)
    if stride[0] > 1 and size[0] > 1:
        moved = spread.moves(inputs, (1, 1), (stride[0], 1))
        yield _Stage(message("recipe_2_rows"), _grown_size(size[0], stride[0]), grown((stride[0], 1)), comes=moved)
    if stride[1] > 1 and size[1] > 1:
        name = message("recipe_2_columns" if spec.ndim == 2 else "recipe_2_cells")
        moved = spread.moves(inputs, (stride[0] if size[0] > 1 else 1, 1), stride)
        yield _Stage(name, _grown_size(size[1], stride[1]), grown(stride), comes=moved)
    if all(s == 1 or i == 1 for s, i in zip(stride, size, strict=True)):
        if max(stride) > 1:
            yield _Stage(message("recipe_2_no_neighbours"), message("no_neighbours"), grown((1, 1)))
        else:
            yield _Stage(message("recipe_2_none", z=equation("z", "0")), message("no_zeros"), grown((1, 1)))
    borders = [end for pads in inserted.pads[-spec.ndim :] for end in pads]
    padded = size_text(inserted.padded_size[-spec.ndim :])
    whole = {panel.id: _bordered(panel, grown(stride)[panel.id]) for panel in inputs} | kernels
    if max(borders) > 0:
        result = message("size_now", size=padded) if min(borders) >= 0 else message("where_positive")
        yield _Stage(message("recipe_3"), result, whole)
    if min(borders) < 0:
        cutting = {panel.id: _cutting(whole[panel.id], panel) for panel in inputs} | kernels
        yield _Stage(message("recipe_3_crop"), message("size_left", size=padded), cutting)
    if not any(borders):
        yield _Stage(message("recipe_3_none", border=equation("p′", "0")), message("no_border"), whole)
    yield from _turning(setup)


def _grown_size(size: int, stride: int) -> Equation:
    return equation(f"{size} + ({size} − 1)·{stride - 1}", (size - 1) * stride + 1)


def _bordered(panel: Panel, grown: Panel) -> Panel:
    """An input's panel with its border, before anything is cropped."""
    within = np.where(grown.roles == Role.ABSENT, Role.PADDING, grown.roles)
    roles = np.where(panel.roles == Role.CROPPED, within, panel.roles).astype(np.int8)
    return replace(panel, roles=roles)


def _cutting(whole: Panel, panel: Panel) -> Panel:
    """The same with what a negative border crops in the act of being cut away."""
    return replace(whole, roles=np.where(panel.roles == Role.CROPPED, Role.CUT, whole.roles).astype(np.int8))


def _turning(setup: Scene) -> Iterator[_Stage]:
    """The kernel on its way to the flipped one of the set-up."""
    kernels = [panel for panel in setup.panels if panel.id.part == "kernel"]
    outlines = setup.outlines
    if max(kernels[0].shape) == 1:
        yield _Stage(FLIP, message("single_cell_stays"), {}, outlines)
    elif 1 in kernels[0].shape:
        yield _Stage(FLIP, message("reversed"), {}, outlines)
    else:
        for scene, share in turning(setup, kernels):
            panels = {panel.id: panel for panel in scene.panels if panel.id.part == "kernel"}
            yield _Stage(FLIP, TURNS, panels, outlines, share, scene.comes)


def _title(op: Message) -> Message:
    transposed = dict(op.values).get("op") == "conv_transpose"
    return message("by_recipe_title" if transposed else "by_padding_title", op=op)


VIEW = View(
    summary="Step by step: padding grows around the input, then the window slides; of conv_transpose a recipe of four.",
    needs=(ONE_INPUT, ONE_STAGE, LINEAR, KERNEL),
    draw=steps,
    count_placements=lambda spec: math.prod(spec.output_size),
    row=lambda spec: spec.output_size[-1],
    alt=message("by_recipe"),
    alt_of_conv=message("by_padding_first"),
    title=_title,
)
