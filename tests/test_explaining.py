"""What the views that explain say and show beyond the numbers: the facts of each, by hand."""

import re
from collections import defaultdict
from collections.abc import Iterable

import numpy as np
import pytest

from tconv_anim.animation import animate
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.message import Clauses, Message, Words, equation, message
from tconv_anim.core.record import record
from tconv_anim.core.trace import Trace
from tconv_anim.options import style_names
from tconv_anim.recipes.values import Channels
from tconv_anim.renderer.fonts import NUMBER, measure
from tconv_anim.renderer.geometry import cell_corners, rotated, turned
from tconv_anim.renderer.layout import LayoutError
from tconv_anim.renderer.layout.font_sizes import MIN_TEXT_PX, SMALLEST_SHARE
from tconv_anim.renderer.layout.page import Grid
from tconv_anim.renderer.marking import STILL_BEYOND
from tconv_anim.renderer.themes import load_theme
from tconv_anim.scenes.formulas import border
from tconv_anim.scenes.pair import pair
from tconv_anim.scenes.scene import BY_COLUMN, PanelId, Role, Shot, Stroke
from tconv_anim.scenes.sums import additions
from tconv_anim.scenes.texts import say, say_all
from tconv_anim.scenes.views import get_view

from .letters import in_letters
from .test_views import panels

STEP_MS = 600
SEVEN_WAYS = ("nearest", "bilinear", "bed_of_nails", "max_unpool", "conv_transpose", "pixel_shuffle", "resize_conv")


def shots(view: str, trace: Trace, channels: Channels | None = None) -> list[Shot]:
    return list(get_view(view, trace.spec.op).draw(trace, STEP_MS, channels or Channels()))


def transposed(input_size: tuple[int, ...], kernel_size: tuple[int, ...], **parameters: object) -> Trace:
    """A conv_transpose of numbers that tell cells apart."""
    rng = np.random.default_rng(0)
    numbers = (rng.integers(1, 10, size) for size in (input_size, kernel_size))
    return record("conv_transpose", *numbers, **parameters)


def details(some: Iterable[Shot]) -> list[Clauses]:
    return [shot.scene.caption.detail for shot in some]


def test_connections_end_with_nothing_lit_and_how_many_cells_each_reaches():
    last = shots("connections", transposed((4, 3), (3, 3)))[-1]
    assert not (panels(last.scene)[PanelId("input")].roles == Role.INPUT_IN_PLAY).any()
    assert not (panels(last.scene)[PanelId("output")].roles == Role.OUTPUT_IN_PLAY).any()
    assert not last.scene.links
    assert last.scene.caption.detail == (message("each_of_input", least=9, most=9),)


def test_connections_tell_cells_that_reach_nothing():
    said = details(shots("connections", transposed((4, 4), (2, 2), stride=2, padding=2)))
    assert said[1] == (message("reaches_nothing", cell=message("cell_by_value", value="8"), outside=4),)
    cells = message("output_cells", count=4)
    assert (
        message("input_cell_connected", cell=message("cell_by_value", value="1"), cells=cells),
        message("marked_is", product=equation("1·6", "6")),
    ) in said
    conv = record("conv", np.ones((2, 2)), np.ones((2, 2)), padding=3)
    nothing = message("reads_nothing", cell=message("marked_output_cell"), outside=4)
    assert details(shots("connections", conv))[1] == (nothing,)


def test_connections_draw_the_cells_of_output_padding_as_such_though_no_stamp_reaches_them():
    first = shots("connections", transposed((2, 2), (1, 1), stride=2, output_padding=1))[0]
    roles = panels(first.scene)[PanelId("output")].roles
    assert (roles[-1] == Role.EXTRA).all()
    assert (roles[:, -1] == Role.EXTRA).all()
    assert roles[1, 1] == Role.EMPTY


def of_conv(words: Words) -> Message:
    return message("labelled", label=message("conv"), words=words)


def of_transposed(words: Words) -> Message:
    return message("labelled", label=message("transposed"), words=words)


def paired(trace: Trace, view: str | None = None) -> list[Shot]:
    return list(pair(trace, view, STEP_MS, Channels()))


