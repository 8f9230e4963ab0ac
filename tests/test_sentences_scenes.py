"""What the errors of scenes/ say, in Python and on the command line: the only place that has their words."""

from collections.abc import Callable
from typing import Any

import pytest

from tconv_anim import Channels, animate
from tconv_anim.options import drawn_ops, either
from tconv_anim.scenes.errors import MotionWarning, SceneError, ViewError
from tconv_anim.scenes.timeline import too_short
from tconv_anim.scenes.told.length import too_long
from tconv_anim.scenes.views import get_view

from . import sentences

Call = Callable[[], object]


def shown(inputs: tuple[int, ...], outputs: tuple[int, ...], **more: Any) -> Call:
    """A picture of four input and two output channels, of which these are drawn."""
    return lambda: animate("conv", in_channels=4, out_channels=2, show_channels=Channels(inputs, outputs), **more)


def jumping(**look: Any) -> Call:
    """What is said of motion that is asked for, and too short."""

    def raised() -> None:
        found = too_short(animate(motion="smooth", traced=False, **look))
        assert found is not None
        raise found

    return raised


def long_one(drawn: int, each_ms: int) -> Call:
    """An animation of so many placements."""

    def raised() -> None:
        found = too_long(animate(), drawn, each_ms)
        assert found is not None
        raise found

    return raised


def of(op: str = "conv_transpose", **options: Any) -> Call:
    """A picture of an operation."""
    return lambda: animate(op, **options)


