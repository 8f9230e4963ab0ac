"""Numbered files, such as frames/%03d.png: one for each scene."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from tconv_anim.formats import OutputError, format_of, load_format
from tconv_anim.options import NUMBER, format_names
from tconv_anim.renderer.drawing import Drawing

FIRST = 1
"""The number of the first file."""


def is_numbered(path: str | Path) -> bool:
    """Whether a path names many files, by a %d or %03d in its last part.

    >>> is_numbered("frames/%03d.png"), is_numbered("100%.png")
    (True, False)
    """
    return bool(re.search(NUMBER, Path(path).name))


def check_numbered(path: str | Path) -> None:
    """Refuse files of a format that is no still, and several numbers in a name.

    Raises
    ------
    OutputError
    """
    if not load_format(format_of(path)).still:
        stills = [f".{name}" for name in format_names() if load_format(name).still]
        raise OutputError("numbered_animation", {"file": str(path), "suffixes": stills})
    if len(re.findall(NUMBER, Path(path).name)) > 1:
        raise OutputError("several_numbers", {"file": str(path)})


def numbered(path: str | Path, number: int) -> Path:
    """The file of a number.

    >>> numbered("frames/%03d.png", 7).as_posix()
    'frames/007.png'
    """
    before, width, after = _parts(path)
    return Path(path).with_name(f"{before}{number:{width}d}{after}")


class Drawn(Protocol):
    """An animation, as far as stills of its scenes need it."""

    def drawing(self) -> Drawing:
        """What a format writes."""

    def recipe_with(self, takes: Callable[[str], bool]) -> str:
        """Its recipe, with the options that a format takes."""


def each_still(animation: Drawn, name: str) -> Iterator[bytes]:
    """A file of a format for each scene that looks unlike the one before."""
    fmt, before = load_format(name), b""
    drawing = replace(animation.drawing(), comment=animation.recipe_with(fmt.takes), pages=False, animated=False)
    for shot in drawing.shots:
        file = io.BytesIO()
        fmt.write(file, replace(drawing, shots=[shot]))
        if file.getvalue() != before:
            yield file.getvalue()
        before = file.getvalue()


def left_over(path: str | Path, count: int) -> list[Path]:
    """Files of this name with larger numbers than `count`, which an older and longer run may have left."""
    before, _, after = _parts(path)
    pattern = re.compile(rf"{re.escape(before)}(\d{{1,9}}){re.escape(after)}")
    found = [(int(match[1]), file) for file in Path(path).parent.iterdir() if (match := pattern.fullmatch(file.name))]
    return [file for number, file in sorted(found) if number >= FIRST + count]


def _parts(path: str | Path) -> tuple[str, str, str]:
    name = Path(path).name
    match = re.search(NUMBER, name)
    assert match
    return name[: match.start()], match[1] + match[2], name[match.end() :]
