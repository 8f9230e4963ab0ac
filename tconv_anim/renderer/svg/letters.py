"""The fonts of SVG: those that readers may have, and one of the letters that a file uses, in the file."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable
from html import unescape

from tconv_anim.renderer.svg.painter import USUAL_WEIGHT, WEIGHTS

EMBEDDED = "tconv-anim"
"""The name of the fonts that are in the file."""
FAMILY = "Inter, DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"
FAMILIES = {
    "zh": "Inter, Noto Sans SC, Noto Sans CJK SC, Source Han Sans SC, PingFang SC, Microsoft YaHei, Arial, sans-serif",
    "ja": "Inter, Noto Sans JP, Noto Sans CJK JP, Source Han Sans, Hiragino Sans, Yu Gothic, Meiryo, Arial, sans-serif",
}
"""Of languages that need other fonts."""
TAGS = {"zh": "zh-Hans"}
"""Of languages whose tag says more than the name of their file."""
_TEXT = re.compile(r"<text\b([^>]*)>([^<]*)</text>")
_WEIGHT = re.compile(r'\bfont-weight="(\d+)"')


def family(language: str, *, embedded: bool = False) -> str:
    """The fonts that a viewer is to try, in order."""
    return f"{EMBEDDED}, {FAMILIES.get(language, FAMILY)}" if embedded else FAMILIES.get(language, FAMILY)


def font_style(parts: Iterable[str]) -> str:
    """A style element with the fonts of all letters of some elements, a font for each weight; "" without letters."""
    from tconv_anim.renderer.fonts.embedding import font_of  # imported where it is asked for

    names = {str(number): name for name, number in WEIGHTS.items()}
    texts: dict[str, list[str]] = {}
    for attributes, text in _TEXT.findall("".join(parts)):
        weight = _WEIGHT.search(attributes)
        texts.setdefault(weight[1] if weight else str(WEIGHTS[USUAL_WEIGHT]), []).append(unescape(text))
    rules = []
    for number, some in sorted(texts.items()):
        data = b64encode(font_of(some, EMBEDDED, names[number], int(number))).decode()
        source = f'url(data:font/woff;base64,{data}) format("woff")'
        rules.append(f'@font-face{{font-family:"{EMBEDDED}";font-weight:{number};src:{source}}}')
    return f"<style>{''.join(rules)}</style>" if rules else ""