def test_a_pair_tells_whose_input_is_whose_output_and_which_formula_is_whose():
    there = paired(record("conv", np.arange(25).reshape(5, 5), np.ones((3, 3)), stride=2, padding=1))
    for shot in there:
        names = {"there": message("transposed_convolution"), "here": message("convolution")}
        assert shot.scene.caption.note == (message("shape_comes_back", **names),)
        assert in_letters(shot.scene.caption.formula).split("; ") == [
            "o = ⌊(i + 2p − k)/s⌋ + 1 = ⌊(5 + 2·1 − 3)/2⌋ + 1 = 3", "(⌊ ⌋ rounds down)",
            "o = (i − 1)·s − 2p + k = (3 − 1)·2 − 2·1 + 3 = 5",
        ]  # fmt: skip
    back = paired(transposed((3, 3), (3, 3), stride=2, padding=1), "zero_insertion")[0].scene.caption
    (shape,) = (note for note in back.note if note.key == "shape_comes_back")
    assert (shape["there"], shape["here"]) == (names["here"], names["there"])
    assert in_letters(back.formula[2:]) == "o = (i − 1)·s − 2p + k = (3 − 1)·2 − 2·1 + 3 = 5"


def test_a_pair_tells_its_outputs_apart():
    last = paired(transposed((3, 3), (3, 3), stride=2, padding=1), "zero_insertion")[-1]
    said = (of_conv(message("output_is", size="3×3")), of_transposed(message("output_is", size="5×5")))
    assert last.scene.caption.detail == said


def test_a_pair_does_not_deny_values_that_do_come_back():
    same = paired(record("conv", np.arange(4).reshape(2, 2), np.ones((1, 1))))
    assert [words.key for words in same[0].scene.caption.note] == ["values_come_back"]


def test_a_pair_of_connections_says_once_that_they_are_the_same():
    last = paired(record("conv", np.ones((5, 5)), np.ones((3, 3)), stride=2), "connections")[-1]
    assert last.scene.caption.detail == (message("same_connections"),)


@pytest.mark.parametrize("style", style_names())
@pytest.mark.parametrize(
    ("op", "options", "cells", "said"),
    [
        ("conv_transpose", {"stride": 2, "padding": 1}, 4, "2·4 + 1·2 + 6·1 + 7·3 = 37"),
        ("conv_transpose", {"in_channels": 2, "input_size": 2, "kernel_size": 2}, 8, "= 86"),
        ("conv_transpose", {"dims": 1, "stride": 2, "bias": [5]}, 2, "+ bias 5 ="),
        ("conv_transpose", {"stride": 2, "padding": 1, "view": "zero_insertion"}, 4, "2·4 + 1·2 + 6·1 + 7·3 = 37"),
        ("conv", {"input_size": 5, "stride": 2, "padding": 1}, 9, "6·3 + 9·0 + 1·1"),
        ("conv", {"in_channels": 2, "input_size": 4}, 18, "= 86 + 90 = 176"),
    ],
)
def test_the_last_frame_works_one_finished_number_out(op, options, cells, said, style):
    *_, last = animate(op, style=style, **options).shots()
    assert last.step is None
    assert said in say_all(last.scene.words.sums)
    lit = {part: [p for p in last.scene.panels if p.id.part == part] for part in ("input", "output")}
    in_play = Role.INPUT_IN_PLAY, Role.OUTPUT_IN_PLAY  # the one whose stamp is followed
    assert sum(np.isin(panel.roles, in_play).sum() for panel in lit["input"]) == cells
    (output,) = lit["output"]
    (total,) = output.values[output.roles == Role.OUTPUT_IN_PLAY]
    assert say_all(last.scene.words.sums).endswith(f"= {total:g}")
    *_, bare = animate(op, style=style, caption=False, **options).shots()
    assert all(not np.isin(panel.roles, (Role.INPUT_IN_PLAY, Role.OUTPUT_IN_PLAY)).any() for panel in bare.scene.panels)


def test_no_example_adds_up_channels_that_are_not_drawn():
    *_, last = animate("conv_transpose", in_channels=9, stride=2).shots()
    assert not last.scene.words.sums


@pytest.mark.parametrize(("cells", "told"), [(1, 1), (2, 2), (3, 1), (9, 1)])
def test_a_stamps_sums_are_all_written_or_one_of_them_if_there_are_many(cells, told):
    sums = say(additions([float("nan")] * cells, [2], [range(cells)])).split(", ")
    assert sums == [f"2·{n} = {2 * n}" for n in range(told)]


def test_the_cells_of_a_matrixs_vector_look_like_those_of_the_output():
    """Waiting, growing, in play or finished, as the output beside it, also with several channels and gaps."""
    looks = {Role.OUTPUT_WAITING, Role.OUTPUT_GROWING, Role.OUTPUT_IN_PLAY, Role.OUTPUT}
    some = record("conv_transpose", np.ones((2, 2, 3)), np.ones((2, 1, 3, 2)))
    for trace in (some, transposed((3, 3), (3, 3), stride=2), transposed((2, 2), (1, 2), dilation=2, stride=2)):
        seen: set[int] = set()
        for shot in shots("matrix", trace):
            outputs = [panel for panel in shot.scene.panels if panel.id.part in ("output", "y") and shot.step]
            for picture, vector in zip(outputs[::2], outputs[1::2], strict=True):
                np.testing.assert_array_equal(vector.roles.ravel(), picture.roles.ravel())
                seen.update(vector.roles.ravel().tolist())
        assert seen - {Role.EMPTY} <= looks
        assert trace is not some or seen == looks


