"""Flashes as WCAG 2.2 (2.3.1) counts them: pairs of opposing changes of luminance, at most three in any second.

A change counts if it is by 0.1 or more and its darker end below 0.8; flashes count if together they cover more than
341×256 px of a screen of 1024×768, here as that share of the picture, as if it filled the screen. What loops is looked
at as it goes on.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

import numpy as np

LEAST_CHANGE, DARK = 0.1, 0.8
MOST_FLASHES = 3
LARGE = 341 * 256 / (1024 * 768)
SECOND_MS = 1000
RED = 0.8
"""From this share of red on a colour is a saturated red, which has stricter rules."""

Moment = tuple[np.ndarray, int]
"""What is shown, as relative luminance, and for how long in ms."""


def luminance(colors: np.ndarray) -> np.ndarray:
    """Relative luminance, from 0 to 1, of colours (..., 3) from 0 to 255."""
    shares = colors / 255
    linear = np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)
    return (linear @ np.array([0.2126, 0.7152, 0.0722])).astype(np.float32)


def largest_share(moments: Sequence[Moment]) -> float:
    """The largest share of a picture that flashes more than three times within a second."""
    extreme = moments[0][0].copy()
    rises = np.zeros(extreme.shape, np.int8)  # 1 after a rise, -1 after a fall
    recent: deque[tuple[int, np.ndarray]] = deque()
    counts = np.zeros(extreme.shape, np.int16)
    now, worst = 0, 0.0
    for shown, duration_ms in [*moments, *moments]:
        while recent and recent[0][0] <= now - SECOND_MS:
            counts -= recent.popleft()[1]
        by = shown - extreme
        changed = (np.abs(by) >= LEAST_CHANGE) & (np.minimum(shown, extreme) < DARK)
        way = np.sign(by).astype(np.int8)
        opposing = changed & (way != rises)
        rises = np.where(opposing, way, rises)
        extreme = np.where(opposing | (way == rises), shown, extreme)
        counts += opposing
        recent.append((now, opposing.astype(np.int16)))
        worst = max(worst, float((counts > 2 * MOST_FLASHES).mean()))
        now += duration_ms
    return worst


def most_changes(durations_ms: Iterable[int]) -> int:
    """How often at most something changes within a second, if it loops."""
    times = np.cumsum([0, *durations_ms])
    starts = np.concatenate([times[:-1], times[:-1] + times[-1]])
    return int(max(np.searchsorted(starts, starts + SECOND_MS, side="left") - np.arange(len(starts))))


def delays_ms(gif: bytes) -> list[int]:
    """How long each frame of a GIF stays, without decoding it."""
    at = 13 + (3 * (2 << (gif[10] & 7)) if gif[10] & 0x80 else 0)
    found = []
    while gif[at] != 0x3B:
        if gif[at] == 0x2C:
            at += 11 + (3 * (2 << (gif[at + 9] & 7)) if gif[at + 9] & 0x80 else 0)
        else:
            if gif[at + 1] == 0xF9:
                found.append(10 * int.from_bytes(gif[at + 4 : at + 6], "little"))
            at += 2
        while gif[at]:
            at += gif[at] + 1
        at += 1
    return found
