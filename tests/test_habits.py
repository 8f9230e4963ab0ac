"""What people write out of habit does what is meant, or one sentence says what to write; and what programs are told."""

import json
import re
import shlex
import sys
from pathlib import Path

import click
import pytest

from tconv_anim import __version__
from tconv_anim.cli import COMMANDS, EXTRAS, LIBRARIES, MAIN_PICTURE, watching
from tconv_anim.cli.recipes import _draw, _named
from tconv_anim.options import LOOK, OPTIONS, OTHER_NAMES, drawn_ops
from tconv_anim.recipes.reading import parse_block, parse_words, read_recipe

from .command import mistake, run
from .readme import ROOT

SMALL = ("--input-size", "1", "--kernel", "1")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def options_of(*words: str) -> str:
    found = run("recipe", *words)
    assert found.exit_code == 0, found.stderr
    return found.stdout


@pytest.mark.parametrize(
    ("habit", "plain"),
    [
        (("-s", "2", "-p1", "-k", "3", "-d", "1", "-i", "4"),
         ("--stride", "2", "--padding", "1", "--kernel", "3", "--dilation", "1", "--input-size", "4")),
        (("--kernel-size", "2"), ("--kernel", "2")),
        (("--kernel_size", "2", "--input_size=4"), ("--kernel", "2", "--input-size", "4")),
        (("conv", "--stride", "2"), ("--op", "conv", "--stride", "2")),
        (("Max-Pool",), ("--op", "max_pool")),
    ],
)  # fmt: skip
def test_a_habit_is_read_as_it_is_meant_on_the_command_line_and_in_pages(habit, plain):
    assert options_of(*habit) == options_of(*plain)
    assert parse_words(habit, "").options == parse_words(plain, "").options
    assert parse_block(f"tconv-anim {' '.join(habit)}", "").options == parse_words(plain, "").options


def test_the_operation_goes_first_wherever_there_is_one():
    assert run("trace", "conv", "--no-steps").stdout == run("trace", "--op", "conv", "--no-steps").stdout
    assert run("code", "conv").stdout == run("code", "--op", "conv").stdout
    assert run("conv", *SMALL, "-o", "a.png").exit_code == 0


