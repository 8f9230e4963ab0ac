"""Numbers to show: written out, read from a .npy or .csv file, or drawn from a seed."""

from __future__ import annotations

import csv
import json
import math
import re
import warnings
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.core.trace import as_numbers

if TYPE_CHECKING:
    from PIL.Image import Image as AnyImage

SUFFIXES = (".npy", ".csv")
IMAGE_SUFFIXES = (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif")
IMAGE_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")  # whatever the suffix; for others Pillow might run programs
IMAGE_SIDE = 64  # pixels; a larger image is scaled down to it
QUOTED = 60  # letters of a user's text in a message


class InputError(ValueError):
    """Values that cannot be read; the message says which, where, and what is accepted."""


def read_array(name: str, source: str) -> Array:
    """What a user wrote for numbers: "1,2;3,4", JSON such as "[[[1, 2]]]", or the name of a .npy or .csv file.

    For "input" also that of an image file, whose grays, 0 to 255, it becomes: as it is seen on white, turned as its
    camera was held.

    Parameters
    ----------
    name : what the values are for, "input" or "weight"; it goes into error messages
    source : the text or the file's name

    Returns
    -------
    int64 or float64 array
        (rows, columns), or of as many axes as the file or the JSON has.

    Raises
    ------
    InputError
        for a file that is missing or broken, for text that holds no numbers.
    """
    if "\0" in source:
        raise InputError(f"{name} {source[:QUOTED]!r} holds a null character: write '1,2;3,4', or a file's name")
    path, quoted = Path(source), repr(source if len(source) <= QUOTED else f"{source[:QUOTED]}…")
    suffix = path.suffix.lower()
    if suffix == ".npy":
        values = _read_npy(name, path)
    elif suffix == ".csv":
        values = _parse(name, f"{name} file {path}", _csv_rows(name, path), "write one row a line, such as 1,2,3")
    elif source.lstrip().startswith("["):
        values = _read_json(name, source)
    elif is_image(source):
        if name != "input":
            raise InputError(f"{name} {quoted} is an image: give numbers such as '1,2;3,4', only the input may be one")
        values = _read_image(name, path)
    elif re.search(r"[A-Za-df-z]", source) and not any(c in source for c in ",;"):
        raise InputError(f"{name} {quoted} is neither numbers nor a {' or '.join(SUFFIXES)} file: write '1,2;3,4'")
    else:
        values = _parse(name, f"{name} {quoted}", [row.split(",") for row in source.strip().strip(";").split(";")],
                        "write rows as '1,2;3,4'")  # fmt: skip
    if not values.size:
        raise InputError(f"{name} from {quoted} is empty: give one number at least, such as '1'")
    return values


def is_file_name(source: str) -> bool:
    """Whether a user's text names a file, rather than writing numbers out."""
    return not source.lstrip().startswith("[") and Path(source).suffix.lower() in (*SUFFIXES, *IMAGE_SUFFIXES)


def is_image(source: str) -> bool:
    """Whether a user's text names an image file."""
    return Path(source).suffix.lower() in IMAGE_SUFFIXES


def _read_npy(name: str, path: Path) -> Array:
    try:
        values = np.load(path, allow_pickle=False)
    except OSError as error:
        raise InputError(f"{name} file {path} cannot be read: {error.strerror or 'it is not a .npy file'}") from None
    except Exception:  # whatever numpy's parsers raise for a file that is something else
        raise InputError(f"{name} file {path} is not a .npy file of numbers: write one with numpy.save") from None
    if not isinstance(values, np.ndarray):
        raise InputError(f"{name} file {path} holds several arrays: write one with numpy.save")
    return as_numbers(f"{name} file {path}", values)


def _read_image(name: str, path: Path) -> Array:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of many pixels, of broken EXIF
            with Image.open(path, formats=IMAGE_FORMATS) as image:
                with suppress(SyntaxError):  # as broken EXIF turns nothing
                    ImageOps.exif_transpose(image, in_place=True)
                grays = _as_seen(image)
    except Image.DecompressionBombError:
        side = IMAGE_SIDE
        raise InputError(
            f"{name} file {path} has too many pixels to be read: scale it down, at most {side}x{side} are drawn"
        ) from None
    except (UnidentifiedImageError, SyntaxError, ValueError):  # what decoders raise for what they do not know
        raise InputError(f"{name} file {path} is not an image that can be read: give a .png or .jpg file") from None
    except OSError as error:
        raise InputError(f"{name} file {path} cannot be read: {error.strerror or error}") from None
    grays.thumbnail((IMAGE_SIDE, IMAGE_SIDE))
    return np.asarray(grays).astype(np.int64)


def _as_seen(image: AnyImage) -> AnyImage:
    """An image in grays of 8 bits, on white where it is transparent."""
    from PIL import Image

    if image.mode.startswith("I"):  # 16 bits, which Pillow's convert would clip
        values, transparent = np.asarray(image), image.info.get("transparency")
        grays = np.rint(values / np.float32(257)).astype(np.uint8)
        return Image.fromarray(grays if transparent is None else np.where(values == transparent, np.uint8(255), grays))
    if not image.has_transparency_data:
        return image.convert("L")
    colors = image.convert("RGBA")
    page = Image.new("L", image.size, "white")
    page.paste(colors.convert("L"), mask=colors.getchannel("A"))
    return page


def _read_json(name: str, source: str) -> Array:
    hint = "write nested lists such as [[1, 2], [3, 4]]"
    try:
        values = json.loads(source)
    except json.JSONDecodeError as error:
        raise InputError(f"{name}: not JSON at column {error.colno}: {hint}") from None
    except RecursionError:
        raise InputError(f"{name}: lists are nested too deep: {hint}") from None
    except ValueError:  # of more digits than Python reads
        raise InputError(f"{name} holds a number that is too large: use smaller values") from None
    return as_numbers(name, values)


def _csv_rows(name: str, path: Path) -> list[list[str]]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return [row for row in csv.reader(file) if row]
    except OSError as error:
        raise InputError(f"{name} file {path} cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error):
        raise InputError(f"{name} file {path} is not a .csv text file: write one row a line, 1,2,3") from None


def _parse(name: str, what: str, rows: list[list[str]], hint: str) -> Array:
    numbers = []
    for number, row in enumerate(rows, start=1):
        numbers.append([_number(cell, f"{what}: row {number}", hint) for cell in row])
        if len(row) != len(rows[0]):
            raise InputError(f"{what}: row {number} has {len(row)} values, row 1 has {len(rows[0])}: make rows equal")
    return as_numbers(name, numbers)


def _number(text: str, where: str, hint: str) -> float:
    if re.fullmatch(r"\s*[+-]?\d+\s*", text):
        try:
            return int(text)
        except ValueError:  # of more digits than Python reads
            raise InputError(f"{where}: a number is too large: use smaller values") from None
    try:
        value = math.nan if "_" in text else float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise InputError(f"{where}: {text.strip()!r} is not a number: {hint}")
    return value
