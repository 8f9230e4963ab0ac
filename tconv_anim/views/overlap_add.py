"""Transposed convolution as it is computed: every input cell scales the kernel and stamps it onto the canvas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from tconv_anim.captions import call_text, formula_text, number_text, parameter_text, size_text
from tconv_anim.ops.conv_transpose import canvas_extent
from tconv_anim.scene import Box, Caption, Channels, Link, Outline, Panel, Role, Scene, Shot, Stroke
from tconv_anim.spec import ConvSpec
from tconv_anim.step import Array, Step
from tconv_anim.trace import Trace, two_dimensional
from tconv_anim.views.parts import count_text, kernel_panel, kernel_title, links, part_name, part_title

ADD_SHARE = 0.6  # of a step's time: first what is added is seen, then the sum
SIGNS = ("×", "→")
MOST_SHADES = 4
_BY_STAMPS = np.array([Role.PENDING, Role.OUTPUT, Role.OUTPUT_2, Role.OUTPUT_3, Role.OUTPUT_4], np.int8)


def overlap_add(trace: Trace, step_ms: int, channels: Channels) -> Iterator[Shot]:
    """Shots of a conv_transpose: the set-up; adding and sum for each input cell and channel; the crop; the output."""
    flat = two_dimensional(trace)
    spec, ndim = flat.spec, trace.spec.ndim
    canvas = _Canvas(flat)
    kernel_size, output_size = spec.kernel_size[-ndim:], spec.output_size[-ndim:]
    inputs = {
        a: Panel(
            part_name(spec, "input", a), part_title(spec, "input", trace.spec.input_size, a),
            np.full(spec.input_size, Role.INPUT, np.int8), flat.input[a].astype(float), place=(row, 0),
            subtitle=count_text(len(channels.inputs), spec.in_channels),
        )
        for row, a in enumerate(channels.inputs)
    }  # fmt: skip
    kernels = {}
    for row, a in enumerate(channels.inputs):
        for column, c in enumerate(channels.outputs):
            if c in _outputs(spec, a):
                nth = c - _outputs(spec, a).start
                place = (row, nth if spec.groups > 1 else column)  # groups share their columns
                name, title = part_name(spec, "kernel", a, c), kernel_title(spec, kernel_size, a, nth)
                kernels[a, c] = kernel_panel(flat.weight[a, nth], name, title, "", place)
    subtitle = f"{size_text(canvas.size[-ndim:])} before cropping" if canvas.crops else ""
    outputs = {
        c: Panel(
            part_name(spec, "output", c), part_title(spec, "output", output_size, c), canvas.roles(),
            np.full(canvas.size, float(flat.bias[c]) if flat.bias[c] else np.nan), place=(row, 0),
            subtitle=subtitle or count_text(len(channels.outputs), spec.out_channels),
        )
        for row, c in enumerate(channels.outputs)
    }  # fmt: skip
    extents = tuple(Outline(panel.name, canvas.kept_box, Stroke.EXTENT) for panel in outputs.values() if canvas.crops)
    call, formula, note = call_text(trace.spec), formula_text(trace.spec), _bias_text(flat.bias)
    adding_ms = round(step_ms * ADD_SHARE)

    def scene(progress: str, detail: str, outlines: tuple[Outline, ...] = (), ties: tuple[Link, ...] = ()) -> Scene:
        panels = (*(scaling or inputs).values(), *kernels.values(), *outputs.values())
        return Scene(panels, (*extents, *outlines), ties, Caption(call, progress, detail, formula, note), SIGNS, ndim)

    scaling: dict[int, Panel] = {}
    yield Shot(scene("set-up", "each input cell stamps a scaled kernel"), step_ms)
    for step in flat.steps:
        read: Box = (step.cell[0], step.cell[1], step.cell[0] + 1, step.cell[1] + 1)
        window = canvas.window(step)
        stamps = list(_stamps(flat, step, channels))
        touched: set[int] = set()
        for stamp in stamps:
            outlines = [Outline(outputs[c].name, window, Stroke.WINDOW) for c in stamp.added]
            ties: list[Link] = []
            scaling = dict(inputs)
            if stamp.channel is not None:
                panel = inputs[stamp.channel]
                scaling[stamp.channel] = _reading(panel, step.cell)
                outlines.append(Outline(panel.name, read, Stroke.WINDOW))
                for c in stamp.added:
                    ties += links((panel.name, read), (outputs[c].name, window), ndim, spec.dilation[1])
                    kernel = kernels[stamp.channel, c]
                    outlines += [Outline(kernel.name, (0, 0, *kernel.shape), Stroke.WINDOW)] if len(kernels) > 1 else []
            progress = f"step {step.index + 1} of {spec.placements}"
            for c, added in stamp.added.items():
                outputs[c] = canvas.adding(outputs[c], step, added, again=c in touched)
            yield Shot(scene(progress, stamp.text, tuple(outlines), tuple(ties)), adding_ms, step.index + 1)
            if stamp is stamps[-1]:
                canvas.touch(step)
            for c in stamp.added:
                outputs[c] = canvas.summed(outputs[c], step, step.after[c] if stamp is stamps[-1] else None)
            if stamp is stamps[-1]:
                outputs = {c: replace(panel, roles=canvas.roles()) for c, panel in outputs.items()}
            touched.update(stamp.added)
            yield Shot(
                scene(progress, "the sums are written", tuple(outlines), tuple(ties)),
                step_ms - adding_ms,
                step.index + 1,
            )
        scaling = {}

    outputs = {c: canvas.filled(panel) for c, panel in outputs.items()}
    if canvas.crops:
        whole = outputs
        outputs = {c: canvas.cutting(panel) for c, panel in whole.items()}
        yield Shot(scene("crop", _crop_text(trace.spec)), step_ms)
        outputs = {c: canvas.cut(panel) for c, panel in whole.items()}
    yield Shot(scene("done", canvas.verdict()), step_ms)


@dataclass(frozen=True)
class _Stamp:
    """What one input channel adds at a placement, by output channel: (*kernel_size) arrays."""

    channel: int | None  # None for all channels together that are not drawn
    added: dict[int, Array]
    text: str  # the caption while it is added


def _stamps(trace: Trace, step: Step, channels: Channels) -> Iterator[_Stamp]:
    """The stamps of a placement: one for each drawn input channel, and one for the rest."""
    spec = trace.spec
    for a in channels.inputs:
        reached = _outputs(spec, a)
        added = {c: step.products[a, c - reached.start] for c in channels.outputs if c in reached}
        value = number_text(float(trace.input[(a, *step.cell)]))
        which = f" of channel {a}" if spec.in_channels > 1 else ""
        if added:
            yield _Stamp(a, added, f"{value} × kernel{which} is added")
    hidden = [a for a in range(spec.in_channels) if a not in channels.inputs]
    rest: dict[int, Array] = {}
    for c in channels.outputs:
        group = [a for a in hidden if c in _outputs(spec, a)]
        if group:
            rest[c] = sum(step.products[a, c - _outputs(spec, a).start] for a in group)
    if rest:
        yield _Stamp(None, rest, f"{len(hidden)} more channels are added")


def _outputs(spec: ConvSpec, input: int) -> range:
    """The output channels of an input channel's group."""
    count = spec.out_channels // spec.groups
    group = input // (spec.in_channels // spec.groups)
    return range(group * count, (group + 1) * count)


