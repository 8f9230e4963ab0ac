"""Formats by suffix: each module has ``write(file, drawing)``; a file is only replaced by a whole one.

Its ``STILL`` tells whether that is the finished picture alone, ``INDEXED`` whether it has a palette, and
``read_comment(file)`` gives the recipe that was embedded.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import IO, Any

from tconv_anim.core.spec import either

FORMATS = {"gif": "gif", "png": "png", "svg": "svg", "html": "html"}
"""Which module writes a suffix."""
SUFFIXES = tuple(f".{fmt}" for fmt in FORMATS)


class OutputError(ValueError):
    """An output that cannot be written; the message says which and why."""


class CommentError(ValueError):
    """A file that carries no recipe, or none that can be read; the message says which and why."""


def format_of(path: str | Path) -> str:
    """The format that a path's suffix stands for.

    Raises
    ------
    OutputError
        for a suffix that no writer knows, for what no file can be named.
    """
    suffix = Path(path).suffix.lower().removeprefix(".")
    if "\0" in str(path):
        raise OutputError(f"cannot write {str(path)!r}: a name holds no null character: leave it out")
    if suffix not in FORMATS:
        given = f"suffix .{suffix}" if suffix else "a name without a suffix"
        path = path or "''"
        raise OutputError(f"cannot write {path}: {given} is not known: use {either(SUFFIXES)}")
    return suffix


def check_writable(path: str | Path) -> None:
    """Find out before the work whether a file can be written; nothing is left behind.

    Raises
    ------
    OutputError
        where its folder is missing or closed, where it is a folder itself, or a link that leads nowhere but to itself.
    """
    try:
        if str(path) and Path(path).is_dir():
            raise OutputError(f"cannot write {path}: it is a folder: name a file in it")
        format_of(path)
        path = Path(path)
        if not path.parent.is_dir():
            raise OutputError(f"cannot write {path}: there is no folder {path.parent}: create it or name another")
        if not os.access(path.parent, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
            raise OutputError(f"cannot write {path}: it is not writable: name a file elsewhere")
        if not path.exists() or path.is_file():
            with tempfile.TemporaryFile(dir=_target(path).parent):
                pass  # permissions do not tell all: /proc, a full disk
    except OSError as error:  # a name that is too long, a folder that may not be entered
        raise OutputError(f"cannot write {path}: {error.strerror}: name a file elsewhere") from None


def write_file(path: str | Path, write: Callable[[IO[bytes]], None]) -> int:
    """Write beside the target, then put it in place, so that a failed run leaves an existing file as it was.

    Returns
    -------
    int
        The file's size in bytes.

    Raises
    ------
    OutputError
        where the system refuses.
    """
    try:
        if os.path.exists(path) and not os.path.isfile(path):  # a pipe or a device cannot be replaced
            buffer = io.BytesIO()
            write(buffer)
            Path(path).write_bytes(buffer.getvalue())
            return len(buffer.getvalue())
        target = _target(path)
        handle, temporary = tempfile.mkstemp(prefix=".tconv-anim-", suffix=target.suffix, dir=target.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                write(file)
            size = os.path.getsize(temporary)
            os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            os.replace(temporary, target)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}: name a file elsewhere") from None
    return size


def read_comment(path: str | Path) -> str:
    """The text that a file of any format carries: its recipe.

    Raises
    ------
    CommentError
        for a file that cannot be read, is not of its suffix's format or carries no text.
    """
    try:
        module = writer(format_of(path))
    except OutputError:
        raise CommentError(f"{path} carries no recipe: give a {either(SUFFIXES)} file") from None
    try:
        with open(path, "rb") as file:
            comment: str = module.read_comment(file)
    except FileNotFoundError:
        raise CommentError(f"there is no file {path}: name one that exists") from None
    except (OSError, SyntaxError, ValueError, LookupError) as error:  # what decoders raise for what they cannot read
        reason = getattr(error, "strerror", None) or "it is no whole file of its format"
        raise CommentError(f"{path} cannot be read: {reason}") from None
    if not comment:
        raise CommentError(f"{path} carries no recipe: it was not written by tconv-anim, or was changed since")
    return comment


def write_bytes(path: str | Path, data: bytes) -> bool:
    """Put bytes into a file, creating its folder; a file that holds them already is not touched.

    Returns
    -------
    bool
        Whether it was written.

    Raises
    ------
    OutputError
    """
    path = Path(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.is_file() and path.read_bytes() == data:
            return False
    except OSError as error:
        raise OutputError(f"cannot write {path}: {error.strerror}: name a file elsewhere") from None

    def write(file: IO[bytes]) -> None:
        file.write(data)

    write_file(path, write)
    return True


def writer(fmt: str) -> Any:
    """The module that writes a format.

    Raises
    ------
    OutputError
        for a format that is not known.
    """
    if fmt not in FORMATS:
        raise OutputError(f"format {fmt!r} is not known: use {either(tuple(FORMATS))}")
    return import_module(f"{__name__}.{FORMATS[fmt]}")


def _target(path: str | Path) -> Path:
    """The file that is replaced: a link stays a link."""
    target = os.path.realpath(path)
    if os.path.islink(target):  # what realpath cannot follow
        raise OutputError(f"cannot write {path}: it is a link to itself: name a file elsewhere")
    return Path(target)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
