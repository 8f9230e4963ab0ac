"""Layers as PyTorch, Keras, JAX or ONNX write them, and scripts for these frameworks.

One file of this folder is one framework and ends in a `Framework`: it is found by its name, read by `parse_layer`
and written by `to_code`. `shared` holds what several of them need.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses
from tconv_anim.core.parameters import Size
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks.shared.call import Arguments, parse_call
from tconv_anim.frameworks.shared.errors import CodeError, LayerError
from tconv_anim.frameworks.shared.framework import Framework, Reading, frameworks
from tconv_anim.options import CONVOLUTIONS, LIKE

__all__ = ["CodeError", "Framework", "Layer", "LayerError", "dims_of", "parse_layer", "read_layer", "to_code"]


@dataclass(frozen=True)
class Layer:
    """A layer's call, understood.

    Attributes
    ----------
    spec : the convolution; a crop that no PyTorch parameters give is in its `padding` as (lo, hi) pairs
    text : the call as it was written
    note : what differs from PyTorch
    flips_kernel : whether the framework rotates the kernel by 180° before it uses it
    unbiased : the argument that says that the layer has no bias, such as "bias=False", or ""
    """

    spec: ConvSpec
    text: str
    note: Clauses
    flips_kernel: bool
    unbiased: str


def parse_layer(text: str, input_size: int | Size | None = None, kernel_size: int | Size | None = None) -> ConvSpec:
    """The ConvSpec of a layer's call. The text is parsed as data, never evaluated.

    Parameters
    ----------
    text : such as ``nn.Conv2d(3, 8, 3, padding=1)`` or a line that a PyTorch model prints
    input_size : spatial size of the input; 3 by default, larger if the kernel needs it
    kernel_size : for calls that do not give it (JAX, ONNX); 3 by default

    Raises
    ------
    LayerError
        for text that is not the call of a known layer
    SpecError
        for a layer that cannot be built

    Examples
    --------
    >>> parse_layer("ConvTranspose2d(64, 32, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1), bias=False)").crops
    ((1, 1), (1, 1))
    >>> parse_layer('Conv2DTranspose(32, 3, strides=2, padding="same")').crops
    ((0, 1), (0, 1))
    """
    return read_layer(text, input_size, kernel_size).spec


def read_layer(
    text: str,
    input_size: int | Size | None = None,
    kernel_size: int | Size | None = None,
    in_channels: int | None = None,
    out_channels: int | None = None,
) -> Layer:
    """As `parse_layer`, with the call's text and what differs from PyTorch.

    A call that gives channels itself does not look at `in_channels` and `out_channels`.

    Raises
    ------
    LayerError, SpecError
    """
    if not isinstance(text, str):
        raise LayerError("not_text", {"layer": text})
    name, positional, keywords = parse_call(text)
    for framework, read, ndim in _readers(name):
        arguments = Arguments(name, positional, keywords, ndim, input_size, kernel_size, in_channels, out_channels)
        found = read(arguments)
        bias = framework.bias_argument
        unbiased = arguments.text(bias) if bias in arguments.bound and arguments.bound[bias].value is False else ""
        return Layer(found.spec, " ".join(text.split()), found.notes, found.flips_kernel, unbiased)
    raise _unread(name)


def dims_of(text: str) -> int:
    """The number of spatial axes of a layer.

    Raises
    ------
    LayerError, SpecError
    """
    name, _, _ = parse_call(text)
    for _, _, ndim in _readers(name):
        if ndim is not None:
            return ndim
    return read_layer(text, 64).spec.ndim


def to_code(trace: Trace, like: str = LIKE.default) -> str:
    """A script that computes a trace's output, (1, C_out, *output_size), and prints it.

    Parameters
    ----------
    trace : of a convolution or a transposed convolution
    like : the framework: "torch", "jax", "keras" or "onnx"

    Raises
    ------
    CodeError
        for a framework that has no call for it.
    """
    known = frameworks()
    if like not in known:
        raise CodeError("unknown_framework", {"like": like, "known": list(known)})
    if trace.spec.op not in CONVOLUTIONS:
        raise CodeError("not_a_convolution", {"op": trace.spec.op, "known": CONVOLUTIONS})
    trace.check_shown()
    try:
        lines = known[like].write(trace)
    except CodeError as error:
        others = [{"like": name} for name in known if _writes(known[name], trace)]
        raise CodeError(error.kind, error.parameters, others) from None
    return "\n".join(lines) + "\n"


def _writes(framework: Framework, trace: Trace) -> bool:
    try:
        framework.write(trace)
    except CodeError:
        return False
    return True


def _readers(name: str) -> Iterator[tuple[Framework, Callable[[Arguments], Reading], int | None]]:
    """The readers of a layer, with the number of dimensions if the name has it."""
    for framework in frameworks().values():
        for pattern, read in framework.readers.items():
            if match := re.fullmatch(pattern, name):
                yield framework, read, int(match[1]) if match.groups() else None


def _unread(name: str) -> LayerError:
    """Why no framework reads a layer of this name, and what to write instead."""
    bare = _without_dimensions(name)
    for framework in frameworks().values():
        for other, ops in framework.ops.items():
            if _without_dimensions(other) == bare:
                return LayerError("not_a_convolution", {"call": name}, [{"op": op} for op in ops])
        if name in framework.functions:
            return LayerError("function", {"call": name, "example": framework.functions[name]})
    if re.search(r"3[dD]", name):
        return LayerError("three_dimensions", {"call": name})
    known = [layer for framework in frameworks().values() for layer in framework.layers]
    if near := get_close_matches(name, known, 1):
        return LayerError("misspelled_layer", {"call": name, "near": near[0]})
    return LayerError("unknown_layer", {"call": name, "known": known})


def _without_dimensions(name: str) -> str:
    """A name by which all frameworks' spellings are the same: MaxPool2d, MaxPool, max_pool2d."""
    return re.sub(r"[12]d$|_", "", name.lower())
