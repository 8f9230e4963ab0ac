"""Letters that our own font lacks come from the fonts that a user names, wherever pictures are made."""

import io
import re
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTCollection, TTFont

from tconv_anim import animate
from tconv_anim.cli import main
from tconv_anim.publish.making import animation_of, lacks
from tconv_anim.publish.witness import witness
from tconv_anim.recipes.paths import check_files
from tconv_anim.recipes.reading import parse_recipe, parse_words
from tconv_anim.recipes.recipe import RecipeError
from tconv_anim.renderer import fonts
from tconv_anim.renderer.fonts import BOX, TEXT, Faces, measure, placed, system, using
from tconv_anim.renderer.fonts.other import FontError, read_font
from tconv_anim.renderer.marks import Text
from tconv_anim.renderer.outlines import letters
from tconv_anim.renderer.raster.coverage import masks

from .test_painters import drawn_on_axes

GA, NA = "가", "나"
FOLDERS = system.folders
UNITS, SIDE = 1000, 600


def draw(pen, side: int) -> None:
    """A square with a round corner."""
    pen.moveTo((100, 0))
    pen.lineTo((100 + side, 0))
    if hasattr(pen, "curveTo") and isinstance(pen, T2CharStringPen):
        pen.curveTo((100 + side, side / 2), (100 + side / 2, side), (100, side))
    else:
        pen.qCurveTo((100 + side, side), (100, side))
    pen.closePath()


def font(path: str, characters: str = GA, side: int = SIDE, *, cff: bool = False) -> Path:
    """A small font of a few characters, each of them the same shape."""
    names = {ord(character): f"uni{ord(character):04X}" for character in characters}
    built = FontBuilder(UNITS, isTTF=not cff)
    built.setupGlyphOrder([".notdef", *names.values()])
    built.setupCharacterMap(names)
    glyphs = {}
    for name in (".notdef", *names.values()):
        pen = T2CharStringPen(UNITS, None) if cff else TTGlyphPen(None)
        draw(pen, side)
        glyphs[name] = pen.getCharString() if cff else pen.glyph()
    if cff:
        built.setupCFF("Small", {}, glyphs, {})
    else:
        built.setupGlyf(glyphs)
    built.setupHorizontalMetrics(dict.fromkeys(glyphs, (UNITS, 100)))
    built.setupHorizontalHeader(ascent=800, descent=-200)
    built.setupNameTable({"familyName": "Small", "styleName": "Regular", "psName": "Small"})
    built.setupOS2()
    built.setupPost()
    built.save(path)
    return Path(path)


def variable(path: str) -> Path:
    """A variable font, whose weight axis changes nothing of its usual shape."""
    file = font(path)
    built = FontBuilder(font=TTFont(file))
    built.setupFvar([("wght", 100, 400, 900, "Weight")], [])
    built.setupGvar({})
    built.save(file)
    return file


def collection(path: str) -> Path:
    """Two fonts in one file."""
    found = TTCollection()
    found.fonts = [TTFont(font("a.ttf")), TTFont(font("b.ttf", NA))]
    found.save(path)
    return Path(path)


MADE = {
    "outlines of TrueType": lambda: font("x.ttf"),
    "outlines of PostScript": lambda: font("x.otf", cff=True),
    "a variable font": lambda: variable("v.ttf"),
    "the first of a collection": lambda: collection("x.ttc"),
}


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(system, "folders", lambda: (tmp_path / "system",))  # whatever fonts this machine has
    system._files.cache_clear()
    fonts._other_face.cache_clear()
    fonts._placed.cache_clear()


def named(note: str = GA, **look):
    return animate(input_size=2, kernel_size=2, layer=f"ConvTranspose2d(1, 1, 2)  # {note}", **look)


def ink(text: str, files=()) -> np.ndarray:
    with using(Faces(tuple(files))):
        (mask,) = masks([letters(Text(text, (0.0, 60.0), 60, "medium", "page.caption"))])
    return mask.coverage


@pytest.mark.parametrize("make", MADE.values(), ids=MADE)
def test_letters_come_from_a_font_of_any_kind(make):
    file = make()
    face = read_font(file, str(file))
    coverage = ink(GA, (face,))
    assert coverage.shape in [(36, 36), (37, 36)], "600 of 1000 units at 60 px; one kind's may touch a pixel more"
    share = 0.7625 if face.name.endswith(".otf") else 5 / 6  # of a square, less a corner beside a cubic or a quadratic
    assert coverage.sum(dtype=float) / 255 == pytest.approx(share * 36 * 36, rel=0.02)
    assert (ink(GA) == ink(BOX)).all(), "without the font a box is drawn"


