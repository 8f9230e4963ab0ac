"""What matrix, connections, overlap and stamps show of every operation is what core/linear.py says, from both sides."""

import re
from collections import Counter
from dataclasses import replace
from math import prod

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import data, lists, sampled_from

from tconv_anim.animation import Animation, animate
from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.linear import matrix, overlap_count, reached_by, reaches
from tconv_anim.core.message import message
from tconv_anim.core.operation import Arrays
from tconv_anim.core.record import record, run
from tconv_anim.core.trace import Trace
from tconv_anim.options import CHAIN, CONVOLUTIONS
from tconv_anim.recipes.request import OptionError
from tconv_anim.recipes.values import Channels, ChosenCells
from tconv_anim.renderer.layout.font_sizes import Fonts, number_lines
from tconv_anim.renderer.layout.titles import title_lines
from tconv_anim.scenes.number_text import index_text, number_text
from tconv_anim.scenes.panels import reached
from tconv_anim.scenes.scene import WINDOWS, Panel, PanelId, Role, Scene, Stroke
from tconv_anim.scenes.texts import say, say_all, speaking
from tconv_anim.scenes.told.turned import Turned
from tconv_anim.scenes.views import check_drawn, get_view

from .strategies import ops_of, samples, traces

SIDES = ("input", "output")
STEP_MS = 700


def of(op: str):
    return traces(op, max_channels=2, largest=3) if op in CONVOLUTIONS else samples(op)


def every(trace: Trace) -> Channels:
    return Channels(tuple(range(trace.spec.in_channels)), tuple(range(trace.spec.out_channels)))


def parts(scene: Scene, part: str) -> dict[int, Panel]:
    return {(panel.id.channels or (0,))[0]: panel for panel in scene.panels if panel.id.part == part}


def own_cells(trace: Trace, part: str, panel: Panel) -> np.ndarray:
    """The roles of a panel's own cells, without padding and what padding crops."""
    size = trace.spec.input_size if part == "input" else trace.spec.output_size
    if panel.roles.size == np.prod(size):
        return panel.roles.reshape(size)
    if part == "input":
        first = [max(0, lo) for lo, _ in trace.spec.pads]
    else:
        first = [-start for start in trace.spec.canvas_extent[0]]
    roles = panel.roles if len(size) == 2 else panel.roles[0]
    return roles[tuple(slice(a, a + n) for a, n in zip(first, size, strict=True))]


def given_to(trace: Trace, panel: Panel, made: Panel) -> Panel:
    """A panel of the output in which cells are 1 that get one of the products in play, which are beside it."""
    found = np.zeros(panel.shape, int)
    assert made.over is not None
    dilation = two_dimensional(trace).spec.dilation if trace.spec.transposed else (1, 1)
    for at in np.argwhere(made.roles == Role.OUTPUT_IN_PLAY):
        found[tuple(made.over[1][:2] + at * dilation)] = 1
    return replace(panel, roles=found)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("op", ops_of("connections"))
