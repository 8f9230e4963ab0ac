"""What errors of the core propose, which differs from axis to axis, and what formulas of convolutions say."""

import numpy as np
import pytest
from hypothesis import given, settings

from tconv_anim.core.arrays import Draws, box_weight, draw_weight
from tconv_anim.core.comparison import compared_input, plan_comparison
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.errors import SpecError
from tconv_anim.core.linear import matrix, transpose
from tconv_anim.core.ops import get_op, plan
from tconv_anim.core.progress import watching
from tconv_anim.core.record import record
from tconv_anim.core.solve import inverse

from .letters import in_letters
from .strategies import traces


@pytest.mark.parametrize(
    ("op", "input_size", "parameters", "case", "ways"),
    [
        ("conv", (9, 9), {"kernel_size": (3, 7), "stride": 2, "padding": "same"}, "same_with_stride",
         ({"stride": 1}, {"padding": (1, 3)})),
        ("conv", (2, 9), {"kernel_size": (7, 3), "padding": (1, 0)}, "kernel_larger_than_padded_input",
         ({"padding": (3, 0)}, {"input_size": (5, 9)})),
        ("conv", (2, 3), {"kernel_size": 3, "dilation": (2, 3)}, "kernel_larger_than_padded_input:dilated",
         ({"padding": (2, 2)}, {"input_size": (5, 7)})),
        ("conv", (3, 5), {"kernel_size": 3, "padding": (4, 5), "padding_mode": "reflect"}, "reflect_padding_too_large",
         ({"padding": (2, 4)}, {"input_size": (5, 6)}, {"padding_mode": "zeros"})),
        ("conv", (3, 5), {"kernel_size": 3, "padding": (4, 5), "padding_mode": "circular"},
         "circular_padding_too_large", ({"padding": (3, 5)}, {"input_size": (4, 5)}, {"padding_mode": "zeros"})),
        ("conv_transpose", (3, 3), {"kernel_size": 3, "stride": (2, 3), "output_padding": (4, 1)},
         "output_padding_too_large", ({"output_padding": (1, 1)}, {"stride": (5, 3)})),
        ("conv_transpose", (3, 3), {"kernel_size": 3, "dilation": (3, 1), "output_padding": 3},
         "output_padding_too_large:dilated", ({"output_padding": (2, 0)}, {"stride": (4, 4)})),
        ("conv_transpose", (2, 3), {"kernel_size": (3, 5), "stride": 2, "padding": (3, 2)}, "output_size_too_small",
         ({"padding": (2, 2)}, {"input_size": (3, 3)})),
        ("conv_transpose", (1, 1), {"kernel_size": (3, 5), "stride": 2, "padding": ((3, 2), (0, 0))},
         "output_size_too_small", ({"input_size": (3, 1)},)),
        ("max_pool", (9, 9), {"kernel_size": (5, 2), "padding": (3, 1)}, "pool_padding_gt_half_kernel",
         ({"padding": (2, 1)},)),
        ("max_pool", (3, 6), {"kernel_size": (6, 4), "padding": (1, 0)}, "output_size_too_small:pool",
         ({"input_size": (4, 6)}, {"kernel_size": (5, 4)})),
        ("max_pool", (3, 9), {"kernel_size": (4, 3), "dilation": (3, 2)}, "output_size_too_small:pool",
         ({"input_size": (10, 9)}, {"kernel_size": (1, 3)})),
        ("max_pool", (1, 4), {"kernel_size": 2, "padding": 1, "dilation": (2, 1)}, "window_in_padding",
         ({"dilation": 1},)),
        ("max_unpool", (2, 3), {"kernel_size": (3, 2), "stride": (1, 2), "padding": (2, 0)},
         "output_size_too_small:unpool", ({"padding": (1, 0)},)),
        ("max_unpool", (2, 3), {"kernel_size": (3, 2), "output_size": (9, 1)}, "output_size_out_of_range",
         ({"output_size": (8, 5)},)),
        ("pixel_unshuffle", (4, 7), {"downscale_factor": 3}, "size_not_divisible", ({"input_size": (6, 9)},)),
    ],
)  # fmt: skip
def test_an_error_proposes_the_nearest_that_works(op, input_size, parameters, case, ways):
    with pytest.raises(SpecError) as caught:
        plan(op, 1, input_size, parameters)
    assert (caught.value.case, caught.value.hint) == (case, ways)


