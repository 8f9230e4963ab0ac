"""Operations side by side on one input."""

from __future__ import annotations

from tconv_anim.core.call_text import axes_text, in_letters
from tconv_anim.core.comparison import plan
from tconv_anim.core.message import Clauses, Message, equation, message
from tconv_anim.core.operation import Operation
from tconv_anim.core.spec import Spec


def call(spec: Spec) -> Message:
    """What is compared."""
    return message("compared", ops=", ".join(spec.get("ops")))


def formula(spec: Spec) -> Clauses:
    """The output's size is a multiple of the input's."""
    factor = axes_text(b // a for a, b in zip(spec.input_size, spec.output_size, strict=True))
    return (message("list", items=(equation(in_letters("o"), in_letters("r·i")), equation(in_letters("r"), factor))),)


OP = Operation(plan=plan, run=None, call=call, formula=formula, side_by_side=True)