def test_what_is_lit_is_what_a_cell_is_connected_to(op, side):
    @given(of(op))
    @settings(max_examples=15, deadline=None)
    def check(trace: Trace) -> None:
        view, spec, shown = get_view("connections", op, side), trace.spec, every(trace)
        drawn = [shot for shot in view.draw(trace, STEP_MS, shown) if shot.step is not None]
        shots = drawn
        size, count = (spec.input_size, spec.in_channels) if side == "input" else (spec.output_size, spec.out_channels)
        cells = list(np.ndindex(*size))
        assert view.count_placements(spec) == len(shots) == len(cells)
        find, other, role = reached_by, "input", Role.INPUT_IN_PLAY
        if side == "input":
            find, other, role = reaches, "output", Role.OUTPUT_IN_PLAY
        for cell, shot in zip(cells, shots, strict=True):
            expected = {tuple(at) for channel in range(count) for at in find(trace, (channel, *cell)).tolist()}
            made = parts(shot.scene, "products")
            lit = {
                (channel, *at)
                for channel, panel in parts(shot.scene, other).items()
                for at in np.argwhere(
                    own_cells(trace, other, given_to(trace, panel, made[channel]))
                    if made
                    else own_cells(trace, other, panel) == role
                ).tolist()
            }
            if getattr(spec, "padding_mode", "zeros") == "zeros":
                assert lit == expected

    check()


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("op", CONVOLUTIONS)
def test_the_cells_and_weights_that_are_lit_make_the_number_that_is_written_out(op, side):
    """Connections of a convolution: each lit weight meets a lit cell, and these make the sum, or no sum is shown."""

    @given(of(op))
    @settings(max_examples=15, deadline=None)
    def check(trace: Trace) -> None:
        spec = trace.spec
        if spec.groups > 1 or spec.padding_mode != "zeros":
            return
        sums = 0
        for shot in get_view("connections", op, side).draw(trace, STEP_MS, every(trace)):
            kernels = [panel for panel in shot.scene.panels if panel.id.part == "kernel"]
            lit = Role.KERNEL_IN_PLAY, Role.OUTPUT_IN_PLAY  # one of them is followed while it turns
            tied = {int(np.isin(panel.roles, lit).sum()) for panel in kernels}
            outputs, inputs = parts(shot.scene, "output"), parts(shot.scene, "input")
            both = Role.INPUT_IN_PLAY, Role.OUTPUT_IN_PLAY  # one of them is followed with its weight
            read = {int(np.isin(panel.roles, both).sum()) for panel in inputs.values()}
            reached = Role.OUTPUT_IN_PLAY, Role.CROPPED_IN_PLAY
            made = [p for p in parts(shot.scene, "products").values() if np.isin(p.roles, reached).any()]
            written = {int(np.isin(panel.roles, reached).sum()) for panel in made or outputs.values()}
            assert not kernels or tied == (written if side == "input" and read == {1} else read)
            boxes = [o.box for o in shot.scene.outlines if o.stroke is Stroke.WINDOW and o.panel.part == "output"]
            followed = any((panel.roles == Role.OUTPUT_IN_PLAY).any() for panel in inputs.values())
            assert len(boxes) <= len(outputs) * (1 + followed), "one in a panel, and of a stamp that is followed"
            for channel, panel in outputs.items():
                if panel.sum:
                    sums += 1
                    said = say(panel.sum)
                    name, total = said.split(" = ")[0], re.split("[=≈] ", said)[-1]
                    terms = said
                    if name.startswith("output["):
                        terms = said.split(" = ", 1)[1]
                        at = tuple(int(n) for n in name[len("output[") : -1].split(", "))[-spec.ndim :]
                    elif says_turned(shot.scene):  # which marks the cell that it is about
                        continue
                    else:
                        at = place_of_sum(trace, shot.scene, panel)
                    value = trace.output[(channel, *at)]
                    assert float(total.replace("−", "-")) == pytest.approx(value, rel=1e-5, abs=1e-5)
                    own = own_cells(trace, "output", replace(panel, roles=whole(panel)))
                    np.testing.assert_allclose(own[at], float(value))
                    terms, rest = terms.split(" = ")[0].replace(" − ", " + −").replace("−", "-"), said.count("…")
                    if not rest and "≈" not in said:
                        sum_said = sum(
                            prod(
                                float(f.strip("()"))
                                for f in t.replace("bias ", "").replace(" from others", "").split("·")
                            )
                            for t in terms.split(" + ")
                        )
                        assert sum_said == pytest.approx(float(value), rel=1e-5, abs=1e-5)
        assert sums or not trace.steps or not any((~step.clipped).any() for step in trace.steps)

    check()


def place_of_sum(trace: Trace, scene: Scene, panel: Panel) -> tuple[int, ...]:
    """The output cell whose sum a panel says: that which is marked, or else the one in the frame."""
    boxes = {
        o.stroke: o.box for o in reversed(scene.outlines) if o.panel == panel.id
    }  # a stamp's comes after its cell's
    found = (boxes.get(Stroke.TOLD) or boxes[Stroke.WINDOW])[:2]
    if panel.roles.size == prod(trace.spec.output_size):
        return found[-trace.spec.ndim :]
    return tuple(at + first for at, first in zip(found[-trace.spec.ndim :], trace.spec.canvas_extent[0], strict=True))


def whole(panel: Panel) -> np.ndarray:
    """The numbers of a panel's cells, with what is written in two parts added up."""
    return panel.numbers if panel.terms is None else panel.numbers + np.nan_to_num(panel.terms)


@pytest.mark.parametrize("op", CONVOLUTIONS)
def test_what_an_input_cell_adds_to_each_cell_is_the_output_of_this_cell_alone(op):
    """The products beside the output, which keeps its numbers, by where they go."""

    @given(of(op))
    @settings(max_examples=25, deadline=None)
    def check(trace: Trace) -> None:
        spec = trace.spec
        if spec.padding_mode != "zeros":
            return
        drawn = [shot for shot in get_view("connections", op, "input").draw(trace, STEP_MS, every(trace)) if shot.step]
        for cell, shot in zip(np.ndindex(*spec.input_size), drawn, strict=True):
            alone = np.zeros_like(trace.input)
            alone[(slice(None), *cell)] = trace.input[(slice(None), *cell)]
            expected = run(spec, Arrays(alone, trace.weight)).output.astype(float)
            products = parts(shot.scene, "products")
            for c, panel in parts(shot.scene, "output").items():
                numbers = own_cells(trace, "output", replace(panel, roles=panel.numbers))
                np.testing.assert_allclose(numbers, trace.output[c].astype(float), atol=1e-9)
                lit = own_cells(trace, "output", given_to(trace, panel, products[c])) == 1
                given_cells = np.zeros(panel.shape)
                made = products[c]
                assert made.over is not None
                step = two_dimensional(trace).spec.dilation if spec.transposed else (1, 1)
                for at in np.argwhere(made.roles == Role.OUTPUT_IN_PLAY):
                    given_cells[tuple(made.over[1][:2] + at * step)] = made.numbers[tuple(at)]
                shares = own_cells(trace, "output", replace(panel, roles=given_cells))
                np.testing.assert_allclose(shares, expected[c], atol=1e-9)
                assert not shares[~lit].any()

    check()


