"""Layers of other frameworks: the same crops and outputs as the frameworks themselves; mistakes by column."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tconv_anim.animation import animate
from tconv_anim.core.errors import SpecError
from tconv_anim.core.message import message
from tconv_anim.core.record import record
from tconv_anim.core.spec import Spec
from tconv_anim.frameworks import LayerError, parse_layer, read_layer
from tconv_anim.frameworks.shared.padding import torch_padding
from tconv_anim.recipes.request import OptionError
from tconv_anim.recipes.writing import shown_op
from tconv_anim.scenes.formulas import call_words
from tconv_anim.scenes.texts import say, say_all

LINES = (Path(__file__).parent / "data" / "conventions.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]


def call(case: dict) -> str:
    """The case as a user of the framework writes it."""
    ndim, groups = len(case["stride"]), case["groups"]
    kernel = tuple(case["weight_shape"][2:])
    words = [f"{name}={value!r}" for name, value in case["call"].items()]
    if case["framework"] == "jax":
        return f"jax.lax.conv_transpose({', '.join(['x', 'w', *words])})"
    if case["framework"] == "onnx":
        return f"ConvTranspose({', '.join(words)})"
    return f"keras.layers.Conv{ndim}DTranspose({case['weight_shape'][1] * groups}, {kernel}, {', '.join(words)})"


@pytest.mark.parametrize("case", CASES, ids=[case["id"] for case in CASES])
def test_a_call_crops_and_computes_as_its_framework(case):
    ndim = len(case["stride"])
    samples = np.array(case["input"]).reshape(case["input_shape"])
    weight = np.array(case["weight_torch_layout"]).reshape(case["weight_shape"])
    spec = parse_layer(call(case), samples.shape[2:], weight.shape[2:])
    assert spec.crops == tuple(zip(case["crop_lo"], case["crop_hi"], strict=True))
    direct = case["torch_direct"]
    assert torch_padding(spec) == (direct and (tuple(direct["padding"]), tuple(direct["output_padding"])))
    if case["kernel_spatially_flipped"]:
        weight = np.flip(weight, tuple(range(2, 2 + ndim)))
        assert message("kernel_flipped_by_jax") in read_layer(call(case)).note
    assert read_layer(call(case)).flips_kernel == case["kernel_spatially_flipped"]
    for sample, expected in zip(samples, np.array(case["output"]).reshape(case["output_shape"]), strict=True):
        trace = record(
            "conv_transpose", sample, weight, case["bias"], stride=spec.stride, padding=spec.padding,
            dilation=spec.dilation, output_padding=spec.output_padding, groups=case["groups"],
        )  # fmt: skip
        np.testing.assert_array_equal(trace.output, expected)


TORCH = {
    "ConvTranspose2d(64, 32, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1), bias=False)":
        ("conv_transpose", 64, 32, (4, 4), (2, 2), (1, 1), (1, 1), (0, 0)),
    "(up1): ConvTranspose2d(8, 4, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1), output_padding=(1, 1)),":
        ("conv_transpose", 8, 4, (3, 3), (2, 2), (1, 1), (1, 1), (1, 1)),
    "self.up = nn.ConvTranspose2d(64, 32, 2, 2)":
        ("conv_transpose", 64, 32, (2, 2), (2, 2), (0, 0), (1, 1), (0, 0)),
    "torch.nn.Conv2d(3, 8, 3, 2, 1, 2)": ("conv", 3, 8, (3, 3), (2, 2), (1, 1), (2, 2), (0, 0)),
    "Conv1d(1, 2, kernel_size=(5,), stride=(1,), padding=same, padding_mode=circular)":
        ("conv", 1, 2, (5,), (1,), "same", (1,), (0,)),
}  # fmt: skip


@pytest.mark.parametrize("text", TORCH)
def test_a_pytorch_line_is_read_as_printed_or_written(text):
    spec = parse_layer(text)
    found = (spec.op, spec.in_channels, spec.out_channels, spec.kernel_size, spec.stride, spec.padding, spec.dilation,
             spec.output_padding)  # fmt: skip
    assert found == TORCH[text]


def test_keras_same_is_shifted_against_pytorch_and_a_note_says_it():
    layer = read_layer('Conv2DTranspose(32, 3, strides=2, padding="same")')
    assert layer.spec.crops == ((0, 1), (0, 1))
    assert say_all(layer.note) == (
        "Keras crops 0 at the start and 1 at the end, which no PyTorch call gives: "
        "padding 1 with output_padding 1 has the same size, its values are shifted by 1"
    )
    assert read_layer('Conv2DTranspose(32, 4, strides=2, padding="same")').note == ()


def test_forward_same_with_a_stride_depends_on_the_input_in_keras():
    assert parse_layer('Conv2D(1, 3, strides=2, padding="same")', 5).pads == ((1, 1), (1, 1))
    assert parse_layer('Conv2D(1, 3, strides=2, padding="same")', 6).pads == ((0, 1), (0, 1))
    assert parse_layer('Conv1D(1, 3, padding="causal")', 6).pads == ((2, 0),)


@pytest.mark.parametrize(
    ("text", "column", "kind"),
    [
        ("", 1, "no_call"),
        ("Conv2d(1, 1, 3", 15, "not_closed"),
        ("self.up = Conv2d(1, 1, [3", 26, "not_closed"),
        ("Conv2d(1, 1, kernel_size=(3, 3, stride=2)", 33, "not_closed"),
        ("Conv2d(1, 1 3)", 11, "no_call"),
        ("Conv2d", 1, "no_call"),
        ("nn.Conv2d(1, 1, kernel=3)", 24, "misspelled_argument"),
        ("Conv2d(1, 1, f(3))", 14, "not_given"),
        ("Conv2d(1, 1, 3, kernel_size=3)", 29, "repeated_argument"),
        ("Conv2d(1, 1, kernel_size=3, kernel_size=5)", 41, "repeated_argument"),
        ("Conv2d(**k)", 10, "unpacked"),
        ("Conv2d(1, 1, 3, stride=s)", 24, "not_given"),
        ("Conv2d(1, 1, 3, bias=b, padding_mode=m())", 38, "not_given"),
        ("Conv2d(1, 1, 3 // 0)", 14, "no_value"),
        ("x = nn.Conv2d(\n    2, 3,  # in, out\n    k,\n)", 5, "not_given"),
        (">>> up = nn.Conv2d（1，1，stride=2，stride=3）", 40, "repeated_argument"),
    ],
)
def test_a_mistake_names_its_column(text, column, kind):
    with pytest.raises(LayerError) as caught:
        parse_layer(text)
    assert (caught.value.kind, caught.value.parameters["column"]) == (kind, column)


@pytest.mark.parametrize(
    ("text", "ops"),
    [
        ("MaxPool(kernel_shape=[2, 2])", ["max_pool"]),
        ("nn.avg_pool(x, (2, 2))", ["avg_pool"]),
        ("tf.nn.depth_to_space(x, 2)", ["pixel_shuffle"]),
        ("Resize(mode='nearest')", ["nearest", "linear", "bilinear"]),
    ],
)
def test_a_layer_that_is_not_read_is_named_with_its_op(text, ops):
    with pytest.raises(LayerError) as caught:
        parse_layer(text)
    assert caught.value.kind == "unread_layer"
    assert caught.value.hint == tuple({"op": op} for op in ops)
    for way in caught.value.hint:
        assert shown_op(animate(**way).trace.spec) == way["op"]


@pytest.mark.parametrize(
    ("text", "op", "size"),
    [
        ("F.conv_transpose2d(x, w, stride=2)", "conv_transpose", (7, 7)),
        ("torch.nn.functional.conv1d(x, w, None, 1, 1)", "conv", (3,)),
        ("tf.nn.conv2d_transpose(x, w, [1, 5, 6, 1], 2)", "conv_transpose", (5, 6)),
    ],
)
def test_a_function_has_the_kernel_that_it_is_given_or_the_usual_one(text, op, size):
    spec = parse_layer(text)
    assert (spec.op, spec.kernel_size, spec.output_size) == (op, (3,) * spec.ndim, size)
    assert parse_layer(text.replace("None", "b"), kernel_size=2).kernel_size == (2,) * spec.ndim


def test_every_name_that_a_message_offers_is_read():
    with pytest.raises(LayerError) as caught:
        parse_layer("Linear(3, 4)")
    assert caught.value.kind == "unknown_layer"
    for name in caught.value.parameters["known"]:
        assert any(
            is_read(f"{name}({arguments})") for arguments in ("", "x, w", "2, 3", "1, 1, 3", "2", "scale_factor=2")
        )


def is_read(text: str) -> bool:
    try:
        return bool(parse_layer(text))
    except (LayerError, SpecError):
        return False


@given(
    st.text(max_size=30) | st.sampled_from(list(TORCH)).flatmap(lambda t: st.integers(0, len(t)).map(lambda n: t[:n]))
)
def test_any_text_is_a_layer_or_a_layer_error(text):
    try:
        assert isinstance(parse_layer(text), Spec)
    except (LayerError, SpecError) as error:
        assert str(error)


def test_nothing_in_the_text_is_evaluated(tmp_path):
    with pytest.raises(LayerError):
        parse_layer(f"Conv2d(1, 1, open({str(tmp_path / 'x')!r}, 'w'))")
    assert not (tmp_path / "x").exists()


def test_captions_can_be_pasted_back():
    """A caption's pads and crops, for which PyTorch has no parameter, are read as well."""
    for text in ("Conv1d(1, 1, kernel_size=3, pads=((4, 0),), dilation=2)", "ConvTranspose2d(2, 1, kernel_size=2)",
                 "ConvTranspose2d(1, 1, kernel_size=3, stride=2, crops=((0, 1), (0, 1)))"):  # fmt: skip
        assert call_words(parse_layer(text)) == text


