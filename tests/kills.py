"""Kill runs at random moments: no file is torn, nothing is left behind, no process outlives its parent.

python -m tests.kills --count 1000 --seed 0    kills as many runs, of every format and of the commands for many pictures
python -m tests.kills --seed 0 --case 12       one of them again

Each run starts over files of an earlier one, and every file must hold what it held or what an undisturbed run writes.
Exit code 1 if something else is found.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from tconv_anim.formats import load_format
from tconv_anim.options import format_names

COMMAND = (sys.executable, "-m", "tconv_anim")
SMALL = "--max-steps 2 --size 320"
RECIPES = {f"r/{name}.toml": f'outputs = ["{name}.gif", "{name}.png"]\nmax-steps = 2\nstride = {{}}\n'
           for name in "abc"}  # fmt: skip
PAGE = {"page.md": "# Page\n\n```tconv\n--stride {} --max-steps 2 -o a.gif\n```\n\n```tconv\n"
        "--kernel {} --max-steps 2 -o b.svg\n```\n"}  # fmt: skip
SIGNALS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT)
AT_ONCE_S, PATIENCE_S = 4.0, 10.0  # until the processes of a run are gone; a busy machine starts them slowly
OURS = (f"{os.sep}tconv_anim{os.sep}", "tconv_anim.")  # in a traceback that is of our making
TEMPORARY = ".tconv-anim-*"


@dataclass(frozen=True)
class Job:
    """A command over files; `{}` in either is a 1 for the earlier run and a 2 for the one that is killed."""

    words: str
    files: Mapping[str, str]


JOBS = {
    **{name: Job(f"--stride {{}} {SMALL if load_format(name).draws else '--max-steps 2'} -o x.{name}", {})
       for name in format_names()},
    "all formats": Job(f"--stride {{}} {SMALL} -o x.gif -o x.html -o x.png -o x.svg", {}),
    "moving svg": Job(f"--stride {{}} {SMALL} --animate -o x.svg", {}),
    "pages of a pdf": Job(f"--stride {{}} {SMALL} --pages -o x.pdf", {}),
    "numbered": Job(f"--stride {{}} {SMALL} -o f/%02d.png", {}),
    "explore": Job("explore --stride {}..3 --max-steps 1 -o x.html", {}),
    "max-kb": Job("--stride {} --max-kb 60 -o x.gif", {}),
    "render": Job("render r/a.toml r/b.toml --out g", RECIPES),
    "gallery": Job("gallery r --out g --jobs 1", RECIPES),
    "gallery of workers": Job("gallery r --out g --jobs 3", RECIPES),
    "markdown": Job("markdown page.md", PAGE),
}  # fmt: skip
SHARES = {"gallery": 2, "gallery of workers": 3}
"""How often jobs are met; the others once."""


@dataclass(frozen=True)
class Prepared:
    """A job with the folder of the earlier run, what an undisturbed run makes of it, and how long that takes."""

    words: Sequence[str]
    folder: Path
    made: Mapping[str, bytes]
    seconds: float


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--case", type=int, help="the only one to run")
    asked = parser.parse_args()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where it is ignored, as runs inherit that
    counts: Counter[str] = Counter()
    found = 0
    with tempfile.TemporaryDirectory() as home:
        prepared = {name: prepare(job, Path(home, name)) for name, job in JOBS.items()}
        for number in range(asked.count) if asked.case is None else (asked.case,):
            random = Random(f"{asked.seed} {number}")
            name = random.choices(list(JOBS), [SHARES.get(job, 1) for job in JOBS])[0]
            number_of_signal = random.choice(SIGNALS)
            for fault in kill(prepared[name], number_of_signal, random, Path(home, "case"), counts):
                found += 1
                print(f"case {number}: {name}, {number_of_signal.name}: {fault}", flush=True)
            counts[number_of_signal.name] += 1
    print(f"{found} faults; " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    return min(found, 1)


def prepare(job: Job, folder: Path) -> Prepared:
    """Make the files of the earlier run, and find out what the run that is killed would make."""
    folder.mkdir()
    write(job, folder, 1)
    run(job.words.format(1).split(), folder)
    write(job, folder, 2)
    shutil.copytree(folder, undisturbed := folder.with_name(f"{folder.name} undisturbed"))
    words = job.words.format(2).split()
    started = time.monotonic()
    run(words, undisturbed)
    return Prepared(words, folder, contents(undisturbed), time.monotonic() - started)


def write(job: Job, folder: Path, which: int) -> None:
    for name, text in job.files.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace("{}", str(which)))


def run(words: Sequence[str], folder: Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([*COMMAND, *words], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done


def contents(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def kill(job: Prepared, number: signal.Signals, random: Random, folder: Path, counts: Counter[str]) -> Iterator[str]:
    """Kill a run at a random moment, or as soon as there is a temporary file; give what is wrong afterwards."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(job.folder, folder)
    before = contents(folder)
    command = [*COMMAND, *job.words]
    process = subprocess.Popen(command, cwd=folder, stderr=subprocess.PIPE, text=True, start_new_session=True)
    started = time.monotonic()
    moment = random.uniform(0, 1.1 * job.seconds)
    while process.poll() is None and time.monotonic() - started < moment:
        if moment > 0.7 * job.seconds and any(folder.rglob(TEMPORARY)):  # else few are met while they write
            break
        time.sleep(0.0005)
    everyone = random.random() < 0.5  # as a terminal does, or the parent alone
    if process.poll() is None:  # else its number may be another's by now
        (os.killpg if everyone else os.kill)(process.pid, number)
    process.wait(timeout=60)
    gone = outlived(process.pid)
    if gone > AT_ONCE_S:
        yield f"processes were there {gone:.1f} s longer"
    if gone > PATIENCE_S:
        os.killpg(process.pid, signal.SIGKILL)
    said = process.communicate()[1]
    ended = process.returncode
    counts["killed" if ended else "ended before"] += 1
    if "Traceback" in said and not any(ours in said for ours in OURS):
        counts["in the start of Python itself, which prints a traceback"] += 1
    elif "Traceback" in said:
        yield f"traceback: {said[-500:]}"
    elif ended not in (0, -number, 128 + number):
        yield f"exit code {ended}: {said[-300:]}"
    left = [path.name for path in folder.rglob(TEMPORARY)]
    counts["with temporary files left by SIGKILL"] += bool(left)
    if left and number != signal.SIGKILL:
        yield f"left {left}"
    yield from torn(folder, before, job.made)
    if left or random.random() < 0.2:
        again = subprocess.run(command, cwd=folder, capture_output=True, text=True)
        counts["next runs"] += 1
        if again.returncode or contents(folder) != job.made:
            yield f"the next run ends with {again.returncode} and other files: {again.stderr[-300:]}"


def torn(folder: Path, before: Mapping[str, bytes], made: Mapping[str, bytes]) -> Iterator[str]:
    """The files that hold neither what they held nor what is made."""
    for name, data in contents(folder).items():
        if not Path(name).match(TEMPORARY) and data not in (before.get(name), made.get(name)):
            yield f"{name} is torn"


def outlived(group: int) -> float:
    """How many seconds the processes of a group are still there; those that are only not yet counted out are not."""
    started = time.monotonic()
    while (seconds := time.monotonic() - started) <= PATIENCE_S:
        shown = subprocess.run(["ps", "-A", "-o", "pgid=,stat="], capture_output=True, text=True, check=True).stdout
        if not any(int(its) == group and state[0] != "Z" for its, state in map(str.split, shown.splitlines())):
            break
        time.sleep(0.01)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
