"""Streams that are closed or full, and streams whose encoding lacks characters."""

from __future__ import annotations

import codecs
import errno
import io
import os
import sys
from typing import TextIO

import click

from tconv_anim.options import printable

IN_ASCII = {
    "×": "x", "−": "-", "·": "*", "′": "'", "→": "->", "⌊": "floor(", "⌋": ")", "⌈": "ceil(", "⌉": ")", "…": "...",
    "–": "-", "—": "-", "≤": "<=", "≥": ">=", "⊕": "+", "□": "?",
}  # fmt: skip
"""How signs of ours are written in an encoding that lacks them."""


def say_line(text: str) -> None:
    """Say something on stderr, on one line, whatever characters names of files have in it."""
    click.echo(printable(text), err=True)


def prepare_streams() -> None:
    """Make streams such that a message never stops the work, and any text can be read."""
    codecs.register_error("in_ascii", _in_ascii)
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:  # else a file that is written takes a closed stream's place
        pass
    os.close(handle)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="in_ascii")
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    sys.stdin = sys.stdin or io.StringIO()
    sys.stdout = sys.stdout or _Closed()
    sys.stderr = _Unfailing(sys.stderr or open(os.devnull, "w"))  # noqa: SIM115 # it lives as long as the process


def _in_ascii(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    characters = error.object[error.start : error.end]
    return "".join(map(_ascii, characters)), error.end


def _ascii(character: str) -> str:
    import unicodedata  # imported when a character is lacking

    plain = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return IN_ASCII.get(character) or plain or "?"


class _Closed(io.TextIOBase):
    """A stdout that was closed before the start: whatever is written is an error of stdout."""

    encoding, errors = "utf-8", "strict"

    @property
    def buffer(self) -> _Closed:
        return self

    def write(self, text: object) -> int:  # noqa: ARG002
        raise OSError(errno.EBADF, "it is closed")


class _Unfailing(io.TextIOBase):
    """A stderr that loses what cannot be written, as there is nowhere to say so."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override] # a property there, too
        return self.stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self.stream.errors

    def write(self, text: str) -> int:
        try:
            return self.stream.write(text)
        except OSError:
            return len(text)

    def flush(self) -> None:
        try:
            self.stream.flush()
        except OSError:
            return

    def isatty(self) -> bool:
        return self.stream.isatty()

    def fileno(self) -> int:
        return self.stream.fileno()
