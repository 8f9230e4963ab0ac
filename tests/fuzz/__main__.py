"""Fuzz the program: random command lines, recipes, layers, Markdown pages, pictures and Python calls.

python -m tests.fuzz --seconds 60 --seed 0     tries as many as fit into the time
python -m tests.fuzz --seed 0 --case 1234      one of them again, with what it prints
python -m tests.fuzz --processes               each command line as a process of its own

A case is found if it ends in a traceback, with an exit code that has no meaning, with more than one sentence, leaves a
temporary file, takes too long without a word or too much memory. Exit code 1 if one is found.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import resource
import shlex
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
from random import Random
from types import FrameType
from typing import Any, NamedTuple

import click
import numpy as np
from click.testing import CliRunner
from PIL import Image

from tconv_anim import animate, record
from tconv_anim.cli import main
from tconv_anim.options import OPTIONS, RECORD_OPTIONS, TconvError, drawn_ops, op_names
from tests.fuzz import values

MOST_SECONDS = 20.0
REFUSED_SECONDS = 2.0  # of processor time, until a mistake is refused
MOST_BYTES = 1.5e9
MOST_ADDRESSES = 6 * 2**30
CODES = (0, 1, 2)
KEPT = {"numbers.csv", "numbers.npy", "numbers.json", "photo.png", "recipe.toml", "mine.toml", "page.md", "empty", "pipe",
        "old.gif", "old.png", "old.svg", "old.html"}  # fmt: skip
WEIGHTS = {"": 40, "trace": 20, "code": 8, "solve": 10, "compare": 4, "recipe": 6, "render": 4, "explain": 5, "schema": 1,
           "views": 1, "markdown": 3, "gallery": 2}  # fmt: skip
KINDS = {"commands": 12, "recipes": 2, "pages": 1, "files": 3, "calls": 3}


class Case(NamedTuple):
    """What is tried: how it is shown, and the command line or the call."""

    shown: str
    arguments: list[str] | None
    call: Callable[[], Any] | None = None


def command_line(random: Random) -> list[str]:
    """A command with some of its options."""
    name = random.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    command: click.Command = main.get_command(click.Context(main), name) if name else main  # type: ignore[assignment]
    words: list[str] = []
    options = [p for p in command.params if isinstance(p, click.Option)]
    if random.random() < 0.3 and any(p.name == "op" for p in options):
        words += ["--op", random.choice(drawn_ops())]
    for found in random.sample(options, min(len(options), random.choice((0, 1, 1, 2, 2, 3, 4, 6)))):
        flag = random.choice((*found.opts, *found.secondary_opts))
        if found.is_flag or found.count:
            words.append(flag)
        else:
            words += [flag, values.parameter(random, found)]
    if not name:
        words += ["--max-steps", random.choice(("1", "2"))]
    for found in command.params:
        if isinstance(found, click.Argument):
            words += [values.parameter(random, found) for _ in range(random.choice((0, 1, 1, 1, 2)))]
    if random.random() < 0.03:
        words.insert(random.randrange(len(words) + 1), values.text(random))
    return [word.replace("\0", "") for word in ([name] if name else []) + words]


def recipe(random: Random) -> str:
    """A recipe in TOML, or nearly."""
    lines = []
    for _ in range(random.randrange(8)):
        option = random.choice(list(OPTIONS.values()))
        word = values.value(random, option)
        quoted = '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
        shown = word if random.random() < 0.4 else quoted
        lines.append(f"{option.key if random.random() < 0.95 else values.text(random)} = {shown}")
    for key in ("title", "caption", "section", "outputs", "order"):
        if random.random() < 0.2:
            lines.append(f"{key} = {random.choice((values.whole(random), repr(values.text(random))))}")
    if random.random() < 0.7:
        lines.append("max-steps = 1")
    return "\n".join(lines)


def page(random: Random) -> str:
    """A Markdown page with blocks of ours and others."""
    parts = (
        "# Title\n", "text *with* `code` [link](x)\n", "- item\n", "  - deeper\n", "> quoted\n", "<!-- comment -->\n", "<div>\n",
        "</div>\n", "```tconv\n", "```\n", "~~~tconv\n", "~~~\n", "   ```tconv\n", "> ```tconv\n", "    indented\n", "\t```\n",
        "--stride 2 --max-steps 1\n", "--op conv --max-steps 1\n", "stride = 2\n", "\n", "\n", "\r\n", "![x](y.gif)\n", "| a | b |\n",
        "---\n", "```python\n", "<pre>\n", "<script>\n", "1. one\n", "\ufeff", "```tconv --stride 2\n", "````tconv\n", "````\n",
    )  # fmt: skip
    return "".join(random.choice(parts) for _ in range(random.randrange(30)))


def damaged(random: Random, folder: Path) -> tuple[str, bytes]:
    """One of our pictures with some bytes changed, cut off or doubled."""
    name = random.choice(("old.gif", "old.png", "old.svg", "old.html"))
    data = bytearray((folder / name).read_bytes())
    for _ in range(random.randrange(1, 6)):
        at = random.randrange(len(data))
        change = random.randrange(4)
        if change == 0:
            data[at] = random.randrange(256)
        elif change == 1:
            del data[at : at + random.randrange(1, 200)]
        elif change == 2:
            data[at:at] = data[at : at + random.randrange(1, 200)]
        else:
            data[at:at] = values.text(random).encode("utf-8", "surrogatepass")
        if not data:
            break
    return name, bytes(data)


def call(random: Random) -> Case:
    """A call of `record` or `animate` with Python's values."""
    chosen = (0, 1, 2, 3, -1, 1.5, "x", "same", None, True, (1,), (1, 2), (1, 2, 3), [[1]], float("nan"), 10**12, "é")
    known = [*OPTIONS.values(), *RECORD_OPTIONS.values()]
    given: dict[str, Any] = {}
    for option in random.sample(known, random.randrange(5)):
        given[option.name] = random.choice((*option.words, *chosen)) if random.random() < 0.95 else object()
    shape = random.choice(
        ((), (0,), (3,), (2, 2), (4, 4), (1, 3, 3), (2, 3, 3), (4, 2, 2), (1, 1, 3, 3), (3, 0), (0, 3, 3))
    )
    given.pop("op", None)
    op: Any = random.choice((*op_names(), "compare", ["max_pool", "max_unpool"], ["conv", "nearest"], [], "x", None))
    if random.random() < 0.5:
        given["input"] = random.choice(
            (np.ones(shape), np.arange(int(np.prod(shape))).reshape(shape), [[1, 2], [3]], "x")
        )
    if random.random() < 0.3:
        given["weight"] = np.ones(random.choice(((1,), (2, 2), (1, 1, 2, 2), (2, 1, 2), (1, 1, 1, 1, 1))))
    if random.random() < 0.5:
        given.setdefault("input", np.ones(shape))
        x = given.pop("input")
        return Case(f"record({op!r}, {x!r}, **{given!r})", None, lambda: record(op, x, **given))

    def draw() -> None:
        animation = animate(op, **given)
        assert animation.alt_text
        assert animation.summary

    return Case(f"animate({op!r}, **{given!r})", None, draw)


