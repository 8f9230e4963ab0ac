"""HTML: one page with the animation as SVG and a player; without JavaScript it shows the finished picture."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from pathlib import Path
from typing import IO

from tconv_anim.formats import HEAD_BYTES, Format
from tconv_anim.formats.svg import element
from tconv_anim.renderer.drawing import Drawing
from tconv_anim.renderer.marks import Order
from tconv_anim.renderer.svg.elements import css_color, xml_text
from tconv_anim.renderer.svg.painter import changes

RECIPE = re.compile(r"""<script[^>]*\btype=["']?application/toml\b[^>]*>(.*?)</script""", re.IGNORECASE | re.DOTALL)
FINISHED = 0
"""The number of the part that a place shows at the end, which the page holds as an element."""


@dataclass(frozen=True)
class Film:
    """An animation as its last frame and what changes from frame to frame.

    Attributes
    ----------
    finished : all parts of the last frame
    places : which of them change at all
    parts : every other part that one of these places ever shows
    changes : for each frame, two numbers for every place that changes: its index in `places`, and the part that it then
        shows, which is an index in `parts` counted from 1, or FINISHED
    durations_ms : how long each frame stays
    """

    finished: tuple[str, ...]
    places: list[int]
    parts: list[str]
    changes: list[list[int]]
    durations_ms: list[int]


def write(file: IO[bytes], drawing: Drawing) -> int:
    """Write the page; gives the number of its frames."""
    film = film_of(changes(drawing.frames(), drawing.theme, outlines=drawing.outlines))
    groups, places = _grouped(film)
    label = f' aria-label="{xml_text(drawing.alt_text)}"'
    frames = {"loop": drawing.loop, "durations_ms": film.durations_ms, "places": places} | {
        "parts": film.parts, "changes": film.changes,
    }  # fmt: skip
    page = drawing.theme.page
    values = {name: css_color(page[name]) for name in ("background", "ink", "edge", "now")} | {
        "title": xml_text(drawing.title),
        "scheme": "light" if sum(page["background"]) > sum(page["ink"]) else "dark",
        "digits": str(2 * len(str(len(film.changes))) + 1),
        "recipe": drawing.comment.replace("<", r"\u003c"),  # TOML's escape, so that nothing ends the element
        "picture": element(drawing, (), groups, label),
        "frames": json.dumps(frames, ensure_ascii=False, separators=(",", ":")),
    }
    template = Path(__file__).with_name("player.html").read_text(encoding="utf-8")
    file.write(filled(template, values).encode())
    return len(film.durations_ms)


def filled(template: str, values: Mapping[str, str]) -> str:
    """A page with its values, and with a policy that allows its own script, its own style and images beside it."""
    page = re.sub(r"\{\{(\w+)\}\}", lambda match: values[match[1]], template)
    scripts, styles = (
        " ".join(map(_source, re.findall(f"<{name}>(.*?)</{name}>", page, re.DOTALL))) for name in ("script", "style")
    )
    policy = (
        f"default-src 'none'; script-src {scripts}; style-src {styles}; img-src 'self' file: data:; "
        "base-uri 'none'; form-action 'none'"
    )
    charset = '<meta charset="utf-8">'
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
    return page.replace(charset, f"{charset}\n{meta}", 1)


def _source(text: str) -> str:
    """A script or style as a policy names it."""
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


def read_comment(file: IO[bytes]) -> str:
    """The text that `write` embedded; "" if there is none."""
    found = RECIPE.search(file.read(HEAD_BYTES).decode(errors="replace"))
    return found[1].lstrip("\n") if found else ""


def film_of(frames: Iterable[tuple[Mapping[Order, str], int]]) -> Film:
    """An animation from the elements that change in each frame, and how long it stays; equal frames become one."""
    changes: list[dict[Order, str]] = []
    durations_ms: list[int] = []
    for changed, duration_ms in frames:
        if changed or not changes:
            changes.append(dict(changed))
            durations_ms.append(duration_ms)
        else:
            durations_ms[-1] += duration_ms
    last = {slot: part for changed in changes for slot, part in changed.items()}
    slots = sorted(last)
    moving = {slot for changed in changes[1:] for slot in changed}
    places = [place for place, slot in enumerate(slots) if slot in moving]
    first = {slots[place]: changes[0].get(slots[place], "") for place in places}
    changes[0] = {slot: part for slot, part in first.items() if part != last[slot]}
    known: dict[str, int] = {}
    pairs = [
        [
            (index, FINISHED if part == last[slots[place]] else known.setdefault(part, len(known) + 1))
            for index, place in enumerate(places)
            if slots[place] in changed
            for part in [changed[slots[place]]]
        ]
        for changed in changes
    ]
    finished = tuple(last[slot] for slot in slots)
    return Film(finished, places, list(known), [[n for pair in some for n in pair] for some in pairs], durations_ms)


def _grouped(film: Film) -> tuple[list[str], list[int]]:
    """The finished picture in groups: one for each place that changes, and one for the parts between two of them.

    Returns
    -------
    groups, places : the groups, and which of them are the places, in order
    """
    changing = set(film.places)
    groups: list[str] = []
    places: list[int] = []
    # A place that changes has a key of its own; what does not change has the same key as its neighbours.
    for place, some in groupby(range(len(film.finished)), key=lambda i: i if i in changing else -1):
        texts = "".join(film.finished[i] for i in some)
        if place != -1:
            places.append(len(groups))
        if place != -1 or texts:
            groups.append(f"<g>{texts}</g>")
    return groups, places


FORMAT = Format(write, read_comment, is_image=False)
