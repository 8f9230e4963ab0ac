"""The recipe that a file of any format carries."""

from __future__ import annotations

from pathlib import Path

from tconv_anim.formats._errors import CommentError, OutputError
from tconv_anim.formats._format import format_of, load_format, suffixes


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
    try:
        with open(path, "rb") as file:
            comment = load_format(fmt).read_comment(file)
    except FileNotFoundError:
        raise CommentError("no_file", file_name) from None
    except (OSError, SyntaxError, ValueError, LookupError) as error:  # a decoder raises any of these for a broken file
        if isinstance(error, OSError) and error.strerror:
            raise CommentError("not_read", file_name | {"reason": error.strerror}) from None
        raise CommentError("broken", file_name | {"format": fmt.upper()}) from None
    if not comment:
        raise CommentError("no_recipe", file_name)
    return comment
