"""What a user can mend, in one sentence with exit code 2; options where the package names parameters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

import click

from tconv_anim.options import TconvError, drawn_ops

NOT_CURRENT = 1  # exit code where some of the work failed, or a check found something


class Mistake(click.ClickException):
    """What a user can mend: one sentence, exit code 2."""

    exit_code = 2


_NAMING = ("unknown_parameter", "missing_parameter", "size_and_scale_factor", "neither_size_nor_scale_factor")
_PARAMETERS = {
    name: f"--{name.replace('_', '-')}"
    for name in ("ops", "input", "weight", "bias", "input_size", "stride", "padding", "output_padding", "dilation",
                 "padding_mode", "groups", "dims", "scale_factor", "output_size", "align_corners", "ceil_mode",
                 "count_include_pad", "upscale_factor", "downscale_factor", "seed")
}  # fmt: skip
_PARAMETERS |= {"kernel_size": "--kernel", "size": "--output-size"}
_PARAMETERS |= {"in_channels": "--channels", "out_channels": "--channels"}
_LEADING = r"^(step_ms|hold_ms|max_kb|max_steps|every|colors|size|steps|loop) (?=\S+ (?:is too|do not|pick none))"


def in_options(error: ValueError) -> str:
    """What an error of the package says, with options where it names parameters."""
    if isinstance(error, TconvError):
        return error.text(command_line=True)
    text = str(error).replace("max_pool+max_unpool", "max_unpool")
    if getattr(error, "kind", "") in _NAMING:  # these begin with the op and list names
        text = "--op " + re.sub(r"\w+", lambda word: _PARAMETERS.get(word[0], word[0]), text)
    text = re.sub(r"\b(in|out)_channels (\d+)", r"\2 \1put channels", text)
    text = re.sub(r"\bdims (?=\d)", "--dims ", text)
    text = re.sub(r"(?<!-)\b(kernel_size|input_size|output_padding)(?= -?\d)", lambda word: _PARAMETERS[word[1]], text)
    text = re.sub(_LEADING, lambda word: f"--{word[1].replace('_', '-')} ", text)
    text = text.replace("give a range such as range(1, 10)", "use some such as 1:9")
    return re.sub(rf"\b(?<!--)op (?=({'|'.join(drawn_ops())})\b)", "--op ", text)


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn the package's own errors, which a user can mend, into one sentence and exit code 2."""
    try:
        yield
    except ValueError as error:  # told by its home, as importing every error's class would take longer than the work
        if type(error).__module__.partition(".")[0] != "tconv_anim":
            raise
        raise Mistake(in_options(error)) from error
