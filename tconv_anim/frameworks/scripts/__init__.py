"""Scripts that compute what a trace shows, in the words of a framework.

One file of this folder is one framework and ends in a `Script`: it is found by its name. `_lines` holds what several
of them need.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeVar

from tconv_anim.core.conv_spec import ConvSpec, Op
from tconv_anim.core.equivalents import disguise
from tconv_anim.core.operation import Arrays
from tconv_anim.core.parameters import Size, count_axes, per_axis
from tconv_anim.core.spec import Spec
from tconv_anim.core.trace import Trace, run
from tconv_anim.core.work import check_written
from tconv_anim.frameworks.scripts._answers import answers
from tconv_anim.frameworks.scripts._lines import head as needed
from tconv_anim.frameworks.scripts._script import Script, scripts
from tconv_anim.frameworks.shared.errors import CodeError
from tconv_anim.options import LIKE, op_names

OneOrMore = TypeVar("OneOrMore", Spec, Trace)


def to_code(trace: Trace, like: str = LIKE.default) -> str:
    """A script that computes a trace's output, (1, C_out, *output_size), and prints it.

    Parameters
    ----------
    trace : of an operation, or of several that run one after the other
    like : the framework: "torch", "keras", "jax", "flax", "onnx" or "paddle"

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
    if trace.symbolic:
        raise CodeError("letters", {"framework": known[like].title})
    try:
        lines = _script_of(known[like], trace)
    except CodeError as error:
        others = [{"like": name} for name in known if _writes(known[name], trace)]
        raise CodeError(error.kind, error.parameters, others) from None
    return "\n".join(lines) + "\n"


def to_layer(spec: ConvSpec, like: str = LIKE.default) -> str:
    """A convolution as the call of a framework's layer.

    Parameters
    ----------
    spec : of a conv or a conv_transpose
    like : the framework, as `to_code` takes it

    Raises
    ------
    CodeError
        for a framework that is not known, or that has no layer for it

    Examples
    --------
    >>> spec = ConvSpec("conv_transpose", 4, 4, stride=2, padding=1)
    >>> to_layer(spec, "keras")
    "keras.layers.Conv2DTranspose(1, kernel_size=4, strides=2, padding='same')"
    """
    _check_known(like)
    try:
        return scripts()[like].layer(spec)
    except CodeError as error:
        others = [{"like": name} for name, script in scripts().items() if _layer_of(script, spec)]
        raise CodeError(error.kind, error.parameters, others) from None


def solve_like(
    like: str, input_size: int | Size, output_size: int | Size, op: Op = "conv_transpose", **tried: Any
) -> list[tuple[str, ConvSpec]]:
    """The layers of a framework that take an input of one size to an output of another, with what they compute.

    Parameters
    ----------
    like : the framework, as `to_code` takes it
    input_size, output_size, op, **tried : as `solve` takes them

    Raises
    ------
    SpecError, CodeError

    Examples
    --------
    >>> layers = solve_like("keras", 4, 8, kernel_size=3, dilation=1)
    >>> layers[0][0], layers[0][1].crops
    ("keras.layers.Conv2DTranspose(1, kernel_size=3, strides=2, padding='same')", ((0, 1), (0, 1)))
    """
    _check_known(like)
    ndim = count_axes(input_size, output_size)
    i, o = per_axis("input_size", input_size, ndim), per_axis("output_size", output_size, ndim)
    return answers(scripts()[like], i, o, op, tried)


def _layer_of(script: Script, spec: ConvSpec) -> str:
    """A convolution's layer; empty where there is none."""
    try:
        return script.layer(spec)
    except CodeError:
        return ""


def check_script(spec: Spec, like: str) -> None:
    """Refuse a script that takes too much memory to write.

    Raises
    ------
    CodeError
        for a framework that is not known
    SpecError
        of kind "too_large"
    """
    _check_known(like)
    for stage in _single(spec):
        equal = None if stage.op in scripts()[like].writes else disguise(stage)
        check_written(stage if equal is None else equal.spec, steps=False)


def _check_known(like: str) -> None:
    if like not in scripts():
        raise CodeError("unknown_framework", {"like": like, "known": list(scripts())})


def _single(whole: OneOrMore) -> Iterator[OneOrMore]:
    """The operations that run one after the other, of stages that have stages of their own each of these."""
    if not whole.stages:
        yield whole
    for stage in whole.stages:
        yield from _single(stage)


def _script_of(script: Script, trace: Trace) -> list[str]:
    """A script; what the framework has no call for is written as the convolution that it equals."""
    head, stages = [], []
    for stage in _single(trace):
        op, equal = stage.spec.op, disguise(stage)
        if op in script.writes:
            stages.append(stage)
        elif equal is None or equal.repeat:
            raise CodeError("no_call", {"framework": script.title, "asked": op})
        else:
            head.append(f"# {op} is written as the {equal.spec.op} that it equals")
            stages.append(run(equal.spec, Arrays(stage.input, equal.weight)))
    lines = script.write(stages)
    for stage in stages:
        own = _layer_of(script, stage.spec) if stage.spec.weight_shape else ""
        if own and not any(own in line for line in lines):
            head.append(f"# {own}")
    return [*head, *needed(lines), *lines]


def _writes(script: Script, trace: Trace) -> bool:
    try:
        _script_of(script, trace)
    except CodeError:
        return False
    return True
