"""In every recipe each mark moves or fades from one frame to the next, and none jumps."""

from dataclasses import replace
from pathlib import Path

import pytest

from tconv_anim.publish.making import animation_of
from tconv_anim.recipes.reading import read_recipe

from .test_motion import check_that_no_key_jumps

RECIPES = sorted((Path(__file__).parents[1] / "examples").glob("*.toml"))


@pytest.mark.filterwarnings("ignore::tconv_anim.NumbersWarning")
@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_no_key_jumps_in_a_recipe(path):
    animation = animation_of(read_recipe(path))
    if animation.still is None:
        check_that_no_key_jumps(replace(animation, steps=range(1, 4)))
