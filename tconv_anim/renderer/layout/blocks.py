"""Upright panels of one part, such as the input's channels, and whole pictures in rows and columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate, pairwise

from tconv_anim.renderer.fonts import TITLE, measure
from tconv_anim.renderer.layout.font_sizes import COLUMN_SIDE_PX, LINE_HEIGHT, USUAL, Fonts, Vector
from tconv_anim.renderer.layout.page import Grid, PlacedPicture
from tconv_anim.renderer.layout.titles import is_card, title_height, title_width
from tconv_anim.scenes.scene import Panel, PanelId, Scene
from tconv_anim.scenes.side_by_side import PRODUCTS

MIN_CELL_PX = 2
BLOCK_GAP_PX, STACK_GAP_PX = 14, 4  # between panels of one part; between the cards of a stack
PLUS_SHARE = 1.8  # of a sign, between products that are added up
CARD_SHARE, CARD_PX = 0.1, 2.0  # how far the edge of a channel's card is from its cells, in their sides; its width
GAP_PX = 44  # between two pictures
FRAMED_SHARE, FRAME_SHARE = 0.6, 0.25  # of this gap, between two framed pictures, and from each to its frame
STACKS_APART_PX = 26  # of more than two
BELOW_HEADING_PX, BELOW_FRAMED_PX = 6, 12  # free below a heading, and below one within a frame
ASPECT = 16 / 10  # of a page that suits slides
PAIR = 2  # pictures that are told apart without frames

Block = tuple[dict[PanelId, Grid], int, int]
"""Grids, and the width and height that they take."""


def by_part(scene: Scene) -> dict[str, list[Panel]]:
    """The scene's panels by part: input, kernel, output."""
    parts: dict[str, list[Panel]] = {}
    for panel in scene.panels:
        parts.setdefault(panel.id.part, []).append(panel)
    return parts


def block(
    panels: list[Panel], steps: tuple[Vector, Vector], fonts: Fonts, above: int, tallest: int = 0, below: int = 0
) -> Block:
    """Place upright panels of one part, with titles in the `above` px over them; also the block's size in px.

    Each row has room for the `tallest` of other parts, in px, so that their rows are beside each other. So much is left
    free `below` them. Cards of a stack are close to each other.
    """
    unit = max(MIN_CELL_PX, round(steps[0][0] * panels[0].zoom))
    across = {panel.id: across_px(panel, unit, fonts) for panel in panels}
    cards = any(panel.channel is not None for panel in panels)
    apart = BLOCK_GAP_PX + 2 * round(CARD_SHARE * unit) * (cards or tallest > 0)
    cell_width = max(max(panel.shape[1] * across[panel.id], title_width(panel, fonts)) for panel in panels)
    sign = round(PLUS_SHARE * fonts.sign) if is_summand(panels[0]) else 0
    pitch = max(cell_width + apart, max(panel.shape[1] * across[panel.id] for panel in panels) + sign)
    cells_px = max(panel.shape[0] for panel in panels) * unit
    cell_height = max(above + cells_px, tallest)
    raised = round(CARD_SHARE * unit + CARD_PX) * cards
    closer = 0  # how much the cards of a stack are closer to each other than other panels
    if stacked := [panel for panel in panels if is_card(panel)]:
        near = STACK_GAP_PX + 2 * raised + title_height(stacked, fonts) + cells_px
        closer = max(0, cell_height + apart - near)
    grids = {}
    for panel in panels:
        row, column = panel.place
        x, y = column * pitch, row * (cell_height + apart - closer)
        y += (tallest and cell_height - above - panel.shape[0] * unit) // 2
        left = x + (cell_width - panel.shape[1] * across[panel.id]) // 2
        title_at = x + cell_width // 2, y + above - title_height([panel], fonts) - raised
        grids[panel.id] = Grid((left, y + above), (across[panel.id], 0), (0, unit), *panel.shape, title_at, True)
    rows, columns = (max(panel.place[axis] for panel in panels) for axis in (0, 1))
    high = rows * (cell_height + apart - closer) + cell_height + below
    return grids, columns * pitch + cell_width, high


def is_summand(panel: Panel) -> bool:
    """Whether it is the products of an input channel for an output channel, which a row of them adds up."""
    return panel.id.part == PRODUCTS and panel.channel is not None and len(panel.id.channels) > 1


