"""The largest cells with which a picture, its texts and its caption suit a page."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import ClassVar

import numpy as np

from tconv_anim.core.progress import LAYING_OUT, tell
from tconv_anim.options import OPTIONS, TconvError
from tconv_anim.renderer.layout.blocks import arrangements, by_part
from tconv_anim.renderer.layout.contents import Contents, look_through
from tconv_anim.renderer.layout.font_sizes import Fonts, fonts_for, shows_numbers
from tconv_anim.renderer.layout.page import CAPTION_WIDTH_PX, MARGIN_PX, Page, PlacedPicture, centre, page_around
from tconv_anim.renderer.layout.styles import Style, load_style
from tconv_anim.scenes.scene import Caption, Scene, Shot
from tconv_anim.scenes.texts import say, say_all

DEFAULT_STYLE = "isometric"
PAGE_LIMIT_PX = (1100, 1000)  # of a page, unless another size is asked for
PICTURES_LIMIT_PX = (1280, 1000)  # several pictures on a page
NUMBERS_LIMIT_PX = (1280, 1080)  # the same if numbers need it
HARD_LIMIT_PX = (1920, 1440)
MAX_SIDE_PX = OPTIONS["size"].most or 0  # of the largest page that can be asked for
LATER_CAPTIONS_PX = 150  # room for captions that take more lines than the first
SCALE_FROM_PX = (640, 480)  # text around the cells grows with a page that is asked to be larger
MAX_SCALE = 2.5
SMALLER = (0.9, 0.8)  # sizes of the text around the cells, if the numbers need the room
CELLS_KEEP = 0.8  # of their size, if the text around them grows
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
    size = _sides(size)
    return centre(_filling(contents, chosen, size), size[0], size[1])


def _suiting(contents: Contents, style: Style) -> Page:
    """A page of the usual size, or as much larger as the numbers need."""
    smallest, preferred, _ = style.units_px
    most = round(preferred * GROWTH)
    assert contents.scene is not None
    channels = len(by_part(contents.scene)) < len(contents.scene.panels)
    suits = PICTURES_LIMIT_PX if contents.scene.pictures else HARD_LIMIT_PX if channels else PAGE_LIMIT_PX
    start = preferred
    while contents.pair_em and start < most and not _fonts(contents, style, start).pair:
        start += 1
    first = partial(_first, contents, style)
    unit, page = first(range(start, smallest - 1, -1), suits)
    if page is None or not shows_numbers(contents, page.fonts):
        shown = first(range(smallest, most + 1), NUMBERS_LIMIT_PX, numbers=True)
        unit, page = shown if shown[1] is not None else (unit, page)
    if page is None:
        unit, page = smallest, _smallest(contents, style, None)
    while unit < most:  # a small picture grows into the width that its caption takes
        larger = next(_pages(contents, style, unit + 1, None))
        if larger.width > page.width or page.width > CAPTION_WIDTH_PX + 2 * MARGIN_PX or larger.height > suits[1]:
            break
        page, unit = larger, unit + 1
    return page


def _filling(contents: Contents, style: Style, size: PageSize) -> Page:
    """A page that is not larger than asked for, with the largest cells that fit it."""
    smallest, _, largest = style.units_px
    limit = size[0], size[1] or HARD_LIMIT_PX[1]
    first = partial(_first, contents, style, range(largest, smallest - 1, -1), limit, size)
    unit, page = first()
    if page is None or not shows_numbers(contents, page.fonts):
        smaller = (first(scale, numbers=True)[1] for scale in SMALLER)
        page = next((shown for shown in smaller if shown is not None), page)
    elif _scale(size) > 1:
        # Text grows with the page as long as the cells become only a little smaller for it.
        larger = (1 + (_scale(size) - 1) * share for share in (1.0, 0.75, 0.5, 0.25))
        grown = (first(scale, numbers=True) for scale in larger)
        kept = (one for cell, one in grown if one is not None and cell >= unit * CELLS_KEEP)
        page = next((one for one in kept if one.fonts.pair or not page.fonts.pair), page)
    if page is None:
        page = _smallest(contents, style, size)
        asked = size if size[1] else size[0]
        raise LayoutError("too_small", {"size": asked}, hint=[{"size": (page.width, page.height)}])
    return page


def _first(
    contents: Contents,
    style: Style,
    units: Iterable[int],
    limit: tuple[int, int],
    size: PageSize | None = None,
    scale: float = 1.0,
    *,
    numbers: bool = False,
) -> tuple[int, Page | None]:
    """The first of these units with which a page keeps to its limit and, if `numbers`, shows all numbers."""
    fitting = (
        (unit, page)
        for unit in units
        if not numbers or shows_numbers(contents, _fonts(contents, style, unit, scale))
        for page in _pages(contents, style, unit, size, scale)
        if page.width <= limit[0] and page.height <= limit[1]
    )
    return next(fitting, (0, None))


def _pages(contents: Contents, style: Style, unit: int, size: PageSize | None, scale: float = 1.0) -> Iterator[Page]:
    """Pages with cells of this unit: with the caption below and, if width and height are asked for, to the right."""
    tell(LAYING_OUT)
    fonts = _fonts(contents, style, unit, scale)
    for picture in _pictures(contents, style, unit, fonts):
        yield page_around(picture, contents, fonts, size[0] if size else None)
        if size is not None and size[1] is not None and contents.captions:
            yield page_around(picture, contents, fonts, size[0], beside=True)


def _pictures(contents: Contents, style: Style, unit: int, fonts: Fonts) -> Iterator[PlacedPicture]:
    """The page's picture with cells of this unit; several pictures in every arrangement."""
    scene, compose = contents.scene, style.compose
    assert scene is not None
    if not scene.pictures:
        yield compose(scene, unit, fonts, contents.kernel_em)
        return
    pictures = [compose(scene.picture(path), unit, fonts, contents.kernel_em) for path, _ in scene.pictures]
    yield from arrangements(pictures, [say(heading) for _, heading in scene.pictures], fonts)


