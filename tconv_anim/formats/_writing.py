"""Safe writing: a file is replaced only by a complete one, and what a process that was killed left is removed later.

A temporary file has the number of its process in its name and is locked as long as the process is there. The system
unlocks it however the process ends, also on another machine and if the number belongs to another process by now.
"""

from __future__ import annotations

import io
import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from tconv_anim.ending import removed_at_end
from tconv_anim.formats import OutputError, format_of, load_format
from tconv_anim.formats._numbered import FIRST, Drawn, check_numbered, each_file, is_numbered, numbered

if sys.platform != "win32":
    import fcntl

TEMPORARY = ".tconv-anim-{process}-{word}{suffix}"
TRIES = 9  # to lock a folder that others remove
TEMPORARY_PATTERN = r"(?s)\.tconv-anim-\d+-[0-9a-f]{8}(\..*)?"


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
        load_format(format_of(path), written=True)
        if is_numbered(path):
            check_numbered(path)
            path = numbered(path, FIRST)
            if not path.parent.exists():  # it is made with the files
                path = path.parent
        path = Path(path)
        if not path.parent.is_dir():
            raise OutputError("no_folder", {"file": str(path), "folder": str(path.parent)})
        if not os.access(path.parent, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.W_OK)):
            raise OutputError("not_writable", {"file": str(path)})
        if not path.exists() or path.is_file():
            with _temporary_file(_target(path)) as (_, handle):  # permissions do not say everything: /proc, a full disk
                os.close(handle)


def write_animation(animation: Drawn, path: str | Path) -> tuple[int, int]:
    """Write an animation to a file, or to many that are numbered; gives their bytes, and the number of frames or files.

    Raises
    ------
    OutputError
    """
    name = format_of(path)
    if is_numbered(path):
        animation.check_drawable()
        return write_numbered(path, each_file(animation, name))
    frames: list[int] = []
    size = write_file(path, lambda file: frames.append(animation.encode(file, name)))
    return size, frames[0]


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
    with ExitStack() as stack:
        with _refusing(path):
            temporary, handle = stack.enter_context(_temporary_file(target))
        with io.BufferedWriter(_Temporary(handle, path)) as file:
            write(file)
        with _refusing(path):
            size = os.path.getsize(temporary)
            os.chmod(temporary, target.stat().st_mode & 0o777 if target.exists() else 0o666 & ~_umask())
            os.replace(temporary, target)
    return size


def write_numbered(path: str | Path, stills: Iterable[bytes]) -> tuple[int, int]:
    """Write many files, such as frames/%03d.png, after all of them are made; a last folder that is not there is made.

    Returns
    -------
    int, int
        The bytes of all files, and their number.

    Raises
    ------
    OutputError
    """
    made = list(stills)
    with _refusing(path):
        Path(path).parent.mkdir(exist_ok=True)
    check_replaceable({numbered(path, number): data for number, data in enumerate(made, FIRST)})
    for number, data in enumerate(made, FIRST):
        write_file(numbered(path, number), lambda file, data=data: file.write(data))  # type: ignore[misc]
    return sum(map(len, made)), len(made)


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
            remove_leftovers(_target(path).parent)
            return False
    write_file(path, lambda file: file.write(data))
    return True


def check_replaceable(files: Mapping[Path, bytes]) -> None:
    """Refuse to write files, before any of them is written, if one is a folder, or read-only and holds something else.

    Raises
    ------
    OutputError
    """
    for path, data in files.items():
        with _refusing(path):
            if path.is_dir():
                raise OutputError("is_folder", {"file": str(path)})
            if path.exists() and not os.access(path, os.W_OK) and _differs(path, data):
                raise OutputError("not_writable", {"file": str(path)})


def _differs(path: Path, data: bytes) -> bool:
    return not path.is_file() or path.read_bytes() != data


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files that processes left in a folder that are gone."""
    with suppress(OSError):
        for name in os.listdir(folder):
            if re.fullmatch(TEMPORARY_PATTERN, name):
                with suppress(OSError):  # such as another user's
                    _remove_if_free(folder / name)


def create(path: Path) -> int:
    """Make a new file that only its owner may read and write; gives its handle."""
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)


@contextmanager
def _temporary_file(target: Path) -> Iterator[tuple[Path, int]]:
    """A new file beside a target, and its handle, which the caller closes. It is removed at the end if it is there."""
    remove_leftovers(target.parent)
    while True:
        word = os.urandom(4).hex()
        path = target.with_name(TEMPORARY.format(process=os.getpid(), word=word, suffix=target.suffix))
        with removed_at_end(
            str(path)
        ):  # its name is known before it is there, so that a signal at any moment removes it
            handle = create(path)
            with _locked(handle):
                if os.fstat(handle).st_nlink:
                    yield path, handle
                    return
            os.close(handle)  # another process took it for a leftover, before it was locked


if sys.platform == "win32":  # where a file that is open cannot be removed

    @contextmanager
    def _locked(handle: int) -> Iterator[None]:  # noqa: ARG001
        yield

    def _remove_if_free(path: Path) -> None:
        os.unlink(path)

    @contextmanager
    def alone_in(folder: Path, waiting: Callable[[], object] = int, *, makes: bool = False) -> Iterator[None]:  # noqa: ARG001
        yield

else:

    @contextmanager
    def _locked(handle: int) -> Iterator[None]:
        """Lock an open file as long as the block runs, also after its handle is closed."""
        kept = os.dup(handle)
        try:
            with suppress(OSError):  # a file system that has no locks
                fcntl.flock(kept, fcntl.LOCK_EX)
            yield
        finally:
            os.close(kept)

    def _remove_if_free(path: Path) -> None:
        """Remove a file, unless a process has locked it or its file system has no locks."""
        handle = os.open(path, os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            os.unlink(path)
        finally:
            os.close(handle)

    @contextmanager
    def alone_in(folder: Path, waiting: Callable[[], object] = int, *, makes: bool = False) -> Iterator[None]:
        """Have other runs wait for a folder until the block ends; `waiting` is called if this one has to wait first.

        A folder that this run `makes` is removed if it stays empty.
        """
        made: list[Path] = []
        handle = None
        try:
            for _ in range(TRIES if makes else 1):
                with suppress(OSError):  # whoever writes there says why
                    if makes:
                        made = [path for path in (folder, *folder.parents) if not path.exists()]
                        folder.mkdir(parents=True, exist_ok=True)
                handle = _locked_folder(folder, waiting)
                if handle is not None:
                    break
            yield
        finally:
            if handle is not None:
                with suppress(OSError):  # it holds something
                    for path in made:
                        path.rmdir()
                os.close(handle)

    def _locked_folder(folder: Path, waiting: Callable[[], object]) -> int | None:
        """The handle of a folder when no other run has locked it; None if it is not there any more."""
        try:
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        except OSError:
            return None
        with suppress(OSError):  # a file system that has no locks
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                waiting()
                fcntl.flock(handle, fcntl.LOCK_EX)
        if os.fstat(handle).st_nlink:
            return handle
        os.close(handle)  # the run that had locked it has removed it
        return None


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
