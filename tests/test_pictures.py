"""What is found to be wrong with a picture, each rule by marks that break it. Pictures have no fault."""

import pytest

from tconv_anim import animate
from tconv_anim.renderer.marks import Line, Mark, Text, Tile
from tconv_anim.renderer.themes import load_theme

from .pictures import faults, faults_of, overlapping_panels
from .test_paint import EVERY, animated

THEME = load_theme("light")
SQUARE = ((20.0, 20.0), (60.0, 20.0), (60.0, 60.0), (20.0, 60.0))


class Page:
    """A page of which only the size counts."""

    width, height = 200, 100


def cell(fill: str = "fill.1", at: int = 0, order: int = 0, panel: str = "x") -> Mark:
    corners = tuple((x + at, y) for x, y in SQUARE)
    return Mark((panel, "cell", 0, at), (order, at), Tile(corners, fill))


def number(text: str = "5", **changes: object) -> Mark:
    shape = Text(text, (40.0, 46.0), 14, "semibold", "text.1", centred=True)
    return Mark(("x", "number", 0, 0), (5, 0), shape._replace(**changes))


def title(text: str, at: tuple[float, float], order: int = 6, **changes: object) -> Mark:
    return Mark(("x", text), (order, 0), Text(text, at, 14, "bold", "page.ink")._replace(**changes))


def found(*marks: Mark) -> list[str]:
    return faults(marks, THEME, Page())


def test_numbers_in_their_cells_and_texts_beside_them_are_as_they_should_be():
    assert found(cell(), number(), title("input", (20, 15)), title("output", (70, 15), 7)) == []


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        ([cell(), cell()], "2 marks have the key ('x', 'cell', 0, 0)"),
        ([cell(), cell(panel="y")], "2 marks have the order (0, 0)"),
        ([cell(at=150)], "(x cell 0 150) leaves the page by 10.0 px"),
        ([title("input", (180, 15))], "'input' (x input) leaves the page by"),
        ([Mark(("x", "line"), (1,), Line((((10, 10), (10, 105)),), "page.now", 1.0))], "(x line) leaves the page by"),
        ([title("input", (20, 15)), title("output", (40, 20), 7)], "'input' (x input) and 'output' (x output) overlap"),
        ([cell(), number("12345")], "'12345' (x number 0 0) leaves its cell by"),
        ([cell(), number(at=(22.0, 46.0))], "'5' (x number 0 0) leaves its cell by"),
        ([cell(), number(), cell(at=10, order=8)], "'5' (x number 0 0) lies below (x cell 0 10)"),
        ([cell(), title("input", (30, 25))], "'input' (x input) touches (x cell 0 0)"),
        ([cell(), number(ink="fill.1")], "'5' (x number 0 0) has a contrast of 1.0 with fill.1"),
        ([title("input", (20, 15), ink="page.background")], "has a contrast of 1.0 with page.background"),
        ([cell(), number(px=9)], "'5' (x number 0 0) has letters of 9 px"),
        (
            [cell(), Mark(("x", "link"), (2,), Line((((0, 41), (99, 41)),), "page.now", 1.0)), number()],
            "'5' (x number 0 0) is crossed by (x link)",
        ),
        (
            [cell(), Mark(("x", "link"), (9,), Line((((0, 41), (99, 41)),), "page.now", 1.0)), number(halo="fill.1")],
            "'5' (x number 0 0) is crossed by (x link)",
        ),
    ],
)
def test_each_fault_is_found(marks, said):
    assert [fault for fault in found(*marks) if said in fault]


def test_a_line_below_a_number_with_a_halo_does_no_harm():
    line = Mark(("x", "link"), (2,), Line((((0, 41), (99, 41)),), "page.now", 1.0))
    assert found(cell(), line, number(halo="fill.1")) == []


def test_panels_that_overlap_are_named():
    assert overlapping_panels([cell(), cell(at=20, panel="y", order=3)]) == ["x and y overlap"]
    assert overlapping_panels([cell(), cell(at=40, panel="y", order=3)]) == []


@pytest.mark.parametrize(("view", "op", "style", "theme"), EVERY)
def test_every_picture_can_be_read(view, op, style, theme):
    animation = animated(op, view=view, style=style, theme=theme)
    assert faults_of(animation, every=4) == []
    assert overlapping_panels(animation.marks()) == []


@pytest.mark.parametrize("size", [491, (640, 600), (1280, 720)])
def test_a_picture_can_be_read_at_any_size(size):
    assert faults_of(animate(stride=2, padding=1, size=size)) == []
