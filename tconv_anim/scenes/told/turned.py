"""Why a kernel is turned by 180° where it is seen from the cells that it leads to: one of its weights as an example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from tconv_anim.core.message import Clauses, Message, Words, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import differ, scalar
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.number_text import index_text, number_text
from tconv_anim.scenes.panels import read_by
from tconv_anim.scenes.scene import Scene
from tconv_anim.scenes.told.example import number_of, of_first_output, of_stamps, telling_cell
from tconv_anim.scenes.views._weights import targets_of, terms_of, weight_between

NUMBERED = ("kernel_turned_for_inputs", "kernel_turned_for_outputs")
"""What says an example's numbers."""


def turns(weight: Array) -> bool:
    """Whether kernels, over two axes, are others once they are turned by 180°."""
    return bool(differ(weight, weight[..., ::-1, ::-1]).any())


def turned_note(
    flat: Trace, side: str, ends: tuple[int, int], ndim: int, cell: Size | None = None, *, marked: bool = False
) -> Clauses:  # fmt: skip
    """Why kernels are turned as a cell of a side sees them, (row, column); nothing where they are not or look the same.

    The weight of the example is one of the kernel between `ends`, the channels of its input and its output. An output
    cell that is `marked` is not named.
    """
    spec, (a, c) = flat.spec, ends
    if spec.transposed == (side == "input") or not turns(flat.weight):
        return ()
    found = _example(flat, side, ends, _telling(flat, side) if cell is None else cell)
    if found is None:
        return ()
    source, target, tap = found
    many = spec.in_channels * spec.out_channels > 1
    given, made = (
        index_text((channel, *at[-ndim:]) if many else at[-ndim:]) for channel, at in ((a, source), (c, target))
    )
    said = {"weight": number_text(weight_between(flat, a, c, tap)), "where": _where(flat, tap)}
    if side == "output":
        value = number_text(scalar(flat.input[(a, *source)]))
        return (message("kernel_turned_for_inputs", value=value, cell="" if marked else made, **said),)
    return (message("kernel_turned_for_outputs", output=made, cell=given, **said),)


def of_stamps_with_reason(scene: Scene, flat: Trace, canvas: Canvas) -> Scene | None:
    """What `of_stamps` makes of a finished scene, with why an input cell meets a weight that is far from it."""
    found = of_stamps(scene, flat, canvas)
    if found is None or not turns(flat.weight):
        return found
    c, row, column = map(int, np.unravel_index(number_of(of_first_output(scene, found)), flat.output.shape))
    a = read_by(flat.spec, c).start
    told = _example(flat, "output", (a, c), (row, column))
    if told is None:
        return found
    source, _, tap = told
    value = number_text(scalar(flat.input[(a, *source)]))
    reason = message("gives_part_of_stamp", value=value, where=_where(flat, tap))
    return replace(found, caption=replace(found.words, detail=(*found.words.detail, reason)))


def _example(flat: Trace, side: str, ends: tuple[int, int], cell: Size) -> tuple[Size, Size, Size] | None:
    """Of what a cell of a side is connected to what tells most: input cell, output cell and tap; None if none does.

    The tap is far from the kernel's middle, so that its input cell is on the other side of the output cell.
    """
    (a, c), last = ends, [taps - 1 for taps in flat.spec.kernel_size]

    def weight(tap: Sequence[int]) -> Any:
        return weight_between(flat, a, c, (tap[0], tap[1]))

    def tells(pair: tuple[Size, Size, Size]) -> tuple[bool, int, float, bool]:
        source, _, tap = pair
        off = [abs(2 * t - most) for t, most in zip(tap, last, strict=True)]
        changes = weight(tap) != weight([most - t for t, most in zip(tap, last, strict=True)])
        far = sum(by / most for by, most in zip(off, last, strict=True) if most)
        value = scalar(flat.input[(a, *source)])
        return bool(changes), sum(map(bool, off)), far, bool(value) and bool(value != weight(tap))

    met = _met(flat, side, cell)
    return best if met and tells(best := max(met, key=tells))[0] else None


def _where(flat: Trace, tap: Size) -> tuple[int, ...]:
    """Where a tap is in the kernel, by the signs of rows and columns from its middle."""
    return tuple(int(np.sign(2 * t - (taps - 1))) for t, taps in zip(tap, flat.spec.kernel_size, strict=True))


def names_numbers(words: Words) -> bool:
    """Whether a note has an example's numbers, which a picture without them does not say."""
    if not isinstance(words, Message):
        return False
    return words.key in NUMBERED or any(map(names_numbers, dict(words.values).values()))


def _met(flat: Trace, side: str, cell: Size) -> list[tuple[Size, Size, Size]]:
    """What a cell of a side is connected to: input cell, output cell and tap of each."""
    if side == "output":
        return [(term.source, cell, term.tap) for term in sorted(terms_of(flat, cell))]
    return [(cell, target, tap) for target, tap in targets_of(flat, cell)]


def _telling(flat: Trace, side: str) -> Size:
    """A cell of a side that is connected to several cells, but not to many."""
    rows, columns = flat.spec.output_size if side == "output" else flat.spec.input_size
    counts = [len(_met(flat, side, cell)) for cell in product(range(rows), range(columns))]
    return telling_cell(np.reshape(counts, (rows, columns)))
