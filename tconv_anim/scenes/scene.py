"""What a picture says, without saying how it looks: panels of roles and values, outlines, links, caption."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import IntEnum, auto
from typing import NamedTuple

import numpy as np

from tconv_anim.core.message import Clauses, Message, Words, clauses, message
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import differ, missing

Box = tuple[int, int, int, int]
"""First row, first column, one past the last row, one past the last column; in cells of a panel."""

Span = tuple[float, float, float, float]
"""The same of what may begin and end within cells."""


class Role(IntEnum):
    """What a cell is to the reader: a part and a state. A theme gives every role but ABSENT its look."""

    ABSENT = 0  # nothing is drawn
    INPUT = auto()
    INPUT_IN_PLAY = auto()  # under the window, or scaling the kernel
    KERNEL = auto()  # weights that are not in use now
    KERNEL_IN_PLAY = auto()
    PADDING = auto()
    PADDING_IN_PLAY = auto()  # padding or an inserted zero under the window
    ZERO = auto()  # inserted between the cells of the input
    OUTPUT_WAITING = auto()  # an output cell still to come
    OUTPUT_GROWING = auto()  # added to, and to be added to again
    OUTPUT_IN_PLAY = auto()  # being computed or added to
    OUTPUT = auto()  # finished
    EMPTY = auto()  # an output cell that nothing is added to
    EXTRA_WAITING = auto()  # a cell of output_padding's rows still to come
    EXTRA = auto()  # the same, computed
    CROPPED = auto()  # computed, but outside the output
    CROPPED_IN_PLAY = auto()  # being added to, though padding will crop it
    CUT = auto()  # in the act of being cut away
    REMOVED = auto()  # where a cell was cut away
    GRADIENT = auto()  # of the loss, at the output
    GRADIENT_IN_PLAY = auto()
    BLANK = auto()  # of a worksheet: to be filled in
    LEVEL_0 = auto()  # on a scale of counts, none
    LEVEL_1 = auto()
    LEVEL_2 = auto()
    LEVEL_3 = auto()
    LEVEL_4 = auto()
    LEVEL_5 = auto()
    LEVEL_6 = auto()
    LEVEL_7 = auto()
    LEVEL_8 = auto()
    LEVEL_9 = auto()  # on a scale of counts, the most


LEVELS = tuple(role for role in Role if role >= Role.LEVEL_0)
SCALE, EVENED, BY_ROW, BY_COLUMN = "scale", "evened", "by_row", "by_column"
"""Parts: what says what shades mean, which keeps its numbers; a map below it; and what is said of rows and columns."""
GRAYS = range(64, 128)
"""Beyond the roles, what a picture's pixel is: from black to white."""
COLORS = range(1 << 15, 1 << 16)
"""Beyond the roles, what a picture's pixel in colour is: five bits each for red, green and blue."""
PALE, SOLID = range(128, 132), range(132, 136)
"""Beyond the roles, what a cell of one of several channels is: as it is, and in play; one for each hue."""


def is_pixel(role: int) -> bool:
    """Whether it is a pixel of a picture, on which nothing is written."""
    return role in GRAYS or role in COLORS


PicturePath = tuple[str, ...]
"""The pictures that something belongs to, outermost first; empty if the page is a single picture."""


class PanelId(NamedTuple):
    """What a panel is: layout, themes and painters go by it.

    Attributes
    ----------
    part : "input", "kernel", "output" or another part of a picture
    channels : the channel of an input or output, the two channels of a kernel; empty if there is only one
    picture : the pictures that it belongs to
    """

    part: str
    channels: tuple[int, ...] = ()
    picture: PicturePath = ()

    def inside(self, picture: str) -> PanelId:
        """The same panel once its picture is put into a larger one, under this name.

        >>> PanelId("output", (1,), ("matrix",)).inside("conv").picture
        ('conv', 'matrix')
        """
        return self._replace(picture=(picture, *self.picture))


Place = tuple[PanelId, Box]
"""A box of cells of a panel."""
Region = tuple[PanelId, Span]
"""A span of cells of a panel."""


class Stroke(IntEnum):
    """What an outline marks."""

    WINDOW = auto()  # the kernel's footprint
    EXTENT = auto()  # what is kept: the output within its canvas, the input within its padding
    GROUP = auto()  # cells that belong together, such as those of a vector that are one row of a picture
    WINDOW_2, WINDOW_3, WINDOW_4 = auto(), auto(), auto()  # footprints beside the first, each with a stroke of its own
    TOLD = auto()  # the cell whose sum is written out
    POINT = auto()  # where a place lies between cells: a dot in the middle of the box


