"""Layers one after the other: what they compute, how they are asked for, and what is said of those that do not fit."""

import numpy as np
import pytest

from tconv_anim import animate, record
from tconv_anim.core.arrays import draw_input, draw_weight
from tconv_anim.options import TconvError
from tconv_anim.recipes.arguments import arguments_of
from tconv_anim.recipes.layers.chain import ChainError
from tconv_anim.recipes.reading import given, parse_recipe, parse_words
from tconv_anim.scenes.texts import say_all

from . import sentences
from .command import mistake, run

GENERATOR = """
Sequential(
  (0): ConvTranspose2d(2, 3, kernel_size=(4, 4), bias=False)
  (1): BatchNorm2d(3, eps=1e-05)
  (2): ReLU(inplace=True)
  (3): Dropout2d(p=0.5)
  (4): ReLU()
  (5): ConvTranspose2d(3, 1, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1), bias=False)
  (6): Tanh()
)
"""


def test_layers_run_in_order_on_what_the_one_before_wrote():
    found = animate(
        ["Conv2d(1, 2, 3)", {"op": "max_pool", "kernel_size": 2}, "ConvTranspose2d(2, 1, 2, stride=2)"], input_size=6
    )
    weights = draw_weight((2, 1, 3, 3), 2, 0), draw_weight((2, 1, 2, 2), 2, 2)
    expected = record("conv", draw_input((1, 6, 6), 0), weights[0]).output
    expected = record("max_pool", expected, kernel_size=2).output
    expected = record("conv_transpose", expected, weights[1], stride=2).output
    np.testing.assert_array_equal(found.trace.output, expected)
    assert [stage.spec.op for stage in found.trace.stages] == ["conv", "max_pool", "conv_transpose"]


def test_a_weight_beside_a_call_is_that_layers_and_one_that_its_framework_flips_is_flipped():
    w, x = [[1, 2], [3, 4]], np.arange(9).reshape(3, 3)
    flipped = "lax.conv_transpose(x, w, (1, 1), 'VALID', dimension_numbers=('NCHW', 'IOHW', 'NCHW'))"
    found = animate(["Conv2d(1, 1, 1)", {"layer": flipped, "weight": w, "bias": [5]}], input=x).trace.stages[1]
    np.testing.assert_array_equal(found.weight[0, 0], np.flip(w))
    assert found.bias.tolist() == [5]


def test_an_unpooling_takes_the_places_of_the_pooling_that_none_has_taken_yet():
    found = animate(layer=["MaxPool2d(2)", "Conv2d(1, 1, 1)", "MaxUnpool2d(2)"], input_size=5).trace
    assert found.output.shape == (1, 5, 5)
    np.testing.assert_array_equal(found.stages[2].indices, found.stages[0].indices)


def test_the_input_is_as_large_as_all_layers_need_if_no_size_is_asked_for():
    assert animate(layer=["Conv2d(1, 1, 3)"] * 3, traced=False).source.spec.input_size == (7, 7)
    assert animate(layer=["Conv1d(1, 1, 2, dilation=4)"] * 2, traced=False).source.spec.input_size == (9,)


@pytest.mark.parametrize("pick", ["all", "0,5", " 0 , 5 ", "1,2"])
def test_the_picked_layers_of_a_text_are_a_chain_that_names_what_it_leaves_out(pick: str):
    found = animate(layer=GENERATOR, pick=pick, input_size=1)
    assert [stage.spec.kernel_size for stage in found.trace.stages] == [(4, 4)] * 2
    assert found.trace.output.shape == (1, 8, 8)
    assert say_all(found.note) == "left out between them: BatchNorm2d, ReLU, Dropout2d"


@pytest.mark.parametrize(
    "options",
    [
        {"layer": GENERATOR, "pick": "all"},
        {"layer": ["Conv1d(C, 2, 3)", "AvgPool1d(2)"], "let": {"C": 2}, "seed": 5},
        {"layer": ["Conv2d(1, 1, 2)", "Upsample(scale_factor=2)"], "input": [[1, 2], [3, 4]]},
    ],
    ids=str,
)
def test_a_file_carries_what_makes_its_chain_again(options: dict):
    first = animate(**options)
    again = animate(**arguments_of(given(parse_recipe(first.recipe, "r").options)))
    assert again.trace == first.trace
    assert (again.note, again.recipe) == (first.note, first.recipe)


