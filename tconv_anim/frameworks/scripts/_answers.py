"""The parameters that give a size, in a framework's words."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from tconv_anim.core.conv_spec import ConvSpec, Op
from tconv_anim.core.errors import SpecError
from tconv_anim.core.parameters import Size
from tconv_anim.core.solve import solve
from tconv_anim.frameworks.scripts._layers import WORDS, padding_of
from tconv_anim.frameworks.scripts._script import Script
from tconv_anim.frameworks.shared.errors import CodeError
from tconv_anim.options import TRIED

MOST_TRIED = 20_000  # combinations of kernel size, stride and dilation, each with every word


def answers(
    script: Script, input_size: Size, output_size: Size, op: Op, tried: Mapping[str, Any]
) -> list[tuple[str, ConvSpec]]:
    """What `solve` finds, and what the words for padding give, as far as the framework has a layer for it.

    Raises
    ------
    SpecError
        as `solve` raises it, if the words give nothing
    CodeError
        if the framework has no layer for any answer
    """
    found: dict[tuple[str, Size], ConvSpec] = {}
    if script.words and not {"padding", "output_padding"} & {*tried}:
        by_word = _by_word(input_size, output_size, op, tried)
        found |= _written(script, sorted(by_word, key=lambda spec: (spec.dilation, spec.kernel_size, spec.stride)))
    try:
        found |= _written(script, solve(input_size, output_size, op, **tried))
    except SpecError:
        if not found:
            raise
    if not found:
        raise CodeError("no_layer", {"framework": script.title, "asked": op}, [{"like": "torch"}])
    return [(call, spec) for (call, _), spec in found.items()]


def _written(script: Script, specs: Iterable[ConvSpec]) -> dict[tuple[str, Size], ConvSpec]:
    """The layers that the framework has, with their kernels, which not every call shows, and their specs."""
    found: dict[tuple[str, Size], ConvSpec] = {}
    for spec in specs:
        with suppress(CodeError):
            found.setdefault((script.layer(spec), spec.kernel_size), spec)
    return found


def _by_word(input_size: Size, output_size: Size, op: Op, tried: Mapping[str, Any]) -> Iterator[ConvSpec]:
    """Convolutions whose padding has a name and that give the size."""
    strides = range(1, max(*input_size, *output_size) + 1)
    axes = [
        list(_each(len(input_size), tried.get(name, default)))
        for name, default in (("kernel_size", TRIED["kernel_size"]), ("stride", strides),
                              ("dilation", TRIED["dilation"]))
    ]  # fmt: skip
    if math.prod(map(len, axes)) > MOST_TRIED:
        return
    for kernel_size, stride, dilation in itertools.product(*axes):
        if all(d > 1 and k == 1 for d, k in zip(dilation, kernel_size, strict=True)):
            continue  # dilation changes nothing
        for word in WORDS:
            with suppress(SpecError):
                pads = padding_of(op, (input_size, kernel_size), stride, dilation, word)
                spec = ConvSpec(op, input_size, kernel_size, stride, pads, dilation)
                if spec.output_size == output_size:
                    yield spec


def _each(ndim: int, value: Any) -> Iterator[Size]:
    """The sizes to try: equal ones on all axes, unless each axis has its own."""
    if isinstance(value, tuple):
        yield from itertools.product(*([n] if isinstance(n, int) else n for n in value))
    else:
        yield from ((n,) * ndim for n in ([value] if isinstance(value, int) else value))
