"""Small multiples: several values of a parameter are pictures side by side, in step, each as its value makes it."""

import numpy as np
import pytest

from tconv_anim import animate
from tconv_anim.options import TconvError, language_names
from tconv_anim.recipes.arguments import arguments_of
from tconv_anim.recipes.reading import given, parse_recipe, parse_words
from tconv_anim.renderer.marks import Text
from tconv_anim.renderer.themes import load_theme

from .command import mistake
from .pictures import faults

ASKED = [
    {"stride": "1,2,3"},
    {"kernel_size": "2,1x3", "padding": "0,1", "stride": 2, "view": "zero_insertion"},
    {"op": "conv", "padding": "same,valid", "input_size": 4, "bias": [3]},
    {"op": "conv", "padding": 1, "padding_mode": "zeros,reflect", "view": "steps", "dims": 1},
    {"op": "avg_pool", "kernel_size": "2,3", "input_size": 4, "style": "flat"},
    {"layer": "ConvTranspose2d(1, 1, 2, stride=2)", "input_size": "1,2x3", "view": "both"},
    {"op": "nearest", "scale_factor": "2,3"},
]


@pytest.mark.parametrize("options", ASKED, ids=[" ".join(one) for one in ASKED])
def test_each_picture_is_what_its_value_alone_makes_and_goes_on_in_step(options):
    found = animate(**options)
    varied = dict(found.trace.spec.get("varied"))
    grid = np.ndindex(*map(len, varied.values()))
    values = [{name: varied[name][n] for name, n in zip(varied, at, strict=True)} for at in grid]
    alone = [animate(**(options | one)) for one in values]
    assert found.trace.stages == tuple(one.trace for one in alone)
    *_, last = found.shots()
    for n, one in enumerate(alone, start=1):
        *_, end = one.shots()
        shown = [p for p in last.scene.panels if p.id.picture[0] == f"picture{n}" and p.id.part == "output"]
        own = [p for p in end.scene.panels if p.id.part == "output"]
        assert len(shown) == len(own) > 0
        for panel, wanted in zip(shown, own, strict=True):
            np.testing.assert_array_equal(panel.numbers, wanted.numbers)
    headings = {heading for _, heading in last.scene.pictures}
    assert len(headings) == len(last.scene.pictures) >= len(alone)  # each says what differs
    steps = [shot.step for shot in found.shots() if shot.step]
    assert sorted(set(steps)) == list(range(1, max(one._count for one in alone) + 1))
    assert animate(**arguments_of(given(parse_recipe(found.recipe, "").options))).trace == found.trace


def test_the_command_line_a_recipe_and_python_ask_for_the_same():
    wanted = animate(stride="2,1", kernel_size=2).trace
    for options in (
        parse_words(["--stride=2, 1", "-k2"], "").options,
        parse_recipe('kernel = 2\nstride = "2,1"', "").options,
    ):
        assert animate(**arguments_of(given(options))).trace == wanted
    assert animate(stride=[2, 1], kernel_size=2).trace != wanted  # a value for each axis


@pytest.mark.parametrize("lang", language_names())
def test_titles_alt_text_and_transcript_say_what_differs_and_two_parameters_are_a_grid(lang):
    found = animate(stride="1,2", padding="0,1", lang=lang, input_size=2)
    headings = [f"stride {s} · padding {p}" for s in (1, 2) for p in (0, 1)]
    marks = found.marks()
    texts = {mark.shape.text: mark.shape.at for mark in marks if isinstance(mark.shape, Text)}
    (a, b, c, d) = (texts[heading] for heading in headings)
    assert a[1] == b[1] < c[1] == d[1]
    assert a[0] < b[0]
    assert c[0] < d[0]
    assert "stride 1, 2 · padding 0, 1" in found.alt_text
    assert all(heading in found.alt_text and heading in found.transcript[-1][1] for heading in headings)
    assert not faults(marks, load_theme("light"), found.page)


def test_a_value_that_cannot_be_drawn_is_named():
    with pytest.raises(TconvError, match="kernel_size=5, that is 5x5 cells"):
        animate("conv", kernel_size="2,5", input_size=4, padding=0)
    assert mistake("trace", "--stride", "1,2").kind == "several_values"
