"""The views of layers one after the other: what is lit, the numbers of each plane, and what is said."""

import re
from collections import Counter

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis.strategies import DataObject, data, sampled_from

from tconv_anim import animate
from tconv_anim.core.ops import get_op
from tconv_anim.core.solve.receptive import layers_of, unevenness, ways_to_cells
from tconv_anim.core.trace import Trace
from tconv_anim.options import CHAIN
from tconv_anim.recipes.values import Channels, ChosenCells
from tconv_anim.scenes.limits import choose_channels
from tconv_anim.scenes.scene import Panel, Role, Scene
from tconv_anim.scenes.texts import say, say_all
from tconv_anim.scenes.views import get_view

from .command import mistake
from .pictures import faults_of
from .strategies import chains
from .test_receptive import in_turn, reached_from, stages_of

CONV = "Conv2d(1, 1, 3)"
UP = "ConvTranspose2d(1, 1, 3, stride=2)"
SEPARABLE = ["Conv2d(2, 2, 3, groups=2)", "Conv2d(2, 3, 1)"]
MIXING = ["ConvTranspose2d(2, 2, 2, stride=2)", "Conv2d(2, 1, 3)"]


def plane(scene: Scene, part: str, channel: int | None = None) -> Panel:
    (found,) = (p for p in scene.panels if p.id.part == part and (channel is None or p.id.channels in ((), (channel,))))
    return found


def lit(panel: Panel, *roles: Role) -> set[tuple[int, ...]]:
    return set(map(tuple, np.argwhere(np.isin(panel.roles, roles)).tolist()))


def parts_of(count: int) -> list[str]:
    return ["input", *(f"layer{n}" for n in range(1, count)), "output"]


@given(chains(60))
@settings(max_examples=20)
def test_a_chain_lights_what_each_step_reads_and_writes_and_ends_with_every_layers_numbers(trace: Trace):
    assume(len({*parts_of(len(stages_of(trace)))}) > 2)
    shots = list(get_view("chain", CHAIN).draw(trace, 1000, choose_channels(trace.spec, None)))
    stages = stages_of(trace)
    assert [shot.step for shot in shots] == [
        None,
        *range(1, get_view("chain", CHAIN).count_placements(trace.spec) + 1),
        None,
    ]
    assert np.isnan(plane(shots[0].scene, "output", 0).numbers.astype(float)).all()
    for part, array in zip(parts_of(len(stages)), [trace.input, *(stage.output for stage in stages)], strict=True):
        np.testing.assert_array_equal(plane(shots[-1].scene, part, 0).numbers.ravel(), array[0].ravel())
    number = 0
    for n, stage in enumerate(stages):
        about = stage.spec.output_size if get_op(stage.spec.op).by_output else stage.spec.input_size
        for cell in np.ndindex(*about):
            number += 1
            scene = shots[number].scene
            steps = [step for step in stage.steps if step.cell == cell]
            for part, places, role, size in (
                (parts_of(len(stages))[n], [s.sources for s in steps], Role.INPUT_IN_PLAY, stage.spec.input_size),
                (parts_of(len(stages))[n + 1], [s.writes for s in steps], Role.OUTPUT_IN_PLAY, stage.spec.output_size),
            ):  # fmt: skip
                expected = {
                    tuple([0, *at][-2:]) for of in places for channel, *at in of.tolist()
                    if channel == 0 and all(0 <= a < side for a, side in zip(at, size, strict=True))
                }  # fmt: skip
                assert lit(plane(scene, part, 0), role) == expected


def test_ties_and_words_keep_to_the_channels_that_a_layer_reads():
    """Each channel of a depthwise layer has its own kernel; of a pointwise one all kernels of an output add."""
    shots = list(animate(layer=SEPARABLE, input_size=3, like="torch").shots())
    ties = [
        {(a.part, a.channels, c.part, c.channels) for (a, _), (c, _) in ((link.start, link.end) for link in links)}
        for links in (shot.scene.links for shot in shots)
    ]
    assert ties[1] == {
        tie for c in range(2) for tie in (("input", (c,), "kernel1", (c, c)), ("kernel1", (c, c), "layer1", (c,)))
    }
    assert ties[2] == {("kernel2", (1, c), "output", (c,)) for c in range(3)}
    assert "9 cells in its own channel of the input" in say_all(shots[1].scene.words.detail)
    assert "1 cell in each channel of layer 1" in say_all(shots[2].scene.words.detail)


