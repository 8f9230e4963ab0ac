"""Begins a loop with its end, so that whatever shows the first frame alone shows the finished picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tconv_anim.renderer.marks import Frame

POSTER_MS = 1000
"""How long the finished picture stays before an animation that ends with it too."""


def finished_first(frames: Iterable[Frame], *, forever: bool) -> Iterator[Frame]:
    """The same frames, of which the last one comes first.

    A loop that goes on forever is only turned, and takes as long as before. One that ends still ends with the finished
    picture, and shows it before as well.
    """
    *others, last = list(frames)
    shown = dict(last.everything)
    if not others:
        yield Frame(tuple(shown.values()), (), last.duration_ms, shown)
        return
    yield Frame(tuple(shown.values()), (), last.duration_ms if forever else POSTER_MS, shown)
    first, *others = others
    start = {mark.key: mark for mark in first.changed}
    gone = tuple(key for key in shown if key not in start)
    changed = tuple(mark for key, mark in start.items() if shown.get(key) != mark)
    for frame in (Frame(changed, gone, first.duration_ms, shown), *others, *([] if forever else [last])):
        for key in frame.gone:
            del shown[key]
        shown.update((mark.key, mark) for mark in frame.changed)
        yield Frame(frame.changed, frame.gone, frame.duration_ms, shown)
