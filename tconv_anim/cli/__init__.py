"""The command line: parses options, calls the library, says what it wrote. No work of its own."""

from __future__ import annotations

import errno
import gc
import os
import sys
from importlib import import_module
from typing import Any

import click

from tconv_anim import __version__
from tconv_anim.cli.errors import CommandError, Mistake, one_sentence
from tconv_anim.cli.options import PictureCommand, given, one_line, options, output, snippet
from tconv_anim.cli.streams import prepare_streams
from tconv_anim.ending import end_tidily
from tconv_anim.options import GROUPS

COMMANDS = {
    "code": ("commands", "Print a script that computes the same in a framework."),
    "compare": ("commands", "Enlarge one input in several ways."),
    "explain": ("recipes", "Print the recipe that a picture carries."),
    "explore": ("explore", "Make a page with a slider for each range of a parameter."),
    "gallery": ("gallery", "Make the pictures of a folder of recipes, and pages that show them."),
    "markdown": ("markdown", "Make the pictures of tconv blocks in Markdown pages."),
    "recipe": ("recipes", "Print a command as a recipe."),
    "render": ("recipes", "Make the pictures of recipes."),
    "schema": ("recipes", "Print the JSON schema of recipes or traces."),
    "solve": ("solve", "List the parameters that give a size."),
    "trace": ("commands", "Print the numbers and every step as JSON."),
    "views": ("commands", "List the views."),
}
"""The sub-commands with their modules, which are imported when one is called, and what --help says of each."""


class MainCommand(PictureCommand, click.Group):
    """The main job, and the sub-commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002, D102
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002, D102
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(import_module(f"{__name__}.{COMMANDS[cmd_name][0]}"), cmd_name)
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: D102
        super().format_options(ctx, formatter)
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, whichever, and show its progress."""
        from tconv_anim.cli.progress import showing_progress

        with showing_progress():
            return super().invoke(ctx)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command; one that is not known is one sentence."""
        with one_line():
            return super().resolve_command(ctx, args)


@click.group(
    cls=MainCommand,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@options(*GROUPS)
@output()
@snippet()
@click.version_option(__version__, prog_name="tconv-anim")
@click.pass_context
def main(context: click.Context, /, outputs: tuple[str, ...], snippet: bool, **values: Any) -> None:
    """Animate a convolution or a transposed convolution, as PyTorch computes it.

    \b
    tconv-anim --stride 2 --padding 1 --kernel 3
    tconv-anim --op conv --input-size 5 --padding same --style flat -o same.gif
    tconv-anim --layer "ConvTranspose2d(1, 1, 4, stride=2, padding=1)"
    """  # noqa: D301
    with one_sentence():
        if context.invoked_subcommand is not None:
            _refuse_before_command(context)
            return
        from tconv_anim.cli.outputs import make_outputs

        make_outputs(given(values), outputs, snippet=snippet)


def _refuse_before_command(context: click.Context) -> None:
    """An option before a command's name would be lost."""
    for parameter in context.command.params:
        if parameter.name and context.get_parameter_source(parameter.name) is click.core.ParameterSource.COMMANDLINE:
            names = {"option": parameter.opts[-1], "command": context.invoked_subcommand}
            raise CommandError("before_command", names)


_OF_STDOUT = (errno.ENOSPC, errno.EBADF, errno.EIO, errno.EPIPE)
"""What goes wrong with a stream, not with a file or a folder that is opened."""


def run() -> None:
    """Entry point of the installed command."""
    end_tidily()
    prepare_streams()
    gc.disable()  # the process is short, and collecting while importing is a tenth of it
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: our matrices are small, and threads cost a start
    try:
        main(prog_name="tconv-anim")
    except OSError as error:
        reason = error.strerror or str(error)
        if error.errno in _OF_STDOUT:  # such as a full disk; a broken pipe click knows
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # else what is still to be flushed fails again
            click.echo(f"Error: cannot write to stdout: {reason}: send it elsewhere", err=True)
        else:
            where = f"{error.filename}: {reason}" if error.filename else f"{reason}: try another folder"
            click.echo(f"Error: {where}", err=True)
        sys.exit(Mistake.exit_code)
    finally:
        gc.freeze()  # nor at its end, which is another tenth
