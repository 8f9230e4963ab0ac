"""What stands around a matrix: the number that scales a column, the input times a row, and C beside Cᵀ."""

import numpy as np
import pytest
from hypothesis import given, settings

from tconv_anim.animation import animate
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.matrices.product import FACTOR, MATRIX, OF_CONV, PLACED, Y
from tconv_anim.scenes.scene import Panel, PanelId, Role, Scene, Stroke
from tconv_anim.scenes.texts import say
from tconv_anim.scenes.views import get_view

from .strategies import traces

STEP_MS = 700


def panels(scene: Scene) -> dict[PanelId, Panel]:
    return {panel.id: panel for panel in scene.panels}


def boxes(scene: Scene, name: PanelId) -> list:
    return [outline.box for outline in scene.outlines if outline.panel == name and outline.stroke is Stroke.WINDOW]


@given(traces("conv_transpose", max_channels=2, largest=3))
@settings(max_examples=25, deadline=None)
def test_the_example_of_a_transposed_matrix_multiplies_the_input_by_a_row_cell_by_cell(trace: Trace):
    *_, last = get_view("matrix", "conv_transpose").draw(trace, STEP_MS, Channels())
    if last.example is None:
        return
    shown = panels(last.example)
    (row,) = np.flatnonzero(shown[Y].roles.ravel() == Role.OUTPUT_IN_PLAY)
    inputs = [panel for panel in last.example.panels if panel.id.part == "input"]
    total = sum(np.nansum(panel.terms * panel.numbers) for panel in inputs)
    np.testing.assert_allclose(total + np.repeat(trace.bias, trace.output[0].size)[row], shown[Y].numbers[row, 0])
    assert {panel.operator for panel in inputs} == {"×"}
    lit = np.vstack([panel.roles for panel in inputs]) == Role.INPUT_IN_PLAY
    np.testing.assert_array_equal(~np.isnan(np.vstack([panel.terms for panel in inputs])), lit)
    weights = shown[MATRIX].numbers[row, lit.ravel()]
    own = row // trace.output[0].size
    for kernel in (panel for panel in last.example.panels if panel.id.part == "kernel"):
        assert kernel.terms is None
        if kernel.id.channels[1:] in ((), (own,)):
            assert {*kernel.numbers[kernel.roles == Role.KERNEL_IN_PLAY]} <= {*weights}
        else:
            assert (kernel.roles == Role.KERNEL).all()
    assert last.example.signs[2:6] == ("", "", "", ""), "the kernel is in its columns"
    assert not any(one.stroke is Stroke.TOLD for one in last.example.outlines), (
        "no cell is marked of which is said nothing"
    )
    assert last.scene.signs[2:6] == ("→", "↓", "→", "↓"), "the kernel goes into its columns"
    assert (shown[PLACED].roles == Role.ABSENT).all()
    assert not say(shown[PLACED].title)
    assert not any(outline.panel == PLACED for outline in last.example.outlines)


@given(traces("conv_transpose", max_channels=2, largest=3))
@settings(max_examples=15, deadline=None)
def test_c_is_small_beside_its_transpose_with_a_row_in_play_for_each_column(trace: Trace):
    for shot in get_view("matrix", "conv_transpose").draw(trace, STEP_MS, Channels()):
        for scene in filter(None, (shot.scene, shot.example)):
            shown = panels(scene)
            np.testing.assert_array_equal(shown[OF_CONV].roles, shown[MATRIX].roles.T)
            assert shown[OF_CONV].values is None
            (box,) = boxes(scene, MATRIX) or [(0, 0, 0, 0)]
            assert boxes(scene, OF_CONV) == [(box[1], box[0], box[3], box[2])] * any(box)


def test_a_conv_has_c_itself_and_no_small_one():
    assert OF_CONV not in animate("conv", view="matrix").page.grids


def test_the_number_that_scales_a_column_hovers_above_it():
    grids = animate(input="12,-3;5,6", weight="1,2;3,4", view="matrix").page.grids
    assert grids[FACTOR].origin[1] < grids[MATRIX].origin[1]


def test_the_row_of_a_single_channel_has_each_weight_with_its_input_cell():
    *_, last = animate(stride=2, padding=1, view="matrix").shots()
    plane = panels(last.scene)[PanelId("input")]
    np.testing.assert_array_equal(plane.numbers, [[2, 1, 4], [6, 7, 9], [3, 5, 8]])
    np.testing.assert_array_equal(np.nan_to_num(plane.terms), [[3, 1, 0], [3, 1, 0], [0, 0, 0]])


def test_the_signs_of_the_equation_are_at_the_middle_of_the_matrix():
    animation = animate(stride=2, padding=1, view="matrix")
    _, top, _, bottom = animation.page.grids[MATRIX].bounds
    times, equals, *_ = animation.page.signs_at
    assert times[1] == equals[1] == (top + bottom) // 2


@pytest.mark.parametrize(
    ("options", "title", "said"),
    [
        ({"stride": 2, "padding": 1}, "C 9×25", "convolution 5×5 → 3×3"),
        ({"stride": 2, "padding": 1, "output_padding": 1}, "C 9×36", "convolution 6×6 → 3×3"),
        ({"input": [1, 2, 3], "weight": [1, 2], "dilation": 2}, "C 3×5", "convolution 5 → 3"),
        (
            {"input_size": 2, "kernel_size": 1, "in_channels": 2, "out_channels": 4, "groups": 2},
            "C 8×16",
            "convolution 4×2×2 → 2×2×2",
        ),
    ],
)
def test_beside_the_transpose_stands_which_convolution_c_is_the_matrix_of(options, title, said):
    first, *_ = animate(view="matrix", **options).shots()
    small = panels(first.scene)[OF_CONV]
    assert say(small.title) == title
    assert f"{said};" in say(small.subtitle)


@pytest.mark.parametrize("size", [(1280, 720), 491])
def test_the_numbers_of_a_matrix_of_two_channels_fit_a_slide_and_a_narrow_page(size):
    channels = {"in_channels": 2, "out_channels": 2, "input_size": 2, "kernel_size": 2}
    assert animate(view="matrix", size=size, **channels).left_out is None
