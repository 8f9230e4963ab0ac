"""An SVG that moves: one file, a style sheet and no script; without animation it is the finished picture."""

import io
import itertools
import re
from xml.etree import ElementTree

import pytest

from tconv_anim import animate, animation
from tconv_anim.formats import load_format
from tconv_anim.formats._film import film_of
from tconv_anim.options import OptionError
from tconv_anim.renderer.svg.moving import Reel
from tconv_anim.scenes.scene import PanelId

from .table import LIGHT, animated

SVG = "{http://www.w3.org/2000/svg}"
KEYFRAMES = re.compile(r"@keyframes (\w+)\{((?:[^{}]*\{[^{}]*\})*)\}")
SMALL = {"input_size": 1, "kernel_size": 2}
OF_VIEWS = {case.values[0]: case for case in LIGHT}
"""Each view once."""


def keyframes(root: ElementTree.Element) -> dict[str, list[tuple[float, str]]]:
    """The keyframes of an SVG's style sheet: times in percent and states, by name."""
    sheet = root.find(f"{SVG}style").text
    found = {}
    for name, text in KEYFRAMES.findall(sheet):
        states = re.findall(r"([^{}]*)\{([^{}]*)\}", text)
        found[name] = sorted((float(time[:-1]), state) for times, state in states for time in times.split(","))
    return found


def seen(root: ElementTree.Element, percent: float) -> list[str]:
    """The letters of the texts that are seen at a time, if they have all but come."""
    frames = keyframes(root)

    def opacity(group: ElementTree.Element) -> float:
        points = [(time, float(state.removeprefix("opacity:"))) for time, state in frames[group.get("class")]]
        (start, old) = [point for point in points if point[0] <= percent][-1]
        end, new = next((point for point in points if point[0] > percent), (100.0, old))
        return old + (new - old) * (percent - start) / max(end - start, 1e-9)

    def walk(element: ElementTree.Element) -> list[str]:
        name = element.get("class", "")
        if name in frames and frames[name][0][1].startswith("opacity") and opacity(element) < 0.9:
            return []
        return [element.text or ""] * (element.tag == f"{SVG}text") + [t for child in element for t in walk(child)]

    return sorted(text for group in root.findall(f"{SVG}g") for text in walk(group))


def moving(made: animation.Animation) -> ElementTree.Element:
    return ElementTree.fromstring(made.to_bytes("svg"))


@pytest.mark.parametrize(("name", "op", "style", "theme"), OF_VIEWS.values())
def test_all_that_is_said_is_seen_when_it_is_said(name, op, style, theme):
    made = animated(op, view=name, style=style, theme=theme, steps=range(1, 3), animate=True)
    root, total = moving(made), sum(made.times_ms("svg"))
    passed = 0
    for time, frame in zip(made.times_ms("svg"), made.drawing(tick_ms=40).states(), strict=True):
        passed += time
        texts = [mark.shape.text for mark in frame.marks if hasattr(mark.shape, "text")]
        halos = [mark.shape.text for mark in frame.marks if getattr(mark.shape, "halo", "")]
        assert seen(root, 100 * (passed - 10) / total) == sorted(texts + halos)


def test_without_animation_the_finished_picture_is_seen():
    made = animate(stride=2, padding=1, animate=True)
    root = moving(made)
    texts = []

    def walk(element):
        if element.get("opacity") != "0":
            texts.extend([element.text] if element.tag == f"{SVG}text" else [])
            for child in element:
                walk(child)

    walk(root.find(f"{SVG}g"))
    still = ElementTree.fromstring(animate(stride=2, padding=1).to_bytes("svg"))
    assert sorted(texts) == sorted(text.text for text in still.iter(f"{SVG}text"))
    sheet = root.find(f"{SVG}style").text
    assert sheet.startswith("@media screen and (prefers-reduced-motion:no-preference){[class^=k]{animation:21.2s ")
    assert "<script" not in made.to_bytes("svg").decode()


def test_stamps_fly_and_land_in_their_places():
    frames = keyframes(moving(animate(stride=2, input_size=2, animate=True)))
    moves = [states for states in frames.values() if "translate" in states[0][1]]
    assert moves
    for states in moves:
        assert any(state != "transform:translate(0px,0px)" for _, state in states)
        assert states[-1] == (100.0, "transform:translate(0px,0px)")
    assert all(states[0][0] == 0 and states[-1][0] == 100 for states in frames.values())


def test_cut_and_a_number_of_times_go_for_it_too():
    made = animate(input_size=2, animate=True, motion="cut", loop=2)
    root = moving(made)
    states = {state for points in keyframes(root).values() for _, state in points}
    assert states == {"opacity:0", "opacity:1"}
    assert f"animation:{sum(made.times_ms('svg')) / 1000:g}s linear 2}}" in root.find(f"{SVG}style").text
    assert Reel(made.drawing().states(), smooth=False).count == len(made.times_ms("svg"))


def test_a_gif_moves_anyway_and_a_still_is_refused():
    assert load_format("gif", animate=True) == load_format("gif")
    with pytest.raises(OptionError):
        animate(animate=True).write(io.BytesIO(), "png")


@pytest.mark.parametrize(("loop", "times"), [(0, "infinite"), (2, "3")])
def test_a_moving_svg_may_begin_with_its_end(loop, times):
    """An animation that is begun so much later shows the end first, and then all of it as often as is asked."""
    made = animate(**SMALL, animate=True, loop=loop, poster="finished")
    total = sum(made.times_ms("svg"))
    ahead = f"{(1000 - total) / 1000:g}s"
    assert f"animation:{total / 1000:g}s linear {ahead} {times}}}" in made.to_bytes("svg").decode()
    usual = animate(**SMALL, animate=True, loop=loop).to_bytes("svg").decode()
    assert f"animation:{total / 1000:g}s linear {loop or 'infinite'}}}" in usual


def test_a_poster_is_no_longer_than_the_finished_picture_stands_still():
    made = animate(**SMALL, animate=True, hold_ms=500, poster="finished")
    reel = Reel(made.drawing(tick_ms=40).states())
    assert 0 < reel.total_ms - reel.settled_ms < 500
    assert f"linear -{reel.settled_ms / 1000:g}s" in made.to_bytes("svg").decode()


def test_a_product_that_stays_as_it_is_goes_and_comes_with_the_others():
    """With the window's move 0·5 = 0 becomes 0·4 = 0: it is as new as the products beside it."""
    made = animate("conv", input_size=4, style="flat", animate=True, weight=[[1, 2, 3], [0, 1, 2], [1, 2, 3]])
    states = [dict(frame.everything) for frame in made.drawing(tick_ms=40).states()]
    zeros = [state.get((PanelId("products"), "number", 1, 0)) for state in states]
    zero = zeros[1]
    assert zeros[1:5] == [zero] * 4
    assert zero.shape.text == "0"
    spans = sorted(Reel(made.drawing(tick_ms=40).states()).parts[zero.order, zero.shape].spans)
    assert sum(span.last == 0 and span.end < after.begin for span, after in itertools.pairwise(spans)) >= 3
    film = film_of(made.drawing(tick_ms=40))
    place = film.places.index(zero.key)
    assert sum(any(act.place == place for act in acts) for acts in film.acts) >= 4