CASES: list[tuple[Any, ...]] = [
    (SceneError, "no_such_channel", shown((4,), (0,)),
     "there is no input channel 4, as they are counted from 0: use 0 to 3"),
    (SceneError, "no_such_channel:one", of(show_channels=Channels((3,), (0,))),
     "there is no input channel 3, as they are counted from 0: use 0, the only one"),
    (SceneError, "undrawable_channels", shown((0, 0), (0,)),
     "input channels 0, 0 cannot be drawn: name 1 to 4 different channels"),
    (SceneError, "undrawable_channels:none", shown((0,), ()),
     "no output channel is named: name 1 to 4 channels"),
    (SceneError, "channel_without_inputs", shown((0,), (1,), groups=2),
     "output channel 1 is not computed from the drawn input channels: add input channel 2 or 3"),
    (SceneError, "all_channels", of(view="matrix", show_channels=Channels((0,), (0,))),
     "view='matrix' draws all channels: leave show_channels out",
     "--view matrix draws all channels: leave --show-channels out"),
    (SceneError, "only_planes", of(view="pixels", dims=1),
     "view='pixels' draws images, which have two axes: use another view, or dims=2",
     "--view pixels draws images, which have two axes: use another view, or --dims 2"),
    (SceneError, "no_sides", of(side="input"),
     "view='overlap_add' has no sides: leave side out, or choose connections or receptive_field",
     "--view overlap_add has no sides: leave --side out, or choose connections or receptive_field"),
    (SceneError, "no_cells", of(cells="0,0;1,1"),
     "view='overlap_add' chooses no cells: leave cells out, or choose connections or receptive_field",
     "--view overlap_add chooses no cells: leave --cells out, or choose connections or receptive_field"),
    (SceneError, "no_such_cell", of(view="connections", cells=[(0, 0), (1, 7)]),
     "there is no such input cell in cells='0,0;1,7', the last is 2, 2: use cells='0,0;1,2'",
     "there is no such input cell in --cells \"0,0;1,7\", the last is 2, 2: use --cells \"0,0;1,2\""),
    (SceneError, "cells_twice", of(view="connections", cells="0,0;1,1;0,0"),
     "cells='0,0;1,1;0,0' names a cell twice: use cells='0,0;1,1'",
     "--cells \"0,0;1,1;0,0\" names a cell twice: use --cells \"0,0;1,1\""),
    (SceneError, "too_many_cells", of(view="receptive_field", cells="0,0;1,1"),
     "cells='0,0;1,1' names more cells than can be shown at once, 1 is the most: use cells='0,0'",
     "--cells \"0,0;1,1\" names more cells than can be shown at once, 1 is the most: use --cells \"0,0\""),
    (SceneError, "no_backward", of(input_size=2, kernel_size=1, gradient=[[1, 2], [3, 4]]),
     "view='overlap_add' shows no gradient: leave gradient out, or use view='gradient'",
     "--view overlap_add shows no gradient: leave --gradient out, or use --view gradient"),
    (SceneError, "always_flat", of(view="matrix", style="isometric"),
     "view='matrix' is always drawn flat: leave style out", "--view matrix is always drawn flat: leave --style out"),
    (SceneError, "letters_in_grays", of(input=[["a"]], view="pixels"),
     "this picture shows shades of gray, and letters have none: give numbers, or another view",
     "this picture shows shades of gray, and letters have none: give numbers, or another view"),
    (SceneError, "no_stamps", of("nearest", still="stamps"),
     "still='stamps' shows conv or conv_transpose: leave it out, or use one of them",
     "--still stamps shows conv or conv_transpose: leave it out, or use one of them"),
    (SceneError, "stamps_of_channels", of(still="stamps", in_channels=2),
     "still='stamps' shows one channel: use in_channels=1 and out_channels=1",
     "--still stamps shows one channel: use --channels 1:1"),
    (SceneError, "no_card", of("resize_conv", still="card"),
     "still='card' sums up one layer, not nearest and conv: leave it out, or use one layer",
     "--still card sums up one layer, not nearest and conv: leave it out, or use one layer"),
    (SceneError, "too_large:card", of(still="card", input_size=15, stride=2),
     "31 rows or columns are too many for one page, 20 is the most: use input_size=9",
     "31 rows or columns are too many for one page, 20 is the most: use --input-size 9"),
    (SceneError, "beside_stamps", of(still="stamps", view="matrix"),
     "view='matrix' does not go with still='stamps': leave one of them out",
     "--view matrix does not go with --still stamps: leave one of them out"),
    (SceneError, "beside_several", of(stride="1,2", pair=True),
     "pair=True does not go with several values of stride: leave it out, or use one value",
     "--pair does not go with several values of --stride: leave it out, or use one value"),
    (SceneError, "too_large:stamps", of(still="stamps", input_size=9),
     "81 placements are too many for one picture, 36 is the most: use input_size=6",
     "81 placements are too many for one picture, 36 is the most: use --input-size 6"),
    (SceneError, "no_such_step", of(still=10),
     "still=10 is not shown: use still=9, or another step that is",
     "--still 10 is not shown: use --still 9, or another step that is"),
    (SceneError, "no_kernel_to_blank", of("nearest", blank="kernel"),
     "blank='kernel' leaves out what this operation does not have: use --blank input or output",
     "--blank kernel leaves out what this operation does not have: use --blank input or output"),
    (SceneError, "pair_of_other_op", of("max_pool", pair=True),
     "pair shows conv, conv_transpose and what equals one of them, not max_pool: leave it out",
     "--pair shows conv, conv_transpose and what equals one of them, not max_pool: leave it out"),
    (SceneError, "too_large:cells", of(input_size=2, stride=1500),
     "2259009 cells are too many to draw, 1000000 is the most: use stride=100",
     "2259009 cells are too many to draw, 1000000 is the most: use --stride 100"),
    (SceneError, "too_large:connections", of("avg_pool", view="connections", input_size=400, kernel_size=30, stride=3),
     "13838400 connections are too many to find, 10000000 is the most: use input_size=104",
     "13838400 connections are too many to find, 10000000 is the most: use --input-size 104"),
    (SceneError, "steps_not_from_one", of(steps=range(3)),
     "steps=range(0, 3) does not count up from 1: use steps=range(1, 10)",
     "--steps 0:2 does not count up from 1: use --steps 1:9"),
    (SceneError, "no_steps", of(steps=range(30, 41)),
     "steps=range(30, 41) picks none of the 9 placements: use steps=range(1, 10)",
     "--steps 30:40 picks none of the 9 placements: use --steps 1:9"),
    (SceneError, "too_large:steps", of(input_size=50),
     "2500 placements are too many for one animation, 2000 is the most: show fewer with max_steps=60, or one picture "
     "with still='finished'",
     "2500 placements are too many for one animation, 2000 is the most: show fewer with --max-steps 60, or one picture "
     "with --still finished"),
    (MotionWarning, "too_long", long_one(300, 1000),
     "300 placements play for 5 minutes: show fewer with max_steps=60, or one picture with still='finished'",
     "300 placements play for 5 minutes: show fewer with --max-steps 60, or one picture with --still finished"),
    (SceneError, "too_large:time", of(step_ms=500_000),
     "9 placements with step_ms=500000 take 75 minutes, 60 is the most: use step_ms=399666",
     "9 placements with --step-ms 500000 take 75 minutes, 60 is the most: use --step-ms 399666"),
    (SceneError, "too_large:matrix", of(view="matrix", input_size=10),
     "the matrix has 144x100 cells, 64x64 is the most that is drawn: use input_size=6",
     "the matrix has 144x100 cells, 64x64 is the most that is drawn: use --input-size 6"),
    (SceneError, "too_large:channels", of(view="matrix", input_size=2, kernel_size=1, in_channels=5),
     "view='matrix' draws all 5 channels, 4 is the most on each side: use in_channels=4",
     "--view matrix draws all 5 channels, 4 is the most on each side: use 4 input channels"),
    (MotionWarning, "too_short", jumping(step_ms=799),
     "things jump, as step_ms=799 is too short for motion: use step_ms=800 or more",
     "things jump, as --step-ms 799 is too short for motion: use --step-ms 800 or more"),
    (ViewError, "unknown_view", lambda: get_view("matrx", "conv"), "view='matrx' is not known: use matrix",
     "--view matrx is not known: use matrix"),
    (ViewError, "view_of_other_op", of("max_pool", view="matrix"),
     "view='matrix' does not draw max_pool: it is not linear, as which cells count depends on their values; "
     "use sampling, which is usual for it, or sliding_window, connections, receptive_field or pixels",
     "--view matrix does not draw max_pool: it is not linear, as which cells count depends on their values; "
     "use sampling, which is usual for it, or sliding_window, connections, receptive_field or pixels"),
    (ViewError, "view_of_other_op:one", of("compare", view="matrix"),
     "view='matrix' does not draw compare: it is several operations side by side; use compare",
     "--view matrix does not draw compare: it is several operations side by side; use compare"),
    (ViewError, "view_of_other_op:none", lambda: get_view(None, "overlap_count"),
     f"no view draws overlap_count: use {either(drawn_ops())}"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=[case[1] for case in CASES])
def test_an_error_says_this(case):
    sentences.check(*case)


def test_every_sentence_has_a_case():
    sentences.check_complete(CASES, "scenes")


@pytest.mark.parametrize(
    "options",
    [
        {"steps": range(3)},
        {"steps": range(30, 41)},
        {"input_size": 50},
        {"view": "pixels", "dims": 1},
        {"view": "connections", "cells": [(0, 0), (1, 7), (4,)]},
    ],
)
def test_a_hint_succeeds_when_it_is_followed(options):
    with pytest.raises(SceneError) as caught:
        animate(**options)
    for way in caught.value.hint:
        assert animate(**(options | way), traced=False)
