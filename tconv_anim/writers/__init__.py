"""Formats by suffix: each module has ``write(file, frames, ...)``; a file is only replaced by a whole one."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import IO, Any

FORMATS = {"gif": "gif", "png": "png"}
"""Which module writes a suffix."""


class OutputError(ValueError):
    """An output that cannot be written; the message says which and why."""


def format_of(path: str | Path) -> str:
    """The format that a path's suffix stands for.

    Raises
    ------
    OutputError
        for a suffix that no writer knows.
    """
    suffix = Path(path).suffix.lower().removeprefix(".")
    if suffix not in FORMATS:
        given = f"suffix .{suffix}" if suffix else "a name without a suffix"
        raise OutputError(f"cannot write {path}: {given} is not known: use {' or '.join('.' + f for f in FORMATS)}")
    return suffix


def check_writable(path: str | Path) -> None:
    """Find out before the work whether a file can be written; nothing is touched.

    Raises
    ------
    OutputError
        where its folder is missing or closed, or where it is a folder itself.
    """
    path = Path(path)
    format_of(path)
    if path.is_dir():
        raise OutputError(f"cannot write {path}: it is a folder: name a file in it")
    if not path.parent.is_dir():
        raise OutputError(f"cannot write {path}: there is no folder {path.parent}: create it or name another")
    if not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK)):
        raise OutputError(f"cannot write {path}: it is not writable: name a file elsewhere")


def write_file(path: str | Path, write: Callable[[IO[bytes]], None]) -> int:
    """Write beside the target, then put it in place, so that a failed run leaves an existing file as it was.

    Returns
    -------
    int
        The file's size in bytes.
    """
    path = Path(path)
    handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
        size = os.path.getsize(temporary)
        os.chmod(temporary, path.stat().st_mode & 0o777 if path.exists() else 0o666 & ~_umask())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return size


def writer(fmt: str) -> Any:
    """The module that writes a format."""
    return import_module(f"{__name__}.{FORMATS[fmt]}")


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
