"""Several ways from one input to one output size, to be shown side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tconv_anim.core.default_values import DEFAULT_SEED, box_weight, draw_input, draw_weight
from tconv_anim.core.errors import SpecError
from tconv_anim.core.ops import Plan, enlarging_ops, get_op, plan
from tconv_anim.core.parameters import Size, check_least, per_axis
from tconv_anim.core.record import run_plan
from tconv_anim.core.sampling import ChainSpec, SampleTrace
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array
from tconv_anim.core.trace import JSON_VERSION, Chain, Trace
from tconv_anim.options import COMPARE, COMPARED

INPUT_SIZE = 2
FACTOR = 2  # from the input's size to the output's
PICTURE_FROM = 17  # cells of a side: from here on an input is a picture, without numbers


@dataclass(frozen=True)
class ComparisonSpec:
    """What is compared.

    Attributes
    ----------
    op : "compare"
    ops : of `enlarging_ops()`
    input_size, output_size : (rows, columns)
    in_channels : as many as the op that reads most of them needs; the others read the first ones
    """

    ops: tuple[str, ...]
    input_size: Size
    output_size: Size
    in_channels: int
    out_channels: int = 1
    op: str = COMPARE

    @property
    def ndim(self) -> int:
        """Two spatial axes."""
        return 2


@dataclass(frozen=True, eq=False)
class Comparison:
    """Traces of several ops that read the same input.

    Attributes
    ----------
    spec : ComparisonSpec
    input : (C_in, *input_size) array
    traces : in the order of ``spec.ops``; each has one output channel, of the same size
    seed : of the weights and of the places of max_unpool
    """

    spec: ComparisonSpec
    input: Array
    traces: tuple[Trace | SampleTrace | Chain, ...]
    seed: int

    def to_json(self, *, steps: bool = True) -> str:
        """The traces as JSON, described in docs/trace.md."""
        traces = [json.loads(trace.to_json(steps=steps)) for trace in self.traces]
        document = {"format": "tconv-anim comparison", "version": JSON_VERSION, "ops": self.spec.ops, "traces": traces}
        return json.dumps(document)


def plan_comparison(
    ops: Sequence[str] | None,
    input_size: int | Size | None = None,
    output_size: int | Size | None = None,
    input: Array | None = None,
    seed: int = DEFAULT_SEED,
) -> tuple[ComparisonSpec, Array]:
    """Check what is compared.

    Parameters
    ----------
    ops : of `enlarging_ops()`; None for `COMPARED`, without those that read several channels of a picture in grays
    input : (C, *input_size) array; by default drawn from the seed
    input_size, output_size : a number for two equal axes; the second is a multiple of the first

    Returns
    -------
    ComparisonSpec, and the input with as many channels as are read

    Raises
    ------
    SpecError
        for an op that does not enlarge, sizes without a whole factor, or a wrong number of channels.
    """
    chosen = COMPARED if ops is None else tuple(ops)
    for op in chosen:
        if op not in enlarging_ops():
            raise SpecError("unknown_op:not_enlarging", {"word": op, "name": "ops", "known": enlarging_ops()})
    if not chosen:
        raise SpecError("unknown_op:none", {"name": "ops", "known": enlarging_ops()})
    if repeated := [op for op in chosen if chosen.count(op) > 1]:
        raise SpecError("unknown_op:repeated", {"word": repeated[0], "name": "ops"})
    x = input if input is None or input.ndim == 3 else input[np.newaxis]
    if x is not None and x.ndim != 3:
        known = {"name": "input", "shape": x.shape, "dims": 2, "layout": "(*size) or (channels, *size)"}
        raise SpecError("input_rank", known)
    i = per_axis("input_size", input_size or INPUT_SIZE, 2) if x is None else x.shape[1:]
    o = per_axis("output_size", output_size or tuple(FACTOR * n for n in i), 2)
    check_least("empty_spatial_input", "input_size", i, 1)
    if any(b % a or b < a for a, b in zip(i, o, strict=True)):
        multiple = tuple(max(2 * a, round(b / a) * a) for a, b in zip(i, o, strict=True))
        known = {"output_size": o, "input_size": i}
        raise SpecError("output_size_out_of_range:factor", known, hint=[{"output_size": multiple}])
    factor = tuple(b // a for a, b in zip(i, o, strict=True))
    if ops is None and x is not None and len(x) == 1 and max(x.shape) >= PICTURE_FROM:
        chosen = tuple(op for op in chosen if _channels(op, factor, o) == 1)  # a picture in grays has no more
    channels = max(_channels(op, factor, o) for op in chosen)
    drawn = draw_input((channels, *i), seed)
    if x is None:
        x = drawn
    elif len(x) not in (1, channels):
        raise SpecError("channel_mismatch:compared", {"name": "input", "found": len(x), "expected": channels})
    else:
        x = np.concatenate([x, drawn[len(x) :]])
    return ComparisonSpec(chosen, i, o, len(x)), x


def _channels(op: str, factor: Size, output_size: Size) -> int:
    """How many channels an op reads to enlarge by this factor."""
    found = get_op(op)
    assert found.enlarge is not None
    return found.least_channels(found.enlarge(factor, output_size))


def run_comparison(spec: ComparisonSpec, input: Array, seed: int = DEFAULT_SEED) -> Comparison:
    """Trace what is compared.

    Weights are drawn from the seed, and so are max_unpool's places, one in every window.

    Examples
    --------
    >>> spec, x = plan_comparison(["nearest", "conv_transpose"], 2, 6)
    >>> [trace.output.shape for trace in run_comparison(spec, x).traces]
    [(1, 6, 6), (1, 6, 6)]
    """
    factor = tuple(b // a for a, b in zip(spec.input_size, spec.output_size, strict=True))
    traces = (_traced(op, input, factor, spec.output_size, seed) for op in spec.ops)
    return Comparison(spec, input, tuple(traces), seed)


def _traced(op: str, x: Array, factor: Size, output_size: Size, seed: int) -> Trace | SampleTrace | Chain:
    found = get_op(op)
    assert found.enlarge is not None
    parameters = found.enlarge(factor, output_size)
    x = x[: found.least_channels(parameters)]
    spec = plan(op, len(x), x.shape[1:], parameters)
    indices = _places(spec.input_size, factor, output_size, seed) if found.indexed else None
    return run_plan(spec, x, _weight(spec, seed), indices=indices)


def _weight(spec: Plan, seed: int) -> Array | None:
    """The weight of the op's convolution: drawn, or all weights equal if a picture is to keep its brightness."""
    stages = spec.stages if isinstance(spec, ChainSpec) else (spec,)
    for stage in stages:
        if isinstance(stage, ConvSpec):
            picture = max(stage.input_size) >= PICTURE_FROM
            return box_weight(stage) if picture else draw_weight(stage.weight_shape, 2, seed)
    return None


def _places(size: Size, factor: Size, output_size: Size, seed: int) -> Array:
    """A place in every window, as a max pooling may have found it: (1, *size), flat in the output plane."""
    rng = np.random.default_rng((seed, 2))
    corners = np.indices(size)
    row, column = (corner * f + rng.integers(0, f, size) for corner, f in zip(corners, factor, strict=True))
    places: Array = row * output_size[1] + column
    return places[np.newaxis]
