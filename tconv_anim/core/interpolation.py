"""Sizes and scales of what PyTorch calls interpolate: nearest, linear, bilinear."""

from __future__ import annotations

import math
import numbers
from typing import Any

from tconv_anim.core.call_text import axes_text, formula_text
from tconv_anim.core.sampling import SampleSpec
from tconv_anim.core.spec import Size, SpecError, as_int, check_least, short, sized


def scaled(
    op: str, channels: int, input_size: Size, size: Any, scale_factor: Any, *more: tuple[str, Any]
) -> SampleSpec:
    """The spec of an interpolation: ``output_size = size``, or ``floor(input_size * scale_factor)``.

    Raises
    ------
    SpecError
        of kind "size_and_scale_factor", "neither_size_nor_scale_factor", "nonpositive_output_size", "param_length".
    """
    if size is not None and scale_factor is not None:
        raise SpecError("size_and_scale_factor", f"{op} takes size or scale_factor, not both: leave one out")
    if size is None and scale_factor is None:
        raise SpecError("neither_size_nor_scale_factor", f"{op} needs size or scale_factor: give scale_factor 2")
    ndim = len(input_size)
    if size is not None:
        output_size = tuple(as_int("size", n) for n in _each("size", size, ndim))
        asked: tuple[str, Any] = ("size", output_size)
    else:
        factors = tuple(_as_factor(f) for f in _each("scale_factor", scale_factor, ndim))
        # As PyTorch does: the product is rounded to a double before it is cut.
        output_size = tuple(math.floor(float(i) * f) for i, f in zip(input_size, factors, strict=True))
        asked = ("scale_factor", factors)
    check_least("empty_spatial_input", "input_size", input_size, 1)
    if min(output_size) < 1:
        raise SpecError(
            "nonpositive_output_size",
            f"{asked[0]} {short(asked[1])} makes {sized(output_size)} of an input of {sized(input_size)}: "
            f"use a {asked[0]} that leaves one cell or more on every axis",
        )
    return SampleSpec(op, input_size, output_size, channels, channels, (asked, *more))


def factors(spec: SampleSpec) -> tuple[float | None, ...]:
    """The scale_factor per axis, None where a size was asked for."""
    asked: tuple[float | None, ...] | None = spec.get("scale_factor")
    return asked or (None,) * spec.ndim


def interpolate_text(spec: SampleSpec, mode: str) -> str:
    """The call as PyTorch writes it, such as "F.interpolate(scale_factor=2, mode='nearest')"."""
    name, value = spec.parameters[0]
    corners = ", align_corners=True" if spec.get("align_corners") else ""
    return f"F.interpolate({name}={axes_text(value)}, mode={mode!r}{corners})"


def scaled_formula(spec: SampleSpec) -> str:
    """The output's size: "o = i·r = 3·2 = 6", "o = ⌊i·r⌋ = ⌊3·1.5⌋ = 4" or "o = size = 5"."""
    asked = spec.get("scale_factor")
    if asked is None:
        return formula_text("size", map(str, spec.output_size))
    axes = list(zip(spec.input_size, asked, spec.output_size, strict=True))
    if all(i * f == o for i, f, o in axes):
        return formula_text("i·r", [f"{i}·{f:.6g} = {o}" for i, f, o in axes])
    return formula_text("⌊i·r⌋", [f"⌊{i}·{f:.6g}⌋ = {o}" for i, f, o in axes])


def _each(name: str, value: Any, ndim: int) -> tuple[Any, ...]:
    """One value per axis; unlike the other parameters', a list of one is not spread over two axes."""
    if isinstance(value, (list, tuple)) and len(value) != ndim:
        raise SpecError("param_length", f"{name} {sized(value)} is not one number for each of {ndim} axes")
    return tuple(value) if isinstance(value, (list, tuple)) else (value,) * ndim


def _as_factor(value: Any) -> float:
    """A whole factor as an int."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not math.isfinite(value):
        raise SpecError("not_a_factor", f"scale_factor {value!r} is not a number: give one, such as 2 or 1.5")
    factor = float(value)
    return int(factor) if factor.is_integer() else factor
