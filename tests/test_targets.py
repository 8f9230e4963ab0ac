"""Every scene by every painter in every format, and a few frames as they were."""

import base64
import io
import itertools
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image, ImageChops

from tconv_anim.formats import CommentError, read_comment
from tconv_anim.renderer.marks import Text

from .references import FRAMES, PAGE, drawn, is_near, kept, write_page
from .table import LIGHT, TARGETS, animated
from .test_painters import drawn_on_axes

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize(("view", "op", "style", "theme", "fmt"), TARGETS)
def test_a_file_has_the_size_the_texts_and_the_recipe_of_its_scene(view, op, style, theme, fmt, tmp_path):
    animation = animated(op, view=view, style=style, theme=theme)
    file = tmp_path / f"x.{fmt}"
    animation.save(file)
    data, size = file.read_bytes(), (animation.page.width, animation.page.height)
    if animation.recipe:
        assert read_comment(str(file)) == animation.recipe
    else:  # of several operations, which no options make
        with pytest.raises(CommentError):
            read_comment(str(file))
    if fmt in ("gif", "png"):
        with Image.open(file) as image:
            assert image.size == size
            assert len(image.convert("RGB").getcolors(1 << 16)) > 3
    elif fmt == "pdf":
        assert b"/MediaBox [ 0 0 %d %d ]" % size in data
        assert data.count(b"/Type /Font") >= 1
    else:
        svg = re.search(r'<svg xmlns[^>]* role="img".*?</svg>', data.decode(), re.DOTALL)[0]
        root = ElementTree.fromstring(svg)
        assert tuple(map(int, root.get("viewBox").split()[2:])) == size
        said = {element.text for element in root.iter(f"{SVG}text")}
        assert said == {mark.shape.text for mark in animation.marks() if isinstance(mark.shape, Text)}


@pytest.mark.parametrize(("view", "op", "style", "theme"), LIGHT)
def test_axes_show_what_pixels_show(view, op, style, theme):
    animation = animated(op, view=view, style=style, theme=theme)
    drawing = animation.drawing()
    beyond = sum(shot.beyond for shot in animation.shots())  # the finished scene, which a still does not show
    *_, last = itertools.islice(drawing.pixel_frames(), len([*animation.shots()]) - beyond)
    pixels = drawing.palette.colors[last.indices].astype(int)
    same = np.abs(pixels - drawn_on_axes(animation).astype(int)).max(axis=-1) < 60
    assert same.mean() > 0.98, "but for soft edges"


def test_frames_look_as_they_did():
    """If the look is meant to be another: python -m tests.references."""
    PAGE.unlink(missing_ok=True)
    pairs = {name: (kept(name), drawn(name)) for name in FRAMES}
    differing = {name: pair for name, pair in pairs.items() if not is_near(*pair)}
    assert not differing, write_page(differing)


def test_a_page_shows_each_picture_before_and_after_and_where_they_differ(tmp_path):
    before = kept("stamps")
    after = before.copy()
    after.paste((255, 0, 0), (10, 10, 20, 20))
    barely = Image.eval(before, lambda level: min(level + 1, 255))
    assert is_near(before, barely)
    assert not is_near(before, after)
    said = write_page({"stamps": (before, after)}, tmp_path / "x.html")
    assert said == f"stamps: drawn in another way, see {tmp_path / 'x.html'}"
    (url,) = re.findall(r'src="data:image/png;base64,([^"]*)"', (tmp_path / "x.html").read_text(encoding="utf-8"))
    with Image.open(io.BytesIO(base64.b64decode(url))) as sheet:
        width, height = before.size
        assert sheet.width > 3 * width
        top, step = sheet.height - height, (sheet.width - width) // 2
        parts = [sheet.convert("RGB").crop((left, top, left + width, top + height)) for left in (0, step, 2 * step)]
    for part, picture in zip(parts, (before, after), strict=False):
        assert ImageChops.difference(part, picture).getbbox() is None
    assert parts[2].getpixel((15, 15)) != parts[2].getpixel((5, 5)), "what differs is marked"
