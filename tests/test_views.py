"""Every number in every shot agrees with the trace; every view starts with the set-up and ends with the output."""

import subprocess
import sys
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis.strategies import data

from tconv_anim.animation import animate
from tconv_anim.core.arrays import draw_gradient
from tconv_anim.core.equivalents import over_zeros, zero_inserted
from tconv_anim.core.errors import SpecError
from tconv_anim.core.linear import matrix as matrix_of
from tconv_anim.core.message import Clauses, message
from tconv_anim.core.operation import Arrays
from tconv_anim.core.record import record
from tconv_anim.core.solve.gradient import gradients
from tconv_anim.core.trace import Trace, run
from tconv_anim.options import CHAIN, COMPARE, drawn_ops, language_names, view_names
from tconv_anim.options import CONVOLUTIONS as OPS
from tconv_anim.recipes.values import Channels
from tconv_anim.scenes.canvas import summed as added_up
from tconv_anim.scenes.scene import Panel, PanelId, Role, Scene, Stroke
from tconv_anim.scenes.texts import say_all
from tconv_anim.scenes.views import get_view, in_order, view_name, views_for
from tconv_anim.scenes.views.im2col import COLUMN_SHARE
from tconv_anim.scenes.views.zero_insertion import zero_insertion

from .strategies import ops_of, traces

STEP_MS = 700


def panels(scene: Scene) -> dict[PanelId, Panel]:
    return {panel.id: panel for panel in scene.panels}


def shown(panel: Panel) -> np.ndarray:
    assert panel.values is not None
    return panel.values


def kept(trace: Trace) -> tuple[slice, slice]:
    """Where the output lies in the canvas."""
    start, _ = trace.spec.canvas_extent
    rows, columns = (slice(-first, -first + o) for first, o in zip(start, trace.spec.output_size, strict=True))
    return rows, columns


def outputs(scene: Scene) -> list[Panel]:
    """The output panels that are seen: of scenes in turn, those of the one that is on."""
    return [panel for panel in scene.panels if panel.id.part == "output" and (panel.roles != Role.ABSENT).any()]


def results(trace: Trace, scene: Scene) -> list[tuple[int, np.ndarray]]:
    """What each output panel shows within the output, by channel; a matrix's vector is told by its channels, too."""
    found = []
    for panel in outputs(scene):
        values = shown(panel)
        if panel.id.picture == ("matrix",) or (values.size == trace.output.size and not panel.id.channels):
            found += list(enumerate(values.reshape(trace.output.shape)))
            continue
        (channel,) = panel.id.channels or (0,)
        whole = trace.spec.transposed and panel.shape == trace.spec.canvas_extent[1]
        found.append((channel, values[kept(trace)] if whole else values))
    return found


def counts(trace: Trace) -> np.ndarray:
    """How many stamps each output cell gets, (C_out, *output_size)."""
    spec = trace.spec
    ones = run(spec, Arrays(np.ones_like(trace.input), np.ones_like(trace.weight)))
    return ones.output // (spec.in_channels // spec.groups)


def upstream(trace: Trace) -> np.ndarray:
    """The gradient of the loss at the output that is drawn if none is given, (C_out, *output_size)."""
    return draw_gradient((trace.spec.out_channels, *trace.spec.output_size))


def told(name: str, trace: Trace) -> Trace:
    """What the last frame shows the output of: a backward pass ends with dL/dx."""
    return gradients(trace, upstream(trace)).input if name == "gradient" else trace


READ = [
    (name, op)
    for name in in_order()
    for op in ops_of(name)
    if op in OPS and name not in ("pixels", "receptive_field", "all")
]


