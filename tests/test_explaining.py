"""What the views that explain say and show beyond the numbers: the facts of each, by hand."""

import numpy as np
import pytest
from hypothesis import given, settings

from tconv_anim.recording import record
from tconv_anim.scene import Channels, Role, Shot
from tconv_anim.trace import Trace
from tconv_anim.views import get_view

from .strategies import traces
from .test_views import counts, panels

STEP_MS = 600


def shots(view: str, trace: Trace, channels: Channels | None = None) -> list[Shot]:
    return list(get_view(view, trace.spec.op)(trace, STEP_MS, channels or Channels()))


def transposed(input_size: tuple[int, ...], kernel_size: tuple[int, ...], **parameters: object) -> Trace:
    """A conv_transpose of numbers that tell cells apart."""
    rng = np.random.default_rng(0)
    numbers = (rng.integers(1, 10, size) for size in (input_size, kernel_size))
    return record("conv_transpose", *numbers, **parameters)


def details(some: list[Shot]) -> list[str]:
    return [shot.scene.caption.detail for shot in some]


def test_connections_end_on_the_cell_in_the_middle_lit_and_linked():
    last = shots("connections", transposed((4, 3), (3, 3)))[-1]
    assert np.argwhere(panels(last.scene)["input"].roles == Role.INPUT_READ).tolist() == [[2, 1]]
    assert np.count_nonzero(panels(last.scene)["output"].roles == Role.OUTPUT_WRITTEN) == 9
    assert last.scene.links
    assert last.scene.caption.detail == (
        "input[2, 1] is tied to 9 output cells; a conv ties the same cells the other way round"
    )


def test_connections_tell_cells_that_reach_nothing():
    told = details(shots("connections", transposed((4, 4), (2, 2), stride=2, padding=2)))
    assert told[1] == "input[0, 0] reaches no output cell, 4 that padding crops"
    assert told[6] == "input[1, 1] is tied to 4 output cells"
    conv = record("conv", np.ones((2, 2)), np.ones((2, 2)), padding=3)
    assert details(shots("connections", conv))[1] == "output[0, 0] reads no input cell, 4 of padding"


def test_connections_draw_the_cells_of_output_padding_as_such_though_no_stamp_reaches_them():
    first = shots("connections", transposed((2, 2), (1, 1), stride=2, output_padding=1))[0]
    roles = panels(first.scene)["output"].roles
    assert (roles[-1] == Role.EXTRA).all()
    assert (roles[:, -1] == Role.EXTRA).all()
    assert roles[1, 1] == Role.GAP
