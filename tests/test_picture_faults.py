"""Pictures of any size and any numbers: no text overlaps another, is cut, or leaves its cell."""

import numpy as np
import pytest

from tconv_anim.animation import animate

from .pictures import faults_of

NUMBERS = {
    "wide": lambda rng, shape: rng.integers(-99, 1000, shape),
    "decimals": lambda rng, shape: np.round(rng.normal(size=shape), 2),
}
CASES = [
    ("conv_transpose", "connections", "isometric", (1, 1), 1, 1, "wide"),
    ("conv_transpose", "connections", "flat", (3, 2), 5, 2, "decimals"),
    ("conv", "connections", "isometric", (8, 8), 5, 1, "wide"),
    ("conv_transpose", "zero_insertion", "isometric", (1, 6), 4, 1, "decimals"),
    ("conv_transpose", "overlap_add", "isometric", (8, 8), 2, 1, "wide"),
    ("conv_transpose", "overlap_add", "flat", (2, 3), 3, 4, "wide"),
    ("conv", "sliding_window", "isometric", (5, 7), 3, 1, "decimals"),
    ("conv", "matrix", "flat", (3, 4), 2, 2, "wide"),
]


@pytest.mark.parametrize("case", CASES, ids=str)
def test_texts_keep_to_their_places_whatever_the_sizes_and_numbers(case):
    op, view, style, size, kernel, channels, numbers = case
    rng = np.random.default_rng(0)
    given = NUMBERS[numbers](rng, (channels, *size)), rng.integers(-9, 10, (channels, channels, kernel, kernel))
    animation = animate(
        op, input=given[0], weight=given[1], padding=int(kernel == 3), view=view, style=style, size=(1280, 720),
        max_steps=2, stride=2,
    )  # fmt: skip
    assert faults_of(animation) == []
