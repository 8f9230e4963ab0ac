"""Markdown pages: a picture below every block, the same page after a second run, and a check."""

import json
import os
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from click.testing import CliRunner, Result
from PIL import Image

from tconv_anim.cli import main
from tconv_anim.formats import read_comment
from tconv_anim.options import TconvError
from tconv_anim.publish.markdown.pages import plan_page
from tconv_anim.publish.markdown.showing import MARK, OnPage, line_of

MENDS = "tconv-anim markdown docs/page.md brings them up to date\n"
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
    first, second = (f"![{alt}]({address}) {MARK}\n" for alt, address in images)
    expected = PAGE.replace("```\nText", f"```\n\n{first}\nText").replace("   ~~~\n", f"   ~~~\n\n   {second}")
    assert text == expected.replace("\n", newline)


def test_a_second_run_changes_nothing_and_a_check_agrees():
    page = write(PAGE)
    run("docs/page.md")
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("docs").rglob("*.*")}
    assert run("docs/page.md", "--check").exit_code == 0
    result = run("docs/page.md")
    assert (result.exit_code, result.stderr) == (0, "")
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in Path("docs").rglob("*.*")} == before
    assert {path.name for path in before} > {"page.md", "b.gif", "b.png", "tconv-anim.json"}
    page.write_text(page.read_text().replace("--kernel 2", "--kernel 3"))
    changed = page.read_text()
    result = run("docs/page.md", "--check")
    assert (result.exit_code, page.read_text()) == (1, changed)
    assert result.stderr.splitlines()[0] == "docs/page.md: not what its blocks make"
    assert result.stderr.splitlines()[1].endswith(": missing")
    assert result.stderr.splitlines()[-1] == MENDS.rstrip()
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
    for data, how in ((Path("docs/x.gif").read_bytes() + b"\0", ": the same pixels in other bytes"), (b"other", "")):
        Path("docs/x.gif").write_bytes(data)
        result = run("docs/page.md", "--images", ".", "--check")
        mends = MENDS.replace(" brings", " --images . brings")
        assert (result.exit_code, result.stderr) == (1, f"docs/x.gif: changed since it was made{how}\n{mends}")


def test_what_pictures_were_made_from_is_kept_beside_them():
    """So that a check with other versions of libraries can tell whether they show the same."""
    write("```tconv\n--input-size 1 -o x.gif\n```\n")
    run("docs/page.md")
    path = Path("docs/images/tconv-anim.json")
    table = json.loads(path.read_text())
    table["pictures"]["x.gif"]["shows"] = "0"
    path.write_text(json.dumps(table))
    result = run("docs/page.md", "--check")
    assert (result.exit_code, result.stderr) == (
        1,
        f"docs/images/x.gif: it shows something else now\n{MENDS}",
    )
    path.unlink()
    result = run("docs/page.md", "--check")
    assert (result.exit_code, result.stderr) == (1, f"docs/images/x.gif: not in tconv-anim.json\n{MENDS}")
    assert run("docs/page.md").stderr == ""
    assert run("docs/page.md", "--check").exit_code == 0


@pytest.mark.parametrize(
    ("text", "line", "kind"),
    [
        ("\n```tconv\n--strid 2\n```\n", 2, "unknown_option"),
        ("```tconv\nstrid = 2\n```\n", 1, "unknown_key"),
        ("```tconv\n--stride 2\n", 1, "block_not_closed"),
        ("```tconv\n--layer 'x\n```\n", 1, "open_quote"),
        ("```tconv\n--stride 0\n```\n", 1, "in_recipe"),
    ],
)
def test_a_block_that_fails_names_its_line_and_nothing_of_its_page_is_written(text, line, kind):
    page = write(text)
    with pytest.raises(TconvError) as caught:
        plan_page(page, text)
    assert caught.value.kind == kind
    Path("good.md").write_text("```tconv\n--input-size 1\n```\n")
    result = run("docs/page.md", "good.md")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: docs/page.md: line {line}: ")
    assert page.read_text() == text
    assert not Path("docs/images").exists()
    assert MARK in Path("good.md").read_text()


