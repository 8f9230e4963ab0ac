"""What is not drawn because nobody would look at it, or could: too long, too large, too many channels."""

from __future__ import annotations

import math
from collections.abc import Collection

from tconv_anim.core.equivalents import disguise
from tconv_anim.core.spec import Spec, in_pictures
from tconv_anim.core.work import check_cost, cost
from tconv_anim.options import (
    CARD,
    CHAIN,
    CONVOLUTIONS,
    COUNTS,
    MULTIPLES,
    NO_LIMIT,
    STAMPS,
    Given,
)
from tconv_anim.recipes.keywords import Look
from tconv_anim.recipes.values import Channels, ChosenCells
from tconv_anim.scenes.errors import SceneError
from tconv_anim.scenes.panels import read_by
from tconv_anim.scenes.told.length import check_steps, check_time
from tconv_anim.scenes.view import FLAT, is_image_sized
from tconv_anim.scenes.views import check_drawn, counterpart, get_view, in_order, load_view, other_side, view_name

MAX_CHANNELS = 4  # drawn on each side
MAX_SAMPLED = 9  # of an upsampling or pooling, which has no kernels
MAX_STAMPS = 36  # side by side in one picture
MAX_ON_CARD = 20  # rows or columns of an array
MAX_CELLS = 10**6  # of a canvas or a padded input that is drawn, in all channels


def choose_channels(spec: Spec, wanted: Channels | None) -> Channels:
    """The channels that are drawn: those wanted, or all up to four, or the first if there are more.

    An operation that has no kernels between its channels is drawn with up to nine.

    Raises
    ------
    OptionError
        for a channel that does not exist, or more channels than are legible.
    """
    spec = in_pictures(spec)[0]
    counts = {"input": spec.in_channels, "output": spec.out_channels}
    most = MAX_CHANNELS if spec.weight_shape else MAX_SAMPLED
    if wanted is None:
        inputs, outputs = (tuple(range(n if n <= most else 1)) for n in counts.values())
        return Channels(inputs, outputs)
    for (side, count), channels in zip(counts.items(), (wanted.inputs, wanted.outputs), strict=True):
        _check_channels(side, count, channels, most)
    if spec.weight_shape:
        for output in wanted.outputs:
            group = read_by(spec, output)
            if not any(channel in group for channel in wanted.inputs):
                raise SceneError("channel_without_inputs", {"channel": output, "group": tuple(group)})
    return wanted


def _check_channels(side: str, count: int, channels: Collection[int], most: int) -> None:
    """Whether the channels of one side exist, and can be drawn."""
    for channel in channels:
        if not 0 <= channel < count:
            kind = "no_such_channel:one" if count == 1 else "no_such_channel"
            raise SceneError(kind, {"array": side, "channel": channel, "last": count - 1})
    if not channels:
        raise SceneError("undrawable_channels:none", {"array": side, "most": most})
    if len(channels) > most or len(set(channels)) < len(channels):
        raise SceneError("undrawable_channels", {"array": side, "channels": tuple(channels), "most": most})


def check_view(spec: Spec, look: Look) -> None:
    """Refuse what a view does not show.

    Raises
    ------
    OptionError
        for another number of axes, for channels, sums or a style that the view does not have
    SpecError
        for a view that does not exist, or does not draw this operation
    """
    name = view_name(look.view, spec.op)
    found = load_view(name)
    if look.side is not None and not found.sides:
        sided = [other for other in in_order() if load_view(other).sides]
        raise SceneError("no_sides", {"view": name, "side": look.side, "sided": sided})
    if look.cells is not None and not found.sides:
        sided = [other for other in in_order() if load_view(other).sides]
        raise SceneError("no_cells", {"view": name, "cells": str(look.cells), "sided": sided})
    if look.show_channels is not None and not found.picks_channels:
        raise SceneError("all_channels", {"view": name, "show_channels": look.show_channels})
    if spec.ndim not in found.dims:
        raise SceneError("only_planes", {"view": name}, hint=[{"dims": max(found.dims)}])
    if found.flat(spec) and look.style not in (None, FLAT):
        raise SceneError("always_flat", {"view": name, "style": look.style})


def check_multiples(spec: Spec, look: Look) -> None:
    """Refuse what small multiples do not show: a picture of several, or one that takes a page.

    Raises
    ------
    OptionError
    """
    varied = tuple(dict(spec.get("varied")))
    for name, value in (("pair", look.pair), ("still", look.still in (STAMPS, CARD) and look.still)):
        if value:
            raise SceneError("beside_several", {"given": Given(name, value), "varied": varied})
    name = view_name(look.view, spec.stages[0].op)
    if load_view(name).alone:
        raise SceneError("beside_several", {"given": Given("view", name), "varied": varied})


