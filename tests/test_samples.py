"""Upsampling and pooling: what equals which convolution, in which words, PyTorch's answers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tconv_anim.core.equivalents import disguise, undisguised
from tconv_anim.core.errors import SpecError
from tconv_anim.core.interpolation import triangle
from tconv_anim.core.linear import replay
from tconv_anim.core.message import Equation, Words
from tconv_anim.core.ops import get_op, plan, takes
from tconv_anim.core.record import record
from tconv_anim.core.trace import Trace
from tconv_anim.options import CHAIN
from tconv_anim.scenes.formulas import call_words, disguise_words
from tconv_anim.scenes.texts import say

from .letters import in_letters
from .strategies import SAMPLED, samples

DATA = Path(__file__).parent / "data"
CASES = [
    json.loads(line)
    for name in ("upsampling.jsonl", "more_ops.jsonl")
    for line in (DATA / name).read_text(encoding="utf-8").splitlines()
]
WHOLE = {
    "adaptive_max_pool",
    "unfold",
    "fold",
    "nearest",
    "bed_of_nails",
    "max_pool",
    "max_unpool",
    "pixel_shuffle",
    "pixel_unshuffle",
    "overlap_count",
}
FACTORS = st.integers(1, 4)


def numbers(*shape: int) -> np.ndarray:
    return np.random.default_rng(sum(shape)).integers(-9, 10, shape)


def computed(op: str, input: np.ndarray, **parameters: Any) -> Trace:
    """An operation, or a pooling and its unpooling, whose output_size PyTorch is given."""
    if op != "max_pool+max_unpool":
        return record(op, input, **parameters)
    size = parameters.pop("output_size")
    unpool = {"op": "max_unpool", **parameters, "output_size": size}
    return record([{"op": "max_pool", **parameters}, unpool], input, dims=input.ndim - 1)


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_pytorch_gives_this_answer(case):
    op, parameters = case["op"], case["params"]
    samples = np.array(case["input"]).reshape(case["input_shape"])
    given = [{}] * len(samples)
    if "indices_in" in case:
        given = [{"indices": indices} for indices in np.array(case["indices_in"]).reshape(samples.shape)]
    if case["expect"] == "error":
        with pytest.raises(SpecError) as caught:
            for sample, indices in zip(samples, given, strict=True):
                computed(op, sample, **parameters, **indices)
        assert caught.value.kind == case["error"]["kind"]
        return
    traces = [computed(op, sample, **parameters, **indices) for sample, indices in zip(samples, given, strict=True)]
    expected = np.array(case["output"]).reshape(case["output_shape"])
    output = np.array([trace.output for trace in traces])
    if set(op.split("+")) <= WHOLE:
        np.testing.assert_array_equal(output, expected)
        assert output.dtype == samples.dtype
    else:
        assert output.shape == expected.shape
        np.testing.assert_allclose(output, expected, rtol=0, atol=1e-9)
    if "indices" in case:
        np.testing.assert_array_equal([trace.indices for trace in traces], case["indices"])


@given(samples())
@settings(max_examples=60, deadline=None)
def test_the_words_for_what_is_in_disguise_hold_the_call(trace):
    equal = undisguised(trace)
    if equal is not None:
        words = disguise_words(disguise(trace))
        words = words["equal"] if words.key == "with_repeated_border" else words
        assert words["call"] == call_words(equal.spec)


def _result(clause: Words) -> str:
    """What a clause of a formula comes to: its last side."""
    while not isinstance(clause, (Equation, str)):
        clause = dict(clause.values).get("words", "")
    return clause.sides[-1] if isinstance(clause, Equation) else clause


@given(samples())
@settings(max_examples=100, deadline=None)
def test_a_spec_tells_its_parameters_and_its_size(trace):
    """Planned again from what it tells, it is the same; its formula ends in its size."""
    if trace.stages:
        assert trace.spec.stages == tuple(stage.spec for stage in trace.stages)
        assert (trace.spec.input_size, trace.spec.output_size) == (trace.input.shape[1:], trace.output.shape[1:])
        return
    spec = trace.spec
    assert (spec.in_channels, *spec.input_size) == trace.input.shape
    assert (spec.out_channels, *spec.output_size) == trace.output.shape
    assert plan(spec.op, spec.in_channels, spec.input_size, dict(spec.parameters)) == spec
    for size in spec.output_size:
        assert f"{size}" in [_result(clause) for clause in get_op(spec.op).formula(spec)]


@pytest.mark.parametrize("op", SAMPLED)
def test_every_op_can_be_drawn_at_random_and_takes_parameters(op):
    @given(samples(op))
    @settings(max_examples=5, deadline=None)
    def draw(trace):
        assert trace.spec.op == op

    draw()
    assert takes(op)


@given(FACTORS, FACTORS)
@settings(deadline=None)
def test_nearest_is_a_transposed_convolution_of_ones_as_wide_as_its_stride(a, b):
    x = numbers(1, 3, 2)
    stamped = record("conv_transpose", x, np.ones((1, 1, a, b), int), stride=(a, b))
    np.testing.assert_array_equal(record("nearest", x, scale_factor=(a, b)).output, stamped.output)
    np.testing.assert_array_equal(record("nearest", x, size=(3 * a, 2 * b)).output, stamped.output)


@given(FACTORS, FACTORS)
@settings(deadline=None)
def test_a_bed_of_nails_is_one_tap_a_stride_apart(a, b):
    x = numbers(1, 2, 3)
    nails = record("conv_transpose", x, [[[[1]]]], stride=(a, b), output_padding=(a - 1, b - 1))
    np.testing.assert_array_equal(record("bed_of_nails", x, stride=(a, b)).output, nails.output)


@pytest.mark.parametrize("factor", range(1, 8))
def test_bilinear_is_the_triangle_kernel_away_from_the_border(factor):
    """And everywhere, where the input's border is repeated once and the output cropped by the factor."""
    x = numbers(1, 4, 5)
    kernel = np.multiply.outer(triangle(factor), triangle(factor))
    expected = record("bilinear", x, scale_factor=factor).output

    def stamped(values):
        return record("conv_transpose", values[0], kernel, stride=factor, padding=factor // 2).output

    inner = slice(factor // 2, -(factor // 2) or None)
    np.testing.assert_allclose(stamped(x)[:, inner, inner], expected[:, inner, inner], atol=1e-12)
    repeated = np.pad(x, ((0, 0), (1, 1), (1, 1)), mode="edge")
    cropped = stamped(repeated)[:, factor:-factor, factor:-factor]
    np.testing.assert_allclose(cropped, expected, atol=1e-12)


def test_average_pooling_is_a_convolution_with_equal_weights():
    x = numbers(1, 5, 7)
    mean = record("conv", x, np.full((1, 1, 3, 2), 1 / 6), stride=(2, 3), padding=(1, 0))
    pooled = record("avg_pool", x, kernel_size=(3, 2), stride=(2, 3), padding=(1, 0))
    np.testing.assert_allclose(pooled.output, mean.output, atol=1e-12)


@pytest.mark.parametrize(("r", "k"), [(2, 3), (3, 1), (2, 5), (3, 3)])
def test_a_pixel_shuffle_after_a_conv_is_a_transposed_convolution(r, k):
    """``W[ci, c, (k-1-u)r + a, (k-1-v)r + b] = w[c*r*r + a*r + b, ci, u, v]``, stride r, padding r*(k//2)."""
    x, w = numbers(2, 3, 4), numbers(3 * r * r, 2, k, k)
    shuffled = record("pixel_shuffle", record("conv", x, w, padding=k // 2).output, upscale_factor=r)
    gathered = w.reshape(3, r, r, 2, k, k)[..., ::-1, ::-1].transpose(3, 0, 4, 1, 5, 2).reshape(2, 3, r * k, r * k)
    stamped = record("conv_transpose", x, gathered, stride=r, padding=r * (k // 2))
    np.testing.assert_array_equal(shuffled.output, stamped.output)


def test_fold_adds_what_unfold_copies_and_a_convolution_is_their_matrix_product():
    """A kernel as a row times the columns of unfold is a convolution, a column times a row that is folded the other."""
    x, w = numbers(2, 5, 4), numbers(3, 2, 3, 2)
    windows = {"stride": 2, "padding": 1, "dilation": (1, 2)}
    columns = record("unfold", x, kernel_size=(3, 2), **windows)
    conv = record("conv", x, w, **windows)
    np.testing.assert_array_equal((w.reshape(3, -1) @ columns.output[0]).reshape(conv.output.shape), conv.output)
    back = record("conv_transpose", conv.output, w, **windows, output_padding=(0, 0))
    made = w.reshape(3, -1).T @ conv.output.reshape(3, -1)
    folded = record("fold", made, kernel_size=(3, 2), output_size=back.output.shape[1:], **windows)
    np.testing.assert_array_equal(folded.output, back.output)
    added = record("fold", columns.output, kernel_size=(3, 2), output_size=(5, 4), **windows).output
    np.testing.assert_array_equal(added, record("fold", np.ones_like(columns.output), kernel_size=(3, 2),
                                                output_size=(5, 4), **windows).output * x)  # fmt: skip


def test_a_pixel_unshuffle_undoes_a_pixel_shuffle():
    x = numbers(18, 2, 3)
    there = record("pixel_shuffle", x, upscale_factor=3)
    np.testing.assert_array_equal(record("pixel_unshuffle", there.output, downscale_factor=3).output, x)


@given(samples(CHAIN))
@settings(max_examples=50, deadline=None)
def test_unpooling_keeps_the_maxima_where_they_were_and_nothing_else(chain):
    pool, unpool = chain.stages
    assert chain.output.shape == chain.input.shape
    np.testing.assert_array_equal(unpool.indices, pool.indices)
    for channel, indices in enumerate(pool.indices):
        kept = np.zeros(chain.input[channel].size, bool)
        kept[indices.ravel()] = True
        expected = np.where(kept.reshape(chain.input[channel].shape), chain.input[channel], 0)
        np.testing.assert_array_equal(chain.output[channel], expected)


@given(samples("overlap_count"))
@settings(max_examples=50, deadline=None)
def test_overlaps_are_a_transposed_convolution_of_ones(trace):
    parameters = {name: value for name, value in trace.spec.parameters if name != "kernel_size"}
    channels = trace.spec.in_channels
    ones = np.ones((channels, 1, *trace.spec.get("kernel_size")), int)
    stamped = record("conv_transpose", trace.input, ones, groups=channels, **parameters)
    np.testing.assert_array_equal(trace.output, stamped.output)


def test_a_resize_convolution_is_nearest_then_a_convolution():
    x, w = numbers(2, 3, 3), numbers(1, 2, 3, 3)
    chain = record("resize_conv", x, w, [5], scale_factor=2)
    resized, convolved = chain.stages
    np.testing.assert_array_equal(resized.output, record("nearest", x, scale_factor=2).output)
    np.testing.assert_array_equal(convolved.output, record("conv", resized.output, w, [5], padding="same").output)
    assert chain.output.shape == (1, 6, 6)
    np.testing.assert_array_equal(undisguised(chain).output, chain.output)
    assert say(disguise_words(disguise(chain))) == (
        "ConvTranspose2d(2, 1, kernel_size=4, stride=2, padding=1) with the kernel blurred over each cell's copies"
    )


def test_a_repeated_border_is_no_transposed_convolution():
    assert disguise(record("resize_conv", [[1, 2], [3, 4]], np.ones((3, 3)), scale_factor=2)) is not None
    reflected = record("resize_conv", [[1, 2], [3, 4]], np.ones((3, 3)), scale_factor=2, padding_mode="reflect")
    assert disguise(reflected) is None
    assert undisguised(reflected) is None


@pytest.mark.parametrize(
    ("op", "shape", "parameters", "call", "formula", "equal"),
    [
        ("nearest", (1, 3, 3), {"scale_factor": 2}, "F.interpolate(scale_factor=2, mode='nearest')",
         "o = i·r = 3·2 = 6", "ConvTranspose2d(1, 1, kernel_size=2, stride=2) with weights 1"),
        ("nearest", (1, 3, 2), {"scale_factor": 1.5}, "F.interpolate(scale_factor=1.5, mode='nearest')",
         "o = ⌊i·r⌋; rows: ⌊3·1.5⌋ = 4; columns: ⌊2·1.5⌋ = 3", None),
        ("bilinear", (2, 3, 3), {"scale_factor": 2}, "F.interpolate(scale_factor=2, mode='bilinear')",
         "o = i·r = 3·2 = 6", "ConvTranspose2d(2, 2, kernel_size=4, stride=2, padding=3, groups=2) "
         "with the triangle kernel, once the input's border is repeated"),
        ("bilinear", (1, 2, 2), {"size": (4, 3), "align_corners": True},
         "F.interpolate(size=(4, 3), mode='bilinear', align_corners=True)", "o = size; rows: 4; columns: 3", None),
        ("linear", (1, 4), {"size": 4}, "F.interpolate(size=4, mode='linear')", "o = size = 4",
         "ConvTranspose1d(1, 1, kernel_size=1) with weight 1"),
        ("bed_of_nails", (1, 2, 2), {"stride": 2}, "bed_of_nails(stride=2)", "o = i·s = 2·2 = 4",
         "ConvTranspose2d(1, 1, kernel_size=1, stride=2, output_padding=1) with weight 1"),
        ("max_pool", (1, 4, 4), {"kernel_size": 2}, "MaxPool2d(2, stride=2)",
         "o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(4 + 2·0 − 2)/2⌋ + 1 = 2", None),
        ("max_pool", (1, 4), {"kernel_size": 3, "stride": 2, "padding": 1, "dilation": 2, "ceil_mode": True},
         "MaxPool1d(3, stride=2, padding=1, dilation=2, ceil_mode=True)",
         "o = ⌈(i + 2p − d(k − 1) − 1)/s⌉ + 1 = ⌈(4 + 2·1 − 2·(3 − 1) − 1)/2⌉ + 1 = 2", None),
        ("avg_pool", (1, 4), {"kernel_size": 2, "stride": 3, "padding": 1, "ceil_mode": True},
         "AvgPool1d(2, stride=3, padding=1, ceil_mode=True)",
         "o = ⌈(i + 2p − k)/s⌉ + 1 = ⌈(4 + 2·1 − 2)/3⌉ + 1 − 1 = 2, "
         "without the last window, which starts beyond the input",
         "Conv1d(1, 1, kernel_size=2, stride=3, padding=1) with weights 1/2"),
        ("avg_pool", (1, 6), {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True},
         "AvgPool1d(3, stride=2, padding=1, ceil_mode=True)",
         "o = ⌈(i + 2p − k)/s⌉ + 1 = ⌈(6 + 2·1 − 3)/2⌉ + 1 = 4", None),
        ("avg_pool", (1, 3), {"kernel_size": 2, "padding": 1, "stride": 2, "count_include_pad": False},
         "AvgPool1d(2, stride=2, padding=1, count_include_pad=False)",
         "o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(3 + 2·1 − 2)/2⌋ + 1 = 2", None),
        ("avg_pool", (1, 4), {"kernel_size": 1}, "AvgPool1d(1, stride=1)",
         "o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(4 + 2·0 − 1)/1⌋ + 1 = 4", "Conv1d(1, 1, kernel_size=1) with weight 1"),
        ("avg_pool", (1, 4, 4), {"kernel_size": 2}, "AvgPool2d(2, stride=2)",
         "o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(4 + 2·0 − 2)/2⌋ + 1 = 2",
         "Conv2d(1, 1, kernel_size=2, stride=2) with weights 1/4"),
        ("bicubic", (1, 3, 3), {"scale_factor": 2}, "F.interpolate(scale_factor=2, mode='bicubic')",
         "o = i·r = 3·2 = 6", "ConvTranspose2d(1, 1, kernel_size=8, stride=2, padding=7) with the cubic kernel, once "
         "the input's border is repeated"),
        ("bicubic", (1, 3, 3), {"size": 3, "align_corners": True},
         "F.interpolate(size=3, mode='bicubic', align_corners=True)", "o = size = 3",
         "ConvTranspose2d(1, 1, kernel_size=1) with weight 1"),
        ("bicubic", (1, 3, 3), {"scale_factor": 1.2}, "F.interpolate(scale_factor=1.2, mode='bicubic')",
         "o = ⌊i·r⌋ = ⌊3·1.2⌋ = 3", None),
        ("adaptive_avg_pool", (1, 5, 4), {"output_size": (3, 2)}, "AdaptiveAvgPool2d((3, 2))",
         "o = output_size; rows: 3; columns: 2; start = ⌊i·in/out⌋, end = ⌈(i + 1)·in/out⌉ (not included); "
         "3 does not divide 5, so windows differ in size and share cells", None),
        ("adaptive_avg_pool", (1, 6), {"output_size": 2}, "AdaptiveAvgPool1d(2)",
         "o = output_size = 2; start = ⌊i·in/out⌋, end = ⌈(i + 1)·in/out⌉ (not included)",
         "Conv1d(1, 1, kernel_size=3, stride=3) with weights 1/3"),
        ("adaptive_max_pool", (1, 6), {"output_size": 2}, "AdaptiveMaxPool1d(2)",
         "o = output_size = 2; start = ⌊i·in/out⌋, end = ⌈(i + 1)·in/out⌉ (not included)", None),
        ("unfold", (2, 3, 4), {"kernel_size": 2, "stride": (1, 2), "padding": 1},
         "Unfold(kernel_size=2, padding=1, stride=(1, 2))", "rows: C·k·k = 2·2·2 = 8; columns: L = 4·3 = 12", None),
        ("fold", (1, 8, 4), {"kernel_size": 2, "output_size": 3}, "Fold(output_size=3, kernel_size=2)",
         "o = output_size = 3; L = 2·2 = 4", None),
        ("pixel_shuffle", (8, 3, 3), {"upscale_factor": 2}, "PixelShuffle(2)", "o = i·r = 3·2 = 6",
         "ConvTranspose2d(8, 2, kernel_size=2, stride=2, groups=2) with a single 1 in each kernel"),
        ("pixel_unshuffle", (1, 4, 4), {"downscale_factor": 2}, "PixelUnshuffle(2)", "o = i/r = 4/2 = 2",
         "Conv2d(1, 4, kernel_size=2, stride=2) with a single 1 in each kernel"),
        ("overlap_count", (1, 5), {"kernel_size": 3, "stride": 2}, "overlap_count(3, stride=2)",
         "o = (i − 1)·s − 2p + d(k − 1) + 1 + op = (5 − 1)·2 − 2·0 + 1·(3 − 1) + 1 + 0 = 11",
         "ConvTranspose1d(1, 1, kernel_size=3, stride=2) with weights 1"),
    ],
)  # fmt: skip
def test_an_op_is_told_in_words(op, shape, parameters, call, formula, equal):
    spec = plan(op, shape[0], shape[1:], parameters)
    assert (get_op(op).call(spec), in_letters(get_op(op).formula(spec))) == (call, formula)
    found = disguise(spec)
    assert (found and say(disguise_words(found))) == equal


def test_unpooling_is_told_in_words():
    chain = record([{"op": "max_pool", "kernel_size": 2}, "max_unpool"], numbers(1, 5, 5))
    spec = chain.stages[1].spec
    assert get_op("max_unpool").call(spec) == "MaxUnpool2d(2, stride=2)(x, indices, output_size=(5, 5))"
    assert in_letters(get_op("max_unpool").formula(spec)) == "o = output_size = 5"
    spec = plan("max_unpool", 1, (2,), {"kernel_size": 3, "stride": 2, "padding": 1})
    assert get_op("max_unpool").call(spec) == "MaxUnpool1d(3, stride=2, padding=1)"
    assert in_letters(get_op("max_unpool").formula(spec)) == "o = (i − 1)·s − 2p + k = (2 − 1)·2 − 2·1 + 3 = 3"
    assert disguise(spec) is None


def test_a_window_that_starts_beyond_the_input_is_left_out_and_told():
    spec = plan("max_pool", 1, (3,), {"kernel_size": 2, "padding": 1, "stride": 2, "ceil_mode": True})
    assert spec.output_size == (2,)
    spec = plan("max_pool", 1, (4,), {"kernel_size": 2, "padding": 1, "stride": 5, "ceil_mode": True})
    assert in_letters(get_op("max_pool").formula(spec)) == (
        "o = ⌈(i + 2p − k)/s⌉ + 1 = ⌈(4 + 2·1 − 2)/5⌉ + 1 − 1 = 1, "
        "without the last window, which starts beyond the input"
    )


def test_two_axes_are_channels_of_a_row_unless_something_tells_a_plane():
    x = [[1, 2], [3, 4]]
    assert record("nearest", x, scale_factor=2).output.shape == (2, 4)
    assert record("nearest", x, scale_factor=2, dims=2).output.shape == (1, 4, 4)
    assert record("nearest", x, scale_factor=(2, 1)).output.shape == (1, 4, 2)
    assert record("bilinear", x, scale_factor=2).output.shape == (1, 4, 4)
    assert record("resize_conv", x, [[1]], scale_factor=2).output.shape == (1, 4, 4)
    assert record("nearest", [1, 2], scale_factor=2).output.shape == (1, 4)
    assert record("nearest", [x], scale_factor=2).output.shape == (1, 4, 4)
    assert record("nearest", [x], scale_factor=2, dims=1).output.shape == (2, 4)
    assert record("nearest", [[x]], scale_factor=2).output.shape == (1, 4, 4)
    with pytest.raises(SpecError) as caught:
        record("nearest", [[x], [x]], scale_factor=2)
    assert caught.value.kind == "input_rank"


def test_max_pooling_pads_with_less_than_any_number_and_the_first_of_equals_wins():
    trace = record("max_pool", [[[-5, -5], [-5, -7]]], kernel_size=2, padding=1)
    assert trace.output.tolist() == [[[-5, -5], [-5, -7]]]
    trace = record("max_pool", [[[3, 3], [3, 3]]], kernel_size=2)
    assert trace.indices.tolist() == [[[0]]]
    assert trace.steps[0].weights.tolist() == [[1, 0, 0, 0]]


def test_a_mean_of_equal_numbers_is_that_number():
    x = np.full((1, 4, 5), 0.1)
    for trace in (record("bilinear", x * 70, size=(7, 9)), record("avg_pool", np.full((1, 3, 3), 7), kernel_size=3)):
        assert set(trace.output.ravel()) <= {7.0, 0.1 * 70}


def test_bilinear_steps_hold_the_four_cells_around_and_their_weights():
    trace = record("bilinear", [[0, 4], [8, 12]], scale_factor=2)
    step = trace.steps[5]
    assert step.cell == (1, 1)
    assert step.reads[:, 1:].tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert (step.weights.tolist(), step.divisor) == ([[9, 3, 3, 1]], 16)
    assert step.value == 3.0
    assert trace.steps[0].reads.tolist() == [[0, 0, 0]]


def test_whole_numbers_beyond_53_bits_are_copied_exactly():
    assert record("max_pool", [2**60 + 1, 2**60], kernel_size=2).output.tolist() == [[2**60 + 1]]


def test_sums_that_overflow_are_refused():
    with pytest.raises(SpecError) as caught:
        record("avg_pool", [1.7e308, 1.7e308], kernel_size=2)
    assert caught.value.kind == "not_numbers"


def test_a_chain_is_written_as_json():
    chain = record([{"op": "max_pool", "kernel_size": 2}, "max_unpool"], [[[1, 2], [3, 4]]])
    document = json.loads(chain.to_json())
    assert (document["format"], document["version"], document["spec"]["op"]) == ("tconv-anim trace", 2, "chain")
    pool = document["stages"][0]
    assert pool["spec"]["op"] == "max_pool"
    assert pool["spec"]["parameters"]["kernel_size"] == [2, 2]
    assert (pool["output"], pool["indices"]) == ([[[4]]], [[[3]]])
    assert pool["weights"] == [{"parts": [0, 0, 0, 1], "divisor": 1}]
    step = {
        "index": 0,
        "cell": [0, 0],
        "reads": [[0], [0, 1], [0, 1]],
        "writes": [[0], [0], [0]],
        "weights": 0,
        "after": [4],
    }
    assert pool["steps"] == [step]
    assert "steps" not in json.loads(chain.stages[0].to_json(steps=False))


NONSENSE = st.sampled_from([0, -1, 1.5, "x", None, True, False, (1,), (1, 2), (1, 2, 3), [[1]], float("nan"), 2, 3])
PARAMETERS = sorted(
    {name for op in SAMPLED if op != CHAIN for name in takes(op)} - {"out_channels"} | {"dims", "groups"}
)


@given(
    st.sampled_from(SAMPLED),
    st.dictionaries(st.sampled_from(PARAMETERS), NONSENSE, max_size=4),
    st.sampled_from([(3,), (2, 2), (4, 3, 3), (1, 1, 3, 3), (2, 1, 3, 3), (0, 3), (1, 0, 2), (), (1, 1, 1, 1, 1)]),
)
@settings(max_examples=300, deadline=None)
def test_whatever_is_asked_is_a_trace_or_a_spec_error(op, parameters, shape):
    try:
        trace = record(op, np.ones(shape), np.ones((1, 1)) if op == "resize_conv" else None, **parameters)
    except SpecError as error:
        assert error.kind
        assert "\n" not in str(error)
    else:
        np.testing.assert_array_equal(replay(trace), trace.output)


def test_divisor_override_divides_every_window_by_one_number():
    x = np.arange(16).reshape(1, 4, 4)
    trace = record("avg_pool", x, kernel_size=2, divisor_override=5)
    assert trace.output.tolist() == [[[2, 3.6], [8.4, 10]]]  # sums 10, 18, 42, 50
    assert np.allclose(undisguised(trace).output, trace.output)
    padded = record("avg_pool", x, kernel_size=3, padding=1, stride=3, count_include_pad=False, divisor_override=2)
    assert padded.output.tolist() == [[[5, 9], [21, 25]]]  # windows of four cells that are no padding
