"""The command: what it writes and says, and that a mistake is one sentence with exit code 2 and no file touched."""

import io
import itertools
import os
import re
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tconv_anim import Animation, __version__, animate, record
from tconv_anim.cli import main
from tconv_anim.cli.outputs import make_outputs
from tconv_anim.cli.progress import showing_progress
from tconv_anim.core.progress import passing
from tconv_anim.options import LOOK, drawn_ops
from tconv_anim.scenes.notes import ROUNDED

from .command import mistake, run


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def test_the_main_job_needs_no_sub_command():
    result = run("--stride", "2", "--padding", "1", "--kernel", "3")
    assert result.exit_code == 0
    assert [path.name for path in Path().iterdir()] == ["conv_transpose_i3_k3_s2_p1.gif"]
    size = Path("conv_transpose_i3_k3_s2_p1.gif").stat().st_size
    assert result.stderr.splitlines()[0] == (
        "ConvTranspose2d(1, 1, kernel_size=3, stride=2, padding=1): 3×3 to 5×5, "
        "output = (input − 1)·stride − 2·padding + kernel = (3 − 1)·2 − 2·1 + 3 = 5"
    )
    assert result.stderr.splitlines()[1].endswith(f" px, 22 frames, 16.0 s, {size / 1000:.0f} kB")
    assert result.stdout == ""


def test_several_outputs_each_in_the_format_of_its_suffix():
    assert run("-o", "a.gif", "-o", "b.png", "-o", "c.GIF").exit_code == 0
    for name, fmt in (("a.gif", "GIF"), ("b.png", "PNG"), ("c.GIF", "GIF")):
        with Image.open(name) as image:
            assert image.format == fmt


def test_a_dash_writes_to_stdout():
    shown = subprocess.run([sys.executable, "-m", "tconv_anim", "-o", "-"], capture_output=True, check=True)
    with Image.open(io.BytesIO(shown.stdout)) as image:
        assert image.n_frames == 21
    assert not list(Path().iterdir())


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        (("--input-size", "2x3"), "conv_transpose_i2x3_k3_s1_p0.gif"),
        (("--op", "conv", "--input-size", "5", "--padding", "same"), "conv_i5_k3_s1_psame.gif"),
        (("--stride", "2", "--output-padding", "1", "--dilation", "2"), "conv_transpose_i3_k3_s2_p0_d2_op1.gif"),
        (("--view", "zero_insertion"), "conv_transpose_i3_k3_s1_p0_zero_insertion.gif"),
        (("--op", "conv", "--padding", "1", "--padding-mode", "reflect"), "conv_i3_k3_s1_p1_reflect.gif"),
    ],
)
def test_a_file_is_named_after_its_parameters(arguments, name):
    assert run(*arguments).exit_code == 0
    assert [path.name for path in Path().iterdir()] == [name]


def recipe(name: str = "a.gif") -> str:
    with Image.open(name) as image:
        return image.info["comment"].decode()


def test_numbers_come_from_the_command_line_or_from_files():
    np.save("x.npy", np.array([[1, 2], [3, 4]]))
    Path("w.csv").write_text("0.5,-1\n2,3\n")
    assert run("--input", "x.npy", "--weight", "w.csv", "-o", "a.gif").exit_code == 0
    assert 'input = "1.0,2.0;3.0,4.0"\nweight = "0.5,-1.0;2.0,3.0"\n' in recipe()
    assert run("--input", " 1, 2 ;3,4;", "--weight", "5", "--bias", "2", "-o", "a.gif").exit_code == 0
    assert 'input = "1,2;3,4"\nweight = "5"\nbias = "2"\n' in recipe()


def test_a_seed_draws_other_numbers_and_the_same_ones_again():
    run("-o", "a.gif", "--seed", "1")
    first = Path("a.gif").read_bytes()
    run("-o", "a.gif", "--seed", "1")
    assert Path("a.gif").read_bytes() == first
    run("-o", "a.gif", "--seed", "2")
    assert Path("a.gif").read_bytes() != first


def test_the_plain_look_has_no_text_and_its_size():
    arguments = ("--view", "zero_insertion", "--stride", "2", "--padding", "1", "--no-numbers", "--no-labels",
                 "--no-caption", "--size", "395x449", "-o", "a.gif")  # fmt: skip
    assert run(*arguments).exit_code == 0
    with Image.open("a.gif") as image:
        assert image.size == (395, 449)
        assert image.n_frames == 27
    assert Path("a.gif").stat().st_size <= 110_000


