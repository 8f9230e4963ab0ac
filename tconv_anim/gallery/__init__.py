"""A gallery from recipes: what changed is made, pages show it, and a check tells whether it is current."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from tconv_anim.gallery.compare import Likeness, picture_size
from tconv_anim.gallery.manifest import (
    MANIFEST,
    Entry,
    Manifest,
    code_digest,
    digest,
    library_versions,
    manifest_text,
    read_manifest,
    recipe_digest,
)  # fmt: skip
from tconv_anim.gallery.pages import Card, Size, card, page_texts
from tconv_anim.gallery.work import Animated, Failure, Found, each, examine, make
from tconv_anim.recipe import Recipe, RecipeError
from tconv_anim.writers import OutputError, write_bytes

Results = Iterator[tuple[Recipe, list[Found] | Failure]]


def unwatched(results: Results, length: int) -> Results:  # noqa: ARG001
    """Show no progress."""
    return results


@dataclass
class Report:
    """What a run did, or what a check found.

    Attributes
    ----------
    made, removed : names of the files that are new or gone
    kept : how many pictures were current
    failures : a sentence for each recipe that could not be made
    stale : what is wrong, by the file's name
    notices : what differs for a good reason, likewise
    """

    made: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: int = 0
    failures: list[str] = field(default_factory=list)
    stale: dict[str, str] = field(default_factory=dict)
    notices: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Gallery:
    """Recipes, and the folder that shows what they make.

    Attributes
    ----------
    folder : of the pictures and the pages; absolute
    recipes : in the order of the pages; no two make the same file
    animated : opens a recipe's animation
    failures : a sentence for each recipe that could not be read
    """

    folder: Path
    recipes: Sequence[Recipe]
    animated: Animated
    failures: Sequence[str] = ()

    @property
    def outputs(self) -> list[str]:
        """The names of all pictures."""
        return [name for recipe in self.recipes for name in recipe.outputs]


def check_outputs(recipes: Sequence[Recipe]) -> None:
    """Refuse recipes that would overwrite each other.

    Raises
    ------
    RecipeError
    """
    makers: dict[str, Recipe] = {}
    for recipe in recipes:
        for name in recipe.outputs:
            other = makers.setdefault(name.lower(), recipe)  # some file systems take A.gif for a.gif
            if other is not recipe:
                raise RecipeError(f"{recipe.source}: output {name} is also made by {other.source}: name another")


def update(
    gallery: Gallery,
    chosen: Sequence[Recipe],
    *,
    jobs: int,
    again: bool = False,
    watched: Callable[[Results, int], Results] = unwatched,
) -> Report:
    """Make what changed since the last run, of the chosen recipes, and the pages of all.

    A picture is current where its recipe, the files that this names, the picture and the package's code are those of
    the manifest. `again` makes every picture anew.
    """
    folder, old = gallery.folder, read_manifest(gallery.folder)
    cards, report = _described(gallery)
    digests = {card.recipe.source: recipe_digest(card.recipe) for card in cards}
    same_code = old.code == code_digest()
    todo = [
        card.recipe for card in cards
        if card.recipe in chosen
        and (again or not same_code or not all(_is_current(folder, name, old, digests[card.recipe.source])
                                               for name in card.recipe.outputs))
    ]  # fmt: skip
    report.kept = sum(len(card.recipe.outputs) for card in cards if card.recipe in chosen and card.recipe not in todo)
    entries, sizes = dict(old.pictures), {}
    work = partial(make, folder=folder, animated=gallery.animated)
    for recipe, result in watched(each(work, todo, jobs), len(todo)):
        if isinstance(result, Failure):
            report.failures.append(result.sentence)
            continue
        for found in result:
            entries[found.name] = Entry(found.digest, digests[recipe.source], library_versions())
            sizes[found.name] = found.size
            if found.likeness is Likeness.BYTES:
                report.kept += 1
            else:
                report.made.append(found.name)
    if not report.failures:
        report.removed = _remove_orphans(gallery, old)
        entries = {name: entry for name, entry in entries.items() if name in gallery.outputs}
    complete = same_code or (not report.failures and len(chosen) == len(gallery.recipes))
    manifest = Manifest(code_digest() if complete else old.code, entries)
    texts = page_texts(cards, _sizes(gallery, sizes)) | {MANIFEST: manifest_text(manifest)}
    for name, text in texts.items():
        write_bytes(folder / name, text.encode())
    return report


def check(
    gallery: Gallery,
    chosen: Sequence[Recipe],
    *,
    jobs: int,
    differences: Path,
    watched: Callable[[Results, int], Results] = unwatched,
) -> Report:
    """Make everything in memory and tell what of a gallery is not current; only `differences` is written to.

    Bytes that differ where the pictures do not, or only in soft edges, are a notice where the manifest says that the
    picture was made with other versions of the libraries, and has not been changed since.
    """
    folder, manifest = gallery.folder, read_manifest(gallery.folder)
    cards, report = _described(gallery)
    sizes: dict[str, Size] = {}
    good = [card.recipe for card in cards if card.recipe in chosen]
    work = partial(examine, folder=folder, animated=gallery.animated, differences=differences)
    for recipe, result in watched(each(work, good, jobs), len(good)):
        if isinstance(result, Failure):
            report.failures.append(result.sentence)
            continue
        for found in result:
            sizes[found.name] = found.size
            _judge(found, manifest.pictures.get(found.name), recipe_digest(recipe), report)
    if len(chosen) < len(gallery.recipes):
        return report
    for name in manifest.pictures:
        if name not in gallery.outputs and not report.failures:
            report.stale[name] = "no recipe makes it"
    for name, text in page_texts(cards, _sizes(gallery, sizes)).items():
        if not (folder / name).is_file():
            report.stale[name] = "missing"
        elif _text(folder / name) != text:
            report.stale[name] = "does not show these recipes"
    return report


def _judge(found: Found, entry: Entry | None, recipe: str, report: Report) -> None:
    """File a picture that is not what its recipe makes now under stale, or under notices."""
    if found.likeness is None:
        report.stale[found.name] = "missing"
    elif entry is None:
        report.stale[found.name] = f"not in {MANIFEST}"
    elif found.digest != entry.picture:
        report.stale[found.name] = "changed since it was made" + (
            f": {found.likeness.value}" if found.likeness is not Likeness.NONE else ""
        )
    elif recipe != entry.recipe:
        report.stale[found.name] = "its recipe was changed"
    elif found.likeness is Likeness.BYTES:
        report.kept += 1
    elif found.likeness is not Likeness.NONE and entry.libraries != library_versions():
        report.notices[found.name] = (
            f"{found.likeness.value}: made with {entry.libraries}, this is {library_versions()}"
        )
    else:
        report.stale[found.name] = f"drawn otherwise now: {found.likeness.value}"


def _described(gallery: Gallery) -> tuple[list[Card], Report]:
    """A card for each recipe that can be made, and a report that holds why the others cannot."""
    cards, report = [], Report(failures=list(gallery.failures))
    for recipe in gallery.recipes:
        try:
            with gallery.animated(recipe, traced=False) as animation:
                cards.append(card(recipe, animation))
        except RecipeError as error:
            report.failures.append(str(error))
    return cards, report


def _is_current(folder: Path, name: str, manifest: Manifest, recipe: str) -> bool:
    entry, path = manifest.pictures.get(name), folder / name
    return (
        entry is not None and entry.recipe == recipe and path.is_file() and digest(path.read_bytes()) == entry.picture
    )


def _remove_orphans(gallery: Gallery, old: Manifest) -> list[str]:
    """Remove pictures whose recipe is gone, if nobody changed them since they were made."""
    removed = []
    for name, entry in old.pictures.items():
        path = gallery.folder / Path(name).name
        if name not in gallery.outputs and path.is_file() and digest(path.read_bytes()) == entry.picture:
            try:
                path.unlink()
            except OSError as error:
                raise OutputError(f"cannot remove {path}: {error.strerror}: remove it by hand") from None
            removed.append(name)
    return removed


def _sizes(gallery: Gallery, known: dict[str, Size]) -> dict[str, Size]:
    """Each picture's width and height in px."""
    rest = [name for name in gallery.outputs if name not in known and (gallery.folder / name).is_file()]
    return known | {name: picture_size((gallery.folder / name).read_bytes()) for name in rest}


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
