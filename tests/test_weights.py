"""Weights of a trained layer: arrays by name out of .npz, .safetensors and .onnx files, and nothing that runs code."""

import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from tconv_anim.animation import animate
from tconv_anim.cli import main
from tconv_anim.core.errors import SpecError
from tconv_anim.core.record import record
from tconv_anim.formats import read_comment
from tconv_anim.options import OptionError
from tconv_anim.recipes import array_files, writing
from tconv_anim.recipes.array_files import split_name
from tconv_anim.recipes.arrays import InputError, read_array
from tconv_anim.renderer.marks import Text

onnx = pytest.importorskip("onnx", reason="the extra onnx is not installed")
safetensors = pytest.importorskip("safetensors.numpy", reason="the extra safetensors is not installed")

RANDOM = np.random.default_rng(0)
MODEL = {
    "up1.weight": RANDOM.normal(0, 0.1, (5, 6, 4, 4)).astype(np.float32),
    "up1.bias": RANDOM.normal(0, 0.1, 6).astype(np.float32),
    "conv.weight": RANDOM.integers(-8, 8, (2, 1, 3)).astype(np.int8),
}
LAYER = "ConvTranspose2d(5, 6, 4, stride=2, padding=1)"


def write(folder: Path, suffix: str, arrays=MODEL) -> Path:
    """A model's file."""
    path = folder / f"model{suffix}"
    if suffix == ".npz":
        np.savez(path, **arrays)
    elif suffix == ".safetensors":
        safetensors.save_file(arrays, path)
    else:
        onnx.save(onnx_model(arrays), path)
    return path


def onnx_model(arrays) -> "onnx.ModelProto":
    tensors = [onnx.numpy_helper.from_array(array, name) for name, array in arrays.items()]
    return onnx.helper.make_model(onnx.helper.make_graph([], "model", [], [], initializer=tensors))


SUFFIXES = (".npz", ".safetensors", ".onnx")


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_array_is_read_by_its_name(tmp_path, suffix):
    path = write(tmp_path, suffix)
    for name, array in MODEL.items():
        assert read_array("weight", f"{path}:{name}").tolist() == array.tolist()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_only_array_of_a_file_needs_no_name(tmp_path, suffix):
    path = write(tmp_path, suffix, {"a": MODEL["conv.weight"]})
    assert read_array("weight", str(path)).tolist() == MODEL["conv.weight"].tolist()


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_of_several_arrays_some_that_can_be_meant_are_named(tmp_path, suffix):
    many = {f"layer{n}.weight": np.zeros((1, 1, 2, 2), np.float32) for n in range(50)} | {"bias": np.zeros(1)}
    path = write(tmp_path, suffix, many)
    with pytest.raises(InputError) as caught:
        read_array("weight", str(path))
    assert caught.value.kind == "several_arrays"
    said = str(caught.value)
    assert f"model{suffix}:layer0.weight" in said
    assert "and 45 more" in said
    assert len(said) < 400 + 2 * len(str(tmp_path))


