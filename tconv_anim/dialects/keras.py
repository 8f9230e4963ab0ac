"""Keras' and TensorFlow's Conv1D, Conv2D, Conv1DTranspose and Conv2DTranspose."""

from __future__ import annotations

from typing import Any

from tconv_anim.dialects.call import Arguments, LayerError, conv_note, each, in_torch_words, plain
from tconv_anim.spec import ConvSpec, Pads, Size

_IGNORED = ("activation", "use_bias", "kernel_initializer", "bias_initializer", "kernel_regularizer",
                  "bias_regularizer", "activity_regularizer", "kernel_constraint", "bias_constraint", "name",
                  "input_shape", "trainable", "dtype", "lora_rank", "lora_alpha")  # fmt: skip


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
        in_channels=arguments.in_channels or given.get("groups", 1), out_channels=given["filters"],
    )  # fmt: skip
    return spec, conv_note(spec, "Keras")


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
                    in_channels=arguments.in_channels or 1, out_channels=given["filters"])  # fmt: skip
    return in_torch_words(spec, "Keras")


def _sizes(arguments: Arguments, given: dict[str, Any]) -> tuple[int, Size, Size, tuple[Size, Size]]:
    for name in ("filters", "kernel_size"):
        if name not in given:
            raise LayerError(f"{arguments.name} needs {name}")
    ndim = arguments.axes()
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
