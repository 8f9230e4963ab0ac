"""What the errors of frameworks say, in the words of Python and of the command line."""

import pytest

from tconv_anim.animation import animate
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.core.record import record
from tconv_anim.frameworks import CodeError, LayerError, parse_layer, read_layer, to_code, to_layer
from tconv_anim.frameworks.shared.errors import ArgumentError
from tconv_anim.options import either, op_names

from . import sentences

TEXT = "layer text, column"
ALL_LAYERS = (
    "Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d, MaxPool1d, MaxPool2d, AvgPool1d, AvgPool2d, "
    "AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveMaxPool1d, AdaptiveMaxPool2d, MaxUnpool1d, "
    "MaxUnpool2d, PixelShuffle, PixelUnshuffle, Unfold, Fold, UpsamplingNearest2d, UpsamplingBilinear2d or Upsample"
)


def layer(text, *sizes):
    return lambda: parse_layer(text, *sizes)


def code(like, op="conv_transpose", input=((1, 2), (3, 4)), weight=((1, 2), (3, 4)), **parameters):
    return lambda: to_code(record(op, input, weight, **parameters), like)


TWO_CHANNELS = {"input": [[[1]], [[2]]], "weight": [[[[1]]], [[[1]]]]}
CASES = [
    (LayerError, "not_text", layer(5),
     "layer=5 is not text: write a call in quotation marks, such as \"Conv2d(1, 1, 3)\"",
     "--layer 5 is not text: write a call in quotation marks, such as \"Conv2d(1, 1, 3)\""),
    (LayerError, "no_call:weights", layer("nets/net.pth"),
     'nets/net.pth is a file of weights, and not the call of a layer: write the layer, such as '
     '"ConvTranspose2d(2, 1, 3, stride=2)", and name the file with weight',
     'nets/net.pth is a file of weights, and not the call of a layer: write the layer, such as '
     '"ConvTranspose2d(2, 1, 3, stride=2)", and name the file with --weight'),
    (LayerError, "no_call:file", layer("net.py"),
     'net.py is not the call of a layer: write "@net.py" to read the layers of a file'),
    (LayerError, "no_call", layer("Conv2d"), f"{TEXT} 1: expected the call of a layer, such as Conv2d(1, 1, 3)"),
    (LayerError, "not_closed", layer("Conv2d(1, 1, 3"), f"{TEXT} 15: expected )"),
    (LayerError, "nested_too_deep", layer("Conv2d(1, 1, " + "(" * 300),
     "the layer's text has too many nested brackets: write one call, such as Conv2d(1, 1, 3)"),
    (LayerError, "unpacked", layer("Conv2d(**k)"), f"{TEXT} 10: only running it would show what k holds: write "
     "its arguments, such as kernel_size=3"),
    (LayerError, "array", layer("nn.conv2d(2, 3, 3)"), f"{TEXT} 11: input of conv2d is an array, not 2: write its "
     "name, or a layer such as Conv2d(1, 1, 3)"),
    (LayerError, "long_number", layer(f"Conv2d(1, 1, 0x{'f' * 4200})"), f"{TEXT} 14: expected a smaller number"),
    (LayerError, "no_value", layer("Conv2d(1, 1, 9**9**9)"),
     f"{TEXT} 14: 9 ** 9 ** 9 has no value that can be used: write a number"),
    (LayerError, "not_given", layer("Conv2d(1, 1, 3, stride=2 * self.s)"),
     f"{TEXT} 24: nothing gives 2 * self.s: add stride, or s to let",
     f"{TEXT} 24: nothing gives 2 * self.s: add --stride, or s to --let"),
    (LayerError, "not_given:option", layer("Conv2d(1, 1, f(3))"),
     f"{TEXT} 14: nothing gives f(3): add kernel_size, or write a number",
     f"{TEXT} 14: nothing gives f(3): add --kernel, or write a number"),
    (LayerError, "not_given:name", layer("Conv(auto_pad=mode)"),
     f"{TEXT} 15: nothing gives mode: add mode to let, or write its value",
     f"{TEXT} 15: nothing gives mode: add mode to --let, or write its value"),
    (LayerError, "not_a_literal", layer("Conv(auto_pad=f(1))"),
     f"{TEXT} 15: expected a number, a tuple of numbers or a word for auto_pad"),
    (LayerError, "long_text", layer(" " * 2_000_001),
     "the layer's text has more than 2000000 characters: keep only the lines with the layer"),
    (LayerError, "several_layers", layer("Sequential(\n  (0): Conv2d(1, 2, 3)\n  (2): Conv2d(2, 1, 1)\n)"),
     "the text has 2 layers, 0 (Conv2d(1, 2, 3)), 2 (Conv2d(2, 1, 1)): choose one with pick, or several "
     "that run one after the other, such as 1,2 or all",
     "the text has 2 layers, 0 (Conv2d(1, 2, 3)), 2 (Conv2d(2, 1, 1)): choose one with --pick, or several "
     "that run one after the other, such as 1,2 or all"),
    (LayerError, "unknown_pick", lambda: read_layer("up = Conv2d(1, 2, 3); down = Conv2d(2, 1, 1)", pick="left"),
     "pick='left' is no layer of the text: use up (Conv2d(1, 2, 3)), down (Conv2d(2, 1, 1))",
     "--pick left is no layer of the text: use up (Conv2d(1, 2, 3)), down (Conv2d(2, 1, 1))"),
    (LayerError, "no_class_name", layer("{'filters': 2, 'kernel_size': 3}"),
     "a configuration alone does not say which layer it is: add its class_name, such as "
     '{"class_name": "Conv2DTranspose", "config": {...}}'),
    (LayerError, "summary", layer("conv2d_1 (Conv2D)       (None, 26, 26, 32)      320"),
     "a summary of a model does not show its kernels: write a layer's call, or what get_config() or print() gives"),
    (LayerError, "like_beside_name", lambda: read_layer("paddle.nn.Conv2D(1, 1, 3)", like="keras"),
     "like='keras' does not go with paddle.nn.Conv2D of Paddle: leave it out",
     "--like keras does not go with paddle.nn.Conv2D of Paddle: leave it out"),
    (LayerError, "unread_framework",
     layer("mx.gluon.nn.Conv2DTranspose(channels=2, kernel_size=3, strides=2, in_channels=4)"),
     "Conv2DTranspose of MXNet Gluon is not read: write it as PyTorch does, such as "
     "ConvTranspose2d(4, 2, kernel_size=3, stride=2)"),
    (LayerError, "two_convolutions", layer("SeparableConv2D(ngf, 3, padding='same', use_bias=False)"),
     "SeparableConv2D of Keras is two convolutions, one after the other: write two layers, "
     "DepthwiseConv2D(3, padding='same') and Conv2D(ngf, 1)"),
    (LayerError, "unread_convolution", layer("flax.linen.ConvLocal(4, (3, 3))"),
     "ConvLocal of Flax is not read, as it is no plain convolution: write a layer such as Conv2d(1, 1, 3)"),
    (LayerError, "unread_argument", layer("lax.conv_general_dilated(x, w, (1, 1), 'SAME', lhs_dilation=(2, 2))"),
     "conv_general_dilated of JAX with lhs_dilation=(2, 2) is not read: use conv_transpose with strides"),
    (LayerError, "both_paddings", layer("Conv(auto_pad='SAME_UPPER', pads=[1, 1, 1, 1])"),
     "Conv of ONNX takes auto_pad or pads, but not both: leave one of them out"),
    (LayerError, "no_output_shape", layer("ConvTranspose(strides=[2, 2], output_shape=[9, 5])", 3, 3),
     "output_shape=[9, 5] does not go with an input of size 3x3: ConvTranspose of ONNX takes 1 to 8 rows"),
    (LayerError, "unknown_layer:framework", layer("tinygrad.nn.Linear(3, 4)"),
     "layer 'Linear' of tinygrad is not known: use Conv1d, Conv2d, ConvTranspose1d or ConvTranspose2d"),
    (LayerError, "too_many_arguments", layer("PixelShuffle(1, 2)"),
     f"{TEXT} 17: PixelShuffle takes 1 argument at most"),
    (LayerError, "misspelled_argument", layer("nn.Conv2d(1, 1, kernel=3)"),
     f"{TEXT} 24: unknown argument kernel: did you mean kernel_size?"),
    (LayerError, "unknown_argument", layer("Conv(x=3)"),
     f"{TEXT} 8: unknown argument x: Conv takes auto_pad, dilations, group, kernel_shape, pads, strides"),
    (LayerError, "repeated_argument", layer("Conv2d(1, 1, 3, kernel_size=3)"),
     f"{TEXT} 29: kernel_size is given twice: leave one out"),
    (LayerError, "missing_argument", layer("Conv2d(1, 1)"), "Conv2d needs kernel_size: add it, such as kernel_size=3"),
    (LayerError, "misspelled_layer", layer("Conv9d(1)"), "layer 'Conv9d' is not known: did you mean Conv2d?"),
    (LayerError, "unknown_layer", layer("Linear(3, 4)"), f"layer 'Linear' is not known: use {ALL_LAYERS}"),
    (LayerError, "three_dimensions", layer("Conv3d(1, 1, 3)"),
     "layer 'Conv3d' has three dimensions: use a layer with one or two"),
    (LayerError, "unread_layer", layer("Resize(x)"),
     "layer 'Resize' is not read: use op='nearest' or op='linear' or op='bilinear' instead of a layer",
     "layer 'Resize' is not read: use --op nearest or --op linear or --op bilinear instead of a layer"),
    (LayerError, "unknown_word", layer("Conv2D(1, 3, padding='causal')"),
     "Conv2D of Keras does not know padding='causal': use 'valid' or 'same'"),
    (LayerError, "unknown_word", layer("Conv2D(1, 3, data_format='NCHW')"),
     "Conv2D of Keras does not know data_format='NCHW': use 'channels_first' or 'channels_last'"),
    (LayerError, "unknown_word", layer("ConvTranspose(auto_pad='SAME')"),
     "ConvTranspose of ONNX does not know auto_pad='SAME': use NOTSET, VALID, SAME_UPPER or SAME_LOWER"),
    (LayerError, "unknown_word", layer("conv_transpose(x, w, 2, 'LOW')"),
     "conv_transpose of JAX does not know padding='LOW': use 'SAME', 'VALID' or a list of (low, high) pairs"),
    (LayerError, "unknown_word", layer("Upsample(scale_factor=2, mode='area')"),
     "Upsample of PyTorch does not know mode='area': use bicubic, bilinear, linear, nearest or nearest-exact"),
    (LayerError, "unknown_word", layer("UpSampling2D(2, interpolation='lanczos3')"),
     "UpSampling2D of Keras does not know interpolation='lanczos3': use 'nearest' or 'bilinear'"),
    (LayerError, "uneven_pooling", layer("MaxPooling2D(2, strides=1, padding='same')"),
     "MaxPooling2D with padding='same' reads one cell more at the end, which needs strides above 1: "
     "use them, an odd pool_size or padding='valid'"),
    (LayerError, "output_padding_range", layer("Conv2DTranspose(1, 3, strides=(2, 1), output_padding=2)"),
     "output_padding=2 is out of range for Conv2DTranspose of Keras: use 0 to 1 for the rows and 0 for the columns"),
    (LayerError, "strides_and_dilation", layer("Conv2DTranspose(1, 3, strides=2, dilation_rate=2)"),
     "Conv2DTranspose of Keras takes strides or dilation_rate above 1, but not both: set one of them to 1"),
    (LayerError, "negative_pads", layer("Conv(pads=[-1, 0, 0, 0])"),
     "pads=[-1, 0, 0, 0] has a negative number, which ONNX does not take: use 0 or more"),
    (LayerError, "wrong_shape", layer("Conv2D(1, 3, batch_input_shape=(5, 3))"),
     "batch_input_shape=(5, 3) is not the shape of an input: write batch_input_shape=(None, rows, columns, channels)"),
    (LayerError, "shape_and_size", layer("Conv2D(1, 3, input_shape=(5, 6, 1))", 4),
     "input_shape=(5, 6, 1) does not go with an input of size 4x4: leave one out"),
    (LayerError, "shape_and_channels",
     lambda: read_layer("Conv2D(1, 3, input_shape=(5, 6, 1))", in_channels=2),
     "input_shape=(5, 6, 1) does not go with an input of 2 channels: leave one out"),
    (ArgumentError, "param_length", layer("Conv2DTranspose(1, 3, strides=(1, 2, 3))"),
     "strides=(1, 2, 3) has the wrong length: give one number or 2 numbers"),
    (ArgumentError, "param_length", layer("Conv1d(1, 1, 3)", (5, 6)),
     "input_size has the wrong length: give one number",
     "--input-size has the wrong length: give one number"),
    (ArgumentError, "param_length", layer("conv_transpose(x, w, (1, 1), [(1, 1)])"),
     "padding=[(1, 1)] has the wrong length: give one (low, high) pair for each axis, such as [(0, 1), (0, 1)]"),
    (ArgumentError, "non_integer_param", layer("Conv2DTranspose(1, 3, strides=1.5)"),
     "strides=1.5 is not a whole number: give one, such as 2"),
    (CodeError, "unknown_framework", code("caffe"),
     "like='caffe' is not known: use torch, flax, jax, keras, onnx or paddle",
     "--like caffe is not known: use torch, flax, jax, keras, onnx or paddle"),
    (CodeError, "no_script", lambda: to_code(animate("compare").trace),
     f"there is no script for compare: one can be written for {either(op_names())}"),
    (CodeError, "letters", lambda: to_code(record("bilinear", [["a"]], scale_factor=2), "onnx"),
     "letters are no numbers of ONNX: give numbers"),
    (CodeError, "no_call", lambda: to_code(record("bilinear", [[1]], scale_factor=2), "flax"),
     "Flax has no call for this bilinear: use like='torch' or like='jax' or like='keras' or like='onnx' or "
     "like='paddle'",
     "Flax has no call for this bilinear: use --like torch or --like jax or --like keras or --like onnx or "
     "--like paddle"),
    (CodeError, "no_layer", lambda: to_layer(ConvSpec("conv", 3, 3, padding=1, padding_mode="reflect"), "keras"),
     "Keras has no layer for this conv: use like='torch' or like='paddle'",
     "Keras has no layer for this conv: use --like torch or --like paddle"),
    (CodeError, "groups", code("keras", groups=2, **TWO_CHANNELS),
     "Keras has no transposed convolution with groups: use like='torch' or like='onnx' or like='paddle'",
     "Keras has no transposed convolution with groups: use --like torch or --like onnx or --like paddle"),
    (CodeError, "stride_and_dilation", code("keras", stride=2, dilation=2),
     "Keras has no transposed convolution with both stride and dilation above 1: "
     "use like='torch' or like='flax' or like='jax' or like='onnx' or like='paddle'",
     "Keras has no transposed convolution with both stride and dilation above 1: "
     "use --like torch or --like flax or --like jax or --like onnx or --like paddle"),
    (CodeError, "crop", lambda: to_layer(ConvSpec("conv_transpose", 2, 2, padding=((-1, 0), (0, 0))), "onnx"),
     "ONNX Runtime has no pads and output_padding that crop this output: "
     "use like='flax' or like='jax'",
     "ONNX Runtime has no pads and output_padding that crop this output: "
     "use --like flax or --like jax"),
    (CodeError, "pads", lambda: to_layer(ConvSpec("conv", 2, 2, padding=1, padding_mode="reflect"), "onnx"),
     "Conv of ONNX only pads, and only with zeros: use like='torch' or like='paddle'",
     "Conv of ONNX only pads, and only with zeros: use --like torch or --like paddle"),
]  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: case[1])
def test_a_mistake_is_one_sentence_for_python_and_one_for_the_command_line(case):
    sentences.check(*case)


def test_every_sentence_has_a_case():
    sentences.check_complete(CASES, "frameworks")
