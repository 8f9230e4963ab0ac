"""A page: a title, the picture's grids of cells and its signs, a legend, and the lines below."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import NamedTuple, Self

from tconv_anim.core.message import message
from tconv_anim.renderer.fonts import TITLE, measure
from tconv_anim.renderer.layout.contents import Contents
from tconv_anim.renderer.layout.font_sizes import LINE_HEIGHT, Fonts, Vector, side
from tconv_anim.renderer.layout.head import TextLine, head_lines
from tconv_anim.renderer.layout.lines import wrap
from tconv_anim.renderer.layout.sum_rooms import SumRoom, chosen_room
from tconv_anim.scenes.scene import Caption, PanelId, Stroke
from tconv_anim.scenes.texts import say

MARGIN_SHARE = 1.4  # of the sizes of the caption's letters, as are the next three
HEAD_GAP, PICTURE_GAP, FOOT_GAP = 0.9, 0.75, 0.4  # above and below the picture, and above what happens now
CAPTION_WIDTH_PX = 440  # a page is at least wide enough for captions of this width
TITLE_WIDER = 2  # a title makes a page wider by so much at most, and takes several lines then
BAR_SHARE, BAR_BELOW = 0.3, 0.45  # of the notes' letters: how high the bar of steps is, and how far below its words
LEGEND_TILE, LEGEND_APART, LEGEND_PITCH = 1.5, 1.3, 1.7  # in sizes of the notes' letters

NOW, SUMS = 1, 2
"""The numbers of the parts below the picture that say what happens now, and the sums."""

Bounds = tuple[int, int, int, int]
"""Left, top, right, bottom in px."""

TITLE_BELOW_PX = 4  # between cells and a title below them


def bounds_around(bounds: Iterable[Bounds]) -> Bounds:
    """What is around all of these."""
    lefts, tops, rights, bottoms = zip(*bounds, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


class Grid(NamedTuple):
    """Where a panel's cells are: the corner of cell (0, 0) and the steps to the next column and the next row, in px."""

    origin: Vector
    across: Vector
    down: Vector
    rows: int
    columns: int
    title_at: Vector = (0, 0)  # top of the title, at its left end; the subtitle follows below
    title_centred: bool = False  # `title_at` is its middle

    def corner(self, row: float, column: float) -> tuple[float, float]:
        """The first corner of a cell in px; fractions are places within the cell."""
        return (
            self.origin[0] + column * self.across[0] + row * self.down[0],
            self.origin[1] + column * self.across[1] + row * self.down[1],
        )

    @property
    def cell_px(self) -> int:
        """The side of a cell on its own plane; of cells that are wider than high, their height."""
        return (
            min(side((self.across, self.down)), side((self.down, self.across)))
            if self.upright
            else side((self.across, self.down))
        )

    @property
    def upright(self) -> bool:
        """Whether the cells are squares along the page's edges."""
        return not (self.across[1] or self.down[0])

    @property
    def standing(self) -> bool:
        """Whether it is a plane that stands and recedes to the side."""
        return bool(self.across[1]) and not self.down[0]

    def outline(self, box: tuple[float, float, float, float] | None = None) -> list[tuple[float, float]]:
        """The four corners of a box of cells, clockwise from its first cell; by default of the whole grid."""
        top, left, bottom, right = box or (0, 0, self.rows, self.columns)
        return [self.corner(top, left), self.corner(top, right), self.corner(bottom, right), self.corner(bottom, left)]

    @property
    def bounds(self) -> Bounds:
        """What is around all cells."""
        xs, ys = zip(*self.outline(), strict=True)
        return int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))

    def moved(self, dx: int, dy: int) -> Grid:
        """The same grid in another place."""
        return self._replace(
            origin=(self.origin[0] + dx, self.origin[1] + dy),
            title_at=(self.title_at[0] + dx, self.title_at[1] + dy),
        )


