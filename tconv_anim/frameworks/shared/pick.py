"""The one layer of a text, or the one of several that is asked for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tconv_anim.frameworks.shared.dialect import expanded, is_layer
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.find import Found, aliases_in, calls_in, configs_in, labels, outermost
from tconv_anim.frameworks.shared.foreign import refuse_foreign
from tconv_anim.frameworks.shared.nodes import nodes_in
from tconv_anim.frameworks.shared.source import Source

MOST_TEXT = 2_000_000
MOST_LISTED = 12
SHOWN_CHARACTERS = 60
ALL = "all"
FUNCTIONS = (
    "relu", "leaky_relu", "elu", "gelu", "selu", "silu", "sigmoid", "tanh", "softmax", "batch_norm", "instance_norm",
    "layer_norm", "group_norm", "dropout", "flatten",
)  # fmt: skip
"""What changes values and is no layer that is drawn, as a function."""
OF_WEIGHTS = ("pt", "pth", "bin", "ckpt", "pkl", "h5", "hdf5", "keras", "safetensors", "npz", "npy", "pb", "tflite")
FILE = re.compile(
    rf"[^()\s][^()\n]*\.(?P<suffix>{'|'.join(OF_WEIGHTS)}|py|ipynb|txt|md|log|json|ya?ml|toml|onnx)", re.I
)
"""A file's name that stands where a layer is meant."""
SUMMARY = re.compile(
    r"(\b\w+ \((?:Depthwise|Separable)?Conv\w*\)?(?=[ \t│┃]{2,}|\n))|\bConv\w*(?:-\d+|: \d+(?:-\d+)+)[ \t]{2,}\["
)
"""A line of a table of a model's layers, by Keras, torchinfo and torchsummary."""
Picked = tuple[Found, str, Mapping[str, str]]


def the_one(source: Source, pick: str | int | None) -> Picked:
    """A layer with what it is called, and what the text's imports say.

    `pick` is its name or its number from 1 as text, or its place among the layers from 0.

    Raises
    ------
    LayerError
        for a text without a layer, or with several of which none is picked
    """
    everything, kinds, aliases = _scanned(source)
    layers = [found for found, kind in kinds if kind]
    weighted = [found for found, kind in kinds if kind == "weighted"]
    if pick is not None and layers:
        at = pick if isinstance(pick, int) else _place(source, layers, pick)
        return layers[at], labels(layers)[at], aliases
    choice = weighted or layers
    if len(choice) > 1:
        raise LayerError("several_layers", {"several": len(choice), "layers": _listed(source, choice), "pick": ""})
    if not choice:
        return _nothing(source, everything, aliases)
    return choice[0], labels(choice)[0], aliases


def several(source: Source, pick: str) -> tuple[dict[int, str], tuple[str, ...]]:
    """The layers that are picked, by their places among the text's layers, with what they are called; and what is not.

    Parameters
    ----------
    pick : names or numbers with commas between them, or "all"

    Returns
    -------
    tuple
        The names and calls by places, in the order in which they are picked; and the names of the calls between them
        in the text that are no such layer, such as "ReLU", each once.

    Raises
    ------
    LayerError
    """
    everything, kinds, _ = _scanned(source)
    layers = [found for found, kind in kinds if kind]
    if not layers:
        the_one(source, None)
    names = labels(layers)
    places = range(len(layers)) if pick.strip() == ALL else [_place(source, layers, p.strip()) for p in pick.split(",")]
    picked = [layers[at] for at in places]
    first, last = min(found.start for found in picked), max(found.start for found in picked)
    between = [
        found for found in everything
        if first < found.start < last and not any(other.start <= found.start < other.stop for other in picked)
    ]  # fmt: skip
    left: list[Found] = []
    for found in between:
        holds = any(found.start < other.start < found.stop for other in picked)
        within = any(other.start <= found.start < other.stop for other in left)
        if not (holds or within) and _is_module(found.head.rpartition(".")[2]):
            left.append(found)
    described = {at: _described(source, names[at], layers[at]) for at in places}
    return described, tuple(dict.fromkeys(found.head.rpartition(".")[2] for found in left))


def _is_module(name: str) -> bool:
    """Whether a call of this name changes what passes through a network."""
    return name[:1].isupper() or name in FUNCTIONS


def _scanned(source: Source) -> tuple[list[Found], list[tuple[Found, Any]], Mapping[str, str]]:
    """All calls of a text, each with what kind of layer it is, and what the text's imports say."""
    if len(source.text) > MOST_TEXT:
        raise LayerError("long_text", {"most": MOST_TEXT})
    refuse_foreign(source)
    aliases = aliases_in(source.plain)
    rows = {match.start() for match in SUMMARY.finditer(source.plain)}
    found = outermost([*nodes_in(source), *configs_in(source), *calls_in(source)])
    everything = [one for one in found if one.start not in rows]
    own = {one.label.rpartition(".")[2] for one in everything if one.label}
    return everything, [(one, is_layer(one, aliases, own)) for one in everything], aliases


def _place(source: Source, layers: list[Found], pick: str) -> int:
    """Where the layer of a name or a number is among all layers."""
    names = labels(layers)
    short = [name.rpartition(".")[2] for name in names]
    for known in (names, short):
        if known.count(pick) == 1:
            return known.index(pick)
    if pick.isascii() and pick.isdigit() and len(pick) < 7 and 1 <= int(pick) <= len(layers):
        return int(pick) - 1
    raise LayerError("unknown_pick", {"pick": pick, "layers": _listed(source, layers)})


def _listed(source: Source, layers: list[Found]) -> str:
    """Layers by their names: "lift (ConvTranspose2d(4, 2, 2)), head (Conv2d(2, 1, 1))"."""
    shown = []
    for label, found in list(zip(labels(layers), layers, strict=True))[:MOST_LISTED]:
        shown.append(_described(source, label, found))
    more = len(layers) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _described(source: Source, label: str, found: Found) -> str:
    text = " ".join(source.text[found.start : found.stop].split())
    return f"{label} ({text if len(text) <= SHOWN_CHARACTERS else f'{text[:SHOWN_CHARACTERS]}…'})"


def _nothing(source: Source, calls: list[Found], aliases: Mapping[str, str]) -> Picked:
    """Say what is missing in a text without a layer; the name of its first call if it has one."""
    if not source.plain.strip():
        raise LayerError(
            "no_call", source.place(len(source.text) - len(source.text.lstrip()) if source.text.strip() else 0)
        )
    if "filters" in source.plain and "kernel_size" in source.plain and source.plain.lstrip()[:1] == "{":
        raise LayerError("no_class_name")
    if SUMMARY.search(source.plain):
        raise LayerError("summary")
    outer = [found for found in calls if expanded(found.head, aliases)]
    if outer:
        return outer[0], "", aliases  # whoever reads it says what its name is not
    if named := FILE.fullmatch(source.text.strip()):
        case = "weights" if named["suffix"].lower() in OF_WEIGHTS else "file"
        raise LayerError(f"no_call:{case}", {"file": named[0], "weight": ""})
    start = len(source.plain) - len(source.plain.lstrip())
    raise LayerError("no_call", source.place(start))
