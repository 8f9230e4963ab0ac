"""How a process ends: a signal leaves no temporary file behind, and workers end with their parent.

Nothing else of the package is imported here, so that signals are minded from the first moment on.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

SIGNALS = (
    "SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT", "SIGABRT", "SIGALRM", "SIGVTALRM", "SIGPROF", "SIGUSR1", "SIGUSR2",
    "SIGXCPU", "SIGIO", "SIGPWR", "SIGSTKFLT", "SIGBREAK",
)  # fmt: skip
"""Signals that end a process, where a system has them. After those of faults, such as SIGSEGV, nothing can be done."""
PATIENCE_S = 5.0  # for workers to end; they end by themselves, but then may outlive us for a moment
SHOW_CURSOR = b"\r\x1b[K\x1b[?25h"  # progress bars hide it
_UNFINISHED: set[str] = set()
"""Temporary files of this process. A handler of signals has no other way to know them."""


_HELD: list[list[int]] = []
"""For each block that holds signals back, those that came."""


@contextmanager
def signals_held() -> Iterator[None]:
    """Let signals that end this process wait until the block ends, such as while a worker reads what it is given."""
    came: list[int] = []
    _HELD.append(came)
    try:
        yield
    finally:
        _HELD.remove(came)
        if came:
            _end(came[0], None)


@contextmanager
def removed_at_end(path: str) -> Iterator[None]:
    """Have a file removed when the block ends, or when a signal ends the process."""
    _UNFINISHED.add(path)
    try:
        yield
    finally:
        _remove(path)
        _UNFINISHED.discard(path)


def end_tidily() -> None:
    """Have signals end this process and its workers, without temporary files, with the usual code 128 + the number.

    No exception is raised for that, because it would be lost in a callback or in the import of a module in C. Signals
    that are ignored or have a handler keep it.
    """
    for name in SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) in (signal.SIG_DFL, signal.default_int_handler):
            signal.signal(number, _end)


def end_with_parent() -> None:
    """Have this worker end tidily as soon as its parent is gone, whatever ended that."""
    signal.signal(signal.SIGTERM, _end)
    end_tidily()
    threading.Thread(target=_watch_parent, daemon=True).start()


def _watch_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    assert parent is not None
    parent.join()
    main = threading.main_thread().ident
    if sys.platform != "win32" and main is not None:
        signal.pthread_kill(main, signal.SIGTERM)  # there, as a file may be made between its removal here and the end
        time.sleep(PATIENCE_S)  # more than it takes, unless the main thread is deep in a library
    _end(signal.SIGTERM, None)


def _end(number: int, _: FrameType | None) -> None:
    if _HELD:
        _HELD[-1].append(number)
        return
    with suppress(Exception):  # whatever was interrupted
        _end_workers()
    for path in tuple(_UNFINISHED):
        _remove(path)
    with suppress(OSError):
        if os.isatty(2):
            os.write(2, SHOW_CURSOR)
        if number == signal.SIGINT:
            os.write(2, b"Aborted!\n")
    os._exit(128 + number)


def _end_workers() -> None:
    if "multiprocessing" not in sys.modules:
        return
    from multiprocessing import active_children

    workers = active_children()
    for worker in workers:
        worker.terminate()
    last = time.monotonic() + PATIENCE_S
    for worker in workers:
        worker.join(max(0.0, last - time.monotonic()))


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        os.unlink(path)