@pytest.mark.parametrize("op", CONVOLUTIONS)
def test_steps_from_input_cells_say_that_they_reach_and_only_the_end_that_output_cells_read(op):
    shots = list(animate(op, view="connections", side="input", input_size=4, stride=2, padding=1).shots())
    for shot in shots:
        said = shot.scene.words.detail
        keys = {(words["words"] if "words" in dict(words.values) else words).key for words in said}
        if shot.step is not None:
            assert keys & {"input_cell_connected", "connected_and_cropped"}
            assert not keys & {"output_cell_connected", "connected_and_padding"}
    after = max(n for n, shot in enumerate(shots) if shot.step) + 1
    *others, last = (shot.scene for shot in shots[after:])
    assert not any(map(says_turned, others))
    assert all(scene.words.detail[0].key == "other_way" for scene in others)
    assert last.words.detail[0].key == "other_way"
    inputs = [panel for scene in (*others, last) for panel in parts(scene, "input").values()]
    sizes = [int((panel.roles == Role.INPUT_IN_PLAY).sum()) for panel in inputs]  # cells of fewer terms first
    if op == "conv":
        assert sizes == sorted(set(sizes))
    else:
        assert sizes == [1, 2, 4, 4], "the last cell again as the border is cropped"
        border = (Role.REMOVED, Role.CROPPED)
        seen = [np.isin(panel.roles, border) for scene in (*others, last) for panel in parts(scene, "output").values()]
        cropped = [panel.roles for panel in parts(last, "output").values()]
        assert all(np.array_equal(found, seen[0]) for found in seen)
        assert all((roles != Role.CROPPED).all() for roles in cropped), "padding takes the border away in the end"


def says_turned(scene: Scene) -> list[str]:
    """What a scene says of a kernel that is turned by 180°: which weight meets which cell, and where it is then."""
    known = "weight_met_by_input", "weight_met_by_output", "lies_as_input", "lies_as_output", "seen_in_window"
    return [words.key for words in (*scene.words.detail, *scene.words.note) if words.key in known]


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("op", CONVOLUTIONS)
def test_lit_weights_stand_as_the_cells_stand_that_they_meet(op, side):
    """The kernel is turned by 180° where a cell on the left meets a weight on the right, and is seen to turn."""
    animation = animate(op, view="connections", side=side, input_size=4, weight=[[1, 2, 3], [4, 5, 6], [7, 8, 9]])
    turned = [False]
    for shot in animation.shots():
        (kernel,), (given,) = (parts(shot.scene, part).values() for part in ("kernel", "input"))
        if kernel.turn or "weight_met" in " ".join(says_turned(shot.scene)):  # as it was before
            assert kernel.numbers[0, 0] == 1
            continue
        lit = kernel.numbers[np.isin(kernel.roles, (Role.KERNEL_IN_PLAY, Role.OUTPUT_IN_PLAY))]
        if given.terms is not None:
            other_way = (op, side) == (
                "conv_transpose",
                "input",
            )  # a stamp's last weight is for its last neighbour
            np.testing.assert_array_equal(given.terms[~np.isnan(given.terms)], lit[::-1] if other_way else lit)
        for made in parts(shot.scene, "products").values():
            products = made.numbers[made.roles == Role.OUTPUT_IN_PLAY]
            value = given.numbers[given.roles == Role.INPUT_IN_PLAY][: len(products)]
            np.testing.assert_array_equal(products, value * lit[: len(products)])
        turns = kernel.numbers[0, 0] == 9
        if turns > turned[-1]:
            assert says_turned(shot.scene) == ["lies_as_input" if op == "conv_transpose" else "lies_as_output"]
        turned.append(turns)
    assert any(turned) == ((op, side) in (("conv", "input"), ("conv_transpose", "output")))


@pytest.mark.parametrize("size", [(3, 3), (2, 3), (1, 3)])
def test_each_weight_is_seen_to_move_to_its_place_when_its_kernel_turns(size):
    """Every way of the scene in which it has turned leads a weight to where the scene before did not have it."""
    weight = np.arange(1, 1 + prod(size)).reshape(size).tolist()
    shots = list(animate(view="zero_insertion", input_size=3, weight=weight, style="flat").shots())
    (number,) = (n for n, shot in enumerate(shots) if any(end.part == "kernel" for _, (end, _) in shot.scene.comes))
    before, after = (shots[n].scene for n in (number - 1, number))
    (old,), (new,) = (parts(scene, "kernel").values() for scene in (before, after))
    ways = [way for way in after.comes if way[1][0] == new.id]
    assert len(ways) == prod(size)
    for (_, start), (panel, end) in ways:
        assert panel == new.id
        assert old.numbers[start[:2]] == new.numbers[end[:2]]
    assert [parts(s.scene, "kernel")[0].turn for s in shots if says_turned(s.scene)] == (
        [0.0, 0.0, 0.0] if 1 in size else [0.0, 30.0, 60.0, 90.0, 120.0, 150.0, 0.0, 0.0]
    )


