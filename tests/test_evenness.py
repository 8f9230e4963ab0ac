"""What overlap says of its counts is what they show."""

import re

import numpy as np
import pytest
from hypothesis import given, settings

from tconv_anim.animation import animate
from tconv_anim.core.record import record
from tconv_anim.core.trace import Trace
from tconv_anim.recipes.values import Channels
from tconv_anim.renderer.layout import MIN_TEXT_PX
from tconv_anim.scenes.overlap_verdict import overlaps, period_text, verdict_text
from tconv_anim.scenes.scene import Role
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
    cells, text = counts(trace)[0], verdict_text(trace)
    if text.startswith("even, as "):
        each = int(re.search(r"cell gets (\d+) stamp", text)[1])
        assert each == cells.max()
        assert "far from the edges" in text or (cells == each).all()
    elif text.startswith("even in the middle of a larger output"):
        assert int(re.search(r"would get (\d+) stamp", text)[1]) > cells.max()
    elif not text.startswith("uneven in a larger output"):
        words = text.split(", as ")[0]
        assert ("gaps" in words) <= (cells.min() == 0)
        assert len(np.unique(cells)) > 1 or (words == "gaps" and cells.max() == 0)
        assert ("larger than" in text or "share a factor" in text) == ("gaps" in words) or "(" in text


VERDICTS = {
    ((4, 4), (3, 3)): "even, as stride 1 divides kernel 3; far from the edges each cell gets 9 stamps",
    ((2, 2), (2, 2), ("stride", 2)): "even, as stride 2 divides kernel 2; each cell gets 1 stamp",
    ((3, 3), (3, 3), ("dilation", 2)):
        "even in the middle of a larger output, where each cell would get 9 stamps; this one has only edges",
    ((4, 4), (5, 5)):
        "even in the middle of a larger output, where each cell would get 25 stamps; this one has only edges",
    ((1, 1), (3, 3), ("stride", 2)):
        "uneven in a larger output: stride 2 does not divide kernel 3; this one is too small to show it; "
        "for even overlap use kernel 4 or stride 3",
    ((3, 3), (3, 3), ("stride", 2), ("padding", 1)):
        "checkerboard, as stride 2 does not divide kernel 3; for even overlap use kernel 4 or stride 3",
    ((3, 3), (3, 2), ("stride", 2)):
        "stripes, as stride 2 does not divide kernel 3 (rows); for even overlap use kernel (4, 2) or stride (3, 2)",
    ((2, 2), (2, 2), ("stride", 4)):
        "gaps, as stride 4 is larger than kernel 2; for even overlap use kernel 4 or stride 2",
    ((3, 3), (2, 2), ("stride", 2), ("dilation", 2)):
        "gaps, as stride 2 and dilation 2 share a factor; for even overlap use dilation 1 or stride 1",
    ((3, 3), (3, 3), ("stride", 2), ("dilation", 2)):
        "gaps, as stride 2 does not divide kernel 3, and stride 2 and dilation 2 share a factor; "
        "for even overlap use kernel 4 with dilation 1, or stride 3",
    ((1, 5), (1, 3), ("stride", (4, 2))):
        "stripes, as stride 2 does not divide kernel 3 (columns); for even overlap use kernel 4 or stride (1, 3)",
    ((1, 5), (1, 1, 3), ("stride", 2)):
        "unevenness, as stride 2 does not divide kernel 3; for even overlap use kernel 4 or stride 3",
}  # fmt: skip


@pytest.mark.parametrize("case", VERDICTS, ids=str)
def test_every_reason_is_told_and_a_way_out(case):
    input_size, kernel_size, *parameters = case
    assert verdict_text(stamped(input_size, kernel_size, **dict(parameters))) == VERDICTS[case]


def test_the_period_is_told_where_a_whole_one_is_seen():
    assert period_text(stamped((3, 3), (3, 3), stride=2, padding=1)) == "the pattern repeats every 2 cells"
    assert period_text(stamped((1, 1), (3, 3), stride=2)) == ""
    assert period_text(stamped((4, 4), (4, 4), stride=2)) == ""
    assert period_text(stamped((3, 3), (3, 2), stride=2)) == "the pattern repeats every 2 rows"
    assert period_text(stamped((3, 3), (2, 2), stride=4, dilation=2)) == "the pattern repeats every 2 cells"


def test_the_period_stands_on_the_last_frame_alone():
    shots = list(get_view("overlap", "conv_transpose")(stamped((3, 3), (3, 3), stride=2), 100, Channels()))
    notes = [shot.scene.caption.note for shot in shots]
    assert notes == [""] * (len(shots) - 1) + ["the pattern repeats every 2 cells"]


def test_no_overlap_is_told_while_there_is_none():
    shots = list(get_view("overlap", "conv_transpose")(stamped((2, 2), (3, 2), stride=(3, 1)), 100, Channels()))
    details = [shot.scene.caption.detail for shot in shots if shot.step]
    assert details == ["no overlap yet"] + ["now up to 2 stamps on a cell"] * 3


@pytest.mark.parametrize("size", [(3, 3), (4, 2), (6, 5)])
def test_every_count_up_to_nine_has_a_shade_of_its_own_and_none_that_of_zero(size):
    trace = stamped((6, 6), size)
    last = list(get_view("overlap", "conv_transpose")(trace, 1000, Channels()))[-1]
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
    assert last.caption.detail.startswith("checkerboard")
    assert animation.page.fonts.scale >= MIN_TEXT_PX


def test_a_cell_that_no_stamp_reaches_ends_in_the_scales_shade_of_none():
    last = list(get_view("overlap", "conv_transpose")(stamped((2, 2), (1, 1), stride=2), 100, Channels()))[-1]
    output, scale = (next(p for p in last.scene.panels if p.id.part == part) for part in ("output", "scale"))
    assert set(output.roles[output.values == 0]) == set(scale.roles[scale.values == 0]) == {Role.LEVEL_0}
