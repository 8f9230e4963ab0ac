"""Colours by role: one TOML file for each built-in theme, found by this folder; users write more."""

from tconv_anim.renderer.themes.reading import DEFAULT_THEME, ThemeError, load_theme
from tconv_anim.renderer.themes.theme import PAGE_COLORS, TITLES, CellLook, Color, Theme

__all__ = ["DEFAULT_THEME", "PAGE_COLORS", "TITLES", "CellLook", "Color", "Theme", "ThemeError", "load_theme"]