@pytest.mark.parametrize("op", CONVOLUTIONS)
def test_the_weight_that_explains_a_turned_kernel_is_on_the_other_side_of_it_than_the_cell_that_it_meets(op):
    """By where the middle of the kernel lies on the larger side, and by the matrix."""
    side = "output" if op == "conv_transpose" else "input"
    told = []

    @given(traces(op, max_channels=2, largest=4))
    @settings(max_examples=60, deadline=None)
    def check(trace: Trace) -> None:
        spec = trace.spec
        a, c = (0, reached(spec, 0).start)
        kernel = Turned(two_dimensional(trace), side, (a, c), spec.ndim)
        for pair in filter(None, [kernel.pair()]):
            words, *others = kernel.met(pair)
            said = dict(words.values)
            assert all(dict(one.values).items() <= said.items() for one in (*others, kernel.alike(pair)))
            others = reached_by if side == "output" else reaches
            many = spec.in_channels * spec.out_channels > 1
            seen = (c, *pair.target[-spec.ndim :]) if side == "output" else (a, *pair.source[-spec.ndim :])
            assert side == "output" or said["cell"] == index_text(seen if many else seen[1:])
            met = [
                (at, trace.output.shape)
                for at in map(tuple, others(trace, seen).tolist())
                if at[0] == (a, c)[side != "output"]
            ]
            where = said["where"][-spec.ndim :]
            assert any(where)
            fitting = []
            for other, _ in met:
                source, target = (other, seen) if side == "output" else (seen, other)
                small, big = (source, target) if op == "conv_transpose" else (target, source)
                middle = [
                    s * j - lo + d * (k - 1) / 2
                    for s, j, (lo, _), d, k in zip(
                        spec.stride, small[1:], spec.pads, spec.dilation, spec.kernel_size, strict=True
                    )
                ]
                tied = matrix(trace)
                rows, columns = (
                    np.ravel_multi_index(at, of.shape) for at, of in ((target, trace.output), (source, trace.input))
                )
                (weight,) = tied.values[(tied.rows == rows) & (tied.columns == columns)]
                if (np.sign(np.array(big[1:]) - middle) == where).all() and number_text(weight) == said["weight"]:
                    named = (
                        said["value"] == number_text(trace.input[source])
                        if side == "output"
                        else said["output"] == index_text(other if many else other[1:])
                    )
                    fitting += [other] if named else []
            assert fitting
            told.append(words)

    check()
    assert len(told) > 5


@pytest.mark.parametrize("asked", [{"view": "connections", "side": "output"}, {"view": "zero_insertion"}])
@pytest.mark.parametrize("weight", [[[1, 2, 1], [3, 4, 3], [1, 2, 1]], [[5]], [[1, 2, 1], [3, 4, 3], [1, 2, 0]]])
def test_a_kernel_that_is_the_same_from_both_sides_is_not_said_to_be_turned(asked, weight):
    shots = list(animate(**asked, input_size=4, weight=weight).shots())
    (kernel,) = parts(shots[-1].scene, "kernel").values()
    turned = weight[0][0] != weight[-1][-1]
    assert (kernel.subtitle == message("flipped")) == turned
    assert any(says_turned(shot.scene) for shot in shots) == turned


@pytest.mark.parametrize("look", [{"blank": "kernel"}, {"blank": "input"}, {"numbers": False}])
@pytest.mark.parametrize("view", ["connections", "zero_insertion"])
def test_nothing_says_a_number_that_a_picture_leaves_out(view, look):
    def reasons(**look: object) -> list[str]:
        said = [
            (*shot.scene.words.note, *shot.scene.words.detail) for shot in animate(view=view, stride=2, **look).shots()
        ]
        keys = ("adds_by_stamp", "seen_in_window", "part_of_marked", "input_cell_connected")
        said = [[words for words in every if "marked input" not in say(words)] for every in said]
        return [say(words) for every in said for words in every if words.key in keys]

    assert reasons()
    assert not reasons(**look)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"stride": 2, "padding": 1}, "2·4 + 1·2 + 6·1 + 7·3 = 37"),
        ({"input": [[1, 2]], "weight": [[3, -4]]}, "1·(−4) + 2·3 = 2"),
        ({"input": [[1, -2]], "weight": [[3, 4]]}, "1·4 + (−2)·3 = −2"),
        ({"input": [[1, 2]], "weight": [[3, 4]], "bias": [5]}, "1·4 + 2·3 + bias 5 = 15"),
        ({"input": [[1]], "weight": [[3, 4]], "bias": [5]}, "1·3 + bias 5 = 8"),
        (
            {"input": [[2, 1, 1, 1, 1]], "weight": [[1] * 5], "padding": [0, 4]},
            "4 from others + 2·1 = 6",
        ),
    ],
)
def test_a_sum_of_few_products_has_them_in_the_order_of_the_input(options, said):
    first = next(shot for shot in animate(view="connections", **options).shots() if shot.step == 1)
    (output,) = parts(first.scene, "output").values()
    assert say(output.sum) == said


