"""From arrays and PyTorch's parameters to a trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Unpack

import numpy as np
from numpy.typing import ArrayLike

from tconv_anim.core.arrays import as_numbers
from tconv_anim.core.conv_spec import ConvSpec, Op
from tconv_anim.core.convolution import check_arrays
from tconv_anim.core.errors import SpecError
from tconv_anim.core.keywords import RecordKeywords
from tconv_anim.core.operation import Arrays
from tconv_anim.core.ops import check_names, get_op, plan, takes
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.core.spec import Spec, StagesSpec
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace, run
from tconv_anim.options import CHAIN, CONVOLUTIONS, DIMS, record_options, taking

FROM_WEIGHT = ("kernel_size", "out_channels")  # known from the weight's shape
WEIGHT_LAYOUT = "(C_out, C_in/groups, *kernel)"
TRANSPOSED_LAYOUT = "(C_in, C_out/groups, *kernel)"


@taking(list(record_options().values()))
def record(
    op: str | Sequence[str | Mapping[str, Any]],
    input: ArrayLike,
    weight: ArrayLike | None = None,
    bias: ArrayLike | None = None,
    **options: Unpack[RecordKeywords],
) -> Trace:
    """Compute a convolution, an upsampling, a pooling or several of them as PyTorch does, and record every step.

    Parameters
    ----------
    op : name of an operation, such as "conv_transpose" or "max_pool"; or a list of operations that run one after the
        other, each a name, or a dict with its name as ``op``, its parameters, and its weight and bias if it has them
    input : (C_in, *input_size) or (1, C_in, *input_size) array_like; or (*input_size), if `dims`, the weight or the op
        shows that there is no channel axis. Without such a sign two axes are (C, L) and three are (C, H, W).
    weight, bias : for conv, conv_transpose and resize_conv, see `convolve`
    **options

    Returns
    -------
    Trace
        ``.output`` is (C_out, *output_size); max_pool has ``.indices``, a list of operations ``.stages``. Integers stay
        integers unless a mean is taken.

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
    >>> record([{"op": "max_pool", "kernel_size": 2}, {"op": "nearest", "scale_factor": 2}], [[[1, 2], [3, 4]]]).output
    array([[[4, 4],
            [4, 4]]])
    """
    given: dict[str, Any] = {name: value for name, value in options.items() if value is not None}
    arrays = tuple(name for name, value in (("weight", weight), ("bias", bias)) if value is not None)
    if not isinstance(op, str):
        check_names(CHAIN, (*arrays, *given), ("dims",))
        return _record_stages(op, input, given.get("dims"))
    found = get_op(op)
    if found.weighted:
        known = (name for name in takes(op) if name not in FROM_WEIGHT)
        check_names(op, (*arrays, *given), ("weight", "bias", *known))
        if weight is None:
            raise _without_weight(op)
        if op in CONVOLUTIONS:
            return convolve(op, input, weight, bias, **given)  # type: ignore[arg-type]
        return _record_weighted(op, input, weight, bias, given)
    check_names(op, (*arrays, *given), (*takes(op), *(("indices",) if found.indexed else ()), "dims"))
    dims, indices = given.pop("dims", None), given.pop("indices", None)
    x = as_numbers("input", input)
    ndim = count_dims(op, x.ndim, given, dims)
    x = with_channels("input", x, ndim)
    at = None if indices is None else with_channels("indices", as_numbers("indices", indices), ndim)
    return run(plan(op, x.shape[0], x.shape[1:], given), Arrays(x, indices=at))


def _without_weight(op: str) -> SpecError:
    layout = TRANSPOSED_LAYOUT if op == "conv_transpose" else WEIGHT_LAYOUT
    return SpecError("missing_parameter:weight", {"op": op, "layout": layout})


def _record_stages(ops: Sequence[str | Mapping[str, Any]], input: ArrayLike, dims: int | None) -> Trace:
    """Operations one after the other; unless `dims` does, a weight or the parameters tell the number of axes."""
    stages = check_stages(ops)
    x = as_numbers("input", input)
    x = with_channels("input", x, dims_of_stages(stages, x.ndim) if dims is None else dims)
    spec, own = plan_stages(stages, x.shape[0], x.shape[1:])
    for stage, (weight, _) in zip(spec.stages, own, strict=True):
        if get_op(stage.op).weighted and weight is None:
            raise _without_weight(stage.op)
    return run(spec, arrays_of_stages(spec, x, own))


def check_stages(ops: Sequence[str | Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Operations one after the other, each as a dict with its name as ``op``."""
    stages: list[Mapping[str, Any]] = [{"op": stage} if isinstance(stage, str) else stage for stage in ops]
    if not stages:
        raise SpecError("unknown_op:empty")
    for stage in stages:
        if "op" not in stage:
            raise SpecError("missing_parameter:op", {"found": tuple(stage)})
        get_op(stage["op"])
    return stages


