"""The player's page: films that share forms and marks, stored once each, with what a script needs to play them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from tconv_anim.core.message import message
from tconv_anim.formats._film import Act, Film, film_of
from tconv_anim.formats._page import filled, packaged, packed, with_values
from tconv_anim.formats.svg import element
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.marks import Key, Text
from tconv_anim.renderer.svg.elements import css_color, xml_text
from tconv_anim.renderer.svg.forms import Form, paint_once
from tconv_anim.renderer.svg.letters import TAGS, family, font_style
from tconv_anim.scenes.scene import PanelId
from tconv_anim.scenes.texts import say, say_plainly, spoken
from tconv_anim.scenes.told.ties import PanelCell

WORDS = {
    "player": message("player"), "play": message("play"), "pause": message("pause"), "space": message("space_key"),
    "step_back": message("step_back"), "step_forward": message("step_forward"), "step": message("step"),
    "speed": message("speed"), "transcript": message("transcript"), "point_at_cells": message("point_at_cells"),
    "start": message("at_the_start"), "end": message("at_the_finish"),
}  # fmt: skip
SCRIPTED = ("play", "pause", "space", "start", "end")
"""The words that the script says."""
AROUND = ("head", "legend", "caption", "pip", "progress")
"""The keys of what is written around a picture, which a small window shows beside it."""
CORE_MARGIN_PX = 10
USUAL_LETTER_PX = 12


class Slider(NamedTuple):
    """A slider that chooses between films: the parameter, its name in the link, its ends, and where it begins."""

    name: str
    key: str
    first: int
    last: int
    value: int


class Reels:
    """Films for a page, of which equal parts are stored once.

    Attributes
    ----------
    films : what the script reads of each
    forms, rows, timings : what they share, each with its number
    letters : texts of SVG with all letters that are ever shown, if their font is to be embedded
    drawing, film : the first one, which the page shows without a script
    """

    def __init__(self) -> None:
        self.films: list[dict[str, Any]] = []
        self.forms: dict[str, int] = {}
        self.rows: dict[tuple[Any, ...], int] = {}
        self.timings: dict[tuple[float, ...], int] = {}
        self.letters: dict[str, None] = {}
        self.drawing: Drawing | None = None
        self.film: Film | None = None

    def add(self, drawing: Drawing) -> int:
        """Add an animation; gives the number of its moments."""
        film = film_of(drawing)
        if self.drawing is None:
            self.drawing, self.film = drawing, film
        self.films.append(self._read(film, drawing))
        return len(film.durations_ms)

    def page(
        self, comment: str, more: Mapping[str, Any] | None = None, scripts: tuple[str, ...] = (),
        sliders: Sequence[Slider] = (),
    ) -> bytes:  # fmt: skip
        """The page, which carries a comment; `more` is what further scripts read."""
        assert self.drawing is not None
        assert self.film is not None
        drawing, theme = self.drawing, self.drawing.theme
        script = "".join(packaged(f"player/{name}.js") for name in ("player", *scripts, "start"))
        words = {name: say(text) for name, text in WORDS.items()}
        picture = paint_once(self.film.last, theme, outlines=drawing.outlines)
        fonts = [font_style([*self.letters, *map(_as_text, words.values())])] if drawing.embed_font else ()
        most = max(max(film["steps"]) for film in self.films)
        colors = {name: css_color(theme.page[name]) for name in ("background", "ink", "edge", "now")}
        look = colors | {
            "reach": css_color(theme.title("input")),
            "sums": css_color(theme.title("now")),
            "family": family(spoken(), embedded=drawing.embed_font),
            "scheme": "light" if sum(theme.page["background"]) > sum(theme.page["ink"]) else "dark",
            "digits": str(max(len(words["start"]), len(words["end"]), 2 * len(str(most)) + 1)),
        }
        unpacked = {"script": script, "style": with_values(packaged("player/controls.css"), look)}
        texts = {name: xml_text(text) for name, text in words.items()}
        book = {
            "buttons": with_values(packaged("player/buttons.html"), texts),
            "words": {name: words[name] for name in SCRIPTED}, "forms": [*self.forms], "rows": [*self.rows],
            "timings": [*self.timings], "films": _columns(self.films), "sliders": sliders, **(more or {}), **unpacked,
        }  # fmt: skip
        values = texts | {
            "language": TAGS.get(spoken(), spoken()),
            "title": xml_text(heading(drawing)[0] if sliders else drawing.title),
            "heading": "<span>".join(map(xml_text, heading(drawing))) + "</span>",
            "controls": _controls(sliders),
            "recipe": comment.replace("<", r"\u003c"),  # TOML's escape, so that nothing ends the element
            "picture": element(drawing, fonts, picture, f' aria-label="{xml_text(drawing.alt_text)}"'),
            "film": packed(book),
            "style": with_values(packaged("player/style.css"), look),
            "script": packaged("player/unpack.js"),
        }  # fmt: skip
        return filled(packaged("player/page.html"), values, unpacked).encode()

    def _read(self, film: Film, drawing: Drawing) -> dict[str, Any]:
        ties = drawing.ties(film.scene)
        page, theme = drawing.page, drawing.theme
        left, top, right, bottom = page.bounds
        left, top = max(0, left - CORE_MARGIN_PX), max(0, top - CORE_MARGIN_PX)
        right, bottom = min(page.width, right + CORE_MARGIN_PX), min(page.height, bottom + CORE_MARGIN_PX)
        letters = [mark.shape.px for mark in film.last if isinstance(mark.shape, Text) and mark.key[0] in AROUND]
        edge = css_color(theme.page["edge"])
        told = {number: say_plainly(words) for number, words in ties.said.items()}
        if drawing.embed_font:
            said = [drawing.title, *film.sentences, *(text for some in film.captions for text in some), *told.values()]
            self.letters |= dict.fromkeys(map(_as_text, said))
            shown = (form for some in film.shown for _, form in some if form is not None)
            self.letters |= {form.elements.replace("/>", f">{xml_text(form.text)}</text>", 1): None for form in shown}
        return {
            "size": [page.width, page.height],
            "core": [left, top, right - left, bottom - top],
            "heading": heading(drawing),
            "alt": drawing.alt_text,
            "loop": drawing.loop,
            "smooth": drawing.tick_ms > 0,
            "count": max(film.steps),
            "durations_ms": film.durations_ms,
            "finished": film.finished,
            "steps": film.steps,
            "said": film.said,
            "sentences": film.sentences,
            "captions": film.captions,
            "legend": [(css_color(theme.color(f"fill.{item.role}")), edge, item.text) for item in page.legend],
            "least": min(letters, default=USUAL_LETTER_PX),
            "around": [place for place, key in enumerate(film.places) if key[0] in AROUND],
            "points": list(_points(film, ties.shown)),
            "reached": {number: list(some) for number, some in ties.reached_by.items()},
            "told": told,
            "acts": [self._acts(film, moment) for moment in range(len(film.acts))],
            "places": [self.rows.setdefault(self._row(shown), len(self.rows)) for shown in film.shown],
        }

    def _acts(self, film: Film, moment: int) -> list[tuple[Any, ...]]:
        """What is on its way to a moment, by its timing and how far it is from its place at first and last, in px.

        Of each such group: the timing; [] or [x, y] or [x, y, to x, to y]; the places, each as how many more than the
        one before, twice, and odd for the mark that was there before; and other marks, each as [place, first form, last
        form, text, x, y, to x, to y].
        """
        shown = {film.at(place, moment): place for place in range(len(film.places))} if film.acts[moment] else {}
        groups: dict[tuple[int, tuple[float, ...]], list[int]] = {}
        others: dict[tuple[int, tuple[float, ...]], list[Any]] = {}
        for act in film.acts[moment]:
            timing = self.timings.setdefault((*act.timing, int(act.flies)), len(self.timings))
            place = shown.get(act.start, 0) if act.place is None else act.place
            for odd in (0, 1):
                own = film.at(place, moment - odd)
                if own is not None and {act.start._replace(at=own.at), act.end._replace(at=own.at)} == {own}:
                    groups.setdefault((timing, _ways(act, own)), []).append(2 * place + odd)
                    break
            else:
                forms = [self.forms.setdefault(one.elements, len(self.forms)) for one in (act.start, act.end)]
                other = [place, *forms, act.start.text, *act.start.at, *act.end.at]
                others.setdefault((timing, ()), []).append(other)
        return [
            (*group, [b - a for a, b in pairwise([0, *sorted(groups.get(group, []))])], others.get(group, []))
            for group in groups | others
        ]

    def _row(self, shown: list[tuple[int, Form | None]]) -> tuple[Any, ...]:
        """What a place shows: changes [moments since the last, form, text, x, y], shorter where the rest stays."""
        changes: list[tuple[Any, ...]] = []
        before: Form | None = None
        last = 0
        for moment, now in shown:
            change: tuple[Any, ...] = (moment - last,)
            if now is not None:
                change += (self.forms.setdefault(now.elements, len(self.forms)),)
                if before is None or now.at != before.at:
                    change += (now.text, *now.at)
                elif now.text != before.text:
                    change += (now.text,)
                before = now
            changes.append(change)
            last = moment
        return tuple(changes)


def _columns(films: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    """What is alike of all films together, which packs better: a list for each name."""
    return {name: [film[name] for film in films] for name in films[0]}


def _controls(sliders: Iterable[Slider]) -> str:
    """The sliders' elements."""
    parts = [
        f"<label><span>{name}</span><output>{value}</output>"
        f'<input type="range" name="{key}" min="{first}" max="{last}" value="{value}"></label>'
        for name, key, first, last, value in sliders
    ]
    return f'<form class="sliders">{"".join(parts)}</form>' if parts else ""


