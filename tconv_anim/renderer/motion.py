"""Motion: between two frames marks of one key move, those that are new appear, those that are gone fade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import NamedTuple

from tconv_anim.renderer.between import between, distance_px, is_moved, same_look
from tconv_anim.renderer.marks import Frame, Key, Mark, Order, Shape
from tconv_anim.scenes.scene import PanelId

MOVE_MS, LEAST_MOVE_MS, MOVE_SHARE = 500, 200, 0.5
"""How long what moves is on its way: at most, at least, and at most of the time of its frame."""
FADE_MS, LEAST_FADE_MS, FADE_SHARE = 260, 200, 0.6
"""The same of what appears, goes, or changes its colour or its words."""
STILL_PX = 2.0
"""What moves by no more than this does not delay what else changes."""
OPACITIES = 4
"""Steps of opacity from nothing to all: few, as each is drawn and stored."""


class Track(NamedTuple):
    """How a mark goes from one frame to the next.

    Attributes
    ----------
    key, order : of the mark that is drawn meanwhile
    look, start, end : its look, and where it is first and last: shapes of one kind
    opacity : first and last
    begin_ms, end_ms : when it goes its way, from the moment at which the frame before ends
    since_ms, until_ms : when it is there
    """

    key: Key
    order: Order
    look: Shape
    start: Shape
    end: Shape
    opacity: tuple[float, float]
    begin_ms: float
    end_ms: float
    since_ms: float = 0.0
    until_ms: float = float("inf")

    def at(self, time_ms: float) -> Mark | None:
        """The mark at a time; None while it is not there, or cannot be seen."""
        if not self.since_ms <= time_ms < self.until_ms:
            return None
        length = self.end_ms - self.begin_ms
        share = min(1.0, max(0.0, (time_ms - self.begin_ms) / length)) if length else 1.0
        first, last = self.opacity
        opacity = round((first + (last - first) * share) * OPACITIES) / OPACITIES
        if not opacity:
            return None
        return Mark(self.key, self.order, between(self.start, self.end, eased(share), self.look), opacity)


class Times(NamedTuple):
    """The times of what happens between two frames, in ms from its beginning."""

    move: float
    fade: float

    @classmethod
    def of(cls, duration_ms: int) -> Times:
        """As long as suits a frame that stays for so long, of which these are a part."""
        move = min(MOVE_MS, max(LEAST_MOVE_MS, MOVE_SHARE * duration_ms), duration_ms)
        fade = min(FADE_MS, max(LEAST_FADE_MS, FADE_SHARE * duration_ms), duration_ms)
        return cls(move, fade)


def eased(share: float) -> float:
    """A share of a way by the share of its time: slow, fast, slow, by cubes.

    >>> eased(0.0), eased(0.25), eased(0.5), eased(1.0)
    (0.0, 0.0625, 0.5, 1.0)
    """
    if share < 0.5:
        return 4 * share * share * share
    left = 1 - share
    return 1 - 4 * left * left * left


def smooth(frames: Iterable[Frame], tick_ms: int) -> Iterator[Frame]:
    """Frames with others between them, each of which stays for at least `tick_ms`; the total time is the same."""
    shown: dict[Key, Mark] = {}
    for number, frame in enumerate(frames):
        tracks = tracks_between(shown, frame) if number else []
        yield from _played(shown, frame, tracks, tick_ms)


def tracks_between(shown: Mapping[Key, Mark], frame: Frame) -> list[Track]:
    """How the marks that are shown become those of the next frame; a mark without a track is there at once."""
    times = Times.of(frame.duration_ms)
    pairs = [(shown.get(mark.key), mark) for mark in frame.changed if not is_word(mark.key)]
    far = [distance_px(old.shape, new.shape) for old, new in pairs if old and is_moved(old.shape, new.shape)]
    moving = max(far, default=0.0) > STILL_PX
    settle = times.move if moving else times.fade
    tracks = [track for old, new in pairs for track in _changed(old, new, times, settle)]
    for key in frame.gone:
        if not is_word(key):
            old = shown[key]
            tracks.append(_still(old, old.order, (1.0, 0.0), 0.0, times.fade))
    return tracks


def is_word(key: Key) -> bool:
    """Whether a mark belongs to the words around a picture, which change with what they describe, at once."""
    return not isinstance(key[0], PanelId)


def _changed(old: Mark | None, new: Mark, times: Times, settle: float) -> Iterator[Track]:
    """A mark that is new, elsewhere, or of another look."""
    begin = settle - times.fade
    if old is None:
        yield _still(new, new.order, (0.0, 1.0), begin, settle)
    elif not is_moved(old.shape, new.shape):
        yield _still(old, old.order, (1.0, 1.0), 0.0, settle, (*new.key, "before"), until_ms=settle)
        yield _still(new, (*new.order, 1), (0.0, 1.0), begin, settle)
    elif same_look(old.shape, new.shape):
        yield Track(new.key, new.order, new.shape, old.shape, new.shape, (1.0, 1.0), 0.0, times.move)
    else:
        before, here = (*new.key, "before"), (old.shape, new.shape)
        yield Track(before, old.order, old.shape, *here, (1.0, 0.0), 0.0, times.move, until_ms=times.move)
        yield Track(new.key, (*new.order, 1), new.shape, *here, (0.0, 1.0), 0.0, times.move)


def _still(
    mark: Mark, order: Order, opacity: tuple[float, float], begin_ms: float, end_ms: float, key: Key = (),
    until_ms: float = float("inf"),
) -> Track:  # fmt: skip
    """What stays in its place while it appears or goes."""
    shape = mark.shape
    return Track(key or mark.key, order, shape, shape, shape, opacity, begin_ms, end_ms, until_ms=until_ms)


def _played(shown: dict[Key, Mark], frame: Frame, tracks: list[Track], tick_ms: int) -> Iterator[Frame]:
    """The frames from what is shown to a frame, and that; `shown` becomes what it shows."""
    total, spent = frame.duration_ms, 0
    targets = {track.key for track in tracks}
    gone = {key for key in frame.gone if key not in targets}
    changed = {mark.key: mark for mark in frame.changed if mark.key not in targets}
    last = max((track.end_ms for track in tracks), default=0.0)
    ticks = min(ceil(last / tick_ms), (total - 1) // tick_ms)  # some time is left for the frame itself
    pending: Frame | None = None
    for tick in range(ticks):
        now = dict.fromkeys(targets) | _marks_at(tracks, (tick + 0.5) * tick_ms)
        changed |= {key: mark for key, mark in now.items() if mark is not None and shown.get(key) != mark}
        gone |= {key for key, mark in now.items() if mark is None and key in shown}
        if pending is not None and not changed and not gone:
            pending = _staying(pending, tick_ms)
        else:
            if pending is not None:
                yield pending
            pending = _step(shown, changed, gone, tick_ms)
        spent += tick_ms
        changed, gone = {}, set()
    if pending is not None:
        yield pending
    final = {mark.key: mark for mark in frame.changed if shown.get(mark.key) != mark}
    left = {key for key in targets | {*frame.gone} if key in shown and key not in frame.everything}
    yield _step(shown, changed | final, gone | left, total - spent)


def _marks_at(tracks: list[Track], time_ms: float) -> dict[Key, Mark | None]:
    """The marks on their way that are there at a time."""
    marks = (track.at(time_ms) for track in tracks)
    return {mark.key: mark for mark in marks if mark is not None}


def _step(shown: dict[Key, Mark], changed: dict[Key, Mark], gone: set[Key], duration_ms: int) -> Frame:
    """The next frame; `shown` becomes what it shows."""
    shown |= changed
    for key in gone:
        shown.pop(key, None)
    return Frame(tuple(changed.values()), tuple(gone), duration_ms, shown)


def _staying(frame: Frame, more_ms: int) -> Frame:
    """The same frame for longer."""
    return Frame(frame.changed, frame.gone, frame.duration_ms + more_ms, frame.everything)