def test_an_input_cell_that_is_read_shows_its_product_in_a_line_or_its_weight_below_it():
    *_, last = animate(view="connections", input=[[1, 2]], weight=[[3, -4]]).shots()
    (panel,) = parts(last.scene, "input").values()
    value, term = panel.numbers[0, 0], panel.terms[0, 0]
    shown = [number_lines(f, panel, 20, value, term) for f in (Fonts(20, 14, 16, 18), Fonts(20, 14, 16), Fonts(20))]
    assert shown == [[("1·(−4)", 18)], [("1", 14), ("×−4", 14)], [("1", 20)]]


@pytest.mark.parametrize("op", [op for op in ops_of("connections") if op != CHAIN])
def test_the_finished_frame_of_connections_works_one_output_cell_out(op):
    trace = animate(op, view="connections").trace
    *_, last = get_view("connections", op).draw(trace, STEP_MS, every(trace))
    assert last.example is not None
    first, *others = last.example.words.detail
    of_pair = sum(words.key in ("pair_of_stamp", "pairs_of_stamps") for words in others)
    more = len(says_turned(last.example)) + of_pair
    assert len(others) == more + len(last.scene.words.detail) * (first.key != "other_way")
    sums = [panel.sum for panel in last.example.panels if panel.sum]
    assert sums
    lit = [
        panel
        for panel in last.example.panels
        if panel.id.part == "output" and (panel.roles == Role.OUTPUT_IN_PLAY).any()
    ]
    assert {int((panel.roles == Role.OUTPUT_IN_PLAY).sum()) for panel in lit} == {1}


EXAMPLES_OF = [
    *(("overlap", op) for op in ops_of("overlap") if op not in (CHAIN, "nearest", "nearest_exact", "bed_of_nails")),
    *(("sampling", op) for op in ops_of("sampling") if op != "max_unpool"),  # which is drawn after a max_pool
    ("both", "conv_transpose"),
]


@pytest.mark.parametrize(("view", "op"), EXAMPLES_OF)
def test_a_finished_frame_keeps_what_one_cell_is_made_of(view, op):
    """The example has the numbers of the finished frame, lit cells on both sides, and says one sentence more."""
    trace = animate(op, view=view).trace
    *_, last = get_view(view, op).draw(trace, STEP_MS, every(trace))
    if last.example is None:
        assert op in ("fold", "unfold", "pixel_shuffle", "pixel_unshuffle") or overlap_count(trace).max() < 2
        return
    lit = {panel.id.part for panel in last.example.panels if (panel.roles == Role.INPUT_IN_PLAY).any()}
    assert lit == {"input"}
    for panel in last.example.panels:
        (same,) = (one for one in last.scene.panels if one.id == panel.id)
        if panel.id.part == "output":
            np.testing.assert_array_equal(panel.values, same.values)
    if view == "overlap":
        count = int(say_all(last.example.words.sums).rpartition("= ")[2])
        (marked,) = (o for o in last.example.outlines if o.panel.part == "output" and o.stroke is Stroke.WINDOW)
        (panel,) = (panel for panel in last.example.panels if panel.id.part == "output")
        assert panel.values[marked.box[0], marked.box[1]] == count
        (read,) = (panel for panel in last.example.panels if panel.id.part == "input")
        assert (read.roles == Role.INPUT_IN_PLAY).sum() == count
    if view == "both":
        sums = [panel.sum for panel in last.example.panels if panel.sum]
        assert len(sums) == 2
        assert sums[0] == sums[1]
        lit = [panel.numbers[panel.roles == Role.OUTPUT_IN_PLAY].tolist() for panel in last.example.panels
               if panel.id.part == "output"]  # fmt: skip
        assert lit[0] == lit[1]
        assert say(sums[0]).endswith(f" = {lit[0][0]:.0f}")


def test_a_comparison_ends_with_the_input_cells_marked_that_its_cell_is_made_of():
    trace = animate("compare", ops=("bilinear", "pixel_shuffle", "resize_conv")).trace
    *_, last = get_view("compare", "compare").draw(trace, STEP_MS, every(trace))
    (marked,) = {o.box[:2] for o in last.scene.outlines if o.panel.part == "output"}
    for panel in last.scene.panels:
        if panel.id.part == "input" and panel.id.picture != ("resize_conv",):
            own = [op for op in trace.spec.get("ops") if (panel.id.picture == (op,)) or
                   (panel.id.picture == ("input",) and op != "pixel_shuffle")]  # fmt: skip
            stages = dict(zip(trace.spec.get("ops"), trace.stages, strict=True))
            read = {tuple(at) for op in own for at in reached_by(stages[op], (0, *marked)).tolist()}
            lit = {(panel.id.channels[0], *at) for at in np.argwhere(panel.roles == Role.INPUT_IN_PLAY).tolist()}
            assert lit == {at for at in read if at[0] == panel.id.channels[0]}


