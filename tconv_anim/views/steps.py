"""The recipe in four steps: compute z and p′, insert zeros, add the border, flip the kernel and use stride 1."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tconv_anim.captions import parameter_text, size_text
from tconv_anim.scene import Box, Channels, Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.spec import ConvSpec, Size
from tconv_anim.step import Array
from tconv_anim.trace import Trace, two_dimensional, zero_inserted
from tconv_anim.views.zero_insertion import zero_insertion

TURN_STEPS = 3  # how many steps' time a kernel takes to turn, at most


def steps(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a conv_transpose: some for each step of the recipe, one for each output cell, the finished output."""
    windows = zero_insertion(trace, step_ms, channels)
    setup = next(windows).scene
    words = setup.caption
    assert words is not None
    for stage in _stages(trace, setup):
        panels = tuple(stage.panels.get(panel.name, panel) for panel in setup.panels)
        caption = replace(words, progress=stage.name, detail=stage.detail)
        scene = replace(setup, panels=panels, outlines=stage.outlines, caption=caption)
        yield Shot(scene, round(step_ms * stage.share))
    for shot in windows:
        if shot.step is None:
            yield shot
            continue
        words = shot.scene.caption
        assert words is not None
        words = replace(words, progress=f"4. convolve with stride 1, {words.progress}")
        yield replace(shot, scene=replace(shot.scene, caption=words))


@dataclass(frozen=True)
class _Stage:
    """One picture of the recipe: the panels that differ from zero_insertion's set-up, and the words."""

    name: str
    detail: str
    panels: dict[str, Panel]
    outlines: tuple[Outline, ...] = ()
    share: float = 1.0  # of a step's time


def _stages(trace: Trace, setup: Scene) -> Iterator[_Stage]:
    spec, inserted = trace.spec, zero_inserted(two_dimensional(trace)).spec
    size, stride = two_dimensional(trace).spec.input_size, two_dimensional(trace).spec.stride
    z = tuple(s - 1 for s in spec.stride)
    inputs = [panel for panel in setup.panels if panel.part == "input"]
    kernels = {p.name: _turned(p, 0.0) for p in setup.panels if p.part == "kernel"}

    def grown(apart: Size) -> dict[str, Panel]:
        """The inputs with their cells so far apart, in the middle of the room that the border will take."""
        return {panel.name: _spread(panel, inserted, size, stride, apart, spec.ndim) for panel in inputs} | kernels

    yield _Stage("set-up", "the input and the kernel as they are given", grown((1, 1)))
    parameters = f"z = s − 1 = {parameter_text(spec.stride)} − 1 = {parameter_text(z)}, and p′ as below"
    yield _Stage("1. compute z and p′", parameters, grown((1, 1)), share=2.0)
    if stride[0] > 1 and size[0] > 1:
        yield _Stage("2. insert z zeros between the rows", _grown_text(size[0], stride[0]), grown((stride[0], 1)))
    if stride[1] > 1 and size[1] > 1:
        name = "columns" if spec.ndim == 2 else "cells"
        yield _Stage(f"2. insert z zeros between the {name}", _grown_text(size[1], stride[1]), grown(stride))
    borders = [end for pads in inserted.pads[-spec.ndim :] for end in pads]
    padded = size_text(inserted.padded_size[-spec.ndim :])
    whole = {panel.name: _bordered(panel, grown(stride)[panel.name]) for panel in inputs} | kernels
    if max(borders) > 0:
        yield _Stage("3. add the border p′", f"now {padded}" if min(borders) >= 0 else "where it is positive", whole)
    if min(borders) < 0:
        cutting = {panel.name: _cutting(whole[panel.name], panel) for panel in inputs} | kernels
        yield _Stage("3. crop, as p′ is negative", f"{padded} is left", cutting)
    frames = _turn_frames(spec)
    for frame in range(1, frames + 1):
        share = frame / frames
        turned = {panel.name: _turned(panel, share) for panel in setup.panels if panel.part == "kernel"}
        mark = _turned_box(two_dimensional(trace).spec.kernel_size, share)
        outlines = (*setup.outlines, *(Outline(name, mark, Stroke.WINDOW) for name in turned))
        yield _Stage("4. flip the kernel", "it turns by 180°", turned, outlines, min(0.5, TURN_STEPS / frames))


