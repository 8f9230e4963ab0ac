"""What stands around a matrix: x above its columns, a row in the shape of the input, and C beside its transpose."""

import numpy as np
import pytest
from hypothesis import given, settings

from tconv_anim.animation import animate
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.matrices.product import CROSSED, FACTOR, HEADS, MATRIX, PLACED, X, Y
from tconv_anim.scenes.scene import Panel, PanelId, Role, Scene, Stroke
from tconv_anim.scenes.texts import say
from tconv_anim.scenes.views import get_view

from .strategies import ops_of, samples, traces

STEP_MS = 700


def panels(scene: Scene) -> dict[PanelId, Panel]:
    return {panel.id: panel for panel in scene.panels}


def boxes(scene: Scene, name: PanelId) -> list:
    return [outline.box for outline in scene.outlines if outline.panel == name and outline.stroke is Stroke.WINDOW]


@given(traces("conv_transpose", max_channels=2, largest=3))
@settings(max_examples=25, deadline=None)
def test_the_example_of_a_transposed_matrix_multiplies_the_input_by_a_row_cell_by_cell(trace: Trace):
    *steps, last = get_view("matrix", "conv_transpose").draw(trace, STEP_MS, Channels())
    for shot in steps:
        assert (panels(shot.scene)[CROSSED].roles == Role.ABSENT).all()
    if last.example is None:
        return
    shown = panels(last.example)
    plane, y = shown[CROSSED], shown[Y]
    (row,) = np.flatnonzero(y.roles.ravel() == Role.OUTPUT_IN_PLAY)
    inputs = np.vstack([panel.numbers for panel in last.example.panels if panel.id.part == "input"])
    assert plane.shape == inputs.shape
    bias = np.repeat(trace.bias, trace.output[0].size)[row]
    np.testing.assert_allclose((plane.numbers * inputs).sum() + bias, y.numbers[row, 0])
    lit = np.vstack([panel.roles for panel in last.example.panels if panel.id.part == "input"]) == Role.INPUT_IN_PLAY
    np.testing.assert_array_equal(plane.roles == Role.KERNEL_IN_PLAY, lit)
    assert f"row {row + 1} of Cᵀ" in say(plane.title)
    if plane.zoom == 1:
        assert plane.operator == "×"
        np.testing.assert_array_equal(plane.terms, np.where(lit, inputs, np.nan))
    for kernel in (panel for panel in last.example.panels if panel.id.part == "kernel"):
        assert (kernel.roles == Role.KERNEL).all()
        assert kernel.terms is None
    assert last.example.signs[2:6] == ("", "", "←", "↑"), "the row comes out of the matrix"
    assert last.scene.signs[2:6] == ("→", "↓", "→", "↓"), "the kernel goes into its columns"
    assert (shown[PLACED].roles == Role.ABSENT).all()
    assert not say(shown[PLACED].title)
    assert not any(outline.panel == PLACED for outline in last.example.outlines)


@pytest.mark.parametrize("op", [op for op in ops_of("matrix") if op != "chain"])
def test_each_number_of_x_is_above_its_column_and_lit_with_it(op):
    trace = traces(op, max_channels=2, largest=3) if op in ("conv", "conv_transpose") else samples(op)

    @given(trace)
    @settings(max_examples=5, deadline=None)
    def check(trace: Trace) -> None:
        for shot in get_view("matrix", op).draw(trace, STEP_MS, Channels()):
            for scene in filter(None, (shot.scene, shot.example)):
                shown = panels(scene)
                np.testing.assert_array_equal(shown[HEADS].roles, shown[X].roles.T)
                np.testing.assert_array_equal(shown[HEADS].numbers, shown[X].numbers.T)

    check()


def test_numbers_above_the_columns_of_a_matrix_are_as_wide_as_these_or_one_of_them_hovers():
    grids = animate(input="12,-3;5,6", weight="1,2;3,4", view="matrix").page.grids
    assert grids[HEADS].across == grids[MATRIX].across
    assert grids[HEADS].origin[0] == grids[MATRIX].origin[0]
    assert FACTOR not in grids
    grids = animate(input="0.125,-3;5,6", weight="1,2;3,4", view="matrix").page.grids
    assert HEADS not in grids
    assert FACTOR in grids


def test_the_row_of_a_single_channel_has_each_weight_with_its_factor_as_the_input_lies():
    *_, last = animate(stride=2, padding=1, view="matrix").shots()
    plane = panels(last.scene)[CROSSED]
    np.testing.assert_array_equal(plane.numbers, [[3, 1, 0], [3, 1, 0], [0, 0, 0]])
    np.testing.assert_array_equal(np.nan_to_num(plane.terms), [[2, 1, 0], [6, 7, 0], [0, 0, 0]])


def test_the_signs_of_the_equation_are_at_the_middle_of_the_matrix():
    animation = animate(stride=2, padding=1, view="matrix")
    _, top, _, bottom = animation.page.grids[MATRIX].bounds
    times, equals, *_ = animation.page.signs_at
    assert times[1] == equals[1] == (top + bottom) // 2


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"stride": 2, "padding": 1}, "the 9×25 matrix of the convolution 5×5 → 3×3"),
        ({"stride": 2, "padding": 1, "output_padding": 1}, "the 9×36 matrix of the convolution 6×6 → 3×3"),
        ({"input": [1, 2, 3], "weight": [1, 2], "dilation": 2}, "the 3×5 matrix of the convolution 5 → 3"),
        (
            {"input_size": 2, "kernel_size": 1, "in_channels": 2, "out_channels": 4, "groups": 2},
            "the 8×16 matrix of the convolution 4×2×2 → 2×2×2",
        ),
    ],
)
def test_a_note_says_which_matrix_is_transposed(options, said):
    animation = animate(view="matrix", **options)
    first, *_ = animation.shots()
    assert any(said in say(words) for words in first.scene.words.note)


@pytest.mark.parametrize("size", [(1280, 720), 491])
def test_the_numbers_of_a_matrix_of_two_channels_fit_a_slide_and_a_narrow_page(size):
    channels = {"in_channels": 2, "out_channels": 2, "input_size": 2, "kernel_size": 2}
    assert animate(view="matrix", size=size, **channels).left_out is None
