"""The work on one recipe of a gallery, in a process of its own: its pictures are made, or compared with files."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import ClassVar

from tconv_anim.formats import write_bytes
from tconv_anim.options import TconvError
from tconv_anim.publish.files import read_bytes, remove
from tconv_anim.publish.gallery import compare
from tconv_anim.publish.gallery.compare import Match, PictureSize, picture_size
from tconv_anim.publish.gallery.manifest import digest
from tconv_anim.publish.making import pictures_of
from tconv_anim.recipes.recipe import Recipe


class BugError(TconvError):
    """An error that the program did not foresee, in the work on a recipe."""

    sentences: ClassVar[Mapping[str, str]] = {
        "bug": "{source}: {error_type}: {message}: this is a bug, please report it",
    }


@dataclass(frozen=True)
class MadePicture:
    """A picture after a run or a check.

    Attributes
    ----------
    name : of the file
    digest : of the file in the gallery; of what was made, if there was no file
    size : its width and height in px; None if it is not a picture
    match : of the file that was in the gallery with what was made; None if there was no file
    has_difference : whether a picture of the difference was written
    """

    name: str
    digest: str
    size: PictureSize
    match: Match | None
    has_difference: bool = False


Results = Iterator[tuple[Recipe, list[MadePicture] | TconvError]]
"""Recipes, each with its pictures, or with the reason why it could not be made."""


def make(recipe: Recipe, *, folder: Path) -> list[MadePicture]:
    """Write a recipe's pictures into a folder; a file that is right already is not touched.

    Raises
    ------
    RecipeError, OutputError, ReadError
    """
    made = []
    for name, new in pictures_of(recipe):
        old = _read(folder / name)
        write_bytes(folder / name, new)
        match = None if old is None else Match.BYTES if old == new else Match.NONE
        made.append(MadePicture(name, digest(new), picture_size(new), match))
    return made


def examine(recipe: Recipe, *, folder: Path, differences: Path) -> list[MadePicture]:
    """Compare a recipe's pictures with those in a folder; pictures of the differences go into another folder.

    Raises
    ------
    RecipeError, OutputError, ReadError
    """
    made = []
    for name, new in pictures_of(recipe):
        old = _read(folder / name)
        if old is None:
            made.append(MadePicture(name, digest(new), picture_size(new), None))
            continue
        match = compare.compare(old, new)
        picture = compare.difference_picture(old, new) if match in (Match.NONE, Match.EDGES) else None
        if picture is not None:
            write_bytes(differences / f"{name}.png", picture)
        size = picture_size(old) or picture_size(new)
        made.append(MadePicture(name, digest(old), size, match, picture is not None))
    return made


def remove_differences(folder: Path) -> None:
    """Remove the pictures of differences that an earlier check put into a folder; all other files stay.

    Raises
    ------
    OutputError
    """
    for path in sorted(folder.glob("*.png")):
        if compare.is_difference_picture(path):
            remove(path)


def for_each_recipe(work: Callable[[Recipe], list[MadePicture]], recipes: Sequence[Recipe], jobs: int) -> Results:
    """Do the work for every recipe, in the order of the recipes; one that fails does not stop the rest."""
    jobs = min(jobs, len(recipes))
    guarded = partial(_guarded, work)
    if jobs <= 1:
        yield from ((recipe, guarded(recipe)) for recipe in recipes)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:  # the same on every system, and safe with threads
        with _ignoring_interrupts():
            done = pool.map(guarded, recipes)
        yield from zip(recipes, done, strict=True)


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """Processes that start here ignore interrupts; this process ends them. They would print tracebacks."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _guarded(work: Callable[[Recipe], list[MadePicture]], recipe: Recipe) -> list[MadePicture] | TconvError:
    try:
        return work(recipe)
    except TconvError as error:
        return error
    except Exception as error:  # whatever it is, the other recipes are made
        about = {"source": recipe.source, "error_type": type(error).__name__, "message": str(error)}
        return BugError("bug", about)


def _read(path: Path) -> bytes | None:
    return read_bytes(path) if path.is_file() else None
