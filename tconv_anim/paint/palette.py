"""One palette for a whole animation, made from the theme: its colours, and the blends that smooth edges need."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from tconv_anim.scene import GRAYS
from tconv_anim.step import Array
from tconv_anim.theme import Color, Theme

MAX_COLORS = 255  # of 256 indices; the last is left for a writer's transparency


class Palette:
    """Up to 255 colours, and the nearest of them to any pixel.

    Attributes
    ----------
    colors : (n, 3) uint8 array
    """

    def __init__(self, theme: Theme, roles: Iterable[int], text: bool = True) -> None:
        unique = dict.fromkeys(_wanted(theme, sorted(roles), text))
        self.colors: Array = np.array(list(unique)[:MAX_COLORS], np.uint8)
        # The nearest colour's index + 1 by the upper six bits of each channel, filled in as pixels turn up.
        self._nearest = np.zeros(1 << 18, np.uint8)
        red, green, blue = self.colors[::-1].astype(np.uint32).T
        self._nearest[_key(red | green << 8 | blue << 16)] = np.arange(len(self.colors), 0, -1)

    def indices(self, pixels: Array) -> Array:
        """Palette indices of (h, w) uint32 pixels, red in the lowest byte."""
        keys = _key(pixels)
        found: Array = self._nearest[keys]
        if not found.all():
            missing = np.unique(keys[found == 0])
            self._nearest[missing] = self._match(missing) + 1
            found = self._nearest[keys]
        return found - 1

    def _match(self, keys: Array) -> Array:
        pixels = np.stack([keys >> 12, keys >> 6 & 63, keys & 63], axis=-1).astype(float) * 4 + 2
        colors = self.colors.astype(float)
        nearest: Array = ((colors**2).sum(axis=1) - 2 * pixels @ colors.T).argmin(axis=1).astype(np.uint8)
        return nearest


def _key(pixels: Array) -> Array:
    key: Array = (pixels & 0xFC) << 10 | pixels >> 4 & 0xFC0 | pixels >> 18 & 63
    return key


def _wanted(theme: Theme, roles: list[int], text: bool) -> Iterator[Color]:
    """The colours in order of importance: plain ones, edges of lines, then of text, ever finer.

    Those that most frames need come first, as low indices are shorter in a GIF.
    """
    page = theme.page
    background = page["background"]
    yield from (background, page["line"], page["window"])
    yield from (theme.looks[role].fill for role in roles)
    yield from (page[name] for name in ("link", "dash", "extent"))
    for name in ("line", "link", "window"):  # on every fill: a shade for each costs a GIF more than the eye sees of it
        yield _blend(background, page[name], 0.5)
    if text:  # of a letter's edge the eye sees more
        looks = [theme.looks[role] for role in roles if role not in GRAYS]  # on those nothing is written
        written = [(look.fill, look.text) for look in looks]
        written += [(background, ink) for ink in (page["caption"], page["subtitle"], *theme.titles.values())]
        yield from (ink for _, ink in written)
        for share in (0.5, 0.25, 0.75):
            yield from (_blend(ground, ink, share) for ground, ink in written)


def _blend(a: Color, b: Color, share: float) -> Color:
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue
