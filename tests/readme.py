"""What the README says to run, and the pictures that it shows."""

import re
import shlex
from pathlib import Path

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "gallery"
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    """The README's fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def commands() -> list[list[str]]:
    """The arguments of every tconv-anim command."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    calls = [part for line in lines for part in line.split(" && ") if part.startswith("tconv-anim")]
    return [shlex.split(call.partition(" > ")[0], comments=True)[1:] for call in calls]


def pictures() -> list[str]:
    """The file names of the pictures that it shows."""
    return re.findall(r"!\[[^]]*\]\(gallery/([^)]+)\)", README)
