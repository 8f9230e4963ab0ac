"""Upsampling and pooling: spec, steps and trace, as ConvSpec, Step and Trace are those of a convolution."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from tconv_anim.core.message import Words
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array

JSON_FORMAT = "tconv-anim sample trace"
JSON_VERSION = 1


@dataclass(frozen=True)
class SampleSpec:
    """One upsampling or pooling, in checked parameters; made by an op's ``plan``.

    Attributes
    ----------
    op : str, one of `options.op_names()`
    input_size, output_size : tuple of int
    in_channels, out_channels : int
    parameters : pairs of name and value
        By PyTorch's names, one number per axis, in the op's order; with its default if it was left out.
        A parameter without a value, such as ``size`` when ``scale_factor`` is given, is not among them.
    """

    op: str
    input_size: Size
    output_size: Size
    in_channels: int
    out_channels: int
    parameters: tuple[tuple[str, Any], ...] = ()

    @property
    def ndim(self) -> int:
        """Number of spatial axes: 1 or 2."""
        return len(self.input_size)

    def get(self, name: str) -> Any:
        """A parameter's value, None if it has none."""
        return dict(self.parameters).get(name)


@dataclass(frozen=True)
class ChainSpec:
    """Operations one after the other, in checked parameters; made by a chain's ``plan``.

    Attributes
    ----------
    op : str, one of `options.op_names()`
    stages : tuple of SampleSpec or ConvSpec, the first to run first
    """

    op: str
    stages: tuple[SampleSpec | ConvSpec, ...]

    @property
    def input_size(self) -> Size:
        """What the first stage reads."""
        return self.stages[0].input_size

    @property
    def output_size(self) -> Size:
        """What the last stage writes."""
        return self.stages[-1].output_size

    @property
    def ndim(self) -> int:
        """Number of spatial axes: 1 or 2."""
        return len(self.input_size)

    @property
    def in_channels(self) -> int:
        """Of the first stage."""
        return self.stages[0].in_channels

    @property
    def out_channels(self) -> int:
        """Of the last stage."""
        return self.stages[-1].out_channels


@dataclass(frozen=True, eq=False)
class SampleStep:
    """One value: what is read, with which weights, and where the sum is written.

    Attributes
    ----------
    index : int
        Position in the trace, from 0: by `cell` in row-major order, and of one cell by channel.
    cell : tuple of int
        The place that the step is about, without channel. For nearest, bed_of_nails, max_unpool and pixel_shuffle it is
        the cell that is read, for the others the cell that is written.
    reads : (n, 1 + ndim) int array
        Input cells as channel and position; a position outside of the input is padding and counts as 0.
    parts : (n,) array
        The weights times `divisor`: whole numbers if possible, so that sums are exact.
    writes : (m, 1 + ndim) int array
        Output cells, all of which get `value`.
    value : int or float
        ``sum(parts * values) / divisor``
    divisor : int
    """

    index: int
    cell: Size
    reads: Array
    parts: Array
    writes: Array
    value: float
    divisor: int = 1

    @property
    def weights(self) -> Array:
        """(n,): what each read value is multiplied by, ``parts / divisor``."""
        return self.parts if self.divisor == 1 else self.parts / self.divisor


@dataclass(frozen=True, eq=False)
class SampleTrace:
    """An upsampling or pooling with its numbers and all its steps.

    Attributes
    ----------
    spec : SampleSpec
    input : (C_in, *input_size) array
    output : (C_out, *output_size) array
    steps : tuple of SampleStep
    indices : int array, or None
        max_pool: (C, *output_size), where each maximum was, flat in the unpadded input plane of its channel.
        max_unpool: (C, *input_size), where each value goes, flat in the output plane.
    """

    spec: SampleSpec
    input: Array
    output: Array
    steps: tuple[SampleStep, ...]
    indices: Array | None = None

    def to_json(self, *, steps: bool = True) -> str:
        """The trace as JSON, described in docs/trace.md."""
        spec = self.spec
        document: dict[str, Any] = {
            "format": JSON_FORMAT,
            "version": JSON_VERSION,
            "op": spec.op,
            "parameters": dict(spec.parameters),
            "input_size": spec.input_size,
            "output_size": spec.output_size,
            "input": self.input.tolist(),
            "output": self.output.tolist(),
            "indices": None if self.indices is None else self.indices.tolist(),
        }
        if steps:
            document["steps"] = [
                {
                    "index": step.index,
                    "cell": step.cell,
                    "reads": step.reads.tolist(),
                    "weights": step.weights.tolist(),
                    "writes": step.writes.tolist(),
                    "value": step.value,
                }
                for step in self.steps
            ]
        return json.dumps(document)


@dataclass(frozen=True, eq=False)
class Disguise:
    """The convolution or transposed convolution that an upsampling or pooling equals.

    Attributes
    ----------
    spec : ConvSpec
    weight : (*spec.weight_shape) array
    weights : what the weight is in words, such as "weights 1"
    repeat : int
        Cells by which the input's border is repeated first; a transposed convolution's own border meets zeros.
    """

    spec: ConvSpec
    weight: Array
    weights: Words
    repeat: int = 0


def cells(channel: int, *axes: Iterable[int]) -> Array:
    """The cells of one channel at each combination of positions, (n, 1 + ndim), in row-major order."""
    return np.array(list(itertools.product([channel], *axes)), np.int64).reshape(-1, 1 + len(axes))


def read(input: Array, reads: Array) -> Array:
    """The values of cells of ``(C, *size)``, 0 for those outside: (n,)."""
    inside = ((reads >= 0) & (reads < input.shape)).all(axis=1)
    values: Array = np.zeros(len(reads), input.dtype)
    values[inside] = input[tuple(reads[inside].T)]
    return values


def combine(values: Array, parts: Array, divisor: int = 1) -> float:
    """``sum(parts * values) / divisor`` as a Python number, whole where all of it is."""
    total = (parts * values).sum()
    return (total if divisor == 1 else total / divisor).item()  # type: ignore[no-any-return]


def traced(spec: SampleSpec, input: Array, steps: Iterable[SampleStep], indices: Array | None = None) -> SampleTrace:
    """A trace whose output is what its steps write, in the input's dtype, on zeros."""
    steps = tuple(steps)
    output = _assembled(spec, input.dtype, ((step.writes, step.value) for step in steps))
    return SampleTrace(spec, input, output, steps, indices)


def replay_samples(trace: SampleTrace) -> Array:
    """Rebuild the output from the input and what the steps read, weigh and write; their values are not used."""
    sums = ((s.writes, combine(read(trace.input, s.reads), s.parts, s.divisor)) for s in trace.steps)
    return _assembled(trace.spec, trace.output.dtype, sums)


def _assembled(spec: SampleSpec, dtype: Any, written: Iterable[tuple[Array, float]]) -> Array:
    output: Array = np.zeros((spec.out_channels, *spec.output_size), dtype)
    for places, value in written:
        output[tuple(places.T)] = value
    return output