WINDOWS = (Stroke.WINDOW, Stroke.WINDOW_2, Stroke.WINDOW_3, Stroke.WINDOW_4)
"""What outlines several footprints at once, in their order."""


@dataclass(frozen=True, eq=False)
class Panel:
    """A grid of cells.

    Attributes
    ----------
    id : what it is; unique in its scene, and the same in all scenes of an animation
    title, subtitle : what is written above it, such as "input 3×3" and "padded to 5×5"; in a stack one has a title
    sum, sums : how the number in play is computed, below them; in a scene that is laid out, its longest texts
    stressed : which product of the sum is underlined: its text, and how many like it are before
    roles : (rows, columns) int array of `Role`, or of `GRAYS`
    values : (rows, columns) array of decimals or polynomials, NaN where a cell shows nothing; None if all do
    terms, operator : (rows, columns) array of second operands, NaN for none: "10+2"; "+", "×", or "·" if it is first
    in_line : whether a product is in a line, "3·2", where there is room
    place : (row, column) among the panels of the same part
    zoom : the size of its cells divided by that of others, for what has many; then only a column has terms
    over : the cells that it hovers above where the style lets it, as a scaled kernel does; or of whose rows it tells
    channels : (rows, columns) int array of the channels that cells come from, -1 for none; None if there is only one
    tagged : what a small number in each cell says: the number of its `CHANNEL`, or of a pooling's `WINDOW`; "" for none
    stride : the column where the first placement begins, and how many columns further the next one does, for an arrow
    line_em, turn : the width of its titles' lines at most, in em; degrees by which its upright cells are rotated
    """

    id: PanelId
    title: Words
    roles: Array
    values: Array | None = None
    terms: Array | None = None
    operator: str = ""
    in_line: bool = False
    subtitle: Words = ""
    sum: Words = ""
    sums: Clauses = ()
    stressed: tuple[str, int] | None = None
    place: tuple[int, int] = (0, 0)
    zoom: float = 1.0
    line_em: float = math.inf
    turn: float = 0.0
    over: Place | None = None
    channels: Array | None = None
    tagged: str = ""
    stride: tuple[int, int] | None = None

    def __eq__(self, other: object) -> bool:
        return self is other or (
            isinstance(other, Panel)
            and self._written == other._written
            and np.array_equal(self.shown, other.shown)
            and _same(self.values, other.values)
            and _same(self.terms, other.terms)
        )

    __hash__ = None  # type: ignore[assignment]

    @property
    def _written(self) -> tuple[object, ...]:
        words = self.title, self.subtitle, self.sum, self.stressed
        return self.id, words, self.operator, self.turn, self.over, self.stride

    @property
    def numbers(self) -> Array:
        """The values of a panel that has them."""
        assert self.values is not None
        return self.values

    @property
    def shown(self) -> Array:
        """What each cell looks like: its role, or where channels have hues, one of `PALE` or `SOLID`."""
        if self.channels is None:
            return self.roles
        hue, roles = self.channels % len(PALE), self.roles.astype(np.int16)
        data = [Role.INPUT, Role.OUTPUT, *([Role.OUTPUT_IN_PLAY] if self.id.part == "products" else [])]
        looks = np.where(np.isin(roles, data), PALE.start + hue, roles)
        lit = [Role.INPUT_IN_PLAY, *([Role.OUTPUT_IN_PLAY] if self.id.part == "output" else [])]
        looks = np.where(np.isin(roles, lit), SOLID.start + hue, looks)
        found: Array = np.where(self.channels >= 0, looks, roles)
        return found

    @property
    def channel(self) -> int | None:
        """The channel that all of its cells come from."""
        if self.channels is None or (self.channels != self.channels[0, 0]).any():
            return None
        return int(self.channels[0, 0])

    @property
    def is_vector(self) -> bool:
        """Whether it is a column or a row of the input's small cells, which may be as wide as their numbers."""
        one = self.shape[1] == 1 or (self.shape[0] == 1 and self.id.part in ("input", "factors"))
        return self.zoom != 1 and one and self.values is not None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.roles.shape[0], self.roles.shape[1]


class Outline(NamedTuple):
    """A line around a box of cells, or around a part of a panel."""

    panel: PanelId
    box: Span
    stroke: Stroke


class Link(NamedTuple):
    """What connects a cell and the window that it is computed from, one of `WINDOWS`; or equal cells, in `GROUP`."""

    start: Region
    end: Region
    stroke: Stroke = Stroke.WINDOW


