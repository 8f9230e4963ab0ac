"""Safe writing: a file is replaced only by a complete one."""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from tconv_anim.formats._format import OutputError, format_of


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
        handle, temporary = tempfile.mkstemp(prefix=".tconv-anim-", suffix=target.suffix, dir=target.parent)
    try:
        with io.BufferedWriter(_Temporary(handle, path)) as file:
            write(file)
        with _refusing(path):
            size = os.path.getsize(temporary)
            os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
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
        if path.is_file() and path.read_bytes() == data:
            return False
    write_file(path, lambda file: file.write(data))
    return True


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
