"""PPTX: a slide with the GIF as large as it fits, its title, alt text, and notes that say each step."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import replace
from typing import IO, Any

from tconv_anim.formats import MOST_BYTES, Format, gif
from tconv_anim.renderer.drawing import Drawing

EMU_PER_INCH = 914_400
WIDTH, HEIGHT = 12_192_000, 6_858_000  # of PowerPoint's own slides of 16:9
TITLE_ONLY = 5  # the layout of the usual template
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time that a ZIP has for every part, so that the same slide has the same bytes."""
MOST_PARTS = 1000


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Write a slide with the animation, which begins with the finished picture, as that is what is printed."""
    from pptx import Presentation
    from pptx.dml.color import RGBColor
    from pptx.util import Emu

    moving = io.BytesIO()
    gif.write(moving, replace(drawing, poster=True))
    show: Any = Presentation()
    show.slide_width, show.slide_height = Emu(WIDTH), Emu(HEIGHT)
    slide = show.slides.add_slide(show.slide_layouts[TITLE_ONLY])
    fill = slide.background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(*drawing.theme.page["background"])  # type: ignore[no-untyped-call, unused-ignore]
    width, height = drawing.page.width, drawing.page.height
    scale = min(WIDTH / width, HEIGHT / height)
    left, top = (WIDTH - scale * width) / 2, (HEIGHT - scale * height) / 2
    place = [Emu(round(each)) for each in (left, top, scale * width, scale * height)]
    picture = slide.shapes.add_picture(moving, *place)
    picture.name = drawing.title
    picture._element.nvPicPr.cNvPr.set("descr", drawing.alt_text)
    title = slide.shapes.title
    title.text = drawing.heading  # above the slide, as the picture has it: for outlines and screen readers
    title.left, title.width, title.height = Emu(0), Emu(WIDTH), Emu(EMU_PER_INCH)
    title.top = Emu(-EMU_PER_INCH - EMU_PER_INCH // 10)
    slide.notes_slide.notes_text_frame.text = "\n".join(sentence for _, sentence in drawing.transcript())
    show.core_properties.title = drawing.title[:255]  # which has no room for more
    show.core_properties.subject = drawing.alt_text[:255]
    saved = io.BytesIO()
    show.save(saved)
    file.write(_undated(saved))
    return 1


def _undated(saved: IO[bytes]) -> bytes:
    """The same ZIP without the time at which it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, EARLIEST), old.read(part), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def read_comment(file: IO[bytes]) -> str:
    """The recipe, which the GIF in the slide carries; "" if there is none."""
    try:
        with zipfile.ZipFile(file) as parts:
            for part in parts.infolist()[:MOST_PARTS]:
                if part.filename.startswith("ppt/media/") and part.filename.endswith(".gif"):
                    with parts.open(part) as media:
                        data = media.read(MOST_BYTES)
                    if found := gif.read_comment(io.BytesIO(data)):
                        return found
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:  # damaged, encrypted, or packed otherwise
        raise ValueError("no PPTX") from error
    return ""


FORMAT = Format(
    write, read_comment, indexed=True, is_image=False, unit="slides", tick_ms=80, own=frozenset({"loop"}),
    library="pptx", extra="slides",
)  # fmt: skip
