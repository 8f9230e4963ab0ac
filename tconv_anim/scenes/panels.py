"""What views share: panels and their names, by channel; links that suit rows and planes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, Words, clauses, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import differ, missing, shown
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.number_text import index_text, size_text
from tconv_anim.scenes.scene import Box, Caption, Link, Outline, Panel, PanelId, Place, Role, Scene, Stroke

Panels = dict[int, Panel]
"""Panels by channel."""


class Board(NamedTuple):
    """What stays the same through a view's scenes.

    Attributes
    ----------
    kernels : panels by the channels that they connect
    extents : outlines that are always shown
    call, formula, note, lasting : of every caption
    """

    kernels: dict[tuple[int, int], Panel]
    extents: tuple[Outline, ...]
    call: Words
    formula: Clauses
    signs: tuple[str, ...]
    ndim: int
    note: Clauses = ()
    lasting: bool = False

    def scene(
        self, inputs: Panels, outputs: Panels, progress: Words, detail: Words | Clauses,
        outlines: tuple[Outline, ...] = (), lines: tuple[Link, ...] = (), sums: Words | Clauses = "",
        products: Mapping[Any, Panel] | None = None, lifted: tuple[Place, ...] = (),
        comes: Sequence[tuple[Place, Place]] = (),
    ) -> Scene:  # fmt: skip
        """One state of the picture; `products` are panels of what the kernel's weights are multiplied to."""
        said, summed = (of if isinstance(of, tuple) else clauses(of) for of in (detail, sums))
        caption = Caption((self.call,), progress, said, self.formula, self.note, summed, self.lasting)
        used = {outline.panel for outline in outlines}
        kernels = [p if len(self.kernels) == 1 or p.id in used else unused(p) for p in self.kernels.values()]
        panels = (*inputs.values(), *kernels, *(products or {}).values(), *outputs.values())
        drawn = (*self.extents, *outlines), lines, caption, self.signs, self.ndim
        return Scene(panels, *drawn, lifted=lifted, comes=tuple(comes))

    def through(self, start: Place, kernel: Panel, products: Panel, end: Place) -> tuple[list[Outline], list[Link]]:
        """What marks a multiplication: the cells that are read, the products, and the cells that they are added to.

        Links run from the cells through the kernel and its products to the others.
        """
        weights, made = (kernel.id, (0, 0, *kernel.shape)), (products.id, (0, 0, *products.shape))
        outlines = [Outline(*place, Stroke.WINDOW) for place in (start, made, end)]
        if len(self.kernels) > 1:  # links would run across the others
            return outlines, [Link(made, end)]
        return outlines, [Link(start, weights), Link(weights, made), Link(made, end)]

    def kernel_outline(self, *channels: int) -> list[Outline]:
        """Marks the kernel between two channels, if there are others."""
        kernel = self.kernels[channels[0], channels[1]]
        return [Outline(kernel.id, (0, 0, *kernel.shape), Stroke.WINDOW)] if len(self.kernels) > 1 else []


def at_rest(scene: Scene) -> Scene:
    """The scene where nothing is multiplied any more: without products, and what is done with them.

    Among several kernels no "=" is left over.
    """
    panels = tuple(
        replace(p, roles=np.zeros_like(p.roles), title="", channels=None) if p.id.part == "products" else p
        for p in scene.panels
    )
    kept = 2 if any(panel.id == PanelId("kernel") for panel in panels) else 1
    return replace(scene, panels=panels, signs=(*scene.signs[:kept], *("" for _ in scene.signs[kept:])))


def panel_id(spec: Spec, part: str, *channels: int) -> PanelId:
    """A panel's part, and its channels where an op has several."""
    return PanelId(part, channels if _has_channels(spec) else ())


def part_title(spec: Spec, part: str, size: Size, *channels: int) -> Words:
    """The title of an input or output, "input 3×3"; with several channels "input[1] 3×3", with PyTorch's index."""
    index = f"[{index_text(channels)}]" if _has_channels(spec) else ""
    return message("input" if part == "input" else "output", index=index, size=size_text(size))


def kernel_title(spec: ConvSpec, size: tuple[int, ...], *index: int) -> Words:
    """A kernel's name, "kernel 3×3"; with several channels its place in PyTorch's weight, "kernel[0, 1]"."""
    if _has_channels(spec):
        return message("kernel_of", index=index_text(index))
    return message("kernel", size=size_text(size))


def _has_channels(spec: Spec) -> bool:
    return spec.in_channels * spec.out_channels > 1


def reached(spec: ConvSpec, input: int) -> range:
    """The output channels of an input channel's group."""
    count = spec.out_channels // spec.groups
    group = input // (spec.in_channels // spec.groups)
    return range(group * count, (group + 1) * count)


def read_by(spec: Spec, output: int) -> range:
    """The input channels of an output channel's group."""
    count = spec.in_channels // spec.get("groups")
    group = output // (spec.out_channels // spec.get("groups"))
    return range(group * count, (group + 1) * count)


