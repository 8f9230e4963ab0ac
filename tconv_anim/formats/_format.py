"""What a format is, and which one a file name asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING

from tconv_anim.formats._errors import OutputError
from tconv_anim.options import format_names

if TYPE_CHECKING:
    from tconv_anim.renderer.drawing import Drawing


@dataclass(frozen=True)
class Format:
    """How a kind of file is written and read.

    Attributes
    ----------
    write : writes an animation, or its last frame, to a binary file
    read_comment : the text that `write` put into a file, which is the recipe; "" if there is none
    still : whether a file holds the finished picture alone, not the animation
    indexed : whether its pixels are indices of a palette, so that fewer colours make a smaller file
    is_image : whether a page shows a file in an <img>; other files are linked
    """

    write: Callable[[IO[bytes], Drawing], None]
    read_comment: Callable[[IO[bytes]], str]
    still: bool = False
    indexed: bool = False
    is_image: bool = True


def suffixes() -> tuple[str, ...]:
    """The suffixes of all formats: ".gif", ".html", ..."""
    return tuple(f".{name}" for name in format_names())


def format_of(path: str | Path) -> str:
    """The name of the format that a path's suffix asks for.

    Raises
    ------
    OutputError
        If no format has this suffix, or if no file can have this name.

    Examples
    --------
    >>> format_of("x.GIF")
    'gif'
    >>> format_of("x.bmp")
    Traceback (most recent call last):
    tconv_anim.formats._errors.OutputError: cannot write x.bmp: suffix .bmp is not known: use .gif, .html, .png or .svg
    """
    name, suffix = str(path), Path(path).suffix.lower()
    if "\0" in name:
        raise OutputError("null_character", {"file": name})
    if not suffix:
        raise OutputError("no_suffix", {"file": name, "suffixes": suffixes()})
    if suffix not in suffixes():
        raise OutputError("unknown_suffix", {"file": name, "suffix": suffix, "suffixes": suffixes()})
    return suffix.removeprefix(".")


def load_format(name: str) -> Format:
    """The format of a name: `FORMAT` of the file with this name.

    Raises
    ------
    OutputError
        If there is no such format.
    """
    if name not in format_names():
        raise OutputError("unknown_format", {"format": name, "formats": format_names()})
    found: Format = import_module(f"tconv_anim.formats.{name}").FORMAT
    return found
