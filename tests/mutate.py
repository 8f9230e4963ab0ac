"""Mutants: `python -m tests.mutate [--files GLOB ...] [--count M] [--seed N]` breaks the core and asks its tests.

A mutant is the package with one small change, imported in a process of its own. The tests that reach the changed
statement run on it, the fastest first. A mutant that passes them all survives: a test is missing, or the change makes
no difference.
"""

import ast
import builtins
import difflib
import importlib
import json
import os
import random
import resource
import signal
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib.machinery import SourceFileLoader
from operator import itemgetter
from pathlib import Path
from time import perf_counter
from typing import Any

import click
import pytest

from .mutants import marked, mutants

Place = tuple[str, int]  # a path and a line
Sources = Mapping[Path, str | ast.Module]
ROOT = Path(__file__).parents[1]
FILES = ("ways_out", "spec", "sentences_core", "exact", "samples", "trace", "laws", "evenness", "tools", "corners",
         "solve")  # fmt: skip
TESTS = ("tconv_anim/core", *(f"tests/test_{name}.py" for name in FILES))
IMPORTED = ("numpy", "hypothesis.extra.numpy", "hypothesis.strategies", "jsonschema", "click.testing", "PIL.Image",
            "imageio.v3", "matplotlib.backends.backend_agg", "markdown_it")  # fmt: skip
OPTIONS = ("-q", "-x", "-n0", "-p", "no:cacheprovider", "--hypothesis-profile=unshrunk",
           "-W", "ignore::pytest.PytestAssertRewriteWarning")  # fmt: skip
SLOWER = 5  # a mutant that takes so many times as long loops for ever: it is found
MEMORY = 4 << 30  # bytes: one that asks for more is found, too


class Chosen:
    """A plugin for pytest: runs some tests in its own order, and notes how long each takes and what it reaches."""

    def __init__(self, choose: Callable[[list[str]], list[str]]) -> None:
        self.choose = choose
        self.reached: set[Place] = set()
        self.notes: dict[str, tuple[float, list[Place]]] = {}

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        by_name = {item.nodeid: item for item in items}
        items[:] = [by_name[name] for name in self.choose(list(by_name))]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.reached.clear()
        start = perf_counter()
        result = yield
        self.notes[item.nodeid] = perf_counter() - start, list(self.reached)
        return result


def started(plugin: Chosen, sources: Sources, seconds: int = 0, notes: Path | None = None) -> int:
    """The number of a process in which modules have other sources. It runs tests; its exit code is theirs."""
    if process := os.fork():
        return process
    try:
        silence = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):
            os.dup2(silence, stream)
        signal.alarm(seconds)
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        usual = SourceFileLoader.get_code
        SourceFileLoader.get_code = lambda self, name: (  # type: ignore[method-assign]
            compile(sources[Path(self.path)], self.path, "exec") if Path(self.path) in sources else usual(self, name)
        )
        vars(builtins)["__reached__"] = plugin.reached.add
        code = pytest.main([*OPTIONS, *TESTS], plugins=[plugin])
        if notes:
            notes.write_text(json.dumps(plugin.notes))
        os._exit(code)
    finally:
        os._exit(1)


def measured(sources: Mapping[Path, str], jobs: int) -> dict[str, tuple[float, set[Place]]]:
    """By test, the fastest first: the seconds that it takes, and the statements that it reaches."""
    trees = {path: marked(path, source) for path, source in sources.items()}
    with tempfile.TemporaryDirectory() as folder:
        files = [Path(folder, f"{job}.json") for job in range(jobs)]
        every = [started(Chosen(itemgetter(slice(job, None, jobs))), trees, 0, file) for job, file in enumerate(files)]
        if sum(os.waitpid(process, 0)[1] for process in every):
            raise click.ClickException("the tests fail on the package as it is")
        notes = [note for file in files for note in json.loads(file.read_text()).items()]
    return {name: (seconds, set(map(tuple, places))) for name, (seconds, places) in sorted(notes, key=itemgetter(1))}


def survivors(drawn: list[Any], notes: Mapping[str, tuple[float, set[Place]]], jobs: int) -> Iterator[Any]:
    """Those of (path, line, source) that no test finds."""
    running: dict[int, Any] = {}
    waiting = list(reversed(drawn))
    while waiting or running:
        while waiting and len(running) < jobs:
            path, line, source = mutant = waiting.pop()
            tests = [name for name, (_, places) in notes.items() if (str(path), line) in places]
            at_import = [name for name, (_, places) in notes.items() if any(str(path) == one for one, _ in places)]
            tests = tests or at_import or list(notes)
            seconds = 10 + SLOWER * int(sum(notes[name][0] for name in tests))
            running[started(Chosen(lambda _, tests=tests: tests), {path: source}, seconds)] = mutant
        process, status = os.wait()
        mutant = running.pop(process)
        if status == 0:
            yield mutant


@click.command()
@click.option("--files", multiple=True, default=["tconv_anim/core/**/*.py"], show_default=True, help="Modules.")
@click.option("--count", default=200, show_default=True, help="Mutants, drawn from all there are.")
@click.option("--seed", default=0, show_default=True, help="Of the draw.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default="number of CPUs", help="Mutants tested at a time.")
def mutate(files: tuple[str, ...], count: int, seed: int, jobs: int) -> None:
    """Print the mutants that survive, and the share of those that are found."""
    os.chdir(ROOT)
    for name in IMPORTED:  # once, for all processes
        importlib.import_module(name)
    sources = {path: path.read_text(encoding="utf-8") for each in files for path in sorted(ROOT.glob(each))}
    every = [(path, *mutant) for path, source in sources.items() for mutant in mutants(source)]
    drawn = random.Random(seed).sample(every, min(count, len(every)))
    survived = 0
    for path, _, mutant in survivors(drawn, measured(sources, jobs), jobs):
        survived += 1
        name = str(path.relative_to(ROOT))
        lines = difflib.unified_diff(sources[path].splitlines(), mutant.splitlines(), name, name, "", "", 0, "")
        click.echo("\n".join(list(lines)[2:]).replace("@@", name, 1))
    found = len(drawn) - survived
    click.echo(f"{found} of {len(drawn)} mutants are found, {found / len(drawn):.0%}; there are {len(every)} in all")


if __name__ == "__main__":
    mutate()