@dataclass(frozen=True, eq=False)
class PlacedPicture:
    """A picture as a style places it: everything but the caption, at any origin.

    Attributes
    ----------
    grids : by panel; a panel without one is not drawn
    stacking : the drawn panels, in layers from the lowest to the highest
    signs_at : centres of the signs between panels, None for a sign that is not drawn
    bounds : the room that it takes with its titles
    hover : how far from what they are over panels are, in px; a panel without one stays in its place
    lift : how far above the cells of a panel copies of them hover, in px
    untied : the panels that no link begins at
    headings_at : top of each picture's heading, at its middle, or at its left end if they are not `headings_centred`
    frames : of pictures of which each is a small equation of its own, and of stacks of cards
    spare_px : how large the numbers are of panels that have a size of their own
    sign_rows : by a sign's number how far above and below its place it is repeated, for each row of channels, in px
    sum_rooms : where the sums in play may be written, beside the cells that they are about: the first that is wide
        enough for a few lines, or else that in which they take the fewest. Without one they are below the picture
    """

    grids: dict[PanelId, Grid]
    stacking: tuple[tuple[PanelId, ...], ...]
    signs_at: tuple[Vector | None, ...]
    bounds: Bounds
    hover: Mapping[PanelId, Vector] = field(default_factory=dict)
    lift: Mapping[PanelId, int] = field(default_factory=dict)
    untied: frozenset[PanelId] = frozenset()
    headings_at: tuple[Vector, ...] = ()
    headings_centred: bool = True
    frames: tuple[Bounds, ...] = ()
    sum_rooms: tuple[SumRoom, ...] = ()
    sign_rows: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    spare_px: Mapping[PanelId, int] = field(default_factory=dict)

    @property
    def result_at(self) -> Vector:
        """The middle of its output, or of the whole picture if it has none."""
        outputs = [grid for key, grid in self.grids.items() if key.part == "output"]
        left, top, right, bottom = bounds_around(grid.bounds for grid in outputs or self.grids.values())
        return round((left + right) / 2), round((top + bottom) / 2)

    def moved(self, dx: int, dy: int) -> Self:
        """The same picture in another place."""
        left, top, right, bottom = self.bounds
        headings_at = tuple((x + dx, y + dy) for x, y in self.headings_at)
        signs_at = tuple(at and (at[0] + dx, at[1] + dy) for at in self.signs_at)
        return replace(
            self,
            grids={key: grid.moved(dx, dy) for key, grid in self.grids.items()},
            bounds=(left + dx, top + dy, right + dx, bottom + dy),
            signs_at=signs_at,
            headings_at=headings_at,
            frames=tuple((x0 + dx, y0 + dy, x1 + dx, y1 + dy) for x0, y0, x1, y1 in self.frames),
            sum_rooms=tuple(room.moved(dx, dy) for room in self.sum_rooms),
        )


class LegendItem(NamedTuple):
    """A role or a stroke that the legend explains: the corner of its sample, and what it says."""

    role: int | Stroke
    at: Vector
    text: str


@dataclass(frozen=True, eq=False, kw_only=True)
class Page(PlacedPicture):
    """The geometry of an animation: its picture, what is above it, and what is below it.

    Attributes
    ----------
    width, height, margin : px
    fonts : sizes of all texts
    head : the title and the lines below it
    legend : what colours mean
    foot_at : left end of the first line below the picture, at its top
    foot_width : of the lines there
    foot_lines : how many of them each part has: the notes, what happens now, the sums
    sum_at : the right end of the first base line of the sums, and how wide they are; None if they are below the picture
    progress_at : the right end of the words that tell the steps, at their base line; None without lines
    last_step : how many steps there are
    """

    width: int
    height: int
    margin: int
    fonts: Fonts
    head: tuple[TextLine, ...] = ()
    legend: tuple[LegendItem, ...] = ()
    foot_at: Vector = (0, 0)
    foot_width: int = 0
    foot_lines: tuple[int, ...] = ()
    sum_at: tuple[Vector, int] | None = None
    progress_at: Vector | None = None
    last_step: int = 0


def page_around(
    picture: PlacedPicture, contents: Contents, fonts: Fonts, size: tuple[int, int | None] | None = None
) -> Page:
    """The smallest page around a picture with its title, its legend and its sentence; `size` is at least its own."""
    margin = round(MARGIN_SHARE * fonts.caption)
    left, top, right, bottom = picture.bounds
    sums = contents.caption_parts[SUMS] if contents.captions else ()
    room, sums_end = chosen_room(picture.sum_rooms, sums, fonts)
    bottom = max(bottom, sums_end)
    tall = bottom - top
    width = max(right - left, (size[0] - 2 * margin) if size is not None else 0)
    if contents.captions:
        longest = max(round(measure(word, fonts.caption)) + 2 for word in contents.caption_words)
        suits = round(CAPTION_WIDTH_PX * fonts.caption / Fonts.caption)
        title = round(measure(say(next(iter(contents.captions)).title), fonts.title, TITLE)) + 2
        width = max(width, longest, max(suits, min(title, TITLE_WIDER * suits)) if size is None else 0)
    head = head_lines(contents, fonts, width, margin)
    y = head[-1].at[1] + round(HEAD_GAP * fonts.caption) if head else margin
    lines, foot_height = _foot(contents, fonts, width, sums=room is None)
    legend = _legend(contents, fonts, width)
    legend_height = legend[-1].at[1] + round(LEGEND_PITCH * fonts.note) if legend else 0
    below = round(PICTURE_GAP * fonts.caption) if legend_height or foot_height else 0
    needed = y + tall + below + legend_height + foot_height + margin
    height = max(needed, size[1] or 0) if size is not None else needed
    dy = y - top + (height - needed) // 2
    dx = margin + (width - (right - left)) // 2 - left
    foot_y = height - margin - foot_height
    legend_y = foot_y - legend_height + round(0.2 * fonts.note)
    page = Page(
        **vars(picture.moved(dx, dy)), width=width + 2 * margin, height=height, margin=margin, fonts=fonts, head=head,
        legend=tuple(item._replace(at=(margin + item.at[0], legend_y + item.at[1])) for item in legend),
        foot_at=(margin, foot_y), foot_width=width if lines else 0, foot_lines=lines,
        sum_at=room and ((room.right + dx, room.top + dy + fonts.caption), room.right - room.left),
        last_step=contents.last_step,
    )  # fmt: skip
    now = [y for _, y, _, part in foot_lines(page, None) if part == NOW]
    return replace(page, progress_at=(margin + width, now[0])) if now else page