@pytest.mark.parametrize(("name", "op"), READ)
def test_a_view_starts_with_the_set_up_and_ends_with_the_output(name, op):
    @given(traces(op, ndim=2, largest=3))
    @settings(max_examples=40, deadline=None)
    def check(trace: Trace) -> None:
        shots = list(get_view(name, op).draw(trace, STEP_MS, Channels()))
        first = panels(shots[0].scene)
        assert shots[0].step is None
        assert shots[-1].step is None
        if name != "connections":
            pending = [panel.roles.ravel() for panel in first.values() if panel.id.part == "output"]
            marked = Role.EXTRA if name == "zero_insertion" else Role.OUTPUT_IN_PLAY  # where a kernel's turn is told
            assert not np.isin(np.concatenate(pending), [Role.OUTPUT, marked, Role.EXTRA]).any()
        end = told(name, trace)
        expected = counts(trace) if name == "overlap" else end.output
        shown_last = results(end, shots[-1].scene)
        assert shown_last
        for channel, values in shown_last:
            np.testing.assert_array_equal(values, expected[channel])
        if name not in ("connections", "matrix", "both"):
            for output in outputs(shots[-1].scene):
                assert np.count_nonzero(~np.isnan(shown(output))) == end.output[0].size, "what padding crops is gone"
        steps = {shot.step for shot in shots} - {None}
        assert steps == set(range(1, get_view(name, op).count_placements(trace.spec) + 1))
        lasting = sum(shot.duration_ms for shot in shots if shot.step is not None)
        if name == "im2col":  # a column comes, then it is multiplied, and if it is folded, added
            assert lasting == (round(STEP_MS * COLUMN_SHARE) + STEP_MS * (2 if trace.spec.transposed else 1)) * len(
                steps
            )
        elif name != "both":  # its windows come on top
            assert lasting == STEP_MS * len(steps)
        for shot in shots:
            assert [panel.shape for panel in shot.scene.panels] == [panel.shape for panel in shots[0].scene.panels]
            assert [panel.id for panel in shot.scene.panels] == list(first)
            for panel in shot.scene.panels:
                assert set(np.unique(panel.roles)) <= set(Role)

    check()


@given(traces("conv_transpose", ndim=2, largest=3))
@settings(max_examples=60, deadline=None)
def test_overlap_add_shows_what_was_there_what_is_added_and_the_sum(trace):
    start, size = trace.spec.canvas_extent
    canvas = np.full(size, float(trace.bias[0]))
    touched = np.full(size, bool(trace.bias[0]))
    shots = [shot for shot in get_view("overlap_add", "conv_transpose").draw(trace, STEP_MS, Channels()) if shot.step]
    for step, adding, summed in zip(trace.steps, shots[::2], shots[1::2], strict=True):
        cells = np.ix_(*(w - first for w, first in zip(step.window, start, strict=True)))
        before, after = panels(adding.scene)[PanelId("output")], panels(summed.scene)[PanelId("output")]
        stamp = trace.input[(0, *step.cell)] * trace.weight[0, 0]
        expected = np.where(touched, canvas, np.nan)
        expected[cells] = np.where(touched[cells], canvas[cells], stamp)
        np.testing.assert_array_equal(shown(before), expected)
        terms = np.full(size, np.nan) if before.terms is None else before.terms
        np.testing.assert_array_equal(terms[cells], np.where(touched[cells], stamp, np.nan))
        assert np.count_nonzero(~np.isnan(terms)) == np.count_nonzero(touched[cells])
        canvas[cells] += trace.input[(0, *step.cell)] * trace.weight[0, 0]
        touched[cells] = True
        np.testing.assert_array_equal(shown(after), np.where(touched, canvas, np.nan))
        assert after.terms is None
        assert panels(adding.scene)[PanelId("input")].roles[step.cell] == Role.INPUT_IN_PLAY
        np.testing.assert_array_equal(shown(panels(adding.scene)[PanelId("input")]), trace.input[0])


def padded_input(trace: Trace) -> np.ndarray:
    """The first channel with its zeros around it, (*padded_size), or without what a negative padding crops."""
    spec, widest = trace.spec, 99
    mode = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}[spec.padding_mode]
    endless = np.pad(trace.input[0], widest, mode)
    sizes = zip(spec.pads, spec.padded_size, strict=True)
    return endless[tuple(slice(widest - lo, widest - lo + n) for (lo, _), n in sizes)]


