"""Layers as they stand in code and in printed models: what stands around them, names, wrappers, files, frameworks."""

import json
import re
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tconv_anim.animation import animate
from tconv_anim.cli import main
from tconv_anim.core.conv_spec import ConvSpec
from tconv_anim.frameworks import LayerError, parse_layer, read_layer
from tconv_anim.frameworks.shared.errors import ArgumentError
from tconv_anim.options import OptionError
from tconv_anim.recipes.arguments import arguments_of
from tconv_anim.recipes.layers import files
from tconv_anim.recipes.layers.files import LayerFileError
from tconv_anim.recipes.reading import parse_recipe
from tconv_anim.scenes.texts import say_all

from . import sentences

UP = ConvSpec("conv_transpose", 3, 4, stride=2, padding=1, in_channels=2, out_channels=1)
SURROUNDED = [
    "self.up = {}", "self.stages[0] = {}", "self.head: nn.Module = {}", "return {}", ">>> m = {}", "In [3]: m = {}",
    "layers += [{}]", "blocks.append({})", "'up': {},", '("up", {}),', "- {}", "(up := {})", "y = {}(x)", "{};",
    "up={},", 'self.add_module(f"up{{i}}", {})', "{},  # (B, 1, 8, 8)", "m = {}; print(m)", "    {},\n)",
    "weight_norm({})", "nn.Sequential({}, nn.ReLU(True),",
    "nn.Sequential(OrderedDict([('up', {}), ('act', nn.ReLU())]))",
    "torch.compile(nn.DataParallel({}))", "@torch.no_grad()\nself.up = {}.to(device)",
    "if deep:\n        x = {}\n    else:",
    "Decoder(\n  (net): Sequential(\n    (0): {}\n    (1): ReLU(inplace=True)\n  )\n)", "  (0-2): 3 x {}",
    "import torch.nn as nn\nclass Up(nn.Module):\n    def __init__(self):\n        self.up = {}\n",
    "@@ -1,2 +1,2 @@ class Up:\n-    self.up = nn.Conv2d(1, 1, 3)\n+    self.up = {}\n     return x",
]  # fmt: skip


@pytest.mark.parametrize("around", SURROUNDED)
def test_what_stands_around_a_layer_is_no_part_of_it(around):
    layer = read_layer(around.format("nn.ConvTranspose2d(2, 1, 4, stride=2, padding=1)"))
    assert layer.spec == UP
    assert read_layer(layer.text).spec == UP


@pytest.mark.parametrize("text", [
    "nn.ConvTranspose2d(1 + 1, 4 // 4, 2**2, stride=int(4 / 2), padding=(4 - 2) // 2)",
    "nn.ConvTranspose2d(2, 1, (4,) * 2, (1 + 1, 2), -(-1 // 2))",
    "nn．ConvTranspose2d（2，1，kernel_size＝4，stride=2,\N{NO-BREAK SPACE}padding=1）",
    "nn.ConvTranspose2d(\n    2,  # from below\n    1,\n    *[4, 2],\n    **{'padding': 1},\n)",
    "nn.ConvTranspose2d(2, 1, **dict(kernel_size=4, stride=2, padding=1))",
    "nn.LazyConvTranspose2d(1, 4, 2, 1)(torch.zeros(1, 2, 3, 3))",
    "nn.ConvTranspose2d(2, 1, 3, 2, 1)(x, output_size=(6, 6))",
    "nn.ConvTranspose2d(2, 1, (4, 5)[0], (3, 2)[-1], padding=1)", "'nn.ConvTranspose2d(2, 1, 4, 2, 1)',",
    "Up = nn.ConvTranspose2d\nself.up = Up(2, 1, 4, 2, 1)",
    "L = torch.nn\nL.ConvTranspose2d(2, 1, 4, stride=2, padding=1)",
    "nn.ConvTranspose2d(1 << 1, 3 & 1, 4, 5 >> 1, 1 | 1)", "wide = 4\nnn.ConvTranspose2d(2, wide // 4, wide, 2, 1)",
    " 9\tself.up = nn.ConvTranspose2d(2, 1,\n10\t    4, 2, 1)", "> nn.ConvTranspose2d(\n>   2, 1, 4, 2, 1)",
    "+  nn.ConvTranspose2d(\n+    2, 1,\n+    4, 2, 1)", "41: self.up = nn.ConvTranspose2d(2, 1,\n42:   4, 2, 1)",
    "functools.partial(nn.ConvTranspose2d, out_channels=1, kernel_size=4, stride=2, padding=1)",
    "partial(nn.ConvTranspose2d, 2, kernel_size=4)(1, stride=2, padding=1)(x)",
    "self.up = partial(nn.ConvTranspose2d, stride=2, padding=1)\ny = self.up(2, 1, 4)(x)",
    "Conv2dTranspose<input_channels=2, output_channels=1, kernel_size=(4, 4), stride=(2, 2), pad_mode=pad, padding=1>",
])  # fmt: skip
def test_numbers_are_computed_in_whatever_letters_they_are_written(text):
    spec = read_layer(text, in_channels=2).spec
    assert (spec.in_channels, spec.out_channels, spec.output_size) == (2, 1, (6, 6))


