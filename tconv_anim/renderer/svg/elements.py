"""What SVG elements hold: the CSS of their classes, text, paths, and rows of small cells as images."""

from __future__ import annotations

import re
import zlib
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from struct import pack

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.geometry import DASHES, HALO_PX, LINE_PX, LINK_PX, OUTLINE_PX, Point
from tconv_anim.renderer.layout.page import Page
from tconv_anim.renderer.themes import Color, Theme
from tconv_anim.scenes.scene import GRAYS, Role

FAMILY = "DejaVu Sans, Verdana, Bitstream Vera Sans, Helvetica, Arial, sans-serif"

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
GRAY, RGBA = 0, 6  # PNG's colour types
PNG_URL = "data:image/png;base64,"
SUB = 1  # PNG's filter that keeps differences: a cell's further pixels are zeros


def style(page: Page, theme: Theme, roles: Iterable[int]) -> str:
    """The CSS of the classes that parts have."""
    fonts = page.fonts
    color = {name: css_color(value) for name, value in theme.page.items()}
    rules = [
        ".l,.d,.x,.w,.e,.k{fill:none}",
        f".l{{stroke:{color['line']};stroke-width:{LINE_PX:g};stroke-linecap:square}}",
        f".d{{stroke:{color['dash']};stroke-width:{LINE_PX:g};stroke-dasharray:{numbers(DASHES)}}}",
        f".x{{stroke:{color['window']};stroke-width:{LINE_PX:g}}}",
        f".w{{stroke:{color['window']};stroke-width:{OUTLINE_PX:g}}}",
        f".e{{stroke:{color['extent']};stroke-width:{OUTLINE_PX:g}}}",
        f".k{{stroke:{color['link']};stroke-width:{LINK_PX:g}}}",
        f".t{{font-size:{fonts.title}px;font-weight:bold}}",
        f".u{{font-size:{fonts.subtitle}px;fill:{color['subtitle']}}}",
        f".s{{font-size:{fonts.sign}px;fill:{color['caption']}}}",
        f".g{{font-size:{fonts.heading}px;font-weight:bold;fill:{color['caption']}}}",
        f".p{{font-size:{fonts.caption}px;text-anchor:start;fill:{color['caption']}}}",
        ".i{image-rendering:pixelated}",
        f".h{{stroke-width:{2 * HALO_PX};stroke-linejoin:round;user-select:none;pointer-events:none}}",
    ]
    for role in sorted(set(roles) - {Role.ABSENT}):
        look = theme.looks[role]
        if role in GRAYS:  # pixels, without text, and without lines that would hide gaps on a scaled page
            rules.append(f".f{role}{{fill:{css_color(look.fill)};shape-rendering:crispEdges}}")
        else:
            rules.append(f".f{role}{{fill:{css_color(look.fill)}}}")
            rules.append(f".n{role}{{fill:{css_color(look.text)}}}")
    return "\n".join(rules)


def font_attributes(page: Page) -> str:
    """The attributes of the element around the parts: the fonts of the cells' numbers."""
    return f'font-family="{FAMILY}" font-size="{page.fonts.text}" text-anchor="middle"'


