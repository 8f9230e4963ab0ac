"""The same numbers by another operation, such as an upsampling as a transposed convolution."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.operation import Arrays, Disguise
from tconv_anim.core.ops import get_op
from tconv_anim.core.ops._subpixel import shared_bias
from tconv_anim.core.spec import Spec
from tconv_anim.core.step import Array, every_channel
from tconv_anim.core.trace import Trace, blank, run


def disguise(asked: Spec | Trace) -> Disguise | None:
    """The convolution that another operation equals, or a convolution and a pixel shuffle together; None for none.

    Of a trace also its weight; of a spec of operations with a weight only the convolution itself.

    Examples
    --------
    >>> from tconv_anim import record
    >>> found = disguise(record("nearest", [[[1, 2], [3, 4]]], scale_factor=2))
    >>> found.spec.op, found.spec.kernel_size, found.spec.stride
    ('conv_transpose', (2, 2), (2, 2))
    """
    if not isinstance(asked, Trace):
        return get_op(asked.op).equals(asked, None)
    weight, bias = _weight_and_bias(asked)
    found = get_op(asked.spec.op).equals(asked.spec, weight)
    return None if found is None or (bias is not None and shared_bias(bias, found.spec.out_channels) is None) else found


def _weight_and_bias(trace: Trace) -> tuple[Array | None, Array | None]:
    """Those of the convolution in a trace, if there is one."""
    own = next((one for one in (trace, *trace.stages) if one.weight is not None), None)
    return (None, None) if own is None else (own.weight, own.bias)


def undisguised(trace: Trace) -> Trace | None:
    """The equal convolution, computed: its output is the trace's, up to rounding if means are taken.

    It has the bias of the convolution in a chain.
    """
    found = disguise(trace)
    if found is None:
        return None
    x = trace.input
    if found.repeat:
        x = np.pad(x, [(0, 0)] + [(found.repeat, found.repeat)] * found.spec.ndim, mode="edge")
    bias = _weight_and_bias(trace)[1]
    return run(
        found.spec, Arrays(x, found.weight, None if bias is None else shared_bias(bias, found.spec.out_channels))
    )


@lru_cache(maxsize=1)  # each pass over an animation's shots calls it
def zero_inserted(trace: Trace) -> Trace:
    """The same transposed convolution as a stride-1 convolution over its zero-inserted input.

    ``stride - 1`` zeros go between neighbouring cells, the kernel is flipped, and the border is
    ``p' = dilation*(kernel_size - 1) - padding`` (Dumoulin & Visin 2016, relation 14), where a negative one crops.

    Parameters
    ----------
    trace : Trace of a conv_transpose

    Returns
    -------
    Trace
        Of op "conv", with asymmetric padding and the same output.
    """
    spec, gather = trace.spec, over_zeros(trace.spec)
    if trace.is_blank:
        return blank(gather)
    inserted = np.zeros((spec.in_channels, *gather.input_size), trace.input.dtype)
    inserted[every_channel(slice(None, None, s) for s in spec.stride)] = trace.input
    return run(gather, Arrays(inserted, flipped(trace), trace.bias))


def over_zeros(spec: ConvSpec) -> ConvSpec:
    """The spec of `zero_inserted`."""
    inserted_size = tuple((i - 1) * s + 1 for i, s in zip(spec.input_size, spec.stride, strict=True))
    border = tuple(
        (ke - 1 - lo, ke - 1 - hi) for ke, (lo, hi) in zip(spec.effective_kernel_size, spec.pads, strict=True)
    )
    return ConvSpec(
        "conv", inserted_size, spec.kernel_size, padding=border, dilation=spec.dilation, groups=spec.groups,
        in_channels=spec.in_channels, out_channels=spec.out_channels,
    )  # fmt: skip


def flipped(trace: Trace) -> Array:
    """A conv_transpose's weight as the equal convolution's: spatially flipped, channels exchanged within each group."""
    spec = trace.spec
    grouped = trace.weight.reshape(spec.groups, -1, *trace.weight.shape[1:])
    swapped = grouped.swapaxes(1, 2).reshape(spec.out_channels, -1, *spec.kernel_size)
    return np.flip(swapped, axis=tuple(range(2, 2 + spec.ndim)))


def two_dimensional(trace: Trace) -> Trace:
    """A convolution over one axis as the same over two, the first of size 1; one over two axes as it is.

    Of a blank trace it is blank, too, and so is `zero_inserted`: nothing is computed.
    """
    spec = trace.spec
    if spec.ndim == 2:
        return trace
    plain = not isinstance(spec.padding, str) and not isinstance(spec.padding[0], tuple)
    flat = replace(
        spec, input_size=(1, *spec.input_size), kernel_size=(1, *spec.kernel_size), stride=(1, *spec.stride),
        padding=(0, *spec.padding) if plain else ((0, 0), *spec.pads), dilation=(1, *spec.dilation),
        output_padding=(0, *spec.output_padding),
    )  # fmt: skip
    if trace.is_blank:
        return blank(flat)
    return run(flat, Arrays(trace.input[:, np.newaxis], trace.weight[:, :, np.newaxis], trace.bias))
