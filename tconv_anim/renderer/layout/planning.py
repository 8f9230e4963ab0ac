"""The largest cells with which a picture, its texts and its caption suit a page."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from itertools import islice, product, zip_longest
from typing import ClassVar, NamedTuple

import numpy as np

from tconv_anim.core.progress import LAYING_OUT, tell
from tconv_anim.options import ASPECT_SIZES, OPTIONS, TconvError
from tconv_anim.renderer.layout.blocks import arrangements, by_part, in_one_place, in_stacks, is_framed, unlike_a_slide
from tconv_anim.renderer.layout.contents import Contents, look_through
from tconv_anim.renderer.layout.font_sizes import USUAL, Around, Fonts, fonts_for, shows_numbers, shows_sums, tag_px
from tconv_anim.renderer.layout.page import Page, PlacedPicture, page_around
from tconv_anim.renderer.layout.styles import Style, load_style
from tconv_anim.renderer.layout.table import in_table
from tconv_anim.scenes.notes import CHANNEL
from tconv_anim.scenes.scene import Caption, Scene, Shot
from tconv_anim.scenes.texts import say, say_all

DEFAULT_STYLE, FLAT_STYLE = "isometric", "flat"
PAGE_LIMIT_PX = (1280, 1000)  # of a page, unless another size is asked for
NUMBERS_LIMIT_PX, HARD_LIMIT_PX = (1680, 1300), (1920, 1440)  # the same where numbers need it, and at most
MAX_SIDE_PX = OPTIONS["size"].most or 0  # of the largest page that can be asked for
LATER_SHARE, LATER_PX = 0.1, (240, 260)  # room for later titles and captions: of a page's width, and at least
SCALE_FROM_PX, MAX_SCALE = (640, 420), 2.5  # text around the cells grows with a page that is asked to be larger
SCALES, LEAST_EM = (1.0, 0.6, 0.3, 0.0), 1.2  # how much of it there is, if numbers or cells of so many em need room
LINE_EMS = (math.inf, 14.0, 9.0)  # of lines of panels' titles: shorter ones may leave more room for the cells
FRAMED_EM = 20.0  # of these lines within frames
OPEN_SHARE = 0.75  # of a page's width, that another composition makes it high at most where the height is open
REARRANGED = 1.15  # how much larger cells are at least in a composition that is not the usual one
APART_PX = 200  # between the sizes that are tried for all numbers
GROWTH = 2.0  # how far beyond the preferred unit a page goes by itself, for wide numbers or a small picture

PageSize = tuple[int, int | None]
"""Width and height in px; a height of None follows from the width."""


class LayoutError(TconvError):
    """A picture that does not fit its page."""

    sentences: ClassVar[Mapping[str, str]] = {
        "too_small": "{size} is too small for this picture: use {hint} or more",
        "too_large": "even with its smallest cells this picture needs {needed:size} px, more than {limit:size}: "
        "use {hint}",
    }


class NumbersWarning(TconvError, UserWarning):  # noqa: N818 # a warning, raised only where warnings are errors
    """Numbers that a picture leaves out; it is made all the same."""

    sentences: ClassVar[Mapping[str, str]] = {
        f"left_out:{which}{case}": f"{words} numbers do not fit their cells and are left out: use {way}"
        for which, words in (("all", "the"), ("some", "some"))
        for case, way in (("", "{hint}"), ("_on_any_page", "fewer cells or shorter numbers"))
    }


def plan(contents: Contents, style: str | None, size: int | PageSize | None = None) -> Page:
    """Place everything, at the largest cell size that suits the page.

    Parameters
    ----------
    contents : what the animation needs room for
    style : a style's name; None for the default
    size : (width, height) of the page in px, or the width, from which the height follows; None for what suits

    Raises
    ------
    LayoutError
        If even the smallest cells do not fit.
    """
    chosen = load_style(style or DEFAULT_STYLE)
    if size is None:
        return _suiting(contents, chosen)
    return _filling(contents, chosen, (size, None) if isinstance(size, int) else size)


def noted(contents: Contents, style: str | None, size: int | PageSize | None) -> Contents:
    """The contents with notes in its captions: of rounded numbers, sums of letters that do not fit, small numbers."""
    if contents.sum_em and not contents.shortened:
        with suppress(LayoutError):
            fitting = plan(contents, style, size).fonts.sums
            contents = replace(contents, shortened=min(contents.sum_em.keys() - fitting.keys(), default=0))
    tagged = [panel for panel in contents.scene.panels if panel.tagged] if contents.scene else []
    if tagged:
        with suppress(LayoutError):
            page = plan(contents, style, size)
            room = (p for p in tagged if tag_px(page.fonts, p, page.grids[p.id].cell_px))
            parts = (p.id.part if p.tagged == CHANNEL else p.tagged for p in room)
            contents = replace(contents, tagged=tuple(dict.fromkeys(parts)))
    return contents.noted


def _suiting(contents: Contents, style: Style) -> Page:
    """A page of the usual size, or as much larger as the numbers need."""
    smallest, preferred, _ = style.units_px
    most = round(preferred * GROWTH)
    assert contents.scene is not None
    channels = len(by_part(contents.scene)) < len(contents.scene.panels)
    suits = HARD_LIMIT_PX if channels and not contents.scene.pictures else PAGE_LIMIT_PX
    start = preferred
    while start < most and not _shows_all(contents, _fonts(contents, style, start)):
        start += 1
    unit, number, page = _largest(contents, style, range(smallest, start + 1), suits)
    if page is None or not shows_numbers(contents, page.fonts):
        shown = next((u for u in range(smallest, most + 1) if shows_numbers(contents, _fonts(contents, style, u))), 0)
        wider = _largest(contents, style, range(shown, shown + 1), NUMBERS_LIMIT_PX) if shown else NONE_FITS
        unit, number, page = wider if wider.page is not None else (unit, number, page)
    if page is None:
        unit, number = smallest, _compositions(contents, style, USUAL)[0]
        page = _page(contents, style, unit, None, USUAL, number)
    widest = page.width
    while unit < most:  # a small picture grows into the width that its caption takes
        larger = _page(contents, style, unit + 1, None, USUAL, number)
        if larger.width > widest or larger.height > suits[1]:
            break
        page, unit = larger, unit + 1
    return page


def _shows_all(contents: Contents, fonts: Fonts) -> bool:
    """Whether cells have room for two lines where they have second operands, and for sums of a few letters."""
    return bool(fonts.pair or not contents.pair_em) and shows_sums(contents, fonts)


def _filling(contents: Contents, style: Style, size: PageSize) -> Page:
    """A page that is not larger than asked for, with the largest cells that fit it."""
    limit, units = (size[0], size[1] or HARD_LIMIT_PX[1]), range(style.units_px[0], style.units_px[2] + 1)
    page = None
    shares = SCALES if _scale(size) > 1 else SCALES[:1]
    for tall in (True,) if size[1] else (False, True):
        for share, line_em in product(shares, LINE_EMS):
            around = Around(1 + (_scale(size) - 1) * share, line_em)
            unit, _, found = _largest(contents, style, units, limit, size, around, tall=tall)
            page = found or page
            if found is not None and shows_numbers(contents, found.fonts) and unit >= LEAST_EM * found.fonts.caption:
                return found
    if page is None:
        page = _nearest(contents, style, size)
        asked, least = (size, (page.width, page.height)) if size[1] else (size[0], page.width)
        raise LayoutError("too_small", {"size": asked}, hint=[{"size": least}])
    return page


def _nearest(contents: Contents, style: Style, size: PageSize) -> Page:
    """Of the pages with the smallest cells, in each composition, the one that is the nearest to one of this size."""
    around, unit, high = Around(line_em=LINE_EMS[-1]), style.units_px[0], HARD_LIMIT_PX[1]
    pages = (_page(contents, style, unit, size, around, number) for number in _compositions(contents, style, around))
    return min(pages, key=lambda page: (page.height > high, max(page.width / size[0], page.height / (size[1] or high))))


class _Fit(NamedTuple):
    """The largest cells that a page has room for, in which composition; 0 and None if it has none for the smallest."""

    unit: int
    composition: int
    page: Page | None


NONE_FITS = _Fit(0, 0, None)


def _largest(
    contents: Contents, style: Style, units: range, limit: tuple[int, int], size: PageSize | None = None,
    around: Around = USUAL, *, tall: bool = True,
) -> _Fit:  # fmt: skip
    """The largest of these cells with which a page keeps to its limit, in the usual composition if it is not much less.

    Sizes grow with the cells, so the largest is found by halving, if not all fit. With `tall` False another composition
    than the usual one makes no page that is higher than that of a slide.
    """
    best = NONE_FITS
    usual, *others = _compositions(contents, style, around)
    for number in (usual, *others):
        highest = limit[1] if tall or number == usual else min(limit[1], round(OPEN_SHARE * limit[0]))

        def fits(unit: int, number: int = number, highest: int = highest) -> Page | None:
            page = _page(contents, style, unit, size, around, number)
            return page if page.width <= limit[0] and page.height <= highest else None

        if best.page is not None and units[-1] < round(best.unit * REARRANGED):
            break
        if page := fits(units[-1]):
            best = _Fit(units[-1], number, page)
            continue
        count = bisect_left(units[:-1], True, key=lambda unit: fits(unit) is None)
        if count and units[count - 1] >= round(best.unit * REARRANGED):
            best = _Fit(units[count - 1], number, fits(units[count - 1]))
    return best


def _compositions(contents: Contents, style: Style, around: Around) -> list[int]:
    """The numbers of the ways in which a style can place the picture, the usual one or what is like a slide first."""
    unit = style.units_px[1]
    placed = list(_pictures(contents, style, unit, _fonts(contents, style, unit, around)))
    count = len(contents.scene.pictures) if contents.scene and not contents.scene.in_turn else 0
    order = range(len(placed))
    if contents.scene and contents.scene.stacks:
        return [*order]
    asked = contents.scene.columns if contents.scene else ()
    columns = asked or range(1, count + 1)

    def unsuited(number: int) -> tuple[bool, float]:
        gap = bool(asked) and count % columns[number] > 0  # small multiples are a grid
        return gap, unlike_a_slide(placed[number], columns[number], count)

    return sorted(order, key=unsuited) if count else list(order)


def _page(
    contents: Contents, style: Style, unit: int, size: PageSize | None, around: Around, number: int = 0
) -> Page:  # fmt: skip
    """A page with cells of this size, in one of the compositions."""
    tell(LAYING_OUT)
    fonts = _fonts(contents, style, unit, around)
    return page_around(next(_pictures(contents, style, unit, fonts, number)), contents, fonts, size)


def _pictures(contents: Contents, style: Style, unit: int, fonts: Fonts, first: int = 0) -> Iterator[PlacedPicture]:
    """The page's picture with cells of this size; several pictures in every arrangement, from the `first` one on."""
    scene = contents.scene
    assert scene is not None
    if scene.table:
        yield from (in_table(scene, unit, fonts, columns) for columns in range(first + 1, len(scene.pictures) + 1))
        return
    yield from islice(_arranged(scene, style, unit, fonts), first, None)


