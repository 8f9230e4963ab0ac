"""Linear interpolation: an output cell is a weighted mean of the two input cells around it."""

from __future__ import annotations

from tconv_anim.core.interpolation import averaging

OP = averaging("linear", 1)
