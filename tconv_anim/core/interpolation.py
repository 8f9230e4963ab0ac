"""What PyTorch calls interpolate: sizes and scales, copies of the nearest cell, weighted means of the cells around."""

from __future__ import annotations

import itertools
import math
import numbers
from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, partial
from typing import Any

import numpy as np

from tconv_anim.core.arrays import as_floats, check_means
from tconv_anim.core.call_text import axes_text, size_formula
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses, Message, message
from tconv_anim.core.operation import Arrays, Disguise, Far, Mean, Operation, Outcome, by_channel, set_cells
from tconv_anim.core.parameters import Size, as_int, check_boolean, check_largest, check_least, wrong_length
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Array, Cells
from tconv_anim.options import Given

SIMPLE = 1000  # a scale_factor is read as a fraction if its denominator is at most this, 1.3 as 13/10
LARGEST_DIVISOR = 10**9


@dataclass(frozen=True)
class Curve:
    """How much an input cell counts in a mean, by its distance from the output cell's place.

    Attributes
    ----------
    weight : of a distance of at least 0, in input cells
    reach : how many input cells on each side may count
    kernel : what its weights are called
    copies : whether an axis that keeps its size is copied, whatever the scale_factor is
    """

    weight: Callable[[Fraction], Fraction]
    reach: int
    kernel: Message
    copies: bool


TRIANGLE = Curve(lambda distance: max(1 - distance, Fraction(0)), 1, message("triangle_kernel"), copies=True)


def scaled(op: str, channels: int, input_size: Size, size: Any, scale_factor: Any, *more: tuple[str, Any]) -> OpSpec:
    """The spec of an interpolation: ``output_size = size``, or ``floor(input_size * scale_factor)``.

    Raises
    ------
    SpecError
        of kind "size_and_scale_factor", "neither_size_nor_scale_factor", "nonpositive_output_size", "param_length".
    """
    if size is not None and scale_factor is not None:
        raise SpecError("size_and_scale_factor", {"op": op, "one": "size", "other": "scale_factor"})
    if size is None and scale_factor is None:
        known = {"op": op, "one": "size", "other": "scale_factor"}
        raise SpecError("neither_size_nor_scale_factor", known, hint=[{"scale_factor": 2}])
    ndim = len(input_size)
    if size is not None:
        output_size = tuple(as_int("size", n) for n in _each("size", size, ndim))
        given: tuple[str, Any] = ("size", output_size)
    else:
        factors = tuple(_as_factor(f) for f in _each("scale_factor", scale_factor, ndim))
        # As PyTorch does: the product is rounded to a double before it is cut.
        output_size = tuple(math.floor(float(i) * f) for i, f in zip(input_size, factors, strict=True))
        given = ("scale_factor", factors)
    check_least("empty_spatial_input", "input_size", input_size, 1)
    if min(output_size) < 1:
        made: dict[str, Any] = {"given": Given(*given), "output": output_size, "found": input_size}
        raise SpecError("nonpositive_output_size", made, hint=[{given[0]: 1}])
    return OpSpec(op, input_size, output_size, channels, channels, (given, *more))


def factors(spec: Spec) -> tuple[float | None, ...]:
    """The scale_factor per axis, None if a size is given."""
    given: tuple[float | None, ...] | None = spec.get("scale_factor")
    return given or (None,) * spec.ndim


def interpolate_text(mode: str, spec: Spec) -> str:
    """The call as PyTorch writes it, such as "F.interpolate(scale_factor=2, mode='nearest')"."""
    name, value = spec.parameters[0]
    corners = ", align_corners=True" if spec.get("align_corners") else ""
    return f"F.interpolate({name}={axes_text(value)}, mode={mode!r}{corners})"


def scaled_formula(spec: Spec) -> Clauses:
    """The output's size: "o = i·r = 3·2 = 6", "o = ⌊i·r⌋ = ⌊3·1.5⌋ = 4" or "o = size = 5"."""
    asked = spec.get("scale_factor")
    if asked is None:
        return size_formula("o", "size", [(str(o),) for o in spec.output_size])
    axes = list(zip(spec.input_size, asked, spec.output_size, strict=True))
    if all(i * f == o for i, f, o in axes):
        return size_formula("o", "i·r", [(f"{i}·{f:.6g}", str(o)) for i, f, o in axes])
    return size_formula("o", "⌊i·r⌋", [(f"⌊{i}·{f:.6g}⌋", str(o)) for i, f, o in axes])


def _enlarge(factor: Size, output_size: Size, kernel_size: Size | None) -> dict[str, Any]:  # noqa: ARG001
    return {"size": output_size}


