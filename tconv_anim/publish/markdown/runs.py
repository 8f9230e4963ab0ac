"""A run writes a page, its pictures and what they were made from; a check compares them with what is there."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from tconv_anim.formats._writing import alone_in, check_replaceable, write_bytes
from tconv_anim.publish.checking import judge
from tconv_anim.publish.files import read_bytes
from tconv_anim.publish.manifest import Manifest, manifest_text, read_manifest
from tconv_anim.publish.markdown.pages import MadePage

MANIFEST = "tconv-anim.json"
"""In a folder of pictures: what they were made from, so that a check can tell."""


def write_page(page: MadePage) -> list[Path]:
    """Write what changed of a page, and give the paths of these files.

    Raises
    ------
    OutputError
        Nothing is written if one of the files may not be.
    """
    files = {**page.pictures, page.path: page.data}  # the page last, when its pictures are there
    check_replaceable(files)
    written = [path for path, data in files.items() if write_bytes(path, data)]
    if page.entries:
        with alone_in(page.folder):  # what another run adds meanwhile is not lost
            others = manifest_of(page.folder).pictures
            kept = {name: entry for name, entry in others.items() if (page.folder / name).is_file()}
            text = manifest_text(Manifest("", {**kept, **page.entries}))
            write_bytes(page.folder / MANIFEST, text.encode())
    return written


def check_page(page: MadePage) -> tuple[dict[Path, str], Counter[str]]:
    """Why files of a page are out of date, and how many pictures were made by other versions of libraries.

    Raises
    ------
    ReadError
    """
    wrong = {} if read_bytes(page.path) == page.data else {page.path: "not what its blocks make"}
    made_with: Counter[str] = Counter()
    entries = manifest_of(page.folder).pictures
    for path, new in page.pictures.items():
        old = read_bytes(path) if path.is_file() else None
        verdict = judge(old, new, entries.get(path.name), page.entries[path.name], MANIFEST)
        if verdict.wrong:
            wrong[path] = verdict.wrong
        elif verdict.made_with:
            made_with[verdict.made_with] += 1
    return wrong, made_with


def manifest_of(folder: Path) -> Manifest:
    """What the pictures in a folder were made from."""
    return read_manifest(folder / MANIFEST) or Manifest("", {})