def across_px(panel: Panel, unit: int, fonts: Fonts) -> int:
    """How wide a panel's upright cells are, in px."""
    if not panel.is_vector:
        return unit
    return max(unit, round(fonts.column_em.get(panel.id.part, 0.0) * fonts.numbers(panel)) + 2 * COLUMN_SIDE_PX)


def is_framed(scene: Scene) -> bool:
    """Whether its pictures have frames, so that it is seen what belongs to which: many, some of several parts."""
    parts = Counter(panel.id.picture for panel in scene.panels)
    arranged = scene.in_turn or scene.columns or scene.stacks
    return scene.table or (len(scene.pictures) > PAIR and max(parts.values()) > 1 and not arranged)


def arrangements(
    pictures: list[PlacedPicture],
    headings: list[str],
    fonts: Fonts,
    asked: tuple[int, ...] = (),
    *,
    framed: bool = False,
    aligned: bool = True,
) -> Iterator[PlacedPicture]:
    """All pictures as one, in every number of columns, or in those that are `asked` for.

    Their outputs are below each other where they are `aligned`, else their middles.
    """
    heading_px = heading_height(fonts, framed=framed) if any(headings) else 0
    widths = [round(measure(heading, fonts.heading, TITLE)) + 1 for heading in headings]
    gap = fonts.gap(round(GAP_PX * (FRAMED_SHARE if framed else 1)))
    for columns in asked or range(1, len(pictures) + 1):
        aligned = aligned and fonts.line_em == USUAL.line_em and not framed
        yield _joined(pictures, widths, heading_px, columns, gap, aligned=aligned, framed=framed)


def in_stacks(
    pictures: list[PlacedPicture], headings: list[str], fonts: Fonts, stacks: tuple[int, ...]
) -> PlacedPicture:  # fmt: skip
    """All pictures as one: columns side by side, each with so many of the pictures, in its middle, below each other."""
    heading_px, gap = heading_height(fonts), fonts.gap(STACKS_APART_PX)
    widths = [round(measure(heading, fonts.heading, TITLE)) + 1 for heading in headings]
    columns: list[PlacedPicture] = []
    for first, end in pairwise(accumulate(stacks, initial=0)):
        column = _joined(pictures[first:end], widths[first:end], heading_px, 1, gap, aligned=False)
        columns.append(column.moved(columns[-1].bounds[2] - column.bounds[0] + gap if columns else 0, 0))
    joined = _joined(columns, [0] * len(columns), 0, len(columns), gap)  # for what does not depend on the place
    return replace(
        joined,
        grids={key: grid for column in columns for key, grid in column.grids.items()},
        signs_at=tuple(at for column in columns for at in column.signs_at),
        bounds=(*columns[0].bounds[:2], columns[-1].bounds[2], max(column.bounds[3] for column in columns)),
        headings_at=tuple(at for column in columns for at in column.headings_at),
    )


