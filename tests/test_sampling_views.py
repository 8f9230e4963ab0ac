"""Upsampling and pooling on screen: every number from the trace, every weight that counts, nothing overlapping."""

import itertools
import math
import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from tconv_anim.animation import Animation, animate
from tconv_anim.core.comparison import arrays_of, compared_input, plan_comparison
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import equation, message
from tconv_anim.core.ops import get_op
from tconv_anim.core.record import record
from tconv_anim.core.trace import Trace, run
from tconv_anim.options import CHAIN, COMPARED, style_names
from tconv_anim.recipes import reading
from tconv_anim.recipes.arguments import arguments_of
from tconv_anim.recipes.request import OptionError
from tconv_anim.recipes.values import Channels
from tconv_anim.renderer.fonts import measure
from tconv_anim.scenes.limits import choose_channels
from tconv_anim.scenes.number_text import exact_text
from tconv_anim.scenes.overlap_verdict import verdict_on_enlarging
from tconv_anim.scenes.sampled_input import SampledInput
from tconv_anim.scenes.scene import GRAYS, LEVELS, Panel, PanelId, Role, Scene, Stroke
from tconv_anim.scenes.texts import say, say_all
from tconv_anim.scenes.timeline import end_of_step
from tconv_anim.scenes.told.upsampler import Upsampler
from tconv_anim.scenes.views import get_view
from tconv_anim.scenes.views._completion import NEVER, completing_cells

from .pictures import faults_of
from .strategies import ops_of, samples
from .test_views import shown

ENDS = ("input", "output")
EVERY_WAY = ("nearest", "bilinear", "bed_of_nails", "max_unpool", "conv_transpose", "pixel_shuffle", "resize_conv")


def compared(ops: tuple, size: Any = 2, output: Any = 4, seed: int = 0, input: np.ndarray | None = None) -> Trace:
    spec = plan_comparison(ops, size, output, input, seed)
    return run(spec, arrays_of(spec, compared_input(spec, input)))


def channel_of(panel: Panel) -> int:
    return panel.id.channels[0] if panel.id.channels else 0


def check_output(scene: Scene, output: np.ndarray, picture: tuple[str, ...] = ()) -> None:
    drawn = [panel for panel in scene.panels if panel.id.part == "output" and panel.id.picture == picture]
    assert drawn
    for panel in drawn:
        np.testing.assert_array_equal(shown(panel).reshape(output.shape[1:]), output[channel_of(panel)])


@pytest.mark.parametrize("op", [op for op in ops_of("sampling") if get_op(op).columns is None])
def test_what_is_lit_times_its_weights_is_what_is_written(op):
    @given(samples(op))
    @settings(max_examples=30, deadline=None)
    def check(trace: Trace) -> None:
        channels = Channels(tuple(range(trace.spec.in_channels)), tuple(range(trace.spec.out_channels)))
        shots = list(get_view(None, op).draw(trace, 1000, channels))
        assert shots[0].step is None
        check_output(shots[-1].scene, trace.output)
        start = SampledInput(trace).start
        steps = iter(trace.steps)
        for shot in (shot for shot in shots if shot.step is not None):
            step = next(steps)
            panels = {(panel.id.part, channel_of(panel)): panel for panel in shot.scene.panels}
            read_panel, written = panels["input", step.reads[0, 0]], panels["output", step.writes[0, 0]]
            cells = step.reads[:, 1:] if trace.spec.ndim == 2 else np.pad(step.reads[:, 1:], [(0, 0), (1, 0)])
            cells = tuple((cells - start).T)
            values = shown(read_panel)[cells]
            np.testing.assert_array_equal(np.where(np.isinf(values), 0, values), step.values.ravel())
            counts = step.connects[0] & (np.isfinite(values))
            assert np.isin(read_panel.roles[cells][~counts], [Role.PADDING_IN_PLAY]).all()
            if read_panel.terms is not None:
                over = step.divisor if step.divisor <= 999 and len(step.reads) > 1 else 1
                np.testing.assert_allclose(read_panel.terms[cells] / over, step.weights[0] / step.divisor)
                if over > 1:
                    (said,) = shot.scene.caption.sums
                    assert re.split(" [=≈] ", say(said))[1] == exact_text(step.value)
                    assert f")/{over} " in say(said)
                assert (np.nan_to_num(values) * read_panel.terms[cells]).sum() / over == pytest.approx(step.value)
            lit = written.roles == Role.OUTPUT_IN_PLAY
            assert lit.sum() == len(step.writes)
            assert (shown(written)[lit] == step.value).all()
        assert next(steps, None) is None
        numbers = [shot.step for shot in shots if shot.step is not None]
        assert sum(shot.duration_ms for shot in shots if shot.step is not None) == 1000 * len(set(numbers))

    check()


@pytest.mark.parametrize("op", ops_of("stages"))
def test_a_chain_shows_its_stages_one_after_the_other(op):
    @given(samples(op))
    @settings(max_examples=30, deadline=None)
    def check(chain: Trace) -> None:
        channels = choose_channels(chain.spec, None)
        shots = list(get_view(None, op).draw(chain, 1000, channels))
        last = shots[-1].scene
        for number, stage in enumerate(chain.stages, start=1):
            flat = stage.output if stage.spec.ndim == 2 else stage.output[:, np.newaxis]
            check_output(last, flat if stage.spec.weight_shape else stage.output, (f"stage{number}",))
        for shot in shots:
            second = [
                panel for panel in shot.scene.panels if panel.id.picture == ("stage2",) and panel.id.part == "input"
            ]
            first = [
                panel for panel in shot.scene.panels if panel.id.picture == ("stage1",) and panel.id.part == "output"
            ]
            if any(np.isnan(shown(panel)).any() for panel in first):
                assert all(np.isnan(shown(panel)).all() for panel in second), "it waits for its input"
        steps = [shot.step for shot in shots if shot.step is not None]
        assert steps == sorted(steps)

    check()


def test_each_step_of_a_pixel_unshuffle_tells_its_channel():
    said = [shot.scene.caption.detail[0] for shot in animate("pixel_unshuffle").shots() if shot.step == 1]
    assert {words.key for words in said} == {"goes_to_cell_of_channel"}
    assert [(words["cell"], words["channel"]) for words in said] == [("0, 0", c) for c in range(4)]


def test_a_step_of_a_pixel_shuffle_tells_all_cells_that_have_moved():
    said = [shot.scene.caption.detail[0] for shot in animate("pixel_shuffle").shots() if shot.step == 1]
    assert [[words["cell"] for words in told["items"]] for told in said[-1:]] == [["0, 0", "0, 1", "1, 0", "1, 1"]]
    assert not any(shot.scene.caption.sums for shot in animate("pixel_shuffle").shots())  # a copy is no product


