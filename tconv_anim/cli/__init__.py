"""The command line: parses options, calls the library, says what it wrote. No work of its own."""

from __future__ import annotations

import gc
import sys
from typing import Any

import click

from tconv_anim import __version__
from tconv_anim.cli.commands import code, solve, trace, views
from tconv_anim.cli.gallery import gallery
from tconv_anim.cli.markdown import markdown
from tconv_anim.cli.options import Mistake, how, one_sentence, refuse_beside_layer, to_arguments, what
from tconv_anim.cli.render import explain, recipe, render

STDOUT = "-"


@click.group(
    invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@what
@how
@click.option("-o", "--output", "outputs", multiple=True, metavar="FILE",
              help="A .gif, or a .png for the finished picture; as often as wanted; - for a GIF to stdout. "
              "[default: a .gif named after the parameters]")  # fmt: skip
@click.version_option(__version__, prog_name="tconv-anim")
@click.pass_context
def main(
    context: click.Context,
    /,
    outputs: tuple[str, ...],
    view: str | None,
    **options: Any,
) -> None:
    """Animate a convolution or a transposed convolution, as PyTorch computes it.

    \b
    tconv-anim --stride 2 --padding 1 --kernel 3
    tconv-anim --op conv --input-size 5 --padding same --style flat -o same.gif
    tconv-anim --layer "ConvTranspose2d(1, 1, 4, stride=2, padding=1)"
    """  # noqa: D301
    if context.invoked_subcommand is not None:
        _refuse_before_command(context)
        return
    from tconv_anim.animation import animate
    from tconv_anim.recipe import file_stem
    from tconv_anim.writers import check_writable

    with one_sentence():
        for output in outputs:
            if output != STDOUT:
                check_writable(output)
        refuse_beside_layer(context)
        animation = animate(view=view, **to_arguments(options))
        if not outputs:
            outputs = (f"{file_stem(animation.trace.spec, view)}.gif",)
        fits = animation.numbers_fit  # or there is no page at all
        click.echo(_about(animation), err=True)
        if animation.numbers and not fits:
            click.echo("note: the numbers do not fit their cells and are left out: try a larger --size", err=True)
        for output in outputs:
            if output == STDOUT:
                _to_stdout(animation.to_bytes())
                continue
            size = animation.save(output)
            click.echo(f"{output}: {_extent(animation, output)}, {_bytes_text(size)}", err=True)


main.add_command(trace)
main.add_command(code)
main.add_command(solve)
main.add_command(views)
main.add_command(render)
main.add_command(recipe)
main.add_command(explain)
main.add_command(gallery)
main.add_command(markdown)


def _refuse_before_command(context: click.Context) -> None:
    """An option before a command's name would be lost."""
    for parameter in context.command.params:
        if parameter.name and context.get_parameter_source(parameter.name) is click.core.ParameterSource.COMMANDLINE:
            raise Mistake(f"{parameter.opts[0]} goes behind {context.invoked_subcommand}, not before it")


def _to_stdout(data: bytes) -> None:
    if sys.stdout.isatty():
        raise Mistake("a GIF is no text for a terminal: redirect it, such as -o - > x.gif")
    try:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise Mistake(f"cannot write to stdout: {error.strerror}") from None


def _about(animation: Any) -> str:
    from tconv_anim.captions import call_text, formula_text, size_text

    spec = animation.trace.spec
    return f"{call_text(spec)}: {size_text(spec.input_size)} to {size_text(spec.output_size)}, {formula_text(spec)}"


def _extent(animation: Any, output: str) -> str:
    pixels = f"{animation.page.width}×{animation.page.height} px"
    if output.lower().endswith(".png"):
        return f"{pixels}, still"
    durations = animation.durations_ms
    return f"{pixels}, {len(durations)} frames, {sum(durations) / 1000:.1f} s"


def _bytes_text(size: int) -> str:
    return f"{size} bytes" if size < 1000 else f"{size / 1000:.0f} kB"


def run() -> None:
    """Entry point of the installed command."""
    gc.disable()  # the process is short, and collecting while importing is a tenth of it
    main(prog_name="tconv-anim")
