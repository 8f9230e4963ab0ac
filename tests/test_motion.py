"""Motion: marks of one key move or fade between frames, and the time stays the same."""

import itertools
import os
import subprocess
import sys

import pytest

from tconv_anim import MotionWarning, animate
from tconv_anim.renderer.marks import Tile
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
    "all", "both", "chain", "gradient", "im2col", "matrix", "overlap_add", "sampling", "sliding_window", "stages",
    "steps", "zero_insertion",
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
    """A mark, and what is drawn in addition of it: what it was, a copy on its way to it, the other line of its cell."""
    panel, kind, *cell = key if len(key) > 1 else (*key, "")
    lines = ("number", "term") if kind in ("number", "term") else (kind,)
    return [
        marks.get((*some, *end)) for line in lines for some in ((panel, line, *cell), (panel, "copy", line, *cell))
        for end in ((), ("before",))
    ]  # fmt: skip


NUMBERS = ("number", "term")


def numbers_of(marks):
    """The numbers of cells that can be seen, also those that go and those that fly."""
    kinds = [
        (mark, mark.key[2] if mark.key[1] == "copy" else mark.key[1]) for mark in marks.values() if len(mark.key) > 3
    ]
    return [mark for mark, kind in kinds if kind in NUMBERS]


def hides(tile, order, at):
    """Whether a tile lies above what has that order, and on its place."""
    if not isinstance(tile.shape, Tile) or tile.opacity < 1 or tile.order < order:
        return False
    xs, ys = zip(*tile.shape.corners, strict=True)
    return min(xs) <= at[0] <= max(xs) and min(ys) <= at[1] <= max(ys)


@pytest.mark.parametrize(
    "options",
    [
        {"stride": 2, "input_size": 2},
        {"op": "conv", "input_size": 4, "style": "flat"},
        {"op": "conv", "input_size": 4},
        {"op": "max_pool", "input_size": 4},
        {"input_size": 2, "kernel_size": 2, "view": "matrix"},
    ],
    ids=["stamps", "conv-flat", "conv", "max_pool", "matrix"],
)
def test_two_numbers_are_never_drawn_over_each_other(options):
    animation = animate(**options, steps=range(1, 4))
    for _, marks in smoothed(animation):
        for one, other in itertools.combinations(numbers_of(marks), 2):
            (x, y), (x0, y0) = one.shape.at, other.shape.at
            near = abs(x - x0) < 0.4 * one.shape.px and abs(y - y0) < 0.6 * one.shape.px
            if near and one.shape.text != other.shape.text:
                low, high = sorted((one, other), key=lambda mark: mark.order)
                covers = [m for m in marks.values() if m.order < high.order and hides(m, low.order, low.shape.at)]
                assert covers, (low, high)


def test_while_a_window_moves_only_its_frame_does():
    """No cell is between two looks, and no product is seen, also none that stays as it is: 0."""
    animation = animate("conv", style="flat", input_size=4, weight=[[1, 2, 3], [0, 1, 2], [1, 2, 3]])
    ring, products = (PanelId("input"), "outline", "window", 0), PanelId("products")
    states = [dict(frame.everything) for frame in animation.drawing(tick_ms=20).states()]
    ends = [state[ring].shape.paths[0][0] for state in states if ring in state]
    frames = [marks for _, marks in smoothed(animation, 20) if ring in marks and marks[ring].opacity == 1]
    moving = 0
    for marks in frames:
        x, y = marks[ring].shape.paths[0][0]
        if min(max(abs(x - x0), abs(y - y0)) for x0, y0 in ends) > 2:
            moving += 1
            assert not any(mark.opacity < 1 for mark in marks.values() if mark.key[:2] == (PanelId("input"), "cell"))
            assert not any(mark.key[0] == products for mark in numbers_of(marks))
    assert moving > 15