def css_color(color: Color) -> str:
    """A colour as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def xml_text(text: str) -> str:
    r"""A text as XML and HTML write it; a character that XML cannot hold becomes a replacement character.

    >>> xml_text("a < b\x07")
    'a &lt; b�'
    """
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def edges(cells: Array) -> tuple[Array, Array]:
    """Which edges of a grid belong to one of the masked cells.

    Parameters
    ----------
    cells : (rows, columns) bool

    Returns
    -------
    across, down : (rows + 1, columns) and (rows, columns + 1) bool

    Examples
    --------
    >>> [mask.astype(int).tolist() for mask in edges(np.array([[True, False]]))]
    [[[1, 0], [1, 0]], [[1, 1, 0]]]
    """
    across, down = np.pad(cells, ((1, 1), (0, 0))), np.pad(cells, ((0, 0), (1, 1)))
    return across[1:] | across[:-1], down[:, 1:] | down[:, :-1]


def segments(across: Array, down: Array, corners: Array, longest: int | None = None) -> Iterator[str]:
    """Edges as the data of paths, one for each line of the grid, in strokes of at most `longest` cells.

    Parameters
    ----------
    across, down : as `edges` gives them
    corners : (rows, columns, 4, 2) px

    Examples
    --------
    >>> square = np.array([[0, 0], [9, 0], [9, 9], [0, 9]])
    >>> list(segments(*edges(np.array([[True, True]])), np.array([[square, square + (9, 0)]])))
    ['M0 0 18 0', 'M0 9 18 9', 'M0 0 0 9', 'M9 0 9 9', 'M18 0 18 9']
    """
    vertices = np.empty((down.shape[0] + 1, across.shape[1] + 1, 2))
    vertices[:-1, :-1], vertices[:-1, -1] = corners[:, :, 0], corners[:, -1, 1]
    vertices[-1, :-1], vertices[-1, -1] = corners[-1, :, 3], corners[-1, -1, 2]
    for mask, grid in ((across, vertices), (down.T, vertices.transpose(1, 0, 2))):
        for marks, line in zip(mask.tolist(), grid, strict=True):
            ends = ([start, end] for start, end in _runs(marks, longest or len(marks)))
            yield "".join(f"M{join_points(line[pair])}" for pair in ends)


def _runs(marks: list[bool], longest: int) -> Iterator[tuple[int, int]]:
    """Where runs of at most `longest` marks begin and end.

    >>> list(_runs([True, True, True, False, True], 2))
    [(0, 2), (2, 3), (4, 5)]
    """
    start = 0
    for end, mark in enumerate([*marks, False]):
        if start < end and (not mark or end - start == longest):
            yield start, end
            start = end
        if not mark:
            start = end + 1


def near(points: Array, lines: Sequence[tuple[Point, Point]], reach: float) -> Array:
    """Which of (rows, columns, 2) points lie within reach of one of the lines."""
    found = np.zeros(points.shape[:2], bool)
    for ends in lines:
        start, along = np.array(ends[0]), np.subtract(ends[1], ends[0])
        share = np.clip((points - start) @ along / max(along @ along, 1e-9), 0, 1)
        found |= np.hypot(*np.moveaxis(points - start - share[..., None] * along, -1, 0)) <= reach
    return found


def join_points(points: Iterable[Iterable[float]]) -> str:
    """Points as a path's data: the first to move to, the others to draw lines to."""
    return " ".join(numbers(point) for point in points)


def numbers(values: Iterable[float]) -> str:
    """Numbers as an attribute, to a hundredth.

    >>> numbers([3.0, 1 / 3])
    '3 0.33'
    """
    return " ".join(f"{round(number, 2):g}" for number in values)


def pixel_row_url(colors: Array, cell_px: int) -> str:
    """A row of small cells as an address that holds a PNG: a picture has too many cells for an element each.

    Parameters
    ----------
    colors : (columns, 4) uint8, red, green, blue and opacity of each cell
    cell_px : the width of a cell in pixels, so that a viewer that smooths images changes nothing at the usual size
    """
    gray = (colors[:, :3] == colors[:, :1]).all() and (colors[:, 3] == 255).all()
    pixels = np.repeat(colors[:, :1] if gray else colors, cell_px, axis=0)
    differences = np.diff(pixels, axis=0, prepend=np.zeros_like(pixels[:1]))  # modulo 256, as PNG counts
    header = pack(">IIBBBBB", len(pixels), 1, 8, GRAY if gray else RGBA, 0, 0, 0)
    data = zlib.compress(bytes([SUB]) + differences.tobytes(), 9)
    png = b"\x89PNG\r\n\x1a\n"
    for kind, content in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b"")):
        png += pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))
    return PNG_URL + b64encode(png).decode()
