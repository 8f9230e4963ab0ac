"""Arrays of every kind are read in one way, and whole numbers are exact or refused."""

import json
import re

import numpy as np
import pytest

from tconv_anim.animation import animate
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.linear import matrix, transpose
from tconv_anim.core.record import record
from tconv_anim.core.solve import inverse
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks import to_code
from tconv_anim.recipes.arguments import arguments_of
from tconv_anim.recipes.arrays import read_array
from tconv_anim.scenes.canvas import Canvas
from tconv_anim.scenes.number_text import number_text

N = 2**53 + 1
WHOLE = np.arange(1, 13)


def refused(kind, call, *arguments, **options):
    with pytest.raises(SpecError) as caught:
        call(*arguments, **options)
    assert caught.value.kind == kind


@pytest.mark.parametrize(
    ("op", "arrays", "parameters"),
    [
        ("conv", {"input": (2, 4), "weight": (1, 2, 3)}, {}),
        ("conv", {"input": (3, 4), "weight": (2, 2)}, {}),
        ("conv", {"input": (1, 3, 4), "weight": (2, 2)}, {}),
        ("conv", {"input": (3, 4), "weight": (1, 2, 2)}, {"dims": 2}),
        ("conv", {"input": (3, 4), "weight": (1, 1, 2, 2)}, {"dims": 2}),
        ("conv", {"input": (3, 4), "weight": (1, 1, 2, 2)}, {}),
        ("conv", {"input": (4,), "weight": (1, 1, 2)}, {}),
        ("conv", {"input": (3, 4), "weight": (3,)}, {}),
        ("conv", {"input": (4,), "weight": (2, 2)}, {}),
        ("conv_transpose", {"input": (2, 4), "weight": (2, 1, 3)}, {}),
        ("conv_transpose", {"input": (1, 2, 2, 3), "weight": (2, 1, 2, 1)}, {}),
        ("resize_conv", {"input": (2, 4), "weight": (1, 2, 3)}, {"scale_factor": 2}),
        ("nearest", {"input": (3, 4)}, {"scale_factor": 2}),
        ("nearest", {"input": (3, 4)}, {"scale_factor": (2, 1)}),
        ("nearest", {"input": (3, 4)}, {"scale_factor": 2, "dims": 2}),
        ("bilinear", {"input": (3, 4)}, {"scale_factor": 2}),
        ("max_pool", {"input": (3, 4)}, {"kernel_size": 2}),
        ("avg_pool", {"input": (1, 3, 4)}, {"kernel_size": 2}),
        ("linear", {"input": (3, 4)}, {"scale_factor": 2}),
        ("linear", {"input": (3, 4)}, {"scale_factor": 2, "dims": 2}),
        (["max_pool", "max_unpool"], {"input": (2, 6)}, {}),
        ([{"op": "conv", "weight": np.ones((1, 2, 3))}, "nearest"], {"input": (2, 6)}, {}),
        ([{"op": "conv", "weight": np.ones((1, 1, 2, 2))}, "nearest"], {"input": (2, 6)}, {}),
    ],
    ids=str,
)
def test_record_and_animate_read_the_same_arrays_in_the_same_way(op, arrays, parameters):
    given = {name: np.resize(WHOLE, shape) for name, shape in arrays.items()}
    if isinstance(op, list):
        own = {"max_pool": {"kernel_size": 2}, "nearest": {"scale_factor": 2}}
        op = [stage if isinstance(stage, dict) else {"op": stage, **own.get(stage, {})} for stage in op]
    answers = []
    for call in (record, lambda op, **options: animate(op, **options).trace):
        try:
            answers.append(call(op, **given, **parameters).output.tolist())
        except SpecError as error:
            answers.append((error.kind, {**error.parameters, "shape": str(error.parameters.get("shape"))}))
    assert answers[0] == answers[1]


def test_the_weight_shows_how_many_axes_an_input_has():
    x = WHOLE.reshape(3, 4)
    assert record("conv", x[:2], np.ones((1, 2, 3))).output.shape == (1, 2)
    assert record("conv", x, np.ones((2, 3))).output.shape == (1, 2, 2)
    assert record("conv", x, np.ones((1, 1, 2, 3)), dims=2).output.shape == (1, 2, 2)
    refused("input_rank", record, "conv", x, np.ones((1, 1, 2, 3)))


def test_rows_of_numbers_on_the_command_line_are_a_plane():
    given = {"op": "nearest", "input": "1,2;3,4"}
    assert animate(**arguments_of(given)).source.spec.input_size == (2, 2)
    both = {"op": "conv", "input": "1,2;3,4", "weight": "[[[1], [2]]]"}
    assert animate(**arguments_of(both)).source.spec.input_size == (2,)
    assert animate(**arguments_of({"op": "linear", "input": "1,2;3,4"})).source.spec.input_size == (2,)


