"""One recipe's share of a gallery, in a process of its own: pictures made, or compared with those that are there."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from tconv_anim.formats import OutputError, format_of, write_bytes
from tconv_anim.publish.gallery.compare import (
    Likeness,
    compare,
    difference_picture,
    is_difference_picture,
    picture_size,
)
from tconv_anim.publish.gallery.manifest import digest
from tconv_anim.recipes.recipe import Recipe

if TYPE_CHECKING:
    from tconv_anim.animation import Animation


class Animated(Protocol):
    """What opens a recipe's animation, computed or not; a function of a module, so that processes can be sent it."""

    def __call__(self, recipe: Recipe, *, traced: bool = True) -> AbstractContextManager[Animation]: ...  # noqa: D102


@dataclass(frozen=True)
class Found:
    """A picture after a run.

    Attributes
    ----------
    name : of the file
    digest : of what stands in the gallery; of what was made, where nothing stands there
    size : its width and height in px, where it is a picture
    likeness : between what stood in the gallery and what was made; None where nothing stood there
    difference : whether a picture of how they differ was written
    """

    name: str
    digest: str
    size: tuple[int, int] | None
    likeness: Likeness | None
    difference: bool = False


@dataclass(frozen=True)
class Failure:
    """Why a recipe could not be made, in a sentence that begins with its name."""

    sentence: str


def make(recipe: Recipe, *, folder: Path, animated: Animated) -> list[Found]:
    """Write a recipe's pictures into a folder; a file that is right already is not touched."""
    found = []
    for name, new in _drawn(recipe, animated):
        old = _read(folder / name)
        write_bytes(folder / name, new)
        likeness = None if old is None else Likeness.BYTES if old == new else Likeness.NONE
        found.append(Found(name, digest(new), picture_size(new), likeness))
    return found


def examine(recipe: Recipe, *, folder: Path, animated: Animated, differences: Path) -> list[Found]:
    """Compare what a recipe makes with what stands in a folder; pictures of what differs go into another."""
    found = []
    for name, new in _drawn(recipe, animated):
        old = _read(folder / name)
        if old is None:
            found.append(Found(name, digest(new), picture_size(new), None))
            continue
        likeness = compare(old, new)
        picture = difference_picture(old, new) if likeness in (Likeness.NONE, Likeness.EDGES) else None
        if picture is not None:
            write_bytes(differences / f"{name}.png", picture)
        size = picture_size(old) or picture_size(new)
        found.append(Found(name, digest(old), size, likeness, picture is not None))
    return found


def remove(path: Path) -> None:
    """Remove a file.

    Raises
    ------
    OutputError
        where the system refuses.
    """
    try:
        path.unlink(missing_ok=True)  # another run may have been faster
    except OSError as error:
        raise OutputError("not_removed", {"file": str(path), "reason": error.strerror}) from None


def remove_differences(folder: Path) -> None:
    """Remove the pictures of differences that an earlier check put into a folder; all other files stay.

    Raises
    ------
    OutputError
    """
    for path in sorted(folder.glob("*.png")):
        if is_difference_picture(path):
            remove(path)


def each(
    work: Callable[[Recipe], list[Found]], recipes: Sequence[Recipe], jobs: int
) -> Iterator[tuple[Recipe, list[Found] | Failure]]:
    """Do the work for every recipe, in the order of the recipes; one that fails does not stop the rest."""
    jobs = min(jobs, len(recipes))
    guarded = partial(_guarded, work)
    if jobs <= 1:
        yield from ((recipe, guarded(recipe)) for recipe in recipes)
        return
    with ProcessPoolExecutor(jobs, get_context("spawn")) as pool:  # the same on every system, and safe beside threads
        with _ignoring_interrupts():
            done = pool.map(guarded, recipes)
        yield from zip(recipes, done, strict=True)


@contextmanager
def _ignoring_interrupts() -> Iterator[None]:
    """Processes started here leave an interrupt to this one, which ends them; they would print where they are."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _guarded(work: Callable[[Recipe], list[Found]], recipe: Recipe) -> list[Found] | Failure:
    try:
        return work(recipe)
    except Exception as error:  # whatever it is, the other recipes are made
        if type(error).__module__.partition(".")[0] == "tconv_anim":
            return Failure(str(error))
        return Failure(f"{recipe.source}: {type(error).__name__}: {error}: this is a bug, please report it")


def _drawn(recipe: Recipe, animated: Animated) -> Iterator[tuple[str, bytes]]:
    with animated(recipe) as animation:
        yield from ((name, animation.to_bytes(format_of(name))) for name in recipe.outputs)


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None
