"""The README as package indexes show it: with links and pictures that lead to the repository, if its URL is known."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

README = "README.md"
REPOSITORY = "Repository"
"""The URL in [project.urls] that says where the repository is."""
CODE = r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)`*$|`[^`\n]+`"
LINK = r"(?P<shown>(?P<image>!?)\[(?:[^]\\]|\\.)*\]\()(?P<target>(?![a-zA-Z][a-zA-Z0-9+.-]*:|//|#)[^)\s]+)\)"


class ReadmeHook(MetadataHookInterface):
    """Gives the README to the package's metadata."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Set the README, with addresses that hold everywhere if the repository's is known."""
        text = (Path(self.root) / README).read_text(encoding="utf-8")
        url = metadata.get("urls", {}).get(REPOSITORY, "")
        metadata["readme"] = {"content-type": "text/markdown", "text": absolute(text, url)}


def absolute(text: str, url: str) -> str:
    """Markdown whose links into the repository name its URL; the same text if there is none. Code stays as it is."""
    if not url:
        return text
    base = url.removesuffix("/").removesuffix(".git")
    middle = "/-" if "gitlab" in base else ""

    def full(match: re.Match[str]) -> str:
        if match["shown"] is None:
            return match[0]
        kind = "raw" if match["image"] else "blob"
        return f"{match['shown']}{base}{middle}/{kind}/HEAD/{match['target']})"

    return re.sub(f"{CODE}|{LINK}", full, text, flags=re.MULTILINE | re.DOTALL)
