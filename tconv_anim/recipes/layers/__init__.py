"""The text of a layer: where it comes from, and what stands beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def is_several(layer: Any, pick: Any) -> bool:
    """Whether more than one layer is asked for."""
    return not isinstance(layer, str) or (isinstance(pick, str) and ("," in pick or pick.strip() == "all"))


def is_call(item: Any) -> bool:
    """Whether one of several operations is given as a layer's call, not by its name."""
    return "layer" in item if isinstance(item, Mapping) else isinstance(item, str) and "(" in item


def as_calls(layer: str | Sequence[str]) -> str | list[dict[str, str]]:
    """A text that holds several layers as it is, several texts as what `chain.parts_of` takes."""
    return layer if isinstance(layer, str) else [{"layer": text} for text in layer]
