"""The backward pass of a convolution or a transposed convolution: its three gradients, each with every step.

With small cell j, big cell b and tap t, b = stride*j - pad_lo + dilation*t, the weight ties ``small[m, j]`` to
``big[c, b]``. So ``dL/dw[m, c, t]`` is the sum over j of ``small[m, j] * big[c, b]``, where the gradient at the output
stands on the output's side: a correlation, with stride and dilation exchanged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tconv_anim.core.arrays import as_numbers
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.operation import Arrays
from tconv_anim.core.solve.inverse import inverse
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace, run

if TYPE_CHECKING:
    from numpy.typing import ArrayLike
from tconv_anim.options import CONVOLUTIONS


@dataclass(frozen=True, eq=False)
class Gradients:
    """What a loss's gradient at the output becomes.

    Attributes
    ----------
    input : Trace whose output is dL/dx, (C_in, *input_size): of a conv a conv_transpose, of a conv_transpose a conv
    weight : Trace of a conv that correlates both sides, one pair of channels at a time; see `of_weight`
    of_weight : dL/dw, in the weight's shape
    of_bias : dL/db, (C_out,)
    """

    input: Trace
    weight: Trace
    of_weight: Array
    of_bias: Array


def gradients(trace: Trace, values: ArrayLike) -> Gradients:
    """The gradients of a loss by input, weight and bias.

    Parameters
    ----------
    trace : Trace of a conv or conv_transpose
    values : (C_out, *output_size) array_like, the gradient of the loss at the output

    Raises
    ------
    SpecError
        of kind "no_gradient" for another operation or padding that is not of zeros, "not_numbers" or "wrong_shape".

    Examples
    --------
    >>> from tconv_anim import record
    >>> found = gradients(record("conv", [1, 2, 3, 4], [1, 2]), [[1, 0, -1]])
    >>> found.input.output.tolist(), found.of_weight.tolist(), found.of_bias.tolist()
    ([[1, 2, -1, -2]], [[[-2, -2]]], [0])
    """
    spec = trace.spec
    check_gradient(spec)
    g = as_numbers("values", values)
    if g.shape != trace.output.shape:
        raise SpecError("wrong_shape", {"name": "values", "shape": g.shape, "wanted": trace.output.shape})
    big, small = (g, trace.input) if spec.transposed else (trace.input, g)
    weight = run(weight_spec(spec), Arrays(big, _each_by_its_group(small, len(big), spec.groups)))
    found = weight.output.reshape(spec.groups, len(big) // spec.groups, -1, *spec.kernel_size)
    return Gradients(
        run(input_spec(spec), Arrays(g, trace.weight)),
        weight,
        found.swapaxes(1, 2).reshape(spec.weight_shape),
        g.reshape(len(g), -1).sum(axis=1),
    )


def check_gradient(spec: Any) -> None:
    """Refuse what has no gradients here.

    Raises
    ------
    SpecError
        of kind "no_gradient".
    """
    if spec.op not in CONVOLUTIONS:
        raise SpecError("no_gradient", {"asked": spec.op, "known": CONVOLUTIONS})
    if spec.padding_mode != "zeros":
        hint = [{"padding_mode": "zeros"}]
        raise SpecError("no_gradient:padding_mode", {"padding_mode": spec.padding_mode}, hint=hint)


def input_spec(spec: ConvSpec) -> ConvSpec:
    """The convolution that takes the gradient at the output to dL/dx, with the same kernel the other way."""
    if not spec.transposed:
        return inverse(spec)
    plain = ConvSpec(
        "conv", spec.output_size, spec.kernel_size, spec.stride, spec.padding, spec.dilation, (0,), spec.groups,
        spec.out_channels, spec.in_channels,
    )  # fmt: skip
    if plain.output_size == spec.input_size:
        return plain
    return ConvSpec(
        "conv", spec.output_size, spec.kernel_size, spec.stride, spec.pads, spec.dilation, (0,), spec.groups,
        spec.out_channels, spec.in_channels,
    )  # fmt: skip


def weight_spec(spec: ConvSpec) -> ConvSpec:
    """The convolution that makes dL/dw: each channel of the big side by each of the small side's in its group."""
    big = spec.output_size if spec.transposed else spec.input_size
    channels = spec.out_channels if spec.transposed else spec.in_channels
    small_channels = spec.in_channels if spec.transposed else spec.out_channels
    ends = []
    for b, j, s, ke, (lo, _) in zip(
        big, spec.small_size, spec.stride, spec.effective_kernel_size, spec.pads, strict=True
    ):
        ends.append((lo, (j - 1) * s + ke - b - lo))  # no tap more than the kernel has
    plain = all(lo == hi >= 0 for lo, hi in ends)
    return ConvSpec(
        "conv", big, spec.small_size, spec.dilation, tuple(lo for lo, _ in ends) if plain else tuple(ends),
        spec.stride, (0,), channels, channels, channels * (small_channels // spec.groups),
    )  # fmt: skip


def _each_by_its_group(small: Array, channels: int, groups: int) -> Array:
    """The small side's channels as kernels: for each channel of the big side those of its group."""
    own = small.reshape(groups, 1, -1, *small.shape[1:])
    repeated = np.broadcast_to(own, (groups, channels // groups, *own.shape[2:]))
    return np.ascontiguousarray(repeated).reshape(-1, 1, *small.shape[1:])
