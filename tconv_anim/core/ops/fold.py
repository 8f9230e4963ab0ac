"""Fold, known as col2im: each column of a matrix is laid back into its window, and added where windows overlap."""

from __future__ import annotations

import math
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from tconv_anim.core.arrays import check_sums, largest
from tconv_anim.core.call_text import axes_text, size_formula
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses, equation, message
from tconv_anim.core.operation import Arrays, Far, Operation, Outcome, one_cell, set_cells
from tconv_anim.core.ops._columns import (
    count_words,
    matrix_size,
    parameters_of,
    place,
    reached_padding,
    window_text,
    windows,
    windows_of,
)
from tconv_anim.core.parameters import Size, per_axis
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.symbols import is_symbolic
from tconv_anim.options import Given


def plan(
    channels: int,
    input_size: Size,
    *,
    output_size: int | Size,
    kernel_size: int | Size,
    dilation: int | Size = 1,
    padding: int | Size = 0,
    stride: int | Size = 1,
) -> OpSpec:
    """Check a fold. Its input is the matrix, a plane with a row for each channel and tap, a column for each window."""
    size = per_axis("output_size", output_size, len(input_size))
    try:
        found = windows_of(size, kernel_size, dilation, padding, stride)
    except SpecError as error:  # of the plane, which is the output here
        error.hint = tuple({"output_size" if n == "input_size" else n: v for n, v in way.items()} for way in error.hint)
        raise
    if channels != 1:
        raise SpecError("matrix_of_channels", {"op": "fold", "found": channels}, hint=[{"in_channels": 1}])
    taps, count = math.prod(found.kernel_size), math.prod(found.output_size)
    if input_size[0] % taps or input_size[0] < 1 or input_size[1] != count:
        fitting = max(1, input_size[0] // taps) * taps, count
        known = {"input_size": Given("input_size", input_size), "kernel_size": kernel_size, "output_size": output_size,
                 "multiple": taps, "count": count}  # fmt: skip
        raise SpecError("not_columns", known, hint=[{"input_size": fitting}])
    parameters = (("output_size", size), *parameters_of(found))
    return OpSpec("fold", input_size, size, 1, input_size[0] // taps, parameters)


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per cell of the matrix, column by column, added to the output, or around it where padding crops."""
    found = windows(spec)
    if not is_symbolic(arrays.input) and arrays.input.dtype.kind == "i":
        check_sums(largest(arrays.input) * math.prod(found.kernel_size))

    def far(channel: int, cell: Size) -> Far:  # noqa: ARG001 # the matrix has one
        return Far(one_cell(*place(found, cell)))

    around = reached_padding(found)
    return set_cells(spec, arrays, far, by_output=False, adds=True, by_column=True, around=around)


def call(spec: Spec) -> str:
    """As PyTorch writes it."""
    return f"Fold(output_size={axes_text(spec.output_size)}, {window_text(windows(spec))})"


def formula(spec: Spec) -> Clauses:
    """The output's size, and that of the matrix that goes with it."""
    found = windows(spec)
    size = size_formula("o", "output_size", [(str(o),) for o in spec.output_size])
    return *size, message("list", items=(equation("L", *count_words(found)),))


def _fitting(parameters: Mapping[str, Any]) -> Size | None:
    """The size of a matrix of one channel that goes with parameters; None if they are to be refused."""
    with suppress(SpecError, TypeError):
        own = {name: parameters.get(name, 0 if name == "padding" else 1) for name in ("dilation", "padding", "stride")}
        plane = per_axis("output_size", parameters["output_size"], 2)
        return matrix_size(1, windows_of(plane, parameters["kernel_size"], **own))
    return None


OP = Operation(
    plan=plan, run=run, call=call, formula=formula, spreads=False, dims=(2,),
    usual={"kernel_size": 2, "output_size": 3}, fitting=_fitting, columns=lambda spec: windows(spec).output_size,
)  # fmt: skip
