"""Run a convolution and keep every step of it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tconv_anim.core.errors import SpecError
from tconv_anim.core.ops import get_conv_op
from tconv_anim.core.ops.conv_transpose import canvas_extent, cut_output, new_canvas
from tconv_anim.core.sampling import ChainSpec, SampleTrace, replay_samples
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array, Step, every_channel

JSON_FORMAT = "tconv-anim trace"
JSON_VERSION = 1
EXACT_LIMIT = 2**53  # integers beyond it are kept as float64, as a picture does not show the difference


@dataclass(frozen=True, eq=False)
class Trace:
    """A convolution with its numbers and all its steps.

    Attributes
    ----------
    spec : ConvSpec
    input : (C_in, *input_size) array
    weight : (*spec.weight_shape) array
    bias : (C_out,) array, zeros if none is given
    output : (C_out, *output_size) array
    steps : tuple of Step, one per kernel placement
    """

    spec: ConvSpec
    input: Array
    weight: Array
    bias: Array
    output: Array
    steps: tuple[Step, ...]

    def to_json(self, *, steps: bool = True) -> str:
        """The trace as JSON, described in docs/trace.md; `from_json` does not need the steps."""
        spec = self.spec
        document: dict[str, Any] = {
            "format": JSON_FORMAT,
            "version": JSON_VERSION,
            "spec": {field.name: getattr(spec, field.name) for field in fields(spec)},
            "output_size": spec.output_size,
            "pads": spec.pads,
            "input": self.input.tolist(),
            "weight": self.weight.tolist(),
            "bias": self.bias.tolist(),
            "output": self.output.tolist(),
        }
        if steps:
            document["steps"] = [
                {
                    "index": step.index,
                    "cell": step.cell,
                    "window": [window.tolist() for window in step.window],
                    "clipped": step.clipped.tolist(),
                    "products": step.products.tolist(),
                    "before": step.before.tolist(),
                    "after": step.after.tolist(),
                }
                for step in self.steps
            ]
        return json.dumps(document)

    @staticmethod
    def from_json(text: str) -> Trace:
        """Read what `to_json` wrote; the steps are computed again, so that they fit the numbers.

        Raises
        ------
        SpecError
            of kind "not_a_trace" for other JSON, or of another kind for parameters that PyTorch refuses.
        """
        try:
            document = json.loads(text)
        except (TypeError, ValueError) as error:
            raise SpecError("not_a_trace", {"reason": error}) from None
        if not isinstance(document, dict) or document.get("format") != JSON_FORMAT:
            raise SpecError("not_a_trace:format", {"wanted": JSON_FORMAT})
        if document.get("version") != JSON_VERSION:
            raise SpecError("not_a_trace:version", {"version": document.get("version"), "wanted": JSON_VERSION})
        try:
            words = {name: _tuples(value) for name, value in document["spec"].items()}
            names = {field.name for field in fields(ConvSpec)}
            arrays = [as_numbers(name, document[name]) for name in ("input", "weight", "bias")]
        except (KeyError, AttributeError) as error:
            raise SpecError("not_a_trace:missing", {"missing": error}) from None
        if words.keys() != names:
            raise SpecError("not_a_trace:keys", {"found": sorted(words), "wanted": sorted(names)})
        spec = ConvSpec(**words)
        shapes = ((spec.in_channels, *spec.input_size), spec.weight_shape, (spec.out_channels,))
        for name, array, shape in zip(("input", "weight", "bias"), arrays, shapes, strict=True):
            if array.shape != shape:
                raise SpecError("not_a_trace:shape", {"array": name, "found": array.shape, "wanted": shape})
        return run(spec, *arrays)


@dataclass(frozen=True, eq=False)
class Chain:
    """Operations one after the other; each reads what the one before wrote.

    Attributes
    ----------
    spec : ChainSpec
    stages : tuple of Trace or SampleTrace, the first to run first
    """

    spec: ChainSpec
    stages: tuple[Trace | SampleTrace, ...]

    @property
    def input(self) -> Array:
        """What the first stage reads, (C_in, *input_size)."""
        return self.stages[0].input

    @property
    def output(self) -> Array:
        """What the last stage writes, (C_out, *output_size)."""
        return self.stages[-1].output

    def to_json(self, *, steps: bool = True) -> str:
        """The stages as JSON, described in docs/trace.md."""
        stages = [json.loads(stage.to_json(steps=steps)) for stage in self.stages]
        document = {"format": "tconv-anim chain", "version": JSON_VERSION, "op": self.spec.op, "stages": stages}
        return json.dumps(document)


def run(spec: ConvSpec, input: Array, weight: Array, bias: Array) -> Trace:
    """Trace a checked spec; the arrays have the shapes that `Trace` describes."""
    dtype = _working_dtype(input, weight, bias)
    x, w, b = (a.astype(dtype) for a in (input, weight, bias))
    with np.errstate(over="ignore", invalid="ignore"):
        output, steps = get_conv_op(spec.op).run(spec, x, w, b)
        finite = all(np.isfinite(step.after).all() for step in steps)
    if not finite:
        raise SpecError("not_numbers:sums")
    return Trace(spec, x, w, b, output, steps)


def replay(trace: Trace | SampleTrace | Chain) -> Array:
    """Rebuild the output from the steps alone, ``(C_out, *output_size)``; for a chain that of its last stage."""
    if isinstance(trace, Chain):
        return replay(trace.stages[-1])
    if isinstance(trace, SampleTrace):
        return replay_samples(trace)
    spec = trace.spec
    if not spec.transposed:
        output: Array = np.empty_like(trace.output)
        output[...] = trace.bias.reshape(-1, *(1,) * spec.ndim)
        for step in trace.steps:
            output[every_channel(step.cell)] += step.added
        return output
    start, _ = canvas_extent(spec)
    canvas = new_canvas(spec, trace.bias)
    for step in trace.steps:
        cells = np.ix_(*(w - first for w, first in zip(step.window, start, strict=True)))
        canvas[every_channel(cells)] += step.added
    return cut_output(spec, canvas)


@lru_cache(maxsize=1)  # each pass over an animation's shots calls it
def zero_inserted(trace: Trace) -> Trace:
    """The same transposed convolution as a stride-1 convolution over its zero-inserted input.

    ``stride - 1`` zeros go between neighbouring cells, the kernel is flipped, and the border is
    ``p' = dilation*(kernel_size - 1) - padding`` (Dumoulin & Visin 2016, relation 14), where a negative one crops.

    Parameters
    ----------
    trace : Trace of a conv_transpose

    Returns
    -------
    Trace
        Of op "conv", with asymmetric padding and the same output.
    """
    spec = trace.spec
    inserted_size = tuple((i - 1) * s + 1 for i, s in zip(spec.input_size, spec.stride, strict=True))
    inserted = np.zeros((spec.in_channels, *inserted_size), trace.input.dtype)
    inserted[every_channel(slice(None, None, s) for s in spec.stride)] = trace.input
    border = tuple(
        (ke - 1 - lo, ke - 1 - hi) for ke, (lo, hi) in zip(spec.effective_kernel_size, spec.pads, strict=True)
    )
    gather = ConvSpec(
        "conv", inserted_size, spec.kernel_size, padding=border, dilation=spec.dilation, groups=spec.groups,
        in_channels=spec.in_channels, out_channels=spec.out_channels,
    )  # fmt: skip
    return run(gather, inserted, flipped(trace), trace.bias)


def as_matrix(spec: ConvSpec, weight: Array) -> Array:
    """The matrix that takes the flattened input to the flattened output, without bias, with all its zeros.

    For conv each row holds the kernel at one placement. The matrix of a conv_transpose is the transpose of the matrix
    of the conv with the same parameters (Dumoulin & Visin 2016, section 4.1).

    Parameters
    ----------
    weight : (*spec.weight_shape) array

    Returns
    -------
    (C_out * prod(output_size), C_in * prod(input_size)) array

    Examples
    --------
    >>> as_matrix(ConvSpec("conv", (4,), (2,), stride=(2,)), np.array([[[1, 2]]]))
    array([[1, 2, 0, 0],
           [0, 0, 1, 2]])
    """
    units = np.eye(spec.in_channels * math.prod(spec.input_size), dtype=weight.dtype)
    units = units.reshape(-1, spec.in_channels, *spec.input_size)
    no_bias = np.zeros(spec.out_channels, weight.dtype)
    run_op = get_conv_op(spec.op).run
    return np.stack([run_op(spec, unit, weight, no_bias)[0].ravel() for unit in units], axis=1)


def two_dimensional(trace: Trace) -> Trace:
    """A trace over one axis as the same trace over two, the first of size 1; one over two axes as it is."""
    spec = trace.spec
    if spec.ndim == 2:
        return trace
    plain = not isinstance(spec.padding, str) and not isinstance(spec.padding[0], tuple)
    flat = ConvSpec(
        spec.op, (1, *spec.input_size), (1, *spec.kernel_size), (1, *spec.stride),
        (0, *spec.padding) if plain else ((0, 0), *spec.pads),
        (1, *spec.dilation), (0, *spec.output_padding), spec.groups, spec.in_channels, spec.out_channels,
        spec.padding_mode,
    )  # fmt: skip
    return run(flat, trace.input[:, np.newaxis], trace.weight[:, :, np.newaxis], trace.bias)


def flipped(trace: Trace) -> Array:
    """A conv_transpose's weight as the equal convolution's: spatially flipped, channels exchanged within each group."""
    spec = trace.spec
    grouped = trace.weight.reshape(spec.groups, -1, *trace.weight.shape[1:])
    swapped = grouped.swapaxes(1, 2).reshape(spec.out_channels, -1, *spec.kernel_size)
    return np.flip(swapped, axis=tuple(range(2, 2 + spec.ndim)))


def as_numbers(name: str, values: ArrayLike) -> Array:
    """An integer or float64 array.

    Raises
    ------
    SpecError
        of kind "not_numbers".
    """
    try:
        array: Array = np.asarray(values)
    except ValueError:
        raise SpecError("not_numbers:rows", {"name": name}) from None
    if array.dtype.kind == "b":
        array = array.astype(np.int64)
    whole = array.dtype.kind == "O" and all(isinstance(value, int) for value in array.flat)  # beyond 64 bits
    if array.dtype.kind in "fu" or whole:
        if array.dtype.kind == "u" and array.max(initial=0) <= np.iinfo(np.int64).max:
            return array.astype(np.int64)
        try:
            array = array.astype(np.float64)
        except OverflowError:
            raise SpecError("not_numbers:too_large", {"name": name}) from None
    if array.dtype.kind not in "if" or not np.isfinite(array).all():
        raise SpecError("not_numbers", {"name": name})
    return array


def _tuples(value: Any) -> Any:
    """JSON's lists as tuples, all the way down."""
    return tuple(_tuples(item) for item in value) if isinstance(value, list) else value


def _working_dtype(input: Array, weight: Array, bias: Array) -> Any:
    if any(a.dtype.kind == "f" for a in (input, weight, bias)):
        return np.float64
    largest = [float(np.abs(a.astype(np.float64)).max(initial=0)) for a in (input, weight, bias)]
    bound = largest[0] * largest[1] * max(1, weight.size) + largest[2]
    return np.int64 if bound < EXACT_LIMIT else np.float64