def in_one_place(pictures: list[PlacedPicture], fonts: Fonts) -> PlacedPicture:
    """All pictures as one, each in the middle of the same room, below the same line for headings."""
    heading_px = heading_height(fonts)
    moved = []
    for picture in pictures:
        left, top, right, bottom = picture.bounds
        moved.append(picture.moved(-(left + right) // 2, -(top + bottom) // 2))
    lefts, tops, rights, bottoms = zip(*(picture.bounds for picture in moved), strict=True)
    top = min(tops) - heading_px
    joined = _joined(pictures, [0] * len(pictures), 0, 1, 0)  # for what does not depend on the place
    return replace(
        joined,
        grids={key: grid for picture in moved for key, grid in picture.grids.items()},
        signs_at=tuple(at for picture in moved for at in picture.signs_at),
        bounds=(min(lefts), top, max(rights), max(bottoms)),
        headings_at=((0, top),) * len(moved),
    )


def heading_height(fonts: Fonts, *, framed: bool = False) -> int:
    """The room of a heading; within a frame cells that are framed may follow it."""
    return round(fonts.heading * LINE_HEIGHT) + (BELOW_FRAMED_PX if framed else BELOW_HEADING_PX)


def beside_frame(gap: int) -> int:
    """How far from what they contain frames are, where pictures are so far apart."""
    return round(FRAME_SHARE / FRAMED_SHARE * gap)


def _joined(
    pictures: list[PlacedPicture], heading_widths: list[int], heading_px: int, columns: int, gap: int, *,
    aligned: bool = True, framed: bool = False,
) -> PlacedPicture:  # fmt: skip
    """Pictures in so many columns; in each their outputs are below each other, or their middles if not `aligned`.

    Pictures that are `framed` have a line around them.
    """
    cells = [divmod(n, columns) for n in range(len(pictures))]
    rows = cells[-1][0] + 1
    lefts, tops, rights, bottoms = zip(*(picture.bounds for picture in pictures), strict=True)
    sizes = [
        (max(right - left, heading), bottom - top)
        for left, top, right, bottom, heading in zip(lefts, tops, rights, bottoms, heading_widths, strict=True)
    ]
    middles = ((picture.bounds[0] + picture.bounds[2]) // 2 for picture in pictures)
    anchors = [_anchor(picture) for picture in pictures] if rows > 1 and aligned else list(middles)
    before, after, row_heights = [0] * columns, [0] * columns, [0] * rows
    for picture, anchor, (width, height), (row, column) in zip(pictures, anchors, sizes, cells, strict=True):
        before[column] = max(before[column], anchor - picture.bounds[0], -(-width // 2) if rows == 1 else 0)
        after[column] = max(after[column], picture.bounds[2] - anchor, -(-width // 2) if rows == 1 else 0)
        row_heights[row] = max(row_heights[row], height)
    for (_, column), heading in zip(cells, heading_widths, strict=True):
        if not framed:
            before[column], after[column] = (max(side[column], -(-heading // 2)) for side in (before, after))
        elif heading > before[column] + after[column]:
            before[column] += (heading - before[column] - after[column]) // 2
            after[column] = heading - before[column]
    column_widths = [a + b for a, b in zip(before, after, strict=True)]
    xs = [sum(column_widths[:column]) + column * gap for column in range(columns + 1)]
    ys = [sum(row_heights[:row]) + row * gap + (row + 1) * heading_px for row in range(rows + 1)]
    moved, headings_at = [], []
    by = beside_frame(gap) if framed else 0
    for picture, anchor, heading, (row, column) in zip(pictures, anchors, heading_widths, cells, strict=True):
        left, top, right, _ = picture.bounds
        dx = xs[column] + before[column] - anchor
        dy = ys[row] - top  # so that titles and cells of a row are on one line
        moved.append(picture.moved(dx, dy))
        wide, half = column_widths[column], -(-heading // 2)
        middle = wide // 2 if framed else max(half, min((left + right) // 2 - anchor + before[column], wide - half))
        headings_at.append((xs[column] + middle, ys[row] - heading_px))
    layers = max(len(picture.stacking) for picture in moved)
    return PlacedPicture(
        {key: grid for picture in moved for key, grid in picture.grids.items()},
        tuple(tuple(n for p in moved for n in (p.stacking[k] if k < len(p.stacking) else ())) for k in range(layers)),
        tuple(at for picture in moved for at in picture.signs_at),
        (-by, -by, xs[columns] - gap + by, ys[rows] - gap - heading_px + by),
        {key: by for picture in moved for key, by in picture.hover.items()},
        {key: by for picture in moved for key, by in picture.lift.items()},
        frozenset(key for picture in moved for key in picture.untied),
        tuple(headings_at),
        frames=tuple(
            (xs[column] - by, ys[row] - heading_px - by, xs[column + 1] - gap + by, ys[row] + row_heights[row] + by)
            for row, column in cells
            if framed
        ),
        spare_px={key: px for picture in moved for key, px in picture.spare_px.items()},
    )


def _anchor(picture: PlacedPicture) -> int:
    """What the pictures of a column have below each other: the middle of their outputs."""
    return picture.result_at[0]


def unlike_a_slide(picture: PlacedPicture, columns: int, count: int) -> float:
    """How far an arrangement of so many pictures is from a page that suits slides, and from filling it."""
    left, top, right, bottom = picture.bounds
    shape = (right - left) / max(1, bottom - top) / ASPECT
    filled = count / (-(-count // columns) * columns)
    return max(shape, 1 / shape) / filled**2
