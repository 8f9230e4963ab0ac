"""A page: grids of cells, signs between them, a caption below; and what text takes on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from tconv_anim.core.message import Clauses, clauses, message
from tconv_anim.renderer.layout.contents import Survey
from tconv_anim.scenes.scene import SCALE, Box, Caption, Panel, PanelId, Scene
from tconv_anim.scenes.texts import pieces, say, say_all

MIN_TEXT_PX = 11  # below it a number is left out
COLUMN_SIDE_PX = 4  # what stays free beside a number in a column of small cells
SCALE_CELL = 1.8, 2.8  # of its number's size, a scale's cell at least and at most
MARGIN_PX = 18
MIN_CELL_PX = 2
BLOCK_GAP_PX = 14
LINE_HEIGHT = 1.5
BESIDE_GAP_PX = 36
BESIDE_SHARE = 0.75  # of its usual width, for a caption beside the picture
CAPTION_WIDTH_PX = 440  # a page is at least wide enough for captions of this width

Vector = tuple[int, int]
Bounds = tuple[int, int, int, int]
"""Left, top, right, bottom in px."""
Measure = Callable[[str, int, bool], float]
"""Width in px of a text at a font size in px, bold or not."""


@dataclass(frozen=True)
class Fonts:
    """The sizes of an animation's texts in px.

    Attributes
    ----------
    measure : text widths
    text, pair, term : of numbers, of numbers with a second operand ("10+2") and of the second operand alone ("+2");
        0 where they do not fit their cells
    title, subtitle, caption, sign, heading : of what stands around the cells
    zoomed : of numbers in panels with another zoom, by that zoom; 0 where they do not fit
    column_em : the widest number of a column in such a panel, whose cells are as wide as it takes
    scale, scale_em : of the numbers that tell what shades mean, and the widest of them
    """

    measure: Measure
    text: int = 0
    pair: int = 0
    term: int = 0
    title: int = 14
    subtitle: int = 12
    caption: int = 14
    sign: int = 24
    heading: int = 16
    zoomed: Mapping[float, int] = field(default_factory=dict)
    column_em: float = 0.0
    scale: int = 0
    scale_em: float = 0.0

    def scaled(self, factor: float) -> Fonts:
        """What stands around the cells, larger."""
        names = ("title", "subtitle", "caption", "sign", "heading")
        return replace(self, **{name: max(MIN_TEXT_PX, round(getattr(self, name) * factor)) for name in names})

    def numbers(self, panel: Panel) -> int:
        """The size of a panel's numbers; 0 where they do not fit."""
        if panel.id.part == SCALE:
            return self.scale
        return self.text if panel.zoom == 1 else self.zoomed.get(panel.zoom, 0)

    def scale_cell(self, unit: int) -> int:
        """How large a cell of a scale is, in px: as others, as far as this suits its number."""
        least, most = (round(share * self.scale) for share in SCALE_CELL)
        return max(min(unit, most), round(self.scale_em * self.scale) + 2 * COLUMN_SIDE_PX, least)

    def gap(self, px: int) -> int:
        """A gap for a sign, in px, that is `px` where signs have their usual size."""
        return round(px * self.sign / Fonts.sign)


@dataclass(frozen=True)
class Grid:
    """Where a panel's cells stand: the corner of cell (0, 0) and the steps to the next column and the next row."""

    origin: Vector
    across: Vector
    down: Vector
    rows: int
    columns: int
    title_at: Vector = (0, 0)  # top of the title, at its left end; the subtitle follows below
    title_centred: bool = False  # `title_at` is its middle

    def corner(self, row: float, column: float) -> tuple[float, float]:
        """Where the first corner of a cell stands, in px; fractions lie within the cell."""
        return (
            self.origin[0] + column * self.across[0] + row * self.down[0],
            self.origin[1] + column * self.across[1] + row * self.down[1],
        )

    @property
    def upright(self) -> bool:
        """Whether the cells are squares along the page's edges."""
        return not (self.across[1] or self.down[0])

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


