"""Fonts of the letters that a file uses, for files that carry text as text; and those of our own letters for PDF."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

import numpy as np
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen

from tconv_anim.core.step import Array
from tconv_anim.renderer.fonts import composed, face_of
from tconv_anim.renderer.fonts.table import CLOSE, CUBIC, LINE, MOVE, POINTS, QUADRATIC, UNITS, Segment
from tconv_anim.renderer.fonts.thicker import thicker

ASCENT, DESCENT = 2728, -680
COPYRIGHT = (
    "Inter: Copyright 2016 The Inter Project Authors; Noto Sans CJK: Copyright 2014-2021 Adobe; SIL OFL 1.1; a few "
    "signs: DejaVu Fonts"
)
DRAWN = {MOVE: "moveTo", LINE: "lineTo", QUADRATIC: "qCurveTo", CUBIC: "curveTo"}

Glyphs = Mapping[int, tuple[int, Sequence[Segment]]]
"""Advance and segments of letters, by their codes."""


def font_of(texts: Iterable[str], family: str, weight: str, weight_class: int) -> bytes:
    """A font in WOFF of the letters of some texts that have a shape; `weight_class` is the weight's number in CSS."""
    letters = {letter for text in texts for letter in (*text, *composed(text))}
    glyphs = {}
    for letter in sorted(letters):
        face = face_of(letter, weight)
        if face is not None:
            glyphs[ord(letter)] = face.advance(letter), list(_segments(*face.segments(letter), face.bolder(weight)))
    font = font_file(glyphs, family, weight_class).font
    font.flavor = "woff"
    data = io.BytesIO()
    font.save(data, reorderTables=False)
    return data.getvalue()


def font_file(glyphs: Glyphs, family: str, weight_class: int) -> FontBuilder:
    """Letters as a font."""
    drawn = {".notdef": TTGlyphPen(None).glyph()}
    for code, (_, segments) in glyphs.items():
        pen = TTGlyphPen(None)
        curves = Cu2QuPen(pen, max_err=1.0, reverse_direction=True)
        begun = False
        for kind, points in segments:
            if begun and kind in (MOVE, CLOSE):
                curves.closePath()
            begun = kind != CLOSE
            if begun:
                getattr(curves, DRAWN[kind])(*points)
        if begun:
            curves.closePath()
        drawn[f"uni{code:04X}"] = pen.glyph()
    font = FontBuilder(UNITS, isTTF=True)
    font.setupGlyphOrder(list(drawn))
    font.setupCharacterMap({code: f"uni{code:04X}" for code in glyphs})
    font.setupGlyf(drawn)
    advances = {f"uni{code:04X}": advance for code, (advance, _) in glyphs.items()} | {".notdef": UNITS // 2}
    left = {name: getattr(glyph, "xMin", 0) for name, glyph in font.font["glyf"].glyphs.items()}
    font.setupHorizontalMetrics({name: (advances[name], left[name]) for name in drawn})
    font.setupHorizontalHeader(ascent=ASCENT, descent=DESCENT)
    names = {"familyName": family, "styleName": "Regular", "psName": family.replace(" ", "-"), "copyright": COPYRIGHT}
    font.setupNameTable(names)
    rooms = {"sTypoAscender": ASCENT, "sTypoDescender": DESCENT, "usWinAscent": ASCENT, "usWinDescent": -DESCENT}
    font.setupOS2(**rooms, usWeightClass=weight_class)
    font.setupPost(keepGlyphNames=True)
    font.setupHead(unitsPerEm=UNITS, created=0, modified=0)
    return font


def _segments(kinds: Array, points: Array, bolder: int) -> Iterator[Segment]:
    """A letter's segments one by one, with strokes that are bolder by so many units."""
    if bolder:
        counts = np.array(POINTS)[kinds]
        starts = np.append((np.cumsum(counts) - counts)[kinds == MOVE], len(points))
        points = np.rint(thicker(points, np.diff(starts).tolist(), bolder)).astype(int)
    at = iter(map(tuple, points.tolist()))
    for kind in kinds.tolist():
        yield kind, [next(at) for _ in range(POINTS[kind])]