def test_jax_stamps_the_flipped_kernel():
    flipped = animate(layer="jax.lax.conv_transpose(x, w, (1, 1), 'VALID')", input=[[1]], weight=[[1, 2], [3, 4]])
    assert flipped.trace.output.tolist() == [[[4, 3], [2, 1]]]
    plain = "jax.lax.conv_transpose(x, w, (1, 1), 'VALID', transpose_kernel=True)"
    assert animate(layer=plain, input=[[1]], weight=[[1, 2], [3, 4]]).trace.output.tolist() == [[[1, 2], [3, 4]]]


def test_a_kernel_that_is_not_the_layers_is_refused():
    with pytest.raises(OptionError):
        animate(layer="Conv2d(1, 1, 3)", weight=[[1, 2], [3, 4]])


@pytest.mark.parametrize(
    "text",
    [
        "x = layers.Conv2DTranspose(1, 3, strides=2, padding='valid')(x)",
        "model.add(layers.Conv2DTranspose(1, 3, strides=2, kernel_regularizer=regularizers.l2(1e-4)))",
        "self.up = nn.ConvTranspose2d(1, 1, 3, stride=2, bias=not batch_norm).to(device);",
        "nn.ConvTranspose2d(1, 1, (3,), (2,), dtype=torch.float64)",
        "jax.lax.conv_transpose(jnp.ones((1, 3, 3, 1)), w, (2, 2), 'VALID', transpose_kernel=True)",
        "ConvTranspose(strides=[2, 2], auto_pad=VALID)",
    ],
)
def test_what_people_paste_is_understood(text):
    spec = parse_layer(text)
    assert (spec.op, spec.kernel_size, spec.stride, spec.crops) == ("conv_transpose", (3, 3), (2, 2), ((0, 0), (0, 0)))


