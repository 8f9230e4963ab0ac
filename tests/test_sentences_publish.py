"""What the errors of publish/ say, in the words of Python and of the command line."""

import os
import sys
from pathlib import Path
from unittest import mock

import pytest

from tconv_anim.animation import animate
from tconv_anim.publish.exploring import ExploreError, check_page, explored
from tconv_anim.publish.files import ReadError, read_bytes, read_text
from tconv_anim.publish.fitting import LimitError, fit
from tconv_anim.publish.gallery.contents import Gallery, GalleryError, check_gallery_outputs
from tconv_anim.publish.gallery.runs import _check_look, manifest_of
from tconv_anim.publish.gallery.shards import REPORT, join
from tconv_anim.publish.gallery.workers import BugError, WorkerError, for_each_recipe
from tconv_anim.publish.manifest import Entry, Manifest
from tconv_anim.publish.markdown.fences import BlockError, find_blocks
from tconv_anim.publish.markdown.pages import PageError, check_distinct_pictures, checked_width, plan_page
from tconv_anim.recipes.recipe import Recipe

from . import sentences
from .command import run


def recipe(name, *outputs, **options):
    return Recipe(name, Path(), options, outputs)


def outputs(*recipes):
    return lambda: check_gallery_outputs(recipes)


def crash(_):
    raise ZeroDivisionError("oh")


def crash_in_a_worker():
    ((_, failure),) = for_each_recipe(crash, [recipe("x.toml")], 1)
    raise failure


def end(_):
    os._exit(9)


def end_a_worker():
    failures = [failure for _, failure in for_each_recipe(end, [recipe("x.toml"), recipe("y.toml")], 2)]
    assert len(failures) == 2
    raise failures[0]


def a_folder_of_pages():
    Path("other").mkdir()
    Path("other/README.md").write_text("mine\n")
    manifest_of(Gallery(Path("other"), []), [])


def join_parts(*names):
    def cause():
        for name in names:
            (Path("parts") / name).mkdir(parents=True)
            (Path("parts") / name / REPORT).write_text("{}")
        join(Gallery(Path("g"), []), Path("parts"), checks=True)

    return cause


def two_pictures_of_one_name():
    text = "```tconv\n--stride {} -o a.gif\n```\n"
    plans = [plan_page(Path(f"{number}.md"), text.format(number)) for number in (1, 2)]
    check_distinct_pictures(plans, "images")


def not_utf8():
    Path("x.md").write_bytes(b"\xff")
    read_text(Path("x.md"))


def without_the_parser():
    with mock.patch.dict(sys.modules, {"markdown_it": None}):
        return list(find_blocks("text", "x.md"))


def test_without_the_parser_no_page_is_read_and_the_command_ends_with_2(tmp_path):
    page = tmp_path / "x.md"
    page.write_text("text")
    with mock.patch.dict(sys.modules, {"markdown_it": None}):
        refused = run("markdown", str(page), str(page))
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)


def of_look(look):
    """A gallery whose pictures have another look."""
    entry = Entry("", "", "")
    return lambda: _check_look(Gallery(Path("g"), [], []), Manifest("", {"a.gif": entry}, look))


def fitting(**parts):
    """A picture in 1 kB; the numbers that depend on how it is drawn are replaced by others."""

    def cause():
        try:
            fit(animate(**parts), 1)
        except LimitError as error:
            raise LimitError(error.kind, error.parameters | {"width_px": 100}, [{"max_kb": 9}]) from None

    return cause


