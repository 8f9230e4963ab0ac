"""A layer with what stands beside its text: arrays, sizes, and the values of names in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tconv_anim.core.ops import check_names, takes
from tconv_anim.core.record import POOLING
from tconv_anim.core.step import Array
from tconv_anim.options import COUNTS, OPTIONS, Given, OptionError
from tconv_anim.recipes.agreement import agreed, check_weight, ends_with
from tconv_anim.recipes.values import parse

if TYPE_CHECKING:
    from tconv_anim.frameworks import Layer  # imported when a layer is read

OF_LAYER = ("pick", "let", "like")
"""What is said of a layer's text, and of nothing else."""
SIZES = ("input_size", "kernel_size")
LaidOut = Callable[[str, Mapping[str, Any], int | None], tuple[int, Array | None, Array | None]]
Beside = tuple[tuple[str, Any], ...]


def read_beside(
    text: str, laid_out: LaidOut, arrays: tuple[str, ...], given: Mapping[str, Any]
) -> tuple[Layer, Array | None, Array | None, Beside]:
    """A layer with what its call leaves open or only names, input and weight with channels, and what reads it again.

    Parameters
    ----------
    text : of the layer
    laid_out : gives the number of axes, and input and weight with their channel axes
    arrays : the names of weight and bias, if they are given
    given : the other options

    Raises
    ------
    LayerError, SpecError, OptionError
    """
    from tconv_anim.frameworks import glance, read_layer

    like, pick = (None if given.get(name) is None else parse(OPTIONS[name], given[name]) for name in ("like", "pick"))
    let = values_of(given.get("let", {}))
    weighted, own = glance(text, like, pick)
    asked = given.get("dims")
    if asked is not None and own not in (None, asked):
        raise OptionError("beside_layer", {"option": "dims", "layer": text})
    plain = {name: value for name, value in given.items() if name not in OF_LAYER}
    dims, x, w = laid_out(OPTIONS["op"].default if weighted else POOLING, plain, asked if own is None else own)
    kernel_size = given.get("kernel_size")
    inputs, outputs = (given.get(name) for name in COUNTS)
    options = {name: value for name, value in plain.items() if name not in ("dims", *SIZES, *COUNTS)}
    layer = read_layer(
        text, given.get("input_size") if x is None else x.shape[1:], kernel_size,
        inputs if x is None else agreed("in_channels", inputs, x.shape[0]), outputs,
        asked if x is None and w is None else dims, weight_shape=None if w is None else w.shape, options=options,
        let=let, like=like, pick=pick,
    )  # fmt: skip
    for name in options:
        if name not in layer.used:
            raise OptionError("beside_layer", {"option": name, "layer": text})
    last = (layer.spec.stages or (layer.spec,))[-1]
    check_names(last.op, arrays, ("weight", "bias") if weighted else takes(last.op))
    if w is not None:
        check_weight(w, layer.spec.weight_shape)
    kernel = last.get("kernel_size")
    if kernel_size is not None and kernel is None:
        raise OptionError("beside_layer", {"option": "kernel_size", "layer": text})
    if kernel_size is not None and not ends_with(kernel, kernel_size):
        raise OptionError("kernel_beside_layer", {"kernel_size": kernel_size, "own": kernel})
    for name, wanted in zip(COUNTS, (inputs, outputs), strict=True):
        agreed(name, wanted, getattr(layer.spec, name), "layer")
    told = {"let": tuple({**dict(layer.assumed), **let}.items()), "like": layer.like}
    beside = {name: value for name, value in told.items() if value}
    return layer, x, w, (*beside.items(), *((name, given[name]) for name in layer.used if name in given))


def values_of(let: Any) -> dict[str, Any]:
    """Values by names, from text, pairs or a mapping.

    Raises
    ------
    OptionError
    """
    if isinstance(let, str):
        let = parse(OPTIONS["let"], let)
    try:
        found = dict(let)
    except (TypeError, ValueError):
        raise OptionError("not_a_values", {"given": Given("let", let)}) from None
    for name, value in found.items():
        if not isinstance(name, str) or not isinstance(value, (int, float, str, tuple, list)):
            raise OptionError("not_a_values", {"given": Given("let", let)})
    return found
