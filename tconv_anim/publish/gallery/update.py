"""A run over a gallery: what changed is made, what has no recipe any more removed, manifest and pages follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tconv_anim.formats import write_bytes
from tconv_anim.publish.gallery.compare import Likeness
from tconv_anim.publish.gallery.gallery import (
    Gallery,
    Report,
    Watched,
    collected,
    described,
    opened,
    picture_sizes,
    shown,
    unwatched,
)
from tconv_anim.publish.gallery.manifest import (
    MANIFEST,
    Entry,
    Manifest,
    code_digest,
    digest,
    library_versions,
    manifest_text,
    recipe_digest,
)
from tconv_anim.publish.gallery.pages import Card, page_texts
from tconv_anim.publish.gallery.workers import Found, each, make, remove
from tconv_anim.recipes.recipe import Recipe


def update(
    gallery: Gallery, chosen: Sequence[Recipe], *, jobs: int, again: bool = False, watched: Watched = unwatched
) -> Report:
    """Make what changed since the last run, of the chosen recipes, and the pages of all.

    A picture is current where its recipe, the files that this names, the picture and the package's code are those of
    the manifest. `again` makes every picture anew.
    """
    cards, report = described(gallery)
    old = opened(gallery, cards)
    good = [card.recipe for card in cards if card.recipe in chosen]
    digests = {recipe.source: recipe_digest(recipe) for recipe in good}  # now, as files may change during the work
    todo = [recipe for recipe in good if again or not _is_current(gallery.folder, recipe, digests, old)]
    work = partial(make, folder=gallery.folder, animated=gallery.animated)
    made = collected(watched(each(work, todo, jobs), len(todo)), report)
    report.made = [found.name for _, found in made if found.likeness is not Likeness.BYTES]
    report.kept = sum(len(recipe.outputs) for recipe in good if recipe not in todo) + len(made) - len(report.made)
    new = _with_entries(old, made, digests)
    if not report.failures:  # a recipe that cannot be read may make pictures of any name
        report.removed = _remove_orphans(gallery, old)
        new = _without_orphans(gallery, new)
        if len(chosen) == len(gallery.recipes):  # all were made by this code, or found to be what it makes
            new = replace(new, code=code_digest())
    _write_texts(gallery, new, shown(cards, todo, made))
    return report


def _is_current(folder: Path, recipe: Recipe, digests: Mapping[str, str], manifest: Manifest) -> bool:
    """Whether all pictures of a recipe are those that a run would make."""
    return manifest.code == code_digest() and all(
        (entry := manifest.pictures.get(name)) is not None
        and entry.recipe == digests[recipe.source]
        and _is_untouched(folder / name, entry)
        for name in recipe.outputs
    )


def _is_untouched(path: Path, entry: Entry) -> bool:
    """Whether a picture is there, and as it was made."""
    return path.is_file() and digest(path.read_bytes()) == entry.picture


def _with_entries(old: Manifest, made: Sequence[tuple[Recipe, Found]], digests: Mapping[str, str]) -> Manifest:
    """The manifest with what was made."""
    versions = library_versions()
    entries = {found.name: Entry(found.digest, digests[recipe.source], versions) for recipe, found in made}
    return replace(old, pictures=old.pictures | entries)


def _without_orphans(gallery: Gallery, manifest: Manifest) -> Manifest:
    """The manifest without pictures that have no recipe, also those that stay because somebody changed them."""
    known = set(gallery.outputs)
    return replace(manifest, pictures={name: entry for name, entry in manifest.pictures.items() if name in known})


def _remove_orphans(gallery: Gallery, old: Manifest) -> list[str]:
    """Remove pictures whose recipe is gone, if nobody changed them since they were made."""
    removed = []
    for name, entry in old.pictures.items():
        path = gallery.folder / Path(name).name
        if name not in gallery.outputs and _is_untouched(path, entry):
            remove(path)
            removed.append(name)
    return removed


def _write_texts(gallery: Gallery, manifest: Manifest, cards: Sequence[Card]) -> None:
    """Write the manifest, and pages that show what is there: one that was never chosen may be missing."""
    sizes = picture_sizes(gallery)
    whole = [card for card in cards if sizes.keys() >= set(card.recipe.outputs)]
    texts = {MANIFEST: manifest_text(manifest)} | page_texts(whole, sizes)
    for name, text in texts.items():
        write_bytes(gallery.folder / name, text.encode())
