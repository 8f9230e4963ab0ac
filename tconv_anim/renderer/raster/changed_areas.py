"""The rectangles in which two scenes differ; only these are drawn again."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import numpy as np

from tconv_anim.renderer.fonts import ascent, descent, measure, set_width
from tconv_anim.renderer.frame import Rect
from tconv_anim.renderer.geometry import Point, link_lines
from tconv_anim.renderer.layout.blocks import title_height, title_width
from tconv_anim.renderer.layout.page import Page, caption_lines
from tconv_anim.scenes.scene import Caption, Panel, Scene, changed_cells


def changes(last: Scene | None, scene: Scene, page: Page, line_px: float) -> list[Rect]:
    """Rectangles without overlaps that hold all differences; lines are at most `line_px` wide."""
    if last is None:
        return [(0, 0, page.width, page.height)]
    points: list[list[Point]] = []
    titles: list[Rect] = []
    for before, after in zip(last.panels, scene.panels, strict=True):
        grid = page.grids.get(after.id)
        if grid is not None:
            cells = np.argwhere(changed_cells(before, after)).tolist()
            if before.turn != after.turn or (after.turn and cells):
                points.append(grid.outline())
            points += [grid.outline((row, column, row + 1, column + 1)) for row, column in cells]
            if before.subtitle != after.subtitle:
                titles += [_title_box(page, before), _title_box(page, after)]
    for outline in set(last.outlines) ^ set(scene.outlines):
        if outline.panel in page.grids:
            points.append(page.grids[outline.panel].outline(outline.box))
    for link in set(last.links) ^ set(scene.links):
        points += [list(line) for line in link_lines(page, link)]
    rects = [around(some, line_px, page) for some in points] + titles
    if last.relation != scene.relation:
        half = page.fonts.sign
        rects += [_clipped((x - half, y - half, x + half, y + half), page) for x, y in page.between_at]
    if last.caption != scene.caption:
        words = caption_words(page, last.caption) ^ caption_words(page, scene.caption)
        rects += [_clipped(box, page) for _, box in words]
    return _merged(rects)


@lru_cache(maxsize=4)  # this shot's and the one before
def caption_words(page: Page, caption: Caption | None) -> frozenset[tuple[str, Rect]]:
    """Every word of a caption and its rectangle; each part of the caption keeps its place."""
    words = set()
    px = page.fonts.caption
    for line, y in caption_lines(page, caption):
        x = float(page.caption_at[0])
        for word in line.split(" ") if line else ():
            after = x + set_width(word, px) + measure(" ", px)
            words.add((word, (round(x) - 1, y - ascent(px), round(after), y + descent(px))))
            x = after
    return frozenset(words)


def _title_box(page: Page, panel: Panel) -> Rect:
    """The rectangle of a panel's title and subtitle."""
    x, y = page.grids[panel.id].title_at
    width = title_width(panel, page.fonts) + 2
    left = x - width // 2 if page.grids[panel.id].title_centred else x
    return _clipped((left - 1, y, left + width, y + title_height([panel], page.fonts)), page)


def _merged(rects: list[Rect]) -> list[Rect]:
    """Join rectangles until none overlaps another."""
    done: list[Rect] = []
    while rects:
        rect = rects.pop()
        for index, other in enumerate(done):
            if overlap(rect, other):
                del done[index]
                rects.append(
                    (min(rect[0], other[0]), min(rect[1], other[1]), max(rect[2], other[2]), max(rect[3], other[3]))
                )
                break
        else:
            done.append(rect)
    return done


def overlap(a: Rect, b: Rect) -> bool:
    """Whether two rectangles share a pixel."""
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _clipped(rect: Rect, page: Page) -> Rect:
    return max(0, rect[0]), max(0, rect[1]), min(page.width, rect[2]), min(page.height, rect[3])


def around(points: Iterable[Point], line_px: float, page: Page) -> Rect:
    """The pixels that a line of this width between points may touch."""
    xs, ys = zip(*points, strict=True)
    margin = int(line_px) + 1
    box = int(min(xs)) - margin, int(min(ys)) - margin, int(max(xs)) + margin + 1, int(max(ys)) + margin + 1
    return _clipped(box, page)
