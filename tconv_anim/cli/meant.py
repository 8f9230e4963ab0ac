"""What is meant by words that a command does not take: other names of options, numbers alone, a value in parts."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

import click

from tconv_anim.cli.errors import CommandError
from tconv_anim.options import (
    CHANNELS,
    CONVOLUTIONS,
    OPTIONS,
    OTHER_OPTIONS,
    Option,
    drawn_ops,
    either,
    format_names,
    near_ops,
    quoted,
)

PRINTING = ("code", "explain", "receptive-field", "schema", "solve", "trace", "views")
"""The commands that print on stdout, and write no file."""
BY_PLACE = ("--input-size", "--kernel", "--stride", "--padding")
"""What numbers are that have no names, in the usual order of formulas and layers."""
NUMBERS = r"-?\.?\d[\d.]*([,;:xX]-?\.?\d[\d.]*)*[,;]?"
SIZES = ("size", "padding", "factor", "page_size")
"""Types of which both numbers are one word, 3x5."""


def long_name(parameter: click.Parameter) -> str:
    """What an option is called in full: --kernel, not -k."""
    return next(name for name in parameter.opts if name.startswith("--"))


def unknown_option(written: str, command: click.Command) -> CommandError:
    """What to say of a word with dashes that is no option of a command."""
    from difflib import get_close_matches  # imported when something is wrong

    if re.fullmatch(f"-{NUMBERS}", written):
        return CommandError("negative_alone", {"word": written})
    found, taken = _meant(written, command), {name for parameter in command.params for name in parameter.opts}
    other = OTHER_OPTIONS.get(_bare(written), "")
    if command.name in PRINTING and (written[:2] == "-o" or other.startswith("-o")):
        return CommandError("no_option:prints", {"word": written, "command": command.name})
    if other.replace(",", " ").split(" ")[0] in taken and (not found or " or " in found):
        found = other
    long = [name.removeprefix("--") for name in taken if name.startswith("--")]
    near = get_close_matches(_bare(written), long, 1) if len(_bare(written)) > 1 else []
    if found or near:
        return CommandError("no_option", {"word": written, "meant": found or f"--{near[0]}"})
    path = "tconv-anim" if isinstance(command, click.Group) else f"tconv-anim {command.name}"
    return CommandError("no_option:listed", {"word": written, "command": path})


def one_dash(words: Sequence[str], command: click.Command) -> CommandError | None:
    """What to say of a long name behind a single dash, which would be read as a short one and its value."""
    names = {name for parameter in command.params for name in parameter.opts if name.startswith("--")}
    for word in words:
        if (name := f"-{word.partition('=')[0]}") in names:
            return CommandError("no_option", {"word": word, "meant": name})
    return None


def _bare(written: str) -> str:
    return written.lstrip("-").replace("_", "-").lower()


def _meant(written: str, command: click.Command) -> str:
    """The option that a word may mean: one that takes it as its value, or those that begin with it."""
    word = _bare(written)
    parameters = [parameter for parameter in command.params if isinstance(parameter, click.Option)]
    flags = [long_name(parameter) for parameter in parameters]
    for option in OPTIONS.values():
        if option.option in flags and word in (each.replace("_", "-") for each in option.words):
            return f"{option.option} {next(each for each in option.words if each.replace('_', '-') == word)}"
    short = [long_name(parameter) for parameter in parameters if f"-{word}" in parameter.opts]
    starts = short or [flag for flag in flags if flag.startswith(f"--{word}")]
    return either(starts) if word and starts else ""


def unknown_command(words: Sequence[str], rest: Sequence[str], commands: Sequence[str]) -> CommandError:
    """What to say of a first word without an option before it that is no command; `words` are all as written."""
    from difflib import get_close_matches  # imported when something is wrong

    word = rest[0]
    if "(" in word:
        return CommandError("layer_alone", {"word": word})
    if re.fullmatch(NUMBERS, word):
        return stray(words, rest)
    near = near_ops(word, drawn_ops())
    if f"--{word}" in {option.option for option in OPTIONS.values()}:
        return CommandError("no_command", {"word": word, "ways": [f"--{word}"]})
    ways = get_close_matches(word, commands, 1) or [f"--op {op}" for op in near] or list(commands)
    if word.endswith(".toml"):
        ways = [f"render {word}"]
    elif word.rpartition(".")[2] in format_names():
        ways = [f"-o {word}"]
    return CommandError("no_command", {"word": word, "ways": ways})


def stray(words: Sequence[str], rest: Sequence[str], command: str = "") -> CommandError:
    """What to say of words that no option takes: numbers of the option before them, or without one."""
    word, numbers = rest[0], [each for each in rest if re.fullmatch(NUMBERS, each)]
    if not re.fullmatch(NUMBERS, word):
        return CommandError("stray", {"word": word, "command": command})
    option, value = _before(words, word)
    if option is not None and re.fullmatch(NUMBERS, value):
        if option.type == "array":
            together = quoted([option.option, _rows([value, *numbers])])
            return CommandError("numbers_apart", {"word": word, "option": option.option, "together": together})
        if option.type in SIZES and numbers == [word] and (value + word).replace(".", "").isdecimal():
            together = f"{option.option} {value}x{word}"
            return CommandError("sides_apart", {"word": word, "option": option.option, "together": together})
    ops = [word for word in words if word in drawn_ops()]
    names = BY_PLACE if all(op in CONVOLUTIONS for op in ops) else BY_PLACE[:1]
    way = " ".join(f"{name} {number}" for name, number in zip(names, numbers, strict=False))
    return CommandError("number_alone", {"word": word, "way": way})


def _before(words: Sequence[str], word: str) -> tuple[Option | None, str]:
    """The option whose value stands before a word, with that value."""
    flags = {flag: option for option in (*OPTIONS.values(), CHANNELS) for flag in (option.option, *option.also) if flag}
    for place in range(1, len(words)):
        if words[place] == word:
            name, equals, value = words[place - 1].partition("=")
            if not equals:
                name, value = words[max(place - 2, 0)], words[place - 1]
            if option := flags.get(name.replace("_", "-")) if value != name else None:
                return option, value
    return None, ""


def _rows(numbers: Sequence[str]) -> str:
    """Numbers as the rows of a square, or as one row; what holds a comma is a row."""
    if any("," in number for number in numbers):
        return ";".join(number.strip(",;") for number in numbers)
    plain = [number.strip(",;") for number in numbers]
    side = math.isqrt(len(plain))
    across = side if side**2 == len(plain) else len(plain)
    return ";".join(",".join(plain[first : first + across]) for first in range(0, len(plain), across))
