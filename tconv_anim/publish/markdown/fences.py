"""The tconv blocks of a Markdown page, fenced or in comments: their text, and where their image goes.

They may be in lists and quotes, and for MkDocs in its admonitions and tabs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from tconv_anim.options import TconvError
from tconv_anim.publish.markdown.showing import GITHUB, LINE, MKDOCS

if TYPE_CHECKING:
    from markdown_it.token import Token

LANGUAGE = "tconv"
ATTRIBUTES = ("width", "caption")
"""What may stand behind the word: how the page shows the picture."""

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_FENCE = re.compile(rf"[ \t]*(`{{3,}}|~{{3,}})[ \t]*{LANGUAGE}([ \t].*)?")
_COMMENT = re.compile(rf"<!--[ \t]*{LANGUAGE}(?=\s)(.*?)-->\s*", re.DOTALL)
_ATTRIBUTE = re.compile(rf"""(?<!\S)({"|".join(ATTRIBUTES)})=("[^"\n]*"|'[^'\n]*'|\S+)""")
_CONTAINER = re.compile(r"( *)(?:!!!|\?\?\?\+?|===[!+]*) +(?=\S)")
"""How an admonition or a tab of MkDocs begins; its content is four spaces to the right."""
_QUOTES = re.compile(r"[ \t]*>[ \t]?")


NO_PARSER = "no_parser"


class BlockError(TconvError):
    """A tconv block that is not closed or has no content, or no parser to find it."""

    sentences: ClassVar[Mapping[str, str]] = {
        "block_not_closed": "{file}: line {line}: the block is not closed: end it with {fence}",
        NO_PARSER: "markdown-it-py, which reads Markdown, is not installed: run pip install markdown-it-py",
    }


@dataclass(frozen=True)
class Block:
    """A tconv block, and the lines that its image replaces.

    Attributes
    ----------
    text : the lines between the fences, or what the comment says
    number : of the line with the first fence, or with the comment's begin, counted from 1
    first, last : the image replaces the lines with the indices from `first` up to `last`, not included
    prefix : the beginning of the image's line: the fence's indentation, and the marks of quotes
    gap : the empty line to put after the image, with the marks of quotes that go on; None if there is one already
    attributes : the `ATTRIBUTES` behind the word tconv
    """

    text: str
    number: int
    first: int
    last: int
    prefix: str
    gap: str | None
    attributes: Mapping[str, str] = field(default_factory=dict)


def lines_of(text: str) -> list[str]:
    """The lines of a page as CommonMark counts them, each with its end."""
    return _LINE.findall(text)


def find_blocks(text: str, source: str, dialect: str = GITHUB) -> Iterator[Block | int]:
    """The tconv blocks of a page, as CommonMark reads it: none in HTML, in other comments or in another fence.

    A tconv fence that is indented so far that pages show it as code is given as the number of its line.

    Raises
    ------
    BlockError
    """
    try:
        from markdown_it import MarkdownIt
    except ImportError:
        raise BlockError(NO_PARSER) from None
    lines = [line.rstrip("\r\n") for line in lines_of(text)]
    read = text.removeprefix("\ufeff")
    if dialect == MKDOCS:  # an item of a list has its content in the same place
        read = "".join(_CONTAINER.sub(r"\1-   ", line, count=1) for line in lines_of(read))
    tokens = MarkdownIt("commonmark").parse(read)
    for place, token in enumerate(tokens):
        after = tokens[place + 1 : place + 3]
        if token.type == "code_block":
            begin, _ = _span(token)
            yield from (begin + n + 1 for n, line in enumerate(token.content.split("\n")) if _FENCE.fullmatch(line))
        if token.type == "fence" and token.info.split()[:1] == [LANGUAGE]:
            begin, end = _span(token)
            if end - begin != len(lines_of(token.content)) + 2:
                raise BlockError("block_not_closed", {"file": source, "line": begin + 1, "fence": token.markup})
            closing = lines[end - 1]
            prefix = closing[: closing.rindex(token.markup)].rstrip("`~")
            attributes, _ = _split(token.info)
            yield _block(token.content.removesuffix("\n"), lines, (begin, end), prefix, after, attributes)
        if token.type == "html_block" and re.match(rf"<!--[ \t]*{LANGUAGE}\s", token.content):
            begin, end = _span(token)
            found = _COMMENT.fullmatch(token.content)
            if not found:
                raise BlockError("block_not_closed", {"file": source, "line": begin + 1, "fence": "-->"})
            first = lines[begin]
            prefix = re.sub(r"[^>\s\ufeff]", " ", first[: first.index("<!--")]).replace("\ufeff", "")
            end = begin + len(lines_of(found[0].rstrip()))
            head, newline, rest = found[1].partition("\n")
            attributes, head = _split(head)
            content = f"{head.strip()}{newline}{rest}".strip()
            yield _block(content, lines, (begin, end), prefix, after, attributes)


def has_containers(text: str) -> bool:
    """Whether a page seems to have admonitions or tabs of MkDocs."""
    return any(_CONTAINER.match(line) for line in lines_of(text))


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


def _block(
    text: str, lines: list[str], span: tuple[int, int], prefix: str, after: list[Token], attributes: Mapping[str, str]
) -> Block:
    """A block with the place of its image, which is the line of the one that it has."""
    begin, end = span
    image = _image_line(after)
    last = end if image is None else image + 1
    return Block(text, begin + 1, end, last, prefix, _gap(lines, last, prefix), attributes)


def _split(text: str) -> tuple[dict[str, str], str]:
    """The attributes in a text, and the text without them."""
    found = {name: value.strip(value[0]) if value[0] in "\"'" else value for name, value in _ATTRIBUTE.findall(text)}
    return found, _ATTRIBUTE.sub("", text)


def _image_line(following: list[Token]) -> int | None:
    """The line of a block's image, if the paragraph or the figure that follows in the same list item or quote is it."""
    if [token.type for token in following] == ["paragraph_open", "inline"]:
        first = following[1].content.split("\n")[0]
    elif following and following[0].type == "html_block":
        first = following[0].content.split("\n")[0]
    else:
        return None
    return _span(following[0])[0] if LINE.fullmatch(first) else None


def _gap(lines: list[str], last: int, prefix: str) -> str | None:
    """The line to put between an image and a line of text after it: the marks of the quotes that both are in."""
    if last == len(lines) or not lines[last].strip(" \t>"):
        return None
    line, end = lines[last], 0
    for _ in range(prefix.count(">")):
        match = _QUOTES.match(line, end)
        end = match.end() if match else end
    return line[:end].rstrip()
