"""What is too large is refused before any work, with the nearest that is not; what is accepted shows its progress."""

import random
import shlex
import time
import tracemalloc
from itertools import product

import numpy as np
import pytest

from tconv_anim.animation import animate
from tconv_anim.core.errors import SpecError
from tconv_anim.core.ops import get_op, plan
from tconv_anim.core.record import record
from tconv_anim.core.trace import blank
from tconv_anim.core.work import cost
from tconv_anim.options import CONVOLUTIONS, TconvError, drawn_ops
from tconv_anim.recipes.request import Request
from tconv_anim.scenes.limits import choose_channels
from tconv_anim.scenes.scene import SCALE
from tconv_anim.scenes.views import drawing, get_view, views_for

from .command import mistake, run
from .fuzz.large import ANSWER_S, too_large
from .test_hints import follow, words_of


class BegunError(Exception):
    """Work begins."""


@pytest.fixture
def unworked(monkeypatch):
    """Nothing is computed or drawn: commands end where their work would begin."""

    def begin(_, **_options):
        raise BegunError

    monkeypatch.setattr(Request, "record", begin)


def answer(words):
    """The error with which a command line is refused, None if its work would begin; at most a moment later."""
    started = time.process_time()
    try:
        run(*words, *([] if words[0] in ("trace", "code", "recipe") else ["-o", "x.svg"]))
    except BegunError:
        error = None
    else:
        error = mistake(*words)
    assert time.process_time() - started < 2 * ANSWER_S, shlex.join(words)
    return error


