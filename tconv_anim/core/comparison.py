"""Several ways from one input to one output size, to be shown side by side."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tconv_anim.core.default_values import DEFAULT_SEED, box_weight, draw_input, draw_weight
from tconv_anim.core.ops import plan
from tconv_anim.core.record import convolve, run_plan
from tconv_anim.core.sampling import ChainSpec, SampleTrace
from tconv_anim.core.spec import ConvSpec, Size, SpecError, either, per_axis, sized
from tconv_anim.core.step import Array
from tconv_anim.core.trace import JSON_VERSION, Chain, Trace
from tconv_anim.options import COMPARE, COMPARED

INPUT_SIZE = 2
FACTOR = 2  # from the input's size to the output's
PICTURE_FROM = 17  # cells of a side: larger inputs are looked at rather than read
KERNEL = 3  # of resize_conv's convolution


@dataclass(frozen=True)
class ComparisonSpec:
    """What is compared.

    Attributes
    ----------
    op : "compare"
    ops : of `COMPARED`
    input_size, output_size : (rows, columns)
    in_channels : as many as pixel_shuffle needs, where it is compared; all others read the first
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
    seed : of the weights and of the places that max_unpool has remembered
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
    ops : of `COMPARED`; None for all, but for pixel_shuffle where a picture has one channel
    input : (C, *input_size) array; by default drawn from the seed
    input_size, output_size : a number for two equal axes; the second is a multiple of the first

    Returns
    -------
    ComparisonSpec, and the input with as many channels as are read

    Raises
    ------
    SpecError
        for an op that does not enlarge, for sizes without a whole factor, for too few channels.
    """
    if ops is None:
        lone = input is not None and max(input.shape) >= PICTURE_FROM and (input.ndim == 2 or len(input) == 1)
        ops = tuple(op for op in COMPARED if not (lone and op == "pixel_shuffle"))
    for op in ops:
        if op not in COMPARED:
            raise SpecError("unknown_op", f"op {op!r} is not compared: use {either(COMPARED)}")
    if not ops or len(set(ops)) < len(ops):
        raise SpecError("unknown_op", f"ops {','.join(ops)!r} are not different ones: name each once")
    x = input if input is None or input.ndim == 3 else input[np.newaxis]
    if x is not None and x.ndim != 3:
        raise SpecError("input_rank", f"input of shape {x.shape} is not of two dimensions: give (*size)")
    i = per_axis("input_size", input_size or INPUT_SIZE, 2) if x is None else x.shape[1:]
    o = per_axis("output_size", output_size or tuple(FACTOR * n for n in i), 2)
    if min(i) < 1 or any(b % a or b < a for a, b in zip(i, o, strict=True)):
        multiple = sized(max(2 * a, round(b / max(a, 1)) * a) for a, b in zip(i, o, strict=True))
        raise SpecError(
            "output_size_out_of_range",
            f"output_size {sized(o)} is not a multiple of input_size {sized(i)}: use {multiple}",
        )
    factor = tuple(b // a for a, b in zip(i, o, strict=True))
    channels = 1
    if "pixel_shuffle" in ops:
        if factor[0] != factor[1]:
            raise SpecError("channels_not_divisible", f"pixel_shuffle enlarges both axes alike, not by {sized(factor)}")
        channels = factor[0] ** 2
    drawn = draw_input((channels, *i), seed)
    if x is None:
        x = drawn
    elif len(x) not in (1, channels):
        raise SpecError("channel_mismatch", f"input has {len(x)} channels: give 1, or {channels} for pixel_shuffle")
    else:
        x = np.concatenate([x, drawn[len(x) :]])
    return ComparisonSpec(tuple(ops), i, o, len(x)), x


def run_comparison(spec: ComparisonSpec, input: Array, seed: int = DEFAULT_SEED) -> Comparison:
    """Trace what is compared.

    conv_transpose has the kernel that an interpolation of this factor f would have, of ``2*f - f%2`` taps, so that it
    overlaps evenly where f is even; max_unpool's places are drawn, one in every window.

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
    first, size = x[:1], x.shape[1:]
    if op == "conv_transpose":
        kernel = tuple(2 * f - f % 2 for f in factor)
        crops = tuple(f // 2 for f in factor)
        spec = ConvSpec("conv_transpose", size, kernel, factor, crops)
        return convolve("conv_transpose", first, _weight(spec, seed), stride=factor, padding=crops)
    if op == "pixel_shuffle":
        return run_plan(plan(op, len(x), size, {"upscale_factor": factor[0]}), x)
    if op == "resize_conv":
        chain = plan(op, 1, size, {"size": output_size, "kernel_size": KERNEL})
        assert isinstance(chain, ChainSpec)
        (_, conv) = chain.stages
        assert isinstance(conv, ConvSpec)
        return run_plan(chain, first, _weight(conv, seed))
    if op == "max_unpool":
        unpool = plan(op, 1, size, {"kernel_size": factor})
        return run_plan(unpool, first, indices=_places(size, factor, output_size, seed))
    return run_plan(plan(op, 1, size, {"stride": factor} if op == "bed_of_nails" else {"size": output_size}), first)


def _weight(spec: ConvSpec, seed: int) -> Array:
    """A drawn kernel; where a picture is to be looked at, one that keeps its brightness."""
    if max(spec.input_size) >= PICTURE_FROM:
        return box_weight(spec)
    return draw_weight(spec.weight_shape, 2, seed)


def _places(size: Size, factor: Size, output_size: Size, seed: int) -> Array:
    """A place in every window, as a max pooling may have remembered it: (1, *size), flat in the output plane."""
    rng = np.random.default_rng((seed, 2))
    corners = np.indices(size)
    row, column = (corner * f + rng.integers(0, f, size) for corner, f in zip(corners, factor, strict=True))
    places: Array = row * output_size[1] + column
    return places[np.newaxis]
