"""What pictures were made from: digests of recipes, pictures and code, versions of libraries; the same everywhere."""

from __future__ import annotations

import json
import platform
import sys
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from tconv_anim.animation import Animation
from tconv_anim.options import DEFAULT_LANGUAGE, LOOK
from tconv_anim.publish.files import hash_of, read_bytes
from tconv_anim.publish.witness import digest, witness
from tconv_anim.recipes.array_files import EXTRA_OF
from tconv_anim.recipes.paths import named_files
from tconv_anim.recipes.recipe import Recipe

MANIFEST = "manifest.json"
FONT_SUFFIXES = (".table", ".ttf")
CODE_SUFFIXES = (".py", ".toml", ".html", ".css", ".js", *FONT_SUFFIXES)
"""Files of the package that a picture or a page depends on."""
TEXT_SUFFIXES = (".toml", ".csv", ".json")
"""Text files that recipes name: themes and numbers. Version control may change their line ends."""
LIBRARIES = ("matplotlib", "numpy", "pillow")
"""Libraries that a picture's bytes can depend on."""


@dataclass(frozen=True)
class Entry:
    """What a picture was made from.

    Attributes
    ----------
    picture, recipe : digests of the file and of its recipe
    libraries : the versions that made the file
    shows : the witness, see `witness`; "" in the manifest of an earlier edition
    """

    picture: str
    recipe: str
    libraries: str
    shows: str = ""


@dataclass(frozen=True)
class Manifest:
    """What the pictures of a folder were made from.

    Attributes
    ----------
    code : the digest of the code that made all pictures, or that makes the same ones
    pictures : an entry for each picture by its name
    look : the version of the look that they have; 1 in the manifest of an earlier edition
    language : of the pages, and of pictures whose recipe names none
    """

    code: str
    pictures: dict[str, Entry]
    look: int = LOOK
    language: str = DEFAULT_LANGUAGE


def read_manifest(path: Path) -> Manifest | None:
    """A manifest; None if there is none that can be read."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        pictures = {name: Entry(**entry) for name, entry in table["pictures"].items()}
        return Manifest(table["code"], pictures, int(table.get("look", 1)), table.get("lang", DEFAULT_LANGUAGE))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def manifest_text(manifest: Manifest) -> str:
    """A manifest as JSON with one line for each picture, so that version control can merge it."""
    pictures = manifest.pictures
    lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(asdict(pictures[name]))}" for name in sorted(pictures))
    language = "" if manifest.language == DEFAULT_LANGUAGE else f'"lang": {json.dumps(manifest.language)}, '
    head = f'"look": {manifest.look}, {language}"code": {json.dumps(manifest.code)}'
    return f'{{{head}, "pictures": {{\n{lines}\n}}}}\n'


def entry_of(picture: bytes, animation: Animation, fmt: str, recipe: str) -> Entry:
    """What a manifest says of a picture, made from an animation whose recipe has this digest."""
    return Entry(digest(picture), recipe, library_versions(), witness(animation, fmt))


def recipe_digest(recipe: Recipe) -> str:
    """The hash of what a recipe's picture depends on: its options in any order, and every file that they name."""
    contents = [_content(path, is_text=path.suffix.lower() in TEXT_SUFFIXES) for path in named_files(recipe)]
    return digest(json.dumps(recipe.options, sort_keys=True).encode(), *contents)


@cache
def code_digest() -> str:
    """The hash of the package's own code, themes, pages and fonts; unlike the version it changes with every edit."""
    package = Path(__file__).parents[1]
    files = sorted((p.relative_to(package).as_posix(), p) for p in package.rglob("*") if p.suffix in CODE_SUFFIXES)
    contents = ((name.encode(), _content(path, is_text=path.suffix not in FONT_SUFFIXES)) for name, path in files)
    return digest(*(part for pair in contents for part in pair))


@cache
def library_versions() -> str:
    """The versions of the libraries that draw and encode, and the system that they were built for."""
    return ", ".join([*(f"{name} {version(name)}" for name in LIBRARIES), f"{sys.platform} {platform.machine()}"])


def _content(path: Path, *, is_text: bool) -> bytes:
    """A file's bytes, of a model their hash; text has the same bytes with any line ends."""
    if path.suffix.lower() in EXTRA_OF:
        return hash_of(path)
    data = read_bytes(path)
    return data.replace(b"\r\n", b"\n") if is_text else data
