"""The cells that an operation connects, whatever it is, as cells of its input's and its output's panel."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from tconv_anim.core.linear import matrix, reached_by, reaches
from tconv_anim.core.ops import get_op
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import shown
from tconv_anim.core.trace import Trace
from tconv_anim.core.work import cost
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.errors import SceneError
from tconv_anim.scenes.panels import channel_panels, in_a_square, with_roles
from tconv_anim.scenes.sampled_input import plane_cells
from tconv_anim.scenes.scene import Panel, Role, Scene, Shot

MOST_CELLS = 1024  # of each array of several stages: their matrices are multiplied
MOST_ENTRIES = 10**7  # of a matrix


def usual_side(spec: Spec) -> str:
    """The side whose cells an operation's steps are about; of several stages the output's."""
    return "output" if get_op(spec.op).by_output or spec.stages else "input"


def stamps_kernels(spec: Spec) -> bool:
    """Whether it is a kernel that input cells stamp."""
    return bool(spec.weight_shape) and usual_side(spec) == "input"


def count_cells(spec: Spec, side: str | None = None) -> int:
    """The cells of one channel of a side, by default the usual one."""
    return math.prod(spec.input_size if (side or usual_side(spec)) == "input" else spec.output_size)


def count_row(spec: Spec, side: str | None = None) -> int:
    """The cells of the first row of one channel of a side."""
    size: Size = spec.input_size if (side or usual_side(spec)) == "input" else spec.output_size
    return size[-1]


def connected(trace: Trace, side: str, channel: int, cell: Size) -> dict[int, Array]:
    """What a cell of a side is connected to, by channel of the other side: rows and columns, (n, 2)."""
    found = (reaches if side == "input" else reached_by)(trace, (channel, *cell))
    return {int(c): plane_cells(found[found[:, 0] == c]) for c in np.unique(found[:, 0])}


def flat_panels(trace: Trace, part: str, channels: Channels, *, empty: bool = False) -> dict[int, Panel]:
    """The bare input or output over two axes, without padding; empty where nothing is written yet."""
    spec = trace.spec
    values, size, drawn = trace.input, spec.input_size, channels.inputs
    if part == "output":
        values, size, drawn = trace.output, spec.output_size, channels.outputs
    plane = in_plane(size)
    roles = np.full(plane, Role.OUTPUT_WAITING if empty else Role.INPUT, np.int8)
    cells: Array = shown(values.reshape(len(values), *plane))
    if empty:
        cells = np.full_like(cells, np.nan)
    elif part == "output":
        reached = np.bincount(matrix(trace).rows, minlength=trace.output.size).reshape(len(values), -1).any(axis=0)
        roles = np.where(reached.reshape(plane), Role.OUTPUT, Role.EMPTY).astype(np.int8)
    return in_a_square(channel_panels(spec, part, drawn, roles, cells, size))


def in_plane(size: Size) -> Size:
    """A size as rows and columns."""
    return size if len(size) == 2 else (1, *size)


def check_connected(spec: Any, side: str | None = None) -> None:
    """Refuse matrices that are too large to be made, and of stages too large to be multiplied."""
    sizes = [(stage.in_channels, stage.input_size) for stage in spec.stages]
    sizes += [(stage.out_channels, stage.output_size) for stage in spec.stages]
    cells = max((channels * math.prod(size) for channels, size in sizes), default=0)
    if cells > MOST_CELLS:
        raise SceneError("too_large:cells", {"count": cells, "most": MOST_CELLS})
    windows = bool(spec.weight_shape) and side in (None, usual_side(spec))  # which are known without a matrix
    if not windows and (entries := cost(spec).products) > MOST_ENTRIES:
        raise SceneError("too_large:connections", {"count": entries, "most": MOST_ENTRIES})


def by_channel(shots: Iterator[Shot], channels: int) -> Iterator[Shot]:
    """Shots of an output cell of all channels, once for each channel, with the cells after it still to come."""
    begun = False
    for shot in shots:
        if shot.step is None:
            yield shot if begun else replace(shot, scene=_until(shot.scene, 0, 0))
            continue
        begun = True
        ends = [shot.duration_ms * n // channels for n in range(channels + 1)]
        for channel, (a, b) in enumerate(pairwise(ends)):
            yield replace(shot, duration_ms=b - a, scene=_until(shot.scene, shot.step - 1, channel + 1))


def _until(scene: Scene, cell: int, channels: int) -> Scene:
    """The scene with the output's cells before one computed, and this one in the first channels."""

    def known(panel: Panel) -> Panel:
        channel = panel.id.channels[0] if panel.id.channels else 0
        later = np.arange(panel.roles.size) >= cell + (channel < channels)
        return with_roles(panel, later.reshape(panel.roles.shape), Role.OUTPUT_WAITING, np.nan)

    return scene.with_part("output", known)
