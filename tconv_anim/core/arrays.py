"""Numbers that are given, as arrays; and those that are not given, drawn from a seed or all weights equal."""

from __future__ import annotations

import math
import numbers
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.step import Array

EXACT_INT = 2**63 - 1
EXACT_FLOAT = 2**53
DEFAULT_SEED = 0
PICTURE_FROM = 17  # cells of a side: from here on an input is a picture, without numbers
WEIGHT_VALUES = 4  # a drawn kernel holds 0 to 3


def as_numbers(name: str, values: ArrayLike) -> Array:
    """An int64 or float64 array of numbers, arrays, tensors of torch, jax or tensorflow, or lists of them.

    Raises
    ------
    SpecError
        of kind "not_numbers"; of kind "not_exact" for whole numbers that would be rounded.
    """
    try:
        given = _readable(name, values)
        array: Array = np.asarray(given)
        if array.dtype.kind == "f" and isinstance(given, list) and largest(array) >= EXACT_FLOAT:
            exact = np.asarray(given, dtype=object)
            if _are_whole(exact):
                array = exact
            else:
                _check_made(name, exact, array)
    except SpecError:
        raise
    except (ValueError, RecursionError):
        raise SpecError("not_numbers:rows", {"name": name}) from None
    except (AttributeError, RuntimeError, TypeError):  # a tensor that is not in memory or has no numbers
        raise SpecError("not_numbers:unreadable", {"name": name}) from None
    if array.dtype.kind in "biu" or (array.dtype.kind == "O" and _are_whole(array)):
        if array.dtype.kind in "uO" and any(not -EXACT_INT <= int(end) <= EXACT_INT for end in _ends(array)):
            raise SpecError("not_exact", {"name": name})
        return array.astype(np.int64)
    if array.dtype.kind != "f" or not np.isfinite(array).all():
        raise SpecError("not_numbers", {"name": name})
    return array.astype(np.float64)


def _readable(name: str, values: Any) -> Any:
    """What numpy reads, of tensors too, without importing their library."""
    if isinstance(values, (list, tuple)):
        return [value if type(value) in (int, float) else _readable(name, value) for value in values]
    if isinstance(values, numbers.Integral):
        return int(values)
    if np.ma.is_masked(values):
        raise SpecError("not_numbers:masked", {"name": name})
    if hasattr(values, "detach"):
        values = values.detach()
    if _is_short(values) and hasattr(values, "float"):
        values = values.float()
    elif _is_short(values) and hasattr(values, "astype"):
        values = values.astype("float32")
    if hasattr(values, "numpy"):
        values = values.numpy()
    return values.astype("float32") if _is_short(values) else values


def _is_short(values: Any) -> bool:
    """Whether a tensor holds floats of a type that numpy does not have."""
    return any(word in str(getattr(values, "dtype", "")) for word in ("bfloat16", "float8"))


def _check_made(name: str, given: Array, floats: Array) -> None:
    """Refuse decimals if making them rounded a whole number."""
    for value, made in zip(given.flat, floats.flat, strict=True):
        if isinstance(value, numbers.Integral) and int(value) != int(made):
            raise SpecError("not_exact:decimals", {"name": name, "value": int(value)})


def _are_whole(given: Array) -> bool:
    return all(isinstance(value, numbers.Integral) for value in given.flat)


def _ends(array: Array) -> tuple[Any, ...]:
    return (array.min(), array.max()) if array.size else ()


def largest(array: Array) -> Any:
    """The largest absolute value, exact; 0 if there is none."""
    return max((abs(end.item()) for end in _ends(array)), default=0)


def as_floats(name: str, array: Array) -> Array:
    """Numbers as decimals.

    Raises
    ------
    SpecError
        of kind "not_exact" for a whole number that would be rounded.
    """
    floats = array.astype(np.float64)
    if array.dtype.kind == "i" and largest(array) > EXACT_FLOAT:
        _check_made(name, array, floats)
    return floats


def check_sums(most: int) -> None:
    """Refuse sums of whole numbers that may need more than 64 bits: they would not be exact.

    Raises
    ------
    SpecError
        of kind "not_exact"
    """
    if most > EXACT_INT:
        raise SpecError("not_exact:sums", {"bits": 64})


def check_means(array: Array, parts: int) -> None:
    """Refuse whole numbers of which `parts` together may not be exact as a decimal, in which means are taken.

    Raises
    ------
    SpecError
        of kind "not_exact"
    """
    if array.dtype.kind == "i" and largest(array) * parts > EXACT_FLOAT:
        raise SpecError("not_exact:sums", {"bits": 53})


def box_weight(spec: ConvSpec) -> Array:
    """A kernel of equal weights that keeps an input's brightness, (*spec.weight_shape)."""
    share = math.prod(spec.stride) if spec.transposed else 1
    inputs = spec.in_channels // spec.groups
    return np.full(spec.weight_shape, share / (math.prod(spec.kernel_size) * inputs))


def draw_input(size: tuple[int, ...], seed: int = DEFAULT_SEED) -> Array:
    """Small integers from a seed, (*size): 1 to 9, all different for nine cells or fewer."""
    rng = np.random.default_rng((seed, 0))
    cells = math.prod(size)
    values = rng.permutation(cells) + 1 if cells <= 9 else rng.integers(1, 10, cells)
    return values.reshape(size).astype(np.int64)


def draw_weight(shape: tuple[int, ...], ndim: int, seed: int = DEFAULT_SEED) -> Array:
    """Kernels of integers from 0 to 3 from a seed, (*shape), `ndim` of the axes being spatial.

    A kernel with more than one tap is not symmetric, so that flipping can be seen.
    """
    rng = np.random.default_rng((seed, 1))
    axes = tuple(range(-ndim, 0))
    weight = rng.integers(0, WEIGHT_VALUES, shape)
    for place in np.ndindex(*shape[: len(shape) - ndim]):
        while weight[place].size > 1 and np.array_equal(weight[place], np.flip(weight[place], axes)):
            weight[place] = rng.integers(0, WEIGHT_VALUES, weight[place].shape)
    return weight.astype(np.int64)
