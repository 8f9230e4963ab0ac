"""Nothing overlaps, nothing leaves the page, numbers fit their cells, in every style at every size."""

import itertools
from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest

from tconv_anim.animation import animate
from tconv_anim.core.message import equation
from tconv_anim.options import language_names, style_names
from tconv_anim.renderer.fonts import measure
from tconv_anim.renderer.layout import LayoutError
from tconv_anim.renderer.layout.font_sizes import MIN_TEXT_PX, SHARES
from tconv_anim.renderer.layout.lines import wrap
from tconv_anim.renderer.layout.page import Grid, foot_lines
from tconv_anim.scenes.scene import PanelId
from tconv_anim.scenes.texts import say
from tconv_anim.scenes.views import views_for

from .pictures import bounds, crossings, faults_of, overlapping_panels
from .table import FLAT, LIGHT, animated

CASES = [
    {"input_size": 1, "kernel_size": 1}, {"input_size": 1}, {"input_size": (2, 3), "stride": 2, "padding": 1},
    {"stride": 2, "padding": 1}, {"stride": 2, "padding": 1, "output_padding": 1}, {"input_size": 5, "kernel_size": 2},
    {"input_size": (5, 8), "stride": 2}, {"kernel_size": 5, "stride": 3, "padding": 4},
    {"kernel_size": (1, 4), "dilation": 2},
    {"input_size": (1, 8)}, {"input_size": (8, 1), "stride": 2},
    {"input": [[-120, 2500], [0.125, -1e9]], "weight": [[-99, 3], [1, 0.5]], "stride": 3},
]  # fmt: skip


def animations() -> list:
    shown = []
    for style, case in itertools.product(style_names(), CASES):
        shown.append(animate("conv_transpose", style=style, **case))
        for view in views_for("conv_transpose")[1:-1]:
            if view in FLAT and style == "isometric":
                continue
            if view in ("matrix", "im2col", "all") and case not in (CASES[3:4] if view == "all" else CASES[:5]):
                continue  # they are drawn only as far as they can be seen
            shown.append(animate("conv_transpose", style=style, view=view, **case))
        if "output_padding" not in case:
            spec = shown[-1].trace.spec
            trace_case = {k: v for k, v in case.items() if k not in ("input", "input_size")}
            ones = np.ones(spec.output_size, int)
            shown.append(animate("conv", style=style, input=ones, **trace_case))
            shown.append(animate("conv", style=style, input=ones, view="connections", **trace_case))
    return [pytest.param(a, id=f"{a.style}-{a.trace.spec.op}-{a.view}-{n}") for n, a in enumerate(shown)]


ANIMATIONS = animations()
"""Made once: a page is laid out for the first test that asks for it, and is there for the others."""


@pytest.mark.parametrize("animation", ANIMATIONS)
def test_nothing_overlaps_or_leaves_the_page_and_numbers_fit_their_cells(animation):
    assert faults_of(animation, every=7) == []
    assert overlapping_panels(animation.marks()) == []


@pytest.mark.parametrize("animation", ANIMATIONS)
def test_the_page_has_no_dead_margin(animation):
    """Something is within a margin's width of each edge, in some frame."""
    page = animation.page
    shapes = {mark.shape for frame in animation.drawing().frames() for mark in frame.changed}
    boxes = np.array([bounds(shape) for shape in shapes])
    *_, (_, last, _, _) = foot_lines(page, None)
    slack = page.margin + page.fonts.caption // 2
    assert (boxes.min(axis=0)[:2] <= slack).all()
    assert max(boxes[:, 2].max(), page.foot_at[0] + page.foot_width) >= page.width - slack
    assert max(boxes[:, 3].max(), last) >= page.height - slack


def test_a_page_has_the_size_that_was_asked_for():
    page = animate(stride=2, padding=1, size=(640, 600)).page
    assert (page.width, page.height) == (640, 600)
    assert animate(stride=2, padding=1, size=800).page.width == 800


def test_a_size_too_small_is_refused_with_one_that_works():
    with pytest.raises(LayoutError) as caught:
        _ = animate(stride=2, padding=1, size=(100, 100)).page
    (way,) = caught.value.hint
    page = animate(stride=2, padding=1, **way).page
    assert (page.width, page.height) == way["size"]


