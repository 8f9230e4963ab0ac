"""Text files that people write: their encodings, and how much is read of one."""

from __future__ import annotations

import codecs
import errno
import os
from pathlib import Path
from typing import IO

MAX_BYTES = 100_000_000  # a device may have no end


def read_bytes(path: Path) -> bytes:
    """The bytes of a file.

    Raises
    ------
    OSError
        If it cannot be read, or has more than `MAX_BYTES`.
    """
    with path.open("rb") as file:
        return read_at_most(file)


def read_at_most(file: IO[bytes], most: int = MAX_BYTES) -> bytes:
    """The rest of a file.

    Raises
    ------
    OSError
        If it has more bytes than `most`.
    """
    data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG))
    return data


def read_text(path: Path) -> str:
    """The text of a file.

    Raises
    ------
    OSError, UnicodeDecodeError
    """
    return decode(read_bytes(path))


def decode(data: bytes) -> str:
    """Text in UTF-8, with or without a byte order mark, or in UTF-16 with one, as some programs on Windows save it.

    Raises
    ------
    UnicodeDecodeError

    Examples
    --------
    >>> decode(codecs.BOM_UTF8 + b"1,2"), decode("1,2".encode("utf-16"))
    ('1,2', '1,2')
    """
    is_wide = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return data.decode("utf-16" if is_wide else "utf-8-sig")