def test_a_pixel_shuffle_lights_all_cells_that_have_moved_and_links_none():
    last = [shot.scene for shot in animate("pixel_shuffle", input_size=2).shots() if shot.step == 2][-1]
    assert last.links == ()
    lit = [np.argwhere(np.isin(p.roles, (Role.INPUT_IN_PLAY, Role.OUTPUT_IN_PLAY))).tolist() for p in last.panels]
    assert lit == [[[0, 1]]] * 4 + [[[0, 2], [0, 3], [1, 2], [1, 3]]]
    assert len(last.outlines) == 8


@pytest.mark.parametrize(
    ("op", "options", "key"),
    [("pixel_shuffle", {}, "small_number_from"), ("pixel_unshuffle", {}, "small_number_to"),
     ("pixel_shuffle", {"size": (400, 420)}, None), ("pixel_shuffle", {"numbers": False}, None),
     ("pixel_shuffle", {"labels": False}, None), ("nearest", {}, None)],
)  # fmt: skip
def test_what_small_numbers_say_is_said_where_there_are_some(op, options, key):
    """Instead of the equal convolution, which takes many words."""
    animation = animate(op, input_size=2, **options)
    marks = animation.marks(1)
    said = [mark.shape.text for mark in marks if mark.key[0] == "caption"]
    small = {
        name: say(message("sentence", words=message(name)))[1:-1] for name in ("small_number_from", "small_number_to")
    }
    assert any(mark.key[1:2] == ("tag",) for mark in marks) == (key is not None)
    assert [name for name, text in small.items() if any(text in line for line in said)] == ([key] if key else [])


def test_unpooling_goes_back_to_the_cells_that_pooling_remembered():
    animation = animate("max_unpool", input=[[[1, 5, 2, 0], [3, 4, 8, 1], [0, 2, 6, 7], [9, 1, 0, 3]]])
    assert animation.trace.output.tolist() == [[[0, 5, 0, 0], [0, 0, 8, 0], [0, 0, 0, 7], [9, 0, 0, 0]]]
    for shot in animation.shots():
        if shot.step is None or shot.step <= 4:
            continue
        origin = [o.box for o in shot.scene.outlines if o.panel == PanelId("input", picture=("stage1",))]
        place = [o.box for o in shot.scene.outlines if o.panel == PanelId("output", picture=("stage2",))]
        assert origin == place, "the pooled input has the unpooled output's size"


@pytest.mark.parametrize("ops", [EVERY_WAY, ("bilinear",), ("conv_transpose", "resize_conv")])
@pytest.mark.parametrize(("size", "output"), [(2, 4), (2, 6), (3, 6), (1, 2), (4, 4)])
def test_an_output_cell_is_complete_once_no_later_input_cell_matters(ops, size, output):
    comparison = compared(ops, size, output, seed=3)
    for index, trace in enumerate(comparison.stages):
        last = completing_cells(trace)
        for number, cell in enumerate(np.ndindex(*comparison.spec.input_size)):
            changed = comparison.input.copy()
            changed[(slice(None), *cell)] += 100
            again = compared(ops, size, output, 3, changed).stages[index]
            differs = (again.output != trace.output)[0]
            assert (last[differs] >= number).all()
        assert (trace.output[0][last == NEVER] == 0).all()


def test_a_comparison_shows_every_output_of_its_input_and_then_those_of_ones():
    animation = animate("compare")
    *steps, last, ones = animation.shots()
    for op, trace in zip(COMPARED, animation.trace.stages, strict=True):
        check_output(last.scene, trace.output, (op,))
        assert trace.output.shape == (1, 6, 6)
    assert len(steps) == 1 + 5 * len(COMPARED) + 4 == 1 + animation._count, "two prepare what a kernel slides over"
    assert [shot.beyond for shot in (*steps, last, ones)] == [False] * (len(steps) + 1) + [True]
    values = [panel.numbers for panel in ones.scene.panels if panel.id == PanelId("input", (0,), ("nearest",))]
    assert [(one == 1).all() for one in values] == [True]


@pytest.mark.parametrize(
    ("size", "output", "cells"),
    [(3, 6, [(2, 2), (2, 3), (3, 3), (5, 3)]), (3, 9, [(3, 3), (3, 5), (5, 5), (8, 5)]),
     ((1, 4), (1, 8), [(0, 2), (0, 3), (0, 7)]), ((1, 5), (2, 10), [(0, 4), (0, 5), (1, 5), (1, 9)]),
     (2, 2, [(0, 0), (1, 0)]), ((2, 3), (6, 3), [(0, 1), (2, 1), (5, 1)]), (1, 1, [(0, 0)])],
)  # fmt: skip
def test_of_a_middle_block_a_corner_a_side_and_the_other_corner_are_worked_out_and_a_cell_at_an_edge(
    size, output, cells
):
    animation = animate("compare", ops=("bilinear", "resize_conv"), input_size=size, output_size=output)
    shots = [shot for shot in animation.shots() if shot.step]
    weighed = [shot.scene for shot in shots if finds_weights(shot.scene)]
    assert [cell for shot in shots if shot.scene not in weighed for cell in cells_worked(shot.scene)] == cells * 2
    assert [cells_worked(scene) for scene in weighed] == (
        [] if animation.trace.spec.output_size == as_pair(size) else [cells[:1]]
    )
    others = len(cells) < np.prod(animation.trace.spec.output_size)
    assert animation._count == len(shots) == 2 * (len(cells) + others) + 1 + len(weighed)


def as_pair(size: int | tuple[int, int]) -> tuple[int, int]:
    return size if isinstance(size, tuple) else (size, size)


def finds_weights(scene: Scene) -> bool:
    """Whether it is a step that only finds the weights of a mean."""
    weights = [panel for panel in scene.panels if panel.id.part == "kernel" and panel.terms is None]
    return any((panel.roles == Role.KERNEL_IN_PLAY).any() for panel in weights)


def cells_worked(scene: Scene) -> list[tuple[int, int]]:
    """The output cells that are framed, way by way."""
    return [outline.box[:2] for outline in scene.outlines if outline.panel.part == "output"]


def test_ways_are_worked_out_one_after_the_other_at_the_same_cells():
    shots = [shot for shot in animate("compare", ops=EVERY_WAY).shots() if shot.step]
    assert [shot.scene.worked_on for shot in shots if finds_weights(shot.scene)] == [("bilinear",)]
    shots = [shot for shot in shots if not finds_weights(shot.scene)]
    outputs = [{p.id.picture[0]: p for p in shot.scene.panels if p.id.part == "output"} for shot in shots]
    prepared = {op for op in EVERY_WAY if get_op(op).weighted}
    count = {op: 5 + (op in prepared) + (op == "conv_transpose") for op in EVERY_WAY}  # which has an output_padding
    assert [shot.scene.worked_on for shot in shots] == [(op,) for op in EVERY_WAY for _ in range(count[op])]
    cells = [(2, 2), (2, 3), (3, 3), (5, 3)]
    told: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for shot, own in zip(shots, outputs, strict=True):
        (now,) = shot.scene.worked_on
        told[now] += cells_worked(shot.scene)
        done = not cells_worked(shot.scene) and told[now] == cells
        for way, op in enumerate(EVERY_WAY):
            known = ~np.isnan(own[op].numbers)
            if way < EVERY_WAY.index(now) or (op == now and done):
                assert known.all()
            else:
                assert [*zip(*np.nonzero(known), strict=True)] == (told[op] if op == now else []), "as they are told"
    assert dict(told) == dict.fromkeys(EVERY_WAY, cells)


