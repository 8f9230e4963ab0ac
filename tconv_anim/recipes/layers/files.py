"""A layer out of a file: a text, or a model of ONNX."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import ClassVar

from tconv_anim.options import TconvError
from tconv_anim.recipes.encodings import read_text


class LayerFileError(TconvError):
    """A file of layers that cannot be read."""

    sentences: ClassVar[Mapping[str, str]] = {
        "not_read": "cannot read {file}: {reason}: name another file",
        "not_text": "{file} is not a text file in UTF-8: save it as UTF-8",
        "large_text": "{file} has more than {most} bytes: keep only the lines with the layers",
    }


FILE = "@"  # what stands before a file's name
MOST_BYTES = 2_000_000  # of a text


def is_layer_file(text: str) -> bool:
    """Whether a layer is given by the name of a file: @model.txt or model.onnx."""
    if "\n" in text or "\0" in text:
        return False
    return (text[:1] == FILE and ("(" not in text or os.path.isfile(text[1:]))) or is_model(text)


def is_model(text: str) -> bool:
    """Whether a text names a file of ONNX."""
    return text.lower().endswith(".onnx") and "(" not in text


def file_of(text: str) -> str:
    """The name of the file."""
    return text.removeprefix(FILE)


def read_layer_file(text: str, folder: Path = Path()) -> str:
    """The text of a layer or of several that a file holds.

    Raises
    ------
    LayerFileError
    """
    path = folder / file_of(text)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise LayerFileError("large_text", {"file": str(path), "most": MOST_BYTES})
        return read_text(path)
    except OSError as error:
        raise LayerFileError("not_read", {"file": str(path), "reason": error.strerror}) from None
    except UnicodeDecodeError:
        raise LayerFileError("not_text", {"file": str(path)}) from None
