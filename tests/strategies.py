"""Random convolutions: a spec that PyTorch would accept, with small integers to run it on."""

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.ops import get_op, takes
from tconv_anim.core.record import record
from tconv_anim.core.trace import Trace
from tconv_anim.options import CHAIN, CONVOLUTIONS, OPTIONS, op_names

SAMPLED = (*(op for op in op_names() if op not in CONVOLUTIONS), CHAIN)
"""Every operation but the two convolutions; the chain is a pooling and its unpooling."""


@st.composite
def traces(
    draw: st.DrawFn, op: str | None = None, ndim: int | None = None, max_channels: int = 1, largest: int = 5
) -> Trace:
    """A convolution of an input of at most `largest` cells on each axis."""
    op = op or draw(st.sampled_from(["conv", "conv_transpose"]))
    ndim = ndim or draw(st.integers(1, 2))

    def per_axis(low: int, high: int) -> tuple[int, ...]:
        return tuple(draw(st.integers(low, high)) for _ in range(ndim))

    groups = draw(st.integers(1, max_channels))
    channels = st.integers(1, max(1, max_channels // groups)).map(lambda n: n * groups)
    stride, dilation = per_axis(1, 4), per_axis(1, 3)
    parameters = {"stride": stride, "padding": per_axis(0, 4), "dilation": dilation, "groups": groups}
    if op == "conv_transpose":
        parameters["output_padding"] = tuple(
            draw(st.integers(0, max(s, d) - 1)) for s, d in zip(stride, dilation, strict=True)
        )
    try:
        spec = ConvSpec(
            op,
            per_axis(1, largest),
            per_axis(1, min(4, largest)),
            in_channels=draw(channels),
            out_channels=draw(channels),
            **parameters,
        )
    except SpecError:
        assume(False)
    small = st.integers(-9, 9)

    def numbers(shape: tuple[int, ...]) -> list:
        if not shape:
            return draw(small)
        return [numbers(shape[1:]) for _ in range(shape[0])]

    return record(
        op, numbers((spec.in_channels, *spec.input_size)), numbers(spec.weight_shape), numbers((spec.out_channels,)),
        **parameters,
    )  # fmt: skip


@st.composite
def samples(draw: st.DrawFn, op: str | None = None) -> Trace:
    """An upsampling or pooling of small integers; of a chain, all its stages."""
    op = op or draw(st.sampled_from(SAMPLED))
    pooled_back = op == CHAIN
    op = "max_pool" if pooled_back else op
    ndim = draw(st.sampled_from(get_op(op).dims))
    channels = draw(st.integers(1, 2)) * (draw(st.sampled_from([1, 4, 9])) if op == "pixel_shuffle" else 1)
    size = tuple(draw(st.integers(1, 5)) for _ in range(ndim))

    def per_axis(values: st.SearchStrategy) -> list:
        return [draw(values) for _ in range(ndim)]

    def numbers(shape: tuple[int, ...], elements: st.SearchStrategy) -> np.ndarray:
        count = int(np.prod(shape))
        return np.array(draw(st.lists(elements, min_size=count, max_size=count))).reshape(shape)

    drawn = {
        "size": st.integers(1, 9), "scale_factor": st.sampled_from([0.5, 1, 1.3, 1.5, 2, 2.5, 3]),
        "kernel_size": st.integers(1, 4), "stride": st.integers(1, 3), "padding": st.integers(0, 2),
        "dilation": st.integers(1, 2), "output_padding": st.integers(0, 1),
    }  # fmt: skip
    parameters = {}
    for name in takes(op):
        kind = OPTIONS[name].type if name in OPTIONS and name not in drawn else ""
        if kind == "switch":
            parameters[name] = draw(st.booleans())
        elif kind == "whole" and name not in ("groups", "out_channels"):
            required = name in get_op(op).usual
            parameters[name] = draw(st.integers(1, 3) if required else st.none() | st.integers(1, 3))
        elif name in drawn and not (op == "resize_conv" and name == "kernel_size"):
            parameters[name] = per_axis(drawn[name])
    if "size" in parameters:
        del parameters[draw(st.sampled_from(["size", "scale_factor"]))]
    arrays = {}
    if op == "resize_conv":
        arrays["weight"] = numbers((2, channels, *per_axis(st.integers(1, 3))), st.integers(-9, 9))
        parameters["padding"] = draw(st.sampled_from(["same", [0] * ndim, [1] * ndim]))
        del parameters["dilation"]
    x = numbers((channels, *size), st.just(1) if op == "overlap_count" else st.integers(-9, 9))
    if op == "max_unpool":
        plane = int(np.prod([(i - 1) * s - 2 * p + k for i, s, p, k in zip(
            size, *(parameters[name] for name in ("stride", "padding", "kernel_size")), strict=True)]))  # fmt: skip
        assume(plane >= x[0].size)
        places = [draw(st.permutations(range(plane)))[: x[0].size] for _ in range(channels)]
        arrays["indices"] = np.array(places).reshape(x.shape)
    else:
        parameters |= {"dims": ndim} if op != "resize_conv" else {}
    try:
        if pooled_back:
            del parameters["dims"]
            return record([{"op": op, **parameters}, "max_unpool"], x, dims=ndim)
        return record(op, x, **arrays, **parameters)
    except SpecError:
        assume(False)
