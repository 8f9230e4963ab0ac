"""The view im2col: the matrices that it shows multiply to the output, and its columns fold back to it."""

import numpy as np
import pytest

from tconv_anim import animate
from tconv_anim.options import OptionError
from tconv_anim.scenes.scene import Role
from tconv_anim.scenes.texts import say
from tconv_anim.scenes.told.example import number_of

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


@pytest.mark.parametrize("options", CASES, ids=str)
def test_the_last_picture_works_one_output_number_out(options):
    made = animate(**options, view="im2col")
    *_, last = made.shots()
    kernel, columns, result, *planes = (p for p in last.scene.panels if p.id.part != "input")
    marked = columns.values[np.isin(columns.roles, [Role.INPUT_IN_PLAY, Role.OUTPUT_IN_PLAY])]
    total = made.trace.output.ravel()[number_of(last.scene) % made.trace.output.size]
    if options["op"] == "conv":
        weights = kernel.values[0][kernel.roles[0] == Role.KERNEL_IN_PLAY]
        read = marked[: len(weights)] if len(weights) < len(marked) else marked
        assert weights @ read + made.trace.bias[0] == total
        assert say(result.sum).endswith(f"= {total:g}".replace("-", "−"))
    else:
        assert marked.sum() + made.trace.bias[0] == total
        assert any(say(panel.sum).endswith(f"{total:g}") for panel in (result, *planes) if panel.sum)
    assert [sign for sign in last.scene.signs if sign] == (
        ["→", "×", "=", "→"] if options["op"] == "conv" else ["×", "=", "→"]
    )


@pytest.mark.parametrize(
    "options",
    [
        {"op": "conv_transpose", "stride": 2, "padding": 1},
        {"op": "conv_transpose", "stride": 3, "kernel_size": 2, "input_size": 2},
        {"op": "conv_transpose", "dims": 1, "stride": 2, "padding": 1, "output_padding": 1, "input_size": 4},
        {"op": "conv_transpose", "in_channels": 2, "out_channels": 2, "input_size": 2, "kernel_size": 2},
        {"op": "conv", "input_size": 4, "padding": 1},
        {"op": "conv", "input_size": 5, "stride": 2, "dilation": 2, "kernel_size": 2},
    ],
    ids=str,
)
def test_all_readings_end_with_the_same_number_worked_out(options):
    made = animate(**options, view="all")
    *_, last = made.shots()
    found = {}
    for panel in last.scene.panels:
        if panel.id.part == "output" and (panel.roles == Role.OUTPUT_IN_PLAY).any():
            found[panel.id.picture] = float(panel.values[panel.roles == Role.OUTPUT_IN_PLAY][0])
    assert len(found) == (4 if options["op"] == "conv_transpose" else 3)
    assert len({*found.values()}) == 1


def test_all_readings_show_what_columns_are_folded_back_to():
    """Without what padding crops, the output of the columns is that of the stamps, placement by placement."""
    made = animate(stride=2, padding=1, view="all")
    for shot in made.shots():
        planes = {p.id.picture: p for p in shot.scene.panels if p.id.part == "output"}
        canvas, folded = planes["both", "overlap_add"], planes["im2col",]
        assert folded.shape == made.trace.spec.output_size
        if shot.step is None:
            kept = canvas.values[1:6, 1:6]
            assert np.array_equal(np.nan_to_num(kept), np.nan_to_num(folded.values))
        links = [link for link in shot.scene.links if link.end[0] == folded.id]
        assert len(links) <= 1
        assert all(link.start[0].part == "patches" for link in links)
