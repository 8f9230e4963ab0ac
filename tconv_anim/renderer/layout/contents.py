"""What an animation needs room for, found by looking through all its scenes before they are laid out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from tconv_anim.core.message import Clauses, Message, Words
from tconv_anim.core.step import Array
from tconv_anim.renderer.fonts import NUMBER, measure
from tconv_anim.renderer.layout.lines import words_of
from tconv_anim.scenes.number_text import is_rounded, number_text, pair_text
from tconv_anim.scenes.scene import SCALE, SOLID, Caption, Panel, PanelId, Role, Scene, Shot, changed_cells
from tconv_anim.scenes.texts import say, say_all

LONGEST_SUMS = 12  # of a panel, whose lines are counted


@dataclass
class Contents:
    """What an animation needs room for.

    Attributes
    ----------
    scene : the first scene, whose panels have the longest titles and subtitles that they ever have
    value_em : the widest number of a cell
    pair_em, term_em : the widest line of a cell with a second operand, and the widest second operand, "+2"
    zoomed_em : the widest number in panels whose cells have another size, by their zoom
    column_em : the widest number of such a panel that is one column, whose cells are as wide as it needs
    scale_em : the widest of the numbers that say what shades mean
    rounded : whether a cell ever shows a rounded number
    captions : all captions, in order
    roles : all roles of cells
    last_step : how many steps there are
    legend : what the legend says of roles, in its order
    """

    scene: Scene | None = None
    value_em: float = 0.0
    term_em: float = 0.0
    pair_em: float = 0.0
    zoomed_em: dict[float, float] = field(default_factory=dict)
    column_em: float = 0.0
    scale_em: float = 0.0
    rounded: bool = False
    captions: dict[Caption, None] = field(default_factory=dict)
    roles: set[int] = field(default_factory=set)
    last_step: int = 0
    legend: tuple[tuple[int, Words], ...] = ()

    @cached_property
    def caption_parts(self) -> list[tuple[Clauses, ...]]:
        """What each part of the captions ever says, each text once. Not to be asked for before all captions are known.

        Pages of many sizes are tried with the same captions.
        """
        parts = zip(*(caption.parts for caption in self.captions), strict=True)
        return [tuple(dict.fromkeys(part)) for part in parts]

    @cached_property
    def caption_words(self) -> set[str]:
        """All words of the captions, between which a line may break."""
        return {word.strip() for part in self.caption_parts for text in part for word in words_of(say_all(text))}

    def noted(self, note: Message) -> Contents:
        """The same with a note in every caption."""
        captions = (replace(caption, note=(*caption.note, note)) for caption in self.captions)
        return replace(self, captions=dict.fromkeys(captions))


def look_through(shots: Iterable[Shot]) -> Contents:
    """Go through an animation once and look only at what changes from shot to shot."""
    contents = Contents()
    last: dict[PanelId, Panel] = {}
    sums: dict[PanelId, dict[Words, None]] = {}
    titles: dict[PanelId, Words] = {}
    subtitles: dict[PanelId, Words] = {}
    for shot in shots:
        contents.scene = contents.scene or shot.scene
        if shot.scene.caption is not None:
            contents.captions[shot.scene.caption] = None
        for panel in shot.scene.panels:
            cells = changed_cells(last.get(panel.id), panel)
            last[panel.id] = panel
            titles[panel.id] = max(titles.get(panel.id, ""), panel.title, key=lambda words: len(say(words)))
            if panel.sum:
                sums.setdefault(panel.id, {})[panel.sum] = None
            subtitles[panel.id] = max(subtitles.get(panel.id, ""), panel.subtitle, key=lambda words: len(say(words)))
            contents.roles.update(panel.shown[cells].tolist())
            if panel.channel is not None:
                contents.roles.add(SOLID[panel.channel % len(SOLID)])  # of its card
            for row, column in np.argwhere(cells & _numbered(panel)):
                value = np.nan if panel.values is None else panel.values[row, column]
                term = np.nan if panel.terms is None else panel.terms[row, column]
                contents.rounded = contents.rounded or any(is_rounded(number) for number in (value, term))
                if not np.isnan(value):
                    _widen(contents, panel, measure(number_text(value), 100, NUMBER) / 100)
                if not np.isnan(term):
                    _widen_pairs(contents, panel, float(value), float(term))
    contents.roles.discard(Role.ABSENT)
    if contents.scene is not None:
        panels = contents.scene.panels
        named = tuple(
            replace(p, title=titles[p.id], subtitle=subtitles[p.id], sums=_longest(sums.get(p.id, ()))) for p in panels
        )
        contents.scene = replace(contents.scene, panels=named)
    return contents


def _longest(sums: Iterable[Words]) -> Clauses:
    """The sums that may take the most lines."""
    return tuple(sorted(sums, key=lambda words: len(say(words)), reverse=True)[:LONGEST_SUMS])


def _numbered(panel: Panel) -> Array:
    """A mask of the cells that show a number, or a second operand."""
    given = [array for array in (panel.values, panel.terms) if array is not None]
    mask = np.zeros(panel.shape, bool)
    for array in given:
        mask |= ~np.isnan(array)
    return mask


def _widen(contents: Contents, panel: Panel, width_em: float) -> None:
    """Make room for a number of a panel."""
    if panel.id.part == SCALE:
        contents.scale_em = max(contents.scale_em, width_em)
    elif panel.is_column:
        contents.column_em = max(contents.column_em, width_em)
        contents.zoomed_em.setdefault(panel.zoom, 0.0)
    elif panel.zoom != 1:
        contents.zoomed_em[panel.zoom] = max(contents.zoomed_em.get(panel.zoom, 0.0), width_em)
    else:
        contents.value_em = max(contents.value_em, width_em)


def _widen_pairs(contents: Contents, panel: Panel, value: float, term: float) -> None:
    """Make room for a number and a second operand below it; in a column beside it."""
    if panel.is_column:
        _widen(contents, panel, measure(pair_text(value, panel.operator, term), 100, NUMBER) / 100)
        return
    alone = measure(pair_text(np.nan, panel.operator, term), 100, NUMBER) / 100
    above = 0.0 if np.isnan(value) else measure(number_text(value), 100, NUMBER) / 100
    contents.term_em = max(contents.term_em, alone)
    contents.pair_em = max(contents.pair_em, above, alone)
