"""trace, code and inverses: every answer is checked by computing it."""

import itertools
import json
import operator

import jsonschema
import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tconv_anim.animation import animate
from tconv_anim.cli import main
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.record import record
from tconv_anim.core.solve import inverse, overlaps_evenly
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks import parse_layer
from tconv_anim.options import drawn_ops
from tconv_anim.recipes.request import Request
from tconv_anim.scenes.errors import ViewError
from tconv_anim.scenes.views import drawing, in_order, load_view

from .readme import ROOT
from .strategies import samples, traces


@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 4))
def test_even_overlap_is_what_counting_stamps_says(k, s, d):
    """Far from the edge every cell gets equally many stamps, or not."""
    size = 4 * k * d + 2
    stamps = record("conv_transpose", np.ones((1, size)), np.ones((1, 1, k)), stride=s, dilation=d).output[0]
    middle = len(stamps) // 2
    period = stamps[middle : middle + s]
    assert overlaps_evenly(ConvSpec("conv_transpose", (size,), (k,), (s,), dilation=(d,))) == (
        len(set(period.tolist())) == 1
    )


@given(traces("conv"))
@settings(deadline=None)
def test_the_inverse_restores_the_size(trace):
    back = inverse(trace.spec)
    assert back.input_size == trace.spec.output_size
    assert back.output_size == trace.spec.input_size


def test_the_articles_inverse():
    back = inverse(parse_layer("Conv2d(10, 20, 5, padding=2, stride=3)", 16))
    assert (back.in_channels, back.out_channels, back.input_size, back.output_size) == (20, 10, (6, 6), (16, 16))


@given(traces(max_channels=3))
@settings(max_examples=60, deadline=None)
def test_a_trace_survives_json(trace):
    again = Trace.from_json(trace.to_json())
    assert again == trace
    assert hash(again) == hash(trace)
    document = json.loads(trace.to_json())
    for step, shown in zip(again.steps, document["steps"], strict=True):
        assert (shown["index"], shown["cell"], shown["weights"]) == (step.index, list(step.cell), "weight")
        assert shown["reads"] == [axis.tolist() for axis in (step.read.channels, *step.read.axes)]
        assert shown["writes"] == [axis.tolist() for axis in (step.written.channels, *step.written.axes)]
        assert (shown["before"], shown["after"]) == (step.before.ravel().tolist(), step.after.ravel().tolist())


def rebuilt(document: dict) -> np.ndarray:
    """The output as docs/trace.md says that a reader computes it."""
    if document["spec"]["op"] == "compare":
        return np.concatenate([rebuilt(stage) for stage in document["stages"]])
    if "stages" in document:
        return rebuilt(document["stages"][-1])
    output = np.zeros(np.shape(document["output"]))
    if "bias" in document:
        output += np.reshape(document["bias"], (-1, *(1,) * (output.ndim - 1)))
    for step in document["steps"]:
        for place, value in zip(itertools.product(*step["writes"]), step["after"], strict=True):
            if all(0 <= at < size for at, size in zip(place, output.shape, strict=True)):
                output[place] = value
    return output


@given(st.one_of(traces(max_channels=3), samples()))
@settings(max_examples=60, deadline=None)
def test_a_document_keeps_to_the_schema_and_to_its_description(trace):
    document = json.loads(trace.to_json())
    jsonschema.validate(document, json.loads(run("schema", "trace").stdout))
    np.testing.assert_array_equal(rebuilt(document), trace.output)
    if "weights" in document:
        x = trace.input
        for step in document["steps"]:
            weights = document["weights"][step["weights"]]
            read = [x[place] if all(0 <= at < n for at, n in zip(place, x.shape, strict=True)) else 0
                    for place in itertools.product(*step["reads"])]  # fmt: skip
            assert set(step["after"]) == {sum(map(operator.mul, weights["parts"], read)) / weights["divisor"]}


def test_the_format_is_described_by_the_command():
    assert run("trace", "--describe").stdout == (ROOT / "docs" / "trace.md").read_text(encoding="utf-8")
    assert "trace --describe" in run("trace", "--help").stdout


