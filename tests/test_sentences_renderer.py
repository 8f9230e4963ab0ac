"""What the errors of themes and of the layout say, in the words of Python and of the command line."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tconv_anim.animation import animate
from tconv_anim.renderer.fonts.other import FontError
from tconv_anim.renderer.layout import LayoutError, NumbersWarning
from tconv_anim.renderer.themes import ThemeError, load_theme

from . import sentences


def page(*args: Any, **keywords: Any) -> Callable[[], object]:
    return lambda: animate(*args, **keywords).page


def theme(text: str) -> Callable[[], object]:
    """What reads a theme file with this text."""

    def load() -> object:
        Path("mine.toml").write_text(text)
        return load_theme("mine.toml")

    return load


def left_out(**look: Any) -> Callable[[], object]:
    """What raises the warning about numbers that are left out."""

    def warn() -> object:
        found = animate(**look).left_out
        raise found or AssertionError("all numbers are shown")

    return warn


MINE = "theme file mine.toml"
BARE_NUMBERS = {"labels": False, "caption": False}
BARE = {"numbers": False, "labels": False, "caption": False}

CASES: list[tuple[Any, ...]] = [
    (ThemeError, "unknown_theme", lambda: load_theme("drak"),
     "theme='drak' is not known: use contrast, dark, light, print or a .toml file",
     "--theme drak is not known: use contrast, dark, light, print or a .toml file"),
    (ThemeError, "null_character", lambda: load_theme("a\0.toml"),
     "theme holds a null character: use contrast, dark, light, print or a .toml file",
     "--theme holds a null character: use contrast, dark, light, print or a .toml file"),
    (ThemeError, "not_read", lambda: load_theme("none.toml"),
     "cannot read theme file none.toml: No such file or directory: name another file"),
    (ThemeError, "not_text", lambda: load_theme("bytes.toml"),
     "theme file bytes.toml is not a text file in UTF-8: save it as one"),
    (ThemeError, "not_a_theme", theme("line = "),
     f"{MINE} is not TOML: Invalid value (at end of document)"),
    (ThemeError, "unknown_base", theme('base = "drak"'),
     f"{MINE}: base = 'drak' is not known: use contrast, dark, light or print"),
    (ThemeError, "unknown_key", theme('[cells]\nkernle = ["#fff", "#000"]'),
     f"{MINE}: there is no key cells.kernle: use cells.kernel"),
    (ThemeError, "first_edition", theme('caption = "#fff"'),
     f'{MINE}: caption is of the first edition: write ink = "#fff" instead'),
    (ThemeError, "first_edition:gone", theme('line = "#fff"'),
     f"{MINE}: line is of the first edition and has no successor: leave it out"),
    (ThemeError, "unknown_key", theme('[titles]\nx = "#fff"'),
     f"{MINE}: there is no key titles.x: use titles.input, titles.kernel, titles.output or titles.now"),
    (ThemeError, "not_a_color", theme('edge = "blue"'),
     f"{MINE}: edge = 'blue' is not a colour: write #rrggbb, such as #1f66a8"),
    (ThemeError, "not_a_look", theme('[cells]\nkernel = "#fff"'),
     f'{MINE}: cells.kernel is not a list of 2 colours: write such a list, as in ["#ffffff", "#000000"]'),
    (ThemeError, "not_looks", theme('[channels]\npale = ["#fff"]'),
     f"{MINE}: channels.pale is not a list of 4 pairs of colours: write such a list, as in "
     '[["#ffffff", "#000000"], ...]'),
    (ThemeError, "not_a_table", theme('titles = "#fff"'),
     f"{MINE}: titles is not a table: write [titles] above its colours"),
    (FontError, "not_read", lambda: animate(font="none.ttf"),
     "cannot read font none.ttf: No such file or directory: name another file"),
    (FontError, "not_a_file", lambda: animate(font="."), "font . is not a file: name a .ttf, .otf or .ttc file"),
    (FontError, "not_a_font", lambda: animate(font="bytes.toml"),
     "bytes.toml is not a font with outlines: name a .ttf, .otf or .ttc file"),
    (LayoutError, "too_small", page(size=20, style="flat", **BARE),
     "size=20 is too small for this picture: use size=196 or more",
     "--size 20 is too small for this picture: use --size 196 or more"),
    (NumbersWarning, "left_out:all", left_out(stride=2, padding=1, size=(480, 480)),
     "the numbers do not fit their cells and are left out: use size=(838, 472)",
     "the numbers do not fit their cells and are left out: use --size 838x472"),
    (NumbersWarning, "left_out:some", left_out(
        input_size=5, kernel_size=2, view="matrix", steps=range(1, 2), size=(1280, 720)),
     "some numbers do not fit their cells and are left out: use size=(1477, 1004)",
     "some numbers do not fit their cells and are left out: use --size 1477x1004"),
    (NumbersWarning, "left_out:all_on_any_page", left_out(
        op="conv", input=[[10**12 + 1] * 105], weight=[[1]], style="flat", steps=range(1, 2), **BARE_NUMBERS),
     "the numbers do not fit their cells and are left out: use fewer cells or shorter numbers"),
    (NumbersWarning, "left_out:some_on_any_page", left_out(
        op="conv", input=[[0] * 8] * 8, weight=[[10**12]], view="matrix", steps=range(1, 2), **BARE_NUMBERS),
     "some numbers do not fit their cells and are left out: use fewer cells or shorter numbers"),
    (LayoutError, "too_large", page("conv", input_size=1000, kernel_size=999, style="flat", **BARE),
     "even with its smallest cells this picture needs 16116x8040 px, more than 1920x1440: "
     "use input_size=112 and kernel_size=112",
     "even with its smallest cells this picture needs 16116x8040 px, more than 1920x1440: "
     "use --input-size 112 and --kernel 112"),
    (LayoutError, "too_large", page("conv", input_size=200, kernel_size=199, style="flat", **BARE),
     "even with its smallest cells this picture needs 3316x1640 px, more than 1920x1440: use size=(3648, 1900)",
     "even with its smallest cells this picture needs 3316x1640 px, more than 1920x1440: use --size 3648x1900"),
]  # fmt: skip


@pytest.mark.skipif(os.name == "nt", reason="systems name their errors in their own words")
@pytest.mark.parametrize("case", CASES, ids=[case[1] for case in CASES])
def test_an_error_says_what_is_wrong_and_what_to_write_instead(tmp_path, monkeypatch, case):
    monkeypatch.chdir(tmp_path)
    Path("bytes.toml").write_bytes(b"\xff")
    sentences.check(*case)


def test_every_sentence_has_a_case():
    sentences.check_complete(CASES, "renderer")
