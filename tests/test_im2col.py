"""The view im2col: the matrices that it shows multiply to the output, and its columns fold back to it."""

import numpy as np
import pytest

from tconv_anim import animate
from tconv_anim.options import OptionError
from tconv_anim.scenes.scene import Role

from .pictures import faults_of

CASES = [
    {"op": "conv", "input_size": 4},
    {"op": "conv", "input_size": 1, "kernel_size": 1},
    {"op": "conv", "input_size": 6, "kernel_size": 3, "stride": 2, "padding": 1, "bias": [2]},
    {"op": "conv", "input_size": 3, "in_channels": 2, "out_channels": 3, "kernel_size": 2, "bias": [1, 2, 3]},
    {"op": "conv", "input_size": 3, "in_channels": 4, "out_channels": 2, "groups": 2, "kernel_size": 2},
    {"op": "conv", "input_size": 4, "kernel_size": 3, "padding": 1, "padding_mode": "reflect"},
    {"op": "conv", "dims": 1, "input_size": 6, "dilation": 2},
    {"op": "conv_transpose", "stride": 2, "padding": 1},
    {"op": "conv_transpose", "input_size": 2, "in_channels": 2, "out_channels": 3, "bias": [1, 2, 3]},
    {"op": "conv_transpose", "input_size": 2, "in_channels": 4, "out_channels": 2, "groups": 2, "kernel_size": 2},
    {"op": "conv_transpose", "dims": 1, "stride": 3, "kernel_size": 2, "output_padding": 1},
]


@pytest.mark.parametrize("options", CASES, ids=str)
def test_the_matrices_that_are_shown_multiply_to_the_output(options):
    made = animate(**options, view="im2col")
    spec, trace = made.trace.spec, made.trace
    *_, last = made.shots()
    panels = {(p.id.part, p.id.channels): p for p in last.scene.panels}
    kernel, columns = np.nan_to_num(panels["kernel", ()].values), panels["patches", ()].values
    if options["op"] == "conv":
        product = kernel @ columns + trace.bias[:, np.newaxis]
        assert product.tolist() == trace.output.reshape(spec.out_channels, -1).tolist()
        assert panels["output", ()].values.tolist() == product.tolist()
        shown = [panels["output", (c,)].values.ravel().tolist() for c in range(spec.out_channels)]
    else:
        assert (kernel @ panels["input", ()].values).tolist() == columns.tolist()
        outputs = [p for p in last.scene.panels if p.id.part == "output"]
        shown = [p.values[~np.isin(p.roles, [Role.REMOVED])].tolist() for p in outputs]
    assert shown == trace.output.reshape(spec.out_channels, -1).tolist()


def test_columns_that_cannot_be_read_are_refused_with_what_can():
    with pytest.raises(OptionError) as caught:
        animate("conv", input_size=20, view="im2col")
    assert caught.value.kind == "too_large"
    animate("conv", view="im2col", **caught.value.hint[0])


@pytest.mark.parametrize("size", [None, 491, (1280, 720)], ids=str)
@pytest.mark.parametrize("options", CASES, ids=str)
def test_a_product_lies_on_its_page_with_what_is_made_beside_one_factor_and_below_the_other(options, size):
    made = animate(**options, view="im2col", size=size)
    assert not faults_of(made)
    grids = {(key.part, key.channels): grid for key, grid in made.page.grids.items()}
    above, left = (("patches", ()), ("kernel", ())) if options["op"] == "conv" else (("input", ()), ("kernel", ()))
    below = grids["output" if options["op"] == "conv" else "patches", ()]
    assert below.origin[0] == grids[above].origin[0]
    assert below.origin[1] == grids[left].origin[1]
    assert min(below.origin[1] - grids[above].origin[1], below.origin[0] - grids[left].origin[0]) > 0
