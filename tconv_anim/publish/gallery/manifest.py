"""What a gallery was made from: digests of recipes, pictures and code, versions of libraries; the same everywhere."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from tconv_anim.recipes.recipe import Recipe

MANIFEST = "manifest.json"
CODE = (".py", ".toml", ".html")  # what a picture or a page is made with
TEXT = (".toml", ".csv")  # of what recipes name: themes and numbers; version control may change how their lines end
LIBRARIES = ("matplotlib", "numpy", "pillow")  # those that a picture's bytes can depend on


@dataclass(frozen=True)
class Entry:
    """A picture's digest, that of its recipe, and the versions of the libraries that it was made with."""

    picture: str
    recipe: str
    libraries: str


@dataclass(frozen=True)
class Manifest:
    """The digest of the code that all pictures were made or found unchanged with, and each picture's entry by name."""

    code: str
    pictures: dict[str, Entry]


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of a gallery; none where there is none that can be read."""
    try:
        table = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return Manifest(table["code"], {name: Entry(**entry) for name, entry in table["pictures"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def manifest_text(manifest: Manifest) -> str:
    """A manifest as JSON, a picture a line, so that versions of it merge."""
    pictures = manifest.pictures
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(asdict(pictures[name]))}" for name in sorted(pictures))
    return f'{{"code": {json.dumps(manifest.code)}, "pictures": {{\n{lines}\n}}}}\n'


def digest(*parts: bytes) -> str:
    """A short hash of every byte."""
    return hashlib.sha256(b"\0".join(parts)).hexdigest()[:32]


def recipe_digest(recipe: Recipe) -> str:
    """The hash of what a recipe's picture depends on: its options, in whatever order, and every file that they name."""
    contents = [_content(path, is_text=path.suffix.lower() in TEXT) for path in named_files(recipe)]
    return digest(json.dumps(recipe.options, sort_keys=True).encode(), *contents)


def named_files(recipe: Recipe) -> list[Path]:
    """The files that a recipe's options name, whatever option it is; in the order of the options' names."""
    values = [value for _, value in sorted(recipe.options.items()) if isinstance(value, str) and len(value) < 256]
    return [path for path in (recipe.folder / value for value in values) if _is_file(path)]


@cache
def code_digest() -> str:
    """The hash of the package's own code, themes and pages: of the version, also where a version is being worked on."""
    package = Path(__file__).parents[2]
    files = sorted((p.relative_to(package).as_posix(), p) for p in package.rglob("*") if p.suffix in CODE)
    return digest(*(part for name, path in files for part in (name.encode(), _content(path, is_text=True))))


@cache
def library_versions() -> str:
    """The versions of the libraries that draw and encode, and the system that they were built for."""
    return ", ".join([*(f"{name} {version(name)}" for name in LIBRARIES), f"{sys.platform} {platform.machine()}"])


def _content(path: Path, *, is_text: bool) -> bytes:
    """A file's bytes; of text they are the same however its lines end."""
    data = path.read_bytes()
    return data.replace(b"\r\n", b"\n") if is_text else data


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # a text that is no file's name
        return False
