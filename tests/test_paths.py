"""Files that a recipe names stay in its folder, wherever recipes of strangers are read; what is typed is free."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from tconv_anim.publish.manifest import recipe_digest
from tconv_anim.recipes.paths import check_files, named, named_files
from tconv_anim.recipes.reading import parse_recipe
from tconv_anim.recipes.recipe import RecipeError
from tests.command import mistake, run

pytestmark = pytest.mark.skipif(os.name != "posix", reason="links need a right there, and there are no pipes")
NUMBERS = "1,2\n3,4\n"
OUTSIDE = {
    "above": 'input = "../secret.csv"',
    "absolute": 'input = "{secret}.csv"',
    "by a link": 'weight = "link.csv"',
    "by a folder's link": 'input = "up/secret.csv"',
    "by a way round": 'input = "sub/../../secret.csv"',
    "another suffix": 'input = "../SECRET.PNG"',
    "theme": 'theme = "../secret.toml"',
    "theme without a suffix": 'theme = "../secret"',
    "JSON look": 'bias = "../[1].csv"',
    "no file": 'input = "../none.npy"',
    "font": 'font = ["in.csv", "../secret.csv"]',
    "device": 'theme = "/dev/zero"',
}
NO_FILES = {
    "pipe": 'input = "pipe.csv"',
    "link to a pipe": 'input = "to_pipe.csv"',
    "theme": 'theme = "pipe.csv"',
    "folder": 'theme = "sub"',
    "picture": 'input = "pipe.png"',
}
INSIDE = {
    "beside": 'input = "in.csv"',
    "below": 'input = "sub/in.csv"',
    "absolute": 'input = "{folder}/in.csv"',
    "by a way round": 'input = "sub/../in.csv"',
    "by a link": 'input = "to_in.csv"',
    "numbers": 'input = "1,2;3,4"',
    "a theme of ours": 'theme = "dark"',
}


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of recipes, and files beside it that are none of its business."""
    monkeypatch.chdir(tmp_path)
    inner = tmp_path / "r"
    (inner / "sub").mkdir(parents=True)
    for path in (tmp_path / "secret.csv", tmp_path / "[1].csv", inner / "in.csv", inner / "sub" / "in.csv"):
        path.write_text(NUMBERS)
    Image.new("L", (2, 2)).save(tmp_path / "SECRET.PNG")
    for name in ("secret.toml", "secret"):
        (tmp_path / name).write_text('background = "#fffaf0"\n')
    (inner / "link.csv").symlink_to("../secret.csv")
    (inner / "up").symlink_to("..")
    (inner / "to_in.csv").symlink_to("sub/in.csv")
    for name in ("pipe.csv", "pipe.png"):
        os.mkfifo(inner / name)
    (inner / "to_pipe.csv").symlink_to("pipe.csv")
    return inner


def filled(text: str, folder: Path) -> str:
    return text.replace("{folder}", str(folder)).replace("{secret}", str(folder.parent / "secret"))


def refused(text: str, folder: Path, **allowed: bool) -> str | None:
    try:
        check_files(parse_recipe(filled(text, folder), "x", folder), **{"outside": False, **allowed})
    except RecipeError as error:
        return error.kind
    return None


@pytest.mark.parametrize("text", OUTSIDE.values(), ids=OUTSIDE)
def test_what_leaves_the_folder_is_refused_before_it_is_opened_unless_it_is_allowed(folder, text):
    assert refused(text, folder) == "outside"
    assert refused(text, folder, outside=True) == ("not_a_file" if "/dev/" in text else None)


@pytest.mark.parametrize("text", NO_FILES.values(), ids=NO_FILES)
def test_pipes_devices_and_folders_are_refused_though_they_are_in_the_folder(folder, text):
    assert refused(text, folder) == "not_a_file"
    assert refused(text, folder, outside=True) == "not_a_file"


@pytest.mark.parametrize("text", INSIDE.values(), ids=INSIDE)
def test_what_is_in_the_folder_is_free(folder, text):
    assert refused(text, folder) is None


def test_a_folder_may_be_a_link_itself(folder):
    Path("another").symlink_to(folder.name)
    assert refused('input = "in.csv"', Path("another")) is None
    assert refused('input = "../secret.csv"', Path("another")) == "outside"


