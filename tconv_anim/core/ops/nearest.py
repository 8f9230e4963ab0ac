"""Nearest neighbour: an input cell is copied to every output cell that it is nearest to."""

from __future__ import annotations

import numpy as np

from tconv_anim.core.interpolation import copying, factors
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array


def sources(spec: Spec) -> list[Array]:
    """Per axis, the input position that each output position copies: ``min(floor(j*scale), i - 1)``.

    In float32, as PyTorch computes it for float32 input. If an axis of a plane keeps or doubles its size, each
    cell is copied once or twice, whatever the scale_factor is; for a row the scale_factor decides.
    """
    maps = []
    for i, o, factor in zip(spec.input_size, spec.output_size, factors(spec), strict=True):
        scale = np.float32(i) / np.float32(o) if factor is None else np.float32(1 / factor)
        if spec.ndim == 2 and o in (i, 2 * i):
            scale = np.float32(i / o)
        floor = np.floor(np.arange(o, dtype=np.float32) * scale).astype(np.int64)
        maps.append(np.minimum(floor, i - 1))
    return maps


OP = copying("nearest", "nearest", sources)
