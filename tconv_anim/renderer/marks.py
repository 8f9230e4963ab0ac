"""Marks: what is drawn, a shape each, with an identity that it keeps from frame to frame. Painters draw only marks."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any, NamedTuple

Point = tuple[float, float]
Key = tuple[Hashable, ...]
"""What a mark shows, such as (PanelId, "cell", 1, 2): unique in its frame, and the same in all frames."""
Order = tuple[int, ...]
"""When a mark is drawn: the depth, then what tells marks of one depth apart."""
Ink = str
"""A colour of the theme: "page.ink", "title.input", "fill.3" and "text.3" for the look of role 3."""
Map = tuple[float, float, float, float]
"""The linear part of an affine map, by columns: where a step to the right goes, and where one down goes."""
UPRIGHT: Map = (1.0, 0.0, 0.0, 1.0)


class Tile(NamedTuple):
    """A filled parallelogram, with rounded corners, a line along its edge or hatching, or without.

    Attributes
    ----------
    corners : four points in px, clockwise
    fill : its ink
    edge : the ink of the line, "" for none
    round : how far from each corner it begins to be round, as a share of the side
    hatch : the ink of the hatching, "" for none
    falling : whether the hatching goes down to the right, and not up
    """

    corners: tuple[Point, ...]
    fill: Ink
    edge: Ink = ""
    round: float = 0.0
    hatch: Ink = ""
    falling: bool = False


class Line(NamedTuple):
    """Lines of one width, all open or all closed.

    Attributes
    ----------
    paths : the points of each, in px
    ink, width : of all
    closed : whether each ends where it began
    round : how far from each corner a closed one begins to be round, as a share of the shorter side
    dashes : lengths in px of a dash and of the gap after it, of one pair or several; none for whole lines
    """

    paths: tuple[tuple[Point, ...], ...]
    ink: Ink
    width: float
    closed: bool = False
    round: float = 0.0
    dashes: tuple[float, ...] | None = None


class Text(NamedTuple):
    """A line of letters.

    Attributes
    ----------
    text : what it says
    at : a point on its base line: its left end, or its middle if it is `centred`
    px : the size of the letters, before the map
    weight : "medium", "semibold" or "bold"
    ink : of the letters
    centred : whether `at` is the middle
    halo : the ink of what keeps lines apart from it, "" for none
    map : how the letters lie
    room : the width in px that it has in any font; None for as much as it takes
    """

    text: str
    at: Point
    px: float
    weight: str
    ink: Ink
    centred: bool = False
    halo: Ink = ""
    map: Map = UPRIGHT
    room: float | None = None


class Area(NamedTuple):
    """A filled outline, such as the band between two sheets.

    Attributes
    ----------
    points : in px, in order
    fill : its ink
    """

    points: tuple[Point, ...]
    fill: Ink


class Strip(NamedTuple):
    """A row of pixels of a picture, each a rectangle.

    Attributes
    ----------
    at : the first corner of the first, in px
    across, down : the steps from a pixel to the next, and to the next row
    fills : an ink for each
    """

    at: Point
    across: Point
    down: Point
    fills: tuple[Ink, ...]


Shape = Tile | Line | Area | Text | Strip


class Mark(NamedTuple):
    """A shape with its identity.

    Attributes
    ----------
    key : what it shows
    order : unique in a frame too: what has a larger one is drawn later
    shape : what is drawn
    opacity : from 0 to 1; below 1 while it appears or goes
    """

    key: Key
    order: Order
    shape: Shape
    opacity: float = 1.0

    def as_dict(self) -> dict[str, Any]:
        """For JSON: the key, the order, the kind of shape and its attributes but those that have their usual value."""
        usual = self.shape._field_defaults
        own = {name: value for name, value in self.shape._asdict().items() if usual.get(name, self) != value}
        seen = {} if self.opacity == 1 else {"opacity": self.opacity}
        return {"key": self.key, "order": self.order, "shape": type(self.shape).__name__.lower(), **own, **seen}


class Way(NamedTuple):
    """Where a mark comes from, or goes to, that does not stay in its place.

    Attributes
    ----------
    by : how far from its place that is, in px
    key : the mark whose place it is, in the frame before for one that comes, in this one for one that goes; () for none
    fresh : whether it is another thing than what was there under its key, which goes before it comes
    early : whether it comes before what else moves
    """

    by: Point = (0.0, 0.0)
    key: Key = ()
    fresh: bool = False
    early: bool = False

    @property
    def stays(self) -> bool:
        """Whether it is in its place, and there before something sets out from it."""
        return self.early and not self.key and not any(self.by)


@dataclass(frozen=True, eq=False)
class Frame:
    """The marks at one time, as what changed since the frame before.

    Attributes
    ----------
    changed : marks that are new, or another shape now
    gone : the keys of marks that are no more
    duration_ms : how long it stays
    everything : all marks by their keys. The next frame is made of the same dictionary: copy what you keep.
    comes, goes : of marks that changed, or that come again, where they come from; of those that are gone, where they
        go, or by its key the number that they are added to
    copies : marks that are only there on their way, where they set out, and how far they go
    """

    changed: tuple[Mark, ...]
    gone: tuple[Key, ...]
    duration_ms: int
    everything: Mapping[Key, Mark]
    comes: Mapping[Key, Way] = field(default_factory=dict)
    goes: Mapping[Key, Way] = field(default_factory=dict)
    copies: tuple[tuple[Mark, Point], ...] = ()

    def alone(self) -> Frame:
        """The same without the frame before it."""
        everything = dict(self.everything)
        return Frame(tuple(everything.values()), (), self.duration_ms, everything)

    @property
    def again(self) -> list[Mark]:
        """Marks that did not change, but that are made once more: they go and come."""
        changed = {mark.key for mark in self.changed} if self.comes else set()
        return [self.everything[key] for key in self.comes if key not in changed]

    @property
    def marks(self) -> list[Mark]:
        """All marks, in the order in which they are drawn."""
        return sorted(self.everything.values(), key=attrgetter("order"))
