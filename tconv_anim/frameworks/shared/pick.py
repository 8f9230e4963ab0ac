"""The one layer of a text, or the one of several that is asked for."""

from __future__ import annotations

from collections.abc import Mapping

from tconv_anim.frameworks.shared.dialect import expanded, is_layer
from tconv_anim.frameworks.shared.errors import LayerError
from tconv_anim.frameworks.shared.find import Found, aliases_in, calls_in, configs_in, labels, outermost
from tconv_anim.frameworks.shared.foreign import refuse_foreign
from tconv_anim.frameworks.shared.nodes import nodes_in
from tconv_anim.frameworks.shared.source import Source

MOST_TEXT = 2_000_000
MOST_LISTED = 12
SHOWN_CHARACTERS = 60
Picked = tuple[Found, str, Mapping[str, str]]


def the_one(source: Source, pick: str | None) -> Picked:
    """A layer with what it is called, and what the text's imports say.

    Raises
    ------
    LayerError
        for a text without a layer, or with several of which none is picked
    """
    if len(source.text) > MOST_TEXT:
        raise LayerError("long_text", {"most": MOST_TEXT})
    refuse_foreign(source)
    aliases = aliases_in(source.plain)
    everything = outermost([*nodes_in(source), *configs_in(source), *calls_in(source)])
    own = {found.label.rpartition(".")[2] for found in everything if found.label}
    kinds = [(found, is_layer(found, aliases, own)) for found in everything]
    layers = [found for found, kind in kinds if kind]
    weighted = [found for found, kind in kinds if kind == "weighted"]
    if pick is not None and layers:
        return _by_name(source, layers, pick, aliases)
    choice = weighted or layers
    if len(choice) > 1:
        raise LayerError("several_layers", {"several": len(choice), "layers": _listed(source, choice), "pick": ""})
    if not choice:
        return _nothing(source, everything, aliases)
    return choice[0], labels(choice)[0], aliases


def _by_name(source: Source, layers: list[Found], pick: str, aliases: Mapping[str, str]) -> Picked:
    names = labels(layers)
    short = [name.rpartition(".")[2] for name in names]
    for known in (names, short):
        if known.count(pick) == 1:
            at = known.index(pick)
            return layers[at], names[at], aliases
    if pick.isascii() and pick.isdigit() and len(pick) < 7 and 1 <= int(pick) <= len(layers):
        return layers[int(pick) - 1], names[int(pick) - 1], aliases
    raise LayerError("unknown_pick", {"pick": pick, "layers": _listed(source, layers)})


def _listed(source: Source, layers: list[Found]) -> str:
    """Layers by their names: "lift (ConvTranspose2d(4, 2, 2)), head (Conv2d(2, 1, 1))"."""
    shown = []
    for label, found in list(zip(labels(layers), layers, strict=True))[:MOST_LISTED]:
        text = " ".join(source.text[found.start : found.stop].split())
        shown.append(f"{label} ({text if len(text) <= SHOWN_CHARACTERS else f'{text[:SHOWN_CHARACTERS]}…'})")
    more = len(layers) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _nothing(source: Source, calls: list[Found], aliases: Mapping[str, str]) -> Picked:
    """Say what is missing in a text without a layer; the name of its first call if it has one."""
    if not source.plain.strip():
        raise LayerError(
            "no_call", source.place(len(source.text) - len(source.text.lstrip()) if source.text.strip() else 0)
        )
    if "filters" in source.plain and "kernel_size" in source.plain and source.plain.lstrip()[:1] == "{":
        raise LayerError("no_class_name")
    outer = [found for found in calls if expanded(found.head, aliases)]
    if outer:
        return outer[0], "", aliases  # whoever reads it says what its name is not
    start = len(source.plain) - len(source.plain.lstrip())
    raise LayerError("no_call", source.place(start))