def check_gathering(gathered: Trace, shots: list) -> None:
    """A window of the padded input meets the kernel, and its products sum to the output cell."""
    spec = gathered.spec
    padded = padded_input(gathered)
    for step, shot in zip(gathered.steps, shots, strict=True):
        read, written = panels(shot.scene)[PanelId("input")], panels(shot.scene)[PanelId("output")]
        inside = tuple(
            slice(max(0, -lo), max(0, -lo) + n) for (lo, _), n in zip(spec.pads, spec.padded_size, strict=True)
        )
        np.testing.assert_array_equal(shown(read)[inside], padded)
        products = shown(panels(shot.scene)[PanelId("products")])
        np.testing.assert_array_equal(products, step.values[0] * gathered.weight[0, 0])
        assert products.sum() + gathered.bias[0] == shown(written)[step.cell] == gathered.output[(0, *step.cell)]
        assert written.roles[step.cell] == Role.OUTPUT_IN_PLAY
        assert np.count_nonzero(~np.isnan(shown(written))) == step.index + 1


@given(traces("conv", ndim=2, largest=3))
@settings(max_examples=60, deadline=None)
def test_sliding_window_shows_the_products_that_sum_to_the_output(trace):
    check_gathering(
        trace, [shot for shot in get_view("sliding_window", "conv").draw(trace, STEP_MS, Channels()) if shot.step]
    )


@given(traces("conv_transpose", ndim=2, largest=3))
@settings(max_examples=60, deadline=None)
def test_zero_insertion_shows_the_products_that_sum_to_the_output(trace):
    shots = [shot for shot in zero_insertion(trace, STEP_MS, Channels()) if shot.step]
    check_gathering(zero_inserted(trace), shots)


@pytest.mark.parametrize("output_padding", [0, 1])
def test_zero_insertion_shows_the_whole_border_and_crosses_out_what_padding_takes_away(output_padding):
    made = animate(view="zero_insertion", stride=2, padding=1, output_padding=output_padding)
    inputs = [panels(shot.scene)[PanelId("input")] for shot in made.shots()]
    (crossed,) = (n for n, panel in enumerate(inputs) if (panel.roles == Role.CUT).any())
    first, second = inputs[crossed : crossed + 2]
    rows, columns = over_zeros(made.trace.spec).padded_size
    taken = 2 - output_padding  # rows: one before, and one after
    assert first.shape == second.shape == (rows + taken, columns + taken)
    assert np.count_nonzero(first.roles == Role.CUT) == first.roles.size - rows * columns
    assert (second.roles == Role.REMOVED).tolist() == (first.roles == Role.CUT).tolist()
    assert (first.numbers[first.roles == Role.CUT] == 0).all()
    for missing in ({"padding": 0}, {"padding": 3}, {"caption": False}):
        shots = animate(view="zero_insertion", **{"stride": 2, "padding": 1, **missing}).shots()
        assert not any((panel.roles == Role.CUT).any() for shot in shots for panel in shot.scene.panels)


@pytest.mark.parametrize("mode", ["reflect", "replicate", "circular"])
def test_a_repeated_border_shows_the_values_that_it_repeats(mode):
    trace = record("conv", [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, 1]], padding=1, padding_mode=mode)
    check_gathering(trace, [shot for shot in get_view(None, "conv").draw(trace, STEP_MS, Channels()) if shot.step])


ARTICLES = {
    "padding 0": (([[0, 1], [2, 3]], [[4, 7], [2, 2]]), {}, [[0, 4, 7], [8, 28, 23], [4, 10, 6]]),
    "padding 1": (([[0, 1], [2, 3]], [[4, 7], [2, 2]]), {"padding": 1}, [[28]]),
    "stride 4": (([[0, 1], [2, 3]], [[4, 7], [2, 2]]), {"stride": 4},
                 [[0, 0, 0, 0, 4, 7], [0, 0, 0, 0, 2, 2], [0] * 6, [0] * 6, [8, 14, 0, 0, 12, 21], [4, 4, 0, 0, 6, 6]]),
    "kernel 3, stride 2, padding 1": (
        ([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 2, 1], [2, 4, 2], [1, 2, 1]]), {"stride": 2, "padding": 1},
        [[4, 6, 8, 10, 12], [10, 12, 14, 16, 18], [16, 18, 20, 22, 24], [22, 24, 26, 28, 30], [28, 30, 32, 34, 36]]),
}  # fmt: skip


