"""Nothing flashes more than three times in a second: no picture of the gallery, and no view where things move."""

import io

import numpy as np
import pytest
from PIL import Image, ImageSequence

from tconv_anim import animate
from tconv_anim.options import theme_names
from tconv_anim.renderer.themes import load_theme

from . import readme
from .flashes import LARGE, MOST_FLASHES, RED, delays_ms, largest_share, luminance, most_changes

GIFS = sorted((readme.ROOT / "gallery").glob("*.gif"))
WIDTH_PX = 500
MOVING = [
    {"op": "conv_transpose"}, {"op": "conv"}, {"op": "conv_transpose", "view": "zero_insertion"},
    {"op": "conv_transpose", "view": "steps"}, {"op": "conv_transpose", "view": "both"},
    {"op": "conv_transpose", "view": "matrix", "input_size": 2}, {"op": "conv_transpose", "view": "connections"},
    {"op": "conv_transpose", "view": "overlap"}, {"op": "max_pool"}, {"op": "max_unpool", "input_size": 4},
    {"op": "compare"},
]  # fmt: skip


def shades(*levels: float, ms: int, size: int = 10) -> list[tuple[np.ndarray, int]]:
    return [(np.full((size, size), level, np.float32), ms) for level in levels]


def test_what_flashes_is_found():
    assert largest_share(shades(*[0, 1] * 10, ms=100)) == 1
    assert largest_share(shades(*[0, 0.3, 0.6, 0.9, 0.6, 0.3] * 4, ms=30)) == 1  # in steps
    assert largest_share(shades(*[0, 1] * 4, ms=250)) == 0  # twice in a second
    assert largest_share(shades(*[0.5, 0.55] * 10, ms=50)) == 0  # too little
    assert largest_share(shades(*[0.85, 1] * 10, ms=50)) == 0  # light enough
    corner = shades(*[0, 1] * 10, ms=100)
    for moment, _ in corner:
        moment[3:] = 0
    assert largest_share(corner) == pytest.approx(0.3)


def test_what_flashes_only_as_it_loops_is_found():
    assert largest_share(shades(0, 1, 0, 1, 0, 1, ms=70)) == 1


def test_changes_within_a_second_are_counted_as_it_loops():
    assert most_changes([1000, 1000]) == 1
    assert most_changes([100] * 4 + [600]) == 5
    assert most_changes([600, 100, 100, 100, 100]) == 5
    gif = animate(input_size=1).to_bytes()
    with Image.open(io.BytesIO(gif)) as image:
        assert delays_ms(gif) == [frame.info["duration"] for frame in ImageSequence.Iterator(image)]


@pytest.mark.parametrize("path", GIFS, ids=lambda path: path.stem)
def test_no_picture_of_the_gallery_flashes(path):
    gif = path.read_bytes()
    if most_changes(delays_ms(gif)) <= 2 * MOST_FLASHES:
        return  # too few changes for four flashes
    with Image.open(path) as image:
        frames = [
            (np.asarray(frame.convert("RGB"))[::4, ::4], frame.info["duration"])
            for frame in ImageSequence.Iterator(image)
        ]
    assert largest_share([(luminance(frame), duration_ms) for frame, duration_ms in frames]) <= LARGE


@pytest.mark.filterwarnings("ignore::tconv_anim.NumbersWarning")
@pytest.mark.parametrize("options", MOVING, ids=lambda options: " ".join(map(str, options.values())))
def test_nothing_flashes_where_things_move(options):
    animation = animate(**options, motion="smooth", max_steps=3, size=WIDTH_PX, caption=False, numbers=False)
    drawing = animation.drawing(tick_ms=40)
    light = luminance(drawing.palette.colors)
    moments = [(light[frame.indices[::2, ::2]], frame.duration_ms) for frame in drawing.pixel_frames()]
    assert len(moments) > len(animation.durations_ms)
    assert largest_share(moments) <= LARGE


@pytest.mark.parametrize("name", theme_names())
def test_no_theme_has_a_saturated_red_that_could_flash(name):
    theme = load_theme(name)
    looks = [color for look in theme.looks.values() for color in look]
    for color in [*theme.page.values(), *theme.titles.values(), *looks]:
        assert not sum(color) or color[0] / sum(color) < RED