def _as_text(text: str) -> str:
    return f"<text>{xml_text(text)}</text>"


def _ways(act: Act, own: Form) -> tuple[float, ...]:
    """How far from the place of a form an act is at first and last; shorter where it ends there, or stays."""
    ways = tuple(round(a - b, 2) for end in (act.start, act.end) for a, b in zip(end.at, own.at, strict=True))
    return ways if any(ways[2:]) else ways[:2] if any(ways) else ()


def heading(drawing: Drawing) -> tuple[str, str]:
    """What a picture shows, and its parameters."""
    head = [line.text for line in drawing.page.head]
    return head[0] if head else drawing.title, " ".join(head[1:])


def _points(film: Film, shown: Mapping[PanelCell, int]) -> Iterator[tuple[int, int, int, int, int]]:
    """The places of cells that can be pointed at: place, number of the cell, number of the panel, row, column."""
    panels: dict[PanelId, int] = {}
    for place, key in enumerate(film.places):
        cell = _cell(key)
        if cell is not None and cell in shown:
            yield place, shown[cell], panels.setdefault(cell[0], len(panels)), *cell[1:]


def _cell(key: Key) -> PanelCell | None:
    match key:
        case (PanelId() as panel, "cell", int(row), int(column)):
            return panel, row, column
    return None
