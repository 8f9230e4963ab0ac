"""Unfold, known as im2col: the patch under each place of a window becomes a column of a matrix."""

from __future__ import annotations

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
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import OpSpec, Spec


def plan(
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    dilation: int | Size = 1,
    padding: int | Size = 0,
    stride: int | Size = 1,
) -> OpSpec:
    """Check an unfold; its output is the matrix, one plane of ``channels * cells of the kernel`` rows."""
    found = windows_of(input_size, kernel_size, dilation, padding, stride)
    return OpSpec("unfold", input_size, matrix_size(channels, found), channels, 1, parameters_of(found))


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per cell of the matrix, column by column: it copies a cell of the input, or a zero of the padding."""
    found = windows(spec)

    def far(channel: int, cell: Size) -> Far:  # noqa: ARG001 # the matrix has one
        return Far(one_cell(*place(found, cell)))

    return set_cells(spec, arrays, far, by_output=True, by_column=True)


def formula(spec: Spec) -> Clauses:
    """The matrix's size with its numbers."""
    found = windows(spec)
    sides = "C·k·k", "·".join(map(str, (spec.in_channels, *found.kernel_size))), str(spec.output_size[0])
    return message("rows", words=equation(*sides)), message("columns", words=equation("L", *count_words(found)))


OP = Operation(
    plan=plan, run=run, call=lambda spec: f"Unfold({window_text(windows(spec))})", formula=formula, dims=(2,),
    by_output=True, usual={"kernel_size": 2}, reached_padding=lambda spec: reached_padding(windows(spec)),
    window=lambda spec: (1, 1), columns=lambda spec: windows(spec).output_size,  # noqa: ARG005
)  # fmt: skip
