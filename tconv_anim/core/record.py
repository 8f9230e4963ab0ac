"""From arrays and PyTorch's parameters to a trace."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, Unpack, overload

import numpy as np
from numpy.typing import ArrayLike

from tconv_anim.core.errors import SpecError
from tconv_anim.core.keywords import RecordKeywords
from tconv_anim.core.operation import ConvOp
from tconv_anim.core.ops import Plan, check_names, get_op, get_sample_op, plan, shown, takes
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.core.sampling import SampleSpec, SampleTrace
from tconv_anim.core.spec import ConvSpec, Op
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Chain, Trace, as_numbers, run
from tconv_anim.options import DIMS, record_options, taking

FROM_WEIGHT = ("kernel_size", "out_channels")  # known from the weight's shape
WEIGHT_LAYOUT = "(C_out, C_in/groups, *kernel)"
TRANSPOSED_LAYOUT = "(C_in, C_out/groups, *kernel)"


@overload
def record(
    op: Literal["conv", "conv_transpose"],
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    **options: Unpack[RecordKeywords],
) -> Trace: ...


@overload
def record(
    op: str,
    input: ArrayLike,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    **options: Unpack[RecordKeywords],
) -> Trace | SampleTrace | Chain: ...


@taking(list(record_options().values()))
def record(
    op: str,
    input: ArrayLike,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    **options: Unpack[RecordKeywords],
) -> Trace | SampleTrace | Chain:
    """Compute a convolution, an upsampling or a pooling as PyTorch does, and record every step.

    Parameters
    ----------
    op : name of an operation, such as "conv_transpose" or "max_pool"
    input : (C_in, *input_size) or (1, C_in, *input_size) array_like; or (*input_size), if `dims`, the weight or the op
        shows that there is no channel axis. Without such a sign two axes are (C, L) and three are (C, H, W).
    weight, bias : for conv, conv_transpose and resize_conv, see `convolve`
    **options

    Returns
    -------
    Trace, SampleTrace, or Chain for resize_conv
        ``.output`` is (C_out, *output_size); max_pool has ``.indices``. Integers stay integers unless a mean is taken.

    Raises
    ------
    SpecError
        if PyTorch would raise, with the broken constraint as ``kind``; for a parameter that the op does not take.

    Examples
    --------
    >>> pooled = record("max_pool", [[[1, 2, 5], [3, 4, 0]]], kernel_size=2, stride=1)
    >>> pooled.output, pooled.indices
    (array([[[4, 5]]]), array([[[4, 2]]]))
    >>> record("bilinear", [[0, 4]], size=(1, 4)).output
    array([[[0., 1., 3., 4.]]])
    """
    found = get_op(op)
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    arrays = tuple(name for name, value in (("weight", weight), ("bias", bias)) if value is not None)
    if found.weighted:
        known = (name for name in takes(op) if name not in FROM_WEIGHT)
        check_names(op, (*arrays, *given), ("weight", "bias", *known))
        if weight is None:
            layout = TRANSPOSED_LAYOUT if op == "conv_transpose" else WEIGHT_LAYOUT
            raise SpecError("missing_parameter:weight", {"op": op, "layout": layout})
        if isinstance(found, ConvOp):
            return convolve(op, input, weight, bias, **given)  # type: ignore[arg-type]
        return _record_weighted(op, input, weight, bias, given)
    check_names(op, (*arrays, *given), (*takes(op), *(("indices",) if found.indexed else ()), "dims"))
    dims, indices = given.pop("dims", None), given.pop("indices", None)
    x = as_numbers("input", input)
    ndim = count_dims(op, x.ndim, given, dims)
    x = with_channels("input", x, ndim)
    at = None if indices is None else with_channels("indices", as_numbers("indices", indices), ndim)
    return run_plan(plan(op, x.shape[0], x.shape[1:], given), x, indices=at)


def run_plan(
    spec: Plan,
    input: Array,
    weight: Array | None = None,
    bias: Array | None = None,
    indices: Array | None = None,
) -> Trace | SampleTrace | Chain:
    """Trace what `ops.plan` gives.

    Parameters
    ----------
    input : (C_in, *input_size) array
    weight, bias : arrays in the shapes of a chain's ConvSpec; bias None is zeros
    indices : of max_unpool, in the input's shape; in a chain they come from the max_pool before it

    Raises
    ------
    SpecError
        if input, weight and bias do not go together
    """
    if isinstance(spec, SampleSpec):
        return run_sample(spec, input, indices)
    if isinstance(spec, ConvSpec):
        return _run_conv(spec, input, weight, bias)
    stages: list[Trace | SampleTrace] = []
    x = input
    for stage in spec.stages:
        if isinstance(stage, SampleSpec):
            sampled = run_sample(stage, x, indices)
            indices = sampled.indices
            stages.append(sampled)
        else:
            stages.append(_run_conv(stage, x, weight, bias))
        x = stages[-1].output
    return Chain(spec, tuple(stages))


def _run_conv(spec: ConvSpec, input: Array, weight: Array | None, bias: Array | None) -> Trace:
    assert weight is not None
    b = np.zeros(spec.out_channels, np.int64) if bias is None else bias
    check_arrays(input, weight, b, spec.transposed, spec.groups, spec.out_channels)
    return run(spec, input, weight, b)


def run_sample(spec: SampleSpec, input: Array, indices: Array | None = None) -> SampleTrace:
    """Trace a checked upsampling or pooling; the input is (C_in, *input_size)."""
    op = get_sample_op(spec.op)
    with np.errstate(over="ignore", invalid="ignore"):
        trace = op.run(spec, input, indices)
    if not np.isfinite(trace.output).all():
        raise SpecError("not_numbers:sums")
    return trace


def count_dims(op: str, axes: int, parameters: Mapping[str, Any], dims: int | None = None) -> int:
    """Over how many axes an op works: from `dims`, from its parameters, or from PyTorch's layout (C, *size).

    Parameters
    ----------
    axes : of the input
    """
    known = get_op(op).dims
    if dims is not None:
        if dims not in known:
            raise SpecError("unknown_dims", {"op": shown(op), "dims": dims}, hint=[{"dims": n} for n in known])
        return dims
    if len(known) == 1:
        return known[0]
    lengths = {len(v) for v in parameters.values() if isinstance(v, (list, tuple)) and len(v) in DIMS}
    if lengths and axes < max(DIMS) + 2:
        return max(lengths)
    return 2 if axes > 2 else 1


def with_channels(name: str, array: Array, ndim: int) -> Array:
    """One sample with its channel axis, (C, *size), from (1, C, *size), (C, *size) or (*size)."""
    if array.ndim == ndim + 2 and array.shape[0] == 1:
        array = array[0]
    elif array.ndim == ndim:
        array = array[np.newaxis]
    if array.ndim != ndim + 1:
        known = {"name": name, "shape": array.shape, "dims": ndim, "layout": "(*size) or (channels, *size)"}
        raise SpecError("input_rank", known)
    return array


def _record_weighted(
    op: str, input: ArrayLike, weight: ArrayLike, bias: ArrayLike | None, parameters: dict[str, Any]
) -> Trace | SampleTrace | Chain:
    """A chain with a convolution; the weight's shape gives the number of axes."""
    x, w = as_numbers("input", input), as_numbers("weight", weight)
    if w.ndim in DIMS:
        w = w[np.newaxis, np.newaxis]
    ndim = w.ndim - 2
    if ndim not in DIMS:
        known = {"name": "weight", "shape": w.shape, "layout": f"(*kernel) or {WEIGHT_LAYOUT}"}
        raise SpecError("input_rank:weight", known)
    x = with_channels("input", x, ndim)
    b = np.zeros(w.shape[0], np.int64) if bias is None else as_numbers("bias", bias)
    planned = plan(op, x.shape[0], x.shape[1:], {**parameters, "kernel_size": w.shape[2:], "out_channels": w.shape[0]})
    return run_plan(planned, x, w, b)


