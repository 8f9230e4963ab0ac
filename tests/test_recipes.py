"""Recipes: every option is a key, the same picture as from the command line, mistakes told with file and key."""

import re
import shlex
import time
import tomllib
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tconv_anim.formats import CommentError, load_format, read_comment
from tconv_anim.options import format_names
from tconv_anim.publish.gallery.contents import GalleryError, check_distinct_outputs
from tconv_anim.publish.making import animation_of
from tconv_anim.recipes.reading import parse_block, parse_recipe, parse_words, read_recipe
from tconv_anim.recipes.recipe import RecipeError
from tconv_anim.recipes.request import Request
from tconv_anim.recipes.writing import to_toml

from .command import mistake, run

SVG = '<svg xmlns="http://www.w3.org/2000/svg">'

COMMANDS = [
    ["--input-size", "2"],
    [
        "--stride",
        "2",
        "--padding",
        "1",
        "--no-numbers",
        "--steps",
        "1:2",
        "--style",
        "flat",
        "--size",
        "700x500",
        "--loop",
        "once",
    ],
    ["--op", "conv", "--dims", "1", "--input-size", "6", "--padding", "2:0", "--bias", "1.5"],
    ["--op", "conv", "--padding", "1:0x0:2", "--input", "0.5,1;2,3", "--weight", "[[1, 2]]", "--steps", "1:3"],
    ["--layer", 'Conv2DTranspose(1, 3, strides=2, padding="same")', "--no-caption"],
    ["--layer", "jax.lax.conv_transpose(x, w, strides=(2, 2),\n padding='VALID')", "--input-size", "2"],
    ["--layer", "nn.MaxPool2d(2)", "--channels", "2:2"],
    ["--layer", "MaxUnpool2d(2, stride=1)", "--input", "1,2,3;4,5,6;7,8,9"],
    ["--layer", "Upsample(scale_factor=2)", "--input", "1,2,3", "--dims", "1"],
    ["--layer", "AveragePooling1D(3, padding='same')", "--input-size", "5"],
    ["--op", "conv", "--max-kb", "40"],
    ["--input-size", "2", "--channels", "3:2", "--show-channels", "0,2:1", "--theme", "dark", "--seed", "3"],
]


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_recipe_makes_what_its_command_makes(arguments):
    assert run(*arguments, "-o", "direct.gif").exit_code == 0
    printed = run("recipe", *arguments, "-o", "again.gif")
    assert printed.exit_code == 0
    Path("x.toml").write_text(printed.stdout)
    assert run("render", "x.toml", "--out", "made").exit_code == 0
    assert Path("made/again.gif").read_bytes() == Path("direct.gif").read_bytes()


@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_explain_prints_a_recipe_and_a_command_that_make_the_file_again(arguments):
    animation = animation_of(parse_words(arguments, ""))
    animation.save("a b.png")
    shown = run("explain", "a b.png").stdout
    comments = dict(re.findall(r"^# ([a-z ]+): (.*)$", shown, re.MULTILINE))
    assert set(comments) == {"command", "formula", "alt text"}
    command = shlex.split(comments["command"])
    assert (command[0], command[-2:]) == ("tconv-anim", ["-o", "a b.png"])
    for again in (parse_words(command[1:], ""), parse_recipe(shown, "")):
        other = animation_of(again)
        assert other.to_bytes("png") == Path("a b.png").read_bytes()
    assert re.search(r"^o = .* = \d+$", comments["formula"])
    assert comments["alt text"] == animation.alt_text


def test_every_format_gives_its_recipe_back():
    animation = animation_of(parse_recipe("stride = 2\ninput-size = 2\n", ""))
    for fmt in (name for name in format_names() if load_format(name).read_comment):
        animation.save(f"x.{fmt}")
        assert read_comment(f"x.{fmt}") == animation.recipe


