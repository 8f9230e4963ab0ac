"""What makes a picture again: its options in the command line's words, as TOML that every file carries."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tconv_anim.core.comparison import Comparison, ComparisonSpec
from tconv_anim.core.default_values import box_weight
from tconv_anim.core.sampling import ChainSpec, SampleSpec, SampleTrace
from tconv_anim.core.spec import ConvSpec
from tconv_anim.core.step import Array
from tconv_anim.core.trace import Chain, Trace
from tconv_anim.recipes.request import BOX
from tconv_anim.recipes.values import Channels

MAX_NUMBERS = 1024  # written out; a recipe with more of them would outweigh the picture


class RecipeError(ValueError):
    """A recipe that cannot be read or made; the message names the file and the key."""


@dataclass(frozen=True)
class Recipe:
    """One picture: the options that make it, and what is said about it.

    Attributes
    ----------
    source : where it stands, which messages begin with; may be empty
    folder : where the relative names of files among the options start
    options : values by the command line's words, without dashes
    outputs : names of the files to write
    title, caption, section : what a page says above and below the picture, and its chapter
    order : where it stands in its chapter; among equals the name decides
    """

    source: str
    folder: Path
    options: dict[str, Any]
    outputs: tuple[str, ...]
    title: str = ""
    caption: str = ""
    section: str = ""
    order: int = 0

    @property
    def command(self) -> str:
        """The command line that makes it, to be pasted into a shell.

        >>> Recipe("x.toml", Path(), {"stride": 2, "numbers": False, "input": "1,2;3,4"}, ("a.gif",)).command
        "tconv-anim --stride 2 --no-numbers --input '1,2;3,4' -o a.gif"
        """
        outputs = [word for name in self.outputs for word in ("-o", name)]
        return shlex.join(["tconv-anim", *command_words(self.options), *outputs])


def command_words(options: Mapping[str, Any]) -> list[str]:
    """Options as a command line's words; a list repeats its option.

    >>> command_words({"padding": -1, "caption": False, "kernel": [2, 3], "view": "--x"})
    ['--padding', '-1', '--no-caption', '--kernel', '2', '--kernel', '3', '--view=--x']
    """
    words = []
    for name, given in options.items():
        for value in given if isinstance(given, list) else [given]:
            if isinstance(value, bool):
                words.append(f"--{name}" if value else f"--no-{name}")
            elif str(value).startswith("--"):
                words.append(f"--{name}={value}")
            else:
                words += [f"--{name}", str(value)]
    return words


def spec_options(
    trace: Trace | SampleTrace | Chain | Comparison, layer: str = "", seed: int | None = None, flipped: bool = False
) -> dict[str, Any]:
    """The options that make a trace again: op, numbers, and the parameters that are not at their default.

    A layer stands for its parameters; `flipped` tells that its framework turns the weight. Many numbers that were drawn
    from a seed are told by their sizes and that seed.
    """
    if isinstance(trace, Trace):
        return _conv_options(trace, layer, seed, flipped)
    if isinstance(trace, Comparison):
        return {
            "op": trace.spec.op, "ops": ",".join(trace.spec.ops), "input": array_text(_bare(trace.input)),
            "output-size": option_value(trace.spec.output_size), "seed": trace.seed,
        }  # fmt: skip
    spec = trace.spec
    options: dict[str, Any] = {"op": spec.op.removeprefix("max_pool+")}
    if spec.ndim == 1 and spec.op != "linear":
        options["dims"] = 1
    last = trace.stages[-1] if isinstance(trace, Chain) else None
    conv = last if isinstance(last, Trace) else None
    if seed is None or trace.input.size + (0 if conv is None else conv.weight.size) <= MAX_NUMBERS:
        options["input"] = array_text(_bare(trace.input))
        options |= {} if conv is None else {"weight": _weight_text(conv.weight)}
    else:
        options |= {"input-size": option_value(spec.input_size), "seed": seed}
        if spec.in_channels > 1 or (conv is not None and spec.out_channels > 1):
            options["channels"] = f"{spec.in_channels}:{spec.out_channels}"
        options |= {} if conv is None else _drawn_weight(conv)
    if conv is not None and conv.bias.any():
        options["bias"] = array_text(conv.bias)
    for name, value in _given(trace.spec):
        options[_OPTIONS.get(name, name.replace("_", "-"))] = option_value(value)
    return options


def _bare(array: Array) -> Array:
    """An array without the channel axes that are of length 1."""
    while array.ndim > 2 and len(array) == 1:
        array = array[0]
    return array


def _weight_text(weight: Array) -> str:
    """A weight in PyTorch's layout, without its channels where there is one on each side."""
    return array_text(weight[0, 0] if weight.shape[:2] == (1, 1) else weight)


