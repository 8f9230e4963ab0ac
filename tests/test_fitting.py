"""Keeping within a number of kilobytes: what goes first, what never goes, and that the recipe has what was chosen."""

import io
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image, ImageSequence

from tconv_anim import OptionError, animate, fit
from tconv_anim.cli import main
from tconv_anim.core.progress import LAYING_OUT, Progress, watching
from tconv_anim.publish.fitting import LimitError, least_loss
from tconv_anim.renderer.layout.font_sizes import MIN_TEXT_PX
from tconv_anim.renderer.themes import load_theme

from .command import mistake


@pytest.fixture(scope="module")
def animation():
    return animate("conv", input_size=5)


def kilobytes(animation) -> int:
    return -(-len(animation.to_bytes()) // 1000)


def test_what_fits_stays_as_it_is(animation):
    assert fit(animation, kilobytes(animation)) is animation


def test_colours_that_only_smooth_go_first(animation):
    smaller = fit(animation, kilobytes(animation) - 1)
    assert vars(smaller)["colors"] == animation.fewest_colors
    with Image.open(io.BytesIO(smaller.to_bytes())) as image:
        used = [len(frame.convert("RGB").getcolors() or ()) for frame in ImageSequence.Iterator(image)]
    assert 0 < max(used) <= animation.fewest_colors
    with pytest.raises(OptionError) as caught:
        replace(animation, colors=2).to_bytes()
    assert (caught.value.kind, caught.value.hint) == ("few_colors", ({"colors": smaller.colors},))
    vector = fit(animation, 1000, ("svg",))
    assert vector is animation
    with pytest.raises(LimitError):
        fit(animation, 1, ("svg",))


def test_colours_of_a_picture_stay_different_with_the_fewest(animation):
    theme = load_theme(animation.theme)
    palette = animation.drawing(()).palette
    fills = {theme.looks[role].fill for role in animation._contents.roles}
    assert fills < set(map(tuple, palette.colors[: palette.plain].tolist()))


def test_a_smaller_page_goes_before_steps_and_numbers_stay_legible(animation):
    whole = kilobytes(animation)
    for limit in (whole - 4, whole * 2 // 3, whole * 5 // 9):
        smaller = fit(animation, limit)
        assert len(smaller.to_bytes()) <= 1000 * limit
        assert smaller.page.fonts.text >= MIN_TEXT_PX
        if smaller.size is not None and smaller.steps is None:
            assert smaller.page.width < animation.page.width
            wider = replace(smaller, size=smaller.size + 1)
            assert len(wider.to_bytes()) > 1000 * limit or wider.page.width >= animation.page.width
    assert smaller.steps is not None


def test_what_was_asked_for_stays(animation):
    sized = fit(replace(animation, size=animation.page.width), kilobytes(animation) * 4 // 5)
    assert (sized.size, sized.steps) == (animation.page.width, range(1, 10, 2))
    stepped = replace(animation, steps=range(1, 10))
    assert fit(stepped, kilobytes(stepped) - 1).steps == range(1, 10)


def test_steps_that_only_a_limit_chose_may_become_fewer():
    limited = animate(input_size=5, steps=range(1, 26, 2), size=400, numbers=False)
    enough = kilobytes(limited) * 3 // 4
    assert fit(limited, enough, keep_steps=False).steps == range(1, 26, 4)
    with pytest.raises(LimitError) as caught:
        fit(limited, enough)
    assert (caught.value.kind, caught.value.parameters["kept"]) == ("max_kb_too_small_kept", ["size", "steps"])
    assert fit(limited, **caught.value.hint[0]).steps == range(1, 26, 2)


def test_the_command_thins_what_is_too_long_for_one_animation_where_a_limit_is_given(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("tconv_anim.scenes.told.length.MAX_DRAWN", 8)
    assert CliRunner().invoke(main, ["--input-size", "4", "-o", "a.gif"]).exit_code == 2
    result = CliRunner().invoke(main, ["--input-size", "4", "--max-kb", "1000", "-o", "a.gif"])
    assert result.exit_code == 0, result.stderr
    assert result.stderr.splitlines()[0] == "chosen to keep within 1000 kB: --steps 1:16:2"


def test_what_cannot_be_that_small_is_refused_with_the_least_that_can(animation):
    with pytest.raises(LimitError) as caught:
        fit(animation, 1)
    error = caught.value
    assert (error.kind, error.parameters["steps"]) == ("max_kb_too_small_thinned", range(1, 10, 2))
    (way,) = error.hint
    least = fit(animation, **way)
    assert kilobytes(least) <= way["max_kb"]
    assert least.page.width >= error.parameters["width_px"]
    with pytest.raises(OptionError) as caught:
        fit(animation, 0)
    assert caught.value.kind == "too_small"


def test_the_least_loss_is_the_widest_page_with_the_most_steps_that_its_narrowest_allows():
    widths, everies = range(90, 9, -1), range(1, 7)
    for limit in range(1, 95):
        chosen = least_loss(lambda width, every: width / every <= limit, widths, everies)  # noqa: B023
        if limit * everies[-1] < widths[-1]:
            assert chosen is None
            continue
        every = next(every for every in everies if widths[-1] <= limit * every)
        assert chosen == (min(widths[0], limit * every), every)


def test_the_command_says_what_it_chose_and_the_same_options_make_the_file_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["--op", "conv", "--input-size", "5", "--max-kb", "50", "-o", "a.gif"])
    assert result.exit_code == 0, result.stderr
    assert Path("a.gif").stat().st_size <= 50_000
    lines = [line for line in result.stderr.splitlines() if "trying" not in line]  # what long work says of itself
    told = re.fullmatch(r"chosen to keep within 50 kB: (.+)", lines[0])
    assert told, result.stderr
    CliRunner().invoke(main, ["--op", "conv", "--input-size", "5", *told[1].split(), "-o", "b.gif"])
    assert Path("b.gif").read_bytes() == Path("a.gif").read_bytes()
    result = CliRunner().invoke(main, ["--max-kb", "5", "-o", "c.gif"])
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: --max-kb 5 is too small for this picture: ")
    assert not Path("c.gif").exists()


@pytest.mark.parametrize("words", [("card", "-o", "a.pdf"), ("--pages", "--input-size", "2", "-o", "a.pdf")])
def test_a_pdf_that_is_too_large_is_refused_like_other_files(words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, [*words, "--max-kb", "1"])
    assert result.exit_code == 2
    assert result.stderr.splitlines()[-1].startswith("Error: --max-kb 1 is too small for this picture")
    assert not Path("a.pdf").exists()


@pytest.mark.parametrize("still", ["stamps", "3", "finished"])
def test_of_a_still_no_steps_are_left_out(still, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["--still", still, "--max-kb", "1", "-o", "a.png"])
    found = re.search(
        r"^Error: --max-kb 1 is too small for this picture: use --max-kb (\d+)(?!.*steps)", result.stderr, re.M
    )
    assert found, result.stderr
    assert CliRunner().invoke(main, ["--still", still, "--max-kb", found[1], "-o", "a.png"]).exit_code == 0


def test_a_comparison_is_fitted_in_the_style_that_it_is_drawn_in():
    with pytest.raises(LimitError) as caught:
        fit(animate("compare", ops=("nearest", "bilinear"), max_steps=1), 1)
    assert caught.value.hint


def test_laying_out_says_that_it_goes_on():
    seen = []
    animation = animate("compare", input_size=2, output_size=4)
    with watching(seen.append):
        assert animation.page
    assert seen.count(Progress(LAYING_OUT)) > 2


def test_what_cannot_be_kept_within_a_limit_is_refused_also_with_arrays_of_files(tmp_path):
    np.save(tmp_path / "x.npy", np.arange(9).reshape(3, 3))
    assert mistake("--input", str(tmp_path / "x.npy"), "--max-kb", "1", "--max-steps", "1").kind.startswith("max_kb")