def test_the_products_of_a_matrix_are_seen_before_they_set_out():
    """Nothing is copied as it is: what lands is 6 from its first moment on, and not 3."""
    animation = animate(input="3,2;1,4", weight="3,4;2,1", view="matrix", steps=range(1, 4))
    frames = [marks for _, marks in smoothed(animation)]
    assert not any("copy" in key for marks in frames for key in marks)
    y = PanelId("y")
    for row, text in ((0, "9"), (1, "12"), (3, "6"), (4, "3")):
        way = [mark.shape for marks in frames if (mark := marks.get((y, "term", row, 0)))]
        landed = next(n for n, shape in enumerate(way) if shape.at[0] > way[0].at[0] + 30)
        assert way[0].at == way[1].at
        assert {shape.text for shape in way[: landed + 1]} == {text}
    added = [mark.shape for marks in frames if (mark := marks.get((y, "term", 1, 0))) and mark.shape.text == "+6"]
    assert added[0].at[0] < added[-1].at[0]


@pytest.mark.parametrize("style", ["flat", "isometric"])
def test_a_kernel_that_turns_keeps_its_size_and_its_numbers(style):
    animation = animate(view="steps", input_size=2, stride=2, style=style)
    kernel = PanelId("kernel")
    sizes = set()
    until_windows = itertools.takewhile(
        lambda marks: (kernel, "number", 0, 0, "before") not in marks, (marks for _, marks in smoothed(animation))
    )
    frames = list(until_windows)
    for marks in frames:
        numbers = [marks[kernel, "number", *cell].shape for cell in itertools.product(range(3), repeat=2)]
        (ax, ay), (bx, by), (cx, cy), _ = marks[kernel, "cell", 1, 1].shape.corners
        sizes.add(abs((bx - ax) * (cy - by) - (by - ay) * (cx - bx)))
        assert {number.px for number in numbers} == {numbers[0].px}
        assert {number.map for number in numbers} == {frames[0][kernel, "number", 0, 0].shape.map}
    assert min(sizes) > 0.8 * max(sizes)
    assert len({marks[kernel, "cell", 0, 0].shape.corners[0] for marks in frames}) > 12


def test_what_is_added_to_nothing_stays_where_it_is():
    """A first stamp's 3 is the sum: it is not seen to go and come."""
    animation = animate(input="3", weight="1", view="matrix", steps=range(1, 2), caption=False)
    frames = [marks for _, marks in smoothed(animation, 20)]
    seen = [
        any(mark.shape.text == "3" and mark.opacity == 1 for mark in numbers_of(m) if mark.key[0].part == "output")
        for m in frames
    ]
    assert all(seen[seen.index(True) :])


def test_the_copy_of_a_window_sinks_before_the_next_one_rises_and_a_sum_is_written_once_it_has_come():
    sums = set()
    for _, marks in smoothed(animate("conv", input_size=3, kernel_size=2), 20):
        windows = {key[2:4] for key in marks if key[:2] == (PanelId("input"), "lifted")}
        assert len(windows) <= 1
        lines = [mark for key, mark in sorted(marks.items(), key=repr) if key[0] == "sum" and len(key) == 2]
        if lines and all(mark.opacity == 1 for mark in lines):
            total = lines[-1].shape.text.split("= ")[-1]
            assert total in {mark.shape.text for key, mark in marks.items() if key[:2] == (PanelId("output"), "number")}
            sums.add(total)
    assert len(sums) > 2


HASHED = """
import hashlib
from tconv_anim.animation import animate
frames = animate(input=[[0, 1], [2, 3]], weight=[[4, 7], [2, 2]], motion="smooth").drawing_for("gif").frames()
order = "".join(str(mark.key) for frame in frames for mark in frame.marks)
print(hashlib.sha256(order.encode()).hexdigest())
"""


def test_marks_lie_in_the_same_order_whatever_the_hash_seed():
    shown = {
        subprocess.run([sys.executable, "-c", HASHED], env=os.environ | {"PYTHONHASHSEED": seed}, check=True,
                       capture_output=True, text=True).stdout
        for seed in ("1", "2", "3")
    }  # fmt: skip
    assert len(shown) == 1