def case_of(seed: int, number: int, kinds: list[str], folder: Path) -> Case:
    """The case of a number, with its files written."""
    random = Random(f"{seed} {number}")
    kind = random.choices(kinds, [KINDS[kind] for kind in kinds])[0]
    if kind == "calls":
        return call(random)
    if kind == "recipes":
        (folder / "recipe.toml").write_text(
            recipe(random), encoding=random.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16"))
        )
        arguments = random.choice((["render", "recipe.toml"], ["recipe", "recipe.toml"], ["gallery", "recipes"]))
    elif kind == "pages":
        (folder / "page.md").write_bytes(page(random).encode())
        arguments = random.choice((["markdown", "page.md"], ["markdown", "--check", "page.md"]))
    elif kind == "files":
        name, data = damaged(random, folder)
        (folder / name).write_bytes(data)
        arguments = random.choice(
            (["explain", name], ["explain", name], ["render", name], ["--input", name, "--max-steps", "1"])
        )
    else:
        arguments = command_line(random)
    return Case(f"tconv-anim {shlex.join(arguments)}", arguments)


def prepare(folder: Path) -> None:
    """The files that cases name."""
    (folder / "numbers.csv").write_text("1,2\n3,4\n")
    (folder / "numbers.json").write_text("[[1, 2], [3, 4]]")
    np.save(folder / "numbers.npy", np.arange(9).reshape(3, 3))
    Image.new("L", (20, 18), 7).save(folder / "photo.png")
    (folder / "recipe.toml").write_text('stride = 2\nmax-steps = 1\ntitle = "x"\n')
    (folder / "mine.toml").write_text("[colors]\n")
    (folder / "page.md").write_text("# Page\n\n```tconv\n--stride 2 --max-steps 1\n```\n")
    (folder / "empty").write_text("")
    os.mkfifo(folder / "pipe")
    (folder / "folder").mkdir()
    (folder / "recipes").mkdir()
    (folder / "recipes" / "one.toml").write_text('max-steps = 1\ntitle = "One"\n')
    animation = animate("conv_transpose", max_steps=1)
    for suffix in ("gif", "png", "svg", "html"):
        animation.save(folder / f"old.{suffix}")