def test_a_cell_keeps_the_shade_that_it_has_once_it_is_worked_out():
    shots = [shot for shot in animate("compare", ops=EVERY_WAY).shots() if not shot.beyond]
    last = {panel.id: panel.roles for panel in shots[-1].scene.panels if panel.id.part == "output"}
    for panel in (panel for shot in shots for panel in shot.scene.panels if panel.id in last):
        settled = ~np.isin(panel.roles, (Role.OUTPUT_WAITING, Role.OUTPUT_IN_PLAY))
        assert (panel.roles[settled] == last[panel.id][settled]).all()


@pytest.mark.parametrize(("size", "output"), [(3, 6), (2, 6), ((1, 5), (2, 10)), (1, 2), (4, 4)])
@pytest.mark.parametrize("op", ["conv_transpose", "resize_conv"])
def test_a_kernel_first_has_the_input_alone_and_its_cells_then_move_apart(op, size, output):
    animation = animate("compare", ops=(op,), input_size=size, output_size=output)
    waiting, prepared, *_ = (shot.scene for shot in animation.shots())
    before, after = (next(p for p in scene.panels if p.id.part == "input") for scene in (waiting, prepared))
    shown = np.argwhere(before.roles == Role.INPUT)
    rows, columns = np.ptp(shown, axis=0) + 1
    assert (rows, columns) == animation.trace.spec.input_size, "side by side"
    assert ((before.roles == Role.INPUT) == ~np.isnan(before.numbers)).all()
    assert say(before.title) == f"input {rows}×{columns}"
    landed = {end[1][:2]: before.numbers[start[1][:2]] for start, end in prepared.comes}
    assert sorted(landed) == [tuple(cell) for cell in np.argwhere(after.roles == Role.INPUT).tolist()]
    assert all(after.numbers[cell] == value for cell, value in landed.items())


@pytest.mark.parametrize(
    ("given", "said", "adds", "rows"),
    [({}, "stride 2 puts 1 zero between input cells; of 2 rings of zeros around, padding takes 1 away: 1 is left",
      "the last row and column of zeros, the output_padding, the output is 6×6, not 5×5", (1, 1)),
     ({"kernel_size": 4}, "stride 2 puts 1 zero between input cells; of 3 rings of zeros around, "
      "padding takes 1 away: 2 are left",
      "", (0, 0)),
     ({"output_size": (3, 6)},
      "stride puts zeros between input cells; of 2 rings of zeros around, padding takes 1 away: 1 is left",
      "the last column of zeros, the output_padding, the output is 3×6, not 3×5", (0, 1)),
     ({"kernel_size": 1, "output_size": 3}, "the window slides over the input as it is", "", (0, 0))],
)  # fmt: skip
def test_where_the_zeros_come_from_is_said_and_output_padding_adds_those_of_a_look_of_their_own(
    given, said, adds, rows
):
    _, prepared, then, *_ = (shot.scene for shot in animate("compare", ops=("conv_transpose",), **given).shots())
    assert say(prepared.words.detail[0]) == f"transposed convolution: {said}"
    (before,), (panel,) = ([p for p in scene.panels if p.id.part == "input"] for scene in (prepared, then))
    assert not (before.roles == Role.EXTRA_WAITING).any()
    assert not say(before.subtitle)
    if adds:
        assert say(then.words.detail[0]) == f"transposed convolution: with {adds}"
    extra = panel.roles == Role.EXTRA_WAITING
    assert (extra.all(axis=1).sum(), extra.all(axis=0).sum()) == rows
    assert ("for output" in say(panel.subtitle)) == any(rows)
    assert (panel.numbers[extra] == 0).all()


def test_the_frame_around_the_way_that_is_worked_on_is_orange_and_no_other():
    animation = animate("compare")
    worked_on = [shot.scene.worked_on[0] for shot in animation.shots() if shot.step]
    for step, op in (*enumerate(worked_on, start=1), (None, None)):
        frames = [mark.shape for mark in animation.marks(step) if mark.key[0] == "frame"]
        assert [frame.ink == "page.now" for frame in frames] == [other == op for other in COMPARED]


def test_a_verdict_comes_when_its_way_is_finished_and_nothing_moves():
    animation = animate("compare")
    steps = {shot.step: shot.scene.worked_on[0] for shot in animation.shots() if shot.step}
    last = {op: step for step, op in steps.items()}
    said, places = defaultdict(list), defaultdict(set)
    for shot in animation.shots():
        for (op,), heading in shot.scene.pictures:
            if shot.step:
                said[op].append("–" in say(heading))
        assert len({panel.id for panel in shot.scene.panels}) == len(animation.page.grids)
    for op, verdicts in said.items():
        assert verdicts == [step >= last[op] for step in steps]
    for step in steps:
        for mark in animation.marks(step):
            if mark.key[0] == "heading":
                places[mark.key].add(mark.shape.at)
                left, _, right, _ = animation.page.frames[mark.key[1]]
                assert (
                    left
                    < mark.shape.at[0]
                    < mark.shape.at[0] + measure(mark.shape.text, mark.shape.px, mark.shape.weight)
                    < right
                )
    assert [len(found) for found in places.values()] == [1] * 4


def test_weights_of_means_are_shown_while_a_cell_is_worked_out_and_else_their_room():
    for shot in animate("compare").shots():
        panels = {(panel.id.picture[0], panel.id.part): panel for panel in shot.scene.panels}
        weights, output = panels["bilinear", "kernel"], panels["bilinear", "output"]
        if finds_weights(shot.scene):
            assert weights.numbers.tolist() == [[pytest.approx(math.nan, nan_ok=True), 1, 3], [1, 1, 3], [3, 3, 9]]
        elif not output.sum:
            assert np.isnan(weights.numbers).all()
            assert weights.roles.tolist() == [[Role.ABSENT] * 3, *2 * [[Role.ABSENT, Role.KERNEL, Role.KERNEL]]]
        else:
            assert ((weights.roles != Role.ABSENT) == ~np.isnan(weights.numbers)).all(), "no cell without a number"
        assert (weights.terms is not None) == bool(output.sum)
        assert say(weights.title) == ("value · weight" if output.sum else "weights")
        assert ("→" if output.sum else "×") in shot.scene.signs[1:3]