OTHER_NUMBERS = ("overlap", "gradient", "pixels", "receptive_field")
"""Views that end with counts of stamps or of ways, with gradients or with shades of gray."""


@pytest.mark.parametrize("view", [view for view in views_for("conv_transpose") if view not in OTHER_NUMBERS])
@pytest.mark.parametrize("article", ARTICLES)
def test_the_articles_numbers_are_on_the_last_frame(view, article):
    arrays, parameters, expected = ARTICLES[article]
    trace = record("conv_transpose", *arrays, **parameters)
    last = list(get_view(view, "conv_transpose").draw(trace, STEP_MS, Channels()))[-1]
    for _, values in results(trace, last.scene):
        assert values.tolist() == expected


CONV_ARITHMETIC = {
    "no_padding_no_strides": (4, 3, 1, 0, 1), "arbitrary_padding_no_strides": (5, 4, 1, 2, 1),
    "same_padding_no_strides": (5, 3, 1, 1, 1), "full_padding_no_strides": (5, 3, 1, 2, 1),
    "no_padding_strides": (5, 3, 2, 0, 1), "padding_strides": (5, 3, 2, 1, 1), "padding_strides_odd": (6, 3, 2, 1, 1),
    "dilation": (7, 3, 1, 0, 2),
}  # fmt: skip
OUTPUT_SIZES = {"no_padding_no_strides": 2, "arbitrary_padding_no_strides": 6, "same_padding_no_strides": 5,
                "full_padding_no_strides": 7, "no_padding_strides": 2, "padding_strides": 3, "padding_strides_odd": 3,
                "dilation": 3}  # fmt: skip


@pytest.mark.parametrize("name", CONV_ARITHMETIC)
def test_conv_arithmetic_figures_have_their_sizes_and_placements(name):
    i, k, s, p, d = CONV_ARITHMETIC[name]
    trace = record("conv", np.ones((i, i)), np.ones((k, k)), stride=s, padding=p, dilation=d)
    size = OUTPUT_SIZES[name]
    assert trace.spec.output_size == (size, size)
    shots = list(get_view("sliding_window", "conv").draw(trace, STEP_MS, Channels()))
    assert len([shot for shot in shots if shot.step]) == size * size
    if name == "dilation":
        return
    output_padding = (i + 2 * p - k) % s
    twin = record(
        "conv_transpose", np.ones((size, size)), np.ones((k, k)), stride=s, padding=p, output_padding=output_padding
    )
    assert twin.spec.output_size == (i, i)
    shots = list(get_view("zero_insertion", "conv_transpose").draw(twin, STEP_MS, Channels()))
    assert len([shot for shot in shots if shot.step]) == i * i


def test_a_view_of_another_op_is_refused_with_those_that_fit():
    with pytest.raises(SpecError) as caught:
        get_view("sliding_window", "conv_transpose")
    assert caught.value.kind == "view_of_other_op"
    known = caught.value.parameters
    assert [known["usual"], *known["known"]] == views_for("conv_transpose")


def test_notes_tell_what_a_picture_alone_does_not():
    """Rows that a stride leaves over, rows that output_padding adds, how grouped kernels are numbered."""

    def note(op: str, view: str, input_shape: tuple, weight_shape: tuple, **parameters: int) -> Clauses:
        trace = record(op, np.ones(input_shape), np.ones(weight_shape), **parameters)
        shots = (shot for shot in get_view(view, op).draw(trace, STEP_MS, Channels()) if not shot.explains)
        caption = next(shots).scene.caption
        assert caption is not None
        return caption.note

    conv = ("conv", "sliding_window")
    assert note(*conv, (1, 6, 6), (1, 1, 3, 3), stride=2) == (message("never_read", counts=(1, 1)),)
    assert note(*conv, (1, 8, 5), (1, 1, 3, 3), stride=3) == (message("never_read", counts=(2, 2)),)
    assert note(*conv, (1, 8), (1, 1, 3), stride=3, padding=1) == (message("never_read_of_padded", counts=(1,)),)
    assert note(*conv, (1, 5, 5), (1, 1, 3, 3), stride=2) == ()
    for view in views_for("conv_transpose")[:-1]:
        shapes = (1, 3, 3), (1, 1, 3, 3)
        assert message("from_output_padding", counts=(1, 1)) in note(
            "conv_transpose", view, *shapes, stride=2, output_padding=1
        )
    grouped = note("conv_transpose", "overlap_add", (2, 2, 2), (2, 1, 1, 1), groups=2)
    assert grouped == (message("kernel_index_of_conv_transpose", groups=True),)


