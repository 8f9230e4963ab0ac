"""Markdown pages: a picture below every block, the same page after a second run, and a check."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from tconv_anim.cli import main
from tconv_anim.markdown import MARK
from tconv_anim.writers import read_comment

PAGE = """# Page

```tconv
--input-size 1 \\
  --kernel 2
```
Text.

   ~~~ tconv
title = "x"
input-size = 2
kernel = 1
outputs = ["b.gif", "b.png"]
   ~~~

````markdown
```tconv
--not an option
```
````

```tconvert
no block of ours
```
"""


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["markdown", *arguments], catch_exceptions=False)


def write(text: str) -> Path:
    path = Path("docs/page.md")
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text.encode())
    return path


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_a_picture_with_its_alt_text_stands_below_each_block(newline):
    page = write(PAGE.replace("\n", newline))
    assert run("docs/page.md").exit_code == 0
    text = page.read_bytes().decode()
    images = re.findall(rf"!\[([^]]+)\]\(([^)]+)\) {MARK}{newline}", text)
    assert [alt.split(" of a ")[0] for alt, _ in images] == ["Transposed convolution"] * 2
    assert images[1][1] == "images/b.gif"
    for _, address in images:
        with Image.open(page.parent / address) as image:
            assert image.format == "GIF"
    assert "kernel = 1" not in read_comment("docs/images/b.gif")
    assert Path("docs/images/b.png").is_file()
    without = re.sub(rf"{newline}!\[.*?\]\(.*?\) {MARK}{newline}({newline}(?=Text))?", "", text)
    assert without == PAGE.replace("\n", newline)


def test_a_second_run_changes_nothing_and_a_check_agrees():
    page = write(PAGE)
    run("docs/page.md")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("docs").rglob("*.*")}
    assert run("docs/page.md", "--check").exit_code == 0
    result = run("docs/page.md")
    assert (result.exit_code, result.stderr) == (0, "")
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("docs").rglob("*.*")} == before
    assert len(before) == 4
    page.write_text(page.read_text().replace("--kernel 2", "--kernel 3"))
    changed = page.read_text()
    result = run("docs/page.md", "--check")
    assert (result.exit_code, page.read_text()) == (1, changed)
    assert result.stderr.splitlines()[0] == "docs/page.md: not what its blocks make"
    assert result.stderr.splitlines()[1].endswith(": missing")
    assert run("docs/page.md").exit_code == 0
    assert page.read_text().count(MARK) == 2


def test_a_page_with_a_player_is_linked_to():
    write("```tconv\n--input-size 1 -o x.html\n```\n")
    run("docs/page.md")
    text = Path("docs/page.md").read_text()
    assert re.search(rf"^\[Transposed [^]]+\]\(images/x\.html\) {MARK}$", text, re.MULTILINE)
    assert run("docs/page.md", "--check").exit_code == 0
    assert Path("docs/page.md").read_text() == text


def test_a_picture_changed_by_hand_is_found():
    write("```tconv\n--input-size 1 -o x.gif\n```\n")
    run("docs/page.md", "--images", ".")
    assert "](x.gif) " in Path("docs/page.md").read_text()
    Path("docs/x.gif").write_bytes(Path("docs/x.gif").read_bytes() + b"\0")
    result = run("docs/page.md", "--images", ".", "--check")
    assert (result.exit_code, result.stderr) == (0, "note: docs/x.gif: the same pictures in other bytes\n")
    Path("docs/x.gif").write_bytes(b"other")
    result = run("docs/page.md", "--images", ".", "--check")
    assert (result.exit_code, result.stderr) == (1, "docs/x.gif: not what its blocks make\n")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("\n```tconv\n--strid 2\n```\n", "line 2: No such option '--strid'"),
        ("```tconv\nstrid = 2\n```\n", "line 1: unknown key strid: did you mean stride?"),
        ("```tconv\n--stride 2\n", "line 1: the block is not closed: end it with ```"),
        ("```tconv\n--layer 'x\n```\n", "line 1: no closing quotation: close every quotation mark"),
        ("```tconv\n-o a.gif\n```\n```tconv\n--stride 2 -o a.gif\n```\n",
         "line 4: a.gif is another block's as well: name another"),
    ],
)  # fmt: skip
def test_a_block_that_fails_names_its_line_and_nothing_of_its_page_is_written(text, sentence):
    page = write(text)
    Path("good.md").write_text("```tconv\n--input-size 1\n```\n")
    result = run("docs/page.md", "good.md")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: docs/page.md: {sentence}")
    assert page.read_text() == text
    assert not Path("docs/images").exists()
    assert MARK in Path("good.md").read_text()


def test_a_page_that_cannot_be_read_is_refused():
    Path("x.md").write_bytes(b"\xff")
    assert run("none.md").stderr == "Error: none.md cannot be read: No such file or directory\n"
    assert run("x.md").stderr == "Error: x.md is not a text file in UTF-8\n"
