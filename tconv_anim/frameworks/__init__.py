"""A layer as PyTorch, Keras, JAX or ONNX write it, to a ConvSpec. The text is parsed as data, never evaluated."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches

from tconv_anim.core.spec import ConvSpec, Size
from tconv_anim.frameworks import jax, keras, onnx, torch
from tconv_anim.frameworks.call import Arguments, LayerError, parse_call

READERS: dict[str, Callable[[Arguments], tuple[ConvSpec, str]]] = {
    r"Conv([12])d": lambda arguments: torch.read(arguments, "conv"),
    r"ConvTranspose([12])d": lambda arguments: torch.read(arguments, "conv_transpose"),
    r"Conv(?:olution)?([12])D": keras.read_conv,
    r"Conv(?:olution)?([12])DTranspose": keras.read_transpose,
    r"conv_transpose": jax.read_transpose,
    r"Conv": onnx.read_conv,
    r"ConvTranspose": onnx.read_transpose,
}
"""Readers by the name of the layer; what the brackets of a name match is the number of dimensions."""

KNOWN = (
    "Conv1d", "Conv2d", "ConvTranspose1d", "ConvTranspose2d",
    "Conv1D", "Conv2D", "Conv1DTranspose", "Conv2DTranspose", "conv_transpose", "Conv", "ConvTranspose",
)  # fmt: skip


@dataclass(frozen=True)
class Layer:
    """A layer call, understood.

    Attributes
    ----------
    spec : the same as a ConvSpec; a crop that no PyTorch parameters give stands in `padding` as (lo, hi) pairs
    text : the call as it was written
    note : what differs from PyTorch, or nothing
    flips_kernel : whether the framework turns the kernel that it is given by 180°
    unbiased : the argument that says that it has no bias, such as "bias=False", or nothing
    """

    spec: ConvSpec
    text: str
    note: str
    flips_kernel: bool
    unbiased: str


def parse_layer(text: str, input_size: int | Size | None = None, kernel_size: int | Size | None = None) -> ConvSpec:
    """The ConvSpec of a layer call.

    Parameters
    ----------
    text : such as ``nn.Conv2d(3, 8, 3, padding=1)`` or a line that a PyTorch model prints
    input_size : spatial size of what goes in; 3 by default, larger where the kernel needs it
    kernel_size : where the call does not tell it (JAX, ONNX); 3 by default

    Raises
    ------
    LayerError
        for text that is no call of a known layer
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
    """As `parse_layer`, with the call's text and a note on what differs from PyTorch.

    Channels are those of the arrays or what is asked for; a call that tells them itself does not look at them.
    """
    if not isinstance(text, str):
        raise LayerError(f"layer {text!r} is no text: write it as in 'Conv2d(1, 1, 3)'")
    name, positional, keywords = parse_call(text)
    for pattern, reader in READERS.items():
        if match := re.fullmatch(pattern, name):
            ndim = int(match[1]) if match.groups() else None
            arguments = Arguments(
                name, positional, keywords, ndim, input_size, kernel_size, in_channels, out_channels
            )  # fmt: skip
            spec, note = reader(arguments)
            without = [n for n in ("bias", "use_bias") if n in arguments.bound and arguments.bound[n].value is False]
            unbiased = "".join(map(arguments.text, without))
            return Layer(spec, " ".join(text.split()), note, jax.FLIPS in note, unbiased)
    _refuse_other(name)
    if re.search(r"3[dD]", name):
        raise LayerError(f"layer {name!r} has three dimensions: those of one and two are known")
    near = get_close_matches(name, KNOWN, 1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(KNOWN)}"
    raise LayerError(f"layer {name!r} is not known: {hint}")


_DRAWN_BY_OP = {
    "max_pool": ("maxpool", "maxpooling"),
    "avg_pool": ("avgpool", "averagepool", "averagepooling"),
    "max_unpool": ("maxunpool",),
    "pixel_shuffle": ("pixelshuffle", "depthtospace"),
    "pixel_unshuffle": ("pixelunshuffle", "spacetodepth"),
    "nearest": ("upsamplingnearest",),
    "bilinear": ("upsamplingbilinear",),
    "nearest, op linear or op bilinear": ("upsample", "upsampling", "interpolate", "resize"),
}
"""What is no convolution, by its names without underscores, capitals and dimensions."""


def _refuse_other(name: str) -> None:
    """Say how to ask for what is drawn, but is read otherwise."""
    bare = re.sub(r"[12]d$|_", "", name.lower())
    for op, names in _DRAWN_BY_OP.items():
        if bare in names:
            raise LayerError(f"layer {name!r} is no convolution: it is drawn with op {op}")
    if match := re.fullmatch(r"conv(_transpose)?([12])d(_transpose)?", name):
        layer = f"ConvTranspose{match[2]}d(1, 1, 3, stride=2)" if match[1] or match[3] else f"Conv{match[2]}d(1, 1, 3)"
        raise LayerError(f"{name} is a function, whose arrays are not told: write the layer, such as {layer}")


def dims_of(text: str) -> int:
    """How many spatial axes a layer call is about."""
    name = parse_call(text)[0]
    for pattern in READERS:
        if (match := re.fullmatch(pattern, name)) and match.groups():
            return int(match[1])
    return read_layer(text, 64).spec.ndim