def test_steps_pick_placements():
    assert run("--input-size", "12", "--steps", "1:144:36", "-o", "a.gif").exit_code == 0
    with Image.open("a.gif") as image:
        assert image.n_frames == 1 + 2 * 4 - 1 + 2 + 1  # nothing is added to in the first; then two products of a sum


def test_every_and_max_steps_thin_what_steps_picks_and_the_recipe_tells_which():
    assert run("--input-size", "12", "--max-steps", "4", "-o", "a.gif").exit_code == 0
    assert tomllib.loads(recipe())["steps"] == "1:144:36"
    assert run("--input-size", "12", "--every", "36", "-o", "b.gif").exit_code == 0
    assert Path("b.gif").read_bytes() == Path("a.gif").read_bytes()
    assert (
        run("--input-size", "4", "--steps", "2:16:2", "--every", "2", "--max-steps", "3", "-o", "a.gif").exit_code == 0
    )
    assert tomllib.loads(recipe())["steps"] == "2:16:8"


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr("tconv_anim.cli.progress.PATIENCE_S", 1.2)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def said_of_work(monkeypatch, stream: io.StringIO, item_s: float, count: int = 30) -> str:
    """What stderr holds after work on items that take so long."""
    clock = itertools.count(0, item_s)
    monkeypatch.setattr("sys.stderr", stream)
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    with showing_progress():
        assert list(passing(range(count), "drawing", count)) == list(range(count))
    return stream.getvalue()


@pytest.mark.usefixtures("impatient")
def test_long_work_shows_a_bar_on_a_terminal(monkeypatch):
    bars = said_of_work(monkeypatch, Terminal(), 0.5).split("\r\x1b[K")
    assert bars[:2] == ["", f"drawing [{'#' * 2:-<30}] 7%, 2 s"]
    assert bars[-2].startswith(f"drawing [{'#' * 29}-] 97%")
    assert bars[-1] == "", "the line is gone when the work is done"
    assert said_of_work(monkeypatch, Terminal(), 0.01) == ""


@pytest.mark.usefixtures("impatient")
def test_long_work_is_said_elsewhere_within_two_seconds_then_every_ten_and_at_its_end(monkeypatch):
    assert said_of_work(monkeypatch, io.StringIO(), 0.5).splitlines() == [
        "drawing: 2 of 30", "drawing: 22 of 30", "drawing: done"
    ]  # fmt: skip
    assert said_of_work(monkeypatch, io.StringIO(), 0.01) == ""


@pytest.mark.usefixtures("impatient")
def test_a_whole_work_is_shown_in_place_of_its_parts(monkeypatch):
    clock = itertools.count(0, 0.3)
    monkeypatch.setattr("sys.stderr", io.StringIO())
    monkeypatch.setattr("time.monotonic", lambda: next(clock))
    with showing_progress():
        for _ in passing(range(3), "recipes", 3, whole=True):
            for _ in passing(range(40), "drawing", 40):
                pass
        for _ in passing(range(40), "drawing", 40):
            pass
    assert sys.stderr.getvalue().splitlines() == [
        "recipes: 0 of 3", "recipes: 0 of 3", "recipes: 1 of 3", "recipes: 2 of 3", "recipes: done",
        "drawing: 12 of 40", "drawing: done",
    ]  # fmt: skip