class Leaf:
    """A tensor as PyTorch's: it must be detached, and numpy has no type for its numbers."""

    def __init__(self, values, dtype="torch.bfloat16", grad=True):
        self.values, self.dtype, self.grad = np.asarray(values, np.float32), dtype, grad

    def detach(self):
        return Leaf(self.values, self.dtype, grad=False)

    def float(self):
        return Leaf(self.values, "torch.float32", self.grad)

    def numpy(self):
        if self.grad or "bfloat16" in self.dtype:
            raise RuntimeError("not while it requires grad, nor of this type")
        return self.values


class Jax:
    """An array as JAX's, which has astype only."""

    def __init__(self, values, dtype="bfloat16"):
        self.values, self.dtype = np.asarray(values, np.float32), dtype

    def astype(self, dtype):
        return np.asarray(self.values, dtype)


@pytest.mark.parametrize("tensor", [Leaf, Jax, lambda values: [Leaf(row) for row in values]])
def test_tensors_of_other_libraries_are_read(tensor):
    want = record("conv_transpose", [[0, 1], [2, 3]], [[4, 7], [2, 2]], [1]).output.tolist()
    stage = {"op": "conv_transpose", "weight": tensor([[4, 7], [2, 2]]), "bias": Leaf([1])}
    x = tensor([[0, 1], [2, 3]])
    assert record("conv_transpose", x, stage["weight"], stage["bias"]).output.tolist() == want
    assert record([stage], x).output.tolist() == want
    assert animate([stage], input=x).trace.output.tolist() == want


def test_arrays_of_every_kind_are_whole_numbers_decimals_or_refused():
    for given in (np.array([1, 2], np.int8), np.array([1, 2], np.uint64), np.array([1, 2], object), [True, 2],
                  [np.int16(1), np.uint64(2)], np.ma.array([1, 2])):  # fmt: skip
        output = record("nearest", given, scale_factor=1).output
        assert (output.dtype, output.tolist()) == (np.int64, [[1, 2]])
    for given in (np.array([1, 2], np.float16), np.array([1, 2], np.longdouble), [np.float32(1), 2]):
        assert record("nearest", given, scale_factor=1).output.dtype == np.float64
    for given in ([1j], [b"a"], [None], {"a": 1}, [1, [2]], np.ma.masked_equal([1, 2], 2), [np.inf], object()):
        refused("not_numbers", record, "nearest", given, scale_factor=1)
    for given in (5, np.ones((2, 1, 2, 2)), np.float64(1)):
        refused("input_rank", record, "nearest", given, scale_factor=1)
    refused("bias_size", animate, "conv", input=[1], weight=[1], bias=5)


@pytest.mark.parametrize(
    ("op", "parameters"),
    [("nearest", {"scale_factor": 2}), ("max_pool", {"kernel_size": 1}), ("avg_pool", {"kernel_size": 1}),
     ("bilinear", {"scale_factor": 2}), ("bed_of_nails", {"stride": 2}), ("pixel_shuffle", {"upscale_factor": 2}),
     ("pixel_unshuffle", {"downscale_factor": 2}), ("overlap_count", {"kernel_size": 2})],
)  # fmt: skip
def test_an_input_without_channels_or_cells_is_refused(op, parameters):
    for shape in ((0, 2, 2), (1, 0, 2), (4, 2, 0)):
        refused(
            "channel_mismatch" if 0 in shape[:1] else "empty_spatial_input", record, op, np.ones(shape), **parameters
        )


def test_whole_numbers_beyond_53_bits_are_exact():
    assert record("conv", [[94906267]], [[94906269]]).output.tolist() == [[[9007199705687823]]]
    assert record("conv_transpose", np.array([[N]], np.uint64), [[1]], [1]).output.tolist() == [[[N + 1]]]
    assert record("nearest", [[N, 1]], scale_factor=1).output.tolist() == [[N, 1]]
    assert read_array("input", f"{N},1").tolist() == [[N, 1]]
    assert read_array("input", f"[[{N}, 1]]").tolist() == [[N, 1]]
    trace = record([{"op": "conv", "weight": [N]}, {"op": "max_pool", "kernel_size": 1}], [1])
    assert f"[[{N}]]" in trace.to_json()
    assert Trace.from_json(trace.to_json()) == trace
    document = json.loads(trace.to_json())
    document["stages"][1]["output"] = [[N + 1]]
    refused("not_a_trace", Trace.from_json, json.dumps(document))


@pytest.mark.parametrize(
    ("input", "weight", "bias"),
    [
        ([[2**62]], [[4]], [0]),
        ([[2**62]], [[1]], [2**62]),  # the bias is part of the sum
        ([[-(2**62)]], [[1]], [-(2**62)]),
        ([[2**62, 2**62]], [[1, 1]], [0]),
        ([[2**63]], [[1]], [0]),
        ([[N]], [[1.0]], [0]),
        ([[1]], [[N]], [0.5]),
        ([[N, 0.5]], [[1]], [0]),
        ([[2**63, -1]], [[1]], [0]),
    ],
)
def test_whole_numbers_that_may_be_rounded_or_wrap_around_are_refused(input, weight, bias):
    for op in ("conv", "conv_transpose"):
        if op == "conv" or np.shape(weight) == (1, 1):
            refused("not_exact", record, op, input, weight, bias)
            refused("not_exact", animate, op, input=input, weight=weight, bias=bias)