def _grown_text(size: int, stride: int) -> str:
    return f"{size} + ({size} − 1)·{stride - 1} = {(size - 1) * stride + 1}"


def _spread(panel: Panel, inserted: ConvSpec, size: Size, stride: Size, apart: Size, ndim: int) -> Panel:
    """An input's panel with its cells `apart`, of the `stride` that they come to, and zeros in between."""
    assert panel.values is not None
    data = [(max(0, lo), n) for (lo, _), n in zip(inserted.pads, inserted.input_size, strict=True)]
    values = panel.values[tuple(slice(lo, lo + n, s) for (lo, n), s in zip(data, stride, strict=True))]
    now = tuple((i - 1) * a + 1 for i, a in zip(size, apart, strict=True))
    cells = tuple(
        slice(lo + (n - m) // 2, lo + (n - m) // 2 + m) for (lo, n), m in zip(data, now, strict=True)
    )  # in the middle
    at = tuple(slice(c.start, c.stop, a) for c, a in zip(cells, apart, strict=True))
    roles, numbers = np.full(panel.shape, Role.ABSENT, np.int8), np.full(panel.shape, np.nan)
    roles[cells], numbers[cells] = Role.INSERTED_ZERO, 0
    roles[at], numbers[at] = Role.INPUT, values
    subtitle = f"zeros inserted: {size_text(now[-ndim:])}" if now != size else ""
    return replace(panel, roles=roles, values=numbers, subtitle=subtitle)


def _bordered(panel: Panel, grown: Panel) -> Panel:
    """An input's panel with its border, before anything is cropped."""
    within = np.where(grown.roles == Role.ABSENT, Role.PADDING, grown.roles)
    roles = np.where(panel.roles == Role.CROPPED, within, panel.roles).astype(np.int8)
    return replace(panel, roles=roles)


def _cutting(whole: Panel, panel: Panel) -> Panel:
    """The same with what a negative border crops in the act of being cut away."""
    return replace(whole, roles=np.where(panel.roles == Role.CROPPED, Role.CUT, whole.roles).astype(np.int8))


def _rings(rows: int, columns: int) -> Iterator[list[tuple[int, int]]]:
    """A kernel's cells ring by ring from outside, clockwise: half a ring further on lies the cell across the middle."""
    top, left, bottom, right = 0, 0, rows - 1, columns - 1
    while top < bottom and left < right:
        ring = [(top, c) for c in range(left, right)] + [(r, right) for r in range(top, bottom)]
        ring += [(bottom, c) for c in range(right, left, -1)] + [(r, left) for r in range(bottom, top, -1)]
        yield ring
        top, left, bottom, right = top + 1, left + 1, bottom - 1, right - 1


def _turn_frames(spec: ConvSpec) -> int:
    """How many pictures a kernel takes to turn by 180°: one for each cell that its corner passes."""
    rows, columns = spec.kernel_size if spec.ndim == 2 else (1, *spec.kernel_size)
    return 1 if 1 in (rows, columns) and max(rows, columns) > 1 else rows + columns - 2


def _source(shape: tuple[int, int], share: float) -> Array:
    """Where each cell of a kernel comes from that has turned by this share of 180°, ``(rows, columns, 2)``."""
    rows, columns = shape
    source: Array = np.moveaxis(np.indices(shape), 0, -1).copy()
    if share == 1:  # a row, alone or in the middle, is turned in one go
        source -= [rows - 1, columns - 1]
        return -source
    for ring in _rings(rows, columns):
        shift = round(share * len(ring) / 2)
        for place, cell in enumerate(ring):
            source[cell] = ring[place - shift]
    return source


def _turned(panel: Panel, share: float) -> Panel:
    """A flipped kernel's panel as it was when it had only turned by this share of 180°."""
    assert panel.values is not None
    source = _source(panel.shape, share)
    given = np.flip(panel.values)
    subtitle = panel.subtitle if share == 1 else "turning" if share else ""
    return replace(panel, values=given[source[..., 0], source[..., 1]], subtitle=subtitle)


def _turned_box(shape: tuple[int, ...], share: float) -> Box:
    """Where the kernel's first cell has come to."""
    rows, columns = shape
    source = _source((rows, columns), share)
    row, column = np.argwhere((source == 0).all(axis=-1))[0].tolist()
    return row, column, row + 1, column + 1
