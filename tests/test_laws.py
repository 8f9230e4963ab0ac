"""What follows from the form of a step holds for every operation, for operations in turn and for those side by side."""

import json
import math
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from functools import reduce
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tconv_anim.core.comparison import arrays_of, compared_input, plan_comparison
from tconv_anim.core.equivalents import disguise, undisguised
from tconv_anim.core.errors import SpecError
from tconv_anim.core.interpolation import LARGEST_DIVISOR
from tconv_anim.core.linear import matrix, overlap_count, reached_by, reaches, receptive_field, replay, transpose
from tconv_anim.core.operation import Arrays
from tconv_anim.core.ops import describe, get_op
from tconv_anim.core.record import record
from tconv_anim.core.step import NOWHERE
from tconv_anim.core.trace import Trace, run
from tconv_anim.options import CHAIN, COMPARE, op_names

from .strategies import chains, recorded

EVERY = (*op_names(), CHAIN, COMPARE)
PAD_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


def law(examples: int = 20, ops: tuple[str, ...] = EVERY) -> Callable[[Callable[[Trace], None]], Any]:
    """A test of a fact about traces, over every operation."""

    def decorate(fact: Callable[[Trace], None]) -> Any:
        @pytest.mark.parametrize("op", ops)
        def test(op: str) -> None:
            @given(chains() if op == CHAIN else recorded(op))
            @settings(max_examples=examples, deadline=None)
            def holds(trace: Trace) -> None:
                fact(trace)

            holds()

        return test

    return decorate


def leaves(trace: Trace) -> list[Trace]:
    """The stages that are not made of others."""
    return [leaf for stage in trace.stages for leaf in leaves(stage)] or [trace]


def is_linear(trace: Trace) -> bool:
    return all(get_op(leaf.spec.op).linear for leaf in leaves(trace))


def same(one: np.ndarray, other: np.ndarray) -> None:
    """Exactly equal if both are whole numbers, up to rounding if not."""
    if one.dtype.kind == other.dtype.kind == "i":
        np.testing.assert_array_equal(one, other)
    else:
        np.testing.assert_allclose(one, other, rtol=1e-12, atol=1e-11)


@law()
def test_replaying_the_steps_gives_the_output(trace):
    np.testing.assert_array_equal(replay(trace), trace.output)
    assert replay(trace).dtype == trace.output.dtype


def padded(trace: Trace) -> tuple[np.ndarray, list[int]]:
    """A stage's input with all that its steps read around it, and where the input begins in it."""
    axes = [np.concatenate([step.read.axes[axis] for step in trace.steps]) for axis in range(trace.spec.ndim)]
    ends = [(max(0, -at.min(initial=0)), max(0, at.max(initial=0) + 1 - n))
            for at, n in zip(axes, trace.input.shape[1:], strict=True)]  # fmt: skip
    mode = PAD_MODES[getattr(trace.spec, "padding_mode", "zeros")]
    return np.pad(trace.input, [(0, 0), *ends], mode=mode), [0, *(lo for lo, _ in ends)]


@law()
def test_a_step_writes_the_weighted_sum_of_what_it_reads(trace):
    """``y[writes] = before ⊕ weights @ x[reads] / divisor``, one step after the other."""
    for stage in leaves(trace):
        x, first = padded(stage)
        y: dict[tuple[int, ...], Any] = {}
        bias = stage.bias if stage.bias is not None else np.zeros(stage.spec.out_channels, stage.output.dtype)
        cells = [step.cell for step in stage.steps]
        assert cells == sorted(cells, key=lambda cell: cell[::-1] if get_op(stage.spec.op).columns else cell)
        for index, step in enumerate(stage.steps):
            assert step.index == index
            values = np.array([x[tuple(cell)] for cell in step.reads + first], x.dtype)
            total = step.weights @ values
            total = total if step.divisor == 1 else total / step.divisor
            places = list(map(tuple, step.writes))
            before = np.array([y.get(place, bias[place[0]]) for place in places])
            np.testing.assert_array_equal(step.before.ravel(), before)
            same(step.after.ravel(), before + total if step.shared.adds else total)
            y.update(zip(places, step.after.ravel(), strict=True))
        shape = stage.output.shape
        for place in np.ndindex(shape):
            assert stage.output[place] == y.get(place, bias[place[0]])


