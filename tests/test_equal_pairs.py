"""What equals a convolution: a sub-pixel convolution by its weights, and every such operation drawn beside it."""

import numpy as np
import pytest

from tconv_anim import animate, disguise, record, undisguised
from tconv_anim.core.message import message
from tconv_anim.scenes.scene import Role

CASES = [  # r, kernel, groups, channels in and out, conv's further parameters
    (2, (3, 3), 1, 1, 1, {"padding": 1}),
    (3, (2, 3), 1, 2, 2, {"padding": (0, 1)}),
    (2, (2, 2), 2, 4, 2, {"dilation": 2, "padding": ((0, 1), (2, 0))}),
    (2, (1, 1), 1, 2, 1, {"padding": 2}),  # crops less than nothing
    (1, (3, 2), 1, 1, 2, {"padding": "same"}),
]


@pytest.mark.parametrize(("r", "kernel", "groups", "inputs", "outputs", "more"), CASES)
def test_a_sub_pixel_convolution_equals_a_transposed_one_with_the_same_weights(
    r, kernel, groups, inputs, outputs, more
):
    draw = np.random.default_rng(r)
    weight = draw.integers(-9, 10, (outputs * r * r, inputs // groups, *kernel))
    bias = np.repeat(draw.integers(-9, 10, outputs), r * r)
    conv = {"op": "conv", "weight": weight, "bias": bias, "groups": groups, **more}
    trace = record([conv, {"op": "pixel_shuffle", "upscale_factor": r}], draw.integers(-9, 10, (inputs, 4, 5)))
    equal = undisguised(trace)
    np.testing.assert_array_equal(equal.output, trace.output)
    assert equal.spec.stride == (r, r)
    assert sorted(equal.weight[equal.weight != 0]) == sorted(weight[weight != 0])
    spread = trace.spec.stages[0].effective_kernel_size
    assert equal.spec.kernel_size == tuple(r * n for n in spread)
    if more == {"padding": 1}:
        w, x = equal.weight[0, 0], weight[:, 0]
        a, b, row, column = 1, 0, 2, 1  # the relation, in one place
        assert w[r * (3 - 1 - row) + a, r * (3 - 1 - column) + b] == x[a * r + b, row, column]


@pytest.mark.parametrize("more", [{"stride": 2}, {"bias": [1, 2, 3, 4]}, {"padding": 1, "padding_mode": "reflect"}])
def test_a_sub_pixel_convolution_that_equals_none_is_not_said_to(more):
    conv = {"op": "conv", "weight": np.ones((4, 1, 2, 2)), **more}
    assert disguise(record([conv, {"op": "pixel_shuffle", "upscale_factor": 2}], np.ones((1, 4, 4)))) is None


def test_a_pair_of_equals_ends_on_equal_numbers_and_shows_where_each_weight_goes():
    layers = ["Conv2d(1, 4, 3, padding=1)", "PixelShuffle(2)"]
    found = animate(layer=layers, input_size=2, pair=True, style="flat")
    *_, last = found.shots()
    panels = {panel.id: panel for panel in last.scene.panels}
    given, equal = (
        next(panel for name, panel in panels.items() if name.part == "output" and name.picture == picture)
        for picture in (("chain", "stage2"), ("conv_transpose",))
    )
    kept = equal.roles != Role.REMOVED
    np.testing.assert_array_equal(equal.numbers[kept & ~np.isnan(equal.numbers)], given.numbers.ravel())
    assert message("same_output") in last.scene.words.detail
    kernel = next(p for name, p in panels.items() if name.part == "kernel" and name.picture == ("conv_transpose",))
    for name, panel in panels.items():
        if name.part == "kernel" and name.picture[0] == "chain":
            own = kernel.numbers[kernel.channels == panel.channels[0, 0]]
            np.testing.assert_array_equal(own.reshape(3, 3), panel.numbers[::-1, ::-1])
    assert "ConvTranspose2d(1, 1, kernel_size=6, stride=2, padding=2), which it equals" in found.alt_text


@pytest.mark.parametrize("op", ["nearest", "bilinear", "avg_pool", "resize_conv", "linear"])
def test_what_equals_a_convolution_is_drawn_beside_it(op):
    found = animate(op, pair=True)
    *_, last = found.shots()
    given, equal = (
        panel for panel in last.scene.panels if panel.id.part == "output" and "stage1" not in panel.id.picture
    )
    kept = ~np.isnan(equal.numbers) & (equal.roles != Role.REMOVED)
    np.testing.assert_allclose(equal.numbers[kept], given.numbers.ravel())
    assert message("same_output") in last.scene.words.detail
