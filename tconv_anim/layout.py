"""Where everything stands on the page, in whole pixels: one geometry for the whole animation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import combinations

import numpy as np

from tconv_anim.captions import number_text, pair_text
from tconv_anim.scene import Caption, Panel, Role, Scene, Shot, changed_cells

STYLES = ("isometric", "flat")
DEFAULT_STYLE = "isometric"
MARGIN_PX = 18
TITLE_PX = 14
SUBTITLE_PX = 12
CAPTION_PX = 13
LINE_HEIGHT = 1.5
SIGN_PX = 24
MIN_TEXT_PX = 11  # below it a number is left out
MAX_TEXT_PX = 20
DIGIT_HEIGHT = 0.73  # of the font size
CAPTION_WIDTH_PX = 372  # a page is at least wide enough for captions of this width
PAGE_LIMIT_PX = (1000, 800)  # what a page keeps to unless it is asked for another size
HARD_LIMIT_PX = (1920, 1440)
UNITS_PX = {"isometric": (4, 12, 32), "flat": (8, 48, 80)}  # the smallest, the preferred and the largest
GROWTH = 1.6  # how far beyond the preferred unit a page goes by itself, for wide numbers or a small picture

Vector = tuple[int, int]
Measure = Callable[[str, int, bool], float]
"""Width in px of a text at a font size in px, bold or not."""


class LayoutError(ValueError):
    """A picture that does not fit its page legibly."""


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
        return (
            self.origin[0] + column * self.across[0] + row * self.down[0],
            self.origin[1] + column * self.across[1] + row * self.down[1],
        )

    def outline(self, box: tuple[int, int, int, int] | None = None) -> list[tuple[float, float]]:
        """The four corners of a box of cells, clockwise from its first cell; of the whole grid where none is given."""
        top, left, bottom, right = box or (0, 0, self.rows, self.columns)
        return [self.corner(top, left), self.corner(top, right), self.corner(bottom, right), self.corner(bottom, left)]

    def moved(self, dx: int, dy: int) -> Grid:
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


@dataclass
class Survey:
    """What an animation needs room for: its first scene, the widest numbers (in em), its captions, its roles."""

    scene: Scene | None = None
    value_em: float = 0.0
    term_em: float = 0.0
    pair_em: float = 0.0
    captions: dict[Caption, None] = field(default_factory=dict)
    roles: set[Role] = field(default_factory=set)


def survey(shots: Iterable[Shot], measure: Measure) -> Survey:
    """Go through an animation once, looking only at what changes from shot to shot."""
    found = Survey()
    last: dict[str, Panel] = {}
    for shot in shots:
        found.scene = found.scene or shot.scene
        if shot.scene.caption is not None:
            found.captions[shot.scene.caption] = None
        for panel in shot.scene.panels:
            cells = changed_cells(last.get(panel.name), panel)
            last[panel.name] = panel
            found.roles.update(Role(role) for role in np.unique(panel.roles[cells]))
            for row, column in np.argwhere(cells):
                value = np.nan if panel.values is None else panel.values[row, column]
                term = np.nan if panel.terms is None else panel.terms[row, column]
                if not np.isnan(value):
                    found.value_em = max(found.value_em, measure(number_text(value), 100, False) / 100)
                if not np.isnan(term):
                    pair, alone = pair_text(value, panel.operator, term), pair_text(np.nan, panel.operator, term)
                    found.pair_em = max(found.pair_em, measure(pair, 100, False) / 100)
                    found.term_em = max(found.term_em, measure(alone, 100, False) / 100)
    found.roles.discard(Role.ABSENT)
    return found


def plan(found: Survey, style: str, measure: Measure, size: tuple[int, int | None] | None = None) -> Page:
    """Place everything, at the largest cell size that suits the page.

    Parameters
    ----------
    found : Survey of the animation
    style : "isometric" or "flat"
    measure : text widths
    size : (width, height) of the page in px, the height None to follow from the width; None for the size that suits

    Raises
    ------
    LayoutError
        where even the smallest cells do not fit.
    """
    compose = _COMPOSE[style]
    smallest, preferred, largest = UNITS_PX[style]
    most = round(preferred * GROWTH)
    limit = PAGE_LIMIT_PX if size is None else (size[0], size[1] or HARD_LIMIT_PX[1])
    start = largest
    if size is None:
        start = preferred
        while start < most and not _text_px(found.pair_em, *_basis(style, start)):
            start += 1
    for unit in range(start, smallest - 1, -1):
        page = compose(found, unit, measure, size[0] if size else None)
        if page.width <= limit[0] and page.height <= limit[1]:
            break
    else:
        check_fits(found, style, measure, size)
    while size is None and unit < most:  # a small picture grows into the width that its caption takes
        larger = compose(found, unit + 1, measure, None)
        if larger.width > page.width or page.width > CAPTION_WIDTH_PX + 2 * MARGIN_PX:
            break
        page, unit = larger, unit + 1
    page = _with_text(page, found, style, unit)
    return page if size is None else _centred(page, size[0], size[1] or page.height)


def check_fits(found: Survey, style: str, measure: Measure, size: tuple[int, int | None] | None) -> None:
    """Refuse a picture that not even the smallest cells make small enough; a first scene is enough to tell.

    Raises
    ------
    LayoutError
    """
    page = _COMPOSE[style](found, UNITS_PX[style][0], measure, size[0] if size else None)
    limit = HARD_LIMIT_PX if size is None else (size[0], size[1] or HARD_LIMIT_PX[1])
    if page.width <= limit[0] and page.height <= limit[1]:
        return
    if size is None:
        raise LayoutError(
            f"at its smallest the picture needs {page.width}x{page.height} px, more than {limit[0]}x{limit[1]}: "
            "use a smaller input, kernel or stride"
        )
    wanted = f"{size[0]}x{size[1]}" if size[1] else f"{size[0]}"
    raise LayoutError(f"size {wanted} is too small for this picture: use at least {page.width}x{page.height}")


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


def _basis(style: str, unit: int) -> tuple[Vector, Vector]:
    """Steps to the next column and to the next row: axes where flat, slopes of 1:3 and about 3:4 where isometric."""
    if style == "flat":
        return (unit, 0), (0, unit)
    return (3 * unit, unit), (-2 * unit, (3 * unit + 1) // 2)


def _text_px(width_em: float, across: Vector, down: Vector, most_px: int = MAX_TEXT_PX) -> int:
    """The largest font size at which a text of this width fits a cell; 0 where none of at least 11 px does."""
    if not width_em:
        return 0
    (ax, ay), (dx, dy) = across, down
    area = ax * dy - ay * dx
    height = (abs(ay) + abs(dy)) * 0.46
    for px in range(min(most_px, int(height)), MIN_TEXT_PX - 1, -1):
        half_width, half_height = width_em * px / 2 + 1.5, DIGIT_HEIGHT * px / 2 + 1
        # The text's corners in cell coordinates, from the centre: both within half a cell.
        along = (half_width * abs(dy) + half_height * abs(dx)) / area
        beside = (half_height * abs(ax) + half_width * abs(ay)) / area
        if along <= 0.5 and beside <= 0.5:
            return px
    return 0


def _with_text(page: Page, found: Survey, style: str, unit: int) -> Page:
    """The page with its font sizes: numbers not much larger than the sums beside them."""
    basis = _basis(style, unit)
    text_px = _text_px(found.value_em, *basis)
    pair_px = _text_px(found.pair_em, *basis, most_px=text_px or MAX_TEXT_PX)
    if pair_px:
        text_px = min(text_px, round(pair_px * 1.25))
    term_px = _text_px(found.term_em, *basis, most_px=text_px or MAX_TEXT_PX)
    return replace(page, text_px=text_px, pair_px=pair_px if text_px else 0, term_px=term_px if text_px else 0)


def _flat(found: Survey, unit: int, measure: Measure, width: int | None) -> Page:
    """Panels side by side, centred on one line, with signs between them."""
    assert found.scene is not None
    panels = found.scene.panels
    title_height = _title_height(panels)
    tallest = max(panel.shape[0] for panel in panels) * unit
    x, top = 0, title_height
    grids: dict[str, Grid] = {}
    signs: list[Vector] = []
    for index, panel in enumerate(panels):
        if index:
            signs.append((x + SIGN_PX, top + tallest // 2))
            x += 2 * SIGN_PX
        rows, columns = panel.shape
        title_width = _title_width(panel, measure)
        slot = max(columns * unit, title_width)
        left, up = x + (slot - columns * unit) // 2, top + (tallest - rows * unit) // 2
        grids[panel.name] = Grid(
            (left, up), (unit, 0), (0, unit), rows, columns, (x + (slot - title_width) // 2, up - title_height)
        )
        x += slot
    bounds = (0, 0, x, top + tallest)
    return _page(found, grids, tuple(grids), tuple(signs), bounds, measure, width)


def _isometric(found: Survey, unit: int, measure: Measure, width: int | None) -> Page:
    """The input's plane below, the output's above, the kernel upright beside the smaller of the two."""
    assert found.scene is not None
    by_name = {panel.name: panel for panel in found.scene.panels}
    across, down = _basis("isometric", unit)
    upper = _plane(by_name["output"], across, down, 0, 0)
    lower = _plane(by_name["input"], across, down, 0, 0)
    centre = max(_bounds(upper)[2], _bounds(lower)[2])
    upper = upper.moved(centre - sum(_bounds(upper)[::2]) // 2, 0)
    lower = lower.moved(centre - sum(_bounds(lower)[::2]) // 2, 0)
    gap = 3 * unit + 12
    lower = lower.moved(0, gap + _overhang(upper, lower))

    planes = (upper, lower)
    left = min(_bounds(plane)[0] for plane in planes)
    right = max(_bounds(plane)[2] for plane in planes)
    top, bottom = 0, _bounds(lower)[3]
    # Titles stand in the free corners at the left, or else above and below the planes.
    height = _title_height([by_name["output"]])
    if not _corner_is_free(planes, by_name["output"], left, 0, measure):
        top = -height
    upper = replace(upper, title_at=(left, top))
    height = _title_height([by_name["input"]])
    if _corner_is_free(planes, by_name["input"], left, bottom - height, measure):
        bottom -= height
    lower = replace(lower, title_at=(left, bottom))
    bottom += height
    grids = {"input": lower, "output": upper}
    kernel = by_name.get("kernel")
    if kernel is not None and kernel.values is not None:
        cell = 2 * unit
        rows, columns = kernel.shape
        title_height = _title_height([kernel])
        slot, height = max(columns * cell, _title_width(kernel, measure)), title_height + rows * cell
        beside_lower = upper.rows + upper.columns >= lower.rows + lower.columns
        y = bottom - height if beside_lower else top
        x = max(round(max(_reach(planes, y, y + height), default=0)) + 14, right - slot)
        grids["kernel"] = Grid((x, y + title_height), (cell, 0), (0, cell), rows, columns, (x, y))
        right = max(right, x + slot)
        top, bottom = min(top, y), max(bottom, y + height)
    return _page(found, grids, ("input", "output", "kernel"), (), (left, top, right, bottom), measure, width)


def _page(
    found: Survey,
    grids: dict[str, Grid],
    stacking: tuple[str, ...],
    signs: tuple[Vector, ...],
    bounds: tuple[int, int, int, int],
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


def _centred(page: Page, width: int, height: int) -> Page:
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


def _plane(panel: Panel, across: Vector, down: Vector, x: int, y: int) -> Grid:
    return Grid((x, y), across, down, *panel.shape)


def _bounds(grid: Grid) -> tuple[int, int, int, int]:
    xs, ys = zip(*grid.outline(), strict=True)
    return int(min(xs)), int(min(ys)), int(max(xs)), int(max(ys))


def _overhang(upper: Grid, lower: Grid) -> int:
    """How far down `lower` has to move so that it just touches `upper`, straight above it."""
    xs = [x for x, _ in upper.outline() + lower.outline()]
    shared = [x for x in xs if _span(upper, x) and _span(lower, x)]
    return round(max(_span(upper, x)[-1] - _span(lower, x)[0] for x in shared))


def _span(grid: Grid, x: float) -> list[float]:
    """Where a vertical line at x enters and leaves a plane; empty where it misses."""
    corners = grid.outline()
    ys = []
    for (x0, y0), (x1, y1) in zip(corners, corners[1:] + corners[:1], strict=True):
        if min(x0, x1) <= x <= max(x0, x1):
            ys += [y0, y1] if x0 == x1 else [y0 + (y1 - y0) * (x - x0) / (x1 - x0)]
    return sorted(ys)


def _reach(planes: Iterable[Grid], top: float, bottom: float) -> list[float]:
    """The x coordinates that planes, and the links between them, can take between two heights; empty where none."""
    corners = [corner for plane in planes for corner in plane.outline()]
    xs = [x for x, y in corners if top <= y <= bottom]
    for (x0, y0), (x1, y1) in combinations(corners, 2):  # the longest of these lines are the hull
        for y in (top, bottom):
            if y0 != y1 and min(y0, y1) <= y <= max(y0, y1):
                xs.append(x0 + (x1 - x0) * (y - y0) / (y1 - y0))
    return xs


def _corner_is_free(planes: Iterable[Grid], panel: Panel, x: int, y: int, measure: Measure) -> bool:
    """Whether a panel's title fits at (x, y), left of all planes."""
    width, height = _title_width(panel, measure), _title_height([panel])
    return all(x + width + 8 <= edge for edge in _reach(planes, y, y + height))


def _title_height(panels: Iterable[Panel]) -> int:
    height = 0
    for panel in panels:
        if panel.title:
            height = max(height, round(TITLE_PX * LINE_HEIGHT) + (SUBTITLE_PX + 6 if panel.subtitle else 0) + 4)
    return height


def _title_width(panel: Panel, measure: Measure) -> int:
    return round(max(measure(panel.title, TITLE_PX, True), measure(panel.subtitle, SUBTITLE_PX, False)) + 0.5)


_COMPOSE = {"isometric": _isometric, "flat": _flat}
