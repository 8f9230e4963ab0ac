"""Formats: one file for each, named after its suffix. A file that begins with "_" is no format.

Each ends in ``FORMAT = Format(write=..., read_comment=...)`` and is found by its folder.
"""

from __future__ import annotations

import errno
import io
import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar, NamedTuple

from tconv_anim.options import OPTIONS, SMOOTH, Given, OptionError, TconvError, format_names, near_formats
from tconv_anim.scenes.timeline import moves

if TYPE_CHECKING:
    from PIL.Image import Image as AnyImage

    from tconv_anim.recipes.keywords import Look
    from tconv_anim.renderer.drawing import Drawing

HEAD_BYTES = 2_000_000
"""Of a file whose text is among its first parts."""
MOST_BYTES = 50_000_000  # that are read of a file
MOST_LETTERS = 500_000  # of a text that a file carries
OF_PICTURES = frozenset({"style", "theme", "labels", "caption", "legend", "sum", "sentence", "font", "size", "aspect"})
"""Options that say how a picture looks."""
OF_TIME = frozenset({"step_ms", "hold_ms", "motion", "pace"})
"""Options that say how an animation plays."""
OF_SOME = frozenset({"loop", "poster", "outlines", "embed_font", "pages"})
"""Options that only some formats take; each names its own."""
MOST_PIXELS = (OPTIONS["size"].most or 0) ** 2  # of the largest page


class OutputError(TconvError):
    """An output that cannot be written."""

    sentences: ClassVar[Mapping[str, str]] = {
        "option_of_others": "{given} changes nothing in a {formats:either}: leave {given:option} out, or write a "
        "{others:either}",
        "beside_still": "{given} changes nothing in a still picture: leave {given:option} out, or {still:option}",
        "not_installed": "a .{format} is written by {library}, which is not installed: pip install "
        '"tconv-anim[{extra}]"',
        "unknown_format": "format {format:quoted} is not known: use {formats:either}",
        "not_shown": "a notebook does not show .{format}: use {formats:either}",
        "unknown_suffix": "cannot write {file}: suffix {suffix} is not known: use {suffixes:either}",
        "no_suffix": "cannot write {file:quoted}: the name has no suffix: end it in {suffixes:either}",
        "numbered_animation": "cannot write {file}: numbered files are stills: end the name in {suffixes:either}",
        "several_numbers": "cannot write {file}: the name has several numbers: leave one of them",
        "too_many_files": "{motion} makes {count} files, and {most} is the limit: leave {motion:option} out, or show "
        "fewer placements with {max_steps:option}",
        "null_character": "cannot write {file:quoted}: a file name cannot hold a null character: leave it out",
        "is_folder": "cannot write {file}: it is a folder: name a file in it",
        "no_folder": "cannot write {file}: there is no folder {folder}: create it or name another",
        "not_writable": "cannot write {file}: it is not writable: name a file elsewhere",
        "link_to_itself": "cannot write {file}: it is a link to itself: name a file elsewhere",
        "not_written": "cannot write {file}: {reason}: name a file elsewhere",
        "not_removed": "cannot remove {file}: {reason}: remove it by hand",
    }


class CommentError(TconvError):
    """A picture without a recipe, or one that cannot be read."""

    sentences: ClassVar[Mapping[str, str]] = {
        "other_suffix": "{file} carries no recipe: give a {suffixes:either} file",
        "no_file": "there is no file {file}: name one that exists",
        "not_read": "cannot read {file}: {reason}: name another file",
        "broken": "cannot read {file}: it is not a complete {format} file: name another file",
        "too_many_pixels": "cannot read {file}: it says that it has more than {most} pixels: name another file",
        "too_long": "the recipe in {file} has more than {most} letters: name another file",
        "no_recipe": "{file} carries no recipe: tconv-anim did not write it, or another program changed it",
    }


