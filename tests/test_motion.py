"""Motion: marks of one key move or fade between frames, and the time stays the same."""

import itertools

import pytest

from tconv_anim import MotionWarning, animate
from tconv_anim.scenes.scene import PanelId

from .table import LIGHT, animated


def smoothed(animation, tick_ms=40):
    """The frames of an animation in which things move: for each its time, its marks by their keys."""
    return [(frame.duration_ms, dict(frame.everything)) for frame in animation.drawing(tick_ms=tick_ms).frames()]


def test_smooth_takes_the_time_of_its_steps():
    animation = animate(stride=2, padding=1, motion="smooth")
    shots = list(animation.shots(smooth=True))
    frames = smoothed(animation)
    assert sum(time for time, _ in frames) == sum(shot.duration_ms for shot in shots)
    assert all(time % 20 == 0 and time > 0 for time, _ in frames)
    placements = [sum(s.duration_ms for s in some) for step, some in itertools.groupby(shots, lambda s: s.step) if step]
    assert placements == [1400] * 9


def test_each_frame_in_the_end_has_the_marks_of_its_scene():
    drawing = animate("conv", style="flat").drawing(tick_ms=60)
    states = [dict(frame.everything) for frame in drawing.states()]
    drawing = animate("conv", style="flat").drawing(tick_ms=60)
    moved = [dict(frame.everything) for frame in drawing.frames()]
    settled = iter(moved)
    assert all(any(state == frame for frame in settled) for state in states)
    assert moved[-1] == states[-1]
    assert len(moved) > 3 * len(states)


def test_cut_is_without_frames_between():
    animation = animate(stride=2, motion="cut", step_ms=2000)
    drawing = animation.drawing()
    assert len(list(drawing.frames())) == len(list(animation.shots()))


def test_a_lesson_shows_the_first_row_in_full_and_the_others_faster():
    for look, first, rest in (({}, 1000, 570), ({"motion": "smooth"}, 1400, 800), ({"step_ms": 2000}, 2000, 1140)):
        animation = animate("conv", input_size=5, pace="lesson", **look)
        times = {}
        for shot in animation.shots(smooth="motion" in look):
            times[shot.step] = times.get(shot.step, 0) + shot.duration_ms
        assert [times[step] for step in (1, 2, 3)] == [first] * 3, look
        assert all(abs(times[step] - rest) <= 20 for step in (4, 5, 9)), look


def test_motion_that_is_too_short_is_cut_and_said():
    animation = animate(input_size=2, kernel_size=2, motion="smooth", step_ms=500)
    with pytest.warns(MotionWarning, match="use step_ms=800 or more"):
        animation.to_bytes()
    assert animation.times_ms("gif") == animate(input_size=2, kernel_size=2, step_ms=500).durations_ms


LEAST_MS = 140
"""How long it takes to appear or to go, less the first and the last part, in which nothing of it is seen."""
FIRST_OPS = {case.values[::2]: case for case in reversed(LIGHT)}
"""Each view in each style, with the first operation that it draws."""


def settled(shots, states, frames):
    """For each scene: the marks in its beginning, and the frames in which they become its own, with their times."""
    passed, ends = 0, list(itertools.accumulate(shot.duration_ms for shot in shots))
    before = {}
    for end, state in zip(ends, states, strict=True):
        some = []
        while passed < end:
            time, marks = next(frames)
            passed += time
            some.append((time, marks))
        assert passed == end
        assert some[-1][1] == state
        yield before, some, state
        before = state


@pytest.mark.parametrize(("name", "op", "style", "theme"), FIRST_OPS.values())
def test_no_key_jumps(name, op, style, theme):
    check_that_no_key_jumps(animated(op, view=name, style=style, theme=theme, steps=range(1, 4)))


COMING = (
    "both", "chain", "gradient", "im2col", "matrix", "overlap_add", "sampling", "sliding_window", "stages", "steps",
    "zero_insertion",
)  # fmt: skip
"""Views in which things come from elsewhere."""


