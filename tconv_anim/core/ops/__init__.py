"""Operations by name: one file each, whose ``OP`` says what the operation can do. A new file is a new operation."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from tconv_anim.core.errors import SpecError, with_working_hints
from tconv_anim.core.operation import Operation
from tconv_anim.core.parameters import Size, as_int, check_least, per_axis
from tconv_anim.core.spec import Spec
from tconv_anim.options import CHAIN, COMPARE, MULTIPLES, OPTIONS, RECORD_OPTIONS, near_ops, op_names


def get_op(op: str) -> Operation:
    """An operation by its name.

    Raises
    ------
    SpecError
        of kind "unknown_op".
    """
    if isinstance(op, str) and op in (*op_names(), *_OF_STAGES):
        return _load(op)
    known = op_names()
    raise SpecError("unknown_op", {"op": op, "known": near_ops(str(op), known) or known})


_OF_STAGES = {CHAIN: "_chain", COMPARE: "_compare", MULTIPLES: "_multiples"}
"""What runs other operations, in files that are no operations of their own."""


@cache
def _load(op: str) -> Operation:
    found: Operation = import_module(f"{__name__}.{_OF_STAGES.get(op, op)}").OP
    return found


def describe(spec: Spec) -> Operation:
    """What the operation of a spec says of itself: of stages that are given one by one, what holds for all of them."""
    stages = [describe(stage) for stage in spec.stages]
    linear = all(stage.linear for stage in stages)
    spreads = any(stage.spreads for stage in stages)
    return get_op(spec.op)._replace(linear=linear, spreads=spreads) if stages else get_op(spec.op)


def enlarging_ops() -> tuple[str, ...]:
    """The operations that `compare` can compare: those that take a plane to a multiple of its size."""
    return tuple(op for op in op_names() if get_op(op).enlarge and 2 in get_op(op).dims)


def plan(op: str, channels: int, input_size: Size, parameters: Mapping[str, Any]) -> Spec:
    """The checked spec of an operation.

    Parameters
    ----------
    parameters : by PyTorch's names; None is the same as leaving a parameter out

    Raises
    ------
    SpecError
        of kind "unknown_op", "unknown_parameter", "missing_parameter", "unknown_dims" or of what the op refuses.

    Examples
    --------
    >>> plan("max_pool", 1, (5, 5), {"kernel_size": 2}).output_size
    (2, 2)
    """
    found = get_op(op)
    if len(input_size) not in found.dims:
        ways = [{"dims": n} for n in found.dims]
        raise SpecError("unknown_dims", {"op": op, "dims": len(input_size)}, hint=ways)
    given = {name: value for name, value in parameters.items() if value is not None}
    check_names(op, tuple(given), takes(op))
    channels, input_size = as_int("in_channels", channels), per_axis("input_size", input_size, len(input_size))
    if not found.weighted:  # a convolution checks it together with its groups
        check_least("channel_mismatch:nonpositive", "in_channels", (channels,), 1)
    for name, parameter in inspect.signature(found.plan).parameters.items():
        if parameter.kind == parameter.KEYWORD_ONLY and parameter.default is parameter.empty and name not in given:
            raise SpecError("missing_parameter", {"op": op, "name": name}, hint=[{name: 2}])
    try:
        return found.plan(channels, input_size, **given)
    except SpecError as error:
        tried = {"in_channels": channels, "input_size": input_size, **given}
        raise with_working_hints(error, lambda way: _is_accepted(found, tried | way)) from None


def _is_accepted(op: Operation, parameters: dict[str, Any]) -> bool:
    try:
        op.plan(parameters.pop("in_channels"), parameters.pop("input_size"), **parameters)
    except (SpecError, TypeError):  # a way out for another op, or for a stage of this one
        return False
    return True


@cache
def takes(op: str) -> tuple[str, ...]:
    """The names of an operation's parameters."""
    signature = inspect.signature(get_op(op).plan)
    return tuple(name for name, p in signature.parameters.items() if p.kind == p.KEYWORD_ONLY)


def check_names(op: str, names: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Refuse a parameter that an op does not take."""
    for name in names:
        if name not in known:
            parameters = {"op": op, "name": name, "known": known}
            from difflib import get_close_matches

            near = get_close_matches(name, known, 1)
            if near and name not in OPTIONS | RECORD_OPTIONS:
                raise SpecError("unknown_parameter:near", parameters | {"near": near[0]})
            raise SpecError("unknown_parameter", parameters)