@law()
def test_a_step_shows_its_products_its_sources_and_what_lies_outside(trace):
    for stage in leaves(trace):
        spec, by_output = stage.spec, get_op(stage.spec.op).by_output
        x, first = padded(stage)
        for step in stage.steps[:6]:
            assert step.shared.by_output == by_output
            assert stage.weight is None or step.products.shape == spec.weight_shape
            summed = step.products.sum(axis=tuple(range(1, step.products.ndim))) if by_output else step.products.sum()
            same(summed, step.added if by_output and step.shared.adds else
                 step.total.ravel() if by_output else step.total.sum())  # fmt: skip
            for read, source in zip(step.reads, step.sources, strict=True):
                copied = 0 if NOWHERE in source[1:] else stage.input[tuple(source)]
                assert x[tuple(read + first)] == copied
            size = spec.input_size if by_output else spec.output_size
            for taps in np.ndindex(*map(len, step.window)):
                at = [axis[tap] for axis, tap in zip(step.window, taps, strict=True)]
                assert step.clipped[taps] == any(not 0 <= q < n for q, n in zip(at, size, strict=True))
            assert step.connects.shape == step.weights.shape == (len(step.writes), len(step.reads))
            assert (step.connects | (step.weights == 0)).all()
            assert step.value == step.after.flat[0]


@law()
def test_the_matrix_times_the_input_is_the_output(trace):
    dense, flat = matrix(trace).dense(), trace.input.ravel()
    product = dense @ flat
    same(product, matrix(trace) @ flat)
    same(product.reshape(trace.output.shape) + bias_of(trace), trace.output)


def bias_of(trace: Trace) -> np.ndarray:
    """What a trace makes of zeros: the bias, taken through the stages after it."""
    shape = (-1, *(1,) * trace.spec.ndim)
    if trace.spec.side_by_side:
        return np.concatenate([bias_of(stage) for stage in trace.stages])
    if not trace.stages:
        own = np.zeros(trace.output.shape, trace.output.dtype)
        return own if trace.bias is None else own + trace.bias.reshape(shape)
    through = np.zeros(trace.input.shape, trace.input.dtype)
    for stage in trace.stages:
        through = (matrix(stage) @ through.ravel()).reshape(stage.output.shape) + bias_of(stage)
    return through


@law()
def test_the_transpose_is_the_adjoint(trace):
    """<A x, g> equals <x, A' g>, and A' is the matrix with rows and columns exchanged."""
    g = np.random.default_rng(trace.output.size).integers(-4, 5, trace.output.shape)
    back = transpose(trace, g)
    same(back.output.ravel(), matrix(trace).dense().T @ g.ravel())
    forward = trace.output - bias_of(trace)
    same(np.asarray((forward * g).sum()), np.asarray((trace.input * back.output).sum()))
    assert back.output.shape == trace.input.shape
    if trace.stages:
        assert len(back.steps) == sum(len(leaf.steps) for leaf in leaves(trace))
        return
    y = np.zeros_like(back.output)
    for index, step in enumerate(back.steps):
        assert step.index == index
        assert step.shared.by_output != get_op(trace.spec.op).by_output
        values = np.array([g[tuple(cell)] if inside(cell, g.shape) else 0 for cell in step.reads])
        total = step.weights @ values / step.divisor
        for place, value in zip(step.writes, total, strict=True):
            if inside(place, y.shape):
                y[tuple(place)] += y.dtype.type(value)
        after = [y[tuple(place)] for place in step.writes if inside(place, y.shape)]
        same(np.asarray(step.after).ravel(), np.array(after, y.dtype))
    same(y, back.output)


def inside(cell: np.ndarray, shape: tuple[int, ...]) -> bool:
    return all(0 <= at < size for at, size in zip(cell, shape, strict=True))


@law(ops=(CHAIN, "resize_conv", COMPARE))
def test_stages_are_composed(trace):
    each = [matrix(stage).dense() for stage in trace.stages]
    if trace.spec.side_by_side:
        np.testing.assert_array_equal(trace.output, np.concatenate([stage.output for stage in trace.stages]))
        for stage in trace.stages:
            np.testing.assert_array_equal(stage.input, trace.input[: stage.spec.in_channels])
        whole = np.zeros((trace.output.size, trace.input.size))
        first = np.cumsum([0, *map(len, each)])
        for own, start in zip(each, first[:-1], strict=True):
            whole[start : start + len(own), : own.shape[1]] = own
        np.testing.assert_array_equal(matrix(trace).dense(), whole)
        return
    for one, next_ in zip(trace.stages, trace.stages[1:], strict=False):
        np.testing.assert_array_equal(next_.input, one.output)
    np.testing.assert_array_equal(trace.stages[0].input, trace.input)
    np.testing.assert_array_equal(trace.output, trace.stages[-1].output)
    same(matrix(trace).dense(), reduce(lambda before, own: own @ before, each))


def responses(trace: Trace) -> np.ndarray:
    """(output cells, input cells): what a 1 in each input cell adds, with a layer's own weights all made positive."""
    spec, arrays = trace.spec, positive(trace)
    if spec.op == "overlap_count":  # it takes only ones: the transposed convolution that it counts takes others too
        found = disguise(spec)
        spec, arrays = found.spec, Arrays(trace.input, np.abs(found.weight))
    columns = []
    for at in range(trace.input.size):
        unit = np.zeros(trace.input.size, np.int64)
        unit[at] = 1
        columns.append(run(spec, replace(arrays, input=unit.reshape(trace.input.shape))).output.ravel())
    return np.stack(columns, axis=1)


