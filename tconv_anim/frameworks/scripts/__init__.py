"""Scripts that compute what a trace shows, in the words of a framework.

One file of this folder is one framework and ends in a `Script`: it is found by its name. `_lines` holds what several
of them need.
"""

from __future__ import annotations

from tconv_anim.core.equivalents import disguise
from tconv_anim.core.operation import Arrays
from tconv_anim.core.spec import Spec
from tconv_anim.core.trace import Trace, run
from tconv_anim.core.work import check_written
from tconv_anim.frameworks.scripts._script import Script, scripts
from tconv_anim.frameworks.shared.errors import CodeError
from tconv_anim.options import LIKE, op_names


def to_code(trace: Trace, like: str = LIKE.default) -> str:
    """A script that computes a trace's output, (1, C_out, *output_size), and prints it.

    Parameters
    ----------
    trace : of an operation, or of several that run one after the other
    like : the framework: "torch", "jax", "keras" or "onnx"

    Raises
    ------
    CodeError
        for a framework that has no call for it.
    """
    if trace.spec.side_by_side:
        raise CodeError("no_script", {"asked": trace.spec.op, "known": op_names()})
    trace.check_shown()
    check_script(trace.spec, like)
    known = scripts()
    try:
        lines = _script_of(known[like], trace)
    except CodeError as error:
        others = [{"like": name} for name in known if _writes(known[name], trace)]
        raise CodeError(error.kind, error.parameters, others) from None
    return "\n".join(lines) + "\n"


def check_script(spec: Spec, like: str) -> None:
    """Refuse a script that takes too much memory to write.

    Raises
    ------
    CodeError
        for a framework that is not known
    SpecError
        of kind "too_large"
    """
    if like not in scripts():
        raise CodeError("unknown_framework", {"like": like, "known": list(scripts())})
    for stage in spec.stages or (spec,):
        equal = None if stage.op in scripts()[like].writes else disguise(stage)
        check_written(stage if equal is None else equal.spec, steps=False)


def _script_of(script: Script, trace: Trace) -> list[str]:
    """A script; what the framework has no call for is written as the convolution that it equals."""
    head, stages = [], []
    for stage in trace.stages or (trace,):
        op, equal = stage.spec.op, disguise(stage)
        if op in script.writes:
            stages.append(stage)
        elif equal is None or equal.repeat:
            raise CodeError("no_call", {"framework": script.title, "asked": op})
        else:
            head.append(f"# {op} is written as the {equal.spec.op} that it equals")
            stages.append(run(equal.spec, Arrays(stage.input, equal.weight)))
    return [*head, *script.write(stages)]


def _writes(script: Script, trace: Trace) -> bool:
    try:
        _script_of(script, trace)
    except CodeError:
        return False
    return True
