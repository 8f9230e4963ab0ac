"""PPTX: a slide with the video, or the GIF where things jump, its title, alt text, and notes that say each step."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from typing import IO, Any

from tconv_anim.formats import MOST_BYTES, Format, gif, mp4, png
from tconv_anim.formats._video import TICK_MS
from tconv_anim.options import FOREVER
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.svg.elements import in_xml
from tconv_anim.scenes.scene import Shot

EMU_PER_INCH = 914_400
WIDTH, HEIGHT = 12_192_000, 6_858_000  # of PowerPoint's own slides of 16:9
TITLE_ONLY = 5  # the layout of the usual template
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The time that a ZIP has for every part, so that the same slide has the same bytes."""
MOST_PARTS = 1000
PLAYED_AT_ONCE = """
<p:timing xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:tnLst><p:par>
<p:cTn id="1" dur="indefinite" restart="never" nodeType="tmRoot"><p:childTnLst>
<p:seq concurrent="1" nextAc="seek"><p:cTn id="2" dur="indefinite" nodeType="mainSeq"><p:childTnLst><p:par>
<p:cTn id="3" fill="hold"><p:stCondLst><p:cond delay="indefinite"/>
<p:cond evt="onBegin" delay="0"><p:tn val="2"/></p:cond></p:stCondLst><p:childTnLst><p:par>
<p:cTn id="4" fill="hold"><p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst><p:par>
<p:cTn id="5" presetID="1" presetClass="mediacall" presetSubtype="0" fill="hold" nodeType="afterEffect">
<p:stCondLst><p:cond delay="0"/></p:stCondLst><p:childTnLst><p:cmd type="call" cmd="playFrom(0.0)"><p:cBhvr>
<p:cTn id="6" dur="{duration_ms}" fill="hold"/><p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cBhvr></p:cmd>
</p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn></p:par></p:childTnLst></p:cTn>
<p:prevCondLst><p:cond evt="onPrev" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:prevCondLst>
<p:nextCondLst><p:cond evt="onNext" delay="0"><p:tgtEl><p:sldTgt/></p:tgtEl></p:cond></p:nextCondLst></p:seq>
<p:video><p:cMediaNode vol="80000"><p:cTn id="7" repeatCount="{repeats}" fill="hold" display="0">
<p:stCondLst><p:cond delay="indefinite"/></p:stCondLst></p:cTn>
<p:tgtEl><p:spTgt spid="{shape}"/></p:tgtEl></p:cMediaNode></p:video>
</p:childTnLst></p:cTn></p:par></p:tnLst></p:timing>"""
"""What a slide says of a video that starts when it is shown, as PowerPoint writes it (ECMA-376, part 1, 19.5)."""


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Write a slide with the animation; what is printed of it is the finished picture."""
    from pptx import Presentation
    from pptx.dml.color import RGBColor
    from pptx.util import Emu

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
    picture = _video(slide, place, drawing) if drawing.tick_ms else _gif(slide, place, drawing)
    name, alt_text = in_xml(drawing.title), in_xml(drawing.alt_text)
    picture.name = name
    picture._element.nvPicPr.cNvPr.set("descr", alt_text)
    title = slide.shapes.title
    title.text = in_xml(drawing.heading)  # above the slide, as the picture has it: for outlines and screen readers
    title.left, title.width, title.height = Emu(0), Emu(WIDTH), Emu(EMU_PER_INCH)
    title.top = Emu(-EMU_PER_INCH - EMU_PER_INCH // 10)
    slide.notes_slide.notes_text_frame.text = in_xml("\n".join(sentence for _, sentence in drawing.transcript()))
    show.core_properties.title = name[:255]  # which has no room for more
    show.core_properties.subject = alt_text[:255]
    saved = io.BytesIO()
    show.save(saved)
    file.write(_undated(saved))
    return 1


def _gif(slide: Any, place: list[Any], drawing: Drawing) -> Any:
    """A picture that moves by itself; it begins with the finished one, as the first is what is printed."""
    moving = io.BytesIO()
    gif.write(moving, replace(drawing, poster=True))
    return slide.shapes.add_picture(moving, *place)


def _video(slide: Any, place: list[Any], drawing: Drawing) -> Any:
    """A video that starts when the slide is shown, with the finished picture as its poster."""
    from pptx.oxml import parse_xml

    last: deque[Shot] = deque(maxlen=1)

    def noted() -> Iterator[Shot]:
        for shot in drawing.shots:
            if not shot.beyond:
                last.append(shot)
            yield shot

    video, poster = io.BytesIO(), io.BytesIO()
    count = mp4.write(video, replace(drawing, shots=noted()))
    png.write(poster, replace(drawing, shots=last, comment="", tick_ms=0))
    video.seek(0)
    movie = slide.shapes.add_movie(video, *place, poster_frame_image=poster, mime_type="video/mp4")
    repeats = "indefinite" if drawing.loop == FOREVER else 1000 * drawing.loop  # in thousandths
    timing = PLAYED_AT_ONCE.format(duration_ms=count * TICK_MS, shape=movie.shape_id, repeats=repeats)
    slide.element.remove(slide.element.timing)  # which waits for a click
    slide.element._insert_timing(parse_xml(timing.replace("\n", "")))
    return movie


def _undated(saved: IO[bytes]) -> bytes:
    """The same ZIP without the time at which it was made."""
    made = io.BytesIO()
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(zipfile.ZipInfo(part.filename, EARLIEST), old.read(part), zipfile.ZIP_DEFLATED)
    return made.getvalue()


def read_comment(file: IO[bytes]) -> str:
    """The recipe, which the video or the GIF in the slide carries; "" if there is none."""
    readers = {".gif": gif.read_comment, ".mp4": mp4.read_comment}
    try:
        with zipfile.ZipFile(file) as parts:
            for part in parts.infolist()[:MOST_PARTS]:
                read = readers.get(part.filename[-4:])
                if part.filename.startswith("ppt/media/") and read is not None:
                    with parts.open(part) as media:
                        data = media.read(MOST_BYTES)
                    if found := read(io.BytesIO(data)):
                        return found
    except (zipfile.BadZipFile, zlib.error, RuntimeError, EOFError) as error:  # damaged, encrypted, or packed otherwise
        raise ValueError("no PPTX") from error
    return ""


FORMAT = Format(
    write, read_comment, indexed=True, is_image=False, unit="slides", smooth=True, tick_ms=TICK_MS, wide=True,
    own=frozenset({"loop"}), libraries=("pptx", "av"), extra="slides",
)  # fmt: skip
