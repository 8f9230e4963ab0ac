"""A row of small cells as an image within SVG, as a picture has too many cells for an element each."""

from __future__ import annotations

import zlib
from base64 import b64encode
from struct import pack

import numpy as np

from tconv_anim.core.step import Array

GRAY, RGBA = 0, 6  # PNG's colour types
SUB = 1  # PNG's filter that keeps differences: a cell's further pixels are zeros


def pixel_row_url(colors: Array, cell_px: int) -> str:
    """A PNG, one pixel high, as a data address.

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
    chunks = _chunk(b"IHDR", header) + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")
    return "data:image/png;base64," + b64encode(b"\x89PNG\r\n\x1a\n" + chunks).decode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + kind + data + pack(">I", zlib.crc32(kind + data))
