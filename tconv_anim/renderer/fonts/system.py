"""The fonts of this machine, for letters that no other font has; not where pictures are the same everywhere."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from fontTools.ttLib import TTFont

from tconv_anim.core.step import Array
from tconv_anim.renderer.fonts.other import FontError, OtherFace

MOST_FILES = 400
"""How many fonts are looked into; a machine may have thousands."""
SUFFIXES = (".ttf", ".otf", ".ttc", ".otc")
STYLED = re.compile("bold|black|heavy|italic|oblique|light|thin|condensed|mono|serif", re.IGNORECASE)
"""Names of what comes after upright letters of a usual weight."""


def system_face(character: str) -> OtherFace | None:
    """The first font of this machine that has a letter; None if none has."""
    for path in _files(*folders()):
        codes = _codes(path)
        if (at := np.searchsorted(codes, ord(character))) < len(codes) and codes[at] == ord(character):
            with suppress(OSError, FontError):
                return _face(path)
    return None


def folders(platform: str = sys.platform, environment: Mapping[str, str] = os.environ) -> tuple[Path, ...]:
    """Where a system keeps fonts: those of the user first."""
    home = Path(environment.get("HOME") or environment.get("USERPROFILE") or ".")
    if platform == "darwin":
        return home / "Library" / "Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")
    if platform == "win32":
        own = Path(environment.get("LOCALAPPDATA") or home) / "Microsoft" / "Windows" / "Fonts"
        return own, Path(environment.get("WINDIR") or "C:/Windows") / "Fonts"
    data = environment.get("XDG_DATA_HOME") or home / ".local" / "share"
    shared = (environment.get("XDG_DATA_DIRS") or "/usr/local/share:/usr/share").split(":")
    return Path(data) / "fonts", home / ".fonts", *(Path(folder) / "fonts" for folder in shared)


@cache
def _files(*places: Path) -> tuple[Path, ...]:
    """The font files of some folders, upright ones of a usual weight first."""
    found = [path for place in places for path in _below(place)]
    return tuple(sorted(found, key=lambda path: bool(STYLED.search(path.stem)))[:MOST_FILES])


def _below(place: Path) -> Iterator[Path]:
    for folder, _, names in sorted(os.walk(place)):
        yield from (Path(folder, name) for name in sorted(names) if name.lower().endswith(SUFFIXES))


@lru_cache(maxsize=MOST_FILES)
def _codes(path: Path) -> Array:
    """The characters that a font has outlines for, in order; none if it cannot be read."""
    try:
        with path.open("rb") as file, TTFont(file, fontNumber=0, lazy=True) as font:
            outlined = any(table in font for table in ("glyf", "CFF ", "CFF2"))
            return np.array(sorted(font.getBestCmap() or ()) if outlined else (), np.int64)
    except Exception:  # fontTools raises many for a file that is something else
        return np.array((), np.int64)


@lru_cache(maxsize=8)
def _face(path: Path) -> OtherFace:
    return OtherFace(str(path), path.read_bytes())
