"""A gallery: only what changed is made, a check finds what is out of date, and bytes depend on the recipes alone."""

import base64
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import chdir
from dataclasses import replace
from html.parser import HTMLParser
from itertools import permutations
from pathlib import Path
from random import Random

import numpy as np
import pytest
from click.testing import CliRunner, Result
from markdown_it import MarkdownIt
from PIL import Image, ImageSequence

from tconv_anim import __version__
from tconv_anim.animation import Animation, animate
from tconv_anim.cli import main
from tconv_anim.formats import load_format, read_comment
from tconv_anim.options import LOOK
from tconv_anim.publish import compare, manifest
from tconv_anim.publish.compare import Match
from tconv_anim.publish.gallery.contents import Gallery, GalleryError, check_gallery_outputs
from tconv_anim.publish.gallery.inline import as_html, as_markdown
from tconv_anim.publish.gallery.pages import card_of, filters, page_texts
from tconv_anim.publish.gallery.shards import Shard
from tconv_anim.publish.making import animation_of
from tconv_anim.publish.witness import digest
from tconv_anim.recipes.reading import find_recipes, parse_recipe, read_recipe
from tconv_anim.recipes.recipe import RecipeError

from .command import mistake
from .unpack import book_of

RECIPES = {
    "a": 'title = "A [stamp] & `k`"\ncaption = "See <b> and [a page](https://example.org)."\nsection = "10. Last"\n'
    "input-size = 1\nkernel = 2\n",
    "b": 'section = "2. First"\norder = 2\ninput-size = 1\nkernel = 1\noutputs = ["b.gif", "b still.png"]\n',
    "c": 'section = "2. First"\nop = "conv"\ninput-size = 2\nkernel = 2\ntheme = "mine.toml"\n',
}


