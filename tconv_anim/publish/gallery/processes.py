"""Work in several processes, which end with this one. One that the system ends does not stop the others."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from tconv_anim.core.progress import tell
from tconv_anim.ending import end_with_parent, signals_held

PATIENCE_S = 0.5
"""How long to wait for a result before those who watch hear that work goes on."""
Item = TypeVar("Item")
Result = TypeVar("Result")


def results_in_order(work: Callable[[Item], Result], items: Sequence[Item], jobs: int) -> Iterator[Result | None]:
    """What a function gives for each item, in their order; None for one whose process was ended before it was done.

    Parameters
    ----------
    work : the function, which raises nothing; it, the items and the results can be pickled
    items : what it is called with
    jobs : the number of processes
    """
    todo = list(enumerate(items))[::-1]
    done: dict[int, Result | None] = {}
    idle: list[_Worker] = []
    busy: dict[Connection, tuple[_Worker, int]] = {}
    try:
        with _interrupts_held():
            idle += [_Worker(work) for _ in range(min(jobs, len(items)))]
        for number in range(len(items)):
            while number not in done:
                while idle and todo:
                    worker, (its, item) = idle.pop(), todo.pop()
                    with suppress(OSError):  # it was ended: the pipe says so below
                        worker.connection.send(item)
                    busy[worker.connection] = worker, its
                while not (ready := wait([*busy], PATIENCE_S)):
                    tell("waiting")
                for worker, its in [pair for connection, pair in busy.items() if connection in ready]:
                    del busy[worker.connection]
                    try:
                        done[its] = worker.connection.recv()
                    except (EOFError, OSError):
                        done[its] = None
                        worker.end()
                        with _interrupts_held():
                            worker = _Worker(work)
                    idle.append(worker)
            yield done.pop(number)
    finally:
        for worker in (*idle, *(worker for worker, _ in busy.values())):
            worker.end()


class _Worker:
    """A process, and our end of the pipe to it."""

    def __init__(self, work: Callable[[Any], Any]) -> None:
        context = get_context("spawn")  # the same on every system, and safe with threads
        self.connection, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_serve, args=(theirs, work), daemon=True)
        with signals_held():  # a worker that is left without its first instructions prints a traceback
            self.process.start()
        theirs.close()

    def end(self) -> None:
        self.process.terminate()
        self.connection.close()  # which ends it, too, if it began to wait for more just as the signal came
        self.process.join()


def _serve(connection: Connection, work: Callable[[Any], Any]) -> None:
    end_with_parent()
    with suppress(EOFError, OSError):  # the parent is gone
        while True:
            connection.send(work(connection.recv()))


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold interrupts back: processes that start here never get one, since this process ends them."""
    if sys.platform == "win32":
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # its start lets interrupts through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