def dims_of_stages(stages: Sequence[Mapping[str, Any]], axes: int) -> int:
    """Over how many axes operations work one after the other, as a weight or their parameters tell."""
    for stage in stages:
        if stage.get("weight") is not None:
            own = as_numbers("weight", stage["weight"]).ndim
            return own if own in DIMS else own - 2
    return max(count_dims(stage["op"], axes, stage) for stage in stages)


Own = tuple[Array | None, Array | None]
"""A stage's own weight and bias."""


def plan_stages(
    stages: Sequence[Mapping[str, Any]], channels: int, input_size: Size
) -> tuple[StagesSpec, tuple[Own, ...]]:
    """Operations one after the other, each a dict as `record` takes it, and their own weights.

    An unpooling has the parameters of the pooling whose indices it takes, and restores its input's size, unless it is
    given others. A convolution without a weight has the kernel_size and the out_channels that it is given.
    """
    specs: list[Spec] = []
    own: list[Own] = []
    pools: list[Spec] = []
    for stage in stages:
        given = {name: value for name, value in stage.items() if name != "op" and value is not None}
        op = get_op(stage["op"])
        if op.indexed and pools:
            pool = pools.pop()
            known = {name: pool.get(name) for name in takes(stage["op"]) if name != "output_size"}
            given = {**({} if given.keys() & known.keys() else known), "output_size": pool.input_size, **given}
        spec, arrays = _plan_stage(stage["op"], given, channels, input_size)
        channels, input_size = spec.out_channels, spec.output_size
        specs.append(spec)
        own.append(arrays)
        pools += [spec] if op.remembers else []
    return StagesSpec(CHAIN, tuple(specs)), tuple(own)


def arrays_of_stages(spec: Spec, x: Array, own: Sequence[Own]) -> Arrays:
    """What operations one after the other compute with."""
    stages = zip(spec.stages, own, strict=True)
    return Arrays(x, stages=tuple(with_weight(stage, Arrays(x, *arrays)) for stage, arrays in stages))


def _plan_stage(op: str, given: dict[str, Any], channels: int, size: Size) -> tuple[Spec, Own]:
    if "output_size" in given and "size" in takes(op):
        given["size"] = given.pop("output_size")
    if not get_op(op).weighted:
        return plan(op, channels, size, given), (None, None)
    known = takes(op) if given.get("weight") is None else [name for name in takes(op) if name not in FROM_WEIGHT]
    check_names(op, tuple(given), ("weight", "bias", *known))
    weight, bias = given.pop("weight", None), given.pop("bias", None)
    b = None if bias is None else as_numbers("bias", bias)
    if weight is None:
        return plan(op, channels, size, given), (None, b)
    w = as_numbers("weight", weight)
    if w.ndim == len(size):
        w = w[np.newaxis, np.newaxis]
    if w.ndim != len(size) + 2:
        layout = TRANSPOSED_LAYOUT if op == "conv_transpose" else WEIGHT_LAYOUT
        raise SpecError("input_rank:weight", {"name": "weight", "shape": w.shape, "layout": f"(*kernel) or {layout}"})
    groups = given.get("groups", 1)
    count = w.shape[1] * groups if op == "conv_transpose" and isinstance(groups, int) else w.shape[0]
    return plan(op, channels, size, {**given, "kernel_size": w.shape[2:], "out_channels": count}), (w, b)


def count_dims(op: str, axes: int, parameters: Mapping[str, Any], dims: int | None = None) -> int:
    """Over how many axes an op works: from `dims`, from its parameters, or from PyTorch's layout (C, *size).

    Parameters
    ----------
    axes : of the input
    """
    known = get_op(op).dims
    if dims is not None:
        if dims not in known:
            raise SpecError("unknown_dims", {"op": op, "dims": dims}, hint=[{"dims": n} for n in known])
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
) -> Trace:
    """An operation whose last stage is a convolution; the weight's shape gives the number of axes."""
    x, w = as_numbers("input", input), as_numbers("weight", weight)
    if w.ndim in DIMS:
        w = w[np.newaxis, np.newaxis]
    ndim = w.ndim - 2
    if ndim not in DIMS:
        known = {"name": "weight", "shape": w.shape, "layout": f"(*kernel) or {WEIGHT_LAYOUT}"}
        raise SpecError("input_rank:weight", known)
    x = with_channels("input", x, ndim)
    spec, own = _plan_stage(op, {**parameters, "weight": w, "bias": bias}, x.shape[0], x.shape[1:])
    return run(spec, with_weight(spec, Arrays(x, *own)))


def with_weight(spec: Spec, arrays: Arrays) -> Arrays:
    """The same for an operation that is made of others: weight and bias are those of its convolution."""
    if not spec.stages:
        return arrays
    own = (arrays if stage.weight_shape else Arrays(arrays.input) for stage in spec.stages)
    return Arrays(arrays.input, stages=tuple(own))


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
    return run(spec, Arrays(x, w, b))


_AFTER_CHANNELS = ("kernel_larger_than_padded_input", "nonpositive_dilation", "output_padding_too_large",
                   "output_size_too_small", "empty_kernel", "empty_spatial_input")  # fmt: skip
