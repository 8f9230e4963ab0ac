"""A page: grids of cells, signs between them, and the caption."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cache
from typing import Self

from tconv_anim.core.message import Clauses
from tconv_anim.renderer.fonts import measure
from tconv_anim.renderer.layout.contents import Contents
from tconv_anim.renderer.layout.font_sizes import LINE_HEIGHT, Fonts, Vector
from tconv_anim.scenes.scene import Box, Caption, PanelId
from tconv_anim.scenes.texts import pieces

MARGIN_PX = 18
BESIDE_GAP_PX = 36
BESIDE_SHARE = 0.75  # of its usual width, for a caption next to the picture
CAPTION_WIDTH_PX = 440  # a page is at least wide enough for captions of this width

Bounds = tuple[int, int, int, int]
"""Left, top, right, bottom in px."""


@dataclass(frozen=True)
class Grid:
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
    def upright(self) -> bool:
        """Whether the cells are squares along the page's edges."""
        return not (self.across[1] or self.down[0])

    def outline(self, box: Box | None = None) -> list[tuple[float, float]]:
        """The four corners of a box of cells, clockwise from its first cell; by default of the whole grid."""
        top, left, bottom, right = box or (0, 0, self.rows, self.columns)
        return [self.corner(top, left), self.corner(top, right), self.corner(bottom, right), self.corner(bottom, left)]

    def moved(self, dx: int, dy: int) -> Grid:
        """The same grid in another place."""
        return replace(
            self,
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
    signs_at : centres of the signs between panels
    bounds : the room that it takes with its titles
    linked : whether links are drawn, as between planes one above the other
    headings_at : top of each picture's heading, at its middle
    between_at : centres of the signs between each picture and the next
    """

    grids: dict[PanelId, Grid]
    stacking: tuple[tuple[PanelId, ...], ...]
    signs_at: tuple[Vector, ...]
    bounds: Bounds
    linked: bool
    headings_at: tuple[Vector, ...] = ()
    between_at: tuple[Vector, ...] = ()

    @property
    def result_at(self) -> Vector:
        """The middle of its output, or of the whole picture if it has none."""
        outputs = [grid for key, grid in self.grids.items() if key.part == "output"]
        corners = [corner for grid in outputs or self.grids.values() for corner in grid.outline()]
        xs, ys = zip(*corners, strict=True)
        return round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2)

    def moved(self, dx: int, dy: int) -> Self:
        """The same picture in another place."""
        left, top, right, bottom = self.bounds
        signs_at, headings_at, between_at = (
            tuple((x + dx, y + dy) for x, y in points) for points in (self.signs_at, self.headings_at, self.between_at)
        )
        return replace(
            self,
            grids={key: grid.moved(dx, dy) for key, grid in self.grids.items()},
            bounds=(left + dx, top + dy, right + dx, bottom + dy),
            signs_at=signs_at,
            headings_at=headings_at,
            between_at=between_at,
        )


@dataclass(frozen=True, eq=False, kw_only=True)
class Page(PlacedPicture):
    """The geometry of an animation: its picture, and the caption.

    Attributes
    ----------
    width, height : px
    fonts : sizes of all texts
    caption_at : left end of the first caption line's base line
    caption_lines : how many lines each part of the caption takes (call, progress, sums, formula, note)
    """

    width: int
    height: int
    fonts: Fonts
    caption_at: Vector
    caption_width: int
    caption_lines: tuple[int, ...]


def page_around(
    picture: PlacedPicture, contents: Contents, fonts: Fonts, width: int | None, *, beside: bool = False
) -> Page:
    """A page around a picture, with margins and the caption below it, or with `beside` to its right.

    `width` is the page's width in px, or None for what suits.
    """
    left, top, right, bottom = picture.bounds
    content, tall = right - left, bottom - top
    lines: tuple[int, ...] = ()
    line_px = fonts.caption * LINE_HEIGHT
    caption_width = caption_height = 0
    if contents.captions:
        longest = max(round(measure(word, fonts.caption)) + 2 for word in contents.caption_words)
        suits = round(CAPTION_WIDTH_PX * fonts.caption / Fonts.caption)
        if beside:
            caption_width = max(longest, round(suits * BESIDE_SHARE))
        else:
            room = suits if width is None else min(suits, width - 2 * MARGIN_PX)
            caption_width = content = max(content, longest, room)
        lines = tuple(
            max(len(wrap(text, caption_width, fonts.caption)) for text in part) for part in contents.caption_parts
        )
        caption_height = round(sum(lines) * line_px) + 6
    dx, dy = MARGIN_PX + (content - (right - left)) // 2 - left, MARGIN_PX - top
    if beside:
        gap = BESIDE_GAP_PX if lines else 0
        size = content + gap + caption_width + 2 * MARGIN_PX, max(tall, caption_height) + 2 * MARGIN_PX
        dy += max(0, caption_height - tall) // 2
        caption_at = MARGIN_PX + content + gap, MARGIN_PX + max(0, tall - caption_height) // 2 + fonts.caption
    else:
        size = content + 2 * MARGIN_PX, tall + caption_height + 2 * MARGIN_PX
        caption_at = MARGIN_PX, bottom + dy + round(line_px) + 6
    return Page(
        **vars(picture.moved(dx, dy)), width=size[0], height=size[1], fonts=fonts, caption_at=caption_at,
        caption_width=caption_width, caption_lines=lines,
    )  # fmt: skip


def centre(page: Page, width: int, height: int | None) -> Page:
    """The same page in the middle of a larger one; a height of None is its own."""
    height = height or page.height
    dx, dy = (width - page.width) // 2, (height - page.height) // 2
    caption_at = page.caption_at[0] + dx, page.caption_at[1] + dy
    return replace(page.moved(dx, dy), width=width, height=height, caption_at=caption_at)


def caption_lines(page: Page, caption: Caption | None) -> list[tuple[str, int]]:
    """Every line that a page has for a caption, and its base line; lines that a part does not need are empty."""
    px = page.fonts.caption
    parts = caption.parts if caption is not None else ((),) * len(page.caption_lines)
    lines: list[str] = []
    for part, room in zip(parts, page.caption_lines, strict=True):
        written = wrap(part, page.caption_width, px)
        lines += [*written, *[""] * (room - len(written))]
    return [(line, round(page.caption_at[1] + row * px * LINE_HEIGHT)) for row, line in enumerate(lines)]


@cache
def wrap(part: Clauses, width_px: float, px: int) -> tuple[str, ...]:
    """The lines of a part of the caption, none wider than `width_px`.

    Each clause begins a line. It is broken between its pieces, and a piece that is too long between its words.
    """
    lines = (line for clause in part for line in _filled(pieces(clause), "", width_px, px))
    return tuple(words for line in lines for words in _filled(line.split(" "), " ", width_px, px))


def _filled(parts: Iterable[str], between: str, width_px: float, px: int) -> list[str]:
    """The parts joined to lines, each as long as there is room."""
    lines = [""]
    for part in parts:
        longer = f"{lines[-1]}{between}{part}" if lines[-1] else part
        if lines[-1] and measure(longer, px) > width_px:
            lines.append(part.lstrip(" "))
        else:
            lines[-1] = longer
    return lines
