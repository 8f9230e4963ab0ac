"""What an input cell gives to the output cells that it reaches: products apart from the output, which is finished."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from tconv_anim.core.message import Words, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import missing, scalar
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.number_text import number_text
from tconv_anim.scenes.panels import (
    Panels,
    around,
    cell_links,
    kernel_title,
    product_panel,
    reached,
    with_products,
    with_roles,
)
from tconv_anim.scenes.scene import Box, Link, Outline, Panel, PanelId, Place, Role, Stroke
from tconv_anim.scenes.views._weights import Kernels, Term, pairs_of, targets_of

Way = tuple[Size, Size, Size]
"""Where a weight is in its kernel, where in the products what it gives, and where in the output this goes."""


def none_given(flat: Trace, outputs: Panels, box: Box, shape: tuple[int, int] | None = None) -> Panels:
    """Panels for what an input cell gives to each output channel, over a box of it; nothing is in them yet."""
    top, left, bottom, right = box
    shape = shape or (bottom - top, right - left)
    found: Panels = {}
    for n, (c, output) in enumerate(outputs.items()):
        panel = product_panel(flat.spec, (c,), shape, (n, 0), 0)
        bare = np.full(shape, Role.ABSENT, np.int8)
        found[c] = replace(panel, roles=bare, title="", over=(output.id, box), channels=None)
    return found


def by_stamp(products: Panels, flat: Trace, step: Step, outputs: Panels, box: Box) -> Panels:
    """What a cell of a conv_transpose's input, of all channels, gives to each output channel, over a box of it."""
    found: Panels = {}
    for c, panel in products.items():
        sources = [a for a in range(flat.spec.in_channels) if c in reached(flat.spec, a)]
        added = sum(step.products[a, c - reached(flat.spec, a).start] for a in sources)
        given = with_products(panel, np.asarray(added), _title(flat, step.cell, c), (outputs[c].id, box))
        found[c] = with_roles(given, step.clipped, Role.CROPPED_IN_PLAY)
    return found


def by_weights(products: Panels, flat: Trace, source: Size, outputs: Panels) -> Panels:
    """The same of a cell of a conv's input, by those of the kernel's weights that lead to the output."""
    found: Panels = {}
    box = reach_of(flat, source)
    for c, panel in products.items():
        values = np.full(panel.shape, np.nan, object if flat.symbolic else float)
        for cell, tap in targets_of(flat, source):
            at = cell[0] - box[0], cell[1] - box[1]
            values[at] = sum(v * w for v, w in pairs_of(flat, c, [Term(source, tap)]))
        given = with_products(panel, values, _title(flat, source, c), (outputs[c].id, box))
        found[c] = with_roles(given, missing(given.numbers), Role.ABSENT)
    return found


def reach_of(flat: Trace, source: Size) -> Box:
    """A box of the output, of one size for all cells of a conv's input, in which is what a cell reaches."""
    spec, spans = flat.spec, list[tuple[int, int]]()
    axes = zip(source, spec.output_size, spec.kernel_size, spec.stride, spec.dilation, spec.pads, strict=True)
    for at, size, taps, stride, dilation, (lo, _) in axes:
        most = min(size, (dilation * (taps - 1)) // stride + 1)
        first = -((dilation * (taps - 1) - at - lo) // stride)
        start = min(max(first, 0), size - most)
        spans.append((start, start + most))
    (top, bottom), (left, right) = spans
    return top, left, bottom, right


def _title(flat: Trace, source: Size, c: int) -> Words:
    """What the products are: a number times a kernel, named if there are several; or sums of what channels give."""
    spec = flat.spec
    if spec.in_channels > 1:
        return message("sums_of_products")
    value = number_text(scalar(flat.input[(0, *source)]))
    if spec.out_channels == 1:
        return message("scaled_kernel", value=value)
    index = (0, c) if spec.transposed else (c, 0)
    return message("value_times_kernel", value=value, kernel=kernel_title(spec, (), *index))


def ways_by_stamp(cells: Sequence[Array]) -> Iterator[Way]:
    """The ways of a stamp, by the rows and columns of the output that its taps are on."""
    rows, columns = cells
    for tap in np.ndindex(len(rows), len(columns)):
        yield tap, tap, (int(rows[tap[0]]), int(columns[tap[1]]))


def ways_by_weights(flat: Trace, source: Size) -> Iterator[Way]:
    """The ways from a cell of a conv's input, to which its kernel is turned."""
    box, last = reach_of(flat, source), [taps - 1 for taps in flat.spec.kernel_size]
    for cell, (t, u) in targets_of(flat, source):
        yield (last[0] - t, last[1] - u), (cell[0] - box[0], cell[1] - box[1]), cell


def led(start: Place, kernels: Kernels, made: Panels, outputs: Panels, ways: Sequence[Way], ndim: int) -> list[Link]:
    """Ties a cell to what it gives, through the kernel where there is one, and this to the output: over one axis by
    each weight.
    """  # fmt: skip
    groups = [np.array([way]) for way in ways] if ndim == 1 else [np.array(ways)] if ways else []
    found: list[Link] = []
    for group in groups:
        weights, products, targets = (around(group[:, n]) for n in range(3))
        for c, panel in made.items():
            if len(kernels) == 1:
                (kernel,) = kernels.values()
                found += [Link(start, (kernel.id, weights)), Link((kernel.id, weights), (panel.id, products))]
            found.append(Link((panel.id, products), (outputs[c].id, targets)))
    return found


def read_through(
    inputs: PanelId, sources: Array, kernels: Kernels, outputs: PanelId, at: Array, ndim: int
) -> list[Link]:  # fmt: skip
    """Ties a cell of the output to those that it reads, through the kernel where there is one."""
    if len(kernels) != 1:
        return [*cell_links((inputs, sources), (outputs, at), ndim)]
    (kernel,) = kernels.values()
    weights = kernel.id, (0, 0, *kernel.shape)
    groups = [sources] if ndim == 2 else [source[np.newaxis] for source in sources]
    return [*(Link((inputs, around(group)), weights) for group in groups), Link(weights, (outputs, around(at)))]


def ringed_products(made: Panels, ways: Sequence[Way], worked: Size | None) -> list[Outline]:
    """A frame around products, and a mark on that which goes to a cell of the output, which is written out."""
    if not ways:
        return []
    every = around(np.array([product for _, product, _ in ways]))
    found = [Outline(panel.id, every, Stroke.WINDOW) for panel in made.values()]
    at = [product for _, product, target in ways if target == worked]
    return found + [Outline(panel.id, around(np.array(at)), Stroke.TOLD) for panel in made.values() if at]


def are_given(panel: Panel) -> bool:
    """Whether a panel has products."""
    return bool((panel.roles != Role.ABSENT).any())


def scaled(kernels: Kernels, made: Panels) -> tuple[tuple[Place, Place], ...]:
    """Where products come from as things move: from a whole kernel."""
    return tuple(
        ((kernel.id, (0, 0, *kernel.shape)), (panel.id, (0, 0, *panel.shape)))
        for kernel in (kernels.values() if len(kernels) == 1 else ())
        for panel in made.values()
        if kernel.shape == panel.shape and (panel.roles != Role.ABSENT).all()
    )
