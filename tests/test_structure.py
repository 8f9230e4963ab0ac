"""The house: the rooms of the package, who may import whom, and how large a folder and a module may be.

See docs/architecture.md. Everything here goes by the names of the rooms, not by those of modules.
"""

import ast
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import tconv_anim

PACKAGE = Path(__file__).parents[1] / "tconv_anim"
ROOMS = (
    "ending", "options", "core", "frameworks", "recipes", "scenes", "renderer", "formats", "animation", "publish",
    "sphinx", "cli", "__main__",
)  # fmt: skip
"""A room imports only from itself and from rooms before it in this list."""
LIBRARIES = {
    "numpy": {"core", "frameworks", "recipes", "scenes", "renderer", "formats", "animation", "publish"},
    "matplotlib": {"renderer"},
    "fontTools": {"renderer"},
    "PIL": {"recipes", "renderer", "formats", "publish"},
    "imageio": {"recipes", "formats"},
    "av": {"formats"},
    "click": {"cli"},
    "markdown_it": {"publish"},
    "safetensors": {"recipes"},
    "onnx": {"recipes", "frameworks"},
    "sphinx": {"sphinx"},
    "docutils": {"sphinx"},
    "pptx": {"formats"},
}
"""The libraries that are not Python's own, and the rooms that import them."""
MAX_ENTRIES = 15
"""Files and folders at the top of the package."""
MAX_FILES = 20
"""Python files in a folder."""
MAX_FILES_OF_A_KIND = 30
"""Python files in a folder that holds one file for each thing."""
FOLDERS_OF_A_KIND = {"core/ops", "scenes/views", "formats", "frameworks/dialects", "frameworks/scripts"}
MAX_LINES = 350
"""Lines of a module with logic."""
TABLES = ("options.py", "scenes/texts/*.py", "*keywords.py")
"""Modules without logic, which may be longer; and so may generated ones, which say so in their first line."""


@dataclass(frozen=True)
class Import:
    """An import of one of our modules by another: when it is loaded, later in a function, or for types alone."""

    module: str
    imported: str
    when: str

    def __str__(self) -> str:
        return f"{self.module} imports {self.imported}"


def module_name(path: Path) -> str:
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


MODULES = {module_name(path): path for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def names_imported(node: ast.AST, module: str, when: str = "loading") -> Iterator[tuple[str, str]]:
    """Every name that is imported below a node, as ("tconv_anim.core.conv_spec.ConvSpec", when)."""
    if isinstance(node, ast.Import):
        yield from ((alias.name, when) for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        assert node.level == 0, f"{module} imports by a relative name"
        yield from ((f"{node.module}.{alias.name}", when) for alias in node.names)
    elif isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING"):
        for part in node.body:
            yield from names_imported(part, module, "types")
        for part in node.orelse:
            yield from names_imported(part, module, when)
    else:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) and when == "loading":
            when = "calling"
        for child in ast.iter_child_nodes(node):
            yield from names_imported(child, module, when)


def ours(name: str) -> str:
    """The module that an imported name is, or is in."""
    while name not in MODULES:
        name = name.rpartition(".")[0]
    return name


@cache
def imports() -> tuple[Import, ...]:
    """The imports between our modules, without the package's own `__init__`, which names what it offers."""
    found = {
        Import(module, ours(name), when)
        for module in MODULES
        for name, when in names_imported(tree(module), module)
        if name.partition(".")[0] == "tconv_anim"
    }
    return tuple(sorted(
        (one for one in found if "tconv_anim" not in (one.module, one.imported)), key=lambda one: (str(one), one.when)
    ))  # fmt: skip


def room_of(module: str) -> str:
    return module.split(".")[1]


def test_a_room_imports_only_from_rooms_before_it():
    assert {room_of(module) for module in MODULES if module != "tconv_anim"} <= set(ROOMS)
    upwards = [
        str(one) for one in imports() if ROOMS.index(room_of(one.imported)) > ROOMS.index(room_of(one.module))
    ]  # fmt: skip
    assert not upwards


def test_a_library_is_imported_only_in_the_rooms_whose_work_it_does():
    wrong = []
    for module in MODULES:
        room = "__init__" if module == "tconv_anim" else room_of(module)
        for name, _ in names_imported(tree(module), module):
            library = name.partition(".")[0]
            if library != "tconv_anim" and library not in sys.stdlib_module_names | {"__future__"}:
                wrong += [f"{module} imports {name}"] if room not in LIBRARIES.get(library, ()) else []
    assert not wrong


def cycle(whens: set[str]) -> list[str]:
    """Modules that import each other in a circle, by the imports of these times; none if there is no circle."""
    graph = defaultdict(set)
    for one in imports():
        if one.when in whens:
            graph[one.module].add(one.imported)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


@pytest.mark.parametrize("whens", [{"loading"}, {"loading", "calling"}, {"loading", "calling", "types"}], ids=len)
def test_no_modules_import_each_other_in_a_circle(whens):
    """Not within a room either, nor by way of an import in a function or for types alone."""
    assert not cycle(whens)


def test_the_package_has_few_entries_at_its_top():
    entries = [path.name for path in PACKAGE.iterdir() if path.name != "__pycache__"]
    assert len(entries) <= MAX_ENTRIES


def test_a_folder_has_few_files():
    folders = {path.parent for path in MODULES.values()}
    assert {PACKAGE / name for name in FOLDERS_OF_A_KIND} <= folders
    for folder in folders:
        name = folder.relative_to(PACKAGE).as_posix()
        most = MAX_FILES_OF_A_KIND if name in FOLDERS_OF_A_KIND else MAX_FILES
        assert len(list(folder.glob("*.py"))) <= most, name


def is_table(path: Path) -> bool:
    first_line = path.read_text(encoding="utf-8").partition("\n")[0]
    name = path.relative_to(PACKAGE).as_posix()
    return "generated" in first_line.lower() or any(fnmatchcase(name, table) for table in TABLES)


def test_a_module_with_logic_is_short():
    long = {}
    for module, path in MODULES.items():
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > MAX_LINES and not is_table(path):
            long[module] = lines
    assert not long


def test_no_two_classes_have_one_name():
    homes = defaultdict(list)
    for module in MODULES:
        for node in ast.walk(tree(module)):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(module)
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


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
        (["--strid", "2"], {}, "--strid is no option"),
        (["--xyzzy", "2"], {}, "is no option"),
        (["--stride", "2y"], {}, "is not a size"),
        (["--style", "round"], {}, "--style"),
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
