"""Numbers that are given, as arrays."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from tconv_anim.core.errors import SpecError
from tconv_anim.core.step import Array


def as_numbers(name: str, values: ArrayLike) -> Array:
    """An integer or float64 array.

    Raises
    ------
    SpecError
        of kind "not_numbers".
    """
    try:
        array: Array = np.asarray(values)
    except ValueError:
        raise SpecError("not_numbers:rows", {"name": name}) from None
    if array.dtype.kind == "b":
        array = array.astype(np.int64)
    whole = array.dtype.kind == "O" and all(isinstance(value, int) for value in array.flat)  # beyond 64 bits
    if array.dtype.kind in "fu" or whole:
        if array.dtype.kind == "u" and array.max(initial=0) <= np.iinfo(np.int64).max:
            return array.astype(np.int64)
        try:
            array = array.astype(np.float64)
        except OverflowError:
            raise SpecError("not_numbers:too_large", {"name": name}) from None
    if array.dtype.kind not in "if" or not np.isfinite(array).all():
        raise SpecError("not_numbers", {"name": name})
    return array