def states(trace: Trace) -> list[np.ndarray]:
    """The canvas before any placement and after each."""
    start, size = trace.spec.canvas_extent
    found = [np.full(size, float(trace.bias[0]))]
    for step in trace.steps:
        canvas = found[-1].copy()
        canvas[np.ix_(*(w - first for w, first in zip(step.window, start, strict=True)))] = step.after[0]
        found.append(canvas)
    return found


def agrees(values: np.ndarray, expected: np.ndarray) -> bool:
    """Whether every number that is shown is the expected one."""
    seen = ~np.isnan(values)
    return bool((values[seen] == expected[seen]).all())


OF_KERNELS = [pair for pair in READ if pair[0] != "overlap" and pair != ("overlap_add", "conv")]


@dataclass
class Expected:
    """What the panels of a view may show: whole kernels, inputs with zeros, outputs as of this placement or the last.

    Attributes
    ----------
    trace : Trace
    name : the view
    calls : which parts stand for others, as those of a backward pass do
    """

    trace: Trace
    name: str
    calls: dict[str, str] = field(default_factory=dict)

    def check(self, panel: Panel, step: int | None) -> None:
        if panel.values is None:
            return
        part, values = self.calls.get(panel.id.part, panel.id.part), shown(panel)
        if step is None and (panel.roles == Role.ABSENT).all():
            return
        if part == "kernel":
            assert sorted(values.ravel()) == sorted(self.trace.weight.ravel())
        elif part == "matrix":
            alone = step is None and (panel.roles == Role.EMPTY).any()  # as the first line before all others
            shows = ~np.isnan(values) if alone else np.s_[:]
            np.testing.assert_array_equal(np.nan_to_num(values)[shows], self._unrolled[shows])
        elif part == "matrix_of_conv":
            shows = ~np.isnan(values)
            np.testing.assert_array_equal(values[shows], self._unrolled.T[shows])
        elif part == "placed":
            lines = self._unrolled.T if self.trace.spec.transposed else self._unrolled
            inside = values[np.isin(panel.roles, (Role.EMPTY, Role.KERNEL_IN_PLAY))]
            assert step is None or any((line == np.nan_to_num(inside)).all() for line in lines)
        elif part == "crossed":
            assert np.isnan(values).all() or any((line == values.ravel()).all() for line in self._unrolled)
        elif part == "x":
            np.testing.assert_array_equal(values.ravel(), self.trace.input.ravel())
        elif part == "factor":
            assert step is None or panel.terms is None or panel.terms.item() == self.trace.input.flat[step - 1]
        elif part == "factors":  # its numbers are terms
            assert np.isnan(values).all()
        elif part == "y":
            outputs = [canvas[kept(self.trace)].ravel() for canvas in self._canvases] or [self.trace.output.ravel()]
            assert any(agrees(values.ravel(), output) for output in near(outputs, step))
        elif part == "patches":
            self._patches(values, step)
        elif part == "products":
            self._products(panel, values, step)
        elif part == "input":
            self._input(values, step)
        else:
            self._output(panel, values, step)

    def _patches(self, values: np.ndarray, step: int | None) -> None:
        steps = self.trace.steps
        columns = [(each.products if self.trace.spec.transposed else each.values).ravel() for each in steps]
        assert agrees(values, np.stack(columns, axis=1))
        assert np.count_nonzero(~np.isnan(values[0])) in ((step,) if step else (0, len(steps)))

    def _products(self, panel: Panel, values: np.ndarray, step: int | None) -> None:
        transposed = self.trace.spec.transposed
        if self.name == "zero_insertion" and step is None and not np.isnan(values).all():  # why the kernel turns
            assert np.isin(values.sum() + self.trace.bias[0], self.trace.output)
        elif step is None or (transposed and np.isnan(values).all()):
            assert np.isnan(values).all()
        elif not (self.gathers and transposed) and "zero_insertion" not in panel.id.picture:
            np.testing.assert_array_equal(values, self.trace.steps[step - 1].products[0, 0])

    def _input(self, values: np.ndarray, step: int | None) -> None:
        given_cells = self.trace.input
        if values.size == given_cells.size:
            np.testing.assert_array_equal(values.ravel(), given_cells.ravel())
        elif self._padded is not None and self._padded.shape == values.shape:
            assert agrees(values, self._padded)
            growing = self.name == "steps" and step is None
            assert growing or not np.isnan(values).any()
        else:
            assert set(values[~np.isnan(values) & (values != 0)]) <= set(given_cells.ravel())

    def _output(self, panel: Panel, values: np.ndarray, step: int | None) -> None:
        if self.name == "zero_insertion" and step is None and (panel.roles == Role.OUTPUT_IN_PLAY).any():
            stamps = (each.products.ravel() for each in self.trace.steps)  # a cell's number, or what one of them adds
            one = any(np.isin(values[~np.isnan(values)], stamp).all() for stamp in stamps)
            assert one or agrees(values.ravel(), self.trace.output.ravel())
            return
        if self.gathers or "zero_insertion" in panel.id.picture:
            whole = self.trace.output.size == values.size  # as rows, too
            assert agrees(values.ravel(), self.trace.output.ravel()) if whole else agrees(values, self.trace.output[0])
            return
        canvases = self._canvases
        if self.name == "matrix":  # without the border, of which y has nothing
            canvases = [canvas[kept(self.trace)] for canvas in canvases]
        if self.name == "connections":
            shares = 0 if panel.terms is None else np.nan_to_num(panel.terms)  # of an input cell, apart from the rest
            assert agrees(values + shares, canvases[-1])
        elif step is None:
            assert any(agrees(values, canvas) for canvas in canvases)
        elif panel.terms is None or np.isnan(panel.terms).all():
            assert any(agrees(values, canvas) for canvas in near(canvases, step))
        else:  # what is added to waits for its sum, and what is new is there
            before, after = near(canvases, step)
            assert agrees(values, np.where(np.isnan(panel.terms), after, before))

    @property
    def gathers(self) -> bool:
        """Whether each placement makes one output cell."""
        return not self.trace.spec.transposed or self.name in ("zero_insertion", "fractional_stride", "steps")

    @cached_property
    def _unrolled(self) -> np.ndarray:
        return matrix_of(self.trace).dense()

    @cached_property
    def _canvases(self) -> list[np.ndarray]:
        return states(self.trace) if self.trace.spec.transposed else []

    @cached_property
    def _padded(self) -> np.ndarray | None:
        return None if self.trace.spec.transposed else padded_input(self.trace)


