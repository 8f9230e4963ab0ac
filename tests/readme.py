"""What the README and the pages behind it say to run, and the pictures that they show."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "gallery"
PAGES = ("README.md", *(f"docs/{page}.md" for page in ("tutorial", "pictures", "slides", "numbers", "python")))
TEXT = "\n".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES)


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


def commands() -> list[list[str]]:
    """The arguments of every tconv-anim command."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    calls = [part for line in lines for part in line.split(" && ") if part.startswith("tconv-anim")]
    return [shlex.split(call.partition(" > ")[0], comments=True)[1:] for call in calls]


def pictures() -> list[str]:
    """The file names of the pictures that it shows."""
    return re.findall(r"!\[[^]]*\]\((?:\.\./)?gallery/([^)]+)\)", TEXT)
