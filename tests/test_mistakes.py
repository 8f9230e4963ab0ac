"""What a command says of options that contradict each other, that it does not take, or that it does not apply."""

import json
from pathlib import Path

import pytest

from tconv_anim.animation import animate
from tconv_anim.core.message import message

from .command import mistake, run


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def layer(text: str, *more: str) -> tuple[str, ...]:
    return ("--layer", text, *more)


def solve(*more: str) -> tuple[str, ...]:
    return ("solve", "--input-size", "5", *more)


MISTAKES = [
    (layer("Conv2D(1, 3, input_shape=(5, 5, 3))", "--input-size", "4"), "shape_and_size"),
    (layer("Conv2D(1, 3, batch_input_shape=(None, 2, 2, 1))", "--input", "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]"),
     "shape_and_channels"),
    (layer("Conv2D(1, 3, input_shape=(5, 3))"), "wrong_shape"),
    (layer("Conv1D(1, 3, batch_input_shape=5)"), "wrong_shape"),
    (layer('Conv1D(1, 3, data_format="NCW")'), "unknown_word"),
    (layer("Conv2d(1, 1, 3, bias=False)", "--bias", "1"), "bias_beside_layer"),
    (layer("Conv2D(1, 3, use_bias=False)", "--bias", "1"), "bias_beside_layer"),
    (layer("MaxPool(kernel_shape=[2, 2])"), "unread_layer"),
    (layer("tf.nn.depth_to_space(x, 2)"), "unread_layer"),
    (layer("MaxPool2d(2)", "--kernel", "3"), "kernel_beside_layer"),
    (layer("PixelShuffle(2)", "--kernel", "3"), "beside_layer"),
    (layer("MaxPool1d(2)", "--dims", "2"), "beside_layer"),
    (layer("MaxPool2d(2)", "--weight", "box"), "unknown_parameter"),
    (layer("Upsample(scale_factor=2, align_corners=True)"), "unknown_parameter"),
    (layer("Upsample(scale_factor=2)", "--dims", "1", "--input-size", "4x4"), "param_length"),
    (layer('Conv2D(1, 3, strides=0, padding="same")'), "nonpositive_stride"),
    (layer("Conv1d(1, 1, 3)", "--input-size", "5x5"), "param_length"),
    (("--dims", "1", "--stride", "2x2"), "param_length"),
    (("--stride", "2x2x2"), "not_a_size"),
    (("-o", "."), "is_folder"),
    (("-o", ""), "no_suffix"),
    (layer("ConvTranspose2d(64, 32, 4)", "--channels", "3:32"), "channels_of_layer"),
    (layer("Conv2D(32, 3)", "--channels", "3:16"), "channels_of_layer"),
    (layer("Conv2D(1, 3, input_shape=(5, 5, 3))", "--channels", "4:1"), "shape_and_channels"),
    (layer("ConvTranspose(strides=[2, 2])", "--channels", "2:1", "--input", "1,2;3,4"), "channels_of_arrays"),
    (("--op", "nearest", "--kernel", "3"), "unknown_parameter"),
    (("--op", "conv", "--scale-factor", "2"), "unknown_parameter"),
    (("--op", "max_unpool", "--scale-factor", "2"), "unknown_parameter"),
    (("--op", "bilinear", "--output-size", "4", "--scale-factor", "2"), "size_and_scale_factor"),
    (("--op", "max_unpool", "--pair"), "pair_of_other_op"),
    (("--op", "linear", "--dims", "2"), "unknown_dims"),
    (("--dims", "1", "--input-size", "3x3"), "axes_of_size"),
    (("--channels", "3:2", "--groups", "2"), "groups_not_dividing_channels"),
    (("--op", "conv", "--output-padding", "1"), "output_padding_in_conv"),
    (("--op", "compare", "--channels", "2:2"), "unknown_parameter"),
    (("--op", "nearest", "--channels", "2:3"), "channels_of_op"),
    (("--op", "resize_conv", "--channels", "1:3", "--weight", "1,2;3,4"), "channels_of_arrays"),
    (("--ops", "nearest,bilinear"), "ops_without_compare"),
    (("code", "--op", "compare"), "unknown_word"),
    (("code", "--layer", "Conv2d(1, 1, 3)", "--stride", "2"), "beside_layer"),
    (solve("--inverse-of", "Conv2d(1, 1, 3)", "--kernel", "5"), "beside_inverse"),
    (solve("--inverse-of", "Conv2d(1, 1, 3)", "--dilation", "1..2"), "beside_inverse"),
    (solve("--output-size", "8", "--let", "k=3"), "let_alone"),
    (solve("--inverse-of", "Conv2d(1, 1, k)", "--let", "s=3"), "not_given"),
    (solve("--inverse-of", "Conv2d(1, 1, 3)", "--op", "conv"), "beside_inverse"),
    (solve("--output-size", "8", "--kernel", "4..2"), "backwards"),
    (solve("--inverse-of", "Conv2d(1, 1, 3)", "--stride", "2"), "beside_inverse"),
    (solve("--inverse-of", "Conv2d(1, 1, 3)", "--dims", "2"), "beside_inverse"),
    (solve("--output-size", "40x40", "--op", "conv"), "unsolved"),
    (solve("--output-size", "5x40", "--op", "conv"), "unsolved"),
    (solve("--output-size", "8", "--output-padding", "1", "--op", "conv"), "output_padding_in_conv"),
    (solve("--output-size", "8x8", "--dims", "1"), "axes_of_size"),
    (solve("--output-size", "8", "--kernel", "3x3x3"), "param_length"),
    (solve("--output-size", "8", "--kernel", "0..3"), "empty_kernel"),
    (solve("--output-size", "8", "--kernel", "1..100000"), "too_many"),
    (solve("--output-size", "8", "--kernel", "1..1000000000", "--op", "conv"), "too_many"),
    (("solve", "--input-size", "1", "--output-size", "900000000"), "too_many"),
    (("solve", "--input-size", "4x5", "--output-size", "8x8", "--kernel", "1..1000", "--dilation", "1..1000000"),
     "too_many"),
    (solve("--output-size", "8", "--dilation", "1000000001"), "too_large"),
    (("--channels", "0:1"), "no_channels"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "kind"), MISTAKES, ids=[" ".join(arguments) for arguments, _ in MISTAKES])
