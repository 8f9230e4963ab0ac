"""Gradients: those of torch.autograd, and how much an output grows in whole numbers if an argument does."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from tconv_anim import animate, record
from tconv_anim.core.errors import SpecError
from tconv_anim.core.linear import transpose
from tconv_anim.core.solve.gradient import gradients
from tconv_anim.scenes.scene import Role
from tconv_anim.scenes.texts import say

LINES = (Path(__file__).parent / "data" / "gradients.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]  # made by data/make_gradients.py
ARGUMENTS = {"input": "of_input", "weight": "of_weight", "bias": "of_bias"}


def traced(case, **changed):
    arrays = {name: case[name] for name in ARGUMENTS} | changed
    return record(case["op"], arrays["input"], arrays["weight"], arrays["bias"], **case["parameters"])


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_gradients_are_those_of_autograd(case):
    found = gradients(traced(case), case["gradient"])
    assert found.input.output.tolist() == case["of_input"]
    assert found.of_weight.tolist() == case["of_weight"]
    assert found.of_bias.tolist() == case["of_bias"]
    assert np.array_equal(found.input.output, transpose(traced(case), case["gradient"]).output)


@pytest.mark.parametrize("case", CASES[:12], ids=range(12))
@pytest.mark.parametrize("argument", ARGUMENTS)
def test_a_gradient_is_how_much_the_loss_grows_with_an_argument(case, argument):
    """L = sum of g*y is linear in each argument, so a step of 1 in whole numbers is exact."""
    g, plain = np.array(case["gradient"]), traced(case)
    found = gradients(plain, g)
    expected = found.input.output if argument == "input" else getattr(found, ARGUMENTS[argument])
    assert expected.dtype.kind == "i"
    values = np.array(case[argument])
    for at in list(np.ndindex(values.shape))[::7]:
        more = values.copy()
        more[at] += 1
        grown = traced(case, **{argument: more}).output - plain.output
        assert (g * grown).sum() == expected[at], f"{argument}{at}"


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_the_backward_pass_of_one_is_the_other(case):
    other = {"conv": "conv_transpose", "conv_transpose": "conv"}
    found = gradients(traced(case), case["gradient"])
    assert found.input.spec.op == other[case["op"]]
    assert np.array_equal(found.input.weight, case["weight"]), "the same kernel"


VIEWS = [
    {"op": "conv", "input_size": 4},
    {"op": "conv", "input_size": 1, "kernel_size": 1},
    {"op": "conv", "input_size": 5, "stride": 2, "padding": 1, "in_channels": 2, "out_channels": 3},
    {"op": "conv", "input_size": 4, "in_channels": 4, "out_channels": 2, "groups": 2, "kernel_size": 2},
    {"op": "conv", "input_size": 6, "dims": 1, "stride": 2, "dilation": 2, "padding": ((1, 2),)},
    {"op": "conv_transpose", "stride": 2, "padding": 1, "output_padding": 1},
    {"op": "conv_transpose", "in_channels": 2, "out_channels": 3, "input_size": 2, "dilation": 2, "output_padding": 1},
    {"op": "conv_transpose", "dims": 1, "stride": 3, "kernel_size": 2, "input_size": 6},
]


@pytest.mark.parametrize("options", VIEWS, ids=str)
def test_the_view_ends_with_the_gradients_and_shows_one_part_at_a_time(options):
    made = animate(**options, view="gradient")
    found = gradients(made.trace, made.trace.gradient)
    ends = {}
    for shot in made.shots():
        seen = {p.id.picture for p in shot.scene.panels if (p.roles != Role.ABSENT).any()}
        assert len(seen) == 1, shot.scene.words.progress
        for panel in shot.scene.panels:
            if panel.id.picture in seen and panel.id.part == "output":
                ends[panel.id.picture[0], panel.id.channels] = panel.values[~np.isin(panel.roles, [Role.REMOVED])]
    several = made.trace.spec.in_channels * made.trace.spec.out_channels > 1
    for channel, expected in enumerate(found.input.output):
        assert np.nan_to_num(ends["by_input", (channel,) if several else ()]).tolist() == expected.ravel().tolist()
    assert ends["by_kernel", ()].tolist() == found.of_weight[0, 0].ravel().tolist()
    for channel, expected in enumerate(found.of_bias):
        assert ends["by_bias", (channel,) if several else ()].tolist() == [expected]
    assert shot.scene.words.detail[0].key == f"backward_of_{options['op']}"


def test_a_gradient_is_given_or_drawn_from_the_seed_and_recipes_say_it():
    drawn = animate("conv", input_size=4, view="gradient", seed=3).trace.gradient
    other = animate("conv", input_size=4, view="gradient", seed=4).trace.gradient
    assert drawn.tolist() != other.tolist()
    given = animate("conv", input_size=4, view="gradient", gradient=[[1, 0], [-2, 5]])
    assert given.trace.gradient.tolist() == [[[1, 0], [-2, 5]]]
    assert 'gradient = "1,0;-2,5"' in given.recipe
    assert str(animate("conv", input_size=4, view="gradient", gradient="g").trace.gradient[0, 0, 1]) == "g01"


def test_a_gradient_has_the_shape_of_the_output():
    with pytest.raises(SpecError) as caught:
        animate("conv", input_size=4, view="gradient", gradient=[[1, 2, 3]])
    assert caught.value.kind == "wrong_shape"


def test_padding_that_repeats_cells_has_no_gradient_view():
    with pytest.raises(SpecError) as caught:
        animate("conv", padding=1, padding_mode="reflect", view="gradient")
    assert "padding_mode" in str(caught.value)


@pytest.mark.parametrize(
    ("op", "by_input", "by_kernel"),
    [
        ("conv", "dL/dx = transposed convolution of g with the kernel", "dL/dw = correlation of x with g"),
        ("conv_transpose", "dL/dx = convolution of g with the kernel", "dL/dw = correlation of g with x"),
    ],
)
def test_headings_say_what_operation_gives_each_gradient(op, by_input, by_kernel):
    shots = animate(op, view="gradient", input_size=3, kernel_size=2).shots()
    said = dict.fromkeys(say(heading) for shot in shots for _, heading in shot.scene.pictures if heading)
    assert list(said) == ["forward", by_input, by_kernel, "dL/db = sum of g"]


@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("op", ["conv", "conv_transpose"])
def test_the_last_picture_works_a_number_of_the_gradient_out(op, channels):
    made = animate(op, view="gradient", input_size=3, kernel_size=2, in_channels=channels, out_channels=channels)
    *_, last = made.shots()
    marked = [panel for panel in last.scene.panels if (panel.roles == Role.OUTPUT_IN_PLAY).any()]
    values = [float(v) for panel in marked for v in panel.values[panel.roles == Role.OUTPUT_IN_PLAY]]
    sums = [say(words) for words in (*last.scene.words.sums, *(panel.sum for panel in marked if panel.sum))]
    text = "; ".join(sums).replace("−", "-")
    assert f"{values[0]:g}" in re.findall(r"= (-?[0-9]+)", text)
    assert "output[" not in text
