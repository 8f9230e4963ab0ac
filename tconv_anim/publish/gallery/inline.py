"""What titles and captions of recipes have of Markdown, `code` and [links](address), as HTML and as Markdown again.

Recipes are written by strangers: all else is text, and a link leads to the web, to mail or within the gallery.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

LINKED = ("http", "https", "mailto")
"""Where links may lead, besides within the gallery."""
_PIECE = re.compile(r"`(?P<code>[^`]+)`|\[(?P<words>(?:`[^`]+`|[^]`])+)\]\((?P<address>[^)\s\"]+)\)|.", re.DOTALL)
_SIGNS = {"<": "&lt;", "`": "&#96;", "\\": "\\\\", "[": "\\["}
"""Signs with which Markdown begins HTML, code, escapes, links and images, as text."""

Write = Callable[[str], str]


def as_html(text: str) -> str:
    """A title or a caption in HTML.

    >>> as_html("`<b>` <b> [a](b.html) [c](javascript:d)")
    '<code>&lt;b&gt;</code> &lt;b&gt; <a href="b.html">a</a> c'
    """
    return _written(text, _html_text, lambda code: f"<code>{_html_text(code)}</code>", _html_link)


def as_markdown(text: str) -> str:
    r"""The same in Markdown, on one line, as a line may begin a block that holds what follows.

    >>> print(as_markdown("`<b>` <b> [a](b.html) [c](javascript:d) [e]: f"))
    `<b>` &lt;b> [a](b.html) c \[e]: f
    """
    written = _written(" ".join(text.split()), lambda sign: _SIGNS.get(sign, sign), "`{}`".format, _markdown_link)
    return re.sub(r"^~", r"\~", written)


def _written(text: str, plain: Write, code: Write, link: Callable[[str, str], str]) -> str:
    """A text whose signs, code and links are written by functions; the words of a link are written before it."""

    def piece(match: re.Match[str]) -> str:
        if match["code"]:
            return code(match["code"])
        if match["words"]:
            words = _written(match["words"], plain, code, link)
            return link(words, match["address"]) if is_linked(match["address"]) else words
        return plain(match[0])

    return _PIECE.sub(piece, text)


def _html_text(text: str) -> str:
    return html.escape(text, quote=False)


def _html_link(words: str, address: str) -> str:
    return f'<a href="{html.escape(address)}">{words}</a>'


def _markdown_link(words: str, address: str) -> str:
    return f"[{words}]({re.sub('[<`(]', lambda sign: f'%{ord(sign[0]):X}', address)})"


def is_linked(address: str) -> bool:
    """Whether a link may lead there, as a browser or a reader of Markdown understands it."""
    address = html.unescape(html.unescape(address))
    scheme = re.match(r"([^/?#]*):", address)
    outside = scheme[1].lower() not in LINKED if scheme else address.startswith(("//", "\\", "/\\"))
    return address.isprintable() and not outside
