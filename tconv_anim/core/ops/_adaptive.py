"""Adaptive pooling windows: the output's size is given, and the windows divide the input as evenly as they can."""

from __future__ import annotations

from typing import Any

import numpy as np

from tconv_anim.core.call_text import axes_text, size_formula
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses, Message, equation, message
from tconv_anim.core.parameters import Size, flattened, per_axis
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Cells
from tconv_anim.options import Given


def adapted(op: str, channels: int, input_size: Size, output_size: Any) -> OpSpec:
    """The spec of an adaptive pooling; an axis of output_size that is None keeps the input's size.

    Raises
    ------
    SpecError
        of kind "nonpositive_output_size", "empty_spatial_input", or for a parameter alone.
    """
    asked = flattened(output_size)
    if len(asked) == len(input_size):
        asked = tuple(i if o is None else o for i, o in zip(input_size, asked, strict=True))
    size = per_axis("output_size", asked, len(input_size))
    if min(input_size) < 1:
        raise SpecError("empty_spatial_input", {"given": Given("input_size", input_size)}, hint=[{"input_size": 1}])
    if min(size) < 1:
        made = {"given": Given("output_size", size), "output": size, "found": input_size}
        raise SpecError("nonpositive_output_size", made, hint=[{"output_size": 1}])
    return OpSpec(op, input_size, size, channels, channels, (("output_size", size),))


def ends(spec: Spec, cell: Size) -> list[tuple[int, int]]:
    """Per axis, where the window of an output cell starts, and where it ends, which is one cell further.

    ``floor(at*in/out)`` and ``ceil((at + 1)*in/out)``, as PyTorch has them.
    """
    axes = zip(cell, spec.input_size, spec.output_size, strict=True)
    return [(at * i // o, -(-(at + 1) * i // o)) for at, i, o in axes]


def window(spec: Spec, channel: int, cell: Size) -> Cells:
    """The input cells under an output cell's window."""
    return Cells(np.array([channel]), tuple(np.arange(*both) for both in ends(spec, cell)))


def largest_window(spec: Spec) -> Size:
    """How many cells a window has along each axis, at most."""
    return tuple(min(i, -(-i // o) + bool(i % o)) for i, o in zip(spec.input_size, spec.output_size, strict=True))


def told(spec: Spec, cell: Size) -> Clauses:
    """Where the window of an output cell starts and ends, if windows are of unequal size, with the numbers."""
    if not is_uneven(spec):
        return ()
    axes = []
    for at, i, o, both in zip(cell, spec.input_size, spec.output_size, ends(spec, cell), strict=True):
        start, end = (str(number) for number in both)
        sides = equation(f"⌊{at}·{i}/{o}⌋", start), equation(f"⌈{at + 1}·{i}/{o}⌉", end)
        axes.append(message("window_ends", start=sides[0], end=sides[1]))
    if len(set(axes)) == 1:
        return (axes[0],)
    rows, columns = axes
    return message("rows", words=rows), message("columns", words=columns)


def sizes_along(spec: Spec, axis: int) -> set[int]:
    """How many cells the windows have along an axis."""
    cells = ((0,) * axis + (at,) + (0,) * (spec.ndim - axis - 1) for at in range(spec.output_size[axis]))
    return {end - start for start, end in (ends(spec, cell)[axis] for cell in cells)}


def is_uneven(spec: Spec) -> bool:
    """Whether the input's size is not a multiple of the output's."""
    return any(i % o for i, o in zip(spec.input_size, spec.output_size, strict=True))


def formula(spec: Spec) -> Clauses:
    """The output's size, and where windows start and end."""
    end = message("not_included", words=equation("end", "⌈(i + 1)·in/out⌉"))
    both = equation("start", "⌊i·in/out⌋"), end
    why: tuple[Message, ...] = ()
    if is_uneven(spec):
        uneven = [n for n, (i, o) in enumerate(zip(spec.input_size, spec.output_size, strict=True)) if i % o]
        differing = [n for n in uneven if len(sizes_along(spec, n)) > 1]
        axis = (differing or uneven)[0]
        sizes = {"input": spec.input_size[axis], "output": spec.output_size[axis]}
        why = (message("windows_differ", **sizes) if differing else message("windows_share", **sizes),)
    return *size_formula("o", "output_size", [(str(o),) for o in spec.output_size]), message("list", items=both), *why


def text(name: str, spec: Spec) -> str:
    """The call as PyTorch writes it."""
    return f"{name}{spec.ndim}d({axes_text(spec.output_size)})"