def test_only_options_that_take_files_name_any(folder):
    recipe = parse_recipe('view = "steps"\nlayer = "in.csv"\ninput = "in.csv"\ntheme = "sub/../in.csv"', "x", folder)
    assert [key for key, _ in named(recipe)] == ["input", "theme"]
    assert len(named_files(recipe)) == 2
    assert recipe_digest(recipe) != recipe_digest(parse_recipe("stride = 2", "x", folder))


def test_a_gallery_makes_the_others_and_says_the_way_out(folder):
    (folder / "a.toml").write_text('input = "../secret.csv"\nmax-steps = 1\n')
    (folder / "b.toml").write_text('input = "in.csv"\nmax-steps = 1\n')
    (folder / "c.toml").write_text('input = "pipe.csv"\n')
    made = run("gallery", "r", "--out", "g", "--jobs", "1")
    assert made.exit_code == 1
    said = "recipe r/a.toml: input ../secret.csv leads out of the folder r: put the file there, or allow it with "
    assert f"Error: {said}--allow-outside\n" in made.stderr
    assert sorted(path.name for path in Path("g").glob("*.gif")) == ["b.gif"]
    assert "secret" not in Path("g/index.html").read_text(encoding="utf-8")
    (folder / "c.toml").unlink()
    for more in ((), ("--check",)):
        assert run("gallery", "r", "--out", "g", "--jobs", "1", "--allow-outside", *more).exit_code == 0
    assert run("gallery", "r", "--out", "g", "--check", "--jobs", "1").exit_code == 1


def test_recipes_of_a_gallery_are_files_of_its_folder(folder):
    (folder / "a.toml").write_text("max-steps = 1\n")
    (folder / "device.toml").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.toml")
    Path("elsewhere.toml").write_text("max-steps = 2\n")
    (folder / "link.toml").symlink_to("../elsewhere.toml")
    made = run("gallery", "r", "--out", "g", "--jobs", "1")
    assert (made.exit_code, made.stderr.splitlines()[-1]) == (1, "made 1, 0 up to date, 0 removed, 3 failed")
    allowed = run("gallery", "r", "--out", "g", "--jobs", "1", "--allow-outside")
    assert allowed.stderr.splitlines()[-1] == "made 1, 1 up to date, 0 removed, 2 failed"


def test_a_page_is_refused_by_line(folder):
    pytest.importorskip("markdown_it")
    page = folder / "page.md"
    page.write_text('# Page\n\n```tconv\ninput = "../secret.csv"\nmax-steps = 1\noutputs = ["a.gif"]\n```\n')
    made = run("markdown", "r/page.md")
    assert made.exit_code == 1
    assert "r/page.md: line 3: input ../secret.csv leads out of the folder r:" in made.stderr
    assert not (folder / "images").exists()
    assert run("markdown", "r/page.md", "--allow-outside").exit_code == 0
    assert (folder / "images" / "a.gif").exists()


@pytest.mark.parametrize("allowed", [False, True])
def test_a_book_is_refused_unless_its_configuration_allows_it(folder, allowed):
    pytest.importorskip("sphinx")
    (folder / "up").unlink()  # Sphinx would follow it, round and round
    (folder / "conf.py").write_text(f'extensions = ["tconv_anim.sphinx"]\ntconv_allow_outside = {allowed}\n')
    (folder / "index.rst").write_text("Book\n====\n\n.. tconv:: --input ../secret.csv --max-steps 1\n")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", ".", "html"]
    built = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    said = "allow it with tconv_allow_outside = True in conf.py"
    assert (built.returncode == 0, said in built.stderr) == (allowed, not allowed), built.stderr
    assert bool(list(folder.glob("html/_images/*.gif"))) == allowed


def test_what_is_typed_and_a_recipe_that_is_typed_are_free_and_a_pipe_in_a_recipe_is_not_waited_for(folder):
    folder.joinpath("a.toml").write_text('input = "../secret.csv"\nmax-steps = 1\n')
    folder.joinpath("b.toml").write_text('input = "pipe.csv"\n')
    assert run("--input", str(folder.parent / "secret.csv"), "--theme", "secret.toml", "-o", "t.gif").exit_code == 0
    assert run("render", "r/a.toml").exit_code == 0
    assert mistake("render", "r/b.toml").kind == "not_a_file"
