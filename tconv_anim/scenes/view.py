"""What the file of a view in scenes/views brings, as its ``VIEW``."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from tconv_anim.core.arrays import PICTURE_FROM
from tconv_anim.core.message import Message
from tconv_anim.core.spec import Spec
from tconv_anim.options import DIMS
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.scene import Shot


@dataclass(frozen=True, kw_only=True)
class View:
    """One way to show an operation. Its name is that of its file.

    Attributes
    ----------
    summary : one line for lists of views
    draws : ``draws(op)``: whether it shows the operation of this name
    draw : ``draw(trace, step_ms, channels)`` yields the shots; a placement stays for `step_ms`
    count_placements : ``count_placements(spec)``: how many there are to show
    alt : how it shows the operation, for readers who do not see the picture; None if this goes without saying
    sums : whether it can write out products and their sums
    flat : ``flat(spec)``: whether its panels are always side by side
    dims : the numbers of spatial axes that it shows
    shows_images : whether it is the default for an input that is an image
    picks_channels : whether the channels that it shows can be chosen
    check : ``check(spec)`` raises an OptionError for what is too large for it
    """

    summary: str
    draws: Callable[[str], bool]
    draw: Callable[[Any, int, Channels], Iterator[Shot]]
    count_placements: Callable[[Any], int]
    alt: Message | None = None
    sums: bool = True
    flat: Callable[[Any], bool] = lambda spec: False  # noqa: ARG005
    dims: tuple[int, ...] = DIMS
    shows_images: bool = False
    picks_channels: bool = True
    check: Callable[[Any], None] = lambda spec: None  # noqa: ARG005


def is_image_sized(spec: Spec) -> bool:
    """Whether an input has so many cells that it is looked at as an image, not read number by number."""
    return spec.ndim == 2 and max(spec.input_size) >= PICTURE_FROM
