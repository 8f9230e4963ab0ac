"""The words around a picture as marks: title, legend, the lines below it, and where in the steps we are."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Sequence

from tconv_anim.core.message import message
from tconv_anim.renderer.cells import HATCH_FROM_PX, STROKES, WIDER, stroked, tile
from tconv_anim.renderer.fonts import NUMBER, TEXT, TITLE, measure
from tconv_anim.renderer.layout.blocks import is_summand
from tconv_anim.renderer.layout.font_sizes import DIGIT_HEIGHT, SIGN_SCALE, Fonts
from tconv_anim.renderer.layout.page import (
    BAR_BELOW,
    BAR_SHARE,
    NOW,
    SUMS,
    Grid,
    Page,
    foot_lines,
    foot_rooms,
    legend_side,
    progress_width,
    sample_width,
)  # fmt: skip
from tconv_anim.renderer.layout.sum_rooms import sum_lines
from tconv_anim.renderer.layout.titles import shows_stride, stride_at, title_lines
from tconv_anim.renderer.marks import Ink, Key, Line, Mark, Order, Point, Text, Tile
from tconv_anim.renderer.sentences import Run, in_inks
from tconv_anim.scenes.scene import Panel, Scene, Stroke
from tconv_anim.scenes.texts import say

GROUND = "page.background"
UNDER_SHARE = 0.22  # of a sum's size, below its base line, to a line that stresses one of its products
HEAD_SHARE = 0.45  # of an arrow, in sizes of the notes
FRAME_PX, FRAME_ROUND = 1.5, 0.6  # of the frame around a picture: its width, and its corners in sizes of its heading
WORKED_PX = 3.0  # of the one that is worked on
TOP = 100  # the depth of what belongs to no layer
FOOT_INKS = ("page.muted", "page.ink", "title.now")  # of the notes, what happens now, the sums
Written = tuple[str, Point, int, str]
"""A line of text, where it begins, its size in px and its weight."""
AT_THE_END = (message("crop"), message("axis_by_axis"), message("done"))


def page_words(page: Page, scene: Scene, done: int, step: int | None) -> Iterator[Mark]:
    """Everything that is written around the panels; `done` steps are behind, `step` is the current one."""
    fonts = page.fonts
    for n, (sign, at) in enumerate(zip(scene.signs, page.signs_at, strict=False)):
        if at is not None:
            for row, down in enumerate(page.sign_rows.get(n, (0,))):
                yield from _sign(page, ("sign", n, row), (TOP, n, row), sign, (at[0], at[1] + down))
    yield from _between_products(page, scene)
    for n, (x0, y0, x1, y1) in enumerate(page.frames):
        corners = (x0, y0), (x1, y0), (x1, y1), (x0, y1)
        share = FRAME_ROUND * fonts.heading / min(x1 - x0, y1 - y0)
        worked_on = bool(scene.worked_on) and scene.pictures[n][0] == scene.worked_on
        ink, wide = ("page.now", WORKED_PX) if worked_on else ("page.edge", FRAME_PX)
        yield Mark(("frame", n), (-1, n), Line((corners,), ink, wide, closed=True, round=share))
    px = fonts.heading
    for n, ((_, heading), (x, y)) in enumerate(zip(scene.pictures, page.headings_at, strict=False)):
        at = x, y + px + 1
        centred = page.headings_centred
        yield from line(("heading", n), (TOP + 2, n), say(heading), at, px, TITLE, centred=centred, halo=GROUND)
    for n, (text, at, px, weight, ink) in enumerate(page.head):
        yield from line(("head", n), (TOP + 3, n), text, at, px, weight, ink)
    yield from _legend(page)
    rooms, below = foot_rooms(fonts, page.foot_width, page.last_step), list[Written]()
    lines = foot_lines(page, scene.caption)
    clauses = scene.caption.parts[NOW] if scene.caption is not None else ()
    sentence = in_inks([text for text, *_, part in lines if part == NOW], clauses, FOOT_INKS[NOW])
    for n, (text, y, px, part) in enumerate(lines):
        tight = measure(text, px) * WIDER > rooms[part][0]
        at = page.foot_at[0], y
        runs = next(sentence) if part == NOW else ((text, FOOT_INKS[part]),)
        yield from _in_runs(("caption", n), (TOP + 5, n), runs, at, px, fixed=tight)
        if part == SUMS:
            below.append((text, at, px, TEXT))
    sums = scene.caption.sums if scene.caption is not None else ()
    written: list[Written] = []
    for n, (text, (right, base)) in enumerate(sum_lines(page.sum_at, sums, fonts)):
        written.append((text, (right - measure(text, fonts.caption, NUMBER), base), fonts.caption, NUMBER))
        yield from line(("sum", n), (TOP + 1, n), *written[-1], "title.now")
    if sums:
        stressed = scene.words.stressed
        yield from _underlines(("sum", "under"), (TOP + 1, len(written)), written or below, stressed)
    if page.progress_at is not None and page.last_step and scene.caption is not None:
        at_the_end = step is None and scene.caption.progress in AT_THE_END
        yield from _progress(page, page.last_step if at_the_end else done, step)


def _in_runs(
    key: Key, order: Order, runs: Sequence[Run], at: Point, px: int, *, fixed: bool
) -> Iterator[Mark]:  # fmt: skip
    """A line in several inks, each run of letters a mark."""
    x, y = at
    fixed = fixed or len(runs) > 1
    for n, (text, ink) in enumerate(runs):
        further = (n,) if n else ()
        begins = x + measure(text, px) - measure(text.lstrip(" "), px)
        yield from line((*key, *further), (*order, *further), text.strip(" "), (begins, y), px, TEXT, ink, fixed=fixed)
        x += measure(text, px)


def line(
    key: Key, order: Order, text: str, at: Point, px: int, weight: str, ink: Ink = "page.ink", *,
    centred: bool = False, fixed: bool = True, halo: Ink = "",
) -> Iterator[Mark]:  # fmt: skip
    """A line of text, if it says something; if it is `fixed`, it is equally wide in any font."""
    if text:
        room = measure(text, px, weight) if fixed else None
        yield Mark(key, order, Text(text, at, px, weight, ink, centred=centred, halo=halo, room=room))


def titles(panel: Panel, fonts: Fonts, depth: Order, at: Point, *, centred: bool) -> Iterator[Mark]:
    """A panel's title with what is written below it; `at` is the top of its left end, or of its middle."""
    inks = {"title": f"title.{panel.id.part}", "subtitle": "page.muted", "sum": "title.now"}
    for part, number, text, base, px, weight in title_lines(panel, fonts):
        further = (number,) if number or part == "sum" else ()
        place = [*inks].index(part)
        order = (*depth, place + number) if part == "sum" else (*depth, place, *further)
        yield from line(
            (panel.id, part, *further), order, text, (at[0], at[1] + base), px, weight, inks[part],
            centred=centred, halo=GROUND,
        )  # fmt: skip
    if panel.stressed is None:
        return
    sums = (one for one in title_lines(panel, fonts) if one.part == "sum")
    written = [
        (text, (at[0] - (measure(text, px, weight) / 2 if centred else 0), at[1] + base), px, weight)
        for _, _, text, base, px, weight in sums
    ]
    yield from _underlines((panel.id, "sum", "under"), (*depth, 7), written, (panel.stressed,))


