"""Corners of the core where a small change would do harm that no law shows: each of these finds a mutant."""

import json

import numpy as np
import pytest

from tconv_anim.core.arrays import draw_input, draw_weight, largest
from tconv_anim.core.comparison import arrays_of, plan_comparison
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.equivalents import undisguised
from tconv_anim.core.errors import SpecError
from tconv_anim.core.linear import matrix, transpose
from tconv_anim.core.ops import get_op, plan
from tconv_anim.core.record import record
from tconv_anim.core.solve import even_neighbours, solve
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.texts import say_all


def refused(call, *arguments, **options):
    with pytest.raises(SpecError) as caught:
        call(*arguments, **options)
    return caught.value


def test_a_picture_s_numbers_are_all_different_up_to_nine_cells():
    assert sorted(draw_input((3, 3)).flat) == list(range(1, 10))
    assert {*draw_input((20, 20)).flat} == {*range(1, 10)}
    assert largest(np.zeros((0, 3))) == 0


def test_no_drawn_kernel_looks_the_same_when_it_is_flipped():
    for seed in range(40):
        for kernel in draw_weight((2, 1, 2, 1), 2, seed).reshape(2, 2):
            assert kernel[0] != kernel[1]
            assert 1 <= kernel.min() < kernel.max() <= 4


@pytest.mark.parametrize("shape", [(2, 3), (1, 2, 3), (1, 1, 2, 3)])
def test_a_kernel_is_read_with_and_without_its_channels(shape):
    assert record("conv", np.ones((1, 4, 4)), np.ones(shape), dims=2).spec.kernel_size == (2, 3)


def test_beside_a_weight_there_is_no_kernel_size():
    assert refused(record, "conv", [[1, 2]], [[1]], kernel_size=1).kind == "unknown_parameter"
    stage = {"op": "conv", "weight": [[1]], "kernel_size": 1}
    assert refused(record, [stage], [[1, 2]]).kind == "unknown_parameter"


def test_corners_are_aligned_from_two_cells_on():
    assert record("linear", [1, 2, 7], size=2, align_corners=True).output.tolist() == [[1, 7]]
    assert record("linear", [4, 2, 7], size=1, align_corners=True).output.tolist() == [[4]]


def test_a_resize_convolution_in_groups_is_a_transposed_convolution_in_groups():
    x, weight = np.arange(24).reshape(4, 3, 2), np.arange(108).reshape(6, 2, 3, 3)
    trace = record("resize_conv", x, weight, groups=2, scale_factor=2)
    np.testing.assert_array_equal(undisguised(trace).output, trace.output)
    uncropped = record("resize_conv", [[1, 2]], [[1, 2, 3]], scale_factor=2, padding=(0, 2))
    assert undisguised(uncropped).spec.padding == (0, 0)


def test_errors_name_what_is_found_first_and_propose_what_works():
    shuffled = refused(plan, "pixel_shuffle", 8, (2, 2), {"upscale_factor": 3})
    assert (shuffled.parameters["multiple"], shuffled.hint) == (9, ({"in_channels": 9},))
    pooled = refused(record, "max_pool", [1, 2], kernel_size=2, padding=1, dilation=3)
    assert (pooled.case, pooled.hint) == ("window_in_padding", ({"dilation": 1},))
    repeated = refused(ConvSpec, "conv", (3,), (3,), padding=((1, 5),), padding_mode="circular")
    assert {"input_size": (5,)} in repeated.hint
    cropped = refused(ConvSpec, "conv_transpose", (1,), (4,), padding=3)
    assert {"padding": (1,)} in cropped.hint
    kernel = refused(ConvSpec, "conv", (2, 3), (3, 3), dilation=(1, 2))
    assert kernel.case == "kernel_larger_than_padded_input:dilated"
    factor = refused(plan, "pixel_unshuffle", 1, (2, 2), {"downscale_factor": 0})
    assert (factor.case, factor.hint) == ("nonpositive_factor", ({"downscale_factor": 1},))


def test_indices_that_are_wrong_are_named_from_the_first_on():
    def unpooled(*indices):
        return refused(record, "max_unpool", [1, 2, 3, 4], indices=list(indices), kernel_size=2).parameters["index"]

    assert unpooled(0, 8, 2, 9) == 8
    assert unpooled(0, 0, 5, 5) == 0


def test_stages_of_a_document_go_together_at_every_end():
    trace = record([{"op": "nearest", "scale_factor": 2}, {"op": "bed_of_nails", "stride": 2}], [1, 2])
    document = json.loads(trace.to_json())
    assert Trace.from_json(json.dumps(document)) == trace
    document["stages"].append(json.loads(record("nearest", [1, 2], scale_factor=2).to_json()))
    assert refused(Trace.from_json, json.dumps(document)).case == "not_a_trace:stages"


def test_whole_numbers_are_exact_up_to_the_bound_and_refused_beyond():
    half = 2**62
    assert record("conv", [half], [1]).output.tolist() == [[half]]
    assert refused(record, "conv", [half], [2]).kind == "not_exact"
    stages = [{"op": "conv", "weight": [2**31]}, {"op": "conv", "weight": [2**31, 2**31]}]
    assert refused(matrix, record(stages, [0, 0])).kind == "not_exact"


def test_a_gradient_is_a_decimal_where_the_weights_are():
    assert transpose(record("conv", [1], [0.5]), [[3]]).output.tolist() == [[1.5]]


def test_an_unpooling_needs_cells_and_a_padding_that_leaves_some():
    assert refused(plan, "max_unpool", 1, (0,), {"kernel_size": 2}).kind == "empty_spatial_input"
    assert refused(plan, "max_unpool", 1, (1,), {"kernel_size": 6, "padding": 3}).hint == ({"padding": (2,)},)


def test_a_comparison_s_kernels_are_of_ones_and_those_for_a_picture_keep_its_brightness():
    for size, weight in ((20, 4 / 9), (3, 1)):
        x = np.ones((1, size, size))
        spec = plan_comparison(["conv_transpose"], input=x)
        assert (arrays_of(spec, x).stages[0].weight == weight).all()


@pytest.mark.parametrize(
    ("kernel", "stride", "dilation", "neighbours"),
    [
        (6, 4, 1, [(8, 4), (6, 3)]),
        (4, 3, 1, [(3, 3), (4, 4)]),
        (1, 3, 1, [(3, 3), (1, 1)]),
        (6, 4, 2, [(8, 4), (6, 3)]),
    ],
)
def test_the_nearest_even_kernel_and_stride_are_found(kernel, stride, dilation, neighbours):
    spec = ConvSpec("conv_transpose", 9, kernel, stride, dilation=dilation)
    assert [(near.kernel_size[0], near.stride[0]) for near in even_neighbours(spec)] == neighbours


def test_a_conv_has_no_output_padding_to_solve_for():
    assert refused(solve, 8, 4, "conv", output_padding=1).hint == ({"output_padding": 0},)


def test_there_is_nothing_to_solve_for_an_empty_output():
    assert refused(solve, 4, 0).kind == "empty_spatial_input"


def test_a_comparison_says_how_many_times_as_large_its_output_is():
    spec = plan_comparison(["nearest"], (2, 3), (4, 9))
    assert say_all(get_op("compare").formula(spec)) == "output = factor·input, factor = (2, 3)"