def test_kernels_between_planes_are_the_weights_of_the_channels_that_their_titles_name():
    made = animate(layer=SEPARABLE, input_size=4, like="torch")
    depthwise, pointwise = made.trace.stages
    shots = list(made.shots())
    for shot in shots:
        kernels = {p.id: p for p in shot.scene.panels if p.id.part.startswith("kernel")}
        assert Counter(key.part for key in kernels) == {"kernel1": 2, "kernel2": 6}
        for (part, (a, c), _), panel in kernels.items():
            weight = depthwise.weight[c, 0] if part == "kernel1" else pointwise.weight[c, a]
            assert panel.numbers.tolist() == weight.tolist()
            assert say(panel.title) == f"kernel {a} → {c}"
            assert panel.channel == a == plane(shot.scene, "input" if part == "kernel1" else "layer1", a).channel
            in_play = (panel.roles == Role.KERNEL_IN_PLAY).all()
            layer = 1 if shot.step is not None and shot.step <= 4 else 2
            assert in_play == (part == f"kernel{layer}" and shot is not shots[0])
    assert shots[1].scene.signs == ("×", "→", "×", "→")


def test_every_drawn_channel_of_a_layer_has_its_sum():
    made = animate(layer=SEPARABLE, input_size=4, like="torch")
    depthwise, pointwise = made.trace.stages
    *shots, last = made.shots()
    said = [say(words) for words in shots[1].scene.words.sums]
    assert [text.split(" = ")[0] for text in said] == ["layer 1[0, 0, 0]", "layer 1[1, 0, 0]"]
    assert [int(text.split(" = ")[-1]) for text in said] == depthwise.output[:, 0, 0].tolist()
    for shot in (shots[5], last):
        said = [say(words) for words in shot.scene.words.sums]
        assert len(said) == 3
        for c, text in enumerate(said):
            at = tuple(map(int, re.findall(r"[0-9]+", text)[1:3]))
            assert text.startswith(f"output[{c}, {at[0]}, {at[1]}] = ")
            assert text.endswith(f" = {pointwise.output[(c, *at)]}")
            assert [int(n) for n in re.findall(r"([0-9]+)·", text)] == depthwise.output[(slice(None), *at)].tolist()


@pytest.mark.parametrize(
    "layers",
    [
        [CONV, CONV], ["Conv2d(4, 4, 3)", "Conv2d(4, 4, 3)"], ["Conv2d(2, 2, 7)", "Conv2d(2, 1, 1)"],
        ["Conv2d(2, 2, 1)"] * 4, ["Conv1d(2, 2, 3, groups=2)", "Conv1d(2, 1, 1)"],
    ],
    ids=str,
)  # fmt: skip
def test_kernels_are_left_out_where_there_is_one_channel_or_no_room(layers):
    scene = next(animate(layer=layers, input_size=8, like="torch").shots()).scene
    assert not [panel for panel in scene.panels if panel.id.part.startswith("kernel")]
    assert set(scene.signs) == {"→"}


@pytest.mark.parametrize("size", [None, 491, (1280, 720)], ids=str)
@pytest.mark.parametrize("layers", [SEPARABLE, [*MIXING]], ids=str)
def test_kernels_between_planes_lie_on_the_page_beside_the_plane_that_they_make(layers, size):
    made = animate(layer=layers, input_size=3, like="torch", size=size)
    assert not faults_of(made)
    grids = made.page.grids
    for key, grid in grids.items():
        if key.part.startswith("kernel"):
            behind = f"layer{key.part[-1]}" if key.part == "kernel1" else "output"
            (made_of,) = (g for k, g in grids.items() if k.part == behind and k.channels in ((), (key.channels[1],)))
            middles = [g.origin[1] + g.rows * g.down[1] / 2 for g in (grid, made_of)]
            assert abs(middles[0] - middles[1]) <= 1