def positive(trace: Trace) -> Arrays:
    weight = None if trace.weight is None else np.ones_like(trace.weight)
    return Arrays(trace.input, weight, indices=trace.indices, stages=tuple(map(positive, trace.stages)))


def connected(trace: Trace) -> np.ndarray:
    """(output cells, input cells) mask, by changing one input cell after the other."""
    assume(trace.input.size <= 60)
    assume(is_linear(trace))
    assume("overlap_count" not in [leaf.spec.op for leaf in leaves(trace)] or not trace.stages)
    return responses(trace) != 0


@law()
def test_connected_cells_are_those_that_a_change_reaches(trace):
    """A layer's own weight of 0 connects as any other."""
    if trace.spec.op in (
        "max_pool",
        "adaptive_max_pool",
    ):  # at these values: what one cell adds, once all the others are taken away
        assume(len(np.unique(trace.input)) == trace.input.size)
        mask = matrix(trace).dense() != 0
        assert mask.sum() == trace.output.size
    else:
        mask = connected(trace)
    for number, cell in enumerate(np.ndindex(trace.output.shape)):
        expected = np.stack(np.unravel_index(np.flatnonzero(mask[number]), trace.input.shape), axis=1)
        np.testing.assert_array_equal(reached_by(trace, cell), expected)
    for number, cell in enumerate(np.ndindex(trace.input.shape)):
        expected = np.stack(np.unravel_index(np.flatnonzero(mask[:, number]), trace.output.shape), axis=1)
        np.testing.assert_array_equal(reaches(trace, cell), expected)
    shape = (len(mask), trace.spec.in_channels, -1)
    np.testing.assert_array_equal(
        overlap_count(trace), mask.reshape(shape).any(axis=1).sum(axis=1).reshape(trace.output.shape)
    )
    by_place = mask.reshape(trace.spec.out_channels, -1, *trace.input.shape).any(axis=(0, 2))
    for number, cell in enumerate(np.ndindex(trace.spec.output_size)):
        places = np.argwhere(by_place[number])
        box = zip(places.min(axis=0), places.max(axis=0), strict=True) if len(places) else ()
        assert receptive_field(trace, cell) == tuple(box)


@law()
def test_cells_reach_those_that_are_reached_by_them(trace):
    assume(trace.output.size * trace.input.size < 4000)
    forth = {(cell, tuple(other)) for cell in np.ndindex(trace.input.shape) for other in reaches(trace, cell).tolist()}
    back = {(tuple(other), cell) for cell in np.ndindex(trace.output.shape)
            for other in reached_by(trace, cell).tolist()}  # fmt: skip
    assert forth == back


@pytest.mark.parametrize("op", op_names())
def test_an_operation_says_whether_a_cell_reaches_several_and_whether_it_chooses(op):
    most, chosen = [0], [False]

    @given(recorded(op))
    @settings(max_examples=40, deadline=None)
    def look(trace):
        found = matrix(trace)
        most.append(np.bincount(found.columns, minlength=1).max())
        with suppress(SpecError):  # ones alone, or values for one place that differ
            other = run(trace.spec, with_input(trace, trace.input[..., ::-1] * 2 + 1))
            chosen.append(not np.array_equal(matrix(other).dense(), found.dense()))

    look()
    assert (max(most) > 1, not any(chosen)) == (get_op(op).spreads, get_op(op).linear)


def with_input(trace: Trace, x: np.ndarray) -> Arrays:
    stages = tuple(with_input(stage, x) for stage in trace.stages)
    return Arrays(x, trace.weight, trace.bias, trace.indices, stages)


@law(ops=(CHAIN,))
def test_stages_together_are_linear_if_all_are_and_spread_if_one_does(trace):
    ops = [get_op(leaf.spec.op) for leaf in leaves(trace)]
    found = describe(trace.spec)
    assert (found.linear, found.spreads) == (all(op.linear for op in ops), any(op.spreads for op in ops))


@law(40)
def test_the_equal_convolution_has_the_same_output(trace):
    equal = undisguised(trace)
    if equal is not None:
        assert equal.output.shape == trace.output.shape
        same(equal.output, trace.output)


