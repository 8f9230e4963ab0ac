"""When what moves, changes and comes does so, between two frames."""

from __future__ import annotations

from typing import NamedTuple

MOVE_MS, MOVE_SHARE = 500, 0.5
"""How long what moves is on its way: at most, and at most of the time of its frame."""
BOTH_MS, LEAST_BOTH_MS, BOTH_SHARE = 900, 700, 0.73
"""The same where something comes from elsewhere, after what moves in its place, until it has landed."""
THEN_SHARE, LEAST_WAY_MS = 0.55, 160
"""Of the time until it lands: when it sets out; and how long it is on its way at least."""
FADE_MS, LEAST_FADE_MS, FADE_SHARE = 260, 200, 0.6
"""How long it takes to appear, to go, to change a colour or words."""
REST_MS = 20
"""How long a frame stands still at least where one thing waits for another."""
SHORT_MS = 400
"""Of shorter frames, what moves takes all of the time."""


class Times(NamedTuple):
    """When what happens, from when to when, in ms after the frame before.

    Attributes
    ----------
    goes : what is gone fades
    changes : colours and words change, once what moves is there
    moves : what has another place moves
    comes : what comes from elsewhere is on its way
    appears : what is new fades in, and what came becomes what is in its place
    evenly : whether what moves goes on in the next frame, so that it is never slower
    clears : what hides numbers goes, once its own are gone; empty where there is no time for that
    """

    goes: tuple[float, float]
    changes: tuple[float, float]
    moves: tuple[float, float]
    comes: tuple[float, float]
    appears: tuple[float, float]
    evenly: bool = False
    clears: tuple[float, float] = (0.0, 0.0)

    @property
    def at_once(self) -> Times:
        """The same where nothing waits for anything else."""
        return Times(self.goes, self.goes, self.goes, self.goes, self.goes)

    @classmethod
    def of(cls, duration_ms: int, moving: bool, coming: bool) -> Times:
        """As suits a frame that stays for so long, of which these are a part."""
        found = cls._of(duration_ms, moving, coming)
        begin = found.goes[1]
        end = min(2 * begin, float(duration_ms - REST_MS))
        return found._replace(clears=(begin, end)) if end - begin >= LEAST_FADE_MS else found

    @classmethod
    def _of(cls, duration_ms: int, moving: bool, coming: bool) -> Times:
        fade = min(FADE_MS, max(LEAST_FADE_MS, FADE_SHARE * duration_ms), duration_ms)
        first, most_ms = (0.0, fade), float(max(0, duration_ms - REST_MS))
        if not moving and not coming:
            return cls(first, first, first, first, first)
        if duration_ms < SHORT_MS:
            whole, half = (0.0, float(duration_ms)), max(0.0, min(most_ms / 2, most_ms - LEAST_FADE_MS))
            if coming:
                return cls(first, first, whole, (0.0, half), (half, most_ms), evenly=True)
            return cls(first, first, whole, whole, first, evenly=True)
        if coming:
            landed = min(most_ms, max(LEAST_BOTH_MS, min(BOTH_MS, BOTH_SHARE * duration_ms)))
            lands = landed - LEAST_FADE_MS
            begun = max(0.0, (lands - LEAST_BOTH_MS + LEAST_FADE_MS) / 2)  # what goes is gone before anything moves
            moved = begun + min(FADE_MS, landed - LEAST_FADE_MS)
            then = min(max(moved, THEN_SHARE * lands), lands - LEAST_WAY_MS)
            return cls(first, (moved, moved + LEAST_FADE_MS), (begun, moved), (then, lands), (lands, landed))
        moved = min(max(fade, min(MOVE_MS, MOVE_SHARE * duration_ms)), most_ms - LEAST_FADE_MS)
        then_fade = moved, min(moved + fade, most_ms)
        return cls(first, then_fade, (0.0, moved), (0.0, moved), then_fade)
