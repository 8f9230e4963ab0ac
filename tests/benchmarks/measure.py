"""How things are measured: pairs that run one after the other, processes, peak memory; and a row of the table."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A measured figure: what it is, its bound ("at most"), and the smallest and largest of the repetitions."""

    what: str
    value: float
    bound: float
    unit: str = ""
    spread: tuple[float, float] | None = None

    @property
    def kept(self) -> bool:
        return self.value <= self.bound

    def __str__(self) -> str:
        spread = f"({self.spread[0]:.2f} to {self.spread[1]:.2f})" if self.spread else ""
        digits = 2 if not self.unit else 0
        figures = f"{self.value:9.{digits}f} {self.unit:2} {spread:16} at most {self.bound:<7g}"
        return f"{figures} {'  ' if self.kept else 'NO'} {self.what}"


def cpu_of_processes() -> float:
    """The CPU time of all processes that this one started and that ended, in seconds."""
    spent = os.times()
    return spent.children_user + spent.children_system


def ratio(what: str, bound: float, ours: Callable[[], object], other: Callable[[], object], runs: int,
          per: float = 1.0, clock: Callable[[], float] = time.perf_counter) -> Row:  # fmt: skip
    """Median of the ratios of pairs that run in turn, divided by `per`."""
    ours(), other()
    ratios = sorted(_seconds(ours, clock) / _seconds(other, clock) / per for _ in range(runs))
    return Row(what, statistics.median(ratios), bound, spread=(ratios[0], ratios[-1]))


def process(*arguments: str, code: int = 0) -> Callable[[], object]:
    """A run of Python with these arguments in an empty folder; it is to end with this exit code.

    The first run, which `ratio` does not measure, keeps the bytecode, as an installed package has it.
    """
    folder = tempfile.mkdtemp()
    environment = os.environ | {"PYTHONPATH": os.getcwd()}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run() -> None:
        done = subprocess.run([sys.executable, *arguments], capture_output=True, cwd=folder, env=environment)
        assert done.returncode == code, done.stderr.decode()

    return run


def peak_megabytes(code: str) -> float:
    """The most memory that a process running this code ever held; Linux counts it in kilobytes, macOS in bytes."""
    told = f"{code}\nimport resource\nprint(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    shown = subprocess.run([sys.executable, "-c", told], capture_output=True, check=True, text=True)
    return int(shown.stdout.split()[-1]) / (1e6 if sys.platform == "darwin" else 1e3)


def _seconds(job: Callable[[], object], clock: Callable[[], float]) -> float:
    start = clock()
    job()
    return clock() - start
