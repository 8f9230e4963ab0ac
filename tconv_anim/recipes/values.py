"""The values that options have, and how they are written on the command line and in a recipe."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Channels:
    """Which channels are drawn; sums run over all channels, drawn or not."""

    inputs: tuple[int, ...] = (0,)
    outputs: tuple[int, ...] = (0,)