def test_text_of_any_kind_survives_toml():
    text = 'a "b" \\ \n\t \x7f é 𝛼'
    assert tomllib.loads(to_toml({"x": text, "y": ["a", "b"], "z": True, "n": 2})) == {
        "x": text, "y": ["a", "b"], "z": True, "n": 2
    }  # fmt: skip


def test_a_caption_is_text_and_the_picture_can_do_without_its_own():
    recipe = parse_recipe('title = " T "\ncaption = "said below"\nno-caption = true\nno-numbers = false\n', "x")
    assert (recipe.title, recipe.caption, recipe.options) == ("T", "said below", {"caption": False, "numbers": True})
    assert parse_recipe("caption = false\n", "x").options == {"caption": False}


def test_outputs_are_a_gif_of_the_files_name_unless_told():
    Path("a.toml").write_text("stride = 2\n")
    Path("b.toml").write_text('outputs = ["one.png", "two.gif"]\n')
    assert read_recipe("a.toml").outputs == ("a.gif",)
    assert run("render", "a.toml", "b.toml").exit_code == 0
    assert {path.name for path in Path().iterdir()} == {"a.toml", "b.toml", "a.gif", "one.png", "two.gif"}
    with Image.open("one.png") as image:
        assert image.format == "PNG"


@pytest.mark.parametrize(("outputs", "kind"), [
    (["x.png"], "output_of_another"),
    (["y.png", "X.png"], "output_of_another"),
    (["y.png", "Y.png"], "output_twice_in_capitals"),
])  # fmt: skip
def test_recipes_that_would_overwrite_a_picture_are_refused_before_one_is_drawn(outputs, kind):
    for folder, names in (("a", ["x.png"]), ("b", outputs)):
        Path(folder).mkdir()
        Path(folder, "r.toml").write_text(to_toml({"outputs": names}))
    result = run("render", "a/r.toml", "b/r.toml", "--out", "out")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: recipe b/r.toml: output")
    assert not Path("out").exists()
    with pytest.raises(GalleryError) as caught:
        check_distinct_outputs([read_recipe(f"{folder}/r.toml") for folder in "ab"])
    assert caught.value.kind == kind


def test_a_page_with_a_player_may_have_the_name_of_a_gallerys_page_where_there_is_no_gallery():
    Path("r.toml").write_text('input-size = 1\nkernel = 1\noutputs = ["index.html"]\n')
    assert run("render", "r.toml", "--out", "out").exit_code == 0
    assert [path.name for path in Path("out").iterdir()] == ["index.html"]


def test_files_that_a_recipe_names_stand_beside_it():
    Path("deep").mkdir()
    np.save("deep/x.npy", np.array([[1, 2], [3, 4]]))
    Path("deep/mine.toml").write_text('background = "#fffaf0"\n')
    Path("deep/r.toml").write_text('input = "x.npy"\ntheme = "mine.toml"\n')
    assert run("render", "deep/r.toml", "--out", "out").exit_code == 0
    with Image.open("out/r.gif") as image:
        assert image.convert("RGB").getpixel((0, 0)) == (0xFF, 0xFA, 0xF0)
    assert 'theme = "mine.toml"' in read_comment("out/r.gif")


def test_a_block_is_a_command_where_it_starts_like_one():
    for text in ("--stride 2 \\\n --no-numbers", "tconv-anim --stride 2 --no-numbers", "stride = 2\nnumbers = false"):
        assert parse_block(text, "x").options == {"stride": 2, "numbers": False}
    assert parse_block("\n", "x").options == {}
    assert parse_words(["--input", "1,2", "-o", "a.gif"], "x").command == 'tconv-anim --input "1,2" -o a.gif'