@pytest.mark.parametrize(("name", "op", "style", "theme"), FIRST_OPS.values())
def test_things_come_from_cells_and_go_to_cells_that_are_there(name, op, style, theme):
    animation = animated(op, view=name, style=style, theme=theme, steps=range(1, 3))
    scenes = [shot.scene for shot in animation.shots(smooth=True)]
    comes = [way for scene in scenes for way in scene.comes]
    assert bool(comes) == (name in COMING)
    for scene in scenes:
        shapes = {panel.id: panel.shape for panel in scene.panels}
        for panel, (top, left, bottom, right) in (place for way in scene.comes for place in way if place[0] in shapes):
            assert 0 <= top < bottom <= shapes[panel][0]
            assert 0 <= left < right <= shapes[panel][1]
    frames = list(animation.drawing(tick_ms=40).states())
    assert any(frame.comes or frame.copies for frame in frames) >= (name in COMING)


def test_what_lands_is_what_lifted_off():
    """A copy of the kernel in its scaled look starts where the kernel is, and each of its cells ends in its place."""
    animation = animate(stride=2, padding=1)
    frames = [(dict(f.everything), dict(f.comes)) for f in animation.drawing(tick_ms=40).states()]
    marks, comes = frames[1]
    kernel, products = PanelId("kernel"), PanelId("products")
    for row, column in itertools.product(range(3), range(3)):
        stamp, source = (marks[panel, "cell", row, column].shape.corners for panel in (products, kernel))
        by = comes[products, "cell", row, column].by
        assert [(x + by[0], y + by[1]) for x, y in stamp] == [pytest.approx(corner) for corner in source]
    flying = [m for _, m in smoothed(animation) if m.get((products, "cell", 0, 0)) is not None]
    assert len({m[products, "cell", 0, 0].shape.corners[0] for m in flying[:40]}) > 5


@pytest.mark.parametrize("style", ["isometric", "flat"])
def test_a_sum_sets_out_from_products_that_can_be_read(style):
    animation = animate("conv", style=style, input_size=4)
    products, output = PanelId("products"), PanelId("output")
    both = [marks for _, marks in smoothed(animation) if (output, "number", 0, 0) in marks]
    assert both[0][output, "number", 0, 0].shape.at != both[-1][output, "number", 0, 0].shape.at
    shown = [both[0].get((products, "number", *cell)) for cell in itertools.product(range(3), repeat=2)]
    assert all(mark is not None and mark.opacity > 0 for mark in shown)


def test_two_things_that_set_out_in_one_placement_have_as_much_time_each_as_the_view_says():
    animation = animate("conv", view="im2col", motion="smooth")
    first, second = (shot.duration_ms for shot in animation.shots(smooth=True) if shot.step == 1)
    assert second > first > 500


def check_that_no_key_jumps(animation):
    shots = list(animation.shots(smooth=True))
    states = [dict(frame.everything) for frame in animation.drawing(tick_ms=20).states()]
    frames = iter(smoothed(animation, 20))
    for number, (before, some, after) in enumerate(settled(shots, states, frames)):
        keys = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
        for key in keys if number else ():
            if isinstance(key[0], PanelId):  # sentences change at once, and the dots of the steps move by a few pixels
                assert takes_ms(key, before, some, after) >= LEAST_MS, (number, key)


def takes_ms(key, before, some, after):
    """How long a mark takes from what it was to what it is in the end."""
    passed, begun, ended = 0, None, 0
    for time, marks in some:
        if begun is None and drawn(marks, key) != drawn(before, key):
            begun = passed
        if drawn(marks, key) != drawn(after, key):
            ended = passed + time
        passed += time
    return ended - begun


def drawn(marks, key):
    """A mark and what is drawn in addition of it."""
    return marks.get(key), marks.get((*key, "before"))
