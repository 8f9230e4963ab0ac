"""Nothing overlaps, nothing leaves the page, numbers fit their cells, in both styles at every size."""

import itertools

import numpy as np
import pytest

from tconv_anim.animation import Animation, animate
from tconv_anim.core.message import equation
from tconv_anim.options import style_names
from tconv_anim.renderer.fonts import NUMBER, TITLE, measure
from tconv_anim.renderer.layout import LayoutError
from tconv_anim.renderer.layout.font_sizes import DIGIT_HEIGHT, LINE_HEIGHT, MIN_TEXT_PX
from tconv_anim.renderer.layout.page import MARGIN_PX, Page, wrap
from tconv_anim.scenes.number_text import number_text, pair_text
from tconv_anim.scenes.scene import Panel, PanelId
from tconv_anim.scenes.texts import say
from tconv_anim.scenes.views import views_for

Polygon = list[tuple[float, float]]

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
            if view == "matrix" and (style == "isometric" or case not in CASES[:5]):
                continue  # it is drawn flat, and only as far as it can be seen
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


def rectangle(x0: float, y0: float, x1: float, y1: float) -> Polygon:
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def objects(animation: Animation) -> dict[object, Polygon]:
    """Everything on the page, by panel or by a name, as convex polygons."""
    page = animation.page
    scene = next(animation.shots()).scene
    found_scene = animation._contents.scene  # with the subtitles that take most room
    assert found_scene is not None
    named = {panel.id: panel for panel in found_scene.panels}
    found: dict[object, Polygon] = {}
    for panel in scene.panels:
        if panel.id not in page.grids:
            continue
        grid = page.grids[panel.id]
        found[panel.id] = grid.outline()
        x, y = grid.title_at
        panel = named[panel.id]
        title, subtitle = say(panel.title), say(panel.subtitle)
        width = max(measure(title, page.fonts.title, TITLE), measure(subtitle, page.fonts.subtitle))
        height = page.fonts.title + (page.fonts.subtitle + 6 if panel.subtitle else 0)
        x -= width / 2 if grid.title_centred else 0
        if panel.title:
            found[f"title of {panel.id}"] = rectangle(x, y, x + width, y + height)
    for number, (x, y) in enumerate(page.signs_at):
        found[f"sign {number}"] = rectangle(x - 8, y - 8, x + 8, y + 8)
    for number, (x, y) in enumerate(page.between_at):
        found[f"between {number}"] = rectangle(x - 10, y - 10, x + 10, y + 10)
    for (_, heading), (x, y) in zip(scene.pictures, page.headings_at, strict=True):
        width = measure(say(heading), page.fonts.heading, TITLE)
        if heading:
            found[heading] = rectangle(x - width / 2, y, x + width / 2, y + page.fonts.heading)
    x, y = page.caption_at
    line_px = page.fonts.caption * LINE_HEIGHT
    bottom = y + (sum(page.caption_lines) - 1) * line_px + page.fonts.caption // 3
    found["caption"] = rectangle(x, y - page.fonts.caption, x + page.caption_width, bottom)
    return found


def overlap(a: Polygon, b: Polygon) -> bool:
    """Whether no line separates two convex polygons."""
    for polygon in (a, b):
        for (x0, y0), (x1, y1) in zip(polygon, polygon[1:] + polygon[:1], strict=True):
            normal = y1 - y0, x0 - x1
            spans = [[x * normal[0] + y * normal[1] for x, y in other] for other in (a, b)]
            if max(spans[0]) <= min(spans[1]) or max(spans[1]) <= min(spans[0]):
                return False
    return True


@pytest.mark.parametrize("animation", ANIMATIONS)
def test_nothing_overlaps_and_nothing_leaves_the_page(animation):
    page, found = animation.page, objects(animation)
    for name, polygon in found.items():
        for x, y in polygon:
            assert 0 <= x <= page.width, name
            assert 0 <= y <= page.height, name
    for a, b in itertools.combinations(found, 2):
        assert not overlap(found[a], found[b]), (a, b)


@pytest.mark.parametrize("animation", ANIMATIONS)
def test_the_page_has_no_dead_margin(animation):
    """Something is within a margin's width of each edge."""
    page, found = animation.page, objects(animation)
    xs, ys = zip(*(corner for polygon in found.values() for corner in polygon), strict=True)
    slack = MARGIN_PX + 8
    assert min(ys) <= slack
    assert max(ys) >= page.height - slack
    assert min(xs) <= slack
    assert max(xs) >= page.width - slack


def text_fits(page: Page, panel: PanelId, width_px: float, height_px: float) -> bool:
    """Whether a text in the middle of a cell lies within it."""
    grid = page.grids[panel]
    cell = grid.outline((0, 0, 1, 1))
    x, y = sum(c[0] for c in cell) / 4, sum(c[1] for c in cell) / 4
    basis = np.array([grid.across, grid.down], float).T
    corners = itertools.product((-width_px / 2, width_px / 2), (-height_px / 2, height_px / 2))
    places = np.linalg.solve(basis, (np.array([x, y]) + list(corners) - grid.origin).T)
    return bool((places >= 0).all() and (places <= 1).all())


def texts_of(panel: Panel, page: Page) -> set[tuple[PanelId, str, int]]:
    """What a panel's cells say, each text once, with the panel and the text's size in px."""
    found = set()
    cell_px, pair_px, term_px = page.fonts.numbers(panel), page.fonts.pair, page.fonts.term
    values = panel.values.ravel().tolist()
    terms = [np.nan] * len(values) if panel.terms is None else panel.terms.ravel().tolist()
    for value, term in set(zip(map(repr, values), map(repr, terms), strict=True)):
        value, term = float(value), float(term)
        if value == value and cell_px:
            found.add((number_text(value), cell_px))
        if term == term and panel.is_column:
            found.add((pair_text(value, panel.operator, term), cell_px))
        elif term == term and pair_px:
            found.add((pair_text(value, panel.operator, term), pair_px))
        if term == term and term_px and not panel.is_column:
            found.add((pair_text(np.nan, panel.operator, term), term_px))
    return {(panel.id, text, px) for text, px in found}


@pytest.mark.parametrize("animation", ANIMATIONS)
def test_numbers_fit_their_cells_at_eleven_px_or_more(animation):
    page = animation.page
    sizes = [px for px in (page.fonts.text, page.fonts.pair, page.fonts.term) if px]
    assert all(px >= MIN_TEXT_PX for px in sizes)
    texts = set()
    for shot in animation.shots():
        for panel in shot.scene.panels:
            texts |= texts_of(panel, page)
    for panel, text, px in texts:
        assert text_fits(page, panel, measure(text, px, NUMBER), DIGIT_HEIGHT * px), text


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


def test_a_plain_picture_keeps_its_usual_size():
    with_numbers, plain = animate(stride=2), animate(stride=2, numbers=False, labels=False, caption=False)
    assert plain.page.grids[PanelId("output")].across[0] <= with_numbers.page.grids[PanelId("output")].across[0]
