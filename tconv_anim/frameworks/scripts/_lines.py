"""Lines that scripts of several frameworks have in common."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

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
