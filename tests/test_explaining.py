"""What the views that explain say and show beyond the numbers: the facts of each, by hand."""

import re

import numpy as np
import pytest

from tconv_anim.animation import animate
from tconv_anim.core.record import record
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.renderer.geometry import cell_corners, turned
from tconv_anim.renderer.layout import MIN_TEXT_PX, STYLES, ZOOMED_SHARE, LayoutError
from tconv_anim.renderer.layout.page import Grid
from tconv_anim.renderer.raster.painter import paint
from tconv_anim.renderer.raster.palette import Palette
from tconv_anim.renderer.themes import load_theme
from tconv_anim.scenes.captions import additions_text, border_text
from tconv_anim.scenes.pair import pair
from tconv_anim.scenes.scene import PanelId, Role, Shot
from tconv_anim.scenes.views import get_view

from .test_views import panels

STEP_MS = 600


def shots(view: str, trace: Trace, channels: Channels | None = None) -> list[Shot]:
    return list(get_view(view, trace.spec.op)(trace, STEP_MS, channels or Channels()))


def transposed(input_size: tuple[int, ...], kernel_size: tuple[int, ...], **parameters: object) -> Trace:
    """A conv_transpose of numbers that tell cells apart."""
    rng = np.random.default_rng(0)
    numbers = (rng.integers(1, 10, size) for size in (input_size, kernel_size))
    return record("conv_transpose", *numbers, **parameters)


def details(some: list[Shot]) -> list[str]:
    return [shot.scene.caption.detail for shot in some]


def test_connections_end_on_the_cell_in_the_middle_lit_and_linked():
    last = shots("connections", transposed((4, 3), (3, 3)))[-1]
    assert np.argwhere(panels(last.scene)[PanelId("input")].roles == Role.INPUT_READ).tolist() == [[2, 1]]
    assert np.count_nonzero(panels(last.scene)[PanelId("output")].roles == Role.OUTPUT_WRITTEN) == 9
    assert last.scene.links
    assert last.scene.caption.detail == (
        "input[2, 1] is tied to 9 output cells; a conv ties the same cells the other way"
    )


def test_connections_tell_cells_that_reach_nothing():
    told = details(shots("connections", transposed((4, 4), (2, 2), stride=2, padding=2)))
    assert told[1] == "input[0, 0] reaches no output cell, 4 that padding crops"
    assert told[6] == "input[1, 1] is tied to 4 output cells"
    conv = record("conv", np.ones((2, 2)), np.ones((2, 2)), padding=3)
    assert details(shots("connections", conv))[1] == "output[0, 0] reads no input cell, 4 of padding"


def test_connections_draw_the_cells_of_output_padding_as_such_though_no_stamp_reaches_them():
    first = shots("connections", transposed((2, 2), (1, 1), stride=2, output_padding=1))[0]
    roles = panels(first.scene)[PanelId("output")].roles
    assert (roles[-1] == Role.EXTRA).all()
    assert (roles[:, -1] == Role.EXTRA).all()
    assert roles[1, 1] == Role.GAP


def paired(trace: Trace, view: str | None = None) -> list[Shot]:
    return list(pair(trace, view, STEP_MS, Channels()))


def test_a_pair_tells_whose_input_is_whose_output_and_which_formula_is_whose():
    there = paired(record("conv", np.arange(25).reshape(5, 5), np.ones((3, 3)), stride=2, padding=1))
    for shot in there:
        assert shot.scene.caption.note == (
            "the transposed convolution's input is the convolution's output: the size comes back, the values do not"
        )
        assert shot.scene.caption.formula == (
            "conv: o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(5 + 2·1 − 3)/2⌋ + 1 = 3; "
            "transposed: o = (i − 1)·s − 2p + k = (3 − 1)·2 − 2·1 + 3 = 5"
        )
    back = paired(transposed((3, 3), (3, 3), stride=2, padding=1), "zero_insertion")[0].scene.caption
    assert back.note.startswith("the convolution's input is the transposed convolution's output: ")
    assert back.formula.split("; ")[1:] == [
        "p′ = k − 1 − p = 3 − 1 − 1 = 1", "transposed: o = (i − 1)·s − 2p + k = (3 − 1)·2 − 2·1 + 3 = 5"
    ]  # fmt: skip


def test_a_pair_tells_its_outputs_apart():
    last = paired(transposed((3, 3), (3, 3), stride=2, padding=1), "zero_insertion")[-1]
    assert last.scene.caption.detail == "conv: the output is 3×3; transposed: the output is 5×5"


def test_a_pair_does_not_deny_values_that_do_come_back():
    same = paired(record("conv", np.arange(4).reshape(2, 2), np.ones((1, 1))))
    assert same[0].scene.caption.note.endswith("the size comes back, and here the values do, too")


