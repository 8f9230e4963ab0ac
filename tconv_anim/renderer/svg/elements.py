"""What SVG elements hold: colours, text, points, and rows of small cells as images."""

from __future__ import annotations

import re
import zlib
from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape
from struct import pack

from tconv_anim.renderer.themes import Color

PNG_URL = "data:image/png;base64,"

_NOT_XML = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
RGBA = 6  # PNG's colour type


def css_color(color: Color) -> str:
    """A colour as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def xml_text(text: str) -> str:
    r"""A text as XML and HTML write it; a character that XML cannot hold becomes a replacement character.

    >>> xml_text("a < b\x07")
    'a &lt; b�'
    """
    return escape(in_xml(text))


def in_xml(text: str) -> str:
    """A text with a replacement character for each one that XML cannot hold."""
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)


def join_points(points: Iterable[Iterable[float]]) -> str:
    """Points as a path's data: the first to move to, the others to draw lines to."""
    return " ".join(numbers(point) for point in points)


def numbers(values: Iterable[float]) -> str:
    """Numbers as an attribute, to a hundredth.

    >>> numbers([3.0, 1 / 3])
    '3 0.33'
    """
    return " ".join(f"{round(number, 2):g}" for number in values)


def pixel_rows_url(rows: Sequence[Sequence[tuple[int, int, int, int]]], cell_px: int) -> str:
    """Rows of small cells as an address that holds a PNG: a picture has too many cells for an element each.

    Parameters
    ----------
    rows : red, green, blue and opacity of each cell
    cell_px : the width of a cell in pixels, so that a viewer that smooths images changes nothing at the usual size; of
        several rows the height too
    """
    lines = [b"".join(bytes(color) * cell_px for color in row) for row in rows]
    if len(lines) > 1:
        lines = [line for line in lines for _ in range(cell_px)]
    header = pack(">IIBBBBB", len(rows[0]) * cell_px, len(lines), 8, RGBA, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + line for line in lines), 9)
    png = b"\x89PNG\r\n\x1a\n"
    for kind, content in ((b"IHDR", header), (b"IDAT", data), (b"IEND", b"")):
        png += pack(">I", len(content)) + kind + content + pack(">I", zlib.crc32(kind + content))
    return PNG_URL + b64encode(png).decode()