def test_no_sum_is_said_of_a_weight_twice_where_padding_repeats_cells():
    """A cell that a window reads several times by its mirror images is said once, with all of its weights."""
    trace = animate("conv", input_size=4, kernel_size=3, padding=1, padding_mode="reflect").trace
    shots = get_view("connections", "conv", "input").draw(trace, STEP_MS, every(trace))
    scenes = [scene for shot in shots for scene in (shot.scene, shot.example) if scene]
    said = [say(panel.sum) for scene in scenes for panel in scene.panels if panel.sum]
    assert said
    for one in said:
        products, total = one.split(" = ")
        assert sum(prod(map(int, term.split("·"))) for term in products.split(" + ")) == int(total)


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("op", [*CONVOLUTIONS, "pixel_shuffle"])
def test_chosen_cells_are_lit_together_each_in_its_stroke_and_what_they_share_is_counted(op, side):
    @given(of(op), data())
    @settings(max_examples=5, deadline=None)
    def check(trace: Trace, drawn) -> None:
        spec = trace.spec
        if spec.get("padding_mode") not in (None, "zeros"):
            return
        size, count = (spec.input_size, spec.in_channels) if side == "input" else (spec.output_size, spec.out_channels)
        every_cell = list(np.ndindex(*size))
        picked = drawn.draw(lists(sampled_from(every_cell), min_size=1, max_size=4, unique=True))
        view = get_view("connections", op, side, ChosenCells.of(picked))
        view.check(spec)
        *steps, last = view.draw(trace, STEP_MS, every(trace))
        assert [shot.step for shot in steps] == [None, *range(1, view.count_placements(spec) + 1)]
        assert len(view.marked(spec)) == len(picked)
        find, other, role = reached_by, "input", Role.INPUT_IN_PLAY
        if side == "input":
            find, other, role = reaches, "output", Role.OUTPUT_IN_PLAY
        ends = [{tuple(at) for c in range(count) for at in find(trace, (c, *cell)).tolist()} for cell in picked]
        lit = {
            (channel, *at)
            for channel, panel in parts(last.scene, other).items()
            for at in np.argwhere(own_cells(trace, other, panel) == role).tolist()
        }
        assert lit == set().union(*ends)
        boxes = [[o.box for o in last.scene.outlines if o.panel.part == side and o.stroke is s] for s in WINDOWS]
        for (row, column), own in zip([(0, *cell)[-2:] for cell in picked], boxes, strict=False):
            assert {(box[0], box[1]) for box in own} == {(row, column)}, "of its own side, without padding"
        assert {line.stroke for line in last.scene.links} <= {*WINDOWS[: len(picked)]}
        if len(picked) > 1:
            kernel = bool(spec.weight_shape)
            met = Counter(at for own in ends for at in {end[1:] if kernel else end for end in own})
            assert last.scene.words.detail[-1]["count"] == sum(times > 1 for times in met.values())

    check()


def check_matrix(trace: Trace) -> None:
    tied = matrix(trace)
    there = np.zeros(tied.shape, bool)
    there[tied.rows, tied.columns] = True
    shots = [s for s in get_view("matrix", trace.spec.op).draw(trace, STEP_MS, Channels()) if not s.explains]
    for shot in shots:
        (panel,) = (panel for panel in shot.scene.panels if panel.id.part == "matrix")
        divisor = dict(getattr(panel.subtitle, "values", ())).get("divisor", 1)
        np.testing.assert_array_equal(~np.isnan(panel.values), there)
        np.testing.assert_allclose(np.nan_to_num(panel.values) / divisor, tied.dense(), rtol=0, atol=1e-12)
    (y,) = (panel for panel in shots[-1].scene.panels if panel.id == PanelId("y"))
    np.testing.assert_array_equal(y.values.ravel(), trace.output.ravel())


def test_frames_around_the_vectors_say_how_they_are_the_rows_of_the_picture():
    *_, last = animate("conv_transpose", input_size=(2, 3), stride=2, view="matrix").shots()
    frames = {
        part: [o.box for o in last.scene.outlines if o.stroke is Stroke.GROUP and o.panel.part == part]
        for part in ("x", "y")
    }
    assert frames["x"] == [(0, 0, 3, 1), (3, 0, 6, 1)]
    assert frames["y"] == [(7 * row, 0, 7 * row + 7, 1) for row in range(5)]


def test_bands_lead_from_the_cells_of_y_to_their_row_of_the_output():
    for shot in animate("conv_transpose", input_size=(2, 3), stride=2, padding=1, view="matrix").shots():
        if shot.explains:
            continue
        ends = [(a.part, start[::2], b.part, end) for (a, start), (b, end), *_ in shot.scene.links]
        assert len(ends) == 3
        for row, (a, (first, last), b, (top, left, bottom, right)) in enumerate(ends):
            assert (a, b) == ("y", "output")
            assert 5 * row < first < last < 5 * row + 5
            assert row < top < bottom < row + 1
            assert (left, right) == (0, 5), "without the border that padding crops"


def test_signs_stay_between_the_planes_of_the_last_frame_but_for_what_is_done_with_products():
    for view in ("overlap_add", "both"):
        *_, last = animate("conv_transpose", input_size=2, stride=3, kernel_size=2, view=view).shots()
        assert last.scene.signs[0] == "×"
        assert not {"+", "Σ"} & set(last.scene.signs)
    first, *_ = animate("conv_transpose", input_size=2, stride=3, kernel_size=2).shots()
    (canvas,) = parts(first.scene, "output").values()
    empty = np.argwhere(canvas.roles == Role.EMPTY).tolist()
    assert empty == [[row, column] for row in range(5) for column in range(5) if 2 in (row, column)]