@law()
def test_json_gives_the_same_trace_back(trace):
    for steps in (True, False):
        again = Trace.from_json(trace.to_json(steps=steps))
        assert again == trace
        assert hash(again) == hash(trace)
        assert [leaf.spec for leaf in leaves(again)] == [leaf.spec for leaf in leaves(trace)]
    assert again.to_json() == trace.to_json()


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container of a document with each of its keys."""
    for key, item in value.items() if isinstance(value, dict) else enumerate(value):
        yield value, key
        if isinstance(item, (dict, list)):
            yield from places(item)


JUNK = [
    None,
    True,
    -1,
    0,
    2.5,
    10**30,
    1e308,
    "x",
    "",
    [],
    {},
    [[]],
    [1, [2]],
    [None],
    {"op": "chain"},
    [-1],
    [0, 10**9],
]


@pytest.mark.parametrize("op", EVERY)
def test_a_damaged_document_is_a_spec_error_or_a_trace(op):
    @given(chains(40) if op == CHAIN else recorded(op), st.integers(0, 10**6), st.sampled_from(["cut", "key", *JUNK]))
    @settings(max_examples=60, deadline=None)
    def damage(trace, number, junk):
        text = trace.to_json(steps=False)
        if junk == "cut":
            damaged = text[: number % len(text)]
        else:
            document = json.loads(text)
            every = list(places(document))
            container, key = every[number % len(every)]
            if junk == "key":
                del container[key]
            else:
                container[key] = junk
            damaged = json.dumps(document)
        try:
            again = Trace.from_json(damaged)
        except SpecError as error:
            assert error.kind
            assert "\n" not in str(error)
        else:
            np.testing.assert_array_equal(replay(again), again.output)

    damage()


VERSION_1 = [  # the bytes of the same trace in version 1, with its steps and without
    ("conv", (1, 5, 5), {"weight": (1, 1, 3, 3)}, 2715, 560),
    ("conv", (8, 6, 6), {"weight": (8, 1, 1, 1), "groups": 8}, 11841, 2858),
    ("conv_transpose", (3, 4, 4), {"weight": (3, 4, 3, 3), "stride": 2}, 19893, 2601),
    ("conv_transpose", (1, 3), {"weight": (1, 1, 1)}, 749, 380),
    ("avg_pool", (2, 4, 4), {"kernel_size": 2}, 1817, 527),
    ("bed_of_nails", (1, 3, 3), {"stride": 2}, 1305, 361),
    ("bilinear", (1, 1, 1), {"scale_factor": 2}, 684, 253),
    ("linear", (2, 3), {"size": 5}, 1331, 295),
    ("max_pool", (2, 6), {"kernel_size": 3, "dims": 1}, 805, 328),
    ("nearest", (3, 2, 2), {"scale_factor": 1}, 1568, 313),
    ("pixel_shuffle", (4, 2, 2), {"upscale_factor": 2}, 2009, 338),
    ("pixel_unshuffle", (1, 4, 4), {"downscale_factor": 2}, 2013, 342),
    ("resize_conv", (1, 3, 3), {"weight": (1, 1, 3, 3), "scale_factor": 2}, 10898, 1204),
    ([{"op": "max_pool", "kernel_size": 1}, "max_unpool"], (1, 1, 1), {}, 876, 648),
    ([{"op": "max_pool", "kernel_size": 2}, "max_unpool"], (2, 4, 4), {}, 3003, 997),
]


def drawn(shape: tuple[int, ...]) -> np.ndarray:
    return np.random.default_rng(0).integers(-9, 10, shape)


@pytest.mark.parametrize(("op", "shape", "options", "most", "most_without_steps"), VERSION_1)
def test_a_document_is_no_larger_than_in_version_1(op, shape, options, most, most_without_steps):
    weight = {name: drawn(size) for name, size in options.items() if name == "weight"}
    trace = record(op, drawn(shape), **options | weight)
    assert len(trace.to_json()) <= most
    assert len(trace.to_json(steps=False)) <= most_without_steps


def test_a_comparison_is_no_larger_than_in_version_1():
    spec = plan_comparison(None)
    trace = run(spec, arrays_of(spec, compared_input(spec)))
    assert len(trace.to_json()) <= 14252
    assert len(trace.to_json(steps=False)) <= 3127


@given(st.sampled_from(["bilinear", "bicubic"]).flatmap(recorded))
@settings(max_examples=20)
def test_the_largest_mean_and_the_parts_of_all_are_known_before_anything_is_computed(trace: Trace):
    means = get_op(trace.spec.op).means(trace.spec)
    boxes = [np.ptp(step.reads[:, 1:], axis=0) + 1 for step in trace.steps]
    spans = [max(mean[-1][0] - mean[0][0] + 1 for mean in axis) for axis in means]
    assert spans == np.max(boxes, axis=0).tolist()
    parts = math.prod(math.lcm(*(weight.denominator for mean in axis for _, weight in mean)) for axis in means)
    if parts <= LARGEST_DIVISOR:
        assert parts == math.lcm(*(step.divisor for step in trace.steps))