def test_a_name_takes_the_number_that_the_text_assigns_to_it_unless_an_option_gives_another():
    text = "ngf: int = 2  # width\nf(ngf=9)\nnn.ConvTranspose2d(ngf * 2, self.ngf, 4, 2, 1)"
    animation = animate(layer=text)
    assert say_all(animation.note) == "ngf * 2 = 4, self.ngf = 2"
    assert animate(**arguments_of(parse_recipe(animation.recipe, "").options)).trace == animation.trace
    assert animate(layer=text, in_channels=2, out_channels=1).trace.spec.in_channels == 2
    for other in ("for ngf in sizes:", "ngf *= 2", "def f(nz, ngf=8):"):
        assert not read_layer(f"{text}\n{other}").assumed
    with pytest.raises(LayerError, match="unknown argument name"):
        parse_layer("conv2d(h0, self.df_dim * 2, name='h1')")  # somebody's own
    assert read_layer(f"ngf = 3\n{text}").drawn == (("ngf * 2", 1), ("self.ngf", 1))  # it has two values


def test_names_take_what_the_options_or_the_arrays_give():
    text = "self.up = nn.ConvTranspose1d(c, c // 2, 2 * u, stride=u, padding=u // 2)"
    animation = animate(layer=text, stride=2, in_channels=4, out_channels=2)
    assert animation.trace.spec == ConvSpec("conv_transpose", (3,), (4,), 2, 1, in_channels=4, out_channels=2)
    assert say_all(animation.note) == "c = 4, c // 2 = 2, 2 * u = 4, u = 2, u // 2 = 1"
    assert animate(layer=text, let={"c": 4, "u": 2}).trace.spec == animation.trace.spec
    given = animate(layer="nn.Conv2d(n, n, k, groups=n)", input=np.ones((2, 3, 3)), weight=np.ones((2, 1, 2, 2)))
    assert (given.trace.spec.groups, given.trace.spec.kernel_size) == (2, (2, 2))
    assert parse_layer("nn.Conv2d(cfg['dim'], self.width, (kh, kw))", kernel_size=(2, 3)).kernel_size == (2, 3)


def test_counts_that_nothing_gives_are_drawn_as_one_and_the_command_line_says_which_option_gives_them():
    layer = read_layer("nn.ConvTranspose2d(latent, ngf * 8, 4)")
    assert (layer.spec.in_channels, layer.spec.out_channels) == (1, 1)
    assert say_all(layer.advice) == "nothing gives latent, ngf * 8, drawn as 1: use --channels"
    assert read_layer("nn.Conv2d(2 * d, d, 3, groups=2)").spec.in_channels == 2
    with pytest.raises(LayerError, match="add in_channels, or write a number"):
        read_layer("nn.Conv2d(1 if True else 2, 1, 3)")


def test_an_option_beside_a_number_is_refused():
    for text in ("nn.Conv2d(1, 1, 3, stride=2)", "nn.Conv2d(1, 1, 3, stride=1 + 1)", "nn.Conv2d(1, 1, 3)"):
        with pytest.raises(OptionError) as caught:
            animate(layer=text, stride=3)
        assert caught.value.kind == "beside_layer"