@pytest.mark.usefixtures("impatient")
def test_a_long_search_for_what_fits_tells_what_it_tries(monkeypatch):
    def shown(stream: io.StringIO, attempt_s: float) -> str:
        clock = itertools.count(0, attempt_s)
        monkeypatch.setattr("sys.stderr", stream)
        monkeypatch.setattr("time.monotonic", lambda: next(clock))
        with showing_progress():
            make_outputs({"op": "conv", "max_kb": 20}, ("x.gif",))
        return stream.getvalue()

    line, said = shown(Terminal(), 1.5).split("\r\x1b[Kchosen", 1)
    assert re.search(r"keeping within 20 kB: trying --colors \d+ --size \d+$", line)
    assert said.startswith(" to keep within 20 kB: --colors")
    quick = shown(Terminal(), 1e-9)
    assert "trying" not in quick
    assert shown(io.StringIO(), 1e-9) == quick


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signal")
@pytest.mark.usefixtures("usual_signals")
def test_interrupted_it_leaves_nothing_behind_and_says_so_in_a_word():
    Path("a.gif").write_bytes(b"old")
    command = [sys.executable, "-m", "tconv_anim", "--input-size", "16", "-o", "a.gif"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and len(list(Path().iterdir())) < 2:
            time.sleep(0.01)
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGINT
    assert told.splitlines()[-1] == "Aborted!"
    assert "Traceback" not in told
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == {"a.gif": b"old"}


def test_version_and_help():
    assert run("--version").stdout == f"tconv-anim, version {__version__}\n"
    shown = run("-h").stdout
    for option in main.params:
        assert option.opts[0] in shown


MISTAKES = {
    "kernel larger than the padded input": (
        ("--op", "conv", "--input-size", "3", "--kernel", "5"), "kernel_larger_than_padded_input"),
    "output_padding too large": (("--stride", "2", "--output-padding", "2"), "output_padding_too_large"),
    "stride 0": (("--stride", "0"), "nonpositive_stride"),
    "negative padding": (("--padding", "-1"), "negative_padding"),
    "output below 1": (("--padding", "3"), "output_size_too_small"),
    "kernel 3x": (("--kernel", "3x"), "not_a_size"),
    "missing .npy": (("--input", "none.npy"), "not_read"),
    "broken .npy": (("--input", "broken.npy"), "not_npy"),
    "an empty .npy": (("--input", "empty.npy"), "not_npy"),
    "four axes": (("--input", "four.npy"), "input_rank"),
    "broken .csv": (("--weight", "broken.csv"), "not_a_number_in_file"),
    "ragged": (("--input", "1,2;3"), "unequal_rows"),
    "a missing image": (("--input", "photo.jpg"), "not_read"),
    "an image as weight": (("--weight", "photo.jpg"), "picture_not_taken"),
    "missing folder": (("-o", "none/a.gif"), "no_folder"),
    "unknown suffix": (("-o", "old.gif", "-o", "a.mov"), "unknown_suffix"),
    "a snippet of no page": (("--snippet",), "snippet_of_page"),
    "a snippet of stdout": (("--snippet", "-o", "a.html", "-o", "-"), "snippet_of_page"),
    "unknown theme": (("--theme", "drak"), "unknown_theme"),
    "theme with an unknown key": (("--theme", "key.toml"), "unknown_key"),
    "theme with a bad colour": (("--theme", "colour.toml"), "not_a_color"),
    "unknown view": (("--view", "matrx"), "unknown_word"),
    "view of conv": (("--view", "sliding_window"), "view_of_other_op"),
    "a matrix aslant": (("--view", "matrix", "--style", "isometric"), "always_flat"),
    "a large matrix": (("--view", "matrix", "--input-size", "9"), "too_large"),
    "channels of a matrix": (("--view", "matrix", "--channels", "2:1", "--show-channels", "0:0"), "all_channels"),
    "a pair without a conv": (("--pair", "--dilation", "3", "--output-padding", "2"), "no_inverse"),
    "too many placements": (("--input-size", "50"), "too_large"),
    "absurdly many placements": (("--input-size", "5000"), "too_large"),
    "steps that pick nothing": (("--steps", "20:30"), "no_steps"),
    "steps that are none": (("--steps", "1-3"), "not_a_steps"),
    "page too small": (("--size", "50"), "too_small"),
    "loop": (("--loop", "0"), "not_a_loop"),
    "too fast": (("--step-ms", "5"), "too_small"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_one_sentence_and_no_file_is_touched(name):
    Path("broken.npy").write_bytes(b"no numbers")
    Path("empty.npy").write_bytes(b"")
    np.save("four.npy", np.ones((2, 1, 2, 3)))
    Path("broken.csv").write_text("1,2\nx,4\n")
    Path("key.toml").write_text('colour = "#fff"\n')
    Path("colour.toml").write_text('edge = "bleu"\n')
    Path("old.gif").write_bytes(b"old")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    arguments, kind = MISTAKES[name]
    if "-o" not in arguments:
        arguments = (*arguments, "-o", "old.gif")
    assert mistake(*arguments).kind == kind
    assert {path: path.read_bytes() for path in Path().iterdir()} == before


def test_an_option_that_click_does_not_know_is_one_sentence_too():
    result = run("--strid", "2")
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
    assert "--stride" in result.stderr
    assert not list(Path().iterdir())


def test_a_folder_that_may_not_be_written_is_refused(monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    result = run("-o", "a.gif")
    assert result.exit_code == 2
    assert "Error: cannot write a.gif: it is not writable: name a file elsewhere" in result.stderr


def test_a_system_that_refuses_while_writing_is_one_sentence(monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tconv_anim.formats._writing.create", full)
    result = run("-o", "a.gif")
    assert result.exit_code == 2
    assert "Error: cannot write a.gif: No space left on device: name a file elsewhere" in result.stderr


def test_a_link_stays_a_link():
    Path("folder").mkdir()
    Path("folder/real.gif").write_bytes(b"old")
    Path("link.gif").symlink_to("folder/real.gif")
    assert run("-o", "link.gif").exit_code == 0
    assert Path("link.gif").is_symlink()
    assert Path("folder/real.gif").read_bytes()[:3] == b"GIF"


ROUND_TRIPS = [
    ("--stride", "2", "--padding", "1", "--theme", "dark", "--size", "700x700", "--colors", "40"),
    ("--op", "conv", "--dims", "1", "--input-size", "6", "--padding", "2:0", "--bias", "1.5"),
    ("--channels", "2:2", "--groups", "2", "--bias", "1,2", "--no-caption", "--loop", "once"),
    ("--op", "conv", "--padding", "1:0x0:2", "--input", "0.5,1;2,3", "--weight", "1,2", "--steps", "1:3"),
    ("--layer", 'Conv2DTranspose(1, 3, strides=2, padding="same")'),
    ("--layer", 'jax.lax.conv_transpose(x, w, strides=(2, 2), padding="VALID")', "--input-size", "2"),
    ("--layer", "ConvTranspose2d(64, 32, 4, 2, 1)", "--seed", "7", "--steps", "1:3"),
    ("--op", "conv", "--channels", "3:2", "--show-channels", "0,2:1", "--padding", "same"),
    ("--op", "conv", "--padding", "1", "--padding-mode", "reflect", "--hold-ms", "500", "--size", "640x640"),
    ("--channels", "40:40", "--steps", "1:2"),
    ("--op", "conv", "--weight", "box", "--channels", "20:1", "--input-size", "8", "--steps", "1:2"),
    ("--op", "resize_conv", "--bias", "5", "--input-size", "2"),
    ("--op", "resize_conv", "--channels", "2:3", "--bias", "1,0,-2", "--steps", "1:3"),
    ("--op", "resize_conv", "--dims", "1", "--channels", "2:2"),
    *(("--op", op) for op in drawn_ops()),
]


@pytest.mark.parametrize("arguments", ROUND_TRIPS, ids=" ".join)
def test_the_recipe_in_a_file_makes_the_file_again_through_the_command_line(arguments):
    """Channels, rows, pads, bias, decimals and a page size survive."""
    assert run(*arguments, "-o", "a.gif").exit_code == 0
    again = ["-o", "again.gif"]
    options = tomllib.loads(recipe())
    assert options.pop("look") == LOOK
    for name, value in options.items():
        again += [f"--no-{name}"] if value is False else [f"--{name}"]
        again += [] if isinstance(value, bool) else ["once" if name == "loop" else str(value)]
    result = run(*again)
    assert result.exit_code == 0, (again, result.stderr)
    assert Path("again.gif").read_bytes() == Path("a.gif").read_bytes(), again


def test_every_frame_says_that_its_numbers_are_rounded_where_some_are():
    def notes(**given):
        return {ROUNDED in shot.scene.caption.note for shot in animate(**given)._drawn_shots()}

    assert notes(input=[[1 / 3]]) == notes(op="avg_pool", kernel_size=3) == notes(input=[[12345678]]) == {True}
    assert notes() == notes(input=[[0.5]]) == notes(input=[[1 / 3]], numbers=False) == {False}
    picture = np.arange(256).reshape(16, 16)
    assert notes(op="compare", input=picture, steps=range(1, 3)) == {False}, "a picture shows no numbers"
    assert notes(input=picture, weight="box", view="overlap", steps=range(1, 3)) == {False}, "nor these, but counts"
    assert notes(input=[[2]], weight=[[1 / 3]], view="overlap") == {False}


def test_the_alt_text_tells_how_many_steps_are_shown():
    assert "in 9 steps;" in animate().alt_text
    assert "in 9 steps, of which 3 are shown;" in animate(steps=range(2, 9, 3)).alt_text
    assert "in 81 steps, of which 1 is shown;" in animate(input_size=9, max_steps=1).alt_text


def test_compare_thins_and_limits_as_its_op_does():
    given = ("--input-size", "2", "--max-steps", "2", "--max-kb", "150")
    compared, asked = run("compare", *given, "-o", "a.gif"), run("--op", "compare", *given, "-o", "b.gif")
    assert compared.exit_code == asked.exit_code == 0
    assert compared.stderr.replace("a.gif", "b.gif") == asked.stderr
    assert Path("a.gif").read_bytes() == Path("b.gif").read_bytes()
    assert Path("a.gif").stat().st_size <= 150_000


def test_a_file_cannot_be_asked_for_twice():
    for again in ("a.gif", "./a.gif"):
        assert mistake("-o", "a.gif", "-o", again).kind == "output_twice"


def test_an_option_is_given_once_unless_it_takes_several():
    for words in (
        "--stride 2 --stride=3", "--pick 1 --pick=2", "--sum --no-sum", "--pair --pair",
        "code --kernel 2 --kernel 3", "recipe --kernel 2 --kernel 2", "trace --no-steps --steps", "compare --ops nearest --ops nearest",
        "gallery --only a --only b", "gallery --check --check", "markdown --images a --images b x.md", "render --out a --out b x.toml",
        "solve --input-size 9 --inverse-of Conv2d(1,1,3) --inverse-of Conv2d(1,1,5)", "solve --json --json --input-size 9 --output-size 9",
    ):  # fmt: skip
        error = mistake(*words.split())
        assert error.kind == "given_twice"
        assert words.count(error.parameters["option"].removeprefix("--")) == 2
    assert run("--help", "--stride", "2", "--stride", "3").exit_code == 0


def test_letters_that_the_font_lacks_are_boxes_and_named_once(tmp_path):
    file = tmp_path / "x.svg"
    result = run("--layer", "nn.ConvTranspose2d(1, 1, 3)  # 𐤀𐤁𐤂 𐤀", "--max-steps", "1", "-o", str(file))
    assert result.exit_code == 0
    assert [line for line in result.stderr.splitlines() if line.startswith("note: no font")] == [
        "note: no font has 𐤀 (U+10900), 𐤁 (U+10901), 𐤂 (U+10902): a box stands for each: name a font that has them, with --font"
    ]
    assert "𐤀𐤁𐤂" in file.read_text(encoding="utf-8")
    assert not Path("a.gif").exists()


def test_a_recipe_of_many_numbers_tells_where_they_come_from():
    drawn = animate("resize_conv", input_size=40, out_channels=2, weight="box", steps=range(1, 3), size=(4000, 4000))
    options = tomllib.loads(drawn.recipe)
    assert (options["input-size"], options["channels"], options["weight"], options["seed"]) == (40, "1:2", "box", 0)


def test_an_unpooling_with_indices_of_its_own_carries_no_recipe_as_no_options_make_it_again():
    pooled = record("max_pool", np.arange(16).reshape(1, 4, 4), kernel_size=2)
    Animation(record("max_unpool", pooled.output, indices=pooled.indices, kernel_size=2)).save("a.gif")
    assert "carries no recipe" in run("explain", "a.gif").stderr


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [
        (("--op", "resize_conv", "--bias", "1,2"), "bias_size"),
        (("--op", "resize_conv", "--channels", "2:1", "--weight", "1,2;3,4"), "channel_mismatch"),
        (("--op", "resize_conv", "--input", "7", "--weight", "[[[[1]],[[1]]]]"), "channel_mismatch"),
        (("--op", "nearest", "--weight", "box"), "unknown_parameter"),
        (("--op", "compare", "--weight", "box"), "unknown_parameter"),
        (("--dims", "1", "--view", "pixels"), "only_planes"),
    ],
)
def test_what_does_not_go_together_is_refused(arguments, kind):
    assert mistake(*arguments, "-o", "a.gif").kind == kind
    assert not Path("a.gif").exists()


@pytest.mark.parametrize("layer", [("--op", "conv"), ("--op", "nearest"), ("--op", "linear"), ("--op", "max_pool")])
def test_an_image_over_one_axis_is_drawn_as_rows_of_numbers(layer):
    Image.linear_gradient("L").resize((8, 1)).save("row.png")
    dims = () if layer[1] == "linear" else ("--dims", "1")
    assert run(*layer, *dims, "--input", "row.png", "-o", "a.gif").exit_code == 0
    assert "view" not in tomllib.loads(recipe())


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True, reason="a superuser may write anywhere")
def test_an_unwritable_folder_is_refused():
    Path("closed").mkdir(mode=0o500)
    result = run("-o", "closed/a.gif")
    assert result.exit_code == 2
    assert "Error: cannot write closed/a.gif: it is not writable: name a file elsewhere" in result.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device")
@pytest.mark.parametrize("command", ["trace", "--help", "views"])
def test_text_that_cannot_be_written_is_a_sentence(command):
    with open("/dev/full", "w") as full:
        told = subprocess.run([sys.executable, "-m", "tconv_anim", command], stdout=full, stderr=subprocess.PIPE)
    assert told.returncode == 2
    assert re.fullmatch(rb"Error: cannot write to stdout: .+: send it elsewhere\r?\n", told.stderr)
