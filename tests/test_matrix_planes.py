"""What stands around a matrix: how it is made, the number that scales a column, x above a row, and C beside Cᵀ."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings

from tconv_anim.animation import animate
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.matrices.product import FACTOR, FACTORS, MATRIX, OF_CONV, PLACED, X, Y
from tconv_anim.scenes.scene import Panel, PanelId, Role, Scene, Stroke
from tconv_anim.scenes.texts import say, say_all
from tconv_anim.scenes.views import get_view

from .strategies import traces

STEP_MS = 700


def panels(scene: Scene) -> dict[PanelId, Panel]:
    return {panel.id: panel for panel in scene.panels}


def boxes(scene: Scene, name: PanelId) -> list:
    return [outline.box for outline in scene.outlines if outline.panel == name and outline.stroke is Stroke.WINDOW]


@given(traces("conv_transpose", max_channels=2, largest=3))
@settings(max_examples=25, deadline=None)
def test_the_example_of_a_transposed_matrix_has_x_above_a_row_each_number_above_its_weight(trace: Trace):
    *_, last = get_view("matrix", "conv_transpose").draw(trace, STEP_MS, Channels())
    assert panels(last.scene)[FACTORS].over is None
    if last.example is None:
        return
    shown = panels(last.example)
    (row,) = np.flatnonzero(shown[Y].roles.ravel() == Role.OUTPUT_IN_PLAY)
    x, weights = shown[FACTORS], shown[MATRIX].numbers[row]
    assert x.over == (MATRIX, (0, 0, 1, trace.input.size))
    assert x.operator == "×"
    np.testing.assert_array_equal(x.terms, shown[X].numbers.T)
    np.testing.assert_array_equal(x.roles, shown[X].roles.T)
    np.testing.assert_array_equal(x.roles[0] == Role.INPUT_IN_PLAY, ~np.isnan(weights))
    size = trace.output[0].size
    bias = np.repeat(trace.bias, size)[row]
    np.testing.assert_allclose(np.nansum(x.terms[0] * weights) + bias, shown[Y].numbers[row, 0])
    inputs = [panel for panel in last.example.panels if panel.id.part == "input"]
    lit = np.vstack([panel.roles for panel in inputs]).ravel() == Role.INPUT_IN_PLAY
    np.testing.assert_array_equal(lit, ~np.isnan(weights))
    for panel in last.example.panels:
        if panel.id.part in ("input", "kernel"):
            assert panel.terms is None, "the products are those of the row"
        if panel.id.part == "kernel":
            lit = panel.numbers[panel.roles == Role.KERNEL_IN_PLAY]
            own = weights.reshape(len(trace.input), -1)[panel.id.channels[0] if panel.id.channels else 0]
            assert sorted(lit) == (sorted(own[~np.isnan(own)]) if panel.id.channels[1:] in ((), (row // size,)) else [])
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
def test_c_is_made_with_its_transpose_whose_columns_are_its_rows(trace: Trace):
    shots = list(get_view("matrix", "conv_transpose").draw(trace, STEP_MS, Channels()))
    *_, moment = (shot for shot in shots if panels(shot.scene)[OF_CONV].over is not None)
    assert moment.explains
    assert all(shot.explains for shot in shots[: shots.index(moment)]), "its name is said before it is multiplied"
    after = shots[shots.index(moment) + 1]
    assert after.step is None
    assert all(panel.roles.any() for panel in after.scene.panels if panel.id.part in ("input", "x", "y", "output"))
    shown = panels(moment.scene)
    np.testing.assert_array_equal(shown[OF_CONV].roles, shown[MATRIX].roles.T)
    ((top, left, bottom, right),) = boxes(moment.scene, MATRIX)
    assert boxes(moment.scene, OF_CONV) == [(left, top, right, bottom)]
    assert right == left + 1
    np.testing.assert_array_equal(shown[OF_CONV].numbers, shown[MATRIX].numbers.T)
    said = say_all(moment.scene.words.parts[1])
    assert said.endswith(f"its rows become columns; row {left + 1} is now column {left + 1}.")
    assert {key.part for key, panel in shown.items() if panel.roles.any()} == {*MADE, "matrix_of_conv"}


MADE = ("kernel", "placed", "matrix")


@pytest.mark.parametrize("op", ["conv_transpose", "conv"])
def test_a_matrix_is_made_of_the_kernel_line_by_line_before_x_and_y_are_seen(op):
    animation = animate(op, view="matrix", stride=2, padding=1)
    made = [shot.scene for shot in itertools.takewhile(lambda shot: shot.explains, animation.shots())]
    seen = [{key.part for key, panel in panels(scene).items() if panel.roles.any()} for scene in made]
    transposed = op == "conv_transpose"
    rows = {*MADE[:2], OF_CONV.part}
    if transposed:  # first an equation, in which the matrix is not known yet
        assert seen.pop(0) == {"kernel", "matrix", "input", "x", "y", "output"}
        assert np.isnan(panels(made.pop(0))[MATRIX].numbers).all()
    assert seen == ([rows, rows, {*MADE, OF_CONV.part}] if transposed else [{*MADE[:2]}, {*MADE}, {*MADE}])
    whole = next(panels(shot.scene)[MATRIX].numbers for shot in animation.shots() if not shot.explains)
    np.testing.assert_array_equal(panels(made[2])[MATRIX].numbers, whole)
    first, every = (
        panels(scene)[OF_CONV if transposed else MATRIX].numbers for scene in made[:3][0 if transposed else 1 :][:2]
    )
    np.testing.assert_array_equal(every, whole.T if transposed else whole)
    np.testing.assert_array_equal(first[0], every[0])
    assert np.isnan(first[1:]).all()
    for scene in made:
        assert {outline.panel for outline in scene.outlines} <= {
            key for key in panels(scene) if key.part in (*MADE, OF_CONV.part)
        }
        assert not any(say(panel.title) for panel in scene.panels if not panel.roles.any())
        assert not scene.links


def test_without_words_a_matrix_begins_with_the_whole_equation():
    for options in ({"caption": False}, {"op": "bilinear", "input_size": 2}):
        first, *_ = animate(view="matrix", **options).shots()
        assert all(panel.roles.any() for panel in first.scene.panels if panel.id.part in ("input", "x", "y", "output"))


def test_a_conv_has_c_itself_and_no_small_one():
    assert OF_CONV not in animate("conv", view="matrix").page.grids


def test_the_number_that_scales_a_column_hovers_above_it():
    grids = animate(input="12,-3;5,6", weight="1,2;3,4", view="matrix").page.grids
    assert grids[FACTOR].origin[1] < grids[MATRIX].origin[1]


@pytest.mark.parametrize(("size", "texts"), [(None, ["×2", "×1", "×4"]), (460, ["2", "1", "4"])])
def test_the_numbers_above_a_row_have_their_signs_where_there_is_room(size, texts):
    marks = animate(stride=2, padding=1, view="matrix", size=size).marks()
    shown = {mark.key[2:]: mark.shape.text for mark in marks if mark.key[:2] == (FACTORS, "term")}
    assert [shown[0, column] for column in range(3)] == texts


def test_numbers_too_long_for_the_columns_leave_the_room_above_a_row_free():
    animation = animate(input="12.5,-3,4;6,7,9;3,5,8", stride=2, padding=1, view="matrix")
    assert FACTORS not in animation.page.grids
    assert animation.left_out is None


@pytest.mark.parametrize("size", [None, 491, (1280, 720)])
@pytest.mark.parametrize("options", [{"stride": 2, "padding": 1}, {"input_size": 2}, {"dims": 1, "stride": 2}])
def test_c_is_beside_or_below_its_transpose_with_cells_no_larger(options, size):
    page = animate(view="matrix", size=size, **options).page
    (_, _, right, bottom), c = page.grids[MATRIX].bounds, page.grids[OF_CONV]
    assert c.origin[0] > right or c.title_at[1] >= bottom
    assert c.cell_px <= page.grids[MATRIX].cell_px
    assert c.bounds[2] <= page.width - page.margin
    assert c.bounds[3] < page.foot_at[1]


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
    shots = animate(view="matrix", **options).shots()
    c = next(c for shot in shots if (c := panels(shot.scene)[OF_CONV]).over is not None)
    assert say(c.title) == title
    assert say(c.subtitle) == f"of the {said}: a row for each window"


@pytest.mark.parametrize("size", [(1280, 720), 491])
def test_the_numbers_of_a_matrix_of_two_channels_fit_a_slide_and_a_narrow_page(size):
    channels = {"in_channels": 2, "out_channels": 2, "input_size": 2, "kernel_size": 2}
    assert animate(view="matrix", size=size, **channels).left_out is None
