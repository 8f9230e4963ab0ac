"""Shows how far long work is, on a terminal only; and says that another run has to end first."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import click

Result = TypeVar("Result")

PATIENCE_S = 1.0  # shorter work shows nothing
CLEAR_LINE = "\r\x1b[K"


@contextmanager
def showing_progress(count: Callable[[], int]) -> Iterator[Callable[[], None]]:
    """Give a function to call after each of `count()` frames: if these take long, a bar shows how far the work is."""
    started, done = time.time(), 0
    bar = None
    with ExitStack() as stack:

        def drawn() -> None:
            nonlocal bar, done
            done += 1
            if bar is not None:
                bar.update(1)
            elif sys.stderr.isatty() and time.time() - started > PATIENCE_S:
                bar = stack.enter_context(click.progressbar(length=count(), label="drawing", file=sys.stderr))
                bar.start = bar.last_eta = started
                bar.update(done)

        yield drawn


@contextmanager
def showing_attempts(goal: str) -> Iterator[Callable[[str], None]]:
    """Give a function to call with each attempt at a goal: if attempts take long, a line shows the present one."""
    started, shown = time.time(), False

    def attempted(what: str) -> None:
        nonlocal shown
        if sys.stderr.isatty() and time.time() - started > PATIENCE_S:
            click.echo(f"{CLEAR_LINE}{goal}: trying {what}", err=True, nl=False)
            shown = True

    try:
        yield attempted
    finally:
        if shown:
            click.echo(CLEAR_LINE, err=True, nl=False)


def showing_results(results: Iterator[Result], length: int) -> Iterator[Result]:
    """Pass so many results on; a bar shows how many there have been."""
    if not sys.stderr.isatty():
        yield from results
        return
    with click.progressbar(results, length=length, file=sys.stderr, label="pictures") as bar:
        yield from bar


@contextmanager
def taking_turns(folder: Path, *, makes: bool) -> Iterator[None]:
    """Wait until no other run works in a folder, say so, and have others wait for this one, so that runs do not mix.

    Parameters
    ----------
    folder : which a run that `makes` something creates
    """
    from tconv_anim.formats._writing import alone_in

    if makes:
        with suppress(OSError):  # whoever writes there says why
            folder.mkdir(parents=True, exist_ok=True)
    with alone_in(folder, lambda: click.echo(f"note: another run works in {folder}: waiting for its end", err=True)):
        yield