def test_the_first_font_that_has_a_letter_gives_it_and_ours_comes_before_all():
    small, large = font("s.ttf", f"A{GA}", 300), font("l.ttf", f"A{GA}{NA}", 900)
    faces = tuple(read_font(path, "x") for path in (small, large))
    assert (ink(GA, faces) == ink(GA, faces[:1])).all()
    assert (ink(NA, faces) == ink(NA, faces[1:])).all()
    assert (ink("A", faces) == ink("A")).all()


def test_a_picture_says_what_no_font_has_and_the_way_out():
    font("x.ttf")
    way = "a box stands for each: name a font that has them, with --font"
    assert lacks(named()) == [f"no font has {GA} (U+AC00): {way}"]
    assert lacks(animate(heading="x\U0001f680", sentence=NA)) == [f"no font has 🚀 (U+1F680), {NA} (U+B098): {way}"]
    assert lacks(named(font="x.ttf")) == []
    assert [NA in said for said in lacks(named(GA + NA, font=["x.ttf"]))] == [True]


def test_pixels_and_a_witness_depend_on_the_font():
    first, second = font("x.ttf"), font("y.ttf", side=500)
    pictures = {name: named(**look) for name, look in {
        "none": {}, "first": {"font": first}, "second": {"font": str(second)},
    }.items()}  # fmt: skip
    assert len({animation.to_bytes("png") for animation in pictures.values()}) == 3
    font("x.ttf", side=500)
    as_second = named(font=first)
    assert witness(as_second, "gif") != witness(pictures["first"], "gif"), "the file has changed, its name has not"


def test_a_picture_without_a_font_is_the_same_beside_one_with_it():
    alone = named().to_bytes()
    font("x.ttf")
    plain, with_font = named().drawing().pixel_frames(), named(font="x.ttf").drawing().pixel_frames()
    for frames in zip(plain, with_font, strict=True):
        assert frames[0].indices.shape == frames[1].indices.shape
    assert named().to_bytes() == alone


@pytest.mark.parametrize("fmt", ["svg", "html"])
def test_text_stays_text_and_outlines_are_the_fonts(fmt):
    font("x.ttf")
    text = named(font="x.ttf").to_bytes(fmt).decode()
    assert re.search(rf'2\) +# {GA}[<"\\]', text)
    outlined = [named(outlines=True, **look).to_bytes(fmt).decode() for look in ({}, {"font": "x.ttf"})]
    labels = [re.search(rf'aria-label=\\?"[^"]*{GA}\\?" d=\\?"[^"]*"', one)[0] for one in outlined]
    assert labels[0] != labels[1]


def test_axes_and_pdf_show_the_fonts_letters():
    font("x.ttf")
    assert (drawn_on_axes(named(font="x.ttf")) != drawn_on_axes(named())).any(), "also when they are drawn later"
    assert named(font="x.ttf").to_bytes("pdf") != named().to_bytes("pdf")


def test_a_command_a_recipe_and_a_block_name_fonts_as_often_as_wanted():
    font("x.ttf")
    font("y.ttf", NA)
    words = ["--layer", f"ConvTranspose2d(1, 1, 2)  # {GA}{NA}", "--font", "x.ttf", "--font", "y.ttf"]
    done = CliRunner().invoke(main, [*words, "-o", "a.png"])
    assert (done.exit_code, "no font" in done.output) == (0, False)
    assert parse_words(words, "").options["font"] == ["x.ttf", "y.ttf"]
    toml = CliRunner().invoke(main, ["recipe", *words]).output
    assert 'font = ["x.ttf", "y.ttf"]' in toml
    assert parse_recipe(toml, "").command.endswith("--font x.ttf --font y.ttf")
    explained = CliRunner().invoke(main, ["explain", "a.png"]).output
    assert "--font x.ttf --font y.ttf" in explained


