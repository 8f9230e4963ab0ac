"""The work on one recipe of a gallery, in a process of its own: its pictures are made, or compared with files."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import ClassVar

from tconv_anim.animation import Animation
from tconv_anim.core.progress import passing
from tconv_anim.formats import format_of
from tconv_anim.formats._writing import remove_leftovers, write_bytes
from tconv_anim.options import TconvError
from tconv_anim.publish import compare
from tconv_anim.publish.checking import UP_TO_DATE, Verdict, judge
from tconv_anim.publish.compare import PictureSize, picture_size
from tconv_anim.publish.files import read_bytes, remove
from tconv_anim.publish.gallery.processes import results_in_order
from tconv_anim.publish.making import animation_of, lacks, pictures_of
from tconv_anim.publish.manifest import MANIFEST, Entry, entry_of
from tconv_anim.recipes.recipe import Recipe


class BugError(TconvError):
    """An error that the program did not foresee, in the work on a recipe."""

    sentences: ClassVar[Mapping[str, str]] = {
        "bug": "{source}: {error_type}: {message}: this is a bug, please report it",
    }


class WorkerError(TconvError):
    """A process that was ended before the work on a recipe was done."""

    sentences: ClassVar[Mapping[str, str]] = {
        "ended": "{source}: the process that made it was ended, perhaps because memory ran out: try --jobs 1",
    }


@dataclass(frozen=True)
class MadePicture:
    """A picture after a run or a check.

    Attributes
    ----------
    name : of the file
    size : its width and height in px; None if it is not a picture
    entry : what the manifest says of it, after a run
    is_new : whether a run wrote the file
    verdict : of a check
    has_difference : whether a check wrote a picture of the difference
    lacks : what it does not show, see `lacks`; said of the first of a recipe's pictures
    """

    name: str
    size: PictureSize
    entry: Entry | None = None
    is_new: bool = False
    verdict: Verdict = UP_TO_DATE
    has_difference: bool = False
    lacks: Sequence[str] = ()


Work = Callable[[Recipe], list[MadePicture]]
Results = Iterator[tuple[Recipe, list[MadePicture] | TconvError]]
"""Recipes, each with its pictures, or with the reason why it could not be made."""


def make(recipe: Recipe, *, folder: Path, digests: Mapping[str, str]) -> list[MadePicture]:
    """Write a recipe's pictures into a folder; a file that is right already is not touched.

    `digests` are those of the recipes when the run began, by their source: their files may change meanwhile.

    Raises
    ------
    RecipeError, OutputError, ReadError
    """
    made, animation = [], animation_of(recipe)
    for name, new, _ in pictures_of(recipe, animation):
        is_new = write_bytes(folder / name, new)
        entry = entry_of(new, animation, format_of(name), digests[recipe.source])
        made.append(MadePicture(name, picture_size(new), entry, is_new))
    return _with_lacks(made, animation)


def examine(
    recipe: Recipe, *, folder: Path, entries: Mapping[str, Entry], digests: Mapping[str, str], differences: Path
) -> list[MadePicture]:
    """Compare a recipe's pictures with those in a folder; pictures of the differences go into another folder.

    Raises
    ------
    RecipeError, OutputError, ReadError
    """
    made, animation = [], animation_of(recipe)
    for name, new, _ in pictures_of(recipe, animation):
        old = _read(folder / name)
        now = entry_of(new, animation, format_of(name), digests[recipe.source])
        verdict = judge(old, new, entries.get(name), now, MANIFEST)
        picture = compare.difference_picture(old, new) if old is not None and verdict.wrong else None
        if picture is not None:
            write_bytes(differences / f"{name}.png", picture)
        size = picture_size(new if old is None else old) or picture_size(new)
        made.append(MadePicture(name, size, None, False, verdict, picture is not None))
    return _with_lacks(made, animation)


def _with_lacks(made: list[MadePicture], animation: Animation) -> list[MadePicture]:
    return [replace(picture, lacks=lacks(animation)) if picture is made[0] else picture for picture in made]


def remove_differences(folder: Path, kept: Container[str] = ()) -> None:
    """Remove the pictures of differences that an earlier check put into a folder, but those of the pictures `kept`.

    All other files stay.

    Raises
    ------
    OutputError
    """
    remove_leftovers(folder)
    for path in sorted(folder.glob("*.png")):
        if path.stem not in kept and compare.is_difference_picture(path):
            remove(path)


def for_each_recipe(work: Work, recipes: Sequence[Recipe], jobs: int) -> Results:
    """Do the work for every recipe, in the order of the recipes; one that fails does not stop the rest."""
    guarded = partial(_guarded, work)
    one_by_one = min(jobs, len(recipes)) <= 1
    results = map(guarded, recipes) if one_by_one else results_in_order(guarded, recipes, jobs)
    for recipe, result in zip(recipes, passing(results, "recipes", len(recipes), whole=True), strict=True):
        yield recipe, WorkerError("ended", {"source": recipe.source}) if result is None else result


def _guarded(work: Work, recipe: Recipe) -> list[MadePicture] | TconvError:
    try:
        return work(recipe)
    except TconvError as error:
        return error
    except Exception as error:  # whatever it is, the other recipes are made
        about = {"source": recipe.source, "error_type": type(error).__name__, "message": str(error)}
        return BugError("bug", about)


def _read(path: Path) -> bytes | None:
    return read_bytes(path) if path.is_file() else None