def test_a_trained_layer_is_drawn_with_what_it_computes(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write(tmp_path, ".safetensors")
    words = ["--layer", LAYER, "--weight", "model.safetensors:up1.weight", "--bias", "model.safetensors:up1.bias"]
    shown = ["--show-channels", "1:2", "--steps", "1:1", "-o", "x.gif"]
    drawn = CliRunner().invoke(main, [*words, *shown], catch_exceptions=False)
    assert drawn.exit_code == 0, drawn.output
    traced = json.loads(CliRunner().invoke(main, ["trace", *words]).stdout)
    expected = record("conv_transpose", traced["input"], MODEL["up1.weight"], MODEL["up1.bias"], stride=2, padding=1)
    np.testing.assert_array_equal(traced["output"], expected.output)
    Path("x.toml").write_text(read_comment("x.gif"), encoding="utf-8")
    Path("model.safetensors").unlink()  # a picture is made again from itself alone
    again = CliRunner().invoke(main, ["render", "x.toml", "--out", "again"], catch_exceptions=False)
    assert again.exit_code == 0, again.output
    assert Path("again/x.gif").read_bytes() == Path("x.gif").read_bytes()


def test_a_picture_names_the_file_of_very_many_numbers(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(writing, "MAX_OF_FILE", 90)
    write(tmp_path, ".safetensors")
    words = ["--layer", LAYER, "--weight", "model.safetensors:up1.weight", "--still", "finished", "-o", "x.gif"]
    assert CliRunner().invoke(main, words, catch_exceptions=False).exit_code == 0
    assert 'weight = "model.safetensors:up1.weight"' in read_comment("x.gif")
    Path("x.toml").write_text(read_comment("x.gif"), encoding="utf-8")
    assert CliRunner().invoke(main, ["render", "x.toml", "--out", "again"], catch_exceptions=False).exit_code == 0
    assert Path("again/x.gif").read_bytes() == Path("x.gif").read_bytes()


def test_a_recipe_names_a_model_beside_it(tmp_path):
    write(tmp_path, ".npz")
    text = f'layer = "{LAYER}"\nweight = "model.npz:up1.weight"\nsteps = "1:1"\n'
    (tmp_path / "r.toml").write_text(text, encoding="utf-8")
    words = ["render", str(tmp_path / "r.toml"), "--out", str(tmp_path / "out")]
    assert CliRunner().invoke(main, words, catch_exceptions=False).exit_code == 0
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / "r.toml").write_text('weight = "../model.npz:up1.weight"\n', encoding="utf-8")
    refused = CliRunner().invoke(main, ["gallery", str(tmp_path / "inside"), "--out", str(tmp_path / "out")])
    assert refused.exit_code == 1
    assert "../model.npz" in refused.output


def test_real_values_have_few_digits_and_sums_say_that_they_are_rounded():
    animation = animate(layer=LAYER, weight=MODEL["up1.weight"])
    texts = [mark.shape.text for mark in animation.marks(1) if isinstance(mark.shape, Text)]
    decimals = [text for text in texts if re.fullmatch(r"[−\d.]+", text) and "." in text]
    assert decimals
    assert all(len(text.lstrip("−0.").replace(".", "")) <= 3 for text in decimals)
    sums = [mark.shape.text for mark in animate(layer="Conv2d(1, 1, 4)", weight=MODEL["up1.weight"][0, 0]).marks(1)
            if isinstance(mark.shape, Text) and "·" in mark.shape.text]  # fmt: skip
    assert any("≈" in text for text in sums)
    texts += sums
    assert not any(re.search(r"\d\.\d{5}", text) for text in texts)
    assert any("rounded" in text for text in texts)
    assert animation.left_out is None


@pytest.mark.parametrize(
    ("shape", "case"),
    [
        ((5, 6, 5, 5), "weight_of_layer"),
        ((6, 5, 4, 4), "weight_of_layer"),
        ((4, 4, 6, 5), "weight_of_layer:channels_last"),
    ],
)  # fmt: skip
def test_a_weight_that_is_not_the_layers_is_refused_with_both_shapes(shape, case):
    with pytest.raises(OptionError) as caught:
        animate(layer=LAYER, weight=np.zeros(shape))
    assert caught.value.case == case
    assert str(shape) in str(caught.value)
    assert "(5, 6, 4, 4)" in str(caught.value)


def test_halves_of_a_float_are_read_as_the_numbers_that_they_are(tmp_path):
    path = tmp_path / "model.safetensors"
    data = np.array([1.5, -2, 0.15625, 3e38], np.float32).view(np.uint32) >> 16
    write_raw(path, {"w": ("BF16", [1, 1, 2, 2], data.astype("<u2").tobytes())})
    assert read_array("weight", f"{path}:w").tolist()[0][0][0] == [1.5, -2]
    path = write(tmp_path, ".npz", {"w": np.array([[0.1]], np.float16)})
    assert read_array("weight", str(path)).tolist() == [[0.0999755859375]]
    tensor = onnx.helper.make_tensor("w", onnx.TensorProto.BFLOAT16, [2], [1.5, -2])
    model = onnx.helper.make_model(onnx.helper.make_graph([], "model", [], [], initializer=[tensor]))
    onnx.save(model, tmp_path / "half.onnx")
    assert read_array("bias", f"{tmp_path / 'half.onnx'}:w").tolist() == [1.5, -2]


def write_raw(path: Path, tensors) -> None:
    """A .safetensors file: the length of the list of what it holds, the list, the numbers."""
    found, data = {}, b""
    for name, (kind, shape, numbers) in tensors.items():
        found[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(numbers)]}
        data += numbers
    text = json.dumps(found).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + data)


def test_numbers_of_an_onnx_file_may_be_in_another_file_of_its_folder_alone(tmp_path):
    (tmp_path / "inside").mkdir()
    path = tmp_path / "inside" / "model.onnx"
    onnx.save(onnx_model(MODEL), path, save_as_external_data=True, location="model.data", size_threshold=0)
    assert read_array("weight", f"{path}:up1.weight").tolist() == MODEL["up1.weight"].tolist()
    model = onnx.load(path, load_external_data=False)
    (path.parent / "model.data").rename(tmp_path / "model.data")
    for tensor in model.graph.initializer:
        tensor.external_data[0].value = "../model.data"
    path.write_bytes(model.SerializeToString())
    with pytest.raises(InputError) as caught:
        read_array("weight", f"{path}:up1.weight")
    assert caught.value.kind == "not_npy"


