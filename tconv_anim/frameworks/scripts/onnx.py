"""Scripts with ONNX."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.scripts._layers import call
from tconv_anim.frameworks.scripts._lines import (
    array_line,
    bias_shape,
    cropped,
    in_turn,
    padded,
    unpadded,
    weight_lines,
)
from tconv_anim.frameworks.scripts._ops import copies, pooling, scales
from tconv_anim.frameworks.scripts._script import Script
from tconv_anim.frameworks.shared.errors import CodeError
from tconv_anim.options import CONVOLUTIONS


def write(stages: Sequence[Trace]) -> list[str]:
    """The lines of a script."""
    lines = in_turn(_WRITTEN.get(stage.spec.op, _convolution)(stage) for stage in stages)
    return [
        "import numpy as np", "import onnx", "import onnxruntime", "from onnx import TensorProto, helper", "",
        array_line("x", stages[0].input[np.newaxis]), *lines, "print(y.tolist())",
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
    """The node's lines; what it cannot pad or crop is padded or cropped by numpy."""
    spec, lines, names = trace.spec, weight_lines(trace), ("x", "w", "b")
    kind = "ConvTranspose" if spec.transposed else "Conv"
    try:
        return [*lines, *_run(kind, names, attributes(spec))]
    except CodeError:
        if not spec.transposed:
            return [*lines, *padded("x", spec), *_run(kind, names, attributes(unpadded(spec)))]
        whole = replace(spec, padding=(0,), output_padding=(0,))
        after = [*cropped("y", spec), f"y = y + b.reshape({bias_shape(spec)})"]
        return [*lines, *_run(kind, names[:2], attributes(whole)), *after]


def _run(kind: str, names: Sequence[str], words: Mapping[str, Any]) -> list[str]:
    """The lines that make a model of one node and run it; a name may be empty."""
    given = ", ".join(f"{name}={value!r}" for name, value in words.items())
    arrays = ", ".join(f"{name}={name}" for name in names if name)
    return [
        f'node = helper.make_node("{kind}", {json.dumps(list(names))}, ["y"], {given})',
        f"arrays = dict({arrays})",
        "kinds = {n: helper.np_dtype_to_tensor_dtype(v.dtype) for n, v in arrays.items()}",
        "values = [helper.make_tensor_value_info(n, kinds[n], v.shape) for n, v in arrays.items()]",
        'result = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]',
        'graph = helper.make_graph([node], "script", values, result)',
        'model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])',
        "model.ir_version = 8",
        "session = onnxruntime.InferenceSession(model.SerializeToString(), providers=['CPUExecutionProvider'])",
        "y = session.run(None, arrays)[0]",
    ]  # fmt: skip


def _pooling(trace: Trace) -> list[str]:
    spec = trace.spec
    kernel, stride = (list(spec.get(name)) for name in ("kernel_size", "stride"))
    words: dict[str, Any] = {"kernel_shape": kernel, "strides": stride}
    if max(spec.get("dilation") or (1,)) > 1:
        words["dilations"] = list(spec.get("dilation"))
    lines = pooling(trace, lambda *_: "POOL")
    at = lines.index("y = np.array(POOL)")
    own = _run("MaxPool" if spec.op == "max_pool" else "AveragePool", ("x",), words)
    return [*lines[:at], *own, *lines[at + 1 :]]


def _interpolation(trace: Trace) -> list[str]:
    spec, found = trace.spec, scales(trace.spec)
    mode = {"mode": "linear"} if spec.op in ("linear", "bilinear") else {"mode": "nearest", **_NEAREST[spec.op]}
    if spec.op == "nearest":
        copied = copies(trace, lambda place, scale: place / scale)
    elif spec.op == "nearest_exact":
        copied = copies(trace, lambda place, scale: (place + 0.5) / scale - 0.5 + 0.5)
    else:
        copied = True
    if not copied:
        raise CodeError("no_call", {"framework": "ONNX", "asked": spec.op})
    places = {"nearest": "asymmetric"}.get(spec.op, "align_corners" if spec.get("align_corners") else "half_pixel")
    words = {**mode, "coordinate_transformation_mode": places}
    by_size = all(o / i == scale for i, o, scale in zip(spec.input_size, spec.output_size, found, strict=True))
    flat = (1,) if spec.ndim == 1 else ()
    if by_size:
        lines = [f"sizes = np.array([*x.shape[:2], {', '.join(map(str, (*flat, *spec.output_size)))}])"]
        names: tuple[str, ...] = ("x", "", "", "sizes")
    else:
        lines = [f"scales = np.array([1, 1, {', '.join(map(str, (*flat, *found)))}], dtype='float32')"]
        names = ("x", "", "scales")
    lines += _run("Resize", names, words)
    return ["x = x[:, :, None]", *lines, "y = y[:, :, 0]"] if flat else lines


def _shuffling(trace: Trace) -> list[str]:
    spec = trace.spec
    ((_, factor),) = spec.parameters
    if spec.op == "pixel_shuffle":
        return _run("DepthToSpace", ("x",), {"blocksize": factor, "mode": "CRD"})
    order = np.arange(spec.out_channels).reshape(factor * factor, spec.in_channels).T.ravel().tolist()
    return [*_run("SpaceToDepth", ("x",), {"blocksize": factor}), f"y = y[:, {order}]  # as PyTorch orders channels"]


_NEAREST = {"nearest": {"nearest_mode": "floor"}, "nearest_exact": {"nearest_mode": "round_prefer_ceil"}}
_WRITTEN: Mapping[str, Callable[[Trace], list[str]]] = {
    "max_pool": _pooling, "avg_pool": _pooling, "pixel_shuffle": _shuffling, "pixel_unshuffle": _shuffling,
    "nearest": _interpolation, "nearest_exact": _interpolation, "linear": _interpolation, "bilinear": _interpolation,
}  # fmt: skip


SCRIPT = Script(
    title="ONNX",
    write=write,
    layer=layer,
    writes=(*CONVOLUTIONS, *_WRITTEN),
)
