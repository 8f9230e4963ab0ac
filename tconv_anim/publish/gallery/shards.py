"""A gallery that several machines draw or check, each a shard of it: every shard leaves a part, and parts are joined.

A part is a folder such as `2-of-4`, which can be copied to where the others are. It holds the report of its shard and
the pictures that this made; nothing else passes between the shards.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import NamedTuple

from tconv_anim.formats._writing import write_bytes
from tconv_anim.publish import manifest
from tconv_anim.publish.files import ReadError, read_bytes, read_text, remove
from tconv_anim.publish.gallery import runs
from tconv_anim.publish.gallery.contents import OWN_FILES, Gallery, GalleryError, Report
from tconv_anim.publish.manifest import MANIFEST, Entry
from tconv_anim.publish.witness import digest
from tconv_anim.recipes.recipe import Recipe

REPORT = "report.json"


class Shard(NamedTuple):
    """Which share of a gallery: the second of four is `Shard(2, 4)`."""

    number: int
    shards: int

    def __str__(self) -> str:
        return f"{self.number}/{self.shards}"

    def of(self, gallery: Gallery) -> list[Recipe]:
        """Its recipes, by the names of their pictures alone: another recipe moves none of them to another shard."""
        return [one for one in gallery.recipes if self._share(one.outputs[0]) == self.number - 1]

    def _share(self, name: str) -> int:
        return int.from_bytes(hashlib.sha256(name.encode(errors="surrogateescape")).digest()) % self.shards

    @property
    def folder(self) -> str:
        """The name of its part."""
        return f"{self.number}-of-{self.shards}"


@dataclass(frozen=True)
class ShardPart:
    """What a shard leaves.

    Attributes
    ----------
    of : a digest of what the shard saw, see `_seen`: parts that are joined saw the same
    report : of the run or the check
    entries : what the manifest is to say of the shard's pictures, after a run
    """

    of: str
    report: Report
    entries: dict[str, Entry]


def run_shard(
    gallery: Gallery, shard: Shard, parts: Path, *, checks: bool, jobs: int, again: bool, differences: Path
) -> tuple[Report, list[Shard]]:
    """Make what changed in a shard, or check it, leave its part, and join all parts if the others are there.

    Parameters
    ----------
    gallery : all of it
    parts : the folder of the parts
    checks : whether to check the gallery, or to draw it
    jobs, again, differences : see `update` and `check`

    Returns
    -------
    Report, list of Shard
        The report on the whole gallery; or that on the shard, and the shards whose parts are missing.

    Raises
    ------
    GalleryError, OutputError, ReadError
    """
    seen, ours = _seen(gallery, checks=checks), shard.of(gallery)
    entries: dict[str, Entry] = {}
    if checks:
        others = {name for recipe in gallery.recipes if recipe not in ours for name in recipe.outputs}
        report = runs.check(gallery, ours, jobs=jobs, differences=differences, others=others)
    else:
        report = runs.update(gallery, ours, jobs=jobs, again=again)
        new = manifest.read_manifest(gallery.folder / MANIFEST)
        drawn = [name for recipe in ours for name in recipe.outputs if name not in report.failed]
        entries = {name: new.pictures[name] for name in drawn if new and name in new.pictures}
    _leave(ShardPart(seen, report, entries), parts / shard.folder, gallery.folder)
    found, missing = _parts(parts, shard.shards, seen)
    return (report, missing) if missing else (_joined(gallery, parts, found, checks=checks), [])


def join(gallery: Gallery, parts: Path, *, checks: bool) -> Report:
    """Join the parts of all shards: the pages are written or checked, and the parts removed.

    Parameters
    ----------
    gallery : that which the shards saw
    parts : the folder of the parts
    checks : whether the shards checked the gallery, or drew it

    Returns
    -------
    Report
        On the whole gallery.

    Raises
    ------
    GalleryError
        If a part is missing, or is of something else.
    OutputError, ReadError
    """
    found, missing = _parts(parts, _count(parts), _seen(gallery, checks=checks))
    if missing:
        raise GalleryError("part_missing", {"shard": str(missing[0]), "folder": str(parts)})
    return _joined(gallery, parts, found, checks=checks)


def _joined(gallery: Gallery, parts: Path, found: Mapping[Shard, ShardPart], *, checks: bool) -> Report:
    cards, report, old = runs.described(gallery)
    entries: dict[str, Entry] = {}
    for shard, part in found.items():
        report.add(part.report)
        entries |= {name: entry for name, entry in part.entries.items() if name in gallery.outputs}
        for name in set(part.report.made) & set(gallery.outputs):
            write_bytes(gallery.folder / name, read_bytes(parts / shard.folder / name))
    if checks:
        runs.check_pages(gallery, cards, old, report)
    else:
        runs.write_pages(gallery, cards, old, entries, report, whole=True)
    for shard in found:
        _clear(parts / shard.folder)
    _remove_if_empty(parts)
    return report


def _parts(parts: Path, count: int, seen: str) -> tuple[dict[Shard, ShardPart], list[Shard]]:
    """The parts in a folder whose shards saw this, and the shards that have none."""
    shards = [Shard(number, count) for number in range(1, count + 1)]
    found = {shard: part for shard in shards if (part := _part(parts / shard.folder)) and part.of == seen}
    return found, [shard for shard in shards if shard not in found]


def _seen(gallery: Gallery, *, checks: bool) -> str:
    """A digest of what a shard's work depends on: the code, the recipes, and for a check the gallery's files."""
    recipes = [
        (recipe.outputs, recipe.title, recipe.caption, recipe.section, recipe.order, manifest.recipe_digest(recipe))
        for recipe in gallery.recipes
    ]
    failures = [error.text(command_line=True) for error in gallery.failures]
    said = json.dumps([checks, manifest.code_digest(), gallery.language, recipes, failures])
    files = [*gallery.outputs, *OWN_FILES] if checks else []
    there = [name for name in files if (gallery.folder / name).is_file()]
    return digest(said.encode(), *(part for name in there for part in (name.encode(), _text(gallery.folder / name))))


def _text(path: Path) -> bytes:
    """The bytes of a file; those of a page are the same with any line ends."""
    data = read_bytes(path)
    return data.replace(b"\r\n", b"\n") if path.name in OWN_FILES else data


def _leave(part: ShardPart, folder: Path, gallery: Path) -> None:
    """Write a part, in the place of the one that was left before."""
    _clear(folder)
    for name in part.report.made:
        write_bytes(folder / name, read_bytes(gallery / name))
    write_bytes(folder / REPORT, json.dumps(asdict(part)).encode())  # last: a part with a report is complete


def _clear(folder: Path) -> None:
    """Remove a part."""
    old = _part(folder)
    for name in (REPORT, *(Path(name).name for name in (old.report.made if old else ()))):
        if (folder / name).is_file():
            remove(folder / name)
    _remove_if_empty(folder)


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):  # somebody else's files are in it
        folder.rmdir()


def _part(folder: Path) -> ShardPart | None:
    """A part; None if there is none that can be read."""
    try:
        table = json.loads(read_text(folder / REPORT))
        entries = {name: Entry(**entry) for name, entry in table["entries"].items()}
        report = Report(**table["report"])
        report.sizes = {name: size and (size[0], size[1]) for name, size in report.sizes.items()}
        return ShardPart(table["of"], report, entries)
    except (ReadError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _count(parts: Path) -> int:
    """How many shards the parts of a folder say there are.

    Raises
    ------
    GalleryError
        If there are no parts, or they are of different numbers of shards.
    """
    counts = sorted(set(_counts(parts)))
    if len(counts) == 1:
        return counts[0]
    about = {"folder": str(parts), "counts": [str(count) for count in counts]}
    raise GalleryError("parts_of_others" if counts else "no_parts", about)


def _counts(parts: Path) -> Iterator[int]:
    for path in parts.glob(f"*-of-*/{REPORT}"):
        number, _, count = path.parent.name.partition("-of-")
        if number.isdecimal() and count.isdecimal() and 1 <= int(number) <= int(count):
            yield int(count)
