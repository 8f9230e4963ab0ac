"""The weights that are in play between connected cells, and the sum of a cell that they make."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.linear import matrix
from tconv_anim.core.message import Message, Words, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array, Step
from tconv_anim.core.symbols import differ, scalar, shown
from tconv_anim.core.symbols.polynomial import Polynomial
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.number_text import exact_text, index_text
from tconv_anim.scenes.panels import kernel_panels, reached, with_roles
from tconv_anim.scenes.scene import Panel, Role
from tconv_anim.scenes.sums import MOST_DIVISOR, equals, product_text, products

MOST_KERNELS = 4  # that are drawn beside the cells
FEW_TERMS = 4  # of a sum that is easily read

Kernels = dict[tuple[int, int], Panel]


class Term(NamedTuple):
    """What an output cell gets from an input cell, both by row and column: by which tap, (row, column)."""

    source: Size
    tap: Size


def kernels_beside(flat: Trace, channels: Channels, ndim: int) -> Kernels:
    """Panels of the kernels between the drawn channels, none in play; nothing if they are many."""
    spec = flat.spec
    few, many = (channels.inputs, channels.outputs) if spec.transposed else (channels.outputs, channels.inputs)
    found = kernel_panels(flat, few, many, ndim)
    return {key: lit(panel, ()) for key, panel in found.items()} if len(found) <= MOST_KERNELS else {}


def lit(kernel: Panel, taps: Array | tuple[()]) -> Panel:
    """The kernel with these taps, (n, 2), in play and no others."""
    idle = replace(kernel, roles=np.full(kernel.shape, Role.KERNEL, np.int8))
    return with_roles(idle, tuple(np.asarray(taps).T), Role.KERNEL_IN_PLAY) if len(taps) else idle


def facing(spec: Any, kernels: Kernels, side: str) -> Kernels:
    """The kernels as the cells are that a cell of a side is connected to: what meets one on the left is on the left.

    They are turned by 180° where input cells stamp them and output cells read, or the other way round.
    """
    if not kernels or spec.transposed == (side == "input"):
        return kernels
    return {key: _turned(panel) if max(panel.shape) > 1 else panel for key, panel in kernels.items()}


def _turned(kernel: Panel) -> Panel:
    values = kernel.numbers[::-1, ::-1]
    said: Words = message("flipped") if differ(values, kernel.numbers).any() else ""
    if kernel.subtitle:
        said = message("list", items=(kernel.subtitle, said)) if said else kernel.subtitle
    return replace(kernel, roles=kernel.roles[::-1, ::-1], values=values, subtitle=said)


def times(kernel: Panel, taps: Array, factors: object) -> Panel:
    """The kernel with a factor before the weight of each of these taps, (n, 2), as sums have them."""
    given = shown(np.array(factors))
    terms = np.full(kernel.shape, np.nan, given.dtype)
    terms[tuple(taps.T)] = given
    return replace(kernel, terms=terms, operator="·", in_line=True)


def weighed(panel: Panel, flat: Trace, a: int, outputs: Collection[int], terms: Sequence[Term]) -> Panel:
    """Channel `a` of the input with the cells of a sum in play, each with its weight where they have one output."""
    if not outputs or not terms:
        return panel
    first, *others = outputs
    in_play = with_roles(panel, tuple(np.array([term.source for term in terms]).T), Role.INPUT_IN_PLAY)
    if others:
        return in_play
    weights = np.full(panel.shape, np.nan, object if flat.symbolic else float)
    for term in terms:
        weights[term.source] = weight_between(flat, a, first, term.tap)
    return replace(in_play, terms=weights, operator="×", in_line=True)


def weighed_words(words: Message, count: int) -> Message:
    """What a cell reads, and what its weights do there."""
    return message("cells_are_weighed", words=words, count=count) if count else words


def terms_of(flat: Trace, output: Size) -> list[Term]:
    """What a kernel's op adds up to a cell of its output, (row, column): from which cells of the input by which taps.

    What a conv reads of its padding is left out.
    """
    spec = flat.spec
    axes = zip(output, spec.input_size, spec.kernel_size, spec.stride, spec.dilation, spec.pads, strict=True)
    by_axis: list[list[tuple[int, int]]] = []
    for at, size, taps, stride, dilation, (lo, _) in axes:
        if spec.transposed:
            found = ((divmod(at + lo - dilation * t, stride), t) for t in range(taps))
            by_axis.append([(j, t) for (j, rest), t in found if not rest and 0 <= j < size])
        else:
            reads = ((stride * at - lo + dilation * t, t) for t in range(taps))
            by_axis.append([(i, t) for i, t in reads if 0 <= i < size])
    return [Term((i, j), (t, u)) for (i, t), (j, u) in product(*by_axis)]


def targets_of(flat: Trace, source: Size) -> Iterator[tuple[Size, Size]]:
    """The output cells that an input cell reaches, each with its tap."""
    spec = flat.spec
    axes = zip(source, spec.output_size, spec.kernel_size, spec.stride, spec.dilation, spec.pads, strict=True)
    by_axis: list[list[tuple[int, int]]] = []
    for at, size, taps, stride, dilation, (lo, _) in axes:
        if spec.transposed:
            writes = ((stride * at - lo + dilation * t, t) for t in range(taps))
            by_axis.append([(o, t) for o, t in writes if 0 <= o < size])
        else:
            found = ((divmod(at + lo - dilation * t, stride), t) for t in range(taps))
            by_axis.append([(o, t) for (o, rest), t in found if not rest and 0 <= o < size])
    for (i, t), (j, u) in product(*by_axis):
        yield (i, j), (t, u)


def worked_cell(flat: Trace, source: Size) -> Size | None:
    """An output cell that an input cell reaches, whose sum tells most: of several terms, but not of many."""
    cells = [cell for cell, _ in targets_of(flat, source)]
    counts = [len(terms_of(flat, cell)) for cell in cells]
    return max(zip(counts, cells, strict=True), key=lambda one: (min(one[0], FEW_TERMS), -one[0]))[1] if cells else None


def terms_in_order(flat: Trace, output: Size) -> list[Term]:
    """The terms of an output cell, in the order of the input."""
    return sorted(terms_of(flat, output), key=lambda term: term.source)


def sum_of(flat: Trace, channel: int, output: Size, ndim: int, *, named: bool = True) -> Words:
    """An output cell, (row, column), written out as its products, in the order of the input; nothing if it has none."""
    terms = terms_in_order(flat, output)
    spec, pairs = flat.spec, pairs_of(flat, channel, terms)
    if not pairs:
        return ""
    values, weights = [value for value, _ in pairs], [weight for _, weight in pairs]
    total, bias = scalar(flat.output[(channel, *output)]), scalar(flat.bias[channel])
    said = products(values, weights, bias, total, len(pairs) // len(terms))
    return named_sum(channel, output, ndim, said, many=spec.out_channels > 1) if named else said


def pairs_of(flat: Trace, channel: int, terms: Sequence[Term]) -> list[tuple[Any, Any]]:
    """The value and the weight of each product that an output channel gets by these terms, of all input channels."""
    group = [a for a in range(flat.spec.in_channels) if _reaches(flat, a, channel)]
    return [
        (scalar(flat.input[(a, *term.source)]), weight_between(flat, a, channel, term.tap))
        for a in group
        for term in terms
    ]


def sum_of_window(flat: Trace, step: Step, channel: int, ndim: int, *, named: bool) -> Words:
    """The same of a conv's output cell, padding included."""
    spec = flat.spec
    group = channel // (spec.out_channels // spec.groups)
    values, weights = step.values.reshape(spec.groups, -1)[group].tolist(), flat.weight[channel].ravel().tolist()
    said = products(values, weights, scalar(flat.bias[channel]), scalar(step.after[channel]))
    return named_sum(channel, step.cell, ndim, said, many=spec.out_channels > 1) if named else said


