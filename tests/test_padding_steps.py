"""The steps of a convolution: its padding grows around the input before the window slides."""

import numpy as np
import pytest

from tconv_anim import animate
from tconv_anim.scenes.scene import Role

CASES = [
    {"input_size": 4, "padding": 1, "stride": 2},
    {"input_size": 1, "kernel_size": 1},
    {"input_size": 3, "padding": (0, 2)},
    {"input_size": 5, "padding": ((-1, 2), (1, 0))},
    {"input_size": 4, "padding": 2, "padding_mode": "reflect"},
    {"input_size": 3, "padding": 1, "padding_mode": "replicate", "in_channels": 2},
    {"dims": 1, "input_size": 5, "padding": 2, "padding_mode": "circular"},
]


@pytest.mark.parametrize("options", CASES, ids=str)
def test_padding_grows_around_the_input_before_the_window_slides(options):
    made = animate("conv", view="steps", **options)
    shots = list(made.shots())
    before = [shot.scene for shot in shots if shot.step is None][:-1]
    counts = [sum((p.roles != Role.ABSENT).sum() for p in scene.panels if p.id.part == "input") for scene in before]
    assert counts == sorted(counts), "cells only come, and cropped ones stay as such"
    assert counts[0] == made.trace.input.size
    window = next(shot.scene for shot in shots if shot.step == 1)
    for last, first in zip(before[-1].panels, window.panels, strict=True):
        if last.id.part == "input":
            assert np.array_equal(last.values, first.values, equal_nan=True)


def test_cells_of_a_repeated_border_come_from_those_that_they_repeat():
    for mode in ("reflect", "replicate", "circular"):
        made = animate("conv", view="steps", input_size=4, padding=2, padding_mode=mode)
        *growing, _ = (shot for shot in made.shots() if shot.step is None)
        moves = [way for shot in growing for way in shot.scene.comes]
        values = next(shot.scene for shot in made.shots() if shot.step == 1).panels[0].values
        assert len({end for _, end in moves}) == values.size - 16, mode
        for (_, a), (_, b) in moves:
            assert values[a[:2]] == values[b[:2]], mode


def test_the_last_step_before_the_window_fills_the_formula_in():
    made = animate("conv", view="steps", input_size=4, padding=1, stride=2)
    said = [shot.scene.words for shot in made.shots() if shot.scene.words.progress.key == "pad_slides"]
    assert dict(said[0].detail[0].values)["words"].sides == ("⌊(6 − 3)/2⌋ + 1", "2")
