"""The views of layers one after the other: what is lit, the numbers of each plane, and what is said."""

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
from tconv_anim.scenes.texts import say_all
from tconv_anim.scenes.views import get_view

from .command import mistake
from .strategies import chains
from .test_receptive import in_turn, reached_from, stages_of

CONV = "Conv2d(1, 1, 3)"
UP = "ConvTranspose2d(1, 1, 3, stride=2)"


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
    shots = list(animate(layer=["Conv2d(2, 2, 3, groups=2)", "Conv2d(2, 3, 1)"], input_size=3, like="torch").shots())
    ties = [
        {(a.channels, c.channels) for (a, _), (c, _) in ((link.start, link.end) for link in shot.scene.links)}
        for shot in shots
    ]
    assert ties[1] == {((0,), (0,)), ((1,), (1,))}
    assert ties[2] == {((a,), (c,)) for a in range(2) for c in range(3)}
    assert "9 cells in its own channel of the input" in say_all(shots[1].scene.words.detail)
    assert "1 cell in each channel of layer 1" in say_all(shots[2].scene.words.detail)


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
