"""What a page with a player holds besides the picture: which cells are tied, and what is said."""

import re
from html.parser import HTMLParser

import numpy as np
import pytest

from tconv_anim import animate, reached_by
from tconv_anim.animation import Animation
from tconv_anim.formats._film import film_of
from tconv_anim.formats._page import BAR_PX
from tconv_anim.scenes.scene import PanelId
from tconv_anim.scenes.texts import say
from tconv_anim.scenes.told.ties import NO_TIES, Ties

from .command import run
from .unpack import book_of


def ties(animation: Animation) -> Ties:
    *_, last = animation.shots()
    return animation.drawing().ties(last.scene)


TIED = [
    {"op": "conv_transpose", "stride": 2, "padding": 1},
    {"op": "conv_transpose", "stride": 2, "padding": 1, "view": "zero_insertion"},
    {"op": "conv_transpose", "stride": 2, "padding": 1, "output_padding": 1},
    {"op": "conv_transpose", "in_channels": 2, "out_channels": 2, "input_size": 2},
    {"op": "conv", "padding": 1, "padding_mode": "circular", "input_size": 4},
    {"op": "conv", "dims": 1, "padding": 1, "dilation": 2, "input_size": 6},
    {"op": "avg_pool", "input_size": 4, "padding": 1},
    {"op": "bilinear", "input_size": 2, "view": "matrix"},
    {"op": "pixel_shuffle", "input_size": 2},
    {"op": "conv_transpose", "stride": 2, "input_size": 2, "view": "overlap"},
]


@pytest.mark.parametrize("options", TIED, ids=lambda options: " ".join(map(str, options.values())))
def test_every_cell_of_input_and_output_is_tied_to_those_that_it_is_computed_from(options):
    animation = animate(**options)
    trace, found = animation.trace, ties(animation)
    sizes = trace.input.size, trace.output.size
    assert set(found.shown.values()) == set(range(sum(sizes)))
    for number, cell in enumerate(np.ndindex(trace.output.shape)):
        expected = {int(np.ravel_multi_index(tuple(one), trace.input.shape)) for one in reached_by(trace, cell)}
        assert set(found.reached_by.get(sizes[0] + number, ())) == expected
    assert found.said.keys() == set(range(sum(sizes)))


@pytest.mark.parametrize("options", TIED, ids=lambda options: " ".join(map(str, options.values())))
def test_a_cell_is_known_by_its_number_in_the_picture(options):
    animation = animate(**options)
    *_, last = animation.shots()
    values = np.concatenate([animation.trace.input.ravel(), animation.trace.output.ravel()])
    panels = {panel.id: panel for panel in last.scene.panels}
    for (panel, row, column), number in ties(animation).shown.items():
        if options.get("view") != "overlap":  # which shows counts
            assert panels[panel].values[row, column] == values[number]


def test_the_sum_of_a_cell_is_what_the_picture_shows():
    said = {number: say(words) for number, words in ties(animate(stride=2, padding=1)).said.items()}
    for text in said.values():
        if found := re.match(r"Output cell \[\d, \d\]: (.*) = (\d+)$", text):
            products = [term.split("·") for term in found[1].split(" + ")]
            assert sum(int(x) * int(w) for x, w in products) == int(found[2])
    assert said[0] == "Input cell [0, 0] is 2 and reaches 4 output cells: ·2, ·3, ·1, ·4"


def test_stages_and_pairs_are_tied_one_after_the_other():
    chain = ties(animate(["max_pool", "max_unpool"], input_size=4))
    assert {panel.picture for panel, *_ in chain.shown} == {("stage1",), ("stage2",)}
    assert set(chain.shown.values()) == set(range(16 + 4 + 16))
    pair = ties(animate("conv", input_size=4, pair=True))
    between = {number for (panel, *_), number in pair.shown.items() if (*panel.picture, panel.part) in
               {("conv", "output"), ("conv_transpose", "input")}}  # fmt: skip
    assert between == set(range(16, 20))


