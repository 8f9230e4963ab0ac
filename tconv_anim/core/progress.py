"""How far work is, for those who watch it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

RECORDING, WRITING, LOOKING, DRAWING = "computing", "writing steps", "looking through", "drawing"
LAYING_OUT, CHOOSING = "laying out", "choosing numbers"


@dataclass(frozen=True)
class Progress:
    """What is being done, how far it is and how much there is; a count of 0 says that nobody knows.

    `whole` is a work that has others as its parts, such as many pictures.
    """

    doing: str
    done: int = 0
    count: int = 0
    whole: bool = False


Watch = Callable[[Progress], None]
_watching: list[Watch] = []
Item = TypeVar("Item")


@contextmanager
def watching(watch: Watch) -> Iterator[None]:
    """Call a function with all progress while the context lasts."""
    _watching.append(watch)
    try:
        yield
    finally:
        _watching.remove(watch)


def tell(doing: str, done: int = 0, count: int = 0, *, whole: bool = False) -> None:
    """Let those who watch know how far work is."""
    for watch in _watching:
        watch(Progress(doing, done, count, whole))


def passing(items: Iterable[Item], doing: str, count: int, *, whole: bool = False) -> Iterator[Item]:
    """Pass items on, and let those who watch know how many there have been."""
    tell(doing, 0, count, whole=whole)
    for done, item in enumerate(items, start=1):
        yield item
        tell(doing, done, count, whole=whole)