@pytest.mark.parametrize("word", [*OTHER_NAMES, "conv_transposed"])
def test_another_name_of_an_operation_leads_to_its_own(word):
    for words in (("--op", word), *([(word,)] if word in OTHER_NAMES else [])):
        error = mistake(*words)
        (meant,) = error.parameters["words"]
        assert meant in drawn_ops()
        assert meant == OTHER_NAMES.get(word, "conv_transpose")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--k", "3"), "--k is no option: use --kernel"),
        (("-stride", "2"), "-stride is no option: use --stride"),
        (("conv", "-kernel=3"), "-kernel=3 is no option: use --kernel"),
        (("--stride", "2", "padding", "1"), "'padding' is no command: use --padding"),
        (("--quiet",), "--quiet is no option: tconv-anim --help lists them"),
        (("--dark",), "--dark is no option: use --theme dark"),
        (("compare", "--dark"), "--dark is no option: use --theme dark"),
        (("--smooth",), "--smooth is no option: use --motion smooth"),
        (("--format", "mp4"), "--format is no option: use -o with a suffix, such as -o x.mp4"),
        (("--fps", "25"), "--fps is no option: use --step-ms, the time of a step"),
        (("--worksheet",), "--worksheet is no option: use --blank output"),
        (("--view", "stamps"), "--view stamps is not known: use overlap_add"),
        (("--view", "side-by-side"), "--view side-by-side is not known: use both"),
        (("--stride", "2", "conv"), "'conv' is no command: use --op conv"),
        (("galery",), "'galery' is no command: use gallery"),
        (("mine.toml",), "'mine.toml' is no command: use render mine.toml"),
        (("x.gif", "--stride", "2"), "'x.gif' is no command: use -o x.gif"),
        (("nn.Conv2d(1, 1, 3)",), "'nn.Conv2d(1, 1, 3)' is no command: write --layer before a layer"),
        (("--i", "5"), "--i is no option: use --input-size"),
        (("--in", "5"), "--in is no option: use --input-size or --input"),
        (("--filter", "3"), "--filter is no option: use --kernel for its size, or --weight for its numbers"),
        (("--stirde", "2"), "--stirde is no option: use --stride"),
        (("--xyzzy",), "--xyzzy is no option: tconv-anim --help lists them"),
        (("solve", "--xyzzy"), "--xyzzy is no option: tconv-anim solve --help lists them"),
        (("trace", "-o", "x.json"), "-o is no option of trace, which prints on stdout: write > FILE in its place"),
        (("code", "--out", "x.py"), "--out is no option of code, which prints on stdout: write > FILE in its place"),
        (
            ("conv", "5", "3", "1", "1"),
            "'5' has no option before it: say what each number is, such as --input-size 5 "
            "--kernel 3 --stride 1 --padding 1",
        ),
        (("nearest", "4", "2"), "'4' has no option before it: say what each number is, such as --input-size 4"),
        (
            ("--input", "1", "2", "3", "4"),
            "'2' stands apart: --input takes all its numbers as one word, such as --input \"1,2;3,4\"",
        ),
        (
            ("trace", "--weight=1,2", "3,4"),
            "'3,4' stands apart: --weight takes all its numbers as one word, such as --weight \"1,2;3,4\"",
        ),
        (
            ("--input", "1", "1", "2"),
            "'1' stands apart: --input takes all its numbers as one word, such as --input \"1,1,2\"",
        ),
        (
            ("--input", "1", "-2"),
            '-2 has no option before it: write numbers as one word in quotation marks, such as --input "1,-2;3,4"',
        ),
        (("-s", "2", "2"), "'2' stands apart: --stride takes both numbers as one word, such as --stride 2x2"),
        (("trace", "x"), "'x' has no option before it: leave it out; tconv-anim trace --help lists the options"),
        (("--kernel", "1,0;2,1"), '--kernel "1,0;2,1" is not a size: use --weight for the numbers themselves'),
        (("-o", "x.mov"), "cannot write x.mov: suffix .mov is not known: use .mp4 or .webm"),
        (("-o", "x.jpg"), "cannot write x.jpg: suffix .jpg is not known: use .png"),
        (("-o", "x.giff"), "cannot write x.giff: suffix .giff is not known: use .gif"),
        (("recipe", "-o", "x.eps"), "output x.eps has no known suffix: use .pdf or .svg"),
        (
            ("--layer", "ConvTranspose2d(1, 1, k=4)"),
            "layer text, column 25: unknown argument k: did you mean kernel_size?",
        ),
        (("--layer", "Conv2D(1, 3, s=2)"), "layer text, column 16: unknown argument s: did you mean strides?"),
        (
            ("--layer", "Conv2d(nin=1, nout=2, k=3)"),
            "layer text, column 12: unknown argument nin: did you mean in_channels?",
        ),
        (
            ("--view", "both", "--op", "conv"),
            "--view both does not draw conv: each step of it writes one cell, not a "
            "window of cells; use sliding_window, which is usual for it, or overlap_add, all, steps, matrix, "
            "connections, receptive_field, overlap, gradient, im2col or pixels",
        ),
        (("--verbose",), "--verbose says more of the versions: add --version, or leave it out"),
        (("--open", "-o", "-"), "--open shows files: add -o x.gif in place of -o -"),
    ],
)
def test_what_is_not_done_is_said_with_the_way_out(words, sentence):
    assert mistake(*words).text(command_line=True) == sentence


def test_a_picture_in_another_look_does_not_take_the_place_of_one_without_a_name():
    look = ("--lang", "zh", "--theme", "dark", "--aspect", "1:1", "--blank", "kernel")
    for words in ((), look):
        assert run(*SMALL, "--still", "1", *words).exit_code == 0
    stem = "conv_transpose_i1_k1_s1_p0"
    assert {path.name for path in Path().iterdir()} == {f"{stem}.png", f"{stem}_zh_dark_1x1_blank_kernel.png"}


def test_a_command_is_not_told_of_options_that_others_have():
    for words, word in ((("solve", "--dark"), "--theme"), (("solve", "--step-ms", "1"), "--steps")):
        assert word not in run(*words).stderr
    still = run("compare", "--still", "1", "--heading", "X", "-o", "a.png")
    assert still.exit_code == run("--op", "compare", "--still", "1", "--heading", "X", "-o", "b.png").exit_code == 0
    assert Path("a.png").read_bytes() == Path("b.png").read_bytes()


