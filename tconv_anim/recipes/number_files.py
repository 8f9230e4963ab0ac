"""Numbers from files of arrays, tables and JSON."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

from tconv_anim.core.arrays import as_numbers
from tconv_anim.core.step import Array
from tconv_anim.options import TconvError
from tconv_anim.recipes.array_files import NAMED, NUMPY, read_array_of
from tconv_anim.recipes.encodings import read_text
from tconv_anim.recipes.input_errors import InputError
from tconv_anim.recipes.number_texts import check_count, read_json, read_rows, shortened

SUFFIXES = (*NAMED, ".csv", ".json")
TABS = r"[^,\s] *\t *[^,\s]"  # between cells, as spreadsheets copy them
DECIMAL_COMMA = r"\s*[+-]?\d*,\d+([eE][+-]?\d+)?\s*"
THOUSANDS = r"\s*[+-]?[1-9]\d{0,2}(,\d{3})+\s*"


def read_number_file(path: Path, name: str | None = None) -> Array:
    """The numbers of a file, which its suffix says how to read; of several arrays the one of this name.

    A table may have semicolons or tabs between its cells, and decimal commas if it is clear that they are.

    Raises
    ------
    InputError, SpecError
        If the file cannot be read, or if it holds something else than numbers.
    """
    suffix = path.suffix.lower()
    if suffix in NAMED:
        return _read_arrays(path, name)
    try:
        text = read_text(path)
    except OSError as error:
        raise InputError("not_read", {"file": str(path), "reason": error.strerror}) from None
    except UnicodeDecodeError:
        raise InputError("not_text", {"file": str(path)}) from None
    return read_json(str(path), text) if suffix == ".json" else _read_table(path, text)


def _read_arrays(path: Path, name: str | None) -> Array:
    about = {"file": str(path), "suffix": path.suffix.lower()}
    try:
        return as_numbers(str(path), read_array_of(path, name))
    except TconvError:
        raise
    except OSError as error:
        if error.strerror:
            raise InputError("not_read", about | {"reason": error.strerror}) from None
        raise InputError(_broken(path), about) from None
    except Exception:  # numpy and others raise many errors for a file that is something else
        raise InputError(_broken(path), about) from None


def _broken(path: Path) -> str:
    """The kind of the error for a file that is not what its suffix says."""
    return "not_npy" if path.suffix.lower() in NUMPY else "not_npy:model"


def _read_table(path: Path, text: str) -> Array:
    check_count(str(path), max(map(text.count, ",;\t\n\r")))
    separator = ";" if ";" in text else "\t" if "\t" in text and re.search(TABS, text) else ","
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator) if row]
    except csv.Error:
        raise InputError("not_csv", {"file": str(path)}) from None
    commas = [(number, cell) for number, row in enumerate(rows, start=1) for cell in row if "," in cell]
    if commas and all(re.fullmatch(DECIMAL_COMMA, cell) for _, cell in commas):
        cells = [cell for row in rows for cell in row]
        may_be_cells = separator == ";" and len(rows) == 1 and len(commas) == len(cells)  # "1,2;3,4" is written so, too
        may_be_thousands = all(re.fullmatch(THOUSANDS, cell) for _, cell in commas)
        if may_be_cells or may_be_thousands or any("." in cell for cell in cells):
            about = {"file": str(path), "row": commas[0][0], "text": shortened(commas[0][1].strip())}
            raise InputError("unclear_comma", about)
        rows = [[cell.replace(",", ".") for cell in row] for row in rows]
    return read_rows(str(path), rows, "not_a_number_in_file")
