"""Pages: a template with its values, one file that asks for nothing and runs no script but its own."""

from __future__ import annotations

import json
import os
import re
import zlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tconv_anim.renderer.svg.elements import xml_text

SPACED = r"\s*((?<!\{)\{(?!\{)|(?<!\})\}(?!\})|[;,]|:(?= ))\s*"
"""What needs no space around it in a style sheet; {{names}} do."""
CHARSET = '<meta charset="utf-8">'
BAR_PX = 52
"""The height of the player's buttons."""


def packaged(name: str) -> str:
    """A file of this folder, without the comments and the space that only its readers need."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    if name.endswith(".js"):
        text = re.sub(r"(?m)^\s*//.*\n|\s+// [^\"'`\n]*$", "", text)
    if name.endswith(".css"):
        text = re.sub(SPACED, r"\1", text)
    return re.sub(r"(?m)^\s+|^\n", "", text)


def address_of(path: str) -> str:
    """A path as a page beside it names it, whatever bytes a file's name has.

    >>> address_of("images/a b.gif")
    'images/a%20b.gif'
    """
    return quote(os.fsencode(path))


def player_element(about: Mapping[str, str], extent: tuple[int, int], title: str, style: str = "") -> str:
    """The frame that shows a page with a player in another: as large as the picture with the player's buttons.

    >>> player_element({"src": address_of("a b.html")}, (787, 520), "A picture")
    '<iframe src="a%20b.html" width="787" height="572" title="A picture" style="border:0;max-width:100%"></iframe>'
    """
    width, height = extent
    place = {"width": str(width), "height": str(height + BAR_PX), "title": title}
    return f"<iframe {_attributes({**about, **place, 'style': f'border:0;max-width:100%{style}'})}></iframe>"


def video_element(about: Mapping[str, str], extent: tuple[int, int], title: str, style: str = "") -> str:
    """The element that shows a video, no wider than the page; it does not start by itself.

    >>> video_element({"src": "a.mp4", "poster": "a.png"}, (787, 520), "A picture")[:55]
    '<video src="a.mp4" poster="a.png" width="787" height="5'
    """
    place = {"width": str(extent[0]), "height": str(extent[1]), "aria-label": title}
    style = f"max-width:100%;height:auto{style}"
    return f"<video {_attributes({**about, **place, 'style': style})} controls loop muted playsinline></video>"


def _attributes(values: Mapping[str, str]) -> str:
    return " ".join(f'{name}="{xml_text(value)}"' for name, value in values.items() if value)


def packed(values: Any) -> str:
    """Values as deflated JSON in base64: a third of its size, and nothing in it can end an element."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode(), 9)).decode()


def filled(template: str, values: Mapping[str, str], unpacked: Mapping[str, str] | None = None) -> str:
    """A page with its values, and with a policy that allows its own scripts, its own style and images beside it.

    A page that fetches may read what is beside it.
    `unpacked` are a further script and style, which a script of the page unpacks.
    """
    page = with_values(template, values)
    found = {name: re.findall(f"<{name}>(.*?)</{name}>", page, re.DOTALL) for name in ("script", "style")}
    sources = {name: _sources([*own, *filter(None, [(unpacked or {}).get(name)])]) for name, own in found.items()}
    fetches = "connect-src 'self'; " if "fetch(" in page else ""
    policy = (
        f"default-src 'none'; script-src {sources['script']}; style-src {sources['style']}; "
        f"img-src 'self' file: data:; {fetches}{'font-src data:; ' if '@font-face' in page else ''}"
        "base-uri 'none'; form-action 'none'"
    )
    return page.replace(CHARSET, f'{CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def with_values(template: str, values: Mapping[str, str]) -> str:
    """A template with its values in the places of their names."""
    return re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], template)


def _sources(texts: Iterable[str]) -> str:
    """Scripts or styles as a policy names them."""
    return " ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts)
