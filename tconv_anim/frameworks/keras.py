"""Keras' and TensorFlow's Conv1D, Conv2D, Conv1DTranspose and Conv2DTranspose."""

from __future__ import annotations

import re
from typing import Any

from tconv_anim.core.spec import ConvSpec, Pads, Size
from tconv_anim.frameworks.call import Arguments, LayerError, conv_note, each, in_torch_words, plain

_IGNORED = ("activation", "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer",
            "bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint", "name",
            "input_shape", "batch_input_shape", "trainable", "dtype", "lora_rank", "lora_alpha")  # fmt: skip
_HARMLESS = {
    "activation": "None|'linear'",
    "kernel_initializer": "None|.*(uniform|normal|orthogonal|variance).*",  # random there, and drawn from the seed here
    "bias_initializer": "None|.*zeros.*",
}
"""What some of the ignored arguments may be without the output being another one."""


def read_conv(arguments: Arguments) -> tuple[ConvSpec, str]:
    """The spec of a ConvND and a note."""
    given = arguments.bind(
        ("filters", "kernel_size", "strides", "padding", "data_format", "dilation_rate", "groups"), _IGNORED
    )
    ndim, stride, dilation, sizes = _sizes(arguments, given)
    word = str(given.get("padding", "valid")).lower()
    if word == "causal" and ndim == 1:
        pads: Pads = tuple((d * (k - 1), 0) for k, d in zip(sizes[1], dilation, strict=True))
    elif word == "same":
        pads = same_pads(sizes, stride, dilation, at_end=True)
    elif word == "valid":
        pads = ((0, 0),) * ndim
    else:
        raise LayerError(f"padding {word!r} is not known to Keras' {arguments.name}: use 'valid' or 'same'")
    spec = ConvSpec(
        "conv", *sizes, stride, plain(pads), dilation, groups=given.get("groups", 1),
        in_channels=arguments.channels(given.get("groups", 1))[0], out_channels=given["filters"],
    )  # fmt: skip
    return spec, _joined(conv_note(spec, "Keras"), *_unapplied(arguments))


def read_transpose(arguments: Arguments) -> tuple[ConvSpec, str]:
    """The spec of a ConvNDTranspose and a note."""
    given = arguments.bind(
        ("filters", "kernel_size", "strides", "padding", "output_padding", "data_format", "dilation_rate"),
        _IGNORED,
    )
    ndim, stride, dilation, sizes = _sizes(arguments, given)
    word = str(given.get("padding", "valid")).lower()
    if word not in ("valid", "same"):
        raise LayerError(f"padding {word!r} is not known to Keras' {arguments.name}: use 'valid' or 'same'")
    extra = given.get("output_padding")
    more = None if extra is None else each(ndim, "output_padding", extra)
    if more is not None and not all(0 <= m < s for m, s in zip(more, stride, strict=True)):
        raise LayerError(f"Keras' output_padding {extra} is not from 0 to below strides {given.get('strides', 1)}")
    crops = tensorflow_crops(word, sizes, stride, dilation, more)
    spec = ConvSpec("conv_transpose", *sizes, stride, plain(crops), dilation,
                    in_channels=arguments.channels(1)[0], out_channels=given["filters"])  # fmt: skip
    spec, note = in_torch_words(spec, "Keras")
    return spec, _joined(note, *_unapplied(arguments))


def _unapplied(arguments: Arguments) -> list[str]:
    """What would make the output another one, and is not computed."""
    ignored = [name for name in _HARMLESS if name in arguments.bound]
    harmful = [n for n in ignored if not re.fullmatch(_HARMLESS[n], arguments.bound[n].text, re.IGNORECASE)]
    return [f"{arguments.text(name)} is not applied" for name in harmful]


def _joined(*notes: str) -> str:
    return "; ".join(filter(None, notes))


def _take_shape(arguments: Arguments, given: dict[str, Any], ndim: int) -> None:
    """Take input size and channels from input_shape, or hold it against those that are known already."""
    for name, samples in (("input_shape", 0), ("batch_input_shape", 1)):
        shape = given.get(name)
        if shape is None:
            continue
        text = f"{name} {arguments.bound[name].text}"
        numbers = shape[samples:] if isinstance(shape, (list, tuple)) else ()
        if len(numbers) != ndim + 1 or not all(n is None or (isinstance(n, int) and n > 0) for n in numbers):
            axes = "rows, columns" if ndim == 2 else "steps"
            raise LayerError(f"{text} is not known: write {'(None, ' * samples or '('}{axes}, channels)")
        first = given.get("data_format") == "channels_first"
        size, channels = (numbers[1:], numbers[0]) if first else (numbers[:-1], numbers[-1])
        if None not in size:
            known = arguments.input_size
            if known is not None and each(ndim, "input_size", known) != tuple(size):
                given_size = "x".join(map(str, each(ndim, "input_size", known)))
                raise LayerError(f"{text} does not go with an input of size {given_size}: leave one out")
            arguments.input_size = tuple(size)
        if channels is not None:
            if arguments.in_channels not in (None, channels):
                raise LayerError(f"{text} does not go with an input of {arguments.in_channels} channels: leave one out")
            arguments.in_channels = channels


def _sizes(arguments: Arguments, given: dict[str, Any]) -> tuple[int, Size, Size, tuple[Size, Size]]:
    for name in ("filters", "kernel_size"):
        if name not in given:
            raise LayerError(f"{arguments.name} needs {name}")
    if given.get("data_format") not in (None, "channels_first", "channels_last"):
        raise LayerError(f"{arguments.text('data_format')} is not known: use 'channels_first' or 'channels_last'")
    ndim = arguments.axes()
    _take_shape(arguments, given, ndim)
    stride = each(ndim, "strides", given.get("strides", 1))
    dilation = each(ndim, "dilation_rate", given.get("dilation_rate", 1))
    if max(stride) > 1 and max(dilation) > 1:
        raise LayerError(f"Keras' {arguments.name} takes strides or dilation_rate above 1, not both")
    return ndim, stride, dilation, arguments.sizes(ndim, given["kernel_size"], dilation)


def tensorflow_crops(word: str, sizes: tuple[Size, Size], stride: Size, dilation: Size, more: Size | None) -> Pads:
    """What Keras, TensorFlow and JAX cut for 'same' and 'valid'; `more` is Keras' output_padding."""
    crops = []
    for axis, (i, k, s, d) in enumerate(zip(*sizes, stride, dilation, strict=True)):
        ke = d * (k - 1) + 1
        canvas = (i - 1) * s + ke
        if word == "valid":
            crops.append((0, -max(s - ke, 0) if more is None else -more[axis]))
            continue
        if more is None:
            size, lo = i * s, max(ke - s, 0) // 2
        else:
            size = (i - 1) * s + ke % 2 + more[axis]
            lo = max(canvas - size, 0) // 2
        crops.append((lo, canvas - size - lo))
    return tuple(crops)


def same_pads(sizes: tuple[Size, Size], stride: Size, dilation: Size, *, at_end: bool) -> Pads:
    """TensorFlow's 'same': output ceil(input/stride), the odd cell at the end (or, SAME_LOWER, at the start)."""
    pads = []
    for i, k, s, d in zip(*sizes, stride, dilation, strict=True):
        total = max((-(-i // s) - 1) * s + d * (k - 1) + 1 - i, 0)
        less, more = total // 2, total - total // 2
        pads.append((less, more) if at_end else (more, less))
    return tuple(pads)
