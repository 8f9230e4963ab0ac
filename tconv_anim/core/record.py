"""From arrays and PyTorch's parameters to a trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Unpack

import numpy as np

from tconv_anim.core.arrays import as_numbers
from tconv_anim.core.convolution import check_arrays
from tconv_anim.core.errors import SpecError
from tconv_anim.core.operation import Arrays
from tconv_anim.core.ops import check_names, get_op, plan, takes
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec, one_after_another
from tconv_anim.core.step import Array
from tconv_anim.core.symbols import is_symbolic
from tconv_anim.core.trace import Trace, run
from tconv_anim.core.work import SIZES, check_cost, check_letters, within_limits
from tconv_anim.options import CHAIN, DIMS, record_options, taking

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from tconv_anim.core.keywords import RecordKeywords

FROM_WEIGHT = ("kernel_size", "out_channels")  # known from the weight's shape
POOLING = "max_pool"  # whose indices an unpooling takes
WEIGHT_LAYOUT = "(C_out, C_in/groups, *kernel)"
TRANSPOSED_LAYOUT = "(C_in, C_out/groups, *kernel)"
Stages = Sequence[Mapping[str, Any]]
"""Operations, each a dict with its name as ``op``, its parameters, its weight and its bias."""


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
    input : (C_in, *input_size) or (1, C_in, *input_size) array_like, or a tensor of torch, jax or tensorflow
    weight : of conv and resize_conv (C_out, C_in/groups, *K), of conv_transpose (C_in, C_out/groups, *K); or a kernel
        alone, (*K), for one channel
    bias : (C_out,) array_like, optional
    **options

    Returns
    -------
    Trace
        ``.output`` is (C_out, *output_size); max_pool has ``.indices``, a list of operations ``.stages``. Whole numbers
        stay whole numbers, exactly, unless a mean is taken.

    Raises
    ------
    SpecError
        if PyTorch would raise, with the broken constraint as ``kind``; for a parameter that the op does not take; for
        whole numbers whose sums may need more than 64 bits, or more than 53 for a mean: decimals are rounded.

    Notes
    -----
    The weight's axes show the number of spatial axes: an input of two axes is (C, L) with a weight of three, and (H, W)
    with a kernel of two. Without a weight two axes are (C, L) and three (C, H, W), unless the op works on planes only,
    a parameter has a number for each axis, or `dims` is given. With `dims`, or without channels in the weight, the
    input's channel axis may be left out. `animate` reads arrays in the same way.

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
    given |= {name: value for name, value in (("weight", weight), ("bias", bias)) if value is not None}
    given["input"] = as_numbers("input", input)
    return run(*within_limits(lambda these: _planned(op, **these), given, ("size", *SIZES)))


def _planned(op: str | Sequence[str | Mapping[str, Any]], input: Array, **given: Any) -> tuple[Spec, Arrays]:
    """What is to be run: checked, and not too much."""
    x = input
    dims, limit = given.pop("dims", None), given.pop("limit", None)
    if not isinstance(op, str):
        check_names(CHAIN, tuple(given), ("dims", "limit"))
        stages = check_stages(op)
        _check_weights(stages)
        x = with_channels("input", x, *count_axes(stages, x, dims))
        chain, own = plan_stages(stages, x.shape[0], x.shape[1:])
        check_cost(chain, limit)
        _check_letters(chain, x, *(array for arrays in own for array in arrays))
        return chain, arrays_of_stages(chain, x, own)
    found = get_op(op)
    more = ("weight", "bias") if found.weighted else ("indices",) if found.indexed else ()
    known = (name for name in takes(op) if not found.weighted or name not in FROM_WEIGHT)
    check_names(op, tuple(given), (*more, *known, "dims", "limit"))
    indices = given.pop("indices", None)
    _check_weights([{"op": op, **given}])
    ndim, bare = count_axes([{"op": op, **given}], x, dims)
    x = with_channels("input", x, ndim, bare)
    at = None if indices is None else with_channels("indices", as_numbers("indices", indices), ndim)
    spec, (w, b) = _plan_stage(op, given, x.shape[0], x.shape[1:])
    check_cost(spec, limit)
    _check_letters(spec, x, w, b)
    return spec, with_weight(spec, Arrays(x, w, b, at))


def _check_letters(spec: Spec, *arrays: Array | None) -> None:
    if any(is_symbolic(array) for array in arrays if array is not None):
        check_letters(spec)


def _check_weights(stages: Stages) -> None:
    for stage in stages:
        if get_op(stage["op"]).weighted and stage.get("weight") is None:
            known = {"op": stage["op"], "layout": weight_layout(stage["op"])}
            raise SpecError("missing_parameter:weight", known)


def check_stages(ops: Sequence[str | Mapping[str, Any]]) -> Stages:
    """Operations one after the other, each as a dict with its name as ``op``."""
    if not isinstance(ops, (list, tuple)):
        get_op(ops)  # type: ignore[arg-type] # raises
    stages: Stages = [stage if isinstance(stage, Mapping) else {"op": stage} for stage in ops]
    if not stages:
        raise SpecError("unknown_op:empty")
    for stage in stages:
        if "op" not in stage:
            raise SpecError("missing_parameter:op", {"found": tuple(stage)})
        get_op(stage["op"])
    return stages


Own = tuple[Array | None, Array | None]
"""A stage's own weight and bias."""


