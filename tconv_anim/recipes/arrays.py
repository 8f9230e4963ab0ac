"""Numbers to show: written out, or read from a file of numbers or a picture."""

from __future__ import annotations

import os
import re
from pathlib import Path

from tconv_anim.core.step import Array
from tconv_anim.core.symbols.polynomial import parse
from tconv_anim.options import Given
from tconv_anim.recipes.agreement import is_letter
from tconv_anim.recipes.array_files import CODE, split_name
from tconv_anim.recipes.input_errors import InputError
from tconv_anim.recipes.number_files import SUFFIXES, read_number_file
from tconv_anim.recipes.number_texts import read_numbers, shortened
from tconv_anim.recipes.pictures import PICTURE_SUFFIXES, is_image, read_picture

__all__ = ["InputError", "is_file_name", "is_image", "read_array"]

TAKES_PICTURES = "input"
OF_KERAS = (".h5", ".hdf5", ".keras")
OTHERS = {"tensors": ".safetensors", "keras": ".npz"}
"""The suffix of what to write in place of files that can run code."""
FILE_NAME = r".*\.[A-Za-z]\w*"


def read_array(name: str, text: str, *, rgb: bool = False) -> Array | str:
    """What a user wrote for numbers: "1,2;3,4", JSON such as "[[[1, 2]]]", or the name of a file of numbers.

    Instead of numbers there may be letters and products of them, such as "a" or "-2w00", but not in a table's file.

    For "input" it may also be the name of a picture, which becomes its grays, see `read_picture`.

    Parameters
    ----------
    name : what the values are for: "input", "weight" or "bias"
    text : the numbers or the file's name
    rgb : whether a picture is read in colour, (3, rows, columns)

    Returns
    -------
    int64 or float64 array, or one of polynomials where letters are among the numbers
        (rows, columns), or of as many axes as the file or the JSON has. A letter alone is given back as it is: it
        stands for a whole array.

    Raises
    ------
    InputError, SpecError
        If the file cannot be read, or if it or the text holds something else than numbers.
    """
    if "\0" in text:
        raise InputError("null_character", {"array": name, "text": shortened(text)})
    place, array = split_name(text)
    path, source = Path(place), Given(name, shortened(text))
    if path.suffix.lower() in CODE:
        suffix = path.suffix.lower()
        case = "keras" if suffix in OF_KERAS else "tensors"
        part = "['state_dict']" if suffix == ".ckpt" else ""  # as Lightning writes it
        about = {"source": source, "place": place, "other": str(path.with_suffix(OTHERS[case])), "part": part}
        raise InputError(f"other_file:{case}", about)
    if is_file_name(text) and is_image(text):
        if name != TAKES_PICTURES:
            raise InputError("picture_not_taken", {"source": source, "taker": TAKES_PICTURES})
        values = read_picture(path, rgb=rgb)
    elif is_file_name(text):
        values = read_number_file(path, array)
    elif text.lstrip().startswith("["):
        values = read_numbers(source, text)
    elif is_letter(text.strip()) and not os.path.isfile(text):
        return text.strip()
    elif _is_word(text):
        about = {"source": source, "suffixes": SUFFIXES + PICTURE_SUFFIXES * (name == TAKES_PICTURES)}
        if not re.fullmatch(FILE_NAME, text):
            raise InputError("not_numbers", about)
        raise InputError("other_file", about | {"suffix": path.suffix})
    else:
        values = read_numbers(source, text)
    if not values.size:
        raise InputError("empty", {"source": source})
    return values


def _is_word(text: str) -> bool:
    """Whether a text is a word or the name of a file; "2a", "w00" and numbers are none."""
    bare = re.sub(r"(?<=[\d.])[eE](?=[+-]?\d)", "", text)
    if any(c in text for c in ",;") or not re.search(r"[^\W\d_]", bare):
        return False
    return os.path.isfile(text) or bool(re.search(r"[^\W\d_]{2}", bare)) or parse(text) is None


def is_file_name(text: str) -> bool:
    """Whether a user's text names a file, rather than writing numbers out."""
    place, _ = split_name(text)
    return not text.lstrip().startswith("[") and Path(place).suffix.lower() in (*SUFFIXES, *PICTURE_SUFFIXES)
