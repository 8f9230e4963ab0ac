"""The rooms of the package and who may import whom; see docs/architecture.md."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tconv_anim

PACKAGE = Path(__file__).parents[1] / "tconv_anim"
ROOMS = [
    "names", "spec", "step", "sample", "ops", "trace", "recording", "dialects", "code", "solve", "inputs", "comparison",
    "request", "captions", "disguises", "scene", "views", "timeline", "tables", "theme", "layout", "recipe", "limits",
    "paint", "writers", "animation", "fitting", "gallery", "fences", "markdown", "cli", "sphinx", "__main__",
]  # fmt: skip
ONLY_IN = {
    "matplotlib": {"paint"},
    "PIL": {"writers", "inputs", "gallery"},
    "imageio": {"writers", "inputs"},
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


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_imports_only_what_stands_above_it(path):
    room = room_of(path)
    if room == "__init__":  # the public names, imported when they are used
        return
    assert room in ROOMS
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "tconv_anim" and parts[1:2] != ["__version__"]:
            home = parts[1] if parts[1] in ROOMS else tconv_anim._HOMES[parts[1]]
            assert ROOMS.index(home) <= ROOMS.index(room), f"{room} imports {name}"
        allowed = ONLY_IN.get(parts[0])
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