def _underlines(
    key: Key, order: Order, sums: Sequence[Written], stressed: Iterable[tuple[str, int]]
) -> Iterator[Mark]:  # fmt: skip
    """Lines below the products of sums that are in play, see `Panel.stressed`."""
    for number, (product, before) in enumerate(stressed):
        found = [
            (one, found.span())
            for one in sums
            for found in re.finditer(rf"(?<![\w.·]){re.escape(product)}(?![\w.·])", one[0])
        ]
        for (text, (left, base), px, weight), span in found[before : before + 1]:
            start, end = (left + measure(text[:n], px, weight) for n in span)
            y = base + round(UNDER_SHARE * px)
            yield Mark((*key, number), (*order, number), Line((((start, y), (end, y)),), "title.now", FRAME_PX))


def stride(panel: Panel, grid: Grid, fonts: Fonts, depth: Order) -> Iterator[Mark]:
    """An arrow from where a placement begins to where the next one does, and how many cells that is."""
    if not shows_stride(panel, grid.cell_px):
        return
    start, end, at, words = stride_at(panel, grid, fonts)
    (x0, y0), (x1, y1) = start, end
    long = math.sqrt((x1 - x0) * (x1 - x0) + (y1 - y0) * (y1 - y0))
    ax, ay = (HEAD_SHARE * fonts.note * by / long for by in (x1 - x0, y1 - y0))
    head = (x1 - ax - ay / 2, y1 - ay + ax / 2), end, (x1 - ax + ay / 2, y1 - ay - ax / 2)
    bar = (x0 - ay / 2, y0 + ax / 2), (x0 + ay / 2, y0 - ax / 2)
    yield Mark((panel.id, "stride"), (*depth, 8), Line((bar, (start, end), head), "page.muted", FRAME_PX))
    yield from line((panel.id, "stride", 1), (*depth, 9), words, at, fonts.note, TEXT, "page.muted", halo=GROUND)


