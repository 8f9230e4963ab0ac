"""The CSS of SVG pictures: colours, lines and fonts by class; and text as XML."""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

from tconv_anim.renderer.geometry import DASHES, HALO_PX, LINE_PX, LINK_PX, OUTLINE_PX
from tconv_anim.renderer.layout.page import Page
from tconv_anim.renderer.svg.paths import numbers
from tconv_anim.renderer.themes import Color, Theme
from tconv_anim.scenes.scene import GRAYS, Role

FAMILY = "DejaVu Sans, Verdana, Bitstream Vera Sans, Helvetica, Arial, sans-serif"

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def style(page: Page, theme: Theme, roles: Iterable[int]) -> str:
    """The CSS of the classes that parts have."""
    fonts = page.fonts
    color = {name: css_color(value) for name, value in theme.page.items()}
    rules = [
        ".l,.d,.x,.w,.e,.k{fill:none}",
        f".l{{stroke:{color['line']};stroke-width:{LINE_PX:g};stroke-linecap:square}}",
        f".d{{stroke:{color['dash']};stroke-width:{LINE_PX:g};stroke-dasharray:{numbers(DASHES)}}}",
        f".x{{stroke:{color['window']};stroke-width:{LINE_PX:g}}}",
        f".w{{stroke:{color['window']};stroke-width:{OUTLINE_PX:g}}}",
        f".e{{stroke:{color['extent']};stroke-width:{OUTLINE_PX:g}}}",
        f".k{{stroke:{color['link']};stroke-width:{LINK_PX:g}}}",
        f".t{{font-size:{fonts.title}px;font-weight:bold}}",
        f".u{{font-size:{fonts.subtitle}px;fill:{color['subtitle']}}}",
        f".s{{font-size:{fonts.sign}px;fill:{color['caption']}}}",
        f".g{{font-size:{fonts.heading}px;font-weight:bold;fill:{color['caption']}}}",
        f".p{{font-size:{fonts.caption}px;text-anchor:start;fill:{color['caption']}}}",
        ".i{image-rendering:pixelated}",
        f".h{{stroke-width:{2 * HALO_PX};stroke-linejoin:round;user-select:none;pointer-events:none}}",
    ]
    for role in sorted(set(roles) - {Role.ABSENT}):
        look = theme.looks[role]
        if role in GRAYS:  # pixels, without text, and without lines that would hide gaps on a scaled page
            rules.append(f".f{role}{{fill:{css_color(look.fill)};shape-rendering:crispEdges}}")
        else:
            rules.append(f".f{role}{{fill:{css_color(look.fill)}}}")
            rules.append(f".n{role}{{fill:{css_color(look.text)}}}")
    return "\n".join(rules)


def font_attributes(page: Page) -> str:
    """The attributes of the element around the parts: the fonts of the cells' numbers."""
    return f'font-family="{FAMILY}" font-size="{page.fonts.text}" text-anchor="middle"'


def css_color(color: Color) -> str:
    """A colour as #rrggbb."""
    return "#{:02x}{:02x}{:02x}".format(*color)


def xml_text(text: str) -> str:
    r"""A text as XML and HTML write it; a character that XML cannot hold becomes a replacement character.

    >>> xml_text("a < b\x07")
    'a &lt; b�'
    """
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))