def _foot(contents: Contents, fonts: Fonts, width: int, *, sums: bool) -> tuple[tuple[int, ...], int]:
    """How many lines each part below the picture has, and the height of all in px."""
    if not contents.captions:
        return (), 0
    rooms = foot_rooms(fonts, width, contents.last_step)
    lines = tuple(
        max(len(wrap(text, room, px)) for text in part) if sums or n != SUMS else 0
        for n, (part, (room, px)) in enumerate(zip(contents.caption_parts, rooms, strict=True))
    )
    if not any(lines):
        return (), 0
    height = sum(count * px * LINE_HEIGHT for count, (_, px) in zip(lines, rooms, strict=True))
    return lines, round(height + FOOT_GAP * fonts.caption)


def foot_rooms(fonts: Fonts, width: int, steps: int) -> tuple[tuple[int, int], ...]:
    """The width and the size in px of the lines of each part below the picture: the notes, what happens, the sums."""
    beside = width - progress_width(steps, fonts) - fonts.caption if steps else width
    return (width, fonts.note), (beside, fonts.caption), (width, fonts.caption)


def progress_width(steps: int, fonts: Fonts) -> int:
    """The room in px for "step 9 of 9" and the bar below it."""
    words = message("step_of", step=steps, count=steps), message("step_count", count=steps)
    return max(math.ceil(measure(say(one), fonts.note)) for one in words)


def _legend(contents: Contents, fonts: Fonts, width: int) -> list[LegendItem]:
    """The legend's items, in lines that have room, with places from the first one on."""
    items: list[LegendItem] = []
    x = y = 0.0
    for role, words in contents.legend:
        text = say(words)
        wide = measure(text, fonts.note) + LEGEND_TILE * fonts.note + sample_width(role, fonts) - legend_side(fonts)
        if x + wide > width and x:
            x, y = 0.0, y + LEGEND_PITCH * fonts.note
        items.append(LegendItem(role, (round(x), round(y)), text))
        x += wide + LEGEND_APART * fonts.note
    return items


def legend_side(fonts: Fonts) -> int:
    """The side of a cell in the legend."""
    return round(LEGEND_TILE * fonts.note * 0.62)


def sample_width(what: int | Stroke, fonts: Fonts) -> int:
    """How wide what the legend explains is drawn: a cell, or a line that is long enough for its dashes."""
    return legend_side(fonts) * (2 if isinstance(what, Stroke) else 1)


def foot_lines(page: Page, caption: Caption | None) -> list[tuple[str, int, int, int]]:
    """Every line below the picture: what it says, its base line, its size and its part.

    Unused lines are empty: those of the notes above them, the others below everything.
    """
    parts = caption.parts if caption is not None else ((),) * len(page.foot_lines)
    rooms = foot_rooms(page.fonts, page.foot_width, page.last_step)
    above: list[tuple[str, int, int]] = []
    below: list[tuple[str, int, int]] = []
    unused: list[tuple[str, int, int]] = []
    for number, (part, count, (width, px)) in enumerate(zip(parts, page.foot_lines, rooms, strict=False)):
        written = [(line, px, number) for line in wrap(part, width, px)[:count]]
        blank = [("", px, number)] * (count - len(written))
        if number < NOW:
            above += blank + written
        else:
            below += written
            unused += blank
    found, top = list[tuple[str, int, int, int]](), float(page.foot_at[1])
    for n, (line, px, number) in enumerate((*above, *below, *unused)):
        if n == len(above):
            top += FOOT_GAP * page.fonts.caption
        found.append((line, round(top + px), px, number))
        top += px * LINE_HEIGHT
    return found