@pytest.mark.parametrize("given", [{"view": "both", "stride": 2}, {"view": "matrix"}, {"op": "compare"}])
def test_a_width_too_small_is_refused_with_the_least_of_any_composition(given):
    with pytest.raises(LayoutError) as caught:
        _ = animate(**given, size=99).page
    (way,) = caught.value.hint
    least = way["size"]
    assert animate(**given, size=least).page.width == least
    with pytest.raises(LayoutError):
        _ = animate(**given, size=least - 8).page


def test_a_picture_larger_than_any_page_is_refused():
    with pytest.raises(LayoutError) as caught:
        _ = animate("conv", input_size=400, kernel_size=390, style="flat").page
    assert caught.value.kind == "too_large"


def test_an_error_names_a_page_size_as_the_option_takes_it():
    """640x640 is not 640, which leaves the height open."""
    square = LayoutError("too_small", {"size": (100, 100)}, hint=[{"size": (640, 640)}])
    assert "size=(100, 100)" in str(square)
    assert "size=(640, 640)" in str(square)
    assert "--size 100x100" in square.text(command_line=True)
    assert "--size 640x640" in square.text(command_line=True)


@pytest.mark.parametrize(
    "part",
    [
        (equation("o", "(i − 1)·s − 2p + k", "(3 − 1)·2 − 2·1 + 3", 5),), ("one", "two"), ("word",),
        ("o = 1", equation("x", 2)),
    ],
)  # fmt: skip
@pytest.mark.parametrize("width", [60, 150, 1000])
def test_wrapping_loses_no_word_and_keeps_to_the_width(part, width):
    px = 14
    lines = wrap(part, width, px)
    assert " ".join(lines).split() == " ".join(map(say, part)).split()
    assert all(measure(line, px) <= width or " " not in line for line in lines)


def test_a_clause_begins_a_line_and_an_equation_breaks_before_its_signs():
    """A text is not searched for them."""
    long = equation("o", "(i − 1)·s", "(3 − 1)·2")
    assert wrap((long, "k = 3; s = 2"), measure("o = (i − 1)·s", 14) + 1, 14) == (
        "o = (i − 1)·s", "= (3 − 1)·2", "k = 3; s = 2"
    )  # fmt: skip


@pytest.mark.parametrize("style", style_names())
@pytest.mark.parametrize("op", ["conv", "conv_transpose"])
def test_the_sum_in_play_is_written_beside_the_output(op, style):
    """It is within the picture, above the legend, and no line below says it again."""
    animation = animate(op, input_size=4, stride=2, padding=1, style=style)
    marks = {mark.key: mark.shape for mark in animation.marks(step=2)}
    said = "".join(shape.text for key, shape in marks.items() if key[0] == "sum")
    (sums,) = next(shot.scene.words.sums for shot in animation.shots() if shot.step == 2)
    assert said.replace(" ", "") == say(sums).replace(" ", "")
    lowest = max(bounds(shape)[3] for key, shape in marks.items() if key[0] == "sum")
    assert lowest < min(bounds(shape)[1] for key, shape in marks.items() if key[0] == "legend")
    assert not any(
        "·" in shape.text for key, shape in marks.items() if key[0] == "caption" and shape.ink == "title.now"
    )


def test_what_joins_products_and_their_sum_runs_beside_the_digits():
    animation = animate("conv", input_size=5, style="flat")
    for step in (1, 5, 9):
        marks = animation.marks(step)
        panels = [mark for mark in marks if isinstance(mark.key[0], PanelId)]
        links = [m for m in panels if m.key[:2] == (PanelId("products"), "link")]
        numbers = [m for m in panels if m.key[:2] == (PanelId("output"), "number")]
        assert crossings(numbers, links) == []


def test_what_joins_lying_products_and_their_sum_ends_at_its_cell():
    """Its sides go on to there, of one piece; it is filled to the plane's edge, so that no other cell is dulled."""
    animation = animate("conv", input_size=5, stride=2, padding=1)
    output = animation.page.grids[PanelId("output")]
    key = PanelId("products"), "link", PanelId("output"), 0
    for step, (row, column) in ((2, (0, 1)), (4, (1, 0)), (8, (2, 1))):
        marks = {mark.key: mark.shape for mark in animation.marks(step)}
        ends = {path[-1] for path in marks[key].paths}
        assert ends < {*output.outline((row, column, row + 1, column + 1))}
        assert len(ends) == 2
        assert not any(map(within(output), marks[*key, "band"].points))
        assert (*key, "over") not in marks