def test_a_cell_of_a_transposed_convolution_adds_up_more_or_fewer_products_than_the_next_one():
    """With a kernel of 3 and a stride of 2 these are 1, 2 and 4, where the window over copies always meets 9.

    At the edge there are fewer.
    """
    added: dict[str, list[int]] = defaultdict(list)
    for shot in (shot for shot in animate("compare").shots() if shot.step):
        for panel in shot.scene.panels:
            if panel.id.part == "kernel" and panel.terms is not None:
                added[panel.id.picture[0]].append(int((panel.terms == panel.terms).sum()))
                said, count = say(shot.scene.words.detail[0]), added[panel.id.picture[0]][-1]
                if panel.id.picture != ("bilinear",):
                    assert re.search(f"meets {count} (copied )?value|adds .*products", said)
    assert added == {"bilinear": [4, 4, 4, 2], "conv_transpose": [1, 2, 4, 2], "resize_conv": [9, 9, 9, 6]}


@pytest.mark.parametrize(("kernel", "said"), [(None, "checkerboard"), (4, "no checkerboard"), (1, "holes")])
def test_the_kernel_that_is_asked_for_decides_whether_there_is_a_checkerboard(kernel, said):
    animation = animate("compare", kernel_size=kernel)
    assert [trace.output.shape for trace in animation.trace.stages] == [(1, 6, 6)] * 4
    scene = end_of_step(animation.shots(), None).scene
    assert say(dict(scene.pictures)[("conv_transpose",)]) == f"transposed convolution – {said}"
    assert (
        animate(**arguments_of(reading.given(reading.parse_recipe(animation.recipe, "r").options))).trace.spec
        == animation.trace.spec
    )


@pytest.mark.parametrize("kernel", range(1, 8))
@pytest.mark.parametrize("factor", [1, 2, 3, 4])
def test_a_transposed_convolution_makes_exactly_the_size_whatever_its_kernel(kernel, factor):
    spec = plan_comparison(["conv_transpose"], (2, 3), (2 * factor, 3 * factor), kernel_size=kernel)
    assert spec.stages[0].output_size == (2 * factor, 3 * factor)
    assert spec.stages[0].kernel_size == (kernel, kernel)


def test_each_weight_that_is_lit_stands_beside_a_number_of_the_sum():
    sums = 0
    for shot in animate("compare", ops=EVERY_WAY).shots():
        outputs = {panel.id.picture: panel for panel in shot.scene.panels if panel.id.part == "output"}
        for panel in shot.scene.panels:
            if panel.id.part != "kernel" or not (said := say(outputs[panel.id.picture].sum)):
                continue
            lit = panel.roles == Role.KERNEL_IN_PLAY
            assert (panel.terms == panel.terms).tolist() == lit.tolist()
            assert len(said) < 48, "it has room above its output"
            pairs = Counter(zip(panel.terms[lit].tolist(), panel.numbers[lit].tolist(), strict=True))
            divisor = int(say(panel.subtitle).rpartition("\u00a0")[2]) if panel.id.picture == ("bilinear",) else 1
            left, total = said.split(" = ")
            assert left.startswith("(") == (divisor > 1)
            terms = [term.strip("()").split("·") for term in left.removesuffix("/16").split(" + ")]
            assert pairs == Counter((float(term[0]), float([*term, "1"][1])) for term in terms)
            (cell,) = {o.box[:2] for o in shot.scene.outlines if o.panel == outputs[panel.id.picture].id}
            assert outputs[panel.id.picture].numbers[cell] == float(total)
            assert sum(value * weight * n for (value, weight), n in pairs.items()) / divisor == float(total)
            sums += 1
    assert sums == 3 * 6


@pytest.mark.parametrize("output", [6, 9, (6, 12)])
def test_the_nearer_a_value_is_to_where_a_cell_lies_on_the_input_the_more_it_weighs(output):
    animation = animate("compare", ops=("bilinear",), input_size=3, output_size=output)
    seen = 0
    for shot in (shot for shot in animation.shots() if cells_worked(shot.scene)):
        read, kernel = (next(p for p in shot.scene.panels if p.id.part == part) for part in ("input", "kernel"))
        ((top, left, bottom, right),) = (o.box for o in shot.scene.outlines if o.stroke is Stroke.POINT)
        middle = np.array([top + bottom, left + right]) / 2 - 0.5  # as cells count from 0 at their middles
        cells = np.argwhere(read.roles == Role.INPUT_IN_PLAY)
        shares = np.prod(1 - abs(cells - middle), axis=1)
        weights = kernel.numbers[kernel.roles == Role.KERNEL_IN_PLAY]
        if len(cells) == 4:
            np.testing.assert_allclose(weights / weights.sum(), shares)
            seen += 1
    assert seen


@pytest.mark.parametrize("given", [{}, {"input_size": 2}, {"input_size": (1, 5)}, {"output_size": 9, "size": 2000}])
def test_the_dot_where_a_cell_lies_is_below_the_numbers_and_covers_no_more_than_it_must(given):
    animation = animate("compare", ops=("bilinear",), **given)
    for step in (shot.step for shot in animation.shots() if shot.step and cells_worked(shot.scene)):
        marks = animation.marks(step)
        (dot,) = (mark for mark in marks if "point" in mark.key and mark.shape.fill == "page.now")
        numbers = [mark for mark in marks if mark.key[1:2] == ("number",) and mark.key[0] == dot.key[0]]
        assert numbers
        assert all(mark.order > dot.order for mark in numbers)
        (x0, y0), _, (x1, y1), _ = dot.shape.corners
        for text in (mark.shape for mark in numbers):
            half = measure(text.text, text.px, text.weight) / 2
            apart_x = x1 <= text.at[0] - half or text.at[0] + half <= x0
            assert apart_x or y1 <= text.at[1] - 0.73 * text.px or text.at[1] <= y0


@pytest.mark.parametrize("left_out", [{}, {"sum": False}, {"labels": False}, {"caption": False}, {"numbers": False}])
def test_the_dot_is_there_where_words_name_it(left_out):
    for shot in animate("compare", ops=("bilinear",), **left_out).shots():
        words = shot.scene.caption
        named = words is not None and words.detail and "dot" in say_all(words.detail)
        assert any(outline.stroke is Stroke.POINT for outline in shot.scene.outlines) >= bool(named)
        assert not (left_out.keys() & {"caption", "numbers"} and shot.scene.outlines[2:])


