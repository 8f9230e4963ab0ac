"""Lines that scripts of several frameworks have in common."""

from __future__ import annotations

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.trace import Trace

NUMPY_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}
"""numpy.pad's words for PyTorch's padding modes."""


def array_lines(trace: Trace) -> list[str]:
    """The input (1, C_in, *input_size), the weight in PyTorch's layout and the bias as arrays x, w and b."""
    return [
        f"x = np.array({[trace.input.tolist()]}, dtype='float32')",
        f"w = np.array({trace.weight.tolist()}, dtype='float32')",
        f"b = np.array({trace.bias.tolist()}, dtype='float32')",
    ]


def bias_shape(spec: ConvSpec) -> tuple[int, ...]:
    """The shape with which a bias is added to an output (N, C_out, *output_size)."""
    return (1, -1, *(1,) * spec.ndim)