@pytest.mark.parametrize("op", [op for op in ops_of("matrix") if op != CHAIN])
def test_the_matrix_is_that_of_the_operation(op):
    @given(of(op))
    @settings(max_examples=15, deadline=None)
    def check(trace: Trace) -> None:
        check_matrix(trace)

    check()


@pytest.mark.parametrize("ops", [["nearest", "avg_pool"], ["bed_of_nails", {"op": "conv", "kernel_size": 2}]])
def test_the_matrix_of_stages_is_the_product_of_theirs(ops):
    trace = animate(ops, input_size=2).trace
    check_matrix(trace)
    for shot in get_view("matrix", CHAIN).draw(trace, STEP_MS, Channels()):
        outputs = [panel for panel in shot.scene.panels if panel.id.part == "output"]
        (y,) = parts(shot.scene, "y").values()
        drawn = np.concatenate([panel.numbers.ravel() for panel in outputs])
        np.testing.assert_array_equal(drawn, y.numbers.ravel(), "the picture and the vector are filled together")


@pytest.mark.parametrize("op", [op for op in ops_of("overlap") if op not in (*CONVOLUTIONS[1:], CHAIN)])
def test_counts_and_stamps_end_with_the_operations_own(op):
    @given(of(op))
    @settings(max_examples=15, deadline=None)
    def check(trace: Trace) -> None:
        last = list(get_view("overlap", op).draw(trace, STEP_MS, every(trace)))[-1].scene
        for channel, panel in parts(last, "output").items():
            np.testing.assert_array_equal(panel.values.ravel(), overlap_count(trace)[channel].ravel())
        *_, summed, last = get_view("overlap_add", op).draw(trace, STEP_MS, every(trace))
        for channel, panel in parts(last.scene, "output").items():
            np.testing.assert_array_equal(panel.values.ravel(), trace.output[channel].ravel())
            sums = np.nan_to_num(parts(summed.scene, "output")[channel].values.ravel())
            np.testing.assert_allclose(sums, trace.output[channel].ravel(), rtol=0, atol=1e-6)

    check()


def test_stages_are_drawn_by_what_holds_for_all_of_them():
    assert len(list(animate(["nearest", "avg_pool"], view="matrix").shots())) == 11
    with pytest.raises(Exception, match="max_pool and nearest") as caught:
        check_drawn("matrix", animate(["max_pool", "nearest"], traced=False).source.spec)
    assert caught.value.kind == "view_of_other_op"


def test_a_pair_goes_through_the_same_connections_from_the_other_side():
    animation = animate("conv", input_size=5, stride=2, padding=1, view="connections", pair=True, side="input")
    assert {shot.step for shot in animation.shots()} - {None} == set(range(1, 26))
    with pytest.raises(OptionError) as caught:
        animate(view="connections", side="left")
    assert caught.value.kind == "unknown_word"
    assert 'side = "input"' in animation.recipe


def test_max_pool_says_that_its_connections_hold_at_these_values():
    trace = record("max_pool", [[[1, 5], [3, 4]]], kernel_size=2)
    for shot in Animation(trace, view="connections").shots():
        assert "at_these_values" in [words.key for words in shot.scene.caption.note]
    assert reached_by(trace, (0, 0, 0)).tolist() == [[0, 0, 1]]


@pytest.mark.parametrize(
    ("op", "options"),
    [
        ("conv_transpose", {"stride": 2, "padding": 1}),
        ("conv_transpose", {"in_channels": 2, "out_channels": 2, "input_size": 2, "kernel_size": 2}),
        ("conv_transpose", {"dims": 1, "stride": 2}),
        ("conv", {"input_size": 4, "padding": 1}),
    ],
)
def test_the_matrixs_last_frame_shows_the_row_that_gives_the_cell_worked_out(op, options):
    *_, last = animate(op, view="matrix", **options).shots()
    found = {panel.id: panel for panel in last.scene.panels}
    lit = np.flatnonzero(found[PanelId("y")].roles == Role.OUTPUT_IN_PLAY)
    assert len(lit) == 1
    weights, x = np.nan_to_num(found[PanelId("matrix")].numbers[lit[0]]), found[PanelId("x")]
    total = weights @ x.numbers.ravel()
    for panel in last.scene.panels:
        if panel.id.part == "output":
            in_play = panel.numbers[panel.roles == Role.OUTPUT_IN_PLAY]
            assert len(in_play) <= 1
            assert (in_play == total).all()
    assert f" times x is {total:g}," in say_all(last.scene.words.detail).replace("−", "-")
    assert any(f"= {total:g}" in say(panel.sum) for panel in last.scene.panels)