@pytest.mark.parametrize(
    ("both", "ways"), [((6, 8), {"in_channels": 8}), ((6, 10), {"in_channels": 8, "out_channels": 12})]
)
def test_groups_that_divide_no_channels_propose_channels_that_they_divide(both, ways):
    with pytest.raises(SpecError) as caught:
        ConvSpec("conv", 9, 3, groups=4, in_channels=both[0], out_channels=both[1])
    assert caught.value.hint == ({"groups": 2}, ways)


@pytest.mark.parametrize(
    ("spec", "formula"),
    [
        (ConvSpec("conv", 5, 3, 1, 1), "o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(5 + 2·1 − 3)/1⌋ + 1 = 5"),
        (ConvSpec("conv", (5, 7), 3, 2, ((1, 2), (0, 1))), "o = ⌊(i + lo + hi − k)/s⌋ + 1; "
         "rows: ⌊(5 + 1 + 2 − 3)/2⌋ + 1 = 3; columns: ⌊(7 + 0 + 1 − 3)/2⌋ + 1 = 3"),
        (ConvSpec("conv", 9, 3, 1, 2, 2),
         "o = ⌊(i + 2p − d(k − 1) − 1)/s⌋ + 1 = ⌊(9 + 2·2 − 2·(3 − 1) − 1)/1⌋ + 1 = 9"),
        (ConvSpec("conv_transpose", 3, 3, 2, 1), "o = (i − 1)·s − 2p + k = (3 − 1)·2 − 2·1 + 3 = 5"),
        (ConvSpec("conv_transpose", (3, 4), 3, 2, 1, 1, (1, 0)), "o = (i − 1)·s − 2p + k + op; "
         "rows: (3 − 1)·2 − 2·1 + 3 + 1 = 6; columns: (4 − 1)·2 − 2·1 + 3 + 0 = 7"),
        (ConvSpec("conv_transpose", 3, 3, 2, ((0, 1), (2, -1))), "o = (i − 1)·s − lo − hi + k; "
         "rows: (3 − 1)·2 − 0 − 1 + 3 = 6; columns: (3 − 1)·2 − 2 − (−1) + 3 = 6"),
        (ConvSpec("conv_transpose", 3, 3, 2, 1, 2, 1),
         "o = (i − 1)·s − 2p + d(k − 1) + 1 + op = (3 − 1)·2 − 2·1 + 2·(3 − 1) + 1 + 1 = 8"),
    ],
)  # fmt: skip
def test_a_formula_has_the_terms_that_the_call_uses(spec, formula):
    assert in_letters(get_op(spec.op).formula(spec)) == formula


def test_one_pair_of_padding_is_for_every_axis():
    assert ConvSpec("conv", 5, 3, padding=((0, 2),)).pads == ((0, 2), (0, 2))
    assert record("conv", [[1, 2], [3, 4]], [[1]], padding=[(0, 1)]).output.shape == (1, 3, 3)


def test_an_inverse_crops_what_a_cropping_padding_added():
    assert inverse(ConvSpec("conv", (5,), (3,), padding=((-1, -1),))).output_size == (5,)


def test_unpooling_takes_a_whole_shape_and_a_stride_of_at_least_1():
    assert plan("max_unpool", 1, (2, 2), {"kernel_size": 2, "output_size": (1, 1, 5, 4)}).output_size == (5, 4)
    with pytest.raises(SpecError) as caught:
        plan("max_unpool", 1, (2, 2), {"kernel_size": 2, "stride": 0})
    assert caught.value.case == "nonpositive_stride"


def test_a_simple_factor_gives_weights_in_whole_parts():
    steps = record("linear", [1, 5, 2], scale_factor=1.4).steps
    assert [(step.weights.tolist(), step.divisor) for step in steps] == [
        ([[1]], 1), ([[3, 4]], 7), ([[5, 2]], 7), ([[1]], 1)]  # fmt: skip


def test_equal_weights_keep_the_brightness():
    assert box_weight(ConvSpec("conv", 5, (2, 3), in_channels=2)).sum() == pytest.approx(1)
    assert box_weight(ConvSpec("conv_transpose", 5, 4, 2)).sum() == pytest.approx(4)


