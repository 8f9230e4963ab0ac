"""How a picture looks: whether its options are what they take, and its options in the command line's words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

from tconv_anim.options import (
    ASPECT_SIZES,
    AUTO,
    CARD,
    OPTIONS,
    PAPER_SIZES,
    STILLS,
    Given,
    OptionError,
    check_whole,
    written,
)
from tconv_anim.recipes.keywords import Look
from tconv_anim.recipes.values import Channels, ChosenCells, unknown

LOOKS = tuple(field.name for field in fields(Look))


def check_look(look: Look) -> None:
    """Refuse a look with a value that its option does not take, as far as the table of options knows.

    Raises
    ------
    OptionError
    """
    if look.show_channels is not None and not isinstance(look.show_channels, Channels):
        raise OptionError("not_channels", {"show_channels": look.show_channels})
    if look.cells is not None and not isinstance(look.cells, ChosenCells):
        raise OptionError("not_a_cells", {"given": Given("cells", look.cells)})
    if isinstance(look.size, tuple) and len(look.size) != 2:
        raise OptionError("not_a_page_size", {"given": Given("size", look.size)})
    for name in ("style", "side", "limit", "aspect", "blank", "motion", "pace", "lang", "poster"):
        word = getattr(look, name)
        if word is not None and word not in OPTIONS[name].words:
            raise unknown(OPTIONS[name], str(word))
    if not isinstance(look.theme, (str, Path)):
        raise OptionError("not_a_theme", {"given": Given("theme", look.theme)})
    if not all(isinstance(file, (str, Path)) and str(file) for file in fonts_of(look)):
        raise OptionError("not_a_files", {"given": Given("font", look.font)})
    for name, value in vars(look).items():
        if name in OPTIONS and OPTIONS[name].type == "switch" and not isinstance(value, bool):
            raise OptionError("not_a_switch", {"given": Given(name, value)})
        if name in OPTIONS and OPTIONS[name].type in ("whole", "loop", "page_size") and value is not None:
            for number in value if isinstance(value, tuple) else (value,):
                check_whole(name, number)

    _check_together(look)


def _check_together(look: Look) -> None:
    """Refuse what says nothing beside the rest of a look."""
    for name in ("heading", "sentence"):
        text = getattr(look, name)
        if text is not None and not isinstance(text, str):
            raise OptionError("not_a_text", {"given": Given(name, text)})
        if text is not None and not look.caption:
            raise OptionError("without_caption", {"given": Given(name, text), "caption": False})
    if look.embed_font and look.outlines:
        raise OptionError("embed_beside_outlines", {"embed_font": True, "outlines": True})
    if look.blank is not None and not look.numbers:
        raise OptionError("blank_without_numbers", {"blank": look.blank, "numbers": False})
    if look.still is not None and look.animate:
        raise OptionError("animated_still", {"still": look.still, "animate": True})
    if look.still is not None and look.still not in STILLS:
        if isinstance(look.still, str):
            raise OptionError("not_a_still", {"given": Given("still", look.still), "words": STILLS})
        check_whole("still", look.still)
    page_size(look.size, look.aspect, look.still)


def page_size(
    size: int | tuple[int, int] | None, aspect: str | None, still: int | str | None = None
) -> int | tuple[int, int] | None:
    """The page that is asked for: a width, a width and a height, or None for what suits; a summary's is for paper.

    >>> page_size(640, "16:9"), page_size(None, "1:1"), page_size(640, "auto"), page_size(2246, None, "card")
    ((640, 360), (1080, 1080), 640, (2246, 1588))

    Raises
    ------
    OptionError
        for a size of another shape
    """
    if still == CARD and aspect is None and isinstance(size, int):
        width, height = PAPER_SIZES[0]
        return size, round(size * height / width)
    if aspect is None or aspect == AUTO:
        return size
    across, down = map(int, aspect.split(":"))
    if size is None:
        return ASPECT_SIZES[aspect]
    width = size[0] if isinstance(size, tuple) else size
    suits = width, (width * down + across // 2) // across
    if isinstance(size, tuple) and abs(size[1] - suits[1]) > 1:
        raise OptionError("size_of_aspect", {"size": size, "aspect": aspect}, hint=[{"size": suits}])
    return suits


def page_size_of(value: Any) -> Any:
    """A page's size that Python wrote as a list as a tuple, other values as they are."""
    return tuple(value) if isinstance(value, list) else value


def fonts_of(look: Look) -> tuple[str | Path, ...]:
    """The font files that a look names."""
    return tuple(look.font) if isinstance(look.font, (list, tuple)) else (look.font,)  # type: ignore[return-value]


def look_options(look: Look, takes: Callable[[str], bool] = bool) -> dict[str, Any]:
    """The options of a look that are not at their default, and that are to be named."""
    options = {}
    for name in LOOKS:
        value = getattr(look, name)
        if value != OPTIONS[name].default and takes(name):
            sides = name == "size" and isinstance(value, tuple)  # 640x640 is not 640
            files = name == "font" and list(map(str, fonts_of(look)))
            options[OPTIONS[name].key] = files or ("x".join(map(str, value)) if sides else written(value))
    return options
