"""Mutants: `python -m tests.mutate [--files GLOB ...] [--count M] [--seed N]` breaks the core and asks its tests.

A mutant is the package with one small change, in a temporary folder. Fast tests of the core run on it; a mutant that
passes them all survives: a test is missing, or the change makes no difference.
"""

import ast
import difflib
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import click

ROOT = Path(__file__).parents[1]
TESTS = ("tconv_anim/core", *(f"tests/test_{name}.py" for name in (
    "ways_out", "spec", "sentences_core", "exact", "samples", "trace", "laws", "evenness", "tools")))  # fmt: skip
SECONDS = 300  # a mutant that takes longer loops for ever: it is found
SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Add, ast.Div: ast.Mult, ast.FloorDiv: ast.Mult, ast.Mod: ast.Div,
    ast.Pow: ast.Mult, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.And: ast.Or,
    ast.Or: ast.And, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd,
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any", "floor": "ceil", "zeros": "ones", "ones": "zeros"}


def changed(node: ast.AST) -> Iterator[ast.AST]:
    """The node with one change, for each change that it can have."""
    if isinstance(node, (ast.BinOp, ast.BoolOp, ast.AugAssign)) and type(node.op) in SWAPS:
        yield _with(node, op=SWAPS[type(node.op)]())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
        yield _with(node, ops=[SWAPS[type(node.ops[0])](), *node.ops[1:]])
    if isinstance(node, ast.Constant) and isinstance(node.value, bool):
        yield _with(node, value=not node.value)
    elif isinstance(node, ast.Constant) and isinstance(node.value, int):
        yield from (_with(node, value=node.value + by) for by in (-1, 1))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub, ast.Invert)):
        yield node.operand
    if isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
        yield _with(node, id=NAMES[node.id])
    if isinstance(node, ast.Attribute) and node.attr in NAMES:
        yield _with(node, attr=NAMES[node.attr])
    if isinstance(node, ast.Slice) and (node.lower or node.upper):
        yield _with(node, lower=node.upper, upper=node.lower)
    if isinstance(node, ast.IfExp):
        yield _with(node, body=node.orelse, orelse=node.body)


def _with(node: ast.AST, **fields: object) -> ast.AST:
    copy = deepcopy(node)
    for name, value in fields.items():
        setattr(copy, name, value)
    return copy


def mutants(source: str) -> Iterator[str]:
    """The source with each of its changes, one at a time."""
    starts = [0]
    for line in source.splitlines(keepends=True):
        starts.append(starts[-1] + len(line.encode()))
    raw = source.encode()
    for node in _computed(ast.parse(source)):
        start, stop = starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset
        for other in changed(node):
            text = ast.unparse(other)
            text = text if isinstance(node, (ast.Slice, ast.AugAssign)) else f"({text})"
            yield (raw[:start] + text.encode() + raw[stop:]).decode()


def _computed(node: ast.AST) -> Iterator[Any]:
    """The nodes that have a place, without those whose change nobody sees, or only a reader of a sentence."""
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        for child in [] if name in ("annotation", "returns", "decorator_list") else children:
            if isinstance(child, ast.keyword) and child.arg == "strict":
                continue
            if isinstance(child, ast.AST) and not isinstance(child, ast.JoinedStr):
                if hasattr(child, "lineno"):
                    yield child
                yield from _computed(child)


def passes(folder: Path) -> bool:
    """Whether the tests find nothing wrong with the package in a folder."""
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider",
               "--hypothesis-profile=unshrunk", *TESTS]  # fmt: skip
    environment = os.environ | {"PYTHONPATH": str(folder)}
    try:
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, timeout=SECONDS)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


@click.command()
@click.option("--files", multiple=True, default=["core/**/*.py"], show_default=True, help="Modules of the package.")
@click.option("--count", default=150, show_default=True, help="Mutants, drawn from all there are.")
@click.option("--seed", default=0, show_default=True, help="Of the draw.")
@click.option("--jobs", default=os.cpu_count() or 1, show_default="number of CPUs", help="Mutants tested at a time.")
def mutate(files: tuple[str, ...], count: int, seed: int, jobs: int) -> None:
    """Print the mutants that survive, and the share of those that are found."""
    package = ROOT / "tconv_anim"
    sources = {path: path.read_text(encoding="utf-8") for pattern in files for path in sorted(package.glob(pattern))}
    every = [(path, mutant) for path, source in sources.items() for mutant in mutants(source)]
    drawn = random.Random(seed).sample(every, min(count, len(every)))
    with tempfile.TemporaryDirectory() as home, ThreadPoolExecutor(jobs) as pool:
        folders: SimpleQueue[Path] = SimpleQueue()
        for number in range(jobs):
            folder = Path(home) / str(number)
            folder.mkdir()
            for name in ("tconv_anim", "tests", "docs", "examples", "conftest.py", "pyproject.toml", "README.md"):
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
                copy(ROOT / name, folder / name)
            folders.put(folder)

        def survives(path: Path, mutant: str) -> bool:
            folder = folders.get()
            mine = folder / path.relative_to(ROOT)
            mine.write_text(mutant, encoding="utf-8")
            try:
                return passes(folder)
            finally:
                mine.write_text(sources[path], encoding="utf-8")
                folders.put(folder)

        path, source = next(iter(sources.items()))
        if not survives(path, source):
            raise click.ClickException("the tests fail on the package as it is")
        survived = 0
        for (path, mutant), alive in zip(drawn, pool.map(lambda one: survives(*one), drawn), strict=True):
            if alive:
                survived += 1
                name = str(path.relative_to(ROOT))
                lines = difflib.unified_diff(sources[path].splitlines(), mutant.splitlines(), name, name, "", "", 0, "")
                click.echo("\n".join(list(lines)[2:]).replace("@@", name, 1))
    found = len(drawn) - survived
    click.echo(f"{found} of {len(drawn)} mutants are found, {found / len(drawn):.0%}; there are {len(every)} in all")


if __name__ == "__main__":
    mutate()