def test_a_word_that_means_nothing_lists_the_commands():
    assert {"gallery", "solve", "trace"} <= set(mistake("xyzzy").parameters["ways"])


def test_help_is_a_command_too():
    assert run("help").stdout == run("--help").stdout
    assert run("help", "gallery").stdout == run("gallery", "--help").stdout
    for option in OPTIONS.values():
        assert all(flag in run("--help").stdout for flag in option.also)


def test_versions_of_libraries():
    shown = run("--version", "--verbose").stdout
    assert shown.startswith(run("--version").stdout)
    assert shown.startswith(f"tconv-anim, version {__version__}\nPython {sys.version.split()[0]}")
    assert re.findall(r"^(\S+) (?:\d|is not)", shown, re.MULTILINE) == ["Python", *LIBRARIES, *EXTRAS]


@pytest.mark.parametrize("terminal", [True, False])
def test_alone_in_a_terminal_it_makes_the_main_picture_and_says_what_to_try(terminal, monkeypatch):
    monkeypatch.setattr("tconv_anim.cli._at_terminal", lambda: terminal)
    result = run()
    assert result.exit_code == 0
    named = "conv_transpose_i3_k3_s2_p1.gif" if terminal else "conv_transpose_i3_k3_s1_p0.gif"
    assert [path.name for path in Path().iterdir()] == [named]
    tries = [line.split("   ")[0].strip() for line in result.stderr.splitlines() if line.startswith("  tconv-anim")]
    assert len(tries) == (3 if terminal else 0)
    for line in tries:
        assert options_of(*shlex.split(line)[1:])
    if terminal:
        assert f"Open {named}" in result.stderr
        assert options_of(*MAIN_PICTURE) == options_of("--stride", "2", "--padding", "1")


def test_what_was_made_is_shown_in_the_viewer(monkeypatch):
    shown: list[str] = []
    monkeypatch.setattr(click, "launch", lambda path: shown.append(path) or len(shown) - 1)
    result = run(*SMALL, "--open", "-o", "a.svg", "-o", "b%d.png")
    assert shown == [str(Path("a.svg").resolve()), str(Path("b1.png").resolve())]
    assert "note: no program here shows b%d.png: open it yourself" in result.stderr
    assert "a.svg: open" not in result.stderr


def test_a_program_is_told_what_was_made():
    result = run(*SMALL, "--json", "--snippet", "-o", "a.gif", "-o", "b.html", "-o", "c.txt", "--weight", "12345678")
    report = json.loads(result.stdout)
    gif, page, text = report["files"]
    assert (gif["file"], gif["format"], gif["bytes"]) == ("a.gif", "gif", Path("a.gif").stat().st_size)
    assert f"{gif['width']}×{gif['height']} px, {gif['frames']} frames" in result.stderr
    assert f"{gif['duration_ms'] / 1000:.1f} s" in result.stderr
    assert page["snippet"].startswith("<iframe")
    assert (text["sentences"], text["duration_ms"]) == (3, None)
    assert (report["op"], report["view"]) == ("conv_transpose", "overlap_add")
    assert report["input_shape"] == report["output_shape"] == [1, 1, 1]
    assert report["formula"].endswith("= 1")
    for note in report["notes"]:
        assert f"note: {note}" in result.stderr


