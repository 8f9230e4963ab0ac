"""A run over a gallery makes what changed, removes what has no recipe any more, and writes the manifest and pages.

A check makes everything in memory and compares it with the files.
"""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from tconv_anim.formats._writing import write_bytes
from tconv_anim.options import DEFAULT_LANGUAGE, LOOK, TconvError
from tconv_anim.publish import manifest
from tconv_anim.publish.compare import PictureSize, picture_size
from tconv_anim.publish.files import ReadError, read_bytes, read_text, remove
from tconv_anim.publish.gallery.contents import OWN_FILES, Gallery, GalleryError, Report
from tconv_anim.publish.gallery.pages import Card, card_of, page_texts
from tconv_anim.publish.gallery.workers import MadePicture, Results, examine, for_each_recipe, make, remove_differences
from tconv_anim.publish.making import animation_of
from tconv_anim.publish.manifest import MANIFEST, Entry, Manifest
from tconv_anim.publish.witness import digest
from tconv_anim.recipes.recipe import Recipe


def in_language(gallery: Gallery, language: str | None) -> Gallery:
    """A gallery in a language: that which is asked for, or that which it had in the last run."""
    found = manifest.read_manifest(gallery.folder / MANIFEST)
    language = language or (found.language if found else DEFAULT_LANGUAGE)
    named = {} if language == DEFAULT_LANGUAGE else {"lang": language}
    recipes = [replace(recipe, options=named | recipe.options) for recipe in gallery.recipes]
    return replace(gallery, recipes=recipes, language=language)


def update(
    gallery: Gallery, chosen: Sequence[Recipe], *, jobs: int, again: bool, upgrade_look: bool = False
) -> Report:  # fmt: skip
    """Make what changed since the last run, of the chosen recipes, and the pages of all.

    A picture is up to date if its recipe, the files that this names, the picture and the package's code are those of
    the manifest. `again` makes every picture, and so does `upgrade_look`, which moves a gallery on to the newest look.

    Raises
    ------
    GalleryError, OutputError, ReadError
    """
    cards, report, old = described(gallery)
    if upgrade_look:
        again, old = again or old.look != LOOK, replace(old, look=LOOK)
    _check_look(gallery, old)
    good = [card.recipe for card in cards if card.recipe in chosen]
    digests = _digests(good)
    todo = [recipe for recipe in good if again or not _is_up_to_date(gallery.folder, recipe, digests, old)]
    work = partial(make, folder=gallery.folder, digests=digests)
    made = _collect(for_each_recipe(work, todo, jobs), report)
    report.made = [picture.name for picture in made if picture.is_new]
    kept = sum(len(recipe.outputs) for recipe in good if recipe not in todo)
    report.up_to_date = kept + len(made) - len(report.made)
    entries = {picture.name: picture.entry for picture in made if picture.entry}
    write_pages(gallery, cards, old, entries, report, whole=len(chosen) == len(gallery.recipes))
    return report


def write_pages(
    gallery: Gallery, cards: Sequence[Card], old: Manifest, entries: dict[str, Entry], report: Report, *, whole: bool
) -> None:  # fmt: skip
    """Write the manifest and the pages, and remove what has no recipe any more.

    Parameters
    ----------
    cards : of all recipes that can be made
    old : the manifest, before the run
    entries : what it is to say of the pictures that were made
    report : of the run; gets the names of what is removed
    whole : whether the run was on all recipes
    """
    new = replace(old, language=gallery.language, pictures=old.pictures | entries)
    if not report.failures:  # a recipe that cannot be read may make pictures of any name
        report.removed += _remove_orphans(gallery, old)
        # Nor does the manifest keep those that stay because somebody changed them.
        new = replace(new, pictures={name: new.pictures[name] for name in new.pictures if name in gallery.outputs})
        if whole:  # this code made all of them, or makes the same
            new = replace(new, code=manifest.code_digest())
    sizes = _picture_sizes(gallery)
    # one never chosen has no picture
    complete = [card for card in _drawn(cards, report) if sizes.keys() >= set(card.recipe.outputs)]
    for name, text in {MANIFEST: manifest.manifest_text(new), **page_texts(complete, sizes, gallery.language)}.items():
        write_bytes(gallery.folder / name, text.encode())


def check(
    gallery: Gallery,
    chosen: Sequence[Recipe],
    *,
    jobs: int,
    differences: Path,
    others: Container[str] = (),
) -> Report:
    """Make everything in memory and report what is out of date; only the folder `differences` is written to.

    That folder then holds how pictures differ now: what an earlier check put there is removed, but for what it put
    there of the pictures of `others`, which another check is on.

    A picture that shows the same in other pixels is up to date if the manifest says that other versions of the
    libraries made it, see `judge`.

    Raises
    ------
    GalleryError, OutputError, ReadError
    """
    cards, report, old = described(gallery)
    _check_look(gallery, old)
    good = [card.recipe for card in cards if card.recipe in chosen]
    remove_differences(differences, others)
    work = partial(
        examine, folder=gallery.folder, entries=old.pictures, digests=_digests(good), differences=differences
    )
    examined = _collect(for_each_recipe(work, good, jobs), report)
    report.differences = [picture.name for picture in examined if picture.has_difference]
    for picture in examined:
        if picture.verdict.wrong:
            report.out_of_date[picture.name] = picture.verdict.wrong
        else:
            report.up_to_date += 1
            if made_with := picture.verdict.made_with:
                report.made_with[made_with] = report.made_with.get(made_with, 0) + 1
    if len(chosen) == len(gallery.recipes):
        check_pages(gallery, cards, old, report)
    return report


