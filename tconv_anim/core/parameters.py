"""Checks of a parameter alone: whole numbers, one for each axis, not too small."""

from __future__ import annotations

import math
import operator
from typing import Any

from tconv_anim.core.errors import SpecError
from tconv_anim.options import DIMS, Given

LARGEST = 10**9  # a parameter

Size = tuple[int, ...]
Pads = tuple[tuple[int, int], ...]


def count_axes(*sizes: Any) -> int:
    """How many axes sizes have between them; two if every one is a single number."""
    counts = {len(size) for size in sizes if isinstance(size, (list, tuple)) and len(size) > 1}
    if not counts:
        given = [size for size in sizes if isinstance(size, (list, tuple))]
        return 1 if len(given) == len(sizes) else 2
    ndim = max(counts)
    if ndim not in DIMS:
        raise SpecError("param_length:axes", {"axes": ndim})
    return ndim


def per_axis(name: str, value: Any, ndim: int) -> Size:
    """One integer per axis; a single number is for every axis, as in PyTorch."""
    values = flattened(value)
    if len(values) not in (1, ndim):
        raise wrong_length(name, values, ndim)
    return tuple(as_int(name, v) for v in values) * (ndim // len(values))


def wrong_length(name: str, values: tuple[Any, ...], ndim: int) -> SpecError:
    """The error of a parameter that has neither one number nor one for each axis."""
    case = "param_length:none" if not values else "param_length" if ndim > 1 else "param_length:exactly"
    return SpecError(case, {"name": name, "count": len(values), "numbers": values, "axes": ndim})


def check_least(kind: str, name: str, values: Size, least: int) -> None:
    """Whether each of a parameter's numbers is at least 0 or 1."""
    if min(values) < least:
        raise SpecError(kind, {"given": Given(name, values if len(values) > 1 else values[0])}, hint=[{name: least}])


def check_boolean(name: str, value: Any) -> bool:
    """A parameter that is True or False."""
    if not isinstance(value, bool):
        raise SpecError("non_boolean_param", {"given": Given(name, value)}, hint=[{name: True}, {name: False}])
    return value


def flattened(value: Any) -> tuple[Any, ...]:
    """A list's or tuple's items, or one value alone, as a tuple."""
    return tuple(value) if isinstance(value, (list, tuple)) else (value,)


def as_int(name: str, value: Any) -> int:
    """A whole number of a parameter's size."""
    try:
        if isinstance(value, bool):
            raise TypeError
        number = operator.index(value)
    except TypeError:
        given = Given(name, list(value) if isinstance(value, tuple) else value)
        raise SpecError("non_integer_param", {"given": given}) from None
    check_largest(name, number)
    return number


def check_largest(name: str, number: float) -> None:
    """Refuse a number that is beyond any size, before anything is computed with it."""
    if abs(number) > LARGEST:
        shown = number if abs(number) < 10**18 else f"10^{math.floor(math.log10(abs(number)))}"
        raise SpecError("too_large", {"name": name, "number": shown, "most": LARGEST})