@pytest.mark.parametrize(
    ("op", "options"),
    [
        ("conv_transpose", {"stride": 2, "padding": 1}),
        ("conv_transpose", {"in_channels": 2, "out_channels": 2, "input_size": 2, "kernel_size": 2}),
        ("conv_transpose", {"dims": 1, "stride": 2}),
        ("conv", {"input_size": (4, 5), "padding": 1}),
    ],
)
def test_a_row_or_a_column_of_the_matrix_is_the_plane_beside_it_read_row_by_row(op, options):
    animation = animate(op, view="matrix", **options)
    for shot in animation.shots():
        if shot.explains:
            continue
        (placed,), (matrix,) = (parts(shot.scene, part).values() for part in ("placed", "matrix"))
        of_placed = {
            stroke: [one.box for one in shot.scene.outlines if (one.panel, one.stroke) == (placed.id, stroke)]
            for stroke in (Stroke.EXTENT, Stroke.WINDOW)
        }
        planes, frames = of_placed.values()
        within = np.concatenate([placed.numbers[a:c, b:d].ravel() for a, b, c, d in planes]) if planes else []
        if not frames:
            assert np.isnan(placed.numbers).all()
            assert shot.step is None
            continue
        ((top, left, bottom, right),) = (
            one.box for one in shot.scene.outlines if one.panel == matrix.id and one.stroke is Stroke.WINDOW
        )
        line = matrix.numbers[top:bottom, left:right]
        assert line.shape[0 if op == "conv" else 1] == 1
        np.testing.assert_array_equal(within, line.ravel())
        size = animation.trace.spec.input_size if op == "conv" else animation.trace.spec.output_size
        assert {right - left for _, left, _, right in planes} == {size[-1]}
        kernel = animation.trace.weight.shape[2:]
        assert {(bottom - top, right - left)[-len(kernel) :] for top, left, bottom, right in frames} == {kernel[-2:]}
        assert len(frames) == animation.trace.weight.shape[1]
        framed = np.zeros(placed.shape, bool)
        for top, left, bottom, right in frames:
            framed[top:bottom, left:right] = True
        assert framed[placed.roles == Role.KERNEL_IN_PLAY].all()
        weights = placed.numbers[np.isin(placed.roles, (Role.KERNEL, Role.KERNEL_IN_PLAY))]
        assert sorted(weights) in [sorted(own.ravel()) for own in animation.trace.weight], "all of it, also outside"


def test_the_number_that_scales_a_column_stands_above_it():
    for shot in animate(view="matrix", input_size=2).shots():
        (factor,), (x,) = (parts(shot.scene, part).values() for part in ("factor", "x"))
        if shot.step is None:
            assert factor.over is None
            continue
        column = shot.step - 1
        assert factor.over == (PanelId("matrix"), (0, column, 16, column + 1))
        assert factor.terms.item() == x.numbers[column, 0]


def test_the_last_frame_of_copies_shows_the_column_that_makes_the_lit_cells():
    *_, last = animate("nearest", view="matrix", input_size=2).shots()
    (y,), (output,), (factor,) = (parts(last.scene, part).values() for part in ("y", "output", "factor"))
    np.testing.assert_array_equal(y.roles.ravel() == Role.OUTPUT_IN_PLAY, output.roles.ravel() == Role.OUTPUT_IN_PLAY)
    assert set(y.numbers[y.roles == Role.OUTPUT_IN_PLAY]) == {factor.terms.item()}


def test_of_chosen_cells_only_the_last_one_marks_the_cell_that_its_sum_is_of():
    told = [
        (
            shot.step,
            [one.box for one in shot.scene.outlines if one.stroke is Stroke.TOLD and one.panel.part == "output"],
        )
        for shot in animate(view="connections", side="input", cells="0,0;2,2").shots()
    ]
    assert told == [(None, []), (1, [(1, 1, 2, 2)]), (2, [(3, 3, 4, 4)]), (None, [])]


def test_links_of_connections_end_at_the_corners_of_what_is_reached():
    animation = animate("conv_transpose", view="connections", stride=2, padding=1, style="isometric")
    output = PanelId("output")
    grid, seen = animation.page.grids[output], 0
    for step, shot in enumerate((shot for shot in animation.shots() if shot.step), start=1):
        (box,) = (one.box for one in shot.scene.outlines if one.panel == output and one.stroke is Stroke.WINDOW)
        (link,) = (mark.shape for mark in animation.marks(step) if mark.key[1:2] == ("link",))
        assert {path[-1] for path in link.paths} < {*grid.outline(box)}
        seen += 1
    assert seen == 9


@pytest.mark.parametrize("lang", ["en", "es", "ja", "zh"])
def test_no_line_at_a_panel_says_nothing_but_what_a_sum_comes_to(lang):
    weight = [[-8000, 4000], [1600, -5000]]
    animation = animate(view="connections", input=[[-2500, 1200], [7000, -3600]], weight=weight, lang=lang)
    wrapped = 0
    with speaking(lang):
        for shot in animation.shots():
            for panel in shot.scene.panels:
                lines = [line.text for line in title_lines(panel, animation.page.fonts) if line.part == "sum"]
                wrapped += len(lines) > 1
                assert not re.fullmatch(r"[=≈] \S+", lines[-1] if lines else "")
    assert wrapped