def test_how_large_an_array_is_is_known_before_it_is_read(tmp_path, monkeypatch):
    """A header may say anything: no memory is taken for it."""
    monkeypatch.setattr(array_files, "MOST_WEIGHTS", 90)
    for suffix in SUFFIXES:
        with pytest.raises(InputError) as caught:
            read_array("weight", f"{write(tmp_path, suffix)}:up1.weight")
        assert caught.value.kind == "too_many_numbers"
    with open(tmp_path / "huge.npz", "wb") as file:
        header = b"{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999,)}".ljust(117) + b"\n"
        file.write(b"\x93NUMPY\x01\x00" + (118).to_bytes(2, "little") + header)
    with pytest.raises(InputError) as caught:
        read_array("weight", str(tmp_path / "huge.npz"))
    assert caught.value.kind == "too_many_numbers"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_damaged_file_is_one_sentence(tmp_path, suffix):
    data = write(tmp_path, suffix).read_bytes()
    path = tmp_path / f"damaged{suffix}"

    @given(st.integers(0, len(data) - 1), st.integers(0, 255), st.booleans())
    @settings(max_examples=60, deadline=None)
    def damaged(place: int, byte: int, cut: bool) -> None:
        path.write_bytes(data[:place] + (b"" if cut else bytes([byte]) + data[place + 1 :]))
        for text in (str(path), f"{path}:up1.weight"):
            try:
                read_array("weight", text)
            except (InputError, SpecError) as error:
                assert str(error)

    damaged()


@pytest.mark.parametrize(
    ("offsets", "shape"), [([0, 400], [100]), ([0, 4], [100]), ([4, 0], [1]), ([-4, 0], [1]), ([0, 4], [-1])]
)
def test_a_list_that_does_not_fit_its_file_is_refused(tmp_path, offsets, shape):
    path = tmp_path / "model.safetensors"
    text = json.dumps({"w": {"dtype": "F32", "shape": shape, "data_offsets": offsets}}).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + bytes(4))
    with pytest.raises(InputError) as caught:
        read_array("weight", str(path))
    assert caught.value.kind == "not_npy"


def test_a_file_that_can_run_code_is_not_opened_and_the_line_that_converts_it_is_python(tmp_path):
    for suffix in array_files.CODE:
        (tmp_path / f"model{suffix}").mkdir()  # cannot even be opened
        with pytest.raises(InputError) as caught:
            read_array("weight", f"{tmp_path / f'model{suffix}'}:up1.weight")
        assert caught.value.kind == "other_file"
        (line,) = re.findall(r'python -c "(.*)"', str(caught.value))
        compile(line, suffix, "exec")


TORCH = """
import sys, torch
torch.save({"up1.weight": torch.arange(18.).reshape(2, 1, 3, 3)}, "model.pt")
"""


def test_the_line_that_converts_a_file_of_pytorch_does(tmp_path, monkeypatch):
    pytest.importorskip("torch", reason="torch is not installed")
    monkeypatch.chdir(tmp_path)
    subprocess.run([sys.executable, "-c", TORCH], check=True)
    with pytest.raises(InputError) as caught:
        read_array("weight", "model.pt:up1.weight")
    (line,) = re.findall(r'python -c "(.*)"', str(caught.value))
    subprocess.run([sys.executable, "-c", line], check=True)
    assert read_array("weight", "model.safetensors:up1.weight").ravel().tolist() == list(range(18))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("model.safetensors:up1.weight", ("model.safetensors", "up1.weight")),
        ("C:\\m\\model.SAFETENSORS:up1.weight", ("C:\\m\\model.SAFETENSORS", "up1.weight")),
        ("C:\\m\\w.npy", ("C:\\m\\w.npy", None)),
        ("a.npz/b.onnx:x", ("a.npz/b.onnx", "x")),
        ("tf.npz:conv/kernel:0", ("tf.npz", "conv/kernel:0")),
        ("w.npz:", ("w.npz", "")),
        ("1,2;3,4", ("1,2;3,4", None)),
    ],
)
def test_the_colon_behind_the_suffix_is_between_file_and_array(text, parts):
    assert split_name(text) == parts


def test_without_its_package_a_file_is_one_sentence(tmp_path, monkeypatch):
    for suffix, package in array_files.EXTRA_OF.items():
        path = write(tmp_path, suffix)
        with monkeypatch.context() as without:
            without.setitem(sys.modules, package, None)
            with pytest.raises(InputError) as caught:
                read_array("weight", f"{path}:up1.weight")
        assert caught.value.kind == "missing_extra"
        assert f"pip install {package}" in str(caught.value)