def test_a_mistake_is_one_sentence_and_no_file(arguments, kind):
    assert mistake(*arguments).kind == kind
    assert not list(Path().iterdir())


DIGITS = "9" * 5000  # more than Python reads
ABSURD = [
    (("--stride", DIGITS), "too_many_digits"),
    (("--stride", f"2x{DIGITS[:301]}"), "too_many_digits"),
    (("--padding", f"{DIGITS}:{DIGITS}"), "too_many_digits"),
    (("--op", "nearest", "--scale-factor", DIGITS), "too_many_digits"),
    (("--channels", f"{DIGITS}:1"), "too_many_digits"),
    (("--loop", DIGITS), "too_many_digits"),
    (("--steps", f"{DIGITS}:{DIGITS}"), "too_many_digits"),
    (solve("--output-size", "8", "--kernel", f"{DIGITS}..{DIGITS}"), "not_a_range"),
    (("--theme", "a\0.toml"), "null_character"),
    (layer("Conv2d(1, 1, " + "(" * 300), "nested_too_deep"),
    (layer("Conv2d(1, 1, " + "-" * 3000 + "3)"), "nested_too_deep"),
    (layer(f"Conv2d(1, 1, 0x{'f' * 4200})"), "long_number"),
]


@pytest.mark.parametrize(("arguments", "kind"), ABSURD, ids=lambda value: str(value)[:40])
def test_what_python_cannot_read_is_one_sentence_as_well(arguments, kind):
    error = mistake(*arguments)
    assert error.kind == kind
    assert len(error.text(command_line=True)) < 200
    assert not list(Path().iterdir())


def test_a_factor_may_have_as_many_decimals_as_one_writes():
    shown = json.loads(run("trace", "--op", "nearest", "--scale-factor", "2." + "0" * 30).stdout)
    assert shown["spec"]["output_size"] == [6, 6]