def test_a_recipe_reads_a_layer_again_with_the_values_of_its_names():
    text = "import paddle.nn as nn\nup = nn.Conv2DTranspose(c, 1, k, stride=s)"
    animation = animate(layer=text, in_channels=2, kernel_size=2, stride=2, let="c=2")
    again = animate(**arguments_of(parse_recipe(animation.recipe, "").options | {}))
    assert (again.trace, again.call, again.note) == (animation.trace, animation.call, animation.note)
    assert again.recipe == animation.recipe


MODEL = """Net(
  (down): Conv2d(1, 2, kernel_size=(3, 3), stride=(2, 2))
  (act): ReLU()
  (up): Sequential(
    (0): ConvTranspose2d(2, 1, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1))
    (1): MaxPool2d(kernel_size=2, stride=2, padding=0, dilation=1, ceil_mode=False)
  )
)"""


def test_one_of_several_layers_is_picked_by_its_name_or_its_number():
    with pytest.raises(LayerError) as caught:
        parse_layer(MODEL)
    assert caught.value.kind == "several_layers"
    assert "down (Conv2d(" in str(caught.value)
    assert "up.0 (ConvTranspose2d(" in str(caught.value)
    listed = "self.d = nn.Sequential(OrderedDict([('a', nn.Conv2d(1, 2, 3)), ('b', nn.Sequential(*[{}, {}]))]))"
    with pytest.raises(LayerError, match=r"d\.a \(nn.* d\.b\.0 \(nn.* d\.b\.1 \(nn"):
        parse_layer(listed.format("nn.Conv2d(1, 1, 3)", "nn.Conv2d(1, 2, 3)"))
    for name in ("up.0", "0", "2"):
        assert read_layer(MODEL, pick=name).spec == UP
    assert read_layer(MODEL, pick="down").spec.op == "conv"
    assert read_layer(MODEL, pick="up.1").spec.op == "max_pool"
    assert read_layer(MODEL.replace("(down): Conv2d", "(down): Linear")).spec == UP
    assert animate(layer=MODEL, pick=2).trace.spec == UP


@pytest.mark.parametrize(("name", "value"), [("pick", [[1]]), ("pick", True), ("like", ["torch"]), ("like", {})])
def test_what_says_which_layer_is_meant_is_a_word(name, value):
    with pytest.raises(OptionError) as caught:
        animate(layer=MODEL, **{name: value})
    assert caught.value.kind == ("not_a_text" if name == "pick" else "not_a_choice")


