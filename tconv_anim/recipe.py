"""What makes a picture again: its options in the command line's words, as TOML that every file carries."""

from __future__ import annotations

from typing import Any

from tconv_anim.spec import ConvSpec
from tconv_anim.step import Array
from tconv_anim.trace import Trace


def spec_options(trace: Trace) -> dict[str, Any]:
    """The options that make a trace again: op, numbers, and the parameters that are not at their default."""
    spec = trace.spec
    options: dict[str, Any] = {
        "op": spec.op,
        "input": matrix_text(trace.input[0]),
        "weight": matrix_text(trace.weight[0, 0]),
    }
    if trace.bias.any():
        options["bias"] = trace.bias[0].item()
    for name, default in (("stride", 1), ("padding", 0), ("dilation", 1), ("output_padding", 0)):
        value = getattr(spec, name)
        if isinstance(value, str) or any(v != default for v in value):
            options[name.replace("_", "-")] = _option_value(value)
    if spec.padding_mode != "zeros":
        options["padding-mode"] = spec.padding_mode
    return options


def matrix_text(values: Array) -> str:
    """A matrix as the command line takes it, "1,2;3,4".

    >>> import numpy as np
    >>> matrix_text(np.array([[1, 2], [3, 4.5]]))
    '1.0,2.0;3.0,4.5'
    """
    return ";".join(",".join(str(value.item()) for value in row) for row in values)


def to_toml(options: dict[str, Any]) -> str:
    """Options as TOML, one a line.

    >>> print(to_toml({"op": "conv", "stride": 2, "numbers": False}), end="")
    op = "conv"
    stride = 2
    numbers = false
    """
    return "".join(f"{name} = {_toml_value(value)}\n" for name, value in options.items())


def file_stem(spec: ConvSpec, view: str | None = None) -> str:
    """A file's name from what it shows.

    >>> file_stem(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1))
    'conv_transpose_i3_k3_s2_p1'
    """
    parts: list[str] = [spec.op]
    for letter, value, default in (
        ("i", spec.input_size, None),
        ("k", spec.kernel_size, None),
        ("s", spec.stride, None),
        ("p", spec.padding, None),
        ("d", spec.dilation, 1),
        ("op", spec.output_padding, 0),
    ):
        if isinstance(value, str) or default is None or any(v != default for v in value):
            parts.append(f"{letter}{_option_value(value)}")
    if spec.padding_mode != "zeros":
        parts.append(spec.padding_mode)
    return "_".join([*parts, *([view] if view else [])])


def _option_value(value: Any) -> Any:
    """A parameter as an option takes it: 2, "3x5" or "same"."""
    if isinstance(value, str):
        return value
    return value[0] if len(set(value)) == 1 else "x".join(map(str, value))


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'
