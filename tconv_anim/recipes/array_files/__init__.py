"""Files that hold arrays by name, such as the weights of a trained layer: .npz, .safetensors and .onnx.

An array is asked for as "model.safetensors:up1.weight". Of every file only the list of what it holds is read before it
is known which array is meant, and how large it is.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tconv_anim.core.step import Array
from tconv_anim.recipes.array_files.readers import HeldArray, numpy_entries, onnx_entries, safetensors_entries
from tconv_anim.recipes.input_errors import InputError
from tconv_anim.recipes.number_texts import shortened

NUMPY = (".npy", ".npz")
NAMED = (*NUMPY, ".safetensors", ".onnx")
"""Suffixes of files that may hold several arrays."""
CODE = (".pt", ".pth", ".bin", ".ckpt", ".pkl", ".h5", ".hdf5", ".keras")
"""Suffixes of files that can run code when they are read."""
MOST_WEIGHTS = 20_000_000  # numbers of an array; what is more could not be computed with
MOST_NAMES = 6  # of arrays, in a message
EXTRA_OF = {".safetensors": "safetensors", ".onnx": "onnx"}
"""The packages that read some files, which are extras of the same name."""
_READERS = {".safetensors": safetensors_entries, ".onnx": onnx_entries}


def split_name(text: str) -> tuple[str, str | None]:
    r"""A file's name and the name of an array in it, or None: the colon right behind the suffix is between them.

    >>> split_name(r"C:\models\unet.safetensors:up1.weight")
    ('C:\\models\\unet.safetensors', 'up1.weight')
    >>> split_name("w.npy"), split_name("tf.npz:conv/kernel:0")
    (('w.npy', None), ('tf.npz', 'conv/kernel:0'))
    """
    suffixes = "|".join(re.escape(suffix) for suffix in (*NAMED, *CODE))
    found = re.fullmatch(rf"(?is)(.*?(?:{suffixes})):(.*)", text)
    return (found[1], found[2]) if found else (text, None)


def read_array_of(path: Path, name: str | None) -> Array:
    """An array of a file, the only one if no name is given.

    Raises
    ------
    InputError, OSError
    """
    entry = _found(path, name, list(_entries(path)))
    if math.prod(size or 1 for size in entry.shape) > MOST_WEIGHTS:
        raise InputError("too_many_numbers", {"source": _written(path, name), "most": MOST_WEIGHTS})
    return entry.read()


def _written(path: Path, name: str | None) -> str:
    return str(path) if name is None else f"{path}:{shortened(name)}"


def _found(path: Path, name: str | None, entries: Sequence[HeldArray]) -> HeldArray:
    about: dict[str, Any] = {"file": str(path)}
    if not entries:
        raise InputError("no_arrays", about)
    if name is None and len(entries) == 1:
        return entries[0]
    found = [entry for entry in entries if entry.name == name]
    if found:
        return found[0]
    names = [entry.name for entry in entries]
    if names == [""]:
        raise InputError("no_such_array:unnamed", about | {"name": shortened(name or "")})
    if name is None:
        shown = [entry.name for entry in entries if len(entry.shape) > 2] or names
        about |= {"arrays": len(names), "first": shortened(shown[0]), "names": _listed(shown, len(names))}
        raise InputError("several_arrays", about)
    near = get_close_matches(name, names, 1) or [other for other in names if other.startswith(name) or name in other]
    about |= {"name": shortened(name)}
    if near:
        raise InputError("no_such_array:misspelled", about | {"near": shortened(near[0])})
    raise InputError("no_such_array", about | {"names": _listed(names, len(names))})


def _listed(names: Sequence[str], count: int) -> str:
    """The first names, and how many there are beyond."""
    shown = [shortened(name) for name in names[:MOST_NAMES]]
    more = count - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _entries(path: Path) -> Iterator[HeldArray]:
    suffix = path.suffix.lower()
    if suffix in EXTRA_OF:
        try:
            yield from _READERS[suffix](path)
        except ImportError:
            raise InputError("missing_extra", {"file": str(path), "package": EXTRA_OF[suffix]}) from None
    else:
        yield from numpy_entries(path)
