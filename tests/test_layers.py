"""Layers without a weight: the calls that captions write are read again, and Keras' are what Keras computes."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tconv_anim.animation import animate
from tconv_anim.core.errors import SpecError
from tconv_anim.core.ops import get_op
from tconv_anim.core.record import plan_after_pooling, record
from tconv_anim.core.trace import Trace
from tconv_anim.frameworks import LayerError, parse_layer, read_layer
from tconv_anim.options import op_names
from tconv_anim.scenes.formulas import call_words
from tconv_anim.scenes.texts import say

from .strategies import parameters, recorded


@pytest.mark.parametrize("op", op_names())
@given(data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_call_is_read_as_the_spec_that_it_is_written_from(op, data):
    """Every op; of one that is made of stages each stage, and an unpooling comes behind its pooling."""
    if get_op(op).indexed:
        drawn = data.draw(parameters(op, 1, 4, 5))
        try:
            whole = plan_after_pooling(op, 1, (4, 5), drawn)
        except SpecError:
            assume(False)
        written = whole.stages[-1]
        assert read_layer(str(say(call_words(written))), whole.input_size).spec == whole
        return
    trace = data.draw(recorded(op))
    for spec in trace.spec.stages or (trace.spec,):
        text = str(say(call_words(spec)))
        assert read_layer(text, spec.input_size, None, spec.in_channels, spec.out_channels).spec == spec


TORCH = {
    "nn.MaxPool2d(2)": ("max_pool", {"kernel_size": 2}),
    "MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)": ("max_pool", {"kernel_size": 2}),
    "nn.MaxPool1d(3, 2, 1, 1, False, True)":
        ("max_pool", {"kernel_size": 3, "stride": 2, "padding": 1, "ceil_mode": True, "dims": 1}),
    "F.max_pool2d(F.relu(x), 3, 1, 0, 1, True)": ("max_pool", {"kernel_size": 3, "stride": 1, "ceil_mode": True}),
    "nn.AvgPool2d(3, 2, 1, count_include_pad=False)":
        ("avg_pool", {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False}),
    "x = F.avg_pool1d(x, 2)": ("avg_pool", {"kernel_size": 2, "dims": 1}),
    "F.avg_pool2d(x, 2, divisor_override=3)": ("avg_pool", {"kernel_size": 2, "divisor_override": 3}),
    "nn.PixelShuffle(2)": ("pixel_shuffle", {"upscale_factor": 2}),
    "F.pixel_shuffle(x, 2)": ("pixel_shuffle", {"upscale_factor": 2}),
    "PixelUnshuffle(downscale_factor=2)": ("pixel_unshuffle", {"downscale_factor": 2}),
    "F.pixel_unshuffle(x, 2)": ("pixel_unshuffle", {"downscale_factor": 2}),
    "Upsample(scale_factor=2.0, mode=bilinear)": ("bilinear", {"scale_factor": 2}),
    "Upsample(scale_factor=1.5, mode=nearest-exact)": ("nearest_exact", {"scale_factor": 1.5}),
    "nn.Upsample((5, 7))": ("nearest", {"size": (5, 7)}),
    "nn.Upsample(None, 2, 'linear', True)": ("linear", {"scale_factor": 2, "align_corners": True}),
    "F.interpolate(x, size=5, mode='linear')": ("linear", {"size": 5}),
    "F.interpolate(x, scale_factor=(1.6, 2), mode='bilinear', recompute_scale_factor=True)":
        ("bilinear", {"size": (6, 8)}),
    "F.interpolate(input=x, size=x.shape[2:], scale_factor=2)": None,
    "nn.UpsamplingNearest2d(scale_factor=2)": ("nearest", {"scale_factor": 2}),
    "UpsamplingBilinear2d(scale_factor=2.0, mode='bilinear')":
        ("bilinear", {"scale_factor": 2, "align_corners": True}),
}  # fmt: skip


@pytest.mark.parametrize("text", TORCH)
def test_a_pytorch_layer_or_function_is_read(text):
    if TORCH[text] is None:
        with pytest.raises(LayerError) as caught:
            parse_layer(text, 4)
        assert caught.value.kind == "not_given"
        return
    op, given = TORCH[text]
    dims = given.get("dims", get_op(op).dims[-1])
    x = np.arange(4 * 4**dims).reshape(4, *(4,) * dims)
    trace = record(op, x, **{"dims": dims, **given})
    assert read_layer(text, (4,) * dims, in_channels=4, dims=dims).spec.output_size == trace.spec.output_size
    assert animate(layer=text, input=x).trace.output.tolist() == trace.output.tolist()


@pytest.mark.parametrize("text", [
    "nn.MaxUnpool2d(2)", "F.max_unpool2d(x, indices, 2, 2)", "nn.MaxUnpool2d(2)(x, at, output_size=(5, 5))",
    "F.max_unpool2d(x, at, kernel_size=2, output_size=[5, 5])",
])  # fmt: skip
def test_an_unpooling_comes_behind_its_pooling(text):
    x = np.arange(25).reshape(1, 5, 5)
    trace = animate(layer=text, input=x).trace
    assert trace == record([{"op": "max_pool", "kernel_size": 2}, "max_unpool"], x)
    with pytest.raises(ValueError, match="output_size=8"):
        animate(layer="nn.MaxUnpool2d(2)(x, at, output_size=(8, 8))", input=x)


def test_an_input_that_nothing_gives_is_large_enough():
    assert parse_layer("MaxPool2d(7, stride=3)").input_size == (7, 7)
    assert parse_layer("PixelUnshuffle(3)").input_size == (6, 6)
    assert parse_layer("PixelShuffle(3)").in_channels == 9
    assert parse_layer("AveragePooling2D((6, 2), padding='same')").output_size == (1, 3)


def keras(text: str, x: np.ndarray, weight: np.ndarray | None = None) -> Trace:
    return animate(layer=text, input=x, **({} if weight is None else {"weight": weight})).trace


@given(st.integers(1, 5), st.integers(1, 4), st.integers(1, 9), st.sampled_from([(max, "Max"), (np.mean, "Average")]))
def test_keras_pools_what_its_windows_hold_of_the_input(k, s, size, pooling):
    """The definition of 'same': ceil(size/s) windows, the odd cell at the end, and no cell of the padding counts."""
    of, name = pooling
    x = np.random.default_rng(size).integers(-9, 10, size)
    total = max((-(-size // s) - 1) * s + k - size, 0)
    text = f"{name}Pooling1D({k}, strides={s}, padding='same')"
    if total % 2 and s == 1:
        with pytest.raises(LayerError) as caught:
            parse_layer(text, (size,))
        assert caught.value.kind == "uneven_pooling"
        return
    starts = [n * s - total // 2 for n in range(-(-size // s))]
    expected = [of(x[max(0, start) : start + k]) for start in starts]
    np.testing.assert_allclose(keras(text, x[np.newaxis]).output, [expected])


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 9))
def test_keras_causal_padding_looks_back_as_far_as_the_dilated_kernel(k, d, size):
    """Output t is the sum of w[n]·x[t − d·(k − 1 − n)], whatever lies in the future."""
    random = np.random.default_rng(size)
    x, w = random.integers(-9, 10, size), random.integers(1, 10, k)
    past = [[x[at] if (at := t - d * (k - 1 - n)) >= 0 else 0 for n in range(k)] for t in range(size)]
    trace = keras(f"Conv1D(1, {k}, padding='causal', dilation_rate={d})", x, w)
    assert trace.output.tolist() == [(np.array(past) @ w).tolist()]


def test_keras_enlarges_by_whole_factors():
    x = np.array([[[1, 2], [3, 4]]])
    assert keras("UpSampling2D()", x).output.tolist() == np.kron(x, np.ones((2, 2))).tolist()
    assert keras("UpSampling2D((1, 3), interpolation='bilinear')", x) == record("bilinear", x, scale_factor=(1, 3))
    assert keras("UpSampling1D(3)", x[0]).output.tolist() == [[1, 1, 1, 2, 2, 2], [3, 3, 3, 4, 4, 4]]
    channels_first = "UpSampling2D(data_format='channels_first', input_shape=(3, 4, 5))"
    assert (parse_layer(channels_first).in_channels, parse_layer(channels_first).input_size) == (3, (4, 5))


def test_rows_and_columns_are_a_plane_where_the_layer_leaves_it_open():
    assert animate(layer="Upsample(scale_factor=2)", input=[[1, 2], [3, 4]]).trace.spec.ndim == 1  # (C, L)
    assert animate(layer="Upsample(scale_factor=2)", input=[[1, 2], [3, 4]], dims=2).trace.spec.ndim == 2
    assert animate(layer="nn.MaxPool2d(2)", input=[[1, 2], [3, 4]]).trace.output.tolist() == [[[4]]]


def test_python_takes_a_call_in_place_of_an_operation():
    call = "nn.ConvTranspose2d(1, 1, kernel_size=3, stride=2)"
    assert animate(call).summary == animate(layer=call).summary
