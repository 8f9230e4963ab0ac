"""The table: `python -m tests.benchmarks [--runs N] [NAME ...]`, from the project's folder."""

import sys

import click

from tests.benchmarks.drawing import growth, memory, render
from tests.benchmarks.gallery import gallery
from tests.benchmarks.motion import motion
from tests.benchmarks.recording import recording
from tests.benchmarks.size import flat, gifsicle, naive, twins
from tests.benchmarks.startup import startup

_ALL = (startup, recording, render, growth, memory, twins, naive, flat, gifsicle, motion, gallery)
BENCHMARKS = {benchmark.__name__: benchmark for benchmark in _ALL}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(BENCHMARKS)))
@click.option("--runs", default=9, show_default=True, help="Pairs, of which the median is shown.")
def table(names: tuple[str, ...], runs: int) -> None:
    """Print ratios, ours to theirs, each with its bound; NO where it is not kept."""
    kept = True
    for name in names or BENCHMARKS:
        click.echo(f"\n{name}")
        for row in BENCHMARKS[name](runs):
            click.echo(row)
            kept = kept and row.kept
    sys.exit(not kept)


table()