@dataclass(frozen=True, eq=False)
class Page:
    """The geometry of an animation.

    Attributes
    ----------
    width, height : px
    grids : by panel; a panel without one is not drawn
    stacking : the drawn panels, in layers from the one that lies lowest
    signs_at : centres of the signs between panels
    linked : whether links are drawn, as between planes one above the other
    headings_at : top of each picture's heading, at its middle
    between_at : centres of what stands between each picture and the next
    fonts : sizes of all texts
    caption_at : left end of the first caption line's base line
    caption_lines : how many lines each part of the caption takes (call, progress, sums, formula, note)
    """

    width: int
    height: int
    grids: dict[PanelId, Grid]
    stacking: tuple[tuple[PanelId, ...], ...]
    signs_at: tuple[Vector, ...]
    linked: bool
    headings_at: tuple[Vector, ...]
    between_at: tuple[Vector, ...]
    fonts: Fonts
    caption_at: Vector
    caption_width: int
    caption_lines: tuple[int, ...]


@dataclass(frozen=True)
class Picture:
    """What a style places: everything but the caption, wherever its origin is.

    Attributes
    ----------
    grids, stacking, signs_at, linked, headings_at, between_at : as of `Page`
    bounds : what it takes, titles included
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
        """The middle of its output, or of all where it has none."""
        outputs = [grid for key, grid in self.grids.items() if key.part == "output"]
        corners = [corner for grid in outputs or self.grids.values() for corner in grid.outline()]
        xs, ys = zip(*corners, strict=True)
        return round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2)

    def moved(self, dx: int, dy: int) -> Picture:
        """The same picture elsewhere."""
        left, top, right, bottom = self.bounds
        return replace(
            self,
            grids={key: grid.moved(dx, dy) for key, grid in self.grids.items()},
            bounds=(left + dx, top + dy, right + dx, bottom + dy),
            signs_at=moved(self.signs_at, dx, dy),
            headings_at=moved(self.headings_at, dx, dy),
            between_at=moved(self.between_at, dx, dy),
        )


def frame(picture: Picture, found: Survey, fonts: Fonts, width: int | None, *, beside: bool = False) -> Page:
    """A page around a picture, with margins and the caption below it or beside it.

    `width` is what the page is to be wide, in px, or None for what suits.
    """
    left, top, right, bottom = picture.bounds
    content, tall = right - left, bottom - top
    lines: tuple[int, ...] = ()
    line_px = fonts.caption * LINE_HEIGHT
    caption_width = caption_height = 0
    if found.captions:
        parts = list(zip(*(caption_parts(caption) for caption in found.captions), strict=True))
        words = {word for part in parts for some in part for word in say_all(some).split()}
        longest = max(round(fonts.measure(word, fonts.caption, False)) + 2 for word in words)
        suits = round(CAPTION_WIDTH_PX * fonts.caption / Fonts.caption)
        if beside:
            caption_width = max(longest, round(suits * BESIDE_SHARE))
        else:
            room = suits if width is None else min(suits, width - 2 * MARGIN_PX)
            caption_width = content = max(content, longest, room)
        lines = tuple(
            max(len(wrap(some, caption_width, fonts.measure, fonts.caption)) for some in part) for part in parts
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
    picture = picture.moved(dx, dy)
    return Page(
        *size, picture.grids, picture.stacking, picture.signs_at, picture.linked, picture.headings_at,
        picture.between_at, fonts, caption_at, caption_width, lines,
    )  # fmt: skip


def centre(page: Page, width: int, height: int | None) -> Page:
    """The same page in the middle of a larger one; a height of None is its own."""
    height = height or page.height
    dx, dy = (width - page.width) // 2, (height - page.height) // 2
    return replace(
        page,
        width=width,
        height=height,
        grids={key: grid.moved(dx, dy) for key, grid in page.grids.items()},
        caption_at=(page.caption_at[0] + dx, page.caption_at[1] + dy),
        signs_at=moved(page.signs_at, dx, dy),
        headings_at=moved(page.headings_at, dx, dy),
        between_at=moved(page.between_at, dx, dy),
    )


def moved(points: tuple[Vector, ...], dx: int, dy: int) -> tuple[Vector, ...]:
    """The same points elsewhere."""
    return tuple((x + dx, y + dy) for x, y in points)


def caption_parts(caption: Caption) -> tuple[Clauses, Clauses, Clauses, Clauses, Clauses]:
    """The caption's parts, in the order in which they stand below the picture."""
    now = clauses(caption.progress)
    if caption.detail:
        first, *others = caption.detail
        now = (message("labelled", label=caption.progress, words=first), *others)
    return caption.call, now, caption.sums, caption.formula, caption.note


