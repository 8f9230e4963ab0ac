"""The command line's options, made from the table of parameters, and --help in groups."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import click

from tconv_anim.cli.errors import CommandError, Mistake, mistake
from tconv_anim.cli.meant import long_name, one_dash, stray, unknown_option
from tconv_anim.cli.reports import AS_JSON
from tconv_anim.options import (
    CHANNELS,
    GROUPS,
    OPTIONS,
    Option,
    TconvError,
    either,
    format_names,
    printable,
    with_op,
)
from tconv_anim.recipes.values import METAVARS, SEVERAL, parse

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem  # imported when a shell asks

    ParamType = click.ParamType[Any]
else:
    ParamType = click.ParamType  # only newer clicks take what type checkers ask for

SUFFIXES = [f".{name}" for name in format_names()]
Completer = Callable[[click.Context, click.Parameter, str], "list[CompletionItem]"]
Decorator = Callable[[Any], Any]
OUTPUT = Option(
    "outputs", "text", "output", f"File to write, of the format of its suffix: {either(SUFFIXES)}; repeat it for "
    "several files; - writes a GIF to stdout.", flag="--output", metavar="FILE",
    default_text="a .gif named after the parameters", takes="output",
)  # fmt: skip
STDIN = "-"
LAYER = OPTIONS["layer"].option
MOST_CHARACTERS = 3_000_000  # of a layer's text on stdin
FILES = ("array", "theme", "files")  # types whose values may be files
JSON_HELP = "Print what was made, or what is wrong, as JSON on stdout."
JSON_SAID = "Print it, or what is wrong, as JSON on stdout."
JSON_ALWAYS = "Print what is wrong as JSON, too; all else is JSON anyway."
ALONE = ("in_channels", "out_channels")  # which the command line has one option for


class ValueType(ParamType):
    """What an option of the table takes: its text is read as in a recipe."""

    def __init__(self, option: Option) -> None:
        self.option = option
        self.name = option.type

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002, D102
        if self.option.name == "layer" and value == STDIN:
            value = sys.stdin.read(MOST_CHARACTERS)
        try:
            return parse(self.option, value) if isinstance(value, str) else value
        except TconvError as error:
            raise mistake(error) from error


class GroupedOption(click.Option):
    """An option that --help lists in its group."""

    def __init__(self, *args: Any, group: str, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.group = group


@contextmanager
def one_line(command: click.Command) -> Iterator[None]:
    """Say what click refuses of a command in one sentence, without the lines on usage around it."""
    try:
        yield
    except click.NoSuchOption as error:
        found = unknown_option(error.option_name, command)
        raise mistake(found) from found
    except click.UsageError as error:
        raise Mistake(printable(error.format_message())) from None


class PictureCommand(click.Command):
    """A command whose --help has the groups of the table, and whose mistakes are one sentence."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options group by group. Those that are not in the table come first, or last if all groups do."""
        used = {getattr(parameter, "group", "") for parameter in self.params}
        own = "output" if used >= set(GROUPS) else ""
        groups: dict[str, list[tuple[str, str]]] = {group: [] for group in ("", *GROUPS)}
        for parameter in self.get_params(ctx):
            if (record := parameter.get_help_record(ctx)) is not None:
                groups[getattr(parameter, "group", own)].append(record)
        for group, records in groups.items():
            if records:
                with formatter.section(f"{group.capitalize()} options" if group else "Options"):
                    formatter.write_dl(records, col_max=28)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:
        """Read the words; what click refuses is one sentence, without the lines on usage around it."""
        with one_line(self):
            return super().make_context(*args, token_normalize_func=_with_dashes, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; an option given twice is a mistake, not a change of mind."""
        args = self.meant(args)
        if found := one_dash(args, self):
            raise mistake(found)
        options_alone = not isinstance(self, click.Group) and all(isinstance(p, click.Option) for p in self.params)
        ctx.allow_extra_args = ctx.allow_extra_args or options_alone
        rest = super().parse_args(ctx, [*args])
        if options_alone and rest and not ctx.resilient_parsing:
            raise mistake(stray(args, rest, str(self.name)))
        _, _, order = self.make_parser(ctx).parse_args([*args])
        for parameter in order:
            if isinstance(parameter, click.Option) and not parameter.multiple and order.count(parameter) > 1:
                raise mistake(CommandError("given_twice", {"option": long_name(parameter)}))
        return rest

    def meant(self, words: list[str]) -> list[str]:
        """The words, of which the first may be the operation itself."""
        return with_op(words) if any(parameter.name == "op" for parameter in self.params) else words


class KeepsWords(PictureCommand):
    """A command that hands on its words as they were written."""

    _KEY = "tconv_anim.words"

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:  # noqa: D102
        if f"{LAYER}={STDIN}" in args or (LAYER, STDIN) in pairwise(args):  # the text itself, as it is read once
            text = sys.stdin.read(MOST_CHARACTERS)
            args = [f"{LAYER}={text}" if word == f"{LAYER}={STDIN}" else word for word in args]
            args = [text if two == (LAYER, STDIN) else two[1] for two in pairwise(["", *args])]
        ctx.meta[self._KEY] = list(args)
        return super().parse_args(ctx, args)

    @classmethod
    def words(cls, context: click.Context) -> list[str]:
        """The words of a context's command."""
        words: list[str] = context.meta[cls._KEY]
        return words


def _with_dashes(name: str) -> str:
    """An option's name as the command line spells it: --kernel_size is --kernel-size."""
    return name.replace("_", "-")


def options(*groups: str, only: Iterable[str] = ()) -> Decorator:
    """Give a command the table's options of these groups, or those named; both counts of channels are one option."""
    names = [*only] or [name for name, option in OPTIONS.items() if option.group in groups]
    shown = dict.fromkeys(CHANNELS if name in ALONE else OPTIONS[name] for name in names)

    def decorate(command: Any) -> Any:
        for option in reversed(shown):
            command = _click_option(option)(command)
        return command

    return decorate


def allow_outside() -> Decorator:
    """Give a command the way to let recipes name any file."""
    words = "Let recipes name files outside of their own folder."
    return click.option("--allow-outside", "outside", is_flag=True, help=words)


def output(fmt: str = "") -> Decorator:
    """Give a command the files to write; of a format, if none is named, that is another than usual."""
    usual = OUTPUT._replace(default_text=OUTPUT.default_text.replace(".gif", f".{fmt}")) if fmt else OUTPUT
    return _click_option(OUTPUT, "-o", "--output", multiple=True, help=help_of(usual))


def after() -> Decorator:
    """Give a command what is done when its files are written: the fields of `cli.outputs.After`."""
    flags = {
        "--snippet": ("snippet", "Print the line that shows the .html page in another page, an <iframe>."),
        "--open": ("opened", "Show what was made in the system's viewer."),
        AS_JSON: ("as_json", JSON_HELP),
    }

    def decorate(command: Any) -> Any:
        for flag, (name, words) in reversed(flags.items()):
            option = click.option(flag, name, is_flag=True, cls=GroupedOption, group="output", help=words)
            command = option(command)
        return command

    return decorate


def as_json(words: str = JSON_HELP) -> Decorator:
    """Give a command the way to tell a program what it has to say: JSON alone on stdout, whatever happens."""
    return click.option(AS_JSON, "as_json", is_flag=True, help=words)


def _click_option(option: Option, *flags: str, **more: Any) -> Decorator:
    attributes: dict[str, Any] = {"cls": GroupedOption, "group": option.group, "help": help_of(option), **more}
    if option.type == "switch":
        both = f"{option.option}/{option.option.replace('--', '--no-', 1)}"
        return click.option(both, option.name, default=None, **attributes)
    files = option.type in FILES or option is OUTPUT
    if option.type == "layers":
        attributes |= {
            "multiple": True,
            "callback": lambda _, __, texts: texts[0] if len(texts) == 1 else texts or None,
        }
    if option.type == "files":  # as often as wanted
        attributes |= {"multiple": True, "callback": lambda _, __, names: sum(names, ()) or None}
    complete = completing(option, files=files) if option.choices or files else None
    complete = _completing_suffix if option is OUTPUT else complete
    return click.option(
        *(flags or (option.option, *option.also)), option.name, type=ValueType(option), metavar=metavar_of(option),
        shell_complete=complete, **attributes,
    )  # fmt: skip


def help_of(option: Option) -> str:
    """What --help says of an option: the table's line, its words if they are many, the default."""
    words = f" One of {', '.join(option.words)}." if option.type == "choice" and option.name == "op" else ""
    default = f" [default: {option.default_words}]" if option.default_words else ""
    return f"{option.help}{words}{default}"


def metavar_of(option: Option) -> str:
    """What --help shows for an option's value: its words if they are few."""
    words = "|".join(option.words) if option.type == "choice" and not option.metavar else ""
    return (words or option.metavar or METAVARS[option.type]) + (SEVERAL if option.varies else "")


def completing(option: Option | None = None, *, files: bool = False) -> Completer:
    """Complete an option's words; if none begins as what was typed, the names of files."""

    def complete(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:  # noqa: ARG001
        from click.shell_completion import CompletionItem

        known = [CompletionItem(word) for word in (option.words if option else ()) if word.startswith(typed)]
        return known or [CompletionItem(typed, type="file")] if files else known

    return complete


def _completing_suffix(context: click.Context, parameter: click.Parameter, typed: str) -> list[CompletionItem]:  # noqa: ARG001
    """Complete a suffix that has begun, as x.s to x.svg; otherwise the names of files."""
    from click.shell_completion import CompletionItem

    stem, _, begun = typed.rpartition(".")
    known = [f"{stem}{suffix}" for suffix in SUFFIXES if stem and suffix.startswith(f".{begun}")]
    return [CompletionItem(word) for word in known] or [CompletionItem(typed, type="file")]


def given(values: dict[str, Any]) -> dict[str, Any]:
    """The options that were written on the command line, by their names."""
    return {name: value for name, value in values.items() if value is not None}