class Format(NamedTuple):
    """How a kind of file is written and read.

    Attributes
    ----------
    write : writes an animation, or its last frame, to a binary file, and gives the number of frames, or of another unit
    read_comment : the text that `write` put into a file, which is the recipe; "" if there is none; None for a format
        that carries no text of its own
    still : whether a file holds the finished picture alone, not the animation
    indexed : whether its pixels are indices of a palette, so that fewer colours make a smaller file
    transparent : whether it can do without a background
    is_image : whether a page shows a file in an <img>; other files are linked
    animates : whether a still moves if it is asked to
    paged : whether a still has a page for each step if it is asked to
    unit : what `write` counts
    draws : whether it is a picture, not text
    libraries, extra : what it needs to be written besides our own libraries, and the extra that brings these
    own : those of `OF_SOME` that it takes
    smooth : whether things move if no motion is asked for
    tick_ms : how long each frame stays in which things are on their way
    wide : whether its page is 16:9 if no shape is asked for, as screens are
    """

    write: Callable[[IO[bytes], Drawing], int]
    read_comment: Callable[[IO[bytes]], str] | None
    still: bool = False
    indexed: bool = False
    transparent: bool = False
    is_image: bool = True
    animates: bool = False
    paged: bool = False
    unit: str = "frames"
    draws: bool = True
    libraries: tuple[str, ...] = ()
    extra: str = ""
    own: frozenset[str] = frozenset()
    smooth: bool = False
    tick_ms: int = 40
    wide: bool = False

    def takes(self, option: str) -> bool:
        """Whether an option can change its files."""
        if option in OF_PICTURES:
            return self.draws
        if option in OF_TIME or option in ("loop", "poster"):
            return self.unit in ("frames", "slides") and not self.still and (option in OF_TIME or option in self.own)
        if option in ("colors", "animate"):
            return self.indexed if option == "colors" else self.animates
        return option in self.own or option not in OF_SOME


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
    tconv_anim.formats.OutputError: cannot write x.bmp: suffix .bmp is not known: use .png
    """
    name, suffix = str(path), Path(path).suffix.lower()
    if "\0" in name:
        raise OutputError("null_character", {"file": name})
    if not suffix:
        raise OutputError("no_suffix", {"file": name, "suffixes": suffixes()})
    if suffix not in suffixes():
        near = [f".{each}" for each in near_formats(suffix)]
        raise OutputError("unknown_suffix", {"file": name, "suffix": suffix, "suffixes": near})
    return suffix.removeprefix(".")


def load_format(name: str, *, transparent: bool = False, animate: bool = False, written: bool = False) -> Format:
    """The format of a name: `FORMAT` of the file with this name.

    Raises
    ------
    OutputError
        If there is no such format, or if it is to be `written` and its library is not installed.
    OptionError
        If it is to be `transparent`, or to `animate` what is a still otherwise, and cannot.
    """
    if name not in format_names():
        raise OutputError("unknown_format", {"format": name, "formats": near_formats(name)})
    found: Format = import_module(f"{__name__}.{name}").FORMAT
    if transparent and not found.transparent:
        others = [f".{other}" for other in format_names() if load_format(other).transparent]
        raise OptionError("not_transparent", {"transparent": True, "format": name, "formats": others})
    for library in found.libraries if written else ():
        if find_spec(library) is None:
            raise OutputError("not_installed", {"format": name, "library": library, "extra": found.extra})
    if animate and found.still and not found.animates:
        others = [f".{other}" for other in format_names() if load_format(other).animates]
        raise OptionError("not_animated", {"animate": True, "format": name, "formats": others})
    return found._replace(still=False, smooth=True) if animate and found.animates else found


def format_for(look: Look, name: str) -> Format:
    """The format in which a look is written; a still that is to move, or to have pages, is none; without ticks if cut.

    Raises
    ------
    OutputError, OptionError
        see `load_format`
    """
    found = load_format(name, transparent=look.transparent, animate=look.animate, written=True)
    if look.pages and found.paged:
        found = found._replace(still=False, unit="pages")
    return found if moves(look, found.smooth) else found._replace(tick_ms=0)


def check_taken(given: Mapping[str, Any], formats: Iterable[str], *, numbered: bool = False) -> None:
    """Refuse an option that changes nothing in any of these formats.

    Parameters
    ----------
    given : options with their values, as they are written beside the files. A recipe or an `Animation` may have more
        options than one of its files needs.
    formats : the names of the files' formats
    numbered : whether stills among them may be files of an animation, one for each of its frames

    Raises
    ------
    OutputError
    """
    found = [load_format(name, animate=bool(given.get("animate"))) for name in formats]
    timed = numbered and given.get("motion") == SMOOTH
    for name, value in given.items():
        if name not in OPTIONS or value == OPTIONS[name].default or name == "transparent":  # see `load_format`
            continue
        if given.get("still") is not None and name in {*OF_TIME, "loop", "poster", "pages"}:
            raise OutputError("beside_still", {"given": Given(name, value), "still": given["still"]})
        if not any(fmt.takes(name) for fmt in found) and not (timed and name in OF_TIME):
            others = [f".{other}" for other in format_names() if load_format(other).takes(name)]
            about = {"given": Given(name, value), "formats": [f".{fmt}" for fmt in formats], "others": others}
            raise OutputError("option_of_others", about)


def taken(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Those of the options that can change a format's files."""
    return {option: value for option, value in given.items() if load_format(name).takes(option)}