@cache
def wrap(part: Clauses, width_px: float, measure: Measure, px: int) -> tuple[str, ...]:
    """The lines of a part of the caption, none wider than `width_px`.

    Each clause begins a line. It breaks between its pieces rather than elsewhere, and a long piece between its words.
    """
    lines: list[str] = []
    for clause in part:
        line = ""
        for piece in pieces(clause):
            if not line or measure(line + piece, px, False) <= width_px:
                line += piece
            else:
                lines.append(line)
                line = piece.lstrip()
        lines.append(line)
    return tuple(words for line in lines for words in _wrap_words(line, width_px, measure, px))


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


def by_part(scene: Scene) -> dict[str, list[Panel]]:
    """The scene's panels by part: input, kernel, output."""
    parts: dict[str, list[Panel]] = {}
    for panel in scene.panels:
        parts.setdefault(panel.id.part, []).append(panel)
    return parts


def block(
    panels: list[Panel], steps: tuple[Vector, Vector], fonts: Fonts, above: int
) -> tuple[dict[PanelId, Grid], int, int]:
    """Upright panels of one part at their places, titles in the `above` px over them; also the block's size in px."""
    unit = max(MIN_CELL_PX, round(steps[0][0] * panels[0].zoom))
    across = {panel.id: _across(panel, unit, fonts) for panel in panels}
    cell_width = max(max(panel.shape[1] * across[panel.id], title_width(panel, fonts)) for panel in panels)
    cell_height = above + max(panel.shape[0] for panel in panels) * unit
    grids = {}
    for panel in panels:
        row, column = panel.place
        x, y = column * (cell_width + BLOCK_GAP_PX), row * (cell_height + BLOCK_GAP_PX)
        left = x + (cell_width - panel.shape[1] * across[panel.id]) // 2
        title_at = x + cell_width // 2, y + above - title_height([panel], fonts)
        grids[panel.id] = Grid((left, y + above), (across[panel.id], 0), (0, unit), *panel.shape, title_at, True)
    rows, columns = (max(panel.place[axis] for panel in panels) for axis in (0, 1))
    return grids, columns * (cell_width + BLOCK_GAP_PX) + cell_width, rows * (cell_height + BLOCK_GAP_PX) + cell_height


def _across(panel: Panel, unit: int, fonts: Fonts) -> int:
    """How wide a panel's upright cells are, in px."""
    if not panel.is_column:
        return unit
    return max(unit, round(fonts.column_em * fonts.numbers(panel)) + 2 * COLUMN_SIDE_PX)


def title_height(panels: Iterable[Panel], fonts: Fonts) -> int:
    """Room for the tallest of the panels' titles, in px."""
    height = 0
    for panel in panels:
        if panel.title:
            below = subtitle_below(fonts) if panel.subtitle else 0
            height = max(height, round(fonts.title * LINE_HEIGHT) + below + 4)
    return height


def subtitle_below(fonts: Fonts) -> int:
    """From a title's base line to its subtitle's, in px."""
    return fonts.subtitle + 6


def title_width(panel: Panel, fonts: Fonts) -> int:
    """Width of a panel's title or subtitle, whichever is wider, in px."""
    title = fonts.measure(say(panel.title), fonts.title, True)
    return round(max(title, fonts.measure(say(panel.subtitle), fonts.subtitle, False)) + 0.5)
