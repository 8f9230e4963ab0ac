"""Fenced tconv blocks of a Markdown page, also in lists and quotes: their text, and where their image goes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar

from tconv_anim.options import TconvError

LANGUAGE = "tconv"
MARK = "<!-- made by tconv-anim -->"
"""Ends the line of an image that belongs to the block above it. Nobody should edit this line."""

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*(.*)")
_INDENTED = re.compile(rf" {{4,}}(`{{3,}}|~{{3,}})[ \t]*{LANGUAGE}(\s.*)?")
_IMAGE = re.compile(rf"!?\[.*\]\(.*\) {re.escape(MARK)}")
_QUOTE = re.compile(r" {0,3}> ?")
_ITEM = re.compile(r" {0,3}([-+*]|\d{1,9}[.)])(?= |$)")
_RULE = re.compile(r" {0,3}([-*_]) *(?:\1 *){2,}")
_HEADING = re.compile(r" {0,3}#{1,6}( .*)?")
_HEAD = re.compile(r"[\s>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)?")
_IS_QUOTE = 0  # among the containers of a line; the number of a list item is how far its content is indented


class BlockError(TconvError):
    """A tconv block that is not closed."""

    sentences: ClassVar[Mapping[str, str]] = {
        "block_not_closed": "{file}: line {line}: the block is not closed: end it with {fence}",
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


def find_blocks(lines: list[str], source: str) -> Iterator[Block | int]:
    """The tconv blocks of a page, except those inside another fence.

    A tconv fence that is indented so far that pages show it as code is given as the number of its line.

    Raises
    ------
    BlockError
    """
    containers: list[int] = []
    fence, start = None, 0
    body: list[str] = []
    paragraph = False
    for index, line in enumerate(lines):
        text = _expanded(line if index else line.removeprefix("\ufeff"))
        depth, position = _enter(text, containers)
        inside = depth == len(containers)
        if fence is not None:
            match = _FENCE.fullmatch(text[position:])
            if inside and not (match and not match[2].strip() and match[1].startswith(fence[1])):
                body.append(re.sub(rf"^ {{,{fence.start(1)}}}", "", text[position:]))
                continue
            if inside:
                if _is_ours(fence):
                    yield _block("\n".join(body), start, index, lines, containers, text, position)
                fence, paragraph = None, False
                continue
            _refuse_open(fence, start, source)  # a fence ends with its list item or quote
            fence = None
        opened, position = _open(text, position, paragraph and inside)
        rest = text[position:]
        lazy = paragraph and not inside and not opened and bool(rest.strip()) and not _interrupts(rest)
        if not lazy:
            containers[depth:] = opened
        if _INDENTED.fullmatch(rest):
            yield index + 1
        match = _FENCE.fullmatch(rest)
        if match and not (match[1][0] == "`" and "`" in match[2]):
            fence, start, body = match, index, []
        goes_on = paragraph and inside and not opened
        begins = bool(rest.strip()) and not _interrupts(rest) and not rest.startswith("    ")
        paragraph = lazy or begins or (goes_on and rest.startswith("    ") and bool(rest.strip()))
    if fence is not None:
        _refuse_open(fence, start, source)


def _block(
    text: str, start: int, end: int, lines: list[str], containers: list[int], closing: str, position: int
) -> Block:
    """The block from line `start` to `end`, which is `closing`."""
    last = end + 1
    for index in range(end + 1, len(lines)):
        line = _expanded(lines[index])
        depth, begin = _enter(line, containers)
        if depth < len(containers) or line[begin:].strip():
            if depth == len(containers) and _IMAGE.fullmatch(line[begin:].strip()):
                last = index + 1
            break
    gap = None
    if last < len(lines):
        line = _expanded(lines[last])
        _, begin = _enter(line, containers)
        gap = line[:begin].rstrip() if line[begin:].strip() else None
    prefix = closing[: len(closing) - len(closing[position:].lstrip(" "))]
    return Block(text, start + 1, end + 1, last, prefix, gap)


def _expanded(line: str) -> str:
    """A line without its end, and with spaces instead of the tabs at its beginning."""
    line = line.rstrip("\r\n")
    head = _HEAD.match(line)
    return head[0].expandtabs(4) + line[head.end() :] if head else line


def _enter(text: str, containers: list[int]) -> tuple[int, int]:
    """How many of the list items and quotes go on in a line, and the position of their content."""
    position = 0
    for depth, width in enumerate(containers):
        rest = text[position:]
        quote = _QUOTE.match(rest)
        if width == _IS_QUOTE:
            if not quote:
                return depth, position
            position += quote.end()
        elif rest.startswith(" " * width) or not rest.strip():
            position = min(position + width, len(text))
        else:
            return depth, position
    return len(containers), position


def _open(text: str, position: int, paragraph: bool) -> tuple[list[int], int]:
    """The list items and quotes that begin in a line, and the position of their content."""
    opened: list[int] = []
    while True:
        rest = text[position:]
        quote, item = _QUOTE.match(rest), None if _RULE.fullmatch(rest) else _ITEM.match(rest)
        if quote:
            opened.append(_IS_QUOTE)
            position += quote.end()
            continue
        if not item:
            return opened, position
        content = rest[item.end() :].lstrip(" ")
        if paragraph and not opened and not (content and (item[1] in "-+*" or item[1][:-1] == "1")):
            return opened, position  # a number at the start of a line, such as 2024.
        spaces = len(rest) - item.end() - len(content)
        opened.append(item.end() + (spaces if content and spaces <= 4 else 1))
        position = min(position + opened[-1], len(text))


def _interrupts(rest: str) -> bool:
    """Whether a line cannot be part of a paragraph."""
    return any(pattern.fullmatch(rest) for pattern in (_FENCE, _HEADING, _RULE))


def _is_ours(fence: re.Match[str]) -> bool:
    """Whether a fence's first word is ours; other words are for the program that shows the page."""
    return fence[2].split()[:1] == [LANGUAGE]


def _refuse_open(fence: re.Match[str], start: int, source: str) -> None:
    if _is_ours(fence):
        raise BlockError("block_not_closed", {"file": source, "line": start + 1, "fence": fence[1]})