def check_possible(scene: Scene, style: str | None, size: int | PageSize | None) -> None:
    """Refuse early a picture that is larger than any page, by its first scene, whatever its numbers.

    Raises
    ------
    LayoutError
    """
    empty = (p if p.values is None else replace(p, values=np.full(p.shape, np.nan)) for p in scene.panels)
    contents = look_through([Shot(replace(scene, panels=tuple(empty)), 0)])
    page = _smallest(contents, load_style(style or DEFAULT_STYLE), None)
    limit = tuple(max(most, side or 0) for most, side in zip(HARD_LIMIT_PX, _sides(size or 0), strict=True))
    if page.width > limit[0] or page.height > limit[1]:
        needed = {"needed": (page.width, page.height), "limit": limit}
        larger = page.width, page.height + LATER_CAPTIONS_PX
        raise LayoutError("too_large", needed, hint=[{"size": larger}] if max(larger) <= MAX_SIDE_PX else ())


def _sides(size: int | PageSize) -> PageSize:
    return (size, None) if isinstance(size, int) else size


def _smallest(contents: Contents, style: Style, size: PageSize | None) -> Page:
    return next(_pages(contents, style, style.units_px[0], size))


def _fonts(contents: Contents, style: Style, unit: int, scale: float = 1.0) -> Fonts:
    ndim = contents.scene.ndim if contents.scene else 2
    return fonts_for(contents, unit, style.basis(unit, ndim), scale, equal_cells=style.equal_cells)


def _scale(size: PageSize) -> float:
    """How much larger than usual the text is on a page of this size."""
    factor = min(size[0] / SCALE_FROM_PX[0], (size[1] or HARD_LIMIT_PX[1]) / SCALE_FROM_PX[1])
    return min(max(factor, 1.0), MAX_SCALE)


def left_out(contents: Contents, style: str | None, fonts: Fonts) -> NumbersWarning | None:
    """That numbers are left out with these fonts, and the page that has room for them; None if all are shown.

    Those of smaller cells, such as a matrix, may be left out alone.
    """
    if shows_numbers(contents, fonts):
        return None
    which = "some" if fonts.text > 0 or not contents.value_em else "all"
    size = size_for_numbers(contents, style)
    if size is None:
        return NumbersWarning(f"left_out:{which}_on_any_page")
    return NumbersWarning(f"left_out:{which}", hint=[{"size": size if size[1] else size[0]}])


def size_for_numbers(contents: Contents, style: str | None) -> PageSize | None:
    """The size that suits, if it has room for all numbers, or else a larger one; None if even the largest has not.

    Parameters
    ----------
    contents, style : as for `plan`
    """
    contents = replace(contents, captions=dict.fromkeys(_longest(contents)))
    natural = plan(contents, style)
    if shows_numbers(contents, natural.fonts):
        return natural.width, natural.height

    def has_room(size: PageSize) -> bool:
        with suppress(LayoutError):
            return shows_numbers(contents, plan(contents, style, size).fonts)
        return False

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
    return [max(parts, key=lambda caption: len(say_all(parts[caption][n]))) for n in range(5) if parts]