@pytest.mark.parametrize("side", ["output", "input"])
@given(chains(60), data())
@settings(max_examples=15)
def test_the_cone_has_the_cells_that_steps_tie_to_the_marked_one(side: str, trace: Trace, drawn: DataObject):
    assume(not any(get_op(stage.op).indexed or get_op(stage.op).columns for stage in layers_of(trace.spec)))
    count = len(stages_of(trace))
    every = list(np.ndindex(*(trace.spec.output_size if side == "output" else trace.spec.input_size)))
    chosen = drawn.draw(sampled_from([None, *every]))  # or the one in the middle
    view = get_view("receptive_field", CHAIN, side, None if chosen is None else ChosenCells((chosen,)))
    scene = list(view.draw(trace, 1000, Channels()))[-1].scene
    parts = parts_of(count)
    marked_part, far_part = (parts[-1], parts[0]) if side == "output" else (parts[0], parts[-1])
    (marked,) = lit(plane(scene, marked_part), Role.OUTPUT_IN_PLAY)
    assert chosen in (None, marked[-trace.spec.ndim :])
    found = {at[-trace.spec.ndim :] for at in lit(plane(scene, far_part), *range(Role.LEVEL_0, Role.LEVEL_9 + 1))}
    if side == "output":
        assert found == reached_from(trace, marked[-trace.spec.ndim :])
    else:
        outputs = np.ndindex(*trace.spec.output_size)
        assert found == {cell for cell in outputs if marked[-trace.spec.ndim :] in reached_from(trace, cell)}


def test_a_cone_grows_layer_by_layer_and_says_what_one_layer_would_see_as_much():
    shots = list(animate(layer=[CONV] * 3, input_size=9, view="receptive_field").shots())
    sizes = [{p.id.part: str(p.sum and say_all((p.sum,))) for p in shot.scene.panels} for shot in shots]
    assert sizes[0] == {"input": "", "layer1": "", "layer2": "", "output": "1 cell"}
    assert sizes[1]["layer2"] == "3×3 = 9 cells"
    assert sizes[1]["layer1"] == ""
    assert sizes[3]["input"] == "7×7 = 49 cells"
    assert plane(shots[-1].scene, "input").numbers[1:8, 4].tolist() == [7, 21, 42, 49, 42, 21, 7]
    said = say_all(shots[-1].scene.words.detail)
    assert "one output cell sees 7×7 = 49 cells" in said
    assert said.split("; ")[1] == "as one layer with kernel 7, stride 1 and padding 0"
    assert "outside" not in said
    cut = list(animate(layer=["Conv2d(1, 1, 3, padding=1)"] * 3, input_size=3, view="receptive_field").shots())[-1]
    assert "the rest of its field lies outside of the input" in say_all(cut.scene.words.detail)


def test_counts_grow_uneven_with_layers_and_the_numbers_are_those_of_the_middle():
    spec = in_turn(*[("conv_transpose", {"stride": 2})] * 2, size=12)
    assert unevenness(spec) == (4, 9)
    for n, ratio in enumerate(unevenness(spec), start=1):
        middle = ways_to_cells(spec, 0)[n]
        middle = middle[len(middle) // 3 : 2 * len(middle) // 3]
        assert (max(middle) / min(middle)) ** 2 == ratio
    assert unevenness(in_turn(("conv_transpose", {"stride": 4}))) == (None,)
    shots = list(animate(layer=[UP, UP], input_size=3, view="overlap").shots())
    counts = np.array([1, 1, 2, 1, 2, 1, 1])
    np.testing.assert_array_equal(plane(shots[-1].scene, "layer1").numbers, np.multiply.outer(counts, counts))
    assert say_all(shots[-1].scene.words.detail).endswith("4 → 9; the checkerboard grows with the layers")


def test_layers_are_drawn_as_planes_unless_a_view_is_asked_for():
    assert animate(layer=[CONV, CONV], traced=False).view == "chain"
    assert animate(layer=[CONV, CONV], view="stages", traced=False).view == "stages"
    assert animate(["max_pool", "max_unpool"], traced=False).view is None


@pytest.mark.parametrize("view", ["receptive_field", "overlap"])
def test_planes_that_are_too_large_are_refused_with_the_size_that_is_not(view: str):
    words = ["--layer", CONV, "--layer", CONV, "--view", view]
    found = mistake(*words, "--input-size", "300")
    assert found.kind == "too_large"
    (way,) = found.hint
    animate(layer=[CONV, CONV], view=view, traced=False, **way)


@pytest.mark.parametrize("view", ["receptive_field", "overlap"])
def test_layers_that_mix_rows_with_columns_are_refused_where_each_axis_is_followed_alone(view: str):
    layers = ["--layer", CONV, "--layer", "Unfold(2)", "--input-size", "4"]
    assert mistake(*layers, "--view", view).case == "mixes_axes"
    assert mistake("--op", "unfold", "--view", "receptive_field").case == "view_of_other_op"
