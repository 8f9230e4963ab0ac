"""Lines that scripts of several frameworks have in common."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace

MOST_BITS = 32
LINE = 100
NUMPY_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
"""numpy.pad's words for PyTorch's padding modes."""


MOST_WRITTEN = 600
"""Numbers that an array may have and be written as a list; of a larger one the bits are written."""
UNPACKED = (
    "def unpacked(text, bits, least, shape):  # the numbers of a large array, print() shows them",
    "    found = np.unpackbits(np.frombuffer(base64.b64decode(text), np.uint8))[: bits * int(np.prod(shape))]",
    "    return (found.reshape(-1, bits) @ (1 << np.arange(bits)[::-1]) + least).reshape(shape)",
)


def written(array: Array) -> str:
    """An array's numbers as Python: a list, or for many of them a call of `unpacked`."""
    whole = array.dtype.kind in "iu"
    least = int(array.min()) if array.size else 0
    bits = max(1, (int(array.max()) - least).bit_length()) if whole and array.size else 0
    if array.size <= MOST_WRITTEN or bits > MOST_BITS:
        return str(array.tolist())
    if not whole:
        return f"np.frombuffer(base64.b64decode({_lines(array.astype('<f8').tobytes())}), '<f8').reshape({array.shape})"
    digits = (array.reshape(-1, 1) - least) >> np.arange(bits)[::-1] & 1
    packed = np.packbits(digits.astype(np.uint8).ravel()).tobytes()
    return f"unpacked({_lines(packed)}, {bits}, {least}, {array.shape})"


def _lines(found: bytes) -> str:
    """Bytes as a text of base64 in several lines."""
    text = base64.b64encode(found).decode()
    return '"""\n' + "\n".join(text[n : n + LINE] for n in range(0, len(text), LINE)) + '\n"""'


def head(lines: Iterable[str]) -> list[str]:
    """What a script needs before its own lines."""
    text = "\n".join(lines)
    if "base64." not in text and "unpacked(" not in text:
        return []
    own = ["", *UNPACKED, ""] if "unpacked(" in text else []
    return ["import base64", "", "import numpy as np", "", *own, ""]


def array_line(name: str, array: Array) -> str:
    """The line that makes an array."""
    return f"{name} = np.array({written(array)}, dtype='float32')"


def weight_lines(trace: Trace) -> list[str]:
    """The weight in PyTorch's layout and the bias as arrays w and b."""
    return [array_line("w", trace.weight), array_line("b", trace.bias)]


def in_turn(stages: Iterable[Sequence[str]]) -> list[str]:
    """The lines of stages that each compute y from x."""
    lines: list[str] = []
    for stage in stages:
        lines += [*(["x = y"] if lines else []), *stage]
    return lines


def bias_shape(spec: ConvSpec) -> tuple[int, ...]:
    """The shape with which a bias is added to an output (N, C_out, *output_size)."""
    return (1, -1, *(1,) * spec.ndim)


def padded(name: str, spec: ConvSpec) -> list[str]:
    """The lines that pad an input (N, C_in, *input_size), and crop it where padding is negative."""
    before = [(0, 0), (0, 0), *((max(0, lo), max(0, hi)) for lo, hi in spec.pads)]
    lines = [f"{name} = np.pad({name}, {before}, mode={NUMPY_MODES[spec.padding_mode]!r})"]
    if min(map(min, spec.pads)) >= 0:
        return lines
    slices = ", ".join(f"{max(0, -lo)}:{-max(0, -hi) or ''}" for lo, hi in spec.pads)
    return [*lines, f"{name} = {name}[:, :, {slices}]"]


def cropped(name: str, spec: ConvSpec) -> list[str]:
    """The line that takes an output out of a whole canvas (N, C_out, *canvas_size), with zeros where it is beyond."""
    axes = list(zip(spec.pads, spec.output_size, strict=True))
    beyond = [(0, 0), (0, 0), *((max(0, -lo), max(0, -hi)) for (lo, hi), _ in axes)]
    slices = ", ".join(f"{max(0, lo)}:{max(0, lo) + size}" for (lo, _), size in axes)
    return [f"{name} = np.pad({name}, {beyond})[:, :, {slices}]"]


def unpadded(spec: ConvSpec) -> ConvSpec:
    """A convolution over an input that is padded already."""
    return replace(spec, input_size=spec.padded_size, padding=(0,), padding_mode="zeros")
