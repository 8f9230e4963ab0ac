"""A few pictures as they were, and a page of those that are drawn in another way.

    python -m tests.references     draws them again, once the look is meant to be another

They are kept at half the size at which they are drawn, so that what is compared is how a pixel's neighbourhood looks.
"""

import base64
import io
from html import escape
from pathlib import Path

import numpy as np
from PIL import Image

from tconv_anim import animate
from tconv_anim.publish.compare import difference_picture

FOLDER = Path(__file__).parent / "data" / "references"
PAGE = Path(__file__).parents[1] / "picture-differences.html"
SHRUNK = 2
NEAR = 1
"""By so much a channel may differ."""
FRAMES = {
    "stamps": ({"stride": 2, "padding": 1}, 8),
    "window": ({"op": "conv", "padding": 1, "style": "flat", "theme": "dark"}, 5),
    "matrix": ({"view": "matrix", "input_size": 2}, 3),
    "pooling": ({"op": "max_pool"}, 2),
}
"""Options, and the number of a frame."""


def drawn(name: str) -> Image.Image:
    """A frame, shrunk."""
    options, number = FRAMES[name]
    with Image.open(io.BytesIO(animate(**options).to_bytes())) as image:
        image.seek(number)
        return image.convert("RGB").reduce(SHRUNK)


def kept(name: str) -> Image.Image:
    """The frame as it was."""
    with Image.open(FOLDER / f"{name}.png") as image:
        return image.convert("RGB")


def is_near(one: Image.Image, other: Image.Image) -> bool:
    """Whether two pictures are of one size, and no channel of a pixel differs by more than `NEAR`."""
    return one.size == other.size and int(np.abs(np.asarray(one, int) - np.asarray(other, int)).max()) <= NEAR


def write_page(pairs: dict[str, tuple[Image.Image, Image.Image]], path: Path = PAGE) -> str:
    """Write a page that shows each picture before, after, and where they differ; gives what a test says of them."""
    shown = []
    for name, pictures in pairs.items():
        sheet = difference_picture(*map(_png, pictures))
        assert sheet is not None
        source = f"data:image/png;base64,{base64.b64encode(sheet).decode()}"
        shown.append(f'<h2>{escape(name)}</h2>\n<img src="{source}" alt="{escape(name)}: old, new and difference">')
    head = '<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8"><title>Pictures that differ</title>\n'
    path.write_text(head + "\n".join(shown) + "\n", encoding="utf-8")
    return f"{', '.join(pairs)}: drawn in another way, see {path}"


def _png(picture: Image.Image) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, "PNG")
    return buffer.getvalue()


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in FRAMES:
        drawn(each).save(FOLDER / f"{each}.png", optimize=True)
