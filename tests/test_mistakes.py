"""What a command says of options that contradict each other, that it does not take, or that it does not apply."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tconv_anim.animation import animate
from tconv_anim.cli import main
from tconv_anim.core.message import message


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def layer(text: str, *more: str) -> tuple[str, ...]:
    return ("--layer", text, *more)


def solve(*more: str) -> tuple[str, ...]:
    return ("solve", "--input-size", "5", *more)


MISTAKES = [
    (layer('Conv2D(1, 3, input_shape=(5, 5, 3))', "--input-size", "4"),
     "input_shape=(5, 5, 3) does not go with an input of size 4x4: leave one out"),
    (layer('Conv2D(1, 3, batch_input_shape=(None, 2, 2, 1))', "--input", "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]"),
     "batch_input_shape=(None, 2, 2, 1) does not go with an input of 2 channels: leave one out"),
    (layer('Conv2D(1, 3, input_shape=(5, 3))'),
     "input_shape=(5, 3) is not the shape of an input: write input_shape=(rows, columns, channels)"),
    (layer('Conv1D(1, 3, batch_input_shape=5)'),
     "batch_input_shape=5 is not the shape of an input: write batch_input_shape=(None, steps, channels)"),
    (layer('Conv1D(1, 3, data_format="NCW")'),
     "Conv1D of Keras does not know data_format='NCW': use 'channels_first' or 'channels_last'"),
    (layer("Conv2d(1, 1, 3, bias=False)", "--bias", "1"),
     "bias does not go with bias=False of the layer: leave one out"),
    (layer("Conv2D(1, 3, use_bias=False)", "--bias", "1"),
     "bias does not go with use_bias=False of the layer: leave one out"),
    (layer("MaxPool2d(2)"), "layer 'MaxPool2d' is not a convolution: use --op max_pool instead of a layer"),
    (layer("F.interpolate(x, scale_factor=2)"),
     "layer 'interpolate' is not a convolution: use --op nearest or --op linear or --op bilinear instead of a layer"),
    (layer("Conv1d(1, 1, 3)", "--input-size", "5x5"), "--input-size has the wrong length: give one number"),
    (("--dims", "1", "--stride", "2x2"), "stride 2x2 has 2 numbers: give one"),
    (("--stride", "2x2x2"), "Invalid value for '--stride': '2x2x2' is not a size: "
     "write a number such as 3, or rows by columns such as 3x5"),
    (("-o", "."), "cannot write .: it is a folder: name a file in it"),
    (("-o", ""), "cannot write '': the name has no suffix: end it in .gif, .html, .png or .svg"),
    (layer("ConvTranspose2d(64, 32, 4)", "--channels", "3:32"),
     "3 input channels cannot be, as the layer has 64: use 64"),
    (layer("Conv2D(32, 3)", "--channels", "3:16"), "16 output channels cannot be, as the layer has 32: use 32"),
    (layer("Conv2D(1, 3, input_shape=(5, 5, 3))", "--channels", "4:1"),
     "input_shape=(5, 5, 3) does not go with an input of 4 channels: leave one out"),
    (layer("ConvTranspose(strides=[2, 2])", "--channels", "2:1", "--input", "1,2;3,4"),
     "2 input channels cannot be, as the arrays have 1: use 1"),
    (("--op", "nearest", "--kernel", "3"),
     "--op nearest does not take --kernel: it takes --output-size, --scale-factor"),
    (("--op", "conv", "--scale-factor", "2"),
     "--op conv does not take --scale-factor: "
     "it takes --kernel, --stride, --padding, --dilation, --output-padding, --groups, --padding-mode"),
    (("--op", "max_unpool", "--scale-factor", "2"),
     "--op max_unpool does not take --scale-factor: "
     "it takes --kernel, --stride, --padding, --dilation, --ceil-mode, --output-size"),
    (("--op", "bilinear", "--output-size", "4", "--scale-factor", "2"),
     "--op bilinear takes --output-size or --scale-factor, not both: leave one out"),
    (("--op", "max_unpool", "--pair"), "pair knows conv and conv_transpose, not max_unpool: leave it out"),
    (("--op", "linear", "--dims", "2"), "--dims 2 is not what linear works over: use 1"),
    (("--dims", "1", "--input-size", "3x3"), "size 3x3 is not of 1 dimension: give one number"),
    (("--channels", "3:2", "--groups", "2"),
     "groups 2 does not divide 3 input channels: use groups 1 or 2 input channels"),
    (("--op", "conv", "--output-padding", "1"),
     "output_padding belongs to conv_transpose: leave it 0 or use --op conv_transpose"),
    (("--op", "compare", "--channels", "2:2"),
     "--op compare does not take --channels: it takes --ops, --input, --input-size, --output-size, --seed"),
    (("--op", "nearest", "--channels", "2:3"), "3 output channels cannot be, as nearest makes 2: use 2"),
    (("--op", "resize_conv", "--channels", "1:3", "--weight", "1,2;3,4"),
     "3 output channels cannot be, as the arrays have 1: use 1"),
    (("--ops", "nearest,bilinear"),
     "ops are what compare compares, not conv_transpose: use --op compare, or leave them out"),
    (("code", "--op", "nearest"),
     "Invalid value for '--op': nearest is no convolution: "
     "use conv or conv_transpose, or trace, which prints every number"),
    (("code", "--layer", "Conv2d(1, 1, 3)", "--stride", "2"), "--stride is part of the layer: change it in --layer"),
    (solve("--inverse-of", "Conv2d(1, 1, 3)", "--kernel", "5"),
     "--kernel is part of the layer: change it in --inverse-of"),
    (solve("--inverse-of", "Conv2d(1, 1, 3)", "--dilation", "1..2"),
     "--dilation is part of the layer: change it in --inverse-of"),
    (solve("--inverse-of", "Conv2d(1, 1, 3)", "--op", "conv"), "--op is part of the layer: change it in --inverse-of"),
    (solve("--output-size", "8", "--kernel", "4..2"),
     "Invalid value for '--kernel': '4..2' runs backwards: write the smaller number first, 2..4"),
    (solve("--output-size", "40x40", "--op", "conv"),
     "no parameters give this size: try other --kernel or --dilation, or another size"),
    (solve("--output-size", "5x9"),
     "no kernel, stride and padding that are equal on both axes give this size: "
     "solve each axis alone, --input-size 5 --output-size 5 and --input-size 5 --output-size 9"),
    (solve("--output-size", "8", "--kernel", "1..100000"),
     "more than 10000 parameters give this size: give fewer kernels or dilations"),
    (solve("--output-size", "8", "--kernel", "1..1000000000", "--op", "conv"),
     "more than 10000 parameters give this size: give fewer kernels or dilations"),
    (("solve", "--input-size", "1", "--output-size", "900000000"),
     "more than 1000000 kernels, dilations and strides take long to try: "
     "give fewer kernels or dilations, or smaller sizes"),
    (("solve", "--input-size", "4x5", "--output-size", "8x8", "--kernel", "1..1000", "--dilation", "1..1000000"),
     "more than 1000000 kernels, dilations and strides take long to try: "
     "give fewer kernels or dilations, or smaller sizes"),
    (solve("--output-size", "8", "--dilation", "1000000001"),
     "dilation is larger than any convolution's: use 1000000000 or less"),
    (("--channels", "0:1"), "--channels counts from 1, such as 2:1: use 1 or more on both sides"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), MISTAKES, ids=[" ".join(arguments) for arguments, _ in MISTAKES])
def test_a_mistake_is_one_sentence_that_names_a_way_out(arguments, sentence):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1] == f"Error: {sentence}"
    assert not list(Path().iterdir())


DIGITS = "9" * 5000  # more than Python reads
LONG = "999999999999999999… has too many digits: write at most 18"
NESTED = "the layer's text has too many nested brackets: write one call, such as Conv2d(1, 1, 3)"
ABSURD = [
    (("--stride", DIGITS), f"Invalid value for '--stride': {LONG}"),
    (("--stride", f"2x{DIGITS[:19]}"), f"Invalid value for '--stride': 2x{LONG[2:]}"),
    (("--padding", f"{DIGITS}:{DIGITS}"), f"Invalid value for '--padding': {LONG}"),
    (("--op", "nearest", "--scale-factor", DIGITS), f"Invalid value for '--scale-factor': {LONG}"),
    (("--channels", f"{DIGITS}:1"), f"Invalid value for '--channels': {LONG}"),
    (("--loop", DIGITS), f"Invalid value for '--loop': {LONG}"),
    (("--steps", f"{DIGITS}:{DIGITS}"), f"Invalid value for '--steps': {LONG}"),
    (solve("--output-size", "8", "--kernel", f"{DIGITS}..{DIGITS}"), f"Invalid value for '--kernel': {LONG}"),
    (("--theme", "a\0.toml"), r"theme 'a\x00.toml' is not known: use dark, light or a .toml file"),
    (layer("-" * 100_000 + "1"), NESTED),
    (layer("Conv2d(1, 1, " + "-" * 3000 + "3)"), NESTED),
    (layer("Conv2d(1, 1, 3)" + "()" * 3000), NESTED),
    (layer(f"Conv2d(1, 1, 0x{'f' * 4200})"), "layer text, column 14: expected a smaller number"),
]


@pytest.mark.parametrize(("arguments", "sentence"), ABSURD, ids=lambda value: str(value)[:40])
def test_what_python_cannot_read_is_one_sentence_as_well(arguments, sentence):
    result = run(*arguments)
    assert (result.exit_code, result.stderr.splitlines()[-1]) == (2, f"Error: {sentence}")
    assert not list(Path().iterdir())


def test_a_factor_may_have_as_many_decimals_as_one_writes():
    shown = json.loads(run("trace", "--op", "nearest", "--scale-factor", "2." + "0" * 30).stdout)
    assert shown["output_size"] == [6, 6]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"stride = {DIGITS}", "recipe a.toml holds a number that is too large: use a smaller one"),
        (f"stride = 0x{'f' * 4200}", "recipe a.toml holds a number that is too large: use a smaller one"),
        (f"input = {'[' * 3000}1{']' * 3000}", "recipe a.toml has lists that are nested too deep: use fewer levels"),
        (r'input = "a\u0000.csv"',
         r"recipe a.toml: input 'a\x00.csv' holds a null character: write '1,2;3,4', or a file's name"),
        (r'input = "a\u0000.png"',
         r"recipe a.toml: input 'a\x00.png' holds a null character: write '1,2;3,4', or a file's name"),
        (r'theme = "a\u0000.toml"', r"recipe a.toml: theme 'a\x00.toml' is not known: use dark, light or a .toml file"),
        (r'outputs = ["a\u0000.gif"]',
         r"recipe a.toml: cannot write 'a\x00.gif': a file name cannot hold a null character: leave it out"),
        ('theme = "b.toml"', "recipe a.toml: theme file b.toml has lists that are nested too deep: use fewer levels"),
        ('theme = "c.toml"',
         "recipe a.toml: theme file c.toml holds a number that is too large: use a smaller one"),
    ],
    ids=lambda text: text[:40],
)  # fmt: skip
def test_a_recipe_that_python_cannot_read_is_one_sentence(text, sentence):
    Path("a.toml").write_text(text)
    Path("b.toml").write_text(f"line = {'[' * 3000}")
    Path("c.toml").write_text(f"line = 0x{'f' * 4200}")
    result = run("render", "a.toml", "--out", "pictures")
    assert (result.exit_code, result.stderr) == (2, f"Error: {sentence}\n")
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


def test_a_recipe_is_told_the_same():
    Path("a.toml").write_text('op = "nearest"\nkernel = 3\n')
    told = run("render", "a.toml").stderr
    assert told == (
        "Error: recipe a.toml: --op nearest does not take --kernel: it takes --output-size, --scale-factor\n"
    )


def test_code_offers_what_it_knows():
    shown = run("code", "--help").stdout
    assert "--op [conv|conv_transpose]" in shown
    assert "--scale-factor" not in shown
    assert "bilinear" not in shown


def test_a_theme_goes_below_the_recipes():
    Path("recipes/themes").mkdir(parents=True)
    theme = 'base = "dark"\nbackground = "#102030"\n\n[roles]\nkernel = { fill = "#f7c59f", text = "#3d2308" }\n'
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
        assert shots[0].scene.caption.note == ((note, message("sums_over_all")) if note else ())
