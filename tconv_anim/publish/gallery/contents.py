"""What a gallery holds: its recipes, its folder, cards for its pages, and what a run or a check reports."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from tconv_anim.options import TconvError
from tconv_anim.publish.files import ReadError, read_bytes, read_text
from tconv_anim.publish.gallery.compare import PictureSize, picture_size
from tconv_anim.publish.gallery.manifest import MANIFEST, Manifest, read_manifest
from tconv_anim.publish.gallery.pages import PAGES, Card, card_of, page_texts
from tconv_anim.publish.gallery.workers import MadePicture, RecipeFailure
from tconv_anim.publish.making import animation_of
from tconv_anim.recipes.recipe import Recipe

OWN_FILES = (*PAGES, MANIFEST)
"""What a gallery's folder holds in addition to pictures."""

Results = Iterator[tuple[Recipe, list[MadePicture] | RecipeFailure]]
Progress = Callable[[Results, int], Results]
"""Hands on results, of which there will be so many, and shows how many there have been."""


class GalleryError(TconvError):
    """A folder that cannot become a gallery, or pictures that would overwrite each other."""

    sentences: ClassVar[Mapping[str, str]] = {
        "folder_in_use": "cannot make a gallery in {folder}: it already holds another {files}: use another folder",
        "output_twice": "{source}: output {name} is given twice: leave one out",
        "output_twice_in_capitals": "{source}: outputs {first} and {name} are one file on some systems: "
                                    "choose another name for one of them",
        "output_of_another": "{source}: output {name} is also made by {other}: choose another name",
        "output_is_page": "{source}: output {name} is a file of the gallery itself: choose another name",
    }  # fmt: skip


def no_progress(results: Results, length: int) -> Results:  # noqa: ARG001
    """Show no progress."""
    return results


@dataclass
class Report:
    """What a run did, or what a check found.

    Attributes
    ----------
    made, removed : names of the files that are new, and of those that are gone
    up_to_date : number of pictures that are what their recipes make
    same_pixels : what differs in bytes only, or in soft edges, because other libraries made it; by the file's name
    out_of_date : what is wrong, by the file's name
    failures : why recipes could not be made
    differences : names of the pictures for which a picture shows how they differ
    """

    made: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    up_to_date: int = 0
    same_pixels: dict[str, str] = field(default_factory=dict)
    out_of_date: dict[str, str] = field(default_factory=dict)
    failures: list[TconvError] = field(default_factory=list)
    differences: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Gallery:
    """Recipes, and the folder for their pictures.

    Attributes
    ----------
    folder : of the pictures and the pages
    recipes : in the order of the pages; no two make the same file
    failures : why other recipes could not be read
    """

    folder: Path
    recipes: Sequence[Recipe]
    failures: Sequence[TconvError] = ()

    @property
    def outputs(self) -> list[str]:
        """The names of all pictures."""
        return [name for recipe in self.recipes for name in recipe.outputs]


def check_distinct_outputs(recipes: Sequence[Recipe]) -> None:
    """Refuse recipes that would overwrite each other's pictures, or their own.

    Raises
    ------
    GalleryError
    """
    makers: dict[str, tuple[Recipe, str]] = {}
    for recipe in recipes:
        for name in recipe.outputs:
            if (key := name.lower()) not in makers:  # some file systems take A.gif for a.gif
                makers[key] = recipe, name
                continue
            other, first = makers[key]
            about = {"source": recipe.source, "name": name, "first": first, "other": other.source}
            if other != recipe:
                raise GalleryError("output_of_another", about)
            raise GalleryError("output_twice" if name == first else "output_twice_in_capitals", about)


def check_gallery_outputs(recipes: Sequence[Recipe]) -> None:
    """Refuse recipes that would overwrite pictures, or the gallery's own pages.

    Raises
    ------
    GalleryError
    """
    check_distinct_outputs(recipes)
    for recipe in recipes:
        for name in recipe.outputs:
            if name.lower() in map(str.lower, OWN_FILES):
                raise GalleryError("output_is_page", {"source": recipe.source, "name": name})


def describe_recipes(gallery: Gallery) -> tuple[list[Card], Report]:
    """A card for each recipe that can be made, and a report with the reasons why the others cannot."""
    cards, report = [], Report(failures=list(gallery.failures))
    for recipe in gallery.recipes:
        try:
            cards.append(card_of(recipe, animation_of(recipe, traced=False)))
        except TconvError as error:
            report.failures.append(error)
    return cards, report


def manifest_of(gallery: Gallery, cards: Sequence[Card]) -> Manifest:
    """The manifest of a gallery; a new gallery has one without pictures.

    Raises
    ------
    GalleryError
        If there is no manifest, but a page that the gallery's own would replace.
    """
    folder = gallery.folder
    there = {name: text_of(folder / name) for name in OWN_FILES if os.path.lexists(folder / name)}
    manifest = read_manifest(folder)  # after the pages, because another run writes it before the pages
    if manifest is not None:
        return manifest
    pages = page_texts(cards, picture_sizes(gallery))
    if others := [name for name, text in there.items() if text is None or text != pages.get(name)]:
        raise GalleryError("folder_in_use", {"folder": str(folder), "files": " and ".join(others)})
    return Manifest("", {})


def picture_sizes(gallery: Gallery) -> dict[str, PictureSize]:
    """Width and height of each picture that is there."""
    there = [name for name in gallery.outputs if (gallery.folder / name).is_file()]
    return {name: picture_size(read_bytes(gallery.folder / name)) for name in there}


def text_of(path: Path) -> str | None:
    """The text of a page; None if there is none, or none that can be read."""
    try:
        return read_text(path)
    except ReadError:
        return None


def collect_pictures(results: Results, report: Report) -> list[tuple[Recipe, MadePicture]]:
    """Every picture with its recipe; why recipes failed goes into the report."""
    pictures = []
    for recipe, result in results:
        if isinstance(result, RecipeFailure):
            report.failures.append(result.error)
        else:
            pictures += [(recipe, picture) for picture in result]
    return pictures


def cards_with_pictures(
    cards: Sequence[Card], tried: Sequence[Recipe], pictures: Sequence[tuple[Recipe, MadePicture]]
) -> list[Card]:
    """The cards for the pages: without those of recipes that were tried and made no picture."""
    drawn = {recipe.source for recipe, _ in pictures}
    return [card for card in cards if card.recipe.source in drawn or card.recipe not in tried]