@pytest.mark.parametrize("output", [6, (6, 9), 12])
def test_the_weights_of_a_mean_are_products_of_those_of_its_row_and_column(output):
    animation = animate("compare", ops=("bilinear",), input_size=3, output_size=output)
    for shot in (shot for shot in animation.shots() if shot.step and cells_worked(shot.scene)):
        (panel,) = (p for p in shot.scene.panels if p.id.part == "kernel")
        inner, lit = panel.numbers[1:, 1:], panel.roles[1:, 1:] == Role.KERNEL_IN_PLAY
        products = np.outer(panel.numbers[1:, 0], panel.numbers[0, 1:])
        np.testing.assert_array_equal(inner[lit], products[lit])
        assert panel.roles[0, 0] == Role.ABSENT
        told = say(shot.scene.words.detail[0]).replace("\u00a0", " ")
        divisor = np.nansum(panel.numbers[1:, 0]) * np.nansum(panel.numbers[0, 1:])
        assert say(panel.subtitle) == f"row × column, ÷\u00a0their sum,\u00a0{divisor:g}"
        if "each value times its weight" in told:  # which were told before
            assert told.endswith(f"divided by {divisor:g}, the sum of the weights")
            continue
        sums = [sorted(map(int, line[line == line])) for line in (panel.numbers[1:, 0], panel.numbers[0, 1:])]
        at_edge = any(len(line) == 1 for line in sums)
        assert told.startswith("bilinear: beyond the edge") == at_edge
        if pair := re.search(r"they weigh (\d+) and (\d+)|weighs (\d+) \+ (\d+) = (\d+)$", told):
            near, far, *total = (int(number) for number in pair.groups() if number)
            assert near > far
            assert [far, near] in sums
            assert sums == [total, [far, near]] if at_edge else sums == [[far, near]] * 2
            if not at_edge:
                away = f"{far}/{near + far} cell from the nearer value and {near}/{near + far} from the farther"
                assert away in told
        else:
            assert at_edge or told.endswith(f" {divisor:g}")
        ((row, column),) = cells_worked(shot.scene)
        if finds_weights(shot.scene):
            assert panel.terms is None
            continue
        assert np.nansum(inner * np.nan_to_num(panel.terms[1:, 1:])) / divisor == pytest.approx(
            animation.trace.output[0, row, column]
        )


def test_a_window_over_copies_or_over_zeros_lies_over_what_the_kernel_reads():
    animation = animate("compare", ops=("conv_transpose", "resize_conv"), input=[[3, 2], [1, 4]])
    windows = 0
    for shot in (shot for shot in animation.shots() if not shot.beyond):  # without the input of ones
        for op in animation.trace.spec.get("ops"):
            cells, kernel, output = (
                next(p for p in shot.scene.panels if p.id == PanelId(part, channels, (op,)))
                for part, channels in (("input", (0,)), ("kernel", ()), ("output", ()))
            )
            if op == "resize_conv" and (cells.roles == Role.PADDING).any():
                assert cells.numbers.tolist() == np.pad(np.kron([[3, 2], [1, 4]], np.ones((2, 2))), 1).tolist()
                assert (cells.roles[[0, -1]] != Role.INPUT).all()
            for top, left, bottom, right in (o.box for o in shot.scene.outlines if o.panel == cells.id):
                under, lit = cells.numbers[top:bottom, left:right], kernel.roles == Role.KERNEL_IN_PLAY
                np.testing.assert_array_equal(kernel.terms[lit], under[lit])
                assert (under[~lit] == 0).all()
                (at,) = (o.box for o in shot.scene.outlines if o.panel == output.id)
                assert (under * kernel.numbers).sum() == output.numbers[at[:2]]
                windows += 1
    assert windows == 2 * 5


def test_a_kernel_is_said_to_be_turned_only_if_that_changes_it():
    trace = record("conv_transpose", np.ones((1, 2, 2)), np.arange(9.0).reshape(1, 1, 3, 3), stride=2)
    even = replace(trace, weight=np.ones((1, 1, 3, 3)))
    said = [next(p for p, _ in Upsampler("conv_transpose", one).parts(None, ()) if p.id.part == "kernel").subtitle
            for one in (trace, even)]  # fmt: skip
    assert [say(words) for words in said] == ["turned by 180°", ""]


def test_a_weight_of_zero_makes_no_hole():
    trace = record("conv_transpose", np.ones((1, 2, 2)), np.eye(2)[np.newaxis, np.newaxis], stride=2)
    assert verdict_on_enlarging(trace).key == "are_even_sums"


@pytest.mark.parametrize(
    ("op", "said"),
    [("nearest", "a copy of the 5"), ("pixel_shuffle", "a copy of the 5"), ("bicubic", "a mean of 9 values"),
     ("bilinear", "1/4 cell from the nearer value and 3/4 from the farther: they weigh 3 and 1"),
     ("max_unpool", "this cell stays 0"),
     ("bed_of_nails", "a copy of the 5")],
)  # fmt: skip
def test_a_steps_words_say_how_its_cell_is_computed(op, said):
    (shot, *_) = (shot for shot in animate("compare", ops=(op,)).shots() if shot.step)
    assert said in say(shot.scene.words.detail[0])
    assert say(shot.scene.words.detail[0]).startswith(say(message("way_named", op=op)))


@pytest.mark.parametrize(
    ("op", "factor", "verdict"),
    [("nearest", 2, "blocky"), ("bilinear", 2, "smooth"), ("bed_of_nails", 2, "holes"), ("max_unpool", 2, "holes"),
     ("conv_transpose", 2, "checkerboard"), ("conv_transpose", 3, "checkerboard"), ("pixel_shuffle", 2, ""),
     ("conv_transpose", 4, "checkerboard"), ("resize_conv", 2, "no checkerboard"),
     ("resize_conv", 3, "no checkerboard")],
)  # fmt: skip
@pytest.mark.parametrize("size", [2, 3])
def test_each_way_is_headed_by_its_name_and_by_what_it_makes_of_a_picture(op, factor, verdict, size):
    animation = animate("compare", ops=(op,), input_size=size, output_size=size * factor)
    scene = end_of_step(animation.shots(), None).scene
    name, *said = say(dict(scene.pictures)[(op,)]).split(" – ")
    assert (name, "".join(said)) == (say(message("way_named", op=op)), verdict)


@pytest.mark.parametrize(
    ("given", "verdict"),
    [({"input_size": (1, 5)}, "stripes"), ({"kernel_size": (2, 3)}, "stripes"), ({"kernel_size": (3, 2)}, "stripes"),
     ({"output_size": (6, 9)}, "checkerboard"), ({"kernel_size": 4}, "no checkerboard"),
     ({"output_size": (3, 6)}, "stripes")],
)  # fmt: skip
def test_sums_that_are_uneven_along_one_axis_alone_make_stripes(given, verdict):
    *steps, last, ones = animate("compare", ops=("conv_transpose",), **given).shots()
    assert [say(heading) for _, heading in last.scene.pictures] == [f"transposed convolution – {verdict}"]
    assert say(steps[-1].scene.words.detail[0]).endswith(f": {verdict}")
    (output,) = (panel for panel in ones.scene.panels if panel.id.part == "output")
    inner = output.numbers[1:-1, 1:-1] if min(output.shape) > 2 else output.numbers[:, 1:-1]
    varies = [len(np.unique(inner, axis=axis).T if axis else np.unique(inner, axis=axis)) > 1 for axis in (0, 1)]
    assert sum(varies) == {"stripes": 1, "checkerboard": 2, "no checkerboard": 0}[verdict]
    assert [say(heading) for _, heading in ones.scene.pictures] == [f"transposed convolution – {verdict}"]