@pytest.mark.parametrize(
    "given",
    [
        {"view": "matrix"},
        {"view": "matrix", "op": "conv", "input_size": 5},
        {"view": "matrix", "size": (1920, 1080), "steps": range(1, 10, 4)},
        {"view": "matrix", "input_size": 2, "size": (1280, 720), "steps": range(1, 5, 3)},
        {"view": "both", "stride": 2, "padding": 1, "size": (1280, 720), "steps": range(1, 10, 4)},
        {"op": "compare", "size": (1280, 720), "steps": range(1, 17, 5)},
        {"op": "resize_conv", "size": (1280, 720), "style": "flat"},
    ],
)
def test_the_text_around_the_cells_leaves_room_for_their_numbers(given):
    animation = animate(**given)
    assert animation.left_out is None
    fonts = animation.page.fonts
    assert min(fonts.text, fonts.caption, fonts.title, fonts.subtitle, *fonts.zoomed.values()) >= MIN_TEXT_PX


def test_numbers_that_only_a_matrix_has_no_room_for_leave_it_alone():
    animation = animate(input_size=5, view="matrix")
    assert animation.numbers_fit
    assert animation.left_out


def test_a_column_of_a_matrix_is_seen_to_be_added():
    trace = transposed((2, 2), (2, 2))
    adding = [panels(shot.scene)[PanelId("y")] for shot in shots("matrix", trace) if shot.step == 2]
    before, product = trace.steps[1].before[0], trace.steps[1].products[0, 0]
    lit = ~np.isnan(adding[0].terms[:, 0])
    np.testing.assert_array_equal(adding[0].terms[lit, 0], product.ravel())
    np.testing.assert_array_equal(np.nan_to_num(adding[0].values[lit, 0]), before.ravel())
    assert adding[1].terms is None or np.isnan(adding[1].terms).all()
    np.testing.assert_array_equal(adding[1].values[lit, 0], (before + product).ravel())


def test_a_matrix_of_a_usual_layer_shows_its_numbers():
    for size in (None, (1280, 720), (1080, 1080), (1024, 768), 491):
        animation = animate(stride=2, padding=1, view="matrix", size=size)
        cell = animation.page.grids[PanelId("matrix")].across[0]
        assert animation.page.fonts.numbers(next(animation.shots()).scene.panels[-1]) >= MIN_TEXT_PX
        assert max(animation.page.fonts.zoomed.values()) <= SMALLEST_SHARE * cell


@pytest.mark.parametrize("view", ["overlap_add", "overlap"])
def test_once_the_border_is_gone_its_size_is_not_said_any_more(view):
    shots = list(animate(view=view, stride=2, padding=1).shots())
    named = [panel for shot in shots for panel in shot.scene.panels if panel.id.part in ("output", BY_COLUMN)]
    said = [panel.subtitle for panel in named if panel.title]
    gone = said.index(message("border_is_cropped"))
    assert set(said[:gone]) == {message("before_cropping", size="7×7")}
    assert set(said[gone:]) == {message("border_is_cropped")}
    assert len(said) == len(shots)
    whole = [panel for shot in animate(view=view, stride=2).shots() for panel in shot.scene.panels]
    assert not any(panel.subtitle for panel in whole if panel.id.part == "output")


@pytest.mark.parametrize("view", ["overlap_add", "both", "matrix"])
def test_a_stamp_that_padding_crops_altogether_is_told(view):
    said = details(shots(view, transposed((2, 3), (2, 2), stride=2, padding=(0, 2))))
    ends = [detail["items"][-1] if detail.key in ("list", "clauses") else detail for detail, *_ in said]
    whole = [words["cell"] for words in ends if words.key == "whole_stamp_cropped"]
    assert whole == ["0, 0", "0, 2", "1, 0", "1, 2"]


def test_both_tells_of_each_cell_that_its_stamps_are_complete_and_what_its_window_sums_to():
    trace = transposed((2, 2), (2, 2))
    said = [words for words, *_ in details(shots("both", trace)) if words.key == "window_sums_to"]
    order = [(0, 0), (0, 1), (0, 2), (1, 0), (2, 0), (1, 1), (1, 2), (2, 1), (2, 2)]
    assert [words["result"] for words in said] == [str(trace.output[0, row, column]) for row, column in order]
    assert {words["cell"].key for words in said} == {"has_all_stamps"}


