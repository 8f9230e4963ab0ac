"""Linear and bilinear interpolation: an output cell is a weighted mean of the two or four input cells around it."""

from __future__ import annotations

import itertools
import math
from fractions import Fraction

import numpy as np

from tconv_anim.core.interpolation import factors, interpolate_text, scaled, scaled_formula
from tconv_anim.core.sampling import Disguise, SampleOp, SampleSpec, SampleStep, SampleTrace, combine, read, traced
from tconv_anim.core.spec import ConvSpec, Size, check_boolean
from tconv_anim.core.step import Array

SIMPLE = 1000  # a scale_factor with a smaller denominator is taken as the fraction that it stands for, 1.3 as 13/10
LARGEST_DIVISOR = 10**9

Mean = list[tuple[int, Fraction]]  # input positions along an axis and their weights


def plan(
    channels: int,
    input_size: Size,
    *,
    size: int | Size | None = None,
    scale_factor: float | tuple[float, ...] | None = None,
    align_corners: bool | None = None,
) -> SampleSpec:
    """Check what F.interpolate(mode="linear" or "bilinear") is asked for; align_corners None is False."""
    corners = check_boolean("align_corners", False if align_corners is None else align_corners)
    op = "linear" if len(input_size) == 1 else "bilinear"
    return scaled(op, channels, input_size, size, scale_factor, ("align_corners", corners))


def run(spec: SampleSpec, input: Array, indices: Array | None = None) -> SampleTrace:  # noqa: ARG001
    """One step per output cell, in row-major order, of the input cells that have a weight in it."""
    x = input.astype(np.float64)
    axes = means(spec)
    steps: list[SampleStep] = []
    for cell in np.ndindex(*spec.output_size):
        around = list(itertools.product(*(axis[at] for axis, at in zip(axes, cell, strict=True))))
        at = [tuple(position for position, _ in corner) for corner in around]
        parts, divisor = _parts([math.prod(weight for _, weight in corner) for corner in around])
        for channel in range(spec.in_channels):
            reads = np.array([(channel, *position) for position in at])
            value = combine(read(x, reads), parts, divisor)
            steps.append(SampleStep(len(steps), cell, reads, parts, np.array([(channel, *cell)]), value, divisor))
    return traced(spec, x, steps)


def means(spec: SampleSpec) -> list[list[Mean]]:
    """Per axis and output position, one or two input positions with their weights, which sum to 1."""
    axes = zip(spec.input_size, spec.output_size, factors(spec), strict=True)
    return [_axis_means(i, o, factor, spec.get("align_corners")) for i, o, factor in axes]


def _axis_means(i: int, o: int, factor: float | None, align_corners: bool) -> list[Mean]:
    """Output position j lies at ``j*(i - 1)/(o - 1)``; without align_corners at ``max((j + 1/2)*scale - 1/2, 0)``."""
    if i == o:  # copied, whatever the factor
        return [[(j, Fraction(1))] for j in range(o)]
    if align_corners:
        scale, shift = (Fraction(i - 1, o - 1) if o > 1 else Fraction(0)), Fraction(0)
    else:
        scale, shift = (Fraction(i, o) if factor is None else 1 / _exact(factor)), Fraction(1, 2)
    result = []
    for j in range(o):
        at = max((j + shift) * scale - shift, Fraction(0))
        first = min(math.floor(at), i - 1)
        share = at - first if first < i - 1 else Fraction(0)
        result.append([(p, w) for p, w in ((first, 1 - share), (first + 1, share)) if w])
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


def call(spec: SampleSpec) -> str:
    """As PyTorch writes it."""
    return interpolate_text(spec, spec.op)


def disguise(spec: SampleSpec) -> Disguise | None:
    """Whole factors, without align_corners: a transposed convolution with the triangle kernel.

    With factor f: ``kernel_size = 2f - f%2``, ``stride = f``, ``padding = ceil((f - 1)/2)``. Its border meets zeros
    where interpolation repeats the border, so it equals it everywhere only over the input with the border repeated
    once, which `padding` then crops too.
    """
    f = tuple(o // i for i, o in zip(spec.input_size, spec.output_size, strict=True))
    if spec.output_size != tuple(i * n for i, n in zip(spec.input_size, f, strict=True)):
        return None
    if means(spec) != [_axis_means(i, i * n, n, align_corners=False) for i, n in zip(spec.input_size, f, strict=True)]:
        return None
    channels, repeat = spec.in_channels, int(max(f) > 1)
    equal = ConvSpec(
        "conv_transpose", tuple(i + 2 * repeat for i in spec.input_size), tuple(2 * n - n % 2 for n in f), f,
        tuple(n // 2 + n * repeat for n in f), groups=channels, in_channels=channels, out_channels=channels,
    )  # fmt: skip
    kernel = np.ones(())
    for n in f:
        kernel = np.multiply.outer(kernel, triangle(n))
    text = "the triangle kernel" if repeat else "weight 1"
    return Disguise(equal, np.broadcast_to(kernel, equal.weight_shape).copy(), text, repeat)


def triangle(factor: int) -> Array:
    """``1 - |t/f - c|`` with ``c = (2f - 1 - f%2)/(2f)``, for the ``2f - f%2`` taps t."""
    taps = np.arange(2 * factor - factor % 2)
    return 1 - np.abs(2 * taps - (2 * factor - 1 - factor % 2)) / (2 * factor)


OP = SampleOp(plan, run, call, scaled_formula, disguise, by_output=True, usual={"scale_factor": 2})
