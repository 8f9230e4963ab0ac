"""Numbers from files of numpy, tables and JSON."""

from __future__ import annotations

import csv
import io
import math
import re
from pathlib import Path
from typing import IO
from zipfile import ZipFile

import numpy as np
from numpy.lib.format import read_array_header_1_0, read_array_header_2_0, read_magic

from tconv_anim.core.arrays import as_numbers
from tconv_anim.core.step import Array
from tconv_anim.options import TconvError
from tconv_anim.recipes.encodings import read_text
from tconv_anim.recipes.input_errors import InputError
from tconv_anim.recipes.number_texts import check_count, read_json, read_rows, shortened

SUFFIXES = (".npy", ".npz", ".csv", ".json")
ZIP = b"PK"  # what a packed file begins with, whatever its name
TABS = r"[^,\s] *\t *[^,\s]"  # between cells, as spreadsheets copy them
DECIMAL_COMMA = r"\s*[+-]?\d*,\d+([eE][+-]?\d+)?\s*"
THOUSANDS = r"\s*[+-]?[1-9]\d{0,2}(,\d{3})+\s*"


def read_number_file(path: Path) -> Array:
    """The numbers of a file, which its suffix says how to read.

    A table may have semicolons or tabs between its cells, and decimal commas if it is clear that they are.

    Raises
    ------
    InputError, SpecError
        If the file cannot be read, or if it holds something else than numbers.
    """
    suffix = path.suffix.lower()
    if suffix in (".npy", ".npz"):
        return _read_numpy(path)
    try:
        text = read_text(path)
    except OSError as error:
        raise InputError("not_read", {"file": str(path), "reason": error.strerror}) from None
    except UnicodeDecodeError:
        raise InputError("not_text", {"file": str(path)}) from None
    return read_json(str(path), text) if suffix == ".json" else _read_table(path, text)


def _read_numpy(path: Path) -> Array:
    about = {"file": str(path), "suffix": path.suffix.lower()}
    try:
        with path.open("rb") as file:
            if file.read(len(ZIP)) != ZIP:
                file.seek(0)
                return as_numbers(str(path), _read_npy(str(path), file))
            with ZipFile(file) as packed:
                if len(names := packed.namelist()) != 1:
                    raise InputError("several_arrays", about | {"arrays": len(names)})
                with packed.open(names[0]) as array:
                    return as_numbers(str(path), _read_npy(str(path), array))
    except TconvError:
        raise
    except OSError as error:
        if error.strerror:
            raise InputError("not_read", about | {"reason": error.strerror}) from None
        raise InputError("not_npy", about) from None
    except Exception:  # numpy raises many errors for a file that is something else
        raise InputError("not_npy", about) from None


def _read_npy(source: str, file: IO[bytes]) -> Array:
    """The array of an .npy file, of which nothing is read before it is known how large it says to be.

    Raises
    ------
    InputError, OSError, ValueError
    """
    read_header = {(1, 0): read_array_header_1_0, (2, 0): read_array_header_2_0}[read_magic(file)]
    shape, is_fortran, kind = read_header(file)
    check_count(source, math.prod(size or 1 for size in shape))
    if kind.hasobject:
        raise ValueError
    if kind.kind not in "biufc":
        return np.empty(1, "U1")  # whose reader says that these are no numbers
    data = file.read(math.prod(shape) * kind.itemsize)
    return np.frombuffer(data, kind).reshape(shape, order="F" if is_fortran else "C")


def _read_table(path: Path, text: str) -> Array:
    check_count(str(path), max(map(text.count, ",;\t\n\r")))
    separator = ";" if ";" in text else "\t" if re.search(TABS, text) else ","
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
