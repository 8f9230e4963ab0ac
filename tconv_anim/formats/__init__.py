"""Formats: one file for each, named after its suffix. A file that begins with "_" is no format.

Each ends in ``FORMAT = Format(write=..., read_comment=...)`` and is found by its folder. A file is replaced only by a
complete one.
"""

from tconv_anim.formats._format import CommentError, Format, OutputError, format_of, load_format, read_comment
from tconv_anim.formats._writing import check_writable, write_bytes, write_file

__all__ = [
    "CommentError", "Format", "OutputError", "check_writable", "format_of", "load_format", "read_comment",
    "write_bytes", "write_file",
]  # fmt: skip
