"""What a command writes: files by their suffixes, or stdout; and what it says of them."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable
from typing import Any

import click

from tconv_anim.cli.completion import completing
from tconv_anim.cli.errors import Mistake
from tconv_anim.cli.progress import showing_attempts, showing_progress

STDOUT = "-"

output_option = click.option(
    "-o", "--output", "outputs", multiple=True, metavar="FILE", shell_complete=completing(files=True),
    help="A .gif, an .html page with a player, a .png or .svg of the finished picture; as often as wanted; - for a GIF "
    "to stdout. "
    "[default: a .gif named after the parameters]",
)  # fmt: skip


def check_outputs(outputs: tuple[str, ...]) -> None:
    """Find out before the work whether files can be written, and that each is another."""
    from tconv_anim.formats import check_writable

    places = [output if output == STDOUT else os.path.realpath(output) for output in outputs]
    for output, place in zip(outputs, places, strict=True):
        if places.count(place) > 1:
            raise Mistake(f"{output} is asked for twice: name each file once")
        if output != STDOUT:
            check_writable(output)


def within(arguments: dict[str, Any], max_kb: int | None, outputs: tuple[str, ...], *, traced: bool = True) -> Any:
    """The animation of `animate`'s arguments, within so many kilobytes; untraced it is only checked, and not weighed.

    A limit also thins placements that are too many for one animation, where no steps were asked for.
    """
    from tconv_anim.animation import animate
    from tconv_anim.scenes.limits import MAX_DRAWN

    asked = (arguments["steps"], arguments["every"], arguments["max_steps"]) != (None, 1, None)
    if max_kb is not None and not asked:
        arguments = arguments | {"max_steps": MAX_DRAWN}
    animation = animate(**arguments, traced=traced)
    return fitted(animation, max_kb, outputs, keep_steps=asked) if traced else animation


def fitted(animation: Any, max_kb: int | None, outputs: tuple[str, ...], *, keep_steps: bool = True) -> Any:
    """The animation within so many kilobytes, in all formats asked for; says what was chosen."""
    if max_kb is None:
        return animation
    from tconv_anim.formats import format_of
    from tconv_anim.publish.fitting import fit
    from tconv_anim.recipes.recipe import option_value

    formats = {"gif" if output == STDOUT else format_of(output) for output in outputs or (STDOUT,)}

    asked = {"colors": animation.colors, "size": animation.size, "steps": animation.steps if keep_steps else None}

    def choice(candidate: Any) -> str:
        chosen = {name: getattr(candidate, name) for name in asked}
        return " ".join(f"--{name} {option_value(value)}" for name, value in chosen.items() if value != asked[name])

    with showing_attempts(f"keeping within {max_kb} kB") as attempted:
        smaller = fit(
            animation,
            max_kb,
            sorted(formats),
            keep_steps=keep_steps,
            tried=lambda candidate: attempted(choice(candidate) or "all"),
        )
    if choice(smaller):
        click.echo(f"chosen to keep within {max_kb} kB: {choice(smaller)}", err=True)
    return smaller


def write_outputs(animation: Any, outputs: tuple[str, ...]) -> None:
    """Write an animation to each of the outputs, or to a file named after it, and say so on stderr."""
    from tconv_anim.recipes.recipe import file_stem
    from tconv_anim.scenes.texts import say_all

    if not outputs:
        outputs = (f"{file_stem(animation.trace.spec, animation.view)}.gif",)
        check_outputs(outputs)
    animation.check_drawable()
    click.echo(_about(animation), err=True)
    if animation.note:
        note = animation.note if isinstance(animation.note, str) else say_all(animation.note)
        click.echo(f"note: {note}", err=True)
    if animation.numbers and not animation.all_numbers_fit:
        which = "some" if animation.numbers_fit else "the"
        size = animation.size_for_numbers
        way = f"--size {size} has room for them" if size else "use fewer cells or shorter numbers"
        click.echo(f"note: {which} numbers do not fit their cells and are left out: {way}", err=True)
    for output in outputs:
        with showing_progress(lambda: len(animation.durations_ms)) as drawn:
            if output == STDOUT:
                _to_stdout(animation, drawn)
                continue
            size = animation.save(output, drawn=drawn)
        click.echo(f"{output}: {_extent(animation, output)}, {_bytes_text(size)}", err=True)


def _to_stdout(animation: Any, drawn: Callable[[], None]) -> None:
    if sys.stdout.isatty():
        raise Mistake("a GIF is no text for a terminal: redirect it, such as -o - > x.gif")
    data = io.BytesIO()
    animation.write(data, drawn=drawn)
    try:
        sys.stdout.buffer.write(data.getvalue())
        sys.stdout.buffer.flush()
    except OSError as error:
        raise Mistake(f"cannot write to stdout: {error.strerror}") from None


def _about(animation: Any) -> str:
    from tconv_anim.scenes.captions import call_text, formula_text, size_text

    spec = animation.trace.spec
    return f"{call_text(spec)}: {size_text(spec.input_size)} to {size_text(spec.output_size)}, {formula_text(spec)}"


def _extent(animation: Any, output: str) -> str:
    from tconv_anim.formats import format_of, load_format

    pixels = f"{animation.page.width}×{animation.page.height} px"
    if load_format(format_of(output)).still:
        return f"{pixels}, still"
    durations = animation.durations_ms
    return f"{pixels}, {len(durations)} frames, {sum(durations) / 1000:.1f} s"


def _bytes_text(size: int) -> str:
    return f"{size} bytes" if size < 1000 else f"{size / 1000:.0f} kB"
