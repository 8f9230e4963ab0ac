"""What was written for a picture, as keywords of `animate`: files are read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tconv_anim.options import BOX, COMPARE, OPTIONS, OptionError
from tconv_anim.recipes.layers import as_calls, is_several
from tconv_anim.recipes.layers.files import is_layer_file, read_layer_file
from tconv_anim.recipes.values import Channels

RGB = 3
COUNTS = {"groups", "in_channels", "out_channels"}
ARRAYS = ("input", "weight", "bias", "gradient")


def arguments_of(given: Mapping[str, Any], folder: Path = Path()) -> dict[str, Any]:
    """Keywords of `animate` (and of `Request.of`, for those of the operation).

    Parameters
    ----------
    given : values by the options' names; `channels` is the command line's one for both counts
    folder : where relative file names start

    Raises
    ------
    OptionError, InputError

    Returns
    -------
    dict
        with what only `animate` takes: `image`, if the input is an image, and `files`, which hold arrays
    """
    if given.get("layer") is not None and "op" in given:
        raise OptionError("beside_layer", {"option": "op", "layer": given["layer"]})
    arguments = {name: value for name, value in given.items() if name not in ("channels", "rgb", *ARRAYS)}
    arguments |= _counts(given.get("channels"))
    if isinstance(layer := arguments.get("layer"), str):
        arguments["layer"] = _text_of(layer, folder)
    elif layer is not None:
        arguments["layer"] = tuple(_text_of(text, folder) for text in layer)
    sources = {name: given[name] for name in ARRAYS if given.get(name) is not None}
    rgb = bool(given.get("rgb"))
    if not sources and not rgb:
        return arguments
    from tconv_anim.recipes.arrays import (  # imported where numbers are not drawn from a seed
        is_file_name,
        is_image,
        read_array,
    )

    image = is_image(sources.get("input", ""))
    if rgb and not image:
        raise OptionError("rgb_without_picture", {"rgb": rgb, "input": ""})
    if image:
        if "weight" not in sources and _has_weight(arguments):
            sources["weight"] = BOX
        arguments["image"] = True
    arguments["files"] = {name: source for name, source in sources.items() if is_file_name(source)}
    for name, source in sources.items():
        if (name, source) == ("weight", BOX):
            arguments[name] = source
            continue
        values = read_array(name, _located(source, folder), rgb=rgb)
        arguments[name] = values.reshape(-1) if name == "bias" and not isinstance(values, str) else values
    if rgb and arguments.get("layer") is None and _has_weight(arguments):
        arguments |= _by_channel(arguments)
    return arguments | _dims(arguments)


def _by_channel(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What lets an operation with a weight take red, green and blue one by one, with the same kernel for each."""
    import numpy as np  # imported where numbers are not drawn from a seed

    kernel = arguments["weight"]
    if kernel is None or getattr(kernel, "ndim", 2) != 2 or not COUNTS.isdisjoint(arguments):
        return {}
    if isinstance(kernel, str):
        return {"groups": RGB, "in_channels": RGB, "out_channels": RGB}
    return {"groups": RGB, "weight": np.broadcast_to(kernel, (RGB, 1, *kernel.shape))}


def _text_of(layer: str, folder: Path) -> str:
    """A layer's text, out of a file if it names one."""
    return read_layer_file(layer, folder) if is_layer_file(layer) else layer


def _dims(arguments: Mapping[str, Any]) -> dict[str, int]:
    """Numbers in rows and columns are a plane, unless a weight or something else tells."""
    from tconv_anim.core.ops import get_op

    x, weight = arguments.get("input"), arguments.get("weight")
    if getattr(x, "ndim", 0) != 2 or getattr(weight, "ndim", 2) == 3 or "dims" in arguments:
        return {}
    if arguments.get("layer") is not None:
        from tconv_anim.frameworks import glance  # imported when a layer is read

        if is_several(arguments["layer"], arguments.get("pick")):
            from tconv_anim.recipes.layers.chain import parts_of, shown_axes_of

            parts, _ = parts_of(as_calls(arguments["layer"]), arguments.get("pick"))
            return {"dims": 2} if shown_axes_of(parts, arguments.get("like")) is None else {}
        return {"dims": 2} if glance(*_layer(arguments))[1] is None else {}
    return {} if _op(arguments) == COMPARE or 2 not in get_op(_op(arguments)).dims else {"dims": 2}


def _layer(arguments: Mapping[str, Any]) -> tuple[str, str | None, str | None]:
    """A layer's text, the framework that it is read as, and which layer of it is meant."""
    return arguments["layer"], arguments.get("like"), arguments.get("pick")


def _located(source: str, folder: Path) -> str:
    """A file's name seen from here, with the name of an array in it; numbers stay as they are."""
    from tconv_anim.recipes.array_files import split_name
    from tconv_anim.recipes.arrays import is_file_name

    if not is_file_name(source):
        return source
    place, array = split_name(source)
    return str(folder / place) + ("" if array is None else f":{array}")


def _counts(channels: Channels | None) -> dict[str, int]:
    if channels is None:
        return {}
    sides = (channels.inputs, channels.outputs)
    if any(len(side) > 1 for side in sides):
        raise OptionError("several_counts", {"channels": channels, "other": "show_channels"})
    if (0,) in sides:
        raise OptionError("no_channels", {"channels": channels})
    return {name: side[0] for name, side in zip(("in_channels", "out_channels"), sides, strict=True)}


def _op(arguments: Mapping[str, Any]) -> str:
    op: str = arguments.get("op", OPTIONS["op"].default)
    return op


def _has_weight(arguments: Mapping[str, Any]) -> bool:
    from tconv_anim.core.ops import get_op

    if arguments.get("layer") is not None:
        from tconv_anim.frameworks import glance  # imported when a layer is read

        return not is_several(arguments["layer"], arguments.get("pick")) and glance(*_layer(arguments))[0]
    op = _op(arguments)
    return op != COMPARE and get_op(op).weighted
