"""The command line's options, made from the table of parameters, and --help in groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import click

from tconv_anim.cli.completion import completing
from tconv_anim.cli.errors import Mistake, mistake
from tconv_anim.options import CHANNELS, GROUPS, OPTIONS, Option, TconvError
from tconv_anim.recipes.values import METAVARS, parse

if TYPE_CHECKING:
    _ParamType = click.ParamType[Any]
else:
    _ParamType = click.ParamType  # only newer clicks take what type checkers ask for

Decorator = Callable[[Any], Any]
OUTPUT = Option(
    "outputs", "text", "output", "File to write: a .gif, an .html page with a player, or a .png or .svg of the "
    "finished picture; repeat it for several files; - writes a GIF to stdout.", flag="--output", metavar="FILE",
    default_text="a .gif named after the parameters", takes="output",
)  # fmt: skip
FILES = ("array", "theme")  # types whose values may be files
ALONE = ("in_channels", "out_channels")  # which the command line has one option for


class ValueType(_ParamType):
    """What an option of the table takes: its text is read as in a recipe."""

    def __init__(self, option: Option) -> None:
        self.option = option
        self.name = option.type

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:  # noqa: ARG002, D102
        try:
            return parse(self.option, value) if isinstance(value, str) else value
        except TconvError as error:
            raise mistake(error) from error


class GroupedOption(click.Option):
    """An option that --help lists in its group."""

    def __init__(self, *args: Any, group: str, **attributes: Any) -> None:
        super().__init__(*args, **attributes)
        self.group = group


class PictureCommand(click.Command):
    """A command whose --help has the groups of the table, and whose mistakes are one sentence."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: D102
        write_groups(self, ctx, formatter)

    def make_context(self, *args: Any, **extra: Any) -> click.Context:  # noqa: D102
        return one_line(super().make_context, *args, **extra)


def write_groups(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Write a command's options group by group; those that are not in the table come first."""
    groups: dict[str, list[tuple[str, str]]] = {"": [], **{group: [] for group in GROUPS}}
    for parameter in command.get_params(ctx):
        record = parameter.get_help_record(ctx)
        if record is not None:
            own = "output" if groups_used(command) else ""
            groups[getattr(parameter, "group", own)].append(record)
    for group, records in groups.items():
        if records:
            with formatter.section(f"{group.capitalize()} options" if group else "Options"):
                formatter.write_dl(records, col_max=28)


def groups_used(command: click.Command) -> bool:
    """Whether a command has options in every group, so that its own ones belong to the last."""
    return {getattr(parameter, "group", "") for parameter in command.params} >= set(GROUPS)


def one_line(make: Callable[..., click.Context], *args: Any, **extra: Any) -> click.Context:
    """What click refuses, as one sentence without the lines on usage around it."""
    try:
        return make(*args, **extra)
    except Mistake:
        raise
    except click.UsageError as error:
        if isinstance(error, click.exceptions.NoArgsIsHelpError):
            raise
        raise Mistake(error.format_message()) from None


def options(*groups: str, only: Iterable[str] = (), without: Iterable[str] = ()) -> Decorator:
    """Give a command the table's options of these groups, or those named."""
    names = [*only] or [name for name, option in OPTIONS.items() if option.group in groups and name not in without]
    return _decorated([_click_option(option) for option in _on_command_line(names)])


def output(option: Option = OUTPUT) -> Decorator:
    """Give a command the files to write."""
    return _decorated([_click_option(option, "-o", "--output", multiple=True)])


def _on_command_line(names: Sequence[str]) -> list[Option]:
    """The options of parameters; both counts of channels are one."""
    shown = [CHANNELS if name in ALONE else OPTIONS[name] for name in names]
    return [*dict.fromkeys(shown)]


def _click_option(option: Option, *flags: str, **more: Any) -> GroupedOption:
    attributes: dict[str, Any] = {"group": option.group, "help": help_of(option), "default": None, **more}
    if option.type == "switch":
        return GroupedOption([f"{option.option}/{option.option.replace('--', '--no-', 1)}", option.name], **attributes)
    files = option.type in FILES or (option.takes == "output" and bool(flags))
    complete = completing(option, files=files) if option.choices or files else None
    return GroupedOption(
        [*(flags or (option.option,)), option.name], type=ValueType(option), metavar=metavar_of(option),
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
    return words or option.metavar or METAVARS[option.type]


def _decorated(made: Sequence[GroupedOption]) -> Decorator:
    def decorate(command: Any) -> Any:
        for option in reversed(made):
            if isinstance(command, click.Command):
                command.params.insert(0, option)
            else:
                command.__dict__.setdefault("__click_params__", []).append(option)
        return command

    return decorate


def given(values: dict[str, Any]) -> dict[str, Any]:
    """The options that were written on the command line, by their names."""
    return {name: value for name, value in values.items() if value is not None}