@pytest.mark.parametrize(
    ("words", "note"),
    [
        (("--input", "8"), "--input 8 is one number, so there is an input of one cell: for a size use --input-size 8"),
        (("--input", "8x6"), '--input 8x6 is one number, so there is an input of one cell: for a size use --input-size '
         "8x6"),
        (("--weight", "3"), "--weight 3 is one number, so there is a kernel of one cell: for a size use --kernel 3"),
        (("--input", "1,2;3,4o"), '--input "1,2;3,4o" has the letter o among numbers, which stands for an unknown '
         "number: if it is a mistake, write digits"),
        (("--op", "conv", "--input-size", "20", "--padding", "1"), "400 placements play for 7 minutes: show fewer with "
         "--max-steps 60, or one picture with --still finished"),
    ],
)  # fmt: skip
def test_what_was_perhaps_not_meant_is_said_on_stderr_and_to_programs(words, note):
    told = run(*words, "--no-numbers", "--json", "-o", "a.gif")
    assert note in json.loads(told.stdout)["notes"]
    assert f"note: {note}\n" in told.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("--input", "8", "--input-size", "1"), ("--weight", "3", "--kernel", "1"), ("--input", "-8"),
        ("--input", "[[8]]"), ("--input", "a,b;c,d", "--weight", "1,2;3,w"), ("--input", "1,2;a,b"),
        ("--op", "conv", "--input-size", "20", "--max-steps", "60"), ("--input-size", "14", "--still", "finished"),
        ("--input-size", "14", "-o", "b.png"),
    ],
)  # fmt: skip
def test_what_was_meant_has_no_note_on_it(words):
    outputs = () if "-o" in words else ("-o", "a.gif" if "--max-steps" in words else "a.png")
    notes = json.loads(run(*words, "--no-numbers", "--json", *outputs).stdout)["notes"]
    assert [note for note in notes if "for a size" in note or "among numbers" in note or "minutes" in note] == []


BLOCK = "```tconv\n--input-size 1 --kernel 1 -o m.gif\n```\n"
TOLD = {
    "card": ((*SMALL, "-o", "a.png"), {"op": "conv_transpose", "notes": []}),
    "code": (SMALL, {"like": "torch", "output_shape": [1, 1, 1]}),
    "compare": (("--ops", "nearest", "--input-size", "1", "--output-size", "1", "-o", "a.png"), {"op": "compare"}),
    "explain": (("r.gif",), {"recipe": None, "command": None, "options": None, "formula": None}),
    "explore": (("--stride", "1..2", *SMALL), {"combinations": 2, "drawn": 2, "ranges": {"stride": [1, 2]}}),
    "gallery": ((), {"folder": "gallery", "made": ["r.gif"], "failures": [], "shards_missing": []}),
    "markdown": (("m.md",), {"made": ["images/m.gif", "m.md"], "out_of_date": {}}),
    "receptive-field": (("--layer", "Conv2d(1, 1, 3)", "--layer", "Conv2d(1, 1, 2)"), {"input_size": [4, 4]}),
    "recipe": (("--stride", "2"), {"recipe": f"look = {LOOK}\nstride = 2\n", "options": {"stride": 2}}),
    "render": (("examples/r.toml",), {"pictures": None}),
    "schema": ((), {"title": None}),
    "solve": (("--input-size", "2", "--output-size", "4", "--kernel", "2"), None),
    "trace": (SMALL, {"output": None}),
    "views": ((), {"views": None}),
}  # fmt: skip
"""What each command is told to do, and some of what a program is told then; None for whatever it is."""


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_tells_a_program_what_it_made_and_what_is_wrong(command):
    Path("examples").mkdir()
    Path("examples/r.toml").write_text("input-size = 1\nkernel = 1\n")
    Path("m.md").write_text(BLOCK)
    if command == "explain":
        run("render", "examples/r.toml")
    words, expected = TOLD[command]
    told = json.loads(run(command, *words, "--json").stdout)
    if expected is not None:
        assert told.keys() >= expected.keys()
        assert {name: told[name] for name, value in expected.items() if value is not None} == {
            name: value for name, value in expected.items() if value is not None
        }
    wrong = run(command, "--json", "--strid", "1")
    assert wrong.exit_code == 2
    assert json.loads(wrong.stdout)["error"]["kind"] in ("no_option", "usage")


def test_the_page_for_programs_shows_what_they_are_told():
    text = (ROOT / "docs" / "llms.txt").read_text(encoding="utf-8")
    made, error = map(json.loads, re.findall(r"^    \{.*\n(?:     .*\n)*", text, re.MULTILINE))
    (line,) = re.findall(r"^    tconv-anim (.* --json .*)$", text, re.MULTILINE)
    told = json.loads(run(*shlex.split(line)).stdout)
    assert [made.keys(), made["files"][0].keys()] == [told.keys(), told["files"][0].keys()]
    assert {**made, "files": 0, "summary": 0, "alt_text": 0} == {**told, "files": 0, "summary": 0, "alt_text": 0}
    assert json.loads(run("--stride", "0", "--json").stdout) == error
    assert set(re.findall(r"`(?:tconv-anim )?([a-z-]+)[ `]", text.partition("| prints |")[2].partition("\n\n")[0])) >= {
        command for command in COMMANDS if command != "compare"
    }


