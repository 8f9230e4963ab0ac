"""Marks as SVG elements, with text as text. Colours are attributes, so that programs without style sheets show them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter

from tconv_anim.core.symbols.mathematics import plain, runs
from tconv_anim.renderer.marks import UPRIGHT, Area, Frame, Key, Line, Mark, Order, Point, Strip, Text, Tile
from tconv_anim.renderer.outlines import CORNER_PIECES, EDGE_PX, HALO_PX, hatching, letters, rounded
from tconv_anim.renderer.svg.elements import css_color, join_points, numbers, pixel_rows_url, xml_text
from tconv_anim.renderer.themes import Theme

SNAP = ' transform="translate(.5 .5)"'  # puts upright lines of one pixel onto pixels
ROW_OVERLAP_PX = 1  # so that no gap is seen between rows on a scaled page
WEIGHTS = {"medium": 500, "semibold": 600, "bold": 700}
USUAL_WEIGHT = "medium"
SPOKEN = "caption"
"""The class of the lines that a player reads out."""


def paint(marks: Iterable[Mark], theme: Theme, *, outlines: bool = False) -> list[str]:
    """The elements of marks, in the order in which they are drawn; with `outlines` their letters are paths."""
    return [element(mark, theme, outlines=outlines) for mark in sorted(marks, key=attrgetter("order"))]


def changes(frames: Iterable[Frame], theme: Theme, *, outlines: bool = False) -> Iterator[tuple[dict[Order, str], int]]:
    """For each frame the elements that changed, by their order, "" for one that is gone, and how long it stays."""
    orders: dict[Key, Order] = {}
    for frame in frames:
        changed = {orders.pop(key): "" for key in frame.gone}
        for mark in frame.changed:
            if mark.key in orders:
                changed[orders[mark.key]] = ""
            orders[mark.key] = mark.order
            changed[mark.order] = element(mark, theme, outlines=outlines)
        yield changed, frame.duration_ms


def element(mark: Mark, theme: Theme, *, outlines: bool = False) -> str:
    """A mark as an element."""
    if mark.opacity < 1:
        return f'<g opacity="{mark.opacity:g}">{element(mark._replace(opacity=1.0), theme, outlines=outlines)}</g>'
    shape = mark.shape
    if isinstance(shape, Text):
        return (_letters if outlines else _text)(shape, theme, _name_of(mark))
    if isinstance(shape, Line):
        return _line(shape, theme)
    if isinstance(shape, Area):
        return f'<path d="M{join_points(shape.points)}z" fill="{css_color(theme.color(shape.fill))}"/>'
    return sheet([shape], theme) if isinstance(shape, Strip) else _tile(shape, theme)


def _tile(tile: Tile, theme: Theme) -> str:
    (left, top), _, (right, bottom), _ = tile.corners
    edge = snap = ""
    if tile.edge:
        snap = SNAP if _is_upright(tile.corners) else ""
        edge = _stroke(theme.color(tile.edge), EDGE_PX)
    fill = f'fill="{css_color(theme.color(tile.fill))}"{edge}{snap}/>'
    if _is_upright(tile.corners):
        radius = f' rx="{numbers([tile.round * min(right - left, bottom - top)])}"' if tile.round else ""
        place = f'x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}"{radius}'
        found = f"<rect {place} {fill}"
    else:
        found = f'<path d="{_lying(tile)}" {fill}'
    if tile.hatch:
        bars = "".join(f"M{join_points(bar)}z" for bar in hatching(tile))
        found += f'<path d="{bars}" fill="{css_color(theme.color(tile.hatch))}"/>'
    return found


def _lying(tile: Tile) -> str:
    """The data of a path around a lying tile; round corners are curves."""
    if not tile.round:
        return f"M{join_points(tile.corners)}z"
    points = rounded(tile.corners, tile.round)
    sides = zip(points[:: CORNER_PIECES + 1], tile.corners, points[CORNER_PIECES :: CORNER_PIECES + 1], strict=True)
    curves = "L".join(f"{numbers(start)}Q{numbers(corner)} {numbers(end)}" for start, corner, end in sides)
    return f"M{curves}z"


def _line(line: Line, theme: Theme) -> str:
    end = "z" if line.closed else ""
    data = "".join(f"M{join_points(rounded(path, line.round))}{end}" for path in line.paths)
    snap = SNAP if line.width % 2 and all(map(_is_upright, line.paths)) else ""
    return f'<path d="{data}" fill="none"{_stroke(theme.color(line.ink), line.width, line.dashes)}{snap}/>'


def sheet(strips: Sequence[Strip], theme: Theme) -> str:
    """Strips that lie below each other, of one width, as one image."""
    strip = strips[0]
    (x, y), (ax, ay), (dx, dy) = strip.at, strip.across, strip.down
    width, height = (round((a * a + b * b) ** 0.5, 2) for a, b in (strip.across, strip.down))
    rows = [[(*theme.color(fill), 255) if fill else (0, 0, 0, 0) for fill in one.fills] for one in strips]
    upright = not (ay or dx)
    place = f'x="{x:g}" y="{y:g}"'
    if not upright:
        steps = (ax / width, ay / width, dx / height, dy / height)
        place = f'transform="matrix({" ".join(f"{step:.4f}" for step in steps)} {numbers((x, y))})"'
    overlap = ROW_OVERLAP_PX if all(strip.fills) and len(strips) == 1 else 0
    size = f'width="{width * len(rows[0]):g}" height="{height * len(rows) + overlap:g}" preserveAspectRatio="none"'
    return (
        f'<image {place} {size} image-rendering="pixelated" xlink:href="{pixel_rows_url(rows, max(1, round(width)))}"/>'
    )


def _text(text: Text, theme: Theme, name: str) -> str:
    place, look = _place_of(text, name), _look_of(text)
    words = f"{look}>{_words(text.text)}</text>"
    ink = f'<text {place} fill="{css_color(theme.color(text.ink))}"{words}'
    if not text.halo:
        return ink
    return f'<text {place} fill="{css_color(theme.color(text.halo))}"{_halo(text, theme)}{words}{ink}'


def together(texts: Iterable[Mark], theme: Theme) -> Iterator[str]:
    """Texts as elements for browsers: a halo is part of its text, and neighbours of one look share its attributes."""

    def look_of(text: Text) -> str:
        halo = f'{_halo(text, theme)} paint-order="stroke"' if text.halo else ""
        return f'fill="{css_color(theme.color(text.ink))}"{halo}{_look_of(text)}'

    named = [(mark.shape, _name_of(mark)) for mark in texts if isinstance(mark.shape, Text)]
    for look, some in groupby(named, key=lambda pair: look_of(pair[0])):
        same = [f"<text {_place_of(text, name)}>{_words(text.text)}</text>" for text, name in some]
        yield f"<g {look}>{''.join(same)}</g>" if len(same) > 1 else same[0].replace("<text ", f"<text {look} ", 1)


def _place_of(text: Text, name: str) -> str:
    """The attributes that are a text's own."""
    more = f' class="{name}"' if name else ""
    if text.room is not None:
        more += f' textLength="{text.room:.1f}" lengthAdjust="spacingAndGlyphs"'
    if text.map == UPRIGHT:
        return f'x="{numbers(text.at[:1])}" y="{numbers(text.at[1:])}"{more}'
    return f'transform="matrix({" ".join(f"{part:.4g}" for part in text.map)} {numbers(text.at)})"{more}'


