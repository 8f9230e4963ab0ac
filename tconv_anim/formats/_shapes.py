"""Shapes: the page of a video and of a slide is as wide as a screen, if it has room for all that is shown."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import Field, replace
from typing import Any, ClassVar, Protocol, TypeVar

from tconv_anim.core.trace import Trace
from tconv_anim.formats import load_format
from tconv_anim.options import LARGE_WIDE, WIDE, OptionError
from tconv_anim.renderer.layout import LayoutError, NumbersWarning
from tconv_anim.renderer.layout.page import Page

Shaped = TypeVar("Shaped", bound="Paged")


class Paged(Protocol):
    """An animation, as far as the shape of its page is concerned."""

    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]

    @property
    def trace(self) -> Trace:
        """Its numbers."""

    @property
    def size(self) -> int | tuple[int, int] | None:
        """The size that is asked for."""

    @property
    def aspect(self) -> str | None:
        """The shape that is asked for."""

    @property
    def page(self) -> Page:
        """Where everything is drawn."""

    @property
    def left_out(self) -> NumbersWarning | None:
        """That numbers have no room."""


def shaped(animation: Shaped, fmt: str) -> Shaped:
    """The same on the page that it has in a format, which is wide in some if no shape is asked for.

    It is the larger of the wide pages if it needs that, and no wide one if these lack room for something that it shows.

    Raises
    ------
    LayoutError
        if it has too little room as it is
    """
    if animation.aspect is not None or not load_format(fmt).wide:
        return animation
    for size in (None, LARGE_WIDE) if animation.size is None else (animation.size,):
        with suppress(LayoutError, OptionError):  # of which the second says that the size has another shape
            wide = replace(animation, source=animation.trace, size=size, aspect=WIDE)
            if wide.page and (wide.left_out is None or animation.left_out is not None):
                return wide
    return animation