def _drawn_weight(trace: Trace) -> dict[str, Any]:
    """How a weight is made again that nobody gave: from the seed, or alike everywhere."""
    options = {"kernel": option_value(trace.spec.kernel_size)}
    return options | ({"weight": BOX} if np.array_equal(trace.weight, box_weight(trace.spec)) else {})


def _given(spec: SampleSpec | ChainSpec) -> Iterator[tuple[str, Any]]:
    """The parameters of an upsampling or pooling; of a chain those that its stages were planned from."""
    if isinstance(spec, SampleSpec):
        yield from spec.parameters
        return
    first, second = spec.stages
    assert isinstance(first, SampleSpec)
    yield from first.parameters
    if isinstance(second, SampleSpec):
        yield "output_size", second.output_size
        return
    for name, default in (
        ("padding", "same"),
        ("dilation", (1,) * spec.ndim),
        ("groups", 1),
        ("padding_mode", "zeros"),
    ):
        if getattr(second, name) != default:
            yield name, getattr(second, name)


_OPTIONS = {"kernel_size": "kernel", "size": "output-size"}


def _conv_options(trace: Trace, layer: str, seed: int | None, flipped: bool) -> dict[str, Any]:
    spec, weight = trace.spec, trace.weight
    if flipped:
        weight = np.flip(weight, tuple(range(-spec.ndim, 0)))
    options: dict[str, Any] = {"layer": layer} if layer else {"op": spec.op}
    if spec.ndim != 2 and not layer:
        options["dims"] = spec.ndim
    if seed is None or trace.input.size + trace.weight.size <= MAX_NUMBERS:
        bare = spec.in_channels * spec.out_channels == 1
        options["input"] = array_text(trace.input[0] if bare else trace.input)
        options["weight"] = array_text(weight[0, 0] if bare else weight)
    else:
        options |= {"input-size": option_value(spec.input_size)} | _drawn_weight(trace)
        if (spec.in_channels, spec.out_channels) != _default_channels(layer, spec):
            options["channels"] = f"{spec.in_channels}:{spec.out_channels}"
        options["seed"] = seed
    if trace.bias.any():
        options["bias"] = array_text(trace.bias)
    if layer:
        return options
    for name, default in (("stride", 1), ("padding", 0), ("dilation", 1), ("output_padding", 0)):
        value = getattr(spec, name)
        if isinstance(value, str) or any(v != default for v in value):
            options[name.replace("_", "-")] = option_value(value)
    if spec.groups != 1:
        options["groups"] = spec.groups
    if spec.padding_mode != "zeros":
        options["padding-mode"] = spec.padding_mode
    return options


def _default_channels(layer: str, spec: ConvSpec) -> tuple[int, int]:
    """The channels where nothing is said of them: what a layer's call tells, if it does."""
    if not layer:
        return 1, 1
    from tconv_anim.frameworks import parse_layer

    told = parse_layer(layer, spec.input_size, spec.kernel_size)
    return told.in_channels, told.out_channels


def array_text(values: Array) -> str:
    """Numbers as the command line takes them: "1,2;3,4", or with more than two axes as JSON.

    >>> import numpy as np
    >>> array_text(np.array([[1, 2], [3, 4]])), array_text(np.array([[[0.5]], [[2]]]))
    ('1,2;3,4', '[[[0.5]], [[2.0]]]')
    """
    if values.ndim > 2:
        return str(values.tolist())
    return ";".join(",".join(map(str, row)) for row in np.atleast_2d(values).tolist())


