"""Scripts with ONNX."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.scripts._layers import call
from tconv_anim.frameworks.scripts._lines import array_line, in_turn, weight_lines
from tconv_anim.frameworks.scripts._script import Script
from tconv_anim.frameworks.shared.errors import CodeError


def write(stages: Sequence[Trace]) -> list[str]:
    """The lines of a script."""
    return [
        "import numpy as np", "import onnx", "import onnxruntime", "from onnx import TensorProto, helper", "",
        array_line("x", stages[0].input[np.newaxis]), *in_turn(map(_convolution, stages)), "print(y.tolist())",
    ]  # fmt: skip


def attributes(spec: ConvSpec) -> dict[str, Any]:
    """The attributes of a Conv or a ConvTranspose."""
    pads = list(spec.pads)
    words: dict[str, Any] = {
        "strides": list(spec.stride), "dilations": list(spec.dilation), "group": spec.groups,
        "kernel_shape": list(spec.kernel_size),
    }  # fmt: skip
    if spec.transposed:
        output_padding = [max(0, -hi) for _, hi in pads]
        if min(lo for lo, _ in pads) < 0 or any(op >= s for op, s in zip(output_padding, spec.stride, strict=True)):
            raise CodeError("crop", {"framework": "ONNX Runtime"})
        pads = [(lo, max(0, hi)) for lo, hi in pads]
        words["output_padding"] = output_padding
    elif spec.padding_mode != "zeros" or min(map(min, pads)) < 0:
        raise CodeError("pads", {"framework": "ONNX"})
    return {"pads": [lo for lo, _ in pads] + [hi for _, hi in pads], **words}


def layer(spec: ConvSpec) -> str:
    """The node's name with its attributes."""
    return call("ConvTranspose" if spec.transposed else "Conv", (), attributes(spec))


def _convolution(trace: Trace) -> list[str]:
    spec = trace.spec
    words = ", ".join(f"{name}={value}" for name, value in attributes(spec).items())
    kind = "ConvTranspose" if spec.transposed else "Conv"
    return [
        *weight_lines(trace),
        f'node = helper.make_node("{kind}", ["x", "w", "b"], ["y"], {words})',
        "arrays = dict(x=x, w=w, b=b)",
        "values = [helper.make_tensor_value_info(n, TensorProto.FLOAT, v.shape) for n, v in arrays.items()]",
        'result = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]',
        'graph = helper.make_graph([node], "convolution", values, result)',
        'model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])',
        "model.ir_version = 8",
        "session = onnxruntime.InferenceSession(model.SerializeToString(), providers=['CPUExecutionProvider'])",
        "y = session.run(None, arrays)[0]",
    ]  # fmt: skip


SCRIPT = Script(
    title="ONNX",
    write=write,
    layer=layer,
)
