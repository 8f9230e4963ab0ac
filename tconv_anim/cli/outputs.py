"""What a command writes: files by their suffixes, or stdout; and what it says of them."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from tconv_anim.cli.errors import CommandError
from tconv_anim.cli.notes import notes_of, say_notes
from tconv_anim.cli.streams import say_line
from tconv_anim.options import AUTO, CARD, DEFAULT_LANGUAGE, FINISHED, FOREVER, OPTIONS, written

STDOUT = "-"
PAGE = ".html"


class After(NamedTuple):
    """What is done when the files are written.

    Attributes
    ----------
    snippet : print, for each page, the line that shows it in another
    opened : show the files in the system's viewer
    as_json : print what was made as JSON
    """

    snippet: bool = False
    opened: bool = False
    as_json: bool = False

    @classmethod
    def taken_from(cls, values: dict[str, Any]) -> After:
        """Out of a command's values, which keep the others."""
        return cls(*(values.pop(name) for name in cls._fields))

    def check(self, outputs: tuple[str, ...]) -> None:
        """Refuse what does not go with the outputs."""
        if self.snippet and (not _pages(outputs) or STDOUT in outputs):
            raise CommandError("snippet_of_page")
        if self.as_json and STDOUT in outputs:
            raise CommandError("json_on_stdout")
        if self.opened and STDOUT in outputs:
            raise CommandError("open_stdout")


NOTHING_MORE = After()


def make_outputs(
    given: dict[str, Any], outputs: tuple[str, ...], after: After = NOTHING_MORE, folder: Path = Path()
) -> list[str]:
    """Animate what the options say, write it to each of the outputs, or to a file named after it, and say so.

    The names of files among the options start in the `folder`. Gives the names of the files that are written.
    """
    check_outputs(outputs)
    after.check(outputs)
    from tconv_anim.core.progress import tell
    from tconv_anim.publish.making import animation_with
    from tconv_anim.recipes.arguments import arguments_of

    max_kb = given.pop("max_kb", None)
    formats = formats_of(given, outputs)

    def tried(candidate: Any, asked: Mapping[str, Any]) -> None:
        tell(f"keeping within {max_kb} kB: trying {_choice(candidate, asked) or 'all'}", whole=True)

    animation, asked = animation_with(arguments_of(given, folder), max_kb, formats, folder=folder, tried=tried)
    tell("", 1, 1, whole=True)
    if max_kb is not None and (chosen := _choice(animation, asked)):
        say_line(f"chosen to keep within {max_kb} kB: {chosen}")
    notes = notes_of(animation, formats, given)
    files = write_outputs(animation, outputs, notes)
    names = [file["file"] for file in files]
    for page in _pages(outputs) if after.snippet else ():
        from tconv_anim.formats._page import address_of, player_element

        extent = (animation.page.width, animation.page.height)
        line = player_element({"src": address_of(os.path.basename(page))}, extent, animation.alt_text)
        if after.as_json:
            files[names.index(page)]["snippet"] = line
        else:
            click.echo(line)
    if after.as_json:
        from tconv_anim.cli.reports import made, say_json

        say_json(made(animation, files, notes))
    for name in names if after.opened else ():
        if click.launch(os.path.abspath(_first(name))):
            say_line(f"note: no program here shows {name}: open it yourself")
    return names


def _pages(outputs: tuple[str, ...]) -> list[str]:
    return [output for output in outputs if os.path.splitext(output)[1].lower() == PAGE]


def _first(output: str) -> str:
    """A file to show: of numbered ones the first."""
    from tconv_anim.formats._numbered import FIRST, is_numbered, numbered

    return str(numbered(output, FIRST)) if is_numbered(output) else output


def formats_of(given: Mapping[str, Any], outputs: tuple[str, ...]) -> list[str]:
    """The formats of the outputs, if each of the options that are given changes something in one of them.

    Raises
    ------
    OutputError
    """
    from tconv_anim.formats import check_taken, format_of
    from tconv_anim.formats._numbered import is_numbered

    usual = _usual_format(given.get("still"))
    formats = sorted({"gif" if output == STDOUT else format_of(output) for output in outputs} or {usual})
    check_taken(given, formats, numbered=any(map(is_numbered, outputs)))
    return formats


def _usual_format(still: int | str | None) -> str:
    """The format of a file that is not named: a page for print is a PDF."""
    return {None: "gif", CARD: "pdf"}.get(still, "png")  # type: ignore[arg-type]


def check_outputs(outputs: tuple[str, ...]) -> None:
    """Find out before the work whether files can be written, and that each is another."""
    from tconv_anim.formats._writing import check_writable

    places = [output if output == STDOUT else os.path.realpath(output) for output in outputs]
    for output, place in zip(outputs, places, strict=True):
        if places.count(place) > 1:
            raise CommandError("output_twice", {"file": output})
        if output != STDOUT:
            check_writable(output)