def test_both_lights_the_products_that_meet_on_a_completed_cell():
    trace = transposed((2, 2), (3, 3), stride=2)
    output_id = PanelId("output", picture=("overlap_add",))
    found = [panels(shot.scene) for shot in shots("both", trace) if shot.step == 4]
    by_id = next(
        each for each in found if np.argwhere(each[output_id].roles == Role.OUTPUT_IN_PLAY).tolist() == [[2, 2]]
    )
    read, kernel, output = (by_id[PanelId(part, picture=("overlap_add",))] for part in ("input", "kernel", "output"))
    values = read.numbers[read.roles == Role.INPUT_IN_PLAY]
    weights = kernel.numbers[kernel.roles == Role.KERNEL_IN_PLAY]
    assert len(values) == len(weights) == 4
    assert kernel.terms is None
    assert read.operator == "×"
    assert read.terms[read.roles == Role.INPUT_IN_PLAY].tolist() == weights[::-1].tolist()
    assert values[::-1] @ weights == output.numbers[2, 2]
    window, turned = (by_id[PanelId(part, picture=("zero_insertion",))] for part in ("input", "kernel"))
    assert turned.numbers[turned.roles == Role.KERNEL_IN_PLAY].tolist() == weights[::-1].tolist()
    assert turned.terms is None
    assert window.numbers[window.roles == Role.INPUT_IN_PLAY].tolist() == values.tolist()
    assert window.terms[window.roles == Role.INPUT_IN_PLAY].tolist() == weights[::-1].tolist()


@pytest.mark.parametrize("view", ["overlap_add", "connections"])
@pytest.mark.parametrize("options", [{"stride": 2, "padding": 1}, {"dilation": 2, "stride": 3}])
def test_the_weight_of_the_product_that_is_written_out_is_marked(view, options):
    trace = transposed((3, 3), (3, 3), **options)
    for shot in shots(view, trace):
        if shot.step is None:
            continue
        found = panels(shot.scene)
        told = {one.panel.part: one.box[:2] for one in shot.scene.outlines if one.stroke is Stroke.TOLD}
        kernel, given = found[PanelId("kernel")], found[PanelId("input")]
        assert told.keys() - {"products"} == {"kernel", "output"}
        if "products" in told:
            made = found[PanelId("products")].numbers[told["products"]]
            assert made == kernel.numbers[told["kernel"]] * given.numbers[given.roles == Role.INPUT_IN_PLAY]
        assert kernel.roles[told["kernel"]] == Role.KERNEL_IN_PLAY
        (value,) = given.numbers[given.roles == Role.INPUT_IN_PLAY]
        sums = shot.scene.words.sums or (found[PanelId("output")].sum,)
        assert f"{value:g}·{kernel.numbers[told['kernel']]:g}" in say_all(sums)


@pytest.mark.parametrize("channels", [(1, 1), (2, 2)])
@pytest.mark.parametrize("options", [{"stride": 2, "padding": 1}, {"stride": 1}, {"stride": 2, "dilation": 2}])
def test_at_the_end_each_input_cell_of_a_sum_is_marked_with_its_weight_and_its_stamp(options, channels):
    trace = transposed((channels[0], 3, 3), (*channels, 3, 3), **options)
    last = next(
        shot for shot in shots("overlap_add", trace, Channels(*map(tuple, map(range, channels)))) if len(shot.pairs) > 1
    )
    products = []
    for scene in last.pairs:
        found = panels(scene)
        followed = {
            panel.id: tuple(map(int, np.argwhere(panel.roles == Role.OUTPUT_IN_PLAY)[0]))
            for panel in found.values()
            if panel.id.part in ("input", "kernel", "output")
        }
        for panel, tap in followed.items():
            if panel.part == "kernel":
                a, c = panel.channels or (0, 0)
                source = followed[PanelId("input", (a,) if panel.channels else ())]
                products.append((c, trace.input[a, *source] * trace.weight[a, c, *tap]))
                output = PanelId("output", (c,) if panel.channels else ())
                boxes = [o.box for o in scene.outlines if o.panel == output and o.stroke is Stroke.WINDOW]
                (stamp,) = (box for box in boxes if (box[2] - box[0]) * (box[3] - box[1]) > 1)
                away = [at - first for at, first in zip(followed[output], stamp[:2], strict=True)]
                assert away == [trace.spec.dilation[0] * t for t in tap]
    if channels == (1, 1):  # of one kernel the first and the last
        said = say(last.example.words.sums[0]).rpartition(" = ")[0].split(" + ")
        assert products == [(0, float(np.prod([*map(int, one.split("·"))]))) for one in (said[0], said[-1])]
        for scene, (_, product) in zip(last.pairs, products, strict=True):
            stamp = panels(scene)[PanelId("products")]
            (ring,) = (o.box for o in scene.outlines if o.stroke is Stroke.TOLD and o.panel == stamp.id)
            assert stamp.numbers[ring[:2]] == product
        return
    for c, output in enumerate(p for p in panels(last.example).values() if p.id.part == "output"):
        (total,) = output.numbers[output.roles == Role.OUTPUT_IN_PLAY]
        assert sum(product for channel, product in products if channel == c) == total