def plan_stages(stages: Sequence[Mapping[str, Any]], channels: int, input_size: Size) -> tuple[Spec, tuple[Own, ...]]:
    """Operations one after the other, each a dict as `record` takes it, and their own weights.

    An unpooling has the parameters of the pooling whose indices it takes, and restores its input's size, unless it is
    given others. A convolution without a weight has the kernel_size and the out_channels that it is given.
    """
    specs: list[Spec] = []
    own: list[Own] = []
    for stage in stages:
        spec, arrays = plan_behind(specs, stage, channels, input_size)
        channels, input_size = spec.out_channels, spec.output_size
        specs.append(spec)
        own.append(arrays)
    return one_after_another(CHAIN, tuple(specs)), tuple(own)


def plan_behind(before: Sequence[Spec], stage: Mapping[str, Any], channels: int, input_size: Size) -> tuple[Spec, Own]:
    """One of the operations that `plan_stages` takes, behind those that are planned, and its own weight and bias."""
    given = {name: value for name, value in stage.items() if name != "op" and value is not None}
    op = get_op(stage["op"])
    if op.indexed and (pool := _open_pooling(before)) is not None:
        known = {name: pool.get(name) for name in takes(stage["op"]) if name != "output_size"}
        given = {**({} if given.keys() & known.keys() else known), "output_size": pool.input_size, **given}
    return _plan_stage(stage["op"], given, channels, input_size)


def _open_pooling(specs: Sequence[Spec]) -> Spec | None:
    """The last pooling whose indices no unpooling has taken yet."""
    pools: list[Spec] = []
    for spec in specs:
        if get_op(spec.op).indexed and pools:
            pools.pop()
        pools += [spec] if get_op(spec.op).remembers else []
    return pools[-1] if pools else None


def plan_after_pooling(op: str, channels: int, input_size: Size, parameters: Mapping[str, Any]) -> Spec:
    """The spec of an op; one that needs the indices of a max pooling comes behind it, and is given its parameters."""
    if not get_op(op).indexed:
        return plan(op, channels, input_size, parameters)
    pool = {name: value for name, value in parameters.items() if name != "output_size"}
    own = {"op": op, "output_size": parameters.get("output_size")}
    return plan_stages([{"op": POOLING, **pool}, own], channels, input_size)[0]


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
    w = read_weight(op, as_numbers("weight", weight), len(size))
    transposed, groups = op == "conv_transpose", given.get("groups", 1)
    several = max(1, int(groups)) if isinstance(groups, (int, np.integer)) else 1
    count = w.shape[1] * several if transposed else w.shape[0]
    try:
        spec = plan(op, channels, size, {**given, "kernel_size": w.shape[2:], "out_channels": count})
    except SpecError as error:
        if error.kind in _AFTER_CHANNELS:  # PyTorch looks at the arrays first
            check_arrays(channels, w, b, transposed, several)
        raise
    check_arrays(channels, w, b, transposed, several)
    return spec, (w, b)


