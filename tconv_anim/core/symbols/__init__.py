"""Arrays of letters: object arrays of polynomials; and what is the same for them and for arrays of numbers."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from tconv_anim.core.step import Array
from tconv_anim.core.symbols.polynomial import LARGEST, Polynomial, parse, polynomial, symbol

LETTERS_UP_TO = 10  # cells along an axis: an index of one digit needs nothing between it and the next


def is_symbolic(array: Array) -> bool:
    """Whether an array holds letters, see `Polynomial`."""
    return array.dtype.kind == "O"


def as_symbols(array: Array) -> Array:
    """Any array as one of polynomials; decimals as they are written, 0.1 as 1/10."""
    if is_symbolic(array):
        return array
    exact = (Fraction(str(value)) if isinstance(value, float) else value for value in array.ravel().tolist())
    return _array([polynomial(value) for value in exact], array.shape)


def read_symbols(array: Array) -> Array | None:
    """Texts and polynomials among numbers as polynomials; None for what holds neither, or something else."""
    made: list[Any] = []
    lettered = False
    for value in array.ravel().tolist():
        found = parse(value) if isinstance(value, str) else polynomial(value)
        if found is None:
            return None
        lettered = lettered or isinstance(value, Polynomial) or found.number is None or "/" in str(value)
        made.append(found)
    return _array(made, array.shape) if lettered else None


def family(name: str, shape: tuple[int, ...], channels: int = 0) -> Array:
    """An array of one letter with the place of each cell, such as w00, from 0; without it if there is only one cell.

    The first so many axes count channels; those of length 1 are not in the names.

    >>> family("w", (1, 1, 2, 2), 2).ravel().tolist(), family("b", (1,), 1).tolist(), family("x", (2, 1), 1).tolist()
    ([<w00>, <w01>, <w10>, <w11>], [<b>], [[<x00>], [<x10>]])
    >>> family("w", (12, 2))[10, 1]
    <w10_1>
    """
    if set(shape) <= {1}:
        return _array([symbol(name)], shape)
    named = [axis for axis, length in enumerate(shape) if axis >= channels or length > 1]
    between = "_" if len(named) > 1 and max(shape[axis] for axis in named) > LETTERS_UP_TO else ""
    places = ([str(place[axis]) for axis in named] for place in np.ndindex(*shape))
    return _array([symbol(name + between.join(place)) for place in places], shape)


def shares(weights: Array, divisor: int, *, exact: bool) -> Array:
    """Weights over a divisor, as decimals or exact."""
    return (as_symbols(weights) if exact else weights) / divisor


def _array(values: list[Any], shape: tuple[int, ...]) -> Array:
    made = np.empty(len(values), object)
    made[:] = values
    return made.reshape(shape)


def missing(array: Array) -> Array:
    """Which cells hold nothing, NaN."""
    return differ(array, array)


def differ(a: Array, b: Array) -> Array:
    """Where two arrays are not equal; NaN is equal to nothing."""
    with np.errstate(invalid="ignore"):  # which comparing objects may set
        return np.asarray(a != b, bool)


def filled(array: Array) -> Array:
    """The array with 0 where cells hold nothing."""
    return np.where(missing(array), 0, array)


def decimals(array: Array) -> Array:
    """Numbers as decimals, also where they are polynomials without letters; an array with letters stays."""
    if is_symbolic(array) and all(not isinstance(v, Polynomial) or v.number is not None for v in array.flat):
        return np.array([float(value) for value in array.flat]).reshape(array.shape)
    return shown(array)


def shown(array: Array) -> Array:
    """Numbers as decimals, which pictures show; letters stay."""
    return array if is_symbolic(array) else array.astype(float)


def scalar(value: Any) -> Any:
    """A number of an array as a decimal; a polynomial stays."""
    return value if isinstance(value, Polynomial) else float(value)


def are_finite(array: Array) -> bool:
    """Whether no number is too large."""
    if is_symbolic(array):
        return all(v.is_finite if isinstance(v, Polynomial) else not abs(v) > LARGEST for v in array.flat)
    return bool(np.isfinite(array).all())


def rounded(array: Array, decimals: int) -> Array:
    """Numbers without what rounding made of them; letters are exact."""
    return array if is_symbolic(array) else np.round(array, decimals)