@pytest.mark.parametrize(
    "text",
    [
        f"stride = {DIGITS}", f"stride = 0x{'f' * 4200}", f"input = {'[' * 3000}1{']' * 3000}",
        r'input = "a\u0000.csv"', r'input = "a\u0000.png"', r'theme = "a\u0000.toml"', r'outputs = ["a\u0000.gif"]',
        'theme = "b.toml"', 'theme = "c.toml"',
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_a_recipe_that_python_cannot_read_is_one_sentence(text):
    Path("a.toml").write_text(text)
    Path("b.toml").write_text(f"edge = {'[' * 3000}")
    Path("c.toml").write_text(f"edge = 0x{'f' * 4200}")
    error = mistake("render", "a.toml", "--out", "pictures")
    assert str(error).startswith("recipe a.toml")
    assert len(str(error)) < 200
    assert not Path("pictures").exists()


@pytest.mark.parametrize("command", [("trace",), ("code",), ("--steps", "1:1", "-o", "a.gif")])
def test_what_is_not_applied_is_told(command):
    told = run(*command, "--layer", 'Conv2D(1, 3, activation="relu", name="first")').stderr.splitlines()
    assert "note: activation='relu' is not applied" in told


def test_channels_that_a_layer_does_not_tell_are_given_beside_it_and_kept_in_the_recipe():
    for text, channels in (
        ("Conv2D(32, 3)", "3:32"),
        ("jax.lax.conv_transpose(x, w, (2, 2), 'SAME')", "4:2"),
        ("Conv(strides=[1, 1], group=2)", "6:40"),
        ("Conv2d(3, 64, 3)", "3:64"),
    ):
        shown = json.loads(run("trace", "--no-steps", "--layer", text, "--channels", channels).stdout)
        assert f"{shown['spec']['in_channels']}:{shown['spec']['out_channels']}" == channels
        assert run("--layer", text, "--channels", channels, "--steps", "1:1", "-o", "a.gif").exit_code == 0
        Path("a.toml").write_text(run("explain", "a.gif").stdout)
        assert run("render", "a.toml", "--out", "again").exit_code == 0
        assert Path("again/a.gif").read_bytes() == Path("a.gif").read_bytes()


def test_a_recipe_says_it_in_the_words_of_the_command_line():
    Path("a.toml").write_text('op = "nearest"\nkernel = 3\n')
    error = mistake("render", "a.toml")
    inner = error.parameters["error"]
    assert (error.kind, inner.kind) == ("in_recipe", "unknown_parameter")
    assert str(error) == f"recipe a.toml, line 1: {inner.text(command_line=True)}"


def test_code_offers_what_it_knows():
    shown = run("code", "--help").stdout
    assert "--scale-factor" in shown
    assert "--ops" not in shown
    assert "--theme" not in shown


def test_a_theme_goes_below_the_recipes():
    Path("recipes/themes").mkdir(parents=True)
    theme = 'base = "dark"\nbackground = "#102030"\n\n[cells]\nkernel = ["#f7c59f", "#3d2308"]\n'
    Path("recipes/themes/mine.toml").write_text(theme)
    Path("recipes/a.toml").write_text('theme = "themes/mine.toml"\ninput-size = 2\n')
    assert run("gallery", "recipes", "--jobs", "1").exit_code == 0
    Path("recipes/mine.toml").write_text(theme)
    told = run("gallery", "recipes", "--jobs", "1").stderr
    sentence = "recipe recipes/mine.toml is a theme: keep it in a folder below the recipes, such as themes/"
    assert f"Error: {sentence}" in told.splitlines()


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")
def test_a_folder_that_only_seems_writable_is_found_before_anything_is_said():
    told = run("-o", "a.gif", "-o", "/proc/x.gif").stderr
    assert told == "Error: cannot write /proc/x.gif: No such file or directory: name a file elsewhere\n"
    assert not list(Path().iterdir())


def test_a_note_counts_the_channels_of_the_side_that_is_not_wholly_drawn():
    notes = {
        (1, 32): message("outputs_drawn", outputs=1, of_outputs=32),
        (32, 1): message("inputs_drawn", inputs=1, of_inputs=32),
        (5, 6): message("inputs_and_outputs_drawn", inputs=1, of_inputs=5, outputs=1, of_outputs=6),
        (4, 4): None,
    }
    for (inputs, outputs), note in notes.items():
        shots = list(animate(in_channels=inputs, out_channels=outputs, input_size=1, kernel_size=1).shots())
        said = tuple(words for words in shots[0].scene.caption.note if words.key != "kernel_index_of_conv_transpose")
        assert said == ((note, message("sums_over_all")) if note else ())
