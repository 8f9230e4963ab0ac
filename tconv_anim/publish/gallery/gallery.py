"""A gallery as a whole: its recipes, its folder, what its recipes say, and what a run or a check reports of it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

from tconv_anim.formats import OutputError
from tconv_anim.publish.gallery.compare import picture_size
from tconv_anim.publish.gallery.manifest import MANIFEST, Manifest, read_manifest
from tconv_anim.publish.gallery.pages import PAGES, Card, Size, card, page_texts
from tconv_anim.publish.gallery.workers import Animated, Failure, Found
from tconv_anim.recipes.recipe import Recipe, RecipeError


class GalleryError(OutputError):
    """A folder that cannot become a gallery."""

    sentences: ClassVar[Mapping[str, str]] = {
        "folder_in_use": "cannot make a gallery in {folder}: it holds {files} of something else: "
        "move that away or name another folder",
    }


OWN = (*PAGES, MANIFEST)  # what a gallery holds beside pictures

Results = Iterator[tuple[Recipe, list[Found] | Failure]]
Watched = Callable[[Results, int], Results]
"""What shows how far the results are, of which there will be so many."""


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
    differences : names of the pictures of which a picture shows how they differ
    """

    made: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    kept: int = 0
    failures: list[str] = field(default_factory=list)
    stale: dict[str, str] = field(default_factory=dict)
    notices: dict[str, str] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)


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


def check_distinct(recipes: Sequence[Recipe]) -> None:
    """Refuse recipes that would overwrite each other's pictures, or their own.

    Raises
    ------
    RecipeError
    """
    makers: dict[str, tuple[Recipe, str]] = {}
    for recipe in recipes:
        for name in recipe.outputs:
            if (key := name.lower()) not in makers:  # some file systems take A.gif for a.gif
                makers[key] = recipe, name
                continue
            other, first = makers[key]
            if other == recipe:
                also = "" if name == first else f", also as {first}"
                raise RecipeError(f"{recipe.source}: output {name} is named twice{also}: leave one out")
            raise RecipeError(f"{recipe.source}: output {name} is also made by {other.source}: name another")


def check_outputs(recipes: Sequence[Recipe]) -> None:
    """Refuse recipes that would overwrite pictures, or the gallery's own pages.

    Raises
    ------
    RecipeError
    """
    check_distinct(recipes)
    for recipe in recipes:
        for name in recipe.outputs:
            if name.lower() in map(str.lower, OWN):
                raise RecipeError(f"{recipe.source}: output {name} is a page of the gallery itself: name another")


def described(gallery: Gallery) -> tuple[list[Card], Report]:
    """A card for each recipe that can be made, and a report that holds why the others cannot."""
    cards, report = [], Report(failures=list(gallery.failures))
    for recipe in gallery.recipes:
        try:
            with gallery.animated(recipe, traced=False) as animation:
                cards.append(card(recipe, animation))
        except RecipeError as error:
            report.failures.append(str(error))
    return cards, report


def opened(gallery: Gallery, cards: Sequence[Card]) -> Manifest:
    """The manifest of a gallery, for a new one without pictures.

    Raises
    ------
    GalleryError
        where there is none, but a page that the gallery's would replace.
    """
    folder = gallery.folder
    there = {name: text_of(folder / name) for name in OWN if os.path.lexists(folder / name)}
    manifest = read_manifest(folder)  # only now, as a run beside this one writes it before the pages
    if manifest is not None:
        return manifest
    pages = page_texts(cards, picture_sizes(gallery))
    if others := [name for name, text in there.items() if text is None or text != pages.get(name)]:
        raise GalleryError("folder_in_use", {"folder": str(folder), "files": " and ".join(others)})
    return Manifest("", {})


def picture_sizes(gallery: Gallery) -> dict[str, Size]:
    """Width and height in px of each picture that is there."""
    there = [name for name in gallery.outputs if (gallery.folder / name).is_file()]
    return {name: picture_size((gallery.folder / name).read_bytes()) for name in there}


def text_of(path: Path) -> str | None:
    """The text of a page; none where there is none that can be read."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def collected(results: Results, report: Report) -> list[tuple[Recipe, Found]]:
    """What was found, picture by picture, with its recipe; why recipes failed goes into the report."""
    pictures = []
    for recipe, result in results:
        if isinstance(result, Failure):
            report.failures.append(result.sentence)
        else:
            pictures += [(recipe, found) for found in result]
    return pictures


def shown(cards: Sequence[Card], tried: Sequence[Recipe], pictures: Sequence[tuple[Recipe, Found]]) -> list[Card]:
    """The cards for the pages: without those of recipes that were tried and gave no picture."""
    drawn = {recipe.source for recipe, _ in pictures}
    return [card for card in cards if card.recipe.source in drawn or card.recipe not in tried]
