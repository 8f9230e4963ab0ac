"""Inputs and weights that are not given: drawn from a seed, or all weights equal."""

from __future__ import annotations

import math

import numpy as np

from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array

DEFAULT_SEED = 0
PICTURE_FROM = 17  # cells of a side: from here on an input is a picture, without numbers
WEIGHT_VALUES = 4  # a drawn kernel holds 0 to 3


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