def _arranged(scene: Scene, style: Style, unit: int, fonts: Fonts) -> Iterator[PlacedPicture]:
    if not scene.pictures:
        yield from style.compose(scene, unit, fonts)
        return
    if scene.in_turn:
        ways = zip_longest(*(style.compose(scene.picture(path), unit, fonts) for path, _ in scene.pictures))
        usual = next(ways)
        yield in_one_place(list(usual), fonts)
        yield from (in_one_place([new or old for new, old in zip(way, usual, strict=True)], fonts) for way in ways)
        return
    pictures = [next(style.compose(scene.picture(path), unit, fonts)) for path, _ in scene.pictures]
    headings = [say(heading) for _, heading in scene.pictures]
    if scene.stacks:
        yield in_stacks(pictures, headings, fonts, scene.stacks)
        yield from arrangements(pictures, headings, fonts, (1,))  # for narrow pages
        if scene.columns:
            yield from arrangements(pictures, headings, fonts, scene.columns, aligned=False)
        return
    yield from arrangements(pictures, headings, fonts, scene.columns, framed=is_framed(scene))


def check_possible(scene: Scene, style: str | None, size: int | PageSize | None) -> None:
    """Refuse early a picture that is larger than any page, by its first scene, whatever its numbers.

    Raises
    ------
    LayoutError
    """
    empty = (p if p.values is None else replace(p, values=np.full(p.shape, np.nan)) for p in scene.panels)
    contents = look_through([Shot(replace(scene, panels=tuple(empty)), 0)])
    chosen = load_style(style or DEFAULT_STYLE)
    asked = (size, None) if isinstance(size, int) else size or (None, None)
    limit = tuple(max(most, side or 0) for most, side in zip(HARD_LIMIT_PX, asked, strict=True))
    pages = []
    for number in _compositions(contents, chosen, USUAL):
        page = _page(contents, chosen, chosen.units_px[0], None, USUAL, number)
        if page.width <= limit[0] and page.height <= limit[1]:
            return
        pages.append(page)
    page = min(pages, key=lambda page: page.width * page.height)
    needed = {"needed": (page.width, page.height), "limit": limit}
    wider = max(page.width + LATER_PX[0], min(round(page.width * (1 + LATER_SHARE)), MAX_SIDE_PX))
    larger = wider, page.height + LATER_PX[1]
    raise LayoutError("too_large", needed, hint=[{"size": larger}] if max(larger) <= MAX_SIDE_PX else ())


