"""Build the tables of outlines that letters are drawn from, and fonts of the same letters:

    python -m tests.build_fonts latin INTER_DIR DEJAVU_DIR
    python -m tests.build_fonts cjk NOTO_DIR

INTER_DIR holds Inter-Medium.otf, Inter-SemiBold.otf and Inter-Bold.otf, DEJAVU_DIR DejaVuSans.ttf and
DejaVuSans-Bold.ttf, NOTO_DIR NotoSansCJK-Regular.ttc, as Debian's packages fonts-inter, fonts-dejavu-core and
fonts-noto-cjk bring them. Needs fontTools. The second command is for a new letter in a Japanese text, too.
"""

import sys
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

from tconv_anim.renderer.fonts.cjk import CHINESE, EM, JAPANESE, pack_blocks
from tconv_anim.renderer.fonts.embedding import font_file
from tconv_anim.renderer.fonts.other import outline
from tconv_anim.renderer.fonts.table import UNITS, pack

FOLDER = Path(__file__).parents[1] / "tconv_anim" / "renderer" / "fonts"
TEXTS = FOLDER.parents[1] / "scenes" / "texts"
UNLIKE = Path(__file__).parent / "data" / "drawn_unlike_in_japan.txt"
"""The letters of JIS X 0208, level 1, that are drawn in another way in Japan than in China."""
RANGES = (
    (0x20, 0x7E), (0xA0, 0x17F), (0x18F, 0x18F), (0x192, 0x192), (0x1A0, 0x1A1), (0x1AF, 0x1B0), (0x1CD, 0x1DC),
    (0x218, 0x21B), (0x237, 0x237), (0x259, 0x259), (0x2C6, 0x2DD), (0x300, 0x304), (0x306, 0x30C), (0x323, 0x323),
    (0x370, 0x3FF), (0x400, 0x45F), (0x490, 0x491), (0x1E80, 0x1E85), (0x1EA0, 0x1EF9), (0x2010, 0x2027),
    (0x2030, 0x203A), (0x2044, 0x2044), (0x2070, 0x209C), (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122),
    (0x2190, 0x2199), (0x21A9, 0x21AA), (0x21D0, 0x21D4), (0x2200, 0x22FF), (0x25A0, 0x25A1), (0x25B2, 0x25CF),
    (0x2713, 0x2717),
)  # fmt: skip
OTHERS = "⌈⌉⌊⌋ᵀ∇∈∉⊙⊕⊗⋆∘∗⋯⋮∝∥⟨⟩□"
MARKS = "".join(map(chr, range(0x300, 0x370)))
"""Both from DejaVu Sans, where Inter has no shape for them; marks stand on the letter before them."""
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
TABULAR = {str(digit): f"{name}.tf" for digit, name in enumerate(NAMES)}
UNUSED = {*map(chr, (*range(0x2474, 0x249C), *range(0x2500, 0x2580), *range(0x3220, 0x322A)))}
"""Signs of GB 2312 that no text of a picture has: numbers in brackets or with a full stop, lines to draw boxes with."""
RESERVE = (
    "枠濃淡際択換単処対応範囲検証訓練層隠価値続縦横軸両歩戻進辺広様継総覧図圧円画絵拡覚学楽巻観気帰旧拠挙狭区駆径経軽撃権険県験効国参残湿実写釈収"
    "従緒将条状真枢数声静摂戦浅潜繊争窓装騒増蔵属帯滞台滝沢担胆断弾遅団徴転点伝党当闘徳独読届脳発敷払変褒毎予余来頼歴錬録終連結置直示角記編節別係"
    "準備期待評解説算列器束損失誤差確率微習活性逆"
    "黄緑満専随諸称乗与訳双灯悩済剰触鉄"
)
"""Letters of Japanese texts that are still to be written."""
NOTO, IN_JAPAN, IN_CHINA = "NotoSansCJK-Regular.ttc", 0, 2
"""A collection, and the numbers of two of its fonts."""
WEIGHTS = {"Medium": 500, "SemiBold": 600, "Bold": 700}


def _drawn(font: TTFont) -> tuple[Any, float]:
    """A font's glyphs, and how many of the table's units one of its own is."""
    return font.getGlyphSet(), UNITS / font["head"].unitsPerEm


