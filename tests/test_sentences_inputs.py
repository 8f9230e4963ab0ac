"""What the errors of numbers, pictures and tables say, in Python and on the command line."""

import os
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tconv_anim.recipes.array_files import readers
from tconv_anim.recipes.arrays import InputError, read_array
from tconv_anim.recipes.toml_table import TableError, read_table

from . import sentences

LONG = "9" * 5000
SHORT = f"{'9' * 60}…"

# The kind, what is read and for what, the sentence in Python, the sentence on the command line if it differs.
ALL = ".npy, .npz, .safetensors, .onnx, .csv or .json file"
CONVERTED = (
    'which can run code and is not read: convert it with python -c "import torch; from safetensors.torch import '
    "save_file; w = torch.load('w.pt', map_location='cpu', weights_only=True){}; save_file({{name: of.clone() for "
    "name, of in w.items()}}, 'w.safetensors')\" and name an array of w.safetensors"
)
OF_LIGHTNING = CONVERTED.replace("w.pt", "w.ckpt").format("['state_dict']")
OF_KERAS = (
    'which can run code and is not read: convert it with python -c "import keras, numpy; model = '
    "keras.models.load_model('w.h5'); arrays = {w.path: numpy.moveaxis(w, (-1, -2), (0, 1)) if w.ndim > 2 else w for w "
    "in model.weights}; numpy.savez('w.npz', **arrays)\" and name an array of w.npz"
)
CASES: list[tuple[str, str, str, str, str | None]] = [
    ("null_character", "input", "a\0.csv",
     "input 'a\\x00.csv' holds a null character: write numbers such as \"1,2;3,4\" or the name of a file",
     "--input 'a\\x00.csv' holds a null character: write numbers such as \"1,2;3,4\" or the name of a file"),
    ("not_numbers", "weight", "photo",
     f"weight='photo' is neither numbers nor the name of a {ALL}: write numbers such as \"1,2;3,4\"",
     f"--weight photo is neither numbers nor the name of a {ALL}: write numbers such as \"1,2;3,4\""),
    ("other_file", "weight", "w.mat",
     f"weight='w.mat' is a .mat file, which is not read: write its numbers with numpy.save, or name a {ALL}",
     f"--weight w.mat is a .mat file, which is not read: write its numbers with numpy.save, or name a {ALL}"),
    ("other_file:tensors", "weight", "w.pt",
     f"weight='w.pt' is a file of PyTorch, {CONVERTED.format('')}",
     f"--weight w.pt is a file of PyTorch, {CONVERTED.format('')}"),
    ("other_file:tensors", "bias", "w.ckpt:up1.bias",
     f"bias='w.ckpt:up1.bias' is a file of PyTorch, {OF_LIGHTNING}",
     f"--bias w.ckpt:up1.bias is a file of PyTorch, {OF_LIGHTNING}"),
    ("other_file:keras", "weight", "w.h5",
     f"weight='w.h5' is a file of Keras, {OF_KERAS}", f"--weight w.h5 is a file of Keras, {OF_KERAS}"),
    ("picture_not_taken", "weight", "a.png",
     "weight='a.png' is a picture: write numbers such as \"1,2;3,4\", only input can be a picture",
     "--weight a.png is a picture: write numbers such as \"1,2;3,4\", only --input can be a picture"),
    ("empty", "input", "[]",
     "input='[]' is empty: write at least one number, such as 1",
     "--input \"[]\" is empty: write at least one number, such as 1"),
    ("not_json", "bias", "[1, x]",
     "bias='[1, x]' is not JSON, see row 1, column 5: write nested lists such as [[1, 2], [3, 4]]",
     "--bias \"[1, x]\" is not JSON, see row 1, column 5: write nested lists such as [[1, 2], [3, 4]]"),
    ("not_lists", "input", "table.json",
     "table.json holds no list of numbers: write nested lists such as [[1, 2], [3, 4]]", None),
    ("nested_too_deep", "input", "[" * 3000 + "1" + "]" * 3000,
     f"input='{'[' * 60}…' has lists that are nested too deep: write nested lists such as [[1, 2], [3, 4]]",
     f"--input \"{'[' * 60}…\" has lists that are nested too deep: write nested lists such as [[1, 2], [3, 4]]"),
    ("too_large", "input", LONG,
     f"input='{SHORT}' holds a number that is too large: use smaller ones",
     f"--input \"{SHORT}\" holds a number that is too large: use smaller ones"),
    ("unequal_rows", "input", "1;2,3",
     "input='1;2,3' has 1 number in row 1 and 2 in row 2: give all rows the same length",
     "--input \"1;2,3\" has 1 number in row 1 and 2 in row 2: give all rows the same length"),
    ("unequal_rows", "input", "rows.csv",
     "rows.csv has 2 numbers in row 1 and 1 in row 2: give all rows the same length", None),
    ("not_a_number", "input", "1,nan",
     "input='1,nan' has 'nan' in row 1, which is not a number: write rows such as \"1,2;3,4\"",
     "--input \"1,nan\" has 'nan' in row 1, which is not a number: write rows such as \"1,2;3,4\""),
    ("not_a_number_in_file", "input", "words.csv",
     "words.csv has 'one' in row 1, which is not a number: write one row in each line, such as 1,2,3", None),
    ("not_read", "input", "none.csv", "cannot read none.csv: No such file or directory: name another file", None),
    ("not_read", "input", "none.npy", "cannot read none.npy: No such file or directory: name another file", None),
    ("not_read", "input", "none.png", "cannot read none.png: No such file or directory: name another file", None),
    ("not_npy", "input", "text.npy", "text.npy is not a .npy file of numbers: write one with numpy.save", None),
    ("not_npy:model", "input", "text.onnx", "text.onnx is not a .onnx file of arrays: save it again", None),
    ("several_arrays", "input", "several.npy",
     "several.npy holds 2 arrays: name one, such as several.npy:a, of a, b", None),
    ("no_such_array", "input", "several.npy:x", "several.npy has no array 'x': it has a, b", None),
    ("no_such_array:misspelled", "input", "several.npz:wieght",
     "several.npz has no array 'wieght': did you mean weight?", None),
    ("no_such_array:unnamed", "input", "one.npy:x", "one.npy holds one array, which has no name: leave :x out", None),
    ("no_arrays", "input", "none.npz", "none.npz holds no arrays: name another file", None),
    ("missing_extra", "input", "x.safetensors:w",
     "safetensors, which reads x.safetensors, is not installed: run pip install safetensors", None),
    ("type_not_read", "input", "eight.safetensors:w",
     "w of eight.safetensors holds numbers of type F8_E4M3, which are not read: save it as float32", None),
    ("large_file", "input", "large.onnx",
     "large.onnx has more than 0 MB: save its arrays as .safetensors", None),
    ("not_text", "input", "bytes.csv", "bytes.csv is not a text file in UTF-8: save it as UTF-8", None),
    ("not_csv", "input", "long.csv",
     "long.csv is not a .csv text file: write one row in each line, such as 1,2,3", None),
    ("unclear_comma", "input", "commas.csv",
     "commas.csv has '1,5' in row 1, whose comma can mean decimals, thousands or the next number: write decimals with "
     "a point, such as 1.5;2.5", None),
    ("not_a_picture", "input", "text.png",
     "text.png is not a picture that can be read: give a .png, .jpg, .jpeg, .webp, .bmp, .gif, .tif or .tiff file",
     None),
    ("unscaled_picture", "input", "deep.tif",
     "deep.tif has decimals or 32 bits for each gray: write its numbers with numpy.save", None),
    ("broken_picture", "input", "half.png", "half.png is a damaged picture: give a complete file", None),
    ("too_many_pixels", "input", "large.png",
     "large.png has more than 30000000 pixels: scale it down, at most 64x64 are drawn", None),
    ("too_many_numbers", "input", "many.csv", "many.csv holds more than 1000000 numbers: use fewer", None),
    ("too_many_numbers", "input", "many.csv", "many.csv holds more than 1000000 numbers: use fewer", None),
]  # fmt: skip