def _fonts(contents: Contents, style: Style, unit: int, around: Around = USUAL) -> Fonts:
    assert contents.scene is not None
    if is_framed(contents.scene):
        around = around._replace(line_em=min(around.line_em, FRAMED_EM))
    return fonts_for(contents, style.basis(unit, contents.scene), around)


def _scale(size: PageSize) -> float:
    """How much larger than usual the text is on a page of this size."""
    factor = min(size[0] / SCALE_FROM_PX[0], (size[1] or size[0] * 9 / 16) / SCALE_FROM_PX[1])
    return min(max(factor, 1.0), MAX_SCALE)


def left_out(contents: Contents, style: str | None, page: Page, aspect: str | None = None) -> NumbersWarning | None:
    """That numbers are left out on this page, and what has room for them; None if all are shown.

    Those of smaller cells, such as a matrix, may be left out alone. A larger page has the `aspect` that is asked for.
    """
    if shows_numbers(contents, page.fonts):
        return None
    which = "some" if page.fonts.text > 0 or not contents.value_em else "all"
    hint: list[dict[str, str | int | PageSize]] = []
    if style != FLAT_STYLE:
        with suppress(LayoutError):
            if shows_numbers(contents, plan(contents, FLAT_STYLE, (page.width, page.height)).fonts):
                hint.append({"style": FLAT_STYLE})
    if size := size_for_numbers(contents, style, ASPECT_SIZES.get(aspect or "")):
        hint.append({"size": size if size[1] else size[0]})
    return NumbersWarning(f"left_out:{which}" if hint else f"left_out:{which}_on_any_page", hint=hint)


