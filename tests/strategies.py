"""Random convolutions: a spec that PyTorch would accept, with small integers to run it on."""

import math
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from tconv_anim.core.comparison import arrays_of, compared_input, plan_comparison
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.ops import enlarging_ops, get_op, takes
from tconv_anim.core.record import record
from tconv_anim.core.trace import Trace, run
from tconv_anim.options import CHAIN, COMPARE, CONVOLUTIONS, OPTIONS, PADDING_MODES, op_names
from tconv_anim.scenes.views import views_for

SAMPLED = (*(op for op in op_names() if op not in CONVOLUTIONS), CHAIN)
"""Every operation but the two convolutions; the chain is a pooling and its unpooling."""


def ops_of(name: str) -> list[str]:
    """The operations that a view draws."""
    return [op for op in (*op_names(), CHAIN, COMPARE) if name in views_for(op)]


TRIES = 6  # PyTorch refuses many parameters that do not go together


@st.composite
def traces(
    draw: st.DrawFn, op: str | None = None, ndim: int | None = None, max_channels: int = 1, largest: int = 5
) -> Trace:
    """A convolution of an input of at most `largest` cells on each axis."""
    op = op or draw(st.sampled_from(["conv", "conv_transpose"]))
    ndim = ndim or draw(st.integers(1, 2))

    def per_axis(low: int, high: int) -> tuple[int, ...]:
        return tuple(draw(st.integers(low, high)) for _ in range(ndim))

    groups = draw(st.integers(1, max_channels))
    channels = st.integers(1, max(1, max_channels // groups)).map(lambda n: n * groups)
    stride, dilation = per_axis(1, 4), per_axis(1, 3)
    parameters = {"stride": stride, "padding": per_axis(0, 4), "dilation": dilation, "groups": groups}
    if op == "conv_transpose":
        parameters["output_padding"] = tuple(
            draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True)
        )
    try:
        spec = ConvSpec(
            op,
            per_axis(1, largest),
            per_axis(1, min(4, largest)),
            in_channels=draw(channels),
            out_channels=draw(channels),
            **parameters,
        )
    except SpecError:
        assume(False)
    small = st.integers(-9, 9)

    def numbers(shape: tuple[int, ...]) -> list:
        if not shape:
            return draw(small)
        return [numbers(shape[1:]) for _ in range(shape[0])]

    return record(
        op, numbers((spec.in_channels, *spec.input_size)), numbers(spec.weight_shape), numbers((spec.out_channels,)),
        **parameters,
    )  # fmt: skip


@st.composite
def samples(draw: st.DrawFn, op: str | None = None) -> Trace:
    """An upsampling or pooling of small integers; of a chain, all its stages."""
    op = op or draw(st.sampled_from(SAMPLED))
    if op != CHAIN:
        return draw(recorded(op))
    ndim = draw(st.sampled_from(get_op("max_pool").dims))
    x = _integers(draw, draw(st.integers(1, 2)), *_sizes(draw, ndim))
    pools = ({"op": "max_pool", **draw(parameters("max_pool", *x.shape))} for _ in range(TRIES))
    return _first(([pool, "max_unpool"], x, {"dims": ndim}) for pool in pools)


@st.composite
def recorded(draw: st.DrawFn, op: str) -> Trace:
    """Any operation of small integers, with all the parameters that it takes; or operations side by side."""
    if op == COMPARE:
        return draw(comparisons())
    ndim = draw(st.sampled_from(get_op(op).dims))
    channels = draw(st.integers(1, 3)) * (draw(st.sampled_from([1, 4, 9])) if op == "pixel_shuffle" else 1)
    x = _integers(draw, channels, *_sizes(draw, ndim))
    if op == "overlap_count":
        x = np.ones_like(x)
    more = {} if get_op(op).weighted else {"dims": ndim}
    if op == "fold":  # whose input is a matrix that goes with the parameters
        folds = (draw(parameters(op, *x.shape)) for _ in range(TRIES))
        sizes = ((fold, get_op(op).fitting(fold)) for fold in folds)
        return _first((op, _integers(draw, 1, size[0] * channels, size[1]), fold) for fold, size in sizes if size)

    def stage() -> dict[str, Any]:
        found = draw(parameters(op, *x.shape)) | more
        return found | {"indices": _places(draw, found, x)} if get_op(op).indexed else found

    return _first((op, x, stage()) for _ in range(TRIES))


@st.composite
def chains(draw: st.DrawFn, largest: int = 150) -> Trace:
    """Two to four operations that fit each other, drawn until the numbers get too many."""
    ndim = draw(st.integers(1, 2))
    x = _integers(draw, draw(st.sampled_from([1, 2, 4])), *_sizes(draw, ndim))
    wanted, stages, found = draw(st.integers(2, 4)), [], None
    for _ in range(3 * wanted):
        op = draw(st.sampled_from([op for op in op_names() if ndim in get_op(op).dims]))
        shape = x.shape if found is None else found.output.shape
        stage = {"op": op, **({} if get_op(op).indexed else draw(parameters(op, *shape)))}
        try:
            tried = record([*stages, stage], x, dims=ndim)
        except SpecError:
            continue
        if tried.output.size <= largest:
            stages, found = [*stages, stage], tried
        if len(stages) == wanted:
            break
    assume(len(stages) > 1)
    return found


@st.composite
def comparisons(draw: st.DrawFn) -> Trace:
    """Several ways to enlarge one input."""
    ops = draw(st.lists(st.sampled_from(enlarging_ops()), min_size=1, max_size=4, unique=True))
    size, factor = _sizes(draw, 2, 3), draw(st.integers(1, 2))
    spec = plan_comparison(ops, size, tuple(n * factor for n in size), seed=draw(st.integers(0, 9)))
    x = compared_input(spec)
    return run(spec, arrays_of(spec, np.ones_like(x) if "overlap_count" in ops else x))


@st.composite
def parameters(draw: st.DrawFn, op: str, channels: int, *size: int) -> dict[str, Any]:
    """Parameters for an input, with a weight and a bias if the operation has them; PyTorch may refuse them."""
    ndim, found = len(size), {}
    drawn = {
        "size": st.integers(1, 9), "scale_factor": st.sampled_from([0.5, 1, 1.3, 1.5, 2, 2.5, 3]),
        "kernel_size": st.integers(1, 4), "stride": st.integers(1, 3), "padding": st.integers(0, 2),
        "dilation": st.integers(1, 2), "output_padding": st.integers(0, 1),
        "output_size": st.integers(1, 6),
    }  # fmt: skip
    weighted = get_op(op).weighted
    for name in takes(op):
        kind = OPTIONS[name].type if name in OPTIONS and name not in drawn else ""
        if weighted and name in ("kernel_size", "out_channels", "groups"):
            continue
        if name == "padding_mode":
            found[name] = draw(st.sampled_from(PADDING_MODES))
        elif (name == "output_padding" and op == "conv") or (name == "output_size" and op == "max_unpool"):
            continue
        elif kind == "switch":
            found[name] = draw(st.booleans())
        elif kind == "whole":
            required = name in get_op(op).usual
            found[name] = draw(st.integers(1, 3) if required else st.none() | st.integers(1, 3))
        elif name in drawn:
            found[name] = [draw(drawn[name]) for _ in range(ndim)]
    if "size" in found:
        del found[draw(st.sampled_from(["size", "scale_factor"]))]
    if weighted:
        if op != "conv_transpose" and draw(st.booleans()):
            found["padding"] = draw(st.sampled_from(["same", "valid", [(0, 1)] * ndim]))
        groups = found["groups"] = draw(st.sampled_from([n for n in (1, 2, 3) if channels % n == 0]))
        out = groups * draw(st.integers(1, 2))
        first, second = (channels, out // groups) if op == "conv_transpose" else (out, channels // groups)
        found["weight"] = _integers(draw, first, second, *_sizes(draw, ndim, 3))
        found["bias"] = draw(st.none() | st.just(_integers(draw, out)))
    return found


def _sizes(draw: st.DrawFn, ndim: int, largest: int = 5) -> tuple[int, ...]:
    return tuple(draw(st.integers(1, largest)) for _ in range(ndim))


def _integers(draw: st.DrawFn, *shape: int) -> np.ndarray:
    return np.random.default_rng(draw(st.integers(0, 99))).integers(-4, 5, shape)


def _places(draw: st.DrawFn, unpool: dict[str, Any], x: np.ndarray) -> np.ndarray | None:
    """A place for each value, none twice; None if there are too few."""
    axes = zip(x.shape[1:], *(unpool[name] for name in ("stride", "padding", "kernel_size")), strict=True)
    plane = math.prod(max(0, (i - 1) * s - 2 * p + k) for i, s, p, k in axes)
    if plane < x[0].size:
        return None
    rng = np.random.default_rng(draw(st.integers(0, 99)))
    return np.stack([rng.permutation(plane)[: x[0].size] for _ in x]).reshape(x.shape)


def _first(tried: Iterable[tuple[Any, Any, dict[str, Any]]]) -> Trace:
    """The first that is accepted."""
    for op, x, given in tried:
        with suppress(SpecError):
            return record(op, x, **given)
    return assume(False)
