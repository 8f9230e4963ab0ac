"""Shows how far long work is; and says that another run has to end first."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path

import click

from tconv_anim.cli.streams import say_line
from tconv_anim.core.progress import Progress, watching

PATIENCE_S = 1.2  # shorter work shows nothing
REDRAW_S = 0.1  # between two states of a bar
AGAIN_S = 10.0  # between two lines where there is no terminal
BAR = 30
CLEAR_LINE = "\r\x1b[K"


@contextmanager
def showing_progress() -> Iterator[None]:
    """Show how far the work is that is done while the context lasts, if it takes long."""
    display = _Display()
    try:
        with watching(display):
            yield
    finally:
        display.clear()


class _Display:
    """A line on stderr: on a terminal one that changes, with a bar; elsewhere the first soon, and then now and then.

    Elsewhere lines stay, so the end of work of which they tell is told, too.
    """

    def __init__(self) -> None:
        self.started = time.monotonic()
        self.next_at = self.started + PATIENCE_S
        self.whole: Progress | None = None
        self.shown = False
        self.told = ""

    def __call__(self, progress: Progress) -> None:
        now, is_done = time.monotonic(), 0 < progress.count <= progress.done
        if progress.whole:
            self.whole = None if is_done else progress
        if is_done and (progress.whole or self.whole is None):
            self.clear()  # what is said next has its own line
            if self.told and progress.doing == self.told:
                click.echo(f"{progress.doing}: done", err=True)
                self.told = ""
        elif now >= self.next_at:
            terminal = sys.stderr.isatty()
            line = self._line(self.whole or progress, now, bar=terminal)
            click.echo(f"{CLEAR_LINE}{line}" if terminal else line, err=True, nl=not terminal)
            self.shown = terminal
            self.told = "" if terminal else (self.whole or progress).doing
            self.next_at = now + (REDRAW_S if terminal else AGAIN_S)

    def _line(self, progress: Progress, now: float, *, bar: bool) -> str:
        if not progress.count:
            return progress.doing
        text = f"{progress.doing}: {progress.done} of {progress.count}"
        if not bar:
            return text
        share = min(1.0, progress.done / progress.count)
        return f"{progress.doing} [{'#' * round(share * BAR):-<{BAR}}] {share:.0%}, {now - self.started:.0f} s"

    def clear(self) -> None:
        """Take the line off the terminal."""
        if self.shown:
            click.echo(CLEAR_LINE, err=True, nl=False)
            self.shown = False


@contextmanager
def taking_turns(folders: Mapping[Path, bool]) -> Iterator[None]:
    """Wait until no other run works in some folders, say so, and have others wait for this one: runs do not mix.

    Parameters
    ----------
    folders : each with whether the run creates it
    """
    from tconv_anim.formats._writing import alone_in

    places = {os.path.realpath(folder): (folder, makes) for folder, makes in folders.items()}
    with ExitStack() as stack:
        for _, (folder, makes) in sorted(places.items()):  # in one order, else two runs wait for each other
            said = f"note: another run works in {folder}: waiting for its end"
            stack.enter_context(alone_in(folder, partial(say_line, said), makes=makes))
        yield
