"""Scripts with JAX."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.scripts._lines import NUMPY_MODES, array_line, bias_shape, in_turn, weight_lines
from tconv_anim.frameworks.scripts._script import Script
from tconv_anim.frameworks.shared.errors import CodeError


def write(stages: Sequence[Trace]) -> list[str]:
    """The lines of a script."""
    head = ["import jax", "import numpy as np", "", array_line("x", stages[0].input[np.newaxis])]
    return [*head, *in_turn(map(_convolution, stages)), "print(y.tolist())"]


def _convolution(trace: Trace) -> list[str]:
    spec = trace.spec
    if spec.transposed and spec.groups > 1:
        raise CodeError("groups", {"framework": "JAX"})
    lines = weight_lines(trace)
    spatial = "HW"[: spec.ndim]
    if spec.transposed:
        axes = zip(spec.effective_kernel_size, spec.pads, strict=True)
        padding = [(ke - 1 - lo, ke - 1 - hi) for ke, (lo, hi) in axes]
        # transpose_kernel: the kernel is not flipped and its channel axes are exchanged, as in PyTorch
        lines.append(
            f"y = jax.lax.conv_transpose(x, w, strides={spec.stride}, padding={padding}, "
            f"rhs_dilation={spec.dilation},\n"
            f'                           dimension_numbers=("NC{spatial}", "OI{spatial}", "NC{spatial}"), '
            "transpose_kernel=True)"
        )
    else:
        padding = list(spec.pads)
        if spec.padding_mode != "zeros":
            lines.append(f"x = np.pad(x, {[(0, 0), (0, 0), *padding]}, mode={NUMPY_MODES[spec.padding_mode]!r})")
            padding = [(0, 0)] * spec.ndim
        lines.append(
            f"y = jax.lax.conv_general_dilated(x, w, {spec.stride}, {padding}, rhs_dilation={spec.dilation}, "
            f"feature_group_count={spec.groups})"
        )
    return [*lines, f"y = y + b.reshape({bias_shape(spec)})"]


SCRIPT = Script(
    title="JAX",
    write=write,
)