@pytest.mark.parametrize("options", [{"stride": 2, "padding": 1}, {"stride": 3, "dims": 1}, {"stride": 1}], ids=str)
def test_a_fractional_stride_ends_with_a_window_that_meets_several_cells(options):
    made = animate(view="fractional_stride", **options)
    *_, last = made.shots()
    panels = {panel.id.part: panel for panel in last.scene.panels}
    assert (panels["output"].values == np.atleast_2d(made.trace.output[0])).all()
    ((row, column),) = np.argwhere(panels["output"].roles == Role.OUTPUT_IN_PLAY).tolist()
    read = panels["input"].values[panels["input"].roles == Role.INPUT_IN_PLAY]
    weights = panels["kernel"].values[panels["kernel"].roles == Role.KERNEL_IN_PLAY]
    assert read @ weights == panels["output"].values[row, column]
    most = max(np.count_nonzero(shot.scene.panels[1].roles == Role.INPUT_IN_PLAY) for shot in made.shots())
    assert len(read) == min(4, most)


@given(traces("conv_transpose", ndim=2, max_channels=2, largest=4))
@settings(max_examples=10, deadline=None)
def test_windows_of_a_fractional_stride_are_a_part_of_a_cell_apart_and_their_weights_meet_middles_of_what_they_read(
    trace,
):
    spec = trace.spec
    shots = [shot.scene for shot in get_view("fractional_stride", "conv_transpose").draw(trace, STEP_MS, Channels())]
    boxes = {}
    for cell, scene in zip(np.ndindex(*spec.output_size), shots[1:-1], strict=True):
        (panel,) = (panel for panel in scene.panels if panel.id.part == "input")
        own = [outline for outline in scene.outlines if outline.panel == panel.id]
        window, *squares = own
        assert sum(square.stroke is Stroke.GROUP for square in squares) == np.prod(spec.kernel_size)
        rows, columns = panel.shape
        assert window.box[0] >= 0 <= window.box[1], "the panel has room for the window"
        assert window.box[2] <= rows
        assert window.box[3] <= columns
        met = [np.add(o.box[:2], o.box[2:]) / 2 - 0.5 for o in squares if o.stroke is Stroke.WINDOW]
        lit = np.argwhere(panel.roles == Role.INPUT_IN_PLAY)
        np.testing.assert_allclose(np.reshape(sorted(np.round(met, 6).tolist()), (-1, 2)), lit, rtol=0, atol=1e-9)
        boxes[cell] = np.array(window.box[:2])
    for (row, column), box in boxes.items():
        for axis, other in enumerate(((row + 1, column), (row, column + 1))):
            if other in boxes:
                assert (boxes[other] - box)[axis] == pytest.approx(1 / spec.stride[axis])