@pytest.mark.parametrize("options", [{"in_channels": 2, "out_channels": 2}, {"view": "both", "stride": 2}])
def test_the_products_of_the_stamps_that_are_framed_are_underlined_in_their_sums(options):
    animation = animate(**options)
    totals: dict[int, float] = defaultdict(float)
    seen = set()
    for scene in (shot.scene for shot in animation.shots() if shot.step is None):
        outputs = [panel for panel in scene.panels if panel.id.part == "output"]
        stressed = scene.words.stressed or tuple(panel.stressed for panel in outputs if panel.stressed and panel.sum)
        each = len(stressed) // len(outputs)
        for n, (product, before) in enumerate(stressed):
            first, second = map(int, product.split("·"))
            if (product, before, n // each) not in seen:
                seen.add((product, before, n // each))
                totals[n // each] += first * second
        if stressed:
            last = outputs
    assert len(seen) > len(totals)
    assert len(totals) == len(last)
    for n, total in totals.items():
        ((row, column),) = np.argwhere(last[n].roles == Role.OUTPUT_IN_PLAY)
        assert last[n].numbers[row, column] == total


def test_a_line_is_below_the_product_that_is_underlined():
    animation = animate(stride=2, padding=1)
    *_, told = (shot for shot in animation.shots() if shot.scene.words.stressed)
    ((product, before),) = told.scene.words.stressed
    (frame,) = animation.drawing([told]).frames()
    marks = {mark.key: mark.shape for mark in frame.marks}
    line = marks["sum", "under", 0]
    ((start, y), (end, _)), texts = line.paths[0], [marks[key] for key in marks if key[0] == "sum" and len(key) == 2]
    (text,) = (text for text in texts if text.at[1] < y < text.at[1] + text.px)
    found = [match.start() for match in re.finditer(re.escape(product), text.text)]
    assert before == 0
    assert len(found) == 1
    left = text.at[0] + measure(text.text[: found[0]], text.px, NUMBER)
    assert (start, end) == pytest.approx((left, left + measure(product, text.px, NUMBER)))


@pytest.mark.parametrize("style", style_names())
def test_each_cell_that_is_cut_is_crossed_out_above_its_number_and_no_other(style):
    animation = animate(stride=2, padding=1, style=style)
    (shot,) = (shot for shot in animation.shots() if shot.scene.words.progress == message("crop") and not shot.explains)
    (frame,) = animation.drawing([shot]).frames()
    marks, output = {mark.key: mark for mark in frame.marks}, PanelId("output")
    line = marks[output, "crossed out"]
    cut = np.argwhere(panels(shot.scene)[output].roles == Role.CUT).tolist()
    assert len(line.shape.paths) == len(cut) == 49 - 25
    for (row, column), path in zip(cut, line.shape.paths, strict=True):
        assert line.order > marks[output, "number", row, column].order
        xs, ys = zip(*marks[output, "cell", row, column].shape.corners, strict=True)
        assert all(min(xs) <= x <= max(xs) and min(ys) <= y <= max(ys) for x, y in path)


def test_nothing_is_marked_at_the_end_where_a_turned_kernel_is_the_same():
    *_, last = shots("overlap_add", record("conv_transpose", [[[1, 2], [3, 4]]], [[[[1, 2], [2, 1]]]], stride=1))
    assert [words.key for words in last.example.words.detail] == ["meet_in_marked"]
    assert not last.pairs


def test_zeros_come_between_the_cells_and_around_them_before_the_window_moves():
    """Each picture has what the one before had; what padding takes is crossed out in the last."""
    opening = [shot.scene for shot in shots("zero_insertion", transposed((3, 3), (3, 3), stride=2, padding=1))][:4]
    inputs = [panels(scene)[PanelId("input")] for scene in opening]
    assert [int((panel.roles != Role.ABSENT).sum()) for panel in inputs] == [9, 25, 81, 81]
    assert [int((panel.roles == Role.CUT).sum()) for panel in inputs] == [0, 0, 0, 81 - 49]
    own = [sorted(panel.numbers[panel.roles == Role.INPUT]) for panel in inputs]
    assert own == own[:1] * 4
    for panel in inputs:
        assert not panel.numbers[~np.isin(panel.roles, (Role.INPUT, Role.ABSENT, Role.REMOVED))].any()
    said = [say(words) for scene in opening for words in scene.words.detail]
    assert "2 rings" in said[2]
    assert "1 of the 2 rings" in said[3]


def test_inserted_zeros_are_no_part_of_sums_and_the_weights_that_meet_input_cells_are_marked():
    trace = transposed((3, 3), (3, 3), stride=2, padding=1)
    for shot in shots("zero_insertion", trace):
        if shot.step is None:
            continue
        found = panels(shot.scene)
        window, kernel = found[PanelId("input")], found[PanelId("kernel")]
        read = window.numbers[window.roles == Role.INPUT_IN_PLAY]
        used = kernel.numbers[kernel.roles == Role.KERNEL_IN_PLAY]
        total = trace.output.ravel()[shot.step - 1]
        assert read @ used == total
        products = " + ".join(f"{value:g}·{weight:g}" for value, weight in zip(read, used, strict=True))
        assert [say(words) for words in shot.scene.caption.sums] == [f"{products} = {total:g}"]


@pytest.mark.parametrize(("bias", "key"), [(None, "window_of_zeros"), ([4], "window_of_zeros_and_bias")])
def test_a_window_that_holds_only_zeros_says_so(bias, key):
    trace = record("conv_transpose", [[[1, 2]]], [[[[3]]]], bias, stride=2)
    said = [words for words, *_ in details(shot for shot in shots("zero_insertion", trace) if shot.step)]
    assert said[1] == message(key, result=str(bias[0] if bias else 0))
    assert said[0].key == ("products_and_bias_are_added" if bias else "products_sum_to")


def test_both_shows_cells_that_no_stamp_reaches_on_both_sides_at_once():
    last = [shot for shot in shots("both", transposed((2, 2), (1, 1), stride=2)) if shot.step == 4]
    bare = [
        shot
        for shot in last
        for words in shot.scene.caption.detail
        if words.key == "window_sums_to" and words["cell"].key == "no_stamp_reaches"
    ]
    cells = [(0, 1), (1, 0), (1, 1), (1, 2), (2, 1)]
    for shot, (row, column) in zip(bare, cells, strict=True):
        (said,) = shot.scene.caption.detail
        assert (said["cell"]["cell"], said["result"]) == (f"{row}, {column}", "0")
        stamps, windows = (
            panels(shot.scene)[PanelId("output", picture=(name,))] for name in ("overlap_add", "zero_insertion")
        )
        assert stamps.values[row, column] == windows.values[row, column] == 0
        assert stamps.roles[row, column] == Role.EMPTY
    assert np.isnan(panels(bare[0].scene)[PanelId("output", picture=("overlap_add",))].values[2, 1]), (
        "not before its window has come"
    )


def test_both_counts_channels_and_bias_in_its_windows_and_explains_its_shades():
    trace = record("conv_transpose", [[[1]], [[2]]], [[[[3]]], [[[4]]]], [5])
    said = details(shots("both", trace, Channels((0, 1), (0,))))
    assert said[-2:] == [
        (message("window_sums_to", cell=message("has_all_stamps", cell=""), result="16"),),
        (message("same_output"), message("cells_sum", what=message("stamps_of_channels", count=2), counts=("2",))),
    ]
    assert details(shots("both", transposed((2, 2), (2, 2))))[-1] == (
        message("same_output"), message("cells_sum", what=message("stamps"), counts=("1", "2", "4"))
    )  # fmt: skip


def story(trace: Trace) -> list[str]:
    """What the steps of the recipe are called, each once, until the window slides."""
    captions = [shot.scene.caption for shot in shots("steps", trace) if shot.step is None][1:-1]
    return list(dict.fromkeys(f"{say(caption.progress)}: {say_all(caption.detail)}" for caption in captions))


def test_all_four_steps_are_told_though_nothing_happens():
    assert story(transposed((2, 2), (1, 1))) == [
        "1. compute z and p′: z = s − 1 = 1 − 1 = 0, and p′ as in the formula above",
        "2. z = 0: no zeros to insert",
        "3. p′ = 0: no border to add",
        "4. flip the kernel: a single cell stays as it is",
    ]
    assert story(transposed((2, 2), (2, 3), stride=(2, 1), padding=(1, 0)))[1:] == [
        "2. insert z rows of zeros: 2 + (2 − 1)·1 = 3",
        "3. add the border of zeros: now 3×6",
        "4. flip the kernel: it turns by 180°",
    ]
    assert story(transposed((1, 1), (1, 2), stride=2))[1:] == [
        "2. insert z zeros: none, for lack of neighbours to insert them between",
        "3. add the border of zeros: now 1×3",
        "4. flip the kernel: it is reversed",
    ]


def test_the_kernel_turns_until_it_is_the_flipped_one():
    trace = transposed((3, 3), (2, 3), stride=2)
    flips = [shot for shot in shots("steps", trace) if shot.scene.caption.progress == message("recipe_4")]
    kernels = [panels(shot.scene)[PanelId("kernel")] for shot in flips]
    assert [kernel.turn for kernel in kernels] == [30, 60, 90, 120, 150, 0]
    for kernel in kernels[:-1]:
        np.testing.assert_array_equal(kernel.values, trace.weight[0, 0])
    np.testing.assert_array_equal(kernels[-1].values, np.flip(trace.weight[0, 0]))
    assert sum(shot.duration_ms for shot in flips) == 1.5 * STEP_MS
    assert not any(outline.panel.part == "kernel" for shot in flips for outline in shot.scene.outlines)


@pytest.mark.parametrize("degrees", [0, 30, 45, 90, 135, 180, 270])
@pytest.mark.parametrize(("rows", "columns"), [(2, 2), (1, 3), (4, 2)])
def test_turned_cells_stay_within_their_room_and_are_as_large_as_it_allows(rows, columns, degrees):
    grid = Grid((10, 20), (16, 0), (0, 16), rows, columns)
    moved = rotated(cell_corners(grid), degrees)
    low, high = moved.min(axis=(0, 1, 2)), moved.max(axis=(0, 1, 2))
    room = np.array([columns, rows]) * 16
    assert (low >= np.array([10, 20]) - 1e-9).all()
    assert (high <= np.array([10, 20]) + room + 1e-9).all()
    assert np.isclose(high - low, room).any()
    if degrees == 180:
        np.testing.assert_allclose(moved[0, 0].mean(axis=0), np.array([10, 20]) + room - 8)


@pytest.mark.parametrize("style", style_names())
def test_a_turning_kernel_is_drawn_within_its_grid_or_turns_in_its_plane(style):
    """Its cells keep their colour; at 30 degrees the corners of an upright one's grid are bare."""
    animation = animate(stride=2, padding=1, view="steps", style=style)
    theme, drawing = load_theme(), animation.drawing()
    palette = drawing.palette
    for shot, frame in zip(animation.shots(), drawing.pixel_frames(), strict=True):
        kernel = panels(shot.scene)[PanelId("kernel")]
        if kernel.turn:
            grid = animation.page.grids[PanelId("kernel")]
            place = (
                rotated(cell_corners(grid), kernel.turn) if grid.upright else turned(grid, kernel.turn, STILL_BEYOND)
            )
            for corner in place[0, 0]:
                middle = place[0, 0].mean(axis=0)
                x, y = (corner + 2 * (middle - corner) / 5).round().astype(int)
                assert tuple(palette.colors[frame.indices[y, x]]) == theme.looks[Role.KERNEL_IN_PLAY].fill
        if kernel.turn in (30, 60) and grid.upright:
            x, y = grid.origin
            assert tuple(palette.colors[frame.indices[y + 1, x + 1]]) == theme.page["background"]


def test_the_border_at_the_end_is_told():
    assert say_all(border(ConvSpec("conv_transpose", 2, 4, stride=3, output_padding=1))) == (
        "p′ = kernel − 1 − padding = 4 − 1 − 0 = 3, at the end p′ + output_padding = 4"
    )
    assert say_all(border(ConvSpec("conv_transpose", 3, 3, padding=((1, 0), (1, 0)), dilation=2))) == (
        "p′ = dilation·(kernel − 1) − padding before = 2·(3 − 1) − 1 = 3, "
        "at the end dilation·(kernel − 1) − padding after = 4"
    )
    assert say_all(border(ConvSpec("conv_transpose", 3, 3, padding=((1, 0), (1, 1))))) == (
        "p′ = kernel − 1 − padding before; rows: 3 − 1 − 1 = 1, at the end kernel − 1 − padding after = 2; "
        "columns: 3 − 1 − 1 = 1"
    )


def test_each_side_of_a_pair_tells_its_own_step():
    trace = transposed((3, 3), (3, 3), stride=2, padding=1)
    for shot in paired(trace, "zero_insertion"):
        if shot.step is None:
            continue
        now = message("step_of", step=shot.step, count=25)
        assert shot.scene.caption.progress == now
        conv, back = shot.scene.caption.detail
        then = message("step_of", step=-(-shot.step * 9 // 25), count=9)
        for words, label, progress in ((conv, "conv", then), (back, "transposed", now)):
            assert words["label"].key == label
            assert (words["words"].key, words["words"]["progress"]) == ("own_progress", progress)
            said = words["words"]["words"].key
            assert said == ("products_sum_to" if label == "conv" else "products_among_zeros")


def test_a_page_too_small_for_its_numbers_names_one_that_is_not():
    given = {"stride": 2, "view": "both", "steps": range(1, 3)}
    small = animate(**given, size=(960, 540))
    assert not small.numbers_fit
    (way,) = small.left_out.hint
    assert animate(**given | way).numbers_fit


@pytest.mark.parametrize(
    "given",
    [
        {"op": "conv", "input_size": 24, "steps": range(1, 3)},
        {"op": "compare", "ops": SEVEN_WAYS[:3], "input_size": 1, "output_size": 20, "steps": range(1, 2)},
        {"input_size": 8, "view": "both", "stride": 2, "steps": range(1, 2)},
        {"input_size": 20, "kernel_size": 5, "stride": 2, "steps": range(1, 3), "caption": False},
        {"input_size": 6, "kernel_size": 3, "view": "matrix", "steps": range(1, 2)},
    ],
)
def test_the_size_that_is_named_for_numbers_has_room_for_them(given):
    small = animate(**given)
    (way,) = small.left_out.hint
    assert animate(**given | way).left_out is None


def test_a_picture_too_large_for_a_page_names_a_size_that_is_not():
    given = {"op": "nearest", "input_size": 20, "scale_factor": 6, "steps": range(1, 2)}
    with pytest.raises(LayoutError) as error:
        _ = animate(**given).page
    (way,) = error.value.hint
    assert animate(**given, **way).page.width == way["size"][0]


def test_a_tall_input_keeps_to_the_page():
    assert animate("conv", input_size=(40, 1), kernel_size=(5, 1), style="flat").page.height <= 1440


def test_a_side_of_a_pair_with_nothing_to_add_is_silent():
    trace = record("conv", np.add.outer(np.arange(20), np.arange(20)), np.ones((3, 3)), stride=2)
    last = paired(trace, "pixels")[-1]
    assert (last.scene.caption.progress, last.scene.caption.detail) == (message("done"), ())


def test_both_writes_each_sum_beside_the_output_that_it_is_about():
    for step in (2, 5):
        animation = animate(stride=2, padding=1, view="both")
        scenes = [shot.scene for shot in animation.shots() if shot.step == step]
        for scene in scenes:
            name = "zero_insertion" if any(link.start[0].picture == ("zero_insertion",) for link in scene.links) else ""
            shown = panels(scene)[PanelId("output", picture=(name or "overlap_add",))]
            assert (shown.sum,) == scene.words.sums
        said = [mark.shape.text for mark in animation.marks(step) if mark.key[0] == "caption"]
        assert not any("·" in text for text in said)


@pytest.mark.parametrize(
    ("options", "said"),
    [({"stride": 2, "padding": 1}, "Stride 2: 1 zero between input cells; around them kernel − 1 = 2 rings of zeros."),
     ({"stride": 2, "padding": 1, "input_size": 1}, "Around the input kernel − 1 = 2 rings of zeros."),
     ({"stride": (2, 3), "padding": 1},
      "Stride: zeros between input cells; around them kernel − 1 = 2 rings of zeros.")],
)  # fmt: skip
def test_both_ways_say_once_what_the_window_reads(options, said):
    first, *others = animate(view="both", **options).shots()
    assert [say(words) for words in first.scene.words.parts[1]][1:] == [said]
    assert not any("zeros" in say_all(shot.scene.words.note) for shot in (first, *others))


def test_inserted_zeros_are_summed_up_before_the_first_step():
    shots = [*animate(view="zero_insertion", stride=2, padding=1).shots()]
    (first,) = (n for n, shot in enumerate(shots) if shot.step == 1)
    assert all(shot.explains for shot in shots[: first - 1])
    assert say_all(shots[first - 1].scene.words.parts[1]) == (
        "Insert zeros, add a border of zeros, turn the kernel by 180°, move the window by 1."
    )
    assert not any(panel.roles[panel.roles == Role.OUTPUT_IN_PLAY].any() for panel in shots[first - 1].scene.panels)


def test_until_the_kernel_turns_the_output_has_the_stamp_and_then_the_sum_of_the_window():
    shots = [shot.scene for shot in animate(view="zero_insertion", stride=2, padding=1).shots() if shot.explains]
    stamp, *_, turned = (scene for scene in shots if say_all(scene.words.sums))
    by_part = {panel.id.part: panel for panel in stamp.panels}
    found = by_part["output"].numbers
    assert found[~np.isnan(found)].tolist() == [21, 0, 7, 7, 14, 21, 14, 7, 28]
    assert say_all(stamp.words.sums) == "7·3 = 21"
    by_part = {panel.id.part: panel for panel in turned.panels}
    assert np.nansum(by_part["products"].numbers) == np.nansum(by_part["output"].numbers) == 37
    assert turned.words.stressed == (("7·3", 0),)
