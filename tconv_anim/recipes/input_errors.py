"""What is wrong with the numbers or the picture that a user gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from tconv_anim.options import TconvError


class InputError(TconvError):
    """Numbers or a picture that cannot be read.

    `parameters` has "source", which is the option with its text or the name of a file, or "file".
    """

    sentences: ClassVar[Mapping[str, str]] = {
        "null_character": '{array:option} {text:quoted} holds a null character: write numbers such as "1,2;3,4" or the '
        "name of a file",
        "not_numbers": "{source} is neither numbers nor the name of a {suffixes:either} file: write numbers such as "
        '"1,2;3,4"',
        "other_file": "{source} is a {suffix} file, which is not read: write its numbers with numpy.save, or name a "
        "{suffixes:either} file",
        "other_file:tensors": "{source} is a file of PyTorch, which can run code and is not read: convert it with "
        'python -c "import torch; from safetensors.torch import save_file; '
        "w = torch.load({place:quoted}, map_location='cpu', weights_only=True){part}; "
        'save_file({{name: of.clone() for name, of in w.items()}}, {other:quoted})" and name an array of {other}',
        "other_file:keras": "{source} is a file of Keras, which can run code and is not read: convert it with "
        'python -c "import keras, numpy; model = keras.models.load_model({place:quoted}); '
        "arrays = {{w.path: numpy.moveaxis(w, (-1, -2), (0, 1)) if w.ndim > 2 else w for w in model.weights}}; "
        'numpy.savez({other:quoted}, **arrays)" and name an array of {other}',
        "picture_not_taken": '{source} is a picture: write numbers such as "1,2;3,4", only {taker:option} can be a '
        "picture",
        "empty": "{source} is empty: write at least one number, such as 1",
        "not_json": "{source} is not JSON, see row {row}, column {column}: write nested lists such as [[1, 2], [3, 4]]",
        "not_lists": "{source} holds no list of numbers: write nested lists such as [[1, 2], [3, 4]]",
        "nested_too_deep": "{source} has lists that are nested too deep: write nested lists such as [[1, 2], [3, 4]]",
        "too_large": "{source} holds a number that is too large: use smaller ones",
        "unequal_rows": "{source} has {first:count number} in row 1 and {length} in row {row}: give all rows the same "
        "length",
        "not_a_number": '{source} has {text:quoted} in row {row}, which is not a number: write rows such as "1,2;3,4"',
        "not_a_number_in_file": "{source} has {text:quoted} in row {row}, which is not a number: write one row in each "
        "line, such as 1,2,3",
        "not_read": "cannot read {file}: {reason}: name another file",
        "not_npy": "{file} is not a {suffix} file of numbers: write one with numpy.save",
        "not_npy:model": "{file} is not a {suffix} file of arrays: save it again",
        "several_arrays": "{file} holds {arrays:count array}: name one, such as {file}:{first}, of {names}",
        "no_such_array": "{file} has no array {name:quoted}: it has {names}",
        "no_such_array:misspelled": "{file} has no array {name:quoted}: did you mean {near}?",
        "no_such_array:unnamed": "{file} holds one array, which has no name: leave :{name} out",
        "no_arrays": "{file} holds no arrays: name another file",
        "missing_extra": "{package}, which reads {file}, is not installed: run pip install {package}",
        "type_not_read": "{name} of {file} holds numbers of type {type}, which are not read: save it as float32",
        "large_file": "{file} has more than {most} MB: save its arrays as .safetensors",
        "not_text": "{file} is not a text file in UTF-8: save it as UTF-8",
        "not_csv": "{file} is not a .csv text file: write one row in each line, such as 1,2,3",
        "unclear_comma": "{file} has {text:quoted} in row {row}, whose comma can mean decimals, thousands or the next "
        "number: write decimals with a point, such as 1.5;2.5",
        "not_a_picture": "{file} is not a picture that can be read: give a {suffixes:either} file",
        "broken_picture": "{file} is a damaged picture: give a complete file",
        "unscaled_picture": "{file} has decimals or 32 bits for each gray: write its numbers with numpy.save",
        "too_many_pixels": "{file} has more than {most} pixels: scale it down, at most {pixels}x{pixels} are drawn",
        "too_many_numbers": "{source} holds more than {most} numbers: use fewer",
    }
