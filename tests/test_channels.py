"""Rows and channels: traced exactly, every number on screen from the trace, drawn legibly."""

import itertools

import numpy as np
import pytest
from hypothesis import given, settings

from tconv_anim.animation import Animation, animate
from tconv_anim.core.equivalents import two_dimensional
from tconv_anim.core.message import equation, message
from tconv_anim.core.record import record
from tconv_anim.core.step import Step
from tconv_anim.core.trace import Trace
from tconv_anim.options import CONVOLUTIONS as OPS
from tconv_anim.recipes.request import OptionError
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.limits import choose_channels
from tconv_anim.scenes.scene import Panel, PanelId, Role, Scene, Stroke
from tconv_anim.scenes.texts import say
from tconv_anim.scenes.views import get_view, in_order, views_for

from .pictures import faults_of
from .strategies import ops_of, traces
from .test_views import counts, kept, results, shown

OTHERS = ("pixels", "gradient", "receptive_field", "all")  # which do not end with its output, or with several
EVERY = [(name, op) for name in in_order() for op in ops_of(name) if op in OPS and name not in OTHERS]


def by_id(scene: Scene) -> dict[PanelId, Panel]:
    return {panel.id: panel for panel in scene.panels}


def outputs(scene: Scene) -> list[Panel]:
    return [panel for panel in scene.panels if panel.id.part == "output"]


@pytest.mark.parametrize(("name", "op"), EVERY)
def test_the_last_shot_shows_every_channel_of_the_output(name, op):
    @given(traces(op, max_channels=3, largest=3))
    @settings(max_examples=15, deadline=None)
    def check(trace: Trace) -> None:
        channels = choose_channels(trace.spec, None)
        *_, last = get_view(name, op).draw(trace, 100, channels)
        flat = two_dimensional(trace)
        expected = counts(flat) if name == "overlap" else flat.output
        shown_last = results(flat, last.scene)
        assert {channel for channel, _ in shown_last} == ({0} if name == "overlap" else set(range(len(expected))))
        for channel, values in shown_last:
            np.testing.assert_array_equal(values, expected[channel])

    check()


def test_the_articles_two_channels_are_added_one_after_the_other():
    trace = record("conv_transpose", [[[0, 1], [2, 3]], [[4, 5], [7, 8]]], [[[[0, 1], [2, 3]]], [[[4, 5], [2, 3]]]])
    assert trace.output.tolist() == [[[16, 40, 26], [36, 93, 61], [18, 49, 33]]]
    shots = [s for s in get_view(None, "conv_transpose").draw(trace, 100, Channels((0, 1), (0,))) if s.step == 4]
    adding = [by_id(s.scene)[PanelId("output", (0,))] for s in shots]
    assert [panel.terms is None for panel in adding] == [False, True, False, True]
    assert adding[0].terms is not None
    assert adding[2].terms is not None
    np.testing.assert_array_equal(adding[0].terms[1:, 1:].ravel(), [0, 3, 6, np.nan])  # the last cell held nothing
    assert adding[0].numbers[2, 2] == 3 * 3
    np.testing.assert_array_equal(adding[2].terms[1:, 1:], 8 * trace.weight[1, 0])
    np.testing.assert_array_equal(shown(adding[3])[1:, 1:], trace.steps[3].after[0])
    lit = [[panel.roles[1, 1] == Role.INPUT_IN_PLAY for panel in s.scene.panels[:2]] for s in shots]
    assert lit == [[True, False]] * 2 + [[True, True]] * 2, "what was added is seen until the next step"


def test_a_conv_says_which_channels_sum_to_the_output():
    trace = record("conv", [[[1, 2]], [[3, 4]]], [[[[1, 1]], [[2, 0]]]], [10])
    (step,) = [s for s in get_view(None, "conv").draw(trace, 100, Channels((0, 1), (0,))) if s.step]
    assert step.scene.caption is not None
    total = equation(message("plus_bias", left="3 + 6", bias="10"), "19")
    assert step.scene.caption.sums == (message("sum_of_cell", cell="0, 0", sum=total),)


@given(traces("conv_transpose", ndim=2, max_channels=4, largest=3))
@settings(max_examples=40, deadline=None)
def test_sums_run_over_channels_that_are_not_drawn(trace):
    *_, last = get_view(None, "conv_transpose").draw(trace, 100, Channels((0,), (0,)))
    (panel,) = outputs(last.scene)
    np.testing.assert_array_equal(shown(panel)[kept(trace)], trace.output[0])