def test_each_way_shows_what_it_reads_and_lights_what_its_cell_is_made_of():
    *_, last, _ = animate("compare", ops=EVERY_WAY).shots()
    inputs = [panel for panel in last.scene.panels if panel.id.part == "input"]
    assert Counter(panel.id.picture[0] for panel in inputs) == Counter(EVERY_WAY) + Counter(pixel_shuffle=3)
    assert [panel.id.channels for panel in inputs if panel.id.picture == ("pixel_shuffle",)] == [(0,), (1,), (2,), (3,)]
    lit = Counter(dict.fromkeys(EVERY_WAY, 0))
    for panel in inputs:
        lit[panel.id.picture[0]] += int((panel.roles == Role.INPUT_IN_PLAY).sum())
    assert lit == {"nearest": 1, "bilinear": 4, "bed_of_nails": 0, "max_unpool": 1, "conv_transpose": 4,
                   "pixel_shuffle": 1, "resize_conv": 9}  # fmt: skip


def test_each_way_to_enlarge_writes_out_the_same_ringed_cell():
    *_, last, _ = animate("compare", ops=EVERY_WAY).shots()
    assert len(cells_worked(last.scene)) == len(EVERY_WAY)
    ((row, column),) = set(cells_worked(last.scene))
    for panel in last.scene.panels:
        if panel.id.part == "output" and panel.sum:
            assert float(re.split("[=≈] |copy of ", say(panel.sum))[-1]) == panel.values[row, column]


@pytest.mark.parametrize("given", [[[1, 2], [3, 4]], [[-1, 2], [3, -4]], [[-3, -2], [-1, -5]]])
def test_shades_begin_at_zero_so_that_what_is_twice_as_large_is_twice_as_far_from_it(given):
    last = end_of_step(animate("compare", input=given).shots(), None)
    for panel in last.scene.panels:
        if panel.id.part == "output":
            values = panel.values.astype(float)
            low, high = min(0, values.min()), max(0, values.max())
            shares = (panel.roles.astype(int) - LEVELS[0]) / (len(LEVELS) - 1)
            step = 1 / (len(LEVELS) - 1)
            least = np.where(values != 0, step, 0)  # no number but 0 has the shade of a cell without one
            assert (abs(shares - np.maximum((values - low) / (high - low), least)) <= step / 2 + 1e-9).all()


def test_an_input_of_ones_shows_in_the_end_which_ways_are_uneven():
    *_, last, ones = animate("compare", ops=COMPARED).shots()
    inner = {
        panel.id.picture[0]: set(panel.values[2:4, 2:4].ravel().tolist())
        for panel in ones.scene.panels
        if panel.id.part == "output"
    }
    assert inner == {"nearest": {1}, "bilinear": {1}, "conv_transpose": {1, 2, 4}, "resize_conv": {9}}
    assert ones.step is last.step is None
    assert ones.scene.words.detail[0] == message("ones_show_it")
    assert [say(panel.title) for panel in ones.scene.panels if panel.id.part == "output"] == [
        "all equal", "all equal", "1, 2 or 4", "9, less only at edges",
    ]  # fmt: skip
    assert {say(panel.title) for panel in ones.scene.panels if panel.id.part == "input"} == {"every input is 1"}
    assert ones.scene.pictures == last.scene.pictures, "with the verdicts"
    for panel in (panel for panel in ones.scene.panels if panel.id.part == "output"):
        numbers, shades = panel.values.ravel(), panel.roles.ravel()
        strongest = Role.LEVEL_4 if numbers.min() == numbers.max() else Role.LEVEL_9
        assert set(shades[numbers == numbers.max()]) == {strongest}, "the largest of its output, if not all are alike"
        assert [*np.argsort(numbers, kind="stable")] == [*np.lexsort((numbers, shades))]
        assert shades.min() > Role.LEVEL_0, "which is that of a cell without a number"
    shown = [shot for shot in animate("compare", input=[["a", "b"], ["c", "d"]]).shots() if shot.step is None]
    assert len(shown) == 2, "the set-up and the end, as letters have no shades"


@pytest.mark.parametrize("numbers", [True, False])
def test_a_finished_way_says_how_many_products_it_adds_up_and_the_end_why_that_matters(numbers):
    shots = {shot.step: shot.scene.words.detail for shot in animate("compare", numbers=numbers).shots()}
    others = "the other cells are computed in the same way"
    assert [say_all(shots[step]) for step in (5, 11, 18, 24)] == [
        others, others,
        f"{others}; transposed convolution, with zeros between, adds 1, 2 or 4 products: checkerboard",
        f"{others}; resize, then convolution adds 9 products, fewer at edges: no checkerboard",
    ]  # fmt: skip
    *_, last, _ = animate("compare", numbers=numbers).shots()
    assert last.scene.words.detail == (message("ones_show_best"),)
    still = animate("compare", ops=("nearest", "resize_conv")).shots()
    assert "no checkerboard" in say_all(end_of_step(still, None).scene.words.detail), "as none is uneven"


