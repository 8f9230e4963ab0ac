"""How a cell, its number and the outline of cells look, once their place is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from tconv_anim.core.symbols.mathematics import MOST_LINES
from tconv_anim.renderer.fonts import NUMBER, TEXT, TITLE, measure
from tconv_anim.renderer.layout.contents import PAIR_BESIDE_EM
from tconv_anim.renderer.layout.font_sizes import DIGIT_HEIGHT, LINES_APART, PAIR_APART, ZOOMED_SHARE, text_px
from tconv_anim.renderer.layout.page import Grid
from tconv_anim.renderer.marks import Ink, Line, Map, Point, Text, Tile
from tconv_anim.scenes.scene import Panel, Role, Span, Stroke

BANDS, PLATES, CELLS, EXTENTS, LINKS, OUTLINES, NUMBERS, TITLES, LAYER = range(9)
"""The order in which the marks of a layer are drawn, and how many places there are in it."""
ROUND = 0.14  # of a tile's side, from where its corners are round
ROUND_FROM_PX, HATCH_FROM_PX, EDGE_FROM_PX = 14, 18, 7  # sides of cells that have these
OUTLINE_SHARE = 0.075  # width of an outline, in sides of a cell
DOT_SHARE, DOT_EDGE_PX = 0.2, 1.5  # of a dot: its width, in sides of a cell, and the ground around it
LOWER_SHARE = 0.14  # of a cell's side, by which a number is lower beside a small one in its corner
CROSSED_FROM, CROSSED_PX = 0.06, 2.0  # of a line that crosses a cell out: where on its diagonal it begins, its width
WIDER = 1.15  # how much wider than ours another font may be
STROKES: dict[Stroke, tuple[Ink, tuple[float, ...]]] = {
    Stroke.WINDOW: ("page.now", ()),
    Stroke.TOLD: ("page.now", ()),
    Stroke.WINDOW_2: ("page.ink", (2.5, 1.5)),
    Stroke.WINDOW_3: ("title.kernel", (1.0, 1.2)),
    Stroke.WINDOW_4: ("title.input", (4.0, 1.2, 1.0, 1.2)),
}
"""How several windows are told apart: an ink, and the lengths of dashes and gaps in widths of the line."""
APART = {Stroke.WINDOW_2: 1.3, Stroke.WINDOW_3: -1.3, Stroke.WINDOW_4: 2.6}
"""How far outside of the first stroke the others are, in widths of the line."""
LINES = ("number", "term", *(f"term {n}" for n in range(2, MOST_LINES)))
"""What the lines of a cell are called: a number and a second operand, or the products of a sum."""
HATCHED = (Role.PADDING, Role.CROPPED, Role.CROPPED_IN_PLAY, Role.CUT)
EDGED = (Role.ZERO, Role.EMPTY, Role.EXTRA_WAITING, Role.BLANK)


def tile(role: int, corners: tuple[Point, ...], cell_px: float) -> Tile:
    """How a cell looks."""
    return Tile(
        corners, f"fill.{role}",
        edge="page.edge" if role in EDGED and cell_px >= EDGE_FROM_PX else "",
        round=ROUND if cell_px >= ROUND_FROM_PX else 0.0,
        hatch="page.hatch" if role in HATCHED and cell_px >= HATCH_FROM_PX else "",
        falling=role == Role.PADDING,
    )  # fmt: skip


def crossed_out(cells: Sequence[Sequence[Sequence[float]]]) -> Line:
    """What crosses out cells, by their corners: their steeper diagonals, as a flat one looks like a minus sign."""
    paths: list[tuple[Point, ...]] = []
    for (ax, ay), (bx, by), (cx, cy), (dx, dy) in cells:
        falls = abs(cy - ay) * abs(dx - bx) > abs(dy - by) * abs(cx - ax)
        (x0, y0), (x1, y1) = ((ax, ay), (cx, cy)) if falls else ((bx, by), (dx, dy))
        x, y = CROSSED_FROM * (x1 - x0), CROSSED_FROM * (y1 - y0)
        paths.append(((x0 + x, y0 + y), (x1 - x, y1 - y)))
    return Line(tuple(paths), "page.now", CROSSED_PX)


def ring(corners: tuple[Point, ...], box: Span, cell_px: float, stroke: Stroke = Stroke.WINDOW) -> Line:
    """The outline of cells in play, in the gaps around them; see `aside`."""
    shorter = min(box[2] - box[0], box[3] - box[1])
    share = ROUND / shorter if cell_px >= ROUND_FROM_PX else 0.0
    width = max(2, 2 * round(OUTLINE_SHARE / 2 * cell_px))
    return stroked(Line((corners,), "page.now", width, closed=True, round=share), stroke)


def rings(
    corners: tuple[Point, ...], box: Span, cell_px: float, stroke: Stroke
) -> Iterator[tuple[tuple[int, ...], Line]]:
    """The outline in one of several strokes, with what tells its lines apart.

    Below one with dashes lies a line of the background, so that it is seen on every cell.
    """
    line = ring(corners, box, cell_px, stroke)
    if line.dashes is None:
        yield (), line
    else:
        yield (stroke, 0), line._replace(ink="page.background", width=line.width + 2, dashes=None)
        yield (stroke, 1), line


def dot(corners: tuple[Point, ...], cell_px: float) -> Iterator[tuple[int, Tile]]:
    """A dot in the middle of four corners, and below it what keeps it apart from its ground; and which is which."""
    (x0, y0), _, (x1, y1), _ = corners
    x, y = (x0 + x1) / 2, (y0 + y1) / 2
    for n, (ink, more) in enumerate((("page.background", DOT_EDGE_PX), ("page.now", 0.0))):
        by = max(2.0, DOT_SHARE / 2 * cell_px) + more
        around = (x - by, y - by), (x + by, y - by), (x + by, y + by), (x - by, y + by)
        yield n, Tile(around, ink, round=0.5)


def aside(box: Span, cell_px: float, stroke: Stroke) -> Span:
    """Where the outline of a box is: those of other strokes beside the first, so that none covers another."""
    if stroke not in APART:
        return box
    by = APART[stroke] * max(2.0, OUTLINE_SHARE * cell_px) / cell_px
    top, left, bottom, right = box
    return top - by, left - by, bottom + by, right + by


def stroked(line: Line, stroke: Stroke) -> Line:
    """A line in a stroke of several: with its dashes, and the ink that has them too."""
    ink, dashes = STROKES[stroke]
    if not dashes:
        return line
    return line._replace(ink=ink, dashes=tuple(round(share * line.width, 1) for share in dashes))


def number_texts(
    lines: Sequence[tuple[str, int]], middle: list[float], grid: Grid, cell_px: float, in_play: bool, panel: Panel, *,
    stacked: bool,
) -> Iterator[Text]:  # fmt: skip
    """The lines of a cell: a number, a number and the operand below it, or, `stacked`, the products of a sum.

    In a column the operand is beside its number. Where cells have small numbers in their corners, others are lower.
    """
    many = len(lines) > 1
    weights = [
        TITLE if in_play and (stacked or n == len(lines) - 1) else TEXT if many and not stacked else NUMBER
        for n in range(len(lines))
    ]
    widths = [measure(text, size, weight) for (text, size), weight in zip(lines, weights, strict=True)]
    left = middle[0] - (sum(widths) + PAIR_BESIDE_EM * lines[0][1]) / 2 if many else 0.0
    for n, ((text, size), weight, width) in enumerate(zip(lines, weights, widths, strict=True)):
        if panel.is_vector and many:
            yield number(text, [left + width / 2, middle[1]], 0.0, size, weight, grid, cell_px)
            left += width + PAIR_BESIDE_EM * size
            continue
        below = (n - (len(lines) - 1) / 2) * (LINES_APART if stacked else 2 * PAIR_APART) * size
        below += LOWER_SHARE * cell_px if panel.tagged and not many else 0.0
        yield number(text, middle, below, size, weight, grid, cell_px)


def number(text: str, middle: list[float], below: float, px: int, weight: str, grid: Grid, cell_px: float) -> Text:
    """A number in the middle of its cell, or so far below it, lying as the cell does."""
    x, y = middle
    if grid.upright:
        at = x, float(round(y + below + DIGIT_HEIGHT / 2 * px))
        return Text(text, at, px, weight, "", centred=True, room=_room(text, px, cell_px))
    (ax, ay), (dx, dy) = grid.across, grid.down
    lying: Map = ax / cell_px, ay / cell_px, dx / cell_px, dy / cell_px
    down = below + DIGIT_HEIGHT / 2 * px
    return Text(text, (x + down * lying[2], y + down * lying[3]), px, weight, "", centred=True, map=lying)


@cache
def _room(text: str, px: int, cell_px: float) -> float | None:
    """The width of a number that may be too wide for its cell in another font."""
    width_em = measure(text, 100, NUMBER) / 100
    tight = text_px(WIDER * width_em, cell_px, px, ZOOMED_SHARE, least=0) < px
    return measure(text, px, NUMBER) if tight else None
