"""Text that other formats take as it is."""

from __future__ import annotations

import re


def escape_markdown(text: str) -> str:
    r"""Text as the alt text of an image in Markdown.

    >>> print(escape_markdown(r"a [b] \c"))
    a \[b\] \\c
    """
    return re.sub(r"([\\\[\]])", r"\\\1", text)
