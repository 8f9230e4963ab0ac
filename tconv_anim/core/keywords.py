"""The keywords of `record`.

Generated from options.py by python -m tests.generate: do not edit.
"""

from __future__ import annotations

from typing import TypedDict

from numpy.typing import ArrayLike

from tconv_anim.core.parameters import Pads, Size


class RecordKeywords(TypedDict, total=False):
    """Every keyword, None for its default."""

    dims: int | None
    kernel_size: int | Size | None
    stride: int | Size | None
    padding: int | Size | str | Pads | None
    output_padding: int | Size | None
    dilation: int | Size | None
    padding_mode: str | None
    groups: int | None
    scale_factor: float | tuple[float, ...] | None
    output_size: int | Size | None
    align_corners: bool | None
    ceil_mode: bool | None
    count_include_pad: bool | None
    divisor_override: int | None
    upscale_factor: int | None
    downscale_factor: int | None
    limit: str
    indices: ArrayLike | None
    size: int | Size | None
