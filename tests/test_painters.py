"""One list of marks for every painter: pixels, elements, matplotlib's Axes and PDF show the same."""

import io
import json
import re
import subprocess
import sys
import zlib
from xml.etree import ElementTree

import numpy as np
import pytest
from click.testing import CliRunner
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from tconv_anim import animate
from tconv_anim.cli import main
from tconv_anim.formats import read_comment
from tconv_anim.renderer.fonts import BOX, NUMBER, TEXT, TITLE, measure, missing_letters
from tconv_anim.renderer.marks import Text, Tile
from tconv_anim.scenes.scene import PanelId, Role
from tconv_anim.scenes.texts import en

SVG = "{http://www.w3.org/2000/svg}"


def drawn_on_axes(animation, **step) -> np.ndarray:
    """The page on Axes that take the whole figure, one pixel to a px."""
    width, height = animation.page.width, animation.page.height
    figure = Figure(
        figsize=((width + 0.25) / 100, (height + 0.25) / 100), dpi=100
    )  # some versions round, others cut off
    animation.draw_on(figure.add_axes((0, 0, 1, 1)), **step)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3]


def test_axes_show_a_step():
    animation = animate(stride=2, padding=1)
    assert (drawn_on_axes(animation, step=1) != drawn_on_axes(animation)).any()
    tiles = [mark for mark in animation.marks(step=3) if isinstance(mark.shape, Tile)]
    lit = {mark.key for mark in tiles if mark.shape.fill == f"fill.{Role.INPUT_IN_PLAY}"}
    assert lit == {(PanelId("input"), "cell", 0, 2)}


def test_a_pdf_has_text_that_is_text_and_its_recipe(tmp_path):
    animation = animate(stride=2, padding=1, style="flat")  # letters on a lying plane are outlines
    animation.save(tmp_path / "x.pdf")
    data = (tmp_path / "x.pdf").read_bytes()
    assert data == animation.to_bytes("pdf"), "the same every time"
    assert read_comment(tmp_path / "x.pdf") == animation.recipe
    width, height = (float(side) for side in re.search(rb"/MediaBox \[ *0 0 ([\d.]+) ([\d.]+)", data).groups())
    assert (width, height) == (animation.page.width, animation.page.height)
    lines = re.findall(rb"\[(.*?)\] TJ", streams(data))  # pieces of text, and how far apart they are
    written = {b"".join(re.findall(rb"\(([^()]*)\)", line)) for line in lines}
    numbers = {str(int(value)).encode() for value in animation.trace.output.ravel()}
    assert numbers <= written
    assert b"/FontFile" not in streams(data), "letters are shapes of the font that every other format shows"
    assert b"BT" not in streams(animate(stride=2, padding=1, outlines=True).to_bytes("pdf"))


def streams(pdf: bytes) -> bytes:
    """All that a PDF holds in compressed form."""
    parts = re.split(rb"stream\r?\n", pdf)
    return b"\n".join(zlib.decompressobj().decompress(part) for part in parts if part[:1] == b"x")


@pytest.mark.parametrize("fmt", ["svg", "html"])
def test_letters_as_outlines_are_labelled_paths(fmt):
    text = animate(outlines=True).to_bytes(fmt).decode()
    assert "<text" not in text
    assert 'aria-label="kernel 3×3"' in text


def test_elements_carry_their_colours_themselves():
    """Programs that import SVG without style sheets would show it black."""
    root = ElementTree.fromstring(animate(stride=2, padding=1).to_bytes("svg"))
    assert root.find(f"{SVG}style") is None
    for element in root.find(f"{SVG}g"):
        assert element.get("fill"), element.attrib
        assert element.get("fill") != "none" or element.get("stroke")


def test_what_our_texts_say_has_letters_in_every_weight():
    words = "".join(text for text in vars(en)["TEXTS"].values() if isinstance(text, str)) + "0123456789−×·⌊⌋⋆→="
    assert missing_letters(words) == ""
    for weight in (TEXT, NUMBER, TITLE):
        assert len({measure(digit, 100, weight) for digit in "0123456789"}) == 1, "digits stand below each other"
    assert missing_letters("a업샘a") == "업샘"
    assert measure("업", 10) == measure(BOX, 10)


def test_the_command_line_lists_marks():
    shown = CliRunner().invoke(main, ["trace", "--marks", "2", "--stride", "2", "--theme", "dark"])
    table = json.loads(shown.stdout)
    marks = animate(stride=2, theme="dark").marks(step=2)
    assert [mark["shape"] for mark in table["marks"]] == [type(mark.shape).__name__.lower() for mark in marks]
    assert {mark["text"] for mark in table["marks"] if mark["shape"] == "text"} == {
        mark.shape.text for mark in marks if isinstance(mark.shape, Text)
    }
    tiles = [mark for mark in marks if isinstance(mark.shape, Tile)]
    assert sum(mark.key[1] == "cell" for mark in tiles) == 3 * 3 + 3 * 3 + 3 * 3 + 7 * 7


def test_a_gif_and_a_page_need_no_matplotlib_and_no_numpy_random():
    code = (
        "import io, sys, numpy; before = set(sys.modules);"  # of old, numpy imports its generators itself
        "from tconv_anim import animate; a = animate(stride=2);"
        "[a.write(io.BytesIO(), fmt) for fmt in ('gif', 'png', 'svg', 'html')];"
        "print([name for name in ('matplotlib', 'fontTools', 'numpy.random') if name in {*sys.modules} - before])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout == "[]\n"


def test_pixels_do_not_depend_on_how_fast_an_array_is_computed():
    """Byte for byte the same without numpy's code for newer processors."""
    code = (
        "import hashlib; from tconv_anim import animate;"
        "print([hashlib.sha256(animate(stride=2, view=view).to_bytes()).hexdigest() for view in ('both', 'steps')])"
    )
    said = {
        subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, check=True).stdout
        for environment in (None, {"NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX"})
    }
    assert len(said) == 1


def test_frames_hold_what_changed_and_all_marks():
    drawing = animate(input_size=2, stride=2).drawing()
    shown = {}
    for frame in drawing.frames():
        for key in frame.gone:
            del shown[key]
        shown |= {mark.key: mark for mark in frame.changed}
        assert shown == dict(frame.everything)
        assert [mark.order for mark in frame.marks] == sorted(mark.order for mark in shown.values())


def test_a_still_of_any_painter_is_the_last_frame():
    animation = animate(input_size=2, stride=2)
    *_, last = animation.drawing().frames()
    assert animation.marks() == last.marks
    buffer = io.BytesIO()
    animation.write(buffer, "svg")
    shown = ElementTree.fromstring(buffer.getvalue())
    assert {text.text for text in shown.iter(f"{SVG}text")} == {
        mark.shape.text for mark in last.marks if isinstance(mark.shape, Text)
    }
