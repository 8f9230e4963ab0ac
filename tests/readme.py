"""What the README says to run, and the pictures that it shows. `python -m tests.readme` makes the pictures anew."""

import os
import re
import shlex
import shutil
import tempfile
from pathlib import Path

from click.testing import CliRunner

from tconv_anim.cli import main

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
    return [shlex.split(call, comments=True)[1:] for call in calls]


def pictures() -> list[str]:
    """The file names of the pictures that it shows."""
    return re.findall(r"\]\(gallery/([^)]+)\)", README)


def run_all(folder: Path) -> None:
    """Run every command in a folder."""
    before = Path.cwd()
    shutil.copytree(ROOT / "examples", folder / "examples")
    os.chdir(folder)
    try:
        for arguments in commands():
            result = CliRunner().invoke(main, arguments, catch_exceptions=False)
            assert result.exit_code == 0, (arguments, result.stderr)
    finally:
        os.chdir(before)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        run_all(Path(name))
        for picture in pictures():
            (GALLERY / picture).write_bytes((Path(name) / picture).read_bytes())
            print(GALLERY / picture)