@pytest.mark.parametrize("op", OPS)
@given(data())
@settings(max_examples=6, deadline=None)
def test_all_readings_of_a_convolution_hold_the_same_numbers_at_every_step(op, drawn):
    trace = drawn.draw(traces(op, ndim=2, largest=3))
    shots = list(get_view("all", op).draw(trace, STEP_MS, Channels()))
    for number, group in groupby((shot for shot in shots if shot.step), key=lambda shot: shot.step):
        step = trace.steps[number - 1]
        seen = {(p.id.picture[0], p.id.part, p.id.picture[-1]): p.numbers for p in list(group)[-1].scene.panels}
        patches, y = seen["im2col", "patches", "im2col"][:, number - 1], seen["matrix", "output", "matrix"].ravel()
        if op == "conv":
            np.testing.assert_array_equal(patches, step.values.ravel())
            row = seen["im2col", "output", "im2col"].ravel()
            np.testing.assert_array_equal(row, y)
            np.testing.assert_array_equal(seen["sliding_window", "output", "sliding_window"].ravel(), y)
        else:
            np.testing.assert_array_equal(patches, step.products.ravel())
            canvas = seen["both", "output", "overlap_add"][kept(trace)].ravel()
            np.testing.assert_array_equal(np.nan_to_num(canvas), np.nan_to_num(y))
            windows = seen["both", "output", "zero_insertion"].ravel()
            np.testing.assert_array_equal(windows[windows == windows], y[windows == windows])
    assert [shot.scene.stacks for shot in shots] == [(2, 1) if op == "conv" else (2, 1, 1)] * len(shots)


@pytest.mark.parametrize("lang", language_names())
def test_all_readings_of_the_main_job_fit_a_slide_with_all_numbers(lang):
    one = animate("conv_transpose", stride=2, padding=1, view="all", size=(1280, 720), lang=lang)
    assert (one.page.width, one.page.height) == (1280, 720)
    assert one.left_out is None


def near(found: list, step: int | None) -> list:
    return found if step is None or len(found) == 1 else found[step - 1 : step + 1]


@pytest.mark.parametrize(("name", "op"), [pair for pair in OF_KERNELS if pair[0] != "gradient"])
def test_every_number_of_every_frame_is_the_traces(name, op):
    @given(traces(op, ndim=2, largest=3))
    @settings(max_examples=25, deadline=None)
    def check(trace: Trace) -> None:
        expected = Expected(trace, name)
        for shot in get_view(name, op).draw(trace, STEP_MS, Channels()):
            for panel in shot.scene.panels:
                expected.check(panel, shot.step)

    check()