def test_many_channels_are_drawn_as_one_and_said_so():
    animation = animate(layer="ConvTranspose2d(64, 32, kernel_size=4, stride=2, padding=1, bias=False)")
    scene = next(animation.shots()).scene
    assert [panel.id for panel in scene.panels] == [
        PanelId("input", (0,)),
        PanelId("kernel", (0, 0)),
        PanelId("products", (0,)),
        PanelId("output", (0,)),
    ]
    assert scene.caption is not None
    drawn = message("inputs_and_outputs_drawn", inputs=1, of_inputs=64, outputs=1, of_outputs=32)
    indices = message("kernel_index_of_conv_transpose", groups=False)
    assert scene.caption.note == (indices, drawn, message("sums_over_all"))
    assert animation.trace.output.shape == (32, 6, 6)


@pytest.mark.parametrize("drawn", [(0, 1, 2), (0, 2)])
def test_outputs_of_two_groups_are_in_play_with_their_sums_until_their_stamps_are_gone(drawn):
    """They stay where each stamp has a place of its own; where one takes the place of the other, only its own are."""
    trace = record("conv_transpose", np.ones((3, 1, 2)), np.ones((3, 2, 2, 2)), groups=3)
    trace = trace if len(drawn) == 3 else record("conv_transpose", np.ones((3, 1, 2)), np.ones((3, 1, 2, 2)), groups=3)
    channels = Channels(drawn, tuple(range(trace.spec.out_channels)) if len(drawn) == 3 else (0, 2))
    each = trace.spec.out_channels // 3
    for step in (1, 2):
        shots = [s for s in get_view(None, "conv_transpose").draw(trace, 100, channels) if s.step == step]
        assert len(shots) == 2 * len(drawn)
        for n, shot in enumerate(shots):
            playing = {
                panel.id.channels[0] for panel in outputs(shot.scene) if (panel.roles == Role.OUTPUT_IN_PLAY).any()
            }
            first = 0 if len(drawn) == 3 else n // 2
            expected = {c for a in drawn[first : n // 2 + 1] for c in range(each * a, each * (a + 1))}
            assert playing == expected
            assert len(shot.scene.words.sums) == len(expected)


def test_hidden_channels_of_other_groups_are_not_counted():
    trace = record("conv_transpose", np.ones((4, 2, 2)), np.ones((4, 2, 2, 2)), groups=2)
    texts = [s.scene.caption.detail for s in get_view(None, "conv_transpose").draw(trace, 100, Channels((3,), (2,)))]
    assert (message("more_channels_are_added", count=1),) in texts


def test_depthwise_ties_each_channel_to_its_own():
    trace = record("conv", np.ones((3, 3, 3)), np.ones((3, 1, 2, 2)), groups=3)
    for shot in get_view(None, "conv").draw(trace, 100, Channels((0, 1, 2), (0, 1, 2))):
        for link in shot.scene.links:
            assert link.start[0].channels == link.end[0].channels


def test_over_one_axis_products_hover_over_their_window():
    trace = record("conv", np.ones((1, 7)), np.ones((1, 1, 3)), dilation=2)
    steps = [s for s in get_view(None, "conv").draw(trace, 100, Channels()) if s.step]
    over = [by_id(s.scene)[PanelId("products")].over for s in steps]
    assert over == [(PanelId("input"), (0, n, 1, n + 5)) for n in range(3)]


def test_an_output_channel_without_any_of_its_inputs_is_refused():
    spec = record("conv", np.ones((4, 3, 3)), np.ones((4, 1, 2, 2)), groups=4).spec
    with pytest.raises(OptionError) as caught:
        choose_channels(spec, Channels((0,), (3,)))
    assert caught.value.kind == "channel_without_inputs"
    assert caught.value.parameters == {"channel": 3, "group": (3,)}


@pytest.mark.parametrize("wanted", [((4,), (0,)), ((0,), (2,))])
def test_a_channel_that_does_not_exist_is_refused(wanted):
    spec = record("conv", np.ones((4, 3, 3)), np.ones((2, 4, 2, 2))).spec
    with pytest.raises(OptionError) as caught:
        choose_channels(spec, Channels(*wanted))
    assert caught.value.kind == "no_such_channel"


@pytest.mark.parametrize("steps", [(1, 2), "1:2", range(3), range(5, 0, -1)])
def test_steps_that_are_no_range_from_one_on_are_refused(steps):
    with pytest.raises(OptionError) as caught:
        animate(steps=steps)
    assert caught.value.kind == "steps_not_from_one"


DRAWN = [
    ("conv", (2, 3, 3), (2, 2, 2, 2), {}), ("conv", (4, 2, 2), (4, 1, 2, 2), {"groups": 4, "padding": 1}),
    ("conv_transpose", (2, 2, 2), (2, 1, 2, 2), {}), ("conv_transpose", (4, 1, 2), (4, 4, 2, 2), {"stride": 2}),
    ("conv", (1, 7), (1, 1, 3), {"dilation": 2, "padding": 2}), ("conv", (1, 1), (1, 1, 1), {}),
    ("conv", (2, 6), (3, 2, 3), {"padding": ((2, 0),)}),
    ("conv_transpose", (1, 4), (1, 1, 3), {"stride": 2, "padding": 1}),
    ("conv_transpose", (1, 3), (1, 1, 2), {"stride": 3, "output_padding": 2}),
]  # fmt: skip


@pytest.mark.parametrize("style", ["isometric", "flat"])
@pytest.mark.parametrize(("op", "input_shape", "weight_shape", "parameters"), DRAWN)
@pytest.mark.filterwarnings("ignore::tconv_anim.NumbersWarning")
def test_nothing_overlaps_with_rows_and_channels(style, op, input_shape, weight_shape, parameters):
    trace = record(op, np.ones(input_shape, int), np.ones(weight_shape, int), **parameters)
    for view in (name for name in views_for(op) if name not in ("matrix", "pixels", "all")):
        if style == "isometric" and get_view(view, op).flat(trace.spec):
            continue
        animation = Animation(trace, view=view, style=style)
        assert faults_of(animation, every=6) == []
        assert animation.numbers_fit or view == "both", "four and four channels twice on a page are a picture"
        assert animation.to_bytes()[:3] == b"GIF"


@pytest.mark.parametrize("op", ["conv", "conv_transpose"])
def test_the_products_of_a_placement_are_computed_once_for_each_drawn_channel(op, monkeypatch):
    """Those of a layer with hundreds of channels are most of the work."""
    trace = animate(op, in_channels=9, out_channels=8).trace
    asked = []
    products = Step.products.fget
    monkeypatch.setattr(Step, "products", property(lambda step: asked.append(step.index) or products(step)))
    assert len(list(get_view(None, op).draw(trace, 1000, Channels((0,), (0,))))) > trace.spec.placements
    assert sorted(asked) == list(range(trace.spec.placements))


@pytest.mark.parametrize("op", OPS)
def test_a_kernel_is_beside_what_it_multiplies_or_what_it_is_added_to_and_signs_say_it_in_each_row(op):
    """Its input of a conv, its output of a conv_transpose; its products are in the same row."""
    animation = animate(op, in_channels=3, out_channels=2, input_size=3, style="flat")
    grids = animation.page.grids
    middles = {key: (grid.corner(0, 0)[1] + grid.corner(grid.rows, 0)[1]) / 2 for key, grid in grids.items()}
    side = "output" if op == "conv_transpose" else "input"
    for key, middle in middles.items():
        if key.part == "kernel":
            row = key.channels[1]
            made = key._replace(part="products") if op == "conv_transpose" else PanelId("products", (row,))
            assert abs(middle - middles[PanelId(side, (row,))]) <= 1
            assert abs(middle - middles[made]) <= 1
    equals = [mark.shape for mark in animation.marks(1) if mark.key[0] == "sign" and mark.shape.text == "="]
    assert len(equals) == len({middle for key, middle in middles.items() if key.part == "products"})


def test_each_number_of_several_channels_can_be_computed_from_its_own_picture():
    """Its sum, what each channel's products come to, and which input goes with which kernel."""
    trace = record("conv", np.arange(18).reshape(2, 3, 3), np.arange(16).reshape(2, 2, 2, 2))
    shots = [s.scene for s in get_view(None, "conv").draw(trace, 100, Channels((0, 1), (0, 1))) if s.step == 3]
    for channel, scene in enumerate(shots):
        parts = trace.steps[2].products[channel].sum(axis=(1, 2)).tolist()
        total = equation(" + ".join(map(str, parts)), str(sum(parts)))
        assert scene.words.sums == (message("sum_of_cell", cell=f"{channel}, 1, 0", sum=total),)
        made = [panel for panel in scene.panels if panel.id.part == "products"]
        assert [panel.subtitle for panel in made] == [message("adds_up_to", result=str(part)) for part in parts]
        kernels = [message("kernel_of", index=f"{channel}, {a}") for a in (0, 1)]
        first, second = (message("input_times_kernel", input=a, kernel=kernel) for a, kernel in enumerate(kernels))
        assert [panel.title for panel in made] == [first, message("plus_more", words=second)]


@pytest.mark.parametrize("outputs", [1, 2])
def test_each_stamp_of_channels_says_which_number_scales_which_kernel(outputs):
    animation = animate(in_channels=3, out_channels=outputs)
    for shot in animation.shots():
        if shot.step is None:
            continue
        values = animation.trace.input.reshape(3, -1)[:, shot.step - 1].tolist()
        kernels = {panel.id.channels: panel for panel in shot.scene.panels if panel.id.part == "kernel"}
        for panel in shot.scene.panels:
            if panel.id.part == "products":
                a, c = panel.id.channels
                lit = (kernels[a, c].roles == Role.KERNEL_IN_PLAY).all()
                said = message("value_times_kernel", value=str(values[a]), kernel=kernels[a, c].subtitle)
                assert panel.title == (said if lit else message("stamp_empty"))


@pytest.mark.parametrize("options", [{"in_channels": 2, "out_channels": 2}, {"in_channels": 3}, {"out_channels": 2}])
def test_a_row_of_channels_is_an_equation_whose_signs_stay_and_inputs_are_one_stack_beside_it(options):
    animation = animate(**options)
    grids, frames = animation.page.grids, animation.page.frames
    rows = {key.channels[1] for key in grids if key.part == "kernel"}
    columns = {key.channels[0] for key in grids if key.part == "kernel"}
    signs = [
        sorted(mark.shape.text for mark in animation.marks(step) if mark.key[0] in ("sign", "plus"))
        for step in range(1, animation.trace.spec.placements + 1)
    ]
    assert signs == [signs[0]] * len(signs)
    assert signs[0] == sorted([*"×=→"] * len(rows) + ["+"] * (len(columns) - 1) * len(rows))
    stack = [grid.bounds for key, grid in grids.items() if key.part == "input"]
    assert len(frames) == (len(stack) > 1)
    for left, top, right, bottom in frames:
        assert all(left < x0 and top < y0 and x1 < right and y1 < bottom for x0, y0, x1, y1 in stack)
        others = (grid.bounds[0] for key, grid in grids.items() if key.part != "input")
        assert right < min(others)


@pytest.mark.parametrize("options", [{"in_channels": 2, "out_channels": 2}, {"in_channels": 2}])
@pytest.mark.parametrize("op", OPS)
def test_sheets_of_channels_show_their_numbers_on_a_narrow_page_in_both_styles(op, options):
    """Those of planes that lie need more room."""
    for style in ("isometric", "flat"):
        animation = animate(op, input_size=3, style=style, size=491, **options)
        assert animation.numbers_fit
        assert animation.page.width == 491


def test_a_stack_of_inputs_has_one_heading_and_a_name_on_each_card():
    first = next(animate(in_channels=3, out_channels=2).shots()).scene
    said = [(say(panel.title), say(panel.subtitle)) for panel in first.panels if panel.id.part == "input"]
    assert said == [("input 3×3, 3 channels", "input[0]"), ("", "input[1]"), ("", "input[2]")]


def test_each_output_channel_has_its_sum_and_the_cell_of_it_marked():
    for shot in animate(in_channels=2, out_channels=2).shots():
        if shot.step is None:
            continue
        marked = [o for o in shot.scene.outlines if o.stroke is Stroke.TOLD]
        told = {o.panel.channels[0]: o.box for o in marked if o.panel.part == "output"}
        said = {words["channel"]: words["sums"] for words in shot.scene.words.sums}
        assert said.keys() == told.keys() == {0, 1}
        for panel in shot.scene.panels:
            if panel.id.part == "output":
                row, column, *_ = told[panel.id.channels[0]]
                shown = [panel.numbers[row, column], *([] if panel.terms is None else [panel.terms[row, column]])]
                assert float(say(said[panel.id.channels[0]]).rpartition("= ")[2]) == np.nansum(shown)


OF_CHANNELS = [
    {"in_channels": 2, "out_channels": 2}, {"in_channels": 2, "stride": 2, "padding": 1}, {"out_channels": 3},
    {"in_channels": 2, "out_channels": 2, "groups": 2},
]  # fmt: skip


@pytest.mark.parametrize("options", OF_CHANNELS)
def test_at_the_end_of_channels_come_the_stamps_that_a_cell_of_each_output_is_the_sum_of(options):
    shots = [shot for shot in animate(**options).shots() if shot.step is None]
    added: dict[tuple[tuple[int, ...], tuple[int, ...]], float] = {}
    for scene in (shot.scene for shot in shots):
        rings = {o.panel: o.box[:2] for o in scene.outlines if o.stroke is Stroke.TOLD and o.panel.part == "products"}
        found = {(panel.id.part, panel.id.channels or (0,)): panel for panel in scene.panels}
        for panel in (panel for panel in scene.panels if panel.id in rings):
            own = panel.id.channels if len(panel.id.channels) == 2 else (0, *panel.id.channels)
            kernel, inputs, tap = found["kernel", own], found["input", own[:1]], tuple(map(int, rings[panel.id]))
            ((row, column),) = np.argwhere(inputs.roles == Role.OUTPUT_IN_PLAY).tolist()
            np.testing.assert_array_equal(panel.numbers, kernel.numbers * inputs.numbers[row, column])
            assert say(panel.title).startswith(f"{inputs.numbers[row, column]:g} × kernel[")
            assert np.argwhere(kernel.roles == Role.OUTPUT_IN_PLAY).tolist() == [[*tap]]
            added[own, (row, column)] = panel.numbers[tap]
    last = shots[-1].scene
    outputs = [panel for panel in last.panels if panel.id.part == "output"]
    assert not any((panel.roles != Role.ABSENT).any() for panel in last.panels if panel.id.part == "products")
    for number, output in enumerate(outputs):
        (total,) = output.numbers[output.roles == Role.OUTPUT_IN_PLAY]
        assert sum(value for ((_, c), _), value in added.items() if c == number) == total
        assert int(say(last.words.sums[number]).rpartition("= ")[2]) == total
    assert len({cell for _, cell in added}) > 1
    assert last.signs == ("×", "→", "")


@pytest.mark.parametrize("options", OF_CHANNELS)
def test_the_last_frame_of_channels_has_the_sums_of_kernels_that_are_the_same_turned(options):
    a, b = options.get("in_channels", 1), options.get("out_channels", 1) // options.get("groups", 1)
    *_, last = animate(weight=np.ones((a, b, 3, 3), int), **options).shots()
    total: dict[int, float] = {}
    inputs = {panel.id.channels or (0,): panel for panel in last.scene.panels if panel.id.part == "input"}
    for kernel in (panel for panel in last.scene.panels if panel.id.part == "kernel"):  # whose weights are all 1
        channel, output = kernel.id.channels
        given, weights = inputs[channel,], kernel.roles == Role.KERNEL_IN_PLAY
        read = given.numbers[given.roles == Role.INPUT_IN_PLAY]
        assert weights.sum() == len(read)
        total[output] = total.get(output, 0) + read.sum()
    windows = [o for o in last.scene.outlines if o.stroke == Stroke.WINDOW]
    framed = {o.panel: o.box[:2] for o in windows if np.subtract(o.box[2:], o.box[:2]).tolist() == [1, 1]}
    outputs = [panel for panel in last.scene.panels if panel.id.part == "output"]
    assert [panel.numbers[framed[panel.id]] for panel in outputs] == [total[n] for n in range(len(outputs))]
    assert [(panel.roles == Role.OUTPUT_IN_PLAY).sum() for panel in outputs] == [1] * len(outputs)
    assert [int(say(words).rpartition("= ")[2]) for words in last.scene.words.sums] == [*total.values()]
    assert last.scene.signs == ("×", "→", "")


def test_no_equals_is_left_over_where_the_products_of_channels_are_gone():
    *_, last = animate(in_channels=2, out_channels=2, sum=False).shots()
    assert last.scene.signs == ("×", "", "")


def test_a_stamp_of_channels_says_where_it_goes():
    said = {}
    for inputs, outputs, groups in [(2, 1, 1), (1, 2, 1), (2, 2, 1), (2, 2, 2), (4, 4, 2)]:
        given = np.full((inputs, 1, 1), 4)
        shots = animate(in_channels=inputs, out_channels=outputs, groups=groups, input=given).shots()
        told = [say(shot.scene.caption.detail[0]) for shot in shots if shot.step]
        said[inputs, outputs, groups] = [*dict.fromkeys(told)]
    assert said == {
        (2, 1, 1): ["the 4 of input[0] × its kernel: the stamp is added to the output",
                    "the 4 of input[0] and the 4 of input[1], each × its own kernel: both stamps are added"],
        (1, 2, 1): ["4 × each of its 2 kernels: each stamp is added to its output"],
        (2, 2, 1): ["the 4 of input[0] × each of its 2 kernels: each stamp is added to its output",
                    "the 4 of input[0] and the 4 of input[1], each × its own 2 kernels: "
                    "each row of stamps is added to its output"],
        (2, 2, 2): ["the 4 of input[0] × its kernel: the stamp is added to output[0]",
                    "the 4 of input[0] and the 4 of input[1], each × its own kernel: "
                    "each stamp is added to its output"],
        (4, 4, 2): ["the 4 of input[0] × each of its 2 kernels: each stamp is added to its output",
                    "the 4 of input[0] and the 4 of input[1], each × its own 2 kernels: "
                    "each row of stamps is added to its output",
                    *(f"the {fours} and 4 of inputs 0 to {last}, each × its own 2 kernels: "
                      "each row of stamps is added to its output" for fours, last in (("4, 4", 2), ("4, 4, 4", 3)))],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"in_channels": 2}, "Convolution with channels"), ({}, "Convolution"),
        ({"in_channels": 4, "out_channels": 4, "groups": 2}, "Convolution in groups"),
        ({"in_channels": 3, "out_channels": 3, "groups": 3}, "Depthwise convolution"),
    ],
)  # fmt: skip
def test_a_title_says_whether_there_are_channels(given, said):
    assert [m.shape.text for m in animate("conv", **given).marks() if m.key == ("head", 0)] == [said]


