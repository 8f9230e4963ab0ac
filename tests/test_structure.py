"""The rooms of the package and who may import whom; see docs/architecture.md."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tconv_anim

PACKAGE = Path(__file__).parents[1] / "tconv_anim"
ROOMS = (
    "options", "core", "frameworks", "recipes", "scenes", "renderer", "formats", "animation", "publish", "sphinx",
    "cli", "__main__",
)  # fmt: skip
"""A room imports only from rooms above it in this list."""
ONLY_IN = {
    "matplotlib": {"renderer"},
    "PIL": {"formats", "recipes", "renderer", "publish"},
    "imageio": {"formats", "recipes"},
    "click": {"cli"},
    "sphinx": {"sphinx"},
    "docutils": {"sphinx"},
}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> list[str]:
    names = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def modules_of(names: list[str]) -> set[str]:
    """The modules of ours that imported names stand for: the longest part of each that is a file."""
    found = set()
    for name in names:
        parts = name.split(".")
        if parts[0] != "tconv_anim":
            continue
        for end in range(len(parts), 0, -1):
            path = PACKAGE.joinpath(*parts[1:end])
            if path.with_suffix(".py").is_file() or (path / "__init__.py").is_file():
                found.add(".".join(parts[:end]))
                break
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_from_rooms_above_its_own(path):
    room = room_of(path)
    if room == "__init__":  # the public names, imported when they are used
        return
    assert room in ROOMS
    names = imports(path)
    for module in modules_of(names) - {"tconv_anim"}:
        home = module.split(".")[1]
        assert ROOMS.index(home) <= ROOMS.index(room), f"{room} imports {module}"
    for name in names:
        allowed = ONLY_IN.get(name.split(".")[0])
        assert allowed is None or room in allowed, f"{room} imports {name}"


def test_importing_the_package_and_the_command_line_is_light():
    code = (
        "import sys, tconv_anim, tconv_anim.cli; print([m for m in ('numpy', 'matplotlib', 'PIL') if m in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("arguments", "environment", "told"),
    [
        (["--help"], {}, "--output-padding"),
        (["--version"], {}, tconv_anim.__version__),
        (["--strid", "2"], {}, "No such option"),
        (["--stride", "2y"], {}, "is not a size"),
        (["--style", "round"], {}, "is not one of"),
        (["solve", "--help"], {}, "--inverse-of"),
        (["solve"], {}, "Missing option"),
        (
            [],
            {"_TCONV_ANIM_COMPLETE": "bash_complete", "COMP_WORDS": "tconv-anim --str", "COMP_CWORD": "1"},
            "--stride",
        ),
        ([], {"_TCONV_ANIM_COMPLETE": "zsh_complete", "COMP_WORDS": "tconv-anim --style ", "COMP_CWORD": "2"}, "flat"),
        ([], {"_TCONV_ANIM_COMPLETE": "fish_source"}, "complete"),
        (
            [],
            {"_TCONV_ANIM_COMPLETE": "bash_complete", "COMP_WORDS": "tconv-anim --view o", "COMP_CWORD": "2"},
            "overlap",
        ),
        (
            [],
            {"_TCONV_ANIM_COMPLETE": "bash_complete", "COMP_WORDS": "tconv-anim --input x", "COMP_CWORD": "2"},
            "file,",
        ),
        ([], {"_TCONV_ANIM_COMPLETE": "bash_complete", "COMP_WORDS": "tconv-anim -o x", "COMP_CWORD": "2"}, "file,"),
    ],
)
def test_help_mistakes_and_completion_import_nothing_heavy(arguments, environment, told):
    code = (
        "import atexit, sys\n"
        "heavy = ('numpy', 'matplotlib', 'PIL', 'tomllib')\n"
        "atexit.register(lambda: print('imported:', [m for m in heavy if m in sys.modules], file=sys.stderr))\n"
        "from tconv_anim.cli import run\n"
        "run()"
    )
    shown = subprocess.run(
        [sys.executable, "-c", code, *arguments], capture_output=True, text=True, env=os.environ | environment
    )
    assert told in shown.stdout + shown.stderr
    assert "imported: []" in shown.stderr


def test_every_public_name_is_there():
    for name in tconv_anim.__all__:
        assert getattr(tconv_anim, name).__name__ == name
