"""A check of a gallery: everything is made in memory and compared with the files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

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
    text_of,
)
from tconv_anim.publish.gallery.manifest import MANIFEST, Entry, library_versions, recipe_digest
from tconv_anim.publish.gallery.pages import page_texts
from tconv_anim.publish.gallery.workers import MadePicture, examine, for_each_recipe, remove_differences
from tconv_anim.recipes.recipe import Recipe


def check(
    gallery: Gallery, chosen: Sequence[Recipe], *, jobs: int, differences: Path, progress: Progress = no_progress
) -> Report:
    """Make everything in memory and report what is out of date; only the folder `differences` is written to.

    That folder then holds how pictures differ now: what an earlier check put there is removed.

    A picture whose bytes differ, but not its pixels, or only in soft edges, is up to date if the manifest says that
    other versions of the libraries made it, and if it has not changed since.

    Raises
    ------
    GalleryError, OutputError, ReadError
    """
    cards, report = describe_recipes(gallery)
    manifest = manifest_of(gallery, cards)
    good = [card.recipe for card in cards if card.recipe in chosen]
    remove_differences(differences)
    work = partial(examine, folder=gallery.folder, differences=differences)
    examined = collect_pictures(progress(for_each_recipe(work, good, jobs), len(good)), report)
    report.differences = [picture.name for _, picture in examined if picture.has_difference]
    for recipe, picture in examined:
        _judge_picture(picture, manifest.pictures.get(picture.name), recipe_digest(recipe), report)
    if len(chosen) == len(gallery.recipes):
        if not report.failures:  # a recipe that cannot be read may make pictures of any name
            orphans = [name for name in manifest.pictures if name not in gallery.outputs]
            report.out_of_date |= dict.fromkeys(orphans, "no recipe makes it")
        sizes = {picture.name: picture.size for _, picture in examined}
        _judge_pages(gallery.folder, page_texts(cards_with_pictures(cards, good, examined), sizes), report)
    return report


def _judge_picture(picture: MadePicture, entry: Entry | None, recipe: str, report: Report) -> None:
    """Report a picture as up to date, as out of date, or as one with the same pixels."""
    if picture.match is None:
        report.out_of_date[picture.name] = "missing"
    elif entry is None:
        report.out_of_date[picture.name] = f"not in {MANIFEST}"
    elif picture.digest != entry.picture:
        how = f": {picture.match.value}" if picture.match is not Match.NONE else ""
        report.out_of_date[picture.name] = f"changed since it was made{how}"
    elif recipe != entry.recipe:
        report.out_of_date[picture.name] = "its recipe has changed"
    elif picture.match is Match.BYTES:
        report.up_to_date += 1
    elif picture.match is not Match.NONE and entry.libraries != library_versions():
        versions = f"made with {entry.libraries}, these are {library_versions()}"
        report.same_pixels[picture.name] = f"{picture.match.value}: {versions}"
    else:
        report.out_of_date[picture.name] = f"drawn differently now: {picture.match.value}"


def _judge_pages(folder: Path, texts: dict[str, str], report: Report) -> None:
    """Report pages that do not show what they should."""
    for name, text in texts.items():
        if not (folder / name).is_file():
            report.out_of_date[name] = "missing"
        elif text_of(folder / name) != text:
            report.out_of_date[name] = "does not show these recipes"