MISTAKES = {
    "strid = 2": "unknown_key",
    "kernel_size = 2": "unknown_key",
    "qqq = 2": "unlisted_key",
    'stride = "x"': "not_a_size",
    "stride = true": "not_a_size",
    "seed = -1": "below_least",
    'numbers = "no"': "not_a_switch",
    "caption = false\nno-caption = true": "given_twice",
    "order = 1.5": "not_whole",
    "title = 3": "not_quoted",
    'outputs = "x.gif"': "not_outputs",
    'outputs = ["../x.gif"]': "output_in_folder",
    'outputs = ["%03d.png"]': "numbered_output",
    'layer = "Conv2d(1, 1, 3)"\nstride = 2': "beside_layer",
    'op = "conv"\nkernel = 5': "kernel_larger_than_padded_input",
    'op = "con"': "unknown_word",
    'theme = "none.toml"': "not_read",
}


@pytest.mark.parametrize("text", MISTAKES)
def test_a_mistake_names_the_file_and_the_line_of_its_key(text):
    Path("r.toml").write_text(f"# a comment\n\n{text}")
    error = mistake("render", "r.toml", "--out", "out")
    assert error.parameters.get("error", error).kind == MISTAKES[text]
    line = 4 if MISTAKES[text] in ("given_twice", "beside_layer", "kernel_larger_than_padded_input") else 3
    place = "" if MISTAKES[text] == "not_read" else f", line {line}"
    assert str(error).startswith(f"recipe r.toml{place}: ")
    assert not Path("out").exists()


def test_what_is_no_recipe_is_refused():
    Path("bytes.toml").write_bytes(b"\xff\x00")
    Path("broken.toml").write_text("stride = ")
    for name, kind in (("none", "unreadable"), ("bytes", "not_utf8"), ("broken", "not_a_table")):
        assert mistake("render", f"{name}.toml").kind == kind


@pytest.mark.parametrize("words", [["--strid", "2"], ["--stride"], ["--stride", "x"], ["junk"]])
def test_a_wrong_command_is_no_recipe(words):
    with pytest.raises(RecipeError, match=r"^page: "):
        parse_words(words, "page")
    assert run("recipe", *words).exit_code == 2


def test_explain_prints_the_recipe_also_where_it_cannot_be_drawn():
    Path("deep").mkdir()
    Path("deep/mine.toml").write_text('background = "#fffaf0"\n')
    animation = animation_of(parse_words(["--input-size", "1", "--theme", "deep/mine.toml"], ""))
    animation.save("deep/x.gif")
    result = run("explain", "deep/x.gif")
    assert (result.exit_code, result.stderr) == (0, "")
    Path("deep/mine.toml").unlink()
    assert run("explain", "deep/x.gif").stdout == result.stdout
    assert parse_recipe(result.stdout, "").options["theme"] == "deep/mine.toml"


def a_picture_that_carries(comment: str) -> None:
    text = PngInfo()
    text.add_text("Comment", comment)
    Image.new("P", (2, 2)).save("x.png", pnginfo=text)


def test_explain_opens_no_file_that_a_recipe_names():
    Path("secret.csv").write_text("hunter2\n")
    a_picture_that_carries('op = "conv"\ninput = "secret.csv"\nkernel = 1\n')
    result = run("explain", "x.png")
    assert result.exit_code == 0
    assert 'input = "secret.csv"' in result.stdout
    assert result.stderr == "note: the formula and the alt text depend on secret.csv\n"


def test_explain_shows_control_characters_and_does_no_work(monkeypatch):
    monkeypatch.setattr(Request, "record", None)
    a_picture_that_carries('op = "conv"\ninput-size = 40\nmax-steps = 1\nmax-kb = 20\n# \x1b[2J\n')
    result = run("explain", "x.png")
    assert r"# \x1b[2J" in result.stdout
    assert "\x1b" not in result.stdout
    a_picture_that_carries('op = "conv"\ninput-size = 40\nmax-steps = 1\nmax-kb = 20\n')
    assert "# alt text: " in run("explain", "x.png").stdout