def within(grid: Grid) -> Callable[[tuple[float, float]], bool]:
    """Whether a point lies within a lying grid, not on its outline."""
    (ax, ay), (dx, dy) = grid.across, grid.down

    def is_within(point: tuple[float, float]) -> bool:
        x, y = point[0] - grid.origin[0], point[1] - grid.origin[1]
        column, row = ((x * dy - y * dx) / (ax * dy - ay * dx), (y * ax - x * ay) / (ax * dy - ay * dx))
        return 0.01 < column < grid.columns - 0.01 and 0.01 < row < grid.rows - 0.01

    return is_within


@pytest.mark.parametrize("style", style_names())
@pytest.mark.parametrize("size", [(1280, 720), (491, 719)])
def test_signs_say_what_is_multiplied_and_what_is_added_in_every_composition(style, size):
    for op, signs in (("conv", ["×", "=", "Σ"]), ("conv_transpose", ["×", "=", "+"])):
        animation = animate(op, stride=2, padding=1, style=style, size=size)
        assert [m.shape.text for m in animation.marks(step=2) if m.key[0] == "sign"] == signs


@pytest.mark.parametrize("kernel", range(1, 6))
@pytest.mark.parametrize("size", [None, (1280, 720), (1920, 1080)])
def test_what_is_in_the_air_hides_whole_cells_and_cuts_no_number(kernel, size):
    """It is moved by whole rows and columns of the plane below it, and leaves the cells free that it is above."""
    page = animate(stride=2, kernel_size=kernel, size=size).page
    output = page.grids[PanelId("output")]
    ((dx, dy),) = page.hover.values()
    (lift,) = page.lift.values()
    assert (dx, dy) == (0, -lift)
    columns, rows = np.linalg.solve(np.transpose([output.across, output.down]), (dx, dy))
    assert abs(rows - round(rows)) < 0.05
    assert abs(columns - round(columns)) < 0.15
    assert lift > output.corner(kernel, kernel)[1] - output.corner(0, 0)[1]


def test_a_stamp_in_the_air_is_straight_above_its_place_and_a_plus_beside_them():
    animation = animate(stride=2, padding=1)
    output = animation.page.grids[PanelId("output")]
    for step in range(1, 10):
        marks = {mark.key: mark.shape for mark in animation.marks(step)}
        assert all(x == to_x for (x, _), (to_x, _) in marks[PanelId("products"), "link", PanelId("output"), 0].paths)
        x, y = marks["sign", 2, 0].at
        row = (y - output.origin[1]) / output.down[1]
        assert 0 < row < output.rows
        assert 0 < output.corner(row, 0)[0] - x < 2 * animation.page.fonts.sign


@pytest.mark.parametrize("options", [{"kernel_size": 1, "stride": 2}, {"kernel_size": (3, 1), "input_size": (2, 4)}])
def test_the_title_of_a_narrow_stamp_stays_on_the_page_above_the_last_column(options):
    assert faults_of(animate(**options)) == []


def test_a_band_ends_at_cells_and_not_at_titles():
    """Where the canvas is below its stamp, its title is below it; over cells that take no part links are dotted."""
    animation = animate(stride=2, padding=1, style="flat", size=491)
    marks = {mark.key: mark.shape for mark in animation.marks(step=5)}
    output = animation.page.grids[PanelId("output")]
    assert marks[PanelId("output"), "title"].at[1] > output.corner(output.rows, 0)[1]
    link = PanelId("products"), "link", PanelId("output"), 0
    assert not marks[link].dashes
    assert marks[*link, "over"].dashes


def test_a_plain_picture_keeps_its_usual_size():
    with_numbers, plain = animate(stride=2), animate(stride=2, numbers=False, labels=False, caption=False)
    assert plain.page.grids[PanelId("output")].across[0] <= with_numbers.page.grids[PanelId("output")].across[0]


