"""What the README and the pages behind it say to run, and the pictures that they show.

python tests/readme.py runs each of the README's lines with the command that is installed, in the system's own shell.
"""

import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
GALLERY = ROOT / "gallery"
PAGES = ("README.md", *(f"docs/{page}.md" for page in ("tutorial", "pictures", "slides", "numbers", "python")))
TEXT = "\n".join((ROOT / page).read_text(encoding="utf-8") for page in PAGES)


def blocks(language: str, text: str = TEXT) -> list[str]:
    """The fenced blocks of a language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)


def commands() -> list[list[str]]:
    """The arguments of every tconv-anim command."""
    lines = [line for block in blocks("sh") for line in block.splitlines()]
    calls = [line for line in lines if line.startswith("tconv-anim")]
    return [shlex.split(call.partition(" > ")[0], comments=True)[1:] for call in calls]


def pictures() -> list[str]:
    """The file names of the pictures that it shows."""
    return re.findall(r"!\[[^]]*\]\((?:\.\./)?gallery/([^)]+)\)", TEXT)


def run_readme() -> None:
    """Run the README's lines, but those that install, in a new folder that holds the recipes; stop where one fails."""
    lines = "".join(blocks("sh", (ROOT / "README.md").read_text(encoding="utf-8"))).splitlines()
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "examples", Path(folder) / "examples")
        for line in [line for line in lines if not line.startswith(("pip ", "python -m pytest"))]:
            print(f"== {line}", flush=True)
            if subprocess.run(line, shell=True, cwd=folder, check=False).returncode:
                sys.exit(f"failed: {line}")


if __name__ == "__main__":
    run_readme()
