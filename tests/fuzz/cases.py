"""Cases to try: random command lines, recipes, Markdown pages, files of strangers and Python calls."""

from __future__ import annotations

import gc
import io
import json
import os
import shlex
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

import click
import numpy as np
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from tconv_anim import animate, record
from tconv_anim.cli import COMMANDS, main
from tconv_anim.options import OPTIONS, RECORD_OPTIONS, drawn_ops, op_names
from tests.fuzz import values

PREPARED = {"numbers.csv", "numbers.npy", "numbers.npz", "numbers.json", "photo.png", "photo.tif", "recipe.toml", "mine.toml",
            "page.md", "empty", "pipe", "old.gif", "old.png", "old.svg", "old.html", "old.pdf"}  # fmt: skip
"""Files that cases name."""
PICTURES = ("old.gif", "old.png", "old.svg", "old.html", "old.pdf")
NUMBERS = ("numbers.csv", "numbers.npy", "numbers.npz", "numbers.json", "photo.png", "photo.tif")
WEIGHTS = {"": 40, "trace": 20, "code": 8, "solve": 10, "receptive-field": 6, "compare": 4, "recipe": 6, "render": 4, "explain": 5, "explore": 4, "schema": 1,
           "views": 1, "markdown": 3, "gallery": 2}  # fmt: skip
NOT_TRIED = {"--watch", "--open"}
"""Options that wait for ever, or start other programs."""
KINDS = {"commands": 12, "recipes": 2, "pages": 1, "files": 3, "calls": 3}


class Case(NamedTuple):
    """What is tried: how it is shown, and the command line or the call."""

    shown: str
    arguments: list[str] | None
    call: Callable[[], Any] | None = None


def command_line(random: Random) -> list[str]:
    """A command with some of its options."""
    name = random.choices(["", *COMMANDS], [WEIGHTS.get(name, 3) for name in ("", *COMMANDS)])[0]
    command: click.Command = main.get_command(click.Context(main), name) if name else main  # type: ignore[assignment]
    words: list[str] = []
    options = [p for p in command.params if isinstance(p, click.Option) and not NOT_TRIED.intersection(p.opts)]
    if random.random() < 0.3 and any(p.name == "op" for p in options):
        words += ["--op", random.choice(drawn_ops())]
    for found in random.sample(options, min(len(options), random.choice((0, 1, 1, 2, 2, 3, 4, 6)))):
        flag = random.choice((*found.opts, *found.secondary_opts))
        if found.is_flag or found.count:
            words.append(flag)
        else:
            for _ in range(random.choice((1, 2, 3)) if found.multiple else 1):
                words += [flag, values.parameter(random, found)]
    if not name or name == "explore":
        words += ["--max-steps", random.choice(("1", "2"))]
    if name == "explore":
        ranged = random.choice(("--stride", "--padding", "--kernel", "--dilation", "--input-size", "--output-padding"))
        words += [
            ranged,
            random.choice(("0..1", "1..2", "1..3", "2..1", "1..", "1..999", "1..2x1", "3..3", "0..0x0..1")),
        ]
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


def damaged(random: Random, data: bytearray) -> bytes:
    """A file with some bytes changed, cut off or doubled."""
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
    return bytes(data)


def strange_picture(random: Random, name: str) -> bytes:
    """A picture that carries the recipe of an enemy."""
    lines = [recipe(random), *random.choices(values.ATTACKS, k=random.randrange(4))]
    text, file = "\n".join(random.sample(lines, len(lines))), io.BytesIO()
    picture = Image.new("P", random.choice(((1, 1), (3, 2), (2000, 2000))))
    if name.endswith("gif"):
        picture.save(file, "GIF", comment=text.encode("utf-8", "replace"))
    elif name.endswith("png"):
        info = PngInfo()
        info.add_text("Comment", text, zip=random.random() < 0.5)
        picture.save(file, "PNG", pnginfo=info)
    elif name.endswith("svg"):
        escaped = random.choice((escape, str))(text)
        entities = random.choice(("", '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>',
                                  '<!DOCTYPE x SYSTEM "/dev/zero">', '<!DOCTYPE x [<!ENTITY b SYSTEM "pipe">]>'))  # fmt: skip
        shown = f'{entities}<svg xmlns="http://www.w3.org/2000/svg"><metadata>{escaped}&b;</metadata></svg>'
        file.write(shown.replace("&b;", "&b;" * bool(entities)).encode("utf-8", "replace"))
    elif name.endswith("html"):
        data = random.choice((json.dumps, repr))({"recipe": text})
        file.write(f'<html><script type="application/json">{data}</script></html>'.encode("utf-8", "replace"))
    else:
        file.write(f"%PDF-1.4\n1 0 obj\n<</Keywords ({text})>>\nendobj\n%%EOF".encode("utf-8", "replace"))
    return file.getvalue()


