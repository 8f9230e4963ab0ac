"""Draw recipes again whenever they, or the files that they name, are saved."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

from tconv_anim.cli import reports
from tconv_anim.cli.errors import say_failure
from tconv_anim.cli.streams import say_line
from tconv_anim.options import TconvError

EVERY_S = 0.3


def saved(files: tuple[str, ...], named: Callable[[str], list[Path]]) -> Iterator[str]:
    """Each file at first, then whenever it or what it names has changed, for ever."""
    seen: dict[str, list[tuple[int, int] | None]] = {}
    while True:
        for file in files:
            now = [_state(path) for path in (Path(file), *named(file))]
            if now != seen.get(file):
                seen[file] = now
                yield file
        time.sleep(EVERY_S)


def redraw(files: tuple[str, ...], named: Callable[[str], list[Path]], draw: Callable[[str], None]) -> None:
    """Draw each file whenever it is saved; a mistake is said, and the next saving is waited for."""
    say_line(f"watching {', '.join(files)}: press Ctrl-C to stop")
    for file in saved(files, named):
        try:
            draw(file)
        except TconvError as error:
            say_failure(error)
            if reports.asked.get():
                reports.say_error("", error)


def _state(path: Path) -> tuple[int, int] | None:
    """What changes when a file is saved."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
