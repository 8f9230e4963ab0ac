"""What is too large is refused with the nearest options that are not, or the nearest arguments of its layer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from tconv_anim.core.parameters import per_axis
from tconv_anim.core.work import SIZES, TOO_LARGE, nearest, within_limits
from tconv_anim.options import CHAIN, COUNTS, OPTIONS, TconvError
from tconv_anim.recipes.layers import is_call
from tconv_anim.recipes.layers.beside import OF_LAYER
from tconv_anim.recipes.request import DEFAULT_SIZE, Request

OF_REQUEST = ("request", "op")
"""Who takes the options that make a request."""
Made = TypeVar("Made")


def planned_within_limits(make: Callable[..., Made], op: Any, given: Mapping[str, Any]) -> Made:
    """What ``make(op=..., **options)`` makes of keywords of `animate`; `op` may be a call. See `within_limits`."""
    if isinstance(op, str) and is_call(op) and "layer" not in given:
        op, given = OPTIONS["op"].default, {"layer": op, **given}

    def made(these: Mapping[str, Any]) -> Made:
        return make(**{"op": op, **these})

    try:
        return within_limits(made, given)
    except TconvError as error:
        if error.kind == TOO_LARGE and "size" in (error.hint or ({},))[0]:
            error.hint = tuple(_whole_way(made, given, way) for way in error.hint)
        if isinstance(given.get("layer"), str):
            if error.kind == TOO_LARGE and not error.hint:
                way = _nearest_layer(made, given)
                error.hint = ({"layer": way},) if way else ()
            else:  # what the layer says is changed there
                error.hint = tuple(
                    {"layer": way} if way.keys() <= set(COUNTS) - given.keys() else way for way in error.hint
                )
        raise


def _whole_way(made: Callable[[Mapping[str, Any]], Any], given: Mapping[str, Any], way: Mapping[str, Any]) -> Any:
    """A way out, with what is to be written as well if something else is too large then."""
    try:
        made({**given, **way})
    except TconvError as following:
        if following.kind == TOO_LARGE and following.hint:
            return {**way, **following.hint[0]}
    return way


def _nearest_layer(made: Callable[[Mapping[str, Any]], Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments with which a layer is not too large, found by the options that say the same."""
    try:
        spec = Request.of(**{name: given[name] for name in given if OPTIONS[name].takes in OF_REQUEST}).spec
    except TconvError:
        return {}
    if spec.op == CHAIN:
        return {}
    own = {name: value for name, value in spec.parameters if name in SIZES}
    if spec.weight_shape:
        own |= {"in_channels": spec.in_channels, "out_channels": spec.out_channels}
    others = {name: value for name, value in given.items() if name not in ("layer", *OF_LAYER)}

    def remade(these: Mapping[str, Any]) -> Any:
        """With an input that is large enough, as the layer has it unless it is given."""
        if spec.op == "conv" and "input_size" not in given:
            axes = zip(*(per_axis(name, these[name], spec.ndim) for name in ("kernel_size", "dilation")), strict=True)
            these = {"input_size": max(DEFAULT_SIZE, *(d * (k - 1) + 1 for k, d in axes)), **these}
        try:
            return made(these)
        except TconvError as error:
            larger = next((way for way in error.hint if [*way] == ["input_size"]), None)
            if larger is None or "input_size" in given or error.kind == TOO_LARGE:
                raise
            return made({**these, **larger})

    return nearest(remade, {**others, "op": spec.op, "dims": spec.ndim, **dict(spec.parameters), **own}, own)