def test_what_has_the_same_part_in_ways_that_are_compared_is_below_each_other():
    page = animate("compare").page
    middles: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for key, grid in page.grids.items():
        column = COMPARED.index(key.picture[0]) // 2
        left, _, right, _ = grid.bounds
        middles[column][key.part].add((left + right) // 2)
        assert grid.cell_px == page.grids[PanelId("output", (), key.picture)].cell_px or key.channels == (0,)
    assert all(max(places) - min(places) <= 1 for parts in middles.values() for places in parts.values())
    assert [sorted(parts) for parts in middles.values()] == [["input", "kernel", "output"]] * 2


@pytest.mark.parametrize(
    ("arguments", "kind"),
    [((["nearest", "max_pool"],), "unknown_op"), ((["nearest", "nearest"],), "unknown_op"),
     ((["nearest"], 3, 4), "output_size_out_of_range"),
     ((["pixel_shuffle"], (1, 2), (2, 6)), "channels_not_divisible")],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused(arguments, kind):
    with pytest.raises(SpecError) as caught:
        compared(*arguments)
    assert caught.value.kind == kind


DRAWN = [
    ("nearest", {"input_size": (1, 3)}), ("bilinear", {"input_size": 1, "output_size": 3}),
    ("linear", {"input_size": 8}), ("bilinear", {"align_corners": True, "output_size": (4, 7)}),
    ("bed_of_nails", {"stride": 3}), ("max_pool", {"kernel_size": 3, "stride": 1, "padding": 1, "input_size": 5}),
    ("max_pool", {"dims": 1, "ceil_mode": True}), ("max_unpool", {"dims": 1}), ("max_unpool", {"input_size": 5}),
    ("avg_pool", {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False}),
    ("pixel_shuffle", {"upscale_factor": 3, "input_size": 2}), ("pixel_unshuffle", {}),
    ("unfold", {"kernel_size": 3, "padding": 1, "stride": 2, "input_size": 4}), ("unfold", {"in_channels": 2}),
    ("fold", {"stride": 2, "output_size": 5}), ("bicubic", {"input_size": 4}), ("adaptive_avg_pool", {}),
    ("adaptive_max_pool", {"input_size": (5, 7), "output_size": (2, 3)}),
    ("resize_conv", {"in_channels": 2, "out_channels": 2, "input_size": 2}), ("avg_pool", {"in_channels": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("op", "parameters"), DRAWN)
@pytest.mark.parametrize("style", style_names())
def test_nothing_overlaps(op, parameters, style):
    animation = animate(op, style=style, **parameters)
    assert faults_of(animation, every=6) == []
    assert animation.numbers_fit
    assert animation.to_bytes()[:3] == b"GIF"


def test_an_op_refuses_what_it_does_not_take():
    for options in ({"op": "nearest", "align_corners": True}, {"scale_factor": 2}, {"op": "max_pool", "weight": [[1]]}):
        with pytest.raises(SpecError) as caught:
            animate(**options)
        assert caught.value.kind == "unknown_parameter"
    with pytest.raises(OptionError) as refused:
        animate("max_pool", pair=True)
    assert refused.value.kind == "pair_of_other_op"


def test_each_transposed_convolution_in_disguise_says_so():
    for op, (call, weights, key) in {
        "nearest": ("kernel_size=2, stride=2", message("weights", value="1"), "equal_convolution"),
        "bed_of_nails": ("kernel_size=1, stride=2, output_padding=1", message("weight", value="1"),
                         "equal_convolution"),
        "bilinear": ("kernel_size=4, stride=2, padding=3", message("triangle_kernel"), "with_repeated_border"),
    }.items():  # fmt: skip
        caption = next(animate(op).shots()).scene.caption
        assert caption is not None
        equal = message("equal_convolution", call=f"ConvTranspose2d(1, 1, {call})", weights=weights)
        if key == "with_repeated_border":
            equal = message(key, equal=equal)
        assert caption.note == (message("in_disguise", equal=equal),)


def test_a_drawn_maximum_wins_over_padding():
    trace = record("max_pool", [[[-5, -3]]], kernel_size=2, padding=1)
    texts = [shot.scene.caption.sums for shot in Animation(trace, sum=True).shots() if shot.scene.caption]
    assert (equation("max(−5)", "−5"),) in texts
    assert trace.output.tolist() == [[[-5, -3]]]


def test_an_adaptive_pooling_says_where_each_window_starts_and_ends():
    shots = [shot for shot in animate("adaptive_avg_pool").shots() if shot.step]
    said = [say_all(shot.scene.words.detail) for shot in shots]
    assert said[1] == (
        "the mean of 6 cells is 4.5; rows: start ⌊0·5/3⌋ = 0, end before ⌈1·5/3⌉ = 2; columns: start ⌊1·5/3⌋ = 1, "
        "end before ⌈2·5/3⌉ = 4"
    )
    assert said[4].endswith("; start ⌊1·5/3⌋ = 1, end before ⌈2·5/3⌉ = 4")
    windows = [tuple(map(len, step.window)) for step in animate("adaptive_avg_pool").trace.steps]
    assert windows == [(a, b) for a in (2, 3, 2) for b in (2, 3, 2)]
    even = next(shot for shot in animate("adaptive_avg_pool", output_size=5).shots() if shot.step)
    assert len(even.scene.words.detail) == 1, "all alike"


@pytest.mark.parametrize(
    "options", [{}, {"input_size": (5, 7), "output_size": (3, 4)}, {"input_size": 8, "output_size": 3}], ids=str
)
@pytest.mark.parametrize("op", ["adaptive_avg_pool", "adaptive_max_pool"])
def test_an_adaptive_pooling_ends_with_a_window_that_is_longer_than_high(op, options):
    *_, last = animate(op, **options).shots()
    (example,) = (o.box for o in last.scene.outlines if o.panel.part == "input")
    assert example[2] - example[0] != example[3] - example[1]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"input_size": 5, "output_size": 3}, "3 does not divide 5, so windows differ in size and share cells"),
        ({"input_size": 5, "output_size": 2}, "2 does not divide 5, so windows share cells"),
        (
            {"input_size": (5, 7), "output_size": (2, 4)},
            "4 does not divide 7, so windows differ in size and share cells",
        ),
        ({"input_size": 6, "output_size": 3}, None),
    ],
    ids=str,
)
def test_an_adaptive_pooling_says_that_windows_differ_in_size_only_if_they_do(options, said):
    made = animate("adaptive_avg_pool", **options)
    formula = [say(words) for words in next(made.shots()).scene.words.formula]
    assert formula[-2] == (said or "start = ⌊i·in/out⌋, end = ⌈(i + 1)·in/out⌉ (not included)")
    sizes = [{len(step.window[axis]) for step in made.trace.steps} for axis in (0, 1)]
    assert any(len(one) > 1 for one in sizes) == ("differ in size" in (said or ""))


def test_an_unpooling_marks_the_cell_that_its_pooling_remembers_whatever_lies_between():
    """Other values come back than went in; each goes to where its pooling found the maximum of its window."""
    x = [[8, 1, 2, 8], [5, 4, 6, 9], [9, 3, 2, 3], [1, 7, 4, 8]]
    network = {"op": "conv", "kernel_size": 3, "padding": 1}
    chain = animate(["max_pool", network, "max_unpool"], input=x, view="stages")
    pooled, between, back = chain.trace.stages
    assert set(between.output.ravel().tolist()).isdisjoint(pooled.output.ravel().tolist())
    assert back.output.ravel()[pooled.indices.ravel()].tolist() == between.output.ravel().tolist()
    assert np.count_nonzero(back.output) == between.output.size
    marked = []
    for shot in (shot for shot in chain.shots() if shot.step and shot.step > 8):
        places = {(o.panel.picture, o.panel.part): o.box for o in shot.scene.outlines}
        assert places[("stage1",), "input"] == places[("stage3",), "output"], (
            "the same cell of a plane of the same size"
        )
        assert not [link for link in shot.scene.links if link.start[0].picture != link.end[0].picture]
        assert say_all(shot.scene.words.detail).endswith(f", where the maximum of window {shot.step - 8} was")
        marked.append(places[("stage1",), "input"][:2])
    assert marked == [(0, 0), (1, 3), (2, 0), (3, 3)]
    said = [shot.scene.words.detail for shot in animate(["max_pool", network], input=x, view="stages").shots()]
    assert message("places_remembered") not in itertools.chain(*said), "nothing takes them"


