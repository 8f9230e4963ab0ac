"""Markdown pages whose fenced tconv blocks show a picture: finds blocks, makes pictures, sets image lines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tconv_anim.gallery.manifest import recipe_digest
from tconv_anim.gallery.pages import kind_of
from tconv_anim.gallery.work import Animated
from tconv_anim.recipe import Recipe, RecipeError, file_stem
from tconv_anim.writers import format_of

MARK = "<!-- made by tconv-anim -->"
"""Ends the line of an image that belongs to the block above it, and that no one should edit."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^\r\n]*)")
_IMAGE = re.compile(rf"!?\[.*\]\(.*\) {re.escape(MARK)}\s*")

Parse = Callable[[str, str, Path], Recipe]


@dataclass(frozen=True)
class Block:
    """A fenced tconv block: its text, the number of its first line, and which lines stand where its image belongs.

    `first` and `last` are indices of lines: those between them, `last` not included, are replaced by the image.
    """

    text: str
    number: int
    first: int
    last: int


@dataclass(frozen=True)
class Page:
    """A page with its image lines, and the pictures by their paths."""

    text: str
    pictures: dict[Path, bytes]


def find_blocks(lines: list[str], source: str) -> Iterator[Block]:
    """The tconv blocks of a page; those inside another fence are left alone.

    Raises
    ------
    RecipeError
        for a block that is not closed.
    """
    start = fence = None
    for index, line in enumerate(lines):
        match = _FENCE.fullmatch(line.rstrip("\r\n"))
        if fence is None or start is None:
            if match and not ("`" in match[2] and match[1][0] == "`"):
                fence, start = match, index
        elif match and not match[2].strip() and match[1].startswith(fence[1]):
            if fence[2].strip() == "tconv":
                after = next((i for i in range(index + 1, len(lines)) if lines[i].strip()), len(lines))
                found = after < len(lines) and _IMAGE.fullmatch(lines[after])
                text = "\n".join(line.rstrip("\r\n") for line in lines[start + 1 : index])
                yield Block(text, start + 1, index + 1, after + 1 if found else index + 1)
            start = fence = None
    if fence is not None and start is not None and fence[2].strip() == "tconv":
        raise RecipeError(f"{source}: line {start + 1}: the block is not closed: end it with {fence[1]}")


def render_page(path: Path, text: str, images: str, parse: Parse, animated: Animated) -> Page:
    """Make what the blocks of a page ask for.

    Parameters
    ----------
    path : of the page
    text : of the page
    images : the folder of the pictures, as seen from the page
    parse, animated : from a block's text, source and folder to a recipe; and from that to an animation

    Raises
    ------
    RecipeError
        with the block's line, for one that cannot be made.
    """
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = text.splitlines(keepends=True)
    parts, position = [], 0
    pictures: dict[Path, bytes] = {}
    for block in find_blocks(lines, str(path)):
        source = f"{path}: line {block.number}"
        recipe = parse(block.text, source, path.parent)
        with animated(recipe) as animation:
            stem = f"{file_stem(animation.trace.spec, animation.view)}_{recipe_digest(recipe)[:6]}"
            names = recipe.outputs or (f"{stem}.gif",)
            for name in names:
                data = animation.to_bytes(format_of(name))
                if pictures.setdefault(path.parent / images / name, data) != data:
                    raise RecipeError(f"{source}: {name} is another block's as well: name another")
        alt = re.sub(r"([\\\[\]])", r"\\\1", animation.alt_text)
        address = quote(f"{images.strip('/')}/{names[0]}" if images.strip("./") else names[0])
        closing = "".join(lines[position : block.first])
        parts += [closing, "" if closing.endswith("\n") else newline, newline]
        shown = "!" if kind_of(names[0]) == "image" else ""  # what is no image is linked to
        parts.append(f"{shown}[{alt}]({address}) {MARK}{newline}")
        position = block.last
        if position < len(lines) and lines[position].strip():
            parts.append(newline)
    return Page("".join([*parts, *lines[position:]]), pictures)