@pytest.mark.parametrize("seed", range(120))
@pytest.mark.usefixtures("unworked")
def test_whatever_is_too_large_is_answered_at_once_and_the_advice_works(seed, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    words = too_large(random.Random(seed))
    error = answer(words)
    if error is None or error.kind != "too_large":
        return
    assert error.hint, error.text(command_line=True)
    for way in error.hint:
        assert answer(follow(words, words_of(error, way))) is None, error.text(command_line=True)


@pytest.mark.parametrize(
    ("op", "given"),
    [
        ("conv", {"input_size": 2000, "kernel_size": 3}),
        ("conv_transpose", {"input_size": 30, "kernel_size": 900}),
        ("compare", {"input_size": 4000}),
        ("nearest", {"scale_factor": 10**9}),
        ("conv", {"layer": "Conv2d(1, 1, 3, padding=30000)"}),
        ("max_pool", {"kernel_size": 10**9, "padding": 5 * 10**8}),
        ("conv", {"input": np.zeros((900, 900)), "weight": np.ones((30, 30))}),
        (["nearest", {"op": "max_pool", "kernel_size": 2}], {"input_size": 3000}),
    ],
)
@pytest.mark.usefixtures("unworked")
def test_python_refuses_it_before_any_work_with_what_is_too_much_and_what_is_not(op, given):
    tracemalloc.start()
    with pytest.raises(TconvError) as caught:
        animate(op, **given, steps=range(1, 2))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    error = caught.value
    assert (error.kind, bool(error.hint or error.parameters["instead"])) == ("too_large", True)
    assert most < 10**8, "the search for what works draws empty pictures of up to 10^6 cells"
    for way in error.hint:
        if "layer" not in way:
            with pytest.raises(BegunError):
                animate(op, **{**given, **way}, steps=range(1, 2))


LARGE_PAGES = [
    ("conv_transpose", "overlap_add", "isometric", (3, 190)),
    ("conv_transpose", "receptive_field", "isometric", (3, 150)), ("bicubic", "connections", "isometric", (150, 3)),
    ("bicubic", "overlap", "flat", (3, 130)), ("unfold", "overlap_add", "isometric", (3, 130)),
    ("max_unpool", "receptive_field", "flat", (3, 150)), ("nearest", "sampling", "flat", (150, 3)),
]  # fmt: skip


@pytest.mark.parametrize(("op", "view", "style", "size"), LARGE_PAGES)
def test_a_size_that_is_proposed_for_a_large_picture_has_room_for_it(op, view, style, size):
    asked = {"op": op, "view": view, "style": style, "input_size": size, "max_steps": 2}
    with pytest.raises(TconvError) as caught:
        animate(**asked)
    assert [*caught.value.hint[0]] == ["size"]
    animate(**asked | caught.value.hint[0]).check_drawable()


def test_what_else_is_too_large_is_said_at_once_and_a_finished_picture_may_have_many_placements():
    error = mistake("--input-size", "100")
    assert [*error.hint[0]] == ["size", "max_steps"]
    assert [*mistake("--input-size", "100", "--still", "finished").hint[0]] == ["size"]
    found = animate(input_size=60, still="finished", traced=False)
    assert len(found.steps) <= 2000
    assert mistake("--input-size", "60").hint == ({"max_steps": 60}, {"still": "finished"})


COSTS = [
    ("conv", 3, (40, 30), {"kernel_size": 5, "out_channels": 2, "padding": 2}),
    ("conv_transpose", 2, (25, 20), {"kernel_size": 7, "out_channels": 3, "stride": 2}),
    ("conv_transpose", 1, (3, 3), {"kernel_size": 3, "stride": 300}),
    ("conv", 1, (5000,), {"kernel_size": 300}),
    ("max_pool", 1, (60, 60), {"kernel_size": 12, "stride": 1}),
    ("avg_pool", 2, (60, 60), {"kernel_size": 9, "padding": 3, "stride": 2, "count_include_pad": False}),
    ("nearest", 1, (40, 40), {"scale_factor": 3.7}),
    ("nearest", 1, (2, 2), {"scale_factor": 200}),
    ("bilinear", 1, (20, 20), {"scale_factor": 3}),
    ("bicubic", 1, (12, 12), {"scale_factor": 3}),
    ("adaptive_avg_pool", 1, (60, 60), {"output_size": 17}),
    ("adaptive_max_pool", 1, (60, 60), {"output_size": 29}),
    ("unfold", 2, (14, 14), {"kernel_size": 3}),
    ("fold", 1, (18, 144), {"kernel_size": 3, "output_size": 14}),
    ("bed_of_nails", 1, (40, 40), {"stride": 9}),
    ("pixel_shuffle", 9, (30, 30), {"upscale_factor": 3}),
    ("pixel_unshuffle", 1, (90, 90), {"downscale_factor": 3}),
    ("resize_conv", 1, (20, 20), {"kernel_size": 5, "scale_factor": 2}),
]  # fmt: skip


@pytest.mark.parametrize(("op", "channels", "size", "parameters"), COSTS, ids=[op for op, *_ in COSTS])
def test_a_cost_is_what_recording_takes_at_most(op, channels, size, parameters):
    spec = plan(op, channels, size, parameters)
    weighted = [stage for stage in (spec, *spec.stages) if stage.weight_shape]
    weight = {"weight": np.ones(weighted[0].weight_shape, int)} if weighted else {}
    known = ("kernel_size", "out_channels") if weight else ()
    kept = {name: value for name, value in parameters.items() if name not in known}
    x = np.arange(channels * np.prod(size)).reshape(channels, *size)
    record(op, x[:, :2, :2] if len(size) == 2 and op in ("nearest", "bilinear") else x, **weight, **kept)  # imports
    tracemalloc.start()
    trace = record(op, x, **weight, **kept)
    _, used = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    found, steps = cost(spec), [step for stage in trace.stages or (trace,) for step in stage.steps]
    assert found.steps == len(steps)
    assert found.products >= sum(step.blocks.size for step in steps)
    assert used < found.bytes < 40 * used + 10**6, "and not much more"
    written = len(trace.to_json().replace("[", "").replace("]", "").split(","))
    assert written <= found.cells + found.numbers + 200


def test_costs_are_exact_however_large():
    spec = plan("conv", 7, (10**9, 10**9), {"kernel_size": 10**9, "padding": 10**9, "out_channels": 11})
    assert cost(spec).products == (10**9 * 2 + 1) ** 2 * 77 * 10**18


@pytest.mark.parametrize("op", drawn_ops())
@pytest.mark.parametrize("given", [{}, {"input_size": 20}, {"dims": 1}, {"in_channels": 2}, {"padding": 1}], ids=str)
def test_the_first_scene_is_as_large_before_anything_is_computed(op, given):
    try:
        request = Request.of(op, **given)
    except TconvError:
        pytest.skip("no such parameters")
    trace, channels = request.record(), choose_channels(request.spec, None)
    for name in drawing(request.spec):
        view = get_view(name, request.spec.op)
        if request.spec.ndim not in view.dims:
            continue
        try:
            view.check(request.spec)
        except TconvError:
            continue
        # a comparison's outputs are headed by what they turn out to be made of
        before, after = (
            next(shot for shot in view.draw(one, 1000, channels) if not shot.explains).scene
            for one in (blank(request.spec), trace)
        )
        shapes = [
            [
                (panel.id, panel.shape, name != "compare" and panel.title, panel.zoom)
                for panel in scene.panels
                if panel.id.part != SCALE
            ]
            for scene in (before, after)
        ]
        assert shapes[0] == shapes[1], name


def test_a_blank_trace_is_equal_to_no_trace_of_zeros():
    trace = record("nearest", [[0, 0], [0, 0]], scale_factor=2, dims=2)
    assert blank(trace.spec) != trace


def test_limits_of_time_can_be_lifted_and_limits_of_memory_cannot(monkeypatch):
    monkeypatch.setattr("tconv_anim.core.work.MOST_STEPS", 8)
    monkeypatch.setattr("tconv_anim.scenes.told.length.MAX_DRAWN", 8)
    with pytest.raises(SpecError) as caught:
        record("conv", [[1, 2, 3]] * 3, [[1]])
    assert caught.value.case == "too_large:steps"
    assert len(record("conv", [[1, 2, 3]] * 3, [[1]], limit="none").steps) == 9
    with pytest.raises(TconvError):
        animate()
    unlimited = animate(limit="none")
    assert 'limit = "none"' in unlimited.recipe
    assert len(unlimited.durations_ms) > 9
    with pytest.raises(TconvError) as caught:
        animate(stride=10**6, limit="none")
    assert caught.value.kind == "too_large"
    with pytest.raises(SpecError) as caught:
        record("conv_transpose", [1, 2], [1], stride=10**8, limit="none")
    assert caught.value.case == "too_large:bytes"


def test_a_window_that_steps_over_the_input_is_found_without_looking_at_each():
    for i, k, s, d, p, up in product(range(1, 6), range(1, 6), range(1, 4), range(1, 5), range(3), (False, True)):
        try:
            spec = plan(
                "max_pool", 1, (i,), {"kernel_size": k, "stride": s, "dilation": d, "padding": p, "ceil_mode": up}
            )
        except SpecError as error:
            if error.kind != "window_in_padding":
                continue
            size = (i + 2 * p - d * (k - 1) - 1) // s + 2
            windows = [range(at * s - p, at * s - p + d * (k - 1) + 1, d) for at in range(size)]
            assert any(not any(0 <= tap < i for tap in window) for window in windows)
            continue
        reads = [step.reads[:, 1] for step in record("max_pool", np.ones((1, i)), **dict(spec.parameters)).steps]
        assert all(any(0 <= tap < i for tap in window) for window in reads)
        lowest, highest = min(map(min, reads)), max(map(max, reads))
        assert get_op("max_pool").reached_padding(spec) == ((max(0, -lowest), max(0, highest + 1 - i)),)


@pytest.mark.parametrize("view", sorted({view for op in CONVOLUTIONS for view in views_for(op)}))
@pytest.mark.parametrize("op", CONVOLUTIONS)
def test_a_pair_is_planned_in_every_view_before_it_is_computed(op, view):
    """The first picture is planned without a step, and is that of the animation."""
    try:
        animation = animate(op, view=view, pair=True, input_size=3)
    except TconvError as error:
        assert error.kind in ("pair_of_other_op", "view_of_other_op")
        return
    assert next(animation.shots()).step is None


@pytest.mark.parametrize(
    "options",
    [{"input": np.ones(500_000, int)}, {"input_size": 90_000, "dims": 1, "view": "both"},
     {"input_size": 300, "view": "zero_insertion"}],
    ids=("1-D", "1-D in both ways", "inserted zeros"),
)  # fmt: skip
def test_nothing_is_computed_before_a_picture_of_another_form_of_its_layer_is_refused(options, monkeypatch):
    def computing(*_asked: object) -> None:
        raise AssertionError

    monkeypatch.setattr("tconv_anim.core.equivalents.run", computing)
    with pytest.raises(TconvError) as caught:
        animate("conv_transpose", **options)
    assert caught.value.kind == "too_large"
