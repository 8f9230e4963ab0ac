"""How a page shows a picture: one line, in the dialect of Markdown that its tool reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tconv_anim.publish.gallery.pages import escape_markdown
from tconv_anim.renderer.svg.elements import xml_text

DIALECTS = (GITHUB, MKDOCS, QUARTO) = ("github", "mkdocs", "quarto")
"""GitHub's is read by most tools, mystmd among them; the others have attributes of their own."""
MARK = "<!-- made by tconv-anim -->"
"""Ends the line of an image that belongs to the block above it. Nobody should edit this line."""
MARK_CLASS = ".made-by-tconv-anim"
"""Does so for Quarto, where an image with a caption is alone in its line."""
LINE = re.compile(rf"(?:!?\[|<picture|<img|<figure).*(?: {re.escape(MARK)}|{re.escape(MARK_CLASS)}\}})")


@dataclass(frozen=True)
class OnPage:
    """A picture on a page.

    Attributes
    ----------
    alt, address : its alt text, and where its file is, as an address
    dark : the address of its twin for dark pages; "" for none
    width : in px, or in percent of the page such as "60%"; "" for its own
    caption : a text below it, in Markdown; "" for none
    is_image : False for a file that is linked to
    """

    alt: str
    address: str
    dark: str = ""
    width: str = ""
    caption: str = ""
    is_image: bool = True


def line_of(shown: OnPage, dialect: str = GITHUB) -> str:
    """The line that shows a picture, or links to a file that is not an image.

    >>> line_of(OnPage("A stamp", "images/a.gif"))
    '![A stamp](images/a.gif) <!-- made by tconv-anim -->'
    >>> line_of(OnPage("A stamp", "a.gif", width="60%"))
    '<img alt="A stamp" src="a.gif" width="60%"> <!-- made by tconv-anim -->'
    >>> line_of(OnPage("A stamp", "a.gif", dark="d.gif"), "mkdocs")
    '![A stamp](a.gif#only-light)![A stamp](d.gif#only-dark) <!-- made by tconv-anim -->'
    """
    if not shown.is_image:
        below = f"<br>{shown.caption}" if shown.caption else ""
        return f"[{escape_markdown(shown.alt)}]({shown.address}){below} {MARK}"
    return {GITHUB: _github, MKDOCS: _mkdocs, QUARTO: _quarto}[dialect](shown)


def _github(shown: OnPage) -> str:
    """In HTML if Markdown does not have it; a browser chooses the twin by the system's colours."""
    image = f"![{escape_markdown(shown.alt)}]({shown.address})"
    if shown.dark or shown.width or shown.caption:
        width = f' width="{shown.width}"' if shown.width else ""
        image = f'<img alt="{xml_text(shown.alt)}" src="{shown.address}"{width}>'
    if shown.dark:
        source = f'<source media="(prefers-color-scheme: dark)" srcset="{shown.dark}">'
        image = f"<picture>{source}{image}</picture>"
    if shown.caption:
        return f"{image}<br>{shown.caption} {MARK}"
    return f"{image} {MARK}"


def _mkdocs(shown: OnPage) -> str:
    """By attr_list and md_in_html; Material chooses the twin by the page's colours."""
    alt = escape_markdown(shown.alt)
    width = f'{{ width="{shown.width}" }}' if shown.width else ""
    image = f"![{alt}]({shown.address}){width}"
    if shown.dark:
        image = f"![{alt}]({shown.address}#only-light){width}![{alt}]({shown.dark}#only-dark){width}"
    if shown.caption:
        return f'<figure markdown="span">{image}<figcaption>{shown.caption}</figcaption></figure> {MARK}'
    return f"{image} {MARK}"


def _quarto(shown: OnPage) -> str:
    """By Pandoc's attributes; a caption stands in the place of the alt text, which is an attribute then."""
    alt = escape_markdown(shown.alt)
    width = [f'width="{shown.width}"'] if shown.width else []
    if shown.dark:
        light, dark = (" ".join([f".{name}-content", *width]) for name in ("light", "dark"))
        below = f"<br>{shown.caption}" if shown.caption else ""
        return f"![{alt}]({shown.address}){{{light}}}![{alt}]({shown.dark}){{{dark}}}{below} {MARK}"
    if shown.caption:
        about = " ".join([f'fig-alt="{xml_text(shown.alt)}"', *width, MARK_CLASS])
        return f"![{shown.caption}]({shown.address}){{{about}}}"
    return f"![{alt}]({shown.address}){'{' + width[0] + '}' if width else ''} {MARK}"
