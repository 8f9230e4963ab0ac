"""Numbered files, such as frames/%03d.png: one for each scene, or where things move one for each moment."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO, Protocol

from tconv_anim.formats import OutputError, format_of, load_format
from tconv_anim.options import NUMBER, SMOOTH, format_names
from tconv_anim.renderer.drawing import Drawing

FIRST = 1
"""The number of the first file."""
MOMENT_MS = 40
"""How long the file of a moment is to be shown, as a frame of a video."""
MOST_MOMENTS = 10_000


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
    """An animation, as far as its files need it."""

    @property
    def motion(self) -> str | None:
        """Whether things move, if that is asked for."""

    def check_drawable(self) -> None:
        """Refuse what has too little room, or too few colours."""

    def encode(self, file: IO[bytes], fmt: str) -> int:
        """Write a file; gives the number of its frames."""

    def drawing_for(self, fmt: str) -> Drawing:
        """What a format writes."""


def each_file(animation: Drawn, name: str) -> Iterator[bytes]:
    """A file of a format for each scene that looks unlike the one before; where things move, one for each `MOMENT_MS`.

    Raises
    ------
    OutputError
        if these are too many
    """
    drawing = replace(animation.drawing_for(name), pages=False, animated=False)
    shots, moves = list(drawing.shots), animation.motion == SMOOTH and drawing.tick_ms > 0
    count = sum(shot.duration_ms for shot in shots) // MOMENT_MS
    if moves and count > MOST_MOMENTS:
        about = {"motion": animation.motion, "count": count, "most": MOST_MOMENTS, "max_steps": None}
        raise OutputError("too_many_files", about)
    passed_ms, number, before = 0, 0, b""
    for frame in replace(drawing, shots=shots, tick_ms=MOMENT_MS if moves else 0).frames():
        file = io.BytesIO()
        load_format(name).write(file, replace(drawing, shots=(), only=frame.alone()))
        passed_ms += frame.duration_ms
        if moves:
            while number < round(passed_ms / MOMENT_MS):
                yield file.getvalue()
                number += 1
        elif file.getvalue() != before:
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
