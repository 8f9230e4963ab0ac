"""Max unpooling: values go back to where max pooling found them, among zeros."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from tconv_anim.core.call_text import size_formula
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses
from tconv_anim.core.operation import Arrays, Far, Operation, Outcome, one_cell, set_cells
from tconv_anim.core.ops._pooling import pooled_text, window_parameters
from tconv_anim.core.parameters import Size, as_int, check_least, flattened, per_axis
from tconv_anim.core.spec import OpSpec, Spec
from tconv_anim.core.step import Array
from tconv_anim.options import WRITTEN


def plan(
    channels: int,
    input_size: Size,
    *,
    kernel_size: int | Size,
    stride: int | Size | None = None,
    padding: int | Size = 0,
    output_size: int | Size | None = None,
) -> OpSpec:
    """Check a max unpooling; output_size is within a stride of ``(input_size - 1)*stride - 2*padding + kernel_size``.

    As in PyTorch, output_size may be a whole shape, with samples and channels in front.
    """
    kernel, strides, pads, _ = window_parameters(len(input_size), kernel_size, stride, padding)
    check_least("empty_spatial_input", "input_size", input_size, 1)
    axes = list(zip(input_size, strides, pads, kernel, strict=True))
    default = tuple((i - 1) * s - 2 * p + k for i, s, p, k in axes)
    size = default if output_size is None else _asked_size(output_size, default, strides)
    if min(size) < 1:
        less = tuple(min(p, ((i - 1) * s + k - 1) // 2) for i, s, p, k in axes)
        raise SpecError("output_size_too_small:unpool", {"padding": pads, "output": size}, hint=[{"padding": less}])
    parameters = (("kernel_size", kernel), ("stride", strides), ("padding", pads), ("output_size", size))
    return OpSpec("max_unpool", input_size, size, channels, channels, parameters)


def run(spec: Spec, arrays: Arrays) -> Outcome:
    """One step per input cell, in row-major order; several values for one place are not added."""
    if arrays.indices is None:
        raise SpecError("missing_parameter:indices", {"op": spec.op, "name": "indices"})
    indices = _checked(spec, arrays.input, arrays.indices)

    def far(channel: int, cell: Size) -> Far:
        return Far(one_cell(channel, map(int, np.unravel_index(int(indices[(channel, *cell)]), spec.output_size))))

    return set_cells(spec, arrays, far, by_output=False)


def call(spec: Spec) -> str:
    """As PyTorch writes it."""
    layer = pooled_text("MaxUnpool", spec)
    if spec.output_size == _default_size(spec):
        return layer
    return f"{layer}(x, indices, output_size={spec.output_size})"


def formula(spec: Spec) -> Clauses:
    """The output's size with its numbers."""
    if spec.output_size != _default_size(spec):
        return size_formula("o", "output_size", [(str(o),) for o in spec.output_size])
    numbers = [(f"({i} − 1)·{s} − 2·{p} + {k}", str((i - 1) * s - 2 * p + k)) for i, s, p, k in _axes(spec)]
    return size_formula("o", "(i − 1)·s − 2p + k", numbers)


def _axes(spec: Spec) -> Iterator[tuple[int, ...]]:
    return zip(spec.input_size, *(spec.get(name) for name in ("stride", "padding", "kernel_size")), strict=True)


def _default_size(spec: Spec) -> Size:
    return tuple((i - 1) * s - 2 * p + k for i, s, p, k in _axes(spec))


def _asked_size(output_size: Any, default: Size, strides: Size) -> Size:
    ndim = len(default)
    values = flattened(output_size)
    if len(values) == ndim + 2:
        values = values[2:]
    size = per_axis("output_size", values if len(values) > 1 else as_int("output_size", values[0]), ndim)
    if any(abs(o - usual) >= s for o, usual, s in zip(size, default, strides, strict=True)):
        near = tuple(
            max(1, usual - s + 1, min(o, usual + s - 1)) for o, usual, s in zip(size, default, strides, strict=True)
        )
        known = {"output_size": size, "usual": default}
        raise SpecError("output_size_out_of_range", known, hint=[{"output_size": near}])
    return size


def _checked(spec: Spec, input: Array, indices: Array) -> Array:
    """Indices that lie in the output plane and do not bring different values to one place."""
    if indices.shape != input.shape or indices.dtype.kind != "i":
        raise SpecError("indices_shape", {"name": "indices", "shape": indices.shape, "wanted": input.shape})
    plane = int(np.prod(spec.output_size))
    wrong = indices[(indices < 0) | (indices >= plane)]
    if wrong.size:
        known = {"index": int(wrong[0]), "output": spec.output_size, "count": plane, "name": "output_size"}
        raise SpecError("index_out_of_range", known)
    for channel in range(spec.in_channels):
        places, values = indices[channel].ravel(), input[channel].ravel()
        kept = np.zeros(plane, input.dtype)
        kept[places] = values
        if (kept[places] != values).any():  # PyTorch does not say which one stays
            index = places[np.flatnonzero(kept[places] != values)[0]]
            raise SpecError("conflicting_indices", {"index": int(index)})
    return indices


OP = Operation(
    slides=WRITTEN, plan=plan, run=run, call=call, formula=formula, spreads=False, indexed=True,
    enlarge=lambda factor, output_size, kernel_size: {"kernel_size": factor}, usual={"kernel_size": 2},  # noqa: ARG005
)  # fmt: skip