def sum_by_matrix(trace: Trace, cell: tuple[int, ...], *, named: bool = True) -> Words:
    """An output cell (channel, *position) of any operation, written out by its row of the matrix.

    What the matrix of an operation that chooses says holds for these values.
    """
    tied = matrix(trace)
    row = tied.rows == np.ravel_multi_index(cell, trace.output.shape)
    values, weights = trace.input.ravel()[tied.columns[row]].tolist(), tied.values[row].tolist()
    if not values:
        return ""
    total = scalar(trace.output[cell])
    rest = total - sum(v * w for v, w in zip(values, weights, strict=True))
    rest = rest if isinstance(rest, Polynomial) else round(rest, 9)
    if weights == [1] and not rest and trace.last.weight is None:
        said: Words = message("copy_of", value=exact_text(values[0]))
    elif (divisor := divisor_of(trace)) > 1 and not rest:
        whole = [round(float(weight * divisor)) for weight in weights]
        left = " + ".join(product_text(value, n) for n, value in zip(whole, values, strict=True))
        said = equals(f"({left})/{divisor}", total)
    else:
        said = products(values, weights, rest, total)
    if not named:
        return said
    return named_sum(cell[0], cell[1:], trace.spec.ndim, said, many=trace.spec.out_channels > 1)


def divisor_of(trace: Trace) -> int:
    """What the weights of an operation of one stage are whole numbers over; 1 if it is large."""
    found = math.lcm(*{step.divisor for step in trace.steps})
    return found if found <= MOST_DIVISOR else 1


def named_sum(channel: int, cell: tuple[int, ...], ndim: int, words: Words, *, many: bool) -> Words:
    """A sum with the name of its cell before it."""
    place = cell[-ndim:]
    return message("sum_of_cell", cell=index_text((channel, *place) if many else place), sum=words)


def _reaches(flat: Trace, a: int, c: int) -> bool:
    spec: ConvSpec = flat.spec
    return c // (spec.out_channels // spec.groups) == a // (spec.in_channels // spec.groups)


def weight_between(flat: Trace, a: int, c: int, tap: Size) -> Any:
    """The weight between two channels at a tap."""
    spec = flat.spec
    if spec.transposed:
        return scalar(flat.weight[(a, c - reached(spec, a).start, *tap)])
    return scalar(flat.weight[(c, a % (spec.in_channels // spec.groups), *tap)])
