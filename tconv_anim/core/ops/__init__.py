"""Operations by name, one file each: convolutions have ``run``, upsampling and pooling an ``OP``."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Mapping
from importlib import import_module
from typing import Any

from tconv_anim.core.ops import conv, conv_transpose
from tconv_anim.core.sampling import ChainOp, ChainSpec, SampleOp, SampleSpec
from tconv_anim.core.spec import Size, SpecError, either
from tconv_anim.options import SAMPLES

RUN = {"conv": conv.run, "conv_transpose": conv_transpose.run}

Plan = SampleSpec | ChainSpec


def get_op(op: str) -> SampleOp | ChainOp:
    """An upsampling or pooling by its name.

    Raises
    ------
    SpecError
        of kind "unknown_op".
    """
    if not isinstance(op, str) or op not in SAMPLES:
        names = (*RUN, *SAMPLES)
        near = difflib.get_close_matches(str(op), names, 1)
        raise SpecError("unknown_op", f"op {op!r} is not known: use {near[0] if near else either(names)}")
    found: SampleOp | ChainOp = import_module(f"{__name__}.{SAMPLES[op][0]}").OP
    return found


def get_sample_op(op: str) -> SampleOp:
    """An upsampling or pooling that is no chain."""
    found = get_op(op)
    assert isinstance(found, SampleOp)
    return found


def plan(op: str, channels: int, input_size: Size, parameters: Mapping[str, Any]) -> Plan:
    """The checked spec of an upsampling or pooling; of a chain, its stages'.

    Parameters
    ----------
    parameters : by PyTorch's names; None means the same as leaving it out

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
    dims = SAMPLES[op][1]
    if len(input_size) not in dims:
        raise SpecError("unknown_dims", f"{op} does not work over {len(input_size)} axes: give an input of {dims[0]}")
    given = {name: value for name, value in parameters.items() if value is not None}
    check_names(op, tuple(given), takes(op))
    for name, parameter in inspect.signature(found.plan).parameters.items():
        if parameter.kind == parameter.KEYWORD_ONLY and parameter.default is parameter.empty and name not in given:
            raise SpecError("missing_parameter", f"{op} needs {name}: give it, such as {name} 2")
    return found.plan(channels, input_size, **given)


def takes(op: str) -> tuple[str, ...]:
    """The names of an upsampling's or pooling's parameters."""
    signature = inspect.signature(get_op(op).plan)
    return tuple(name for name, p in signature.parameters.items() if p.kind == p.KEYWORD_ONLY)


def check_names(op: str, names: tuple[str, ...], known: tuple[str, ...]) -> None:
    """Whether an op takes parameters of these names."""
    for name in names:
        if name not in known:
            raise SpecError("unknown_parameter", f"{op} does not take {name}: it takes {', '.join(known)}")