def write_outputs(animation: Any, outputs: tuple[str, ...], notes: Sequence[str]) -> list[dict[str, Any]]:
    """Write an animation to each of the outputs, or to a file named after it, and say so and the notes on stderr.

    Gives what each file is: its name, format, size on the page in px, frames, time in ms and bytes.
    """
    from tconv_anim.formats import format_for, format_of
    from tconv_anim.formats._numbered import is_numbered, left_over
    from tconv_anim.formats._writing import write_animation

    if not outputs:
        outputs = (f"{_stem(animation)}.{_usual_format(animation.still)}",)
        check_outputs(outputs)
    for output in outputs:
        format_for(animation, "gif" if output == STDOUT else format_of(output))
    animation.check_drawable()
    say_line(animation.summary)
    say_notes(notes)
    files: list[dict[str, Any]] = []
    for output in outputs:
        if output == STDOUT:
            _to_stdout(animation)
            continue
        size, frames = write_animation(animation, output)
        files.append(described(animation, output, size, frames))
        size_text = f"{size} bytes" if size < 1000 else f"{size / 1000:.0f} kB"
        say_line(f"{output}: {_extent(animation, output, frames)}, {size_text}")
        if is_numbered(output) and (old := left_over(output, frames)):
            more = f" to {old[-1]}" if len(old) > 1 else ""
            say_line(f"note: {old[0]}{more} {'are' if more else 'is'} not of this run: remove what is old")
    return files


def _stem(animation: Any) -> str:
    """A file's name from what it shows, and in which language, theme and shape, so that one replaces no other."""
    from tconv_anim.recipes.writing import file_stem

    theme = os.path.splitext(os.path.basename(animation.theme))[0]
    usual = {DEFAULT_LANGUAGE, OPTIONS["theme"].default, AUTO, None, ""}
    blank = animation.blank and f"blank_{animation.blank}"
    page = CARD if animation.still == CARD else ""
    look = (page, animation.lang, theme, animation.aspect and animation.aspect.replace(":", "x"), blank)
    return "_".join([file_stem(animation.trace.spec, animation.view), *(word for word in look if word not in usual)])


def _choice(animation: Any, asked: Mapping[str, Any]) -> str:
    """What was chosen to keep within a limit, as options."""
    chosen = {name: getattr(animation, name) for name in asked}
    return " ".join(f"--{name} {written(value)}" for name, value in chosen.items() if value != asked[name])


def _to_stdout(animation: Any) -> None:
    if sys.stdout.isatty():
        raise CommandError("gif_on_terminal")
    data = io.BytesIO()
    animation.encode(data)
    try:
        sys.stdout.buffer.write(data.getvalue())
        sys.stdout.buffer.flush()
    except OSError as error:
        raise CommandError("stdout", {"reason": error.strerror}) from None


def _extent(animation: Any, output: str, frames: int) -> str:
    from tconv_anim.formats import format_for, format_of
    from tconv_anim.formats._numbered import is_numbered
    from tconv_anim.formats._shapes import shaped

    found = format_for(animation, format_of(output))
    page = shaped(animation, format_of(output)).page
    pixels = f"{page.width}×{page.height} px"
    if is_numbered(output):
        return f"{pixels}, {frames} file{'s' if frames > 1 else ''}"
    if found.unit == "sentences":
        return f"{frames} sentences" if frames > 1 else "1 sentence"
    if found.unit == "slides":
        return "16:9, 1 slide"
    if found.unit == "pages" and animation.still is None:
        return f"{pixels}, {frames} pages"
    if found.still or animation.still is not None:
        return f"{pixels}, still"
    return f"{pixels}, {frames} frames, {_time_ms(animation, output) / 1000:.1f} s"


def _time_ms(animation: Any, output: str) -> int:
    """How long a file plays, in ms."""
    from tconv_anim.formats import format_for, format_of
    from tconv_anim.renderer.poster import POSTER_MS

    found = format_for(animation, format_of(output))
    poster = found.takes("poster") and animation.poster == FINISHED and animation.loop != FOREVER
    times: list[int] = animation.times_ms(format_of(output))
    return sum(times) + (POSTER_MS if poster else 0)


def described(animation: Any, output: str, size: int, frames: int) -> dict[str, Any]:
    """A file for a report: what does not move has no time."""
    from tconv_anim.formats import format_for, format_of
    from tconv_anim.formats._shapes import shaped

    found = format_for(animation, format_of(output))
    page = shaped(animation, format_of(output)).page
    moves = animation.still is None and not found.still and found.unit == "frames"
    return {
        "file": output, "format": format_of(output), "width": page.width, "height": page.height,
        found.unit: frames, "duration_ms": _time_ms(animation, output) if moves else None, "bytes": size,
    }  # fmt: skip
