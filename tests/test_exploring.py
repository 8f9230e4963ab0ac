"""The page of all combinations of ranges: every one by the core, or the core's sentence; equal parts stored once."""

import json
import re
import shlex
from pathlib import Path

import pytest

from tconv_anim import animate
from tconv_anim.core.errors import SpecError
from tconv_anim.formats import read_comment

from .command import mistake, run
from .unpack import book_of

WORDS = "--stride 1..2 --padding 0..1 --output-padding 0..1 --input-size 2 --kernel 2"
COMBINATIONS = [(s, p, op) for s in (1, 2) for p in (0, 1) for op in (0, 1)]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("explore") / "x.html"
    result = run("explore", *WORDS.split(), "-o", str(path))
    assert re.search(r"x\.html: 6 of 8 combinations, 2 that cannot be, \d+ kB\n$", result.stderr)
    return path


def alone(stride, padding, output_padding):
    sizes = {"input_size": 2, "kernel_size": 2}
    return animate("conv_transpose", stride=stride, padding=padding, output_padding=output_padding, **sizes)


def test_every_combination_is_what_the_core_computes_or_its_sentence(page):
    book = book_of(page.read_text(encoding="utf-8"))
    for values in COMBINATIONS:
        key = ",".join(map(str, values))
        try:
            animation = alone(*values)
        except SpecError as error:
            assert book["refused"][key][0] == str(error)
            assert key not in book["films_of"]
            continue
        film = book["films"][book["films_of"][key]]
        assert film["alt"] == animation.alt_text
        assert film["sentences"] == [text for _, text in animation.transcript]
        shown = {text for text, *_ in last_moment(book, film)}
        assert {f"{value:g}" for value in animation.trace.output.ravel()} <= shown
    assert len(book["films"]) + len(book["refused"]) == len(COMBINATIONS)


def last_moment(book: dict, film: dict) -> list[tuple]:
    """The text and the place of all that a film shows at its end."""
    found = []
    for row in film["places"]:
        text, x, y = "", 0, 0
        for _, *rest in book["rows"][row]:
            text, x, y = [*rest[1:], *(text, x, y)[max(0, len(rest) - 1) :]]
        if rest:
            found.append((text, x, y))
    return found


def test_what_combinations_share_is_stored_once(page):
    book = book_of(page.read_text(encoding="utf-8"))
    assert len({*book["forms"]}) == len(book["forms"])
    assert len({json.dumps(row) for row in book["rows"]}) == len(book["rows"])
    used = sum(len(film["places"]) for film in book["films"])
    assert len(book["rows"]) < 0.9 * used
    singly = sum(len(alone(*map(int, key.split(","))).to_bytes("html")) for key in book["films_of"])
    assert page.stat().st_size < 0.35 * singly


def test_a_way_out_is_one_that_the_sliders_can_go(page):
    refused = book_of(page.read_text(encoding="utf-8"))["refused"]
    assert refused["1,0,1"][1] == [{"output_padding": 0}, {"stride": 2}]


def test_a_page_begins_in_the_middle_of_its_ranges_and_shows_that_without_a_script(page):
    text = page.read_text(encoding="utf-8")
    sliders = re.findall(r'<input type="range" name="([\w-]+)" min="(\d)" max="(\d)" value="(\d)">', text)
    assert sliders == [("stride", "1", "2", "1"), ("padding", "0", "1", "0"), ("output-padding", "0", "1", "0")]
    assert alone(1, 0, 0).alt_text in text


def test_explain_names_the_command_that_makes_the_page_again(page):
    said = run("explain", str(page)).stdout
    command = next(line for line in said.splitlines() if line.startswith("# command: "))
    program, *words = shlex.split(command.removeprefix("# command: "))
    assert (program, words) == ("tconv-anim", ["explore", *WORDS.split(), "-o", "x.html"])
    run(*words)
    assert Path("x.html").read_bytes() == page.read_bytes()
    assert read_comment(page).startswith("# tconv-anim explore")


def test_a_language_of_the_environment_is_part_of_the_command(monkeypatch):
    monkeypatch.setenv("TCONV_ANIM_LANG", "es")
    run("explore", "--stride", "1..2", "--input-size", "1", "--kernel", "1", "-oy.html")
    assert read_comment("y.html") == "# tconv-anim explore --stride 1..2 --input-size 1 --kernel 1 --lang es\n"


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("", "no_range"),
        ("--stride 2", "no_range"),
        ("--stride 2..2", "no_range"),
        ("--stride 3..1", "backwards"),
        ("--stride 1..", "not_a_range"),
        ("--stride a..b", "not_a_range"),
        ("--stride 1..2x2", "range_of_axes"),
        ("--stride 1..20 --padding 0..20", "too_many"),
        ("--stride 1..99999999", "too_many"),
        ("--stride 1..3 --input-size 40", "too_many_placements"),
        ("--stride 1..2 --input-size 5000", "too_large"),
        ("--stride 1..2 -o x.gif", "not_a_page"),
        ("--stride 1..2 -o none/x.html", "no_folder"),
        ("--stride 1..2 --padding 9", "output_size_too_small"),
        ("--op nearest --stride 1..2", "unknown_parameter"),
        ("--stride 1..2 --theme drak", "unknown_theme"),
    ],
)
def test_what_no_page_can_be_made_of_is_refused_before_the_work(words, kind):
    Path("explore.html").write_text("mine")
    assert mistake("explore", *words.split()).kind == kind
    assert [path.name for path in Path().iterdir()] == ["explore.html"]
    assert Path("explore.html").read_text() == "mine"


def test_other_operations_have_sliders_too():
    result = run("explore", "--op", "max_pool", "--kernel", "1..2", "--input-size", "2..3", "-o", "p.html")
    assert "p.html: 4 of 4 combinations" in result.stderr