def copying(op: str, mode: str, sources: Callable[[Spec], list[Array]]) -> Operation:
    """An interpolation that copies cells.

    Parameters
    ----------
    mode : its name in PyTorch
    sources : of a spec, per axis the input position that each output position copies
    """

    def plan(
        channels: int,
        input_size: Size,
        *,
        size: int | Size | None = None,
        scale_factor: float | tuple[float, ...] | None = None,
    ) -> OpSpec:
        return scaled(op, channels, input_size, size, scale_factor)

    def run(spec: Spec, arrays: Arrays) -> Outcome:
        """One step per input cell that is copied, in row-major order: it is written to all its places."""
        axes = sources(spec)

        def far(channel: int, cell: Size) -> Far | None:
            written = tuple(np.arange(*np.searchsorted(of, (at, at + 1))) for of, at in zip(axes, cell, strict=True))
            return Far(Cells(np.array([channel]), written)) if all(map(len, written)) else None

        return set_cells(spec, arrays, far, by_output=False)

    def equals(spec: Spec, weight: Array | None) -> Disguise | None:  # noqa: ARG001
        """Whole factors: a transposed convolution of ones, as wide as its stride."""
        n = _whole_factor(spec)
        if n is None or any((of != np.arange(len(of)) // f).any() for of, f in zip(sources(spec), n, strict=True)):
            return None
        equal = ConvSpec("conv_transpose", spec.input_size, n, n, **by_channel(spec))
        return Disguise(equal, lambda: np.ones(equal.weight_shape, np.int64), message("weights", value="1"))

    return Operation(
        plan=plan, run=run, call=partial(interpolate_text, mode), formula=scaled_formula, equals=equals,
        enlarge=_enlarge, usual={"scale_factor": 2},
    )  # fmt: skip


def averaging(op: str, ndim: int, curve: Curve = TRIANGLE) -> Operation:
    """An interpolation over so many axes that takes means, weighted by a curve."""
    return Operation(
        plan=partial(_plan_means, op), run=partial(_weighted_means, curve), call=partial(interpolate_text, op),
        formula=scaled_formula, equals=partial(_as_kernel, curve), dims=(ndim,), by_output=True, enlarge=_enlarge,
        usual={"scale_factor": 2}, window=lambda spec: (2 * curve.reach,) * spec.ndim,
        means=partial(means, curve=curve),
    )  # fmt: skip


def _whole_factor(spec: Spec) -> Size | None:
    """The output's size over the input's, if it is a whole number on every axis."""
    f = tuple(o // i for i, o in zip(spec.input_size, spec.output_size, strict=True))
    return f if spec.output_size == tuple(i * n for i, n in zip(spec.input_size, f, strict=True)) else None


def _plan_means(
    op: str,
    channels: int,
    input_size: Size,
    *,
    size: int | Size | None = None,
    scale_factor: float | tuple[float, ...] | None = None,
    align_corners: bool | None = None,
) -> OpSpec:
    """Check what F.interpolate(mode="linear", "bilinear" or "bicubic") takes; align_corners None is False."""
    corners = check_boolean("align_corners", False if align_corners is None else align_corners)
    return scaled(op, channels, input_size, size, scale_factor, ("align_corners", corners))


def _weighted_means(curve: Curve, spec: Spec, arrays: Arrays) -> Outcome:
    """One step per output cell, in row-major order, of the input cells that have a weight in it."""
    axes = means(spec, curve)
    parts = [max(math.lcm(*(weight.denominator for _, weight in mean)) for mean in axis) for axis in axes]
    check_means(arrays.input, min(math.prod(parts), LARGEST_DIVISOR))

    @cache
    def mean(cell: Size) -> tuple[tuple[Array, ...], Array, int]:
        along = [axis[at] for axis, at in zip(axes, cell, strict=True)]
        corners = itertools.product(*([weight for _, weight in axis] for axis in along))
        read = tuple(np.array([position for position, _ in axis]) for axis in along)
        return read, *_parts([math.prod(corner, start=Fraction(1)) for corner in corners])

    def far(channel: int, cell: Size) -> Far:
        read, parts, divisor = mean(cell)
        return Far(Cells(np.array([channel]), read), parts, divisor)

    return set_cells(spec, replace(arrays, input=as_floats("input", arrays.input)), far, by_output=True)


def means(spec: Spec, curve: Curve = TRIANGLE) -> list[list[Mean]]:
    """Per axis and output position, the input positions that count with their weights, which sum to 1."""
    axes = zip(spec.input_size, spec.output_size, factors(spec), strict=True)
    return [_axis_means(curve, i, o, factor, spec.get("align_corners")) for i, o, factor in axes]


def _axis_means(curve: Curve, i: int, o: int, factor: float | None, align_corners: bool) -> list[Mean]:
    """Output position j lies at ``j*(i - 1)/(o - 1)``; without align_corners at ``(j + 1/2)*scale - 1/2``.

    Beyond the ends the cell at the end counts in place of those that are not there.
    """
    if i == o and curve.copies:
        return [[(j, Fraction(1))] for j in range(o)]
    if align_corners:
        scale, shift = Fraction(i - 1, max(1, o - 1)), Fraction(0)
    else:
        scale, shift = (Fraction(i, o) if factor is None else 1 / _exact(factor)), Fraction(1, 2)
    result = []
    for j in range(o):
        at = (j + shift) * scale - shift
        first = math.floor(at) + 1 - curve.reach
        mean: dict[int, Fraction] = {}
        for p in range(first, first + 2 * curve.reach):
            there = min(max(p, 0), i - 1)
            mean[there] = mean.get(there, Fraction(0)) + curve.weight(abs(at - p))
        result.append([(p, w) for p, w in mean.items() if w])
    return result


def _exact(factor: float) -> Fraction:
    simple = Fraction(factor).limit_denominator(SIMPLE)
    return simple if float(simple) == factor else Fraction(factor)


def _parts(weights: list[Fraction]) -> tuple[Array, int]:
    """Weights as whole parts of one divisor, so that a mean of equal numbers is that number."""
    divisor = math.lcm(*(weight.denominator for weight in weights))
    if divisor > LARGEST_DIVISOR:
        return np.array([float(weight) for weight in weights]), 1
    return np.array([int(weight * divisor) for weight in weights]), divisor


def _as_kernel(curve: Curve, spec: Spec, weight: Array | None = None) -> Disguise | None:  # noqa: ARG001
    """Whole factors, without align_corners: a transposed convolution whose kernel is the curve.

    With factor f and reach r: ``kernel_size = 2rf - f%2``, ``stride = f``, ``padding = (kernel_size - f)/2``. Around
    its input are zeros, while interpolation repeats the border. So the two are equal if the input's border is repeated
    r times first; `padding` then crops the additional cells too.
    """
    f, corners = _whole_factor(spec), spec.get("align_corners")
    if f is None or not all(
        _is_whole(curve, *axis, corners) for axis in zip(spec.input_size, f, factors(spec), strict=True)
    ):
        return None
    repeat = curve.reach if max(f) > 1 else 0
    kernel = tuple(len(_taps(curve, n)) for n in f)
    equal = ConvSpec(
        "conv_transpose", tuple(i + 2 * repeat for i in spec.input_size), kernel, f,
        tuple((k - n) // 2 + n * repeat for k, n in zip(kernel, f, strict=True)), **by_channel(spec),
    )  # fmt: skip
    weights = curve.kernel if repeat else message("weight", value="1")
    return Disguise(equal, lambda: _sampled(curve, equal), weights, repeat)


def _is_whole(curve: Curve, i: int, n: int, factor: float | None, align_corners: bool) -> bool:
    """Whether an axis that becomes n times as long has the means of that factor, whatever it is given as."""
    if i == 1 or (n == 1 and (align_corners or curve.copies)):
        return True
    return not align_corners and (factor is None or _exact(factor) == n)


def _sampled(curve: Curve, equal: ConvSpec) -> Array:
    """The weight of the transposed convolution that an interpolation equals."""
    kernel = np.ones(())
    for n in equal.stride:
        kernel = np.multiply.outer(kernel, np.array([float(tap) for tap in _taps(curve, n)]))
    return np.broadcast_to(kernel, equal.weight_shape).copy()


def _taps(curve: Curve, factor: int) -> list[Fraction]:
    """A curve in steps of ``1/factor``, symmetric, without the zeros at its ends."""
    half = curve.reach * factor
    if factor == 1:
        return [Fraction(1)]
    if factor % 2:
        return [curve.weight(Fraction(abs(t), factor)) for t in range(1 - half, half)]
    return [curve.weight(Fraction(abs(2 * t + 1), 2 * factor)) for t in range(-half, half)]


def triangle(factor: int) -> Array:
    """``1 - |t/f - c|`` with ``c = (2f - 1 - f%2)/(2f)``, for the ``2f - f%2`` taps t."""
    return np.array([float(tap) for tap in _taps(TRIANGLE, factor)])


def _each(name: str, value: Any, ndim: int) -> tuple[Any, ...]:
    """One value per axis; unlike the other parameters', a list of one is not spread over two axes."""
    if isinstance(value, (list, tuple)) and len(value) != ndim:
        raise wrong_length(name, tuple(value), ndim)
    return tuple(value) if isinstance(value, (list, tuple)) else (value,) * ndim


def _as_factor(value: Any) -> float:
    """A whole factor as an int."""
    real = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not real or not (isinstance(value, numbers.Rational) or math.isfinite(value)):
        raise SpecError("not_a_factor", {"given": Given("scale_factor", value)})
    check_largest("scale_factor", value)
    factor = float(value)
    return int(factor) if factor.is_integer() else factor
