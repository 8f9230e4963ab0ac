"""Motion: between two frames marks of one key move, those that are new appear, those that are gone fade."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from math import ceil
from typing import NamedTuple

from tconv_anim.renderer.between import between, distance_px, is_moved, same_look, shifted
from tconv_anim.renderer.frame import FINE_MS
from tconv_anim.renderer.framing import TAG
from tconv_anim.renderer.marks import Area, Frame, Key, Line, Mark, Order, Point, Shape, Text, Way
from tconv_anim.renderer.timing import Times
from tconv_anim.scenes.scene import PanelId
from tconv_anim.scenes.side_by_side import PRODUCTS

SEEN_SHARE = 0.3
"""Of the time of its way: how long what sets out is seen where it begins."""
STILL_PX = 2.0
"""What moves by no more than this does not delay what else changes."""
OPACITIES = 4
"""Steps of opacity from nothing to all: few, as each is drawn and stored. Of frames that are not fine, half."""
IN_THE_AIR = 1000
"""The depth of what comes from elsewhere: above all else. Twice, of the number that appears where it lands."""
BEFORE = "before"
"""What the key ends with of what a mark was, while it is drawn beside what it becomes."""
ABOVE = 1_000_000
"""What ends the order of a mark that is drawn just above what it was before."""
LASTING = float("inf")
LABELS = ("title", "subtitle", "sum")
PIP, SUM = "pip", "sum"
"""What the keys begin with of the dots that tell the steps, and of sums: the only words that do not change at once."""


class Track(NamedTuple):
    """How a mark goes from one frame to the next.

    Attributes
    ----------
    key, order : of the mark that is drawn meanwhile
    look, start, end : its look, and where it is first and last: shapes of one kind
    opacity : first and last
    moves_ms, fades_ms : from when to when it goes its way, and changes its opacity, in ms after the frame before
    since_ms, until_ms : when it is there
    evenly : whether it goes its way as fast at its ends as between them
    """

    key: Key
    order: Order
    look: Shape
    start: Shape
    end: Shape
    opacity: tuple[float, float]
    moves_ms: tuple[float, float]
    fades_ms: tuple[float, float]
    since_ms: float = 0.0
    until_ms: float = LASTING
    evenly: bool = False

    def at(self, time_ms: float, opacities: int) -> Mark | None:
        """The mark at a time, in one of so many opacities; None while it is not there, or cannot be seen."""
        first, last = self.opacity
        opacity = round((first + (last - first) * _passed(time_ms, self.fades_ms)) * opacities) / opacities
        if not opacity or not self.since_ms <= time_ms < self.until_ms:
            return None
        passed = _passed(time_ms, self.moves_ms)
        share = passed if self.evenly else eased(passed)
        return Mark(self.key, self.order, between(self.start, self.end, share, self.look), opacity)

    @property
    def ends_ms(self) -> float:
        """When it stays as it is."""
        return max(self.moves_ms[1] if self.start != self.end else 0, self.fades_ms[1])


def _passed(time_ms: float, during_ms: tuple[float, float]) -> float:
    """How much of a time has passed."""
    begin, end = during_ms
    return min(1.0, max(0.0, (time_ms - begin) / (end - begin))) if end > begin else float(time_ms >= end)


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
    alone = _alone(shown, frame)
    changed = (*frame.changed, *frame.again)
    pairs = [(alone.get(mark.key, shown.get(mark.key)), mark) for mark in changed if not is_word(mark.key)]
    here = [(old, new) for old, new in pairs if old is not None and new.key not in frame.comes]
    # Numbers move without their cells only to make room for each other.
    stays = [(old.shape, new.shape) for old, new in here if new.key[0] != PIP and not isinstance(new.shape, Text)]
    far = [distance_px(*ends) for ends in stays if is_moved(*ends)]
    ways = frame.comes.items()
    coming = bool(frame.copies) or any(not way.early and (any(way.by) or way.key not in ((), key)) for key, way in ways)
    times = Times.of(frame.duration_ms, max(far, default=0.0) > STILL_PX, coming)
    movers = {way.key for key, way in ways if way.key not in ((), key)}  # what is there now is another thing
    summed = {way.key for way in frame.goes.values() if way.key}
    tracks: list[Track] = []
    for was, new in pairs:
        way, old = frame.comes.get(new.key), None if new.key in movers else was
        if way is not None and way.stays:
            if old is not None and way.fresh:
                tracks.append(_still(old, (1.0, 0.0), _first_half(times.goes))._replace(key=_before(new.key)))
                old = None
            tracks += _changed(old, new, times._replace(appears=times.changes))
        elif way is not None:
            tracks += _coming(old, new, way, times, shown)
        elif new.key in summed:  # it makes room only once the operand is gone
            tracks += _changed(old, new, times._replace(moves=_second_half(times.changes)))
        elif coming and (new.key[0] == SUM or new.key[1] in LABELS):  # it says what is there once that has come
            tracks += _changed(old, new, times._replace(changes=times.appears))
        elif isinstance(new.shape, Line | Area):  # what frames and ties what is in play comes with it
            tracks += _changed(old, new, times._replace(appears=times.changes))
        else:
            tracks += _changed(old, new, times if new.key[0] != PIP else times.at_once)
    tracks += [_copy(mark, by, times) for mark, by in frame.copies]
    for key in frame.gone:
        way = frame.goes.get(key)
        if not is_word(key) and key not in movers and (way is None or way.key not in alone):
            tracks.append(_leaving(shown[key], times, way))
    return [track._replace(evenly=True) for track in tracks] if times.evenly else tracks


def _alone(shown: Mapping[Key, Mark], frame: Frame) -> dict[Key, Mark]:
    """What is added to nothing and so is the sum, by the key of the sum."""
    found: dict[Key, Mark] = {}
    for key, way in frame.goes.items():
        total = frame.everything.get(way.key)
        if total is not None and way.key not in shown and not _says_else(shown[key], total):
            found[way.key] = shown[key]
    return found


def is_word(key: Key) -> bool:
    """Whether a mark belongs to the words around a picture, which change at once: they say what is going to happen."""
    return not isinstance(key[0], PanelId) and key[0] not in (PIP, SUM)


def _changed(old: Mark | None, new: Mark, times: Times) -> Iterator[Track]:
    """A mark that is new, elsewhere, or of another look."""
    if old is None:
        yield _still(new, (0.0, 1.0), times.appears)
    elif not is_moved(old.shape, new.shape) or _says_else(old, new):
        yield from _turned(old, new, times.changes)
    else:
        yield from _moved(old, new, times.moves)


def _turned(old: Mark, new: Mark, during_ms: tuple[float, float]) -> Iterator[Track]:
    """A mark that gets another look in its place: the old look is below the new one until that covers it.

    Of two numbers the old one goes before the new one comes, as nobody can read both.
    """
    if _says_else(old, new):
        yield _still(old, (1.0, 0.0), _first_half(during_ms))._replace(key=_before(new.key))
        yield _still(new, (0.0, 1.0), _second_half(during_ms))
        return
    yield _still(old, (1.0, 1.0), during_ms)._replace(key=_before(new.key), until_ms=during_ms[1])
    yield _still(new, (0.0, 1.0), during_ms)._replace(order=(*new.order, ABOVE))


def _says_else(old: Mark, new: Mark) -> bool:
    """Whether two marks are texts of different words."""
    return isinstance(old.shape, Text) and isinstance(new.shape, Text) and old.shape.text != new.shape.text


def _first_half(during_ms: tuple[float, float]) -> tuple[float, float]:
    return during_ms[0], (during_ms[0] + during_ms[1]) / 2


def _second_half(during_ms: tuple[float, float]) -> tuple[float, float]:
    return (during_ms[0] + during_ms[1]) / 2, during_ms[1]


def _moved(old: Mark, new: Mark, during_ms: tuple[float, float]) -> Iterator[Track]:
    """A mark that moves, in two looks if it has another one then."""
    ends = old.shape, new.shape
    if same_look(*ends):
        yield Track(new.key, new.order, new.shape, *ends, (1.0, 1.0), during_ms, during_ms)
        return
    before = Track(_before(new.key), old.order, old.shape, *ends, (1.0, 0.0), during_ms, during_ms)
    yield before._replace(until_ms=during_ms[1])
    yield Track(new.key, (*new.order, ABOVE), new.shape, *ends, (0.0, 1.0), during_ms, during_ms)


def _coming(old: Mark | None, new: Mark, way: Way, times: Times, shown: Mapping[Key, Mark]) -> Iterator[Track]:
    """A mark that comes from elsewhere."""
    if way.key == new.key:  # in its place, once something else has come, which covers it
        if not isinstance(new.shape, Text):
            yield from _changed(old, new, times._replace(changes=times.appears, moves=times.appears))
            return
        if old is not None:
            yield _still(old, (1.0, 1.0), times.comes)._replace(key=_before(new.key), until_ms=times.comes[1])
        above = new._replace(order=(IN_THE_AIR, IN_THE_AIR, *new.order))
        alike = old is None and new.key[1] == TAG  # as what has come, so that both may be seen
        yield _still(above, (0.0, 1.0), times.appears if alike else _second_half(times.appears))
        return
    if old is not None and way.fresh:
        yield _still(old, (1.0, 0.0), _going(old, times))._replace(key=_before(new.key))
    elif old is not None and not way.key:
        yield _still(old, (1.0, 1.0), times.comes)._replace(key=_before(new.key), until_ms=times.comes[1])
    order = (IN_THE_AIR, *new.order)
    if way.key:
        source = shown.get(way.key)
        if source is None or type(source.shape) is not type(new.shape):
            yield _still(new, (0.0, 1.0), times.appears)._replace(order=order)
            return
        yield from _moved(source, new._replace(order=order), times.moves if times.evenly else times.comes)
        return
    if not any(way.by):
        yield _still(new, (0.0, 1.0), times.appears)
        return
    start = shifted(new.shape, way.by)
    begin, end = times.changes if way.early else times.comes
    seen, leaves = (begin, begin + (end - begin) * 0.4), begin
    if not way.early:  # its number appears when its tile hides what is below, and then it leaves
        leaves = begin + (end - begin) * SEEN_SHARE
        seen = (_second_half if isinstance(new.shape, Text) else _first_half)((begin, leaves))
    yield Track(new.key, order, new.shape, start, new.shape, (0.0, 1.0), (leaves, end), seen)


def _copy(mark: Mark, by: Point, times: Times) -> Track:
    """A copy of a mark that goes elsewhere, and becomes what is there: its number is gone before another one comes."""
    order, there = (IN_THE_AIR, *mark.order), shifted(mark.shape, by)
    last = _first_half(times.appears) if isinstance(mark.shape, Text) else times.appears
    return Track(mark.key, order, mark.shape, mark.shape, there, (1.0, 0.0), times.comes, last, times.comes[0])


def _leaving(old: Mark, times: Times, way: Way | None) -> Track:
    """A mark that is gone, which may go somewhere; what is added to another number is gone before the sum appears."""
    if way is not None and way.key:
        return _still(old, (1.0, 0.0), _first_half(times.changes))
    track = _still(old, (1.0, 0.0), _going(old, times))
    return track._replace(end=shifted(old.shape, way.by)) if way is not None and any(way.by) else track


def _going(old: Mark, times: Times) -> tuple[float, float]:
    """When a mark that is gone fades: what may lie over other numbers once its own are gone."""
    covers = not isinstance(old.shape, Text) and isinstance(old.key[0], PanelId) and old.key[0].part == PRODUCTS
    return times.clears if covers and any(times.clears) else times.goes


def _before(key: Key) -> Key:
    """The key of what a mark was, while it is drawn beside what it becomes."""
    return *key, BEFORE


def _still(mark: Mark, opacity: tuple[float, float], during_ms: tuple[float, float]) -> Track:
    """What stays in its place while it appears or goes."""
    return Track(mark.key, mark.order, mark.shape, mark.shape, mark.shape, opacity, during_ms, during_ms)


def _played(shown: dict[Key, Mark], frame: Frame, tracks: list[Track], tick_ms: int) -> Iterator[Frame]:
    """The frames from what is shown to a frame, and that; `shown` becomes what it shows."""
    total, spent = frame.duration_ms, 0
    targets = dict.fromkeys(track.key for track in tracks)  # in their order, which decides between marks of one order
    gone = {key for key in frame.gone if key not in targets}
    changed = {mark.key: mark for mark in frame.changed if mark.key not in targets}
    last = max((track.ends_ms for track in tracks), default=0.0)
    ticks = min(ceil(last / tick_ms), (total - 1) // tick_ms)  # some time is left for the frame itself
    opacities = OPACITIES if tick_ms <= FINE_MS else OPACITIES // 2
    pending: Frame | None = None
    for tick in range(ticks):
        now = targets | _marks_at(tracks, (tick + 0.5) * tick_ms, opacities)
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
    final = {mark.key: mark for mark in (*frame.changed, *frame.again) if shown.get(mark.key) != mark}
    left = {key for key in (*targets, *frame.gone) if key in shown and key not in frame.everything}
    yield _step(shown, changed | final, gone | left, total - spent)


def _marks_at(tracks: list[Track], time_ms: float, opacities: int) -> dict[Key, Mark | None]:
    """The marks on their way that are there at a time."""
    marks = (track.at(time_ms, opacities) for track in tracks)
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
