"""Themes from TOML: the built-in ones by name, others from a file."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from tconv_anim.options import OPTIONS, TconvError, theme_names
from tconv_anim.recipes.encodings import read_text
from tconv_anim.recipes.toml_table import TableError, read_table
from tconv_anim.renderer.themes.theme import PAGE_COLORS, TITLES, CellLook, Color, Theme
from tconv_anim.scenes.scene import GRAYS, Role

DEFAULT_THEME: str = OPTIONS["theme"].default


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
        "not_a_look": 'theme file {file}: {key} is not a table: write {{ fill = "#rrggbb", text = "#rrggbb" }}',
        "not_a_switch": "theme file {file}: {key} = {value:quoted} is not a switch: write true or false",
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
    role_names = {role.name.lower(): role for role in Role if role is not Role.ABSENT}
    _refuse_unknown(table, (*PAGE_COLORS, "titles", "roles"), file, "")
    titles, roles = _table(table, "titles", file), _table(table, "roles", file)
    _refuse_unknown(titles, TITLES, file, "titles.")
    _refuse_unknown(roles, role_names, file, "roles.")
    page_colors = dict(base.page) if base else {}
    page_colors |= {key: _color(table[key], file, key) for key in PAGE_COLORS if key in table}
    title_colors = dict(base.titles) if base else {}
    title_colors |= {key: _color(value, file, f"titles.{key}") for key, value in titles.items()}
    looks = dict(base.looks) if base else _grays()
    for key, value in roles.items():
        role = role_names[key]
        looks[role] = _look(value, file, f"roles.{key}", looks.get(role))
    return Theme(page_colors, title_colors, looks)


def _grays() -> dict[int, CellLook]:
    black, white = (0, 0, 0), (255, 255, 255)
    shades = [round(255 * n / (len(GRAYS) - 1)) for n in range(len(GRAYS))]
    return {role: CellLook((n, n, n), white if n < 118 else black) for role, n in zip(GRAYS, shades, strict=True)}


def _look(value: Any, file: str, where: str, base: CellLook | None) -> CellLook:
    if not isinstance(value, dict):
        raise ThemeError("not_a_look", {"file": file, "key": where})
    _refuse_unknown(value, ("fill", "text", "dash", "strike"), file, f"{where}.")
    fields: dict[str, Any] = vars(base).copy() if base else {}
    for key, given in value.items():
        if key in ("fill", "text"):
            fields[key] = _color(given, file, f"{where}.{key}")
        elif isinstance(given, bool):
            fields[key] = given
        else:
            raise ThemeError("not_a_switch", {"file": file, "key": f"{where}.{key}", "value": given})
    return CellLook(**fields)


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
            near = get_close_matches(key, known, 1)
            keys = [f"{prefix}{one}" for one in near or known]
            raise ThemeError("unknown_key", {"file": file, "key": f"{prefix}{key}", "keys": keys})
