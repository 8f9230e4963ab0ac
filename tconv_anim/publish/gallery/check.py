"""A check of a gallery: everything is made in memory and held to what stands there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tconv_anim.publish.gallery.compare import Likeness
from tconv_anim.publish.gallery.gallery import (
    Gallery,
    Report,
    Watched,
    collected,
    described,
    opened,
    shown,
    text_of,
    unwatched,
)
from tconv_anim.publish.gallery.manifest import MANIFEST, Entry, library_versions, recipe_digest
from tconv_anim.publish.gallery.pages import page_texts
from tconv_anim.publish.gallery.workers import Found, each, examine, remove_differences
from tconv_anim.recipes.recipe import Recipe


def check(
    gallery: Gallery, chosen: Sequence[Recipe], *, jobs: int, differences: Path, watched: Watched = unwatched
) -> Report:
    """Make everything in memory and tell what of a gallery is not current; only `differences` is written to.

    That folder then holds how pictures differ now: what an earlier check put there is removed.

    Bytes that differ where the pictures do not, or only in soft edges, are a notice where the manifest says that the
    picture was made with other versions of the libraries, and has not been changed since.
    """
    cards, report = described(gallery)
    manifest = opened(gallery, cards)
    good = [card.recipe for card in cards if card.recipe in chosen]
    remove_differences(differences)
    work = partial(examine, folder=gallery.folder, animated=gallery.animated, differences=differences)
    examined = collected(watched(each(work, good, jobs), len(good)), report)
    report.differences = [found.name for _, found in examined if found.difference]
    for recipe, found in examined:
        _judge(found, manifest.pictures.get(found.name), recipe_digest(recipe), report)
    if len(chosen) == len(gallery.recipes):
        if not report.failures:  # a recipe that cannot be read may make pictures of any name
            report.stale |= {name: "no recipe makes it" for name in manifest.pictures if name not in gallery.outputs}
        sizes = {found.name: found.size for _, found in examined}
        _judge_pages(gallery.folder, page_texts(shown(cards, good, examined), sizes), report)
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


def _judge_pages(folder: Path, texts: dict[str, str], report: Report) -> None:
    """File pages that do not show what they should under stale."""
    for name, text in texts.items():
        if not (folder / name).is_file():
            report.stale[name] = "missing"
        elif text_of(folder / name) != text:
            report.stale[name] = "does not show these recipes"
