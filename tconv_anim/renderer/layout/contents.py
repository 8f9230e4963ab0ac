"""One look at a whole animation before it is laid out: what needs room."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from tconv_anim.core.message import Words
from tconv_anim.scenes.number_text import is_rounded, number_text, pair_text
from tconv_anim.scenes.scene import SCALE, Caption, Panel, PanelId, Role, Scene, Shot, changed_cells
from tconv_anim.scenes.texts import say


@dataclass
class Survey:
    """What an animation needs room for: its first scene, the widest numbers (in em), its captions, its roles.

    The scene's panels have the longest subtitles that they ever have.
    `zoomed_em` is the widest number by zoom, of panels whose cells are of another size than the rest; of those that are
    but a column, whose cells are as wide as it takes, it is `column_em`; of what tells shades, `scale_em`. `rounded`
    tells whether a cell ever shows less than the whole number.
    """

    scene: Scene | None = None
    value_em: float = 0.0
    kernel_em: float = 0.0
    term_em: float = 0.0
    pair_em: float = 0.0
    zoomed_em: dict[float, float] = field(default_factory=dict)
    column_em: float = 0.0
    scale_em: float = 0.0
    rounded: bool = False
    captions: dict[Caption, None] = field(default_factory=dict)
    roles: set[int] = field(default_factory=set)


def survey(shots: Iterable[Shot], measure: Callable[[str, int, bool], float]) -> Survey:
    """Go through an animation once, looking only at what changes from shot to shot."""
    found = Survey()
    last: dict[PanelId, Panel] = {}
    subtitles: dict[PanelId, Words] = {}
    for shot in shots:
        found.scene = found.scene or shot.scene
        if shot.scene.caption is not None:
            found.captions[shot.scene.caption] = None
        for panel in shot.scene.panels:
            cells = changed_cells(last.get(panel.id), panel)
            last[panel.id] = panel
            subtitles[panel.id] = max(subtitles.get(panel.id, ""), panel.subtitle, key=_length)
            found.roles.update(np.unique(panel.roles[cells]).tolist())
            for row, column in np.argwhere(cells):
                value = np.nan if panel.values is None else panel.values[row, column]
                term = np.nan if panel.terms is None else panel.terms[row, column]
                found.rounded = found.rounded or any(is_rounded(number) for number in (value, term))
                if not np.isnan(value):
                    _widen(found, panel, measure(number_text(value), 100, False) / 100)
                if not np.isnan(term):
                    pair, alone = pair_text(value, panel.operator, term), pair_text(np.nan, panel.operator, term)
                    _widen_pairs(found, panel, *(measure(text, 100, False) / 100 for text in (pair, alone)))
    found.roles.discard(Role.ABSENT)
    if found.scene is not None:
        named = tuple(replace(panel, subtitle=subtitles[panel.id]) for panel in found.scene.panels)
        found.scene = replace(found.scene, panels=named)
    return found


def _length(words: Words) -> int:
    return len(say(words))


def _widen(found: Survey, panel: Panel, width_em: float) -> None:
    """Make room for a number of a panel."""
    if panel.id.part == SCALE:
        found.scale_em = max(found.scale_em, width_em)
    elif panel.is_column:
        found.column_em = max(found.column_em, width_em)
        found.zoomed_em.setdefault(panel.zoom, 0.0)
    elif panel.zoom != 1:
        found.zoomed_em[panel.zoom] = max(found.zoomed_em.get(panel.zoom, 0.0), width_em)
    elif panel.id.part == "kernel":
        found.kernel_em = max(found.kernel_em, width_em)
    else:
        found.value_em = max(found.value_em, width_em)


def _widen_pairs(found: Survey, panel: Panel, pair_em: float, alone_em: float) -> None:
    """Make room for a number with a second operand, or for that alone; a column has room for both."""
    if panel.is_column:
        _widen(found, panel, pair_em)
    else:
        found.pair_em, found.term_em = max(found.pair_em, pair_em), max(found.term_em, alone_em)
