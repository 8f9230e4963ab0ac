"""The command line: parses options, calls the library, says what it wrote. No work of its own."""

from __future__ import annotations

import errno
import gc
import os
import re
import sys
from importlib import import_module
from typing import Any

import click

from tconv_anim import __version__
from tconv_anim.cli import reports
from tconv_anim.cli.errors import CommandError, Mistake, mistake, one_sentence
from tconv_anim.cli.meant import long_name, unknown_command
from tconv_anim.cli.options import PictureCommand, after, given, one_line, options, output
from tconv_anim.cli.streams import prepare_streams, say_line
from tconv_anim.ending import end_tidily
from tconv_anim.options import GROUPS

COMMANDS = {
    "card": ("card", "Sum a layer up on one page, for a handout, or print its formulas."),
    "code": ("commands", "Print a script that computes the same in a framework."),
    "compare": ("commands", "Enlarge one input in several ways."),
    "explain": ("recipes", "Print the recipe that a picture carries."),
    "explore": ("explore", "Make a page with a slider for each range of a parameter."),
    "gallery": ("gallery", "Make the pictures of a folder of recipes, and pages that show them."),
    "markdown": ("markdown", "Make the pictures of tconv blocks in Markdown pages."),
    "receptive-field": ("receptive", "Print how much of the input each layer's cells see."),
    "recipe": ("recipes", "Print a command as a recipe."),
    "render": ("recipes", "Make the pictures of recipes."),
    "schema": ("recipes", "Print the JSON schema of recipes or traces."),
    "solve": ("solve", "List the parameters that give a size."),
    "trace": ("commands", "Print the numbers and every step as JSON."),
    "views": ("commands", "List the views."),
}
"""The sub-commands with their modules, which are imported when one is called, and what --help says of each."""


MOST_USED = {
    "layer": "Your layer, as it stands in your code or is printed.",
    "op": "conv, conv_transpose, max_pool, nearest and others.",
    "input_size": "Rows and columns of the input.",
    "kernel_size": "Rows and columns of the kernel.",
    "stride": "Distance between placements of the kernel.",
    "padding": "Cells around the input, or cropped from the output.",
    "input": 'Your numbers, such as "1,2;3,4", or a file of them.',
    "weight": "Those of the kernel.",
    "view": "What to show: tconv-anim views lists the views.",
    "theme": "Colours: light, dark or another.",
    "aspect": "Shape of the page: 16:9 for a slide.",
    "still": "One picture: finished, or the number of a step.",
    "outputs": "File to write: x.gif, x.mp4, x.svg, x.html, ...",
}
"""The options that --help lists first."""
SEVERAL_VALUES = re.compile(r"\[,…\]|, --kernel-size")
"""What the first screen of --help leaves out."""
MAIN_PICTURE = ("--stride", "2", "--padding", "1")
"""What the command draws if it is called alone in a terminal."""
NEXT = """
Open {name}, and try next:
  tconv-anim --layer "nn.ConvTranspose2d(64, 32, 4, stride=2, padding=1)"   your own layer
  tconv-anim --input "0,1;2,3" --weight "4,7;2,2" -o mine.gif               your own numbers
  tconv-anim --stride 2 --padding 1 --view both -o both.html                a page with a player
tconv-anim --help lists all options."""
VERBOSE = "--verbose"
WORDS, TRIED = "tconv_anim.all_words", "tconv_anim.tried"
"""Of a context: the words as they were written, and whether it is called without any."""
LIBRARIES = ("numpy", "pillow", "click", "imageio", "matplotlib", "fonttools")
EXTRAS = ("av", "python-pptx", "onnx", "safetensors", "markdown-it-py")


def _say_version(context: click.Context, parameter: click.Parameter, asked: bool) -> None:  # noqa: ARG001
    if not asked or context.resilient_parsing:
        return
    click.echo(f"tconv-anim, version {__version__}")
    if VERBOSE in context.meta[WORDS]:
        import platform
        from importlib.metadata import PackageNotFoundError, version

        click.echo(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}")
        for name in (*LIBRARIES, *EXTRAS):
            try:
                click.echo(f"{name} {version(name)}")
            except PackageNotFoundError:
                click.echo(f"{name} is not installed")
    context.exit()


