"""What layers of several frameworks have in common: their words for padding, and how numbers are written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.parameters import Pads, Size
from tconv_anim.frameworks.shared.errors import CodeError
from tconv_anim.frameworks.shared.padding import same_pads, tensorflow_crops


class Name(str):
    """The name of an array, which is written without quotation marks."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


WORDS = ("valid", "same")
"""What Keras, Flax and JAX call two ways to pad or to crop."""


def padding_of(op: str, sizes: tuple[Size, Size], stride: Size, dilation: Size, word: str) -> Pads:
    """What a word pads or crops for the sizes of input and kernel, strides and dilations."""
    if op == "conv_transpose":
        return tensorflow_crops(word, sizes, stride, dilation, None)
    return ((0, 0),) * len(stride) if word == "valid" else same_pads(sizes, stride, dilation, at_end=True)


def word_of(spec: ConvSpec) -> str | None:
    """The word that pads or crops as a spec does; None if there is none."""
    if spec.padding_mode != "zeros":
        return None
    sizes = spec.input_size, spec.kernel_size
    return next((w for w in WORDS if padding_of(spec.op, sizes, spec.stride, spec.dilation, w) == spec.pads), None)


def call(name: str, first: Iterable[Any], words: Mapping[str, Any]) -> str:
    """A layer's call; what is None is left out.

    >>> call("nn.Conv2d", (1, 2), {"kernel_size": 3, "stride": None})
    'nn.Conv2d(1, 2, kernel_size=3)'
    """
    given = (f"{name}={value!r}" for name, value in words.items() if value is not None)
    return f"{name}({', '.join([*map(repr, first), *given])})"


def numbers(values: tuple[int, ...], usual: int | None = None) -> int | tuple[int, ...] | None:
    """One number if the axes agree, else one for each; None if all are the usual one.

    >>> numbers((2, 2)), numbers((1, 2), 1), numbers((1, 1), 1)
    (2, (1, 2), None)
    """
    if set(values) == {usual}:
        return None
    return values[0] if len(set(values)) == 1 else values


def no_layer(framework: str, spec: ConvSpec) -> CodeError:
    """That a framework has no layer that computes this."""
    return CodeError("no_layer", {"framework": framework, "asked": spec.op})
