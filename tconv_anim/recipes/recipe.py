"""A recipe: the options that make one picture, in the command line's words, and what a page says of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from tconv_anim.options import OPTIONS, Given, TconvError, quoted


class RecipeError(TconvError):
    """A recipe that cannot be read or made; the sentence names the file and the key."""

    sentences: ClassVar[Mapping[str, str]] = {
        "in_recipe": "{where}{error}",
        "not_a_table": "{source} {error}",
        "is_a_theme": "{source} is a theme: keep it in a folder below the recipes, such as themes/",
        "unreadable": "{source} cannot be read: {reason}",
        "not_utf8": "{source} is not a text file in UTF-8: save it as UTF-8",
        "no_folder": "there is no folder {folder} of recipes: create it or name another",
        "no_recipes": "folder {folder} holds no recipe: tconv-anim recipe OPTIONS > {folder}/NAME.toml writes one",
        "unknown_key": "{where}unknown key {key}: did you mean {near}?",
        "unlisted_key": "{where}unknown key {key}: the keys are those of the command line's options, and {about:all}",
        "given_twice": "{where}{key} is given twice: leave one out",
        "not_quoted": "{where}{key} is {value:quoted}: write text in quotation marks",
        "not_whole": "{where}{key} is {value:quoted}: write a whole number",
        "other_look": "{where}look = {value} is not drawn any more: write look = {drawn}, or leave it out",
        "other_look:newer": "{where}look = {value} is not known here: write look = {drawn}, or use a newer tconv-anim",
        "not_outputs": '{where}{key} is {value:quoted}: write a list of file names, such as ["x.gif", "x.png"]',
        "numbered_output": "{where}output {name} names many files, which only the command itself writes: name one file",
        "output_in_folder": "{where}output {name} names a folder: write the file's name alone",
        "output_suffix": "{where}output {name} has no known suffix: use {suffixes:either}",
        "outside": "{where}{key} {file} leads out of the folder {folder}: put the file there, or allow it with {way}",
        "not_a_file": "{where}{key} {file} is a folder, a pipe or a device: name a file",
        "unknown_option": "{where}there is no option {option}: did you mean {near}?",
        "not_an_option": "{where}{word:quoted} is not an option: write options such as --stride 2",
        "no_value": "{where}{option} needs a value",
        "unwanted_value": "{where}{option} takes no value: leave {value:quoted} out",
        "open_quote": "{where}{reason}: close every quotation mark",
    }

    def text(self, *, command_line: bool = True) -> str:  # noqa: ARG002
        """The sentence, in the command line's words, which a recipe's keys are."""
        return super().text(command_line=True)


@dataclass(frozen=True)
class Recipe:
    """One picture: the options that make it, and what is said about it.

    Attributes
    ----------
    source : the file that it comes from, which messages begin with; may be empty
    folder : where relative file names among the options start
    options : values by the command line's words, without dashes
    outputs : names of the files to write
    title, caption, section : what a page says above and below the picture, and its chapter
    order : its position in its chapter; of equal ones the name decides
    look : the version of the look that it was written for
    lines : of the file, in which its keys are
    """

    source: str
    folder: Path
    options: dict[str, Any]
    outputs: tuple[str, ...]
    title: str = ""
    caption: str = ""
    section: str = ""
    order: int = 0
    look: int | None = None
    lines: Mapping[str, int] = field(default_factory=dict)

    @property
    def command(self) -> str:
        """The command line that makes it, to be pasted into a shell, whichever it is.

        >>> Recipe("x.toml", Path(), {"stride": 2, "numbers": False, "input": "1,2;3,4"}, ("a.gif",)).command
        'tconv-anim --stride 2 --no-numbers --input "1,2;3,4" -o a.gif'
        """
        outputs = [word for name in self.outputs for word in ("-o", name)]
        return quoted(["tconv-anim", *command_words(self.options), *outputs])


def command_words(options: Mapping[str, Any]) -> list[str]:
    """Options as a command line's words.

    >>> command_words({"padding": -1, "caption": False, "view": "--x"})
    ['--padding', '-1', '--no-caption', '--view=--x']
    """
    words = []
    for name, value in options.items():
        if isinstance(value, bool):
            words.append(f"--{name}" if value else f"--no-{name}")
            continue
        for one in value if isinstance(value, (list, tuple)) else (value,):
            words += [f"--{name}={one}"] if str(one).startswith("--") else [f"--{name}", str(one)]
    return words


@contextmanager
def in_recipe(source: str, lines: Mapping[str, int] | None = None) -> Iterator[None]:
    """Name the recipe in every error that a user can mend, and the line if it is about one of its keys.

    Raises
    ------
    RecipeError
    """
    try:
        yield
    except RecipeError:
        raise
    except TconvError as error:
        named = (value.name if isinstance(value, Given) else value if name == "option" else name
                 for name, value in error.parameters.items())  # fmt: skip
        keys = (OPTIONS[name].key for name in named if name in OPTIONS)
        at = next((line for key in keys if (line := (lines or {}).get(key))), None)
        raise RecipeError("in_recipe", {"where": where(source, at), "error": error}) from error


def where(source: str, line: int | None = None) -> str:
    """What a sentence about a recipe begins with."""
    return f"{source}{'' if line is None else f', line {line}'}: " if source else ""
