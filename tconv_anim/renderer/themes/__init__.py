"""Colours by role, read from TOML: the built-in themes and one's own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

from tconv_anim.recipes.toml_table import TableError, read_table
from tconv_anim.scenes.scene import GRAYS, SCALE, Role

DEFAULT_THEME = "light"
PAGE_COLORS = ("background", "line", "dash", "link", "window", "extent", "caption", "subtitle")
THEME_KEYS = ("base", *PAGE_COLORS, "titles", "roles")
TITLES = ("input", "kernel", "output")

Color = tuple[int, int, int]


class ThemeError(ValueError):
    """A theme that does not exist or does not hold together; the message names the file and the key."""


@dataclass(frozen=True)
class Look:
    """How a role's cells are drawn: a fill, the text on it, a dashed edge instead of a solid one, a stroke through."""

    fill: Color
    text: Color
    dash: bool = False
    strike: bool = False


@dataclass(frozen=True)
class Theme:
    """Every colour of a picture.

    Attributes
    ----------
    page : colours of background, line, dash, link, window, extent, caption, subtitle
    titles : colours of the panels' titles, by part
    looks : how each role's cells are drawn, and each gray's
    """

    page: Mapping[str, Color]
    titles: Mapping[str, Color]
    looks: Mapping[int, Look]

    def title(self, part: str) -> Color:
        """The colour of a part's title: a matrix, which is made of the kernel, has the kernel's."""
        return self.titles[{"matrix": "kernel", "conv_matrix": "kernel", SCALE: "output"}.get(part, part)]


def theme_names() -> list[str]:
    """The built-in themes."""
    return sorted(f.name.removesuffix(".toml") for f in _folder().iterdir() if f.name.endswith(".toml"))


def load_theme(name_or_file: str | Path = DEFAULT_THEME) -> Theme:
    """A built-in theme by name, or one's own from a TOML file.

    A file holds the keys of the built-in ones; what it leaves out comes from the theme that it names as ``base``
    ("light" where it names none).

    Raises
    ------
    ThemeError
        for a name or file that does not exist, an unknown key, a missing or bad colour.
    """
    name = str(name_or_file)
    if name in theme_names():
        return _built_in(name)
    path = Path(name)
    if "\0" in name or (path.suffix != ".toml" and not os.path.isfile(path)):
        raise ThemeError(f"theme {name!r} is not known: use {', '.join(theme_names())} or a .toml file")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ThemeError(f"theme file {name} cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise ThemeError(f"theme file {name} is not a text file in UTF-8") from None
    try:
        table = read_table(text)
    except TableError as error:
        raise ThemeError(f"theme file {name} {error}") from None
    base = table.pop("base", DEFAULT_THEME)
    if base not in theme_names():
        raise ThemeError(f"theme file {name}: base {base!r} is not known: use {' or '.join(theme_names())}")
    return _parse(table, name, _built_in(base))


@cache
def _built_in(name: str) -> Theme:
    return _parse(read_table((_folder() / f"{name}.toml").read_text(encoding="utf-8")), name, None)


def _folder() -> Any:
    return resources.files("tconv_anim.renderer.themes")


def _parse(table: dict[str, Any], source: str, base: Theme | None) -> Theme:
    role_names = {role.name.lower(): role for role in Role if role is not Role.ABSENT}
    _refuse_unknown(table, (*PAGE_COLORS, "titles", "roles"), source, "")
    titles, roles = _table(table, "titles", source), _table(table, "roles", source)
    _refuse_unknown(titles, TITLES, source, "titles.")
    _refuse_unknown(roles, role_names, source, "roles.")
    page_colors = dict(base.page) if base else {}
    page_colors |= {key: _color(table[key], source, key) for key in PAGE_COLORS if key in table}
    title_colors = dict(base.titles) if base else {}
    title_colors |= {key: _color(value, source, f"titles.{key}") for key, value in titles.items()}
    looks = dict(base.looks) if base else _grays()
    for key, value in roles.items():
        role = role_names[key]
        looks[role] = _look(value, source, f"roles.{key}", looks.get(role))
    return Theme(page_colors, title_colors, looks)


def _grays() -> dict[int, Look]:
    black, white = (0, 0, 0), (255, 255, 255)
    shades = [round(255 * n / (len(GRAYS) - 1)) for n in range(len(GRAYS))]
    return {role: Look((n, n, n), white if n < 118 else black) for role, n in zip(GRAYS, shades, strict=True)}


def _look(value: Any, source: str, where: str, base: Look | None) -> Look:
    if not isinstance(value, dict):
        raise ThemeError(f'theme file {source}: {where} is not a table: write {{ fill = "#rrggbb", text = "#rrggbb" }}')
    _refuse_unknown(value, ("fill", "text", "dash", "strike"), source, f"{where}.")
    fields: dict[str, Any] = vars(base).copy() if base else {}
    for key, given in value.items():
        if key in ("fill", "text"):
            fields[key] = _color(given, source, f"{where}.{key}")
        elif isinstance(given, bool):
            fields[key] = given
        else:
            raise ThemeError(f"theme file {source}: {where}.{key} is {given!r}: write true or false")
    return Look(**fields)


def _table(table: dict[str, Any], key: str, source: str) -> dict[str, Any]:
    value = table.get(key, {})
    if not isinstance(value, dict):
        raise ThemeError(f"theme file {source}: {key} is not a table: write [{key}] above its colours")
    return value


def _color(value: Any, source: str, where: str) -> Color:
    if not isinstance(value, str) or not re.fullmatch(r"#([0-9a-fA-F]{3}|[0-9a-fA-F]{6})", value):
        raise ThemeError(f"theme file {source}: {where} = {value!r} is not a colour: write #rrggbb, such as #1f66a8")
    digits = value[1:] if len(value) == 7 else "".join(2 * digit for digit in value[1:])
    red, green, blue = _channels(digits)
    return red, green, blue


def _channels(digits: str) -> Iterator[int]:
    return (int(digits[i : i + 2], 16) for i in (0, 2, 4))


def _refuse_unknown(table: Mapping[str, Any], known: Any, source: str, prefix: str) -> None:
    for key in table:
        if key not in known:
            near = get_close_matches(key, known, 1)
            hint = f"did you mean {prefix}{near[0]}?" if near else f"known are {', '.join(known)}"
            raise ThemeError(f"theme file {source}: unknown key {prefix}{key}: {hint}")