def test_channels_that_a_call_does_not_give_come_from_the_arrays():
    animation = animate(layer="Conv2D(1, 2)", input=np.ones((3, 4, 4)), weight=np.ones((1, 3, 2, 2)))
    assert animation.trace.output.tolist() == [[[12.0] * 3] * 3]
    assert animate(layer="ConvTranspose(strides=[2, 2])", weight=np.ones((2, 3, 2, 2))).trace.spec.out_channels == 3


def test_a_note_names_the_axis_that_differs():
    assert say_all(read_layer('Conv2DTranspose(1, (3, 2), strides=2, padding="same")').note).startswith(
        "Keras crops 0 at the start and 1 at the end of the rows, which no PyTorch call gives"
    )
    (note,) = read_layer('Conv2D(1, (3, 2), padding="same")').note
    assert say(note) == "Keras pads 0 at the start and 1 at the end of the columns"


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("activation='relu'", "activation='relu' is not applied"),
        ("activation=tf.nn.relu, use_bias=False, name='x'", "activation=tf.nn.relu is not applied"),
        ("kernel_initializer='ones', bias_initializer=Constant(1)",
         "kernel_initializer='ones' is not applied; bias_initializer=Constant(1) is not applied"),
        ("activation='linear', bias_initializer='zeros', kernel_initializer=keras.initializers.HeNormal(seed=1)", ""),
        ("use_bias=True, kernel_regularizer=l2(1e-4), trainable=False, dtype='float32'", ""),
    ],
)  # fmt: skip
def test_an_argument_that_is_not_applied_is_a_note(words, note):
    assert say_all(read_layer(f"Conv2D(1, 3, {words})").note) == note
    assert say_all(read_layer(f"Conv2DTranspose(1, 3, {words})").note) == note


@pytest.mark.parametrize(
    ("words", "channels", "size"),
    [
        ("input_shape=(5, 6, 3)", 3, (5, 6)),
        ("input_shape=(3, 5, 6), data_format='channels_first'", 3, (5, 6)),
        ("batch_input_shape=(None, 5, 6, 3)", 3, (5, 6)),
        ("input_shape=(None, None, 3)", 3, (3, 3)),
        ("input_shape=(5, 6, None)", 1, (5, 6)),
        ("input_shape=x.shape[1:]", 1, (3, 3)),
    ],
)
def test_keras_input_shape_gives_size_and_channels(words, channels, size):
    spec = parse_layer(f"Conv2D(2, 3, {words})")
    assert (spec.in_channels, spec.input_size) == (channels, size)
    assert animate(layer=f"Conv2D(2, 3, {words})").trace.input.shape == (channels, *size)
