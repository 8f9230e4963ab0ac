"""A trace as a runnable call in PyTorch, Keras, JAX or ONNX, numbers included."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.call import torch_padding

_NUMPY_MODES = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}


class CodeError(ValueError):
    """A convolution that a framework has no call for."""


def to_code(trace: Trace, like: str = "torch") -> str:
    """A script that computes a trace's output, (1, C_out, *output_size), and prints it.

    Parameters
    ----------
    trace : what is to be computed
    like : "torch", "keras", "jax" or "onnx"

    Raises
    ------
    CodeError
        where the framework has no call for it.
    """
    if like not in _WRITERS:
        raise CodeError(f"no code is written like {like!r}: use {', '.join(_WRITERS)}")
    return "\n".join(_WRITERS[like](trace)) + "\n"


def _torch(trace: Trace) -> list[str]:
    spec = trace.spec
    name = f"conv{'_transpose' if spec.transposed else ''}{spec.ndim}d"
    words = f"stride={spec.stride}, dilation={spec.dilation}, groups={spec.groups}"
    lines = [
        "import torch", "import torch.nn.functional as F", "",
        f"x = torch.tensor({[trace.input.tolist()]}, dtype=torch.float64)",
        f"w = torch.tensor({trace.weight.tolist()}, dtype=torch.float64)",
        f"b = torch.tensor({trace.bias.tolist()}, dtype=torch.float64)",
    ]  # fmt: skip
    if spec.transposed:
        direct = torch_padding(spec)
        if direct is not None:
            padding, output_padding = direct
            lines.append(f"y = F.{name}(x, w, b, padding={padding}, output_padding={output_padding}, {words})")
        else:  # no padding and output_padding give this crop
            lines.append(f"y = F.{name}(x, w, {words})")
            lines += _torch_pad(spec, "y", -1)
            lines.append(f"y = y + b.reshape({_channel_shape(spec)})")
    elif spec.padding_mode == "zeros" and all(lo == hi >= 0 for lo, hi in spec.pads):
        lines.append(f"y = F.{name}(x, w, b, padding={tuple(lo for lo, _ in spec.pads)}, {words})")
    else:
        lines += _torch_pad(spec, "x", 1)
        lines.append(f"y = F.{name}(x, w, b, {words})")
    return [*lines, "print(y.tolist())"]


def _keras(trace: Trace) -> list[str]:
    spec = trace.spec
    if spec.transposed and spec.groups > 1:
        raise CodeError("Keras has no transposed convolution with groups: use --like torch or onnx")
    if spec.transposed and max(spec.stride) > 1 and max(spec.dilation) > 1:
        raise CodeError("Keras has no transposed convolution with stride and dilation above 1: use --like torch")
    # channels last: x (1, *size, C); conv's kernel (*K, in, out), conv_transpose's (*K, out, in)
    kernel = np.moveaxis(trace.weight, (0, 1), (-1, -2))
    function = "conv_transpose" if spec.transposed else "conv"
    words = f'strides={spec.stride}, padding="valid", dilation_rate={spec.dilation}, data_format="channels_last"'
    lines = [
        "import keras", "import numpy as np", "",
        f"x = np.array({np.moveaxis(trace.input, 0, -1)[np.newaxis].tolist()}, dtype='float32')",
        f"w = np.array({kernel.tolist()}, dtype='float32')",
        f"b = np.array({trace.bias.tolist()}, dtype='float32')",
    ]  # fmt: skip
    if not spec.transposed:
        lines += _numpy_pad(spec, "x")
    lines.append(f"y = np.array(keras.ops.{function}(x, w, {words}))")
    if spec.transposed:
        lines += _numpy_crop(spec)
    return [*lines, "y = np.moveaxis(y + b, -1, 1)", "print(y.tolist())"]


def _jax(trace: Trace) -> list[str]:
    spec = trace.spec
    if spec.transposed and spec.groups > 1:
        raise CodeError("JAX's conv_transpose has no groups: use --like torch or onnx")
    lines = ["import jax", "import numpy as np", "", f"x = np.array({[trace.input.tolist()]}, dtype='float32')",
             f"w = np.array({trace.weight.tolist()}, dtype='float32')",
             f"b = np.array({trace.bias.tolist()}, dtype='float32')"]  # fmt: skip
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
            lines.append(f"x = np.pad(x, {[(0, 0), (0, 0), *padding]}, mode={_NUMPY_MODES[spec.padding_mode]!r})")
            padding = [(0, 0)] * spec.ndim
        lines.append(
            f"y = jax.lax.conv_general_dilated(x, w, {spec.stride}, {padding}, rhs_dilation={spec.dilation}, "
            f"feature_group_count={spec.groups})"
        )
    return [*lines, f"print((y + b.reshape({_channel_shape(spec)})).tolist())"]


def _onnx(trace: Trace) -> list[str]:
    spec = trace.spec
    words = f"strides={list(spec.stride)}, dilations={list(spec.dilation)}, group={spec.groups}"
    pads = list(spec.pads)
    if spec.transposed:
        output_padding = [max(0, -hi) for _, hi in pads]
        if min(lo for lo, _ in pads) < 0 or any(op >= s for op, s in zip(output_padding, spec.stride, strict=True)):
            raise CodeError("ONNX Runtime has no pads and output_padding for this crop: use --like torch or jax")
        pads = [(lo, max(0, hi)) for lo, hi in pads]
        words += f", output_padding={output_padding}"
    elif spec.padding_mode != "zeros" or min(map(min, pads)) < 0:
        raise CodeError("ONNX' Conv pads with zeros and crops nothing: use --like torch or jax")
    flat = [lo for lo, _ in pads] + [hi for _, hi in pads]
    kind = "ConvTranspose" if spec.transposed else "Conv"
    return [
        "import numpy as np", "import onnx", "import onnxruntime", "from onnx import TensorProto, helper", "",
        f"x = np.array({[trace.input.tolist()]}, dtype='float32')",
        f"w = np.array({trace.weight.tolist()}, dtype='float32')",
        f"b = np.array({trace.bias.tolist()}, dtype='float32')",
        f'node = helper.make_node("{kind}", ["x", "w", "b"], ["y"], pads={flat}, {words})',
        "arrays = dict(x=x, w=w, b=b)",
        "values = [helper.make_tensor_value_info(n, TensorProto.FLOAT, v.shape) for n, v in arrays.items()]",
        'result = [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)]',
        'graph = helper.make_graph([node], "convolution", values, result)',
        'model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])',
        "model.ir_version = 8",
        "session = onnxruntime.InferenceSession(model.SerializeToString(), providers=['CPUExecutionProvider'])",
        "print(session.run(None, arrays)[0].tolist())",
    ]  # fmt: skip


def _torch_pad(spec: ConvSpec, name: str, sign: int) -> list[str]:
    """Padding by what is positive, then cropping by what is negative; PyTorch lists the last axis first."""
    ends = [sign * end for pads in reversed(spec.pads) for end in pads]
    mode = f", mode={spec.padding_mode!r}" if spec.padding_mode != "zeros" else ""
    steps = [(tuple(max(0, end) for end in ends), mode), (tuple(min(0, end) for end in ends), "")]
    return [f"{name} = F.pad({name}, {amounts}{how})" for amounts, how in steps if any(amounts)]


def _channel_shape(spec: ConvSpec) -> tuple[int, ...]:
    return (1, -1, *(1,) * spec.ndim)


def _numpy_pad(spec: ConvSpec, name: str) -> list[str]:
    """Channels-last padding, and cropping where it is negative."""
    pads = [(max(0, lo), max(0, hi)) for lo, hi in spec.pads]
    crops = ", ".join(_slice(max(0, -lo), -max(0, -hi) or None) for lo, hi in spec.pads)
    lines = [f"{name} = np.pad({name}, {[(0, 0), *pads, (0, 0)]}, mode={_NUMPY_MODES[spec.padding_mode]!r})"]
    return lines if min(map(min, spec.pads)) >= 0 else [*lines, f"{name} = {name}[:, {crops}]"]


def _numpy_crop(spec: ConvSpec) -> list[str]:
    """The output out of Keras' 'valid' result, which ends with zeros where the stride exceeds the kernel."""
    axes = list(zip(spec.pads, spec.output_size, strict=True))
    after = [max(0, o) for _, o in axes]
    before = [max(0, -lo) for (lo, _), _ in axes]
    pads = [(0, 0), *zip(before, after, strict=True), (0, 0)]
    starts = [max(0, lo) for (lo, _), _ in axes]
    slices = ", ".join(_slice(start, start + o) for start, (_, o) in zip(starts, axes, strict=True))
    return [f"y = np.pad(y, {pads})[:, {slices}]"]


def _slice(start: int, stop: int | None) -> str:
    return f"{start}:{'' if stop is None else stop}"


_WRITERS: dict[str, Callable[[Trace], list[str]]] = {"torch": _torch, "keras": _keras, "jax": _jax, "onnx": _onnx}
LIKE = tuple(_WRITERS)