def test_small_numbers_tie_the_windows_of_a_pooling_to_the_places_of_an_unpooling_behind_a_network():
    x = [[8, 1, 2, 8], [5, 4, 6, 9], [9, 3, 2, 3], [1, 7, 4, 8]]
    chain = animate(["max_pool", {"op": "conv", "kernel_size": 3, "padding": 1}, "max_unpool"], input=x, view="stages")
    shots = list(chain.shots())
    for shot in shots:
        panels = {(p.id.picture[0], p.id.part): p for p in shot.scene.panels}
        found = {
            key: {int(n): tuple(map(int, np.argwhere(p.channels == n)[0])) for n in p.channels[p.channels > 0]}
            for key, p in panels.items()
            if p.tagged and p.channels is not None
        }
        assert {key for key, p in panels.items() if p.tagged} == set(itertools.product(("stage1", "stage3"), ENDS))
        maxima = found.get(("stage1", "input"), {})
        pooled = min(shot.step or 0, 4) if shot is not shots[-1] and (shot.step or shot is shots[0]) else 4
        assert set(maxima) == set(range(1, pooled + 1))
        places = found.get(("stage3", "output"), maxima)
        assert places == maxima
    assert maxima == {1: (0, 0), 2: (1, 3), 3: (2, 0), 4: (3, 3)}
    assert found["stage3", "input"] == {1: (0, 0), 2: (0, 1), 3: (1, 0), 4: (1, 1)}
    assert message("small_number_of_window") in chain._contents.notes
    page = chain.page
    lefts = [min(g.origin[0] for k, g in page.grids.items() if k.picture == (f"stage{n}",)) for n in (1, 2, 3)]
    assert lefts == sorted(lefts), "from left to right"


def test_fold_shows_a_column_at_a_time_and_what_it_is_added_to():
    animation = animate("fold", input=[[8, 1, 2, 8], [5, 4, 6, 9], [9, 3, 2, 3], [1, 7, 4, -8]])
    shots = list(animation.shots())
    assert [shot.step for shot in shots] == [None, 1, 2, 2, 3, 3, 4, 4, None], "the first adds to nothing"
    assert [say_all(shot.scene.words.sums) for shot in shots if shot.step and shot.scene.words.sums] == [
        *2 * ["5 + 1 = 6, 1 + 3 = 4"], *2 * ["9 + 2 = 11, 4 + 6 = 10"], *2 * ["10 + 8 = 18"],
    ]  # fmt: skip
    last = next(panel for panel in shots[-1].scene.panels if panel.id.part == "output")
    assert last.numbers.tolist() == animation.trace.output[0].tolist() == [[8, 6, 4], [11, 18, 16], [2, 7, -8]]


def test_unfold_shows_the_patch_that_becomes_a_column():
    shots = [shot for shot in animate("unfold", input_size=4, kernel_size=3, padding=1, stride=2).shots() if shot.step]
    assert len(shots) == 4
    for shot in shots:
        plane, matrix = shot.scene.panels
        read = np.isin(plane.roles, (Role.INPUT_IN_PLAY, Role.PADDING_IN_PLAY))
        assert plane.numbers[read].tolist() == matrix.numbers[:, shot.step - 1].tolist()
        assert (matrix.roles[:, shot.step - 1] == Role.OUTPUT_IN_PLAY).all()


def test_hidden_channels_are_not_drawn():
    trace = record("avg_pool", np.arange(3 * 4 * 4).reshape(3, 4, 4), kernel_size=2)
    shots = list(get_view(None, "avg_pool").draw(trace, 1000, Channels((1,), (1,))))
    assert {panel.id for panel in shots[0].scene.panels} == {PanelId("input", (1,)), PanelId("output", (1,))}
    assert sum(shot.duration_ms for shot in shots if shot.step) == 4 * 1000


@pytest.mark.parametrize(
    "ops",
    [
        ["conv", "nearest"],
        [{"op": "conv", "out_channels": 3}, "max_pool", {"op": "conv_transpose", "kernel_size": 2, "stride": 2}],
        [{"op": "conv", "out_channels": 8}, "pixel_shuffle", "max_pool", "bilinear"],
        ["max_pool", "max_pool", "max_unpool", "max_unpool"],
        ["nearest"],
    ],
)
def test_any_list_of_operations_is_drawn_stage_by_stage(ops):
    animation = animate(ops, input_size=6)
    last = list(animation.shots())[-1].scene
    for n, stage in enumerate(animation.trace.stages, start=1):
        outputs = [panel for panel in last.panels if panel.id.picture == (f"stage{n}",) and panel.id.part == "output"]
        assert outputs
        for panel in outputs:
            channel = panel.id.channels[0] if panel.id.channels else 0
            np.testing.assert_array_equal(panel.values, stage.output[channel])
    assert animation.recipe == "", "no options of the command line say it"


def test_cells_that_channels_not_drawn_write_have_their_values():
    trace = record("pixel_shuffle", np.arange(1, 65).reshape(16, 2, 2), upscale_factor=4)
    last = list(get_view(None, "pixel_shuffle").draw(trace, 1000, choose_channels(trace.spec, None)))[-1].scene
    (output,) = (panel for panel in last.panels if panel.id.part == "output")
    np.testing.assert_array_equal(output.values, trace.output[0])


EDGES = [[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]


@pytest.mark.parametrize("op", ops_of("pixels"))
def test_a_picture_is_drawn_row_by_row_as_its_rows_complete_it(op):
    picture = np.add.outer(np.arange(20), 3 * np.arange(24))
    weight = {"weight": EDGES} if op in ("conv", "conv_transpose", "resize_conv") else {}
    channels = {"input": np.stack([picture] * 4)} if op == "pixel_shuffle" else {"input": picture[np.newaxis]}
    more = {"output_size": (7, 9), "kernel_size": 2, "stride": (1, 2)} if op == "fold" else {}  # of 20 to 24
    animation = animate(["max_pool", "max_unpool"] if op == CHAIN else op, view="pixels", **channels, **weight, **more)
    shots = list(animation.shots())
    drawn = [[panel for panel in shot.scene.panels if panel.id.part == "output"][-1].roles for shot in shots]
    assert not np.isin(drawn[0], list(GRAYS)).any()
    assert np.isin(drawn[-1], list(GRAYS)).all()
    shades, values = drawn[-1].ravel(), animation.trace.output[0].ravel()
    order = np.argsort(values)
    assert (np.diff(shades[order].astype(int)) >= 0).all(), "what is larger is brighter"
    for before, after in itertools.pairwise(drawn):
        known = before != Role.OUTPUT_WAITING
        assert (before[known] == after[known]).all()
    assert len([shot for shot in shots if shot.step is not None]) <= 20


def test_a_comparison_of_a_picture_keeps_its_brightness():
    picture = np.add.outer(np.arange(20), np.arange(20)) * 3
    animation = animate("compare", input=picture)
    assert animation.trace.spec.output_size == (40, 40)
    traces = zip(animation.trace.spec.get("ops"), animation.trace.stages, strict=True)
    smooth = {op: trace.output[0][4:-4, 4:-4] for op, trace in traces}
    for op in ("nearest", "bilinear", "conv_transpose", "resize_conv"):
        assert smooth[op].mean() == pytest.approx(picture.mean(), rel=0.05), "an odd kernel moves it a little"
