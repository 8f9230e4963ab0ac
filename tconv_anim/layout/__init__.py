"""Where everything stands on the page, in whole pixels: one geometry for the whole animation, one module a style."""

from __future__ import annotations

from dataclasses import replace

from tconv_anim.layout import flat, isometric
from tconv_anim.layout.page import CAPTION_WIDTH_PX, MARGIN_PX, Measure, Page, Vector, centre
from tconv_anim.layout.survey import Survey

_STYLE_MODULES = {"isometric": isometric, "flat": flat}
STYLES = tuple(_STYLE_MODULES)
DEFAULT_STYLE = "isometric"
MIN_TEXT_PX = 11  # below it a number is left out
MAX_TEXT_PX = 20
TEXT_SHARE = 0.5  # of a cell's height, at most
DIGIT_HEIGHT = 0.73  # of the font size
PAGE_LIMIT_PX = (1000, 900)  # what a page keeps to unless it is asked for another size
HARD_LIMIT_PX = (1920, 1440)
GROWTH = 1.6  # how far beyond the preferred unit a page goes by itself, for wide numbers or a small picture

PageSize = tuple[int, int | None]
"""Width and height in px; a height of None follows from the width."""


class LayoutError(ValueError):
    """A picture that does not fit its page legibly."""


def plan(found: Survey, style: str, measure: Measure, size: PageSize | None = None) -> Page:
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
    compose = _STYLE_MODULES[style].compose
    smallest, preferred, largest = _STYLE_MODULES[style].UNITS_PX
    most = round(preferred * GROWTH)
    limit = PAGE_LIMIT_PX if size is None else (size[0], size[1] or HARD_LIMIT_PX[1])
    start = largest
    if size is None:
        start = preferred
        while start < most and not _text_px(found.pair_em, _STYLE_MODULES[style].basis(start)):
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
    return page if size is None else centre(page, size[0], size[1] or page.height)


def check_fits(found: Survey, style: str, measure: Measure, size: PageSize | None) -> None:
    """Refuse a picture that not even the smallest cells make small enough; a first scene is enough to tell.

    Raises
    ------
    LayoutError
    """
    page = _STYLE_MODULES[style].compose(found, _STYLE_MODULES[style].UNITS_PX[0], measure, size[0] if size else None)
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


def _with_text(page: Page, found: Survey, style: str, unit: int) -> Page:
    """The page with its font sizes: numbers not much larger than the sums beside them."""
    basis = _STYLE_MODULES[style].basis(unit)
    text_px = _text_px(found.value_em, basis)
    pair_px = _text_px(found.pair_em, basis, most_px=text_px or MAX_TEXT_PX)
    if pair_px:
        text_px = min(text_px, round(pair_px * 1.25))
    term_px = _text_px(found.term_em, basis, most_px=text_px or MAX_TEXT_PX)
    return replace(page, text_px=text_px, pair_px=pair_px if text_px else 0, term_px=term_px if text_px else 0)


def _text_px(width_em: float, basis: tuple[Vector, Vector], most_px: int = MAX_TEXT_PX) -> int:
    """The largest font size at which a text of this width fits a cell; 0 where none of at least 11 px does."""
    if not width_em:
        return 0
    (ax, ay), (dx, dy) = basis
    area = ax * dy - ay * dx
    height = (abs(ay) + abs(dy)) * TEXT_SHARE
    for px in range(min(most_px, int(height)), MIN_TEXT_PX - 1, -1):
        half_width, half_height = width_em * px / 2 + 1.5, DIGIT_HEIGHT * px / 2 + 1
        # The text's corners in cell coordinates, from the centre: both within half a cell.
        along = (half_width * abs(dy) + half_height * abs(dx)) / area
        beside = (half_height * abs(ax) + half_width * abs(ay)) / area
        if along <= 0.5 and beside <= 0.5:
            return px
    return 0
