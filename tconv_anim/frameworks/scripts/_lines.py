"""Lines that scripts of several frameworks have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Trace

NUMPY_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
"""numpy.pad's words for PyTorch's padding modes."""


def array_line(name: str, array: Array) -> str:
    """The line that makes an array."""
    return f"{name} = np.array({array.tolist()}, dtype='float32')"


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