def test_a_page_that_cannot_be_read_is_refused():
    Path("x.md").write_bytes(b"\xff")
    for name in ("none.md", "x.md"):
        result = run(name)
        assert result.exit_code == 2
        assert re.fullmatch(rf"Error: .*{name}.*\n", result.stderr)


LIST = """10. ten

    ```tconv title="ten"
    --input-size 1 -o a.gif
    ```
11. eleven

> ```tconv
> --input-size 1 --kernel 2 -o b.gif
> ```
"""


def test_a_block_in_a_list_or_quote_has_its_image_there_and_only_once():
    page = write(LIST)
    assert run("docs/page.md").exit_code == 0
    lines = page.read_text().splitlines()
    assert [line[:6] for line in lines if MARK in line] == ["    ![", "> ![Tr"]
    assert lines[5:9] == ["", lines[6], "", "11. eleven"]
    assert lines[12:] == ["> ```", ">", lines[14]]
    before = page.read_text()
    assert run("docs/page.md").exit_code == 0
    assert page.read_text() == before


def test_a_byte_order_mark_stays_and_hides_no_block():
    page = write("\ufeff```tconv\n--input-size 1 -o a.gif\n```\n")
    assert run("docs/page.md").exit_code == 0
    assert page.read_text().startswith("\ufeff```tconv\n")
    assert page.read_text().count(MARK) == 1


def test_a_fence_that_makes_no_picture_is_a_note():
    page = write("text\n\n    ```tconv\n    --input-size 1\n    ```\n")
    before = page.read_text()
    result = run("docs/page.md")
    assert (result.exit_code, page.read_text()) == (0, before)
    assert result.stderr == "note: docs/page.md: line 3: this tconv fence is indented as code and makes no picture\n"


@pytest.mark.parametrize(
    ("images", "address"),
    [("images", "images"), ("./images/", "images"), ("../a b", "../a%20b"), ("{here}/pictures", "../pictures")],
)
def test_a_page_links_to_its_pictures_wherever_they_are(tmp_path, images, address):
    page = write("```tconv\n--input-size 1 -o a.gif\n```\n")
    assert run("docs/page.md", "--images", images.format(here=tmp_path)).exit_code == 0
    assert f"]({address}/a.gif) " in page.read_text()
    assert (page.parent / unquote(address) / "a.gif").is_file()
    assert run("docs/page.md", "--images", images.format(here=tmp_path), "--check").exit_code == 0


@pytest.mark.parametrize(
    ("first", "second", "images"),
    [("docs/a.md", "docs/b.md", "images"), ("a.md", "docs/b.md", "{here}/images"), ("a.md", "a.md", "images")],
)
def test_a_name_that_two_blocks_give_to_other_pictures_is_found_before_anything_is_made(
    tmp_path, first, second, images
):
    Path("docs").mkdir()
    texts = {first: "```tconv\n-o a.gif\n```\n"}
    texts[second] = texts.get(second, "\n\n\n") + "\n```tconv\n--stride 2 -o a.gif\n```\n"
    where, other = f"{second}: line 5", f"{first}: line 1"
    for path, text in texts.items():
        Path(path).write_text(text)
    result = run(*texts, "--images", images.format(here=tmp_path))
    assert (result.exit_code, result.stderr) == (
        2,
        f"Error: {where}: a.gif is also another picture, which {other} makes: choose another name\n",
    )
    assert {path: Path(path).read_text() for path in texts} == texts
    assert not list(tmp_path.rglob("*.gif"))


def test_the_same_block_on_several_pages_makes_one_picture():
    for name in ("a.md", "b.md"):
        Path(name).write_text("```tconv\n--input-size 1 -o a.gif\n```\n")
    assert run("a.md", "b.md", "a.md").exit_code == 0
    assert run("a.md", "b.md", "--check").exit_code == 0


def test_a_theme_that_changed_gives_a_picture_another_name():
    page = write("```tconv\n--input-size 1 --theme mine.toml\n```\n")
    names = set()
    for color in ("#fffaf0", "#f0fff0"):
        Path("docs/mine.toml").write_text(f'background = "{color}"\n')
        assert run("docs/page.md").exit_code == 0
        names |= set(re.findall(r"\((images/[^)]+)\)", page.read_text()))
    assert len(names) == 2


