"""From a layer without a weight, an upsampling or a pooling, to a spec."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tconv_anim.core.errors import SpecError
from tconv_anim.core.ops import get_op
from tconv_anim.core.record import POOLING, plan_after_pooling
from tconv_anim.core.spec import Spec
from tconv_anim.frameworks.shared.call import DEFAULT_INPUT_SIZE, Arguments, each


def read_op(arguments: Arguments, op: str, given: Mapping[str, Any]) -> Spec:
    """The spec of an op with these parameters; an unpooling comes behind its pooling.

    An input size that nothing gives is what pictures of the op usually show, or the smallest that it takes.
    """
    found, ndim, asked = get_op(op), axes_of(arguments, op, given), arguments.input_size
    shown = get_op(POOLING if found.indexed else op)
    usual = shown.fitting(given) or shown.usual.get("input_size", DEFAULT_INPUT_SIZE)
    channels = arguments.in_channels or found.least_channels(given)
    size = each(ndim, "input_size", usual if asked is None else asked, is_option=True)
    try:
        return plan_after_pooling(op, channels, size, given)
    except SpecError as error:
        larger = [way["input_size"] for way in error.hint if [*way] == ["input_size"]]
        if asked is not None or not larger:
            raise
        return plan_after_pooling(op, channels, each(ndim, "input_size", larger[0], is_option=True), given)


def axes_of(arguments: Arguments, op: str, given: Mapping[str, Any]) -> int:
    """The number of axes, from the layer's name, from what its op works over, or from its parameters."""
    known = get_op(op).dims
    return known[0] if arguments.ndim is None and len(known) == 1 else arguments.axes(*given.values())
