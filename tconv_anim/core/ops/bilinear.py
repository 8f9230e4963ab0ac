"""Bilinear interpolation: an output cell is a weighted mean of the four input cells around it."""

from __future__ import annotations

from tconv_anim.core.interpolation import averaging

OP = averaging("bilinear", 2)