def letters(own: TTFont, second: TTFont) -> dict[int, tuple[int, list[tuple[int, list[tuple[int, int]]]]]]:
    """The advance and the segments of every letter of a weight, by its code."""
    names, others = own.getBestCmap(), second.getBestCmap()
    (own_glyphs, own_scale), (second_glyphs, second_scale) = map(_drawn, (own, second))
    wanted = [code for first, last in RANGES for code in range(first, last + 1)]
    glyphs = {}
    for code in wanted:
        if code in names:
            tabular = TABULAR.get(chr(code), "")
            glyphs[code] = outline(own_glyphs, tabular if tabular in own.getGlyphOrder() else names[code], own_scale)
    for code in map(ord, OTHERS + MARKS):
        if code not in glyphs and code in others:
            glyphs[code] = outline(second_glyphs, others[code], second_scale)
    width = max(glyphs[ord(digit)][0] for digit in TABULAR)
    for digit in TABULAR:  # they differ by a few units
        advance, segments = glyphs[ord(digit)]
        shift = round((width - advance) / 2)
        glyphs[ord(digit)] = width, [(kind, [(x + shift, y) for x, y in points]) for kind, points in segments]
    return glyphs


def gb2312() -> set[str]:
    """Every character of GB 2312: 6,763 Chinese ones, kana and signs."""
    both = (bytes((row, column)) for row in range(0xA1, 0xFF) for column in range(0xA1, 0xFF))
    return {code.decode("gb2312", "ignore") for code in both} - {""}


def jis_level_1() -> set[str]:
    """The 2,965 Chinese characters that Japanese texts use most."""
    both = (bytes((row, column)) for row in range(0xB0, 0xD0) for column in range(0xA1, 0xFF))
    return {code.decode("euc_jp", "ignore") for code in both} - {""}


def cjk(noto: str) -> None:
    """Write the tables of Chinese letters, and of those that are drawn in another way in Japan."""
    chinese, japanese = (TTFont(Path(noto) / NOTO, fontNumber=number, lazy=True) for number in (IN_CHINA, IN_JAPAN))
    own = {chr(code) for first, last in RANGES for code in range(first, last + 1)}
    said = {name: (TEXTS / f"{name}.py").read_text(encoding="utf-8") for name in ("zh", "ja")}
    in_china, in_japan = chinese.getBestCmap(), japanese.getBestCmap()
    wanted = {ord(c) for c in gb2312() - own - UNUSED}
    used = {ord(c) for c in {*said["ja"], *RESERVE} - own} & in_japan.keys()
    unlike = {code for code in used if code not in wanted or in_japan[code] != in_china.get(code)}
    lines = sorted(c for c in jis_level_1() if in_japan[ord(c)] != in_china.get(ord(c)))
    rows = ["".join(lines[at : at + 40]) for at in range(0, len(lines), 40)]
    UNLIKE.write_text("\n".join([*rows, ""]), encoding="utf-8")
    for font, codes, name in ((chinese, wanted & in_china.keys(), CHINESE), (japanese, unlike, JAPANESE)):
        glyphs = {code: outline(font.getGlyphSet(), font.getBestCmap()[code], EM / 1000) for code in codes}
        (FOLDER / f"{name}.table").write_bytes(pack_blocks(glyphs, set(said["zh"])))


def latin(inter: str, dejavu: str) -> None:
    """Write the tables of our own letters, and fonts of the same."""
    for weight, second in (("Medium", ""), ("SemiBold", "-Bold"), ("Bold", "-Bold")):
        source = Path(inter) / f"Inter-{weight}.otf"
        glyphs = letters(TTFont(source), TTFont(Path(dejavu) / f"DejaVuSans{second}.ttf"))
        (FOLDER / f"{weight.lower()}.table").write_bytes(pack(glyphs))
        glyphs = {code: glyph for code, glyph in glyphs.items() if chr(code) not in MARKS}
        font_file(glyphs, f"tconv-anim {weight}", WEIGHTS[weight]).save(FOLDER / f"{weight.lower()}.ttf")


if __name__ == "__main__":
    {"latin": latin, "cjk": cjk}[sys.argv[1]](*sys.argv[2:])