def test_explain_prints_a_recipe_of_another_version_as_it_is():
    text = PngInfo()
    text.add_text("Comment", "novel = 1\n")
    Image.new("P", (2, 2)).save("x.png", pnginfo=text)
    result = run("explain", "x.png")
    assert (result.exit_code, result.stdout) == (2, "novel = 1\n")
    assert result.stderr.startswith("Error: x.png: unknown key novel: ")


def test_explain_says_which_file_carries_no_recipe():
    Image.new("P", (2, 2)).save("bare.gif")
    Image.new("P", (2, 2)).save("bare.png")
    Path("text.gif").write_text("no picture")
    Path("notes.txt").write_text("no picture")
    for name in ("bare.gif", "bare.png", "text.gif", "notes.txt", "none.gif"):
        with pytest.raises(CommentError) as caught:
            read_comment(name)
        shown = run("explain", name)
        assert (shown.exit_code, shown.stdout) == (2, "")
        assert shown.stderr == f"Error: {caught.value.text(command_line=True)}\n"


def test_a_recipe_in_utf_16_is_read():
    Path("wide.toml").write_bytes('op = "conv"\r\ninput-size = 5\r\n'.encode("utf-16"))
    assert run("render", "wide.toml").exit_code == 0
    assert Path("wide.gif").is_file()


@pytest.mark.parametrize("name", ["a", '"a"', "'a b'", '"\\"a"', "  a  "])
def test_names_of_many_parts_are_refused_before_they_are_read(name):
    started = time.process_time()
    for text in (
        f"{'.'.join([name] * 60_000)} = 1",
        f"[{'.'.join([name] * 60_000)}]",
        f"x = {{{'.'.join([name] * 60_000)} = 1}}",
    ):
        with pytest.raises(RecipeError, match="nested too deep"):
            parse_recipe(text, "x.toml")
    assert time.process_time() - started < 1


@pytest.mark.parametrize("text", ["x", '"', "a." * 99 + ",", "1.5,", "'", '"\\', "'a", "a b. "])
def test_other_texts_are_searched_for_such_names_in_no_time(text):
    started = time.process_time()
    with pytest.raises(RecipeError):
        parse_recipe(text * (400_000 // len(text)), "x.toml")
    assert time.process_time() - started < 1


@pytest.mark.parametrize(
    ("name", "parts", "kind"),
    [
        ("x.svg", (SVG, "<g/>", "</svg>"), "no_recipe"),
        ("x.svg", (SVG, "<g>", ""), "no_recipe"),
        ("x.svg", (f"{SVG}<metadata>", "a", "</metadata></svg>"), "no_recipe"),
        ("x.html", ("<html>", "<p>", ""), "no_recipe"),
        ("x.html", ('<script type="application/toml">', "a", "</script>"), "no_recipe"),
        ("x.pdf", ("%PDF-1.4", " ", "%%EOF"), "not_read"),
    ],
)
def test_of_a_file_without_end_only_so_much_is_read(tmp_path, name, parts, kind):
    path, (before, part, after) = tmp_path / name, parts
    path.write_text(before + part * (60_000_000 // len(part)) + after)
    started = time.process_time()
    with pytest.raises(CommentError) as refused:
        read_comment(path)
    assert time.process_time() - started < 5
    assert refused.value.kind == kind
    tracemalloc.start()  # which takes longer
    with pytest.raises(CommentError):
        read_comment(path)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2e8


@pytest.mark.parametrize("fmt", ["PNG", "GIF"])
def test_a_picture_that_is_larger_than_any_page_is_not_decoded(tmp_path, monkeypatch, fmt):
    path = tmp_path / f"x.{fmt.lower()}"
    Image.new("P", (4001, 4000)).save(path)
    monkeypatch.setattr("PIL.ImageFile.ImageFile.load", lambda _: pytest.fail("it is decoded"))
    with pytest.raises(CommentError) as refused:
        read_comment(path)
    assert refused.value.kind == "too_many_pixels"
