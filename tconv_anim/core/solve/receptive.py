"""Receptive fields through layers: which input positions an output position depends on, along each axis for itself.

An operation ties positions along one axis whatever they are along the other, so what one axis says is all there is to
say: the field of a cell is the product of its fields along the axes. Columns of patches are refused: they mix the axes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from tconv_anim.core.errors import SpecError
from tconv_anim.core.operation import Arrays
from tconv_anim.core.ops import get_op
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import NOWHERE, Array, Surroundings
from tconv_anim.core.trace import run
from tconv_anim.core.work import MOST_STEPS, TOO_LARGE, cost
from tconv_anim.options import READ

MOST_PHASES = 256  # output positions that are looked at
MOST_POSITIONS = 10**6  # of one field


class Field(NamedTuple):
    """The receptive field of a layer's cells in the input, one entry for each axis; padding counts as cells.

    Attributes
    ----------
    layer_size : spatial size of the layer's output
    size : from the first to the last input cell that an output cell depends on: (least, most), which differ where cells
        between those of a transposed convolution see fewer
    jump : how many input cells lie between the fields of two neighbours; a fraction where layers enlarge
    start : the first cell of the field of output cell 0, or of the first that has one; negative in the padding
    """

    layer_size: tuple[int, ...]
    size: tuple[tuple[int, int], ...]
    jump: tuple[Fraction, ...]
    start: tuple[int, ...]


def layers_of(spec: Spec) -> tuple[Spec, ...]:
    """The operations that run one after the other; an operation alone is one of them."""
    return tuple(one for stage in spec.stages for one in layers_of(stage)) if spec.stages else (spec,)


def check_apart(spec: Spec) -> None:
    """Refuse layers that tie positions along one axis by what they are along the other, as unfold and fold do.

    Raises
    ------
    SpecError
        of kind "mixes_axes"
    """
    for layer in layers_of(spec):
        if get_op(layer.op).columns:
            raise SpecError("mixes_axes", {"word": layer.op})


def receptive_fields(spec: Spec) -> tuple[Field, ...]:
    """The field of each layer, the first to run first, whatever the size of the input.

    By the formulas of Dumoulin and Visin's guide (2016) and of Araujo et al. (2019) for convolutions: the size grows by
    ``dilation*(kernel_size - 1)*jump``, the jump is multiplied by the stride, the start moves back by ``padding*jump``.

    Raises
    ------
    SpecError
        of kind "too_large" for a field of very many cells, or "mixes_axes"

    Examples
    --------
    >>> from tconv_anim.core.conv_spec import ConvSpec
    >>> from tconv_anim.core.spec import one_after_another
    >>> first, second = ConvSpec("conv", 8, 3, stride=2, padding=1), ConvSpec("conv", 4, 3, padding=1)
    >>> receptive_fields(one_after_another("chain", (first, second)))[1]
    Field(layer_size=(4, 4), size=((7, 7), (7, 7)), jump=(Fraction(2, 1), Fraction(2, 1)), start=(-3, -3))
    """
    layers = layers_of(spec)
    found = []
    for n in range(1, len(layers) + 1):
        axes = [_along(layers[:n], axis) for axis in range(spec.ndim)]
        found.append(Field(layers[n - 1].output_size, *zip(*axes, strict=True)))
    return tuple(found)


def _along(layers: tuple[Spec, ...], axis: int) -> tuple[tuple[int, int], Fraction, int]:
    """Size, jump and start along one axis."""
    jump = Fraction(1)
    for layer in layers:
        jump *= _ratio(layer, axis)
    fields = [_field(layers, axis, at) for at in range(_period(layers, axis))]
    fields = [field for field in fields if len(field)]
    sizes = [int(field[-1] - field[0]) + 1 for field in fields]
    start = int(fields[0][0]) if fields else 0
    return (min(sizes, default=0), max(sizes, default=0)), jump, start


def _period(layers: tuple[Spec, ...], axis: int) -> int:
    """After how many output positions all that leads to them repeats; no more than are looked at."""
    jump, period = Fraction(1), 1
    for layer in reversed(layers):
        jump *= _ratio(layer, axis)
        period = math.lcm(period, jump.denominator)
    return min(period, MOST_PHASES)


def _field(layers: tuple[Spec, ...], axis: int, at: int) -> Array:
    """The input positions that a position depends on, sorted, with those that lie in padding."""
    cells = np.array([at])
    for layer in reversed(layers):
        cells = np.unique(np.concatenate([np.zeros(0, np.int64), *_sources(layer, axis, cells)]))
        if len(cells) > MOST_POSITIONS:
            raise SpecError(f"{TOO_LARGE}:field", {"count": len(cells), "most": MOST_POSITIONS})
    return cells


def _window(spec: Spec, axis: int) -> tuple[int, int, int, int]:
    """Kernel size, stride, padding at the start and dilation."""
    lo = spec.pads[axis][0] if spec.weight_shape else spec.get("padding")[axis]  # type: ignore[attr-defined]
    dilation = spec.get("dilation")
    return spec.get("kernel_size")[axis], spec.get("stride")[axis], lo, dilation[axis] if dilation else 1


def _ratio(spec: Spec, axis: int) -> Fraction:
    """How many input positions a layer takes for one output position."""
    slides = get_op(spec.op).slides
    if slides:
        stride = spec.get("stride")[axis]
        return Fraction(stride) if slides == READ else Fraction(1, stride)
    return Fraction(spec.input_size[axis], spec.output_size[axis])


def _sources(spec: Spec, axis: int, cells: Array) -> Iterator[Array]:
    """Input positions of output positions, which may lie outside: for each tap of a window those that it ties."""
    slides = get_op(spec.op).slides
    if slides:
        kernel, stride, lo, dilation = _window(spec, axis)
        if kernel > MOST_POSITIONS:
            raise SpecError(f"{TOO_LARGE}:field", {"count": kernel, "most": MOST_POSITIONS})
        for tap in range(kernel):
            if slides == READ:
                yield stride * cells - lo + dilation * tap
            else:
                from_start = cells + lo - dilation * tap
                yield from_start[from_start % stride == 0] // stride
        return
    size, output = spec.input_size[axis], spec.output_size[axis]
    ties = tied_along(spec, axis)
    for at in cells.tolist():  # what lies outside is as what lies inside
        yield np.flatnonzero(ties[at % output]) + at // output * size


@lru_cache(maxsize=64)
def tied_along(spec: Spec, axis: int) -> Array:
    """How often each output position reads each input position, (output, input) along an axis; padding is left out.

    A repeated border is read where it is copied from. Of an operation that chooses, all that it chooses from counts.

    Raises
    ------
    SpecError
        of kind "too_large", or "mixes_axes"
    """
    check_apart(spec)
    op, size, output = get_op(spec.op), spec.input_size[axis], spec.output_size[axis]
    ties = np.zeros((output, size), np.int64)
    if op.slides:
        kernel, stride, lo, dilation = _window(spec, axis)
        big, small = (size, output) if op.slides == READ else (output, size)
        surroundings = Surroundings(np.zeros((1, big)), spec.get("padding_mode") or "zeros")
        for tap in range(kernel):
            at = surroundings.along(stride * np.arange(small) - lo + dilation * tap, big)
            inside = (at >= 0) & (at < big) & (at != NOWHERE)
            pairs = np.flatnonzero(inside), at[inside]
            np.add.at(ties, pairs if op.slides == READ else pairs[::-1], 1)
        return ties
    if cost(spec).steps > MOST_STEPS:
        raise SpecError(f"{TOO_LARGE}:steps", {"count": cost(spec).steps, "most": MOST_STEPS})
    for step in run(spec, Arrays(np.ones((spec.in_channels, *spec.input_size), np.int64))).steps:
        rows, columns = np.nonzero(step.connects if op.linear else np.ones_like(step.connects))
        reads, writes = step.sources[columns, 1 + axis], step.writes[rows, 1 + axis]
        kept = (reads >= 0) & (reads < size) & (writes >= 0) & (writes < output)
        ties[writes[kept], reads[kept]] = 1
    return ties


def paths(spec: Spec, axis: int, at: int, *, back: bool = True) -> list[Array]:
    """How many ways lead from a position through the layers to each position, along one axis.

    Parameters
    ----------
    at : of the output, from which the layers are followed `back` to the input; or of the input
    back : False follows them from the input to the output

    Returns
    -------
    list
        An array (size,) for the input and for the output of each layer, the first to run first. The ways to a cell are
        the product of those along its axes.
    """
    layers = layers_of(spec)
    first = layers[-1].output_size[axis] if back else layers[0].input_size[axis]
    found = [(np.arange(first) == at).astype(object)]
    for layer in reversed(layers) if back else layers:
        ties = tied_along(layer, axis).astype(object)
        found.append(found[-1] @ ties if back else ties @ found[-1])
    return found[::-1] if back else found


def ways_to_cells(spec: Spec, axis: int) -> list[Array]:
    """How many ways lead through the layers to each position from all positions of the input, along one axis.

    Returns
    -------
    list
        An array (size,) for the input, whose counts are 1, and for the output of each layer. The ways to a cell are the
        product of those along its axes.
    """
    found = [np.ones(spec.input_size[axis], object)]
    for layer in layers_of(spec):
        found.append(tied_along(layer, axis).astype(object) @ found[-1])
    return found


def unevenness(spec: Spec) -> tuple[Fraction | None, ...]:
    """How uneven the counts of `ways_to_cells` are after each layer, far from the edges: the most divided by the least.

    1 is even; None stands for gaps, cells to which no way leads. What a padding holds counts as cells.

    Examples
    --------
    >>> from tconv_anim.core.conv_spec import ConvSpec
    >>> [str(of) for of in unevenness(ConvSpec("conv_transpose", 4, 3, stride=2))]
    ['4']
    """
    layers = layers_of(spec)
    found: list[Fraction | None] = []
    for n in range(1, len(layers) + 1):
        ratio: Fraction | None = Fraction(1)
        for axis in range(spec.ndim):
            counts = _endless(layers[:n], axis)
            ratio = None if ratio is None or not min(counts) else ratio * Fraction(max(counts), min(counts))
        found.append(ratio)
    return tuple(found)


def _endless(layers: tuple[Spec, ...], axis: int) -> list[int]:
    """The counts of all ways to the positions of one period, as if there were no edges."""
    counted: dict[tuple[int, int], int] = {}

    def ways(plane: int, at: int) -> int:
        if not plane:
            return 1
        if (plane, at) not in counted:
            sources = [tap.tolist() for tap in _sources(layers[plane - 1], axis, np.array([at]))]
            counted[plane, at] = sum(ways(plane - 1, source) for tap in sources for source in tap)
        return counted[plane, at]

    return [ways(len(layers), at) for at in range(_period(layers, axis))]
