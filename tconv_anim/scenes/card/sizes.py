"""What of a layer's pictures is small enough to be read on a page that it shares."""

from __future__ import annotations

import math

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.step import Array
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.number_text import number_text

MOST_ROWS, MOST_COLUMNS = 26, 28
"""Of a matrix, if its numbers have one letter."""
CELL_PX, LETTER_PX = 12, 8  # of a cell of a matrix, the room beside its number and for each letter
MOST_BESIDE = 12  # rows of a matrix, or columns, with room for another picture
MOST_KERNELS = 6  # between several channels, all of which are drawn
MOST_BELOW = 20  # rows of all channels of an array, one below the other


def matrix_name(spec: ConvSpec) -> str:
    """What the matrix is called: that of a conv_transpose is the transpose of a conv's."""
    return "Cᵀ" if spec.transposed else "C"


def matrix_size(spec: ConvSpec) -> tuple[int, int]:
    """The rows and columns of the matrix whose product with the flattened input is the output."""
    return spec.out_channels * math.prod(spec.output_size), spec.in_channels * math.prod(spec.input_size)


def longest(weight: Array) -> int:
    """How many letters the longest number of a weight has."""
    return max((len(number_text(value)) for value in set(weight.ravel().tolist())), default=1)


def rows_shown(spec: ConvSpec, cell: int, letters: int = 1) -> range | None:
    """The rows of the matrix that are drawn: all, those that give the row of an output cell, or none.

    `letters` is how many its longest number has.

    >>> rows_shown(ConvSpec("conv_transpose", 3, 3), 12), rows_shown(ConvSpec("conv_transpose", 4, 4, stride=2), 12)
    (range(0, 25), range(10, 20))
    """
    rows, columns = matrix_size(spec)
    along, wider = spec.output_size[-1], (CELL_PX + LETTER_PX * letters) / (CELL_PX + LETTER_PX)
    if columns * wider > MOST_COLUMNS or along * wider > MOST_ROWS:
        return None
    if rows * wider <= (MOST_ROWS if spec.transposed else MOST_BESIDE):
        return range(rows)
    first = cell // along * along
    return range(first, first + along)


def channels_shown(spec: ConvSpec) -> Channels:
    """The channels that are drawn if none are asked for: all if they have room, or else the first of each side."""
    read = spec.output_size[0] + spec.effective_kernel_size[0] - 1 if spec.transposed else spec.padded_size[0]
    rows = max(spec.in_channels * read, spec.out_channels * spec.output_size[0]) if spec.ndim > 1 else 1
    few = math.prod(spec.weight_shape[:2]) <= MOST_KERNELS and rows <= MOST_BELOW
    if not few or (rows_shown(spec, 0) is None and (spec.transposed or columns_shown(spec, 0) is None)):
        return Channels((0,), (0,))
    return Channels(tuple(range(spec.in_channels)), tuple(range(spec.out_channels)))


def columns_shown(spec: ConvSpec, cell: int) -> range | None:
    """The patches of a conv that are drawn as columns: all, those that give the row of an output cell, or none."""
    taps, along = spec.in_channels * math.prod(spec.kernel_size), spec.output_size[-1]
    if taps > MOST_ROWS or min(spec.placements, along) > MOST_ROWS:
        return None
    if spec.placements <= MOST_BESIDE:
        return range(spec.placements)
    first = cell % spec.placements // along * along
    return range(first, first + along)


def shows_counts(spec: ConvSpec, letters: int) -> bool:
    """Whether there is room for how often each cell is met, beside the matrix, see `rows_shown`."""
    rows = rows_shown(spec, 0, letters)
    return not spec.transposed or rows is None or len(rows) <= MOST_BESIDE