@pytest.mark.parametrize("op", OPS)
def test_every_number_of_a_backward_pass_is_that_of_its_gradients(op):
    """Its scenes come in turn, each of which shows a trace of its own."""

    @given(traces(op, ndim=2, largest=3))
    @settings(max_examples=25, deadline=None)
    def check(trace: Trace) -> None:
        g = upstream(trace)
        found = gradients(trace, g)
        window = {"gradient": "input", "input": "kernel"} if trace.spec.transposed else {"gradient": "kernel"}
        views = {"conv": "sliding_window", "conv_transpose": "overlap_add"}
        back = found.input.spec.op
        scenes = {
            "forward": Expected(trace, views[op]),
            "by_input": Expected(found.input, views[back], {"gradient": "input"}),
            "by_kernel": Expected(found.weight, views["conv"], window),
        }
        first = {"forward": 0, "by_input": 0, "by_kernel": len(found.input.steps)}
        for shot in get_view("gradient", op).draw(trace, STEP_MS, Channels()):
            on = {panel.id.picture[0] for panel in shot.scene.panels if (panel.roles != Role.ABSENT).any()}
            (now,) = on
            for panel in shot.scene.panels:
                values = shown(panel)
                if panel.id.picture != (now,):
                    assert np.isnan(values).all()
                elif now == "by_bias":
                    assert agrees(values, g[0] if panel.id.part == "gradient" else np.array([[g.sum()]]))
                elif now == "forward" and panel.id.part == "products":
                    rows = [step.products[0, 0].ravel() for step in trace.steps]
                    assert any(agrees(values.ravel(), row) for row in rows)
                else:
                    scenes[now].check(panel, shot.step and shot.step - first[now])

    check()


@given(traces("conv_transpose", ndim=2, largest=3))
@settings(max_examples=30, deadline=None)
def test_every_count_of_every_frame_is_how_often_its_cell_was_stamped(trace):
    start, size = trace.spec.canvas_extent
    stamps = np.zeros(size)
    for shot in get_view("overlap", "conv_transpose").draw(trace, STEP_MS, Channels()):
        if shot.step is not None:
            window = trace.steps[shot.step - 1].window
            stamps[np.ix_(*(w - first for w, first in zip(window, start, strict=True)))] += 1
        output = panels(shot.scene)[PanelId("output")]
        assert agrees(shown(added_up(output)), stamps)
        if shot.step is not None and output.terms is not None:
            assert set(output.terms[~np.isnan(output.terms)]) == {1}, "a cell says what it had, and that one is added"
        scale = shown(panels(shot.scene)[PanelId("scale")])
        ends = set(counts(trace)[0].ravel().tolist())
        every = ends if max(ends) > 4 else set(range(min(ends), max(ends) + 1))
        assert set(scale.ravel()) == every, "it has the counts that cells end with, of few also those between"


def counts_on_canvas(trace: Trace) -> np.ndarray:
    start, size = trace.spec.canvas_extent
    stamps = np.zeros(size)
    for step in trace.steps:
        stamps[np.ix_(*(w - first for w, first in zip(step.window, start, strict=True)))] += 1
    return stamps


def test_every_drawn_operation_has_a_default_view_and_every_view_draws_some():
    assert set(in_order()) == set(view_names())
    assert all(ops_of(name) for name in in_order())
    for op in (*drawn_ops(), CHAIN):
        assert views_for(op)[0] == view_name(None, op)
    defaults = {op: view_name(None, op) for op in drawn_ops()}
    assert defaults["conv"] == "sliding_window"
    assert defaults["conv_transpose"] == "overlap_add"
    assert defaults[COMPARE] == "compare"


def test_the_default_view_is_found_without_importing_the_others():
    code = (
        "import sys; from tconv_anim.scenes.views import get_view; get_view(None, 'conv_transpose'); "
        "print([name for name in sys.modules if name.startswith('tconv_anim.scenes.views.') and '._' not in name])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['tconv_anim.scenes.views.overlap_add']"


def test_a_matrix_says_which_number_scales_its_column():
    animation = animate("conv_transpose", view="matrix", step_ms=100)
    said = {shot.step: say_all(shot.scene.words.detail) for shot in animation.shots() if shot.step}
    x = animation.trace.input.ravel()
    assert all(words.startswith(f"the {x[step - 1]:g} in x scales its column of Cᵀ") for step, words in said.items())
