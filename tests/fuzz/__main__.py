"""Fuzz the program: random command lines, recipes, layers, Markdown pages, pictures and Python calls.

python -m tests.fuzz --seconds 60 --seed 0     tries as many as fit into the time
python -m tests.fuzz --seed 0 --case 1234      one of them again, with what it prints
python -m tests.fuzz --count 3000 --processes  so many, each command line as a process of its own

A case is found if it ends in a traceback, with an exit code that has no meaning, with more than one sentence, leaves a
temporary file, takes too long without a word or too much memory. Exit code 1 if one is found.
"""

from __future__ import annotations

import argparse
import contextlib
import math
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any

from click.testing import CliRunner

from tconv_anim.cli import main
from tconv_anim.options import TconvError
from tests.fuzz.cases import KINDS, PREPARED, Case, case_of, prepare

MOST_SECONDS = 20.0
REFUSED_SECONDS = 2.0  # of processor time, until a mistake is refused without a word before it
EXPLAINED_SECONDS = 0.5  # of processor time, for the recipe of any file
LONGEST_SECONDS = 120.0  # of a process that shows its progress
MOST_BYTES = 1.5e9
MOST_ADDRESSES = 6 * 2**30
CODES = (0, 1, 2)
PROGRESS = r"keeping within .*|waiting|laying out|[a-z ]+: (?:\d+ of \d+|done)"
"""A line that says how far work is."""


