"""A layer out of a file: a text, or a model of ONNX."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from tconv_anim.options import TconvError
from tconv_anim.recipes.encodings import read_text


class LayerFileError(TconvError):
    """A file of layers that cannot be read."""

    sentences: ClassVar[Mapping[str, str]] = {
        "not_read": "cannot read {file}: {reason}: name another file",
        "not_text": "{file} is not a text file in UTF-8: save it as UTF-8",
        "missing_extra": "onnx, which reads {file}, is not installed: run pip install onnx",
        "not_onnx": "{file} is no model of ONNX: name another file",
        "no_layers": "{file} holds no convolution: name another file",
        "large_model": "{file} has more than {most} MB: name a smaller one, or save its weights beside it",
        "large_text": "{file} has more than {most} bytes: keep only the lines with the layers",
    }


FILE = "@"  # what stands before a file's name
MOST_BYTES = 2_000_000  # of a text
MOST_BYTES_OF_MODEL = 10**9


def is_layer_file(text: str) -> bool:
    """Whether a layer is given by the name of a file: @model.txt or model.onnx."""
    if "\n" in text or "\0" in text:
        return False
    return (text[:1] == FILE and ("(" not in text or os.path.isfile(text[1:]))) or is_model(text)


def is_model(text: str) -> bool:
    """Whether a text names a file of ONNX."""
    return text.lower().endswith(".onnx") and "(" not in text


def file_of(text: str) -> str:
    """The name of the file."""
    return text.removeprefix(FILE)


def read_layer_file(text: str, folder: Path = Path()) -> str:
    """The text of a layer or of several that a file holds.

    Raises
    ------
    LayerFileError
    """
    path = folder / file_of(text)
    if is_model(text):
        return _nodes_of(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise LayerFileError("large_text", {"file": str(path), "most": MOST_BYTES})
        return read_text(path)
    except OSError as error:
        raise LayerFileError("not_read", {"file": str(path), "reason": error.strerror}) from None
    except UnicodeDecodeError:
        raise LayerFileError("not_text", {"file": str(path)}) from None


def _nodes_of(path: Path) -> str:
    """The convolutions of a model of ONNX as text, one in a line, with the shapes of their weights."""
    try:
        import onnx  # an extra
    except ImportError:
        raise LayerFileError("missing_extra", {"file": str(path)}) from None
    try:
        if path.stat().st_size > MOST_BYTES_OF_MODEL:
            raise LayerFileError("large_model", {"file": str(path), "most": MOST_BYTES_OF_MODEL // 10**6})
        model = onnx.load_model(path, load_external_data=False)
    except OSError as error:
        raise LayerFileError("not_read", {"file": str(path), "reason": error.strerror}) from None
    except LayerFileError:
        raise
    except Exception:  # protobuf has its own errors
        raise LayerFileError("not_onnx", {"file": str(path)}) from None
    shapes = {tensor.name: list(tensor.dims) for tensor in model.graph.initializer}
    lines = [
        _node_text(node, shapes, onnx.helper.get_attribute_value) for node in model.graph.node if "Conv" in node.op_type
    ]
    if not lines:
        raise LayerFileError("no_layers", {"file": str(path)})
    return "\n".join(lines)


def _node_text(node: Any, shapes: Mapping[str, list[int]], value_of: Callable[[Any], Any]) -> str:
    """A node as text: %"name" <- ::Conv(%"x"<T,[?]>, %"w"<T,[4, 2, 3, 3]>) {pads=[1, 1, 1, 1]}."""
    inputs = ", ".join(
        f'%"{_plain(name)}"<T,[{str(shapes.get(name, "?")).strip("[]")}]>' for name in node.input if name
    )
    words = []
    for attribute in node.attribute:
        value = value_of(attribute)
        if isinstance(value, bytes):
            words.append(f"{attribute.name}={value.decode('ascii', 'replace')!r}")
        elif isinstance(value, int) or (value and all(isinstance(number, int) for number in value)):
            words.append(f"{attribute.name}={value if isinstance(value, int) else list(value)}")
    name = _plain(node.name or (node.output[0] if node.output else node.op_type))
    return f'%"{name}" <- ::{_plain(node.op_type)}({inputs}) {{{", ".join(words)}}}'


def _plain(name: str) -> str:
    """A name of letters, digits and a few signs."""
    return re.sub(r"[^\w./-]", "_", name) or "_"
