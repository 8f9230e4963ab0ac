"""One palette for a whole animation: the theme's colours, and the blends that make edges smooth."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.renderer.themes import Color, Theme
from tconv_anim.scenes.scene import Role, is_pixel

MAX_COLORS = 255  # of 256 indices; one is left for a format's transparency
LEVELS = 16  # of coverage: what an edge pixel shows of the ink above and of the colour below
SAME_TO_THE_EYE = 84  # distance of two colours, with 0 to 255 for red, green and blue, at a letter's edge
SAME_WHILE_FADING = 8  # the same of areas that appear or go
HUE = 8  # how many times more a difference of hue counts than one of lightness, where a colour stands for another
LIT = (
    (Role.INPUT, Role.INPUT_IN_PLAY), (Role.KERNEL, Role.KERNEL_IN_PLAY), (Role.PADDING, Role.PADDING_IN_PLAY),
    (Role.GRADIENT, Role.GRADIENT_IN_PLAY), (Role.ZERO, Role.PADDING_IN_PLAY), (Role.CROPPED, Role.CROPPED_IN_PLAY),
    *((role, Role.OUTPUT_IN_PLAY) for role in (Role.OUTPUT_WAITING, Role.OUTPUT_GROWING, Role.OUTPUT)),
)  # fmt: skip
"""What cells turn into, and back, most often."""


class Palette:
    """Up to 255 colours, and how they blend.

    Attributes
    ----------
    colors : (n, 3) uint8 array
    plain : how many of them are the theme's; these come first, the others make edges smooth
    ground : the index of the page's background; an own one, which nothing else has, if that is `transparent`
    """

    def __init__(
        self, theme: Theme, roles: Iterable[int], text: bool = True, most: int = MAX_COLORS, *,
        transparent: bool = False, fading: bool = False,
    ) -> None:  # fmt: skip
        colors = list(dict.fromkeys(_plain(theme, sorted(roles), text)))
        self.plain = len(colors)
        for shade in _shades(theme, sorted(roles), text):
            if len(colors) < most and min(_apart(shade, color) for color in colors) > SAME_TO_THE_EYE**2:
                colors.append(shade)
        for shade in _faded(theme, sorted(roles)) if fading else ():
            if len(colors) < most and min(_apart(shade, color) for color in colors) > SAME_WHILE_FADING**2:
                colors.append(shade)
        colors = colors[:MAX_COLORS]
        self.ground = len(colors) if transparent else 0
        self.colors: Array = np.array([*colors, theme.page["background"]] if transparent else colors, np.uint8)
        self._tables: dict[Color, Array] = {}

    def table(self, ink: Color, opacity: float = 1.0) -> Array:
        """What becomes of each colour under an ink: (LEVELS * 256,) indices, by ``level * 256 + index``.

        Level 0 leaves a colour as it is, the last one covers it; under an ink of less `opacity` none does.
        """
        if opacity < 1:
            levels = np.rint(np.arange(LEVELS) * opacity).astype(int)
            seen: Array = self.table(ink).reshape(LEVELS, 256)[levels].ravel()
            return seen
        if ink not in self._tables:
            colors, most = self.colors.astype(np.int32), LEVELS - 1
            levels = np.arange(LEVELS, dtype=np.int32)[:, None, None]
            blends = ((most - levels) * colors + levels * np.array(ink, np.int32) + most // 2) // most
            # The nearest colour, by 3 times `_apart` less what is the blend's alone: whole numbers, so exact floats.
            apart = (colors * colors).sum(axis=-1) - 2.0 * (blends @ colors.T.astype(float))
            light, lights = blends.sum(axis=-1, keepdims=True), colors.sum(axis=-1)
            apart = 3 * HUE * apart - (HUE - 1) * (lights * lights - 2.0 * light * lights)
            table = np.zeros((LEVELS, 256), np.uint8)
            table[:, : len(colors)] = apart.argmin(axis=-1)
            table[0] = np.arange(256)
            self._tables[ink] = table.ravel()
        return self._tables[ink]


def _plain(theme: Theme, roles: list[int], text: bool) -> Iterator[Color]:
    """The theme's colours that are used; those of most frames come first, as low indices are shorter in a GIF."""
    page = theme.page
    yield from (page["background"], page["now"])
    yield from (theme.looks[role].fill for role in roles)
    yield from (page[name] for name in ("frame", "hatch", "edge", "band"))
    if text:
        yield from (ink for _, ink in _written(theme, roles))


def _shades(theme: Theme, roles: list[int], text: bool) -> Iterator[Color]:
    """The blends that make edges smooth, from coarse to fine."""
    page = theme.page
    # Not on every fill: a blend for each would make a GIF larger, and hardly anybody would see it.
    yield from (_blend(page["background"], page[name], 0.5) for name in ("now", "frame"))
    yield from (_blend(page["background"], theme.looks[role].fill, 0.5) for role in roles if not is_pixel(role))
    if text:  # at the edge of a letter the eye sees more
        for share in (0.5, 0.25, 0.75):
            yield from (_blend(ground, ink, share) for ground, ink in _written(theme, roles))


def _faded(theme: Theme, roles: list[int]) -> Iterator[Color]:
    """What shows while areas appear or go, and while cells get another look."""
    page, fills = theme.page, {role: theme.looks[role].fill for role in roles if not is_pixel(role)}
    for share in (0.5, 0.25, 0.75):
        yield from (_blend(page["background"], color, share) for color in (page["band"], page["now"], *fills.values()))
        yield from (_blend(fills[one], fills[other], share) for one, other in LIT if one in fills and other in fills)


def _written(theme: Theme, roles: list[int]) -> list[tuple[Color, Color]]:
    """The colours below letters, each with the letters' colour."""
    looks = [theme.looks[role] for role in roles if not is_pixel(role)]  # nothing is written on pixels
    page = theme.page
    titles = [(page["background"], ink) for ink in (page["ink"], page["muted"], *theme.titles.values())]
    return [(look.fill, look.text) for look in looks] + titles


def _apart(a: Color, b: Color) -> int:
    """The square of two colours' distance, in which what is not lightness counts `HUE` times."""
    squares = sum((x - y) ** 2 for x, y in zip(a, b, strict=True))
    return HUE * squares - (HUE - 1) * (sum(a) - sum(b)) ** 2 // 3


def _blend(a: Color, b: Color, share: float) -> Color:
    red, green, blue = (round(x + (y - x) * share) for x, y in zip(a, b, strict=True))
    return red, green, blue
