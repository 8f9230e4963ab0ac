"""Still pictures, worksheets, own words, a page's shape, a transparent ground; and the version of the look."""

import io
import tomllib
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from tconv_anim.animation import animate
from tconv_anim.options import ASPECT_SIZES, LOOK, OptionError
from tconv_anim.renderer.marks import Text
from tconv_anim.scenes.scene import LEVELS, PanelId, Role, Stroke
from tconv_anim.scenes.texts import say
from tconv_anim.scenes.told.worksheet import BLANK_WITH

from .command import run
from .pictures import faults_of

OF_NEAREST = PanelId("input", (0,), ("nearest",))


def texts(animation, step=None):
    return [mark.shape.text for mark in animation.marks(step) if isinstance(mark.shape, Text)]


def panels(animation, part):
    (shot,) = animation.shots()
    return [panel for panel in shot.scene.panels if panel.id.part == part]


@pytest.mark.parametrize(("size", "kernel", "more"), [
    (2, 3, {"stride": 2}), (3, 3, {"stride": 2, "padding": 1}), (1, 1, {}),
    (2, 2, {"bias": [3], "output_padding": 1, "stride": 2}), (3, 2, {"dims": 1, "stride": 3, "dilation": 2}),
    ((2, 3), (1, 3), {"weight": [[0.5, -2, 100]]}),
])  # fmt: skip
def test_all_stamps_add_up_to_the_output(size, kernel, more):
    """What lies in the small canvases, and the bias, is the sum; what lies in its frame is the output."""
    given = {"input_size": size, "kernel_size": kernel} | more
    animation = animate(still="stamps", **given)
    stamps = [panel.values for panel in panels(animation, "products")]
    (output,) = panels(animation, "output")
    assert len(stamps) == animation.trace.input.size
    total = np.nansum(stamps, axis=0) + more.get("bias", [0])[0]
    assert np.allclose(output.values, total)
    kept = output.values[~np.isin(output.roles, (Role.CROPPED, Role.CROPPED_IN_PLAY))]
    assert np.allclose(kept, animation.trace.output.ravel())
    assert not faults_of(animation)


@pytest.mark.parametrize(
    ("more", "meet"), [({"stride": 2, "padding": 1}, 4), ({"dims": 1, "bias": [3]}, 3), ({"stride": 3}, 0)]
)
def test_a_cell_on_which_stamps_meet_is_ringed_in_each_of_them_and_worked_out(more, meet):
    (shot,) = animate(still="stamps", **more).shots()
    rings = [o for o in shot.scene.outlines if o.stroke is Stroke.WINDOW]
    assert len(rings) == (meet and meet + 1)
    if not meet:
        assert not shot.scene.words.sums
        return
    values = {p.id: p.values[ring.box[:2]] for ring in rings for p in shot.scene.panels if p.id == ring.panel}
    *terms, total = (int(value) for value in values.values())
    left, right = say(shot.scene.words.sums[0]).split(" = ")[1:]
    assert [int(term) for term in left.split(" + ")] == [*more.get("bias", []), *terms]
    assert int(right) == total == sum(terms) + sum(more.get("bias", []))


@pytest.mark.parametrize("given", [
    {"input_size": 4, "stride": 2, "padding": 1}, {"input_size": 3, "bias": [-2]}, {"input_size": 5, "dims": 1},
    {"input_size": 4, "padding": 1, "padding_mode": "reflect", "dilation": 2}, {"input_size": 1, "kernel_size": 1},
])  # fmt: skip
def test_every_window_and_its_products_give_the_output(given):
    animation = animate("conv", still="stamps", **given)
    windows = panels(animation, "products")
    (output,) = panels(animation, "output")
    sums = [(panel.values * panel.terms).sum() + given.get("bias", [0])[0] for panel in windows]
    assert np.allclose(output.values.ravel(), sums)
    assert np.allclose(output.values.ravel(), animation.trace.output.ravel())
    assert not faults_of(animation)


