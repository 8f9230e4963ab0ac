"""A page: grids of cells, signs between them, a caption below; and what text takes on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cache

from tconv_anim.layout.survey import Survey
from tconv_anim.scene import Box, Caption, Panel

MARGIN_PX = 18
TITLE_PX = 14
SUBTITLE_PX = 12
CAPTION_PX = 13
LINE_HEIGHT = 1.5
CAPTION_WIDTH_PX = 372  # a page is at least wide enough for captions of this width

Vector = tuple[int, int]
Bounds = tuple[int, int, int, int]
"""Left, top, right, bottom in px."""
Measure = Callable[[str, int, bool], float]
"""Width in px of a text at a font size in px, bold or not."""


@dataclass(frozen=True)
class Grid:
    """Where a panel's cells stand: the corner of cell (0, 0) and the steps to the next column and the next row."""

    origin: Vector
    across: Vector
    down: Vector
    rows: int
    columns: int
    title_at: Vector = (0, 0)  # left end of the title's base line; the subtitle follows below

    def corner(self, row: float, column: float) -> tuple[float, float]:
        """Where the first corner of a cell stands, in px; fractions lie within the cell."""
        return (
            self.origin[0] + column * self.across[0] + row * self.down[0],
            self.origin[1] + column * self.across[1] + row * self.down[1],
        )

    def outline(self, box: Box | None = None) -> list[tuple[float, float]]:
        """The four corners of a box of cells, clockwise from its first cell; of the whole grid where none is given."""
        top, left, bottom, right = box or (0, 0, self.rows, self.columns)
        return [self.corner(top, left), self.corner(top, right), self.corner(bottom, right), self.corner(bottom, left)]

    def moved(self, dx: int, dy: int) -> Grid:
        """The same grid elsewhere."""
        return replace(
            self,
            origin=(self.origin[0] + dx, self.origin[1] + dy),
            title_at=(self.title_at[0] + dx, self.title_at[1] + dy),
        )


@dataclass(frozen=True)
class Page:
    """The geometry of an animation.

    Attributes
    ----------
    width, height : px
    grids : by panel name; a panel without one is not drawn
    stacking : names of the drawn panels, from the one that lies lowest
    signs_at : centres of the signs between panels
    text_px, pair_px, term_px : font sizes of numbers, of numbers with a second operand ("10+2") and of the second
        operand alone ("+2"); 0 where they do not fit
    caption_at : left end of the first caption line's base line
    caption_lines : how many lines each part of the caption takes (call, progress, formula)
    """

    width: int
    height: int
    grids: dict[str, Grid]
    stacking: tuple[str, ...]
    signs_at: tuple[Vector, ...]
    text_px: int
    pair_px: int
    term_px: int
    caption_at: Vector
    caption_width: int
    caption_lines: tuple[int, ...]


def frame(
    found: Survey,
    grids: dict[str, Grid],
    stacking: tuple[str, ...],
    signs: tuple[Vector, ...],
    bounds: Bounds,
    measure: Measure,
    width: int | None,
) -> Page:
    """A page around what is placed within `bounds`, with margins, and the caption below."""
    left, top, right, bottom = bounds
    lines: tuple[int, ...] = ()
    content = right - left
    if found.captions:
        content = max(content, CAPTION_WIDTH_PX if width is None else width - 2 * MARGIN_PX)
        parts = zip(*(caption_parts(caption) for caption in found.captions), strict=True)
        lines = tuple(max(len(wrap(text, content, measure)) if text else 0 for text in part) for part in parts)
    dx, dy = MARGIN_PX - left + (content - (right - left)) // 2, MARGIN_PX - top
    caption_at = (MARGIN_PX, bottom + dy + round(CAPTION_PX * LINE_HEIGHT) + 6)
    height = bottom + dy + MARGIN_PX
    if lines:
        height += round(sum(lines) * CAPTION_PX * LINE_HEIGHT) + 6
    return Page(
        content + 2 * MARGIN_PX, height,
        {name: grid.moved(dx, dy) for name, grid in grids.items()},
        tuple(name for name in stacking if name in grids),
        tuple((x + dx, y + dy) for x, y in signs),
        0, 0, 0, caption_at, content, lines,
    )  # fmt: skip


def centre(page: Page, width: int, height: int) -> Page:
    """The same page in the middle of a larger one."""
    dx, dy = (width - page.width) // 2, (height - page.height) // 2
    return replace(
        page,
        width=width,
        height=height,
        grids={name: grid.moved(dx, dy) for name, grid in page.grids.items()},
        signs_at=tuple((x + dx, y + dy) for x, y in page.signs_at),
        caption_at=(page.caption_at[0] + dx, page.caption_at[1] + dy),
    )


def caption_parts(caption: Caption) -> tuple[str, str, str]:
    """The caption's three parts, in the order in which they stand below the picture."""
    progress = f"{caption.progress}: {caption.detail}" if caption.detail else caption.progress
    return caption.call, progress, caption.formula


@cache
def wrap(text: str, width_px: float, measure: Measure, px: int = CAPTION_PX) -> tuple[str, ...]:
    """Break a text into lines no wider than `width_px`, before "; " and " = " rather than elsewhere."""
    lines: list[str] = []
    for clause in text.split("; "):
        line = ""
        for part in _keep_separator(clause, " = "):
            if not line or measure(line + part, px, False) <= width_px:
                line += part
            else:
                lines.append(line)
                line = part.lstrip()
        lines.append(line)
    return tuple(piece for line in lines for piece in _wrap_words(line, width_px, measure, px))


def _keep_separator(text: str, separator: str) -> list[str]:
    first, *rest = text.split(separator)
    return [first, *(separator + part for part in rest)]


def _wrap_words(text: str, width_px: float, measure: Measure, px: int) -> list[str]:
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and measure(longer, px, False) > width_px:
            lines.append(line)
            line = word
        else:
            line = longer
    return [*lines, line]


def title_height(panels: Iterable[Panel]) -> int:
    """Room for the tallest of the panels' titles, in px."""
    height = 0
    for panel in panels:
        if panel.title:
            height = max(height, round(TITLE_PX * LINE_HEIGHT) + (SUBTITLE_PX + 6 if panel.subtitle else 0) + 4)
    return height


def title_width(panel: Panel, measure: Measure) -> int:
    """Width of a panel's title or subtitle, whichever is wider, in px."""
    return round(max(measure(panel.title, TITLE_PX, True), measure(panel.subtitle, SUBTITLE_PX, False)) + 0.5)
