"""Transposed convolution as it is computed: every input cell scales the kernel and stamps it onto the canvas."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tconv_anim.captions import call_text, formula_text, number_text, size_text
from tconv_anim.ops.conv_transpose import canvas_extent
from tconv_anim.scene import Box, Caption, Link, Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.step import Array
from tconv_anim.trace import Trace

ADD_SHARE = 0.6  # of a step's time: first what is added is seen, then the sum
_BY_STAMPS = np.array([Role.PENDING, Role.OUTPUT, Role.OUTPUT_2, Role.OUTPUT_3, Role.OUTPUT_4], np.int8)


def overlap_add(trace: Trace, step_ms: int) -> Iterator[Shot]:
    """Shots of a conv_transpose: the set-up, two for each input cell (adding, sum), the crop, the finished output."""
    spec = trace.spec
    start, size = canvas_extent(spec)
    kept_box: Box = (-start[0], -start[1], -start[0] + spec.output_size[0], -start[1] + spec.output_size[1])
    kept, extra = np.zeros(size, bool), np.zeros(size, bool)
    kept[kept_box[0] : kept_box[2], kept_box[1] : kept_box[3]] = True
    extra[kept_box[2] - spec.output_padding[0] : kept_box[2]] = True
    extra[:, kept_box[3] - spec.output_padding[1] : kept_box[3]] = True
    extra &= kept
    crops = not kept.all()

    kernel = Panel(
        "kernel", f"kernel {size_text(spec.kernel_size)}", np.full(spec.kernel_size, Role.KERNEL, np.int8),
        trace.weight[0, 0].astype(float),
    )  # fmt: skip
    input_roles = np.full(spec.input_size, Role.INPUT, np.int8)
    still = Panel("input", f"input {size_text(spec.input_size)}", input_roles, trace.input[0].astype(float))
    title = f"output {size_text(spec.output_size)}"
    subtitle = f"{size_text(size)} before cropping" if crops else ""
    extent = (Outline("output", kept_box, Stroke.EXTENT),) if crops else ()
    signs = ("×", "→")
    formula = formula_text(spec)

    def output(roles: Array, values: Array, terms: Array | None = None) -> Panel:
        return Panel("output", title, roles, values, terms, "+" if terms is not None else "", subtitle)

    def caption(progress: str, detail: str) -> Caption:
        return Caption(call_text(spec), progress, detail, formula)

    stamps = np.zeros(size, int)
    values = np.full(size, float(trace.bias[0]) if trace.bias[0] else np.nan)
    roles = _settled_roles(stamps, kept, extra)
    setup = caption("set-up", "each input cell stamps a scaled kernel")
    yield Shot(Scene((still, kernel, output(roles, values)), extent, (), setup, signs), step_ms)

    for step in trace.steps:
        landing = tuple(w - first for w, first in zip(step.window, start, strict=True))
        cells = np.ix_(*landing)
        terms = np.full(size, np.nan)
        terms[cells] = step.added[0]
        in_play = _settled_roles(stamps, kept, extra)
        in_play[cells] = np.where(
            kept[cells], np.where(stamps[cells] > 0, Role.STAMPED_AGAIN, Role.STAMPED), Role.STAMPED_CROPPED
        )
        input_roles = still.roles.copy()
        input_roles[step.cell] = Role.INPUT_READ
        scaling = Panel("input", still.title, input_roles, still.values)
        read: Box = (step.cell[0], step.cell[1], step.cell[0] + 1, step.cell[1] + 1)
        window: Box = (int(landing[0][0]), int(landing[1][0]), int(landing[0][-1]) + 1, int(landing[1][-1]) + 1)
        outlines = (*extent, Outline("input", read, Stroke.WINDOW), Outline("output", window, Stroke.WINDOW))
        links = (Link(("input", read), ("output", window)),)
        text = caption(
            f"step {step.index + 1} of {spec.placements}",
            f"{number_text(float(trace.input[(0, *step.cell)]))} × kernel is added to the output",
        )
        summed = values.copy()
        summed[cells] = step.after[0]
        for panel, duration_ms in (
            (output(in_play, values, terms), round(step_ms * ADD_SHARE)),
            (output(in_play, summed), step_ms - round(step_ms * ADD_SHARE)),
        ):
            yield Shot(Scene((scaling, kernel, panel), outlines, links, text, signs), duration_ms, step.index + 1)
        values = summed
        stamps[cells] += 1

    values = np.where(np.isnan(values), 0.0, values)
    roles = _settled_roles(stamps, kept, extra)
    roles[(stamps == 0) & kept] = Role.GAP
    if crops:
        cut = np.where(kept, roles, Role.CUT).astype(np.int8)
        cropping = caption("crop", f"padding {_numbers(spec.padding)} cuts the border off")
        yield Shot(Scene((still, kernel, output(cut, values)), extent, (), cropping, signs), step_ms)
        roles[~kept] = Role.REMOVED
        values = np.where(kept, values, np.nan)
    done = caption("done", "darker cells received more stamps" if stamps[kept].max() > 1 else "no stamps overlap")
    yield Shot(Scene((still, kernel, output(roles, values)), extent, (), done, signs), step_ms)


def _settled_roles(stamps: Array, kept: Array, extra: Array) -> Array:
    """What each canvas cell is when no stamp is in play."""
    roles: Array = _BY_STAMPS[np.minimum(stamps, len(_BY_STAMPS) - 1)]
    roles[extra] = np.where(stamps[extra] > 0, Role.EXTRA, Role.EXTRA_PENDING)
    roles[~kept] = Role.CROPPED
    return roles


def _numbers(padding: object) -> str:
    return size_text(dict.fromkeys(padding)) if isinstance(padding, tuple) else str(padding)