def test_a_pair_of_connections_says_once_that_they_are_the_same():
    last = paired(record("conv", np.ones((5, 5)), np.ones((3, 3)), stride=2), "connections")[-1]
    assert last.scene.caption.detail.split("; ") == [
        "conv: output[1, 1] is tied to 9 input cells", "transposed: input[1, 1] is tied to 9 output cells",
        "both tie the same cells",
    ]  # fmt: skip


@pytest.mark.parametrize(("cells", "told"), [(1, 1), (3, 3), (4, 4), (5, 3), (9, 3)])
def test_a_stamps_sums_are_all_written_unless_two_or_more_are_left_out(cells, told):
    sums = additions_text([float("nan")] * cells, 2, range(cells)).split(", ")
    assert len(sums) == told + (cells > told)
    assert (sums[-1] == "…") == (cells > told)


def test_the_vectors_cells_look_settled_once_their_sums_are_written():
    """With several channels only after the last one that adds to them."""
    trace = record("conv_transpose", np.ones((2, 2, 2)), np.ones((2, 1, 2, 2)))
    lit = [
        set(panels(shot.scene)[PanelId("output", picture=("matrix",))].roles.ravel()) - {Role.PENDING, Role.OUTPUT}
        for shot in shots("matrix", trace)
        if shot.step == 1
    ]
    assert lit == [{Role.STAMPED}, {Role.STAMPED_AGAIN}, {Role.STAMPED_AGAIN}, set()]


@pytest.mark.parametrize(
    "given",
    [
        {"view": "matrix"},
        {"view": "matrix", "op": "conv", "input_size": 5},
        {"view": "matrix", "size": (1920, 1080)},
        {"view": "matrix", "input_size": 2, "size": (960, 540)},
        {"view": "both", "stride": 2, "padding": 1, "size": (960, 540)},
        {"op": "compare", "size": (960, 540)},
        {"op": "resize_conv", "size": (960, 540)},
    ],
)
def test_the_text_around_the_cells_leaves_room_for_their_numbers(given):
    animation = animate(**given)
    assert animation.all_numbers_fit
    fonts = animation.page.fonts
    assert min(fonts.text, fonts.caption, fonts.title, fonts.subtitle, *fonts.zoomed.values()) >= MIN_TEXT_PX


def test_numbers_that_only_a_matrix_has_no_room_for_leave_it_alone():
    animation = animate(input_size=5, view="matrix")
    assert animation.numbers_fit
    assert not animation.all_numbers_fit


def test_a_column_of_a_matrix_is_seen_to_be_added():
    trace = transposed((2, 2), (2, 2))
    adding = [
        panels(shot.scene)[PanelId("output", picture=("matrix",))] for shot in shots("matrix", trace) if shot.step == 2
    ]
    before, product = trace.steps[1].before[0], trace.steps[1].products[0, 0]
    lit = ~np.isnan(adding[0].terms[:, 0])
    np.testing.assert_array_equal(adding[0].terms[lit, 0], product.ravel())
    np.testing.assert_array_equal(np.nan_to_num(adding[0].values[lit, 0]), before.ravel())
    assert adding[1].terms is None or np.isnan(adding[1].terms).all()
    np.testing.assert_array_equal(adding[1].values[lit, 0], (before + product).ravel())


def test_a_matrix_of_a_usual_layer_shows_its_numbers():
    animation = animate(stride=2, padding=1, view="matrix")
    cell = animation.page.grids[PanelId("conv_matrix", picture=("matrix",))].across[0]
    assert animation.page.fonts.numbers(next(animation.shots()).scene.panels[-1]) >= MIN_TEXT_PX
    assert max(animation.page.fonts.zoomed.values()) <= ZOOMED_SHARE * cell


@pytest.mark.parametrize("view", ["overlap_add", "both", "matrix"])
def test_a_stamp_that_padding_crops_altogether_is_told(view):
    told = [d for d in details(shots(view, transposed((2, 3), (2, 2), stride=2, padding=(0, 2)))) if "of input[" in d]
    sentence = "all of input[{}]'s stamp falls into the border that padding crops"
    for cell, detail in zip(("0, 0", "0, 2", "1, 0", "1, 2"), told, strict=True):
        assert detail.endswith(sentence.format(cell))


def test_both_tells_of_each_cell_that_its_stamps_are_complete_and_what_its_window_sums_to():
    trace = transposed((2, 2), (2, 2))
    told = [d for d in details(shots("both", trace)) if "output[" in d]
    order = [(0, 0), (0, 1), (1, 0), (0, 2), (1, 1), (2, 0), (1, 2), (2, 1), (2, 2)]
    assert sorted(told) == sorted(
        f"output[{row}, {column}] has all its stamps, and its window sums to {trace.output[0, row, column]}"
        for row, column in order
    )


