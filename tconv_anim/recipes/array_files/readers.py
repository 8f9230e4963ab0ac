"""What each kind of file holds: the names and shapes of its arrays, and what reads one of them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

import numpy as np
from numpy.lib.format import read_array_header_1_0, read_array_header_2_0, read_magic

from tconv_anim.core.step import Array
from tconv_anim.recipes.input_errors import InputError
from tconv_anim.recipes.number_texts import shortened

MOST_BYTES = 10**9  # of an .onnx file, which has no list of what it holds
ZIP = b"PK"  # what a packed file begins with, whatever its name
_SHORT = "BF16"


@dataclass(frozen=True)
class HeldArray:
    """An array in a file: its name, its shape, and what reads it."""

    name: str
    shape: tuple[int, ...]
    read: Callable[[], Array]


def numpy_entries(path: Path) -> Iterator[HeldArray]:
    """The arrays of an .npz file, or the one of an .npy file."""
    with path.open("rb") as file:
        packed = file.read(len(ZIP)) == ZIP
        file.seek(0)
        if not packed:
            shape, *_ = _npy_header(file)
            yield HeldArray("", shape, partial(_read, path, None))
            return
        with ZipFile(file) as archive:
            for member in archive.namelist():
                with archive.open(member) as array:
                    shape, *_ = _npy_header(array)
                yield HeldArray(member.removesuffix(".npy"), shape, partial(_read, path, member))


def _read(path: Path, member: str | None) -> Array:
    """The array of an .npy file, or of a member of an .npz file."""
    with path.open("rb") as file:
        if member is None:
            return _npy(file)
        with ZipFile(file) as archive, archive.open(member) as array:
            return _npy(array)


def _npy_header(file: IO[bytes]) -> tuple[tuple[int, ...], bool, Any]:
    read_header = {(1, 0): read_array_header_1_0, (2, 0): read_array_header_2_0}[read_magic(file)]
    header: tuple[tuple[int, ...], bool, Any] = read_header(file)
    return header


def _npy(file: IO[bytes]) -> Array:
    shape, is_fortran, kind = _npy_header(file)
    if kind.hasobject:
        raise ValueError
    if kind.kind not in "biufc":
        return np.empty(1, "U1")  # whose reader says that these are no numbers
    data = file.read(math.prod(shape) * kind.itemsize)
    return np.frombuffer(data, kind).reshape(shape, order="F" if is_fortran else "C")


def safetensors_entries(path: Path) -> Iterator[HeldArray]:
    """The tensors of a .safetensors file, in the order of their names."""
    from safetensors import SafetensorError, safe_open  # an extra

    with path.open("rb"):  # whose errors have words that users know
        pass
    try:
        with safe_open(path, "np") as file:
            found = [(name, file.get_slice(name)) for name in file.keys()]  # noqa: SIM118 # it is no mapping
            sizes = [(name, tuple(one.get_shape()), str(one.get_dtype())) for name, one in found]
    except SafetensorError:
        raise ValueError from None
    for name, shape, kind in sizes:
        yield HeldArray(name, shape, partial(_tensor, path, name, kind))


def _tensor(path: Path, name: str, kind: str) -> Array:
    from safetensors import safe_open

    if kind == _SHORT:  # which numpy does not have: the first half of a float32
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            tensor = json.loads(file.read(length))[name]
            start, end = tensor["data_offsets"]
            file.seek(8 + length + start)
            half = np.frombuffer(file.read(end - start), "<u2")
        return (half.astype(np.uint32) << 16).view(np.float32).reshape(tensor["shape"])
    with safe_open(path, "np") as file:
        try:
            array: Array = file.get_tensor(name)
        except (AttributeError, TypeError):  # of a type that numpy does not have
            raise InputError("type_not_read", {"file": str(path), "name": shortened(name), "type": kind}) from None
    return array


def onnx_entries(path: Path) -> Iterator[HeldArray]:
    """The initializers of an .onnx file."""
    import onnx  # an extra
    from onnx import numpy_helper

    if path.stat().st_size > MOST_BYTES:
        raise InputError("large_file", {"file": str(path), "most": MOST_BYTES // 10**6})
    try:
        model = onnx.load_model(path, load_external_data=False)
    except OSError:
        raise
    except Exception:  # protobuf has its own errors
        raise ValueError from None
    for tensor in model.graph.initializer:
        read = _beside if tensor.data_location == onnx.TensorProto.EXTERNAL else numpy_helper.to_array
        yield HeldArray(tensor.name, tuple(tensor.dims), partial(read, tensor, str(path.parent)))


def _beside(tensor: Any, folder: str) -> Array:
    """A tensor of an .onnx file whose numbers are in another file of the same folder."""
    from onnx.external_data_helper import ExternalDataInfo
    from onnx.helper import tensor_dtype_to_np_dtype

    found, kind = ExternalDataInfo(tensor), tensor_dtype_to_np_dtype(tensor.data_type)
    place = Path(folder, found.location).resolve()
    if not place.is_relative_to(Path(folder).resolve()):
        raise ValueError
    with place.open("rb") as file:
        file.seek(found.offset or 0)
        data = file.read(math.prod(tensor.dims) * kind.itemsize)
    return np.frombuffer(data, kind).reshape(tensor.dims)