def test_a_step_as_a_still_is_that_step_of_the_animation():
    animation = animate(stride=2)
    still = animate(stride=2, still=5)
    assert still.page.width == animation.page.width
    assert still.marks() == animation.marks(5)
    with Image.open(io.BytesIO(still.to_bytes("png"))) as image:
        assert image.size == (animation.page.width, animation.page.height)
    with Image.open(io.BytesIO(still.to_bytes("gif"))) as image:
        assert image.n_frames == 1
    assert "step 5 of 9" in still.alt_text


def test_a_finished_still_is_the_last_frame_with_a_legend_of_what_it_shows():
    whole, still = (animate(stride=2, padding=1, **more) for more in ({}, {"still": "finished"}))
    said, kept = ([mark for mark in one.marks() if mark.key[0] != "legend"] for one in (whole, still))
    assert said == kept
    assert {words.key for _, words in whole._contents.legend} > {"legend_cropped", "legend_growing"}
    assert [words.key for _, words in still._contents.legend] == ["legend_example", "legend_finished"]


def test_a_still_shows_the_input_that_was_given_whatever_an_animation_ends_with():
    whole, still = animate("compare"), animate("compare", still="finished")
    given, ones = ([panel.numbers.tolist() for panel in shot.scene.panels if panel.id == OF_NEAREST]
                   for shot in [*whole.shots()][-2:])  # fmt: skip
    assert (given, ones) == ([[[1, 2, 3], [4, 5, 6], [7, 8, 9]]], [[[1] * 3] * 3])
    drawn, pages = replace(whole, pages=True).drawing(), [*replace(whole, pages=True).drawing().pictures()]
    assert len(pages) == 1 + 24 + 2, "a page for each"
    for one in (whole.marks(), still.marks(), *(frame.marks for frame in drawn.finished().frames())):
        text = [mark.shape.text for mark in one if mark.key[:2] == (OF_NEAREST, "number")]
        assert text == [str(n) for n in range(1, 10)]


