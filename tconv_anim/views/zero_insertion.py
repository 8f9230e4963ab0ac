"""Transposed convolution as conv_arithmetic draws it: a stride-1 convolution over the zero-inserted input."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from tconv_anim.captions import border_text, call_text, formula_text, size_text
from tconv_anim.scene import Role, Shot
from tconv_anim.trace import Trace, zero_inserted
from tconv_anim.views.sliding_window import Words, gather


def zero_insertion(trace: Trace, step_ms: int) -> Iterator[Shot]:
    """Shots of a conv_transpose: the set-up, one for each output cell, the finished output."""
    spec = trace.spec
    inserted = zero_inserted(trace)
    sizes = [f"zeros inserted: {size_text(inserted.spec.input_size)}"] if max(spec.stride) > 1 else []
    if inserted.spec.padded_size != inserted.spec.input_size:
        grows = max(inserted.spec.padded_size) > max(inserted.spec.input_size)
        sizes.append(f"{'with border' if grows else 'cropped'}: {size_text(inserted.spec.padded_size)}")
    words = Words(
        call=call_text(spec),
        formula=f"{border_text(spec)}; {formula_text(spec)}",
        setup="insert zeros, add the border, flip the kernel",
        input_title=f"input {size_text(spec.input_size)}",
        input_subtitle="; ".join(sizes),
        kernel_subtitle="flipped",
    )
    input_roles = np.full(inserted.spec.input_size, Role.INSERTED_ZERO, np.int8)
    input_roles[tuple(slice(None, None, s) for s in spec.stride)] = Role.INPUT
    output_roles = np.full(spec.output_size, Role.EXTRA, np.int8)
    output_roles[tuple(slice(0, o - op) for o, op in zip(spec.output_size, spec.output_padding, strict=True))] = (
        Role.OUTPUT
    )
    yield from gather(inserted, step_ms, words, input_roles, output_roles)