def test_a_comparison_is_the_traces_of_what_is_compared():
    shown = json.loads(run("trace", "--op", "compare", "--ops", "nearest,resize_conv,conv_transpose").stdout)
    assert (shown["format"], shown["version"], shown["spec"]["op"]) == ("tconv-anim trace", 2, "compare")
    assert shown["spec"]["parameters"]["ops"] == ["nearest", "resize_conv", "conv_transpose"]
    nearest, resize_conv, conv_transpose = shown["stages"]
    head = {name: shown[name] for name in ("format", "version", "input")}
    alone = record("nearest", shown["input"], size=(6, 6))
    assert head | nearest == json.loads(alone.to_json())
    assert [stage["spec"]["op"] for stage in resize_conv["stages"]] == ["nearest", "conv"]
    again = Trace.from_json(json.dumps(head | conv_transpose))
    assert again.output.tolist() == conv_transpose["output"]
    arrays = json.loads(run("trace", "--op", "compare", "--no-steps").stdout)
    assert all("steps" not in trace for trace in arrays["stages"])


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("{", "not_a_trace"),
        ("[]", "not_a_trace:format"),
        ('{"format": "tconv-anim trace", "version": 9}', "not_a_trace:version"),
        ('{"format": "tconv-anim trace", "version": 2}', "not_a_trace:missing"),
    ],
)
def test_other_json_is_refused(text, case):
    with pytest.raises(SpecError) as caught:
        Trace.from_json(text)
    assert caught.value.case == case


def test_a_trace_whose_arrays_do_not_fit_is_refused():
    document = json.loads(record("conv", [[1, 2], [3, 4]], [[1]]).to_json())
    document["input"] = [[[1, 2, 3]]]
    with pytest.raises(SpecError) as caught:
        Trace.from_json(json.dumps(document))
    assert caught.value.case == "not_a_trace:shape"


def run(*arguments: str):
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def test_the_commands_print_to_stdout():
    table = run("solve", "--input-size", "4", "--output-size", "8", "--kernel", "2..4", "--dilation", "1").stdout
    assert " ".join(table.splitlines()[1].split()) == "2 2 0 0 1 even ConvTranspose2d(1, 1, kernel_size=2, stride=2)"
    listed = json.loads(run("solve", "--input-size", "4", "--output-size", "8", "--json").stdout)
    assert listed[0]["even"]
    assert all(record["output_size"] == [8, 8] for record in listed)
    back = run("solve", "--inverse-of", "Conv2d(10, 20, 5, padding=2, stride=3)", "--input-size", "16").stdout
    assert "ConvTranspose2d(20, 10, kernel_size=5, stride=3, padding=2)" in back
    keras = run("solve", "--inverse-of", 'Conv2D(1, 3, strides=2, padding="same")', "--input-size", "4").stdout
    assert keras.splitlines()[1].split()[:3] == ["3", "2", "0:1x0:1"]
    trace = Trace.from_json(run("trace", "--layer", "Conv1d(2, 3, 3, padding=1)", "--input-size", "5").stdout)
    assert trace.output.shape == (3, 5)
    assert "conv_transpose2d" in run("code", "--stride", "2").stdout


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("solve", "--input-size", "5", "--output-size", "3", "--kernel", "1"), "--kernel 1"),
        (("solve", "--input-size", "3"), "--inverse-of"),
        (("solve", "--input-size", "3", "--output-size", "3", "--kernel", "2-4"), "--kernel 2-4"),
        (("solve", "--input-size", "0", "--output-size", "3"), "--input-size 0"),
        (("--stride", "2", "trace"), "--stride"),
        (("trace", "--layer", "Conv9d(1)"), "'Conv9d'"),
        (("code", "--like", "keras", "--groups", "2", "--channels", "2:2"), "--like torch"),
        (("--layer", "Conv2d(1, 1, 3)", "--stride", "2"), "--stride"),
    ],
)
def test_a_mistake_is_one_sentence_that_names_the_option(arguments, named, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    (line,) = [line for line in result.stderr.splitlines() if not line.startswith(("Usage:", "Try "))]
    assert line.startswith("Error: ")
    assert named in line
    assert not list(tmp_path.iterdir())


def test_a_large_common_divisor_is_uneven():
    assert not overlaps_evenly(ConvSpec("conv_transpose", 3, 4, 2, dilation=2))


def test_views_lists_every_view_and_marks_in_a_table_what_it_draws():
    lines = run("views").stdout.splitlines()
    names, rows = list(in_order()), {line.split()[0]: line.split()[1:] for line in lines[-len(drawn_ops()) :]}
    assert [line.split("  ")[0] for line in lines[: len(names)]] == names
    assert all(line.endswith(load_view(name).summary) for name, line in zip(names, lines, strict=False))
    assert set(map(len, rows.values())) == {len(names)}
    assert max(map(len, (load_view(name).summary for name in names))) < 120
    for op in drawn_ops():
        for name, mark in zip(names, rows[op], strict=True):
            if mark == ".":
                with pytest.raises(ViewError) as caught:
                    animate(op, view=name)
                assert caught.value.kind == "view_of_other_op"
            elif name != "pixels" or op != "linear":
                assert animate(op, view=name, traced=False)
        assert names[rows[op].index("*")] == drawing(Request.of(op).spec)[0]
