"""Nearest neighbour, exact: an output cell copies the input cell in which its middle lies."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.interpolation import copying, factors
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array


def sources(spec: Spec) -> list[Array]:
    """Per axis, the input position that each output position copies: ``min(floor((j + 1/2)*scale), i - 1)``.

    In float32, rounded as PyTorch rounds it: ``(j + 1/2)*scale - 1/2`` once, then plus 1/2. It decides the ties.

    >>> [of.tolist() for of in sources(OP.plan(1, (3,), size=5))], int(sources(OP.plan(1, (2,), size=41))[0][20])
    ([[0, 0, 1, 2, 2]], 1)
    """
    maps = []
    for i, o, factor in zip(spec.input_size, spec.output_size, factors(spec), strict=True):
        scale = np.float32(i) / np.float32(o) if factor is None else np.float32(1 / factor)
        middle = np.arange(o) + 0.5
        before = (middle * np.float64(scale) - 0.5).astype(np.float32)
        maps.append(np.minimum(np.floor(before + np.float32(0.5)).astype(np.int64), i - 1))
    return maps


OP = copying("nearest_exact", "nearest-exact", sources)