def test_both_shows_cells_that_no_stamp_reaches_on_both_sides_at_once():
    last = [shot for shot in shots("both", transposed((2, 2), (1, 1), stride=2)) if shot.step == 4]
    told = [shot for shot in last if shot.scene.caption.detail.startswith("no stamp reaches ")]
    cells = [(0, 1), (1, 0), (1, 1), (1, 2), (2, 1)]
    for shot, (row, column) in zip(told, cells, strict=True):
        assert shot.scene.caption.detail == f"no stamp reaches output[{row}, {column}], and its window sums to 0"
        stamps, windows = (
            panels(shot.scene)[PanelId("output", picture=(name,))] for name in ("overlap_add", "zero_insertion")
        )
        assert stamps.values[row, column] == windows.values[row, column] == 0
        assert stamps.roles[row, column] == Role.GAP
    assert np.isnan(panels(told[0].scene)[PanelId("output", picture=("overlap_add",))].values[2, 1]), (
        "not before its window has come"
    )


def test_both_counts_channels_and_bias_in_its_windows_and_explains_its_shades():
    trace = record("conv_transpose", [[[1]], [[2]]], [[[[3]]], [[[4]]]], [5])
    told = details(shots("both", trace, Channels((0, 1), (0,))))
    assert told[-2:] == [
        "output[0, 0] has all its stamps, and its window gives 3 + 8 + bias 5 = 16",
        "both ways give the same output; no placements overlap",
    ]
    assert details(shots("both", transposed((2, 2), (2, 2))))[-1] == (
        "both ways give the same output; shades count the stamps: 1, 2, 4"
    )


def story(trace: Trace) -> list[str]:
    """What the steps of the recipe are called, each once, until the window slides."""
    told = [shot.scene.caption for shot in shots("steps", trace) if shot.step is None][1:-1]
    return list(dict.fromkeys(f"{caption.progress}: {caption.detail}" for caption in told))


def test_all_four_steps_are_told_though_nothing_happens():
    assert story(transposed((2, 2), (1, 1))) == [
        "1. compute z and p′: z = s − 1 = 1 − 1 = 0, and p′ as below",
        "2. z = 0: no zeros to insert",
        "3. p′ = 0: no border to add",
        "4. flip the kernel: a single cell stays as it is",
    ]
    assert story(transposed((2, 2), (2, 3), stride=(2, 1), padding=(1, 0)))[1:] == [
        "2. insert z rows of zeros: 2 + (2 − 1)·1 = 3",
        "3. add the border p′: now 3×6",
        "4. flip the kernel: it turns by 180°",
    ]
    assert story(transposed((1, 1), (1, 2), stride=2))[1:] == [
        "2. insert z zeros: none, for lack of neighbours to insert them between",
        "3. add the border p′: now 1×3",
        "4. flip the kernel: it is reversed",
    ]


def test_the_kernel_turns_until_it_is_the_flipped_one():
    trace = transposed((3, 3), (2, 3), stride=2)
    flips = [shot for shot in shots("steps", trace) if shot.scene.caption.progress == "4. flip the kernel"]
    kernels = [panels(shot.scene)[PanelId("kernel")] for shot in flips]
    assert [kernel.turn for kernel in kernels] == [30, 60, 90, 120, 150, 0]
    for kernel in kernels[:-1]:
        np.testing.assert_array_equal(kernel.values, trace.weight[0, 0])
    np.testing.assert_array_equal(kernels[-1].values, np.flip(trace.weight[0, 0]))
    assert sum(shot.duration_ms for shot in flips) == 1.5 * STEP_MS
    assert not any(outline.panel.part == "kernel" for shot in flips for outline in shot.scene.outlines)


@pytest.mark.parametrize("degrees", [0, 30, 45, 90, 135, 180, 270])
@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (1, 3), (4, 2)])
def test_turned_cells_stay_within_their_room_and_are_as_large_as_it_allows(rows, columns, degrees):
    grid = Grid((10, 20), (16, 0), (0, 16), rows, columns)
    moved = turned(cell_corners(grid), degrees)
    low, high = moved.min(axis=(0, 1, 2)), moved.max(axis=(0, 1, 2))
    room = np.array([columns, rows]) * 16
    assert (low >= np.array([10, 20]) - 1e-9).all()
    assert (high <= np.array([10, 20]) + room + 1e-9).all()
    assert np.isclose(high - low, room).any()
    if degrees == 180:
        np.testing.assert_allclose(moved[0, 0].mean(axis=0), np.array([10, 20]) + room - 8)


