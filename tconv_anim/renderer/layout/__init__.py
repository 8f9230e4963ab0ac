"""Where everything stands on the page, in whole pixels: one geometry for the whole animation, one module a style."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import ClassVar, NoReturn

from tconv_anim.options import OPTIONS, TconvError
from tconv_anim.renderer.layout.arrange import arrangements
from tconv_anim.renderer.layout.contents import Survey
from tconv_anim.renderer.layout.page import (
    CAPTION_WIDTH_PX,
    MARGIN_PX,
    MIN_TEXT_PX,
    Fonts,
    Measure,
    Page,
    Picture,
    by_part,
    centre,
    frame,
)
from tconv_anim.renderer.layout.styles import flat, isometric
from tconv_anim.scenes.texts import say

_STYLE_MODULES = {"isometric": isometric, "flat": flat}
STYLES = tuple(_STYLE_MODULES)
DEFAULT_STYLE = "isometric"
MAX_TEXT_PX = 20
SCALE_TEXT_PX = 12  # of what tells shades, where cells show no numbers
TEXT_SHARE = 0.5  # of a cell's height, at most
ZOOMED_SHARE = 0.62  # the same of what is drawn with smaller cells
SIDE_PX, ZOOMED_SIDE_PX = 3, 2  # what stays free beside a number in an upright cell
DIGIT_HEIGHT = 0.73  # of the font size
PAGE_LIMIT_PX = (1100, 1000)  # what a page keeps to unless it is asked for another size
PICTURES_LIMIT_PX = (1280, 1000)  # several pictures on a page
NUMBERS_LIMIT_PX = (1280, 1080)  # the same where numbers have no room else
HARD_LIMIT_PX = (1920, 1440)
MAX_SIDE_PX = OPTIONS["size"].most or 0  # of a page that can be asked for
LATER_CAPTIONS_PX = 150  # more than the first caption takes
SCALE_FROM_PX = (640, 480)  # text around the cells grows with a page that is asked to be larger
MAX_SCALE = 2.5
SMALLER = (0.9, 0.8)  # how small the text around the cells gets where these have no room for numbers else
CELLS_KEEP = 0.8  # of their size, where the text around them grows
GROWTH = 2.0  # how far beyond the preferred unit a page goes by itself, for wide numbers or a small picture

PageSize = tuple[int, int | None]
"""Width and height in px; a height of None follows from the width."""


class LayoutError(TconvError):
    """A picture that does not fit its page."""

    sentences: ClassVar[Mapping[str, str]] = {
        "too_small": "{size} is too small for this picture: use {hint} or more",
        "too_large": "even with its smallest cells this picture needs {needed:size} px, more than {limit:size}: use a "
        "smaller input, kernel, stride or dilation",
        "too_large:larger_size": "even with its smallest cells this picture needs {needed:size} px, more than "
        "{limit:size}: use a smaller input, kernel, stride or dilation, or {hint}",
    }


def plan(found: Survey, style: str | None, measure: Measure, size: PageSize | None = None) -> Page:
    """Place everything, at the largest cell size that suits the page.

    Parameters
    ----------
    found : Survey of the animation
    style : "isometric" or "flat"; None for the default
    measure : text widths
    size : (width, height) of the page in px, the height None to follow from the width; None for the size that suits

    Raises
    ------
    LayoutError
        where even the smallest cells do not fit.
    """
    style = style or DEFAULT_STYLE
    if size is None:
        return _suiting(found, style, measure)
    return centre(_filling(found, style, measure, size), size[0], size[1])


def _suiting(found: Survey, style: str, measure: Measure) -> Page:
    """A page of the size that suits: of the usual size, or as much larger as the numbers need."""
    smallest, preferred, _ = _STYLE_MODULES[style].UNITS_PX
    most = round(preferred * GROWTH)
    assert found.scene is not None
    channels = len(by_part(found.scene)) < len(found.scene.panels)
    suits = PICTURES_LIMIT_PX if found.scene.pictures else HARD_LIMIT_PX if channels else PAGE_LIMIT_PX
    start = preferred
    while found.pair_em and start < most and not _fonts(found, style, start, measure).pair:
        start += 1
    first = partial(_first, found, style, measure)
    unit, page = first(range(start, smallest - 1, -1), suits)
    if page is None or not shows_numbers(found, page.fonts):
        shown = first(range(smallest, most + 1), NUMBERS_LIMIT_PX, numbers=True)
        unit, page = shown if shown[1] is not None else (unit, page)
    if page is None:
        unit, page = smallest, _smallest(found, style, measure, None)
    while unit < most:  # a small picture grows into the width that its caption takes
        larger = next(_pages(found, style, unit + 1, measure, None))
        if larger.width > page.width or page.width > CAPTION_WIDTH_PX + 2 * MARGIN_PX or larger.height > suits[1]:
            break
        page, unit = larger, unit + 1
    return page


def _filling(found: Survey, style: str, measure: Measure, size: PageSize) -> Page:
    """A page no larger than asked for, with the largest cells that it has room for."""
    smallest, _, largest = _STYLE_MODULES[style].UNITS_PX
    limit = size[0], size[1] or HARD_LIMIT_PX[1]
    first = partial(_first, found, style, measure, range(largest, smallest - 1, -1), limit, size)
    unit, page = first()
    if page is None or not shows_numbers(found, page.fonts):
        smaller = (first(scale, numbers=True)[1] for scale in SMALLER)
        page = next((shown for shown in smaller if shown is not None), page)
    elif _scale(size) > 1:
        # Text grows with the page as long as the cells hardly shrink for it.
        larger = (1 + (_scale(size) - 1) * share for share in (1.0, 0.75, 0.5, 0.25))
        grown = (first(scale, numbers=True) for scale in larger)
        kept = (one for cell, one in grown if one is not None and cell >= unit * CELLS_KEEP)
        page = next((one for one in kept if one.fonts.pair or not page.fonts.pair), page)
    if page is None:
        _refuse(found, style, measure, size)
    return page


def _first(
    found: Survey,
    style: str,
    measure: Measure,
    units: Iterable[int],
    limit: tuple[int, int],
    size: PageSize | None = None,
    scale: float = 1.0,
    *,
    numbers: bool = False,
) -> tuple[int, Page | None]:
    """The first of these cell sizes with which a page keeps to its limit and, where it has to, shows all numbers."""
    fitting = (
        (unit, page)
        for unit in units
        if not numbers or shows_numbers(found, _fonts(found, style, unit, measure, scale))
        for page in _pages(found, style, unit, measure, size, scale)
        if page.width <= limit[0] and page.height <= limit[1]
    )
    return next(fitting, (0, None))


def _pages(
    found: Survey, style: str, unit: int, measure: Measure, size: PageSize | None, scale: float = 1.0
) -> Iterator[Page]:
    """Pages with cells of this unit: with the caption below and, where both sides are asked for, beside the picture."""
    fonts = _fonts(found, style, unit, measure, scale)
    for picture in _pictures(found, style, unit, fonts):
        yield frame(picture, found, fonts, size[0] if size else None)
        if size is not None and size[1] is not None and found.captions:
            yield frame(picture, found, fonts, size[0], beside=True)


def _pictures(found: Survey, style: str, unit: int, fonts: Fonts) -> Iterator[Picture]:
    """What stands on the page, at cells of this unit; where it is several pictures, in every arrangement."""
    scene, compose = found.scene, _STYLE_MODULES[style].compose
    assert scene is not None
    if not scene.pictures:
        yield compose(scene, unit, fonts, found.kernel_em)
        return
    pictures = [compose(scene.picture(path), unit, fonts, found.kernel_em) for path, _ in scene.pictures]
    yield from arrangements(pictures, [say(heading) for _, heading in scene.pictures], fonts)


def check_possible(found: Survey, style: str | None, measure: Measure, size: PageSize | None) -> None:
    """Refuse early a picture that is larger than any page, by its first scene.

    Raises
    ------
    LayoutError
    """
    page = _smallest(found, style or DEFAULT_STYLE, measure, None)
    limit = tuple(max(most, side or 0) for most, side in zip(HARD_LIMIT_PX, size or (0, 0), strict=True))
    if page.width > limit[0] or page.height > limit[1]:
        needed = {"needed": (page.width, page.height), "limit": limit}
        larger = page.width, page.height + LATER_CAPTIONS_PX
        if max(larger) > MAX_SIDE_PX:
            raise LayoutError("too_large", needed)
        raise LayoutError("too_large:larger_size", needed, hint=[{"size": larger}])


def _refuse(found: Survey, style: str, measure: Measure, size: PageSize) -> NoReturn:
    page = _smallest(found, style, measure, size)
    asked = size if size[1] else size[0]
    raise LayoutError("too_small", {"size": asked}, hint=[{"size": (page.width, page.height)}])


def _smallest(found: Survey, style: str, measure: Measure, size: PageSize | None) -> Page:
    return next(_pages(found, style, _STYLE_MODULES[style].UNITS_PX[0], measure, size))


def _fonts(found: Survey, style: str, unit: int, measure: Measure, scale: float = 1.0) -> Fonts:
    """Font sizes for cells of this unit: numbers not much larger than the sums beside them, the rest by the page."""
    basis = _STYLE_MODULES[style].basis(unit, found.scene.ndim if found.scene else 2)
    value_em = max(found.value_em, found.kernel_em) if style == "flat" else found.value_em
    text = text_px(value_em, basis, round(MAX_TEXT_PX * scale))
    pair = text_px(found.pair_em, basis, text or MAX_TEXT_PX)
    if pair:
        text = min(text, round(pair * 1.25))
    term = text_px(found.term_em, basis, text or MAX_TEXT_PX)
    digit_em = measure("0", 100, False) / 100
    zoomed = {
        zoom: text_px(max(width, digit_em), ((cell, 0), (0, cell)), text or MAX_TEXT_PX, ZOOMED_SHARE, ZOOMED_SIDE_PX)
        for zoom, width in found.zoomed_em.items()
        for cell in [round(unit * zoom)]
    }
    fonts = Fonts(
        measure, text, pair if text else 0, term if text else 0, zoomed=zoomed, column_em=found.column_em,
        scale=text or round(SCALE_TEXT_PX * scale), scale_em=found.scale_em,
    )  # fmt: skip
    return fonts.scaled(scale)


def shows_numbers(found: Survey, fonts: Fonts) -> bool:
    """Whether all numbers that there are have room in their cells."""
    return bool(fonts.text or not found.value_em) and all(fonts.zoomed.values())


def _scale(size: PageSize) -> float:
    """How much larger than usual the text of a page of this size is."""
    factor = min(size[0] / SCALE_FROM_PX[0], (size[1] or HARD_LIMIT_PX[1]) / SCALE_FROM_PX[1])
    return min(max(factor, 1.0), MAX_SCALE)


def text_px(
    width_em: float,
    basis: tuple[tuple[float, float], tuple[float, float]],
    most_px: int,
    share: float = TEXT_SHARE,
    side_px: int = SIDE_PX,
) -> int:
    """The largest font size at which a text of this width fits a cell; 0 where none of at least 11 px does.

    `basis` is the steps from the cell to the next in its row and in its column, in px.
    """
    if not width_em:
        return 0
    (ax, ay), (dx, dy) = basis
    area = ax * dy - ay * dx
    height = (abs(ay) + abs(dy)) * share
    for px in range(min(most_px, int(height)), MIN_TEXT_PX - 1, -1):
        half_width, half_height = width_em * px / 2 + (1 if ay else side_px), DIGIT_HEIGHT * px / 2 + 1
        # The text's corners in cell coordinates, from the centre: both within half a cell.
        along = (half_width * abs(dy) + half_height * abs(dx)) / area
        beside = (half_height * abs(ax) + half_width * abs(ay)) / area
        if along <= 0.5 and beside <= 0.5:
            return px
    return 0
