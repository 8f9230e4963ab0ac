"""What is in an SVG and in a page with a player: every cell's colour and number, text that is text, the recipe."""

import base64
import gzip
import io
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from tconv_anim.animation import Animation, animate
from tconv_anim.cli import main
from tconv_anim.formats import CommentError, read_comment
from tconv_anim.options import style_names
from tconv_anim.renderer.cells import WIDER
from tconv_anim.renderer.fonts import measure
from tconv_anim.renderer.marks import Text, Tile
from tconv_anim.renderer.svg.elements import css_color
from tconv_anim.renderer.svg.forms import Form, Forms
from tconv_anim.renderer.themes import load_theme
from tconv_anim.scenes.scene import Panel

from .test_paint import EVERY, animated
from .unpack import book_of

SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
LIGHT = [case for case in EVERY if case.id.endswith("-light")]


class Read(HTMLParser):
    """A page's scripts by their type, its inline SVG, its style."""

    def __init__(self, page: bytes) -> None:
        super().__init__()
        self.scripts: dict[str, str] = {}
        self.kind = ""
        text = page.decode()
        self.feed(text)
        svg = re.search(r'<svg xmlns[^>]* role="img".*?\n</svg>', text, re.DOTALL)[0]
        self.svg = ElementTree.fromstring(svg)
        self.book = book_of(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.kind = dict(attrs).get("type") or "text/javascript" if tag == "script" else ""

    def handle_data(self, data: str) -> None:
        if self.kind:
            self.scripts[self.kind] = self.scripts.get(self.kind, "") + data

    def handle_endtag(self, tag: str) -> None:  # noqa: ARG002
        self.kind = ""

    def states(self) -> list[list[Form]]:
        """What is drawn at each moment, from the lowest to the highest."""
        film = self.book["films"][0]
        states: list[list[Form | None]] = [[] for _ in film["durations_ms"]]
        for row in film["places"]:
            moment, now = 0, None
            text, x, y = "", 0.0, 0.0
            for more, *rest in [*self.book["rows"][row], [len(states)]]:
                for state in states[moment : moment + more]:
                    state.append(now)
                moment += more
                if rest:
                    text, x, y = [*rest[1:], *(text, x, y)[len(rest) - 1 :]]
                now = Form(self.book["forms"][rest[0]], (x, y), text) if rest else None
        return [[form for form in state if form is not None] for state in states]


def drawn(root: ElementTree.Element) -> list[tuple[str, str | None]]:
    """What is drawn, in order: the letters of a text or the kind of another element, and its colour."""
    elements = [element for element in root.find(f"{SVG}g").iter() if element.tag != f"{SVG}g"]
    return [(element.text or element.tag.removeprefix(SVG), element.get("fill")) for element in elements]


def written_out(svg: ElementTree.Element) -> list[tuple[str, str | None]]:
    """What a page draws before its player does, with what it uses in the place of the uses.

    A text whose halo is its stroke is twice in the list, as it is drawn.
    """
    forms = {group.get("id"): list(group) for group in svg.findall(f"{SVG}g/{SVG}defs/{SVG}g")}
    found: list[tuple[str, str | None]] = []

    def read(element: ElementTree.Element, look: dict[str, str]) -> None:
        look = look | element.attrib
        if element.tag == f"{SVG}g":
            for own in element:
                read(own, look)
        elif element.tag == f"{SVG}use":
            found.extend((one.text or one.tag.removeprefix(SVG), one.get("fill")) for one in forms[look["href"][1:]])
        elif element.tag != f"{SVG}defs":
            if look.get("paint-order") == "stroke":
                found.append((element.text or "text", look["stroke"]))
            found.append((element.text or element.tag.removeprefix(SVG), look.get("fill")))

    read(svg.find(f"{SVG}g"), {})
    return found


def shown_panels(animation: Animation) -> list[Panel]:
    *_, last = animation.shots()
    return [panel for panel in last.scene.panels if panel.id in animation.page.grids]


def check_marks(animation: Animation, theme: str, root: ElementTree.Element) -> None:
    """Every cell is drawn in its colour, and every number and line of text says what it says."""
    found, color = Counter(drawn(root)), load_theme(theme).color
    expected: Counter[tuple[str, str | None]] = Counter()
    for mark in animation.marks():
        shape = mark.shape
        if isinstance(shape, Text):
            expected[shape.text, css_color(color(shape.ink))] += 1
        elif isinstance(shape, Tile):
            upright = shape.corners[0][1] == shape.corners[1][1]
            expected["rect" if upright else "path", css_color(color(shape.fill))] += 1
    assert not expected - found


@pytest.mark.filterwarnings("ignore::tconv_anim.NumbersWarning")
@pytest.mark.parametrize(("view", "op", "style", "theme"), LIGHT)
def test_every_cell_has_its_colour_and_its_number_and_the_page_ends_on_the_still(view, op, style, theme):
    animation = animated(op, view=view, style=style, theme=theme)
    root = ElementTree.fromstring(animation.to_bytes("svg"))
    check_marks(animation, theme, root)
    page = Read(animation.to_bytes("html"))
    assert written_out(page.svg) == drawn(root)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_still_says_what_it_is_and_has_the_size_and_background_of_the_page(theme):
    animation = animate(stride=2, padding=1, theme=theme)
    root = ElementTree.fromstring(animation.to_bytes("svg"))
    page = animation.page
    assert (root.get("role"), root.get("viewBox")) == ("img", f"0 0 {page.width} {page.height}")
    assert root.findtext(f"{SVG}title") == "ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1)"
    assert root.findtext(f"{SVG}desc") == animation.alt_text
    assert root.find(f"{SVG}rect").get("fill") == css_color(load_theme(theme).page["background"])
    family = root.find(f"{SVG}g").get("font-family")
    assert family.startswith("Inter, ")
    assert family.endswith(", sans-serif")


VARIED: list[dict[str, Any]] = [
    {"view": "steps"}, {"view": "both"}, {"output_padding": 1, "style": "flat"}, {"op": "compare"}, {"dims": 1}
]  # fmt: skip


@pytest.mark.parametrize("options", VARIED, ids=str)
def test_every_frame_of_a_page_is_that_frame_drawn_alone(options):
    animation = animate(**{"stride": 2, "padding": 1} | options if options.get("op") is None else options)
    page = Read(animation.to_bytes("html"))
    assert page.book["films"][0]["durations_ms"] == durations(animation, smooth=True)
    expected = []
    for shot in animation.shots(smooth=True):
        (alone,) = animation.drawing([shot], tick_ms=20).frames()
        state = [Forms(load_theme()).of(mark) for mark in alone.marks]
        expected += [state] if state not in expected[-1:] else []
    assert page.states() == expected


def test_what_looks_like_markup_is_text():
    animation = replace(animate(), call="</text><b>&\"'", note="]]></script><!--")
    root = ElementTree.fromstring(animation.to_bytes("svg"))
    assert root.findtext(f"{SVG}title") == "</text><b>&\"'"
    said = " ".join(text for text, _ in drawn(root))
    assert "</text><b>&\"'" in said
    assert "]]></script><!--" in said
    page = Read(animation.to_bytes("html"))
    assert written_out(page.svg) == drawn(root)
    assert page.scripts["text/javascript"].split()[-1] == "})();"


@pytest.mark.parametrize("fmt", ["svg", "html"])
def test_the_recipe_comes_back(fmt, tmp_path):
    theme = tmp_path / "<b>&'.toml"
    theme.write_text('background = "#fffaf0"')
    animation = animate(stride=2, theme=theme, numbers=False)
    animation.save(tmp_path / f"a.{fmt}")
    recipe = read_comment(tmp_path / f"a.{fmt}")
    assert tomllib.loads(recipe) == tomllib.loads(animation.recipe)
    assert tomllib.loads(recipe)["theme"] == str(theme)


def durations(animation: Animation, *, smooth: bool) -> list[int]:
    """How long each moment stays; what changes nothing belongs to the moment before."""
    found: list[int] = []
    for frame in animation.drawing(animation.shots(smooth=smooth)).states():
        found += [frame.duration_ms] if frame.changed or frame.gone or not found else []
        found[-1] += 0 if frame.changed or frame.gone or len(found) == 1 else frame.duration_ms
    return found


def test_a_page_plays_as_long_and_as_often_as_was_asked():
    animation = animate(stride=2, padding=1, loop=3, step_ms=430, hold_ms=2500)
    film = Read(animation.to_bytes("html")).book["films"][0]
    assert (film["loop"], film["durations_ms"]) == (3, durations(animation, smooth=False))
    assert sum(film["durations_ms"]) == sum(animation.times_ms("html"))


@pytest.mark.parametrize("fmt", ["svg", "html"])
def test_a_file_asks_for_nothing_from_elsewhere(fmt):
    data = animate(input=np.arange(900).reshape(30, 30), weight="box", stride=2, view="overlap").to_bytes(fmt).decode()
    assert set(re.findall(r"https?://[^\"]+", data)) == {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    assert set(re.findall(r'(?:src|href|url)(?:=\\?"|\()([\w:/]+)', data)) <= {"data:image/png"}
    assert "@import" not in data


def test_without_a_script_a_page_shows_the_picture_and_no_buttons():
    text = animate().to_bytes("html").decode()
    assert re.search(r'<div class="player"[^>]* hidden>', text)
    assert text.index("</svg>") < text.index('<div class="player"')
    assert "prefers-reduced-motion" in Read(text.encode()).book["script"]


@pytest.mark.parametrize("options", [{"stride": 2, "weight": "box"}, {"op": "nearest"}], ids=str)
def test_a_pictures_rows_are_strips_of_pixels(options):
    picture = np.random.default_rng(0).integers(0, 256, (1, 20, 20))
    animation = animate(input=picture, view="pixels", **options)
    looks, page = load_theme().looks, animation.page
    strips = ElementTree.fromstring(animation.to_bytes("svg")).iter(f"{SVG}image")
    found = {(float(strip.get("x")), float(strip.get("y"))): strip for strip in strips}
    for panel in shown_panels(animation):
        grid = page.grids[panel.id]
        for row, roles in enumerate(panel.roles):
            strip = found.pop(grid.corner(row, 0))
            with Image.open(io.BytesIO(base64.b64decode(strip.get(HREF).partition(",")[2]))) as image:
                pixels = np.asarray(image.convert("RGB"))
            assert pixels.shape == (1, grid.across[0] * len(roles), 3)
            assert [tuple(p) for p in pixels[0, :: grid.across[0]].tolist()] == [looks[role].fill for role in roles]
    assert not found


def test_the_rows_of_a_panel_are_one_image_in_a_page():
    animation = animate(input=np.arange(400).reshape(20, 20) % 256, view="pixels", stride=2, weight="box")
    images = list(Read(animation.to_bytes("html")).svg.iter(f"{SVG}image"))
    looks, panels = load_theme().looks, shown_panels(animation)
    assert len(images) == len(panels)
    for image, panel in zip(images, panels, strict=True):
        grid = animation.page.grids[panel.id]
        assert (float(image.get("x")), float(image.get("y"))) == grid.corner(0, 0)
        with Image.open(io.BytesIO(base64.b64decode(image.get(HREF).partition(",")[2]))) as decoded:
            pixels = np.asarray(decoded.convert("RGB"))[:: grid.down[1], :: grid.across[0]]
        assert pixels.tolist() == [[list(looks[role].fill) for role in roles] for roles in panel.roles]


def test_a_line_that_another_font_would_make_too_long_keeps_its_length():
    """So none runs into the bar of steps at its right, nor into the words above that."""
    animation = animate(stride=2, padding=1, view="overlap", size=420, numbers=False)
    texts = ElementTree.fromstring(animation.to_bytes("svg")).iter(f"{SVG}text")
    lines = [text for text in texts if text.get("class") == "caption"]
    (bar,) = (mark.shape for mark in animation.marks() if mark.key == ("pip", "all"))
    for line in lines:
        left, px = float(line.get("x")), float(line.get("font-size"))
        room = bar.corners[0][0] - px - left
        held = line.get("textLength")
        parts = sum(other.get("y") == line.get("y") for other in lines)  # of a sentence, in several colours
        assert (held is not None) == (parts > 1 or measure(line.text, px) * WIDER > room)
        assert held is None or float(held) <= room
    short = animate(stride=2, sentence="Short.").to_bytes("svg")
    (line,) = (text for text in ElementTree.fromstring(short).iter(f"{SVG}text") if text.get("class") == "caption")
    assert line.get("textLength") is None


SMALLER = [
    {}, {"view": "both"}, {"style": "flat", "theme": "dark"}, {"numbers": False}, {"op": "conv", "dims": 1},
    {"input": np.random.default_rng(0).integers(0, 256, (30, 30)), "weight": "box", "view": "overlap", "padding": 0},
]  # fmt: skip


@pytest.mark.parametrize("options", SMALLER, ids=lambda options: " ".join(options))
def test_a_page_is_smaller_than_the_gif(options):
    animation = animate(**{"stride": 2, "padding": 1} | options)
    assert len(animation.to_bytes("html")) < len(animation.to_bytes("gif"))


def test_the_main_jobs_page_is_small_enough_for_a_slow_line():
    assert len(gzip.compress(animate(stride=2, padding=1).to_bytes("html"), 9)) < 25_000


def test_files_do_not_depend_on_the_order_of_sets():
    code = (
        "import hashlib; from tconv_anim import animate;"
        "a = animate(input_size=2, stride=2, view='both', output_padding=1);"
        "print([hashlib.sha256(a.to_bytes(fmt)).hexdigest() for fmt in ('svg', 'html')])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1


def test_drawing_elements_needs_no_matplotlib():
    code = "import sys, tconv_anim.renderer.svg.painter; print('matplotlib' in sys.modules)"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "False\n"


@pytest.mark.parametrize("style", style_names())
def test_bare_pictures_have_no_text(style):
    animation = animate(style=style, numbers=False, labels=False, caption=False)
    root = ElementTree.fromstring(animation.to_bytes("svg"))
    assert {text for text, _ in drawn(root)} <= {"×", "→", "=", "+", "Σ", "rect", "path"}


@pytest.mark.parametrize("fmt", ["svg", "html"])
def test_explain_makes_the_file_again(fmt, tmp_path):
    made = tmp_path / f"x.{fmt}"
    CliRunner().invoke(main, ["--stride", "2", "--style", "flat", "-o", str(made)], catch_exceptions=False)
    shown = CliRunner().invoke(main, ["explain", str(made)], catch_exceptions=False).stdout
    (tmp_path / "x.toml").write_text(shown + f'\noutputs = ["again.{fmt}"]')
    CliRunner().invoke(main, ["render", str(tmp_path / "x.toml"), "--out", str(tmp_path)], catch_exceptions=False)
    assert (tmp_path / f"again.{fmt}").read_bytes() == made.read_bytes()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("bare.svg", "<svg/>", "no_recipe"),
        ("bare.html", "<p>", "no_recipe"),
        ("text.svg", "no picture", "broken"),
        ("odd.svg", '<?xml version="1.0" encoding="x"?><a/>', "broken"),
        ("text.gif", "GIF89a", "broken"),
        ("text.png", "no picture", "broken"),
    ],
)
def test_a_picture_without_a_recipe_is_refused(tmp_path, name, content, kind):
    (tmp_path / name).write_text(content)
    with pytest.raises(CommentError) as caught:
        read_comment(tmp_path / name)
    assert caught.value.kind == kind
