"""Marks that move by style sheets alone: each look of a mark is an element, which appears, moves and goes by keyframes.

Without animation, as on paper and as readers may prefer, the elements of the finished picture are seen and the others
are not.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from tconv_anim.options import FOREVER
from tconv_anim.renderer.between import offset
from tconv_anim.renderer.marks import Frame, Key, Mark, Order, Point, Shape
from tconv_anim.renderer.motion import ABOVE, BEFORE, Track, tracks_between
from tconv_anim.renderer.poster import POSTER_MS
from tconv_anim.renderer.svg.elements import numbers
from tconv_anim.renderer.svg.painter import element
from tconv_anim.renderer.themes import Theme

DIGITS = 3  # of the percents that tell the time
EASING = "cubic-bezier(.65,0,.35,1)"  # slow, fast, slow
HOME: Point = (0.0, 0.0)


class Span(NamedTuple):
    """A time in which a part is seen, in ms, and its opacity at the beginning and the end."""

    begin: float
    end: float
    first: float = 1.0
    last: float = 1.0


class Move(NamedTuple):
    """A part on its way: how far from its place it is first and last, and when it goes, which is while it is seen."""

    since: float
    begin: float
    end: float
    until: float
    first: Point
    last: Point


@dataclass
class Part:
    """One look of a mark in one place, when it is seen, and when it moves; `number` counts parts as they appear."""

    mark: Mark
    number: int
    spans: list[Span] = field(default_factory=list)
    moves: list[Move] = field(default_factory=list)

    def see(self, *spans: Span) -> None:
        """Show it at these times, which follow those before."""
        self.spans += [span for span in spans if span.end > span.begin and (span.first or span.last)]


class Reel:
    """The parts of an animation.

    Attributes
    ----------
    parts : by their order and shape
    total_ms, count : how long it plays, and how many scenes it has
    settled_ms : since when nothing changes any more
    finished : the parts that are seen in the end
    """

    def __init__(self, frames: Iterable[Frame], *, smooth: bool = True) -> None:
        self.parts: dict[tuple[Order, Shape], Part] = {}
        self.total_ms, self.count, self.settled_ms = 0.0, 0, 0.0
        shown: dict[Key, Mark] = {}
        since: dict[Key, float] = {}
        for frame in frames:
            tracks = tracks_between(shown, frame) if self.count and smooth else []
            changed = (*frame.changed, *frame.again) if tracks else frame.changed
            for key in (*frame.gone, *(mark.key for mark in changed)):
                if key in shown:
                    mark = shown.pop(key)
                    self._part(mark.order, mark.shape).see(Span(since.pop(key), self.total_ms))
            settled = self._play(tracks)
            self.settled_ms = self.total_ms + max((track.ends_ms for track in tracks), default=0.0)
            for mark in changed:
                shown[mark.key], since[mark.key] = mark, settled.get(mark.key, self.total_ms)
            self.total_ms, self.count = self.total_ms + frame.duration_ms, self.count + 1
        for key, mark in shown.items():
            self._part(mark.order, mark.shape).see(Span(since[key], self.total_ms))
        self.finished = [self.parts[mark.order, mark.shape] for mark in shown.values()]

    def _part(self, order: Order, shape: Shape) -> Part:
        return self.parts.setdefault((order, shape), Part(Mark(("",), order, shape), len(self.parts)))

    def _play(self, tracks: list[Track]) -> dict[Key, float]:
        """Let marks go their ways; gives when each is in its place."""
        settled: dict[Key, float] = {}
        befores = {track.key[:-1]: track for track in tracks if track.opacity == (1.0, 1.0) and track.key[-1] == BEFORE}
        for track in tracks:
            if track.key[-1] == BEFORE and track.key[:-1] in befores:
                continue
            if track.opacity[1]:
                settled[track.key] = self.total_ms + min(track.ends_ms, track.until_ms)
            under = befores.get(track.key)
            if track.order[-1] == ABOVE:  # parts are ordered by when they were first seen
                track = track._replace(order=track.order[:-1])
                if under is not None:
                    self._cover(under, track)
                    continue
            for one in filter(None, (under, track)):
                self._go(one)
        return settled

    def _cover(self, old: Track, new: Track) -> None:
        """One look over another: the upper one of them fades, in or out."""
        if self._part(new.order, new.look).number > self._part(old.order, old.look).number:
            self._go(old)
            self._go(new)
        else:
            self._go(new._replace(opacity=(1.0, 1.0), since_ms=new.fades_ms[0]))
            self._go(old._replace(opacity=(1.0, 0.0)))

    def _go(self, track: Track) -> None:
        """A mark on its way; what changes its form is seen in its first one and fades into its last one."""
        first, last = offset(track.look, track.start), offset(track.look, track.end)
        if first is None or last is None:
            for shape, opacity in ((track.start, (1.0, 0.0)), (track.end, (0.0, 1.0))):
                ends = track.opacity[0] * opacity[0], track.opacity[1] * opacity[1]
                during = track.moves_ms
                self._go(Track(track.key, track.order, shape, shape, shape, ends, during, during))
            return
        until = min(track.ends_ms, track.until_ms)
        begin, end = (max(track.since_ms, min(until, time)) for time in track.fades_ms)
        now = self.total_ms
        part = self._part(track.order, track.look)
        part.see(
            Span(now + track.since_ms, now + begin, track.opacity[0], track.opacity[0]),
            Span(now + begin, now + end, *track.opacity),
            Span(now + end, now + until, track.opacity[1], track.opacity[1]),
        )
        if first != HOME or last != HOME:
            leaves, arrives = (now + min(until, time) for time in track.moves_ms)
            part.moves.append(Move(now + track.since_ms, leaves, arrives, now + until, first, last))


class Knot(NamedTuple):
    """What a property is at a time in ms, as CSS; two of one time are a jump."""

    time_ms: float
    state: str
    eased: bool = False


class Styles:
    """Keyframes of a style sheet, each once, by the name of its class."""

    def __init__(self, total_ms: float) -> None:
        self.total_ms = total_ms
        self.names: dict[str, str] = {}

    def name(self, knots: list[Knot]) -> str:
        """The class of some keyframes, from the beginning to the end."""
        last, by_state = -(10.0**-DIGITS), dict[str, list[str]]()
        for before, knot, after in zip([None, *knots], knots, [*knots[1:], None], strict=False):
            if before is not None and after is not None and before.state == knot.state == after.state:
                continue
            last = round(max(100 * knot.time_ms / self.total_ms, last + 10**-DIGITS), DIGITS)
            state = f"{knot.state};animation-timing-function:{EASING}" if knot.eased else knot.state
            by_state.setdefault(state, []).append(f"{min(last, 100):g}%")
        text = "".join(f"{','.join(times)}{{{state}}}" for state, times in by_state.items())
        return self.names.setdefault(text, f"k{len(self.names)}")

    def sheet(self, loop: int, ahead_ms: float = 0.0) -> str:
        """The style sheet; it plays so much of the end ahead of the beginning."""
        keyframes = (
            f"@keyframes {name}{{{text}}}.{name}{{animation-name:{name}}}" for text, name in self.names.items()
        )
        times = "infinite" if loop == FOREVER else str(loop + bool(ahead_ms))
        delay = f" {(ahead_ms - self.total_ms) / 1000:g}s" if ahead_ms else ""
        usual = f"[class^=k]{{animation:{self.total_ms / 1000:g}s linear{delay} {times}}}"
        return f"@media screen and (prefers-reduced-motion:no-preference){{{usual}{''.join(keyframes)}}}"


def moving(
    reel: Reel, theme: Theme, loop: int, *, outlines: bool = False, poster: bool = False
) -> tuple[list[str], str]:
    """The elements of an animation, from the lowest to the highest, and their style sheet.

    With a poster it begins with the finished picture, which images that are printed show.
    """
    styles = Styles(reel.total_ms)
    finished = set(map(id, reel.finished))
    parts = sorted(reel.parts.values(), key=lambda part: (part.mark.order, part.number))

    def groups(part: Part) -> tuple[str, ...]:
        """The elements that a part is in, which it may share with those next to it: where it is, and when."""
        place, seen = "", ""
        if part.moves:
            place = f'<g class="{styles.name(_places(part.moves, reel.total_ms))}">'
        if part.spans != [Span(0.0, reel.total_ms)]:
            hidden = "" if id(part) in finished else ' opacity="0"'
            seen = f'<g class="{styles.name(_opacities(part.spans, reel.total_ms))}"{hidden}>'
        return tuple(filter(None, (seen, place)))

    found = []
    for around, some in groupby((part for part in parts if part.spans), groups):
        drawn = "".join(element(part.mark, theme, outlines=outlines) for part in some)
        found.append(f"{''.join(around)}{drawn}{'</g>' * len(around)}")
    return found, styles.sheet(loop, min(POSTER_MS, reel.total_ms - reel.settled_ms) if poster else 0.0)


def _opacities(spans: list[Span], total_ms: float) -> list[Knot]:
    """A part's opacity; between spans it is not seen."""
    knots: list[Knot] = []
    end = 0.0
    for span in sorted(spans):
        if span.begin > end:
            knots += [Knot(end, "opacity:0"), Knot(span.begin, "opacity:0")]
        knots += [Knot(span.begin, f"opacity:{span.first:g}"), Knot(span.end, f"opacity:{span.last:g}")]
        end = span.end
    return knots if end >= total_ms else [*knots, Knot(end, "opacity:0"), Knot(total_ms, "opacity:0")]


def _places(moves: list[Move], total_ms: float) -> list[Knot]:
    """How far a part is from its place; between moves it is there."""
    knots: list[Knot] = []
    end = 0.0
    for move in sorted(moves):
        first, last = map(_place, (move.first, move.last))
        if move.since > end or not knots:
            knots += [Knot(end, _place(HOME)), Knot(move.since, _place(HOME))]
        knots += [Knot(move.since, first), Knot(move.begin, first, True), Knot(move.end, last), Knot(move.until, last)]
        end = move.until
    return [*knots, Knot(end, _place(HOME)), Knot(total_ms, _place(HOME))]


def _place(by: Point) -> str:
    return f"transform:translate({numbers(by[:1])}px,{numbers(by[1:])}px)"