def to_toml(options: dict[str, Any]) -> str:
    """Options as TOML, one a line.

    >>> print(to_toml({"op": "conv", "stride": 2, "numbers": False}), end="")
    op = "conv"
    stride = 2
    numbers = false
    """
    return "".join(f"{name} = {_toml_value(value)}\n" for name, value in options.items())


def file_stem(spec: ConvSpec | SampleSpec | ChainSpec | ComparisonSpec, view: str | None = None) -> str:
    """A file's name from what it shows.

    >>> file_stem(ConvSpec("conv_transpose", 3, 3, stride=2, padding=1))
    'conv_transpose_i3_k3_s2_p1'
    """
    if isinstance(spec, ComparisonSpec):
        return f"compare_i{option_value(spec.input_size)}_o{option_value(spec.output_size)}"
    if not isinstance(spec, ConvSpec):
        return _sample_stem(spec)
    parts: list[str] = [spec.op if spec.ndim == 2 else f"{spec.op}{spec.ndim}d"]
    if (spec.in_channels, spec.out_channels) != (1, 1):
        parts.append(f"c{spec.in_channels}-{spec.out_channels}" + (f"_g{spec.groups}" if spec.groups > 1 else ""))
    for letter, value, default in (
        ("i", spec.input_size, None),
        ("k", spec.kernel_size, None),
        ("s", spec.stride, None),
        ("p", spec.padding, None),
        ("d", spec.dilation, 1),
        ("op", spec.output_padding, 0),
    ):
        if isinstance(value, str) or default is None or any(v != default for v in value):
            parts.append(f"{letter}{str(option_value(value)).replace(':', '-')}")
    if spec.padding_mode != "zeros":
        parts.append(spec.padding_mode)
    return "_".join([*parts, *([view] if view else [])])


def _sample_stem(spec: SampleSpec | ChainSpec) -> str:
    op = spec.op.removeprefix("max_pool+")
    parts = [op if spec.ndim == 2 or op == "linear" else f"{op}1d"]
    if spec.in_channels > 1:
        parts.append(f"c{spec.in_channels}")
    parts.append(f"i{option_value(spec.input_size)}")
    if isinstance(spec, ChainSpec):
        parts += [f"k{option_value(stage.kernel_size)}" for stage in spec.stages if isinstance(stage, ConvSpec)]
    for name, value in _given(spec):
        if isinstance(value, bool):
            parts += [name.partition("_")[0]] if value else []
        elif name in _LETTERS:
            parts.append(f"{_LETTERS[name]}{option_value(value)}")
    return "_".join(parts)


_LETTERS = {"kernel_size": "k", "stride": "s", "padding": "p", "dilation": "d", "size": "o", "scale_factor": "f",
            "upscale_factor": "r", "downscale_factor": "r"}  # fmt: skip


def option_value(value: Any) -> Any:
    """A parameter or attribute as an option takes it: 2, "3x5", "same", "0:1x0:1", or for steps "1:200:5".

    >>> option_value((3, 5)), option_value(((0, 1), (0, 1))), option_value(range(1, 10, 2))
    ('3x5', '0:1x0:1', '1:9:2')
    """
    if isinstance(value, range):
        return f"{value.start}:{value.stop - 1}" + (f":{value.step}" if value.step != 1 else "")
    if isinstance(value, Channels):
        return ":".join(",".join(map(str, side)) for side in (value.inputs, value.outputs))
    if isinstance(value, Path):
        return str(value)
    if not isinstance(value, tuple):
        return value
    if isinstance(value[0], tuple):
        return "x".join(f"{lo}:{hi}" for lo, hi in value)
    return value[0] if len(set(value)) == 1 else "x".join(map(str, value))


def _toml_value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_toml_value, value))}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")  # JSON's text is TOML's, but for this