def channel_panels(
    spec: Spec, part: str, drawn: tuple[int, ...], roles: Array, values: Array, size: Size, subtitle: Words = ""
) -> Panels:
    """Panels of an input's or output's drawn channels, one below the other.

    `roles` is (rows, columns), `values` (channels, rows, columns), `size` what the title says.
    """
    subtitle = subtitle or channels_drawn(spec, part, drawn)
    return {
        channel: Panel(
            panel_id(spec, part, channel), part_title(spec, part, size, channel), roles,
            shown(values[channel]), subtitle=subtitle or _group_title(spec, part, channel), place=(row, 0),
            channels=_own_channel(spec, roles.shape, channel) if part == "input" else None,
        )
        for row, channel in enumerate(drawn)
    }  # fmt: skip


def channels_drawn(spec: Spec, part: str, drawn: tuple[int, ...]) -> Words:
    """How many channels of an input or output are drawn, if it is not all."""
    count = spec.in_channels if part == "input" else spec.out_channels
    return message("channels_drawn_here", drawn=len(drawn), count=count) if len(drawn) < count else ""


def in_a_stack(spec: Spec, panels: Panels, size: Size) -> Panels:
    """An input's drawn channels as one stack of cards: its heading is the title of the first, and each has its name.

    A single one stays as it is.
    """
    if len(panels) == 1:
        return panels
    heading = message("input_channels", size=size_text(size), drawn=len(panels), count=spec.in_channels)
    return {
        channel: replace(panel, title="" if n else heading, subtitle=message("input_channel", channel=channel))
        for n, (channel, panel) in enumerate(panels.items())
    }


def _own_channel(spec: Spec, shape: tuple[int, ...], channel: int) -> Array | None:
    """What `Panel.channels` is of a panel that one of several input channels has or makes."""
    return np.full(shape, channel, np.int16) if spec.in_channels > 1 else None


def _group_title(spec: Spec, part: str, channel: int) -> Words:
    """Which channels an output channel is computed from, if it is not all."""
    if part == "input" or not spec.weight_shape or spec.get("groups") == 1:
        return ""
    return message("from_channels", channels=tuple(map(str, read_by(spec, channel))))


def input_panels(trace: Trace, drawn: tuple[int, ...], ndim: int) -> Panels:
    """Panels of the bare input."""
    roles = np.full(trace.spec.input_size, Role.INPUT, np.int8)
    return channel_panels(trace.spec, "input", drawn, roles, trace.input, trace.spec.input_size[-ndim:])


def strided(panels: Panels, first: int, stride: int, count: int, ndim: int) -> Panels:
    """The panels with the distance of `count` placements along a row, the first of which begins at a column.

    A single panel over two axes shows it, if it is more than one cell.
    """
    seen = ndim == 2 and len(panels) == 1 and stride > 1 and count > 1 and first >= 0
    return {key: replace(panel, stride=(first, stride)) if seen else panel for key, panel in panels.items()}


def padding_title(spec: ConvSpec, ndim: int) -> Words:
    """What a subtitle says of the input's size with its padding, if there is any."""
    ends = [end for pads in spec.pads for end in pads]
    if not any(ends):
        return ""
    return message("padded_to" if min(ends) >= 0 else "cropped_to", size=size_text(spec.padded_size[-ndim:]))


def cropping_title(canvas_size: tuple[int, ...], ndim: int) -> Words:
    """What a subtitle says of the output's size before padding crops it."""
    return message("before_cropping", size=size_text(canvas_size[-ndim:]))


def kernel_panel(values: Array, id: PanelId, title: Words, subtitle: Words, place: tuple[int, int]) -> Panel:
    """A kernel's panel; `values` is (rows, columns)."""
    roles = np.full(values.shape, Role.KERNEL_IN_PLAY, np.int8)
    return Panel(id, title, roles, shown(values), subtitle=subtitle, place=place)


def product_panel(
    spec: ConvSpec, of: tuple[int, ...], shape: tuple[int, ...], place: tuple[int, int], input: int
) -> Panel:  # fmt: skip
    """The panel of what a kernel's weights are multiplied to, still empty; `of` are the channels that it is for."""
    roles = np.full(shape, Role.OUTPUT_WAITING, np.int8)
    channels = _own_channel(spec, shape, input)
    name, title = panel_id(spec, "products", *of), message("stamp_empty" if spec.transposed else "products_empty")
    return Panel(name, title, roles, np.full(shape, np.nan), place=place, channels=channels)


def with_products(
    panel: Panel, values: Array, title: Words, over: Place | None = None, channels: Array | None = None
) -> Panel:
    """The panel with products in play, `over` the cells that they are added to, and of which channel."""
    roles = np.full(panel.shape, Role.OUTPUT_IN_PLAY, np.int8)
    return replace(panel, roles=roles, values=shown(values), title=title, over=over, channels=channels)


