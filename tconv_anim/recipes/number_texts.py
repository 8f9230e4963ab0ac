"""Numbers that are written as text: rows of cells, or JSON."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from tconv_anim.core.arrays import as_numbers
from tconv_anim.core.step import Array
from tconv_anim.core.symbols.polynomial import Polynomial, parse
from tconv_anim.options import Given
from tconv_anim.recipes.input_errors import InputError

MOST_LETTERS = 60  # of a user's text in a message
MOST_NUMBERS = 10**6  # more are not drawn

Source = Given | str
"""Where numbers are from, as messages name it: an option with its text, or a file's name."""


def read_numbers(source: Source, text: str) -> Array:
    """Numbers or letters that are written out, as rows such as "1,2;3,4" or as JSON.

    Raises
    ------
    InputError, SpecError
    """
    if text.lstrip().startswith("["):
        return read_json(source, text)
    check_count(source, max(text.count(","), text.count(";")))
    rows = [row.split(",") for row in text.strip().strip(";").split(";")]
    return read_rows(source, rows, "not_a_number", letters=True)


def read_rows(source: Source, rows: list[list[str]], not_a_number: str, *, letters: bool = False) -> Array:
    """Rows of texts as numbers, or `letters`; `not_a_number` is the error's kind for a text that is neither.

    Raises
    ------
    InputError, SpecError
    """
    numbers: list[list[float | Polynomial]] = []
    for number, row in enumerate(rows, start=1):
        place = {"source": source, "row": number}
        numbers.append([_number(cell, place, not_a_number, letters) for cell in row])
        if len(row) != len(rows[0]):
            raise InputError("unequal_rows", place | {"length": len(row), "first": len(rows[0])})
    return as_numbers(_name(source), numbers)  # type: ignore[arg-type] # polynomials are among them


def read_json(source: Source, text: str) -> Array:
    """Nested lists of numbers.

    Raises
    ------
    InputError, SpecError
    """
    about = {"source": source}
    check_count(source, text.count(","))
    import json

    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        try:
            values = json.loads(_as_json(text))
        except json.JSONDecodeError:
            raise InputError("not_json", about | {"row": error.lineno, "column": error.colno}) from None
    except RecursionError:
        raise InputError("nested_too_deep", about) from None
    except ValueError:  # Python reads only so many digits
        raise InputError("too_large", about) from None
    if not isinstance(values, list):
        raise InputError("not_lists", about)
    return as_numbers(_name(source), values)


def _as_json(text: str) -> str:
    """Python's lists of numbers as JSON's, which have a digit on each side of a point, and no "+" before a number.

    >>> _as_json("[.5, 1., +2]")
    '[0.5, 1.0, 2]'
    """
    whole = re.sub(r"(?<![\d.])\.(?=\d)", "0.", re.sub(r"(?<=\d)\.(?!\d)", ".0", text))
    return re.sub(r"(?<![\deE])\+(?=\d)", "", whole)


def check_count(source: Source, count: int) -> None:
    """Refuse too many numbers before they are read.

    Raises
    ------
    InputError
    """
    if count > MOST_NUMBERS:
        raise InputError("too_many_numbers", {"source": source, "most": MOST_NUMBERS})


def shortened(text: str) -> str:
    """The beginning of a text, for a message."""
    return text if len(text) <= MOST_LETTERS else f"{text[:MOST_LETTERS]}…"


def _name(source: Source) -> str:
    return source.name if isinstance(source, Given) else source


def _number(text: str, place: Mapping[str, object], not_a_number: str, letters: bool) -> float | Polynomial:
    if re.fullmatch(r"\s*[+-]?\d+\s*", text):
        try:
            return int(text)
        except ValueError:  # Python reads only so many digits
            raise InputError("too_large", place) from None
    try:
        value = math.nan if "_" in text else float(text)
    except ValueError:
        value = math.nan
    if letters and math.isnan(value) and (found := parse(text)) is not None:
        return found
    if not math.isfinite(value):
        raise InputError(not_a_number, {**place, "text": shortened(text.strip())})
    return value
