"""Scripts and layers for frameworks: what they compute is what is shown, and what is written is read again."""

import contextlib
import io
import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.errors import SpecError
from tconv_anim.core.record import record
from tconv_anim.frameworks import CodeError, LayerError, read_layer, solve_like, to_code, to_layer
from tconv_anim.frameworks.scripts._lines import head, written
from tconv_anim.options import CHAIN, op_names, script_names

from .command import run
from .strategies import chains, recorded, traces


@given(traces(max_channels=2))
@settings(max_examples=40, deadline=None)
def test_code_is_python_in_every_framework_that_has_a_call(trace):
    """Where it has none, every framework that the error names has one."""
    for like in script_names():
        try:
            compile(to_code(trace, like), like, "exec")
        except CodeError as error:
            assert like != "torch"
            assert {"like": "torch"} in error.hint
            for way in error.hint:
                compile(to_code(trace, **way), like, "exec")


RUN_BY = {"torch": ("torch", 1e-9), "keras": ("keras", 1e-4), "jax": ("jax", 1e-4), "onnx": ("onnxruntime", 1e-4),
          "flax": ("flax.linen", 1e-4), "paddle": ("paddle", 1e-4)}  # fmt: skip
"""The library that runs a framework's scripts, and how exact it is."""


@pytest.mark.parametrize("like", script_names())
@pytest.mark.parametrize("op", [*op_names(), CHAIN])
@given(st.data())
@settings(max_examples=25, deadline=None)
def test_a_framework_computes_what_the_code_says(like, op, data):
    """Whatever has a script runs; PyTorch has one for everything."""
    library, exactness = RUN_BY[like]
    pytest.importorskip(library, reason=f"{library} is not installed")
    trace = data.draw(chains() if op == CHAIN else recorded(op))
    try:
        script = to_code(trace, like)
    except CodeError:
        assert like != "torch"
        return
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(script, like, "exec"), {})
    found = json.loads(printed.getvalue())
    assert np.shape(found) == (1, *trace.output.shape)
    if "float64" not in script:  # PyTorch finds other nearest cells for these
        exactness = max(exactness, 1e-5)
    np.testing.assert_allclose(found, [trace.output], atol=exactness, rtol=exactness)


def test_the_numbers_of_a_large_array_are_packed_and_come_back_as_they_were():
    random = np.random.default_rng(0)
    for array in (random.integers(-3, 4, (7, 10, 3, 3)), random.integers(0, 1000, 601), np.full(700, -5),
                  random.random((700, 1)) - 0.5, random.integers(0, 4, 600), np.arange(700) * 2**40):  # fmt: skip
        names = {}
        exec("\n".join([*head([f"x = {written(array)}"]), f"x = {written(array)}"]), names)
        np.testing.assert_array_equal(np.array(names["x"]), array, strict=True)
    script = run("code", "--layer", "nn.ConvTranspose2d(64, 32, 4, 2, 1)").stdout
    assert len(script) < 15_000
    assert max(map(len, script.splitlines())) < 3_000


@given(chains())
@settings(max_examples=20, deadline=None)
def test_pytorch_has_a_script_for_every_list_of_operations(trace):
    compile(to_code(trace), "torch", "exec")


AXIS = st.tuples(*[st.integers(1, 4)] * 4, st.integers(-4, 9))


@given(AXIS, AXIS)
@settings(max_examples=200, deadline=None)
def test_a_keras_script_takes_the_output_out_of_the_canvas(rows, columns):
    """The window of the canvas, with zeros around it, may lie beyond it; Keras' result may be longer, by zeros."""
    i, k, stride, o, lo = zip(rows, columns, strict=True)
    x, weight = np.arange(1, math.prod(i) + 1).reshape(i), np.arange(1, math.prod(k) + 1).reshape(k)
    canvas = record("conv_transpose", x, weight, stride=stride).output
    pads = [(start, size - start - n) for start, size, n in zip(lo, canvas.shape[1:], o, strict=True)]
    expected = record("conv_transpose", x, weight, stride=stride, padding=pads)
    script = to_code(expected, "keras")
    if "keras.layers" in script:
        return
    (crop,) = (line for line in script.splitlines() if line.startswith("y = np.pad("))
    names = {"np": np, "y": np.moveaxis(np.pad(canvas, [(0, 0), (0, 1), (0, 2)]), 0, -1)[np.newaxis]}
    exec(crop, names)
    np.testing.assert_array_equal(np.moveaxis(names["y"][0], -1, 0), expected.output, strict=True)


