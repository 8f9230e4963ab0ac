"""SVG: the finished picture as a still, with text as text; or the animation, moved by a style sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import IO, Any
from xml.etree import ElementTree

from tconv_anim.formats import HEAD_BYTES, Format
from tconv_anim.options import DEFAULT_LANGUAGE
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.svg.elements import css_color, xml_text
from tconv_anim.renderer.svg.letters import TAGS, family, font_style
from tconv_anim.renderer.svg.moving import Reel, moving
from tconv_anim.renderer.svg.painter import USUAL_WEIGHT, WEIGHTS, paint

NAMESPACE = "http://www.w3.org/2000/svg"


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Write the last frame; or if it is to move, all of them, of which the last is seen where nothing moves."""
    words = (("title", drawing.title), ("desc", drawing.alt_text), ("metadata", drawing.comment))
    head = [f"<{name}>{xml_text(text)}</{name}>" for name, text in words]
    count = 1
    if drawing.animated:
        reel = Reel(drawing.states(), smooth=drawing.tick_ms > 0)
        parts, style = moving(reel, drawing.theme, drawing.loop, outlines=drawing.outlines, poster=drawing.poster)
        head.append(f"<style>{style}</style>")
        count = reel.count
    else:
        (frame,) = drawing.finished().frames()
        parts = paint(frame.marks, drawing.theme, outlines=drawing.outlines)
    if drawing.embed_font:
        head.append(font_style(parts))
    file.write(element(drawing, head, parts).encode() + b"\n")
    return count


def read_comment(file: IO[bytes]) -> str:
    """The text that `write` embedded; "" if there is none."""
    head = file.read(HEAD_BYTES)
    parser: ElementTree.XMLPullParser[Any] = ElementTree.XMLPullParser(("end",))
    parser.feed(head)
    ended: Iterator[Any] = parser.read_events()
    for _, found in ended:
        if found.tag == f"{{{NAMESPACE}}}metadata":
            return str(found.text or "")
    if len(head) < HEAD_BYTES:
        parser.close()  # finds out whether it is complete
    return ""


def element(drawing: Drawing, head: Iterable[str], parts: Iterable[str], attributes: str = "") -> str:
    """An svg element: its head, the theme's background, and the parts of a frame."""
    width, height = drawing.page.width, drawing.page.height
    language = drawing.faces.language
    if language != DEFAULT_LANGUAGE:
        attributes = f' xml:lang="{TAGS.get(language, language)}"{attributes}'
    root = (
        f'<svg xmlns="{NAMESPACE}" xmlns:xlink="http://www.w3.org/1999/xlink" role="img"{attributes} '
        f'width="{width}" height="{height}" viewBox="0 0 {width} {height}">'
    )
    color = css_color(drawing.theme.page["background"])
    ground = "" if drawing.transparent else f'<rect width="{width}" height="{height}" fill="{color}"/>'
    fonts = family(language, embedded=drawing.embed_font)
    group = f'<g font-family="{fonts}" font-weight="{WEIGHTS[USUAL_WEIGHT]}" text-anchor="middle">'
    return "\n".join([root, *head, *filter(None, (ground, group, *parts)), "</g>", "</svg>"])


FORMAT = Format(
    write, read_comment, still=True, transparent=True, animates=True,
    own=frozenset({"loop", "poster", "outlines", "embed_font"}),
)  # fmt: skip
