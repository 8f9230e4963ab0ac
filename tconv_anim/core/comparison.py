"""Several ways from one input to one output size, to be shown side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tconv_anim.core.arrays import DEFAULT_SEED, PICTURE_FROM, Draws, box_weight, draw_input
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.operation import Arrays
from tconv_anim.core.ops import enlarging_ops, get_op
from tconv_anim.core.ops import plan as plan_op
from tconv_anim.core.parameters import Size, check_least, per_axis
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Array
from tconv_anim.options import COMPARE, COMPARED

INPUT_SIZE = 3
RGB = 3  # channels of a picture in colour
BY_CHANNEL = {"groups": RGB, "out_channels": RGB}
FACTOR = 2  # from the input's size to the output's


def plan(
    channels: int, input_size: Size, *, ops: tuple[str, ...], output_size: Size, kernel_size: Size | None = None,
    seed: int = DEFAULT_SEED, colored: bool = False,
) -> OpSpec:  # fmt: skip
    """The spec of ops and sizes that go together.

    Its stages are an operation for each of ``ops``, each with one output channel. Of the channels there are as many as
    the op that reads most of them needs; the others read the first ones. A `colored` picture has three channels, which
    each op takes one by one. Convolutions have kernels of the size that is given, or of one that each brings.
    """
    factor = tuple(b // a for a, b in zip(input_size, output_size, strict=True))
    parameters = [_enlarging(op, factor, output_size, kernel_size) for op in ops]
    counts = [get_op(op).least_channels(own) for op, own in zip(ops, parameters, strict=True)]
    if colored:
        if max(counts) > 1:
            raise SpecError("channel_mismatch:compared", {"name": "input", "found": RGB, "expected": max(counts)})
        counts = [RGB] * len(ops)
        alone = [BY_CHANNEL if get_op(op).weighted else {} for op in ops]
        parameters = [own | more for own, more in zip(parameters, alone, strict=True)]
    stages = tuple(plan_op(op, n, input_size, own) for op, n, own in zip(ops, counts, parameters, strict=True))
    known = ("ops", tuple(ops)), ("output_size", output_size), ("seed", seed)
    more = {"kernel_size": kernel_size, "colored": colored}
    outputs = sum(stage.out_channels for stage in stages)
    found = *known, *((name, value) for name, value in more.items() if value)
    return OpSpec(COMPARE, input_size, output_size, channels, outputs, found, stages, side_by_side=True)


def plan_comparison(
    ops: Sequence[str] | None,
    input_size: int | Size | None = None,
    output_size: int | Size | None = None,
    input: Array | None = None,
    seed: int = DEFAULT_SEED,
    kernel_size: int | Size | None = None,
) -> OpSpec:
    """Check what is compared.

    Parameters
    ----------
    ops : of `enlarging_ops()`; None for `COMPARED`, without those that read several channels of a picture in grays
    input : (C, *input_size) array; by default drawn from the seed
    input_size, output_size : a number for two equal axes; the second is a multiple of the first
    kernel_size : of the convolutions among them; None for 3, and for the transposed one of a factor f above 2 for 2f-1

    Raises
    ------
    SpecError
        for an op that does not enlarge, sizes without a whole factor, or a wrong number of channels.
    """
    chosen = COMPARED if ops is None else tuple(ops) if isinstance(ops, list | tuple) else (ops,)
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
    k = None if kernel_size is None else per_axis("kernel_size", kernel_size, 2)
    check_least("empty_spatial_input", "input_size", i, 1)
    check_least("empty_kernel", "kernel_size", k or (1,), 1)
    if any(b % a or b < a for a, b in zip(i, o, strict=True)):
        multiple = tuple(max(2 * a, round(b / a) * a) for a, b in zip(i, o, strict=True))
        known = {"output_size": o, "input_size": i}
        raise SpecError("output_size_out_of_range:factor", known, hint=[{"output_size": multiple}])
    factor = tuple(b // a for a, b in zip(i, o, strict=True))
    picture = x is not None and max(x.shape) >= PICTURE_FROM
    colored = picture and x is not None and len(x) == RGB
    if ops is None and picture and x is not None and len(x) in (1, RGB):
        chosen = tuple(op for op in chosen if _channels(op, factor, o) == 1)  # a picture has no more
    if colored:
        return plan(RGB, i, ops=chosen, output_size=o, kernel_size=k, seed=seed, colored=True)
    channels = max(_channels(op, factor, o) for op in chosen)
    if x is not None and len(x) not in (1, channels):
        case = "compared" if channels > 1 else "one_compared"
        raise SpecError(f"channel_mismatch:{case}", {"name": "input", "found": len(x), "expected": channels})
    return plan(channels, i, ops=chosen, output_size=o, kernel_size=k, seed=seed)


def compared_input(spec: Spec, given: Array | None = None) -> Array:
    """An input with as many channels as are read; those that are not given are drawn from the seed.

    With the usual seed the first one counts up, so that what is uneven in an output comes from the way that made it.
    """
    drawn = draw_input((spec.in_channels, *spec.input_size), spec.get("seed"))
    if given is None and spec.get("seed") == DEFAULT_SEED:
        drawn[0] = np.arange(1, drawn[0].size + 1).reshape(spec.input_size)
    if given is None:
        return drawn
    x = given.reshape(-1, *spec.input_size)
    return np.concatenate([x, drawn[len(x) :]])


def _enlarging(op: str, factor: Size, output_size: Size, kernel_size: Size | None = None) -> dict[str, Any]:
    """The parameters with which an op enlarges by this factor."""
    enlarge = get_op(op).enlarge
    assert enlarge is not None
    return enlarge(factor, output_size, kernel_size)


def _channels(op: str, factor: Size, output_size: Size) -> int:
    """How many channels an op reads to enlarge by this factor."""
    return get_op(op).least_channels(_enlarging(op, factor, output_size))


def arrays_of(spec: Spec, input: Array) -> Arrays:
    """What is compared, with kernels of equal weights, and max_unpool's places, one in every window, from the seed.

    Examples
    --------
    >>> from tconv_anim.core.trace import run
    >>> spec = plan_comparison(["nearest", "conv_transpose"], 2, 6)
    >>> [trace.output.shape for trace in run(spec, arrays_of(spec, compared_input(spec))).stages]
    [(1, 6, 6), (1, 6, 6)]
    """
    return Arrays(input, stages=tuple(_arrays_of_stage(stage, spec, input) for stage in spec.stages))


def _arrays_of_stage(stage: Spec, spec: Spec, input: Array) -> Arrays:
    parts = stage.stages or (stage,)
    arrays = tuple(Arrays(input, weight=_weight(part)) for part in parts)
    if get_op(stage.op).indexed:
        arrays = (Arrays(input, indices=np.repeat(_places(spec), stage.in_channels, axis=0)),)
    return Arrays(input, stages=arrays) if stage.stages else arrays[0]


def _weight(spec: Spec) -> Array | None:
    """The weight of a convolution: ones, so that sums show how much is added; of a picture less, for its brightness."""
    if not isinstance(spec, ConvSpec):
        return None
    return box_weight(spec) if max(spec.input_size) >= PICTURE_FROM else np.ones(spec.weight_shape, np.int64)


def _below(factor: int, shape: tuple[int, ...], random: Iterator[int]) -> Array:
    return np.array([next(random) % factor for _ in range(math.prod(shape))]).reshape(shape)


def _places(spec: Spec) -> Array:
    """A place in every window, as a max pooling may have found it: (1, *size), flat in the output plane."""
    random = Draws(spec.get("seed"), 2)
    corners = np.indices(spec.input_size)
    factor = (b // a for a, b in zip(spec.input_size, spec.output_size, strict=True))
    row, column = (corner * f + _below(f, corner.shape, random) for corner, f in zip(corners, factor, strict=True))
    places: Array = row * spec.output_size[1] + column
    return places[np.newaxis]