def test_a_comparison_doubles_the_input():
    spec = plan_comparison(["nearest"], 3)
    assert (compared_input(spec).shape, spec.output_size) == ((1, 3, 3), (6, 6))


def test_a_gray_picture_is_compared_without_what_needs_channels():
    x = np.arange(400).reshape(1, 20, 20)
    assert "pixel_shuffle" not in plan_comparison(None, input=x).get("ops")
    assert compared_input(plan_comparison(["pixel_shuffle", "nearest"], input=x), x).shape == (4, 20, 20)


def test_what_is_written_twice_is_gone_from_the_adjoint():
    trace = record([{"op": "max_pool", "kernel_size": 2, "stride": 1}, "max_unpool"], [[1, 9, 2]], dims=1)
    assert trace.output.tolist() == [[0, 9, 0]]
    assert matrix(trace).dense().tolist() == [[0, 0, 0], [0, 1, 0], [0, 0, 0]]
    assert transpose(trace, [[5, 6, 7]]).output.tolist() == [[0, 6, 0]]


@given(traces(ndim=1, max_channels=3))
@settings(max_examples=20, deadline=None)
def test_a_row_is_a_plane_of_one_row(trace):
    flat = two_dimensional(trace)
    np.testing.assert_array_equal(flat.output[:, 0], trace.output)
    assert [(0, *step.cell) for step in trace.steps] == [step.cell for step in flat.steps]
    assert two_dimensional(flat) is flat


def test_a_plane_that_keeps_or_doubles_its_size_is_copied_whatever_the_factor():
    """As PyTorch does; a row goes by its factor."""
    assert record("nearest", [[[1, 2, 3]]], scale_factor=(1, 1.3)).output.tolist() == [[[1, 2, 3]]]
    assert record("nearest", [[[1, 2, 3, 4, 5]]], scale_factor=(1, 1.1)).output.tolist() == [[[1, 2, 3, 4, 5]]]
    assert record("nearest", list(range(9)), scale_factor=1.11).output.tolist() == [[0, 0, 1, 2, 3, 4, 5, 6, 7]]


def test_the_largest_integer_is_read_as_it_is():
    assert record("max_pool", [2**63 - 1, 5], kernel_size=2).output.tolist() == [[2**63 - 1]]


def test_sums_that_overflow_are_refused_where_they_are_cropped_too():
    with pytest.raises(SpecError) as caught:
        record("conv_transpose", [1e200], [1e200, 1, 1], padding=1)
    assert caught.value.case == "not_numbers:sums"


@pytest.mark.parametrize("factor", [1.25, 1.5, 2.2])
def test_nearest_exact_copies_the_cell_under_the_middle(factor):
    found = record("nearest_exact", list(range(6)), scale_factor=factor).output[0]
    assert found.tolist() == [int((j + 0.5) / factor) for j in range(int(6 * factor))]


def test_drawn_weights_are_0_to_4_and_a_shuffle_by_3_needs_nine_channels():
    assert set(draw_weight((40, 2, 3, 3), 2).ravel()) == {0, 1, 2, 3, 4}
    assert get_op("pixel_shuffle").least_channels({"upscale_factor": 3}) == 9


def test_a_list_without_a_convolution_at_its_end_has_no_inverse():
    with pytest.raises(SpecError) as caught:
        inverse(record([{"op": "nearest", "scale_factor": 2}, {"op": "max_pool", "kernel_size": 2}], [1, 2]).spec)
    assert caught.value.parameters["asked"] == "max_pool"


def test_numbers_at_once_are_those_one_by_one():
    for seed in (0, 5, -3, 10**30):
        one_by_one, at_once = Draws(seed, 1), Draws(seed, 1)
        assert [next(one_by_one) for _ in range(50)] == [*at_once.many(30).tolist(), *at_once.many(20).tolist()]
        at_once.skip(-20)
        one_by_one.skip(-20)
        assert next(one_by_one) == at_once.many(1)[0]


def test_many_large_kernels_are_drawn_with_progress():
    seen = []
    with watching(seen.append):
        weight = draw_weight((3, 2, 70, 70), 2)
    assert (seen[-1].done, seen[-1].count) == (6, 6)
    assert [np.count_nonzero(weight == number) for number in range(4)] == [4200, 8400, 8400, 8400]