def test_a_picture_that_only_a_larger_page_has_room_for_is_laid_out():
    page = animate("conv", input_size=68, steps=range(1, 2)).page
    assert page.grids[PanelId("input")].across[0] >= 12


@pytest.mark.parametrize("style", style_names())
def test_two_pictures_on_a_page_do_not_disturb_each_other(style):
    assert faults_of(animate(pair=True, stride=2, padding=1, style=style), every=6) == []


@pytest.mark.parametrize("style", style_names())
def test_each_picture_of_a_page_has_its_own_signs(style):
    """The first has one, which the isometric style does not draw."""
    animation = animate("resize_conv", input_size=2, style=style)
    assert faults_of(animation, every=6) == []
    marks = animation.marks(step=animation._count)
    at = {mark.shape.text: mark.shape.at[0] for mark in marks if mark.key[0] == "sign"}
    found: dict[str, list[float]] = {}
    for mark in marks:
        if mark.key[1] == "cell" and getattr(mark.key[0], "picture", ()) == ("stage2",):
            left, _, right, _ = bounds(mark.shape)
            found.setdefault(mark.key[0].part, []).append((left + right) / 2)
    middle = {part: np.mean(xs) for part, xs in found.items()}
    assert middle["input"] < at["×"] < middle["kernel"] < at["="] < middle["products"]


def test_words_and_a_bar_tell_how_far_a_picture_is():
    animation = animate(stride=2, padding=1)

    def told(step):
        marks = {mark.key: mark.shape for mark in animation.marks(step)}
        (left, _), *_, (right, _), _ = marks["pip", "all"].corners
        ends = [
            marks[key].corners[side][0] for key, side in ((("pip", "done"), 1), (("pip", "now"), 1)) if key in marks
        ]
        return marks["progress", 0].text, [round(9 * (end - left) / (right - left)) for end in ends]

    assert told(5) == ("step 5 of 9", [4, 5])
    assert told(9) == ("step 9 of 9", [8, 9])
    assert told(None) == ("9 steps", [9])


def test_the_bar_is_full_only_once_the_last_of_several_stages_is_done():
    animation = animate("max_unpool")

    def share(frame):
        bar = {mark.key[1]: mark.shape.corners for mark in frame.marks if mark.key[0] == "pip"}
        (left, _), (right, _), *_ = bar["all"]
        return (bar["done"][1][0] - left) / (right - left) if "done" in bar else 0

    shares = [share(frame) for frame in animation.drawing().frames()]
    assert shares == sorted(shares)
    assert [round(8 * found) for found in shares].count(8) == 1


@pytest.mark.parametrize(
    "options", [{"op": "max_unpool"}, {"op": "bilinear"}, {"view": "overlap", "stride": 2}], ids=str
)
def test_no_line_is_free_between_what_stands_below_a_picture(options):
    animation = animate(**options)
    for step in (1, 2, None):
        lines = [(m.shape.at[1], m.shape.px) for m in animation.marks(step) if m.key[0] == "caption"]
        assert lines
        assert all(below - above < 2.1 * max(px, higher) for (above, px), (below, higher) in pairwise(lines))


def test_the_formula_stands_on_the_line_of_the_sizes_if_there_is_room():
    head = [text for text, *_ in animate(stride=2, padding=1).page.head]
    assert head[1].endswith("output 5×5 · output = (input − 1)·stride − 2·padding + kernel = (3 − 1)·2 − 2·1 + 3 = 5")
    narrow = [text for text, *_ in animate(stride=2, padding=1, size=491).page.head]
    assert narrow[2:] == ["output = (input − 1)·stride − 2·padding + kernel = (3 − 1)·2 − 2·1 + 3 = 5"]
    narrower = [text for text, *_ in animate(stride=2, padding=1, size=400).page.head]
    assert narrower[2:] == ["output = (input − 1)·stride − 2·padding + kernel", "= (3 − 1)·2 − 2·1 + 3 = 5"]


def test_the_lines_below_the_title_are_smaller_where_there_are_fewer_of_them_so():
    animation = animate(stride=2, padding=1, aspect="16:9")
    fonts, (_, *lines) = animation.page.fonts, animation.page.head
    assert [line.px for line in lines] == [fonts.note]
    assert fonts.note < fonts.subtitle
    longer = animate("conv", input_size=5, padding="same", aspect="16:9").page
    assert [line.px for line in longer.head[1:]] == 2 * [longer.fonts.subtitle]