def test_brackets_in_an_alt_text_do_not_end_it():
    assert line_of(OnPage(r"a [b] \c", "images/a.gif")) == rf"![a \[b\] \\c](images/a.gif) {MARK}"


def test_a_page_that_may_not_be_written_is_refused(monkeypatch):
    page = write("```tconv\n--input-size 1\n```\n")
    monkeypatch.setattr(os, "access", lambda path, _: Path(path).name != page.name)
    result = run("docs/page.md")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: cannot write docs/page.md")
    assert not (page.parent / "images").exists()


def test_numbers_without_room_are_said_with_the_block():
    page = write("# Page\n\n```tconv\n--stride 2 --padding 1 --size 480x480\n```\n")
    for words in ((), ("--check",)):
        (note,) = (line for line in run(*words, str(page)).stderr.splitlines() if line.startswith("note: "))
        assert note.startswith(f"note: {page}: line 3: the numbers do not fit their cells and are left out: use --size")


def test_each_tool_shows_width_caption_and_a_twin_in_its_own_way():
    text = "```tconv\n--input-size 1 -o a.gif\n```\n\n"
    text += "<!-- tconv width=60% caption='A *b*' --input-size 1 --kernel 1 -o b.gif -->\n"
    alts = {}
    for tool in ("github", "mkdocs", "quarto"):
        page = write(text + "\n<!-- tconv --input-size 1 --kernel 2 --theme print -o c.gif -->\n")
        assert run("docs/page.md", "--for", tool, "--dark").exit_code == 0
        shown = page.read_text()
        alts[tool] = [line for line in shown.splitlines() if "images/" in line]
        assert "c_dark" not in shown, "a picture with a theme of its own has no twin"
        assert run("docs/page.md", "--for", tool, "--dark", "--check").exit_code == 0
    first, second = alts["github"][:2]
    assert '<source media="(prefers-color-scheme: dark)" srcset="images/a_dark.gif"><img alt="Tra' in first
    assert second.endswith(f'src="images/b.gif" width="60%"></picture><br>A *b* {MARK}')
    first, second = alts["mkdocs"][:2]
    assert "](images/a.gif#only-light)![" in first
    assert f"](images/a_dark.gif#only-dark) {MARK}" in first
    assert re.match(r'<figure markdown="span">!\[.*#only-light\)\{ width="60%" \}!\[', second)
    assert second.endswith(f"<figcaption>A *b*</figcaption></figure> {MARK}")
    first, second = alts["quarto"][:2]
    assert "](images/a.gif){.light-content}![" in first
    assert second.endswith(f'](images/b_dark.gif){{.dark-content width="60%"}}<br>A *b* {MARK}')
    with Image.open("docs/images/a.gif") as light, Image.open("docs/images/a_dark.gif") as dark:
        assert light.convert("L").getpixel((0, 0)) > 200 > 50 > dark.convert("L").getpixel((0, 0))
    write(text)
    assert run("docs/page.md", "--for", "quarto", "--width", "300px").exit_code == 0
    plain, caption = (line for line in Path("docs/page.md").read_text().splitlines() if "images/" in line)
    assert plain.endswith(f'](images/a.gif){{width="300"}} {MARK}')
    assert re.fullmatch(r'!\[A \*b\*\]\(images/b.gif\)\{fig-alt=".*" width="60%" \.made-by-tconv-anim\}', caption)
    out = run("docs/page.md", "--for", "quarto", "--check", "--width", "wide")
    assert (out.exit_code, out.stderr) == (
        2, "Error: --width 'wide' is not known: write pixels or percent, such as 400 or 60%\n",
    )  # fmt: skip
    out = run("docs/page.md", "--check", "--dark", "--width", "300")
    assert out.stderr.endswith("tconv-anim markdown docs/page.md --dark --width 300 brings them up to date\n")
    write("!!! note\n\n    ```tconv\n    --stride 2\n    ```\n")
    assert run("docs/page.md").stderr.endswith(
        "picture; within MkDocs' admonitions and tabs it does with --for mkdocs\n"
    )
