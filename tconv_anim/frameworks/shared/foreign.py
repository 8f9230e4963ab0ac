"""Layers of frameworks that are not written in Python, refused by their name with PyTorch's layer."""

from __future__ import annotations

import re
from collections.abc import Callable

from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.source import Source


def _numbers(text: str) -> list[int]:
    return [int(number) for number in re.findall(r"\d{1,6}", text)]


def _after(text: str, pattern: str) -> int | None:
    match = re.search(rf"{pattern}\D{{0,12}}?(\d{{1,6}})", text, re.IGNORECASE)
    return int(match[1]) if match else None


def _line(transposed: bool, outputs: int | None, kernel: int | None, stride: int | None, padding: int | None) -> str:
    """PyTorch's layer as far as the text shows it."""
    words = [f"kernel_size={kernel or 3}"]
    words += [f"stride={stride}"] if stride not in (None, 1) else []
    words += [f"padding={padding}"] if padding else []
    return f"Conv{'Transpose' if transposed else ''}2d(1, {outputs or 1}, {', '.join(words)})"


def _unlike(text: str) -> tuple[str, str]:
    """A layer that is not written as its framework writes it: the name alone."""
    name = re.search(r"\w*(?:[cC]onv)\w*", text)
    call = name[0] if name else "layer"
    return call, _line("ranspose" in call or "Full" in call, None, None, None, None)


def _caffe(text: str) -> tuple[str, str]:
    kind = re.search(r"""type:\s*["']?(Deconvolution|Convolution)""", text)
    call = kind[1] if kind else "Convolution"
    parts = [_after(text, name) for name in ("num_output:", "kernel_size:", "stride:", "pad:")]
    return call, _line(call == "Deconvolution", *parts)


def _matlab(text: str) -> tuple[str, str]:
    match = re.search(
        r"(transposedConv[12]dLayer|convolution[12]dLayer)\s*\(([^,\[\]]*|\[[^\]]*\])\s*,\s*(\d{0,6})", text
    )
    if match is None:
        return _unlike(text)
    kernel = _numbers(match[2])
    stride, padding = _after(text, r"Stride"), _after(text, r"(?:Cropping|Padding)")
    return match[1], _line(match[1][0] == "t", int(match[3] or 1), kernel[0] if kernel else None, stride, padding)


def _tensorflow_js(text: str) -> tuple[str, str]:
    match = re.search(r"tf\.(?:layers\.)?(\w+)", text)
    if match is None:
        return _unlike(text)
    parts = [_after(text, name) for name in ("filters:", "kernelSize:", "strides:", "padding:")]
    return match[0], _line("ranspose" in match[1], *parts)


def _flux(text: str) -> tuple[str, str]:
    match = re.search(r"\b(?:Flux\.)?(ConvTranspose|Conv)\s*\(\s*\(([^()]*)\)\s*,\s*\w+\s*=>\s*(\w+)", text)
    if match is None:
        return _unlike(text)
    kernel, outputs = _numbers(match[2]), _numbers(match[3])
    stride, padding = _after(text, "stride"), _after(text, "pad")
    return match[1], _line(
        "Transpose" in match[1], outputs[0] if outputs else None, kernel[0] if kernel else None, stride, padding
    )


def _libtorch(text: str) -> tuple[str, str]:
    match = re.search(r"nn::(Conv(?:Transpose)?)(\d)d\w*\s*\(", text)
    if match is None:
        return _unlike(text)
    numbers = re.search(r"Options\(\s*(\w+)\s*,\s*(\w+)\s*,\s*\{?\s*(\d{1,6})", text)
    outputs, kernel = (_numbers(numbers[2]), _numbers(numbers[3])) if numbers else ([], [])
    strides = [_after(text, rf"{name}\(") for name in ("stride", "padding")]
    return f"{match[1]}{match[2]}d", _line(
        "Transpose" in match[1], outputs[0] if outputs else None, kernel[0] if kernel else None, *strides
    )


def _darknet(text: str) -> tuple[str, str]:
    transposed = "[deconvolutional]" in text
    parts = [_after(text, rf"\b{name}\s*=") for name in ("filters", "size", "stride", "padding")]
    return "deconvolutional" if transposed else "convolutional", _line(transposed, *parts)


def _torch7(text: str) -> tuple[str, str]:
    match = re.search(r"(Spatial(Full|Dilated)?Convolution\w*)\s*\(([^()]*)", text)
    if match is None:
        return _unlike(text)
    numbers = dict(enumerate(_numbers(match[3])))  # channels in and out, width and height of the kernel, strides
    return match[1], _line(match[2] == "Full", numbers.get(1), numbers.get(2), numbers.get(4), None)


FOREIGN: tuple[tuple[str, str, Callable[[str], tuple[str, str]]], ...] = (
    ("Caffe", r"""\bconvolution_param\s*\{|\btype:\s*["']?(?:Deconvolution|Convolution)["']?\s""", _caffe),
    ("MATLAB", r"\b(?:transposedConv[12]dLayer|convolution[12]dLayer)\s*\(", _matlab),
    ("TensorFlow.js", r"\btf\.(?:layers\.\w+\s*\(\s*\{|conv[12]d(?:Transpose)?\s*\()", _tensorflow_js),
    ("Darknet", r"^\s*\[(?:de)?convolutional\]", _darknet),
    ("Torch7", r"\bSpatial(?:Full|Dilated)?Convolution\w*\s*\(", _torch7),
    ("LibTorch", r"\bnn::Conv(?:Transpose)?\dd\w*\s*\(", _libtorch),
    ("Flux", r"\b(?:Flux\.)?(?:ConvTranspose|Conv)\s*\(\s*\([^()]*\)\s*,\s*\w+\s*=>\s*\w", _flux),
)
"""A framework's name, what its texts hold, and what reads the layer's name and PyTorch's line."""


def refuse_foreign(source: Source) -> None:
    """Refuse the layer of a framework that is not Python's.

    Raises
    ------
    LayerError
    """
    for framework, pattern, read in FOREIGN:
        if re.search(pattern, source.plain, re.MULTILINE):
            call, example = read(source.plain)
            raise LayerError("unread_framework", {"framework": framework, "call": call, "example": example})
