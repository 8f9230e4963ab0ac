"""HTML: one page with a player that draws the animation as SVG; without JavaScript it shows the finished picture."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import IO, Any
from urllib.parse import quote

from tconv_anim.core.message import message
from tconv_anim.formats import HEAD_BYTES, Format
from tconv_anim.formats._film import Film, film_of
from tconv_anim.formats._page import filled, packaged, packed
from tconv_anim.formats.svg import element
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.marks import Key, Text
from tconv_anim.renderer.svg.elements import css_color, xml_text
from tconv_anim.renderer.svg.forms import paint_once
from tconv_anim.renderer.svg.letters import TAGS, family, font_style
from tconv_anim.scenes.scene import PanelId
from tconv_anim.scenes.texts import say, spoken

RECIPE = re.compile(r"""<script[^>]*\btype=["']?application/toml\b[^>]*>(.*?)</script""", re.IGNORECASE | re.DOTALL)
WORDS = {
    "player": message("player"), "play": message("play"), "pause": message("pause"), "space": message("space_key"),
    "step_back": message("step_back"), "step_forward": message("step_forward"), "step": message("step"),
    "speed": message("speed"), "transcript": message("transcript"), "point_at_cells": message("point_at_cells"),
    "start": message("at_the_start"), "end": message("at_the_finish"),
}  # fmt: skip
AROUND = ("head", "legend", "caption", "pip", "progress")
"""The keys of what is written around a picture, which a small window shows beside it."""
CORE_MARGIN_PX = 10
BAR_PX = 52
"""The height of the player's buttons."""


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Write the page; gives the number of its frames."""
    film, script = film_of(drawing), packaged("player/player.js")
    words = {name: say(text) for name, text in WORDS.items()}
    said = [*words.values(), drawing.title, *film.sentences, *(text for some in film.captions for text in some)]
    fonts = _fonts(film, [*said, *map(say, drawing.ties(film.scene).said.values())]) if drawing.embed_font else ()
    page, heads = drawing.theme.page, [line.text for line in drawing.page.head]
    values = {name: css_color(page[name]) for name in ("background", "ink", "edge", "now")} | {
        **{name: xml_text(text) for name, text in words.items()},
        "language": TAGS.get(spoken(), spoken()),
        "title": xml_text(drawing.title),
        "heading": "<span>".join(map(xml_text, heads[:2])) + "</span>" * (len(heads) > 1) or xml_text(drawing.title),
        "reach": css_color(drawing.theme.title("input")),
        "sums": css_color(drawing.theme.title("now")),
        "family": family(spoken(), embedded=drawing.embed_font),
        "scheme": "light" if sum(page["background"]) > sum(page["ink"]) else "dark",
        "digits": str(max(len(words["start"]), len(words["end"]), 2 * len(str(max(film.steps))) + 1)),
        "recipe": drawing.comment.replace("<", r"\u003c"),  # TOML's escape, so that nothing ends the element
        "picture": element(
            drawing, fonts, paint_once(film.last, drawing.theme, outlines=drawing.outlines),
            f' aria-label="{xml_text(drawing.alt_text)}"',
        ),
        "film": packed({"words": {name: words[name] for name in USED}, **_film(film, drawing), "script": script}),
        "style": packaged("player/style.css"),
        "script": packaged("player/unpack.js"),
    }  # fmt: skip
    file.write(filled(packaged("player/page.html"), values, packed_scripts=(script,)).encode())
    return len(film.durations_ms)


USED = ("play", "pause", "space", "start", "end")
"""The words that the script says."""


def _fonts(film: Film, said: Iterable[str]) -> list[str]:
    """A style with the letters of all that a page ever shows: a film, and what is `said` beside it."""
    texts: dict[int, str] = {}  # of the places
    parts: dict[str, None] = {}
    for place, number, *rest in (change for some in film.changes for change in some if len(change) > 1):
        texts[place] = rest[0] if rest else texts[place]  # that of the moment before
        parts[film.forms[number].replace("/>", f">{xml_text(texts[place])}</text>", 1)] = None
    return [font_style([*parts, *(f"<text>{xml_text(text)}</text>" for text in said)])]


def _film(film: Film, drawing: Drawing) -> dict[str, Any]:
    """What the script reads."""
    ties = drawing.ties(film.scene)
    points = list(_points(film, ties.shown))
    page, theme = drawing.page, drawing.theme
    left, top, right, bottom = page.bounds
    left, top = max(0, left - CORE_MARGIN_PX), max(0, top - CORE_MARGIN_PX)
    right, bottom = min(page.width, right + CORE_MARGIN_PX), min(page.height, bottom + CORE_MARGIN_PX)
    around = [place for place, key in enumerate(film.places) if key[0] in AROUND]
    return {
        "loop": drawing.loop,
        "smooth": drawing.tick_ms > 0,
        "count": max(film.steps),
        "durations_ms": film.durations_ms,
        "steps": film.steps,
        "said": film.said,
        "sentences": film.sentences,
        "captions": film.captions,
        "points": points,
        "reached": {number: list(some) for number, some in ties.reached_by.items()},
        "told": {number: say(words) for number, words in ties.said.items()},
        "legend": [
            (css_color(theme.color(f"fill.{item.role}")), css_color(theme.page["edge"]), item.text)
            for item in page.legend
        ],
        "core": [left, top, right - left, bottom - top],
        "least": min((mark.shape.px for mark in film.last if isinstance(mark.shape, Text)), default=12),
        "around": around,
        "places": len(film.places),
        "forms": film.forms,
        "changes": film.changes,
    }


def _points(film: Film, shown: Any) -> Iterator[tuple[int, int, int, int, int]]:
    """The places of cells that can be pointed at: place, number of the cell, number of the panel, row, column."""
    panels: dict[PanelId, int] = {}
    for place, key in enumerate(film.places):
        cell = _cell(key)
        if cell is not None and cell in shown:
            yield place, shown[cell], panels.setdefault(cell[0], len(panels)), *cell[1:]


def _cell(key: Key) -> tuple[PanelId, int, int] | None:
    match key:
        case (PanelId() as panel, "cell", int(row), int(column)):
            return panel, row, column
    return None


def snippet(source: str, width: int, height: int, title: str) -> str:
    """The line that shows a page in another: a frame as large as the picture with the player's buttons.

    >>> snippet("a b.html", 787, 520, "A picture")
    '<iframe src="a%20b.html" width="787" height="572" title="A picture" style="border:0;max-width:100%"></iframe>'
    """
    about = f'src="{quote(source)}" width="{width}" height="{height + BAR_PX}" title="{xml_text(title)}"'
    return f'<iframe {about} style="border:0;max-width:100%"></iframe>'


def read_comment(file: IO[bytes]) -> str:
    """The text that `write` embedded; "" if there is none."""
    found = RECIPE.search(file.read(HEAD_BYTES).decode(errors="replace"))
    return found[1].lstrip("\n") if found else ""


FORMAT = Format(write, read_comment, is_image=False, smooth=True)