def test_a_still_is_a_png_unless_a_file_is_named(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("--still", "stamps").exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["conv_transpose_i3_k3_s1_p0.png"]


@pytest.mark.parametrize("view", ["overlap_add", "zero_insertion", "matrix", "connections", "both"])
@pytest.mark.parametrize("part", ["input", "kernel", "output"])
def test_what_is_blank_shows_no_number_and_the_rest_stays(view, part):
    look = {"stride": 2, "padding": 1, "view": view}
    whole, sheet = animate(**look, sum=False), animate(**look, blank=part)  # neither works an example out
    ends = [{shot.step: shot for shot in animation.shots()} for animation in (whole, sheet)]
    for step in ends[1]:
        one, other = (end[step] for end in ends)
        for panel, left in zip(one.scene.panels, other.scene.panels, strict=True):
            if left.id.part != part and left.id.part not in BLANK_WITH:
                assert (panel.roles == left.roles).all()
            if left.id.part == part:
                assert np.isnan(left.values).all()
                assert left.terms is None
                inked = (Role.INPUT, Role.KERNEL, Role.KERNEL_IN_PLAY, Role.OUTPUT, *LEVELS)
                assert not np.isin(left.roles, inked).any(), "light"
            elif part == "output" and left.id.part == "input":
                assert np.array_equal(left.values, panel.values, equal_nan=True)
        assert not other.scene.caption.sums


@pytest.mark.parametrize("look", [{"op": "compare"}, {"view": "overlap", "stride": 2}])
def test_shades_tell_nothing_of_an_output_that_is_blank(look):
    for shot in animate(**look, blank="output").shots():
        outputs = [panel for panel in shot.scene.panels if panel.id.part == "output"]
        assert outputs
        assert not any(np.isin(panel.roles, LEVELS).any() for panel in outputs)


@pytest.mark.parametrize(("look", "part"), [({"op": "compare"}, "input"), ({"view": "connections"}, "kernel")])
def test_a_factor_that_is_blank_is_not_told_beside_the_other(look, part):
    whole, sheet = ([shot.scene for shot in animate(**look, blank=one).shots()] for one in (None, part))
    assert any(panel.operator in ("×", "·") for scene in whole for panel in scene.panels)
    assert not any(panel.operator in ("×", "·") for scene in sheet for panel in scene.panels)


def test_own_words_replace_those_of_the_picture_and_no_others():
    own = animate(stride=2, heading="Fill in", sentence="Add what is missing")
    for step in (None, 3):
        said = texts(own, step)
        assert "Fill in" in said
        assert "Add what is missing." in said
        assert "Transposed convolution" not in said
    assert own.alt_text == animate(stride=2).alt_text
    assert "Transposed convolution" not in texts(animate(heading=""))


@pytest.mark.parametrize("aspect", ASPECT_SIZES)
@pytest.mark.parametrize("size", [None, 640, 1000])
def test_a_page_has_the_shape_that_is_asked_for(aspect, size):
    across, down = map(int, aspect.split(":"))
    page = animate("conv", aspect=aspect, size=size).page
    assert page.width == (size or ASPECT_SIZES[aspect][0])
    assert abs(page.height - page.width * down / across) <= 0.5


def test_a_transparent_picture_shows_only_its_ground_through():
    with Image.open(io.BytesIO(animate(stride=2, transparent=True).to_bytes("png"))) as image:
        clear = np.array(image.convert("RGBA"))[..., 3] == 0
    with Image.open(io.BytesIO(animate(stride=2).to_bytes("png"))) as image:
        usual = np.array(image.convert("RGB"))
    assert clear[0, 0]
    assert 0.5 < clear.mean() < 0.9
    assert (usual[clear] == 255).all(), "only what has the colour of the page"
    assert (~clear & (usual == 255).all(axis=-1)).any(), "white numbers stay"
    assert b"<rect width" not in animate(transparent=True).to_bytes("svg")


@pytest.mark.parametrize("output", [[], ["-o", "x.gif"], ["-o", "x.svg", "-o", "x.html"]])
def test_a_transparent_picture_of_a_format_with_a_ground_is_refused_before_the_summary(tmp_path, monkeypatch, output):
    monkeypatch.chdir(tmp_path)
    result = run("--transparent", "--max-steps", "1", *output)
    assert (result.exit_code, result.stdout, len(result.stderr.splitlines())) == (2, "", 1)
    assert not list(tmp_path.iterdir())


def test_files_and_recipes_say_which_look_they_have(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert tomllib.loads(animate(stride=2).recipe)["look"] == LOOK
    assert tomllib.loads(run("recipe", "--stride", "2").stdout)["look"] == LOOK


def test_a_gallery_moves_on_to_a_newer_look_only_when_it_is_asked_to(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "examples").mkdir()
    (tmp_path / "examples" / "a.toml").write_text("input-size = 1\nlook = 2\n", encoding="utf-8")
    assert run("gallery", "--jobs", "1").exit_code == 0
    manifest = tmp_path / "gallery" / "manifest.json"
    text = manifest.read_text(encoding="utf-8")
    assert f'"look": {LOOK}' in text
    manifest.write_text(text.replace(f'"look": {LOOK}, ', ""), encoding="utf-8")
    for words in ((), ("--check",)):
        before = {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
        result = run("gallery", "--jobs", "1", *words)
        assert (result.exit_code, "--upgrade-look" in result.stderr) == (2, True)
        assert before == {path: path.read_bytes() for path in tmp_path.rglob("*.*") if path.is_file()}
    assert run("gallery", "--jobs", "1", "--upgrade-look", "--check").exit_code == 2
    assert "made 0" in run("gallery", "--jobs", "1", "--upgrade-look").stderr, "the same pictures: nothing to write"
    assert run("gallery", "--jobs", "1", "--check").exit_code == 0


def test_channels_have_a_hue_each_and_cells_say_where_they_come_from():
    shuffled = animate("pixel_shuffle", input_size=2)
    *_, last = shuffled.shots()
    output = next(panel for panel in last.scene.panels if panel.id.part == "output")
    assert output.channels.tolist() == [[0, 1, 0, 1], [2, 3, 2, 3]] * 2
    assert len(set(output.shown[output.roles != Role.OUTPUT_IN_PLAY].tolist())) == 4
    tags = [mark.shape.text for mark in shuffled.marks() if mark.key[1] == "tag"]
    assert sorted(tags) == sorted("0123" * 4)
    with pytest.raises(OptionError):
        animate("pixel_shuffle", blank="kernel")