def test_decimals_are_rounded_as_decimals_are():
    assert record("conv", [[float(N)]], [[1]]).output.tolist() == [[[2.0**53]]]
    assert record("conv", [[2.0**62]], [[4]]).output.tolist() == [[[2.0**64]]]
    assert read_array("input", f"{N}.0,1").tolist() == [[2.0**53, 1]]
    assert record("conv", [[2**60, 0.5]], [[1]]).output.tolist() == [[[2.0**60, 0.5]]]


def test_means_of_whole_numbers_that_are_not_exact_are_refused():
    refused("not_exact", record, "avg_pool", [2**53 - 1, 2**53 - 2, 2**53 - 3], kernel_size=3)
    refused("not_exact", record, "bilinear", [[N, 1]], scale_factor=1)
    refused("not_exact", record, "linear", [2**53, 1], scale_factor=2)
    assert record("avg_pool", [2**51, 2**51], kernel_size=2).output.tolist() == [[2.0**51]]


def test_what_follows_from_a_trace_is_exact_or_refused():
    trace = record("conv", [[1, 2]], [[2**40, 1]])
    assert transpose(trace, [[[2**20]]]).output.tolist() == [[[2**60, 2**20]]]
    refused("not_exact", transpose, trace, [[[2**40]]])
    refused("not_exact", to_code, record("conv", [[N]], [[1]]))
    refused("not_exact", lambda: matrix(trace) @ np.array([2**40, 1]))
    refused("not_exact", lambda: matrix(record([{"op": "conv", "weight": [w]} for w in (2**40, 2**40)], [0])))


def test_an_asymmetric_conv_is_undone_with_its_rest_at_the_end():
    """<conv(x), y> equals <x, conv_transpose(y)>, so the cells that no window reached are the last."""
    x, w = np.arange(1, 8), np.array([1, 10, 100])
    spec = ConvSpec("conv", (7,), (3,), 3, ((0, 1),))
    back = inverse(spec)
    assert (back.padding, back.output_size) == (((0, -1),), (7,))
    forward = record("conv", x, w, stride=3, padding=((0, 1),)).output
    y = np.array([[5, 7]])
    assert (forward * y).sum() == (x * record("conv_transpose", y[0], w, stride=3, padding=back.padding).output).sum()


@pytest.mark.parametrize("output_padding", [(1, 0), (0, 2), (1, 2)])
def test_output_padding_is_on_its_own_axis(output_padding):
    trace = record("conv_transpose", np.ones((2, 4)), np.ones((2, 3)), stride=(2, 3), output_padding=output_padding)
    rows, columns = output_padding
    assert trace.output.shape == (1, 4 + rows, 12 + columns)
    extra = np.zeros(trace.output.shape[1:], bool)
    extra[4:] = extra[:, 12:] = True
    np.testing.assert_array_equal(Canvas(trace).extra, extra)


def test_linear_positions_come_from_the_scale_factor_that_is_given():
    """As PyTorch: a scale_factor of 1.5 is not 4/3, although 3 cells become 4."""
    assert record("linear", [0, 6, 12], scale_factor=1.5).output.tolist() == [[0, 3, 7, 11]]
    assert record("linear", [0, 6, 12], size=4).output.tolist() == [[0, 3.75, 8.25, 12]]


def test_a_number_has_as_many_decimals_as_its_size_leaves_room_for():
    texts = {10.0: "10", 100.0: "100", 9.87654321: "9.88", 10.0456789: "10", 12.3456789: "12.3", 99.9501234: "100",
             100.123456: "100.1", 123.456789: "123.5", 999.96789: "1000", -12.3456789: "−12.3",
             0.31481: "0.31", 0.0123456: "0.012", 0.00149: "0.001", -0.99612345: "−1"}  # fmt: skip
    assert {value: number_text(value) for value in texts} == texts


def test_a_refusal_is_one_sentence_with_a_way_out():
    with pytest.raises(SpecError) as caught:
        record("conv", [[N, 0.5]], [[1]])
    assert re.fullmatch(r"[^\n]+: write 9007199254740993\.0 [^\n]+", str(caught.value))


@pytest.mark.parametrize("ops", [3, True, {"op": "nearest"}, [3]])
def test_a_comparison_of_what_is_no_operation_is_refused(ops):
    refused("unknown_op", animate, "compare", ops=ops)
    assert animate("compare", ops="nearest").source.spec == animate("compare", ops=["nearest"]).source.spec
