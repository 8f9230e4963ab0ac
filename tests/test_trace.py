"""Convolutions: the matrix from its definition, the adjoint, zero insertion, PyTorch's answers."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tconv_anim.core.equivalents import zero_inserted
from tconv_anim.core.errors import SpecError
from tconv_anim.core.linear import replay
from tconv_anim.core.record import record
from tconv_anim.core.trace import Trace

from .strategies import traces

DATA = Path(__file__).parent / "data"
CASES = [json.loads(line) for line in (DATA / "cases_public.jsonl").read_text(encoding="utf-8").splitlines()]


def matrix(trace: Trace) -> np.ndarray:
    """The convolution as a matrix, straight from the definition: (small cells, big cells) of all channels."""
    spec, weight = trace.spec, trace.weight
    first, second = (spec.in_channels, spec.out_channels) if spec.transposed else (spec.out_channels, spec.in_channels)
    big_size = spec.output_size if spec.transposed else spec.input_size
    rows = np.zeros((first, *spec.small_size, second, *big_size), weight.dtype)
    for a in range(first):
        for b in range(weight.shape[1]):
            other = a // (first // spec.groups) * weight.shape[1] + b
            for small in np.ndindex(*spec.small_size):
                for tap in np.ndindex(*spec.kernel_size):
                    big = tuple(s * j - lo + d * t for s, j, (lo, _), d, t in
                                zip(spec.stride, small, spec.pads, spec.dilation, tap, strict=True))  # fmt: skip
                    if all(0 <= q < n for q, n in zip(big, big_size, strict=True)):
                        rows[(a, *small, other, *big)] += weight[(a, b, *tap)]
    return rows.reshape(first * int(np.prod(spec.small_size)), -1)


def with_bias(trace: Trace, flat: np.ndarray) -> np.ndarray:
    shaped = flat.reshape(trace.output.shape)
    return shaped + trace.bias.reshape(-1, *(1,) * trace.spec.ndim)


@given(traces(max_channels=4))
def test_conv_is_its_matrix_and_conv_transpose_the_matrix_turned(trace):
    m = matrix(trace)
    flat = trace.input.reshape(-1) @ m if trace.spec.transposed else m @ trace.input.reshape(-1)
    np.testing.assert_array_equal(with_bias(trace, flat), trace.output)


@given(traces("conv_transpose", max_channels=4))
def test_zero_insertion_gives_the_same_output(trace):
    gathered = zero_inserted(trace)
    assert gathered.spec.op == "conv"
    assert set(gathered.spec.stride) == {1}
    np.testing.assert_array_equal(gathered.output, trace.output)


@given(traces("conv"))
def test_conv_transpose_is_the_adjoint_of_conv(trace):
    """<conv(x), y> equals <x, conv_transpose(y)> for integers, exactly."""
    spec = trace.spec
    y = np.arange(1, trace.output.size + 1).reshape(trace.output.shape)
    restoring = [(i + lo + hi - ke) % s for i, (lo, hi), ke, s in
                 zip(spec.input_size, spec.pads, spec.effective_kernel_size, spec.stride, strict=True)]  # fmt: skip
    back = record("conv_transpose", y, trace.weight, stride=spec.stride, padding=spec.padding, dilation=spec.dilation,
                  output_padding=tuple(restoring))  # fmt: skip
    left = ((trace.output - trace.bias.reshape(-1, *(1,) * spec.ndim)) * y).sum()
    assert left == (trace.input * back.output).sum()


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_pytorch_gives_this_answer(case):
    op = "conv_transpose" if "transpose" in case["op"] else "conv"
    ndim = int(case["op"][-2])
    samples = np.array(case["input"]).reshape(case["input_shape"])
    if samples.ndim != ndim + 2:
        samples = samples[np.newaxis]
    weight = np.array(case["weight"]).reshape(case["weight_shape"])
    names = ("stride", "padding", "dilation", "output_padding", "groups", "padding_mode")
    parameters = {name: case[name] for name in names}
    if case["expect"] == "error":
        with pytest.raises(SpecError) as caught:
            for sample in samples:
                record(op, sample, weight, case["bias"], **parameters)
        assert caught.value.kind == case["error"]["kind"]
        return
    outputs = [record(op, sample, weight, case["bias"], **parameters).output for sample in samples]
    expected = np.array(case["output"]).reshape(-1, *case["output_shape"][-ndim - 1 :])
    np.testing.assert_array_equal(outputs, expected)


def test_output_padding_brings_back_rows_that_padding_had_cropped():
    trace = record("conv_transpose", [1, 2], [1, 10, 100], stride=2, padding=1, output_padding=1)
    assert trace.output.tolist() == [[10, 102, 20, 200]]
    beyond = record("conv_transpose", [1, 2], [1, 10, 100], [[7]][0], stride=2, output_padding=1)
    assert beyond.output.tolist() == [[8, 17, 109, 27, 207, 7]]


def test_integers_stay_integers_and_decimals_stay_decimals():
    assert record("conv", [[1, 2], [3, 4]], [[1, 1], [1, 1]]).output.dtype == np.int64
    assert record("conv", [[1, 2], [3, 4]], [[0.5, 0], [0, 0]]).output.tolist() == [[[0.5]]]


@pytest.mark.parametrize(
    ("input", "weight", "case"),
    [
        ([[1, 2], [3]], [[1]], "not_numbers:rows"),
        ([["a!"]], [[1]], "not_numbers"),
        ([[1]], [[float("nan")]], "not_numbers"),
        ([[1]], 3, "input_rank:weight"),
    ],
)
def test_what_is_no_array_of_numbers_is_refused(input, weight, case):
    with pytest.raises(SpecError) as caught:
        record("conv", input, weight)
    assert caught.value.case == case


NONSENSE = st.sampled_from(
    [0, -1, 1.5, "x", "same", None, True, (1,), (1, 2), (1, 2, 3), ((1, 2),), ((-3, 1), (0, 9)), [[1]], "2", 7]
)


@given(
    st.sampled_from(["conv", "conv_transpose", "deconv", None]),
    st.dictionaries(
        st.sampled_from(["stride", "padding", "dilation", "output_padding", "groups", "padding_mode"]), NONSENSE
    ),
    st.sampled_from([(3,), (2, 2), (1, 3, 3), (2, 3, 3), (1, 1, 3, 3), (2, 1, 3, 3), (0, 3), (1, 0, 2), ()]),
    st.sampled_from([(2,), (2, 2), (1, 1, 2), (1, 1, 2, 2), (2, 1, 3, 3), (1, 2, 2, 2), (0, 1, 2), ()]),
)
def test_whatever_is_asked_is_a_trace_or_a_spec_error(op, parameters, input_shape, weight_shape):
    try:
        trace = record(op, np.ones(input_shape), np.ones(weight_shape), **parameters)
    except SpecError as error:
        assert error.kind
        assert "\n" not in str(error)
    else:
        np.testing.assert_array_equal(replay(trace), trace.output)


def test_letters_in_the_document_of_a_maximum_are_refused_as_they_are_for_record():
    text = record("max_pool", [[1, 2], [3, 4]], kernel_size=2).to_json(steps=False)
    with pytest.raises(SpecError) as caught:
        Trace.from_json(text.replace("[[1,2]", '[["x",2]'))
    assert caught.value.kind == "letters_chosen"
