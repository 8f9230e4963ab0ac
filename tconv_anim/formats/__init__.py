"""Formats: one file for each, named after its suffix. A file that begins with "_" is no format.

Each ends in ``FORMAT = Format(write=..., read_comment=...)`` and is found by its folder. A file is replaced only by a
complete one.
"""

from __future__ import annotations

import io
import os
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, ClassVar

from tconv_anim.options import TconvError, format_names

if TYPE_CHECKING:
    from tconv_anim.renderer.drawing import Drawing


class OutputError(TconvError):
    """An output that cannot be written."""

    sentences: ClassVar[Mapping[str, str]] = {
        "unknown_format": "format {format:quoted} is not known: use {formats:either}",
        "unknown_suffix": "cannot write {file}: suffix {suffix} is not known: use {suffixes:either}",
        "no_suffix": "cannot write {file:quoted}: the name has no suffix: end it in {suffixes:either}",
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
        "no_recipe": "{file} carries no recipe: tconv-anim did not write it, or another program changed it",
    }


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
    tconv_anim.formats.OutputError: cannot write x.bmp: suffix .bmp is not known: use .gif, .html, .png or .svg
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
    found: Format = import_module(f"{__name__}.{name}").FORMAT
    return found


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
    except OutputError:
        raise CommentError("other_suffix", file_name | {"suffixes": suffixes()}) from None
    from PIL import Image

    try:
        with open(path, "rb") as file, warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            comment = load_format(fmt).read_comment(file)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise CommentError("too_many_pixels", file_name | {"most": Image.MAX_IMAGE_PIXELS}) from None
    except FileNotFoundError:
        raise CommentError("no_file", file_name) from None
    except (OSError, SyntaxError, ValueError, LookupError) as error:  # a decoder raises any of these for a broken file
        if isinstance(error, OSError) and error.strerror:
            raise CommentError("not_read", file_name | {"reason": error.strerror}) from None
        raise CommentError("broken", file_name | {"format": fmt.upper()}) from None
    if not comment:
        raise CommentError("no_recipe", file_name)
    return comment


def check_writable(path: str | Path) -> None:
    """Find out before the work whether a file can be written; nothing is left behind.

    Raises
    ------
    OutputError
        If its folder does not exist or takes no files, if it is a folder itself, or a link that leads to itself.
    """
    with _refusing(path):
        if str(path) and Path(path).is_dir():
            raise OutputError("is_folder", {"file": str(path)})
        format_of(path)
        path = Path(path)
        if not path.parent.is_dir():
            raise OutputError("no_folder", {"file": str(path), "folder": str(path.parent)})
        if not os.access(path.parent, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
            raise OutputError("not_writable", {"file": str(path)})
        if not path.exists() or path.is_file():
            with tempfile.TemporaryFile(dir=_target(path).parent):
                pass  # permissions do not say everything: /proc, a full disk


def write_file(path: str | Path, write: Callable[[IO[bytes]], object]) -> int:
    """Write a temporary file next to the target, then replace the target, so that a failed run leaves it as it was.

    Parameters
    ----------
    path : the target
    write : writes to the binary file that it is given; its errors about other files are raised unchanged

    Returns
    -------
    int
        The file's size in bytes.

    Raises
    ------
    OutputError
        If the system does not let us write.
    """
    if os.path.exists(path) and not os.path.isfile(path):  # a pipe or a device cannot be replaced
        buffer = io.BytesIO()
        write(buffer)
        with _refusing(path):
            Path(path).write_bytes(buffer.getvalue())
        return len(buffer.getvalue())
    with _refusing(path):
        target = _target(path)
    temporary = target.with_name(f".tconv-anim-{os.getpid()}-{os.urandom(4).hex()}{target.suffix}")
    try:  # the name is known before the file is there, so that an interrupt at any moment removes it
        with _refusing(path):
            handle = create(temporary)
        with io.BufferedWriter(_Temporary(handle, path)) as file:
            write(file)
        with _refusing(path):
            size = os.path.getsize(temporary)
            os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return size


def write_bytes(path: str | Path, data: bytes) -> bool:
    """Write bytes to a file and create its folder; a file that holds them already is not touched.

    Returns
    -------
    bool
        Whether it was written.

    Raises
    ------
    OutputError
    """
    path = Path(path)
    with _refusing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        if not _differs(path, data):
            return False
    write_file(path, lambda file: file.write(data))
    return True


def check_replaceable(files: Mapping[Path, bytes]) -> None:
    """Refuse to write files, before any of them is written, if one of them is read-only and holds something else.

    Raises
    ------
    OutputError
    """
    for path, data in files.items():
        with _refusing(path):
            if path.exists() and not os.access(path, os.W_OK) and _differs(path, data):
                raise OutputError("not_writable", {"file": str(path)})


def _differs(path: Path, data: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != data


def create(path: Path) -> int:
    """Make a new file that only its owner may read and write; gives its handle."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


class _Temporary(io.FileIO):
    """The temporary file. Its own errors are `OutputError` about the target, so they cannot be taken for other errors.

    Whatever writes an animation also reads files, such as fonts and themes, and reports to streams.
    """

    def __init__(self, handle: int, path: str | Path) -> None:
        super().__init__(handle, "wb")
        self.path = path

    def write(self, data: Any, /) -> int:
        with _refusing(self.path):
            return super().write(data)

    def close(self) -> None:
        with _refusing(self.path):
            super().close()


@contextmanager
def _refusing(path: str | Path) -> Iterator[None]:
    """Report an OSError as one of writing this file."""
    try:
        yield
    except OSError as error:
        raise OutputError("not_written", {"file": str(path), "reason": error.strerror or str(error)}) from None


def _target(path: str | Path) -> Path:
    """The file that is replaced: a link stays a link.

    Raises
    ------
    OutputError
        If it is a link that leads to itself.
    """
    target = os.path.realpath(path)
    if os.path.islink(target):  # realpath could not follow it
        raise OutputError("link_to_itself", {"file": str(path)})
    return Path(target)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