def test_a_layer_is_read_out_of_a_file_and_from_stdin(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("model.txt").write_text(MODEL, encoding="utf-8")
    for layer, given in (("@model.txt", None), ("-", MODEL)):
        words = ["trace", "--no-steps", "--layer", layer, "--pick", "up.0"]
        shown = CliRunner().invoke(main, words, input=given)
        assert json.loads(shown.stdout)["spec"]["output_size"] == [6, 6]
        written = CliRunner().invoke(main, ["recipe", *words[2:], "--stride", "2"], input=given).stdout
        assert written == ""  # as an option beside a number is no recipe
        written = CliRunner().invoke(main, ["recipe", *words[2:]], input=given).stdout
        recipe = arguments_of(parse_recipe(written, "").options)
        assert animate(**recipe).trace.spec.output_size == (6, 6)
    animation = animate(**arguments_of({"layer": "@model.txt", "pick": "up.0"}))
    assert 'layer = "ConvTranspose2d(2, 1, kernel_size=(4, 4), stride=(2, 2), padding=(1, 1))"' in animation.recipe


def write_model(path: str) -> None:
    """A model of two convolutions with weights of other channels than 1."""
    helper = pytest.importorskip("onnx").helper
    tensors = [helper.make_tensor(n, 1, shape, [0.0] * int(np.prod(shape))) for n, shape in
               (("w0", (4, 2, 3, 3)), ("w1", (4, 1, 2, 2)))]  # fmt: skip
    nodes = [
        helper.make_node("Conv", ["x", "w0"], ["h"], name="/down/Conv", strides=[2, 2], auto_pad="SAME_LOWER"),
        helper.make_node("Relu", ["h"], ["r"]),
        helper.make_node("ConvTranspose", ["r", "w1"], ["y"], name="/up 1/ConvTranspose", strides=[2, 2], group=1),
    ]
    values = [helper.make_tensor_value_info(name, 1, None) for name in "xy"]
    graph = helper.make_graph(nodes, "g", values[:1], values[1:], tensors)
    Path(path).write_bytes(helper.make_model(graph).SerializeToString())


def test_a_layer_is_picked_out_of_a_model_of_onnx(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_model("model.onnx")
    with pytest.raises(LayerError) as caught:
        animate(**arguments_of({"layer": "model.onnx"}))
    assert "/down/Conv (" in str(caught.value)
    animation = animate(**arguments_of({"layer": "model.onnx", "pick": "/up_1/ConvTranspose"}))
    spec = animation.trace.spec
    assert (spec.op, spec.kernel_size, spec.stride, spec.in_channels, spec.out_channels) == (
        "conv_transpose", (2, 2), (2, 2), 4, 1,
    )  # fmt: skip
    again = animate(**arguments_of(parse_recipe(animation.recipe, "").options))
    assert again.trace == animation.trace


FILES = [
    (LayerFileError, "missing_extra", lambda: without_onnx("model.onnx"),
     "onnx, which reads model.onnx, is not installed: run pip install onnx"),
    (LayerFileError, "not_onnx", lambda: arguments_of({"layer": "text.onnx"}),
     "text.onnx is no model of ONNX: name another file"),
    (LayerFileError, "no_layers", lambda: arguments_of({"layer": "empty.onnx"}),
     "empty.onnx holds no convolution: name another file"),
    (LayerFileError, "large_model", lambda: arguments_of({"layer": "large.onnx"}),
     "large.onnx has more than 0 MB: name a smaller one, or save its weights beside it"),
    (LayerFileError, "not_read", lambda: arguments_of({"layer": "@none.txt"}),
     "cannot read none.txt: No such file or directory: name another file"),
    (LayerFileError, "not_text", lambda: arguments_of({"layer": "@bytes.txt"}),
     "bytes.txt is not a text file in UTF-8: save it as UTF-8"),
    (LayerFileError, "large_text", lambda: arguments_of({"layer": "@large.txt"}),
     "large.txt has more than 2000000 bytes: keep only the lines with the layers"),
]  # fmt: skip


def without_onnx(name: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "onnx", None)
        arguments_of({"layer": name})


def test_what_is_like_a_layer_is_none():
    for text in ("self.conv2d(x)", "class Conv2d(nn.Module): pass", "isinstance(m, nn.Conv2d)", "# nn.Conv2d(1, 1, 3)"):
        with pytest.raises(LayerError):
            parse_layer(text)
    assert parse_layer("don't use nn.Conv2d(1, 2, 3) here, it's slow").out_channels == 2
    assert parse_layer("conv2d = nn.Conv2d(1, 2, 3); y = conv2d(x)").out_channels == 2
    with pytest.raises(LayerError) as caught:
        parse_layer("nn.Sequential(nn.Conv3d(1, 1, 3), nn.Conv2d(1, 1, 3))")
    assert caught.value.kind == "several_layers"
    with pytest.raises(LayerError) as caught:
        parse_layer("nn.Conv2d(1, 1, 3, padding=1 if same else 0)")
    assert caught.value.case == "not_given:option"


@pytest.mark.parametrize("case", FILES, ids=lambda case: case[1])
def test_a_file_that_cannot_be_read_is_one_sentence(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("bytes.txt").write_bytes(b"\xff\xfe\xff")
    if case[1] in ("not_onnx", "no_layers", "large_model"):
        pytest.importorskip("onnx")
    Path("model.onnx").write_bytes(b"")
    Path("empty.onnx").write_bytes(b"")
    Path("text.onnx").write_text("no model", encoding="utf-8")
    Path("large.onnx").write_bytes(b" " * 10_000)
    monkeypatch.setattr(files, "MOST_BYTES_OF_MODEL", 9_999)
    Path("large.txt").write_bytes(b" " * 2_000_001)
    sentences.check(*case)


def test_every_sentence_on_files_has_a_case():
    sentences.check_complete(FILES, "recipes.layers.files")


FRAMEWORKS = [
    ("hk.Conv2D(3, 3)", "conv", (5, 6), ((1, 1), (1, 1))),
    ("hk.Conv2DTranspose(1, kernel_shape=3, stride=2)", "conv_transpose", (10, 12), ((0, 1), (0, 1))),
    ("hk.DepthwiseConv2D(2, 3, stride=2)", "conv", (3, 3), ((1, 1), (0, 1))),
    ("tf.nn.depthwise_conv2d(x, w, [1, 2, 2, 1], 'SAME')", "conv", (3, 3), ((1, 1), (0, 1))),
    ("nn.Conv(features=3, kernel_size=(3, 3))", "conv", (5, 6), ((1, 1), (1, 1))),
    ("nnx.Conv(1, 3, (3, 3), padding='CIRCULAR', rngs=rngs)", "conv", (5, 6), ((1, 1), (1, 1))),
    ("eqx.nn.ConvTranspose2d(2, 1, 3, 2, 1, 2, key=key)", "conv_transpose", (8, 10), ((2, 1), (2, 1))),
    ("paddle.nn.Conv2DTranspose(4, 6, 3)", "conv_transpose", (7, 8), ((0, 0), (0, 0))),
    ("paddle.nn.Conv1DTranspose(2, 2, 2, 1, 0, 0, 2)", "conv_transpose", (6,), ((0, 0),)),
    ("paddle.nn.Conv2DTranspose(2, 2, 2, 1, 0, 0, 2)", "conv_transpose", (7, 8), ((0, 0), (0, 0))),
    ("mindspore.nn.Conv2d(2, 3, 3)", "conv", (5, 6), ((1, 1), (1, 1))),
    ("mindspore.nn.Conv2d(1, 2, 3, pad_mode='pad', padding=(1, 0, 2, 0))", "conv", (4, 6), ((1, 0), (2, 0))),
    ("import mlx.core as mx\nmx.conv_transpose2d(x, w, 2, 1, 1, 1)", "conv_transpose", (10, 12), ((1, 0), (1, 0))),
    ("mlx.nn.ConvTranspose2d(1, 2, 2, 1, 0, 2)", "conv_transpose", (7, 8), ((0, 0), (0, 0))),
    ("tinygrad.nn.Conv2d(1, 1, 3, padding=(1, 0, 2, 0))", "conv", (5, 5), ((2, 0), (1, 0))),
    ("tf.nn.conv2d(x, w, [1, 2, 2, 1], 'SAME')", "conv", (3, 3), ((1, 1), (0, 1))),
    ("tf.layers.conv2d_transpose(x, 2, 3, 2, 'SAME')", "conv_transpose", (10, 12), ((0, 1), (0, 1))),
    ("keras.ops.conv_transpose(x, w, 2, 'same')", "conv_transpose", (10, 12), ((0, 1), (0, 1))),
    ("DepthwiseConv2D(3, padding='same', depth_multiplier=2)", "conv", (5, 6), ((1, 1), (1, 1))),
    ("lax.conv_general_dilated(x, w, (1, 1), 'same')", "conv", (5, 6), ((1, 1), (1, 1))),
    ("%Y = Conv[kernel_shape = [3, 3], pads = [1, 0, 1, 0]](%X, %W)", "conv", (5, 4), ((1, 1), (0, 0))),
    ('Y = Conv <kernel_shape: ints = [3, 3], auto_pad = "SAME_LOWER"> (X, W)', "conv", (5, 6), ((1, 1), (1, 1))),
    ("helper.make_node('ConvTranspose', ['X', 'W'], ['Y'], strides=[2, 2])", "conv_transpose", (11, 13),
     ((0, 0), (0, 0))),
    ('node {\n  op_type: "Conv"\n  attribute { name: "pads" ints: 1 ints: 1 ints: 1 ints: 1 type: INTS }\n}', "conv",
     (5, 6), ((1, 1), (1, 1))),
    ('{"class_name": "Conv2D", "config": {"filters": 2, "kernel_size": [3, 3], "padding": "same", "use_bias": false}}',
     "conv", (5, 6), ((1, 1), (1, 1))),
]  # fmt: skip


@pytest.mark.parametrize(("text", "op", "size", "pads"), FRAMEWORKS, ids=lambda value: str(value)[:40])
def test_a_layer_computes_what_its_framework_computes(text, op, size, pads):
    spec = parse_layer(text, (5, 6)[: len(size)])
    assert (spec.op, spec.output_size, spec.pads) == (op, size, pads)


def test_a_layer_that_names_no_framework_is_said_to_be_read_as_one_where_others_have_it_too():
    for text, said in {
        "nn.Conv2DTranspose(4, 6, 3)": "read as Keras: for Paddle use --like paddle",
        "nn.Conv2d(3, 8, 3)": "read as PyTorch: for MindSpore use --like mindspore",
        "nn.ConvTranspose2d(1, 1, 3, 2, 1, 1)": "read as PyTorch: for MLX use --like mlx",
        "nn.ConvTranspose2d(1, 1, 3, 2, 1)": "",  # the same everywhere
        "nn.Conv2d(3, 8, 3, padding=1)": "",  # which MindSpore refuses
        "import torch.nn as nn\nnn.Conv2d(3, 8, 3)": "",
        "torch.nn.Conv2d(3, 8, 3)": "",
        "nn.Conv2d(c, c, 3)": "read as PyTorch: for MindSpore use --like mindspore; nothing gives c, drawn as "
        "1: use --channels",
    }.items():
        assert say_all(read_layer(text).advice) == said
    assert read_layer("nn.Conv2d(3, 8, 3)", like="torch").advice == ()
    assert read_layer("nn.Conv2DTranspose(4, 6, 3)", like="paddle").spec.in_channels == 4
    assert read_layer("nn.Conv2DTranspose(4, 6, 3, bias_attr=False)").spec.in_channels == 4
    assert read_layer("Conv2DTranspose(32, 3, strides=2)").advice == ()
    assert read_layer("import paddle.nn as nn\nnn.Conv2D(4, 6, 3)").spec.in_channels == 4


PRINTED = [
    ("Conv(\n    # attributes\n    features = 3\n    kernel_size = (2, 3)\n    strides = 1\n    padding = 'VALID'\n"
     "    param_dtype = float32\n    kernel_init = init\n)", "conv", 1, 3, ((0, 0), (0, 0))),
    ("Net(\n    # attributes\n    width = 4\n    # children\n    up = ConvTranspose(\n        # attributes\n"
     "        features = 3\n        kernel_size = (2, 3)\n        strides = (2, 2)\n        padding = 'SAME'\n"
     "        promote_dtype = <function promote_dtype at 0x7f00>\n    )\n)", "conv_transpose", 1, 3, ((0, 0), (0, 1))),
    ("Conv( # Param: 30 (120 B)\n  kernel_shape=(2, 3, 1, 3),\n  kernel=Param( # 27 (108 B)\n    "
     "value=Array(shape=(2, 3, 1, 3), dtype=dtype('float32'))\n  ),\n  in_features=1,\n  out_features=3,\n  "
     "kernel_size=(2, 3),\n  padding=((1, 0), (0, 0)),\n  conv_general_dilated=<function conv at 0x7f00>\n)",
     "conv", 1, 3, ((1, 0), (0, 0))),
    ("ConvTranspose2d(\n  num_spatial_dims=2,\n  weight=f32[8,3,2,3],\n  bias=f32[8,1,1],\n  in_channels=3,\n  "
     "out_channels=8,\n  kernel_size=(2, 3),\n  stride=(2, 2),\n  padding=((1, 1), (0, 0)),\n  output_padding=(0, 0),"
     "\n  groups=1,\n  use_bias=True,\n  padding_mode='ZEROS'\n)", "conv_transpose", 3, 8, ((1, 1), (0, 0))),
    ("Conv2D(3, 64, kernel_size=[2, 3], padding=[1, 0], data_format=NCHW)", "conv", 3, 64, ((1, 1), (0, 0))),
    ("Conv2d(input_channels=3, output_channels=64, kernel_size=(2, 3), stride=(2, 2), pad_mode=pad, "
     "padding=(1, 0, 0, 0), group=1, has_bias=False, "
     "weight_init=<mindspore.common.initializer.HeUniform object at 0x7f00>, format=NCHW)",
     "conv", 3, 64, ((1, 0), (0, 0))),
    ("ConvTranspose2d(8, 4, kernel_size=(2, 3), stride=(2, 2), padding=(1, 0), dilation=(1, 1), output_padding=(0, 0), "
     "bias=True)", "conv_transpose", 8, 4, ((1, 1), (0, 0))),
    ("{'class_name': 'Conv2DTranspose', 'config': {'filters': 8, 'kernel_size': (2, 3), 'groups': 1, 'strides': 2}}",
     "conv_transpose", 1, 8, ((0, 0), (0, 0))),
]  # fmt: skip
"""Layers as Flax, its nnx, Equinox, Paddle, MindSpore, MLX and Keras 2 print them."""


@pytest.mark.parametrize(("text", "op", "inputs", "outputs", "pads"), PRINTED, ids=lambda value: str(value)[:20])
def test_a_printed_layer_is_read_as_its_framework_prints_it(text, op, inputs, outputs, pads):
    layer = read_layer(text)
    found = layer.spec.op, layer.spec.in_channels, layer.spec.out_channels, layer.spec.kernel_size, layer.spec.pads
    assert found == (op, inputs, outputs, (2, 3), pads)
    assert read_layer(layer.text, like=layer.like or None).spec == layer.spec


def test_a_depthwise_layer_has_a_group_for_each_channel():
    for text in ("tf.nn.depthwise_conv2d(x, w, [1, 1, 1, 1], 'VALID')", "hk.DepthwiseConv2D(2, 2, padding='VALID')",
                 "DepthwiseConv2D(2, depth_multiplier=2)"):  # fmt: skip
        spec = animate(layer=text, input=np.ones((3, 4, 4)), weight=np.ones((6, 1, 2, 2))).trace.spec
        assert (spec.in_channels, spec.groups, spec.out_channels) == (3, 3, 6)
    with pytest.raises(LayerError, match=r"strides=\[1, 2, 1, 1\] is not read"):
        parse_layer("tf.nn.depthwise_conv2d(x, w, [1, 2, 1, 1], 'VALID')")


def test_of_the_output_shape_of_tensorflow_only_the_spatial_size_needs_numbers():
    text = "tf.nn.conv2d_transpose(x, w, {}, strides=[1, 2, 2, 1])"
    for shape in ("[batch, 8, 7, c]", "tf.stack([tf.shape(x)[0], 8, w2, 16])", "[None, 8, 4 + 3, -1]"):
        assert read_layer(text.format(shape), let={"w2": 7}).spec.output_size == (8, 7)
    with pytest.raises(LayerError, match="nothing gives rows: add rows to let"):
        parse_layer(text.format("[batch, rows, 8, 1]"))
    with pytest.raises(LayerError, match="expected a number"):
        parse_layer(text.format("tf.shape(x)"))


def test_a_function_computes_what_its_arguments_say_and_takes_channels_from_its_output_shape():
    text = "out = torch.ops.aten.convolution.default(a, b, None, [2, 2], [1, 1], [1, 1], {}, [1, 1], 1);  a = b = None"
    down, up = (read_layer(text.format(transposed)).spec for transposed in (False, True))
    assert (down.op, down.output_size, up.op, up.output_size) == ("conv", (2, 2), "conv_transpose", (6, 6))
    assert parse_layer("torch.ops.aten.conv_transpose2d.input(a, b, None, [2, 2])").output_size == (7, 7)
    assert parse_layer("paddle.nn.functional.conv2d_transpose(x, w, None, 2, 1, 1)").output_size == (6, 6)
    assert parse_layer("paddle.nn.functional.conv1d(x, w, padding=[1, 0])").output_size == (2,)
    text = "tf.nn.conv2d_transpose(x, w, [1, 6, 6, 3], 2)"
    assert parse_layer(text).out_channels == 3
    with pytest.raises(LayerError, match="is not read: use 2 channels"):
        read_layer(text, out_channels=2)
    with pytest.raises(LayerError, match="'MaxPool' is not read: use op='max_pool'"):
        parse_layer('helper.make_node("MaxPool", ["X"], ["Y"], kernel_shape=[2, 2])')


def test_what_has_no_kernel_is_not_drawn_with_a_usual_one():
    for text in ("nn.Conv2d(1, 1, None)", "Conv2D(filters=2, kernel_size=None)"):
        with pytest.raises(ArgumentError, match="kernel_size=None is not a whole number"):
            parse_layer(text)


@pytest.mark.parametrize(("text", "named"), [
    ("mx.gluon.nn.Conv2DTranspose(2, 3)", "MXNet Gluon"), ("jt.nn.ConvTranspose(4, 2, 4, 2, 1)", "Jittor"),
    ("L.Deconvolution2D(4, 2, ksize=4)", "Chainer"), ("snt.Conv2DTranspose(2, 3)", "Sonnet"),
    ("tf.contrib.layers.conv2d_transpose(x, 2, 3)", "TF-Slim"),
    ('layer { type: "Deconvolution" convolution_param { num_output: 2 kernel_size: 4 stride: 2 } }', "Caffe"),
    ('transposedConv2dLayer(4, 2, "Stride", 2)', "MATLAB"), ("ConvTranspose((4, 4), 1 => 2, stride=2)", "Flux"),
    ("tf.layers.conv2dTranspose({filters: 2, kernelSize: 4, strides: 2})", "TensorFlow.js"),
    ("auto up = nn::ConvTranspose2d(nn::ConvTranspose2dOptions(4, 2, 4).stride(2));", "LibTorch"),
    ("[deconvolutional]\nfilters=2\nsize=4\nstride=2", "Darknet"),
    ("nn.SpatialFullConvolution(4, 2, 4, 4, 2, 2)", "Torch7"), ("stax.Conv(2, (3, 3))", "stax"),
    ("objax.nn.Conv2D(4, 2, 3)", "Objax"), ("fluid.layers.conv2d_transpose(x, 2, 4)", "Paddle Fluid"),
    ("mx.sym.Convolution(x, num_filter=2)", "MXNet Gluon"), ("L.Deconvolution2D(None, 2, 4)", "Chainer"),
    ("L.Deconvolution(x, kernel_size=4, num_output=2)", "Caffe"),
    ("tf.conv2dTranspose(x, w, [1, 4, 4, 1], 2)", "TensorFlow.js"),
])  # fmt: skip
def test_other_frameworks_are_refused_by_their_name_with_a_layer_of_pytorch(text, named):
    with pytest.raises(LayerError) as caught:
        parse_layer(text)
    assert (caught.value.kind, caught.value.parameters["framework"]) == ("unread_framework", named)
    assert isinstance(parse_layer(caught.value.parameters["example"]), ConvSpec)


@pytest.mark.parametrize(("text", "said"), [
    ("Deconvolution2d(1, 2)", "did you mean ConvTranspose2d?"),
    ("torchvision.ops.DeformConv2d(1, 2, 3)", "DeformConv2d of PyTorch is not read"),
    ("keras.layers.Cropping2D(2)", "of Keras is not known: use Conv1D, Conv2D, Conv1DTranspose,"),
    ("tf.layers.separable_conv2d(x, 8, 3, 2)", "write two layers, DepthwiseConv2D(3, strides=2) and Conv2D(8, 1)"),
])  # fmt: skip
def test_a_layer_that_is_not_known_is_answered_with_one_that_is(text, said):
    with pytest.raises(LayerError, match=re.escape(said)):
        parse_layer(text)


def test_no_text_gives_a_traceback():
    """Cut, doubled, nested and huge texts are read or refused."""
    texts = [text.format("nn.Conv2d(c, d, k, padding=same)") for text in SURROUNDED] + [row[0] for row in FRAMEWORKS]
    random = np.random.default_rng(0)
    signs = "()[]{},:=%<>*'\"#\n\\ \0x9ａ∞"
    for text in texts:
        for _ in range(6):
            at, length = random.integers(0, len(text)), random.integers(0, 6)
            sign = signs[random.integers(len(signs))] * int(random.integers(1, 4))
            refused_or_read(text[:at] + sign + text[at + length :])
    for text in (
        "1+" * 3000 + "1",
        "(" * 5000,
        "[" * 150 + "]" * 150,
        "9" * 5000,
        "x." * 3000 + "y",
        "2**" * 500 + "2",
        "stax.Dense(3)",
        "transposedConv2dLayer([3 3]ide=2)",
    ):
        refused_or_read(f"Conv2d(1, 1, {text})")
        refused_or_read(text)


def refused_or_read(text: str) -> None:
    try:
        read_layer(text)
    except (LayerError, ValueError) as error:
        assert str(error)
        assert type(error).__module__.startswith("tconv_anim"), text
