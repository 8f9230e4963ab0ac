"""What the file of an operation in core/ops brings, as its ``OP``."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, Words
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.core.progress import RECORDING, passing
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array, Cells, Shared, Step, Surroundings, combine, every_channel
from tconv_anim.options import DIMS

Enlarge = Callable[[Size, Size, Size | None], dict[str, Any]]
Mean = list[tuple[int, Fraction]]
"""Input positions along an axis, and their weights."""


@dataclass(frozen=True, eq=False)
class Arrays:
    """What an operation computes with.

    Attributes
    ----------
    input : (C_in, *input_size) array
    weight : (*spec.weight_shape) array, if the operation has one
    bias : (C_out,) array, if it has a weight
    indices : int array, if it has any
        max_pool: (C, *output_size), where each maximum was, flat in the unpadded input plane of its channel.
        max_unpool: (C, *input_size), where each value goes, flat in the output plane.
    stages : of an operation that is made of others, what each computes with; the inputs but the first are not used
    """

    input: Array
    weight: Array | None = None
    bias: Array | None = None
    indices: Array | None = None
    stages: tuple[Arrays, ...] = ()


class Outcome(NamedTuple):
    """What running an operation gives: the arrays in the types in which it computed, its output and its steps."""

    arrays: Arrays
    output: Array
    steps: tuple[Step, ...]


@dataclass(frozen=True, eq=False)
class Disguise:
    """The convolution or transposed convolution that another operation equals.

    Attributes
    ----------
    spec : ConvSpec
    make_weight : gives the (*spec.weight_shape) array `weight`, which may be large and is seldom asked for
    weights : what the weight is in words, such as "weights 1"
    repeat : int
        Cells by which the input's border is repeated first; a transposed convolution's own border meets zeros.
    """

    spec: ConvSpec
    make_weight: Callable[[], Array]
    weights: Words
    repeat: int = 0

    @cached_property
    def weight(self) -> Array:
        """Its weight, (*spec.weight_shape)."""
        return self.make_weight()


class Operation(NamedTuple):
    """What every operation says of itself.

    Attributes
    ----------
    plan : ``plan(channels, input_size, *, parameters...)`` checks the parameters and gives a spec
        Its keywords are the parameters that the operation takes.
    run : ``run(spec, arrays)`` computes it
        None for an operation that is made of others.
    call : the call as PyTorch writes it
    formula : the output's size with its numbers
    equals : the convolution that it equals, of the spec and the weight, or None if it equals none
    linear : whether its weights are the same for every input; if not, they belong to these values only
    by_output : whether a step is about an output cell, not about an input cell
    slides : "read" if its steps read windows of a kernel_size, a stride, padding and, if it has one, a dilation along
        each axis, "written" if they write such windows; "" if neither
    spreads : whether an input cell can reach several output cells
    side_by_side : whether it is several operations that read the same input
    dims : the numbers of spatial axes that it works over
    weighted : whether it has a weight, whose kernel_size and out_channels are two of plan's parameters
    indexed, remembers : whether it needs the indices of a max pooling, and whether it is one that has them
    least_channels : the smallest number of input channels that goes with the parameters
    enlarge : parameters that take an input to a multiple of its size: ``enlarge(factor, output_size, kernel_size)``,
        the last None for a kernel of a usual size, if it has one;
        None for an operation that `compare` does not compare.
    usual : what a picture of it shows if nothing else is given: parameters, input_size
    fitting : the input's size that goes with parameters, if they leave no other; else None
    columns : of what makes a plane of columns, or the other way round: how many windows there are along each axis of a
        spec; pictures show a column at a time
    reached_padding : ``(lo, hi)`` per axis: cells around the input that a spec's steps read
    window : of a spec, how many cells a step of an operation without kernels reads along each axis, at most
    means : of a spec of an operation of weighted means, per axis and output position the input positions that count,
        with their weights, which sum to 1
    window_words : of a spec and an output cell, where the cell's window lies, in words
    varies : whether the weights of a spec differ from step to step, so that steps do not share them
    """

    plan: Callable[..., Spec]
    run: Callable[[Any, Arrays], Outcome] | None
    call: Callable[[Any], Words]
    formula: Callable[[Any], Clauses]
    equals: Callable[[Any, Array | None], Disguise | None] = lambda spec, weight: None  # noqa: ARG005
    linear: bool = True
    by_output: bool = False
    slides: str = ""
    spreads: bool = True
    side_by_side: bool = False
    dims: tuple[int, ...] = DIMS
    weighted: bool = False
    indexed: bool = False
    remembers: bool = False
    least_channels: Callable[[Mapping[str, Any]], int] = lambda parameters: 1  # noqa: ARG005
    enlarge: Enlarge | None = None
    usual: Mapping[str, Any] = field(default_factory=dict)
    fitting: Callable[[Mapping[str, Any]], Size | None] = lambda parameters: None  # noqa: ARG005
    columns: Callable[[Any], Size] | None = None
    reached_padding: Callable[[Any], Pads] = lambda spec: ((0, 0),) * spec.ndim
    window: Callable[[Any], Size] = lambda spec: spec.get("kernel_size") or (1,) * spec.ndim
    means: Callable[[Any], list[list[Mean]]] | None = None
    window_words: Callable[[Any, Size], Clauses] = lambda spec, cell: ()  # noqa: ARG005
    varies: Callable[[Any], bool] = lambda spec: False  # noqa: ARG005


class Far(NamedTuple):
    """The other side of a step's own cell: what an output cell reads, or what an input cell is written to.

    Of what is read, ``weights`` (n,) over the divisor are those of the cells.
    """

    cells: Cells
    weights: Array = np.array([1])
    divisor: int = 1


def one_cell(channel: int, position: Iterable[int]) -> Cells:
    """A single cell of a channel."""
    return Cells(np.array([channel]), tuple(np.array([at]) for at in position))


def set_cells(
    spec: Spec, arrays: Arrays, far: Callable[[int, Size], Far | None], *, by_output: bool, adds: bool = False,
    by_column: bool = False, around: Pads = (),
) -> Outcome:  # fmt: skip
    """Run steps that set what they write, or add to it, on zeros, in the input's type.

    They go cell by cell in row-major order, by channel. With `by_column` they go down a plane's columns, one after the
    other.

    Parameters
    ----------
    around : cells around the output, ``(lo, hi)`` per axis, that are written and then cropped
    far : ``far(channel, cell)``, of a cell of the output or else of the input; None if the cell has no step
    """
    shared = Shared(Surroundings(arrays.input), spec.output_size, by_output, adds=adds, own_weights=False)
    pads = around or ((0, 0),) * spec.ndim
    canvas = tuple(lo + o + hi for (lo, hi), o in zip(pads, spec.output_size, strict=True))
    output = np.zeros((spec.out_channels, *canvas), arrays.input.dtype)
    size, channels = (spec.output_size, spec.out_channels) if by_output else (spec.input_size, spec.in_channels)
    blocks: dict[tuple[int, bytes], Array] = {}
    steps: list[Step] = []
    turned = size[::-1] if by_column else size
    for *at, channel in passing(np.ndindex(*turned, channels), RECORDING, channels * math.prod(size)):
        cell = at[::-1] if by_column else at
        found = far(channel, tuple(cell))
        if found is None:
            continue
        cells, weights, divisor = found
        own = one_cell(channel, cell)
        read, written = (cells, own) if by_output else (own, cells)
        total = combine(weights.reshape(1, 1, -1), shared.surroundings.values(read), divisor)
        where = np.ix_(written.channels, *(axis + lo for axis, (lo, _) in zip(written.axes, pads, strict=True)))
        before = output[where]
        total = before.ravel() + total if adds else total
        output[where] = total
        key = (before.size, weights.tobytes())
        if key not in blocks:
            blocks[key] = np.broadcast_to(weights, (1, before.size, weights.size))
        shape = before.shape[:1] if by_output else before.shape
        own_blocks, after = blocks[key], np.broadcast_to(total, shape)
        steps.append(
            Step(len(steps), tuple(cell), read, written, own_blocks, before.reshape(shape), after, shared, divisor)
        )
    kept = (slice(lo, lo + o) for (lo, _), o in zip(pads, spec.output_size, strict=True))
    return Outcome(arrays, output[every_channel(kept)], tuple(steps))


def by_channel(spec: Spec) -> dict[str, Any]:
    """The parameters of a convolution that takes each channel of an input for itself."""
    return {"groups": spec.in_channels, "in_channels": spec.in_channels, "out_channels": spec.in_channels}
