"""What connected cells give: the weight of each that is read, and what each that is reached gets beside the others."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tconv_anim.core.linear import matrix
from tconv_anim.core.message import Clauses, Words, clauses, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import scalar
from tconv_anim.core.symbols.polynomial import Polynomial
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.number_text import Value, exact_text, number_text
from tconv_anim.scenes.panels import Panels, around
from tconv_anim.scenes.scene import Outline, Panel, Stroke
from tconv_anim.scenes.side_by_side import as_one
from tconv_anim.scenes.sums import MAX_TERMS, additions, equals, product_text, total_of
from tconv_anim.scenes.told.example import telling_cell
from tconv_anim.scenes.views._weights import (
    FEW_TERMS,
    Kernels,
    Term,
    named_sum,
    pairs_of,
    sum_of,
    targets_of,
    terms_of,
    worked_cell,
)

DIGITS = 12  # of a difference that are exact


def weighed_window(panel: Panel, flat: Trace, a: int, outputs: Collection[int], taps: Any) -> Panel:
    """Channel `a` of a conv's input with the weights of its one output in the window, an index of its arrays."""
    if len(outputs) != 1:
        return panel
    terms = np.full(panel.shape, np.nan, object if flat.symbolic else float)
    (c,) = outputs
    terms[taps] = flat.weight[c, a % (flat.spec.in_channels // flat.spec.groups)]
    return replace(panel, terms=terms, operator="×", in_line=True)


def written_out(panel: Panel, flat: Trace, c: int, source: Size, ndim: int, *, named: bool) -> Panel:
    """Channel `c` of the output with what an input cell adds to one of the cells that it reaches, written out."""
    worked = worked_cell(flat, source)
    if worked is None:
        return panel
    said = sum_of_shares(flat, c, worked, [source], ndim, named=named)
    return replace(panel, sum=said, stressed=_stressed(flat, c, worked, source))


def share_words(flat: Trace, source: Size) -> Clauses:
    """Which part of the cell that is written out comes from an input cell; nothing of channels, or of letters."""
    worked = worked_cell(flat, source)
    if worked is None or flat.symbolic or flat.spec.in_channels * flat.spec.out_channels > 1:
        return ()
    value, weight = pairs_of(flat, 0, [Term(source, dict(targets_of(flat, source))[worked])])[0]
    product = equals(product_text(value, weight), value * weight, value, weight)
    if len(terms_of(flat, worked)) == 1 and not flat.bias.any():
        return clauses(message("marked_is", product=product))
    total = number_text(scalar(flat.output[(0, *worked)]))
    return clauses(message("part_of_marked", total=total, product=product, value=number_text(value)))


def _stressed(flat: Trace, channel: int, output: Size, source: Size) -> tuple[str, int] | None:
    """Which of the products that a cell's sum has is that of an input cell, see `Panel.stressed`."""
    terms = sorted(terms_of(flat, output))
    if flat.spec.in_channels > 1 or flat.symbolic or not 1 < len(terms) <= FEW_TERMS:
        return None
    products = [product_text(*pair) for pair in pairs_of(flat, channel, terms)]
    nth = [term.source for term in terms].index(source)
    return products[nth], products[:nth].count(products[nth])


def told(flat: Trace, source: Size, outputs: Panels, kernels: Kernels, first: Size = (0, 0)) -> list[Outline]:
    """A mark on the cell that is written out, in panels whose output begins at `first`, and on its weights.

    Kernels of a conv are turned, as input cells see them.
    """
    worked = worked_cell(flat, source)
    if worked is None:
        return []
    box = around(np.array([worked]) + first)
    tap = np.array(next(tap for cell, tap in targets_of(flat, source) if cell == worked))
    if not flat.spec.transposed:
        tap = np.array(flat.spec.kernel_size) - 1 - tap
    weight = around(tap[np.newaxis]) if max(flat.spec.kernel_size) > 1 else None
    marked = [(panel, box) for panel in outputs.values()] + [(panel, weight) for panel in kernels.values() if weight]
    return [Outline(panel.id, where, Stroke.TOLD) for panel, where in marked]


def rest_of(total: Value, share: Value) -> Value:
    """What is left of a sum without one of its parts.

    >>> rest_of(0.3, 0.1), rest_of(32, 7)
    (0.2, 25)
    """
    if isinstance(total, Polynomial) or isinstance(share, Polynomial):
        return total - share
    largest = max(abs(total), abs(share))
    return round(total - share, DIGITS - math.ceil(math.log10(largest))) if largest else 0


def sum_of_shares(
    flat: Trace, channel: int, output: Size, sources: Collection[Size], ndim: int, *, named: bool = True
) -> Words:  # fmt: skip
    """An output cell, (row, column), written out as the products of some input cells beside what all others give.

    These are one number, but for a sum of few terms, in which they are products, too.
    """
    terms = sorted(terms_of(flat, output))
    pairs = pairs_of(flat, channel, [term for term in terms if term.source in sources])
    total, share = scalar(flat.output[(channel, *output)]), sum(value * weight for value, weight in pairs)
    rest = rest_of(total, share)
    every, bias = pairs_of(flat, channel, terms), scalar(flat.bias[channel])
    others = len(pairs) < len(every)
    if len(pairs) > MAX_TERMS:
        said = total_of([share, rest], total)
    elif isinstance(total, Polynomial):
        said = additions([rest if others or bias else math.nan], [v for v, _ in pairs], [[w] for _, w in pairs])
    elif len(every) <= FEW_TERMS:
        said = _beside(every, None, bias, total)
    else:
        said = _beside(pairs, rest_of(rest, bias) if others else None, bias, total)
    return said if not named else named_sum(channel, output, ndim, said, many=flat.spec.out_channels > 1)


def _beside(pairs: Sequence[tuple[Value, Value]], rest: Any, bias: Any, total: Value) -> Words:
    """Products, the `rest` that other cells give, None for nothing, a bias if there is one; and what all come to."""
    left: Words = " + ".join(product_text(*pair) for pair in pairs)
    of = [number for pair in pairs for number in pair]
    if rest is not None:
        given = message("from_other_cells", amount=exact_text(rest))
        left = message("plus", left=given, right=left)
        of.append(rest)
    if bias:
        left = message("plus_bias", left=left, bias=exact_text(bias))
    return equals(left, total, *of, bias)


def sums_of_chosen(
    flat: Trace, outputs: Iterable[int], side: str, cells: Sequence[Size], ndim: int
) -> dict[int, Words]:
    """What is written at each channel of the output once several cells of a side are lit; nothing if it is too much.

    For output cells these are their sums, for input cells what they add to an output cell that most of them reach.
    """
    if side == "output":
        products = sum(len(terms_of(flat, cell)) for cell in cells) * flat.spec.in_channels // flat.spec.groups
        said = {c: as_one(tuple(sum_of(flat, c, cell, ndim) for cell in cells)) for c in outputs}
        return said if products <= MAX_TERMS else {}
    reach = Counter(cell for source in cells for cell, _ in targets_of(flat, source))
    shared = max(reach, key=lambda cell: reach[cell], default=None)
    if shared is None:
        return {}
    return {c: sum_of_shares(flat, c, shared, cells, ndim) for c in outputs}


def terms_by_cell(trace: Trace) -> Array:
    """How many cells of the input each cell of the output is made of, (rows, columns): of all its channels as one."""
    spec, size = trace.spec, trace.spec.output_size
    counts = np.bincount(matrix(trace).rows, minlength=trace.output.size)[: math.prod(size)].reshape((1, *size)[-2:])
    each = spec.in_channels // spec.get("groups") if spec.weight_shape else 1
    return np.asarray(counts // each)


def fewer_terms(terms: Array, cell: Size) -> list[Size]:
    """Cells of fewer terms than one has, (row, column) of `terms_by_cell`: one of the fewest, and of the next fewer."""
    counts = sorted({*terms[(terms > 0) & (terms < terms[cell])].tolist()})
    ends = dict.fromkeys((*counts[:1], *counts[-1:]))
    return [telling_cell(np.where(terms == count, count, 0), count) for count in ends]


def telling(terms: Array, cells: Iterable[Size]) -> Size | None:
    """Of some output cells the one whose sum tells most, see `terms_by_cell`; None if nothing is connected to them."""
    counts = {cell: int(terms[(0, *cell)[-2:]]) for cell in cells}
    best = max(counts, key=lambda cell: (min(counts[cell], FEW_TERMS), -counts[cell]), default=None)
    return best if best is not None and counts[best] else None