def read_comment(path: str | Path) -> str:
    """The text that a file carries, which is its recipe.

    Raises
    ------
    CommentError
        If the file cannot be read, if it is not of its suffix's format, or if it carries no text.
    """
    file_name = {"file": str(path)}
    try:
        fmt = format_of(path)
        read = load_format(fmt).read_comment
    except OutputError:
        read = None
    if read is None:
        readable = [f".{name}" for name in format_names() if load_format(name).read_comment]
        raise CommentError("other_suffix", file_name | {"suffixes": readable})
    from PIL import Image

    try:
        with _Part(path) as part, io.BufferedReader(part) as file, warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            comment = read(file)
    except Image.DecompressionBombError:
        raise CommentError("too_many_pixels", file_name | {"most": MOST_PIXELS}) from None
    except FileNotFoundError:
        raise CommentError("no_file", file_name) from None
    except (OSError, SyntaxError, ValueError, LookupError) as error:  # a decoder raises any of these for a broken file
        if isinstance(error, OSError) and error.strerror:
            raise CommentError("not_read", file_name | {"reason": error.strerror}) from None
        raise CommentError("broken", file_name | {"format": fmt.upper()}) from None
    if not comment:
        raise CommentError("no_recipe", file_name)
    if len(comment) > MOST_LETTERS:
        raise CommentError("too_long", file_name | {"most": MOST_LETTERS})
    return comment


def exactly(file: IO[bytes], count: int) -> bytes:
    """So many bytes of a file.

    Raises
    ------
    ValueError
        if it has fewer
    """
    data = file.read(count)
    if len(data) < count:
        raise ValueError("not complete")
    return data


def check_pixels(image: AnyImage) -> None:
    """Refuse a picture, before it is decoded, that says to be larger than the largest page.

    Raises
    ------
    DecompressionBombError
    """
    from PIL import Image

    if image.width * image.height > MOST_PIXELS:
        raise Image.DecompressionBombError


class _Part(io.RawIOBase):
    """A file of which only so much is read, however large it is."""

    def __init__(self, path: str | Path) -> None:
        self.file, self.left = open(path, "rb", buffering=0), MOST_BYTES  # noqa: SIM115 # closed with this

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count = self.file.readinto(buffer)
        self.left -= count
        if self.left < 0:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
        return count

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        return self.file.seek(offset, whence)

    def close(self) -> None:
        self.file.close()
        super().close()
