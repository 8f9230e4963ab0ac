"""A file that carries text as text can carry its letters, too."""

import io
import re
import subprocess
import sys
from base64 import b64decode
from html import unescape

import numpy as np
import pytest
from fontTools.ttLib import TTFont

from tconv_anim import animate
from tconv_anim.core.message import message
from tconv_anim.formats._player import WORDS
from tconv_anim.renderer.fonts import UNITS, face_of
from tconv_anim.renderer.fonts.cjk import BOLDER
from tconv_anim.renderer.marks import Text
from tconv_anim.renderer.outlines import letters
from tconv_anim.renderer.svg.letters import EMBEDDED, FAMILY
from tconv_anim.renderer.svg.painter import USUAL_WEIGHT, WEIGHTS
from tconv_anim.scenes.texts import say

FACE = re.compile(r'@font-face\{font-family:"([^"]+)";font-weight:(\d+);src:url\(data:font/woff;base64,([^)]+)\)')
NAMES = ("medium", "bold")
TEXT = re.compile("<text([^>]*)>([^<]*)</text>")


def fonts_in(page: str) -> dict[int, TTFont]:
    """The fonts of a file by their weight."""
    assert {family for family, _, _ in FACE.findall(page)} == {EMBEDDED}
    return {int(weight): TTFont(io.BytesIO(b64decode(data))) for _, weight, data in FACE.findall(page)}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_letter_of_a_text_is_in_the_font_of_its_weight(lang):
    page = animate(input_size=2, kernel_size=2, lang=lang, embed_font=True).to_bytes("svg").decode()
    fonts, used = fonts_in(page), {}
    for attributes, text in TEXT.findall(page):
        weight = re.search(r'font-weight="(\d+)', attributes)
        used.setdefault(int(weight[1]) if weight else WEIGHTS[USUAL_WEIGHT], set()).update(unescape(text))
    assert fonts.keys() == used.keys()
    for weight, some in used.items():
        assert {chr(code) for code in fonts[weight].getBestCmap()} == some
    assert f'font-family="{EMBEDDED}, ' in page


def test_a_page_has_the_letters_of_every_moment_and_of_its_own_words():
    animation = animate(input_size=2, kernel_size=2, lang="zh", embed_font=True)
    fonts, found = fonts_in(animation.to_bytes("html").decode()), animation.drawing()
    have = {weight: {chr(code) for code in font.getBestCmap()} for weight, font in fonts.items()}
    for frame in found.frames():
        for mark in frame.changed:
            if isinstance(mark.shape, Text):
                assert have[WEIGHTS[mark.shape.weight]] >= set(mark.shape.text)
    said = "".join(say(words, "zh") for words in (*WORDS.values(), message("done")))
    assert have[WEIGHTS[USUAL_WEIGHT]] >= {*said, *"".join(text for _, text in animation.transcript)}


def test_an_embedded_letter_has_the_shape_and_the_width_of_ours():
    page = animate(lang="zh", embed_font=True).to_bytes("svg").decode()
    found = fonts_in(page)[WEIGHTS[USUAL_WEIGHT]]
    for letter in "核3。":
        face, glyph = face_of(letter, "medium"), found["glyf"][found.getBestCmap()[ord(letter)]]
        points = face.segments(letter)[1]
        assert found["hmtx"][found.getBestCmap()[ord(letter)]][0] == face.advance(letter)
        assert (glyph.xMin, glyph.yMax) == pytest.approx((points[:, 0].min(), points[:, 1].max()), abs=UNITS / 100)
        assert glyph.numberOfContours == list(face.segments(letter)[0]).count(0)


def test_titles_have_bolder_chinese_letters_also_when_they_are_embedded():
    fonts = fonts_in(animate(lang="zh", embed_font=True).to_bytes("svg").decode())
    usual, bold = (fonts[number]["glyf"][fonts[number].getBestCmap()[ord("卷")]] for number in (500, 700))
    assert bold.xMax - bold.xMin == pytest.approx(usual.xMax - usual.xMin + BOLDER["bold"], abs=UNITS / 50)
    left, right = (np.concatenate(letters(Text("卷", (0.0, 0.0), UNITS, weight, "page.ink"))) for weight in NAMES)
    for axis, more in enumerate((BOLDER["bold"], BOLDER["bold"] / 3)):
        assert np.ptp(right[:, axis]) == pytest.approx(np.ptp(left[:, axis]) + more, abs=UNITS / 50)
    assert left.shape == right.shape, "no outline lies over another: where they overlap, edges would be too dark"
    assert 0 < BOLDER["semibold"] < BOLDER["bold"], "titles of panels stand beside digits of this weight"


def test_a_page_allows_fonts_of_its_own_only_if_it_has_some():
    page = animate(input_size=2, embed_font=True).to_bytes("html").decode()
    assert "font-src data:;" in page
    assert "@font-face" not in (plain := animate(input_size=2).to_bytes("html").decode())
    assert "font-src" not in plain
    assert FAMILY in plain


def test_fonts_are_written_by_who_asks_for_them():
    code = (
        "import sys; from tconv_anim import animate; animate().to_bytes('svg'); assert 'fontTools' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