def kernel_panels(
    trace: Trace, firsts: tuple[int, ...], seconds: tuple[int, ...], ndim: int,
    index: Callable[[int, int], tuple[int, int]] | None = None, subtitle: Words = "",
) -> dict[tuple[int, int], Panel]:  # fmt: skip
    """Panels of the kernels between drawn channels, by those of the weight's first axis and those of the other side.

    What a kernel is multiplied to has a row of products for each channel of the other side, and the kernels are in
    these rows; those of one channel of the first axis, which are in use together, are below each other.
    `index` is a kernel's place in PyTorch's weight by both channels, if it is not that in the trace's weight. What it
    connects is its title, and this place stands below it.
    """
    spec, panels = trace.spec, {}
    side = reached if spec.transposed else read_by
    for row, first in enumerate(firsts):
        group = side(spec, first)
        before = sum(side(spec, other) == group for other in firsts[:row])  # groups share columns
        for column, second in enumerate(seconds):
            if second in group:
                nth = second - group.start
                place = (column, before)
                own = index(first, second) if index else (first, nth)
                title = kernel_title(spec, spec.kernel_size[-ndim:], *own)
                kernel = panel_id(spec, "kernel", first, second)
                below: Words = subtitle
                if spec.in_channels * spec.out_channels > 1:
                    below = message("list", items=(title, subtitle)) if subtitle else title
                    ends = (first, second) if spec.transposed else (second, first)
                    title = message("kernel_between", input=ends[0], output=ends[1])
                panel = kernel_panel(trace.weight[first, nth], kernel, title, below, place)
                channels = _own_channel(spec, panel.shape, first if spec.transposed else second)
                panels[first, second] = replace(panel, channels=channels)
    return panels


def with_roles(panel: Panel, cells: Any, roles: Any, values: Any = None) -> Panel:
    """The panel with other roles in some cells, an index of its arrays; and with other values, if there are any."""
    changed = panel.roles.copy()
    changed[cells] = roles
    if values is None:
        return replace(panel, roles=changed)
    numbers = panel.numbers.astype(np.result_type(panel.numbers, np.asarray(values).dtype))
    numbers[cells] = values
    return replace(panel, roles=changed, values=numbers)


def unused(kernel: Panel) -> Panel:
    """A kernel that nothing is multiplied with in this state."""
    return with_roles(kernel, kernel.roles == Role.KERNEL_IN_PLAY, Role.KERNEL)


def footprint(taps: Sequence[Array]) -> Box:
    """The box from the first row and column of taps to the last."""
    rows, columns = taps
    return int(rows[0]), int(columns[0]), int(rows[-1]) + 1, int(columns[-1]) + 1


def links(start: Place, end: Place, ndim: int, dilation: int) -> list[Link]:
    """Ties a cell to its window: by the window's corners, or, between rows, one line for each tap of the kernel.

    Exactly one of the boxes is a single cell; the window's taps are `dilation` cells apart.
    """
    if ndim == 2:
        return [Link(start, end)]
    window_first = start[1][3] - start[1][1] > 1
    panel, (top, left, bottom, right) = start if window_first else end
    taps = [(panel, (top, column, bottom, column + 1)) for column in range(left, right, dilation)]
    return [Link(tap, end) if window_first else Link(start, tap) for tap in taps]


def cell_links(here: tuple[PanelId, Array], there: tuple[PanelId, Array], ndim: int) -> tuple[Link, ...]:
    """Ties cells, (n, 2), to others: by their corners, or in rows one by one."""
    if ndim == 2:
        return (Link((here[0], around(here[1])), (there[0], around(there[1]))),)
    return tuple(
        Link((here[0], around(a[np.newaxis])), (there[0], around(b[np.newaxis]))) for a in here[1] for b in there[1]
    )


def around(cells: Array) -> Box:
    """The box around cells, (n, 2)."""
    (top, left), (bottom, right) = cells.min(axis=0).tolist(), cells.max(axis=0).tolist()
    return top, left, bottom + 1, right + 1


def in_a_square(panels: Panels) -> Panels:
    """Four or nine channels side by side in rows, as pixel_shuffle counts them; others one below the other."""
    columns = math.isqrt(len(panels))
    if columns**2 != len(panels):
        columns = 1
    return {
        channel: replace(panel, place=divmod(index, columns)) for index, (channel, panel) in enumerate(panels.items())
    }


def changed_cells(before: Panel | None, after: Panel) -> Array:
    """A (rows, columns) mask of the cells that differ in role, value or term; all of them without a `before`."""
    if before is None or before is after:
        return np.full(after.shape, before is None)
    changed: Array = before.shown != after.shown
    for a, b in ((before.values, after.values), (before.terms, after.terms)):
        if a is not b:
            old, new = (np.full(after.shape, np.nan) if one is None else one for one in (a, b))
            changed = changed | (differ(old, new) & ~(missing(old) & missing(new)))
    return changed