def test_the_picture_without_a_script_and_what_is_said_of_cells_are_of_the_input_that_was_given():
    animation = animate("compare", input=[[3, 2], [1, 4]])
    drawing, whole = animation.drawing(), [*animation.shots()]
    film = film_of(drawing)
    assert [shot.beyond for shot in whole] == [False] * (len(whole) - 1) + [True]
    assert film.finished == len(film.durations_ms) - 2
    assert film.last == animation.marks()
    assert film.scene == whole[-2].scene != whole[-1].scene
    assert len({*film.said}) == len(film.sentences) == len(whole), "a sentence of its own"
    said = [say(words) for words in drawing.ties(film.scene).said.values()]
    assert any("= 10" in text for text in said), "all four, added up"


def test_a_worksheet_does_not_tell_its_solution():
    assert ties(animate(stride=2, blank="output")) == NO_TIES


def test_too_many_cells_are_looked_at_as_a_whole():
    assert ties(animate("conv", input=np.ones((40, 40)), view="pixels")) == NO_TIES


@pytest.mark.parametrize("options", [{}, {"caption": False}, {"view": "steps"}, {"steps": range(2, 4)}], ids=str)
def test_each_moment_has_its_step_and_its_sentence(options):
    animation = animate(stride=2, padding=1, **options)
    film, told = film_of(animation.drawing()), animation.transcript
    assert film.sentences == [text for _, text in told]
    assert film.said == sorted(film.said)
    assert film.said[-1] == len(told) - 1
    for step, said in zip(film.steps, film.said, strict=True):
        if step > 0 and told[said][0] is not None:
            assert told[said][0] == step


def test_a_place_belongs_to_one_mark_and_those_of_cells_are_tiles():
    film = film_of(animate(stride=2, padding=1).drawing())
    cells = [key for key in film.places if isinstance(key[0], PanelId) and key[1] == "cell"]
    assert len(cells) == len(set(cells)) == 9 + 9 + 9 + 49


class Frame(HTMLParser):
    """The attributes of an iframe."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag == "iframe"
        self.found = dict(attrs)


def test_a_snippet_shows_the_page_at_its_size(tmp_path):
    result = run("--input-size", "2", "--max-steps", "1", "--snippet", "-o", str(tmp_path / "a b.html"))
    parser = Frame()
    parser.feed(result.stdout)
    animation = animate(input_size=2, max_steps=1)
    assert parser.found["src"] == "a%20b.html"
    assert parser.found["title"] == animation.alt_text
    assert (int(parser.found["width"]), int(parser.found["height"])) == (
        animation.page.width,
        animation.page.height + BAR_PX,
    )


@pytest.mark.parametrize("options", [{}, {"view": "steps"}, {"op": "max_pool", "input_size": 4}], ids=str)
def test_what_moves_in_a_video_moves_in_the_player(options):
    """Every mark of a cell that changes is on its way to what it becomes, or there at once as in every format."""
    animation = animate(**{"stride": 2, **options})
    film = film_of(animation.drawing(tick_ms=40))
    assert not film.acts[0]
    for moment in range(1, len(film.durations_ms)):
        acts = film.acts[moment]
        there = [place for place, shown in enumerate(film.shown) if any(when == moment for when, _ in shown)]
        cells = {place for place in there if film.places[place][1:2] == ("cell",)}
        assert cells <= {act.place for act in acts}
        for place in cells & {act.place for act in acts}:
            own = [act for act in acts if act.place == place]
            state = film.at(place, moment)
            shown_last = [act.end for act in own if act.timing[1] == 1 and act.timing[7] < 0]
            assert shown_last == ([] if state is None else [state])
    assert any(act.flies for acts in film.acts for act in acts)


def test_what_jumps_has_nothing_on_its_way():
    film = film_of(animate(stride=2, motion="cut").drawing())
    assert not any(film.acts)


def test_a_page_says_its_language_and_its_buttons_speak_it():
    page = animate(input_size=1, kernel_size=1, lang="es").to_bytes("html").decode()
    assert '<html lang="es">' in page
    assert 'aria-label="reproducir"' in book_of(page)["buttons"]