class TooLong(BaseException):
    """The time is over."""


@contextlib.contextmanager
def limited(seconds: float) -> Iterator[None]:
    def stop(signum: int, frame: FrameType | None) -> None:  # noqa: ARG001
        raise TooLong

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def tried(case: Case, *, processes: bool) -> tuple[str, str]:
    """What is wrong with a case, if something is, and what it said."""
    if case.call is not None:
        return called(case.call)
    assert case.arguments is not None
    begun = time.process_time()
    if processes:
        done = subprocess.run([sys.executable, "-m", "tconv_anim", *case.arguments], capture_output=True, timeout=120,
                              stdin=subprocess.DEVNULL)  # fmt: skip
        code, out, err = done.returncode, done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace")
    else:
        try:
            with limited(MOST_SECONDS):
                result = CliRunner().invoke(main, case.arguments)
        except TooLong:
            return "too long", ""
        if isinstance(result.exception, TooLong):
            return ("" if result.stderr else f"no word in {MOST_SECONDS:.0f} s"), result.stderr
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            return "traceback", "".join(traceback.format_exception(result.exception))
        code, out, err = result.exit_code, result.stdout, result.stderr
    spent = time.process_time() - begun
    if "Traceback (most recent call last)" in err + out:
        return "traceback", err
    if code not in CODES:
        return f"exit code {code}", err
    if code == 2:
        lines = [line for line in err.splitlines() if not line.startswith(("note: ", "warning: ", "wrote "))]
        if len(lines) != 1 or not lines[0].startswith("Error: "):
            return "not one sentence", err
        if spent > REFUSED_SECONDS and not processes:
            return f"refused after {spent:.1f} s", err
    if resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 > MOST_BYTES:
        return "too much memory", err
    return "", err


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
    left = [path.name for path in folder.rglob("*") if path.name.endswith((".tmp", ".part")) or path.name[0] == "."]
    for path in folder.iterdir():
        if path.name not in KEPT:
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
    return left


def run() -> int:
    """Try cases until the time is over."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--count", type=int, default=sys.maxsize, help="most cases")
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
    end, number = time.monotonic() + asked.seconds, 0
    numbers = iter([asked.case]) if asked.case is not None else iter(range(asked.count))
    os.chdir(work)
    for number in numbers:
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
        slowest = max(slowest, (time.monotonic() - begun, case.shown[:150]))
        left = tidy(work)
        if left and not wrong:
            wrong = f"left {', '.join(left)}"
        if wrong or asked.case is not None:
            found[wrong] += 1
            print(
                f"case {number}: {wrong or 'fine'}\n  {case.shown[:400]}\n  " + "\n  ".join(said.splitlines()[-12:]),
                flush=True,
            )
    found.pop("", None)
    print(f"{number} cases, {sum(found.values())} found: {dict(found)}; slowest {slowest[0]:.1f} s: {slowest[1]}")
    os.chdir("/")
    shutil.rmtree(work), shutil.rmtree(store)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(run())