def convolve(
    op: Op,
    input: ArrayLike,
    weight: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    stride: int | Size = 1,
    padding: int | Size | str | Pads = 0,
    dilation: int | Size = 1,
    output_padding: int | Size = 0,
    groups: int = 1,
    padding_mode: str = "zeros",
) -> Trace:
    """Compute a convolution as PyTorch does and record every placement of the kernel.

    Parameters
    ----------
    op : "conv" or "conv_transpose"
    input : (C_in, *input_size) or (1, C_in, *input_size) array_like; (*input_size) with a weight without channels
    weight : array_like in PyTorch's layout, conv (C_out, C_in/groups, *K), conv_transpose (C_in, C_out/groups, *K);
        or (*K) alone, for one channel. Its number of axes gives the number of dimensions.
    bias : (C_out,) array_like, optional
    stride, padding, dilation, output_padding, groups, padding_mode : see `ConvSpec`

    Returns
    -------
    Trace
        ``.output`` is (C_out, *output_size). Integers stay integers, exactly, as long as no sum is beyond 2**53.

    Raises
    ------
    SpecError
        if PyTorch would raise, with the broken constraint as ``kind``.

    Examples
    --------
    >>> convolve("conv_transpose", [[0, 1], [2, 3]], [[4, 7], [2, 2]]).output
    array([[[ 0,  4,  7],
            [ 8, 28, 23],
            [ 4, 10,  6]]])
    """
    x, w = as_numbers("input", input), as_numbers("weight", weight)
    if w.ndim in DIMS:
        if x.ndim != w.ndim:
            raise SpecError("input_rank", {"name": "input", "shape": x.shape, "dims": w.ndim, "layout": "(*size)"})
        x, w = x[np.newaxis], w[np.newaxis, np.newaxis]
    ndim = w.ndim - 2
    if ndim not in DIMS:
        layout = f"(*kernel) or {TRANSPOSED_LAYOUT if op == 'conv_transpose' else WEIGHT_LAYOUT}"
        raise SpecError("input_rank:weight", {"name": "weight", "shape": w.shape, "layout": layout})
    if x.ndim == ndim + 2 and x.shape[0] == 1:
        x = x[0]
    if x.ndim != ndim + 1:
        known = {"name": "input", "shape": x.shape, "dims": ndim, "layout": "(channels, *size)"}
        raise SpecError("input_rank", known)
    transposed = op == "conv_transpose"
    count = max(1, int(groups)) if isinstance(groups, (int, np.integer)) else 1
    out_channels = w.shape[1] * count if transposed else w.shape[0]
    b = np.zeros(out_channels, np.int64) if bias is None else as_numbers("bias", bias)
    try:
        spec = ConvSpec(
            op, x.shape[1:], w.shape[2:], stride, padding, dilation, output_padding, groups,  # type: ignore[arg-type]
            in_channels=x.shape[0], out_channels=out_channels, padding_mode=padding_mode,
        )  # fmt: skip
    except SpecError as error:
        if error.kind in _AFTER_CHANNELS:  # PyTorch looks at the arrays first
            check_arrays(x, w, b, transposed, count, out_channels)
        raise
    check_arrays(x, w, b, transposed, count, out_channels)
    return run(spec, x, w, b)


_AFTER_CHANNELS = ("kernel_larger_than_padded_input", "nonpositive_dilation", "output_padding_too_large",
                   "output_size_too_small", "empty_kernel", "empty_spatial_input")  # fmt: skip


def check_arrays(x: Array, weight: Array, bias: Array, transposed: bool, groups: int, out_channels: int) -> None:
    """Refuse input, weight and bias that do not go together."""
    expected = weight.shape[0] if transposed else weight.shape[1] * groups
    if x.shape[0] != expected:
        raise SpecError("channel_mismatch", {"expected": expected, "found": x.shape[0]})
    if bias.shape != (out_channels,):
        raise SpecError("bias_size", {"name": "bias", "shape": bias.shape, "count": out_channels})
