"""Pictures in colour: read as three channels, taken one by one, and drawn as one picture with what is clipped said."""

import io

import numpy as np
import pytest
from PIL import Image

from tconv_anim import animate, record
from tconv_anim.core.message import message
from tconv_anim.recipes.arguments import arguments_of
from tconv_anim.recipes.reading import given, parse_recipe, parse_words
from tconv_anim.scenes.scene import COLORS
from tconv_anim.scenes.views._grays import MOST_COLORS, as_roles, count_clipped

NEAR = 10  # of 255, on average: a page has 160 colours for all of its pictures


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    """A smooth picture in colour, and its pixels, (3, 18, 20)."""
    rows, columns = np.mgrid[0:18, 0:20]
    pixels = np.stack([rows * 14, columns * 13, 255 - rows * 7 - columns * 6]).astype(np.uint8)
    path = tmp_path_factory.mktemp("photo") / "photo.png"
    Image.fromarray(np.moveaxis(pixels, 0, -1)).save(path)
    return path, pixels.astype(int)


def asked(words):
    return animate(**arguments_of(given(parse_words(words, "").options)))


def final(animation):
    """The last scene, and its panels by the names of their pictures."""
    *_, last = animation.shots()
    return last.scene, {panel.id.picture[0]: panel for panel in last.scene.panels}


def colors_of(roles):
    """Red, green and blue of pixels, to within what five bits keep."""
    code = roles - COLORS.start
    return np.stack([(code >> shift & 31) * 8 + 4 for shift in (10, 5, 0)])


def test_each_colour_is_taken_by_itself_and_the_output_is_one_picture_again(photo):
    path, pixels = photo
    found = asked(["--input", str(path), "--rgb", "--op", "conv", "--weight", "0,0,0;0,1,1;0,0,0"])
    for n in range(3):
        alone = record("conv", pixels[n], [[0, 0, 0], [0, 1, 1], [0, 0, 0]], dims=2).output[0]
        np.testing.assert_array_equal(found.trace.output[n], alone)
    scene, panels = final(found)
    clipped = count_clipped(found.trace.output)
    assert clipped == (found.trace.output > 255).any(axis=0).sum() > 0
    heading = message("output", index="", size="16×18")
    note = message("clipped_colors", heading=heading, count=clipped, total=16 * 18)
    assert scene.caption.note.count(note) == 1
    assert list(panels) == ["input", "color0", "color1", "color2", "output"]
    shown = {"input": pixels, "output": np.clip(found.trace.output, 0, 255)}
    for name, values in shown.items():
        assert np.abs(colors_of(panels[name].roles) - values).mean() < NEAR
    red = colors_of(panels["color0"].roles)
    assert np.abs(red[0] - shown["output"][0]).mean() < NEAR
    assert red[1:].max() <= 4
    picture = Image.open(io.BytesIO(found.to_bytes("png"))).convert("RGB")
    drawn = np.asarray(picture).reshape(-1, 3)
    for corner in ((0, 0), (-1, -1)):
        red, green, blue = colors_of(panels["output"].roles)[(slice(None), *corner)]
        assert (np.abs(drawn.astype(int) - (red, green, blue)).max(axis=1) <= 5).sum() > 30
    assert animate(**arguments_of(given(parse_recipe(found.recipe, "").options))).marks() == found.marks()


def test_ways_to_enlarge_and_the_checkerboard_are_in_colour(photo):
    path, pixels = photo
    compared = asked(["--op", "compare", "--input", str(path), "--rgb", "--ops", "nearest,conv_transpose,max_unpool"])
    _, panels = final(compared)
    grown = colors_of(panels["nearest"].roles)
    assert np.abs(grown - pixels.repeat(2, axis=1).repeat(2, axis=2)).mean() < NEAR
    assert all(panel.roles.min() >= COLORS.start for panel in panels.values())
    uneven = asked(["--stride", "2", "--view", "overlap", "--input", str(path), "--rgb"])
    assert [panel.roles.min() >= COLORS.start for panel in final(uneven)[1].values()] == [True] * 3
    assert asked(["--input", str(path)]).trace.input.shape == (1, 18, 20)  # gray stays the default


def test_no_more_colours_are_shown_than_a_palette_holds_and_each_is_near():
    noise = np.random.default_rng(0).integers(-40, 300, (3, 40, 40))
    (roles,) = as_roles([noise])
    assert len(np.unique(roles)) == MOST_COLORS
    assert np.abs(colors_of(roles) - np.clip(noise, 0, 255)).mean() < 24
