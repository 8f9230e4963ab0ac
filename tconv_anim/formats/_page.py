"""Pages: a template with its values, one file that asks for nothing and runs no script but its own."""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

CHARSET = '<meta charset="utf-8">'


def packaged(name: str) -> str:
    """A file of this folder, without the comments and the space that only its readers need."""
    text = (Path(__file__).parent / name).read_text(encoding="utf-8")
    if name.endswith(".js"):
        text = re.sub(r"(?m)^\s*//.*\n|\s+// [^\"'`\n]*$", "", text)
    return re.sub(r"(?m)^\s+|^\n", "", text)


def packed(values: Any) -> str:
    """Values as deflated JSON in base64: a third of its size, and nothing in it can end an element."""
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    return b64encode(zlib.compress(text.encode(), 9)).decode()


def filled(template: str, values: Mapping[str, str], packed_scripts: Iterable[str] = ()) -> str:
    """A page with its values, and with a policy that allows its own scripts, its own style and images beside it.

    The style may name other values; `packed_scripts` are those that another script unpacks.
    """

    def value(match: re.Match[str]) -> str:
        return values[match[1]]

    style = re.sub(r"\{\{(\w+)\}\}", value, values.get("style", ""))
    values = {**values, "style": style}
    page = re.sub(r"\{\{(\w+)\}\}", value, template)
    scripts, styles = (re.findall(f"<{name}>(.*?)</{name}>", page, re.DOTALL) for name in ("script", "style"))
    policy = (
        f"default-src 'none'; script-src {_sources([*scripts, *packed_scripts])}; style-src {_sources(styles)}; "
        f"img-src 'self' file: data:; {'font-src data:; ' if '@font-face' in page else ''}"
        "base-uri 'none'; form-action 'none'"
    )
    return page.replace(CHARSET, f'{CHARSET}\n<meta http-equiv="Content-Security-Policy" content="{policy}">', 1)


def _sources(texts: Iterable[str]) -> str:
    """Scripts or styles as a policy names them."""
    return " ".join(f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts)
