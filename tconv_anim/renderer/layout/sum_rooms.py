"""Where the sums in play are written: beside the output, in the room that a style finds for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from tconv_anim.core.message import Clauses
from tconv_anim.renderer.fonts import NUMBER, measure
from tconv_anim.renderer.layout.font_sizes import LINE_HEIGHT, Fonts, Vector
from tconv_anim.renderer.layout.lines import wrap_sums

FEW_LINES = 3


class SumRoom(NamedTuple):
    """Room for sums, which end at its right; it is open below."""

    left: int
    top: int
    right: int

    def moved(self, dx: int, dy: int) -> SumRoom:
        """The same room in another place."""
        return SumRoom(self.left + dx, self.top + dy, self.right + dx)


def chosen_room(rooms: Iterable[SumRoom], sums: Iterable[Clauses], fonts: Fonts) -> tuple[SumRoom | None, int]:
    """The first room in which all sums take a few lines, or else the fewest, and where they end in it; or None."""
    if not any(sums):
        return None, 0
    fitting: list[tuple[int, SumRoom]] = []
    px = fonts.caption
    for room in rooms:
        wide = room.right - room.left
        written = [wrap_sums(part, wide, px, NUMBER) for part in sums]
        if all(measure(line, px, NUMBER) <= wide for lines in written for line in lines):
            fitting.append((max(map(len, written)), room))
    if not fitting:
        return None, 0
    count, room = next((found for found in fitting if found[0] <= FEW_LINES), min(fitting, key=lambda found: found[0]))
    return room, room.top + round(count * px * LINE_HEIGHT)


def sum_lines(at: tuple[Vector, int] | None, sums: Clauses, fonts: Fonts) -> list[tuple[str, Vector]]:
    """The lines of sums and their right ends; `at` is that of the first base line, and how wide lines are."""
    if at is None:
        return []
    ((right, base), wide), px = at, fonts.caption
    lines = wrap_sums(sums, wide, px, NUMBER)
    return [(line, (right, round(base + n * px * LINE_HEIGHT))) for n, line in enumerate(lines)]