def test_what_channels_give_that_are_not_drawn_is_no_product_of_the_kernel_that_is():
    shots = animate("conv_transpose", in_channels=3, input_size=1, show_channels=Channels((0,), (0,))).shots()
    hidden = message("more_channels_are_added", count=2)
    for scene in (shot.scene for shot in shots if shot.step):
        multiplied = scene.caption.detail != (hidden,)
        assert scene.signs == (("×", "=", "+") if multiplied else ("", "", "+"))
        assert (by_id(scene)[PanelId("kernel", (0, 0))].roles == Role.KERNEL_IN_PLAY).any() == multiplied


@pytest.mark.parametrize("options", [{"in_channels": 2}, {"in_channels": 4, "out_channels": 4, "groups": 2}])
def test_a_step_of_stamps_shows_all_that_it_adds_with_what_was_there(options):
    animation = animate("conv_transpose", stride=2, input_size=3, **options)
    before = after = np.nan_to_num(animation.trace.output * 0)
    for _, group in itertools.groupby(
        (shot for shot in animation.shots() if shot.step), key=lambda shot: (shot.step, shot.scene.panels[0].id)
    ):
        scene = list(group)[-1].scene
        outputs = [panel for panel in scene.panels if panel.id.part == "output"]
        before, after = after, np.nan_to_num(np.stack([panel.numbers for panel in outputs]))
        made = [panel for panel in scene.panels if panel.id.part == "products"]
        assert {panel.id.channels[0] for panel in made} == set(range(options["in_channels"]))
        added = np.zeros_like(after)
        for panel in made:
            name, (top, left, bottom, right) = panel.over
            added[name.channels[0] if name.channels else 0, top:bottom, left:right] += panel.numbers
        assert (before + added == after).all()


@pytest.mark.parametrize("view", ["overlap_add", "zero_insertion", "both", "connections"])
@pytest.mark.parametrize(("groups", "drawn"), [(2, Channels((2, 3), (2, 3))), (4, Channels((2,), (2,)))])
def test_the_last_frame_works_a_number_of_the_drawn_channel_out_whatever_group_it_is_of(view, groups, drawn):
    animation = animate(
        view=view, in_channels=4, out_channels=4, groups=groups, input_size=2, stride=2, show_channels=drawn
    )
    *_, last = animation.shots()
    for panel in last.scene.panels:
        if panel.id.part == "output" and (panel.roles == Role.OUTPUT_IN_PLAY).any():
            assert panel.id.channels[0] in drawn.outputs
            kept = panel.numbers[~np.isin(panel.roles, (Role.REMOVED, Role.ABSENT))]
            worked = panel.numbers[panel.roles == Role.OUTPUT_IN_PLAY].item()
            assert worked in animation.trace.output[panel.id.channels[0]]
            assert kept.size == animation.trace.output[0].size
    for words in last.scene.words.detail:
        if words.key == "lies_as_input":
            of_group = animation.trace.input[list(drawn.inputs)].ravel()
            assert float(words["value"]) in of_group