@pytest.mark.parametrize("style", STYLES)
def test_a_turning_kernel_is_drawn_within_its_grid(style):
    """At 30 degrees its cells keep their colour, and its grid's corners are bare."""
    animation = animate(stride=2, padding=1, view="steps", style=style)
    theme = load_theme()
    palette = Palette(theme, set(Role) - {Role.ABSENT})
    for shot, frame in zip(animation.shots(), paint(animation.shots(), animation.page, theme, palette), strict=True):
        kernel = panels(shot.scene)[PanelId("kernel")]
        if kernel.turn:
            grid = animation.page.grids[PanelId("kernel")]
            for corner in turned(cell_corners(grid), kernel.turn)[0, 0]:
                middle = turned(cell_corners(grid), kernel.turn)[0, 0].mean(axis=0)
                x, y = (corner + 2 * (middle - corner) / 5).round().astype(int)
                assert tuple(palette.colors[frame.indices[y, x]]) == theme.looks[Role.KERNEL].fill
        if kernel.turn in (30, 60):
            x, y = grid.origin
            assert tuple(palette.colors[frame.indices[y + 1, x + 1]]) == theme.page["background"]


def test_the_border_at_the_end_is_told_in_letters():
    assert border_text(ConvSpec("conv_transpose", 2, 4, stride=3, output_padding=1)) == (
        "p′ = k − 1 − p = 4 − 1 − 0 = 3, at the end p′ + op = 4"
    )
    assert border_text(ConvSpec("conv_transpose", 3, 3, padding=((1, 0), (1, 0)), dilation=2)) == (
        "p′ = d(k − 1) − lo = 2·(3 − 1) − 1 = 3, at the end d(k − 1) − hi = 4"
    )
    assert border_text(ConvSpec("conv_transpose", 3, 3, padding=((1, 0), (1, 1)))) == (
        "p′ = k − 1 − lo; rows: 3 − 1 − 1 = 1, at the end k − 1 − hi = 2; columns: 3 − 1 − 1 = 1"
    )


def test_each_side_of_a_pair_tells_its_own_step():
    trace = transposed((3, 3), (3, 3), stride=2, padding=1)
    for shot in paired(trace, "zero_insertion"):
        if shot.step is None:
            continue
        assert shot.scene.caption.progress == f"step {shot.step} of 25"
        conv, back = shot.scene.caption.detail.split("; ")
        assert conv.startswith(f"conv: step {-(-shot.step * 9 // 25)} of 9, the products sum to ")
        assert back.startswith(f"transposed: step {shot.step} of 25, the products sum to ")


def test_a_page_too_small_for_its_numbers_names_one_that_is_not():
    given = {"stride": 2, "view": "both", "steps": range(1, 3)}
    small = animate(**given, size=(960, 540))
    assert not small.numbers_fit
    width, height = map(int, small.size_for_numbers.split("x"))
    assert animate(**given, size=(width, height)).numbers_fit


@pytest.mark.parametrize(
    "given",
    [
        {"op": "conv", "input_size": 24, "steps": range(1, 3)},
        {"op": "compare", "input_size": 1, "output_size": 8, "steps": range(1, 2)},
        {"input_size": 8, "view": "both", "stride": 2, "steps": range(1, 2)},
        {"input_size": 20, "kernel_size": 5, "stride": 2, "steps": range(1, 3), "caption": False},
        {"input_size": 5, "kernel_size": 2, "view": "matrix", "steps": range(1, 2)},
    ],
)
def test_the_size_that_is_named_for_numbers_has_room_for_them(given):
    small = animate(**given)
    assert not small.all_numbers_fit
    sides = [int(side) for side in small.size_for_numbers.split("x")]
    assert animate(**given, size=sides if len(sides) == 2 else sides[0]).all_numbers_fit


def test_a_picture_too_large_for_a_page_names_a_size_that_is_not():
    given = {"input_size": 24, "view": "both", "stride": 2, "steps": range(1, 2)}
    with pytest.raises(LayoutError) as error:
        _ = animate(**given).page
    width, height = re.search(r"or size (\d+)x(\d+)$", str(error.value)).groups()
    assert animate(**given, size=(int(width), int(height))).page.width == int(width)


def test_a_tall_input_keeps_to_the_page():
    assert animate("conv", input_size=(40, 1), kernel_size=(5, 1), style="flat").page.height <= 1440


def test_a_side_of_a_pair_with_nothing_to_add_is_silent():
    trace = record("conv", np.add.outer(np.arange(20), np.arange(20)), np.ones((3, 3)), stride=2)
    last = paired(trace, "pixels")[-1]
    assert (last.scene.caption.progress, last.scene.caption.detail) == ("done", "")