def check_still(spec: Spec, look: Look) -> None:
    """Refuse a step that is not shown, a part without numbers to leave out, and stamps where there are none.

    Raises
    ------
    OptionError
    """
    if look.blank == "kernel" and not in_pictures(spec)[0].weight_shape:
        raise SceneError("no_kernel_to_blank", {"blank": look.blank})
    if look.still == STAMPS:
        if spec.op not in CONVOLUTIONS:
            raise SceneError("no_stamps", {"still": look.still, "ops": CONVOLUTIONS})
        if spec.in_channels * spec.out_channels > 1:
            one = dict.fromkeys(COUNTS, 1)
            raise SceneError("stamps_of_channels", {"still": look.still}, hint=[one])
        _check_beside(look)
        count = math.prod(spec.output_size if spec.op == "conv" else spec.input_size)
        if count > MAX_STAMPS:
            raise SceneError("too_large:stamps", {"count": count, "most": MAX_STAMPS})
    elif look.still == CARD:
        check_card(spec, look.still)
        _check_beside(look)
        if (count := max(*spec.input_size, *spec.output_size)) > MAX_ON_CARD:
            raise SceneError("too_large:card", {"count": count, "most": MAX_ON_CARD})
    elif isinstance(look.still, int):
        count = count_placements(spec, look.view, pair=look.pair, side=look.side, cells=look.cells)
        shown = range(1, count + 1) if look.steps is None else look.steps
        if look.still not in shown or look.still > count:
            last = max(step for step in shown if step <= count)
            raise SceneError("no_such_step", {"still": look.still}, hint=[{"still": last}])


def check_card(spec: Spec, still: str) -> None:
    """Refuse a summary of several layers.

    Raises
    ------
    OptionError
    """
    if spec.stages:
        raise SceneError("no_card", {"still": still, "word": " and ".join(stage.op for stage in spec.stages)})


def _check_beside(look: Look) -> None:
    """Refuse what a page of its own has no use for."""
    for name in ("view", "pair", "side", "cells", "style", "steps"):
        value = getattr(look, name)
        if value and not (name == "style" and value == FLAT):
            raise SceneError("beside_stamps", {"given": Given(name, value), "still": look.still})


def count_placements(
    spec: Spec, view: str | None, *, pair: bool = False, side: str | None = None, cells: ChosenCells | None = None
) -> int:
    """How many placements there are to show; of several pictures those of the one that has most.

    Raises
    ------
    OptionError, SpecError
        for a pair without a counterpart, for a view that does not exist or does not draw this operation
    """
    if spec.op == MULTIPLES:
        return max(count_placements(one, view, pair=pair, side=side, cells=cells) for one in spec.stages)
    count = get_view(view, spec.op, side, cells).count_placements(spec)
    if pair:
        other = other_of_pair(spec)
        opposite = get_view(counterpart(view, other.op), other.op, side_beside(spec, side), cells)
        count = max(count, opposite.count_placements(other))
    return count


def other_of_pair(spec: Spec) -> Spec:
    """What is shown beside an operation: the inverse of a convolution, of others the convolution that they equal.

    Raises
    ------
    OptionError, SpecError
        if there is none
    """
    if spec.op in CONVOLUTIONS:
        from tconv_anim.core.solve import inverse  # imported for pairs alone

        return inverse(spec)
    found = disguise(spec)
    if found is None:
        word = " and ".join(stage.op for stage in spec.stages) if spec.op == CHAIN else spec.op
        raise SceneError("pair_of_other_op", {"pair": True, "word": word})
    return found.spec


def side_beside(spec: Spec, side: str | None) -> str | None:
    """The side that is shown beside an operation: an inverse has on the other side the cells that it goes through."""
    return other_side(side) if spec.op in CONVOLUTIONS else side


def check_shown(spec: Spec, look: Look, *, symbolic: bool = False, gradient: bool = False) -> None:
    """Refuse what a look does not show of an operation, and what is too much of it; see the functions below.

    `gradient` says whether one is given.

    Raises
    ------
    OptionError, SpecError
    """
    if spec.op == MULTIPLES:
        check_multiples(spec, look)
        for one in spec.stages:
            check_work(one, look.view, side=look.side, cells=look.cells, limit=look.limit)
            choose_channels(one, look.show_channels)
            check_view(one, look)
        check_cost(spec, look.limit)
    else:
        check_work(spec, look.view, pair=look.pair, side=look.side, cells=look.cells, limit=look.limit)
        choose_channels(spec, look.show_channels)
        check_view(spec, look)
    count = count_placements(spec, look.view, pair=look.pair, side=look.side, cells=look.cells)
    check_time(check_steps(count, look.steps, look.limit if look.still is None else NO_LIMIT), look)
    first = in_pictures(spec)[0]
    if gradient and not get_view(look.view, first.op).backward:
        backward = [{"view": name} for name in in_order() if load_view(name).backward]
        view = view_name(look.view, first.op)
        raise SceneError("no_backward", {"view": view, "gradient": True}, hint=backward)
    check_still(spec, look)
    if symbolic and (
        get_view(look.view, first.op, look.side).shows_images or (spec.side_by_side and is_image_sized(spec))
    ):
        raise SceneError("letters_in_grays")


def check_work(
    spec: Spec, view: str | None, *, pair: bool = False, side: str | None = None, cells: ChosenCells | None = None,
    limit: str | None = None,
) -> None:  # fmt: skip
    """Refuse what takes too long to compute, or too much memory, and what is too large for its view.

    Raises
    ------
    OptionError
        for too many cells
    SpecError
        for too much work, for a pair without a counterpart
    """
    count = count_placements(spec, view, pair=pair, side=side, cells=cells)
    check_drawn(view, spec)
    get_view(view, spec.op, side, cells).check(spec)
    worked = max(max(one.in_channels, one.out_channels) * one.worked_cells for one in spec.stages or (spec,))
    if worked > MAX_CELLS:
        raise SceneError("too_large:cells", {"count": worked, "most": MAX_CELLS})
    check_cost(spec, limit, also=max(0, count - cost(spec).steps))
