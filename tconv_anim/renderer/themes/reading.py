"""Themes from TOML: the built-in ones by name, others from a file."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from tconv_anim.options import OPTIONS, TconvError, theme_names
from tconv_anim.recipes.encodings import read_text
from tconv_anim.recipes.toml_table import TableError, read_table
from tconv_anim.renderer.themes.theme import PAGE_COLORS, TITLES, CellLook, Color, Looks, Theme
from tconv_anim.scenes.scene import GRAYS, LEVELS, PALE, SOLID, Role

DEFAULT_THEME: str = OPTIONS["theme"].default
COUNTS = "counts"
BLACK, WHITE = (0, 0, 0), (255, 255, 255)
CHANNELS = {"pale": PALE, "solid": SOLID}
SAME_AS = {Role.CUT: Role.CROPPED, Role.REMOVED: Role.ZERO, Role.BLANK: Role.EMPTY}
"""Roles that have the colours of another one."""
RENAMED = {
    "line": None, "dash": "edge", "link": "now", "window": "now", "extent": "frame", "caption": "ink",
    "subtitle": "muted", "roles": '[cells] and in it a line such as input = ["#d3e5f8", "#0f3b66"]',
}  # fmt: skip
"""Keys of themes of the first edition, and what to write in their place; None for what is gone."""


class ThemeError(TconvError):
    """A theme that does not exist, or a theme's file with a mistake."""

    sentences: ClassVar[Mapping[str, str]] = {
        "unknown_theme": "{theme} is not known: use {themes:all} or a .toml file",
        "null_character": "{theme:option} holds a null character: use {themes:all} or a .toml file",
        "not_read": "cannot read theme file {file}: {reason}: name another file",
        "not_text": "theme file {file} is not a text file in UTF-8: save it as one",
        "not_a_theme": "theme file {file} {error}",
        "unknown_base": "theme file {file}: base = {value:quoted} is not known: use {themes:either}",
        "unknown_key": "theme file {file}: there is no key {key}: use {keys:either}",
        "not_a_color": "theme file {file}: {key} = {value:quoted} is not a colour: write #rrggbb, such as #1f66a8",
        "not_a_look": "theme file {file}: {key} is not a list of {count} colours: write such a list, as in "
        '["#ffffff", "#000000"]',
        "not_looks": "theme file {file}: {key} is not a list of {count} pairs of colours: write such a list, as in "
        '[["#ffffff", "#000000"], ...]',
        "first_edition": "theme file {file}: {key} is of the first edition: write {line} instead",
        "first_edition:gone": "theme file {file}: {key} is of the first edition and has no successor: leave it out",
        "not_a_table": "theme file {file}: {key} is not a table: write [{key}] above its colours",
    }


def load_theme(name_or_file: str | Path = DEFAULT_THEME) -> Theme:
    """A built-in theme by its name, or a theme from a TOML file.

    A file has the keys of the built-in ones; what it leaves out comes from the theme that it names as ``base``, which
    is "light" unless it names one.

    Raises
    ------
    ThemeError
        If there is no such theme or file, or if the file has an unknown key or a bad colour.
    """
    name = str(name_or_file)
    if name in theme_names():
        return _built_in(name)
    path = Path(name)
    asked = {"theme": name, "themes": theme_names()}
    if "\0" in name:
        raise ThemeError("null_character", asked)
    if path.suffix != ".toml" and not os.path.isfile(path):
        raise ThemeError("unknown_theme", asked)
    file_name: dict[str, Any] = {"file": name}
    try:
        text = read_text(path)
    except OSError as error:
        raise ThemeError("not_read", file_name | {"reason": error.strerror or error}) from None
    except UnicodeDecodeError:
        raise ThemeError("not_text", file_name) from None
    try:
        table = read_table(text)
    except TableError as error:
        raise ThemeError("not_a_theme", file_name | {"error": error}) from None
    base = table.pop("base", DEFAULT_THEME)
    if base not in theme_names():
        raise ThemeError("unknown_base", file_name | {"value": base, "themes": theme_names()})
    return _parse(table, name, _built_in(base))


@cache
def _built_in(name: str) -> Theme:
    return _parse(read_table(Path(__file__).with_name(f"{name}.toml").read_text(encoding="utf-8")), name, None)