CASES = [
    (ReadError, "not_read", lambda: read_bytes(Path("none.md")),
     "cannot read none.md: No such file or directory: name a file that can be read"),
    (ReadError, "not_utf8", not_utf8, "x.md is not a text file in UTF-8: save it as UTF-8"),
    (GalleryError, "folder_in_use", a_folder_of_pages,
     "cannot make a gallery in other: it already holds another README.md: use another folder"),
    (GalleryError, "older_look", of_look(1),
     "the pictures in g have look 1, and this version draws look 2: draw all of them anew with tconv-anim gallery "
     "--upgrade-look, or use the version that made them"),
    (GalleryError, "newer_look", of_look(3),
     "the pictures in g have look 3, and this version draws look 2: use a newer tconv-anim"),
    (GalleryError, "no_parts", join_parts(),
     "there are no parts of a gallery in parts: make them with --shard, or name their folder with --parts"),
    (GalleryError, "parts_of_others", join_parts("1-of-2", "1-of-3"),
     "parts has parts of galleries in 2, 3 shards: remove those that are old"),
    (GalleryError, "part_missing", join_parts("1-of-2"),
     "the part of shard 1/2 is not in parts, or was made from other recipes, pictures or code: run tconv-anim gallery "
     "--shard 1/2 first"),
    (GalleryError, "output_twice", outputs(recipe("x.toml", "a.gif", "a.gif")),
     "x.toml: output a.gif is given twice: leave one out"),
    (GalleryError, "output_twice_in_capitals", outputs(recipe("x.toml", "a.gif", "A.gif")),
     "x.toml: outputs a.gif and A.gif are one file on some systems: choose another name for one of them"),
    (GalleryError, "output_of_another", outputs(recipe("x.toml", "a.gif"), recipe("y.toml", "A.gif")),
     "y.toml: output A.gif is also made by x.toml: choose another name"),
    (GalleryError, "output_is_page", outputs(recipe("x.toml", "index.html")),
     "x.toml: output index.html is a file of the gallery itself: choose another name"),
    (BugError, "bug", crash_in_a_worker, "x.toml: ZeroDivisionError: oh: this is a bug, please report it"),
    (WorkerError, "ended", end_a_worker,
     "x.toml: the process that made it was ended, perhaps because memory ran out: try --jobs 1"),
    (BlockError, "block_not_closed", lambda: list(find_blocks("```tconv\n", "x.md")),
     "x.md: line 1: the block is not closed: end it with ```"),
    (BlockError, "no_parser", without_the_parser,
     "markdown-it-py, which reads Markdown, is not installed: run pip install markdown-it-py"),
    (PageError, "picture_of_another", two_pictures_of_one_name,
     "2.md: line 1: a.gif is also another picture, which 1.md: line 1 makes: choose another name"),
    (PageError, "bad_width", lambda: checked_width("wide", "x.md: line 1: "),
     "x.md: line 1: width 'wide' is not known: write pixels or percent, such as 400 or 60%"),
    (ExploreError, "no_range", lambda: explored({}, {}, ""),
     "explore needs a range for at least one parameter: use one such as --stride 1..3"),
    (ExploreError, "too_many", lambda: explored({}, {"stride": range(1, 301)}, ""),
     "these ranges have 300 combinations, more than 200: use shorter ones"),
    (ExploreError, "too_many_placements", lambda: explored({"input_size": 40}, {"stride": range(1, 5)}, ""),
     "all combinations together have 6400 placements, more than 4000: use shorter ranges or smaller sizes"),
    (ExploreError, "not_a_page", lambda: check_page("x.gif"),
     "cannot write x.gif: explore makes a page: end the name in .html"),
    (LimitError, "max_kb_too_small", fitting(input_size=1, kernel_size=1),
     "max_kb=1 is too small for this picture: use max_kb=9, with a page 100 px wide",
     "--max-kb 1 is too small for this picture: use --max-kb 9, with a page 100 px wide"),
    (LimitError, "max_kb_too_small_thinned", fitting(numbers=False, labels=False, caption=False),
     "max_kb=1 is too small for this picture: use max_kb=9, with a page 100 px wide and steps=range(1, 10, 2)",
     "--max-kb 1 is too small for this picture: use --max-kb 9, with a page 100 px wide and --steps 1:9:2"),
    (LimitError, "max_kb_too_small_kept", fitting(size=300, steps=range(1, 5)),
     "max_kb=1 is too small for this picture with the given size, steps: use max_kb=9, or leave size, steps out",
     "--max-kb 1 is too small for this picture with the given --size, --steps: use --max-kb 9, or leave --size, "
     "--steps out"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[1])
def test_a_mistake_is_one_sentence_for_python_and_one_for_the_command_line(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sentences.check(*case)


def test_every_sentence_has_a_case():
    sentences.check_complete(CASES, "publish")