class TooLong(BaseException):
    """The time is over."""


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise `TooLong` after so many seconds of processor time."""

    def stop(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise TooLong

    # A busy machine may stop a process for long, and what waits for ever uses no processor.
    timers = ((signal.SIGPROF, signal.ITIMER_PROF, seconds), (signal.SIGALRM, signal.ITIMER_REAL, 10 * seconds))
    for signum, timer, after in timers:
        signal.signal(signum, stop)
        signal.setitimer(timer, after)
    try:
        yield
    finally:
        for _, timer, _ in timers:
            signal.setitimer(timer, 0)


def tried(case: Case, *, processes: bool) -> tuple[str, str]:
    """What is wrong with a case, if something is, and what it said."""
    if case.call is not None:
        return called(case.call)
    assert case.arguments is not None
    whose = resource.RUSAGE_CHILDREN if processes else resource.RUSAGE_SELF
    begun = _processor_seconds(whose)
    try:
        code, out, err = (_as_process if processes else _in_this_process)(case.arguments)
    except TooLong as error:
        word = str(error)
        return ("" if re.search(PROGRESS, word) else f"no word in {MOST_SECONDS:.0f} s"), word
    except Exception:
        return "traceback", traceback.format_exc()
    spent = _processor_seconds(whose) - begun
    if "Traceback (most recent call last)" in err + out:
        return "traceback", err
    if code not in CODES:
        return f"exit code {code}", err
    lines = err.splitlines()
    progress = [line for line in lines if re.fullmatch(PROGRESS, line)]
    if code == 2:
        said = [
            line for line in lines if line not in progress and not line.startswith(("note: ", "warning: ", "wrote "))
        ]
        if len(said) != 1 or not said[0].startswith("Error: "):
            return "not one sentence", err
        if spent > REFUSED_SECONDS and not progress:
            return f"refused after {spent:.1f} s", err
    if case.arguments[0] == "explain" and spent > EXPLAINED_SECONDS and not processes:
        return f"explained after {spent:.1f} s", err
    if resource.getrusage(whose).ru_maxrss * 1024 > MOST_BYTES:
        return "too much memory", err
    return "", err


def _processor_seconds(whose: int) -> float:
    used = resource.getrusage(whose)
    return used.ru_utime + used.ru_stime


def _in_this_process(arguments: list[str]) -> tuple[int, str, str]:
    """The exit code of a command, and what it says."""
    with limited(MOST_SECONDS):
        result = CliRunner().invoke(main, arguments)
    if isinstance(result.exception, TooLong):
        raise TooLong(result.stderr)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def _as_process(arguments: list[str]) -> tuple[int, str, str]:
    """The same of a process."""
    with subprocess.Popen([sys.executable, "-m", "tconv_anim", *arguments], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:  # fmt: skip
        try:
            out, err = process.communicate(timeout=MOST_SECONDS)
        except subprocess.TimeoutExpired as late:
            if late.stderr:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.communicate(timeout=LONGEST_SECONDS - MOST_SECONDS)
            process.terminate()
            raise TooLong((late.stderr or b"").decode()) from None
    return process.returncode, out.decode("utf-8", "replace"), err.decode("utf-8", "replace")


def called(call: Callable[[], Any]) -> tuple[str, str]:
    begun = time.process_time()
    try:
        with limited(MOST_SECONDS):
            call()
    except TooLong:
        return "too long", ""
    except TconvError as error:
        spent = time.process_time() - begun
        sentence = str(error)
        if "\n" in sentence:
            return "not one sentence", sentence
        return (f"refused after {spent:.1f} s" if spent > REFUSED_SECONDS else ""), sentence
    except Exception:
        return "traceback", traceback.format_exc()
    return "", ""


def tidy(folder: Path) -> list[str]:
    """Remove what a case made; the names of temporary files among it."""
    left = [path.name for path in folder.rglob("*") if path.name.startswith(".tconv-anim-")]
    for path in folder.iterdir():
        if path.name not in PREPARED:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return left


def run() -> int:
    """Try cases until the time is over."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, help="that it takes; 60 unless there is a count")
    parser.add_argument("--count", type=int, help="of cases")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--case", type=int, help="only this one")
    parser.add_argument("--kind", choices=list(KINDS), action="append")
    parser.add_argument("--processes", action="store_true")
    asked = parser.parse_args()
    kinds, found, slowest = asked.kind or list(KINDS), Counter[str](), (0.0, "")
    if asked.processes:
        kinds = [kind for kind in kinds if kind != "calls"]
    store, work = Path(tempfile.mkdtemp(prefix="fuzz-")), Path(tempfile.mkdtemp(prefix="fuzz-"))
    prepare(store)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_ADDRESSES, MOST_ADDRESSES))
    seconds = asked.seconds if asked.seconds is not None else 60 if asked.count is None else math.inf
    end, count = time.monotonic() + seconds, 0
    os.chdir(work)
    for number in range(asked.count or sys.maxsize) if asked.case is None else (asked.case,):
        if time.monotonic() > end and asked.case is None:
            break
        for path in store.iterdir():
            if path.is_dir():
                shutil.copytree(path, work / path.name, dirs_exist_ok=True)
            elif path.name == "pipe":
                if not (work / "pipe").exists():
                    os.mkfifo(work / "pipe")
            else:
                shutil.copyfile(path, work / path.name)
        case = case_of(asked.seed, number, kinds, work)
        begun = time.monotonic()
        wrong, said = tried(case, processes=asked.processes)
        count += 1
        slowest = max(slowest, (time.monotonic() - begun, case.shown[:150]))
        left = tidy(work)
        if left and not wrong:
            wrong = f"left {', '.join(left)}"
        if wrong or asked.case is not None:
            found[wrong] += 1
            again = " ".join(f"--kind {kind}" for kind in asked.kind or ())
            print(f"--seed {asked.seed} {again} --case {number}: {wrong or 'fine'}", case.shown[:400], sep="\n  ")
            print("", *said.splitlines()[-12:], sep="\n  ", flush=True)
    found.pop("", None)
    print(
        f"seed {asked.seed}: {count} cases, {sum(found.values())} found: {dict(found)}; slowest {slowest[0]:.1f} s: {slowest[1]}"
    )
    os.chdir("/")
    shutil.rmtree(work), shutil.rmtree(store)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(run())
