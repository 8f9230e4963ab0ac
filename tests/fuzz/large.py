"""Ask for far too much, with every size option, operation and command: each is answered at once.

python -m tests.fuzz.large --count 400 --seed 0    runs so many commands until they say something or end

An answer is a refusal, the work that was asked for, or a line that says how far it is. Exit code 1 if one comes late.
"""

from __future__ import annotations

import argparse
import selectors
import shlex
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from tconv_anim.core.ops import get_op, takes
from tconv_anim.core.work import SIZES
from tconv_anim.options import COMPARE, CONVOLUTIONS, OPTIONS, drawn_ops
from tconv_anim.recipes.reading import parse_words
from tconv_anim.recipes.writing import to_toml

ANSWER_S = 2.0
PATIENCE_S = 60.0
LARGE = (300, 1000, 4096, 10**4, 10**5, 10**6, 10**9, 10**9 + 1, 2**31, 2**63, 10**18, 10**40)
WRITTEN = ("", "", "trace", "code", "recipe")
IN_A_FILE = ("render", "gallery", "markdown", "explain")
BY_FLAG = {option.option: option for option in OPTIONS.values()} | {"--channels": OPTIONS["groups"]}
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><metadata>{}</metadata></svg>'


def sized(op: str) -> list[str]:
    """The options of an operation that say how large it is, as the command line has them."""
    names = ("output_size",) if op == COMPARE else ("output_size" if name == "size" else name for name in takes(op))
    return ["--input-size", *(OPTIONS[name].option for name in names if name in SIZES and OPTIONS[name].option)]


def too_large(pick: Random, commands: tuple[str, ...] = WRITTEN) -> list[str]:
    """A command line that asks for something far too large, or at least for something large."""
    op, command = pick.choice(drawn_ops()), pick.choice(commands)
    if pick.random() < 0.1:
        return [*filter(None, [command]), *in_turn(pick)]
    words = [*filter(None, [command]), "--op", op] if (command, op) != ("code", COMPARE) else ["--op", op]
    options = sized(op) + ["--channels"] * (op != COMPARE)
    options.remove(pick.choice(("--scale-factor", "--output-size"))) if "--scale-factor" in options else None
    for option in dict.fromkeys(pick.choices(options, k=pick.choice((1, 1, 2, 3)))):
        first, second = pick.choice(LARGE), pick.choice((1, 2, 7, *LARGE))
        sides = {"--channels": f"{first}:{first if get_op(op).weighted is False else second}"}
        square = pick.random() < 0.6 or op == "linear" or BY_FLAG[option].type == "whole"
        words += [option, sides.get(option, str(first) if square else f"{first}x{second}")]
    if command in ("", "recipe"):
        words += pick.choice(([], ["--max-steps", "1"], ["--style", "flat"], ["--size", "4000"], ["--max-kb", "3"]))
    return words if pick.random() < 0.9 else [*words, "--limit", "none"]


def in_turn(pick: Random) -> list[str]:
    """Layers that run one after the other, of which some are far too large."""
    words = [word for _ in range(pick.choice((2, 3, 40))) for word in ("--layer", f"Conv2d(1, 1, {pick.choice((1, 3, *LARGE))}, "
             f"padding={pick.choice((0, 1, *LARGE))})")]  # fmt: skip
    return [*words, *pick.choice(([], ["--input-size", str(pick.choice(LARGE))]))]


def too_large_to_solve(pick: Random) -> list[str]:
    """The same for `solve`."""
    words = ["solve", "--op", pick.choice(CONVOLUTIONS)]
    for option in ("--input-size", "--output-size"):
        words += [option, "x".join(str(pick.choice((5, *LARGE))) for _ in range(pick.choice((1, 2))))]
    for option in pick.sample(
        ("--kernel", "--stride", "--padding", "--dilation", "--output-padding"), pick.randrange(4)
    ):
        first, second = sorted(pick.choice((1, 2, 3, *LARGE)) for _ in range(2))
        words += [option, pick.choice((f"{first}..{second}", str(second)))]
    return words


def anywhere(pick: Random, folder: Path) -> list[str]:
    """The same for any command, with the files that it reads."""
    command = pick.choice((*WRITTEN, "solve", "compare", *IN_A_FILE))
    if command == "solve":
        return too_large_to_solve(pick)
    if command == "compare":
        sizes = [word for option in sized(COMPARE) for word in (option, str(pick.choice(LARGE)))]
        return [command, *pick.choice((sizes, sizes[:2], sizes[2:]))]
    if command in WRITTEN:
        words = too_large(pick, (command,))
        return words if words[0] in ("trace", "code", "recipe") else [*words, "-o", "x.svg"]
    words = too_large(pick, ("",))
    recipe = to_toml(parse_words(words, "").options)
    files = {"render": "x.toml", "gallery": "r/x.toml", "markdown": "x.md", "explain": "x.svg"}
    path = folder / files[command]
    path.parent.mkdir(exist_ok=True)
    texts = {"markdown": f"```tconv\n{shlex.join(words)}\n```\n", "explain": PICTURE.format(recipe)}
    path.write_text(texts.get(command, recipe))
    return [command, "r" if command == "gallery" else path.name]


def answered(words: list[str], folder: Path) -> tuple[float, str]:
    """How many seconds a command takes to say something or to end, and what its answer is."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "tconv_anim", *words]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        with selectors.DefaultSelector() as heard:
            heard.register(process.stdout, selectors.EVENT_READ)  # type: ignore[arg-type]
            heard.register(process.stderr, selectors.EVENT_READ)  # type: ignore[arg-type]
            heard.select(PATIENCE_S)
        seconds = time.monotonic() - begun
        try:
            _, err = process.communicate(timeout=1)
        except subprocess.TimeoutExpired:
            process.terminate()
            return seconds, "at work"
    if b"Traceback" in err:
        raise AssertionError(err.decode())
    return seconds, "refused" if process.returncode == 2 else "done"


def run() -> int:
    """Ask for so many."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.large")
    parser.add_argument("--count", type=int, default=400)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    answers, late, longest = Counter[str](), 0, (0.0, "")
    for number in range(asked.count):
        with tempfile.TemporaryDirectory() as folder:
            words = anywhere(Random(f"{asked.seed} {number}"), Path(folder))
            seconds, answer = answered(words, Path(folder))
        answers[answer] += 1
        longest = max(longest, (seconds, shlex.join(words)))
        if seconds > ANSWER_S:
            late += 1
            print(f"{seconds:.1f} s until {answer}: {shlex.join(words)}", flush=True)
    print(f"seed {asked.seed}: {dict(answers)}, {late} late; longest {longest[0]:.2f} s: {longest[1]}")
    return 1 if late else 0


if __name__ == "__main__":
    sys.exit(run())
