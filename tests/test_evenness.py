"""What overlap says of its counts is what they show."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from tconv_anim.animation import animate
from tconv_anim.core.message import Message, message
from tconv_anim.core.record import record
from tconv_anim.core.solve import even_neighbours
from tconv_anim.core.solve.receptive import unevenness
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.renderer.layout.font_sizes import MIN_TEXT_PX
from tconv_anim.scenes.overlap_verdict import overlaps, verdict
from tconv_anim.scenes.scene import BY_COLUMN, BY_ROW, EVENED, SCALE, Panel, Role, Shot, Stroke
from tconv_anim.scenes.texts import say, say_all
from tconv_anim.scenes.views import get_view

from .strategies import traces
from .test_views import counts


def stamped(input_size: tuple[int, ...], kernel_size: tuple[int, ...], **parameters: object) -> Trace:
    return record("conv_transpose", np.ones(input_size), np.ones(kernel_size), **parameters)


@given(traces("conv_transpose"))
@settings(deadline=None)
def test_counts_along_the_axes_multiply_to_those_of_the_cells(trace):
    by_axis = [axis.counts for axis in overlaps(trace)]
    whole = by_axis[0] if len(by_axis) == 1 else np.outer(*by_axis)
    np.testing.assert_array_equal(whole, counts(trace)[0])


@given(traces("conv_transpose", ndim=2))
@settings(max_examples=300, deadline=None)
def test_the_verdict_is_true_of_the_cells(trace):
    cells, (first, *others) = counts(trace)[0], verdict(trace)
    if first.key == "even_because":
        (rest,) = others
        assert rest["count"] == cells.max()
        assert rest.key == "inner_cells_get" or (rest.key == "each_cell_gets" and (cells == rest["count"]).all())
    elif first.key == "even_if_larger":
        assert first["count"] > cells.max()
    elif first.key == "uneven_because":
        found, reasons = keys(first["what"]), keys(first["reasons"])
        assert ("gaps" in found) <= (cells.min() == 0)
        assert len(np.unique(cells)) > 1 or (found == {"gaps"} and cells.max() == 0)
        of_gaps = bool(reasons & {"stride_is_larger", "shared_factor"})
        assert of_gaps == ("gaps" in found) or reasons & {"of_rows", "of_columns"}
    else:
        assert first.key == "uneven_if_larger"


@pytest.mark.parametrize("times", [1, 2], ids=["box", "binomial"])
@given(traces("conv_transpose", ndim=2, largest=3))
@settings(max_examples=10, deadline=None)
def test_a_blur_as_wide_as_the_stride_makes_the_overlap_even_and_of_a_constant_input_a_constant_output(times, trace):
    """Whatever the kernel; a binomial blur is a box that is run twice."""
    spec, weight = trace.spec, trace.weight[:1, :1]
    size = tuple(ke // s + 3 for s, ke in zip(spec.stride, spec.effective_kernel_size, strict=True))
    layers = [{"op": "conv_transpose", "stride": spec.stride, "dilation": spec.dilation, "weight": weight}]
    layers += [{"op": "conv", "weight": np.ones((1, 1, *spec.stride), int)}] * times
    blurred = record(layers, np.ones((1, *size), int))
    assert unevenness(blurred.spec)[-1] == 1
    inside = blurred.output[0][tuple(slice(ke - 1, 1 - ke or None) for ke in spec.effective_kernel_size)]
    assert inside.size
    assert (inside == weight.sum() * np.prod(spec.stride) ** (times - 1)).all()


def panel_of(shot: Shot, part: str) -> Panel:
    """The only panel of a part."""
    (found,) = (panel for panel in shot.scene.panels if panel.id.part == part)
    return found


def keys(words: Message) -> set[str]:
    """The keys of a message and of those in it."""
    inner = [value for _, value in words.values] + [item for _, value in words.values if isinstance(value, tuple)
                                                    for item in value]  # fmt: skip
    return {words.key}.union(*(keys(value) for value in inner if isinstance(value, Message)))


VERDICTS = {
    ((4, 4), (3, 3)): "even, so no checkerboard: stride 1 divides kernel 3; far from the edges each cell gets 9 stamps",
    ((2, 2), (2, 2), ("stride", 2)): "even, so no checkerboard: stride 2 divides kernel 2; each cell gets 1 stamp",
    ((3, 3), (3, 3), ("dilation", 2)):
        "even in the middle of a larger output, where each cell would get 9 stamps; this one has only edges",
    ((4, 4), (5, 5)):
        "even in the middle of a larger output, where each cell would get 25 stamps; this one has only edges",
    ((1, 1), (3, 3), ("stride", 2)):
        "uneven in a larger output: kernel 3 is not a multiple of stride 2, so 1 or 2 stamps overlap along an axis; "
        "this one is too small to show it; for even "
        "overlap use kernel 4 or stride 3",
    ((3, 3), (3, 3), ("stride", 2), ("padding", 1)):
        "checkerboard: kernel 3 is not a multiple of stride 2, so 1 or 2 stamps overlap along an axis; "
        "for even overlap use kernel 4 or stride 3",
    ((3, 3), (3, 2), ("stride", 2)):
        "stripes: kernel 3 is not a multiple of stride 2, so 1 or 2 stamps overlap along an axis (rows); "
        "for even overlap use kernel (4, 2) or stride (3, 2)",
    ((2, 2), (2, 2), ("stride", 4)):
        "gaps: stride 4 is larger than kernel 2; for even overlap use kernel 4 or stride 2",
    ((3, 3), (2, 2), ("stride", 2), ("dilation", 2)):
        "gaps: stride 2 and dilation 2 share a factor; for even overlap use dilation 1 or stride 1",
    ((3, 3), (3, 3), ("stride", 2), ("dilation", 2)):
        "gaps: kernel 3 is not a multiple of stride 2, and stride 2 and dilation 2 share a factor; "
        "for even overlap use kernel 4 with dilation 1, or stride 3",
    ((1, 5), (1, 3), ("stride", (4, 2))):
        "stripes: kernel 3 is not a multiple of stride 2, so 1 or 2 stamps overlap along an axis (columns); "
        "for even overlap use kernel 4 or stride (1, 3)",
    ((1, 5), (1, 1, 3), ("stride", 2)):
        "uneven counts: kernel 3 is not a multiple of stride 2, so 1 or 2 stamps overlap along an axis; "
        "for even overlap use kernel 4 or stride 3",
}  # fmt: skip


@pytest.mark.parametrize("case", VERDICTS, ids=str)
def test_every_reason_is_told_and_a_way_out(case):
    input_size, kernel_size, *parameters = case
    assert say_all(verdict(stamped(input_size, kernel_size, **dict(parameters)))) == VERDICTS[case]


@pytest.mark.parametrize(
    ("kernel_size", "stride", "effect"),
    [(3, 2, "some_get_more"), (2, 3, "gaps_stay_empty"), (4, 2, "inner_cells_get"), (5, 3, "some_get_more")],
)
def test_a_picture_of_counts_says_what_they_make_of_an_image(kernel_size, stride, effect):
    *_, last = animate(kernel_size=kernel_size, stride=stride, view="overlap").shots()
    assert effect in [words.key for words in last.scene.caption.detail]


def test_each_step_counts_one_more_for_the_cells_of_its_stamp_and_shows_no_other_numbers():
    """The sum is that of the fullest cell; the numbers of the input, which do not count, are left out."""
    shots = list(get_view("overlap", "conv_transpose").draw(stamped((2, 2), (3, 3), stride=2), 100, Channels()))
    said = [(*shot.scene.caption.detail, *map(say, shot.scene.caption.sums)) for shot in shots if shot.step]
    one_more, sums = message("one_more_stamp"), ("0 + 1 = 1", "1 + 1 = 2", "2 + 1 = 3")
    assert said[:3] == [(one_more, f"stamps on the marked cell: {one}") for one in sums]
    for part in ("input", "kernel"):
        empty = [panel_of(shot, part) for shot in shots]
        assert all(np.isnan(panel.values).all() and say(panel.subtitle) == "numbers left out" for panel in empty)


@given(traces("conv_transpose", ndim=2, largest=3))
@settings(max_examples=50, deadline=None)
def test_the_counts_at_the_edges_multiply_to_those_of_the_cells_and_one_product_is_worked_out(trace):
    """Where stamps overlap; the marked input cells are as many, and all within the outline."""
    *_, first, last = get_view("overlap", "conv_transpose").draw(trace, 100, Channels())
    cells = counts(trace)[0]
    assert (last.example is not None) == first.explains == (cells.max() > 1)
    if last.example is None:
        return
    for scene in (first.scene, last.example):
        by_row, by_column = (panel_of(Shot(scene, 0), part) for part in (BY_ROW, BY_COLUMN))
        np.testing.assert_array_equal(by_row.values * by_column.values, cells)
        told = {outline.panel.part: outline.box for outline in scene.outlines if outline.stroke is Stroke.WINDOW}
        row, column = told[BY_ROW][0], told[BY_COLUMN][1]
        factors, count = (int(by_row.values[row, 0]), int(by_column.values[0, column])), cells[row, column]
        assert say_all(scene.caption.sums) == f"stamps on the marked cell: {factors[0]}·{factors[1]} = {count}"
        marked = panel_of(Shot(scene, 0), "input").roles == Role.INPUT_IN_PLAY
        top, left, bottom, right = told["input"]
        assert marked.sum() == marked[top:bottom, left:right].sum() == count
    assert not any((panel_of(last, part).roles != Role.ABSENT).any() for part in (BY_ROW, BY_COLUMN))


def test_counts_along_the_axes_are_explained_only_with_numbers():
    shown, bare = ([*animate(view="overlap", stride=2, kernel_size=3, numbers=on).shots()] for on in (True, False))
    assert len(shown) == len(bare) + 1
    assert shown[-2].scene.caption.detail == (message("along_axes"), message("counts_multiply"))


@pytest.mark.parametrize("style", ["flat", "isometric"])
def test_counts_of_rows_and_columns_are_in_line_with_these(style):
    page = animate(view="overlap", stride=2, kernel_size=3, padding=1, style=style).page
    grids = {key.part: grid for key, grid in page.grids.items()}
    output, by_row, by_column = (grids[part] for part in ("output", BY_ROW, BY_COLUMN))
    assert (by_row.rows, by_column.columns) == (5, 5)
    first = output.corner(1, 1)  # within the border that is cropped
    for side, along in ((by_row, output.across), (by_column, output.down)):
        (x, y), (x0, y0) = side.origin, first
        assert abs((x0 - x) * along[1] - (y0 - y) * along[0]) <= max(map(abs, along)), "it lies along the axis"
        assert (x0 - x) * along[0] + (y0 - y) * along[1] > along[0] ** 2 + along[1] ** 2, "and does not touch the cells"


@pytest.mark.parametrize(("size", "there"), [(None, True), (491, False)])
def test_the_kernel_is_left_out_where_it_takes_room_from_the_numbers(size, there):
    page = animate(view="overlap", stride=2, kernel_size=3, size=size).page
    assert any(key.part == "kernel" for key in page.grids) == there
    assert page.fonts.text


UNEVEN = [
    {"stride": 2, "kernel_size": 3}, {"stride": 2, "kernel_size": 3, "input_size": 8, "padding": 1},
    {"stride": 2, "kernel_size": 5, "input_size": 5, "in_channels": 2, "out_channels": 3},
    {"stride": 2, "kernel_size": 3, "dims": 1}, {"stride": 3, "kernel_size": 2},
    {"stride": 2, "kernel_size": 3, "dilation": 2},
]  # fmt: skip


@pytest.mark.parametrize("parameters", UNEVEN, ids=str)
def test_a_small_map_shows_the_counts_of_the_first_parameters_that_are_said_to_be_even_in_the_same_shades(parameters):
    uneven = animate(**parameters, view="overlap")
    *before, last = uneven.shots()
    assert all((panel_of(shot, EVENED).roles == Role.ABSENT).all() for shot in before)
    other, small, scale = even_neighbours(uneven.trace.spec)[0], panel_of(last, EVENED), panel_of(last, SCALE)
    (drawn,) = last.scene.caption.detail[-1]["ways"]
    assert say(drawn) == f"{say(drawn['words'])} (small picture)"
    size = "×".join(map(str, other.output_size))
    assert say(small.title) == f"{say(drawn['words'])}, output {size}:"
    changed = {name: getattr(other, name) for name in ("kernel_size", "stride", "dilation")}
    even = animate(**parameters | changed, view="overlap")
    shade = dict(zip(scale.values.ravel().tolist(), scale.roles.ravel().tolist(), strict=True))
    expected = np.atleast_2d(counts(even.trace)[0])
    np.testing.assert_array_equal(small.values, expected)
    assert {*zip(small.values.ravel().tolist(), small.roles.ravel().tolist(), strict=True)} <= shade.items()
    assert say(small.subtitle).startswith(f"{expected.max()} on each")
    assert all(panel.id.part != EVENED for shot in even.shots() for panel in shot.scene.panels)


@pytest.mark.parametrize("style", ["flat", "isometric"])
def test_the_small_map_is_left_out_where_nothing_says_what_it_is(style):
    bare: dict[str, Any]
    for bare, there in (({}, True), ({"labels": False, "caption": False}, False)):
        page = animate(view="overlap", stride=2, kernel_size=3, style=style, **bare).page
        assert any(key.part == EVENED for key in page.grids) == there


@pytest.mark.parametrize("size", [470, 491])
def test_the_small_map_takes_no_room_from_the_numbers_of_lying_planes(size):
    assert animate(view="overlap", stride=2, kernel_size=3, style="isometric", size=size).page.fonts.text


def test_counts_are_drawn_upright_unless_lying_planes_are_asked_for():
    upright = {
        style: all(grid.upright for grid in animate(view="overlap", stride=2, style=style).page.grids.values())
        for style in (None, "isometric")
    }
    assert upright == {None: True, "isometric": False}


@pytest.mark.parametrize("size", [(3, 3), (4, 2), (6, 5)])
def test_every_count_up_to_nine_has_a_shade_of_its_own_and_none_that_of_zero(size):
    trace = stamped((6, 6), size)
    last = list(get_view("overlap", "conv_transpose").draw(trace, 1000, Channels()))[-1]
    (output,) = (p for p in last.scene.panels if p.id.part == "output")
    assert output.values is not None
    shades = {count: set(output.roles[output.values == count].tolist()) for count in np.unique(output.values).tolist()}
    assert all(len(roles) == 1 and roles != {Role.LEVEL_0} for roles in shades.values())
    if max(shades) <= 9:
        assert len(set.union(*shades.values())) == len(shades)


def test_the_scale_and_the_verdict_stay_where_cells_show_no_numbers():
    animation = animate(stride=2, view="overlap", numbers=False)
    last = list(animation.shots())[-1].scene
    values = {panel.id.part: panel.values for panel in last.panels}
    assert values["output"] is None
    assert values["scale"] is not None
    assert last.caption is not None
    assert last.caption.detail[0]["words"]["what"] == message("checkerboard")
    assert animation.page.fonts.scale >= MIN_TEXT_PX


def test_a_cell_that_no_stamp_reaches_ends_in_the_scales_shade_of_none():
    last = list(get_view("overlap", "conv_transpose").draw(stamped((2, 2), (1, 1), stride=2), 100, Channels()))[-1]
    output, scale = (next(p for p in last.scene.panels if p.id.part == part) for part in ("output", "scale"))
    assert set(output.roles[output.values == 0]) == set(scale.roles[scale.values == 0]) == {Role.LEVEL_0}