def _refuse_alone(context: click.Context, parameter: click.Parameter, asked: bool) -> None:  # noqa: ARG001
    if asked:
        raise mistake(CommandError("verbose_alone"))


def _at_terminal() -> bool:
    return sys.stderr.isatty()


class MainCommand(PictureCommand, click.Group):
    """The main job, and the sub-commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002, D102
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002, D102
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(
            import_module(f"{__name__}.{COMMANDS[cmd_name][0]}"), cmd_name.replace("-", "_")
        )
        return command

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a first screen of what most need, then all options group by group."""
        named = {parameter.name: parameter.get_help_record(ctx) for parameter in self.params}
        records = {name: record[0] for name, record in named.items() if name is not None and record is not None}
        with formatter.section("What most need"):
            formatter.write_dl([(SEVERAL_VALUES.sub("", records[name]), text) for name, text in MOST_USED.items()])
        with formatter.section("Commands"):
            formatter.write_dl([(name, text) for name, (_, text) in COMMANDS.items()])
        formatter.write_paragraph()
        formatter.write_text("All options, by what they are about, with their defaults:")
        super().format_options(ctx, formatter)

    def make_context(self, info_name: str | None, args: list[str], *more: Any, **extra: Any) -> click.Context:
        """Read the words; a program that asks for JSON gets it whatever is wrong."""
        reports.asked.set(reports.AS_JSON in args)
        reports.so_far.set({})
        return super().make_context(info_name, args, *more, **extra)

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the words; without any, in a terminal, they are those of the main picture."""
        ctx.meta[WORDS] = args
        if not args and _at_terminal():
            ctx.meta[TRIED] = True
            args = [*MAIN_PICTURE]
        return super().parse_args(ctx, args)

    def meant(self, words: list[str]) -> list[str]:
        """The words, of which the first may be a command, the operation itself, or help."""
        if words[:1] == ["help"]:
            return [*words[1:2], "--help"]
        return words if words and words[0] in COMMANDS else super().meant(words)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command, whichever, and show its progress."""
        from tconv_anim.cli.progress import showing_progress

        with showing_progress():
            return super().invoke(ctx)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """Find the command; one that is not known is one sentence."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            raise mistake(unknown_command(self.meant(ctx.meta[WORDS]), args, [*COMMANDS]))
        with one_line(self):
            return super().resolve_command(ctx, args)


@click.group(
    cls=MainCommand,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@options(*GROUPS)
@output()
@after()
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_say_version,
              help="Print the version; with --verbose also those of the libraries.")  # fmt: skip
@click.option("--verbose", is_flag=True, expose_value=False, callback=_refuse_alone, help="With --version.")
@click.pass_context
def main(context: click.Context, /, outputs: tuple[str, ...], **values: Any) -> None:
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
        from tconv_anim.cli.outputs import After, make_outputs

        then = After.taken_from(values)
        names = make_outputs(given(values), outputs, then)
        if context.meta.get(TRIED):
            click.echo(NEXT.format(name=names[0]), err=True)


def _refuse_before_command(context: click.Context) -> None:
    """An option before a command's name would be lost."""
    for parameter in context.command.params:
        if parameter.name and context.get_parameter_source(parameter.name) is click.core.ParameterSource.COMMANDLINE:
            names = {"option": long_name(parameter), "command": context.invoked_subcommand}
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
            say_line(f"Error: cannot write to stdout: {reason}: send it elsewhere")
        else:
            where = f"{error.filename}: {reason}" if error.filename else f"{reason}: try another folder"
            say_line(f"Error: {where}")
            if reports.asked.get():
                reports.say_json({"error": {"kind": "system", "message": where}})
        sys.exit(Mistake.exit_code)
    finally:
        gc.freeze()  # nor at its end, which is another tenth