class _Canvas:
    """What stamps land on, as cells: the output, what padding crops and what output_padding adds."""

    def __init__(self, trace: Trace) -> None:
        spec = trace.spec
        self.start, self.size = canvas_extent(spec)
        top, left = (-first for first in self.start)
        bottom, right = top + spec.output_size[0], left + spec.output_size[1]
        self.kept_box: Box = (top, left, bottom, right)
        self.kept, self.extra = np.zeros(self.size, bool), np.zeros(self.size, bool)
        self.kept[top:bottom, left:right] = True
        self.extra[max(0, bottom - spec.output_padding[0]) : bottom] = True
        self.extra[:, max(0, right - spec.output_padding[1]) : right] = True
        self.extra &= self.kept
        self.crops = not self.kept.all()
        self.stamps = np.zeros(self.size, int)

    def window(self, step: Step) -> Box:
        """The kernel's footprint."""
        (top, bottom), (left, right) = ((int(cells[0]), int(cells[-1]) + 1) for cells in self._cells(step))
        return top, left, bottom, right

    def roles(self) -> Array:
        """What each cell is when no stamp is in play."""
        roles: Array = _BY_STAMPS[np.minimum(self.stamps, len(_BY_STAMPS) - 1)]
        roles[self.extra] = np.where(self.stamps[self.extra] > 0, Role.EXTRA, Role.EXTRA_PENDING)
        roles[~self.kept] = Role.CROPPED
        return roles

    def adding(self, panel: Panel, step: Step, added: Array, *, again: bool) -> Panel:
        """The panel with a stamp on it, not yet summed; `again` where an earlier channel's lies there already."""
        cells = np.ix_(*self._cells(step))
        terms = np.full(self.size, np.nan)
        terms[cells] = added
        roles = self.roles()
        fresh = np.where((self.stamps[cells] > 0) | again, Role.STAMPED_AGAIN, Role.STAMPED)
        roles[cells] = np.where(self.kept[cells], fresh, Role.STAMPED_CROPPED)
        return replace(panel, roles=roles, terms=terms, operator="+")

    def summed(self, panel: Panel, step: Step, after: Array | None) -> Panel:
        """The panel with its stamp added to what was there: `after`, once all channels' stamps lie."""
        assert panel.values is not None
        assert panel.terms is not None
        cells = np.ix_(*self._cells(step))
        values = panel.values.copy()
        values[cells] = np.nan_to_num(values[cells]) + panel.terms[cells] if after is None else after
        return replace(panel, values=values, terms=None, operator="")

    def touch(self, step: Step) -> None:
        """Count a placement."""
        self.stamps[np.ix_(*self._cells(step))] += 1

    def filled(self, panel: Panel) -> Panel:
        """The panel with all placements done: where no stamp came, there is nothing but the bias."""
        assert panel.values is not None
        roles = self.roles()
        roles[(self.stamps == 0) & self.kept] = Role.GAP
        roles[self.extra] = Role.EXTRA
        return replace(panel, roles=roles, values=np.nan_to_num(panel.values))

    def cutting(self, panel: Panel) -> Panel:
        """The filled panel with its border marked."""
        return replace(panel, roles=np.where(self.kept, panel.roles, Role.CUT).astype(np.int8))

    def cut(self, panel: Panel) -> Panel:
        """The filled panel without its border."""
        assert panel.values is not None
        roles = np.where(self.kept, panel.roles, Role.REMOVED).astype(np.int8)
        return replace(panel, roles=roles, values=np.where(self.kept, panel.values, np.nan))

    def verdict(self) -> str:
        """What the shades of the finished output say."""
        stamps = self.stamps[self.kept]
        if stamps.max() > 1:
            counts = [str(count) for count in np.unique(np.minimum(stamps, MOST_SHADES)) if count]
            more = " or more" if stamps.max() > MOST_SHADES else ""
            return f"shades count the stamps: {', '.join(counts)}{more}"
        return "no stamps overlap" + ("; some cells received none" if stamps.min() == 0 else "")

    def _cells(self, step: Step) -> list[Array]:
        return [window - first for window, first in zip(step.window, self.start, strict=True)]


def _reading(panel: Panel, cell: tuple[int, ...]) -> Panel:
    roles = panel.roles.copy()
    roles[cell] = Role.INPUT_READ
    return replace(panel, roles=roles)


def _bias_text(bias: Array) -> str:
    if not bias.any():
        return ""
    values = ", ".join(number_text(float(value)) for value in bias[:4]) + (", …" if len(bias) > 4 else "")
    return (
        f"every output cell starts at its channel's bias: {values}"
        if len(bias) > 1
        else f"the output starts at the bias {values}"
    )


def _crop_text(spec: ConvSpec) -> str:
    """Why the border goes."""
    if isinstance(spec.padding, str) or isinstance(spec.padding[0], tuple):
        names = ("rows", "columns")[-spec.ndim :] if spec.ndim == 2 else ("cells",)
        cut = [
            f"{size} {name} at the {end}"
            for name, pair in zip(names, spec.crops, strict=True)
            for end, size in zip(("start", "end"), pair, strict=True)
            if size > 0
        ]
        return f"cut off: {', '.join(cut)}"
    text = f"padding {parameter_text(spec.padding)} cuts the border off"
    if any(spec.output_padding):
        text += f", but for what output_padding {parameter_text(spec.output_padding)} keeps"
    return text