def test_a_font_starts_in_the_recipes_folder_and_stays_there():
    Path("inner").mkdir()
    font("inner/x.ttf")
    font("x.ttf")
    recipe = parse_recipe('layer = "ConvTranspose2d(1, 1, 2)  # 가"\nfont = ["x.ttf"]', "r.toml", Path("inner"))
    check_files(recipe, outside=False)
    with pytest.raises(RecipeError) as caught:
        check_files(parse_recipe('font = ["x.ttf", "../x.ttf"]', "r.toml", Path("inner")), outside=False)
    assert (caught.value.kind, caught.value.parameters["file"]) == ("outside", "../x.ttf")
    Path("inner/r.toml").write_text('layer = "ConvTranspose2d(1, 1, 2)  # 가"\nfont = "x.ttf"\n', encoding="utf-8")
    done = CliRunner().invoke(main, ["gallery", "inner", "--out", "made"])
    assert (done.exit_code, "no font" in done.output) == (0, False), done.output
    font("inner/x.ttf", side=500)
    assert CliRunner().invoke(main, ["gallery", "inner", "--out", "made", "--check"]).exit_code == 1


def test_a_broken_letter_is_told():
    data = bytearray(font("x.ttf").read_bytes())
    where = TTFont(io.BytesIO(bytes(data))).reader.tables["glyf"].offset
    data[where : where + 64] = b"\xff" * 64
    Path("x.ttf").write_bytes(data)
    with pytest.raises(FontError) as caught:
        named(font="x.ttf").to_bytes("png")
    assert caught.value.kind == "not_a_font"


def test_what_no_other_font_has_comes_from_the_fonts_of_the_system():
    Path("system/deep").mkdir(parents=True)
    font("system/deep/Small-Bold.ttf", GA, 300)
    font("system/small.ttf", GA, 600)
    font("system/other.otf", NA, cff=True)
    Path("system/broken.ttf").write_bytes(b"no font")
    font("mine.ttf", NA, 900)
    assert (ink(GA) == ink(BOX)).all(), "not where none is asked for"
    with using(Faces(system=True)):
        (shape,) = masks([letters(Text(GA + NA, (0.0, 60.0), 60, "medium", "page.caption"))])
        assert shape.coverage.shape[1] == pytest.approx(60 + 36, abs=1), "an upright one comes before a bold one"
    assert lacks(named(GA + NA)) == []
    assert len(ink(NA, [read_font(Path("mine.ttf"), "x")])) == 54, "900 of 1000 units: a font that is named comes first"
    assert lacks(animation_of(parse_recipe(f'layer = "Conv2d(1, 1, 2)  # {GA}"', ""))), "not where all machines agree"


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {"HOME": "/h"}, ["/h/.local/share/fonts", "/h/.fonts", "/usr/local/share/fonts", "/usr/share/fonts"]),
        ("linux", {"HOME": "/h", "XDG_DATA_HOME": "/d", "XDG_DATA_DIRS": "/e"}, ["/d/fonts", "/h/.fonts", "/e/fonts"]),
        ("darwin", {"HOME": "/h"}, ["/h/Library/Fonts", "/Library/Fonts", "/System/Library/Fonts"]),
        ("win32", {"LOCALAPPDATA": "/l", "WINDIR": "/w"}, ["/l/Microsoft/Windows/Fonts", "/w/Fonts"]),
    ],
)
def test_a_system_keeps_fonts_in_these_folders(platform, environment, expected):
    found = FOLDERS(platform, environment)
    assert [path.as_posix() for path in found] == expected


def test_a_mark_stands_on_the_middle_of_its_letter_and_takes_no_room():
    assert measure("e\u0301", 20) == measure("é", 20), "one character, where there is one"
    assert measure("x\u0332\u0302y", 20) == measure("xy", 20)
    (_, _, x), (_, under, at), *_ = placed("x\u0332", TEXT)
    points = under.segments("\u0332")[1][:, 0]
    assert at + (points.min() + points.max()) / 2 == pytest.approx(x + under.advance("x") / 2, abs=1)
    assert [character for character, _, _ in placed("a\u200d\ufe0fb", TEXT)] == ["a", "b"], "joiners are not seen"


def test_scripts_whose_letters_join_or_go_to_the_left_are_drawn_letter_by_letter_and_said_so():
    Path("system").mkdir()
    font("system/x.ttf", "فכक")
    said = "are drawn one by one from left to right: an .svg has them as they are written"
    assert lacks(named("ف כ क")) == [f"ف כ क {said}"]
    assert "# ف כ क<" in named("ف כ क").to_bytes("svg").decode()


@pytest.mark.parametrize("text", ["27·3 − 1", "é", "e\u0301", "a\u00adb", "x\u200by", "\u2126 \u212b", "核 w₀₁", "𝑤₀"])
def test_a_text_ends_where_the_next_letter_begins(text):
    for weight in ("medium", "semibold", "bold"):
        assert fonts.units(text, weight) == placed(f"{text}|", weight)[-1][2]