def test_the_command_line_and_recipes_take_one_layer_or_several():
    calls = ["Conv2d(1, 1, 3)", "Conv2d(1, 1, 2)"]
    words = [word for call in calls for word in ("--layer", call)]
    assert '"op":"chain"' in run("trace", "--no-steps", *words).stdout
    printed = run("recipe", *words).stdout
    assert 'layers = ["Conv2d(1, 1, 3)", "Conv2d(1, 1, 2)"]' in printed
    for recipe in (parse_words(words, ""), parse_recipe(printed, ""), parse_recipe(f"layer = {calls}", "")):
        assert given(recipe.options) == {"layer": tuple(calls)}
    assert given(parse_words(words[:2], "").options) == given(parse_recipe(f"layers = {calls[:1]}", "").options)
    assert parse_words(words, "").command.count("--layer") == 2


def test_errors_name_the_layer_and_a_size_that_is_enough_for_all():
    said = mistake("--layer", "Conv2d(1, 1, 3)", "--layer", "Conv2d(1, 1, 5)", "--input-size", "4").text(
        command_line=True
    )
    assert said.startswith("layer 2, Conv2d(1, 1, 5): --kernel 5")
    assert said.endswith("use --input-size 7")
    animate(layer=["Conv2d(1, 1, 3)", "Conv2d(1, 1, 5)"], input_size=7)


ONE = "Conv2d(1, 1, 3)"
MISTAKES = [
    ("in_layer", lambda: animate(layer=[ONE, "Conv2d(1, 1"]),
     "layer 2, Conv2d(1, 1: layer text, column 12: expected )", ""),
    ("other_channels", lambda: animate(layer=[ONE, "Conv2d(2, 1, 5)"]),
     "layer 2, Conv2d(2, 1, 5), takes 2 channels, but layer 1 has 1: write layers whose channels fit each other", ""),
    ("other_axes", lambda: animate(layer=[ONE, "Conv1d(1, 1, 3)"]),
     "layer 2, Conv1d(1, 1, 3), works over 1 dimension, but the first over 2: write layers of one kind", ""),
    ("no_pooling", lambda: animate(layer=[ONE, "MaxUnpool2d(2)"]),
     "layer 2, MaxUnpool2d(2), needs the places that a max pooling remembers: put one before it, "
     "such as MaxPool2d(2)", ""),
    ("array_of_layers", lambda: animate(layer=[ONE, ONE], weight="box"),
     "weight belongs to one layer, and there are 2: leave it out, or in Python give it beside its layer",
     "--weight belongs to one layer, and there are 2: leave it out, or in Python give it beside its layer"),
    ("pick_of_layers", lambda: animate(layer=[ONE, ONE], pick="0"),
     "pick='0' chooses from one text, and there are 2: write the layers one by one",
     "--pick 0 chooses from one text, and there are 2: write the layers one by one"),
]  # fmt: skip


@pytest.mark.parametrize("case", MISTAKES, ids=lambda case: case[0])
def test_layers_that_cannot_follow_each_other_are_one_sentence(case: tuple):
    sentences.check(ChainError, *case)


def test_every_sentence_has_a_case():
    sentences.check_complete([(ChainError, kind) for kind, *_ in MISTAKES], "recipes.layers.chain")


def test_options_beside_layers_are_the_values_of_names_in_any_of_them():
    layers = ["ConvTranspose1d(1, 1, k, stride=s)", "ConvTranspose1d(1, 1, 3, stride=s)"]
    made = animate(layers, input_size=4, kernel_size=2, stride=3)
    assert [(stage.spec.get("kernel_size"), stage.spec.get("stride")) for stage in made.trace.stages] == [
        ((2,), (3,)),
        ((3,), (3,)),
    ]
    again = animate(**arguments_of(given(parse_recipe(made.recipe, "r").options)))
    assert again.trace == made.trace
    assert again.recipe == made.recipe
    for wrong in ({"kernel_size": 2}, {"kernel_size": 2, "stride": 3, "dilation": 2}):
        with pytest.raises(TconvError):
            animate(layers, input_size=4, **wrong)


def test_a_page_has_sliders_for_names_in_layers_that_run_one_after_the_other(tmp_path):
    """As in the well-known article: kernel and stride of two layers over one axis, and how uneven they overlap."""
    layer = "ConvTranspose1d(1, 1, k, stride=s)"
    words = ["--layer", layer, "--layer", layer, "--view", "overlap", "--input-size", "4"]
    found = run("explore", *words, "--kernel", "2..4", "--stride", "1..2", "-o", str(tmp_path / "e.html"))
    assert "6 of 6 combinations" in found.stderr


@pytest.mark.parametrize("text", ["", " "])
def test_an_empty_layer_among_several_is_refused_by_its_number(text):
    with pytest.raises(ChainError, match=r"^layer 1, which is empty: .*expected the call of a layer"):
        animate([{"layer": text}, "Conv2d(1, 1, 3)"])
