"""What cannot be shown, as values; the sentences are made from them when they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tconv_anim.core.errors import SpecError
from tconv_anim.options import OptionError, TconvError


class SceneError(OptionError):
    """What is too large to be read in a picture, or what its view does not show."""

    sentences: ClassVar[Mapping[str, str]] = {
        "letters_in_grays": "this picture shows shades of gray, and letters have none: give numbers, or another view",
        "no_such_channel": "there is no {array} channel {channel}, as they are counted from 0: use 0 to {last}",
        "no_such_channel:one": "there is no {array} channel {channel}, as they are counted from 0: use 0, the only one",
        "undrawable_channels": "{array} channels {channels:all} cannot be drawn: name 1 to {most} different channels",
        "undrawable_channels:none": "no {array} channel is named: name 1 to {most} channels",
        "channel_without_inputs": "output channel {channel} is not computed from the drawn input channels: "
        "add input channel {group:either}",
        "no_backward": "{view} shows no gradient: leave {gradient:option} out, or use {hint}",
        "all_channels": "{view} draws all channels: leave {show_channels:option} out",
        "only_planes": "{view} draws images, which have two axes: use another view, or {hint}",
        "no_sides": "{view} has no sides: leave {side:option} out, or choose {sided:either}",
        "no_cells": "{view} chooses no cells: leave {cells:option} out, or choose {sided:either}",
        "no_such_cell": "there is no such {array} cell in {cells}, the last is {last}: use {hint}",
        "cells_twice": "{cells} names a cell twice: use {hint}",
        "too_many_cells": "{cells} names more cells than can be shown at once, {most} is the most: use {hint}",
        "always_flat": "{view} is always drawn flat: leave {style:option} out",
        "no_stamps": "{still} shows {ops:either}: leave it out, or use one of them",
        "stamps_of_channels": "{still} shows one channel: use {hint}",
        "no_card": "{still} sums up one layer, not {word}: leave it out, or use one layer",
        "beside_stamps": "{given} does not go with {still}: leave one of them out",
        "beside_several": "{given} does not go with several values of {varied:option}: leave it out, or use one value",
        "too_large:stamps": "{count} placements are too many for one picture, {most} is the most: use {hint}",
        "too_large:card": "{count} rows or columns are too many for one page, {most} is the most: use {hint}",
        "no_such_step": "{still} is not shown: use {hint}, or another step that is",
        "no_kernel_to_blank": "{blank} leaves out what this operation does not have: use --blank input or output",
        "pair_of_other_op": "{pair:option} shows conv, conv_transpose and what equals one of them, not {word}: leave "
        "it out",
        "too_large:cells": "{count} cells are too many to draw, {most} is the most: use {hint}",
        "steps_not_from_one": "{steps} does not count up from 1: use {hint}",
        "no_steps": "{steps} picks none of the {count} placements: use {hint}",
        "too_large:steps": "{count} placements are too many for one animation, {most} is the most: show fewer with "
        "{max_steps}, or one picture with {still}",
        "too_large:time": "{count} placements with {step_ms} take {minutes} minutes, {most} is the most: use {hint}",
        "too_large:matrix": "the matrix has {matrix:size} cells, {most:size} is the most that is drawn: use {hint}",
        "too_large:channels": "{view} draws all {count} channels, {most} is the most on each side: use {hint}",
        "too_large:connections": "{count} connections are too many to find, {most} is the most: use {hint}",
    }


class ViewError(SpecError):
    """A view that does not exist, or that does not draw the operation."""

    sentences: ClassVar[Mapping[str, str]] = {
        "unknown_view": "{view} is not known: use {known:either}",
        "view_of_other_op": "{view} does not draw {word}: {reason}; use {usual}, which is usual for it, or "
        "{known:either}",
        "view_of_other_op:one": "{view} does not draw {word}: {reason}; use {usual}",
        "view_of_other_op:none": "no view draws {word}: use {known:either}",
    }


class MotionWarning(TconvError, UserWarning):  # noqa: N818 # a warning, raised only where warnings are errors
    """Motion that is asked for, and too short to be seen; or an animation that is too long to be watched."""

    sentences: ClassVar[Mapping[str, str]] = {
        "too_long": "{count} placements play for {minutes} minutes: show fewer with {max_steps}, or one picture with "
        "{still}",
        "too_short": "things jump, as {step_ms} is too short for motion: use {hint} or more",
    }
