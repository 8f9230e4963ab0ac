"""Words and numbers of the sentence below a picture have the colour of what they name."""

from itertools import groupby, pairwise

import pytest

from tconv_anim import animate
from tconv_anim.options import language_names
from tconv_anim.renderer.fonts import measure
from tconv_anim.renderer.layout.page import NOW, foot_lines
from tconv_anim.renderer.sentences import INKS, in_inks
from tconv_anim.scenes.texts import keywords, say, speaking


def sentence(animation, step=None):
    """The letters of the sentence and their inks, line by line."""
    marks = [mark.shape for mark in animation.marks(step) if mark.key[0] == "caption"]
    return [[(shape.text, shape.ink) for shape in line] for _, line in groupby(marks, key=lambda shape: shape.at[1])]


def named(animation, step=None):
    return [
        (text, ink.partition(".")[2])
        for line in sentence(animation, step)
        for text, ink in line
        if ink in INKS.values()
    ]


def test_an_input_cell_the_kernel_and_its_stamps_have_the_colours_of_their_titles():
    assert named(animate(stride=2, padding=1), 5) == [("7", "input"), ("kernel", "kernel"), ("stamps", "now")]
    assert named(animate("conv", input_size=5), 1) == [
        ("window", "input"), ("kernel", "kernel"), ("products", "now"), ("84", "now"),
    ]  # fmt: skip


def test_the_name_of_a_channel_has_one_colour():
    found = named(animate(in_channels=2, out_channels=1, input_size=2, kernel_size=2), 1)
    assert found == [
        ("3", "input"), ("input[0]", "input"), ("5", "input"), ("input[1]", "input"), ("kernel", "kernel"),
        ("stamps", "now"),
    ]  # fmt: skip


def test_a_number_is_coloured_only_where_it_is_the_one_that_is_meant():
    """In "each cell adds up 1, 2 or 4 stamps, ...; that of the 2 adds its bottom right: 2·4" only the second 2 is."""
    shot = next(shot for shot in animate(stride=2, padding=1).shots() if shot.pairs)
    clauses = shot.pairs[0].words.parts[NOW]
    (runs,) = in_inks([say(words) for words in clauses], clauses, "page.ink")
    assert "".join(text for text, _ in runs) == say(clauses[0])
    assert [(text, INKS_OF[ink]) for text, ink in runs if ink in INKS_OF] == [
        ("stamps", "now"), ("2", "input"), ("2·4", "now"),
    ]  # fmt: skip
    before = next(text for text, _ in runs)
    assert "1, 2 or 4" in before


INKS_OF = {ink: part for part, ink in INKS.items()}


@pytest.mark.parametrize("language", language_names())
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"view": "both"},
        {"view": "zero_insertion", "size": 491, "style": "flat"},
        {"view": "connections"},
        {"op": "conv"},
        {"op": "compare"},
    ],
    ids=str,
)
def test_the_parts_of_a_line_are_the_line(options, language):
    """Nothing is lost where its colour changes, and each part begins where the one before it ends."""
    animation = animate(**{"stride": 2, "padding": 1} | options if "op" not in options else options, lang=language)
    drawing = animation.drawing()
    with speaking(language):
        for shot in animation.shots():
            lines = [text for text, *_, part in foot_lines(drawing.page, shot.scene.caption) if part == NOW]
            clauses = shot.scene.words.parts[NOW]
            for line, runs in zip(lines, in_inks(lines, clauses, "page.ink"), strict=True):
                assert "".join(text for text, _ in runs) == line
                assert all(one[1] != other[1] for one, other in pairwise(runs))
    assert named(animation, 1)
    assert [*keywords(language)] == [*INKS]


def test_each_part_of_a_line_begins_where_the_one_before_it_ends():
    marks = [mark.shape for mark in animate(stride=2).marks(1) if mark.key[0] == "caption"]
    whole, px = "The 2 scales the kernel; stamps that overlap add up.", marks[0].px
    for shape in marks:
        before = whole[: whole.index(shape.text)]
        assert shape.at[0] - marks[0].at[0] == pytest.approx(measure(before, px), abs=0.01)
        assert shape.room == pytest.approx(measure(shape.text, px))


def test_what_a_user_writes_has_one_colour():
    assert sentence(animate(stride=2, sentence="A kernel and 2 stamps."), 1) == [
        [("A kernel and 2 stamps.", "page.ink")]
    ]
