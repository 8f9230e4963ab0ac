"""Fenced tconv blocks of a Markdown page, also in lists and quotes: their text, and where their image goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from tconv_anim.options import TconvError

if TYPE_CHECKING:
    from markdown_it.token import Token

LANGUAGE = "tconv"
MARK = "<!-- made by tconv-anim -->"
"""Ends the line of an image that belongs to the block above it. Nobody should edit this line."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_FENCE = re.compile(rf"[ \t]*(`{{3,}}|~{{3,}})[ \t]*{LANGUAGE}([ \t].*)?")
_IMAGE = re.compile(rf"!?\[.*\]\(.*\) {re.escape(MARK)}")
_QUOTES = re.compile(r"[ \t]*>[ \t]?")


class BlockError(TconvError):
    """A tconv block that is not closed, or no parser to find it."""

    sentences: ClassVar[Mapping[str, str]] = {
        "block_not_closed": "{file}: line {line}: the block is not closed: end it with {fence}",
        "no_parser": "markdown-it-py, which reads Markdown, is not installed: run pip install 'tconv-anim[markdown]'",
    }


@dataclass(frozen=True)
class Block:
    """A fenced tconv block, and the lines that its image replaces.

    Attributes
    ----------
    text : the lines between the fences
    number : of the line with the first fence, counted from 1
    first, last : the image replaces the lines with the indices from `first` up to `last`, not included
    prefix : the beginning of the image's line: the fence's indentation, and the marks of quotes
    gap : the empty line to put after the image, with the marks of quotes that go on; None if there is one already
    """

    text: str
    number: int
    first: int
    last: int
    prefix: str
    gap: str | None


def lines_of(text: str) -> list[str]:
    """The lines of a page as CommonMark counts them, each with its end."""
    return _LINE.findall(text)


def find_blocks(text: str, source: str) -> Iterator[Block | int]:
    """The tconv blocks of a page, as CommonMark reads it: none in HTML, in comments or in another fence.

    A tconv fence that is indented so far that pages show it as code is given as the number of its line.

    Raises
    ------
    BlockError
    """
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise BlockError("no_parser") from None
    lines = [line.rstrip("\r\n") for line in lines_of(text)]
    tokens = MarkdownIt("commonmark").parse(text.removeprefix("\ufeff"))
    for place, token in enumerate(tokens):
        if token.type == "code_block":
            begin, _ = _span(token)
            yield from (begin + n + 1 for n, line in enumerate(token.content.split("\n")) if _FENCE.fullmatch(line))
        if token.type == "fence" and token.info.split()[:1] == [LANGUAGE]:
            begin, end = _span(token)
            if end - begin != len(lines_of(token.content)) + 2:
                raise BlockError("block_not_closed", {"file": source, "line": begin + 1, "fence": token.markup})
            image = _image_line(tokens[place + 1 : place + 3])
            last = end if image is None else image + 1
            closing = lines[end - 1]
            prefix = closing[: closing.rindex(token.markup)].rstrip("`~")
            yield Block(token.content.removesuffix("\n"), begin + 1, end, last, prefix, _gap(lines, last, prefix))


def insert_lines(text: str, images: list[tuple[Block, str]]) -> str:
    """A page with a line for each block, in place of the one that it has."""
    newline = "\r\n" if "\r\n" in text else "\n"
    lines = lines_of(text)
    parts, position = [], 0
    for block, image in images:
        before = "".join(lines[position : block.first])
        parts += [before, "" if before.endswith(("\r", "\n")) else newline, block.prefix.rstrip(), newline]
        parts += [block.prefix, image, newline, "" if block.gap is None else f"{block.gap}{newline}"]
        position = block.last
    return "".join([*parts, *lines[position:]])


def _span(token: Token) -> tuple[int, int]:
    """The first line of a token, and the line after its last."""
    assert token.map is not None
    return token.map[0], token.map[1]


def _image_line(following: list[Token]) -> int | None:
    """The line of a block's image, if it begins the paragraph that follows in the same list item or quote."""
    if [token.type for token in following] == ["paragraph_open", "inline"]:
        first = following[1].content.split("\n")[0]
        if _IMAGE.fullmatch(first):
            return _span(following[0])[0]
    return None


def _gap(lines: list[str], last: int, prefix: str) -> str | None:
    """The line to put between an image and a line of text after it: the marks of the quotes that both are in."""
    if last == len(lines) or not lines[last].strip(" \t>"):
        return None
    line, end = lines[last], 0
    for _ in range(prefix.count(">")):
        match = _QUOTES.match(line, end)
        end = match.end() if match else end
    return line[:end].rstrip()
