"""One operation with several values of its parameters, each on an input of its own."""

from __future__ import annotations

from typing import Any

from tconv_anim.core.message import Clauses, Message, message
from tconv_anim.core.operation import Operation
from tconv_anim.core.ops import get_op
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.options import MULTIPLES

Varied = tuple[tuple[str, tuple[Any, ...]], ...]
"""The parameters that differ, by their names, with their values."""


def plan(channels: int, input_size: Size, *, stages: tuple[Spec, ...], varied: Varied) -> OpSpec:  # noqa: ARG001
    """Checked operations of one name. They have no array in common: the sizes are those of the first."""
    first = stages[0]
    sizes = first.input_size, first.output_size, first.in_channels, first.out_channels
    return OpSpec(MULTIPLES, *sizes, (("varied", varied),), stages, side_by_side=True)


def call(spec: Spec) -> Message:
    """The calls of all."""
    return message("clauses", items=tuple(get_op(stage.op).call(stage) for stage in spec.stages))


def formula(spec: Spec) -> Clauses:
    """The formulas of all."""
    return tuple(clause for stage in spec.stages for clause in get_op(stage.op).formula(stage))


OP = Operation(plan=plan, run=None, call=call, formula=formula, side_by_side=True)
