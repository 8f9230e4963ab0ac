"""The arrays of layers one after the other as planes in a row: the input, what each layer makes of it, the output."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np

from tconv_anim.core.message import Words, message
from tconv_anim.core.solve.receptive import layers_of
from tconv_anim.core.spec import Spec
from tconv_anim.core.trace import Trace
from tconv_anim.scenes.errors import SceneError
from tconv_anim.scenes.formulas import PARAMETERS, call_words
from tconv_anim.scenes.number_text import index_text, size_text
from tconv_anim.scenes.scene import PanelId
from tconv_anim.scenes.view import Need

MOST_CELLS = 4096  # of a plane
OF_LAYER = "layer"
"""What the part of a plane between input and output begins with; its number follows."""
LAYERS = Need(lambda op: not op.side_by_side, message("several_side_by_side"))


def part_of(plane: int, count: int) -> str:
    """The part of a plane: 0 is the input, `count`, the number of layers, the output."""
    return "input" if plane == 0 else "output" if plane == count else f"{OF_LAYER}{plane}"


def plane_id(plane: int, count: int, *channel: int) -> PanelId:
    """A plane, or one of its channels where it has several."""
    return PanelId(part_of(plane, count), channel)


def plane_words(plane: int, count: int, layer: Spec, *channel: int) -> Words:
    """The title of a plane by the layer that reads it, or, of the output, that makes it."""
    index = f"[{index_text(channel)}]" if channel else ""
    size = layer.output_size if plane == count else layer.input_size
    if 0 < plane < count:
        return message("plane", number=plane, index=index, size=size_text(size))
    return message("input" if plane == 0 else "output", index=index, size=size_text(size))


def layer_words(layer: Spec) -> Words:
    """A layer by its parameters, "kernel 3×3 · stride 2"; one that has no kernel by its name."""
    kernel = layer.get("kernel_size")
    shown: list[Words] = []
    if not layer.weight_shape:
        call = call_words(layer)
        shown.append(call.partition("(")[0] if isinstance(call, str) else layer.op)
    if layer.op == "conv_transpose":
        shown.append(message("transposed"))
    if kernel is not None:
        shown.append(message("kernel_of_size", size=size_text(kernel)))
    for name, usual in PARAMETERS:
        value = layer.get(name)
        if value is not None and value not in (usual, (usual,) * layer.ndim) and name != "padding_mode":
            shown.append(f"{name} {_short(value)}")
    return message("dots", items=tuple(shown))


def _short(value: Any) -> str:
    """One number for all axes if they agree."""
    values = dict.fromkeys(map(str, value)) if isinstance(value, tuple) else (str(value),)
    return "×".join(values).replace(", ", ":").replace("(", "").replace(")", "")


def before_words(plane: int) -> Words:
    """What a layer reads, in a sentence: the input, or what a layer made."""
    return message("of_the_input") if plane == 0 else message("of_layer", number=plane)


def traces_of(trace: Trace) -> tuple[Trace, ...]:
    """The traces of `layers_of` its spec."""
    return tuple(one for stage in trace.stages for one in traces_of(stage)) if trace.stages else (trace,)


def planes_of(spec: Spec) -> Iterator[tuple[int, tuple[int, ...]]]:
    """Channels and size of each plane."""
    layers = layers_of(spec)
    yield layers[0].in_channels, layers[0].input_size
    for layer in layers:
        yield layer.out_channels, layer.output_size


def in_rows(size: tuple[int, ...]) -> tuple[int, int]:
    """A size as rows and columns."""
    rows, columns = (1, *size)[-2:]
    return rows, columns


def flat_cells(cells: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Positions, (n, ndim), as rows and columns, (n, 2)."""
    return cells if cells.shape[1] == 2 else np.concatenate([np.zeros_like(cells), cells], axis=1)


def check_planes(spec: Spec, side: str | None = None) -> None:  # noqa: ARG001
    """Refuse planes of very many cells."""
    cells = max(math.prod(size) for _, size in planes_of(spec))
    if cells > MOST_CELLS:
        raise SceneError("too_large:cells", {"count": cells, "most": MOST_CELLS})
