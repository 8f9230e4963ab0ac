"""The encodings of text files that people write."""

from __future__ import annotations

import codecs


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