@dataclass(frozen=True)
class Caption:
    """The text under the picture. Each clause begins a line.

    Attributes
    ----------
    title : what the picture shows
    call : the layer, as it is written in code, or its parameters
    progress : where we are, such as "step 1 of 9"
    detail : what happens there
    formula, note : of the output's size, with its numbers; what the picture does not show
    sums, stressed : the products and sums in play, written out, if they are asked for; those underlined, as of a panel
    beside : whether a panel says the sums, so that the page need not
    lasting : whether `detail` stays if the numbers in the cells, which it is usually about, are left out
    """

    call: Clauses = ()
    progress: Words = ""
    detail: Clauses = ()
    formula: Clauses = ()
    note: Clauses = ()
    sums: Clauses = ()
    lasting: bool = False
    beside: bool = False
    title: Words = ""
    stressed: tuple[tuple[str, int], ...] = ()

    @property
    def parts(self) -> tuple[Clauses, ...]:
        """What it says below the picture: the note, what happens now, and the sums."""
        now = self.progress
        if isinstance(now, Message) and now.key == "stage_progress":
            now = now["progress"]
        counted = isinstance(now, Message) and now.key == "step_of"  # as is said beside it
        said = self.detail or (() if counted else clauses(self.progress))
        sums = () if self.beside else self.sums
        return self.note, tuple(message("sentence", words=words) for words in said), sums


@dataclass(frozen=True)
class Scene:
    """One state of the picture.

    Attributes
    ----------
    panels : in order: those of the input, of the kernel, of the output
    signs : what is written between these parts if they are side by side, picture by picture
    ndim : 2, or 1 where every panel is a row
    pictures : each picture of the page with its heading, in order; empty where the page is a single picture
    columns : how many pictures a row may have; empty for as many as suit the page
    stacks : how many pictures each column has, if they are no grid
    table : whether each picture is an equation in a frame, and what has the same part in them stands below each other
    worked_on : the picture of a table that is worked on now, whose frame shows it; () for none
    in_turn : whether its pictures are shown one after the other, in one place; those that are not on are ABSENT
    chain : whether its panels are the arrays of layers one after the other, each made of the one before
    lifted : cells of which a copy hovers above them where the style lets panels hover
    comes : where cells come from as things move: copies of the cells of a place, or, within a panel, these cells
        themselves; in the order in which they move, where what has landed may go on
    """

    panels: tuple[Panel, ...]
    outlines: tuple[Outline, ...] = ()
    links: tuple[Link, ...] = ()
    caption: Caption | None = None
    signs: tuple[str, ...] = ()
    ndim: int = 2
    pictures: tuple[tuple[PicturePath, Words], ...] = ()
    columns: tuple[int, ...] = ()
    stacks: tuple[int, ...] = ()
    table: bool = False
    worked_on: PicturePath = ()
    in_turn: bool = False
    chain: bool = False
    lifted: tuple[Place, ...] = ()
    comes: tuple[tuple[Place, Place], ...] = field(default=(), compare=False)

    @property
    def words(self) -> Caption:
        """The caption of a scene that has one."""
        assert self.caption is not None
        return self.caption

    def with_part(self, part: str, change: Callable[[Panel], Panel]) -> Scene:
        """The same with each panel of a part changed."""
        return replace(self, panels=tuple(change(panel) if panel.id.part == part else panel for panel in self.panels))

    def picture(self, path: PicturePath) -> Scene:
        """One picture of the page alone, with its panels."""
        return replace(self, panels=tuple(panel for panel in self.panels if panel.id.picture == path), pictures=())


@dataclass(frozen=True)
class Shot:
    """A scene and how long it stays; `step` counts placements from 1, None for what comes before and after them.

    Where all is shown, `example` is shown instead: the finished scene with one number worked out; or `pairs` are, each
    with one product of its sum. What is `beyond` has other numbers: stills lack it. What `explains` needs words.
    """

    scene: Scene
    duration_ms: int
    step: int | None = field(default=None, compare=False)
    example: Scene | None = field(default=None, compare=False)
    pairs: tuple[Scene, ...] = field(default=(), compare=False)
    beyond: bool = field(default=False, compare=False)
    explains: bool = field(default=False, compare=False)


def _same(a: Array | None, b: Array | None) -> bool:
    if a is None or b is None or a is b:
        return a is b
    return a.shape == b.shape and not (differ(a, b) & ~(missing(a) & missing(b))).any()
