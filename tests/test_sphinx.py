"""The directive: an animation in a built page, a still in print, the alt text where there are no pictures."""

import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PIL import Image

pytest.importorskip("sphinx")

INDEX = """
Book
====

.. tconv:: --input-size 1 --kernel 2
   :alt: a stamp
   :name: stamp

.. tconv::

   caption = "A *window*"
   op = "conv"
   theme = "mine.toml"

See :ref:`here <stamp>`.
"""


@pytest.fixture
def book(tmp_path) -> Path:
    (tmp_path / "conf.py").write_text('project = "Book"\nextensions = ["tconv_anim.sphinx"]\n')
    (tmp_path / "index.rst").write_text(INDEX)
    (tmp_path / "mine.toml").write_text('background = "#fffaf0"\n')
    return tmp_path


def build(folder: Path, builder: str) -> subprocess.CompletedProcess[str]:
    command = [
        sys.executable,
        "-W",
        "error",
        "-m",
        "sphinx",
        "-q",
        "-b",
        builder,
        "-d",
        "doctrees",
        ".",
        builder,
    ]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_pages_move_and_print_stands_still(book):
    for builder in ("html", "latex", "text"):
        shown = build(book, builder)
        assert (shown.returncode, shown.stderr) == (0, ""), builder
    page = (book / "html" / "index.html").read_text(encoding="utf-8")
    moving = sorted((book / "html" / "_images").iterdir())
    assert [path.suffix for path in moving] == [".gif", ".gif"]
    assert all(f'src="_images/{path.name}"' in page for path in moving)
    assert '<img alt="a stamp"' in page
    assert 'id="stamp"' in page
    assert "A <em>window</em>" in page
    with Image.open(moving[0]) as image:
        assert image.convert("RGB").getpixel((0, 0)) == (0xFF, 0xFA, 0xF0)
    tex = (book / "latex" / "book.tex").read_text(encoding="utf-8")
    stills = [path for path in (book / "latex").iterdir() if path.suffix == ".pdf"]
    assert [path.stem for path in sorted(stills)] == [path.stem for path in moving]
    assert all(f"{{{{{path.stem}}}.pdf}}" in tex for path in stills)
    assert "a stamp" in (book / "text" / "index.txt").read_text(encoding="utf-8")


FORMS = """
Book
====

.. tconv:: --input-size 1 --kernel 1
   :format: svg
   :caption: It is *sharp*

.. tconv:: --input-size 1 --kernel 1
   :format: video
   :width: 300

.. tconv:: --input-size 1 --kernel 1
   :format: player
   :align: center
"""


def test_a_picture_has_the_form_that_its_format_says(book):
    (book / "index.rst").write_text(FORMS)
    assert build(book, "html").stderr == ""
    page = (book / "html" / "index.html").read_text(encoding="utf-8")
    images = {path.suffix: path for path in (book / "html" / "_images").iterdir()}
    assert sorted(images) == [".html", ".mp4", ".png", ".svg"]
    assert "@keyframes" in images[".svg"].read_text(encoding="utf-8")
    assert "It is <em>sharp</em>" in page
    address = f"_images/{images['.mp4'].stem}"
    (video,) = re.findall("<video [^>]*></video>", page)
    assert f'src="{address}.mp4" poster="{address}.png"' in video
    assert " controls" in video
    assert re.search('style="[^"]*width:300px"', video)
    (player,) = re.findall("<iframe [^>]*></iframe>", page)
    assert f'src="{address}.html"' in player
    assert "margin-left:auto" in player


def test_a_builder_gets_the_best_form_that_it_shows():
    from tconv_anim.sphinx import suffix_for

    epub = SimpleNamespace(
        format="html", name="epub", supported_image_types=["image/svg+xml", "image/png", "image/gif"]
    )
    latex = SimpleNamespace(format="latex", name="latex", supported_image_types=["application/pdf", "image/png"])
    assert [suffix_for(epub, suffix) for suffix in ("gif", "svg", "mp4", "html")] == ["gif", "svg", "gif", "gif"]
    assert {suffix_for(latex, suffix) for suffix in ("gif", "svg", "mp4", "html")} == {"pdf"}


def test_a_theme_that_changed_is_seen_by_the_next_build_which_makes_no_other_picture_again(book):
    assert build(book, "html").returncode == 0
    made = {path: path.stat().st_mtime_ns for path in (book / "doctrees" / "tconv").iterdir()}
    (book / "mine.toml").write_text('background = "#f0fff0"\n')
    assert build(book, "html").returncode == 0
    pictures = sorted((book / "html" / "_images").iterdir(), key=lambda path: path.stat().st_mtime)
    with Image.open(pictures[-1]) as image:
        assert image.convert("RGB").getpixel((0, 0)) == (0xF0, 0xFF, 0xF0)
    then = {path: path.stat().st_mtime_ns for path in (book / "doctrees" / "tconv").iterdir()}
    assert then.items() > made.items()


def test_a_mistake_is_an_error_of_the_build_with_its_line(book):
    (book / "index.rst").write_text("Book\n====\n\n.. tconv:: --strid 2\n\n.. tconv::\n\n.. tconv:: -o x.gif\n")
    shown = build(book, "html")
    assert re.search(r"index.rst:4: ERROR: tconv: .*--strid\b", shown.stderr)
    assert "index.rst:6: ERROR: tconv: write options such as --stride 2" in shown.stderr
    assert "index.rst:8: ERROR: tconv: x.gif names a file: leave it out, and choose with :format:" in shown.stderr


def test_a_myst_page_has_the_directive(book):
    pytest.importorskip("myst_parser")
    (book / "conf.py").write_text('extensions = ["tconv_anim.sphinx", "myst_parser"]\n')
    (book / "index.rst").unlink()
    (book / "index.md").write_text(
        "# Book\n\n```{tconv} --input-size 1\n:alt: one\n```\n\n```{tconv}\n--kernel 1\n```\n"
    )
    shown = build(book, "html")
    assert (shown.returncode, shown.stderr) == (0, "")
    page = (book / "html" / "index.html").read_text(encoding="utf-8")
    assert page.count("<img") == 2
    assert '<img alt="one"' in page


def test_numbers_without_room_are_a_warning_that_can_be_turned_off(book):
    (book / "index.rst").write_text("Book\n====\n\n.. tconv:: --stride 2 --padding 1 --size 480x480\n")
    said = build(book, "html").stderr
    assert re.search(r"index.rst:4: WARNING: the numbers do not fit their cells and are left out: use --size", said)
    (book / "conf.py").write_text('extensions = ["tconv_anim.sphinx"]\nsuppress_warnings = ["tconv"]\n')
    assert build(book, "html").stderr == ""