@pytest.fixture(scope="module")
def made_once(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("made")
    write_recipes(folder / "examples")
    with chdir(folder):
        assert last_line(run()) == "made 4, 0 up to date, 0 removed, 0 failed"
    return folder


@pytest.fixture(autouse=True)
def _in_a_gallery(made_once, tmp_path, monkeypatch):
    shutil.copytree(made_once, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)


def write_recipes(folder: Path) -> None:
    folder.mkdir(parents=True)
    for name, text in RECIPES.items():
        (folder / f"{name}.toml").write_text(text)
    (folder / "themes").mkdir()
    (folder / "themes" / "mine.toml").write_text('background = "#fffaf0"\n')
    (folder / "c.toml").write_text(RECIPES["c"].replace("mine", "themes/mine"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["gallery", "--jobs", "1", *arguments], catch_exceptions=False)


def files(folder: str = "gallery") -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def times() -> dict[str, int]:
    return {path.name: path.stat().st_mtime_ns for path in Path("gallery").iterdir()}


def last_line(result: Result) -> str:
    return result.stderr.splitlines()[-1]


def test_it_makes_pictures_and_pages_and_then_nothing_more():
    assert set(files()) == {"a.gif", "b.gif", "b still.png", "c.gif", "README.md", "index.html", "manifest.json"}
    before = times()
    again = run()
    assert (again.exit_code, again.stderr) == (0, "made 0, 4 up to date, 0 removed, 0 failed\n")
    assert times() == before
    check = run("--check")
    assert (check.exit_code, last_line(check)) == (0, "4 up to date, 0 out of date, 0 failed")
    assert not Path("gallery-differences").exists()


def edit_a_recipe() -> None:
    Path("examples/a.toml").write_text(RECIPES["a"] + "stride = 2\nnumbers = false\n")


def edit_a_theme() -> None:
    Path("examples/themes/mine.toml").write_text('background = "#f0f0ff"\n')


def edit_a_picture() -> None:
    with Image.open("gallery/a.gif") as image:
        image.convert("RGB").save("gallery/a.gif")


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"\0")


def lengthen_a_picture() -> None:
    lengthen(Path("gallery/a.gif"))


def change_line_ends_of_a_picture() -> None:
    """As a version control that takes it for text would."""
    path = Path("gallery/a.gif")
    path.write_bytes(re.sub(rb"(?<!\r)\n", rb"\r\n", path.read_bytes(), count=1))


def break_a_picture() -> None:
    Path("gallery/a.gif").write_bytes(b"GIF89a")


def delete_a_recipe(name: str = "a") -> None:
    Path(f"examples/{name}.toml").unlink()


def add_a_recipe() -> None:
    Path("examples/d.toml").write_text("input-size = 1\n")


def edit_a_page() -> None:
    Path("gallery/index.html").write_text("")


def delete_the_manifest() -> None:
    Path("gallery/manifest.json").unlink()


def delete_a_picture() -> None:
    Path("gallery/b still.png").unlink()


CHANGES = {
    edit_a_recipe: {"a.gif": "its recipe has changed", "README.md": "does not", "index.html": "does not"},
    edit_a_theme: {"c.gif": "its recipe has changed"},
    edit_a_picture: {"a.gif": "changed since it was made"},
    lengthen_a_picture: {"a.gif": "changed since it was made: the same pixels in other bytes"},
    change_line_ends_of_a_picture: {"a.gif": "changed since it was made"},
    break_a_picture: {"a.gif": "changed since it was made"},
    delete_a_recipe: {"a.gif": "no recipe makes it", "README.md": "does not", "index.html": "does not"},
    add_a_recipe: {"d.gif": "missing", "README.md": "does not", "index.html": "does not"},
    edit_a_page: {"index.html": "does not show these recipes"},
    delete_the_manifest: dict.fromkeys(("a.gif", "b.gif", "b still.png", "c.gif"), "not in manifest.json"),
    delete_a_picture: {"b still.png": "missing"},
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_check_finds_a_change_and_the_next_run_mends_it(change):
    original = files()
    change()
    before, pictures = files(), files("examples/themes")
    result = run("--check", "--differences", "seen")
    assert result.exit_code == 1
    found = dict(re.findall(r"^gallery/(.*?): (.*)$", result.stderr, re.MULTILINE))
    assert set(found) == set(CHANGES[change])
    assert all(found[name].startswith(why) for name, why in CHANGES[change].items())
    assert "tconv-anim gallery examples --out gallery brings it up to date" in result.stderr
    assert (files(), files("examples/themes")) == (before, pictures), "a check changes nothing"
    assert run().exit_code == 0
    assert last_line(run()).startswith("made 0, ")
    for name, data in original.items():
        if change not in (edit_a_recipe, edit_a_theme, delete_a_recipe, add_a_recipe):
            assert files()[name] == data


def test_what_differs_is_shown_old_new_and_difference():
    edit_a_recipe()
    assert "see seen for old | new | difference" in run("--check", "--differences", "seen").stderr
    with Image.open("seen/a.gif.png") as sheet, Image.open("gallery/a.gif") as old:
        assert sheet.width >= 3 * old.width
        pixels = np.asarray(sheet.convert("RGB"))
        shown = pixels[compare.LABEL_PX : compare.LABEL_PX + old.height, : old.width]
        frames = [np.asarray(frame.convert("RGB")) for frame in ImageSequence.Iterator(old)]
        assert any(np.array_equal(shown, frame) for frame in frames)
    third = pixels[:, -(sheet.width - 2 * compare.GAP_PX) // 3 :]
    assert (third == compare.CHANGED).all(axis=2).any()
    assert not (pixels[:, : old.width] == compare.CHANGED).all(axis=2).any()


def test_pictures_of_differences_are_those_of_the_last_check():
    edit_a_recipe()
    edit_a_theme()
    run("--check", "--differences", "seen")
    Image.new("RGB", (2, 2)).save("seen/b.gif.png")
    Path("seen/notes.png").write_text("no picture")
    of_others = {"b.gif.png", "notes.png"}
    assert set(files("seen")) == {"a.gif.png", "c.gif.png"} | of_others
    Path("examples/a.toml").write_text(RECIPES["a"])
    assert "see seen for" in run("--check", "--differences", "seen").stderr
    assert set(files("seen")) == {"c.gif.png"} | of_others
    run()
    edit_a_page()
    result = run("--check", "--differences", "seen")
    assert result.exit_code == 1
    assert "see seen" not in result.stderr
    assert set(files("seen")) == of_others


def test_touching_is_no_change_and_the_text_of_a_recipe_does_not_make_its_picture_again():
    before = times()
    for path in [*Path("examples").glob("*.toml"), *Path("gallery").iterdir()]:
        os.utime(path, (0, 0))
    assert run("--check").exit_code == 0
    Path("examples/a.toml").write_bytes(b"# a remark\r\n" + RECIPES["a"].replace("\n", "\r\n").encode())
    assert run("--check").exit_code == 0
    Path("examples/a.toml").write_text(RECIPES["a"].replace("See", "Look at"))
    assert run("--check").exit_code == 1
    assert last_line(run()) == "made 0, 4 up to date, 0 removed, 0 failed"
    assert {name for name, time in times().items() if time > before[name]} == {"README.md", "index.html"}


def test_how_lines_end_matters_in_no_text_that_a_recipe_names_and_in_every_other_file():
    theme, numbers, image = Path("examples/t.toml"), Path("examples/x.csv"), Path("examples/x.png")
    options = 'theme = "t.toml"\nweight = "x.csv"\ninput = "x.png"\n'
    theme.write_bytes(b'background = "#fffaf0"\n')
    numbers.write_bytes(b"1,2\n3,4\n")
    Image.new("L", (3, 3)).save(image)
    digests = [manifest.recipe_digest(parse_recipe(options, "x", Path("examples")))]
    for path in (theme, numbers, image):
        before = path.read_bytes()
        path.write_bytes(before.replace(b"\r\n", b"\n") if path is image else before.replace(b"\n", b"\r\n"))
        assert path.read_bytes() != before
        digests.append(manifest.recipe_digest(parse_recipe(options, "x", Path("examples"))))
    assert digests[0] == digests[1] == digests[2] != digests[3]


def test_the_order_of_a_recipes_keys_is_no_change():
    Path("examples/x.csv").write_text("1,2\n3,4\n")
    Path("examples/y.csv").write_text("5\n")
    lines = ['input = "x.csv"\n', 'weight = "y.csv"\n', "stride = 2\n"]
    digests = {
        manifest.recipe_digest(parse_recipe("".join(order), "x", Path("examples"))) for order in permutations(lines)
    }
    assert len(digests) == 1
    swapped = 'input = "y.csv"\nweight = "x.csv"\nstride = 2\n'
    assert manifest.recipe_digest(parse_recipe(swapped, "x", Path("examples"))) not in digests


def made_elsewhere(name: str, data: bytes, libraries: str) -> None:
    """A picture as other versions of libraries would make it."""
    Path("gallery", name).write_bytes(data)
    table = json.loads(Path("gallery/manifest.json").read_text())
    table["pictures"][name] |= {"picture": digest(data), "libraries": libraries}
    Path("gallery/manifest.json").write_text(json.dumps(table))


def with_soft_edge(data: bytes) -> bytes:
    """A GIF with one pixel of another colour in its first frame."""
    buffer = io.BytesIO()
    with Image.open(io.BytesIO(data)) as image:
        frames = [frame.convert("RGB") for frame in ImageSequence.Iterator(image)]
        delays = [frame.info["duration"] for frame in ImageSequence.Iterator(image)]
        info = {"loop": 0, "comment": image.info["comment"]}
    frames[0].putpixel((0, 0), (7, 7, 7))
    frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=delays, **info)
    return buffer.getvalue()


def test_a_picture_of_other_library_versions_passes_as_long_as_it_shows_the_same():
    new = Path("gallery/b.gif").read_bytes()
    system = manifest.library_versions().rpartition(", ")[2]
    others = f"matplotlib 1.0, numpy 1.0, pillow 1.0, {system}"
    made_elsewhere("b.gif", with_soft_edge(new), others)
    result = run("--check")
    assert result.exit_code == 0
    (note,) = [line for line in result.stderr.splitlines() if line.startswith("note")]
    assert re.fullmatch(
        r"note: 1 picture was made with matplotlib 1.0 \(here .*\), numpy 1.0 .*, pillow 1.0 .*\): it shows the same",
        note,
    )
    assert system not in note
    assert last_line(result) == "4 up to date, 0 out of date, 0 failed"
    assert last_line(run()) == "made 0, 4 up to date, 0 removed, 0 failed"
    made_elsewhere("b.gif", with_soft_edge(new), manifest.library_versions())
    result = run("--check")
    assert (result.exit_code, "gallery/b.gif: drawn differently now" in result.stderr) == (1, True)
    made_elsewhere("b.gif", with_soft_edge(new), others)
    table = json.loads(Path("gallery/manifest.json").read_text())
    table["pictures"]["b.gif"]["shows"] = "0" * 32
    Path("gallery/manifest.json").write_text(json.dumps(table))
    result = run("--check")
    assert (result.exit_code, "gallery/b.gif: it shows something else now" in result.stderr) == (1, True)


def test_whatever_a_picture_is_made_of_counts_as_code():
    package = Path(manifest.__file__).parents[1]
    others = {".pyc", ".md", ".json", ".txt", ".typed"}  # what is read by people, or written by Python
    assert {path.suffix for path in package.rglob("*") if path.is_file()} <= {*manifest.CODE_SUFFIXES, *others}


def test_match():
    animation = animation_of(read_recipe("examples/a.toml"))
    data, still = animation.to_bytes(), animation.to_bytes("png")
    with Image.open(io.BytesIO(still)) as image:
        info, pixels = image.info["Comment"], np.asarray(image.convert("RGB")).copy()

    def png(pixels: np.ndarray, comment: str) -> bytes:
        from PIL import PngImagePlugin

        text, buffer = PngImagePlugin.PngInfo(), io.BytesIO()
        text.add_text("Comment", comment)
        Image.fromarray(pixels).save(buffer, "PNG", pnginfo=text)
        return buffer.getvalue()

    assert compare.compare(data, data) is Match.BYTES
    assert compare.compare(still, png(pixels, info)) is Match.PIXELS
    assert compare.compare(still, png(pixels, "stride = 2")) is Match.NONE
    assert compare.compare(still, png(255 - pixels, info)) is Match.FRAMES
    assert compare.compare(data, still) is Match.NONE
    assert compare.compare(b"text", b"other") is Match.NONE
    assert compare.compare(b"video \xff", b"other \xff") is Match.FRAMES
    assert compare.difference_picture(b"text", still) is None
    assert compare.picture_size(still) == (pixels.shape[1], pixels.shape[0])


def test_no_picture_says_which_version_made_it_so_that_one_that_draws_the_same_changes_none():
    for name, data in files().items():
        assert __version__.encode() not in data, name
    assert read_comment("gallery/a.gif").startswith(f"# tconv-anim\nlook = {LOOK}\n")


def test_pictures_of_another_tempo_are_others():
    """Whichever frame it is that stays longer; the same tempo in other bytes is the same."""
    frames = [Image.new("P", (4, 4), shade) for shade in (0, 1, 2)]
    for frame in frames:
        frame.putpalette([0, 0, 0, 90, 90, 90, 255, 255, 255])

    def gif(*durations: int) -> bytes:
        buffer = io.BytesIO()
        frames[0].save(buffer, "GIF", save_all=True, append_images=frames[1:], duration=durations, loop=0)
        return buffer.getvalue()

    assert compare.compare(gif(100, 200, 300), gif(100, 200, 300) + b"\0") is Match.PIXELS
    for other in ((110, 200, 300), (100, 190, 310), (100, 200, 310)):
        assert compare.compare(gif(100, 200, 300), gif(*other)) is Match.NONE


def test_the_manifest_tells_of_new_code_where_that_was_held_to_every_picture(monkeypatch):
    monkeypatch.setattr("tconv_anim.publish.manifest.code_digest", lambda: "new")
    before = times()
    assert last_line(run("--only", "a")) == "made 0, 1 up to date, 0 removed, 0 failed"
    assert json.loads(Path("gallery/manifest.json").read_text())["code"] != "new", "not all are made with it"
    run()
    assert json.loads(Path("gallery/manifest.json").read_text())["code"] == "new"
    assert {name for name, time in times().items() if time > before[name]} == {"manifest.json"}


def test_a_picture_that_new_code_draws_differently_is_made_though_its_recipe_is_the_same(monkeypatch):
    encode = Animation.encode
    monkeypatch.setattr(Animation, "encode", lambda self, file, fmt: (encode(self, file, fmt), file.write(b"\0"))[0])
    assert last_line(run()) == "made 0, 4 up to date, 0 removed, 0 failed", "the code is said to be the same"
    monkeypatch.setattr("tconv_anim.publish.manifest.code_digest", lambda: "new")
    assert last_line(run("--only", "c")) == "made 1, 0 up to date, 0 removed, 0 failed"
    assert last_line(run()) == "made 3, 1 up to date, 0 removed, 0 failed"
    assert last_line(run()) == "made 0, 4 up to date, 0 removed, 0 failed"


def test_a_picture_without_a_recipe_is_removed_unless_somebody_changed_it():
    delete_a_recipe("b")
    lengthen(Path("gallery/b.gif"))
    changed = files()["b.gif"]
    result = run()
    assert result.stderr == "removed gallery/b still.png\nmade 0, 2 up to date, 1 removed, 0 failed\n"
    assert files()["b.gif"] == changed
    assert run("--check").exit_code == 0, "it is no longer the gallery's"


def test_no_picture_is_said_to_have_no_recipe_while_one_cannot_be_read():
    Path("examples/a.toml").write_text("strid = 2\n")
    delete_a_recipe("b")
    before = files()
    result = run("--check")
    assert result.exit_code == 1
    assert "no recipe makes it" not in result.stderr
    assert "0 removed" in last_line(run())
    assert {name: files()[name] for name in ("a.gif", "b.gif")} == {name: before[name] for name in ("a.gif", "b.gif")}
    Path("examples/a.toml").write_text(RECIPES["a"])
    assert "gallery/b.gif: no recipe makes it" in run("--check").stderr


def test_only_some_and_all_again():
    assert last_line(run("--only", "b*", "--out", "new")) == "made 2, 0 up to date, 0 removed, 0 failed"
    assert {name for name in files("new") if name.endswith(("gif", "png"))} == {"b.gif", "b still.png"}
    assert run("--only", "a", "--check").exit_code == 0
    edit_a_recipe()
    assert run("--only", "b", "--check").exit_code == 0
    assert run("--only", "a.gif", "--check").exit_code == 1
    Path("examples/a.toml").write_text(RECIPES["a"])
    assert last_line(run("--again")) == "made 0, 4 up to date, 0 removed, 0 failed"
    result = run("--only", "x")
    assert (result.exit_code, result.stderr) == (2, "Error: no picture is named 'x': did you mean c.gif?\n")


def test_a_recipe_is_chosen_by_its_own_name_too():
    Path("examples/many.toml").write_text('stride = 2\ninput-size = 2\noutputs = ["one.gif", "two.png"]\n')
    for pattern in ("many", "man*", "many.toml"):
        run("--only", pattern, "--out", pattern)
        assert {name for name in files(pattern) if name.endswith(("gif", "png"))} == {"one.gif", "two.png"}


def test_a_check_does_not_promise_what_a_run_cannot_mend():
    edit_a_recipe()
    Path("examples/c.toml").write_text("stride = 0\n")
    result = run("--check")
    assert "gallery brings the others up to date" in result.stderr
    assert run().exit_code == 1
    assert "brings" not in run("--check").stderr


def test_shards_on_one_machine_check_and_draw_what_a_whole_run_does():
    def shards(*arguments: str) -> list[Result]:
        return [run("--shard", f"{number}/3", *arguments) for number in (1, 2, 3)]

    recipes = Gallery(Path("gallery"), [read_recipe(path) for path in find_recipes("examples")])
    names = [[one.outputs[0] for one in Shard(number, 3).of(recipes)] for number in (1, 2, 3)]
    assert names == [["a.gif", "b.gif"], ["c.gif"], []]  # so it stays whatever other recipes there are
    before = files()
    first, _, last = shards("--check")
    assert first.stderr.splitlines()[-1] == "gallery-parts waits for the parts of shards 2/3, 3/3"
    assert (first.exit_code, last_line(last)) == (0, "4 up to date, 0 out of date, 0 failed")
    edit_a_recipe()
    edit_a_theme()
    edit_a_page()
    before["index.html"] = files()["index.html"]
    Path("examples/b.toml").write_text("kernel = 0\n")
    whole = run("--check", "--json")
    shutil.rmtree("gallery-differences")
    first, _, last = shards("--check", "--json")
    assert (first.exit_code, last.exit_code) == (1, 1)
    assert json.loads(first.stdout)["shards_missing"] == ["2/3", "3/3"]
    assert json.loads(last.stdout) == json.loads(whole.stdout)
    assert [failure["kind"] for failure in json.loads(last.stdout)["failures"]] == ["in_recipe"]
    assert set(files("gallery-differences")) == {"a.gif.png", "c.gif.png"}
    assert files() == before
    Path("examples/b.toml").write_text(RECIPES["b"].replace("b.gif", "new.gif"))
    assert last_line(shards()[-1]) == "made 3, 1 up to date, 1 removed, 0 failed"
    assert not Path("gallery-parts").exists()
    assert set(files()) == set(before) - {"b.gif"} | {"new.gif"}
    assert run("--check").exit_code == 0
    assert manifest.read_manifest(Path("gallery/manifest.json")).code == manifest.code_digest()


def test_shards_on_several_machines_are_joined_by_what_they_leave(tmp_path):
    edit_a_recipe()
    edit_a_theme()
    (tmp_path / "gallery" / "b.gif").unlink()
    for number in (1, 2, 3):
        machine = tmp_path / "machines" / str(number)
        shutil.copytree(tmp_path, machine, ignore=shutil.ignore_patterns("machines"))
        with chdir(machine):
            run("--shard", f"{number}/3")
    shutil.copytree("machines/1/gallery-parts", "other/parts")
    assert mistake("gallery", "--join", "--parts", "other/parts").kind == "part_missing"
    for number in (2, 3):
        shutil.copytree(f"machines/{number}/gallery-parts", "other/parts", dirs_exist_ok=True)
    assert mistake("gallery", "--join", "--check", "--parts", "other/parts").kind == "part_missing"  # it was drawn
    assert last_line(run("--join", "--parts", "other/parts")) == "made 3, 1 up to date, 0 removed, 0 failed"
    assert not Path("other/parts").exists()
    assert run("--check").exit_code == 0
    drawn = files()
    assert last_line(run("--again")) == "made 0, 4 up to date, 0 removed, 0 failed"
    assert files() == drawn


def test_a_part_of_another_gallery_is_not_joined():
    run("--shard", "1/2", "--check")
    edit_a_recipe()
    result = run("--shard", "2/2", "--check")
    assert result.stderr.splitlines()[-1] == "gallery-parts waits for the parts of shards 1/2"
    for words, kind in [
        (("--shard", "3/2"), "not_a_shard"), (("--shard", "0/2"), "not_a_shard"), (("--shard", "half"), "not_a_shard"),
        (("--shard", "1/2", "--only", "a*"), "part_of_shard"), (("--shard", "1/2", "--join"), "part_of_shard"),
        (("--join", "--again"), "part_of_join"), (("--shard", "1/2", "--upgrade-look"), "part_of_look"),
    ]:  # fmt: skip
        assert mistake("gallery", *words).kind == kind


def test_a_recipe_that_fails_does_not_stop_the_rest():
    old = Path("gallery/a.gif").read_bytes()
    Path("examples/a.toml").write_text("strid = 2\n")
    Path("examples/d.toml").write_text('op = "conv"\nkernel = 9\n')
    Path("examples/e.toml").write_text("input-size = 5\nsize = 20\n")
    Path("examples/f.toml").write_text('outputs = ["B.gif"]\n')
    Path("examples/g.toml").write_text("input-size = 1\nkernel = 1\nstride = 2\n")
    result = run()
    assert result.exit_code == 1
    errors = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    assert [error.partition(": ")[2].partition(":")[0] for error in errors] == [
        "recipe examples/a.toml, line 1",
        "recipe examples/f.toml",
        "recipe examples/d.toml, line 2",
        "recipe examples/e.toml, line 2",
    ]
    assert last_line(result).endswith("0 removed, 4 failed")
    assert "g.gif" in files()
    assert Path("gallery/a.gif").read_bytes() == old
    assert run("--check").exit_code == 1


@pytest.mark.parametrize(("outputs", "kind", "name"), [
    (["d.gif", "d.gif"], "output_twice", "d.gif"),
    (["d.gif", "D.gif"], "output_twice_in_capitals", "D.gif"),
    (["d.gif", "C.gif"], "output_of_another", "C.gif"),
    (["d.gif", "index.html"], "output_is_page", "index.html"),
    (["Index.html"], "output_is_page", "Index.html"),
])  # fmt: skip
def test_pictures_that_would_overwrite_another_or_a_page_are_not_made(outputs, kind, name):
    before = files()
    Path("examples/d.toml").write_text(f"input-size = 1\noutputs = {json.dumps(outputs)}\n")
    result = run()
    assert (result.exit_code, last_line(result)) == (1, "made 0, 4 up to date, 0 removed, 1 failed")
    assert files() == before
    with pytest.raises(GalleryError) as caught:
        check_gallery_outputs([read_recipe(f"examples/{letter}.toml") for letter in "abcd"])
    assert (caught.value.kind, caught.value.parameters["name"]) == (kind, name)


def test_pages_show_no_recipe_that_fails_when_it_is_drawn_or_was_never_made():
    before = files()
    Path("examples/d.toml").write_text('title = "Small"\nsize = 20\n')
    result = run()
    assert (result.exit_code, last_line(result)) == (1, "made 0, 4 up to date, 0 removed, 1 failed")
    assert re.match(r"Error: recipe examples/d.toml, line 2: .*size 20 is too small", result.stderr)
    assert files() == before
    result = run("--check")
    assert (result.exit_code, last_line(result)) == (1, "4 up to date, 0 out of date, 1 failed")
    Path("examples/a.toml").write_text(RECIPES["a"] + "size = 20\n")
    assert run().exit_code == 1
    assert files()["a.gif"] == before["a.gif"], "it stays until its recipe is mended"
    assert set(re.findall(rb"\w+\.gif", files()["README.md"])) == {b"b.gif", b"c.gif"}
    assert run("--only", "b", "--out", "new").exit_code == 0
    assert set(re.findall(rb"\w+\.gif", files("new")["README.md"])) == {b"b.gif"}


def test_a_crash_in_one_recipe_is_reported_as_a_bug(monkeypatch):
    def crash(*_: object, **__: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("tconv_anim.formats.png.FORMAT", load_format("png")._replace(write=crash))
    result = run("--again")
    assert result.exit_code == 1
    assert "recipe examples/b.toml: ZeroDivisionError: oh: this is a bug, please report it" in result.stderr
    assert last_line(result) == "made 0, 2 up to date, 0 removed, 1 failed"


@pytest.mark.parametrize("name", ["README.md", "index.html", "manifest.json"])
@pytest.mark.parametrize("data", [b"mine\n", b'{"code": 1}', b"\xff\n"])
def test_a_page_of_something_else_is_not_replaced(name, data):
    Path("other").mkdir()
    Path("other", name).write_bytes(data)
    for check in ((), ("--check",), ("--again", "--only", "a")):
        result = run("--out", "other", *check)
        assert (result.exit_code, len(result.stderr.splitlines())) == (2, 1)
        assert name in result.stderr
        assert files("other") == {name: data}


def test_where_the_manifest_is_lost_pages_are_the_gallerys_as_long_as_they_are_what_it_writes():
    before = files()
    Path("gallery/manifest.json").write_text("<<<<<<< ours\n")
    edit_a_page()
    result = run()
    assert (result.exit_code, "index.html and manifest.json" in result.stderr) == (2, True)
    Path("gallery/manifest.json").unlink()
    Path("gallery/index.html").unlink()
    assert run().exit_code == 0
    assert files() == before


def test_a_folder_without_recipes_is_refused():
    Path("empty").mkdir()
    for name, kind in (("none", "no_folder"), ("empty", "no_recipes")):
        assert run(name).exit_code == 2
        with pytest.raises(RecipeError) as caught:
            find_recipes(name)
        assert caught.value.kind == kind
    result = run("--out", "examples/a.toml")
    assert (result.exit_code, result.stderr[:20]) == (2, "Error: cannot write ")


def spawn(cwd: Path, jobs: int, **environment: str) -> subprocess.Popen[str]:
    arguments = [sys.executable, "-m", "tconv_anim", "gallery", str(cwd / "../examples"), "--out", str(cwd / "../made"),
                 "--jobs", str(jobs)]  # fmt: skip
    return subprocess.Popen(arguments, cwd=cwd, env=os.environ | environment, stderr=subprocess.PIPE, text=True)


def test_bytes_depend_on_nothing_but_recipes_and_two_runs_at_once_do_no_harm(tmp_path):
    """Other jobs, locale, time zone, hash seed and working directory; twice into one folder at the same time."""
    for name in ("one", "two/deep"):
        write_recipes(tmp_path / name / "examples")
        (tmp_path / name / "cwd").mkdir()
    other = {"LC_ALL": "tr_TR.UTF-8", "TZ": "Asia/Tokyo", "PYTHONHASHSEED": "7"}
    runs = [
        spawn(tmp_path / "one" / "cwd", 1, LC_ALL="C", TZ="UTC", PYTHONHASHSEED="1"),
        spawn(tmp_path / "two" / "deep" / "cwd", 2, **other),
        spawn(tmp_path / "two" / "deep" / "cwd", 1),
    ]
    for process in runs:
        _, errors = process.communicate()
        assert process.returncode == 0, errors
    made = files(str(tmp_path / "one" / "made"))
    assert len(made) == 7
    assert files(str(tmp_path / "two" / "deep" / "made")) == made


class Elements(HTMLParser):
    """The elements of a page, with their attributes, and that all are closed."""

    VOID = ("meta", "img", "input", "br", "link")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_index_shows_every_picture_with_its_alt_text_command_and_size_and_needs_no_network():
    text = Path("gallery/index.html").read_text(encoding="utf-8")
    elements = Elements(text).found
    images = {attributes["src"]: attributes for tag, attributes in elements if tag == "img"}
    assert set(images) == {"a.gif", "b.gif", "c.gif"}
    assert images["a.gif"]["alt"].startswith("Transposed convolution of a 1×1 input")
    with Image.open("gallery/a.gif") as image:
        assert (images["a.gif"]["width"], images["a.gif"]["height"]) == tuple(map(str, image.size))
    links = [attributes["href"] for tag, attributes in elements if tag == "a"]
    files = {"a.gif", "b.gif", "c.gif", "b%20still.png", "https://example.org"}
    assert set(links) == {"#a", "#b", "#c", "#2-first", "#10-last"} | files
    contents = text[text.index("<nav") : text.index("</nav>")]
    assert re.findall(r'href="#([^"]+)">[^<]*</a> <span>(\d+)', contents) == [("2-first", "2"), ("10-last", "1")]
    assert all(attributes["loading"] == "lazy" for attributes in images.values())
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//(?!example)", text)
    assert "A [stamp] &amp; <code>k</code>" in text
    assert "See &lt;b&gt; and" in text
    plain = re.sub(r"<[^>]+>", "", text)
    assert "tconv-anim --input-size 1 --kernel 2 -o a.gif" in plain
    facts = [json.loads(attributes["data-facts"] or "") for tag, attributes in elements if tag == "article"]
    selects = {attributes["name"] for tag, attributes in elements if tag == "select"}
    assert {"op", "kernel_size"} <= selects
    assert all(set(fact) == selects for fact in facts)
    assert text.index("2. First") < text.index("10. Last")


def test_pages_link_to_a_page_with_a_player_and_show_the_picture():
    Path("examples/a.toml").write_text(RECIPES["a"] + 'outputs = ["a page.html", "a.svg"]\n')
    run("--only", "a*")
    elements = Elements(Path("gallery/index.html").read_text(encoding="utf-8")).found
    assert "a.svg" in [attributes["src"] for tag, attributes in elements if tag == "img"]
    assert "a%20page.html" in [attributes["href"] for tag, attributes in elements if tag == "a"]
    readme = Path("gallery/README.md").read_text(encoding="utf-8")
    assert re.search(r"!\[[^]]+\]\(a.svg\)", readme)
    assert "Also as [a page.html](a%20page.html)." in readme


def policy_of(text: str) -> str:
    (policy,) = (
        attributes["content"]
        for tag, attributes in Elements(text).found
        if tag == "meta" and attributes.get("http-equiv") == "Content-Security-Policy"
    )
    return policy


def test_every_page_allows_its_own_script_and_style_and_nothing_else():
    player = Path("player.html")
    animate("conv", max_steps=1).save(player)
    for page in (Path("gallery/index.html"), player):
        text = page.read_text(encoding="utf-8")
        policy = policy_of(text)
        assert policy.startswith("default-src 'none'; ")
        for kind in ("script", "style"):
            own = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
            if page is player:
                own.append(book_of(text)[kind])
            digests = [base64.b64encode(hashlib.sha256(part.encode()).digest()).decode() for part in own]
            sources = " ".join(f"'sha256-{digest}'" for digest in digests)
            assert f"{kind}-src {sources};" in policy
        assert "unsafe" not in policy
        assert " style=" not in text


def test_ids_of_pictures_and_sections_are_those_of_nothing_else():
    shutil.rmtree("examples")
    Path("examples").mkdir()
    for name in ("count", "form", "none", "a"):
        Path(f"examples/{name}.toml").write_text('max-steps = 1\nsection = "Count"\n')
    run()
    elements = Elements(Path("gallery/index.html").read_text(encoding="utf-8")).found
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    targets = [attributes["href"][1:] for tag, attributes in elements if tag == "a" and attributes["href"][0] == "#"]
    assert set(targets) <= set(ids)


@pytest.mark.parametrize(
    ("address", "kept"),
    [("https://a.b/c", True), ("mailto:a@b.c", True), ("b.html#x", True), ("?q=a:b", True), ("#a", True),
     ("javascript:alert(1", False), ("JaVaScript:x", False), ("data:text/html,x", False), ("//a.b", False),
     ("\\\\a.b", False), ("/\\a.b", False), ("java\x01script:x", False), ("file:///etc", False),
     ("&#106;avascript:x", False), ("javascript\\:x", False), ("&#47;/a.b", False)],
)  # fmt: skip
def test_titles_link_to_the_web_and_within_the_gallery_alone(address, kept):
    recipe = parse_recipe("max-steps = 1", "x.toml")
    recipe = replace(recipe, outputs=("x.gif",), title=f"[words]({address})")
    page = page_texts([card_of(recipe, animation_of(recipe))], {})["index.html"]
    hrefs = [attributes["href"] for tag, attributes in Elements(page).found if tag == "a"]
    assert (address in hrefs) is kept
    assert "words" in page
    assert not any(href.lower().startswith(("java", "data:", "file:", "//", "\\")) for href in hrefs)


@pytest.mark.parametrize(
    "caption",
    ["[a](javascript:b)", "[a]( <javascript:b>)", '[a](javascript:b "c")', "[a]\n\n[a]: javascript:b", "![a](data:b)",
     "[a](\njavascript:b)", "<javascript:b>", "<script>alert(1)</script>", '<a href="javascript:b">c</a>', "[a](//b.c)",
     "[a](&#x6a;avascript:b)", "[[a](javascript:b)](javascript:c)", "`d` [a](vbscript:b) `<e>`",
     "\\`<b>`", "``<b>`", "`\n\n<b>`", "`<b>\n~~~\n`", "> [a]: javascript:x\n\n[a]", "[`a]: <javascript:x`>\n\n[`a]",
     "~~~", "````", "[a\\](javascript:x)](https://a.b)", "`[a](b)`"],
)  # fmt: skip
def test_the_readme_has_the_same_links_and_no_html_of_recipes(caption):
    recipe = parse_recipe("max-steps = 1", "x.toml")
    recipe = replace(recipe, outputs=("x.gif",), title="[good](https://a.b)", caption=caption)
    page = page_texts([card_of(recipe, animation_of(recipe))], {})["README.md"]
    tokens = [child for token in MarkdownIt("commonmark").parse(page) for child in (token, *(token.children or ()))]
    links = [token.attrGet("href") or token.attrGet("src") for token in tokens if token.attrs]
    assert links == ["index.html", "https://a.b", "x.gif"]
    assert not [token for token in tokens if token.type.startswith("html")]


def test_markdown_of_strangers_is_text_however_its_signs_meet():
    """Random signs are no HTML, no link, and no block of code that holds what follows."""
    signs = ("`", "``", "```", "~~~", "<b>", "<", "[a]", "[", "]", "(", "](javascript:x)", ")", "\\", "\n", "\n\n", " ",
             "a", "[a]: b", "> ", "- ", "1. ", "#", "!", "&lt;", "&#96;", "&#91;", "<javascript:x>", "*", ":", "    ",
             "\t", '"')  # fmt: skip
    random, reader = Random(1), MarkdownIt("commonmark")
    reader.validateLink = lambda _: True
    for _ in range(2000):
        text = "".join(random.choices(signs, k=random.randrange(1, 14)))
        page = f"### {as_markdown(text)}\n\n{as_markdown(text)}\n\n```sh\ncommand\n```\n\n[a]\n"
        tokens = [child for token in reader.parse(page) for child in (token, *(token.children or ()))]
        assert not [token for token in tokens if token.type.startswith(("html", "link", "image"))], text
        assert "command\n" in [token.content for token in tokens if token.type == "fence"], text
        assert not {tag for tag, _ in Elements(as_html(text)).found} - {"code"}, text


def test_the_readme_shows_every_picture_with_its_alt_text_and_command():
    text = Path("gallery/README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"!\[[^]]+\]\(([^)]+)\)", text)) == {"a.gif", "b.gif", "c.gif"}
    assert "Also as [b still.png](b%20still.png)." in text
    assert "```sh\ntconv-anim --input-size 1 --kernel 2 -o a.gif\n```" in text
    assert "- [2. First](#2-first)\n- [10. Last](#10-last)" in text
    assert text.index("## 2. First") < text.index("### c") < text.index("### b") < text.index("## 10. Last")


def test_filters_are_the_parameters_that_vary_and_none_says_the_same_as_another():
    cards = []
    for name in RECIPES:
        recipe = read_recipe(f"examples/{name}.toml")
        cards.append(card_of(recipe, animation_of(recipe)))
    found = filters(cards)
    assert found["op"] == ["conv", "conv_transpose"]
    assert found["kernel_size"] == ["1", "2"]
    assert "view" not in found, "it goes with the op here"
    assert "stride" not in found, "it is 1 in all of them"
    assert page_texts([], {})["index.html"].count("<article") == 0
    many = [replace(card, facts={name: str(n + (n == m)) for m, name in enumerate("gfedcba")} | {"op": f"{n}"})
            for n, card in enumerate(cards * 3)]  # fmt: skip
    assert list(filters(many)) == ["op", "g", "f", "e", "d", "c"], (
        "six are enough, and those that people look for come first"
    )


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.usefixtures("usual_signals")
def test_interrupted_with_all_its_processes_it_says_so_in_a_word(tmp_path):
    for number, size in enumerate((1, 8, 8, 8)):  # the first is done soon, the others are not
        (tmp_path / f"p{number}.toml").write_text(
            f'outputs = ["p{number}.gif"]\ninput-size = {size}\nstride = {number + 1}\n'
        )
    command = [sys.executable, "-m", "tconv_anim", "gallery", ".", "--out", "out", "--jobs", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=tmp_path, start_new_session=True)
    with process:
        while process.poll() is None and not list(tmp_path.glob("out/p*.gif")):
            time.sleep(0.01)
        os.killpg(process.pid, signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert "Traceback" not in told
    assert told.splitlines()[-1] == "Aborted!"
    assert process.returncode == 128 + signal.SIGINT


def test_numbers_without_room_and_letters_without_a_shape_are_said_once_a_picture():
    layer = 'layer = "ConvTranspose2d(1, 1, 3, stride=2, padding=1)  # 가"'
    Path("examples/a.toml").write_text(f'{layer}\nsize = "460x480"\noutputs = ["a.gif", "a.png"]\n', encoding="utf-8")
    for words in ((), ("--check",)):
        notes = [line for line in run(*words).stderr.splitlines() if line.startswith("note: ")]
        assert [note[:21] for note in notes] == ["note: gallery/a.gif: "] * 2
        assert "are left out: use --size" in notes[0]
        assert "no font has 가 (U+AC00)" in notes[1]
