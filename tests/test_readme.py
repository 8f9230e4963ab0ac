"""Everything that the README, the examples and the docs say is so."""

import re
import runpy
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from tconv_anim import theme
from tconv_anim.cli import main
from tests import readme


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("readme")
    readme.run_all(folder)
    return folder


@pytest.mark.parametrize("picture", readme.pictures())
def test_a_picture_is_what_its_command_makes(made, picture):
    """The same page, times and recipe, and the same pixels but for what another font engine may do to soft edges."""
    with Image.open(made / picture) as new, Image.open(readme.GALLERY / picture) as shown:
        assert new.size == shown.size
        assert new.n_frames == shown.n_frames
        assert new.info["comment"] == shown.info["comment"]
        for a, b in zip(ImageSequence.Iterator(new), ImageSequence.Iterator(shown), strict=True):
            assert a.info["duration"] == b.info["duration"]
            difference = np.abs(np.asarray(a.convert("RGB"), int) - np.asarray(b.convert("RGB"), int))
            assert difference.mean() < 1


def test_every_picture_has_its_command_and_gallery_holds_nothing_else(made):
    assert set(readme.pictures()) <= {path.name for path in made.iterdir()}
    assert {path.name for path in readme.GALLERY.iterdir()} == set(readme.pictures())


def test_the_first_command_makes_the_first_picture():
    assert readme.commands()[0] == ["--stride", "2", "--padding", "1", "--kernel", "3"]
    assert readme.pictures()[0] == "conv_transpose_i3_k3_s2_p1.gif"


@pytest.mark.parametrize("code", readme.blocks("python"))
def test_python_examples_run(code, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    exec(compile(code, "README.md", "exec"), {})
    printed = re.findall(r"print\((?:trace\.output|error\.kind).*# (.+?)(?: \.\.\.)?$", code, re.MULTILINE)
    shown = re.sub(r"\s+", " ", capsys.readouterr().out)
    for expected in printed:
        assert re.sub(r"\s+", " ", expected) in shown


def test_the_theme_example_is_a_theme(tmp_path):
    (example,) = readme.blocks("toml")
    file = tmp_path / "mine.toml"
    file.write_text(example)
    assert theme.load_theme(file).page["background"] == (0xFF, 0xFA, 0xF0)


def test_the_table_lists_every_option_with_its_default():
    rows = {
        name: row
        for row in re.findall(r"^\|.*$", readme.README, re.MULTILINE)
        for name in re.findall(r"`(--[\w-]+)`", row)
    }
    for option in main.params:
        name = option.secondary_opts[0] if option.secondary_opts else next(o for o in option.opts if o.startswith("--"))
        assert name in rows, name
        told = isinstance(option.default, (str, int)) and not isinstance(option.default, bool)
        if told and not option.secondary_opts:
            assert f"`{option.default}`" in rows[name], name


@pytest.mark.parametrize("script", sorted((readme.ROOT / "examples").glob("*.py")), ids=lambda path: path.name)
def test_an_example_runs(script, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", [str(script)])
    runpy.run_path(str(script), run_name="__main__")


def test_links_to_files_lead_somewhere():
    for page in [readme.ROOT / "README.md", readme.ROOT / "CONTRIBUTING.md", readme.ROOT / "docs" / "architecture.md"]:
        for target in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), target


def test_architecture_names_every_room():
    page = (readme.ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    package = readme.ROOT / "tconv_anim"
    for path in package.iterdir():
        if path.name.startswith("_") or path.suffix == ".typed":
            continue
        assert f"`{path.name}{'/' if path.is_dir() else ''}`" in page
