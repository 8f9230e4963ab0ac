"""Numbers that are given, as arrays; and those that are not given, drawn from a seed or all weights equal."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.step import Array

DEFAULT_SEED = 0
PICTURE_FROM = 17  # cells of a side: from here on an input is a picture, without numbers
WEIGHT_VALUES = 4  # a drawn kernel holds 0 to 3


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