def _look_of(text: Text) -> str:
    """The attributes of a text's letters, but for its colors."""
    more = "" if text.centred else ' text-anchor="start"'
    if text.weight != USUAL_WEIGHT:
        more += f' font-weight="{WEIGHTS[text.weight]}"'
    return f'{more} font-size="{text.px:g}"'


def _halo(text: Text, theme: Theme) -> str:
    color = css_color(theme.color(text.halo))
    return f' stroke="{color}" stroke-width="{2 * HALO_PX}" stroke-linejoin="round"'


def _name_of(mark: Mark) -> str:
    return SPOKEN if mark.key[0] == SPOKEN else ""


def _words(text: str) -> str:
    """A text in which letters of mathematics are set in italics."""
    return "".join(
        f'<tspan font-style="italic">{xml_text(part)}</tspan>' if italic else xml_text(part)
        for part, italic in runs(text)
    )


def _letters(text: Text, theme: Theme, name: str) -> str:
    """A text as paths; what it says is its label."""
    data = "".join(f"M{join_points(contour)}z" for contour in letters(text))
    about = f' class="{name}"' if name else ""
    ink = (
        f'<path{about} aria-label="{xml_text(plain(text.text))}" d="{data}" fill="{css_color(theme.color(text.ink))}"/>'
    )
    if not text.halo:
        return ink
    return f'<path d="{data}" fill="none"{_stroke(theme.color(text.halo), 2 * HALO_PX)} stroke-linejoin="round"/>{ink}'


def _stroke(color: tuple[int, int, int], width: float, dashes: tuple[float, ...] | None = None) -> str:
    more = "" if width == 1 else f' stroke-width="{width:g}"'
    return f' stroke="{css_color(color)}"{more}' + (f' stroke-dasharray="{numbers(dashes)}"' if dashes else "")


def _is_upright(points: Iterable[Point]) -> bool:
    """Whether lines run along the page's edges."""
    found = list(points)
    return all(a[0] == b[0] or a[1] == b[1] for a, b in zip(found, found[1:] + found[:1], strict=True))