def test_a_program_is_told_of_each_part_that_fails_and_of_what_there_is_all_the_same():
    Path("r.toml").write_text("input-size = 1\nkernel = 1\noutputs = ['a.gif', 'b.txt']\n")
    ((picture,),) = (json.loads(run("render", "r.toml", "--out", "x", "--json").stdout)["pictures"],)
    gif, text = picture["files"]
    assert (gif["file"], gif["bytes"], gif["frames"]) == ("x/a.gif", Path("x/a.gif").stat().st_size, 3)
    assert (text["sentences"], picture["output_shape"]) == (3, [1, 1, 1])
    Path("m.md").write_text(BLOCK)
    Path("n.md").write_text(BLOCK.replace("--kernel 1 -o m", "--kernel 0 -o n"))
    checked = run("markdown", "m.md", "n.md", "--check", "--json")
    told = json.loads(checked.stdout)
    assert checked.exit_code == 1
    assert told["out_of_date"] == {"m.md": "not what its blocks make", "images/m.gif": "missing"}
    assert [failure["message"] for failure in told["failures"]] == [
        line.removeprefix("Error: ") for line in checked.stderr.splitlines() if line.startswith("Error: ")
    ]
    layers = json.loads(run("receptive-field", *TOLD["receptive-field"][0], "--json").stdout)["layers"]
    assert layers[1] == {
        "layer": "Conv2d(1, 1, kernel_size=2)", "output_size": [1, 1], "size": [[4, 4], [4, 4]], "jump": [1, 1],
        "start": [0, 0],
    }  # fmt: skip
    run(*SMALL, "-o", "a.svg")
    Path("a.svg").write_text(Path("a.svg").read_text().replace("look =", "lok ="))
    explained = json.loads(run("explain", "a.svg", "--json").stdout)
    assert explained["recipe"].startswith("# tconv-anim\nlok = ")
    assert explained["error"]["kind"] == "unknown_key"


@pytest.mark.parametrize(
    ("words", "kind", "hint"),
    [
        (("--stride", "0"), "nonpositive_stride", [{"stride": 1}]),
        (("--op", "conv", "--input-size", "2"), "kernel_larger_than_padded_input", [{"padding": 1}, {"input_size": 3}]),
        (("compare", "--ops", "conv"), "unknown_op", []),
        (("--strid", "2"), "no_option", []),
        (("-o", "-"), "json_on_stdout", []),
        (("--stride",), "usage", None),
    ],
)
def test_a_program_is_told_what_is_wrong(words, kind, hint):
    result = run("--json", *words) if words[0].startswith("-") else run(*words, "--json")
    error = json.loads(result.stdout)["error"]
    assert result.exit_code == 2
    assert (error["kind"], error.get("hint")) == (kind, hint)
    assert result.stderr.splitlines()[-1] == f"Error: {error['message']}"
    assert list(Path().iterdir()) == []


def test_a_recipe_is_drawn_whenever_it_or_its_file_is_saved_also_after_a_mistake(monkeypatch, capsys):
    Path("x.csv").write_text("1")
    Path("r.toml").write_text('input = "x.csv"\nkernel = 1\noutputs = ["r.png"]\n')
    saves = iter([
        lambda: Path("r.toml").write_text("kernel = 0\n"),
        lambda: Path("x.csv").write_text("1"),
        lambda: Path("r.toml").write_text('input = "x.csv"\nkernel = 1\noutputs = ["r.png", "s.png"]\n'),
        lambda: Path("x.csv").write_text("1,2"),
        lambda: None,
    ])  # fmt: skip
    made: list[int] = []

    def wait(_: float) -> None:
        made.append(Path("r.png").stat().st_size if Path("s.png").exists() else 0)
        try:
            next(saves)()
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(watching.time, "sleep", wait)
    with pytest.raises(KeyboardInterrupt):
        watching.redraw(("r.toml",), _named, lambda file: _draw(read_recipe(file), "."))
    told = capsys.readouterr().err
    assert told.count("Error: ") == 1
    assert "--kernel 0" in told or "kernel = 0" in told
    assert told.count("r.png: ") == 3, "at first, when it is right again, and when its numbers change"
    assert made[-1] != made[-3] != 0
