"""What an animation needs room for, found by looking through all its scenes before they are laid out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from tconv_anim.core.message import Clauses, Words
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import missing
from tconv_anim.core.symbols.mathematics import count_terms, is_short, stacked_lines
from tconv_anim.core.symbols.polynomial import Polynomial
from tconv_anim.renderer.fonts import NUMBER, TITLE, measure
from tconv_anim.renderer.layout.lines import words_of
from tconv_anim.scenes.notes import cell_notes
from tconv_anim.scenes.number_text import Value, exact_text, is_rounded, number_text, pair_text
from tconv_anim.scenes.panels import changed_cells
from tconv_anim.scenes.scene import (
    EVENED,
    SCALE,
    SOLID,
    Caption,
    Panel,
    PanelId,
    PicturePath,
    Role,
    Scene,
    Shot,
    Stroke,
)
from tconv_anim.scenes.sums import product_text
from tconv_anim.scenes.texts import say, say_all

PAIR_BESIDE_EM = 0.2  # in a column, between a number and a second operand beside it
SPARE = ("factors", "matrix_of_conv")  # parts whose numbers are shown only where there is room for them
LONGEST_SUMS = 12  # of a panel, whose lines are counted


@dataclass
class Contents:
    """What an animation needs room for.

    Attributes
    ----------
    scene : the first scene, whose pictures and panels have the longest headings and titles that they ever have
    value_em : the widest number of a cell
    pair_em, term_em, product_em : the widest line of a cell with a second operand, the widest second operand, "+2", and
        the widest of both in a line, "10·2"
    zoomed_em : the widest number in panels whose cells have another size, by their zoom
    column_em : the widest number of such panels that are one column, with cells as wide as they need, by their part
    spare_em : the widest number of panels whose numbers are shown only where there is room, by their part
    scale_em : the widest of the numbers that say what shades mean
    sum_em : the widest line of sums of letters, by how many lines they have
    shortened : the least length of a sum of letters of which only that is ever shown, whatever room its cell has; or 0
    tagged : the parts whose cells have room for a small number that says their channel; `WINDOW` for one of a window
    rounded : whether a cell ever shows a rounded number
    captions : all captions, in order
    roles : all roles of cells
    last_step : how many steps there are
    legend : what the legend says of strokes and roles, in its order
    """

    scene: Scene | None = None
    value_em: float = 0.0
    term_em: float = 0.0
    pair_em: float = 0.0
    product_em: float = 0.0
    zoomed_em: dict[float, float] = field(default_factory=dict)
    column_em: dict[str, float] = field(default_factory=dict)
    spare_em: dict[str, float] = field(default_factory=dict)
    scale_em: float = 0.0
    sum_em: dict[int, float] = field(default_factory=dict)
    shortened: int = 0
    tagged: tuple[str, ...] = ()
    rounded: bool = False
    captions: dict[Caption, None] = field(default_factory=dict)
    roles: set[int] = field(default_factory=set)
    last_step: int = 0
    legend: tuple[tuple[int | Stroke, Words], ...] = ()

    @property
    def notes(self) -> Clauses:
        """What the small numbers of cells say, and what cells show less of than there is."""
        return cell_notes(rounded=self.rounded, shortened=self.shortened, tagged=self.tagged)

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

    @property
    def noted(self) -> Contents:
        """The same with its notes in every caption."""
        if not self.notes:
            return self
        captions = (replace(caption, note=(*caption.note, *self.notes)) for caption in self.captions)
        return replace(self, captions=dict.fromkeys(captions))


def look_through(shots: Iterable[Shot]) -> Contents:
    """Go through an animation once and look only at what changes from shot to shot."""
    contents = Contents()
    last: dict[PanelId, Panel] = {}
    sums: dict[PanelId, dict[Words, None]] = {}
    titles: dict[PanelId, Words] = {}
    subtitles: dict[PanelId, Words] = {}
    headings: dict[PicturePath, Words] = {}
    for shot in shots:
        contents.scene = contents.scene or shot.scene
        if shot.scene.caption is not None:
            contents.captions[shot.scene.caption] = None
        for path, heading in shot.scene.pictures:
            if heading != headings.get(path):
                headings[path] = _longer(headings.get(path, ""), heading)
        for panel in shot.scene.panels:
            if last.get(panel.id) is panel:
                continue
            cells = changed_cells(last.get(panel.id), panel)
            last[panel.id] = panel
            titles[panel.id] = _longer(titles.get(panel.id, ""), panel.title)
            if panel.sum:
                sums.setdefault(panel.id, {})[panel.sum] = None
            subtitles[panel.id] = _longer(subtitles.get(panel.id, ""), panel.subtitle)
            contents.roles.update(panel.shown[cells].tolist())
            if panel.channel is not None:
                contents.roles.add(SOLID[panel.channel % len(SOLID)])  # of its card
            for row, column in np.argwhere(cells & _numbered(panel)):
                value = np.nan if panel.values is None else panel.values[row, column]
                term = np.nan if panel.terms is None else panel.terms[row, column]
                contents.rounded = contents.rounded or any(is_rounded(number) for number in (value, term))
                if value == value:
                    weight = TITLE if panel.is_vector and isinstance(value, Polynomial) else NUMBER  # bold in play
                    _widen(contents, panel, measure(value_text(panel, value), 100, weight) / 100)
                    _widen_sums(contents, panel, value, alone=term != term)
                if term == term:
                    _widen_pairs(contents, panel, value, term)
    contents.roles.discard(Role.ABSENT)
    if contents.scene is not None:
        panels = contents.scene.panels
        named = tuple(
            replace(p, title=titles[p.id], subtitle=subtitles[p.id], sums=_longest(sums.get(p.id, ()))) for p in panels
        )
        pictures = tuple((path, headings[path]) for path, _ in contents.scene.pictures)
        contents.scene = replace(contents.scene, panels=named, pictures=pictures)
    return contents


def _longer(one: Words, other: Words) -> Words:
    return max(one, other, key=lambda words: len(say(words)))


def _longest(sums: Iterable[Words]) -> Clauses:
    """The sums that may take the most lines."""
    return tuple(sorted(sums, key=lambda words: len(say(words)), reverse=True)[:LONGEST_SUMS])


def _numbered(panel: Panel) -> Array:
    """A mask of the cells that show a number, or a second operand."""
    given = [array for array in (panel.values, panel.terms) if array is not None]
    mask = np.zeros(panel.shape, bool)
    for array in given:
        mask |= ~missing(array)
    return mask


def _widen(contents: Contents, panel: Panel, width_em: float) -> None:
    """Make room for a number of a panel; a small map is as large as its numbers need."""
    if panel.id.part == EVENED:
        return
    if panel.id.part in SPARE:
        contents.spare_em[panel.id.part] = max(contents.spare_em.get(panel.id.part, 0.0), width_em)
    elif panel.id.part == SCALE:
        contents.scale_em = max(contents.scale_em, width_em)
    elif panel.is_vector:
        part = panel.id.part
        contents.column_em[part] = max(contents.column_em.get(part, 0.0), width_em)
        contents.zoomed_em.setdefault(panel.zoom, 0.0)
    elif panel.zoom != 1:
        contents.zoomed_em[panel.zoom] = max(contents.zoomed_em.get(panel.zoom, 0.0), width_em)
    else:
        contents.value_em = max(contents.value_em, width_em)


def _widen_sums(contents: Contents, panel: Panel, value: Value, *, alone: bool) -> None:
    """Make room for a sum of letters, one product to a line; beside a second operand it is always short."""
    if not is_short(value) or panel.is_vector or panel.id.part in SPARE:
        return
    lines = stacked_lines(value) if alone and panel.zoom == 1 else ()
    if not lines:
        contents.shortened = min(contents.shortened or count_terms(value), count_terms(value))
    else:
        widest = max(measure(line, 100, TITLE) / 100 for line in lines)  # as in play
        contents.sum_em[len(lines)] = max(contents.sum_em.get(len(lines), 0.0), widest)


def value_text(panel: Panel, value: Value) -> str:
    """What a cell shows on one line: a column is as wide as a whole sum of a few letters."""
    if panel.is_vector and stacked_lines(value):
        return exact_text(value)
    return number_text(value)


def in_line(panel: Panel, value: Value, term: Value) -> str:
    """A cell's product on one line, in the order in which sums have its factors."""
    return product_text(term, value) if panel.operator == "·" else product_text(value, term)


def _widen_pairs(contents: Contents, panel: Panel, value: Value, term: Value) -> None:
    """Make room for a number and a second operand below it; in a column beside it."""
    if panel.id.part in SPARE:  # whose signs are left out first
        _widen(contents, panel, measure(number_text(term), 100, TITLE) / 100)
        return
    if panel.is_vector:
        beside = PAIR_BESIDE_EM if value == value else 0.0
        _widen(contents, panel, measure(pair_text(value, panel.operator, term), 100, TITLE) / 100 + beside)
        return
    alone = measure(pair_text(np.nan, panel.operator, term), 100, NUMBER) / 100
    above = 0.0 if value != value else measure(number_text(value), 100, NUMBER) / 100
    contents.term_em = max(contents.term_em, alone)
    if panel.in_line and value == value:
        contents.product_em = max(contents.product_em, measure(in_line(panel, value, term), 100, TITLE) / 100)
    contents.pair_em = max(contents.pair_em, above, alone)
