"""What a command says of options that contradict each other, that it does not take, or that it does not apply."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from tconv_anim.cli import main


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def layer(text: str, *more: str) -> tuple[str, ...]:
    return ("--layer", text, *more)


MISTAKES = [
    (layer('Conv2D(1, 3, input_shape=(5, 5, 3))', "--input-size", "4"),
     "input_shape (5, 5, 3) does not go with an input of size 4x4: leave one out"),
    (layer('Conv2D(1, 3, batch_input_shape=(None, 2, 2, 1))', "--input", "[[[1, 2], [3, 4]], [[5, 6], [7, 8]]]"),
     "batch_input_shape (None, 2, 2, 1) does not go with an input of 2 channels: leave one out"),
    (layer('Conv2D(1, 3, input_shape=(5, 3))'),
     "input_shape (5, 3) is not known: write (rows, columns, channels)"),
    (layer('Conv1D(1, 3, batch_input_shape=5)'),
     "batch_input_shape 5 is not known: write (None, steps, channels)"),
    (layer('Conv1D(1, 3, data_format="NCW")'),
     "data_format='NCW' is not known: use 'channels_first' or 'channels_last'"),
    (layer("Conv2d(1, 1, 3, bias=False)", "--bias", "1"),
     "bias does not go with bias=False of the layer: leave one out"),
    (layer("Conv2D(1, 3, use_bias=False)", "--bias", "1"),
     "bias does not go with use_bias=False of the layer: leave one out"),
]  # fmt: skip


@pytest.mark.parametrize(("arguments", "sentence"), MISTAKES, ids=[" ".join(arguments) for arguments, _ in MISTAKES])
def test_a_mistake_is_one_sentence_that_names_a_way_out(arguments, sentence):
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert result.stderr.splitlines()[-1] == f"Error: {sentence}"
    assert not list(Path().iterdir())


@pytest.mark.parametrize("command", [("trace",), ("code",), ("--steps", "1:1", "-o", "a.gif")])
def test_what_is_not_applied_is_told(command):
    told = run(*command, "--layer", 'Conv2D(1, 3, activation="relu", name="first")').stderr.splitlines()
    assert "note: activation='relu' is not applied" in told