@pytest.mark.parametrize("style", ["isometric", "flat"])
@pytest.mark.parametrize(
    ("options", "least"),
    [
        ({}, 50),
        ({"view": "zero_insertion"}, 40),
        ({"view": "connections"}, 42),
        ({"op": "conv", "input_size": 5}, 45),
        ({"view": "matrix", "input_size": 2}, 34),
        ({"view": "overlap"}, 34),
    ],
    ids=str,
)
def test_on_a_slide_cells_and_the_text_around_them_are_large(options, least, style):
    if options.get("view") == "matrix":  # which is always flat
        style = None
    page = animate(**{"stride": 2, "padding": 1} | options, style=style, aspect="16:9").page
    assert page.grids[PanelId("output")].across[0] >= least
    fonts = page.fonts
    assert min(fonts.note, fonts.sublabel, fonts.label, fonts.subtitle, *(line.px for line in page.head)) >= 18


def test_planes_stand_side_by_side_where_that_makes_them_larger():
    wide = animate("bilinear", size=(1280, 720))
    assert wide.numbers_fit
    given, made = (wide.page.grids[PanelId(part)] for part in ("input", "output"))
    assert made.corner(0, 0)[0] > given.corner(0, given.columns)[0]
    (link,) = (mark.shape for mark in wide.marks(8) if mark.key[1:2] == ("link",))
    window, cell = given.outline((0, 0, 2, 2)), made.outline((1, 1, 2, 2))
    assert link.paths == ((window[1], cell[0]), (window[2], cell[3]))
    tall = animate("bilinear", size=(720, 1280)).page
    given, made = (tall.grids[PanelId(part)] for part in ("input", "output"))
    assert given.corner(0, 0)[1] > made.corner(made.rows, 0)[1]


def test_text_leaves_room_for_cells_without_numbers():
    given = {"ops": ("nearest", "bilinear", "conv_transpose"), "input_size": 3, "output_size": 9, "size": (1280, 720)}
    page = animate("compare", numbers=False, **given).page
    assert page.grids[PanelId("output", picture=("nearest",))].cell_px >= page.fonts.caption


@pytest.mark.parametrize("given", [{"view": "gradient", "stride": 2}, {"op": "conv", "view": "im2col"}], ids=str)
def test_a_square_page_breaks_what_is_wide(given):
    page = animate(size=(1080, 1080), **given).page
    assert max(grid.origin[1] for grid in page.grids.values()) > page.height / 2
    _, top, _, bottom = page.bounds
    assert bottom - top > 0.65 * page.height


@pytest.mark.parametrize("language", language_names())
@pytest.mark.parametrize(("view", "op", "style", "theme"), LIGHT)
def test_every_view_has_room_on_a_narrow_page_in_every_language(view, op, style, theme, language):
    page = animated(op, view=view, style=style, theme=theme, lang=language, size=491).page
    assert page.width == 491
    assert min(getattr(page.fonts, name) for name in SHARES) >= MIN_TEXT_PX


def test_an_arrow_is_as_long_as_the_stride_and_begins_where_the_first_placement_does():
    usual = {"stride": (1, 2), "padding": 1, "input_size": 3}
    for options, part, first in (
        ({"op": "conv", "style": "flat", "input_size": (3, 5)}, "input", 0),
        ({}, "output", 0),
    ):
        animation = animate(**usual | options)
        grid, marks = animation.page.grids[PanelId(part)], {m.key: m.shape for m in animation.marks(step=2)}
        arrow, words = (marks[PanelId(part), "stride", *more] for more in ((), (1,)))
        (x0, y0), (x1, y1) = arrow.paths[1]
        assert (x1 - x0, y1 - y0) == (2 * grid.across[0], 2 * grid.across[1])
        assert x0 == grid.corner(grid.rows, first)[0]
        assert y0 > grid.corner(grid.rows, first)[1]
        assert words.text == "stride 2"
    assert faults_of(animate(**usual, size=491)) == []
    for other in ({"stride": 1}, {"labels": False}, {"view": "zero_insertion"}):  # whose window moves by 1
        assert not any("stride" in m.key for m in animate(**usual | other).marks(step=2))