_AFTER_CHANNELS = ("kernel_larger_than_padded_input", "nonpositive_dilation", "output_padding_too_large",
                   "output_size_too_small", "empty_kernel", "empty_spatial_input")  # fmt: skip


def with_weight(spec: Spec, arrays: Arrays) -> Arrays:
    """The same for an operation that is made of others: weight and bias are those of its convolution."""
    if not spec.stages:
        return arrays
    own = (arrays if stage.weight_shape else Arrays(arrays.input) for stage in spec.stages)
    return Arrays(arrays.input, stages=tuple(own))


def weight_layout(op: str) -> str:
    """PyTorch's layout of an operation's weight, in words."""
    return TRANSPOSED_LAYOUT if op == "conv_transpose" else WEIGHT_LAYOUT


def count_axes(stages: Stages, x: Array | None, dims: int | None = None) -> tuple[int, bool]:
    """Over how many axes operations work one after the other, and whether their input may have no channel axis.

    `dims` tells the number of axes; unless it is given, the first weight does: 3 or 4 axes are PyTorch's layout for 1
    or 2 spatial axes, and 1 or 2 are a kernel alone, for one channel. Without a weight, the operation tells if it works
    over one number of axes only, then a parameter with a number for each axis, then the input: (L,), (C, L) or
    (C, H, W); but where a kernel is to be drawn, two axes are (H, W). Beside a weight that has channels, the input's
    channel axis may be left out only if `dims` is given.

    Raises
    ------
    SpecError
        of kind "input_rank" or "unknown_dims".
    """
    ops = [(stage["op"], get_op(stage["op"])) for stage in stages]
    if dims is not None:
        for name, op in ops:
            if dims not in op.dims:
                raise SpecError("unknown_dims", {"op": name, "dims": dims}, hint=[{"dims": n} for n in op.dims])
        return dims, True
    for stage, (name, op) in zip(stages, ops, strict=True):
        if op.weighted and stage.get("weight") is not None:
            weight = as_numbers("weight", stage["weight"])
            if weight.ndim in DIMS:
                return weight.ndim, True
            if weight.ndim - 2 in DIMS:
                return weight.ndim - 2, False
            raise _not_a_kernel(name, weight)
    known = {op.dims for _, op in ops if len(op.dims) == 1}
    if known:
        return max(known)[0], True
    values = (value for stage in stages for name, value in stage.items() if name != "bias")
    lengths = {len(value) for value in values if _is_per_axis(value)}
    if lengths and (x is None or x.ndim < max(DIMS) + 2):
        return max(lengths), True
    row = x is not None and (x.ndim == 1 or (x.ndim == 2 and not any(op.weighted for _, op in ops)))
    return 1 if row else 2, True


def with_channels(name: str, array: Array, ndim: int, bare: bool = True) -> Array:
    """One sample with its channel axis, (C, *size), from (1, C, *size), (C, *size) or, if `bare`, (*size)."""
    if array.ndim == ndim + 2 and array.shape[0] == 1:
        array = array[0]
    elif array.ndim == ndim and bare:
        array = array[np.newaxis]
    if array.ndim != ndim + 1:
        layout = "(*size) or (channels, *size)" if bare else "(channels, *size)"
        raise SpecError("input_rank", {"name": name, "shape": array.shape, "dims": ndim, "layout": layout})
    return array


def read_weight(op: str, weight: Array, ndim: int) -> Array:
    """A weight in PyTorch's layout; a kernel alone, (*K) or (1, *K), is for one channel."""
    if weight.ndim == ndim + 1 and weight.shape[0] == 1:
        weight = weight[0]
    if weight.ndim == ndim:
        weight = weight[np.newaxis, np.newaxis]
    if weight.ndim != ndim + 2:
        raise _not_a_kernel(op, weight)
    return weight


def _not_a_kernel(op: str, weight: Array) -> SpecError:
    layout = f"(*kernel) or {weight_layout(op)}"
    return SpecError("input_rank:weight", {"name": "weight", "shape": weight.shape, "layout": layout})


def _is_per_axis(value: Any) -> bool:
    """Whether a parameter has a number for each axis; one (lo, hi) pair may be for all."""
    return (
        isinstance(value, (list, tuple))
        and len(value) in DIMS
        and not (len(value) == 1 and isinstance(value[0], (list, tuple)))
    )
