"""What a user can mend, in one sentence with exit code 2."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import IO, Any, ClassVar

import click

from tconv_anim.cli import reports
from tconv_anim.cli.streams import say_line
from tconv_anim.options import TconvError

OUT_OF_DATE = 1  # exit code if some of the work failed, or a check found something


class CommandError(TconvError):
    """A command line that asks for what cannot be done."""

    sentences: ClassVar[Mapping[str, str]] = {
        "verbose_alone": "--verbose says more of the versions: add --version, or leave it out",
        "no_command": "{word:quoted} is no command: use {ways:either}",
        "layer_alone": "{word:quoted} is no command: write --layer before a layer",
        "no_option": "{word} is no option: use {meant}",
        "no_option:prints": "{word} is no option of {command}, which prints on stdout: write > FILE in its place",
        "no_option:listed": "{word} is no option: {command} --help lists them",
        "negative_alone": "{word} has no option before it: write numbers as one word in quotation marks, such as "
        '--input "1,-2;3,4"',
        "number_alone": "{word:quoted} has no option before it: say what each number is, such as {way}",
        "numbers_apart": "{word:quoted} stands apart: {option} takes all its numbers as one word, such as {together}",
        "sides_apart": "{word:quoted} stands apart: {option} takes both numbers as one word, such as {together}",
        "stray": "{word:quoted} has no option before it: leave it out; tconv-anim {command} --help lists the options",
        "before_command": "{option} does not go before {command}: write it after {command}",
        "given_twice": "{option} is given twice: leave one out",
        "output_twice": "{file} is given twice as an output: name each file once",
        "json_on_stdout": "--json prints on stdout, where -o - writes a GIF: leave one of them out",
        "open_stdout": "--open shows files: add -o x.gif in place of -o -",
        "snippet_of_page": "--snippet shows a page in another: add -o x.html, without -o -",
        "gif_on_terminal": "a GIF cannot be shown by a terminal: redirect it, such as -o - > x.gif",
        "stdout": "cannot write to stdout: {reason}",
        "size_or_inverse": "solve needs one of --output-size and --inverse-of: give one of them",
        "let_alone": "--let gives values to names in the layer of --inverse-of, and there is none: leave it out",
        "beside_inverse": "{option} is part of the layer: change it in --inverse-of",
        "not_a_range": "{option} {value} is not a range: use a number such as 4, FIRST..LAST such as 2..6, or one of "
        "them for each axis such as 4x2..6",
        "range_of_axes": "{option} {value} differs between the axes: use a range for both, such as 1..3",
        "backwards": "{option} {value} runs backwards: use {option} {swapped}",
        "formula_in_file": "--formula {formula} prints text on stdout: leave --output out, and what is done with files",
        "part_of_recipe": "{option} is part of {recipe}: change it there",
        "look_of_numbers": "{option} changes a picture, and trace prints numbers: leave it out, or add --marks "
        "finished",
        "not_a_step": "--marks {step:quoted} is not a step: use a number such as 1, or {finished}",
        "part_of_look": "--upgrade-look makes every picture: leave {option} out",
        "part_of_shard": "--shard takes its share of all pictures: leave {option} out",
        "part_of_join": "--join draws nothing: leave {option} out",
        "not_a_shard": "--shard {value:quoted} is no share of a gallery: use 1/4 for the first of four, to 4/4 for the "
        "last",
        "no_picture_named": "no picture is named {pattern:quoted}: did you mean {near}?",
        "no_pictures": "no picture is named {pattern:quoted}: there are no pictures",
    }


class Mistake(click.ClickException):
    """What a user can mend: one sentence, exit code 2; for a program that asks for it, JSON on stdout as well."""

    exit_code = 2

    def show(self, file: IO[Any] | None = None) -> None:
        """Say it."""
        super().show(file)
        if reports.asked.get():
            reports.say_error(self.message, self.__cause__)


def mistake(error: TconvError) -> Mistake:
    """An error in the command line's words."""
    found = Mistake(error.text(command_line=True))
    found.__cause__ = error
    return found


def say_failure(error: TconvError) -> None:
    """Say on stderr why some of the work failed, while the rest goes on."""
    say_line(f"Error: {error.text(command_line=True)}")


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn the package's errors, which a user can mend, into one sentence in the command line's words."""
    try:
        yield
    except TconvError as error:
        raise mistake(error) from error
