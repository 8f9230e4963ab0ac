"""What a command writes: files by their suffixes, or stdout; and what it says of them."""

from __future__ import annotations

import sys
from typing import Any

import click

from tconv_anim.cli.options import Mistake

STDOUT = "-"

output_option = click.option(
    "-o", "--output", "outputs", multiple=True, metavar="FILE",
    help="A .gif, or a .png for the finished picture; as often as wanted; - for a GIF to stdout. "
    "[default: a .gif named after the parameters]",
)  # fmt: skip


def check_outputs(outputs: tuple[str, ...]) -> None:
    """Find out before the work whether files can be written."""
    from tconv_anim.writers import check_writable

    for output in outputs:
        if output != STDOUT:
            check_writable(output)


def write_outputs(animation: Any, outputs: tuple[str, ...]) -> None:
    """Write an animation to each of the outputs, or to a file named after it, and say so on stderr."""
    from tconv_anim.recipe import file_stem

    if not outputs:
        outputs = (f"{file_stem(animation.trace.spec, animation.view)}.gif",)
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