def check_pages(gallery: Gallery, cards: Sequence[Card], old: Manifest, report: Report) -> None:
    """Add to the report of a check on all pictures what is wrong with the pages, and which pictures have no recipe."""
    if not report.failures:  # a recipe that cannot be read may make pictures of any name
        orphans = [name for name in old.pictures if name not in gallery.outputs]
        report.out_of_date |= dict.fromkeys(orphans, "no recipe makes it")
    for name, text in page_texts(_drawn(cards, report), report.sizes, gallery.language).items():
        if not (gallery.folder / name).is_file():
            report.out_of_date[name] = "missing"
        elif _text_of(gallery.folder / name) != text:
            report.out_of_date[name] = "does not show these recipes"


def described(gallery: Gallery) -> tuple[list[Card], Report, Manifest]:
    """A card for each recipe that can be made, a report with the reasons why others cannot, and the manifest.

    Raises
    ------
    GalleryError
        If there is no manifest, but a page that the gallery's own would replace.
    """
    cards, report = [], Report()
    for error in gallery.failures:
        report.fail(error)
    for recipe in gallery.recipes:
        try:
            cards.append(card_of(recipe, animation_of(recipe, traced=False)))
        except TconvError as error:
            report.fail(error)
    return cards, report, manifest_of(gallery, cards)


def manifest_of(gallery: Gallery, cards: Sequence[Card]) -> Manifest:
    """The manifest of a gallery; a new gallery has one without pictures.

    Raises
    ------
    GalleryError
        If there is no manifest, but a page that the gallery's own would replace.
    """
    folder = gallery.folder
    there = {name: _text_of(folder / name) for name in OWN_FILES if os.path.lexists(folder / name)}
    found = manifest.read_manifest(folder / MANIFEST)  # after the pages, because another run writes it before the pages
    if found is not None:
        return found
    pages = page_texts(cards, _picture_sizes(gallery), gallery.language)
    if others := [name for name, text in there.items() if text is None or text != pages.get(name)]:
        raise GalleryError("folder_in_use", {"folder": str(folder), "files": " and ".join(others)})
    return Manifest("", {})


def _check_look(gallery: Gallery, old: Manifest) -> None:
    """Refuse to draw a gallery in another look than it has without being asked to."""
    if old.look != LOOK and old.pictures:
        words = {"folder": str(gallery.folder), "look": old.look, "drawn": LOOK}
        raise GalleryError("older_look" if old.look < LOOK else "newer_look", words)


def _picture_sizes(gallery: Gallery) -> dict[str, PictureSize]:
    """Width and height of each picture that is there."""
    there = [name for name in gallery.outputs if (gallery.folder / name).is_file()]
    return {name: picture_size(read_bytes(gallery.folder / name)) for name in there}


def _text_of(path: Path) -> str | None:
    """The text of a page; None if there is none, or none that can be read."""
    try:
        return read_text(path)
    except ReadError:
        return None


def _collect(results: Results, report: Report) -> list[MadePicture]:
    """Every picture; its size, what it lacks, and why recipes failed, goes into the report."""
    pictures: list[MadePicture] = []
    for recipe, result in results:
        if isinstance(result, TconvError):
            report.fail(result)
            report.failed += recipe.outputs
        else:
            pictures += result
    report.lacks = {picture.name: picture.lacks for picture in pictures if picture.lacks}
    report.sizes = {picture.name: picture.size for picture in pictures}
    return pictures


def _drawn(cards: Sequence[Card], report: Report) -> list[Card]:
    """The cards for the pages: without those of recipes that were tried and made no picture."""
    return [card for card in cards if card.recipe.outputs[0] not in report.failed]


def _digests(recipes: Iterable[Recipe]) -> dict[str, str]:
    """The digests of recipes by their source: now, as their files may change while pictures are made."""
    return {recipe.source: manifest.recipe_digest(recipe) for recipe in recipes}


def _is_up_to_date(folder: Path, recipe: Recipe, digests: Mapping[str, str], old: Manifest) -> bool:
    """Whether all pictures of a recipe are those that a run would make."""
    return old.code == manifest.code_digest() and all(
        (entry := old.pictures.get(name)) is not None
        and entry.recipe == digests[recipe.source]
        and _is_untouched(folder / name, entry)
        for name in recipe.outputs
    )


def _is_untouched(path: Path, entry: Entry) -> bool:
    """Whether a picture is there, and as it was made."""
    return path.is_file() and digest(read_bytes(path)) == entry.picture


def _remove_orphans(gallery: Gallery, old: Manifest) -> list[str]:
    """Remove pictures whose recipe is gone, unless somebody changed them since they were made."""
    removed = []
    for name, entry in old.pictures.items():
        path = gallery.folder / Path(name).name
        if name not in gallery.outputs and _is_untouched(path, entry):
            remove(path)
            removed.append(name)
    return removed