def size_for_numbers(contents: Contents, style: str | None, shape: tuple[int, int] | None = None) -> PageSize | None:
    """The size that suits, if it has room for all numbers, or else a larger one; None if even the largest has not.

    Parameters
    ----------
    contents, style : as for `plan`
    shape : (width, height) of a page of the shape that is asked for, which it keeps; None for any shape
    """
    contents = replace(contents, captions=dict.fromkeys(_longest(contents)))

    def has_room(size: PageSize) -> bool:
        with suppress(LayoutError):
            return shows_numbers(contents, plan(contents, style, size).fonts)
        return False

    if shape is not None:
        across, down = shape
        larger = range(across, MAX_SIDE_PX * across // max(across, down) + 1, APART_PX // 10)
        pages = [(width, (width * down + across // 2) // across) for width in larger]
        fitting = bisect_left(pages, True, key=has_room)
        return pages[fitting] if fitting < len(pages) else None
    natural = plan(contents, style)
    if shows_numbers(contents, natural.fonts):
        return natural.width, natural.height
    widths = range(natural.width, MAX_SIDE_PX + 1, APART_PX)
    if not widths or not has_room((widths[-1], MAX_SIDE_PX)):
        return None
    width = widths[bisect_left(widths[:-1], True, key=lambda width: has_room((width, MAX_SIDE_PX)))]
    if has_room((width, None)):
        return width, None
    heights = (*range(HARD_LIMIT_PX[1], MAX_SIDE_PX, APART_PX), MAX_SIDE_PX)
    return width, heights[bisect_left(heights[:-1], True, key=lambda height: has_room((width, height)))]


def _longest(contents: Contents) -> list[Caption]:
    """Captions that take as many lines as all of them: to wrap thousands for every size takes too long."""
    parts = {caption: caption.parts for caption in contents.captions}
    return [max(parts, key=lambda caption: len(say_all(parts[caption][n]))) for n in range(3) if parts]
