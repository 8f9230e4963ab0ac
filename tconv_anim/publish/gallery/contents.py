"""What a gallery holds: its recipes and its folder; and what a run or a check reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from tconv_anim.options import DEFAULT_LANGUAGE, TconvError
from tconv_anim.publish.compare import PictureSize
from tconv_anim.publish.gallery.pages import PAGES
from tconv_anim.publish.manifest import MANIFEST
from tconv_anim.recipes.recipe import Recipe

OWN_FILES = (*PAGES, MANIFEST)
"""What a gallery's folder holds in addition to pictures."""


class GalleryError(TconvError):
    """A folder that cannot become a gallery, or pictures that would overwrite each other."""

    sentences: ClassVar[Mapping[str, str]] = {
        "folder_in_use": "cannot make a gallery in {folder}: it already holds another {files}: use another folder",
        "older_look": "the pictures in {folder} have look {look}, and this version draws look {drawn}: draw all "
                      "of them anew with tconv-anim gallery --upgrade-look, or use the version that made them",
        "newer_look": "the pictures in {folder} have look {look}, and this version draws look {drawn}: use a newer "
                      "tconv-anim",
        "no_parts": "there are no parts of a gallery in {folder}: make them with --shard, or name their folder with "
                    "--parts",
        "parts_of_others": "{folder} has parts of galleries in {counts:all} shards: remove those that are old",
        "part_missing": "the part of shard {shard} is not in {folder}, or was made from other recipes, pictures or "
                        "code: run tconv-anim gallery --shard {shard} first",
        "output_twice": "{source}: output {name} is given twice: leave one out",
        "output_twice_in_capitals": "{source}: outputs {first} and {name} are one file on some systems: "
                                    "choose another name for one of them",
        "output_of_another": "{source}: output {name} is also made by {other}: choose another name",
        "output_is_page": "{source}: output {name} is a file of the gallery itself: choose another name",
    }  # fmt: skip


@dataclass
class Report:
    """What a run did, or what a check found; it can be written as JSON.

    Attributes
    ----------
    made, removed : names of the files that are new, and of those that are gone
    up_to_date : number of pictures that are what their recipes make
    made_with : how many pictures show the same in other pixels, by the versions of libraries that made them
    out_of_date : what is wrong, by the file's name
    failures : why recipes could not be made, see `TconvError.as_dict`
    lacks : what pictures do not show, by the file's name
    differences : names of the pictures for which a picture shows how they differ
    failed : names of the pictures that recipes were tried for in vain
    sizes : width and height of the pictures that were drawn, by the file's name
    """

    made: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    up_to_date: int = 0
    made_with: dict[str, int] = field(default_factory=dict)
    out_of_date: dict[str, str] = field(default_factory=dict)
    failures: list[dict[str, Any]] = field(default_factory=list)
    lacks: dict[str, Sequence[str]] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    sizes: dict[str, PictureSize] = field(default_factory=dict)

    def fail(self, error: TconvError) -> None:
        """Note why a recipe could not be made."""
        self.failures.append(error.as_dict())

    def add(self, other: Report) -> None:
        """Join the report on other pictures of the gallery with this one; what both say is said once."""
        for name in ("made", "removed", "failures", "differences", "failed"):
            mine = getattr(self, name)
            mine += [each for each in getattr(other, name) if each not in mine]
        self.up_to_date += other.up_to_date
        for versions, count in other.made_with.items():
            self.made_with[versions] = self.made_with.get(versions, 0) + count
        self.out_of_date |= other.out_of_date
        self.lacks |= other.lacks
        self.sizes |= other.sizes


@dataclass(frozen=True)
class Gallery:
    """Recipes, and the folder for their pictures.

    Attributes
    ----------
    folder : of the pictures and the pages
    recipes : in the order of the pages; no two make the same file
    failures : why other recipes could not be read
    language : of the pages, and of pictures whose recipe names none
    """

    folder: Path
    recipes: Sequence[Recipe]
    failures: Sequence[TconvError] = ()
    language: str = DEFAULT_LANGUAGE

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
