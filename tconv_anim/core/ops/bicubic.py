"""Bicubic interpolation: an output cell is a weighted mean of the 16 input cells around it, with negative weights."""

from __future__ import annotations

from fractions import Fraction

from tconv_anim.core.interpolation import Curve, averaging
from tconv_anim.core.message import message

A = Fraction(-3, 4)
"""PyTorch's, of the family of curves in Keys (1981), relation 4, whose own choice is -1/2."""


def cubic(distance: Fraction) -> Fraction:
    """The curve's height at a distance of 0 to 2 cells.

    >>> [str(cubic(Fraction(quarters, 4))) for quarters in (0, 1, 3, 4, 5, 7, 8)]
    ['1', '225/256', '67/256', '0', '-27/256', '-9/256', '0']
    """
    d = distance
    if d <= 1:
        return (A + 2) * d**3 - (A + 3) * d**2 + 1
    return A * (d**3 - 5 * d**2 + 8 * d - 4)


OP = averaging("bicubic", 2, Curve(cubic, 2, message("cubic_kernel"), copies=False))
