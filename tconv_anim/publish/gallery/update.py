"""A run over a gallery: makes what changed, removes what has no recipe any more, and writes the manifest and pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tconv_anim.formats import write_bytes
from tconv_anim.publish.files import read_bytes, remove
from tconv_anim.publish.gallery.compare import Match
from tconv_anim.publish.gallery.contents import (
    Gallery,
    Progress,
    Report,
    cards_with_pictures,
    collect_pictures,
    describe_recipes,
    manifest_of,
    no_progress,
    picture_sizes,
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
from tconv_anim.publish.gallery.workers import MadePicture, for_each_recipe, make
from tconv_anim.recipes.recipe import Recipe


def update(
    gallery: Gallery, chosen: Sequence[Recipe], *, jobs: int, again: bool = False, progress: Progress = no_progress
) -> Report:
    """Make what changed since the last run, of the chosen recipes, and the pages of all.

    A picture is up to date if its recipe, the files that this names, the picture and the package's code are those of
    the manifest. `again` makes every picture.

    Raises
    ------
    GalleryError, OutputError, ReadError
    """
    cards, report = describe_recipes(gallery)
    old = manifest_of(gallery, cards)
    good = [card.recipe for card in cards if card.recipe in chosen]
    digests = {recipe.source: recipe_digest(recipe) for recipe in good}  # now, as files may change during the work
    todo = [recipe for recipe in good if again or not _is_up_to_date(gallery.folder, recipe, digests, old)]
    work = partial(make, folder=gallery.folder)
    made = collect_pictures(progress(for_each_recipe(work, todo, jobs), len(todo)), report)
    report.made = [picture.name for _, picture in made if picture.match is not Match.BYTES]
    kept = sum(len(recipe.outputs) for recipe in good if recipe not in todo)
    report.up_to_date = kept + len(made) - len(report.made)
    new = _with_entries(old, made, digests)
    if not report.failures:  # a recipe that cannot be read may make pictures of any name
        report.removed = _remove_orphans(gallery, old)
        new = _without_orphans(gallery, new)
        if len(chosen) == len(gallery.recipes):  # this code made all of them, or makes the same
            new = replace(new, code=code_digest())
    _write_texts(gallery, new, cards_with_pictures(cards, todo, made))
    return report


def _is_up_to_date(folder: Path, recipe: Recipe, digests: Mapping[str, str], manifest: Manifest) -> bool:
    """Whether all pictures of a recipe are those that a run would make."""
    return manifest.code == code_digest() and all(
        (entry := manifest.pictures.get(name)) is not None
        and entry.recipe == digests[recipe.source]
        and _is_untouched(folder / name, entry)
        for name in recipe.outputs
    )


def _is_untouched(path: Path, entry: Entry) -> bool:
    """Whether a picture is there, and as it was made."""
    return path.is_file() and digest(read_bytes(path)) == entry.picture


def _with_entries(old: Manifest, made: Sequence[tuple[Recipe, MadePicture]], digests: Mapping[str, str]) -> Manifest:
    """The manifest with what was made."""
    versions = library_versions()
    entries = {picture.name: Entry(picture.digest, digests[recipe.source], versions) for recipe, picture in made}
    return replace(old, pictures=old.pictures | entries)


def _without_orphans(gallery: Gallery, manifest: Manifest) -> Manifest:
    """The manifest without pictures that have no recipe, also without those that stay because somebody changed them."""
    known = set(gallery.outputs)
    return replace(manifest, pictures={name: entry for name, entry in manifest.pictures.items() if name in known})


def _remove_orphans(gallery: Gallery, old: Manifest) -> list[str]:
    """Remove pictures whose recipe is gone, unless somebody changed them since they were made."""
    removed = []
    for name, entry in old.pictures.items():
        path = gallery.folder / Path(name).name
        if name not in gallery.outputs and _is_untouched(path, entry):
            remove(path)
            removed.append(name)
    return removed


def _write_texts(gallery: Gallery, manifest: Manifest, cards: Sequence[Card]) -> None:
    """Write the manifest, and pages of the pictures that are there: a recipe that was never chosen has none."""
    sizes = picture_sizes(gallery)
    complete = [card for card in cards if sizes.keys() >= set(card.recipe.outputs)]
    texts = {MANIFEST: manifest_text(manifest)} | page_texts(complete, sizes)
    for name, text in texts.items():
        write_bytes(gallery.folder / name, text.encode())