def meaning(spec: ConvSpec):
    """What a convolution computes, whatever its padding is called."""
    return (spec.op, spec.input_size, spec.kernel_size, spec.stride, spec.pads, spec.dilation, spec.groups,
            spec.in_channels, spec.out_channels, spec.padding_mode)  # fmt: skip


SIMPLE = {
    "flax": "flax.linen.Conv(features=1, kernel_size=(1, 1))", "paddle": "paddle.nn.Conv2D(1, 1, kernel_size=1)",
    "jax": "jax.lax.conv_general_dilated(x, w, (1, 1), 'SAME')",
}  # fmt: skip
"""Layers of frameworks of which not every version of the reader knows all."""


@pytest.mark.parametrize("like", script_names())
@pytest.mark.parametrize("op", ["conv", "conv_transpose"])
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_layer_is_read_as_the_spec_that_it_is_written_from(like, op, data):
    try:
        read_layer(SIMPLE.get(like, "Conv2d(1, 1, 1)"))
    except LayerError:
        pytest.skip(f"layers of {like} are not read")
    spec = data.draw(recorded(op)).spec
    try:
        text = to_layer(spec, like)
    except CodeError as error:
        for way in error.hint:
            assert to_layer(spec, **way)
        return
    sizes = spec.input_size, spec.kernel_size, spec.in_channels, spec.out_channels, spec.ndim
    layer = read_layer(text, *sizes)
    assert meaning(layer.spec) == meaning(spec)
    assert not layer.flips_kernel


@pytest.mark.parametrize("like", script_names())
@pytest.mark.parametrize("op", ["conv", "conv_transpose"])
@given(st.integers(1, 6), st.integers(1, 9), st.booleans())
@settings(max_examples=25, deadline=None)
def test_solve_answers_in_layers_that_give_the_size(like, op, size, wanted, by_axis):
    i, o = ((size, size + 1), (wanted, wanted + 1)) if by_axis else ((size,) * 2, (wanted,) * 2)
    tried = {"kernel_size": range(1, 4), "dilation": 1, "stride": range(1, 4)}
    try:
        found = solve_like(like, i, o, op, **tried)
    except (CodeError, SpecError) as error:
        assert error.kind in ("no_layer", "unsolved")
        return
    assert found
    for text, spec in found:
        assert spec.output_size == o
        assert to_layer(spec, like) == text


def test_solve_knows_the_words_of_keras():
    """What 'same' crops otherwise than any call of PyTorch is an answer, too."""
    said = run("solve", "--input-size", "4", "--output-size", "8", "--kernel", "3", "--like", "keras").stdout
    assert "keras.layers.Conv2DTranspose(1, kernel_size=3, strides=2, padding='same')" in said
    for text, spec in solve_like("keras", (4, 5), (8, 10)):
        assert meaning(read_layer(text, spec.input_size).spec) == meaning(spec)
    named = ("--inverse-of", "torch.nn.Conv2d(c, c, k, stride=s, padding=k // 2)", "--let", "c=1,k=3,s=2")
    back = run("solve", "--input-size", "5", *named, "--like", "paddle")
    assert back.stderr == ""
    assert "paddle.nn.Conv2DTranspose(1, 1, kernel_size=3, stride=2, padding=1)" in back.stdout
    assert json.loads(run("solve", "--input-size", "4", "--output-size", "8", "--like", "flax", "--json").stdout)
    refused = run("solve", "--input-size", "3", "--inverse-of", "Conv2d(1, 1, 5, padding=3)", "--like", "keras")
    assert refused.exit_code == 2
    assert "Keras has no layer for this conv_transpose: use --like torch" in refused.stderr
