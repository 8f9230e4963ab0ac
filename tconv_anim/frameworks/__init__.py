"""Layers as PyTorch, Keras, JAX or ONNX write them, and scripts for these frameworks.

One file of this folder is one framework and ends in a `Framework`: it is found by its name and read by `parse_layer`.
`shared` holds what several of them need. `scripts` writes: one file of it is one framework for `to_code`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches

from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.frameworks.scripts import check_script, solve_like, to_code, to_layer
from tconv_anim.frameworks.shared.call import Arguments, parse_call
from tconv_anim.frameworks.shared.errors import CodeError, LayerError
from tconv_anim.frameworks.shared.framework import Framework, Reading, frameworks
from tconv_anim.options import DIMS

LARGE = 64  # an input that most layers can read

__all__ = [
    "CodeError",
    "Framework",
    "Layer",
    "LayerError",
    "check_script",
    "glance",
    "parse_layer",
    "read_layer",
    "solve_like",
    "to_code",
    "to_layer",
]


@dataclass(frozen=True)
class Layer:
    """A layer's call, understood.

    Attributes
    ----------
    spec : what it computes; a crop that no PyTorch parameters give is in a convolution's `padding` as (lo, hi) pairs
    text : the call as it was written
    note : what differs from PyTorch
    flips_kernel : whether the framework rotates the kernel by 180° before it uses it
    unbiased : the argument that says that the layer has no bias, such as "bias=False", or ""
    """

    spec: Spec
    text: str
    note: Clauses
    flips_kernel: bool
    unbiased: str


def parse_layer(text: str, input_size: int | Size | None = None, kernel_size: int | Size | None = None) -> Spec:
    """The spec of a layer's call. The text is parsed as data, never evaluated.

    It is a `ConvSpec` for a convolution; an unpooling comes with the pooling before it, as its `stages`.

    Parameters
    ----------
    text : such as ``nn.Conv2d(3, 8, 3, padding=1)`` or a line that a PyTorch model prints
    input_size : spatial size of the input; 3 by default, 4 for pooling, larger if the layer needs it
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
    >>> parse_layer("MaxPool2d(3, stride=2, ceil_mode=True)", 6).output_size
    (3, 3)
    """
    return read_layer(text, input_size, kernel_size).spec


def read_layer(
    text: str,
    input_size: int | Size | None = None,
    kernel_size: int | Size | None = None,
    in_channels: int | None = None,
    out_channels: int | None = None,
    dims: int | None = None,
) -> Layer:
    """As `parse_layer`, with the call's text and what differs from PyTorch.

    A call that gives channels itself does not look at `in_channels` and `out_channels`, and one that shows its number
    of axes does not look at `dims`.

    Raises
    ------
    LayerError, SpecError
    """
    if not isinstance(text, str):
        raise LayerError("not_text", {"layer": text})
    name, positional, keywords, called = parse_call(text)
    for framework, read, ndim in _readers(name):
        arguments = Arguments(
            name, positional, keywords, ndim, input_size, kernel_size, in_channels, out_channels, dims, called
        )
        found = read(arguments)
        bias = framework.bias_argument
        unbiased = arguments.text(bias) if bias in arguments.bound and arguments.bound[bias].value is False else ""
        return Layer(found.spec, " ".join(text.split()), found.notes, found.flips_kernel, unbiased)
    raise _unread(name)


def glance(text: str) -> tuple[bool, int | None]:
    """Whether a layer has a weight, and its number of spatial axes, None if its call does not show it.

    Raises
    ------
    LayerError, SpecError
    """
    for framework, read, ndim in _readers(parse_call(text)[0]):
        weighted = read in framework.readers.values()
        if ndim is not None:
            return weighted, ndim
        row, plane = (_at_any_size(text, dims).ndim for dims in DIMS)
        return weighted, plane if row == plane else None
    return True, read_layer(text).spec.ndim


def _at_any_size(text: str, dims: int) -> Spec:
    try:
        return read_layer(text, dims=dims).spec
    except SpecError as error:  # an input of the usual size may be too small
        with suppress(SpecError):
            return read_layer(text, LARGE, dims=dims).spec
        raise error from None


def _readers(name: str) -> Iterator[tuple[Framework, Callable[[Arguments], Reading], int | None]]:
    """The readers of a layer, with the number of dimensions if the name has it."""
    for framework in frameworks().values():
        for pattern, read in (*framework.readers.items(), *framework.weightless.items()):
            if match := re.fullmatch(pattern, name):
                yield framework, read, int(match[1]) if match.groups() else None


def _unread(name: str) -> LayerError:
    """Why no framework reads a layer of this name, and what to write instead."""
    bare = _without_dimensions(name)
    for framework in frameworks().values():
        for other, ops in framework.ops.items():
            if _without_dimensions(other) == bare:
                return LayerError("unread_layer", {"call": name}, [{"op": op} for op in ops])
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