def strange_numbers(random: Random, name: str) -> bytes:
    """A file of numbers that claims, or unpacks to, far more than it holds."""
    shape = tuple(random.choice((0, 1, 3, 10**3, 10**6, 10**9, 2**62, -1)) for _ in range(random.randrange(4)))
    dtype = random.choice(("<i8", "<f8", "|O", "|V1000000000", "<U9", "|b1", "<c16", "<M8[s]", ">i2"))
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape!r}, }}".encode()
    array = b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header + bytes(random.choice((0, 8, 10**6)))
    file = io.BytesIO()
    if name.endswith("npz"):
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
            for number in range(random.choice((0, 1, 1, 1, 2))):
                packed.writestr(f"{random.choice(('a', '../a', '/a'))}{number}.npy", array)
        return file.getvalue()
    if name.endswith("npy"):
        return array
    if name.startswith("photo"):
        Image.new("1", random.choice(((1, 1), (20000, 3), (9000, 9000)))).save(
            file, "PNG" if name.endswith("png") else "TIFF"
        )
        return file.getvalue()
    word, count = (
        random.choice(("1", "1,", "[", "[1],", "1\n", '"', "1;", " ", "9" * 400, "{")),
        random.choice((1, 99, 10**5)),
    )
    return (random.choice(("", "[", "[[")) + word * count).encode()


def file_of_a_stranger(random: Random, folder: Path) -> list[str]:
    """Write a file that no one should trust, and give the command that reads it."""
    name = random.choice(PICTURES + NUMBERS)
    if random.random() < 0.5:
        data = damaged(random, bytearray((folder / name).read_bytes()))
    else:
        data = (strange_picture if name in PICTURES else strange_numbers)(random, name)
    (folder / name).write_bytes(data)
    if name in NUMBERS:
        return [*random.choice(([], ["trace"], ["code"])), random.choice(("--input", "--input", "--weight")), name]
    return random.choice(
        (["explain", name], ["explain", name], ["render", name], ["--input", name, "--max-steps", "1"])
    )


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
    if kind == "files":
        gc.collect()  # else what another case left may end while the stack is full of nested lists
    if kind == "recipes":
        (folder / "recipe.toml").write_text(
            recipe(random), encoding=random.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16"))
        )
        arguments = random.choice((["render", "recipe.toml"], ["recipe", "recipe.toml"], ["gallery", "recipes"]))
    elif kind == "pages":
        (folder / "page.md").write_bytes(page(random).encode())
        arguments = random.choice((["markdown", "page.md"], ["markdown", "--check", "page.md"]))
    elif kind == "files":
        arguments = file_of_a_stranger(random, folder)
    else:
        arguments = command_line(random)
    return Case(f"tconv-anim {shlex.join(arguments)}", arguments)


def prepare(folder: Path) -> None:
    """The files that cases name."""
    (folder / "numbers.csv").write_text("1,2\n3,4\n")
    (folder / "numbers.json").write_text("[[1, 2], [3, 4]]")
    np.save(folder / "numbers.npy", np.arange(9).reshape(3, 3))
    np.savez_compressed(folder / "numbers.npz", np.arange(9).reshape(3, 3))
    Image.new("L", (20, 18), 7).save(folder / "photo.png")
    Image.new("L", (20, 18), 7).save(folder / "photo.tif")
    (folder / "recipe.toml").write_text('stride = 2\nmax-steps = 1\ntitle = "x"\n')
    (folder / "mine.toml").write_text("[colors]\n")
    (folder / "page.md").write_text("# Page\n\n```tconv\n--stride 2 --max-steps 1\n```\n")
    (folder / "empty").write_text("")
    os.mkfifo(folder / "pipe")
    (folder / "folder").mkdir()
    (folder / "recipes").mkdir()
    (folder / "recipes" / "one.toml").write_text('max-steps = 1\ntitle = "One"\n')
    animation = animate("conv_transpose", max_steps=1)
    for name in PICTURES:
        animation.save(folder / name)