TABLES = [
    ("not_toml", "stride = ", "is not TOML: Invalid value (at end of document)"),
    ("nested_too_deep", f"a = {'[' * 3000}{']' * 3000}",
     "has values that are nested too deep: use fewer levels"),
    ("too_large", f"a = {'9' * 5000}", "holds a number that is too large: use a smaller one"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _in_a_folder_of_odd_files(tmp_path, monkeypatch, request):
    monkeypatch.chdir(tmp_path)
    Path("many.csv").write_text("1," * 1_000_001)
    Path("rows.csv").write_text("1,2\n3\n")
    Path("words.csv").write_text("one,2\n")
    Path("bytes.csv").write_bytes(b"\xff\n")
    Path("long.csv").write_text("1" * 200_000)
    Path("commas.csv").write_text("1,5;2,5")
    Path("table.json").write_text('{"input": [1, 2]}')
    Image.fromarray(np.zeros((2, 3), np.float32)).save("deep.tif")
    Path("text.npy").write_text("text")
    with open("several.npy", "wb") as file:
        np.savez(file, a=[1], b=[2])
    Path("text.onnx").write_text("text")
    Path("large.onnx").write_bytes(bytes(1000))
    monkeypatch.setattr(readers, "MOST_BYTES", 999)
    np.savez("several.npz", weight=[1], bias=[2])
    np.savez("none.npz")
    np.save("one.npy", [1])
    Path("x.safetensors").write_bytes(b"")
    if "missing_extra" in request.node.name:
        monkeypatch.setitem(sys.modules, "safetensors", None)
    listed = b'{"w": {"dtype": "F8_E4M3", "shape": [1], "data_offsets": [0, 1]}}'
    Path("eight.safetensors").write_bytes(len(listed).to_bytes(8, "little") + listed + b"8")
    Path("text.png").write_text("text")
    noise = np.random.default_rng(0).integers(0, 256, (40, 40, 3), np.uint8)
    Image.fromarray(noise).save("half.png")
    Path("half.png").write_bytes(Path("half.png").read_bytes()[:2000])
    Image.new("L", (300, 100)).save("large.png")
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10_000)


@pytest.mark.skipif(os.name == "nt", reason="systems name their errors in their own words")
@pytest.mark.parametrize(("kind", "name", "text", "python", "command_line"), CASES, ids=[case[0] for case in CASES])
def test_numbers_that_cannot_be_read_are_one_sentence(kind, name, text, python, command_line):
    sentences.check(InputError, kind, lambda: read_array(name, text), python, command_line or "")


@pytest.mark.parametrize(("kind", "text", "sentence"), TABLES)
def test_a_table_that_cannot_be_read_is_the_rest_of_a_sentence_on_its_file(kind, text, sentence):
    sentences.check(TableError, kind, lambda: read_table(text), sentence)


def test_every_sentence_has_a_case():
    sentences.check_complete([(InputError, *case) for case in CASES], "recipes.input_errors")
    sentences.check_complete([(TableError, *case) for case in TABLES], "recipes.toml_table")
