"""Numbers to show: written out, or read from a .npy file, a .csv file or a picture."""

from __future__ import annotations

import csv
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from tconv_anim.core.arrays import as_numbers
from tconv_anim.core.step import Array
from tconv_anim.options import Given
from tconv_anim.recipes.input_errors import InputError
from tconv_anim.recipes.pictures import PICTURE_SUFFIXES, is_image, read_picture

__all__ = ["InputError", "is_file_name", "is_image", "read_array"]

SUFFIXES = (".npy", ".csv")
TAKES_PICTURES = "input"
MOST_LETTERS = 60  # of a user's text in a message

Source = Given | str
"""Where numbers are from, as messages name it: an option with its text, or a file's name."""


def read_array(name: str, text: str) -> Array:
    """What a user wrote for numbers: "1,2;3,4", JSON such as "[[[1, 2]]]", or the name of a .npy or .csv file.

    For "input" it may also be the name of a picture, which becomes its grays, see `read_picture`.

    Parameters
    ----------
    name : what the values are for: "input", "weight" or "bias"
    text : the numbers or the file's name

    Returns
    -------
    int64 or float64 array
        (rows, columns), or of as many axes as the file or the JSON has.

    Raises
    ------
    InputError, SpecError
        If the file cannot be read, or if it or the text holds something else than numbers.
    """
    if "\0" in text:
        raise InputError("null_character", {"array": name, "text": _shortened(text)})
    path, source = Path(text), Given(name, _shortened(text))
    suffix = path.suffix.lower()
    if suffix == ".npy":
        values = _read_npy(path)
    elif suffix == ".csv":
        values = _parse(str(path), _csv_rows(path), "not_a_number_in_file")
    elif text.lstrip().startswith("["):
        values = _read_json(name, text)
    elif is_image(text):
        if name != TAKES_PICTURES:
            raise InputError("picture_not_taken", {"source": source, "taker": TAKES_PICTURES})
        values = read_picture(path)
    elif re.search(r"[A-Za-df-z]", text) and not any(c in text for c in ",;"):
        suffixes = SUFFIXES + PICTURE_SUFFIXES * (name == TAKES_PICTURES)
        raise InputError("not_numbers", {"source": source, "suffixes": suffixes})
    else:
        values = _parse(source, [row.split(",") for row in text.strip().strip(";").split(";")], "not_a_number")
    if not values.size:
        raise InputError("empty", {"source": source})
    return values


def is_file_name(text: str) -> bool:
    """Whether a user's text names a file, rather than writing numbers out."""
    return not text.lstrip().startswith("[") and Path(text).suffix.lower() in (*SUFFIXES, *PICTURE_SUFFIXES)


def _read_npy(path: Path) -> Array:
    file_name = {"file": str(path)}
    try:
        values = np.load(path, allow_pickle=False)
    except OSError as error:
        if error.strerror:
            raise InputError("not_read", file_name | {"reason": error.strerror}) from None
        raise InputError("not_npy", file_name) from None
    except Exception:  # numpy raises many errors for a file that is something else
        raise InputError("not_npy", file_name) from None
    if not isinstance(values, np.ndarray):
        values.close()
        raise InputError("several_arrays", file_name)
    return as_numbers(str(path), values)


def _read_json(name: str, text: str) -> Array:
    source = {"source": Given(name, _shortened(text))}
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError("not_json", source | {"column": error.colno}) from None
    except RecursionError:
        raise InputError("nested_too_deep", source) from None
    except ValueError:  # Python reads only so many digits
        raise InputError("too_large", source) from None
    return as_numbers(name, values)


def _csv_rows(path: Path) -> list[list[str]]:
    file_name = {"file": str(path)}
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return [row for row in csv.reader(file) if row]
    except OSError as error:
        raise InputError("not_read", file_name | {"reason": error.strerror}) from None
    except (UnicodeDecodeError, csv.Error):
        raise InputError("not_csv", file_name) from None


def _parse(source: Source, rows: list[list[str]], not_a_number: str) -> Array:
    """Rows of texts as numbers; `not_a_number` is the error's kind for a text that is no number."""
    numbers = []
    for number, row in enumerate(rows, start=1):
        place = {"source": source, "row": number}
        numbers.append([_number(cell, place, not_a_number) for cell in row])
        if len(row) != len(rows[0]):
            raise InputError("unequal_rows", place | {"length": len(row), "first": len(rows[0])})
    return as_numbers(source.name if isinstance(source, Given) else source, numbers)


def _number(text: str, place: Mapping[str, object], not_a_number: str) -> float:
    if re.fullmatch(r"\s*[+-]?\d+\s*", text):
        try:
            return int(text)
        except ValueError:  # Python reads only so many digits
            raise InputError("too_large", place) from None
    try:
        value = math.nan if "_" in text else float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(not_a_number, {**place, "text": _shortened(text.strip())})
    return value


def _shortened(text: str) -> str:
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"