def _parse(table: dict[str, Any], file: str, base: Theme | None) -> Theme:
    roles = {role.name.lower(): role for role in Role if role is not Role.ABSENT and role not in (*LEVELS, *SAME_AS)}
    _refuse_first_edition(table, file)
    _refuse_unknown(table, (*PAGE_COLORS, "titles", "cells", "channels"), file, "")
    titles, cells, channels = (_table(table, key, file) for key in ("titles", "cells", "channels"))
    _refuse_unknown(titles, TITLES, file, "titles.")
    _refuse_unknown(cells, (*roles, COUNTS), file, "cells.")
    page_colors = dict(base.page) if base else {}
    page_colors |= {key: _color(table[key], file, key) for key in PAGE_COLORS if key in table}
    title_colors = dict(base.titles) if base else {}
    title_colors |= {key: _color(value, file, f"titles.{key}") for key, value in titles.items()}
    looks = dict(base.looks) if base else _grays()
    for key, value in cells.items():
        if key == COUNTS:
            looks |= _counts(_colors(value, file, f"cells.{key}", 4))
        else:
            looks[roles[key]] = CellLook(*_colors(value, file, f"cells.{key}", 2))
    _refuse_unknown(channels, CHANNELS, file, "channels.")
    for key, value in channels.items():
        if not isinstance(value, list) or len(value) != len(CHANNELS[key]):
            count = len(CHANNELS[key])
            raise ThemeError("not_looks", {"file": file, "key": f"channels.{key}", "count": count})
        for role, look in zip(CHANNELS[key], value, strict=True):
            looks[role] = CellLook(*_colors(look, file, f"channels.{key}", 2))
    looks |= {role: looks[like] for role, like in SAME_AS.items()}
    return Theme(page_colors, title_colors, Looks(looks))


def _refuse_first_edition(table: Mapping[str, Any], file: str) -> None:
    """Say what to write in place of what themes of the first edition had."""
    for key, now in RENAMED.items():
        if key in table:
            line = f'{now} = "{table[key]}"' if now and isinstance(table[key], str) else "" if now is None else now
            kind = "first_edition" if line else "first_edition:gone"
            raise ThemeError(kind, {"file": file, "key": key, "line": line})


def _grays() -> dict[int, CellLook]:
    shades = [round(255 * n / (len(GRAYS) - 1)) for n in range(len(GRAYS))]
    return {role: CellLook((n, n, n), WHITE if n < 118 else BLACK) for role, n in zip(GRAYS, shades, strict=True)}


def _counts(stops: list[Color]) -> dict[int, CellLook]:
    """The shades of counts, from none to the most, between a few colours; their text is black or white."""
    looks: dict[int, CellLook] = {LEVELS[0]: CellLook(stops[0], _readable(stops[0]))}
    steps = len(LEVELS) - 2
    for n, level in enumerate(LEVELS[1:]):
        part, share = divmod(n * (len(stops) - 2), steps)
        low, high = stops[1 + part], stops[min(2 + part, len(stops) - 1)]
        red, green, blue = ((a * (steps - share) + b * share) // steps for a, b in zip(low, high, strict=True))
        looks[level] = CellLook((red, green, blue), _readable((red, green, blue)))
    return looks


def _readable(ground: Color) -> Color:
    """Black or white, whichever has more contrast as WCAG 2 defines it."""
    channels = (((channel / 255 + 0.055) / 1.055) ** 2.4 for channel in ground)
    luminance = sum(weight * channel for weight, channel in zip((0.2126, 0.7152, 0.0722), channels, strict=True))
    return WHITE if 1.05 / (luminance + 0.05) > (luminance + 0.05) / 0.05 else BLACK


def _colors(value: Any, file: str, where: str, count: int) -> list[Color]:
    if not isinstance(value, list) or len(value) != count:
        raise ThemeError("not_a_look", {"file": file, "key": where, "value": value, "count": count})
    return [_color(one, file, where) for one in value]


def _table(table: dict[str, Any], key: str, file: str) -> dict[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise ThemeError("not_a_table", {"file": file, "key": key})
    return value


def _color(value: Any, file: str, where: str) -> Color:
    if not isinstance(value, str) or not re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", value):
        raise ThemeError("not_a_color", {"file": file, "key": where, "value": value})
    digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
    red, green, blue = _channels(digits)
    return red, green, blue


def _channels(digits: str) -> Iterator[int]:
    return (int(digits[i : i + 2], 16) for i in (0, 2, 4))


def _refuse_unknown(table: Mapping[str, Any], known: Collection[str], file: str, prefix: str) -> None:
    for key in table:
        if key not in known:
            from difflib import get_close_matches  # imported when something is wrong

            near = get_close_matches(key, known, 1)
            keys = [f"{prefix}{one}" for one in near or known]
            raise ThemeError("unknown_key", {"file": file, "key": f"{prefix}{key}", "keys": keys})
