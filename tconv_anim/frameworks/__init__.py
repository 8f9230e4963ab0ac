"""Layers as people write and print them, and scripts for frameworks.

One file of the folder `dialects` is how one framework's layers are read, and ends in a `Dialect`. `shared` holds what
several of them need. `scripts` writes: one file of it is one framework for `to_code`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.parameters import Size
from tconv_anim.core.spec import Spec
from tconv_anim.frameworks.scripts import check_script, solve_like, to_code, to_layer
from tconv_anim.frameworks.shared.axes import shown_axes
from tconv_anim.frameworks.shared.call import Arguments, Call
from tconv_anim.frameworks.shared.dialect import Choice, choose, refuse_unread
from tconv_anim.frameworks.shared.errors import CodeError, LayerError
from tconv_anim.frameworks.shared.pick import several, the_one
from tconv_anim.frameworks.shared.reading import Reading
from tconv_anim.frameworks.shared.scan import one_line
from tconv_anim.frameworks.shared.source import Source
from tconv_anim.frameworks.shared.supply import NONE, Supply
from tconv_anim.options import CHANNELS, TconvError

BIAS_ARGUMENTS = ("bias", "use_bias", "bias_attr", "has_bias", "with_bias")

__all__ = [
    "CodeError",
    "Layer",
    "LayerError",
    "check_script",
    "glance",
    "parse_layer",
    "pick_several",
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
    text : the call as it was written, with the comment behind it
    note : what differs from PyTorch
    flips_kernel : whether the framework rotates the kernel by 180° before it uses it
    unbiased : the argument that says that the layer has no bias, such as "bias=False", or ""
    used : the options that gave names in the text their values
    drawn : the counts of channels that the text only names and nothing gives, with what they are drawn as
    label : what the layer is called in the text
    like : the framework that it is, if the text alone does not say so
    assumed : the names whose values the text around the call gives, with them
    meant : which framework it is read as, if another would compute something else
    """

    spec: Spec
    text: str
    note: Clauses
    flips_kernel: bool
    unbiased: str
    used: tuple[str, ...] = ()
    drawn: tuple[tuple[str, int], ...] = ()
    label: str = ""
    like: str = ""
    assumed: tuple[tuple[str, Any], ...] = ()
    meant: Clauses = ()

    @property
    def advice(self) -> Clauses:
        """What to give if another framework is meant, and for the counts of channels that nothing gives."""
        if not self.drawn:
            return self.meant
        names = ", ".join(dict.fromkeys(name for name, _ in self.drawn))
        counts = " and ".join(dict.fromkeys(str(count) for _, count in self.drawn))
        return (*self.meant, message("counts_drawn", names=names, counts=counts, option=CHANNELS.option))


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
    *,
    weight_shape: Size | None = None,
    options: Mapping[str, Any] = NONE,
    let: Mapping[str, Any] = NONE,
    like: str | None = None,
    pick: str | int | None = None,
) -> Layer:
    """As `parse_layer`, with the call's text and what differs from PyTorch.

    A call that gives channels itself does not look at `in_channels` and `out_channels`, and one that shows its number
    of axes does not look at `dims`.

    Parameters
    ----------
    weight_shape : of the weight that the layer will have, in PyTorch's layout
    options : parameters of the operation, which names in the text stand for
    let : numbers by the names that stand for them in the text
    like : the framework of a layer that does not name its own
    pick : which of several layers, by its name or its number, or by its place from 0 if it is no text

    Raises
    ------
    LayerError, SpecError
    """
    if not isinstance(text, str):
        raise LayerError("not_text", {"layer": text})
    supply = Supply(input_size, kernel_size, in_channels, out_channels, weight_shape, dims, options, let)
    try:
        return _read(text, like, pick, supply)
    except RecursionError:  # arithmetic of thousands of numbers
        raise LayerError("nested_too_deep") from None


def _read(text: str, like: str | None, pick: str | int | None, supply: Supply) -> Layer:
    found, label = _picked(text, like, pick)
    call, choice = found
    arguments, reading = _understood(call, choice, supply)
    bias = next((name for name in BIAS_ARGUMENTS if name in arguments.bound), "")
    unbiased = arguments.text(bias) if bias and arguments.bound[bias].plain is False else ""
    notes = (*arguments.notes, *reading.notes)
    drawn, assumed = tuple(arguments.drawn), tuple(arguments.assumed.items())
    own = one_line(call.text)
    said = f"{own} {call.source.comment_behind(call.start + len(call.text))}".rstrip()
    return Layer(
        reading.spec, said, notes, reading.flips_kernel, unbiased, tuple(arguments.used), drawn, label,
        "" if reads_alike(own, choice) else choice.name, assumed, _meant(call, choice, supply, reading),
    )  # fmt: skip


def _understood(call: Call, choice: Choice, supply: Supply) -> tuple[Arguments, Reading]:
    try:
        arguments = Arguments(call, choice.entry, choice.dialect.title, choice.ndim, supply)
    except TconvError:
        if choice.dialect.is_read:
            raise
        refuse_unread(call.head.rpartition(".")[2], choice.dialect, choice.entry.op)
    return arguments, choice.entry.read(arguments)


def _meant(call: Call, choice: Choice, supply: Supply, reading: Reading) -> Clauses:
    """How a call is read, and the first framework that would compute something else of it."""
    for other in choice.others:
        try:
            _, elsewhere = _understood(call, other, supply)
        except (LayerError, SpecError):
            continue
        if not reading.computes_as(elsewhere):
            option = f"--like {other.name}"
            titles = {"framework": choice.dialect.title, "other": other.dialect.title}
            return (message("read_as", **titles, option=option),)
    return ()


def pick_several(text: str, pick: str) -> tuple[dict[int, str], tuple[str, ...]]:
    """Several layers of a text: their names and calls by the places that `read_layer` takes; and what is left out.

    Parameters
    ----------
    pick : names or numbers with commas between them, or "all"

    Raises
    ------
    LayerError

    Examples
    --------
    >>> pick_several("Sequential(Conv2d(1, 2, 3), ReLU(), Conv2d(2, 1, 3))", "all")
    ({0: '0 (Conv2d(1, 2, 3))', 1: '2 (Conv2d(2, 1, 3))'}, ('ReLU',))
    """
    return several(Source(text), pick)


def glance(text: str, like: str | None = None, pick: str | int | None = None) -> tuple[bool, int | None]:
    """Whether a layer has a weight, and its number of spatial axes, None if its call does not show it.

    Raises
    ------
    LayerError, SpecError
    """
    (call, choice), _ = _picked(text, like, pick)
    try:
        return choice.entry.weighted, shown_axes(call, choice)
    except RecursionError:
        raise LayerError("nested_too_deep") from None


def reads_alike(text: str, choice: Choice) -> bool:
    """Whether a text, without what stood around it, is read by the same framework."""
    try:
        return _picked(text, None, None)[0][1].name == choice.name
    except LayerError:
        return False


@lru_cache(maxsize=64)
def _picked(text: str, like: str | None, pick: str | int | None) -> tuple[tuple[Call, Choice], str]:
    """The one layer of a text, or the one that is asked for, with who reads it and what it is called."""
    source = Source(text)
    found, label, aliases = the_one(source, pick)
    call = found.read()
    return (call, choose(replace(call, head=found.head), like, aliases)), label
