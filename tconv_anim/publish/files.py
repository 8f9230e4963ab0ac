"""Reading and removing files, with errors that name the file."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from tconv_anim.formats import OutputError
from tconv_anim.options import TconvError
from tconv_anim.recipes import encodings


class ReadError(TconvError):
    """A file that cannot be read."""

    sentences: ClassVar[Mapping[str, str]] = {
        "not_read": "cannot read {file}: {reason}: name a file that can be read",
        "not_utf8": "{file} is not a text file in UTF-8: save it as UTF-8",
    }


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises
    ------
    ReadError
    """
    try:
        return encodings.read_bytes(path)
    except OSError as error:
        raise ReadError("not_read", {"file": str(path), "reason": error.strerror}) from None


def hash_of(path: Path) -> bytes:
    """A hash of a file of any size.

    Raises
    ------
    ReadError
    """
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").digest()
    except OSError as error:
        raise ReadError("not_read", {"file": str(path), "reason": error.strerror}) from None


def read_text(path: Path) -> str:
    """The text of a file in UTF-8, with its line ends as they are.

    Raises
    ------
    ReadError
    """
    try:
        return read_bytes(path).decode()
    except UnicodeDecodeError:
        raise ReadError("not_utf8", {"file": str(path)}) from None


def remove(path: Path) -> None:
    """Remove a file.

    Raises
    ------
    OutputError
        If the system refuses.
    """
    try:
        path.unlink(missing_ok=True)  # another run may have been faster
    except OSError as error:
        raise OutputError("not_removed", {"file": str(path), "reason": error.strerror}) from None
