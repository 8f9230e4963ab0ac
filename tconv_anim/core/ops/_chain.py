"""Operations one after the other, as one."""

from __future__ import annotations

from tconv_anim.core.message import Clauses, Message, message
from tconv_anim.core.operation import Operation
from tconv_anim.core.ops import _subpixel, get_op
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import OpSpec, Spec, one_after_another
from tconv_anim.options import CHAIN


def plan(channels: int, input_size: Size, *, stages: tuple[Spec, ...]) -> OpSpec:  # noqa: ARG001
    """Stages whose sizes fit each other, as `record` plans them."""
    return one_after_another(CHAIN, stages)


def call(spec: Spec) -> Message:
    """The stages' calls."""
    return message("calls_in_turn", calls=tuple(get_op(stage.op).call(stage) for stage in spec.stages))


def formula(spec: Spec) -> Clauses:
    """The stages' formulas."""
    return tuple(clause for stage in spec.stages for clause in get_op(stage.op).formula(stage))


OP = Operation(plan=plan, run=None, call=call, formula=formula, equals=_subpixel.equals)
