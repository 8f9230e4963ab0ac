"""Padding and crops of the frameworks, and the PyTorch parameters that give them, if any do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.parameters import Pads, Size, check_least
from tconv_anim.frameworks.shared.call import Arguments, each
from tconv_anim.frameworks.shared.errors import LayerError, refuse_length


def pairs(ndim: int, name: str, padding: Any) -> Pads:
    """One (low, high) pair of whole numbers for each axis."""
    found = tuple(padding) if isinstance(padding, (list, tuple)) else ()
    if len(found) != ndim or not all(isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in found):
        refuse_length(name, padding, f"one (low, high) pair for each axis, such as {[(0, 1)] * ndim}")
    flat = each(2 * ndim, name, [number for pair in found for number in pair])
    return tuple(zip(flat[::2], flat[1::2], strict=True))


def plain(pads: Pads) -> Size | Pads:
    """Pads as one number for each axis if both ends are the same and none is negative."""
    if all(lo == hi >= 0 for lo, hi in pads):
        return tuple(lo for lo, _ in pads)
    return pads


def tensorflow_crops(word: str, sizes: tuple[Size, Size], stride: Size, dilation: Size, more: Size | None) -> Pads:
    """What Keras, TensorFlow and JAX crop for 'same' and 'valid'; `more` is Keras' output_padding."""
    crops = []
    for axis, (i, k, s, d) in enumerate(zip(*sizes, stride, dilation, strict=True)):
        ke = d * (k - 1) + 1
        canvas = (i - 1) * s + ke
        if word == "valid":
            crops.append((0, -max(s - ke, 0) if more is None else -more[axis]))
            continue
        if more is None:
            size, lo = i * s, max(ke - s, 0) // 2
        else:
            size = (i - 1) * s + ke % 2 + more[axis]
            lo = max(canvas - size, 0) // 2
        crops.append((lo, canvas - size - lo))
    return tuple(crops)


def same_pads(sizes: tuple[Size, Size], stride: Size, dilation: Size, *, at_end: bool) -> Pads:
    """TensorFlow's 'same': output ceil(input/stride), an odd cell at the end (or for SAME_LOWER at the start)."""
    check_least("nonpositive_stride", "stride", stride, 1)
    pads = []
    for i, k, s, d in zip(*sizes, stride, dilation, strict=True):
        total = max((-(-i // s) - 1) * s + d * (k - 1) + 1 - i, 0)
        less, more = total // 2, total - total // 2
        pads.append((less, more) if at_end else (more, less))
    return tuple(pads)


def check_output_padding(arguments: Arguments, framework: str, given: Size, most: Sequence[int]) -> None:
    """Refuse an output_padding that is not from 0 to `most`, axis by axis.

    Raises
    ------
    LayerError
    """
    if all(0 <= number <= limit for number, limit in zip(given, most, strict=True)):
        return
    ranges = [f"0 to {limit}" if limit else "0" for limit in most]
    accepted = ranges[0] if len(set(ranges)) == 1 else f"{ranges[0]} for the rows and {ranges[1]} for the columns"
    raise LayerError("output_padding_range", {"argument": arguments.text("output_padding"), "framework": framework,
                                              "call": arguments.name, "accepted": accepted})  # fmt: skip


def torch_padding(spec: ConvSpec) -> tuple[Size, Size] | None:
    """PyTorch's padding and output_padding for a conv_transpose's crops; None if no single call gives them."""
    output_padding = tuple(lo - hi for lo, hi in spec.crops)
    limits = (max(s, d) for s, d in zip(spec.stride, spec.dilation, strict=True))
    if min(lo for lo, _ in spec.crops) < 0:
        return None
    if not all(0 <= op < limit for op, limit in zip(output_padding, limits, strict=True)):
        return None
    return tuple(lo for lo, _ in spec.crops), output_padding


def as_torch(spec: ConvSpec, framework: str) -> tuple[ConvSpec, Clauses]:
    """The spec with PyTorch's padding and output_padding if they give the same crop; if not, a note that says so."""
    torch = torch_padding(spec)
    if torch is not None:
        padding, output_padding = torch
        return replace(spec, padding=padding, output_padding=output_padding), ()
    axis = next((n for n in range(spec.ndim) if torch_padding(_axis(spec, n)) is None), 0)
    lo, hi = spec.crops[axis]
    note = message("crops_unlike_torch", framework=framework, **_ends(spec.crops, axis))
    single = _axis(spec, axis)
    mirrored = torch_padding(replace(single, padding=((hi, lo),))) if 0 <= lo < hi else None
    if mirrored is not None:
        padding, output_padding = mirrored
        note = message("same_size_in_torch", crop=note, padding=padding[0], output_padding=output_padding[0],
                       shift=hi - lo)  # fmt: skip
    return spec, (note,)


def pads_notes(spec: ConvSpec, framework: str) -> Clauses:
    """A note on a conv whose two ends are padded differently."""
    axis = next((n for n, (lo, hi) in enumerate(spec.pads) if lo != hi), None)
    return () if axis is None else (message("pads_differ", framework=framework, **_ends(spec.pads, axis)),)


def _ends(pads: Pads, axis: int) -> dict[str, int | None]:
    """What a message says of both ends of an axis, which it names if the axes differ."""
    lo, hi = pads[axis]
    return {"lo": lo, "hi": hi, "axis": None if len(set(pads)) == 1 else axis}


def _axis(spec: ConvSpec, axis: int) -> ConvSpec:
    """The same along one axis only."""
    return ConvSpec(
        "conv_transpose", (spec.input_size[axis],), (spec.kernel_size[axis],), (spec.stride[axis],),
        (spec.crops[axis],), (spec.dilation[axis],),
    )  # fmt: skip