def _between_products(page: Page, scene: Scene) -> Iterator[Mark]:
    """A "+" between the products that a row of channels adds up."""
    shown = (panel for panel in scene.panels if is_summand(panel) and panel.roles.any() and panel.id in page.grids)
    found = {(panel.id.picture, *panel.place): panel.id for panel in shown}
    for n, ((picture, row, column), key) in enumerate(found.items()):
        if (before := found.get((picture, row, column - 1))) is not None:
            (_, top, left, low), (right, *_) = page.grids[before].bounds, page.grids[key].bounds
            at = (left + right) // 2, (top + low) // 2
            yield from _sign(page, ("plus", key), (TOP, len(scene.signs), n), "+", at)


def _sign(page: Page, key: Key, order: Order, sign: str, at: tuple[int, int]) -> Iterator[Mark]:
    if sign:
        px = page.fonts.sign * SIGN_SCALE.get(sign, 1)
        yield Mark(
            key, order, Text(sign, (at[0], at[1] + px // 3), px, TEXT, "page.ink", centred=True, halo="page.background")
        )


def _legend(page: Page) -> Iterator[Mark]:
    px, side = page.fonts.note, legend_side(page.fonts)
    for n, (role, (x, y), text) in enumerate(page.legend):
        wide = sample_width(role, page.fonts)
        corners = (x, y), (x + wide, y), (x + wide, y + side), (x, y + side)
        yield Mark(("legend", n, "cell"), (TOP + 4, n, 0), _sample(role, corners))
        at = x + wide + round(0.45 * px), y + round(side / 2 + DIGIT_HEIGHT / 2 * px)
        yield from line(("legend", n), (TOP + 4, n, 1), text, at, px, TEXT, "page.muted")


def _sample(what: int | Stroke, corners: tuple[Point, ...]) -> Tile | Line:
    """A cell, or a line in a stroke."""
    if not isinstance(what, Stroke):
        return tile(what, corners, HATCH_FROM_PX)
    (left, top), _, (right, low), _ = corners
    y = float(round((top + low) / 2))
    return stroked(Line((((left, y), (right, y)),), STROKES[what][0], max(2, 2 * round((low - top) / 8))), what)


def _progress(page: Page, done: int, step: int | None) -> Iterator[Mark]:
    """Which of the steps this is, or how many there are, in words; below them a bar that tells how far we are."""
    px, count = page.fonts.note, page.last_step
    assert page.progress_at is not None
    right, base = page.progress_at
    words = message("step_of", step=step, count=count) if step else message("step_count", count=count)
    yield from line(
        ("progress", 0), (TOP + 6, 0), say(words), (right - measure(say(words), px), base), px, TEXT, "page.muted"
    )
    wide, high = progress_width(count, page.fonts), max(3, round(BAR_SHARE * px))
    left, top = right - wide, base + round(BAR_BELOW * px)
    before, here = (wide * (done - 1) / count, wide * done / count) if step else (wide * done / count, 0.0)
    parts = ("all", 0.0, wide, "page.edge"), ("done", 0.0, before, "page.muted"), ("now", before, here, "page.now")
    for n, (name, start, end, ink) in enumerate(parts):
        start = min(start, end - high)
        if end > 0:
            x0, x1 = left + round(max(0.0, start)), left + round(end)
            corners = (x0, top), (x1, top), (x1, top + high), (x0, top + high)
            yield Mark(("pip", name), (TOP + 6, 1, n), Tile(corners, ink))
